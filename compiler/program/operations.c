/* The operations of each phase: which there are, and in what order. */
#include "program/parts.h"

enum { MOST_OPERATIONS = 8 };

static bool has_basis(const struct program *program, const struct program_layer *p)
{
    (void)p;
    return !program_goes_down(program);
}

/* Under stream also what time patterns there are: a single one. */
static bool has_constants(const struct program *program, const struct program_layer *p)
{
    return has_basis(program, p) || program_is_stream(program);
}

static bool has_logits(const struct program *program, const struct program_layer *p)
{
    (void)p;
    return signal_is_own(model_rule(program->model)->signal);
}

static bool is_stream(const struct program *program, const struct program_layer *p)
{
    (void)p;
    return program_is_stream(program);
}

static bool goes_down(const struct program *program, const struct program_layer *p)
{
    return program_goes_down(program) && (!p || p->index > 0);
}

/* Those that not every layer has. */
static bool (*const needed[OPERATIONS])(const struct program *, const struct program_layer *) = {
    [OPERATION_BASIS] = has_constants,
    [OPERATION_EXIT] = has_logits,
    [OPERATION_SIGNAL] = has_basis,
    [OPERATION_TRACES] = is_stream,
    [OPERATION_ERRORS] = goes_down,
    [OPERATION_INPUT_GRADIENT] = goes_down,
    [OPERATION_READOUT_INPUT_GRADIENT] = goes_down,
};

struct operations {
    size_t count;
    enum operation kind[MOST_OPERATIONS];
};

#define KINDS(...)                                                                                                     \
    {                                                                                                                  \
        sizeof(enum operation[]){__VA_ARGS__} / sizeof(enum operation),                                                \
        {                                                                                                              \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

/* Operations of the layers from the first to the last, of the readout, and of the layers from the last to the first. */
struct order {
    struct operations up, readout, down;
};

static const struct order orders[PHASES] = {
    [PHASE_PREPARE] = {.up = KINDS(OPERATION_BASIS, OPERATION_WEIGHTS), .readout = KINDS(OPERATION_READOUT_WEIGHTS)},
    /* Each layer learns before the next one starts. */
    [PHASE_TRAIN] = {.up = KINDS(OPERATION_FORWARD, OPERATION_SIGNAL, OPERATION_TRACES, OPERATION_GRADIENT),
                     .readout = KINDS(OPERATION_READOUT, OPERATION_READOUT_GRADIENT)},
    [PHASE_UPDATE] = {.up = KINDS(OPERATION_UPDATE, OPERATION_WEIGHTS),
                      .readout = KINDS(OPERATION_READOUT_UPDATE, OPERATION_READOUT_WEIGHTS)},
    [PHASE_EVALUATE] = {.up = KINDS(OPERATION_FORWARD, OPERATION_POOL, OPERATION_EXIT),
                        .readout = KINDS(OPERATION_READOUT)},
};

/* Training with signals that are known after the readout: all layers forward, then from the readout back to the first.
 * A layer's gradient comes before the transposed sum: its signal may give way to that of the layer below. */
static const struct order there_and_back = {
    .up = KINDS(OPERATION_FORWARD, OPERATION_POOL),
    .readout = KINDS(OPERATION_READOUT, OPERATION_READOUT_GRADIENT, OPERATION_READOUT_INPUT_GRADIENT),
    .down = KINDS(OPERATION_SIGNAL, OPERATION_TRACES, OPERATION_GRADIENT, OPERATION_ERRORS, OPERATION_INPUT_GRADIENT)};

/* Adds those that a layer, or the readout (p is NULL), has in the phase. */
static void add(struct program *program, enum phase phase, const struct operations *operations,
                const struct program_layer *p)
{
    for (size_t i = 0; i < operations->count; i++) {
        const enum operation kind = operations->kind[i];
        if (needed[kind] && !needed[kind](program, p))
            continue;
        program->operation[phase][program->operations[phase]++] =
            (struct program_operation){kind, p ? p->index : program->layers};
    }
}

void program_operations(struct arena *arena, struct program *program)
{
    for (int i = 0; i < PHASES; i++) {
        const enum phase phase = (enum phase)i;
        const bool back = phase == PHASE_TRAIN && program_is_backward(program);
        const struct order *order = back ? &there_and_back : &orders[phase];
        program->operation[phase] =
            ARENA_ARRAY(arena, struct program_operation, MOST_OPERATIONS * (program->layers + 1));
        for (int l = 0; l < program->layers; l++)
            add(program, phase, &order->up, &program->layer[l]);
        add(program, phase, &order->readout, NULL);
        for (int l = program->layers - 1; l >= 0; l--)
            add(program, phase, &order->down, &program->layer[l]);
    }
}
