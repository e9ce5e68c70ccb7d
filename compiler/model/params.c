#include "model/params.h"

#include <math.h>

/* Returns its index. Dimensions beyond the rank are 0. */
static int add(struct arena *arena, struct params *params, const char *layer, const char *alias,
               const struct tess_param *param)
{
    struct tess_param *added = &params->param[params->count];
    *added = *param;
    added->name = arena_format(arena, "%s.%s", layer, param->name);
    added->alias = arena_format(arena, "%s.%s", alias, param->alias);
    return params->count++;
}

/* Parameters of the neuron that are trained, one a channel, called as in the definition. */
static void add_trained(struct arena *arena, struct params *params, const struct layer *layer, const char *alias,
                        struct param_places *own)
{
    const struct equations *e = layer->use.equations;
    own->trained = params->count;
    for (int s = 0; s < e->symbols; s++) {
        if (e->symbol[s].kind != SYMBOL_TRAINED)
            continue;
        const char *name = arena_format(arena, "neuron.%s", e->symbol[s].name);
        add(arena, params, layer->name, alias,
            &(struct tess_param){.name = name,
                                 .alias = name,
                                 .rank = 1,
                                 .shape = {layer->out.channels},
                                 .start_scale = e->symbol[s].value});
        own->trained_count++;
    }
}

/* Weights start normal with standard deviation sqrt(2 / (out kh kw)) for convolutions (Kaiming, fan out) and
 * sqrt(2 / in) for linear layers and the readout, unless that starts as the last layer's signs; gains start where the
 * layer says, biases at 0, the readout's as the model has it. */
static struct param_places layer_params(struct arena *arena, struct params *params, const struct layer *layer,
                                        int index)
{
    const char *alias = arena_format(arena, "L%d", index);
    const bool conv = layer->kind == LAYER_CONV;
    const int outputs = layer->out.channels, taps = layer->kernel_height * layer->kernel_width;
    struct param_places own = {.gain = -1, .bias = -1};
    struct tess_param weight = {.name = "weight",
                                .alias = "w",
                                .rank = 2,
                                .shape = {outputs, shape_size(layer->in)},
                                .start = TESS_START_NORMAL,
                                .start_scale = (float)sqrt(2.0 / (conv ? outputs * taps : shape_size(layer->in)))};
    const struct tess_param gain = {.name = "gain",
                                    .alias = "gain",
                                    .rank = conv ? 4 : 2,
                                    .shape = {outputs, 1, conv, conv},
                                    .start_scale = layer->gain_start};
    const struct tess_param bias = {.name = "bias", .alias = "b", .rank = 1, .shape = {outputs}};
    if (conv) {
        weight.rank = 4;
        weight.shape[1] = layer->in.channels;
        weight.shape[2] = layer->kernel_height;
        weight.shape[3] = layer->kernel_width;
    }
    own.weight = add(arena, params, layer->name, alias, &weight);
    if (layer->gain)
        own.gain = add(arena, params, layer->name, alias, &gain);
    if (layer->bias)
        own.bias = add(arena, params, layer->name, alias, &bias);
    add_trained(arena, params, layer, alias, &own);
    return own;
}

static struct param_places readout_params(struct arena *arena, struct params *params, const struct model *model)
{
    const int classes = model->input.classes, features = model->readout.features;
    const bool normal = model->readout.start == TESS_START_NORMAL;
    const struct tess_param weight = {.name = "weight",
                                      .alias = "w",
                                      .rank = 2,
                                      .shape = {classes, features},
                                      .start = model->readout.start,
                                      .start_scale = normal ? (float)sqrt(2.0 / features) : 0};
    const struct tess_param bias = {.name = "bias",
                                    .alias = "b",
                                    .rank = 1,
                                    .shape = {classes},
                                    .start = model->readout.bias_start,
                                    .start_scale = model->readout.bias_scale};
    const int at = add(arena, params, "readout", "out", &weight);
    return (struct param_places){.weight = at, .gain = -1, .bias = add(arena, params, "readout", "out", &bias)};
}

struct params model_params(struct arena *arena, const struct model *model)
{
    struct param_places *own = ARENA_ARRAY(arena, struct param_places, model->layers + 1);
    int most = 2;
    for (int i = 0; i < model->layers; i++)
        most += 3 + layer_trained(&model->layer[i]);
    struct params params = {.param = ARENA_ARRAY(arena, struct tess_param, most), .own = own};
    bool *learns = ARENA_ARRAY(arena, bool, most);
    for (int i = 0, at = 0; i <= model->layers; i++) {
        const bool readout = i == model->layers;
        own[i] = readout ? readout_params(arena, &params, model) : layer_params(arena, &params, &model->layer[i], i);
        while (at < params.count)
            learns[at++] = readout ? model->readout.learns : model->layer[i].learns;
    }
    params.learns = learns;
    return params;
}
