/* The plan in words. */
#ifndef TESSC_PLAN_PRINT_H
#define TESSC_PLAN_PRINT_H

#include <stdio.h>

#include "cpu/plan/plan.h"

/* As YAML: --emit=plan. False if it could not be written. */
bool plan_print(const struct plan *plan, FILE *file);

/* What a trainer of this plan takes: of memory in all, and of that for the input and the results of a chunk. */
size_t plan_engine_bytes(const struct plan *plan, int threads);
size_t plan_chunk_bytes(const struct plan *plan);

#endif
