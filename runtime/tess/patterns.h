/* Time patterns, and lists of the spikes of one image.
 *
 * The spikes of one neuron in a group of up to 6 steps are one byte, a bit a step. An atom is a set of steps; every
 * byte is written as a disjoint union of atoms, so that a convolution adds one weight row an atom and not one a spike.
 * The single steps are always atoms; the composites are chosen from the bytes at hand, by counts alone. */
#ifndef TESS_PATTERNS_H
#define TESS_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tess/vector.h"

enum { TESS_PATTERN_STEPS = 6, TESS_PATTERNS = 1 << TESS_PATTERN_STEPS, TESS_COMPOSITES = 4 };

struct tess_atoms {
    uint32_t histogram[TESS_PATTERNS];                  /* how often each byte occurs */
    uint8_t mask[TESS_PATTERN_STEPS + TESS_COMPOSITES]; /* steps of each atom: singles first, then composites */
    uint8_t covers[TESS_PATTERNS];                      /* how many atoms make up a byte */
    uint8_t cover[TESS_PATTERNS][TESS_PATTERN_STEPS];   /* which */
    bool patterns; /* composites are in use; otherwise the lists of a group are those of its single steps alone */
};

/* Chooses composites greedily, each one that saves the most additions over the histogram. Returns how many they save
 * together. */
uint64_t tess_atoms_choose(struct tess_atoms *atoms, int steps, int composites);

/* The map a layer reads, and where its lists of one image go. */
struct tess_map {
    int channels; /* real channels */
    int stride;   /* bytes (elements) from one position to the next: channels padded to whole lanes */
    int height, width;
};

/* Chooses the atoms of all groups of a layer from the words of one image, those that equal their channel's byte of
 * full [groups][stride] left out (as tess_invert left it; NULL: all words count). Composites are used where they save
 * more than `worth` additions of single steps, or in any case if that is negative. */
void tess_patterns_choose(const uint8_t *words, size_t group_stride, const struct tess_map *map, const uint8_t *full,
                          int groups, int steps, int composites, int64_t worth, struct tess_atoms *atoms);

/* Lists of the forward sum are walked in fours. */
enum { TESS_FOUR = 4 };

/* The next eight bytes of words, the ones past `left` as zeros. */
TESS_INLINE uint64_t tess_load_eight(const uint8_t *words, int left)
{
    uint64_t eight = 0;
    memcpy(&eight, words, left >= 8 ? 8 : (size_t)left);
    return eight;
}

/* Spikes of one image as lists for the forward sum: for every position and atom the channels that hold it, in fours,
 * filled up with `zero_row` (the index of a weight row that is all zeros).
 *   words   one image [height * width][stride] of every group, group g at words + g * group_stride
 *   begin   [positions][groups] where a position's lists of a group start in entries
 *   fours   [positions][groups * atoms_count] how many fours each list has
 *   flat    positions are joined to one, entry = position * channels + channel (fully connected layers)
 *   scratch groups * atoms_count * (listed channels + 4) entries */
void tess_forward_lists(const uint8_t *words, size_t group_stride, int groups, const struct tess_map *map, bool flat,
                        const struct tess_atoms *atoms, int atoms_count, int zero_row, uint32_t *begin, uint16_t *fours,
                        uint16_t *entries, uint16_t *scratch);

/* Gradients add up at most this many terms in one float32 before they join the sum: rounding errors stay small. */
enum { TESS_SEGMENT = 128 };

/* Where the learning signals of a map stand in the gradient's table: slot s of position (y, x) is table row
 * s * plane + first + y * pitch + x. */
struct tess_table {
    int first, pitch, plane;
};

/* The same spikes as lists for the gradient: for every channel the rows of a table of learning signals to add.
 *   words    rows of one image [rows * width][stride] of every group
 *   table    where the first of them stand; atom a of group g is slot g * atoms_count + a
 *   lengths  [channels] (flat: [positions * channels]) is appended to, and so is entries [channels][capacity] */
void tess_gradient_lists(const uint8_t *words, size_t group_stride, int groups, const struct tess_map *map, bool flat,
                         const struct tess_atoms *atoms, int atoms_count, const struct tess_table *table,
                         uint32_t *lengths, uint32_t *entries, int capacity);

/* Moves together, one right after the other, lists of channels that stand `capacity` entries apart. Where there are two
 * kinds, a channel's second list stands at the end of the place of its first and grows towards it: it is turned.
 *   lengths  [channels][kinds] */
void tess_pack_lists(const uint32_t *lengths, int channels, int kinds, uint32_t *entries, int capacity);

/* The table row that an entry names: where it begins, in units of so many bytes. */
#define TESS_ROW(rows, unit, entry) (*(const __typeof__(*(rows)) *)((const char *)(rows) + (size_t)(entry) * (unit)))

/* The sum of four. */
#define TESS_SUM_OF_FOUR(rows, unit, entry)                                                                            \
    ((TESS_ROW(rows, unit, (entry)[0]) + TESS_ROW(rows, unit, (entry)[1])) +                                           \
     (TESS_ROW(rows, unit, (entry)[2]) + TESS_ROW(rows, unit, (entry)[3])))

/* Adds to `sum` the weight rows of one list of forward entries: `fours` times four; moves `entry` past them. */
#define TESS_GATHER(sum, rows, unit, entry, fours)                                                                     \
    TESS_ROLLED                                                                                                        \
    for (int four_ = (fours); four_ > 0; four_--, (entry) += 4)                                                        \
    (sum) += TESS_SUM_OF_FOUR(rows, unit, entry)

/* The same for two sums with weight rows of their own. */
#define TESS_GATHER_TWO(sum, twin, rows, twin_rows, unit, entry, fours)                                                \
    TESS_ROLLED                                                                                                        \
    for (int four_ = (fours); four_ > 0; four_--, (entry) += 4) {                                                      \
        (sum) += TESS_SUM_OF_FOUR(rows, unit, entry);                                                                  \
        (twin) += TESS_SUM_OF_FOUR(twin_rows, unit, entry);                                                            \
    }

/* Number of spikes in words [count]. */
TESS_INLINE uint32_t tess_count_spikes(const uint8_t *words, size_t count)
{
    uint32_t spikes = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        uint64_t eight;
        memcpy(&eight, words + i, 8);
        spikes += (uint32_t)__builtin_popcountll(eight);
    }
    for (; i < count; i++)
        spikes += (uint32_t)__builtin_popcount(words[i]);
    return spikes;
}

#endif
