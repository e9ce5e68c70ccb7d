/* Arithmetic in C that a compiler wrote, without what says nothing: factors of one, terms of zero, the variables of
 * loops that have one trip. A line is read as the expressions that it has, by the precedence of C's operators; what is
 * left out goes with its operator, and what is no sum or product stays as it is. */
#ifndef TESSC_WRITER_ARITHMETIC_H
#define TESSC_WRITER_ARITHMETIC_H

#include <stdbool.h>
#include <stddef.h>

#include "support/arena.h"

/* Names whose values are known: constants, which stay as they are, and variables, which a number replaces. */
struct known {
    const char *name;
    long long value;
    bool replaced;
};

struct knowns {
    int count, room;
    struct known *known;
    int wide_count, wide_room;
    const char **wide; /* variables of type size_t */
};

void know(struct arena *arena, struct knowns *knowns, const char *name, long long value, bool replaced);
void know_wide(struct arena *arena, struct knowns *knowns, const char *name);

/* A line of C, in the arena. Where a factor (size_t)0 or (size_t)1 is left out, what it multiplies is size_t still. */
const char *simplified(struct arena *arena, const struct knowns *knowns, const char *line);

/* Is the text an integer whose value is known? */
bool value_of(struct arena *arena, const struct knowns *knowns, const char *text, long long *value);

#endif
