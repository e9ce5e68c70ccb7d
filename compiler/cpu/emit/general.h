/* The general solvers: a layer's sums, its gradient and what it passes down in plain loops along the edges as they are,
 * vectorised along output channels. They fit every kernel, padding, stride and kind of edge; the fast ones are tested
 * against them. */
#ifndef TESSC_EMIT_GENERAL_H
#define TESSC_EMIT_GENERAL_H

#include "cpu/emit/emitters.h"

layer_emitter emit_general_forward;
layer_emitter emit_general_gradient;                            /* either schedule */
layer_emitter emit_general_traces;                              /* schedule stream alone */
layer_emitter emit_general_errors, emit_general_input_gradient; /* schedule fold alone */

/* At the top of a function: the extents of the layer's maps and of its window as an enum, whose names its loops use. */
void emit_extents(struct writer *w, const struct plan_layer *p);

/* Loops over the taps of the window at output position (y, x) that lie inside the map: what each sees is position p of
 * the input, its weights are `tap`, one vector an input channel. */
void emit_taps(struct writer *w, const struct plan_layer *p);

#endif
