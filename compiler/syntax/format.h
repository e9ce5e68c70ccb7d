/* The one layout of model files: `tessc fmt`. */
#ifndef TESSC_FORMAT_H
#define TESSC_FORMAT_H

#include <stddef.h>

#include "support/arena.h"

/* Formats the text of a model file that parses: four spaces a level, a brace that closes a block of several lines on a
 * line of its own, at most one empty line in a row, LF, no byte order mark. Spaces between words of a line are kept, so
 * that columns stay aligned; comments are kept. Formatting what is formatted changes nothing. */
const char *format_text(struct arena *arena, const char *text, size_t length);

/* The text without what only fmt forgives: carriage returns before newlines, a byte order mark. */
const char *format_clean(struct arena *arena, const char *text, size_t length);

#endif
