/* The trained tensors: names, golden-file aliases, shapes and initial values. */
#include <math.h>

#include "plan/parts.h"

static struct plan_param *add(struct arena *arena, struct plan *plan, const char *layer, const char *kind,
                              const char *alias, const char *alias_kind)
{
    struct plan_param *param = &plan->param[plan->params++];
    param->name = arena_format(arena, "%s.%s", layer, kind);
    param->alias = arena_format(arena, "%s.%s", alias, alias_kind);
    param->count = 1;
    return param;
}

static void set_shape(struct plan_param *param, int rank, const int *shape)
{
    param->rank = rank;
    for (int i = 0; i < rank; i++) {
        param->shape[i] = shape[i];
        param->count *= (size_t)shape[i];
    }
}

/* Weights start normal with standard deviation sqrt(2 / (out kh kw)) for convolutions (Kaiming, fan out) and
 * sqrt(2 / in) for linear layers and the readout, unless that starts as the last layer's signs; gains start where the
 * layer says, biases at 0, the readout's as the model has it. */
static void layer_params(struct arena *arena, struct plan *plan, struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const char *alias = arena_format(arena, "L%d", p->index);
    const int conv[4] = {layer->out.channels, layer->in.channels, layer->kernel_height, layer->kernel_width};
    const int linear[2] = {layer->out.channels, shape_size(layer->in)};
    const int one[4] = {layer->out.channels, 1, 1, 1};

    p->first_param = plan->params;
    struct plan_param *weight = add(arena, plan, layer->name, "weight", alias, "w");
    set_shape(weight, p->flat ? 2 : 4, p->flat ? linear : conv);
    weight->start = TESS_START_NORMAL;
    weight->start_scale = (float)sqrt(2.0 / (p->flat ? linear[1] : conv[0] * conv[2] * conv[3]));
    p->gain_param = p->bias_param = -1;
    if (layer->gain) {
        p->gain_param = plan->params;
        struct plan_param *gain = add(arena, plan, layer->name, "gain", alias, "gain");
        set_shape(gain, p->flat ? 2 : 4, one);
        gain->start_scale = layer->gain_start;
    }
    if (layer->bias) {
        p->bias_param = plan->params;
        set_shape(add(arena, plan, layer->name, "bias", alias, "b"), 1, one);
    }
}

void plan_params(struct arena *arena, struct plan *plan)
{
    plan->param = ARENA_ARRAY(arena, struct plan_param, 3 * plan->layers + 2);
    for (int i = 0; i < plan->layers; i++)
        layer_params(arena, plan, &plan->layer[i]);

    const int weight[2] = {plan->model->input.classes, plan->model->readout.features};
    plan->readout.weight_param = plan->params;
    struct plan_param *readout = add(arena, plan, "readout", "weight", "out", "w");
    set_shape(readout, 2, weight);
    readout->start = plan->model->readout.start;
    if (readout->start == TESS_START_NORMAL)
        readout->start_scale = (float)sqrt(2.0 / weight[1]);
    plan->readout.bias_param = plan->params;
    struct plan_param *bias = add(arena, plan, "readout", "bias", "out", "b");
    set_shape(bias, 1, weight);
    bias->start = plan->model->readout.bias_start;
    bias->start_scale = plan->model->readout.bias_scale;
}
