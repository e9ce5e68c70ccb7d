/* Makes nodes: what is equal already is used again, and what needs no computation is none.
 *
 * Simplified is only what gives the same float32: operations on numbers (computed in float, as the generated program
 * would), x * 1, x / 1, x * -1, -(-x), x + -y, -y + x and x - -y (y may be a number), min(x, x), select with equal
 * values or of two numbers, held of constants. x + 0 and x - 0 are x, too, although -0 + 0 would be 0. Sums and
 * products are not reordered; that a + b is b + a is known. Operations on numbers whose value is not finite stay: see
 * node_fault. */
#ifndef TESSC_NODES_H
#define TESSC_NODES_H

#include "equation/equation.h"

/* Empty equations. */
struct equations *equations_create(struct arena *arena, enum definition kind, const char *name, struct span span);

/* Adds a symbol and its node; returns its index in symbol[]. */
int equations_add_symbol(struct equations *e, enum symbol_kind kind, const char *name, struct span span, int owner);

/* Names a value; a name that is there already gets another one. */
void equations_add_local(struct equations *e, const char *name, struct span span, int node);

/* All return the index of a node. */
int node_number(struct equations *e, float number);
int node_apply(struct equations *e, enum node_operation operation, int a, int b, int c,
               struct span span); /* -1: none */
int node_step(struct equations *e, int a, enum psi_shape shape, int height, int width, struct span span);

/* psi(a) for a step of this argument. SHAPE_OF_RULE has no formula. */
int node_psi(struct equations *e, int a, enum psi_shape shape, int height, int width);

bool node_is_number(const struct equations *e, int node, float number);

/* What is wrong with an operation on numbers: division by zero, a value that float32 does not hold. NULL: nothing. */
const char *node_fault(const struct equations *e, int node);

#endif
