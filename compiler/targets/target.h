/* A machine that code can be written for: what the plan decides by, and who writes the code. */
#ifndef TESSC_TARGET_H
#define TESSC_TARGET_H

#include "cpu/plan/machine.h"
#include "support/arena.h"

struct plan;

struct target {
    const struct machine *machine;
    char *(*emit)(struct arena *, const struct plan *); /* the whole program as text, in the arena */
};

extern const struct target target_cpu;

#endif
