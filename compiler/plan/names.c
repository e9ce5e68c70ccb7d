/* What parts of the plan are called. */
#include "plan/plan.h"

static const char *const edge_names[] = {[EDGE_REALS] = "reals", [EDGE_BITS] = "bits", [EDGE_COUNTS] = "counts"};

static const char *const operator_names[OPERATOR_KINDS] = {
    [OPERATOR_BASIS] = "basis",
    [OPERATOR_STATISTICS] = "statistics",
    [OPERATOR_WEIGHTS] = "weights",
    [OPERATOR_INVERT] = "invert",
    [OPERATOR_ATOMS] = "atoms",
    [OPERATOR_LISTS] = "lists",
    [OPERATOR_FORWARD] = "forward",
    [OPERATOR_POOL] = "pool",
    [OPERATOR_EXIT] = "exit",
    [OPERATOR_SIGNAL] = "signal",
    [OPERATOR_TRACES] = "traces",
    [OPERATOR_CHOOSE] = "choose",
    [OPERATOR_GRADIENT_LISTS] = "gradient_lists",
    [OPERATOR_GRADIENT] = "gradient",
    [OPERATOR_ERRORS] = "errors",
    [OPERATOR_INPUT_GRADIENT] = "input_gradient",
    [OPERATOR_UPDATE] = "update",
    [OPERATOR_READOUT] = "logits",
    [OPERATOR_READOUT_GRADIENT] = "gradient",
    [OPERATOR_READOUT_INPUT_GRADIENT] = "input_gradient",
    [OPERATOR_READOUT_UPDATE] = "update",
    [OPERATOR_READOUT_WEIGHTS] = "weights",
};

const char *edge_kind_name(enum edge_kind kind)
{
    return edge_names[kind];
}

const char *operator_name(enum operator_kind kind)
{
    return operator_names[kind];
}

const char *sum_kernel_name(enum sum_kernel kernel)
{
    static const char *const names[] = {[SUM_CHOSEN] = "auto", [SUM_TAPS] = "taps",         [SUM_ROWS] = "rows",
                                        [SUM_STEPS] = "steps", [SUM_PATTERNS] = "patterns", [SUM_SIGNALS] = "signals"};
    return names[kernel];
}
