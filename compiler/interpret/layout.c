/* Where everything lies: parameters, weights and activity in the run's arena, per-step gradients in the taps. */
#include <math.h>

#include "interpret/reference.h"

enum { ALIGNMENT = 64, LARGEST_CHUNK = 16 };

/* Images of a chunk are kept with all their steps: as many as fit into this. */
static const size_t CHUNK_BYTES = (size_t)1 << 28;

static size_t take(size_t *bytes, size_t size)
{
    size_t offset = *bytes;

    *bytes += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return offset;
}

static size_t reals(struct reference *reference, size_t count)
{
    return take(&reference->arena_bytes, count * sizeof(double));
}

/* Per-image buffers take room for a whole chunk. */
static size_t image_reals(struct reference *reference, size_t count)
{
    return reals(reference, count * (size_t)reference->chunk);
}

static struct map map_of(struct reference *reference, int steps, struct shape shape)
{
    return (struct map){image_reals(reference, (size_t)steps * (size_t)shape_size(shape)), steps, shape};
}

/* ---- Parameters -------------------------------------------------------------------------------------------------- */

static void place_param(struct reference *reference, struct tess_param *param)
{
    size_t count = 1;

    for (int i = 0; i < param->rank; i++)
        count *= (size_t)param->shape[i];
    param->value = take(&reference->arena_bytes, count * sizeof(float));
    param->gradient = take(&reference->arena_bytes, count * sizeof(float));
    param->moment1 = take(&reference->arena_bytes, count * sizeof(float));
    param->moment2 = TESS_NO_OFFSET;
    if (tess_has_second_moment(reference->model->training.optimizer))
        param->moment2 = take(&reference->arena_bytes, count * sizeof(float));
}

static int add_param(struct reference *reference, struct tess_param param)
{
    place_param(reference, &param);
    reference->param[reference->params] = param;
    return reference->params++;
}

/* Initial values: standard deviation sqrt(2 / (out kh kw)) for convolutions, sqrt(2 / in) for linear layers and the
 * readout, unless that starts as the last layer's signs; gains as the layer has it, biases 0 (the readout's as the
 * model has it). */
static void layer_params(struct arena *arena, struct reference *reference, struct reference_layer *at)
{
    const struct layer *layer = at->layer;
    bool conv = layer->kind == LAYER_CONV;
    int outputs = layer->out.channels, inputs = layer->in.channels;
    struct tess_param weight = {.name = arena_format(arena, "%s.weight", layer->name),
                                .alias = arena_format(arena, "L%d.w", at->index),
                                .rank = 4,
                                .shape = {outputs, inputs, layer->kernel_height, layer->kernel_width},
                                .start = TESS_START_NORMAL};
    struct tess_param gain = {.name = arena_format(arena, "%s.gain", layer->name),
                              .alias = arena_format(arena, "L%d.gain", at->index),
                              .rank = conv ? 4 : 2,
                              .shape = {outputs, 1, 1, 1},
                              .start_scale = layer->gain_start};
    struct tess_param bias = {.name = arena_format(arena, "%s.bias", layer->name),
                              .alias = arena_format(arena, "L%d.b", at->index),
                              .rank = 1,
                              .shape = {outputs}};

    weight.start_scale = (float)sqrt(2.0 / (outputs * layer->kernel_height * layer->kernel_width));
    if (!conv) {
        weight.rank = 2;
        weight.shape[1] = at->rows;
        weight.start_scale = (float)sqrt(2.0 / at->rows);
    }
    at->weight = add_param(reference, weight);
    at->gain = layer->gain ? add_param(reference, gain) : -1;
    at->bias = layer->bias ? add_param(reference, bias) : -1;
}

static void readout_params(struct reference *reference)
{
    struct reference_readout *at = &reference->readout;
    bool signs = reference->model->readout.start == TESS_START_SIGNS;

    at->weight = add_param(reference, (struct tess_param){.name = "readout.weight",
                                                          .alias = "out.w",
                                                          .rank = 2,
                                                          .shape = {reference->classes, at->features},
                                                          .start = reference->model->readout.start,
                                                          .start_scale = signs ? 0 : (float)sqrt(2.0 / at->features),
                                                          .fill = signs ? readout_of_signs : NULL});
    at->bias = add_param(reference, (struct tess_param){.name = "readout.bias",
                                                        .alias = "out.b",
                                                        .rank = 1,
                                                        .shape = {reference->classes},
                                                        .start = reference->model->readout.bias_start,
                                                        .start_scale = reference->model->readout.bias_scale});
}

/* ---- Layers ------------------------------------------------------------------------------------------------------ */

static void layer_signal(struct reference *reference, struct reference_layer *at)
{
    size_t latents = (size_t)at->layer->latents, classes = (size_t)reference->classes;
    size_t supervised = (size_t)reference->supervised;

    at->basis = take(&reference->arena_bytes, classes * latents);
    at->logits = image_reals(reference, supervised * classes);
    at->logit_error = image_reals(reference, supervised * classes);
    at->loss = image_reals(reference, supervised);
}

static void layer_terms(struct reference *reference, struct reference_layer *at)
{
    const struct rule *rule = &at->layer->rule;

    for (int k = 0; k < rule->terms; k++) {
        if (rule->term[k].post == POST_TRACE)
            at->term[k].post_trace = map_of(reference, reference->steps, at->layer->out);
        if (rule->term[k].pre == PRE_TRACE)
            at->term[k].pre_trace = map_of(reference, reference->steps, at->layer->in);
        at->term[k].product = map_of(reference, reference->supervised, at->layer->out);
    }
}

static void layer_layout(struct arena *arena, struct reference *reference, int index, struct map in)
{
    struct reference_layer *at = &reference->layer[index];
    const struct layer *layer = &reference->model->layer[index];
    size_t outputs = (size_t)layer->out.channels, rows;

    at->layer = layer;
    at->index = index;
    at->in = in;
    at->u = map_of(reference, reference->steps, layer->out);
    at->s = map_of(reference, reference->steps, layer->out);
    at->psi = map_of(reference, reference->steps, layer->out);
    at->p = layer->pool == POOL_NONE ? at->s : map_of(reference, reference->steps, layer->pooled);
    at->mp = map_of(reference, reference->supervised, layer->pooled);
    at->m = map_of(reference, reference->supervised, layer->out);
    at->error = map_of(reference, reference->supervised, layer->out);
    layer_terms(reference, at);
    if (layer->rule.signal == SIGNAL_LOCAL)
        layer_signal(reference, at);

    at->rows = layer->kernel_height * layer->kernel_width * layer->in.channels;
    rows = (size_t)at->rows;
    at->effective = reals(reference, rows * outputs);
    at->gradient = reals(reference, (rows + 1) * outputs);
    at->divisor = reals(reference, 1);
    at->tap_dw = take(&reference->tap_bytes, (size_t)reference->supervised * (rows + 1) * outputs * sizeof(double));
    layer_params(arena, reference, at);
}

static void readout_layout(struct reference *reference, struct map in)
{
    struct reference_readout *at = &reference->readout;
    size_t classes = (size_t)reference->classes;

    at->in = in;
    at->features = reference->model->readout.features;
    at->logits = image_reals(reference, (size_t)reference->steps * classes);
    at->error = image_reals(reference, (size_t)reference->supervised * classes);
    at->losses = reference->model->readout.loss == LOSS_SUM ? 1 : reference->supervised;
    at->loss = image_reals(reference, (size_t)at->losses);
    at->gradient = reals(reference, classes * ((size_t)at->features + 1));
    readout_params(reference);
}

/* ---- Whole ------------------------------------------------------------------------------------------------------- */

/* A worker's scratch holds latents, two rows of weights, one step's gradient or the summed logits. */
static size_t scratch_of(const struct reference *reference)
{
    size_t most = (size_t)reference->classes;

    for (int i = 0; i < reference->layers; i++) {
        const struct reference_layer *at = &reference->layer[i];
        size_t sizes[] = {(size_t)at->layer->latents, 2 * (size_t)at->rows, (size_t)at->layer->out.channels};
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
            most = sizes[k] > most ? sizes[k] : most;
    }
    return most * sizeof(double);
}

/* Images whose activity fits into CHUNK_BYTES. A layer keeps at most 8 maps of its own size, two of its output's and a
 * trace of its input a term. */
static int chunk_of(const struct model *model)
{
    size_t values = (size_t)model->input.channels * (size_t)model->input.height * (size_t)model->input.width;

    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        values += (size_t)shape_size(layer->out) * (5 + 2 * (size_t)layer->rule.terms) +
                  (size_t)shape_size(layer->pooled) * 2 + (size_t)shape_size(layer->in) * (size_t)layer->rule.terms;
    }
    size_t images = CHUNK_BYTES / (values * (size_t)model->input.steps * sizeof(double));
    return images < 1 ? 1 : images > LARGEST_CHUNK ? LARGEST_CHUNK : (int)images;
}

struct reference *reference_create(struct arena *arena, const struct model *model)
{
    struct reference *reference = ARENA_NEW(arena, struct reference);
    const struct tess_input *input = &model->input;

    reference->model = model;
    reference->steps = input->steps;
    reference->supervised = input->steps - model->supervised_from;
    reference->classes = input->classes;
    reference->layers = model->layers;
    reference->layer = ARENA_ARRAY(arena, struct reference_layer, model->layers);
    reference->param = ARENA_ARRAY(arena, struct tess_param, 3 * model->layers + 2);
    reference->chunk = chunk_of(model);
    reference->input = map_of(reference, input->is_static ? 1 : input->steps,
                              (struct shape){input->channels, input->height, input->width});
    struct map in = reference->input;
    for (int i = 0; i < model->layers; i++) {
        in.shape = model->layer[i].in;
        layer_layout(arena, reference, i, in);
        in = reference->layer[i].p;
    }
    readout_layout(reference, in);
    reference->scratch_bytes = scratch_of(reference);
    return reference;
}
