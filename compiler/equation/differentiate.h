/* Reverse-mode differentiation of a time step. */
#ifndef TESSC_DIFFERENTIATE_H
#define TESSC_DIFFERENTIATE_H

#include "equation/equation.h"

/* The adjoint of a value is the derivative of the loss by it. A step turns the adjoints of what it puts out, `fire` and
 * the states that it carries on, into those of what it takes in. Steps follow each other backwards in time:
 *
 *     m[t]               the adjoint of fire[t], a learning signal: what layers above, or a loss, make of it
 *     adjoint_v[t+1]     what step t+1 gave as the adjoint of its v before; 0 after the last step
 *       -> of[current], of[v], of trained parameters (one step's share: the caller adds up over time) */
struct adjoints {
    int fire;  /* symbol: the adjoint of fire is given */
    int *next; /* [symbols]: the symbol by which a state's adjoint of the step after is given; -1: no state */
    int *of;   /* [symbols]: the node of the adjoint of each input, state and trained parameter; 0 if nothing depends
                * on it. -1: a parameter that is not trained */
};

/* What stands for psi where a step has no shape of its own: a shape with its numbers. */
struct surrogate_shape {
    enum psi_shape shape; /* not SHAPE_OF_RULE */
    float height, width;
};

/* Appends to a neuron's equations the symbols of the adjoints that are given (named adjoint_fire, adjoint_v, ...) and
 * the nodes of those that are asked for. Where it does not go through time, what a state is worth to the step after is
 * 0, whatever is given. What the neuron computes stays as it is; both can be printed and evaluated together. held(x)
 * counts as a constant, psi as the derivative of a step, and comparisons as constants; where abs, min, max and select
 * have a corner the derivative is that of the branch taken, and 0 for abs at 0. Arrays have an entry for each symbol of
 * before the call. */
struct adjoints equations_differentiate(struct equations *e, const struct surrogate_shape *psi, bool through_time);

#endif
