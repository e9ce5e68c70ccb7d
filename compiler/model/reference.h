/* The reference of the language, from the tables that the compiler works by: docs/language.md, tess(5). */
#ifndef TESSC_REFERENCE_H
#define TESSC_REFERENCE_H

#include <stdio.h>

#include "model/settings.h"
#include "support/arena.h"

/* A row of the reference. */
struct reference_row {
    const char *path;
    const char *written;  /* how a file writes it: "pad N", "frames N of X ms" */
    const char *range;    /* "0 to < 1"; empty: none */
    const char *fallback; /* the default, or what stands in its place: "required"; empty: none */
    bool literal;         /* the default is as a file would write it */
    const char *meaning;
};
struct reference_row reference_row(struct arena *arena, enum setting_id id);

/* Prints all settings and all checks as Markdown. */
void reference_print(struct arena *arena, FILE *file);

#endif
