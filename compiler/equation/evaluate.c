#include "equation/evaluate.h"

#include <math.h>

#include "equation/operations.h"

double evaluate_node(const struct equations *e, int node, const double *given, const double *value)
{
    const struct node *n = &e->node[node];
    if (n->operation == OP_NUMBER)
        return (double)n->number;
    if (n->operation == OP_SYMBOL)
        return given[n->symbol];
    double operand[OPERANDS] = {0};
    for (int k = 0; k < OPERANDS; k++)
        operand[k] = n->operand[k] < 0 ? 0 : value[n->operand[k]];
    return operations[n->operation].in_double(operand[0], operand[1], operand[2]);
}

void equations_evaluate(const struct equations *e, const double *given, double *value)
{
    for (int node = 0; node < e->nodes; node++)
        value[node] = evaluate_node(e, node, given, value);
}

static double smooth_triangle(double x, double height, double width)
{
    if (x <= -width)
        return 0;
    if (x >= width)
        return height * width;
    const double rest = width - fabs(x), tail = height * rest * rest / (2 * width);
    return x < 0 ? tail : height * width - tail;
}

static double smooth_fast_sigmoid(double x, double height, double slope)
{
    return height / slope + height * x / (1 + slope * fabs(x));
}

double evaluate_smooth_step(const struct equations *e, int step, const double *value)
{
    static double (*const smooth[SHAPES])(double, double, double) = {
        [SHAPE_TRIANGLE] = smooth_triangle, [SHAPE_FAST_SIGMOID] = smooth_fast_sigmoid};
    const struct node *n = &e->node[step];
    return smooth[n->shape](value[n->operand[0]], value[n->operand[1]], value[n->operand[2]]);
}
