/* Where neighbours of a map row hold the same atom, which images make likely, one addition serves them together: the
 * forward sum adds weight rows of up to nine taps at once, the gradient the learning signals of three positions. */
#ifndef TESS_NEIGHBOURS_H
#define TESS_NEIGHBOURS_H

#include "tess/patterns.h"

/* 64-bit words of a set of channels, a bit each. */
#define TESS_SET_WORDS(channels) (((channels) + 63) / 64)

/* In one image a channel fires nearly everywhere or hardly anywhere, more often than not. A channel that fires all the
 * time at more than half of the positions is inverted: what it would give if it fired everywhere is known, and lists
 * hold its lapses, the positions at which it does not fire at all steps (of a group). These are taken away, and what it
 * fires there comes back as the spikes of any other channel. Of one image: */
struct tess_inversion {
    const uint64_t *channels; /* the set of those that are, and an empty one */
    uint32_t count;           /* how many; 0: none, and the sets are empty */
};

/* Decides which channels of an image to invert. A channel's positions that fire all the time in a group of steps, less
 * its lapses, are what it saves; what exceeds `least` counts, and if all channels together have no more than `worth`,
 * none is inverted. Returns how many are.
 *   words     [height * width][stride] of every group, group g at words + g * group_stride
 *   steps     of all groups: `group_steps` each, the last what is left
 *   scratch   [stride] int32 and as many bytes
 *   full      [groups][stride], written: all steps of the group where a channel is inverted, otherwise 0
 *   channels  written: the set of inverted channels, and an empty one */
uint32_t tess_invert(const uint8_t *words, size_t group_stride, const struct tess_map *map, int steps, int group_steps,
                     int least, int64_t worth, void *scratch, uint8_t *full, uint64_t *channels);

/* The sets of channels that hold each atom, over one map row and group of steps; with `full` a last set, the inverted
 * channels that lapse.
 *   words    [width][stride]
 *   full     [stride] of the group, as tess_invert left it; words equal to it hold nothing. NULL: with single steps, or
 *            where no channel can be inverted
 *   count    sets of a column
 *   holders  [width][count] sets, and as many empty ones as a column has after them */
void tess_find_holders(const uint8_t *words, const struct tess_map *map, const uint8_t *full,
                       const struct tess_atoms *atoms, int count, uint64_t *holders);

/* 64-bit words that tess_find_holders writes. */
#define TESS_HOLDERS(channels, width, count) (((width) + 1) * (count)*TESS_SET_WORDS(channels))

/* A kernel's window is cut into patches of up to three by three taps, from the left and then from the top. The sums of
 * a channel's weight rows over every subset of a patch row's taps stand in a table, and so may the sums of equal
 * subsets that stand on each other. A patch of h rows and w columns has S = 2^w - 1 subsets, tap j of a row is bit j.
 * A channel's table rows are:
 * - r S + s - 1: subset s of row r, r < h
 * - h S + s - 1: subset s in all of its rows, where h > 1, with TESS_STACK_ALL or more
 * - (h + 1) S + s - 1: subset s in the upper two of three, with TESS_STACK_PAIRS
 * - (h + 2) S + s - 1: subset s in the lower two of three, with TESS_STACK_PAIRS
 *
 * Table row i of channel c stands at base + i pitch + c, where base is where the patches before end. Of a channel's
 * table rows few are used often; so they lie beside those of the other channels, in few pages of memory. */
enum { TESS_SPAN = 3, TESS_PATCHES = 16 /* of a window, at most */, TESS_LIST_ROOM = 32 /* entries beyond a list */ };

enum tess_stack { TESS_STACK_NONE, TESS_STACK_ALL, TESS_STACK_PAIRS };

struct tess_window {
    int height, width, pad; /* output (y, x) reads rows y - pad .. y - pad + height - 1, and columns likewise */
    int outputs;            /* columns of the output */
    enum tess_stack stack;
    int zero_row; /* the index of a table row that is all zeros */
    int units;    /* of entries, from one table row to the next */
};

/* From one table row of a channel to its next; odd, so that they meet in no set of a cache. */
static inline int tess_row_pitch(int channels)
{
    return channels | 1;
}

/* Table rows of a channel and patch. */
static inline int tess_patch_rows(int height, int width, enum tess_stack stack)
{
    static const int stacked[TESS_SPAN + 1][TESS_STACK_PAIRS + 1] = {[2] = {0, 1, 1}, [3] = {0, 1, 3}};
    return ((1 << width) - 1) * (height + stacked[height][stack]);
}

/* What the taps of a window row find in one map row: for every output column, span of taps and set a byte a channel,
 * bit j of which says whether tap j of the span finds the channel in the set.
 *   holders  [width][count] sets, as tess_find_holders left them, with what follows; NULL: a row beyond the map
 *   subsets  [outputs][spans][count][64 TESS_SET_WORDS(channels)], written */
void tess_find_subsets(const uint64_t *holders, const struct tess_map *map, const struct tess_window *window, int count,
                       uint8_t *subsets);

/* Bytes that tess_find_subsets writes. */
#define TESS_SUBSETS(channels, window_width, outputs, count)                                                           \
    ((outputs) * (((window_width) + TESS_SPAN - 1) / TESS_SPAN) * (count)*64 * TESS_SET_WORDS(channels))

/* Lists for forward sums of one output row, one a place and set of channels. They name table rows, patch after patch:
 * an entry is a row's index, times the window's units.
 *   subsets  of each row r of the window, at subsets + (y + r) % height * pitch
 *   y        row of the output
 *   begin    [outputs][groups], of this group: where a place's lists start in entries
 *   fours    [outputs][groups][count], of this group: how many fours each has, filled up with zero_row
 *   entries  room for TESS_LIST_ROOM more than the lists need
 *   used     entries so far; returns those after */
uint32_t tess_window_lists(const uint8_t *subsets, size_t pitch, int y, const struct tess_map *map,
                           const struct tess_window *window, int groups, int count, uint32_t *begin, uint16_t *fours,
                           uint16_t *entries, uint32_t used);

/* What inverted channels would give if they always fired, as such lists: one a row of the window and output column, of
 * the taps that lie inside the map. They are added up for the rows that do.
 *   column   [columns]
 *   fours    [height of the window][columns] how many fours each list has
 *   entries  [height of the window][columns][capacity], a four more than channels times spans */
void tess_always_lists(const struct tess_map *map, const struct tess_window *window,
                       const struct tess_inversion *inversion, const int *column, int columns, uint16_t *fours,
                       uint16_t *entries, int capacity);

/* Runs of neighbours that the gradient adds at once. */
enum { TESS_RUN = 3 };

/* Lists for the gradient: for every channel the rows of a table of learning signals to add. A position has a slot an
 * atom. For composites its sum with the position to the right stands as many slots on as there are composites, and as
 * many on again that of all three from here: runs of positions that hold one are taken in threes from the left. Where
 * channels can be inverted, each has two kinds of lists, the second of which is to be taken away: its lapses. It grows
 * downwards from the end of the channel's entries, so that the two share them.
 *   count    atoms, the first `steps` of which are single steps
 *   all      the atoms that make up all steps of the group, `lapses` of them; NULL: no channel can be inverted
 *   table    where the map row stands
 *   slot     of the group's first atom
 *   lengths  [channels][kinds] is appended to, and so is entries [channels][capacity] */
void tess_run_lists(const uint64_t *holders, const struct tess_map *map, int count, int steps, const uint8_t *all,
                    int lapses, const struct tess_table *table, int slot, uint32_t *lengths, uint32_t *entries,
                    int capacity);

/* Appends to the spikes of every inverted channel the table row where stands what one gives that always fires. */
void tess_always_rows(const struct tess_map *map, const struct tess_inversion *inversion, uint32_t row,
                      uint32_t *lengths, uint32_t *entries, int capacity);

#endif
