/* "did you mean": the known word nearest to one that is not known. */
#ifndef TESSC_SUGGEST_H
#define TESSC_SUGGEST_H

#include "support/arena.h"

/* Number of single-character insertions, deletions, replacements and swaps of neighbours between two words. */
int edit_distance(const char *a, const char *b);

struct suggestion {
    const char *word; /* what was written */
    const char *best; /* the nearest candidate so far; NULL if none is near enough */
    int distance;
};

struct suggestion suggestion_for(const char *word);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

/* "; did you mean 'leak'?", in the arena; there has to be a best one. */
const char *suggestion_text(struct arena *arena, const struct suggestion *suggestion);

#endif
