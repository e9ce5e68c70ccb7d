/* From the plan to C: one self-contained program that links against libtess. */
#ifndef TESSC_EMIT_H
#define TESSC_EMIT_H

#include "cpu/plan/plan.h"
#include "support/arena.h"

/* The whole C file, in the arena: what a target that runs stages has for struct target's emit. */
char *emit_program(struct arena *arena, const struct plan *plan);

#endif
