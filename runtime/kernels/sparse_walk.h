/* The inner loops of the gradient along learning signals, plain and in vectors. All give the same bits. */
#ifndef TESS_KERNELS_SPARSE_WALK_H
#define TESS_KERNELS_SPARSE_WALK_H

#include "tess/sparse.h"

/* Taps of a window that are summed in registers at once: up to three rows of up to three. */
enum { SPARSE_SPAN = 3 };

struct sparse_taps {
    int rows, columns;
    int pitch;  /* patterns from one row of the window to the next */
    int stride; /* sums from one row to the next */
};

/* Sixteen patterns as they are looked up: the bits of the first five steps lowest, the sixth step's bit as the sign. */
typedef int32_t pattern_row[TESS_PLANE];
typedef float plane_row[TESS_PLANE];

static inline int32_t looked_up(uint8_t pattern)
{
    return (int32_t)((uint32_t)pattern | (uint32_t)pattern << (31 - TESS_TABLE_STEPS));
}

struct sparse_walk {
    /* Patterns of `count` positions of a plane. */
    void (*expand)(const uint8_t *plane, int count, pattern_row *patterns);
    /* Appends the signals d [steps][lanes] that are not zero, at `at`, each to its lane's list. */
    void (*append)(const float *d, int steps, int lanes, uint32_t at, size_t most, struct tess_sparse_signal *signals,
                   uint32_t *lengths, uint32_t *of_strip);
    /* sums[row * stride + column] += what `count` signals add to a plane's weights; patterns: those that the first of
     * the taps would see at 0. */
    void (*add)(const struct tess_sparse_signal *signals, uint32_t count, const pattern_row *patterns,
                const struct sparse_taps *taps, bool sixth, plane_row *sums);
    /* sums[channel][tap][lane] += of_lane[lane][tap][channel], which may be lost, and has room for TESS_PLANE lanes. */
    void (*turn)(plane_row *of_lane, int channels, int taps, int lanes, float *sums);
};

extern const struct sparse_walk sparse_walk_plain;

/* Of the plain ones. */
void sparse_expand(const uint8_t *plane, int count, pattern_row *patterns);
void sparse_append(const float *d, int steps, int lanes, uint32_t at, size_t most, struct tess_sparse_signal *signals,
                   uint32_t *lengths, uint32_t *of_strip);
void sparse_turn(plane_row *of_lane, int channels, int taps, int lanes, float *sums);

/* NULL where this machine lacks the instructions. */
const struct sparse_walk *sparse_walk_avx2(void);
const struct sparse_walk *sparse_walk_avx512(void);

/* The table of one lane's signals. */
static inline void fill_signal(struct tess_sparse_signal *signal, const float *d, int steps, int lanes, uint32_t at)
{
    float of_step[TESS_PATTERN_STEPS] = {0}, low[1 << TESS_LOW_STEPS] = {0};
    for (int t = 0; t < steps; t++)
        of_step[t] = d[t * lanes];
    for (int k = 1; k < 1 << TESS_LOW_STEPS; k++)
        low[k] = low[k & ~(k < 2 ? 1 : k < 4 ? 2 : 4)] + of_step[k < 2 ? 0 : k < 4 ? 1 : 2];
    signal->high[0] = 0;
    signal->high[1] = of_step[3];
    signal->high[2] = of_step[4];
    signal->high[3] = of_step[3] + of_step[4];
    for (int k = 0; k < 4; k++)
        for (int j = 0; j < 8; j++)
            signal->sum[k * 8 + j] = low[j] + signal->high[k];
    signal->sixth = of_step[5];
    signal->at = at;
}

#endif
