/* The target for ordinary processors. */
#ifndef TESSC_CPU_H
#define TESSC_CPU_H

#include "cpu/plan/machine.h"
#include "program/target.h"

/* What it plans by: the machine in docs/performance.md. */
extern const struct machine cpu_machine;

extern const struct target target_cpu;

#endif
