/* Do two definitions compute the same? */
#ifndef TESSC_SAME_H
#define TESSC_SAME_H

#include "equation/equation.h"

/* True if they are the same up to the names of parameters, states, traces and locals and to an order of statements that
 * computes the same: then their results are the same bits. What is given (`current`, `m`) has to have the same name,
 * untrained parameters that are no numbers yet (bind.h) the same value, trained ones the same start.
 *   state  [symbols of a], written if the answer is yes: the symbol of b that a state or trained parameter of a is,
 *          otherwise -1; NULL: not asked
 * Only what fire or weight and the states that they reach need is looked at. Where a sum or product is of two values
 * that are alike in all they are made of, the answer may be no for definitions that compute the same; it is never yes
 * for those that do not. */
bool equations_same(const struct equations *a, const struct equations *b, int *state);

#endif
