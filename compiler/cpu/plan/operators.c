/* The operators: what each kind is, a row of a table, and which of them do what an operation of the program says. */
#include "cpu/plan/parts.h"

enum { MOST_OPERATORS = 4, TABLE_POSITIONS = 1024 };

/* ---- How an operator's work is shared: struct plan_operator's items -------------------------------------------- */

static struct items once(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    (void)p;
    return (struct items){1, 0};
}

static struct items each_image(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    (void)p;
    return (struct items){1, 1};
}

static struct items each_block(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return (struct items){p->blocks, 0};
}

static struct items each_tile(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return (struct items){p->list_pieces, p->tile.images};
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

static struct items forward_items(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    const int blocks = p->in.kind == EDGE_BITS ? p->blocks / p->sums.blocks : p->blocks;
    return (struct items){blocks, forward_images(p, blocks)};
}

/* Blocks of the layer below, whose signal is made. */
static struct items back_items(const struct plan *plan, const struct plan_layer *p)
{
    const struct plan_layer *below = &plan->layer[p->index - 1];
    return (struct items){below->blocks, forward_images(below, below->blocks)};
}

static struct items feature_items(const struct plan *plan, const struct plan_layer *p)
{
    (void)p;
    return (struct items){plan->readout.feature_items, 0};
}

/* ---- Whether a layer has it in a phase -------------------------------------------------------------------------- */

static bool is_centred(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    (void)plan;
    (void)phase;
    return p->layer->weights == WEIGHTS_CENTER;
}

/* Centred weights have the mean of all blocks; others are made with the update. */
static bool makes_weights(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    return phase != PHASE_UPDATE || is_centred(plan, p, phase);
}

static bool has_basis(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    (void)p;
    (void)phase;
    return !plan_goes_down(plan);
}

static bool inverts(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    (void)plan;
    (void)phase;
    return p->sums.inverts;
}

/* Of single steps there is nothing to choose: once is enough. */
static bool has_atoms(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    return p->in.kind == EDGE_BITS && !plan_is_general(p) && plan_is_stream(plan) == (phase == PHASE_PREPARE);
}

static bool may_go_by_signals(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    (void)plan;
    (void)phase;
    return p->by_signals.used;
}

/* A dense sum walks along no list, but with local signals the gradient's lists are made beside those of the sums. */
bool plan_has_lists(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    if (plan_is_general(p))
        return false;
    return !p->sums.dense || (phase == PHASE_TRAIN && !plan_is_stream(plan) && !plan_is_backward(plan));
}

static bool has_gradient_lists(const struct plan *plan, const struct plan_layer *p, enum phase phase)
{
    (void)phase;
    return plan_is_backward(plan) && !plan_is_stream(plan) && !plan_is_general(p);
}

/* ---- What a worker needs for itself: struct operator_row's scratch --------------------------------------------- */

/* The weights of a block, turned, and those in use of one of its channels. */
static size_t weights_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return ((size_t)(p->lanes * plan_weight_stride(p)) + (size_t)plan_fan_in(p)) * sizeof(float);
}

/* Spikes of every channel, and whether it is inverted. */
static size_t balance_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return (size_t)p->in_stride * (sizeof(int32_t) + 1);
}

static size_t list_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return p->sums.list_bytes;
}

static size_t sums_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return plan_is_general(p) ? p->sums.list_bytes : p->sums.table_bytes;
}

static size_t latent_count(const struct plan_layer *p)
{
    return (size_t)(p->flat ? p->layer->latents : p->program->cells * p->padded);
}

/* The latents and logits of an image. */
static size_t exit_scratch(const struct plan *plan, const struct plan_layer *p)
{
    return (latent_count(p) + (size_t)plan->model->input.classes) * (size_t)plan->steps * sizeof(float);
}

/* A block's signals a cell, where these are no zones. */
static size_t signal_scratch(const struct plan *plan, const struct plan_layer *p)
{
    const size_t cells = (size_t)(p->flat ? p->layer->latents : p->program->cells);
    return cells * (size_t)(plan->steps * p->lanes) * sizeof(float);
}

/* What the terms of the rule multiply of an image, and its input. */
static size_t trace_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    return (size_t)(rule_parts(&p->layer->rule) + 1) * (size_t)shape_size(p->layer->in) * sizeof(float);
}

static size_t table_bytes(const struct plan_layer *p, const struct tile *tile, int rows_after)
{
    return (size_t)(tile->plane * tile->slots + rows_after) * (size_t)p->lanes * sizeof(float);
}

/* The rows in view, segments and how many terms are in them, under stream a block's dW[t]. */
static size_t general_scratch(const struct plan *plan, const struct plan_layer *p)
{
    const int sums = plan_fan_in(p) * (plan_is_stream(plan) ? 2 : 1);
    const int table = plan_view_rows(p) * p->tile.table_width * p->tile.slots;
    return (size_t)(table + sums) * (size_t)p->lanes * sizeof(float) + (size_t)p->list_channels * sizeof(uint32_t);
}

/* The larger of the tiles' tables, under stream with a block's dW[t]; or what is gathered along learning signals. */
static size_t gradient_scratch(const struct plan *plan, const struct plan_layer *p)
{
    if (plan_is_general(p))
        return general_scratch(plan, p);
    const size_t one = table_bytes(p, &p->tile, plan_rows_after(p));
    const size_t other = p->in.kind == EDGE_BITS ? table_bytes(p, &p->step_tile, 0) : 0;
    const size_t sums = plan_is_stream(plan) ? (size_t)(plan_fan_in(p) * p->lanes) * sizeof(float) : 0;
    const size_t gathered = p->by_signals.used ? (size_t)plan->groups * tess_sparse_bytes(&p->by_signals.shape) : 0;
    const size_t table = (one > other ? one : other) + sums;
    return table > gathered ? table : gathered;
}

/* Features that fire in an image. */
static size_t feature_scratch(const struct plan *plan, const struct plan_layer *p)
{
    (void)p;
    return (size_t)plan->model->readout.features * sizeof(int);
}

/* ---- The table --------------------------------------------------------------------------------------------------- */

/* In parts run those from the lists, which name the spikes for sums and gradient, and the sums, which leave membranes,
 * to the gradient, which reads both. */
const struct operator_row operator_rows[OPERATOR_KINDS] = {
    [OPERATOR_BASIS] = {.name = "basis",
                        .items = once,
                        .needed = has_basis,
                        .effect_name = "basis",
                        .effect = {.reads = 0, .writes = TESS_WEIGHTS}},
    [OPERATOR_STATISTICS] = {.name = "statistics",
                             .items = once,
                             .needed = is_centred,
                             .effect_name = "statistics",
                             .effect = {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
    [OPERATOR_WEIGHTS] = {.name = "weights",
                          .items = each_block,
                          .scratch = weights_scratch,
                          .needed = makes_weights,
                          .effect_name = "weights",
                          .effect = {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
    [OPERATOR_INVERT] = {.name = "invert",
                         .items = each_image,
                         .scratch = balance_scratch,
                         .needed = inverts,
                         .effect_name = "invert",
                         .effect = {.reads = TESS_EDGES, .writes = TESS_CHOICES}},
    [OPERATOR_ATOMS] = {.name = "atoms",
                        .items = once,
                        .needed = has_atoms,
                        .effect_name = "atoms",
                        .effect = {.reads = TESS_EDGES | TESS_CHOICES, .writes = TESS_CHOICES}},
    [OPERATOR_LISTS] = {.name = "lists",
                        .items = each_tile,
                        .scratch = list_scratch,
                        .needed = plan_has_lists,
                        .in_parts = true,
                        .effect_name = "lists",
                        .effect = {.reads = TESS_EDGES | TESS_CHOICES, .writes = TESS_LISTS | TESS_ROWS}},
    [OPERATOR_FORWARD] = {.name = "forward",
                          .items = forward_items,
                          .scratch = sums_scratch,
                          .in_parts = true,
                          .effect_name = "forward",
                          .effect = {.reads = TESS_LISTS | TESS_CHOICES,
                                     .writes = TESS_EDGES | TESS_SPIKES | TESS_MEMBRANES}},
    [OPERATOR_POOL] = {.name = "pool",
                       .items = each_image,
                       .effect_name = "pool",
                       .effect = {.reads = TESS_SPIKES, .writes = TESS_EDGES}},
    [OPERATOR_EXIT] = {.name = "exit",
                       .items = each_image,
                       .scratch = exit_scratch,
                       .on_demand = true,
                       .effect_name = "exit",
                       .effect = {.reads = TESS_EDGES, .writes = 0}},
    [OPERATOR_SIGNAL] = {.name = "signal",
                         .items = each_image,
                         .scratch = signal_scratch,
                         .in_parts = true,
                         .effect_name = "signal",
                         .effect = {.reads = TESS_SPIKES | TESS_EDGES, .writes = TESS_EDGES | TESS_SIGNALS}},
    [OPERATOR_TRACES] = {.name = "traces", .items = each_tile, .scratch = trace_scratch},
    [OPERATOR_CHOOSE] = {.name = "choose",
                         .items = once,
                         .needed = may_go_by_signals,
                         .in_parts = true,
                         .effect_name = "choose",
                         .effect = {.reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_CHOICES, .first = true}},
    [OPERATOR_GRADIENT_LISTS] = {.name = "gradient_lists", .items = each_tile, .needed = has_gradient_lists},
    [OPERATOR_GRADIENT] = {.name = "gradient",
                           .items = each_block,
                           .scratch = gradient_scratch,
                           .in_parts = true,
                           .effect_name = "gradient",
                           .effect = {.reads = TESS_CHOICES | TESS_OF_PART, .writes = TESS_GRADIENTS, .late = true}},
    [OPERATOR_ERRORS] = {.name = "errors", .items = each_image},
    [OPERATOR_INPUT_GRADIENT] = {.name = "input_gradient", .items = back_items},
    [OPERATOR_UPDATE] = {.name = "update",
                         .items = each_block,
                         .scratch = weights_scratch,
                         .effect_name = "update",
                         .effect = {.reads = TESS_GRADIENTS, .writes = TESS_GRADIENTS | TESS_WEIGHTS}},
    [OPERATOR_READOUT] = {.name = "logits",
                          .items = each_image,
                          .scratch = feature_scratch,
                          .effect_name = "logits",
                          .effect = {.reads = TESS_EDGES, .writes = TESS_LOGITS}},
    [OPERATOR_READOUT_GRADIENT] = {.name = "gradient",
                                   .items = feature_items,
                                   .scratch = feature_scratch,
                                   .effect_name = "readout_gradient",
                                   .effect = {.reads = TESS_EDGES | TESS_LOGITS, .writes = TESS_GRADIENTS}},
    [OPERATOR_READOUT_INPUT_GRADIENT] = {.name = "input_gradient", .items = each_image},
    [OPERATOR_READOUT_UPDATE] = {.name = "update",
                                 .items = once,
                                 .effect_name = "readout_update",
                                 .effect = {.reads = TESS_GRADIENTS, .writes = TESS_GRADIENTS | TESS_WEIGHTS}},
    [OPERATOR_READOUT_WEIGHTS] = {.name = "weights",
                                  .items = once,
                                  .effect_name = "readout_weights",
                                  .effect = {.reads = TESS_WEIGHTS, .writes = TESS_WEIGHTS}},
};

/* ---- What does an operation -------------------------------------------------------------------------------------- */

struct kinds {
    size_t count;
    enum operator_kind kind[MOST_OPERATORS];
};

#define KINDS(...)                                                                                                     \
    {                                                                                                                  \
        sizeof(enum operator_kind[]){__VA_ARGS__} / sizeof(enum operator_kind),                                        \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

/* In their order; of a layer those that it needs. */
static const struct kinds operators_of[OPERATIONS] = {
    [OPERATION_BASIS] = KINDS(OPERATOR_BASIS, OPERATOR_ATOMS),
    [OPERATION_WEIGHTS] = KINDS(OPERATOR_STATISTICS, OPERATOR_WEIGHTS),
    [OPERATION_FORWARD] = KINDS(OPERATOR_INVERT, OPERATOR_ATOMS, OPERATOR_LISTS, OPERATOR_FORWARD),
    [OPERATION_POOL] = KINDS(OPERATOR_POOL),
    [OPERATION_EXIT] = KINDS(OPERATOR_EXIT),
    [OPERATION_SIGNAL] = KINDS(OPERATOR_SIGNAL),
    [OPERATION_TRACES] = KINDS(OPERATOR_TRACES),
    [OPERATION_GRADIENT] = KINDS(OPERATOR_GRADIENT_LISTS, OPERATOR_CHOOSE, OPERATOR_GRADIENT),
    [OPERATION_ERRORS] = KINDS(OPERATOR_ERRORS),
    [OPERATION_INPUT_GRADIENT] = KINDS(OPERATOR_INPUT_GRADIENT),
    [OPERATION_UPDATE] = KINDS(OPERATOR_UPDATE),
    [OPERATION_READOUT] = KINDS(OPERATOR_READOUT),
    [OPERATION_READOUT_GRADIENT] = KINDS(OPERATOR_READOUT_GRADIENT),
    [OPERATION_READOUT_INPUT_GRADIENT] = KINDS(OPERATOR_READOUT_INPUT_GRADIENT),
    [OPERATION_READOUT_UPDATE] = KINDS(OPERATOR_READOUT_UPDATE),
    [OPERATION_READOUT_WEIGHTS] = KINDS(OPERATOR_READOUT_WEIGHTS),
};

/* Where layers carry something from step to step, or forward and back lie in the same memory, stages of a chunk run one
 * after the other. So do those of a layer that reads its input as it is, from memory that other layers' outputs have in
 * turn. */
static bool runs_alone(const struct plan *plan, const struct plan_layer *p, enum phase phase, enum operator_kind kind)
{
    const bool of_chunk = phase == PHASE_TRAIN || phase == PHASE_EVALUATE;
    const bool reads_edge = p && plan_is_general(p);
    return (of_chunk && (plan_is_stream(plan) || plan_is_backward(plan) || reads_edge)) ||
           !operator_rows[kind].effect_name;
}

/* Adds those that do an operation; a worker has scratch for any. */
static void add(struct plan *plan, enum phase phase, const struct program_operation *operation)
{
    const bool of_chunk = phase == PHASE_TRAIN || phase == PHASE_EVALUATE;
    const struct kinds *kinds = &operators_of[operation->kind];
    const struct plan_layer *p = operation->layer < plan->layers ? &plan->layer[operation->layer] : NULL;
    for (size_t i = 0; i < kinds->count; i++) {
        const enum operator_kind kind = kinds->kind[i];
        const struct operator_row *row = &operator_rows[kind];
        if (row->needed && !row->needed(plan, p, phase))
            continue;
        const size_t scratch = row->scratch ? row->scratch(plan, p) : 0;
        plan->scratch_bytes = scratch > plan->scratch_bytes ? scratch : plan->scratch_bytes;
        const int part = of_chunk && row->in_parts ? p->part : plan->chunk;
        plan->operator_list[phase][plan->operators[phase]++] =
            (struct plan_operator){.kind = kind,
                                   .layer = operation->layer,
                                   .items = row->items(plan, p),
                                   .part = part < plan->chunk ? part : 0,
                                   .alone = runs_alone(plan, p, phase, kind)};
    }
}

void plan_operators(struct arena *arena, struct plan *plan)
{
    for (int i = 0; i < PHASES; i++) {
        const enum phase phase = (enum phase)i;
        const int count = plan->program->operations[phase];
        plan->operator_list[phase] = ARENA_ARRAY(arena, struct plan_operator, MOST_OPERATORS * count);
        for (int k = 0; k < count; k++)
            add(plan, phase, &plan->program->operation[phase][k]);
    }
}

const struct plan_operator *plan_find(const struct plan *plan, enum phase phase, enum operator_kind kind, int layer)
{
    for (int i = 0; i < plan->operators[phase]; i++)
        if (plan->operator_list[phase][i].kind == kind && plan->operator_list[phase][i].layer == layer)
            return &plan->operator_list[phase][i];
    return NULL;
}
