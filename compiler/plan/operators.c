/* The operators of each phase, in the order they run. */
#include "plan/parts.h"

enum { MOST_OPERATORS = 10, TABLE_POSITIONS = 1024 };

const struct plan_effect plan_effects[OPERATOR_KINDS] = {
    [OPERATOR_BASIS] = {"basis", {.reads = 0, .writes = TESS_WEIGHTS}},
    [OPERATOR_STATISTICS] = {"statistics", {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
    [OPERATOR_WEIGHTS] = {"weights", {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
    [OPERATOR_INVERT] = {"invert", {.reads = TESS_EDGES, .writes = TESS_CHOICES}},
    [OPERATOR_ATOMS] = {"atoms", {.reads = TESS_EDGES | TESS_CHOICES, .writes = TESS_CHOICES}},
    [OPERATOR_LISTS] = {"lists", {.reads = TESS_EDGES | TESS_CHOICES, .writes = TESS_LISTS | TESS_ROWS}},
    [OPERATOR_FORWARD] = {"forward",
                          {.reads = TESS_LISTS | TESS_CHOICES, .writes = TESS_EDGES | TESS_SPIKES | TESS_MEMBRANES}},
    [OPERATOR_POOL] = {"pool", {.reads = TESS_SPIKES, .writes = TESS_EDGES}},
    [OPERATOR_EXIT] = {"exit", {.reads = TESS_EDGES, .writes = 0}},
    [OPERATOR_SIGNAL] = {"signal", {.reads = TESS_SPIKES | TESS_EDGES, .writes = TESS_EDGES | TESS_SIGNALS}},
    [OPERATOR_CHOOSE] = {"choose", {.reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_CHOICES, .first = true}},
    [OPERATOR_GRADIENT] = {"gradient", {.reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_GRADIENTS, .late = true}},
    [OPERATOR_UPDATE] = {"update", {.reads = TESS_GRADIENTS, .writes = TESS_GRADIENTS | TESS_WEIGHTS}},
    [OPERATOR_READOUT] = {"logits", {.reads = TESS_EDGES, .writes = TESS_LOGITS}},
    [OPERATOR_READOUT_GRADIENT] = {"readout_gradient", {.reads = TESS_EDGES | TESS_LOGITS, .writes = TESS_GRADIENTS}},
    [OPERATOR_READOUT_UPDATE] = {"readout_update", {.reads = TESS_GRADIENTS, .writes = TESS_GRADIENTS | TESS_WEIGHTS}},
    [OPERATOR_READOUT_WEIGHTS] = {"readout_weights", {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
};

/* Where layers carry something from step to step, or forward and back lie in the same memory, stages of a chunk run one
 * after the other. */
static const struct tess_effect *effect_of(const struct plan *plan, enum phase phase, enum operator_kind kind)
{
    const bool of_chunk = phase == PHASE_TRAIN || phase == PHASE_EVALUATE;
    if ((of_chunk && (plan_is_stream(plan) || plan_is_backward(plan))) || !plan_effects[kind].name)
        return NULL;
    return &plan_effects[kind].effect;
}

/* From the lists, which name the spikes for sums and gradient, and the sums, which leave membranes, to the gradient,
 * which reads both. */
static bool runs_in_parts(enum operator_kind kind)
{
    return kind == OPERATOR_LISTS || kind == OPERATOR_FORWARD || kind == OPERATOR_SIGNAL || kind == OPERATOR_CHOOSE ||
           kind == OPERATOR_GRADIENT;
}

static void add(struct plan *plan, enum phase phase, enum operator_kind kind, int layer, int blocks, int images)
{
    const bool parted =
        (phase == PHASE_TRAIN || phase == PHASE_EVALUATE) && layer >= 0 && layer < plan->layers && runs_in_parts(kind);
    const int part = parted ? plan->layer[layer].part : plan->chunk;
    plan->operator_list[phase][plan->operators[phase]++] = (struct plan_operator){
        kind, layer, blocks, images, part < plan->chunk ? part : 0, effect_of(plan, phase, kind)};
}

/* How many images a block of outputs takes at once: enough positions to earn what the table of its sums costs, and no
 * more, so that what the lists name is still in the cache when the next block walks along them. Layers with few blocks
 * leave images to share among threads, also where a batch is small. */
static int forward_images(const struct plan_layer *p, int blocks)
{
    const int shared = p->part < SMALL_BATCH ? p->part : SMALL_BATCH;
    int images = 1;
    while (images * 2 <= p->part && images * p->positions < TABLE_POSITIONS &&
           shared / (images * 2) * blocks >= FEWEST_ITEMS)
        images *= 2;
    return images;
}

/* A dense sum walks along no list, but with local signals the gradient's lists are made beside those of the sums. */
bool plan_has_lists(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    return !p->sums.dense || (phase == PHASE_TRAIN && !plan_is_stream(plan) && !plan_is_backward(plan));
}

static void forward_operators(struct plan *plan, enum phase phase, const struct plan_layer *p)
{
    if (p->sums.inverts)
        add(plan, phase, OPERATOR_INVERT, p->index, 1, 1);
    if (p->in.kind == EDGE_BITS && !plan_is_stream(plan))
        add(plan, phase, OPERATOR_ATOMS, p->index, 1, 0);
    if (plan_has_lists(plan, p, phase))
        add(plan, phase, OPERATOR_LISTS, p->index, p->list_pieces, p->tile.images);
    const int blocks = p->in.kind == EDGE_BITS ? p->blocks / p->sums.blocks : p->blocks;
    add(plan, phase, OPERATOR_FORWARD, p->index, blocks, forward_images(p, blocks));
}

static void weight_operators(struct plan *plan, enum phase phase, const struct plan_layer *p)
{
    if (p->layer->weights == WEIGHTS_CENTER)
        add(plan, phase, OPERATOR_STATISTICS, p->index, 1, 0);
    add(plan, phase, OPERATOR_WEIGHTS, p->index, p->blocks, 0);
}

/* Each layer learns before the next one starts. */
static void local_training(struct plan *plan)
{
    for (int l = 0; l < plan->layers; l++) {
        forward_operators(plan, PHASE_TRAIN, &plan->layer[l]);
        add(plan, PHASE_TRAIN, OPERATOR_SIGNAL, l, 1, 1);
        if (plan_is_stream(plan))
            add(plan, PHASE_TRAIN, OPERATOR_TRACES, l, 1, plan->layer[l].tile.images);
        if (plan->layer[l].sums.by_signals)
            add(plan, PHASE_TRAIN, OPERATOR_CHOOSE, l, 1, 0);
        add(plan, PHASE_TRAIN, OPERATOR_GRADIENT, l, plan->layer[l].blocks, 0);
    }
    add(plan, PHASE_TRAIN, OPERATOR_READOUT, plan->layers, 1, 1);
    add(plan, PHASE_TRAIN, OPERATOR_READOUT_GRADIENT, plan->layers, plan->readout.feature_items, 0);
}

/* All layers forward, then from the readout back to the first. A layer's signal gives way to that of the layer below:
 * the gradient comes before the transposed sum. */
static void backward_training(struct plan *plan)
{
    for (int l = 0; l < plan->layers; l++) {
        forward_operators(plan, PHASE_TRAIN, &plan->layer[l]);
        add(plan, PHASE_TRAIN, OPERATOR_POOL, l, 1, 1);
    }
    add(plan, PHASE_TRAIN, OPERATOR_READOUT, plan->layers, 1, 1);
    add(plan, PHASE_TRAIN, OPERATOR_READOUT_GRADIENT, plan->layers, plan->readout.feature_items, 0);
    add(plan, PHASE_TRAIN, OPERATOR_READOUT_INPUT_GRADIENT, plan->layers, 1, 1);
    for (int l = plan->layers - 1; l >= 0; l--) {
        const struct plan_layer *p = &plan->layer[l];
        add(plan, PHASE_TRAIN, OPERATOR_GRADIENT_LISTS, l, p->list_pieces, p->tile.images);
        add(plan, PHASE_TRAIN, OPERATOR_GRADIENT, l, p->blocks, 0);
        if (l == 0)
            break;
        const struct plan_layer *below = &plan->layer[l - 1];
        add(plan, PHASE_TRAIN, OPERATOR_ERRORS, l, 1, 1);
        add(plan, PHASE_TRAIN, OPERATOR_INPUT_GRADIENT, l, below->blocks, forward_images(below, below->blocks));
    }
}

void plan_operators(struct arena *arena, struct plan *plan)
{
    for (int phase = 0; phase < PHASES; phase++)
        plan->operator_list[phase] = ARENA_ARRAY(arena, struct plan_operator, MOST_OPERATORS * (plan->layers + 1));

    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        if (!plan_is_backward(plan))
            add(plan, PHASE_PREPARE, OPERATOR_BASIS, l, 1, 0);
        if (p->in.kind == EDGE_BITS && plan_is_stream(plan)) /* of single steps there is nothing to choose */
            add(plan, PHASE_PREPARE, OPERATOR_ATOMS, l, 1, 0);
        weight_operators(plan, PHASE_PREPARE, p);
        add(plan, PHASE_UPDATE, OPERATOR_UPDATE, l, p->blocks, 0);
        if (p->layer->weights == WEIGHTS_CENTER) /* whose mean is that of all blocks; others are made with the update */
            weight_operators(plan, PHASE_UPDATE, p);
        forward_operators(plan, PHASE_EVALUATE, p);
        add(plan, PHASE_EVALUATE, OPERATOR_POOL, l, 1, 1);
        if (!plan_is_backward(plan))
            add(plan, PHASE_EVALUATE, OPERATOR_EXIT, l, 1, 1);
    }
    (plan_is_backward(plan) ? backward_training : local_training)(plan);
    add(plan, PHASE_PREPARE, OPERATOR_READOUT_WEIGHTS, plan->layers, 1, 0);
    add(plan, PHASE_UPDATE, OPERATOR_READOUT_UPDATE, plan->layers, 1, 0);
    add(plan, PHASE_UPDATE, OPERATOR_READOUT_WEIGHTS, plan->layers, 1, 0);
    add(plan, PHASE_EVALUATE, OPERATOR_READOUT, plan->layers, 1, 1);
}
