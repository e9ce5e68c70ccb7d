/* What is written for each kind of operator: by whom, in the order a reader wants, and how its functions are called. */
#include <string.h>

#include "cpu/emit/general.h"
#include "cpu/plan/solvers.h"

#define KIND(kind) (1u << OPERATOR_##kind)

_Static_assert(OPERATOR_KINDS <= 32, "the kinds of an emitter are bits of an unsigned");

/* The emitters of a layer's operators, under each schedule; some write those of several kinds. */
static const struct {
    unsigned kinds;
    layer_emitter *fold, *stream;
} emitters[] = {
    {KIND(INVERT), emit_invert, emit_invert},
    {KIND(ATOMS), emit_atoms, emit_single_steps},
    {KIND(LISTS) | KIND(GRADIENT_LISTS), emit_lists, emit_lists},
    {KIND(FORWARD), emit_forward, emit_forward},
    {KIND(POOL) | KIND(EXIT) | KIND(SIGNAL), emit_signal, emit_signal},
    {KIND(TRACES), NULL, emit_traces},
    {KIND(CHOOSE) | KIND(GRADIENT), emit_gradient, emit_stream_gradient},
    {KIND(ERRORS), emit_error_lists, emit_error_lists},
    {KIND(INPUT_GRADIENT), emit_input_gradient, emit_input_gradient},
    {KIND(STATISTICS), emit_statistics, emit_statistics},
    {KIND(WEIGHTS), emit_weights, emit_weights},
    {KIND(UPDATE), emit_update, emit_update},
    {KIND(BASIS), emit_basis, emit_basis},
};

#define SUMS     KIND(FORWARD)
#define GRADIENT (KIND(TRACES) | KIND(CHOOSE) | KIND(GRADIENT))
#define WAY_BACK (KIND(ERRORS) | KIND(INPUT_GRADIENT))

/* Solvers that write operators of theirs otherwise, under both schedules: a row each. */
static const struct {
    const char *solver;
    unsigned kinds;
    layer_emitter *emit;
} emitters_of_solvers[] = {
    {"general", KIND(FORWARD), emit_general_forward},
    {"general", KIND(TRACES), emit_general_traces},
    {"general", KIND(CHOOSE) | KIND(GRADIENT), emit_general_gradient},
    {"general", KIND(ERRORS), emit_general_errors},
    {"general", KIND(INPUT_GRADIENT), emit_general_input_gradient},
};

/* The one that a layer's solver has for these kinds; NULL: none. */
static layer_emitter *emitter_of_solver(const struct plan_layer *p, unsigned kinds)
{
    const struct solver *solver = kinds & SUMS       ? p->solver
                                  : kinds & GRADIENT ? p->gradient
                                  : kinds & WAY_BACK ? p->way_back
                                                     : NULL;
    for (size_t i = 0; solver && i < sizeof emitters_of_solvers / sizeof *emitters_of_solvers; i++)
        if (emitters_of_solvers[i].kinds & kinds && !strcmp(emitters_of_solvers[i].solver, solver->name))
            return emitters_of_solvers[i].emit;
    return NULL;
}

/* Kinds of operators that the plan has of a layer, as bits. */
static unsigned kinds_of(const struct plan *plan, int layer)
{
    unsigned kinds = 0;
    for (int phase = 0; phase < PHASES; phase++)
        for (int i = 0; i < plan->operators[phase]; i++)
            if (plan->operator_list[phase][i].layer == layer)
                kinds |= 1u << plan->operator_list[phase][i].kind;
    return kinds;
}

void emit_operators(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const unsigned kinds = kinds_of(plan, p->index);
    for (size_t i = 0; i < sizeof emitters / sizeof *emitters; i++) {
        const int mark = writer_mark(w);
        layer_emitter *emit = emitter_of_solver(p, emitters[i].kinds);
        if (!emit)
            emit = plan_is_stream(plan) ? emitters[i].stream : emitters[i].fold;
        if (emitters[i].kinds & kinds)
            emit(w, plan, p);
        writer_release(w, mark);
    }
}

const char *operator_variant(const struct plan *plan, enum operator_kind kind, enum phase phase)
{
    /* Operators that have functions of their own in training and in evaluation; under stream, where both keep the
     * membranes, most have not. A pool of training is one behind which a signal comes back. */
    static const struct {
        const char *train, *evaluate;
        bool stream;
    } variants[OPERATOR_KINDS] = {
        [OPERATOR_LISTS] = {"_train", "_evaluate", false},
        [OPERATOR_FORWARD] = {"_train", "_evaluate", false},
        [OPERATOR_POOL] = {"_train", "", true},
        [OPERATOR_READOUT] = {"_train", "_evaluate", true},
    };
    const char *variant = phase == PHASE_TRAIN ? variants[kind].train : variants[kind].evaluate;
    return variant && (variants[kind].stream || !plan_is_stream(plan)) ? variant : "";
}
