/* What generated trainers include: vector types, the shape of spike lists, and the small numeric functions that every
 * model needs. Everything here is exact IEEE arithmetic in a fixed order: compile with -ffp-contract=off. */
#ifndef TESS_KERNEL_H
#define TESS_KERNEL_H

#include <stdint.h>
#include <string.h>

#include "tess/basis.h"
#include "tess/build.h"
#include "tess/error.h"
#include "tess/math.h"
#include "tess/model.h"

#ifdef __FAST_MATH__
#error "tess trainers are exact arithmetic: do not compile them with -ffast-math"
#endif

/* Vectors of 4, 8 and 16 lanes: float32, int32, double, bytes and uint16. Lanes run along output channels. */
#define TESS_VECTOR(name, type, lanes) typedef type name __attribute__((vector_size(sizeof(type) * (lanes)), may_alias))
TESS_VECTOR(tess_fx4, float, 4);
TESS_VECTOR(tess_fx8, float, 8);
TESS_VECTOR(tess_fx16, float, 16);
TESS_VECTOR(tess_ix4, int32_t, 4);
TESS_VECTOR(tess_ix8, int32_t, 8);
TESS_VECTOR(tess_ix16, int32_t, 16);
TESS_VECTOR(tess_dx4, double, 4);
TESS_VECTOR(tess_dx8, double, 8);
TESS_VECTOR(tess_dx16, double, 16);
TESS_VECTOR(tess_bx4, uint8_t, 4);
TESS_VECTOR(tess_bx8, uint8_t, 8);
TESS_VECTOR(tess_bx16, uint8_t, 16);
TESS_VECTOR(tess_hx4, uint16_t, 4);
TESS_VECTOR(tess_hx8, uint16_t, 8);
TESS_VECTOR(tess_hx16, uint16_t, 16);

#define TESS_INLINE static inline __attribute__((always_inline, unused))

/* Between these two lines a vector of 16 lanes is one register wherever the processor has them that wide. For Intel's
 * processors clang cuts such vectors in two unless a function asks; other compilers need not be asked. */
#if defined(__clang__) && (defined(__x86_64__) || defined(__i386__))
#define TESS_VECTORS_BEGIN _Pragma("clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)")
#define TESS_VECTORS_END   _Pragma("clang attribute pop")
#else
#define TESS_VECTORS_BEGIN
#define TESS_VECTORS_END
#endif

/* A buffer of the arena, or of the probe's taps, by its byte offset: where there are two slots, that of its first. */
#define TESS_ARENA(type, offset) ((type *)(void *)(run->arena + (offset)))
#define TESS_LISTS(type, offset) ((type *)(void *)(run->lists + (offset)))
#define TESS_PART(type, offset)  ((type *)(void *)(run->part + (offset)))
#define TESS_TAP(type, offset)   ((type *)(void *)(run->taps + (offset)))

/* ---- Time patterns ------------------------------------------------------------------------------------------------
 *
 * The spikes of one neuron in a group of up to 6 steps are one byte, a bit a step. An atom is a set of steps; every
 * byte is written as a disjoint union of atoms, so that a convolution adds one weight row an atom and not one a spike.
 * The single steps are always atoms; the composites are chosen from the bytes at hand, by counts alone. */
/* Gradients add up at most this many terms in one float32 before they join the sum: rounding errors stay small. */
enum { TESS_SEGMENT = 128 };

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

/* Lists are short: a loop written out several times costs more in its rests than it saves. */
#ifdef __clang__
#define TESS_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define TESS_ROLLED _Pragma("GCC unroll 1")
#endif

/* At the beginning of a block whose products are of floats taken as double: these are exact, so a fused multiply-add
 * rounds as product and sum do one after the other, and may take their place. Clang can be told so. */
#ifdef __clang__
#define TESS_EXACT_PRODUCTS _Pragma("clang fp contract(fast)")
#else
#define TESS_EXACT_PRODUCTS
#endif

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

/* ---- Neighbours ---------------------------------------------------------------------------------------------------
 * Where neighbours of a map row hold the same atom, which images make likely, one addition serves them together: the
 * forward sum adds weight rows of up to nine taps at once, the gradient the learning signals of three positions. */

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

/* ---- Values: inputs that are not spikes ------------------------------------------------------------------------ */

/* One nonzero value: which channel (forward) or table row (gradient), and how much. */
struct tess_value {
    union {
        float real;
        int32_t count;
    } amount;
    uint32_t row;
};

/* Frames of one image, float32 [steps][channels][height][width], as lists: value and channel by (step, position).
 *   begin [steps * positions + 1] (flat: [steps + 1]) where each list starts */
void tess_forward_values(const float *frames, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values);

/* One nonzero value of a row of the map, for sums of a whole row of the output. */
struct tess_spot {
    float amount;
    uint16_t column, channel;
};

/* The nonzero values of an image's frames [steps][channels][height][width], row by row, by column and then channel:
 *   begin [steps * height + 1] where each row starts */
void tess_row_values(const float *frames, int steps, const struct tess_map *map, uint32_t *begin,
                     struct tess_spot *spots);

/* The same as tess_forward_values by channel: a step is a slot. lengths and values are appended to. `first_row` and
 * `rows` name the rows of the map. */
void tess_gradient_values(const float *frames, int steps, const struct tess_map *map, bool flat, int first_row,
                          int rows, const struct tess_table *table, uint32_t *lengths, struct tess_value *values,
                          int capacity);

/* Average-pooled spikes of one image, counts [steps][positions][stride], as the two functions above have it; the
 * forward lists hold whole counts, the gradient's hold count * scale. */
void tess_forward_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values);
void tess_gradient_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, float scale,
                          int first_row, int rows, const struct tess_table *table, uint32_t *lengths,
                          struct tess_value *values, int capacity);

/* ---- Traces, step by step ------------------------------------------------------------------------------------------
 * A step's input of one image as float32 [channels][height][width]: spikes (words [height * width][stride], bit 0), or
 * counts of the same layout times scale. */
void tess_plane_of_bits(const uint8_t *words, const struct tess_map *map, float *plane);
void tess_plane_of_counts(const uint16_t *counts, const struct tess_map *map, float scale, float *plane);

/* trace[t] = decay * trace[t-1] + x[t], of `count` numbers; `first`: there is no step before.
 * A copy goes to `plane`. */
void tess_trace(float *trace, const float *x, size_t count, float decay, bool first, float *plane);

/* ---- Learning signal ------------------------------------------------------------------------------------------- */

/* Softmax cross entropy of logits [classes]: error = (softmax - onehot) / batch; returns the loss. */
TESS_INLINE float tess_cross_entropy(const float *logits, int classes, int label, int batch, float *error)
{
    double largest = logits[0], sum = 0;
    for (int c = 1; c < classes; c++)
        largest = logits[c] > largest ? (double)logits[c] : largest;
    for (int c = 0; c < classes; c++)
        sum += tess_exp((double)logits[c] - largest);
    for (int c = 0; c < classes; c++)
        error[c] = (float)((tess_exp((double)logits[c] - largest) / sum - (c == label)) / batch);
    return (float)(tess_log(sum) + largest - (double)logits[label]);
}

/* The same with label smoothing (PyTorch's CrossEntropyLoss): the target is smoothing / classes for every class, and 1
 * - smoothing more for the label. */
TESS_INLINE float tess_smoothed_cross_entropy(const float *logits, int classes, int label, float smoothing, int batch,
                                              float *error)
{
    const double share = (double)smoothing / classes, rest = 1 - (double)smoothing;
    double largest = logits[0], sum = 0, mean = 0;
    for (int c = 1; c < classes; c++)
        largest = logits[c] > largest ? (double)logits[c] : largest;
    for (int c = 0; c < classes; c++) {
        sum += tess_exp((double)logits[c] - largest);
        mean += ((double)logits[c] - largest) / classes;
    }
    for (int c = 0; c < classes; c++)
        error[c] = (float)((tess_exp((double)logits[c] - largest) / sum - (rest * (c == label) + share)) / batch);
    return (float)(tess_log(sum) - rest * ((double)logits[label] - largest) - (double)smoothing * mean);
}

/* Logits [steps][classes] summed over the steps into sums [classes], `more`: on top of what they are. */
TESS_INLINE void tess_sum_logits(const float *logits, int steps, int classes, bool more, float *sums)
{
    for (int c = 0; c < classes; c++) {
        float sum = more ? sums[c] : 0;
        for (int t = 0; t < steps; t++)
            sum += logits[t * classes + c];
        sums[c] = sum;
    }
}

/* Appends to a list those of a block of channels whose errors are not zero in all of a few steps; returns its length.
 *   error    [steps][lanes] of channels first .. first + lanes - 1, of which those below channels_count are real
 *   channels [channels_count], values [channels_count][steps]: the list, `count` long */
TESS_INLINE uint32_t tess_list_errors(const float *error, int steps, int lanes, int first, int channels_count,
                                      uint32_t count, uint16_t *channels, float *values)
{
    for (int lane = 0; lane < lanes && first + lane < channels_count; lane++) {
        bool any = false;
        for (int t = 0; t < steps; t++) {
            const float value = error[t * lanes + lane];
            values[count * (uint32_t)steps + (uint32_t)t] = value;
            any |= value != 0;
        }
        channels[count] = (uint16_t)(first + lane);
        count += any;
    }
    return count;
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

/* ---- Weights and optimizers ----------------------------------------------------------------------------------------
 * Sums run in eight double lanes and are joined in lane order: the same bits for every vector width. */

TESS_INLINE double tess_join(const double *lane)
{
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

TESS_INLINE double tess_sum(const float *x, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += (double)x[k + j];
    for (; k < n; k++)
        lane[k & 7] += (double)x[k];
    return tess_join(lane);
}

TESS_INLINE double tess_sum_magnitudes(const float *x, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += (double)__builtin_fabsf(x[k + j]);
    for (; k < n; k++)
        lane[k & 7] += (double)__builtin_fabsf(x[k]);
    return tess_join(lane);
}

/* Sum of (x - mean) * y. */
TESS_INLINE double tess_sum_centered(const float *x, double mean, const float *y, double y_mean, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += ((double)x[k + j] - mean) * ((double)y[k + j] - y_mean);
    for (; k < n; k++)
        lane[k & 7] += ((double)x[k] - mean) * ((double)y[k] - y_mean);
    return tess_join(lane);
}

/* One output channel's statistics under weight standardisation: D = sqrt(v n + 1e-4), v the unbiased variance. */
struct tess_standard {
    double mean, divisor;
};

TESS_INLINE struct tess_standard tess_standard_of(const float *weight, int n)
{
    struct tess_standard s = {tess_sum(weight, n) / n, 0};
    double variance = tess_sum_centered(weight, s.mean, weight, s.mean, n) / (n > 1 ? n - 1 : 1);
    s.divisor = __builtin_sqrt(variance * n + 1e-4);
    return s;
}

/* Effective weights: gain (W - mean) / D. */
TESS_INLINE void tess_standardize(const float *weight, int n, float gain, float *effective)
{
    struct tess_standard s = tess_standard_of(weight, n);
    double factor = (double)gain / s.divisor;
    for (int k = 0; k < n; k++)
        effective[k] = (float)(((double)weight[k] - s.mean) * factor);
}

/* From the gradient G of the effective weights of one channel, in place, to that of the raw ones; returns the gain's:
 *     d gain = sum(G z) / D,  dz = gain (G/D - sum(G z) z n / ((n-1) D^3)),  dW = dz - mean(dz),  z = W - mean */
TESS_INLINE float tess_standardize_backward(const float *weight, int n, float gain, float *gradient)
{
    struct tess_standard s = tess_standard_of(weight, n);
    double along = tess_sum_centered(weight, s.mean, gradient, 0, n);
    double mean = tess_sum(gradient, n) / n; /* z has mean 0: mean(dz) is that of gain G/D */
    double scale = (double)gain / s.divisor;
    double pull = n > 1 ? along * n / ((n - 1) * s.divisor * s.divisor) : 0;
    for (int k = 0; k < n; k++)
        gradient[k] = (float)(scale * ((double)gradient[k] - mean - pull * ((double)weight[k] - s.mean)));
    return (float)(along / s.divisor);
}

/* The largest power of two that keeps every sum of |effective| * largest_input below 2^31, as a factor. */
TESS_INLINE float tess_fixed_point(const float *effective, int n, int largest_input)
{
    double bound = tess_sum_magnitudes(effective, n) * largest_input;
    double limit = 2147483647.0 - (double)n * largest_input;
    float factor = 1;
    while (factor < 0x1p60f && (double)factor * 2 * bound < limit)
        factor *= 2;
    while (factor > 0x1p-60f && (double)factor * bound >= limit)
        factor /= 2;
    return factor;
}

TESS_INLINE int32_t tess_round(float x)
{
    return (int32_t)(x < 0 ? (double)x - 0.5 : (double)x + 0.5);
}

TESS_INLINE void tess_round_all(const float *x, int n, float factor, int32_t *rounded)
{
    for (int k = 0; k < n; k++)
        rounded[k] = tess_round(x[k] * factor);
}

/* A gradient with weight decay that joins it: decay times the parameter. Without decay it stays bit for bit. */
TESS_INLINE float tess_decayed(float gradient, float decay, float value)
{
    return decay != 0 ? gradient + decay * value : gradient;
}

/* Adam on n elements: p -= lr/(1-beta1^t) * m / (sqrt(v)/sqrt(1-beta2^t) + epsilon); AdamW first takes the share lr *
 * weight_decay of p away. Moments below 1e-30 become zero: denormal numbers are slow and change nothing. */
TESS_INLINE void tess_adam(const struct tess_run *run, size_t n, float *value, const float *gradient, float *moment1,
                           float *moment2)
{
    const struct tess_training *t = &run->model->training;
    const bool apart = t->optimizer == TESS_ADAMW;
    const float decay = apart ? 0 : t->weight_decay;
    const float share = run->learning_rate * t->weight_decay;
    const float step = (float)((double)run->learning_rate / (1 - run->power1));
    const float correction = (float)__builtin_sqrt(1 - run->power2);
    const float beta1 = t->beta1, beta2 = t->beta2, epsilon = t->epsilon;
    const float rest1 = (float)(1 - (double)beta1), rest2 = (float)(1 - (double)beta2);
    for (size_t i = 0; i < n; i++) {
        const float g = tess_decayed(gradient[i], decay, value[i]);
        float m = beta1 * moment1[i] + rest1 * g;
        float v = beta2 * moment2[i] + rest2 * (g * g);
        m = __builtin_fabsf(m) < 1e-30f ? 0.0f : m;
        v = v < 1e-30f ? 0.0f : v;
        moment1[i] = m;
        moment2[i] = v;
        const float way = step * (m / (__builtin_sqrtf(v) / correction + epsilon));
        value[i] -= apart ? share * value[i] + way : way;
    }
}

/* Stochastic gradient descent: b = momentum b + g; p -= lr b, or with Nesterov's look-ahead p -= lr (g + momentum b).
 */
TESS_INLINE void tess_sgd(const struct tess_run *run, size_t n, float *value, const float *gradient, float *moment1,
                          bool nesterov)
{
    const float momentum = run->model->training.momentum, rate = run->learning_rate;
    const float decay = run->model->training.weight_decay;
    for (size_t i = 0; i < n; i++) {
        const float g = tess_decayed(gradient[i], decay, value[i]);
        float b = momentum * moment1[i] + g;
        b = __builtin_fabsf(b) < 1e-30f ? 0.0f : b;
        moment1[i] = b;
        value[i] -= rate * (nesterov ? g + momentum * b : b);
    }
}

/* What stages of a part with a learning rate of its own see: the run, at its rate times factor. */
TESS_INLINE struct tess_run tess_at_rate(const struct tess_run *run, float factor)
{
    struct tess_run own = *run;
    own.learning_rate *= factor;
    return own;
}

/* True when this compiler fused a product into a sum, which changes bits. */
TESS_INLINE bool tess_products_are_fused(void)
{
    volatile float a = 1.0f + 0x1p-12f, b = -(1.0f + 0x1p-11f);
    float x = a, y = b;
    return x * x + y != 0.0f;
}

#endif
