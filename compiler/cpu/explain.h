/* The cpu's part of `tessc explain`. */
#ifndef TESSC_CPU_EXPLAIN_H
#define TESSC_CPU_EXPLAIN_H

#include <stdio.h>

#include "cpu/plan/plan.h"

/* Where the memory goes; about how long a training sample and an epoch take, by operations and the machine's pace;
 * schedule, chunk, edges, tiles. other: the same model under the other schedule; NULL if there is none. */
void cpu_explain(const struct plan *plan, const struct plan *other, FILE *file);

#endif
