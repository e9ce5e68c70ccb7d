/* The weight gradient along learning signals rather than spikes. Of a trained network most learning signals are zero: a
 * neuron far from its threshold has no surrogate derivative, and a max pool sends its signal to one position of
 * several. dW[o][c][tap] is then gathered signal by signal. What a signal adds to a weight depends on the spikes of one
 * input neuron in a group of up to six steps, a byte; its sum over every pattern of the first five stands in a table,
 * so that a permutation looks up sixteen channels. */
#ifndef TESS_SPARSE_H
#define TESS_SPARSE_H

#include "tess/patterns.h"

/* Channels that are looked up together, a plane of the input; steps that are, and those of them whose sum is made of
 * two tables of its own where permutations are narrow. */
enum { TESS_PLANE = 16, TESS_TABLE_STEPS = 5, TESS_LOW_STEPS = 3 };

/* A learning signal that is not zero, of one output channel at one position: d[s] of the steps of a group. */
struct tess_sparse_signal {
    float sum[1 << TESS_TABLE_STEPS]; /* by the steps of a pattern: those of the first three, and of the next two, and
                                         then both */
    float high[1 << (TESS_TABLE_STEPS - TESS_LOW_STEPS)]; /* sum[8 k] */
    float sixth;                                          /* d of the sixth step */
    uint32_t at;                                          /* where its window begins in the planes of its strip */
} __attribute__((aligned(64)));

struct tess_sparse {
    int channels, height, width, pad; /* of the input */
    int kernel_height, kernel_width;
    int lanes;  /* output channels of a block */
    int steps;  /* of a group */
    int strip;  /* images that are walked along before the next are */
    int images; /* of a part, whole strips */
    int most;   /* signals of an output channel in a part: its positions */
};

/* Positions of one plane, the padding included, and from one row to the next. */
static inline int tess_plane_pitch(const struct tess_sparse *s)
{
    return s->width + 2 * s->pad;
}

static inline int tess_plane_positions(const struct tess_sparse *s)
{
    return (s->height + 2 * s->pad) * tess_plane_pitch(s);
}

/* Bytes of an image's planes, for a group of steps. */
static inline size_t tess_planes_bytes(const struct tess_sparse *s)
{
    const size_t planes = (size_t)((s->channels + TESS_PLANE - 1) / TESS_PLANE);
    return planes * (size_t)tess_plane_positions(s) * TESS_PLANE;
}

/* Bytes of what a block of outputs gathers for a group of steps. */
size_t tess_sparse_bytes(const struct tess_sparse *s);

/* The words of one image, [height * width][stride], as planes [plane][positions][TESS_PLANE], zeros around the map. */
void tess_pack_planes(const struct tess_sparse *s, const uint8_t *words, int stride, uint8_t *planes);

/* Output channels of a block whose signals d [steps][lanes] are not all zero. */
int tess_count_signals(const float *d, int steps, int lanes);

/* Gathers the signals of a block, group by group: tess_sparse_begin, tess_sparse_append for every output position, row
 * by row and image by image, and tess_sparse_add.
 *   gathered  tess_sparse_bytes, aligned to 64
 *   image     of the part
 *   d         [steps][lanes] of the group's `steps`, aligned like float */
void tess_sparse_begin(const struct tess_sparse *s, void *gathered);
void tess_sparse_append(const struct tess_sparse *s, void *gathered, int image, int y, int x, const float *d,
                        int steps);

/* Adds what the gathered signals of the part's first `images` give: sums[channel][tap][lane] += d times spikes.
 *   planes  of the part's images */
void tess_sparse_add(const struct tess_sparse *s, void *gathered, int images, const uint8_t *planes, float *sums);

#endif
