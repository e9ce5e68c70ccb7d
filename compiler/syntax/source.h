/* Source text and places in it. */
#ifndef TESSC_SOURCE_H
#define TESSC_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/arena.h"

/* No model file is anywhere near this long; what is longer is not a model file. */
enum { SOURCE_MAX_BYTES = 1024 * 1024 };

/* A text and the name that diagnostics give it: a path, or "command line". */
struct source {
    const char *name;
    const char *text; /* ends in a NUL that is not counted */
    size_t length;
};

/* length bytes of a source from offset on; source NULL: nowhere in particular. */
struct span {
    const struct source *source;
    uint32_t offset, length;
};

/* Where a span begins, for people: line and column count from 1, columns in characters (UTF-8). */
struct place {
    int line, column;
    uint32_t line_offset, line_length; /* the whole line in bytes, without its newline */
};

/* Reads a whole file into the arena. NULL with *error (one line without the path, in the arena) if it cannot be
 * read, begins as a picture, an archive or weights do, or is longer than SOURCE_MAX_BYTES. */
struct source *source_read(struct arena *arena, const char *path, const char **error);

/* A source of text that already is in memory (and must stay there). */
struct source *source_of_text(struct arena *arena, const char *name, const char *text);

/* A file as such, where there is nothing in it to point at. The path must stay. */
struct span span_of_file(struct arena *arena, const char *path);

struct place source_place(struct span span);

/* The span from the start of one to the end of another. */
struct span span_join(struct span first, struct span last);

#endif
