#include "equation/operations.h"

#include <math.h>
#include <string.h>

#include "tess/math.h"

/* The same formula in both precisions. */
#define COMPUTE(name, value_float, value_double)                                                                       \
    static float name##_float(float a, float b, float c)                                                               \
    {                                                                                                                  \
        (void)a, (void)b, (void)c;                                                                                     \
        return value_float;                                                                                            \
    }                                                                                                                  \
    static double name##_double(double a, double b, double c)                                                          \
    {                                                                                                                  \
        (void)a, (void)b, (void)c;                                                                                     \
        return value_double;                                                                                           \
    }
#define COMPUTE_BOTH(name, value) COMPUTE(name, value, value)

COMPUTE_BOTH(add, a + b)
COMPUTE_BOTH(subtract, a - b)
COMPUTE_BOTH(multiply, a *b)
COMPUTE_BOTH(divide, a / b)
COMPUTE_BOTH(negate, -a)
COMPUTE_BOTH(less, a < b)
COMPUTE_BOTH(greater, a > b)
COMPUTE_BOTH(less_equal, a <= b)
COMPUTE_BOTH(greater_equal, a >= b)
COMPUTE_BOTH(equal, a == b)
COMPUTE_BOTH(not_equal, a != b)
COMPUTE_BOTH(choose, a != 0 ? b : c)
COMPUTE_BOTH(minimum, a < b ? a : b)
COMPUTE_BOTH(maximum, a > b ? a : b)
COMPUTE(absolute, fabsf(a), fabs(a))
COMPUTE(exponential, (float)tess_exp((double)a), tess_exp(a))
COMPUTE(square_root, sqrtf(a), sqrt(a))
COMPUTE_BOTH(step, a > 0)
COMPUTE_BOTH(held, a)

const struct operation_row operations[NODE_OPERATIONS] = {
    [OP_NUMBER] = {"number", 0, false, false, NULL, NULL},
    [OP_SYMBOL] = {"symbol", 0, false, false, NULL, NULL},
    [OP_ADD] = {"+", 2, true, false, add_float, add_double},
    [OP_SUBTRACT] = {"-", 2, true, false, subtract_float, subtract_double},
    [OP_MULTIPLY] = {"*", 2, true, false, multiply_float, multiply_double},
    [OP_DIVIDE] = {"/", 2, true, false, divide_float, divide_double},
    [OP_NEGATE] = {"-", 1, true, false, negate_float, negate_double},
    [OP_LESS] = {"<", 2, true, true, less_float, less_double},
    [OP_GREATER] = {">", 2, true, true, greater_float, greater_double},
    [OP_LESS_EQUAL] = {"<=", 2, true, true, less_equal_float, less_equal_double},
    [OP_GREATER_EQUAL] = {">=", 2, true, true, greater_equal_float, greater_equal_double},
    [OP_EQUAL] = {"==", 2, true, true, equal_float, equal_double},
    [OP_NOT_EQUAL] = {"!=", 2, true, true, not_equal_float, not_equal_double},
    [OP_SELECT] = {"select", 3, false, false, choose_float, choose_double},
    [OP_MINIMUM] = {"min", 2, false, false, minimum_float, minimum_double},
    [OP_MAXIMUM] = {"max", 2, false, false, maximum_float, maximum_double},
    [OP_ABSOLUTE] = {"abs", 1, false, false, absolute_float, absolute_double},
    [OP_EXPONENTIAL] = {"exp", 1, false, false, exponential_float, exponential_double},
    [OP_SQUARE_ROOT] = {"sqrt", 1, false, false, square_root_float, square_root_double},
    [OP_STEP] = {"step", 1, false, false, step_float, step_double},
    [OP_HELD] = {"held", 1, false, false, held_float, held_double},
};

enum node_operation operation_of_text(const char *text, int *operands)
{
    const int wanted = *operands;
    enum node_operation found = NODE_OPERATIONS;
    for (enum node_operation op = OP_ADD; op < NODE_OPERATIONS; op++) {
        if (strcmp(operations[op].text, text) != 0)
            continue;
        found = op;
        *operands = operations[op].operands;
        if (*operands == wanted)
            break;
    }
    return found;
}
