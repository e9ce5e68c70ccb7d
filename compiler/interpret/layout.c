/* Where everything lies: parameters, weights and activity in the run's arena, per-step gradients in the taps. */
#include "interpret/reference.h"
#include "model/params.h"
#include "tess/engine.h"

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

static void place_param(struct reference *reference, int index)
{
    if (index < 0)
        return;
    struct tess_param *param = &reference->param[index];
    const size_t bytes = tess_param_count(param) * sizeof(float);
    const bool kept = reference->learns[index] && !reference->stepwise;

    param->value = take(&reference->arena_bytes, bytes);
    param->gradient = take(&reference->arena_bytes, bytes);
    param->moment1 = kept ? take(&reference->arena_bytes, bytes) : TESS_NO_OFFSET;
    param->moment2 = TESS_NO_OFFSET;
    if (kept && tess_has_second_moment(reference->model->training.optimizer))
        param->moment2 = take(&reference->arena_bytes, bytes);
    param->fill = param->start == TESS_START_SIGNS ? readout_of_signs : NULL;
}

static void place_params(struct reference *reference, const struct param_places *own)
{
    place_param(reference, own->weight);
    place_param(reference, own->gain);
    place_param(reference, own->bias);
    for (int k = 0; k < own->trained_count; k++)
        place_param(reference, own->trained + k);
}

/* ---- Layers ------------------------------------------------------------------------------------------------------ */

static void layer_signal(struct reference *reference, struct reference_layer *at)
{
    size_t latents = (size_t)at->layer->latents, classes = (size_t)reference->classes;
    size_t supervised = (size_t)reference->supervised;

    at->errors = image_reals(reference, supervised * classes);
    if (!signal_is_own(at->layer->rule.signal))
        return;
    at->basis = reals(reference, classes * latents);
    at->logits = image_reals(reference, supervised * classes);
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

/* Neuron and rule, where they are run by their equations. */
static void layer_equations(struct reference *reference, struct reference_layer *at)
{
    struct reference_neuron *neuron = &at->neuron;
    struct reference_rule *rule = &at->rule;
    struct arena *arena = at->layer->use.equations->arena;
    size_t outputs = (size_t)at->layer->out.channels;

    neuron_prepare(neuron, at->layer);
    rule_prepare(rule, at->layer);
    if (!neuron->e)
        return;
    neuron->currents = map_of(reference, reference->steps, at->layer->out);
    neuron->carried = ARENA_ARRAY(arena, struct map, neuron->states + 1);
    for (int k = 0; k < neuron->states; k++)
        neuron->carried[k] = map_of(reference, reference->steps, at->layer->out);
    neuron->share = image_reals(reference, (size_t)neuron->trained_count * outputs);
    rule->post = ARENA_ARRAY(arena, struct map, rule->products + 1);
    rule->pre = ARENA_ARRAY(arena, struct map, rule->products + 1);
    for (int k = 0; k < rule->products; k++) {
        rule->post[k] = map_of(reference, reference->supervised, at->layer->out);
        rule->pre[k] = map_of(reference, reference->steps, at->layer->in);
    }
}

static void layer_layout(struct reference *reference, int index, struct map in, const struct param_places *own)
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
    layer_equations(reference, at);
    if (layer->rule.signal.reach == REACH_LAYER)
        layer_signal(reference, at);

    at->rows = layer->kernel_height * layer->kernel_width * layer->in.channels;
    rows = (size_t)at->rows;
    at->effective = reals(reference, rows * outputs);
    at->gradient = reals(reference, (rows + 1 + (size_t)at->neuron.trained_count) * outputs);
    at->divisor = reals(reference, 1);
    at->tap_dw = take(&reference->tap_bytes, (size_t)reference->supervised * (rows + 1) * outputs * sizeof(double));
    at->weight = own->weight;
    at->gain = own->gain;
    at->bias = own->bias;
    at->trained = own->trained;
    place_params(reference, own);
}

static void readout_layout(struct reference *reference, struct map in, const struct param_places *own)
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
    at->weight = own->weight;
    at->bias = own->bias;
    place_params(reference, own);
}

/* ---- Whole ------------------------------------------------------------------------------------------------------- */

/* What evaluating equations takes. */
static size_t values_of(const struct equations *e)
{
    return e ? (size_t)e->symbols + (size_t)e->nodes : 0;
}

/* A worker's scratch holds latents, two rows of weights, one step's gradient or the summed logits, or what equations
 * are given and give. */
static size_t scratch_of(const struct reference *reference)
{
    size_t most = (size_t)reference->classes;

    for (int i = 0; i < reference->layers; i++) {
        const struct reference_layer *at = &reference->layer[i];
        size_t sizes[] = {(size_t)at->layer->latents, 2 * (size_t)at->rows, (size_t)at->layer->out.channels,
                          values_of(at->neuron.e), values_of(at->rule.e)};
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
        const size_t terms = (size_t)layer->rule.terms + (size_t)layer->rule.products.count;
        const size_t carried = (size_t)layer->use.equations->symbols;
        values += (size_t)shape_size(layer->out) * (6 + carried + 2 * terms) + (size_t)shape_size(layer->pooled) * 2 +
                  (size_t)shape_size(layer->in) * terms;
    }
    size_t images = CHUNK_BYTES / (values * (size_t)model->input.steps * sizeof(double));
    return images < 1 ? 1 : images > LARGEST_CHUNK ? LARGEST_CHUNK : (int)images;
}

struct reference *reference_create(struct arena *arena, const struct model *model)
{
    struct reference *reference = ARENA_NEW(arena, struct reference);
    const struct tess_input *input = &model->input;
    const struct params params = model_params(arena, model);

    reference->model = model;
    reference->steps = input->steps;
    reference->supervised = input->steps - model->supervised_from;
    reference->stepwise = model->training.update == TESS_UPDATE_STEP;
    reference->classes = input->classes;
    reference->layers = model->layers;
    reference->layer = ARENA_ARRAY(arena, struct reference_layer, model->layers);
    reference->param = params.param;
    reference->learns = params.learns;
    reference->params = params.count;
    reference->chunk = chunk_of(model);
    reference->input = map_of(reference, input->is_static ? 1 : input->steps,
                              (struct shape){input->channels, input->height, input->width});
    struct map in = reference->input;
    for (int i = 0; i < model->layers; i++) {
        in.shape = model->layer[i].in;
        layer_layout(reference, i, in, &params.own[i]);
        in = reference->layer[i].p;
    }
    readout_layout(reference, in, &params.own[model->layers]);
    reference->scratch_bytes = scratch_of(reference);
    return reference;
}
