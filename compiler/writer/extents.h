/* Constants that name the numbers a shape is made of. A section of a file begins with an enum of those that it uses. */
#ifndef TESSC_WRITER_EXTENTS_H
#define TESSC_WRITER_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "support/arena.h"

struct extent {
    const char *constant; /* CONV2_CHANNELS */
    const char *what;     /* said beside it */
    long long value;
    bool used;
};

enum { MOST_SECTIONS = 2 }; /* within each other */

struct extents {
    int count, room;
    struct extent *extent;
    int sections;
    struct {
        int first; /* its first extent */
        size_t at; /* where its enum stands in the file */
    } section[MOST_SECTIONS];
};

/* Adds one to the innermost section, unless it or a section around it has it. Returns whether it is new. */
bool extents_add(struct arena *arena, struct extents *extents, struct extent extent);

/* Marks those that a line of C names. */
void extents_use(struct extents *extents, const char *line);

/* The enum of the innermost section, under a comment (or NULL); "" if it uses none. Ends the section. */
const char *extents_enum(struct arena *arena, struct extents *extents, const char *title);

#endif
