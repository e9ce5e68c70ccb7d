/* code_s_tllr: a spiking network for arrays, trained with the rule 's_tllr' over 3 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 4 3x3 pad 1, maxpool 2x2            1x8x8         4x4x4                 40  from above
 *   conv2       conv 6 3x3 pad 1                         4x4x4         6x4x4                222  from above
 *   readout     linear, 96 features to 3 classes: 291 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once, and then back. Spikes are bits, a byte a neuron and 3 steps. Memory: 321664 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* What all layers share. */
enum {
    STEPS = 3,                           /* time steps */
    CHUNK = 32,                          /* images that go through the network together */
    GROUPS = 1,                          /* of steps: the spikes of each are a byte a neuron */
    COMPOSITES = 3,                      /* sets of several steps added at once */
    CLASSES = 3,
    LAYERS = 2,                          /* without the readout */
};

/* The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points
 * to a buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk
 * use in turns. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 192,
    CONV1_WEIGHT_MOMENT1 = 384,
    CONV1_WEIGHT_MOMENT2 = 576,
    CONV1_GAIN_VALUE = 768,
    CONV1_GAIN_GRADIENT = 832,
    CONV1_GAIN_MOMENT1 = 896,
    CONV1_GAIN_MOMENT2 = 960,
    CONV2_WEIGHT_VALUE = 1024,
    CONV2_WEIGHT_GRADIENT = 2176,
    CONV2_WEIGHT_MOMENT1 = 3328,
    CONV2_WEIGHT_MOMENT2 = 4224,
    CONV2_GAIN_VALUE = 5120,
    CONV2_GAIN_GRADIENT = 5184,
    CONV2_GAIN_MOMENT1 = 5248,
    CONV2_GAIN_MOMENT2 = 5312,
    READOUT_WEIGHT_VALUE = 5376,
    READOUT_WEIGHT_GRADIENT = 6528,
    READOUT_WEIGHT_MOMENT1 = 7680,
    READOUT_WEIGHT_MOMENT2 = 8832,
    READOUT_BIAS_VALUE = 9984,
    READOUT_BIAS_GRADIENT = 10048,
    READOUT_BIAS_MOMENT1 = 10112,
    READOUT_BIAS_MOMENT2 = 10176,
    CONV1_EFFECTIVE = 10240,
    CONV2_EFFECTIVE = 10560,
    CONV2_SCALE = 12032,
    CONV2_TRANSPOSED = 12096,
    CONV2_ATOMS = 12992,
    CONV2_FULL = 13760,
    CONV2_INVERTED = 13888,
    CONV2_INVERSIONS = 14400,
    CONV2_ALWAYS_FOURS = 14528,
    CONV2_ALWAYS = 15104,
    READOUT_EFFECTIVE = 19712,
    READOUT_SUM = 21248,
    READOUT_TRANSPOSED = 22784,
    READOUT_LOGITS = 24320,
    READOUT_ERROR = 25856,
    READOUT_LOSSES = 27392,
    CONV1_OUTPUT = 27776,
    CONV1_MEMBRANE = 29824,
    CONV1_ROUTE = 128128,
    CONV2_OUTPUT = 136320,
    CONV2_MEMBRANE = 140416,
    CONV1_SPIKES = 189568,
    CONV2_BEGIN = 189568,
    CONV2_FOURS = 191616,
    CONV2_ENTRIES = 198784,
    CONV1_SIGNAL = 189568,
    CONV1_ROWS = 238720,
    CONV1_LENGTHS = 255104,
    CONV2_SIGNAL = 189568,
    CONV2_ROWS = 238720,
    CONV2_LENGTHS = 263808,
    CONV2_ERROR_COUNTS = 263872,
    CONV2_ERROR_CHANNELS = 265920,
    CONV2_ERROR_VALUES = 272064,
};

TESS_VECTORS_BEGIN

/* ---- conv1: conv 4 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV1_IN_CHANNELS = 1,               /* of the input */
    CONV1_IN_HEIGHT = 8,
    CONV1_IN_WIDTH = 8,
    CONV1_IN_SIZE = 64,                  /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 1,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_ROW_SUMS = 8,                  /* columns of a row's sums */
    CONV1_KERNEL_HEIGHT = 3,
    CONV1_KERNEL_WIDTH = 3,
    CONV1_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV1_TAP_ROWS = 2,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV1_WEIGHT_ROWS = 18,              /* rows of weights a block of output channels */
    CONV1_FAN_IN = 9,                    /* inputs of a neuron */
    CONV1_PLANE = 3201,                  /* rows of the table a slot */
    CONV1_TILE_IMAGES = 32,              /* images in a tile */
    CONV1_LIST_CAPACITY = 2048,          /* entries of a gradient list */
    CONV1_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV1_TABLE_PITCH = 10,              /* its columns */
    CONV1_TILE_CAPACITY = 2048,          /* entries of all lists of a tile */
    CONV1_TABLE_POSITIONS = 100,         /* TABLE_ROWS * TABLE_PITCH */
    CONV1_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV1_CHANNELS = 4,                  /* of the output */
    CONV1_HEIGHT = 8,
    CONV1_WIDTH = 8,
    CONV1_POSITIONS = 64,                /* HEIGHT * WIDTH */
    CONV1_PADDED = 4,                    /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV1_POOL_HEIGHT = 2,
    CONV1_POOL_WIDTH = 2,
    CONV1_POOLED_HEIGHT = 4,
    CONV1_POOLED_WIDTH = 4,
    CONV1_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV1_ZONES = 16,                    /* sets of positions that lie in the same windows */
    CONV1_ZONE_COLUMNS = 4,              /* of the zones of a row */
    CONV1_LANES = 4,                     /* output channels in a vector */
    CONV1_WINDOW_WIDTH = 10,             /* columns that a row's sums see */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* conv1: its input as lists by channel, for the gradient.
 * Cost an image: 64 inputs. */
static void conv1_gradient_lists(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    (void)scratch;
    memset(TESS_ARENA(uint32_t, CONV1_LENGTHS) + item, 0, sizeof(uint32_t));
    for (int n = first; n < last; n++) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
        const int rows = CONV1_LIST_ROWS;
        const struct tess_table table = {n % CONV1_TILE_IMAGES * CONV1_TABLE_POSITIONS, CONV1_TABLE_PITCH, CONV1_PLANE};
        tess_gradient_values(frames + (size_t)n * CONV1_IN_SIZE, 1, &map, false, 0, rows, &table, lengths,
                             TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * CONV1_TILE_CAPACITY,
                             CONV1_LIST_CAPACITY);
    }
}

/* conv1: W x[t] of one output row, 4 columns at a time, from a window of the pixels that they see. Beyond
 * the map are zeros. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx4 *weight, tess_dx4 *sums)
{
    TESS_EXACT_PRODUCTS
    double *window = (double *)(sums + CONV1_ROW_SUMS); /* [row][channel][column] */
    memset(window, 0, sizeof *window * CONV1_KERNEL_HEIGHT * CONV1_WINDOW_WIDTH);
    const float *frame = run->input + (size_t)n * CONV1_IN_SIZE;
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        if (from_y >= 0 && from_y < CONV1_IN_HEIGHT) {
            double *to = window + row * CONV1_WINDOW_WIDTH + CONV1_PAD;
            for (int x = 0; x < CONV1_IN_WIDTH; x++) {
                to[x] = (double)frame[from_y * CONV1_IN_WIDTH + x];
            }
        }
    }
    for (int x = 0; x < CONV1_ROW_SUMS; x += 4) {
        tess_dx4 sum0 = {0};
        tess_dx4 sum1 = {0};
        tess_dx4 sum2 = {0};
        tess_dx4 sum3 = {0};
        for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
            for (int column = 0; column < CONV1_KERNEL_WIDTH; column++) {
                const tess_dx4 *tap = weight + (row * CONV1_KERNEL_WIDTH + column) * CONV1_TAP_ROWS;
                const double *pixel = window + row * CONV1_WINDOW_WIDTH + x + column;
                sum0 += tap[0] * pixel[0];
                sum1 += tap[0] * pixel[1];
                sum2 += tap[0] * pixel[2];
                sum3 += tap[0] * pixel[3];
            }
        }
        sums[x] = sum0;
        sums[x + 1] = sum1;
        sums[x + 2] = sum2;
        sums[x + 3] = sum3;
    }
}

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v.
 * Cost an image: 2,304 multiply-accumulates. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *rows = TESS_ARENA(tess_fx4, CONV1_EFFECTIVE);
    tess_dx4 *weight = scratch, *sums = weight + CONV1_WEIGHT_ROWS; /* widened once, not at every column */
    for (int k = 0; k < CONV1_WEIGHT_ROWS; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx4);
    }
    const tess_fx4 threshold = (tess_fx4){0} + 0.6f;
    const tess_fx4 reset = (tess_fx4){0} + 0.6f;
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV1_HEIGHT; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < CONV1_WIDTH; x++) {
                const size_t at = (size_t)n * CONV1_POSITIONS + y * CONV1_WIDTH + x;
                tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + at * STEPS;
                tess_fx4 v = {0};
                /* The image is the same at every step: one sum serves them all. */
                const tess_dx4 sum = sums[x];
                const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                tess_ix4 word = {0};
                for (int t = 0; t < STEPS; t++) {
                    u = 0.5f * v + current;
                    fired = u > threshold;
                    v = u - (tess_fx4)((tess_ix4)reset & fired);
                    word |= fired & (1 << t);
                    if (train) {
                        u_out[t] = u;
                    }
                }
                *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) + at * CONV1_PADDED) =
                    __builtin_convertvector(word, tess_bx4);
            }
        }
    }
}

static void conv1_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv1_forward(run, item, scratch, true);
}

static void conv1_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv1_forward(run, item, scratch, false);
}

/* Route: where a max pool had its spike from, a bit a step: there the signal goes back. */

/* conv1: spikes of image n counted and pooled.
 * Cost an image: 768 neurons times steps. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED,
                                CONV1_POSITIONS * CONV1_PADDED);
    run->spikes[n * LAYERS] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED;
    uint8_t *to = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)n * CONV1_POOLED_POSITIONS * CONV1_PADDED;
    uint8_t *route = TESS_ARENA(uint8_t, CONV1_ROUTE) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED;
    for (int y = 0; y < CONV1_POOLED_HEIGHT; y++) {
        for (int x = 0; x < CONV1_POOLED_WIDTH; x++) {
            const size_t at = (size_t)(y * CONV1_POOL_HEIGHT * CONV1_WIDTH + x * CONV1_POOL_WIDTH) * CONV1_PADDED;
            uint8_t *pooled = to + (size_t)(y * CONV1_POOLED_WIDTH + x) * CONV1_PADDED;
            const tess_bx4 word0 = *(const tess_bx4 *)(from + at);
            tess_bx4 any = word0;
            const tess_bx4 word1 = *(const tess_bx4 *)(from + at + CONV1_PADDED);
            const tess_bx4 first1 = word1 & ~any;
            any |= word1;
            const tess_bx4 word2 = *(const tess_bx4 *)(from + at + CONV1_WIDTH * CONV1_PADDED);
            const tess_bx4 first2 = word2 & ~any;
            any |= word2;
            const tess_bx4 word3 = *(const tess_bx4 *)(from + at + (CONV1_WIDTH + 1) * CONV1_PADDED);
            const tess_bx4 first3 = word3 & ~any;
            any |= word3;
            *(tess_bx4 *)pooled = any;
            if (train) {
                *(tess_bx4 *)(route + at) = word0 | ~any;
                *(tess_bx4 *)(route + at + CONV1_PADDED) = first1;
                *(tess_bx4 *)(route + at + CONV1_WIDTH * CONV1_PADDED) = first2;
                *(tess_bx4 *)(route + at + (CONV1_WIDTH + 1) * CONV1_PADDED) = first3;
            }
        }
    }
}

static void conv1_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv1_pooling(run, n, false);
}

static void conv1_pool_train(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv1_pooling(run, n, true);
}

/* Zone: positions that lie in the same cells, and so have the same learning signal before psi.
 * Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it. */

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) +
                        (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 9 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                           (((size_t)n + block) * CONV1_ZONES + zone_rows[y / CONV1_POOL_HEIGHT] * CONV1_ZONE_COLUMNS +
                            zone_columns[x / CONV1_POOL_WIDTH]) * STEPS;
    const tess_ix4 route0 = __builtin_convertvector(*(const tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_ROUTE) +
                                                                        ((size_t)n * CONV1_POSITIONS + y * CONV1_WIDTH +
                                                                         x) * CONV1_PADDED + block * CONV1_LANES),
                                                                         tess_ix4);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx4 m[STEPS];
    m[0] = (tess_fx4)((tess_ix4)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx4)((tess_ix4)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx4)((tess_ix4)zone[2] & ((route0 & 1 << 2) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx4 psi[STEPS];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx4, 0)[tap] = psi[0];
        TESS_TAP(tess_fx4, 98304)[tap] = m[0];
        TESS_TAP(tess_fx4, 0)[tap + 1] = psi[1];
        TESS_TAP(tess_fx4, 98304)[tap + 1] = m[1];
        TESS_TAP(tess_fx4, 0)[tap + 2] = psi[2];
        TESS_TAP(tess_fx4, 98304)[tap + 2] = m[2];
    }
    d[0] = (tess_fx4){0};
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
    d[0] += m[0] * psi[0];
    d[0] += 1.5f * (m[1] * psi[1]);
    d[0] += 1.75f * (m[2] * psi[2]);
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
    {
        tess_fx4 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[0] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[0] += m[2] * h;
        h = 0.2f * h + psi[2];
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row)
{
    for (int x = 0; x < CONV1_WIDTH; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[1];
        conv1_learning(run, block, n, y, x, d);
        slot[0] = d[0];
    }
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) + (size_t)tile * CONV1_LIST_CAPACITY;
    __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY); /* lists lie apart, and each begins anew */
    __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY + 8);
    for (uint32_t k = 0; k < length[0];) {
        const uint32_t end = k + TESS_SEGMENT < length[0] ? k + TESS_SEGMENT : length[0];
        tess_fx4 g0 = {0};
        tess_fx4 g1 = {0};
        tess_fx4 g2 = {0};
        tess_fx4 g3 = {0};
        tess_fx4 g4 = {0};
        tess_fx4 g5 = {0};
        tess_fx4 g6 = {0};
        tess_fx4 g7 = {0};
        tess_fx4 g8 = {0};
        TESS_ROLLED
        for (; k < end; k++) {
            const tess_fx4 *d = table + list[k].row;
            const float x = list[k].amount.real;
            g0 += d[22] * x;
            g1 += d[21] * x;
            g2 += d[20] * x;
            g3 += d[12] * x;
            g4 += d[11] * x;
            g5 += d[10] * x;
            g6 += d[2] * x;
            g7 += d[1] * x;
            g8 += d[0] * x;
        }
        sum[0] += g0;
        sum[1] += g1;
        sum[2] += g2;
        sum[3] += g3;
        sum[4] += g4;
        sum[5] += g5;
        sum[6] += g6;
        sum[7] += g7;
        sum[8] += g8;
    }
}

/* Chunk: images that go through the network together; a batch has several. */

/* conv1: the gradient of one block of output channels over the chunk.
 * Cost an image: 2,304 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV1_FAN_IN);
    }
    /* zeros beyond the map */
    {
        tess_fx4 *row = table;
        TESS_ROLLED
        for (int y = 0; y < 320; y++, row += CONV1_TABLE_PITCH) {
            if (y % CONV1_TABLE_ROWS < 1 || y % CONV1_TABLE_ROWS >= 1 + CONV1_HEIGHT) {
                memset(row, 0, sizeof *row * CONV1_TABLE_PITCH);
            }
            row[0] = row[1 + CONV1_WIDTH] = (tess_fx4){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV1_TILE_IMAGES) {
        for (int n = first; n < first + CONV1_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV1_HEIGHT; y++) {
                tess_fx4 *row = table + ((n - first) * CONV1_TABLE_ROWS + y + 1) * CONV1_TABLE_PITCH;
                conv1_row(run, block, n, y, row);
            }
        }
        conv1_accumulate(run, first / CONV1_TILE_IMAGES, table, sum);
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum.
 * Cost a batch: 40 weights. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * CONV1_WEIGHT_ROWS * CONV1_LANES;
    float *of_lane = scratch;
    for (int lane = 0; lane < CONV1_LANES; lane++) {
        const int o = block * CONV1_LANES + lane;
        float *effective = of_lane + lane * 48;
        tess_standardize(weight + (size_t)o * CONV1_FAN_IN, CONV1_FAN_IN, TESS_ARENA(float, CONV1_GAIN_VALUE)[o],
                         effective);
    }
    for (int tap = 0; tap < 9; tap++) {
        const int k = tap;
        float *row = rows + tap * 2 * CONV1_LANES;
        for (int lane = 0; lane < CONV1_LANES; lane++) {
            row[lane] = of_lane[lane * 48 + k];
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 40 weights. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_LANES * CONV1_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV1_FAN_IN; k++) {
        for (int lane = 0; lane < CONV1_LANES; lane++) {
            of_lane[lane * 48 + k] = gathered[k * CONV1_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV1_LANES && block * CONV1_LANES + lane < CONV1_CHANNELS; lane++) {
        const int o = block * CONV1_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * CONV1_FAN_IN;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * CONV1_FAN_IN);
        TESS_ARENA(float,
                   CONV1_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV1_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV1_FAN_IN, CONV1_FAN_IN,
                                                                       TESS_ARENA(float, CONV1_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV1_FAN_IN, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * CONV1_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV1_GAIN_VALUE) + o, TESS_ARENA(float, CONV1_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV1_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV1_GAIN_MOMENT2) + o);
    }
    conv1_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- conv2: conv 6 3x3 pad 1 ---- */

enum {
    CONV2_IN_CHANNELS = 4,               /* of the input */
    CONV2_IN_HEIGHT = 4,
    CONV2_IN_WIDTH = 4,
    CONV2_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV2_IN_PADDED = 4,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV2_LIST_ROOM = 1920,              /* entries of the sums' lists that an image has room for */
    CONV2_LISTS = 16,                    /* of an image and group of steps, for the sums */
    CONV2_SETS = 7,                      /* lists of a position: one a step, composite or lapses */
    CONV2_KERNEL_HEIGHT = 3,
    CONV2_KERNEL_WIDTH = 3,
    CONV2_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV2_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV2_TAP_ROWS = 5,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV2_WEIGHT_ROWS = 45,              /* rows of weights a block of output channels */
    CONV2_FAN_IN = 36,                   /* inputs of a neuron */
    CONV2_ZERO_ROW = 210,                /* of weights or sums: fills lists up to fours */
    CONV2_SUM_PITCH = 5,                 /* rows of that table from one sum to the next */
    CONV2_LIST_CHANNELS = 4,             /* that have lists in the gradient */
    CONV2_LENGTHS_OF_TILE = 8,           /* lists of a tile */
    CONV2_INVERTED_SETS = 2,             /* words of 64 channels: inverted, and of those that are listed */
    CONV2_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV2_COLUMN_KINDS = 3,
    CONV2_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV2_ALWAYS_ROOM = 8,               /* entries of such a list */
    CONV2_ALWAYS_FIRST = 13836,          /* row of the table at which sums of inverted channels begin */
    CONV2_ALWAYS_ROWS = 15,              /* of an image */
    CONV2_SLOTS = 12,                    /* of the gradient's table: one a step or set of steps */
    CONV2_PLANE = 1153,                  /* rows of the table a slot */
    CONV2_TILE_IMAGES = 32,              /* images in a tile */
    CONV2_LIST_CAPACITY = 1568,          /* entries of a gradient list */
    CONV2_TABLE_ROWS = 6,                /* rows of the table an image */
    CONV2_TABLE_PITCH = 6,               /* its columns */
    CONV2_TILE_CAPACITY = 6272,          /* entries of all lists of a tile */
    CONV2_TABLE_POSITIONS = 36,          /* TABLE_ROWS * TABLE_PITCH */
    CONV2_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV2_CHANNELS = 6,                  /* of the output */
    CONV2_HEIGHT = 4,
    CONV2_WIDTH = 4,
    CONV2_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV2_BLOCKS = 2,                    /* of LANES output channels */
    CONV2_PADDED = 8,                    /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV2_ZONES = 16,                    /* sets of positions that lie in the same windows */
    CONV2_ZONE_COLUMNS = 4,              /* of the zones of a row */
    CONV2_LANES = 4,                     /* output channels in a vector */
    CONV2_SUBSET_BYTES = 1792,           /* what is noted of a row of the map */
    CONV2_STEP_SLOTS = 3,                /* of the gradient's table: one a step or set of steps */
    CONV2_STEP_PLANE = 1153,             /* rows of the table a slot */
    CONV2_STEP_TILE_IMAGES = 32,         /* images in a tile */
    CONV2_STEP_LIST_CAPACITY = 1536,     /* entries of a gradient list */
    CONV2_STEP_TABLE_ROWS = 6,           /* rows of the table an image */
    CONV2_STEP_TABLE_PITCH = 6,          /* its columns */
    CONV2_STEP_TILE_CAPACITY = 6144,     /* entries of all lists of a tile */
    CONV2_STEP_TABLE_POSITIONS = 36,     /* TABLE_ROWS * TABLE_PITCH */
    CONV2_STEP_LIST_ROWS = 4,            /* rows of the map that a tile lists */
};

/* Full: a neuron that fires at every step of a group.
 * Group: steps whose spikes are one byte a neuron, a bit a step.
 * Inverted: a channel that is full nearly everywhere in an image is listed by its lapses, the positions
 * where it is not; they are taken from what it would give if it always fired. */

/* conv2: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv2_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const struct tess_window window =
        {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 2};
    static const int column[3] = {0, 1, 3};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)item * CONV2_IN_POSITIONS * CONV2_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)item * CONV2_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV2_INVERTED) + item * CONV2_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, &map, STEPS, STEPS, 4, 4,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV2_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV2_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + item * CONV2_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV2_ALWAYS) + item * CONV2_ALWAYS_LISTS * CONV2_ALWAYS_ROOM,
                      CONV2_ALWAYS_ROOM);
}

/* Atom: a set of steps of a group that is added at once. Single steps are atoms; the others, composites,
 * are time patterns that occur often. Every byte of spikes is a disjoint union of atoms. */

/* conv2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv2_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV1_OUTPUT), CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV2_FULL), GROUPS, STEPS, COMPOSITES, 119,
                         TESS_ARENA(struct tess_atoms, CONV2_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV2_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV2_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV2_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV2_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV2_ALWAYS_LISTS);
    }
}

/* conv2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 192 inputs. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item * CONV2_TILE_IMAGES;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const int listed = atoms->patterns ? CONV2_SETS : STEPS;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, CONV2_LENGTHS) + item * CONV2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        const struct tess_window window =
            {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 2};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 5376); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV2_INVERTED) + n * CONV2_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)n * CONV2_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV2_PAD; y < 5; y++) {
            const size_t tile = (size_t)(item + y / CONV2_LIST_ROWS);
            const struct tess_table table = {n % CONV2_TILE_IMAGES * CONV2_TABLE_POSITIONS +
                                             y % CONV2_LIST_ROWS * CONV2_TABLE_PITCH, CONV2_TABLE_PITCH, CONV2_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV2_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV2_IN_POSITIONS + y * CONV2_IN_WIDTH) * CONV2_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_ARENA(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY;
                    if (y % CONV2_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion,
                                         CONV2_ALWAYS_FIRST + n % CONV2_TILE_IMAGES * CONV2_ALWAYS_ROWS, lengths, rows,
                                         CONV2_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 6, STEPS, atoms[0].cover[7], atoms[0].covers[7], &table, 0, lengths,
                                   rows, CONV2_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV2_PAD) % CONV2_KERNEL_HEIGHT * CONV2_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV2_HEIGHT) {
                    const size_t list = (size_t)n * CONV2_LISTS + output * CONV2_WIDTH;
                    used = tess_window_lists(ring, CONV2_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV2_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV2_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV2_ENTRIES) + (size_t)n * CONV2_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
            const int rows = CONV2_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV2_STEP_TILE_IMAGES * CONV2_STEP_TABLE_POSITIONS, CONV2_STEP_TABLE_PITCH, CONV2_STEP_PLANE};
            const struct tess_map part = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, rows, CONV2_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV2_IN_POSITIONS * CONV2_IN_PADDED,
                                CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), listed, &table, lengths,
                                TESS_ARENA(uint32_t, CONV2_ROWS) + tile * CONV2_STEP_TILE_CAPACITY,
                                CONV2_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV2_LIST_CHANNELS, 2, TESS_ARENA(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY,
                        CONV2_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV2_LIST_CHANNELS, 1,
                        TESS_ARENA(uint32_t, CONV2_ROWS) + tile * CONV2_STEP_TILE_CAPACITY, CONV2_STEP_LIST_CAPACITY);
    }
}

static void conv2_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, true, false);
}

static void conv2_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, true, false);
}

static void conv2_gradient_lists(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, false, true);
}

/* conv2: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv2_table(const tess_ix4 *weight, tess_ix4 *table)
{
    for (int c = 0; c < CONV2_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix4 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix4 *tap = weight + row * CONV2_KERNEL_WIDTH * CONV2_TAP_ROWS + c;
                tess_ix4 *sum = sums + row * 7 * CONV2_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV2_SUM_PITCH] = tap[CONV2_TAP_ROWS];
                sum[2 * CONV2_SUM_PITCH] = sum[CONV2_SUM_PITCH] + sum[0];
                sum[3 * CONV2_SUM_PITCH] = tap[2 * CONV2_TAP_ROWS];
                sum[4 * CONV2_SUM_PITCH] = sum[3 * CONV2_SUM_PITCH] + sum[0];
                sum[5 * CONV2_SUM_PITCH] = sum[3 * CONV2_SUM_PITCH] + sum[CONV2_SUM_PITCH];
                sum[6 * CONV2_SUM_PITCH] = sum[5 * CONV2_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix4 *sum = sums + s * CONV2_SUM_PITCH;
                const tess_ix4 upper = sum[0] + sum[7 * CONV2_SUM_PITCH];
                sum[3 * 7 * CONV2_SUM_PITCH] = upper + sum[2 * 7 * CONV2_SUM_PITCH];
                sum[4 * 7 * CONV2_SUM_PITCH] = upper;
                sum[5 * 7 * CONV2_SUM_PITCH] = sum[7 * CONV2_SUM_PITCH] + sum[2 * 7 * CONV2_SUM_PITCH];
            }
        }
    }
    table[CONV2_ZERO_ROW] = (tess_ix4){0};
}

/* Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros. */

/* conv2: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv2_always(const struct tess_run *run, int n, const tess_ix4 *table,
                                tess_ix4 always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 3};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + n * CONV2_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV2_ALWAYS) + n * CONV2_ALWAYS_LISTS * CONV2_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV2_ROW_KINDS);
    for (int row = 0; row < CONV2_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV2_COLUMN_KINDS; k++, list += CONV2_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix4 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < CONV2_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV2_PAD;
                if (from >= 0 && from < CONV2_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv2: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv2_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx4 *left,
                              const tess_ix4 *sum, bool train)
{
    tess_fx4 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) + ((size_t)block * CHUNK * CONV2_POSITIONS + at) * STEPS;
    const tess_fx4 scale = TESS_ARENA(tess_fx4, CONV2_SCALE)[block];
    const tess_fx4 threshold = (tess_fx4){0} + 0.6f;
    const tess_fx4 reset = (tess_fx4){0} + 0.6f;
    tess_fx4 u;
    tess_ix4 fired;
    tess_ix4 word = {0};
    u = 0.5f * v + __builtin_convertvector(sum[0], tess_fx4) * scale;
    fired = u > threshold;
    v = u - (tess_fx4)((tess_ix4)reset & fired);
    word |= fired & (1 << 0);
    if (train) {
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx4) * scale;
    fired = u > threshold;
    v = u - (tess_fx4)((tess_ix4)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx4) * scale;
    fired = u > threshold;
    v = u - (tess_fx4)((tess_ix4)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)g * CHUNK * CONV2_POSITIONS + at) * CONV2_PADDED +
                  block * CONV2_LANES) = __builtin_convertvector(word, tess_bx4);
    *left = v;
}

/* conv2: sums over all steps, then the neurons.
 * Cost an image: 10,368 additions if every input fires. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const tess_ix4 *weight = TESS_ARENA(tess_ix4, CONV2_EFFECTIVE) + block * CONV2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV2_SETS : STEPS;
    tess_ix4 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix4){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix4 *table = scratch;
    conv2_table(weight, table);
    static const int row_kind[4] = {0, 1, 1, 2};
    static const int column_kind[4] = {0, 1, 1, 2};
    tess_ix4 always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv2_always(run, n, table, always);
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                const size_t at = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
                tess_fx4 v = {0};
                tess_ix4 sum0 = {0};
                tess_ix4 sum1 = {0};
                tess_ix4 sum2 = {0};
                tess_ix4 sum3 = {0};
                tess_ix4 sum4 = {0};
                tess_ix4 sum5 = {0};
                tess_ix4 lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)n * CONV2_LISTS + y * CONV2_WIDTH + x;
                const uint16_t *entry = entries + (size_t)n * CONV2_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER(sum0, table, 8, entry, four[0]);
                TESS_GATHER(sum1, table, 8, entry, four[1]);
                TESS_GATHER(sum2, table, 8, entry, four[2]);
                if (patterns) {
                    TESS_GATHER(sum3, table, 8, entry, four[3]);
                    TESS_GATHER(sum4, table, 8, entry, four[4]);
                    TESS_GATHER(sum5, table, 8, entry, four[5]);
                    TESS_GATHER(lapses, table, 8, entry, four[6]);
                }
                if (patterns) {
                    sum0 += sum3 & holds[0][0][0];
                    sum1 += sum3 & holds[0][0][1];
                    sum2 += sum3 & holds[0][0][2];
                    sum0 += sum4 & holds[0][1][0];
                    sum1 += sum4 & holds[0][1][1];
                    sum2 += sum4 & holds[0][1][2];
                    sum0 += sum5 & holds[0][2][0];
                    sum1 += sum5 & holds[0][2][1];
                    sum2 += sum5 & holds[0][2][2];
                }
                const tess_ix4 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                const tess_ix4 of_sum[STEPS] = {sum0, sum1, sum2};
                conv2_fire(run, block, at, 0, &v, of_sum, train);
            }
        }
    }
}

static void conv2_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv2_forward(run, item, scratch, true);
}

static void conv2_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv2_forward(run, item, scratch, false);
}

/* conv2: spikes of image n counted and pooled.
 * Cost an image: 288 neurons times steps. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)n * CONV2_POSITIONS * CONV2_PADDED,
                                CONV2_POSITIONS * CONV2_PADDED);
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
}

static void conv2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv2_pooling(run, n, false);
}

static void conv2_pool_train(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv2_pooling(run, n, true);
}

/* conv2: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) +
                        (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 9 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV2_SIGNAL) +
                           (((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES + zone_rows[y] * CONV2_ZONE_COLUMNS +
                            zone_columns[x]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx4 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx4 psi[STEPS];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx4, 196608)[tap] = psi[0];
        TESS_TAP(tess_fx4, 245760)[tap] = m[0];
        TESS_TAP(tess_fx4, 196608)[tap + 1] = psi[1];
        TESS_TAP(tess_fx4, 245760)[tap + 1] = m[1];
        TESS_TAP(tess_fx4, 196608)[tap + 2] = psi[2];
        TESS_TAP(tess_fx4, 245760)[tap + 2] = m[2];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx4 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        tess_fx4 later = {0};
        later = r0[2] + 0.5f * later;
        d[2] += later;
        later = r0[1] + 0.5f * later;
        d[1] += later;
        later = r0[0] + 0.5f * later;
        d[0] += later;
    }
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx4 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, bool patterns,
                           const tess_ix4 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV2_WIDTH; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[3];
        conv2_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[1153] = d[1];
            slot[2 * 1153] = d[2];
        } else {
            slot[0] = d[0];
            slot[CONV2_PLANE] = d[1];
            slot[2 * CONV2_PLANE] = d[2];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx4 sum = {0};
                sum += (tess_fx4)((tess_ix4)d[0] & holds[0][k][0]);
                sum += (tess_fx4)((tess_ix4)d[1] & holds[0][k][1]);
                sum += (tess_fx4)((tess_ix4)d[2] & holds[0][k][2]);
                slot[(STEPS + k) * CONV2_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx4 *one = slot + (STEPS + k) * CONV2_PLANE;
                tess_fx4 *two = one + COMPOSITES * CONV2_PLANE, *three = two + COMPOSITES * CONV2_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV2_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv2: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv2_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx4 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    tess_fx4 *always = table + CONV2_ALWAYS_FIRST + own * CONV2_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV2_ALWAYS_ROWS);
    const int full = 7;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx4 *d = table + atom * CONV2_PLANE + own * CONV2_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV2_KERNEL_HEIGHT - 1; y++, d += CONV2_TABLE_PITCH) {
            for (int back = 0; back < CONV2_KERNEL_WIDTH; back++) {
                tess_fx4 of_row = {0};
                for (int x = 0; x < CONV2_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV2_IN_WIDTH - x < reach ? CONV2_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV2_PLANE + x + back];
                }
                for (int k = 0; k < CONV2_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV2_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv2: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV2_LIST_CAPACITY : 1536;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV2_ROWS) + (size_t)tile * CONV2_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV2_LIST_CHANNELS; c++, sum += CONV2_TAPS) {
        for (int kind = 0; kind < kinds; kind++, list += *length, length++) {
            const float sign = kind == 0 ? 1.0f : -1.0f; /* lapses are taken away */
            for (uint32_t k = 0; k < *length;) {
                const uint32_t end = k + TESS_SEGMENT < *length ? k + TESS_SEGMENT : *length;
                tess_fx4 g0 = {0};
                tess_fx4 g1 = {0};
                tess_fx4 g2 = {0};
                tess_fx4 g3 = {0};
                tess_fx4 g4 = {0};
                tess_fx4 g5 = {0};
                tess_fx4 g6 = {0};
                tess_fx4 g7 = {0};
                tess_fx4 g8 = {0};
                TESS_ROLLED
                for (; k < end; k++) {
                    const tess_fx4 *d = table + list[k];
                    g0 += d[14];
                    g1 += d[13];
                    g2 += d[12];
                    g3 += d[8];
                    g4 += d[7];
                    g5 += d[6];
                    g6 += d[2];
                    g7 += d[1];
                    g8 += d[0];
                }
                sum[0] += sign * g0;
                sum[1] += sign * g1;
                sum[2] += sign * g2;
                sum[3] += sign * g3;
                sum[4] += sign * g4;
                sum[5] += sign * g5;
                sum[6] += sign * g6;
                sum[7] += sign * g7;
                sum[8] += sign * g8;
            }
        }
    }
}

/* conv2: the gradient of one block of output channels over the chunk.
 * Cost an image: 10,368 additions if every input fires. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV2_FAN_IN);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV2_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx4 *row = table + s * CONV2_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 192; y++, row += CONV2_STEP_TABLE_PITCH) {
                if (y % CONV2_STEP_TABLE_ROWS < 1 || y % CONV2_STEP_TABLE_ROWS >= 1 + CONV2_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV2_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV2_WIDTH] = (tess_fx4){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV2_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV2_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV2_HEIGHT; y++) {
                    tess_fx4 *row = table + ((n - first) * CONV2_STEP_TABLE_ROWS + y + 1) * CONV2_STEP_TABLE_PITCH;
                    conv2_row(run, block, n, y, row, false, NULL);
                }
            }
            conv2_accumulate(run, first / CONV2_STEP_TILE_IMAGES, table, sum, false);
        }
        return;
    }
    tess_ix4 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix4){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV2_SLOTS; s++) { /* zeros beyond the map */
        tess_fx4 *row = table + s * CONV2_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 192; y++, row += CONV2_TABLE_PITCH) {
            if (y % CONV2_TABLE_ROWS < 1 || y % CONV2_TABLE_ROWS >= 1 + CONV2_HEIGHT) {
                memset(row, 0, sizeof *row * CONV2_TABLE_PITCH);
            }
            row[0] = row[1 + CONV2_WIDTH] = (tess_fx4){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV2_TILE_IMAGES) {
        for (int n = first; n < first + CONV2_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV2_HEIGHT; y++) {
                tess_fx4 *row = table + ((n - first) * CONV2_TABLE_ROWS + y + 1) * CONV2_TABLE_PITCH;
                conv2_row(run, block, n, y, row, true, holds);
            }
            conv2_always_rows(run, n, (n - first), CONV2_IN_HEIGHT, table);
        }
        conv2_accumulate(run, first / CONV2_TILE_IMAGES, table, sum, true);
    }
}

/* conv2: what goes down, m[t] psi[t], as lists by position and group of steps.
 * Cost an image: 288 neurons times steps. */
static void conv2_errors(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    (void)scratch;
    for (int y = 0; y < CONV2_HEIGHT; y++) {
        for (int x = 0; x < CONV2_WIDTH; x++) {
            const size_t list = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
            uint32_t *counts = TESS_ARENA(uint32_t, CONV2_ERROR_COUNTS) + list;
            uint16_t *channels = TESS_ARENA(uint16_t, CONV2_ERROR_CHANNELS) + list * CONV2_CHANNELS;
            float *values = TESS_ARENA(float, CONV2_ERROR_VALUES) + list * 18;
            memset(counts, 0, sizeof *counts);
            for (int block = 0; block < CONV2_BLOCKS; block++) {
                const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) +
                                    (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
                tess_fx4 error[3] = {{0}};
                const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV2_SIGNAL) +
                                       (((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES +
                                        zone_rows[y] * CONV2_ZONE_COLUMNS + zone_columns[x]) * STEPS;
                /* m[t] = dloss/dspike: the zone's signal. */
                tess_fx4 m[STEPS];
                m[0] = zone[0];
                m[1] = zone[1];
                m[2] = zone[2];
                /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
                tess_fx4 psi[STEPS];
                psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
                psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
                psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
                psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
                psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
                psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
                error[0] = m[0] * psi[0];
                error[1] = m[1] * psi[1];
                error[2] = m[2] * psi[2];
                counts[0] = tess_list_errors((const float *)(const void *)error, STEPS, CONV2_LANES,
                                             block * CONV2_LANES, CONV2_CHANNELS, counts[0], channels, values);
            }
        }
    }
}

/* conv2: what its input is worth: every position adds up weights in use times the errors of the neurons
 * that read it, a block of input channels at a time.
 * Cost an image: 10,368 multiply-accumulates if no error is zero. */
static void conv2_input_gradient(const struct tess_run *run, int item, void *scratch)
{
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, CONV2_TRANSPOSED);
    const uint32_t *counts = TESS_ARENA(uint32_t, CONV2_ERROR_COUNTS);
    const uint16_t *channels = TESS_ARENA(uint16_t, CONV2_ERROR_CHANNELS);
    const float *values = TESS_ARENA(float, CONV2_ERROR_VALUES);
    (void)scratch;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV2_IN_HEIGHT; y++) {
            for (int x = 0; x < CONV2_IN_WIDTH; x++) {
                tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                                   ((size_t)n * CONV2_IN_POSITIONS + y * CONV2_IN_WIDTH + x) * STEPS;
                tess_fx4 sum0 = {0};
                tess_fx4 sum1 = {0};
                tess_fx4 sum2 = {0};
                for (int tap = 0; tap < CONV2_TAPS; tap++) {
                    const int to_y = y - tap / CONV2_KERNEL_WIDTH + CONV2_PAD,
                                     to_x = x - tap % CONV2_KERNEL_WIDTH + CONV2_PAD;
                    if (to_y < 0 || to_y >= CONV2_HEIGHT || to_x < 0 || to_x >= CONV2_WIDTH) {
                        continue;
                    }
                    const size_t list = (size_t)n * CONV2_POSITIONS + to_y * CONV2_WIDTH + to_x;
                    const tess_fx4 *rows = weight + tap * CONV2_CHANNELS;
                    const uint16_t *channel = channels + list * CONV2_CHANNELS;
                    const float *value = values + list * 18;
                    for (uint32_t k = 0; k < counts[list]; k++, value += STEPS) {
                        const tess_fx4 row = rows[channel[k]];
                        sum0 += row * value[0];
                        sum1 += row * value[1];
                        sum2 += row * value[2];
                    }
                }
                signal[0] = sum0;
                signal[1] = sum1;
                signal[2] = sum2;
            }
        }
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 222 weights. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * CONV2_WEIGHT_ROWS * CONV2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV2_LANES * 80;
    for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
        const int o = block * CONV2_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN, TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV2_FAN_IN, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV2_FAN_IN, unit, of_lane + lane * 80);
        for (int k = 0; k < CONV2_FAN_IN; k++) {
            const int channel = k / 9, tap = k % 9;
            TESS_ARENA(float,
                       CONV2_TRANSPOSED)[(((size_t)(channel / 4) * 9 + tap) * CONV2_CHANNELS + o) * 4 + channel % 4] =
                       effective[k];
        }
    }
    for (int channel = 0; channel < CONV2_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 5 + channel) * CONV2_LANES;
            for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 222 weights. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_LANES * CONV2_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV2_FAN_IN; k++) {
        for (int lane = 0; lane < CONV2_LANES; lane++) {
            of_lane[lane * 80 + k] = gathered[k * CONV2_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
        const int o = block * CONV2_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * CONV2_FAN_IN;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * CONV2_FAN_IN);
        TESS_ARENA(float,
                   CONV2_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV2_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN,
                                                                       TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV2_FAN_IN, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * CONV2_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV2_GAIN_VALUE) + o, TESS_ARENA(float, CONV2_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV2_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV2_GAIN_MOMENT2) + o);
    }
    conv2_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- readout ---- */

/* readout: notes those of the features first .. last - 1 of image n that fire at any step, without a
 * branch, which would be missed at every other. Returns how many. */
TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)
{
    int count = 0;
    for (int k = first; k < last; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)n * 16 + k % 16) * 8 + k / 16;
        int words = 0;
        words |= feature[0];
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image: 864 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, READOUT_EFFECTIVE);
    tess_fx4 *logits = TESS_ARENA(tess_fx4, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx4 total[STEPS] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 96, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)n * 16 + k % 16) * 8 + k / 16;
        const int word = feature[0];
        for (int t = 0; t < STEPS; t++) {
            const float value = (float)(word >> t & 1);
            total[t] += weight[k] * value;
        }
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * STEPS * 4;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * STEPS * 4;
    float *sum = run->logits + n * CLASSES;
    memset(sum, 0, sizeof *sum * CLASSES);
    for (int t = 0; t < STEPS; t++, logit += 4) {
        for (int c = 0; c < CLASSES; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
        if (train && t >= 0) {
            TESS_ARENA(float, READOUT_LOSSES)[n * STEPS + t] =
                tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error + t * 4);
        }
    }
}

static void readout_logits_train(const struct tess_run *run, int n, void *scratch)
{
    readout_logits(run, n, scratch, true);
}

static void readout_logits_evaluate(const struct tess_run *run, int n, void *scratch)
{
    readout_logits(run, n, scratch, false);
}

/* readout: dW += error outer feature, over supervised steps; item 0 adds up the bias too.
 * Cost an image: 864 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx4 *errors = TESS_ARENA(tess_fx4, READOUT_ERROR);
    const int first = item * 96 / 8, last = (item + 1) * 96 / 8;
    tess_fx4 *sum = TESS_ARENA(tess_fx4, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)n * 16 + k % 16) * 8 + k / 16;
            const int word = feature[0];
            for (int t = 0; t < STEPS; t++) {
                const float value = (float)(word >> t & 1);
                if (t >= 0) {
                    sum[k] += errors[n * STEPS + t] * value;
                }
            }
        }
    }
    if (item == 0) {
        const float *error = TESS_ARENA(float, READOUT_ERROR);
        float *bias = TESS_ARENA(float, READOUT_BIAS_GRADIENT);
        for (int c = 0; c < CLASSES; c++) {
            float total = run->first == 0 ? 0 : bias[c];
            for (int n = 0; n < run->count; n++) {
                for (int t = 0; t < STEPS; t++) {
                    total += error[(n * STEPS + t) * 4 + c];
                }
            }
            bias[c] = total;
        }
    }
}

/* readout: the optimizer's step.
 * Cost a batch: 291 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 96; k++) {
            gradient[c * 96 + k] = sum[k * 4 + c];
        }
    }
    tess_adam(run, 288, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 291 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 96; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 4 + c] = weight[c * 96 + k];
            TESS_ARENA(float, READOUT_TRANSPOSED)[((size_t)(k % 16) * CLASSES + c) * 8 + k / 16] = weight[c * 96 + k];
        }
    }
}

/* readout: what the last layer's output is worth, W' error.
 * Cost an image: 864 multiply-accumulates. */
static void readout_input_gradient(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, READOUT_TRANSPOSED);
    const float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * STEPS * 4;
    tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV2_SIGNAL) + (size_t)n * 2 * 16 * STEPS;
    (void)scratch;
    for (int block = 0; block < 2; block++) {
        for (int p = 0; p < 16; p++) {
            for (int t = 0; t < STEPS; t++) {
                tess_fx4 sum = {0};
                for (int c = 0; c < CLASSES; c++) {
                    sum += weight[((size_t)p * CLASSES + c) * 2 + block] * error[t * 4 + c];
                }
                signal[((size_t)block * 16 + p) * STEPS + t] = sum;
            }
        }
    }
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {4, 1, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.23570226f, NULL,
    },
    {
"conv1.gain", "L0.gain", 4, {4, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv2.weight", "L1.w", 4, {6, 4, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.19245009f, NULL,
    },
    {
"conv2.gain", "L1.gain", 4, {6, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"readout.weight", "out.w", 2, {3, 96},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2,
            TESS_START_NORMAL, 0.14433756f, NULL,
    },
    {
"readout.bias", "out.b", 1, {3},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_CONSTANT,
            0.0f, NULL,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 4 3x3 pad 1, maxpool 2x2", 256, 2304, 0.6f, 0, TESS_LOGITS_MEAN, 0.0f},
    {"conv2", "conv 6 3x3 pad 1", 96, 3456, 0.6f, 0, TESS_LOGITS_MEAN, 0.0f},
    {.name = "readout", .text = "readout", .neurons = 3, .dense_macs = 288},
};

/* What stages read and write of what they leave for each other. */
static const struct tess_effect weights_effect = {
    .reads = TESS_WEIGHTS,
    .writes = TESS_WEIGHTS,
};
static const struct tess_effect update_effect = {
    .reads = TESS_GRADIENTS,
    .writes = TESS_GRADIENTS | TESS_WEIGHTS,
};
static const struct tess_effect readout_update_effect = {
    .reads = TESS_GRADIENTS,
    .writes = TESS_GRADIENTS | TESS_WEIGHTS,
};
static const struct tess_effect readout_weights_effect = {
    .reads = TESS_WEIGHTS,
    .writes = TESS_WEIGHTS,
};
static const struct tess_stage prepare_stages[] = {
    {"conv1 weights", 0, conv1_weights, 1, 0, 0, &weights_effect, false},
    {"conv2 weights", 1, conv2_weights, 2, 0, 0, &weights_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 forward", 0, conv1_forward_train, 1, 2, 0, NULL, false},
    {"conv1 pool", 0, conv1_pool_train, 1, 1, 0, NULL, false},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, NULL, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, NULL, false},
    {"conv2 lists", 1, conv2_lists_train, 1, 32, 0, NULL, false},
    {"conv2 forward", 1, conv2_forward_train, 2, 4, 0, NULL, false},
    {"conv2 pool", 1, conv2_pool_train, 1, 1, 0, NULL, false},
    {"readout logits", 2, readout_logits_train, 1, 1, 0, NULL, false},
    {"readout gradient", 2, readout_gradient, 8, 0, 0, NULL, false},
    {"readout input_gradient", 2, readout_input_gradient, 1, 1, 0, NULL, false},
    {"conv2 gradient_lists", 1, conv2_gradient_lists, 1, 32, 0, NULL, false},
    {"conv2 gradient", 1, conv2_gradient, 2, 0, 0, NULL, false},
    {"conv2 errors", 1, conv2_errors, 1, 1, 0, NULL, false},
    {"conv2 input_gradient", 1, conv2_input_gradient, 1, 2, 0, NULL, false},
    {"conv1 gradient_lists", 0, conv1_gradient_lists, 1, 32, 0, NULL, false},
    {"conv1 gradient", 0, conv1_gradient, 1, 0, 0, NULL, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 1, 0, 0, &update_effect, false},
    {"conv2 update", 1, conv2_update, 2, 0, 0, &update_effect, false},
    {"readout update", 2, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 forward", 0, conv1_forward_evaluate, 1, 2, 0, NULL, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, NULL, false},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, NULL, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, NULL, false},
    {"conv2 lists", 1, conv2_lists_evaluate, 1, 32, 0, NULL, false},
    {"conv2 forward", 1, conv2_forward_evaluate, 2, 4, 0, NULL, false},
    {"conv2 pool", 1, conv2_pool, 1, 1, 0, NULL, false},
    {"readout logits", 2, readout_logits_evaluate, 1, 1, 0, NULL, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 0, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 768},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 24576, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 0, .store = TESS_STORE_STEP_BITS, .offset = CONV1_SPIKES,
        .bits = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 3, .stride = 8192},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 3, .stride = 2048},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 15, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 768},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 24576, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 15, .store = TESS_STORE_F32, .offset = 98304,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 768},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 24576, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 15, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 72, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 24},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 15, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 36, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 5, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 192},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 6144, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 5, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 3, .stride = 4096},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 3, .stride = 4096},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 11, .store = TESS_STORE_F32, .offset = 196608,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 192},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 6144, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 11, .store = TESS_STORE_F32, .offset = 245760,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 192},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 6144, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 11, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 180, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 20},
        },
        .factor = 1.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 11, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 144, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 7, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 7, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model code_s_tllr\n"
    "\n"
    "input 1x8x8 {\n"
    "    dataset arrays\n"
    "    classes 3\n"
    "    present 3 steps\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize off\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.5; threshold 0.6; reset subtract 0.6 }\n"
    "weights { standardize; gain on; bias off }\n"
    "\n"
    "network {\n"
    "    conv 4 3x3 pad 1, maxpool 2x2\n"
    "    conv 6 3x3 pad 1\n"
    "    readout  start normal  bias zero\n"
    "}\n"
    "\n"
    "learn s_tllr {\n"
    "    alpha pre 1 post 1\n"
    "    lambda pre 0.5 post 0.2\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal through layers {\n"
    "        loss cross_entropy of each step\n"
    "        from step 0\n"
    "    }\n"
    "    schedule auto\n"
    "}\n"
    "\n"
    "predict from readout\n"
    "\n"
    "train {\n"
    "    batch 128\n"
    "    epochs 100\n"
    "    seed 1\n"
    "    optimizer adam lr 0.001 beta1 0.9 beta2 0.999 epsilon 1e-08\n"
    "    plateau off\n"
    "    anneal off\n"
    "    validate 0.1\n"
    "}\n";

static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "code_s_tllr", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "arrays", .channels = 1, .height = 8, .width = 8,
        .steps = 3, .is_static = true, .classes = 3,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .crop_pad = 0, .flip_probability = 0.0f, .cutout_probability = 0.0f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 5500, .synthetic_test = 1100,
    },
    .training = {
        .epochs = 100, .batch = 128, .seed = 1,
        .optimizer = TESS_ADAM, .learning_rate = 0.001f, .momentum = 0.0f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = false, .plateau_factor = 0.5f, .plateau_patience = 5,
        .plateau_threshold = 0.0001f, .minimum_learning_rate = 0.0f,
        .annealing = TESS_ANNEAL_OFF, .annealed_learning_rate = 0.0f,
    },
    .layers = 2, .layer = layer_infos, .supervised_from = 0, .local_loss = false,
    .predict_from = "readout",
    .params = 6, .param = params,
    .arena_bytes = 321664, .scratch_bytes = 229056, .tap_bytes = 294912, .chunk = 32,
    .prepare_stages = 3, .prepare = prepare_stages,
    .train_stages = 16, .train = train_stages,
    .update_stages = 4, .update = update_stages,
    .evaluate_stages = 8, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("code_s_tllr: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
