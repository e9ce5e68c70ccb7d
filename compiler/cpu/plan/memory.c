/* The memory map: one arena, laid out once. First what lasts (parameters, moments, weights in use, signs of B), then
 * the edges between layers, then what each layer uses while it runs. Where the rule goes back through the layers, each
 * edge has its own place and layers keep all membranes. Where steps come one by one, they keep those of the last. */
#include <string.h>

#include "cpu/plan/parts.h"
#include "tess/engine.h"
#include "tess/kernel.h"

enum { ALIGNMENT = 64 };

struct layout {
    struct arena *arena;
    struct plan *plan;
    size_t next;
    int capacity;
    enum lifetime lifetime;
    bool shared;
};

/* What a buffer holds. */
struct content {
    const char *type;
    size_t size, count;
};
#define OF(type, count) ((struct content){#type, sizeof(type), count})

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Lays out one buffer, "owner_what"; returns its offset. Emitters find it by that name. */
static size_t place(struct layout *layout, struct content content, const char *owner, const char *what)
{
    struct plan *plan = layout->plan;
    if (plan->buffers == layout->capacity) {
        struct buffer *grown = ARENA_ARRAY(layout->arena, struct buffer, layout->capacity * 2 + 64);
        for (int i = 0; i < plan->buffers; i++)
            grown[i] = plan->buffer[i];
        plan->buffer = grown;
        layout->capacity = layout->capacity * 2 + 64;
    }
    const size_t offset = layout->next, bytes = content.size * content.count;
    plan->buffer[plan->buffers++] = (struct buffer){.name = arena_format(layout->arena, "%s_%s", owner, what),
                                                    .type = content.type,
                                                    .lifetime = layout->lifetime,
                                                    .offset = offset,
                                                    .bytes = bytes,
                                                    .shared = layout->shared};
    layout->next += aligned(bytes);
    return offset;
}

static void place_params(struct layout *layout)
{
    struct plan *plan = layout->plan;
    const struct params *params = &plan->program->params;
    plan->param = ARENA_ARRAY(layout->arena, struct tess_param, params->count);
    memcpy(plan->param, params->param, sizeof *params->param * (size_t)params->count);
    for (int i = 0; i < params->count; i++) {
        const bool kept = params->learns[i] && plan->model->training.update != TESS_UPDATE_STEP;
        struct tess_param *param = &plan->param[i];
        const char *owner = plan_param_owner(layout->arena, plan, i);
        param->value = place(layout, OF(float, plan_padded_count(plan, i)), owner, "value");
        param->gradient = place(layout, OF(float, plan_padded_count(plan, i)), owner, "gradient");
        param->moment1 = kept ? place(layout, OF(float, tess_param_count(param)), owner, "moment1") : TESS_NO_OFFSET;
        param->moment2 = kept && tess_has_second_moment(plan->model->training.optimizer)
                             ? place(layout, OF(float, tess_param_count(param)), owner, "moment2")
                             : TESS_NO_OFFSET;
    }
}

/* Effective weights for the way back, [block of input channels][tap][output channel][lane]; a fully connected layer has
 * a tap a position of its input. */
static void place_transposed(struct layout *layout, struct plan_layer *p)
{
    if (p->index == 0)
        return;
    const size_t taps = (size_t)(p->flat ? p->layer->in.height * p->layer->in.width : p->taps);
    const size_t inputs = taps * (size_t)layout->plan->layer[p->index - 1].padded;
    place(layout, OF(float, inputs *(size_t)p->layer->out.channels), p->layer->name, "transposed");
}

/* What inverted channels would give if they always fired, as lists. */
static void place_always_lists(struct layout *layout, struct plan_layer *p)
{
    const size_t lists = (size_t)(layout->plan->chunk * p->layer->kernel_height * p->sums.columns.kinds);
    place(layout, OF(uint16_t, lists), p->layer->name, "always_fours");
    place(layout, OF(uint16_t, lists * (size_t)p->sums.always_entries), p->layer->name, "always");
}

/* Which channels of each image are listed by their lapses: kept for the way back, if there is one. */
static void place_inversion(struct layout *layout, struct plan_layer *p)
{
    const size_t chunk = (size_t)layout->plan->chunk, sets = TESS_SET_WORDS((size_t)p->layer->in.channels);
    place(layout, OF(uint8_t, chunk * (size_t)(layout->plan->groups * p->in_stride)), p->layer->name, "full");
    place(layout, OF(uint64_t, chunk * 2 * sets), p->layer->name, "inverted");
    place(layout, OF(uint32_t, chunk), p->layer->name, "inversions");
    place_always_lists(layout, p);
}

static void place_lasting(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    const size_t classes = (size_t)plan->model->input.classes;
    const char *name = p->layer->name;
    const size_t weights = (size_t)p->input_rows * (size_t)p->padded;
    place(layout, p->in.kind == EDGE_REALS ? OF(float, weights) : OF(int32_t, weights), name, "effective");
    if (p->in.kind != EDGE_REALS)
        place(layout, OF(float, (size_t)p->padded), name, "scale");
    if (p->layer->weights == WEIGHTS_CENTER)
        place(layout, OF(float, 2), name, "statistics");
    if (plan_goes_down(plan)) {
        place_transposed(layout, p);
    } else {
        const size_t latents = (size_t)(p->flat ? p->layer->latents : p->program->cells * p->padded);
        place(layout, OF(float, classes *latents), name, "signs");
        place(layout, OF(float, latents), name, "gates");
    }
    if (p->in.kind == EDGE_BITS && !plan_is_general(p))
        place(layout, OF(struct tess_atoms, (size_t)plan->groups), name, "atoms");
    if (p->sums.inverts)
        place_inversion(layout, p);
    if (p->by_signals.used)
        place(layout, OF(uint32_t, 1), name, "by_signals");
}

/* An edge of bits or counts. */
static struct content edge_content(const struct plan *plan, const struct plan_layer *p)
{
    const size_t bytes = p->out_bytes * (size_t)plan->chunk;
    return p->out.kind == EDGE_COUNTS ? OF(uint16_t, bytes / sizeof(uint16_t)) : OF(uint8_t, bytes);
}

/* An edge in the order in which layers run: made by one, last read by another. */
struct living {
    int first, last;
    size_t offset, bytes;
};

static bool meet(const struct living *a, const struct living *b)
{
    return a->first <= b->last && b->first <= a->last && a->offset < b->offset + b->bytes &&
           b->offset < a->offset + a->bytes;
}

/* The lowest place, from `base` on, at which it meets none of those before it: there, or behind one of them. */
static size_t lowest_place(struct living *edge, const struct living *before, int count, size_t base)
{
    size_t lowest = SIZE_MAX;
    for (int i = -1; i < count; i++) {
        edge->offset = i < 0 ? base : before[i].offset + before[i].bytes;
        bool is_free = true;
        for (int k = 0; k < count && is_free; k++)
            is_free = !meet(edge, &before[k]);
        lowest = is_free && edge->offset < lowest ? edge->offset : lowest;
    }
    return lowest;
}

/* Layers learn one after the other, each from its input and its output: an edge lives until the layer that reads it has
 * learnt, and what is needed at different times may lie in one place. The readout reads the last one. */
static void place_edges(struct layout *layout)
{
    const struct plan *plan = layout->plan;
    const size_t base = layout->next;
    size_t end = base;
    struct living *edge = ARENA_ARRAY(layout->arena, struct living, plan->layers);
    layout->shared = true;
    for (int l = 0; l < plan->layers; l++) {
        const struct content content = edge_content(plan, &plan->layer[l]);
        edge[l] = (struct living){.first = l, .last = l + 1, .bytes = aligned(content.size * content.count)};
        edge[l].offset = lowest_place(&edge[l], edge, l, base);
        layout->next = edge[l].offset;
        place(layout, content, plan->layer[l].layer->name, "output");
        end = layout->next > end ? layout->next : end;
    }
    layout->next = end;
    layout->shared = false;
}

void place_position_lists(struct layout *layout, struct plan_layer *p)
{
    const size_t part = (size_t)p->part, lists = (size_t)p->sums.lists, groups = (size_t)layout->plan->groups;
    const char *name = p->layer->name;
    place(layout, OF(uint32_t, part * lists * groups), name, "begin");
    place(layout, OF(uint16_t, part * lists * groups * (size_t)p->sums.sets), name, "fours");
    place(layout, OF(uint16_t, part * p->sums.entries), name, "entries");
}

/* Of the values of an image that are not zero, `rows` lists a step. */
static void place_values(struct layout *layout, struct plan_layer *p, int rows, struct content entries)
{
    place(layout, OF(uint32_t, (size_t)p->part * ((size_t)rows * (size_t)p->in.steps + 1)), p->layer->name, "begin");
    place(layout, entries, p->layer->name, "entries");
}

void place_value_lists(struct layout *layout, struct plan_layer *p)
{
    const size_t most = (size_t)(p->part * shape_size(p->layer->in)) * (size_t)p->in.steps;
    place_values(layout, p, p->flat ? 1 : p->layer->in.height * p->layer->in.width, OF(struct tess_value, most));
}

void place_spot_lists(struct layout *layout, struct plan_layer *p)
{
    const size_t most = (size_t)(p->part * shape_size(p->layer->in)) * (size_t)p->in.steps;
    place_values(layout, p, p->layer->in.height, OF(struct tess_spot, most));
}

/* Lists for the forward sum. */
static void place_forward_lists(struct layout *layout, struct plan_layer *p)
{
    layout->lifetime = OF_LISTS;
    if (p->solver->place)
        p->solver->place(layout, p);
    layout->lifetime = OF_CHUNK;
}

void place_gradient_lists(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    const bool patterns = p->in.kind == EDGE_BITS && !plan_is_stream(plan);
    size_t tiles = 0, entries = 0;
    for (const struct tile *tile = &p->tile; tile; tile = tile == &p->tile && patterns ? &p->step_tile : NULL) {
        const size_t count = (size_t)(p->part / tile->images * tile->row_tiles);
        const size_t most = count * (size_t)p->list_channels * (size_t)tile->capacity;
        tiles = count > tiles ? count : tiles;
        entries = most > entries ? most : entries;
    }
    place(layout, patterns ? OF(uint32_t, entries) : OF(struct tess_value, entries), p->layer->name, "rows");
    place(layout, OF(uint32_t, tiles * (size_t)(p->list_channels * plan_kinds(p))), p->layer->name, "lengths");
}

void place_lists_and_planes(struct layout *layout, struct plan_layer *p)
{
    place_gradient_lists(layout, p);
    const size_t images = (size_t)(p->part * layout->plan->groups);
    place(layout, OF(uint8_t, images * tess_planes_bytes(&p->by_signals.shape)), p->layer->name, "planes");
}

/* Under stream what the terms of the rule multiply, and the input. */
void place_general_gradient(struct layout *layout, struct plan_layer *p)
{
    const size_t planes = (size_t)(p->part * (rule_parts(&p->layer->rule) + 1));
    if (plan_is_stream(layout->plan))
        place(layout, OF(float, planes *(size_t)shape_size(p->layer->in)), p->layer->name, "planes");
}

/* What a layer's neurons do in all steps, by their membranes or by what they get, and where its pool sends signals. */
static void place_membrane(struct layout *layout, struct plan_layer *p)
{
    const size_t neurons = (size_t)(p->part * p->positions) * (size_t)p->padded;
    if (plan_keeps_current(layout->plan, p))
        place(layout, OF(float, neurons), p->layer->name, "current");
    else
        place(layout, OF(float, neurons *(size_t)layout->plan->steps), p->layer->name,
              plan_differentiates(p) ? "currents" : "membrane");
}

static void place_spikes(struct layout *layout, struct plan_layer *p)
{
    if (p->layer->pool != POOL_NONE)
        place(layout, OF(uint8_t, (size_t)(layout->plan->chunk * p->positions * p->padded * layout->plan->groups)),
              p->layer->name, "spikes");
}

static void place_route(struct layout *layout, struct plan_layer *p)
{
    if (p->layer->pool == POOL_MAX)
        place(layout, OF(uint8_t, (size_t)(p->part * p->positions * p->padded * layout->plan->groups)), p->layer->name,
              "route");
}

/* Stream: what the last step left, membranes and each term's traces of input and psi. */
static void place_carried(struct layout *layout, struct plan_layer *p)
{
    const size_t chunk = (size_t)layout->plan->chunk;
    place_membrane(layout, p);
    const int states = layer_states(p->layer) ? layer_states(p->layer) : 1;
    if (p->layer->use.unproved)
        place(layout, OF(float, chunk *(size_t)(p->positions * p->padded * states)), p->layer->name, "states");
    if (plan_differentiates(p))
        place(layout, OF(float, chunk *(size_t)(p->positions * p->padded * states)), p->layer->name, "before");
    const int of_input = rule_traces(&p->layer->rule, OF_INPUT), of_neuron = rule_traces(&p->layer->rule, OF_NEURON);
    if (of_input)
        place(layout, OF(float, chunk *(size_t)(shape_size(p->layer->in) * of_input)), p->layer->name, "rule_traces");
    if (of_neuron)
        place(layout, OF(float, chunk *(size_t)(p->positions * p->padded * of_neuron)), p->layer->name, "rule_states");
    for (int k = 0; k < p->layer->rule.terms; k++) {
        const struct term *term = &p->layer->rule.term[k];
        if (term->pre == PRE_TRACE)
            place(layout, OF(float, chunk *(size_t)shape_size(p->layer->in)), p->layer->name,
                  arena_format(layout->arena, "q%d", k));
        if (term->post == POST_TRACE)
            place(layout, OF(float, chunk *(size_t)(p->positions * p->padded)), p->layer->name,
                  arena_format(layout->arena, "h%d", k));
    }
}

static size_t signal_count(const struct plan *plan, const struct plan_layer *p)
{
    return (size_t)(p->part * p->program->zones) * (size_t)(p->padded * plan->steps);
}

/* Of a signal by B: what the error of each class is, and where the layer has logits, what they come from. */
static void place_signal(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    const char *name = p->layer->name;
    const struct signal signal = p->layer->rule.signal;
    const size_t part = (size_t)p->part, steps = (size_t)plan->steps, classes = (size_t)plan->model->input.classes;
    const size_t latents = (size_t)(p->flat ? p->layer->latents : p->program->cells * p->padded);
    if (signal_is_own(signal)) {
        place(layout, OF(float, part *steps *latents), name, "latents");
        place(layout, OF(float, part *steps *classes), name, "logits");
    }
    if (signal.source != SOURCE_ERROR) /* which the readout has */
        place(layout, OF(float, part *steps *classes), name, "error");
    if (signal_is_own(signal))
        place(layout, OF(float, part *steps), name, "losses");
}

/* What a layer whose signal is known at once leaves of a part of the chunk until it has learnt from it. */
static void place_part(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    layout->lifetime = OF_PART;
    p->gradient->place(layout, p);
    if (!plan_is_stream(plan))
        place_membrane(layout, p);
    place_route(layout, p);
    place_signal(layout, p);
    place(layout, OF(float, signal_count(plan, p)), p->layer->name, "signal");
    layout->lifetime = OF_CHUNK;
}

/* Kept from a layer's way forward until its way back. */
static void place_kept(struct layout *layout, struct plan_layer *p)
{
    place(layout, edge_content(layout->plan, p), p->layer->name, "output");
    if (!plan_is_stream(layout->plan)) /* which carries it */
        place_membrane(layout, p);
    place_route(layout, p);
}

/* On the way back a layer's signal is overwritten by that of the layer below, once its errors are in lists. */
static void place_way_back(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    const char *name = p->layer->name;
    size_t most = 0;
    for (int l = 0; l < plan->layers; l++)
        most = signal_count(plan, &plan->layer[l]) > most ? signal_count(plan, &plan->layer[l]) : most;
    place(layout, OF(float, most), name, "signal");
    if (!plan_goes_down(plan))
        place_signal(layout, p);
    p->gradient->place(layout, p);
    if (p->way_back)
        p->way_back->place(layout, p);
}

void place_error_lists(struct layout *layout, struct plan_layer *p)
{
    const struct plan *plan = layout->plan;
    const char *name = p->layer->name;
    const size_t lists = (size_t)(plan->chunk * p->positions * plan->groups);
    place(layout, OF(uint32_t, lists), name, "error_counts");
    place(layout, OF(uint16_t, lists * (size_t)p->layer->out.channels), name, "error_channels");
    place(layout, OF(float, lists *error_values(plan, p)), name, "error_values");
}

void place_errors(struct layout *layout, struct plan_layer *p)
{
    const size_t neurons = (size_t)(layout->plan->chunk * p->positions * p->padded);
    place(layout, OF(float, neurons *(size_t)layout->plan->steps), p->layer->name, "errors");
}

static void place_readout(struct layout *layout)
{
    struct plan *plan = layout->plan;
    const struct plan_readout *r = &plan->readout;
    const size_t weights = (size_t)plan->model->readout.features * (size_t)r->padded;
    const size_t logits = (size_t)(plan->chunk * plan->steps * r->padded);
    place(layout, OF(float, weights), "readout", "effective");
    place(layout, OF(float, weights), "readout", "sum");
    if (plan_goes_down(plan)) {
        const struct plan_layer *last = &plan->layer[plan->layers - 1];
        const size_t features = (size_t)(last->layer->pooled.height * last->layer->pooled.width * last->padded);
        place(layout, OF(float, (size_t)plan->model->input.classes *features), "readout", "transposed");
    }
    place(layout, OF(float, logits), "readout", "logits");
    place(layout, OF(float, logits), "readout", "error");
    place(layout, OF(float, (size_t)(plan->chunk * plan->steps)), "readout", "losses");
    if (plan_sums_features(plan))
        place(layout, OF(float, (size_t)plan->chunk *(size_t)plan->model->readout.features), "readout", "features");
}

/* Lays out for each layer what they use one after the other: in the same place, whose size is returned. */
static size_t place_shared(struct layout *layout, void (*place_layer)(struct layout *, struct plan_layer *))
{
    const size_t base = layout->next;
    size_t end = base;
    layout->shared = true;
    for (int l = 0; l < layout->plan->layers; l++) {
        layout->next = base;
        place_layer(layout, &layout->plan->layer[l]);
        end = layout->next > end ? layout->next : end;
    }
    layout->next = end;
    return end - base;
}

static void place_way_forward(struct layout *layout, struct plan_layer *p)
{
    place_forward_lists(layout, p);
    place_spikes(layout, p);
}

/* Layers forward, then back: what they use on either way may lie in the same place. */
static void place_both_ways(struct layout *layout)
{
    const size_t base = layout->next;
    place_shared(layout, place_way_forward);
    const size_t end = layout->next;
    layout->next = base;
    place_shared(layout, place_way_back);
    layout->next = layout->next > end ? layout->next : end;
}

/* Layers one after the other. Where there is room, what a part of the chunk leaves has two slots, and evaluation, which
 * leaves nothing of that kind, has its second slot of lists there. */
static void place_in_turn(struct layout *layout)
{
    struct plan *plan = layout->plan;
    place_shared(layout, place_spikes);
    const size_t list_bytes = place_shared(layout, place_forward_lists);
    const size_t part_bytes = place_shared(layout, place_part);
    if (plan_is_stream(plan) || 2 * part_bytes > plan->machine->slot_bytes)
        return;
    plan->part_bytes = part_bytes;
    layout->next += part_bytes;
    plan->list_bytes = list_bytes <= 2 * part_bytes ? list_bytes : 0;
}

/* Returns where it lies. */
static size_t place_tap(struct plan *plan, size_t bytes)
{
    const size_t offset = plan->tap_bytes;
    plan->tap_bytes += aligned(bytes);
    return offset;
}

static void place_taps(struct plan *plan, struct plan_layer *p)
{
    const size_t bytes = (size_t)(plan->chunk * p->positions * p->padded) * (size_t)plan->steps * sizeof(float);
    const size_t inputs = tess_param_count(&plan->param[p->program->params.weight]) / (size_t)p->layer->out.channels;
    p->tap_psi = place_tap(plan, bytes);
    p->tap_signal = place_tap(plan, bytes);
    if (plan_keeps_current(plan, p) || plan_copies_u(plan, p))
        p->tap_membrane = place_tap(plan, bytes);
    if (p->layer->rule.signal.reach == REACH_TIME)
        p->tap_delta = place_tap(plan, bytes);
    if (plan_is_stream(plan))
        p->tap_gradient = place_tap(plan, (inputs + 1) * (size_t)p->padded * sizeof(float));
}

void plan_memory(struct arena *arena, struct plan *plan)
{
    struct layout layout = {.arena = arena, .plan = plan, .lifetime = LASTING};
    place_params(&layout);
    for (int l = 0; l < plan->layers; l++)
        place_lasting(&layout, &plan->layer[l]);
    place_readout(&layout);
    plan->lasting_bytes = layout.next;
    layout.lifetime = OF_CHUNK;
    if (!plan_is_backward(plan))
        place_edges(&layout);
    for (int l = 0; plan_is_backward(plan) && l < plan->layers; l++)
        place_kept(&layout, &plan->layer[l]);
    for (int l = 0; plan_is_stream(plan) && l < plan->layers; l++)
        place_carried(&layout, &plan->layer[l]);
    (plan_is_backward(plan) ? place_both_ways : place_in_turn)(&layout);
    plan->arena_bytes = layout.next;
    for (int l = 0; l < plan->layers; l++)
        place_taps(plan, &plan->layer[l]);
}
