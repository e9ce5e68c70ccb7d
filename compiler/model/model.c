#include "model/model.h"

#include <string.h>

int layer_trained(const struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    int count = 0;
    for (int s = 0; s < e->symbols; s++)
        count += e->symbol[s].kind == SYMBOL_TRAINED;
    return count;
}

const struct layer *unproved_layer(const struct model *model, const struct use **use)
{
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        *use = layer->use.unproved ? &layer->use : &layer->rule.use;
        if ((*use)->unproved)
            return layer;
    }
    return NULL;
}

bool same_use(const struct use *a, const struct use *b)
{
    return a->of == b->of && !memcmp(a->value, b->value, sizeof *a->value * (size_t)a->of->equations->symbols);
}

long long layer_parameters(const struct layer *layer)
{
    long long inputs = (long long)layer->in.channels * layer->kernel_height * layer->kernel_width;
    return layer->out.channels * (inputs + layer->gain + layer->bias + layer_trained(layer));
}

long long model_parameters(const struct model *model)
{
    long long total = (long long)model->input.classes * (model->readout.features + 1);
    for (int i = 0; i < model->layers; i++)
        total += layer_parameters(&model->layer[i]);
    return total;
}
