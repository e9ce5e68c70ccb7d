#include "model/model.h"

long long layer_parameters(const struct layer *layer)
{
    long long inputs = (long long)layer->in.channels * layer->kernel_height * layer->kernel_width;
    return layer->out.channels * (inputs + layer->gain + layer->bias);
}

long long model_parameters(const struct model *model)
{
    long long total = (long long)model->input.classes * (model->readout.features + 1);
    for (int i = 0; i < model->layers; i++)
        total += layer_parameters(&model->layer[i]);
    return total;
}
