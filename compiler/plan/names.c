/* What parts of the plan are called. */
#include "plan/plan.h"

static const char *const edge_names[] = {[EDGE_REALS] = "reals", [EDGE_BITS] = "bits", [EDGE_COUNTS] = "counts"};

const char *edge_kind_name(enum edge_kind kind)
{
    return edge_names[kind];
}

const char *phase_name(enum phase phase)
{
    static const char *const names[PHASES] = {
        [PHASE_PREPARE] = "prepare", [PHASE_TRAIN] = "train", [PHASE_UPDATE] = "update", [PHASE_EVALUATE] = "evaluate"};
    return names[phase];
}

const char *sum_kernel_name(enum sum_kernel kernel)
{
    static const char *const names[] = {
        [SUM_CHOSEN] = "auto",       [SUM_TAPS] = "taps",       [SUM_ROWS] = "rows",      [SUM_STEPS] = "steps",
        [SUM_PATTERNS] = "patterns", [SUM_SIGNALS] = "signals", [SUM_GENERAL] = "general"};
    return names[kernel];
}
