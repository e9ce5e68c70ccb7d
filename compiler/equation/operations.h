/* What operations are called and compute: one table. */
#ifndef TESSC_OPERATIONS_H
#define TESSC_OPERATIONS_H

#include "equation/equation.h"

struct operation_row {
    const char *text;                             /* operator, or name of a function */
    int operands;                                 /* that are written; of OP_STEP 1, its shape left out */
    bool is_operator;                             /* stands between its operands, or before the only one */
    bool is_condition;                            /* its value is one */
    float (*in_float)(float a, float b, float c); /* as generated C computes it */
    double (*in_double)(double a, double b, double c);
};

/* By enum node_operation. OP_NUMBER and OP_SYMBOL have no functions. */
extern const struct operation_row operations[NODE_OPERATIONS];

/* The operation that is written with this text; NODE_OPERATIONS if there is none. Of two that share it ("-"), that of
 * *operands operands. *operands becomes the number that it takes. */
enum node_operation operation_of_text(const char *text, int *operands);

#endif
