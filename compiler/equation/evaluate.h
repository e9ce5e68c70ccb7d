/* The values of a time step in double precision, for one neuron or synapse. */
#ifndef TESSC_EVALUATE_H
#define TESSC_EVALUATE_H

#include "equation/equation.h"

/* value[node] for all nodes, in their order.
 *   given  [symbols] parameters, inputs, and states as the step before left them
 *   value  [nodes], written; conditions are 1 or 0. What states carry on is value[symbol[s].next].
 * Numbers are the float32 that they are in generated code; exp is tess_exp, the same bits on every machine. */
void equations_evaluate(const struct equations *e, const double *given, double *value);

/* The same for one node whose operands have their values. */
double evaluate_node(const struct equations *e, int node, const double *given, const double *value);

/* The integral of psi from minus infinity to x, for steps that are made smooth: differences of it agree with psi.
 * The step has a shape of its own. */
double evaluate_smooth_step(const struct equations *e, int step, const double *value);

#endif
