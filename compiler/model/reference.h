/* The reference tables of docs/language.md, from the tables that the compiler works by. */
#ifndef TESSC_REFERENCE_H
#define TESSC_REFERENCE_H

#include <stdio.h>

#include "support/arena.h"

/* Prints all settings and all checks as Markdown. */
void reference_print(struct arena *arena, FILE *file);

#endif
