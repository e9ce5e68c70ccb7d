/* Functions in C that a compiler wrote, made plain before they are written out: a loop of one trip is its body, with
 * the number that the variable has in its place; sums and products are without what says nothing (arithmetic.h). */
#ifndef TESSC_WRITER_FOLD_H
#define TESSC_WRITER_FOLD_H

#include <stdbool.h>

#include "support/arena.h"
#include "writer/arithmetic.h"

/* A statement's first line, a brace or a comment. A statement that goes on has line ends in its text. */
struct c_line {
    const char *text;
    bool comment; /* to be wrapped */
    bool fixed;   /* text that stays as it is: of a comment over several lines, strings, `#` */
    int depth;    /* braces around it */
};

struct c_lines {
    int count, room;
    struct c_line *line;
};

/* How many braces a line opens less those it closes; *lowest is the least sum on the way. */
int brace_balance(const char *line, int *lowest);

void add_line(struct arena *arena, struct c_lines *lines, struct c_line line);

/* The lines of a whole piece of a file, with their depths. What is known on the way is forgotten again. */
struct c_lines folded(struct arena *arena, struct knowns *knowns, const struct c_lines *lines);

#endif
