/* The two inner loops of lists by rows, plain and in wide vectors. Both give the same sets and the same lists. */
#ifndef CORE_ROW_SETS_H
#define CORE_ROW_SETS_H

#include "tess/kernel.h"

struct row_sets {
    /* tess_find_holders, but the empty set after the last column is its caller's to write. flip: [channels] what the
     * words of each are combined with by exclusive or; NULL: nothing. */
    void (*find)(const uint8_t *words, const struct tess_map *map, const uint8_t *flip, const struct tess_atoms *atoms,
                 int atoms_count, uint64_t *holders);
    /* One list: for every channel that some tap of a span finds holding the atom, the table row of the subset of taps
     * that do. found: a set a tap, `words` 64-bit words long. Returns where the list ends; writes nothing beyond. */
    uint16_t *(*append)(uint16_t *entries, const uint64_t *const found[TESS_SPAN], int words, int subsets, int base);
};

extern const struct row_sets row_sets_plain;

/* NULL where this machine lacks the instructions. */
const struct row_sets *row_sets_wide(void);

#endif
