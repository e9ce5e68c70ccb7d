/* What is written for each kind of operator: by whom, in the order a reader wants, and how its functions are called. */
#include "cpu/emit/general.h"

#define KIND(kind) (1u << OPERATOR_##kind)

_Static_assert(OPERATOR_KINDS <= 32, "the kinds of an emitter are bits of an unsigned");

/* The emitters of a layer's operators, under each schedule; some write those of several kinds. And, of the kinds that
 * have one, the emitter of the general solver. */
static const struct {
    unsigned kinds;
    layer_emitter *fold, *stream, *general;
} emitters[] = {
    {KIND(INVERT), emit_invert, emit_invert, NULL},
    {KIND(ATOMS), emit_atoms, emit_single_steps, NULL},
    {KIND(LISTS) | KIND(GRADIENT_LISTS), emit_lists, emit_lists, NULL},
    {KIND(FORWARD), emit_forward, emit_forward, emit_general_forward},
    {KIND(POOL) | KIND(EXIT) | KIND(SIGNAL), emit_signal, emit_signal, NULL},
    {KIND(TRACES), NULL, emit_traces, emit_general_traces},
    {KIND(CHOOSE) | KIND(GRADIENT), emit_gradient, emit_stream_gradient, emit_general_gradient},
    {KIND(ERRORS), emit_error_lists, emit_error_lists, emit_general_errors},
    {KIND(INPUT_GRADIENT), emit_input_gradient, emit_input_gradient, emit_general_input_gradient},
    {KIND(STATISTICS), emit_statistics, emit_statistics, NULL},
    {KIND(WEIGHTS), emit_weights, emit_weights, NULL},
    {KIND(UPDATE), emit_update, emit_update, NULL},
    {KIND(BASIS), emit_basis, emit_basis, NULL},
};

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
        layer_emitter *emit = plan_is_stream(plan) ? emitters[i].stream : emitters[i].fold;
        if (plan_is_general(p) && emitters[i].general)
            emit = emitters[i].general;
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
