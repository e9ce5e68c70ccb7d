/* Neurons that are written by their equations: what their forward step and the way back through it share. */
#ifndef TESSC_EMIT_NEURON_H
#define TESSC_EMIT_NEURON_H

#include "cpu/emit/parts.h"
#include "equation/print.h"
#include "model/neurons.h"

/* [symbols] C of what a neuron is given: `current` for its input, v[k] for its states, trained[k] for parameters that
 * training changes. */
const char **spell_neuron(struct writer *w, const struct equations *e, const char *current);

/* The values of those parameters for a block of channels, as trained[], where these targets read one: was there one?
 * And where a step does, with `potential` or without. */
bool emit_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p, const struct equations *e,
                  const struct target *target, int targets);
bool emit_step_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool potential);

/* Equations as C of the layer's vectors. */
void emit_printed(struct writer *w, const struct plan_layer *p, const struct equations *e, const char *const *symbol,
                  const struct target *target, int targets);

/* The statements of a step: v and the current to u, the argument of the step that makes `fire`, to `potential` (NULL:
 * not wanted), what the definition calls u, and to v. */
void emit_equations(struct writer *w, const struct plan_layer *p, const char *current, const char *potential);

#endif
