/* Words of which a reader of code may not know what they mean there, and what they mean: said above the first function
 * that has one of them. */
#ifndef TESSC_WRITER_WORDS_H
#define TESSC_WRITER_WORDS_H

#include <stdbool.h>

#include "support/arena.h"
#include "writer/fold.h"

struct writer_word {
    const char *words; /* separated by spaces: "cell cells" */
    const char *meaning;
};

struct glossary {
    int words;
    const struct writer_word *word;
    bool *explained;
};

/* What is to be said above some lines, a meaning a line, or "": of words that they, or these meanings, are the first to
 * have. */
const char *new_meanings(struct arena *arena, struct glossary *glossary, const struct c_lines *lines);

#endif
