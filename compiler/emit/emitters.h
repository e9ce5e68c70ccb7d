/* The emitters: each writes the functions of one kind of operator from what the plan decided. */
#ifndef TESSC_EMIT_EMITTERS_H
#define TESSC_EMIT_EMITTERS_H

#include "emit/parts.h"

typedef void layer_emitter(struct writer *w, const struct plan *plan, const struct plan_layer *p);

layer_emitter emit_basis, emit_statistics, emit_weights, emit_invert, emit_atoms, emit_lists, emit_forward, emit_signal,
    emit_gradient, emit_update, emit_error_lists, emit_input_gradient;
layer_emitter emit_single_steps, emit_traces, emit_stream_gradient; /* schedule stream alone */

void emit_readout(struct writer *w, const struct plan *plan);

/* Behind the functions. */
void emit_tables(struct writer *w, const struct plan *plan); /* parameters, layers, stages, the model itself */
void emit_views(struct writer *w, const struct plan *plan);

#endif
