/* Numbers in the place of parameters. */
#ifndef TESSC_BIND_H
#define TESSC_BIND_H

#include "equation/equation.h"
#include "syntax/diagnostics.h"

/* A copy in which parameters are numbers and everything is simplified once more; trained ones stay symbols.
 *   value  [symbols] what parameters are set to; others are not read
 * Symbols, locals and terms keep their order and names. NULL if that divides by zero or leaves float32, after a report
 * at `user`, the place that chose the values, with a note at the operation. */
struct equations *equations_bind(const struct equations *e, const float *value, struct span user,
                                 struct diagnostics *diagnostics);

/* A copy of equations that have been bound: more can be appended to it, as equations_differentiate does. */
struct equations *equations_copy(const struct equations *e);

#endif
