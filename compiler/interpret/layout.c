/* Where everything lies: parameters, weights and activity in the run's arena, per-step gradients in the taps. */
#include <math.h>

#include "interpret/engine.h"

enum { ALIGNMENT = 64, LARGEST_CHUNK = 16 };

/* Images of a chunk are kept with all their steps: as many as fit into this. */
static const size_t CHUNK_BYTES = (size_t)1 << 28;

static size_t take(size_t *bytes, size_t size)
{
    size_t offset = *bytes;

    *bytes += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return offset;
}

static size_t reals(struct engine *engine, size_t count)
{
    return take(&engine->arena_bytes, count * sizeof(double));
}

/* Per-image buffers take room for a whole chunk. */
static size_t image_reals(struct engine *engine, size_t count)
{
    return reals(engine, count * (size_t)engine->chunk);
}

static struct map map_of(struct engine *engine, int steps, struct shape shape)
{
    return (struct map){image_reals(engine, (size_t)steps * (size_t)shape_size(shape)), steps, shape};
}

/* ---- Parameters -------------------------------------------------------------------------------------------------- */

static void place_param(struct engine *engine, struct tess_param *param)
{
    size_t count = 1;

    for (int i = 0; i < param->rank; i++)
        count *= (size_t)param->shape[i];
    param->value = take(&engine->arena_bytes, count * sizeof(float));
    param->gradient = take(&engine->arena_bytes, count * sizeof(float));
    param->moment1 = take(&engine->arena_bytes, count * sizeof(float));
    param->moment2 = TESS_NO_OFFSET;
    if (tess_has_second_moment(engine->model->training.optimizer))
        param->moment2 = take(&engine->arena_bytes, count * sizeof(float));
}

static int add_param(struct engine *engine, struct tess_param param)
{
    place_param(engine, &param);
    engine->param[engine->params] = param;
    return engine->params++;
}

/* Initial values: standard deviation sqrt(2 / (out kh kw)) for convolutions, sqrt(2 / in) for linear layers and the
 * readout, unless that starts as the last layer's signs; gains as the layer has it, biases 0 (the readout's as the
 * model has it). */
static void layer_params(struct arena *arena, struct engine *engine, struct engine_layer *at)
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
    at->weight = add_param(engine, weight);
    at->gain = layer->gain ? add_param(engine, gain) : -1;
    at->bias = layer->bias ? add_param(engine, bias) : -1;
}

static void readout_params(struct engine *engine)
{
    struct engine_readout *at = &engine->readout;
    bool signs = engine->model->readout.start == TESS_START_SIGNS;

    at->weight = add_param(engine, (struct tess_param){.name = "readout.weight",
                                                       .alias = "out.w",
                                                       .rank = 2,
                                                       .shape = {engine->classes, at->features},
                                                       .start = engine->model->readout.start,
                                                       .start_scale = signs ? 0 : (float)sqrt(2.0 / at->features),
                                                       .fill = signs ? readout_of_signs : NULL});
    at->bias = add_param(engine, (struct tess_param){.name = "readout.bias",
                                                     .alias = "out.b",
                                                     .rank = 1,
                                                     .shape = {engine->classes},
                                                     .start = engine->model->readout.bias_start,
                                                     .start_scale = engine->model->readout.bias_scale});
}

/* ---- Layers ------------------------------------------------------------------------------------------------------ */

static void layer_signal(struct engine *engine, struct engine_layer *at)
{
    size_t latents = (size_t)at->layer->latents, classes = (size_t)engine->classes;
    size_t supervised = (size_t)engine->supervised;

    at->basis = take(&engine->arena_bytes, classes * latents);
    at->logits = image_reals(engine, supervised * classes);
    at->logit_error = image_reals(engine, supervised * classes);
    at->loss = image_reals(engine, supervised);
}

static void layer_terms(struct engine *engine, struct engine_layer *at)
{
    const struct rule *rule = &at->layer->rule;

    for (int k = 0; k < rule->terms; k++) {
        if (rule->term[k].post == POST_TRACE)
            at->term[k].post_trace = map_of(engine, engine->steps, at->layer->out);
        if (rule->term[k].pre == PRE_TRACE)
            at->term[k].pre_trace = map_of(engine, engine->steps, at->layer->in);
        at->term[k].product = map_of(engine, engine->supervised, at->layer->out);
    }
}

static void layer_layout(struct arena *arena, struct engine *engine, int index, struct map in)
{
    struct engine_layer *at = &engine->layer[index];
    const struct layer *layer = &engine->model->layer[index];
    size_t outputs = (size_t)layer->out.channels, rows;

    at->layer = layer;
    at->index = index;
    at->in = in;
    at->u = map_of(engine, engine->steps, layer->out);
    at->s = map_of(engine, engine->steps, layer->out);
    at->psi = map_of(engine, engine->steps, layer->out);
    at->p = layer->pool == POOL_NONE ? at->s : map_of(engine, engine->steps, layer->pooled);
    at->mp = map_of(engine, engine->supervised, layer->pooled);
    at->m = map_of(engine, engine->supervised, layer->out);
    at->error = map_of(engine, engine->supervised, layer->out);
    layer_terms(engine, at);
    if (layer->rule.signal == SIGNAL_LOCAL)
        layer_signal(engine, at);

    at->rows = layer->kernel_height * layer->kernel_width * layer->in.channels;
    rows = (size_t)at->rows;
    at->effective = reals(engine, rows * outputs);
    at->gradient = reals(engine, (rows + 1) * outputs);
    at->divisor = reals(engine, 1);
    at->tap_dw = take(&engine->tap_bytes, (size_t)engine->supervised * (rows + 1) * outputs * sizeof(double));
    layer_params(arena, engine, at);
}

static void readout_layout(struct engine *engine, struct map in)
{
    struct engine_readout *at = &engine->readout;
    size_t classes = (size_t)engine->classes;

    at->in = in;
    at->features = engine->model->readout.features;
    at->logits = image_reals(engine, (size_t)engine->steps * classes);
    at->error = image_reals(engine, (size_t)engine->supervised * classes);
    at->losses = engine->model->readout.loss == LOSS_SUM ? 1 : engine->supervised;
    at->loss = image_reals(engine, (size_t)at->losses);
    at->gradient = reals(engine, classes * ((size_t)at->features + 1));
    readout_params(engine);
}

/* ---- Whole ------------------------------------------------------------------------------------------------------- */

/* A worker's scratch holds latents, two rows of weights, one step's gradient or the summed logits. */
static size_t scratch_of(const struct engine *engine)
{
    size_t most = (size_t)engine->classes;

    for (int i = 0; i < engine->layers; i++) {
        const struct engine_layer *at = &engine->layer[i];
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

struct engine *engine_create(struct arena *arena, const struct model *model)
{
    struct engine *engine = ARENA_NEW(arena, struct engine);
    const struct tess_input *input = &model->input;

    engine->model = model;
    engine->steps = input->steps;
    engine->supervised = input->steps - model->supervised_from;
    engine->classes = input->classes;
    engine->layers = model->layers;
    engine->layer = ARENA_ARRAY(arena, struct engine_layer, model->layers);
    engine->param = ARENA_ARRAY(arena, struct tess_param, 3 * model->layers + 2);
    engine->chunk = chunk_of(model);
    engine->input = map_of(engine, input->is_static ? 1 : input->steps,
                           (struct shape){input->channels, input->height, input->width});
    struct map in = engine->input;
    for (int i = 0; i < model->layers; i++) {
        in.shape = model->layer[i].in;
        layer_layout(arena, engine, i, in);
        in = engine->layer[i].p;
    }
    readout_layout(engine, in);
    engine->scratch_bytes = scratch_of(engine);
    return engine;
}
