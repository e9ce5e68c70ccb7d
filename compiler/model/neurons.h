/* What engines ask of a neuron's equations. */
#ifndef TESSC_NEURONS_H
#define TESSC_NEURONS_H

#include "equation/differentiate.h"
#include "model/model.h"

/* The node of what views and rules know as u: what the definition calls so, or else the argument of the step that makes
 * `fire`. */
int neuron_potential(const struct equations *e);

/* The derivative of that step, as numbers. */
struct surrogate_shape neuron_shape(const struct layer *layer);

#endif
