/* The two inner loops of lists by rows, plain and in wide vectors. Both give the same sets and the same lists. */
#ifndef TESS_KERNELS_ROW_SETS_H
#define TESS_KERNELS_ROW_SETS_H

#include "tess/neighbours.h"

/* A patch of the window. What its three rows find of a channel are subsets of a row's taps, and which table row begins
 * with each patch row follows from its subset and from which rows are alike. */
enum { UPPER_ALIKE = 1 << TESS_SPAN, LOWER_ALIKE = 2 << TESS_SPAN, RELATIONS = 4 << TESS_SPAN };

struct patch {
    const uint8_t *found[TESS_SPAN]; /* at one place: the subset of each channel in each set, by patch row */
    int height;                      /* patch rows that there are */
    int base, pitch, step;           /* in entries: where the patch begins in the table, from row to row of a channel
                                        and from channel to channel */
    uint8_t begun[TESS_SPAN][RELATIONS]; /* by patch row, subset and what is alike: a channel's table row, counted from
                                            1; 0: none, or it began above */
};

struct row_sets {
    /* tess_find_holders, but the empty sets after the last column are its caller's to write. */
    void (*find)(const uint8_t *words, const struct tess_map *map, const uint8_t *full, const struct tess_atoms *atoms,
                 int count, uint64_t *holders);
    /* tess_find_subsets of one output column and span. found: of each tap of the span the sets of all its channels,
     * empty ones beyond the map or the span; words: of all sets together. */
    void (*subsets)(const uint64_t *const found[TESS_SPAN], int words, uint8_t *subsets);
    /* The lists of one place, a set after the other, each filled up to whole fours with `zero`. `words`: 64-bit
     * words of a set. Returns where they end; may write up to TESS_LIST_ROOM entries beyond. */
    uint16_t *(*list)(uint16_t *entries, const struct patch *patch, int patches, int words, int count, int zero,
                      uint16_t *fours);
};

/* Fills a list up to whole fours. Writes four entries, wanted or not: a loop of none to three is a branch missed. */
static inline uint16_t *close_list(uint16_t *begin, uint16_t *end, int zero, uint16_t *fours)
{
    for (int i = 0; i < TESS_FOUR; i++)
        end[i] = (uint16_t)zero;
    *fours = (uint16_t)((end - begin + TESS_FOUR - 1) / TESS_FOUR);
    return begin + *fours * TESS_FOUR;
}

extern const struct row_sets row_sets_plain;

/* NULL where this machine lacks the instructions. */
const struct row_sets *row_sets_wide(void);

#endif
