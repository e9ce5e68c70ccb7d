/* A definition as text, from its syntax tree. */
#ifndef TESSC_EQUATION_WRITE_H
#define TESSC_EQUATION_WRITE_H

#include <stdio.h>

#include "syntax/tree.h"

/* Writes a `define ... { ... }` whose equations could be read, a statement a line. Read again it is the same tree but
 * for places: parentheses stand where the order of operations needs them, and every number as it was written. */
void definition_write(FILE *file, const struct statement *definition);

#endif
