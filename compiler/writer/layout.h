/* Lines of C broken where they are too long, as clang-format breaks them: behind a comma or an operator that is in as
 * few brackets as possible, and what follows stands under what it belongs to. */
#ifndef TESSC_WRITER_LAYOUT_H
#define TESSC_WRITER_LAYOUT_H

#include "support/arena.h"

enum { INDENT = 4, WIDTH = 110 };

/* A statement so many braces deep, with its line ends, in the arena. */
const char *laid_out(struct arena *arena, int depth, const char *text);

#endif
