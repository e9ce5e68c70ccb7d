/* The emitters: each writes the functions of one kind of operator from what the plan decided. */
#ifndef TESSC_EMIT_EMITTERS_H
#define TESSC_EMIT_EMITTERS_H

#include "cpu/emit/parts.h"

typedef void layer_emitter(struct writer *w, const struct plan *plan, const struct plan_layer *p);

/* They are called for layers that have the operator: operators.c is the table. */
layer_emitter emit_basis, emit_statistics, emit_weights, emit_invert, emit_lists, emit_forward, emit_signal,
    emit_update;
layer_emitter emit_atoms, emit_gradient;                            /* schedule fold alone */
layer_emitter emit_single_steps, emit_traces, emit_stream_gradient; /* schedule stream alone */
layer_emitter emit_error_lists, emit_input_gradient;

/* All functions of a layer's operators. And the end of the name that an operator's function has in a phase, or "". */
layer_emitter emit_operators;
const char *operator_variant(const struct plan *plan, enum operator_kind kind, enum phase phase);

void emit_readout(struct writer *w, const struct plan *plan);

/* Behind the functions. */
void emit_tables(struct writer *w, const struct plan *plan); /* parameters, layers, stages, the model itself */
void emit_views(struct writer *w, const struct plan *plan);

#endif
