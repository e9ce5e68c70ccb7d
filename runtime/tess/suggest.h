/* "did you mean": the known word nearest to one that is not known. */
#ifndef TESS_SUGGEST_H
#define TESS_SUGGEST_H

/* Number of single-character insertions, deletions, replacements and swaps of neighbours between two words (the
 * optimal string alignment distance); 48 where a word is longer than that. */
int tess_edit_distance(const char *a, const char *b);

struct tess_suggestion {
    const char *word; /* what was written */
    const char *best; /* the nearest candidate so far; NULL if none is near enough */
    int distance;
};

/* Keeps the strings' addresses: they have to stay. */
struct tess_suggestion tess_suggestion_for(const char *word);
void tess_suggestion_offer(struct tess_suggestion *suggestion, const char *candidate);

#endif
