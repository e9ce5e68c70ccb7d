/* How the parser makes expressions. */
#ifndef TESSC_EXPRESSION_H
#define TESSC_EXPRESSION_H

#include "syntax/tree.h"

/* A number or a name of its atom. */
struct expression *expression_leaf(struct arena *arena, enum expression_kind kind, const struct atom *atom);

/* An operator or function with its operands, a list; one deeper than the deepest of them. */
struct expression *expression_call(struct arena *arena, const char *text, struct span word, struct span span,
                                   struct expression *operands);

/* Reports that an expression is deeper than EXPRESSION_MAX_DEPTH. */
void expression_too_deep(struct diagnostics *diagnostics, struct span word);

#endif
