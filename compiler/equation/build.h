/* From an expression of the syntax tree to a node, checked. */
#ifndef TESSC_BUILD_H
#define TESSC_BUILD_H

#include "equation/names.h"

/* The node of an expression; -1 after a report. Every error in it is reported. */
int build_expression(struct reader *r, const struct expression *expression);

/* The same, and it has to be a number rather than a condition. */
int build_number(struct reader *r, const struct expression *expression);

/* Reads a number as a float32: 0, or at least 1e-30 in magnitude. False after a report. */
bool build_float(struct reader *r, const char *text, struct span span, float *number);

#endif
