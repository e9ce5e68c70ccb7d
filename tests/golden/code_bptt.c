/* code_bptt: a spiking network for synthetic, trained with the rule 'bptt' over 8 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 4 3x3 pad 1, avgpool 2x2            2x6x6         4x3x3                 76  from above
 *   linear2     linear 10                                4x3x3         10x1x1               370  from above
 *   readout     linear, 10 features to 11 classes: 121 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once, and then back. Spikes are bits, a byte a neuron and 4 steps. Memory: 419200 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* What all layers share. */
enum {
    STEPS = 8,                           /* time steps */
    CHUNK = 32,                          /* images that go through the network together */
    GROUPS = 2,                          /* of steps: the spikes of each are a byte a neuron */
    GROUP_STEPS = 4,                     /* steps of a group; the last may have fewer */
    CLASSES = 11,
    LAYERS = 2,                          /* without the readout */
};

/* The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points
 * to a buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk
 * use in turns. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 320,
    CONV1_WEIGHT_MOMENT1 = 640,
    CONV1_WEIGHT_MOMENT2 = 960,
    CONV1_BIAS_VALUE = 1280,
    CONV1_BIAS_GRADIENT = 1344,
    CONV1_BIAS_MOMENT1 = 1408,
    CONV1_BIAS_MOMENT2 = 1472,
    LINEAR2_WEIGHT_VALUE = 1536,
    LINEAR2_WEIGHT_GRADIENT = 3840,
    LINEAR2_WEIGHT_MOMENT1 = 6144,
    LINEAR2_WEIGHT_MOMENT2 = 7616,
    LINEAR2_BIAS_VALUE = 9088,
    LINEAR2_BIAS_GRADIENT = 9152,
    LINEAR2_BIAS_MOMENT1 = 9216,
    LINEAR2_BIAS_MOMENT2 = 9280,
    READOUT_WEIGHT_VALUE = 9344,
    READOUT_WEIGHT_GRADIENT = 9792,
    READOUT_WEIGHT_MOMENT1 = 10240,
    READOUT_WEIGHT_MOMENT2 = 10688,
    READOUT_BIAS_VALUE = 11136,
    READOUT_BIAS_GRADIENT = 11200,
    READOUT_BIAS_MOMENT1 = 11264,
    READOUT_BIAS_MOMENT2 = 11328,
    CONV1_EFFECTIVE = 11392,
    LINEAR2_EFFECTIVE = 11840,
    LINEAR2_SCALE = 14208,
    LINEAR2_TRANSPOSED = 14272,
    READOUT_EFFECTIVE = 15744,
    READOUT_SUM = 16384,
    READOUT_TRANSPOSED = 17024,
    READOUT_LOGITS = 17728,
    READOUT_ERROR = 34112,
    READOUT_LOSSES = 50496,
    CONV1_OUTPUT = 51520,
    CONV1_MEMBRANE = 69952,
    LINEAR2_OUTPUT = 217408,
    LINEAR2_MEMBRANE = 218432,
    CONV1_BEGIN = 234816,
    CONV1_ENTRIES = 241088,
    CONV1_SPIKES = 388544,
    LINEAR2_BEGIN = 234816,
    LINEAR2_ENTRIES = 235968,
    CONV1_SIGNAL = 234816,
    CONV1_ROWS = 271680,
    CONV1_LENGTHS = 419136,
    LINEAR2_SIGNAL = 234816,
    LINEAR2_ROWS = 271680,
    LINEAR2_LENGTHS = 345408,
    LINEAR2_ERROR_COUNTS = 345600,
    LINEAR2_ERROR_CHANNELS = 345856,
    LINEAR2_ERROR_VALUES = 347136,
};

TESS_VECTORS_BEGIN

/* ---- conv1: conv 4 3x3 pad 1, avgpool 2x2 ---- */

enum {
    CONV1_IN_CHANNELS = 2,               /* of the input */
    CONV1_IN_HEIGHT = 6,
    CONV1_IN_WIDTH = 6,
    CONV1_IN_SIZE = 72,                  /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 2,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_LIST_ROOM = 576,               /* entries of the sums' lists that an image has room for */
    CONV1_ROW_SUMS = 8,                  /* columns of a row's sums */
    CONV1_KERNEL_HEIGHT = 3,
    CONV1_KERNEL_WIDTH = 3,
    CONV1_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV1_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV1_TAP_ROWS = 3,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV1_WEIGHT_ROWS = 27,              /* rows of weights a block of output channels */
    CONV1_FAN_IN = 18,                   /* inputs of a neuron */
    CONV1_LIST_CHANNELS = 2,             /* that have lists in the gradient */
    CONV1_LENGTHS_OF_TILE = 2,           /* lists of a tile */
    CONV1_SLOTS = 8,                     /* of the gradient's table: one a step or set of steps */
    CONV1_PLANE = 2049,                  /* rows of the table a slot */
    CONV1_TILE_IMAGES = 32,              /* images in a tile */
    CONV1_LIST_CAPACITY = 9216,          /* entries of a gradient list */
    CONV1_TABLE_ROWS = 8,                /* rows of the table an image */
    CONV1_TABLE_PITCH = 8,               /* its columns */
    CONV1_TILE_CAPACITY = 18432,         /* entries of all lists of a tile */
    CONV1_TABLE_POSITIONS = 64,          /* TABLE_ROWS * TABLE_PITCH */
    CONV1_LIST_ROWS = 6,                 /* rows of the map that a tile lists */
    CONV1_CHANNELS = 4,                  /* of the output */
    CONV1_HEIGHT = 6,
    CONV1_WIDTH = 6,
    CONV1_POSITIONS = 36,                /* HEIGHT * WIDTH */
    CONV1_PADDED = 4,                    /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV1_POOL_HEIGHT = 2,
    CONV1_POOL_WIDTH = 2,
    CONV1_POOLED_HEIGHT = 3,
    CONV1_POOLED_WIDTH = 3,
    CONV1_POOLED_POSITIONS = 9,          /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV1_ZONES = 9,                     /* sets of positions that lie in the same windows */
    CONV1_ZONE_COLUMNS = 3,              /* of the zones of a row */
    CONV1_LANES = 4,                     /* output channels in a vector */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* conv1: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 576 inputs. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, CONV1_LENGTHS) + item * CONV1_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV1_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_row_values(frames + (size_t)n * 8 * CONV1_IN_SIZE, 8, &map,
                            TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT * 8 + 1),
                            TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
            const int rows = CONV1_LIST_ROWS;
            const struct tess_table table =
                {n % CONV1_TILE_IMAGES * CONV1_TABLE_POSITIONS, CONV1_TABLE_PITCH, CONV1_PLANE};
            tess_gradient_values(frames + (size_t)n * 8 * CONV1_IN_SIZE, 8, &map, false, 0, rows, &table, lengths,
                                 TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * CONV1_TILE_CAPACITY,
                                 CONV1_LIST_CAPACITY);
        }
    }
}

static void conv1_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, true, false);
}

static void conv1_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, true, false);
}

static void conv1_gradient_lists(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, false, true);
}

/* conv1: W x[t] of one output row in all steps: each value of the rows that it sees goes to the columns
 * that see it. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx4 *weight, tess_dx4 *sums)
{
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT * 8 + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM;
    memset(sums, 0, sizeof *sums * 8 * CONV1_ROW_SUMS);
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        for (int t = 0; from_y >= 0 && from_y < CONV1_IN_HEIGHT && t < 8; t++) {
            const uint32_t *list = begin + t * CONV1_IN_HEIGHT + from_y;
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const tess_dx4 *tap = weight + row * CONV1_KERNEL_WIDTH * CONV1_TAP_ROWS + spots[k].channel;
                const double x = (double)spots[k].amount;
                tess_dx4 *sum = sums + t * CONV1_ROW_SUMS + spots[k].column;
                sum[2] += tap[0] * x;
                sum[1] += tap[CONV1_TAP_ROWS] * x;
                sum[0] += tap[2 * CONV1_TAP_ROWS] * x;
            }
        }
    }
}

/* conv1: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0.
 * Cost an image: 20,736 multiply-accumulates. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *rows = TESS_ARENA(tess_fx4, CONV1_EFFECTIVE);
    tess_dx4 *weight = scratch, *sums = weight + CONV1_WEIGHT_ROWS; /* widened once, not at every column */
    for (int k = 0; k < CONV1_WEIGHT_ROWS; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx4);
    }
    const tess_fx4 threshold = (tess_fx4){0} + 1.0f;
    const tess_fx4 bias = TESS_ARENA(tess_fx4, CONV1_BIAS_VALUE)[0];
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV1_HEIGHT; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < CONV1_WIDTH; x++) {
                const size_t at = (size_t)n * CONV1_POSITIONS + y * CONV1_WIDTH + x;
                tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + at * STEPS;
                tess_fx4 v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix4 word = {0};
                    for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                        const tess_dx4 sum = sums[t * CONV1_ROW_SUMS + x + 1];
                        const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                        u = 0.75f * v + (current + bias);
                        fired = u > threshold;
                        v = (tess_fx4)((tess_ix4)u & ~fired);
                        word |= fired & (1 << (t - g * GROUP_STEPS));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) +
                                  ((size_t)g * CHUNK * CONV1_POSITIONS + at) * CONV1_PADDED) =
                                  __builtin_convertvector(word, tess_bx4);
                }
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

/* conv1: spikes of image n counted and pooled.
 * Cost an image: 1,152 neurons times steps. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) +
                                    ((size_t)g * CHUNK + n) * CONV1_POSITIONS * CONV1_PADDED,
                                    CONV1_POSITIONS * CONV1_PADDED);
    }
    run->spikes[n * LAYERS] = spikes;
    (void)train;
    uint16_t *to = TESS_ARENA(uint16_t, CONV1_OUTPUT) + (size_t)n * STEPS * CONV1_POOLED_POSITIONS * CONV1_PADDED;
    for (int t = 0; t < STEPS; t++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) +
                              ((size_t)(t / GROUP_STEPS) * CHUNK + n) * CONV1_POSITIONS * CONV1_PADDED;
        for (int y = 0; y < CONV1_POOLED_HEIGHT; y++) {
            for (int x = 0; x < CONV1_POOLED_WIDTH; x++) {
                uint16_t *pooled = to +
                                   ((size_t)t * CONV1_POOLED_POSITIONS + y * CONV1_POOLED_WIDTH + x) * CONV1_PADDED;
                tess_hx4 count = {0};
                for (int k = 0; k < CONV1_POOL_HEIGHT * CONV1_POOL_WIDTH; k++) {
                    const int at = (y * CONV1_POOL_HEIGHT + k / CONV1_POOL_WIDTH) * CONV1_WIDTH + x * CONV1_POOL_WIDTH +
                                   k % CONV1_POOL_WIDTH;
                    const tess_bx4 word = *(const tess_bx4 *)(from + (size_t)at * CONV1_PADDED);
                    count += __builtin_convertvector(word >> (uint8_t)(t % GROUP_STEPS) & 1, tess_hx4);
                }
                *(tess_hx4 *)pooled = count;
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
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d,
                                tess_fx4 *row_bias)
{
    static const int zone_rows[3] = {0, 1, 2};
    static const int zone_columns[3] = {0, 1, 2};
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) +
                        (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 24 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                           (((size_t)n + block) * CONV1_ZONES + zone_rows[y / CONV1_POOL_HEIGHT] * CONV1_ZONE_COLUMNS +
                            zone_columns[x / CONV1_POOL_WIDTH]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx4 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    m[6] = zone[6];
    m[7] = zone[7];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx4 psi[STEPS];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 1.0f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 1.0f) & 0x7fffffff);
    psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 1.0f) & 0x7fffffff);
    psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx4)((tess_ix4)(u[3] - 1.0f) & 0x7fffffff);
    psi[3] = (tess_fx4)((tess_ix4)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx4)((tess_ix4)(u[4] - 1.0f) & 0x7fffffff);
    psi[4] = (tess_fx4)((tess_ix4)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx4)((tess_ix4)(u[5] - 1.0f) & 0x7fffffff);
    psi[5] = (tess_fx4)((tess_ix4)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    psi[6] = 1.0f - (tess_fx4)((tess_ix4)(u[6] - 1.0f) & 0x7fffffff);
    psi[6] = (tess_fx4)((tess_ix4)psi[6] & (psi[6] > 0.0f)) * 0.3f;
    psi[7] = 1.0f - (tess_fx4)((tess_ix4)(u[7] - 1.0f) & 0x7fffffff);
    psi[7] = (tess_fx4)((tess_ix4)psi[7] & (psi[7] > 0.0f)) * 0.3f;
    /* delta[t] = m[t] psi[t] + 0.75 (1 - s[t]) delta[t+1] */
    tess_fx4 delta[STEPS];
    {
        tess_fx4 later = {0};
        later = m[7] * psi[7] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[7] > 1.0f));
        delta[7] = later;
        later = m[6] * psi[6] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[6] > 1.0f));
        delta[6] = later;
        later = m[5] * psi[5] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[5] > 1.0f));
        delta[5] = later;
        later = m[4] * psi[4] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[4] > 1.0f));
        delta[4] = later;
        later = m[3] * psi[3] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[3] > 1.0f));
        delta[3] = later;
        later = m[2] * psi[2] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[2] > 1.0f));
        delta[2] = later;
        later = m[1] * psi[1] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[1] > 1.0f));
        delta[1] = later;
        later = m[0] * psi[0] + (tess_fx4)((tess_ix4)(0.75f * later) & ~(u[0] > 1.0f));
        delta[0] = later;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx4, 0)[tap] = psi[0];
        TESS_TAP(tess_fx4, 147456)[tap] = m[0];
        TESS_TAP(tess_fx4, 0)[tap + 1] = psi[1];
        TESS_TAP(tess_fx4, 147456)[tap + 1] = m[1];
        TESS_TAP(tess_fx4, 0)[tap + 2] = psi[2];
        TESS_TAP(tess_fx4, 147456)[tap + 2] = m[2];
        TESS_TAP(tess_fx4, 0)[tap + 3] = psi[3];
        TESS_TAP(tess_fx4, 147456)[tap + 3] = m[3];
        TESS_TAP(tess_fx4, 0)[tap + 4] = psi[4];
        TESS_TAP(tess_fx4, 147456)[tap + 4] = m[4];
        TESS_TAP(tess_fx4, 0)[tap + 5] = psi[5];
        TESS_TAP(tess_fx4, 147456)[tap + 5] = m[5];
        TESS_TAP(tess_fx4, 0)[tap + 6] = psi[6];
        TESS_TAP(tess_fx4, 147456)[tap + 6] = m[6];
        TESS_TAP(tess_fx4, 0)[tap + 7] = psi[7];
        TESS_TAP(tess_fx4, 147456)[tap + 7] = m[7];
        TESS_TAP(tess_fx4, 294912)[tap] = delta[0];
        TESS_TAP(tess_fx4, 294912)[tap + 1] = delta[1];
        TESS_TAP(tess_fx4, 294912)[tap + 2] = delta[2];
        TESS_TAP(tess_fx4, 294912)[tap + 3] = delta[3];
        TESS_TAP(tess_fx4, 294912)[tap + 4] = delta[4];
        TESS_TAP(tess_fx4, 294912)[tap + 5] = delta[5];
        TESS_TAP(tess_fx4, 294912)[tap + 6] = delta[6];
        TESS_TAP(tess_fx4, 294912)[tap + 7] = delta[7];
    }
    {
        tess_fx4 sum = {0};
        sum += delta[0];
        sum += delta[1];
        sum += delta[2];
        sum += delta[3];
        sum += delta[4];
        sum += delta[5];
        sum += delta[6];
        sum += delta[7];
        *row_bias += sum;
    }
    memset(d, 0, sizeof *d * STEPS);
    /* delta[t] outer x[t] */
    {
        d[0] += delta[0];
        d[1] += delta[1];
        d[2] += delta[2];
        d[3] += delta[3];
        d[4] += delta[4];
        d[5] += delta[5];
        d[6] += delta[6];
        d[7] += delta[7];
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, tess_fx4 *bias)
{
    tess_fx4 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    for (int x = 0; x < CONV1_WIDTH; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[8];
        conv1_learning(run, block, n, y, x, d, &row_bias);
        slot[0] = d[0];
        slot[CONV1_PLANE] = d[1];
        slot[2 * CONV1_PLANE] = d[2];
        slot[3 * CONV1_PLANE] = d[3];
        slot[4 * CONV1_PLANE] = d[4];
        slot[5 * CONV1_PLANE] = d[5];
        slot[6 * CONV1_PLANE] = d[6];
        slot[7 * CONV1_PLANE] = d[7];
    }
    *bias += row_bias;
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) +
                                    (size_t)tile * CONV1_LIST_CHANNELS * CONV1_LIST_CAPACITY;
    for (int c = 0; c < CONV1_LIST_CHANNELS; c++, sum += CONV1_TAPS) {
        __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY + 8);
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
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
                g0 += d[18] * x;
                g1 += d[17] * x;
                g2 += d[16] * x;
                g3 += d[10] * x;
                g4 += d[9] * x;
                g5 += d[8] * x;
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
        list += CONV1_LIST_CAPACITY;
    }
}

/* Chunk: images that go through the network together; a batch has several. */

/* conv1: the gradient of one block of output channels over the chunk.
 * Cost an image: 20,736 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    tess_fx4 *bias = TESS_ARENA(tess_fx4, CONV1_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV1_FAN_IN);
        *bias = (tess_fx4){0};
    }
    for (int s = 0; s < CONV1_SLOTS; s++) { /* zeros beyond the map */
        tess_fx4 *row = table + s * CONV1_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 256; y++, row += CONV1_TABLE_PITCH) {
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
                conv1_row(run, block, n, y, row, bias);
            }
        }
        conv1_accumulate(run, first / CONV1_TILE_IMAGES, table, sum);
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* conv1: weights of a block, in the layout of the forward sum.
 * Cost a batch: 76 weights. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * CONV1_WEIGHT_ROWS * CONV1_LANES;
    float *of_lane = scratch;
    for (int lane = 0; lane < CONV1_LANES; lane++) {
        const int o = block * CONV1_LANES + lane;
        float *effective = of_lane + lane * 48;
        memcpy(effective, weight + (size_t)o * CONV1_FAN_IN, sizeof *effective * CONV1_FAN_IN);
    }
    for (int channel = 0; channel < CONV1_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            float *row = rows + (tap * 3 + channel) * CONV1_LANES;
            for (int lane = 0; lane < CONV1_LANES; lane++) {
                row[lane] = of_lane[lane * 48 + k];
            }
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 76 weights. */
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
        tess_adam(run, CONV1_FAN_IN, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * CONV1_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV1_BIAS_VALUE) + o, TESS_ARENA(float, CONV1_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, CONV1_BIAS_MOMENT1) + o, TESS_ARENA(float, CONV1_BIAS_MOMENT2) + o);
    }
    conv1_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- linear2: linear 10 ---- */

enum {
    LINEAR2_IN_CHANNELS = 4,             /* of the input */
    LINEAR2_IN_HEIGHT = 3,
    LINEAR2_IN_WIDTH = 3,
    LINEAR2_IN_POSITIONS = 9,            /* IN_HEIGHT * IN_WIDTH */
    LINEAR2_IN_PADDED = 4,               /* IN_CHANNELS in whole blocks of lanes */
    LINEAR2_LIST_ROOM = 288,             /* entries of the sums' lists that an image has room for */
    LINEAR2_TAPS = 1,                    /* KERNEL_HEIGHT * KERNEL_WIDTH */
    LINEAR2_WEIGHT_ROWS = 37,            /* rows of weights a block of output channels */
    LINEAR2_FAN_IN = 36,                 /* inputs of a neuron */
    LINEAR2_LIST_CHANNELS = 36,          /* that have lists in the gradient */
    LINEAR2_LENGTHS_OF_TILE = 36,        /* lists of a tile */
    LINEAR2_PLANE = 33,                  /* rows of the table a slot */
    LINEAR2_TILE_IMAGES = 32,            /* images in a tile */
    LINEAR2_LIST_CAPACITY = 256,         /* entries of a gradient list */
    LINEAR2_TABLE_PITCH = 1,             /* its columns */
    LINEAR2_TILE_CAPACITY = 9216,        /* entries of all lists of a tile */
    LINEAR2_LIST_ROWS = 3,               /* rows of the map that a tile lists */
    LINEAR2_CHANNELS = 10,               /* of the output */
    LINEAR2_BLOCKS = 2,                  /* of LANES output channels */
    LINEAR2_PADDED = 16,                 /* BLOCKS * LANES: CHANNELS in whole blocks */
    LINEAR2_LANES = 8,                   /* output channels in a vector */
};

/* linear2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 288 inputs. */
static inline void linear2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {LINEAR2_IN_CHANNELS, LINEAR2_IN_PADDED, LINEAR2_IN_HEIGHT, LINEAR2_IN_WIDTH};
    const uint16_t *counts = TESS_ARENA(uint16_t, CONV1_OUTPUT);
    const int first = item * LINEAR2_TILE_IMAGES;
    const int last = first + LINEAR2_TILE_IMAGES < run->count ? first + LINEAR2_TILE_IMAGES : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + item * LINEAR2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * LINEAR2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_counts(counts + (size_t)n * 8 * LINEAR2_IN_POSITIONS * LINEAR2_IN_PADDED, 8, &map, true,
                                TESS_LISTS(uint32_t, LINEAR2_BEGIN) + n * (8 + 1),
                                TESS_LISTS(struct tess_value, LINEAR2_ENTRIES) + (size_t)n * LINEAR2_LIST_ROOM);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
            const int rows = LINEAR2_LIST_ROWS;
            const struct tess_table table = {n % LINEAR2_TILE_IMAGES, LINEAR2_TABLE_PITCH, LINEAR2_PLANE};
            tess_gradient_counts(counts + (size_t)n * 8 * LINEAR2_IN_POSITIONS * LINEAR2_IN_PADDED, 8, &map, true,
                                 0.25f, 0, rows, &table, lengths,
                                 TESS_ARENA(struct tess_value, LINEAR2_ROWS) + tile * LINEAR2_TILE_CAPACITY,
                                 LINEAR2_LIST_CAPACITY);
        }
    }
}

static void linear2_lists_train(const struct tess_run *run, int item, void *scratch)
{
    linear2_lists(run, item, scratch, true, false);
}

static void linear2_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    linear2_lists(run, item, scratch, true, false);
}

static void linear2_gradient_lists(const struct tess_run *run, int item, void *scratch)
{
    linear2_lists(run, item, scratch, false, true);
}

/* linear2: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0.
 * Cost an image: 2,880 multiply-accumulates. */
static inline void linear2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const tess_ix8 *weight = TESS_ARENA(tess_ix8, LINEAR2_EFFECTIVE) + block * LINEAR2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, LINEAR2_BEGIN);
    const struct tess_value *entries = TESS_LISTS(struct tess_value, LINEAR2_ENTRIES);
    const tess_fx8 scale = TESS_ARENA(tess_fx8, LINEAR2_SCALE)[block];
    const tess_fx8 threshold = (tess_fx8){0} + 1.0f;
    const tess_fx8 bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_VALUE)[block];
    tess_fx8 u;
    tess_ix8 fired;
    for (int n = first; n < last; n++) {
        const size_t at = (size_t)n;
        tess_fx8 *u_out = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * CHUNK + at) * STEPS;
        tess_fx8 v = {0};
        for (int g = 0; g < GROUPS; g++) {
            tess_ix8 word = {0};
            for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                tess_ix8 sum = {0};
                {
                    const tess_ix8 *rows = weight;
                    const uint32_t *list = begin + (size_t)n * (8 + 1) + t;
                    for (uint32_t k = list[0]; k < list[1]; k++) {
                        const struct tess_value *value = entries + (size_t)n * LINEAR2_LIST_ROOM + k;
                        sum += rows[value->row] * value->amount.count;
                    }
                }
                u = 0.75f * v + (__builtin_convertvector(sum, tess_fx8) * scale + bias);
                fired = u > threshold;
                v = (tess_fx8)((tess_ix8)u & ~fired);
                word |= fired & (1 << (t - g * GROUP_STEPS));
                if (train) {
                    u_out[t] = u;
                }
            }
            *(tess_bx8 *)(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)g * CHUNK + at) * LINEAR2_PADDED +
                          block * LINEAR2_LANES) = __builtin_convertvector(word, tess_bx8);
        }
    }
}

static void linear2_forward_train(const struct tess_run *run, int item, void *scratch)
{
    linear2_forward(run, item, scratch, true);
}

static void linear2_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    linear2_forward(run, item, scratch, false);
}

/* linear2: spikes of image n counted and pooled.
 * Cost an image: 80 neurons times steps. */
static inline void linear2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)g * CHUNK + n) * LINEAR2_PADDED,
                                    LINEAR2_PADDED);
    }
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
}

static void linear2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear2_pooling(run, n, false);
}

static void linear2_pool_train(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear2_pooling(run, n, true);
}

/* linear2: the learning signal of one output position in all its steps, as what the input is multiplied
 * by. */
TESS_INLINE void linear2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx8 *d,
                                  tess_fx8 *row_bias)
{
    const tess_fx8 *u = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * CHUNK + n + y + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 24 + t);
    }
    const tess_fx8 *zone = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + ((size_t)n * LINEAR2_BLOCKS + block) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx8 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    m[6] = zone[6];
    m[7] = zone[7];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx8 psi[STEPS];
    psi[0] = 1.0f - (tess_fx8)((tess_ix8)(u[0] - 1.0f) & 0x7fffffff);
    psi[0] = (tess_fx8)((tess_ix8)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx8)((tess_ix8)(u[1] - 1.0f) & 0x7fffffff);
    psi[1] = (tess_fx8)((tess_ix8)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx8)((tess_ix8)(u[2] - 1.0f) & 0x7fffffff);
    psi[2] = (tess_fx8)((tess_ix8)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx8)((tess_ix8)(u[3] - 1.0f) & 0x7fffffff);
    psi[3] = (tess_fx8)((tess_ix8)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx8)((tess_ix8)(u[4] - 1.0f) & 0x7fffffff);
    psi[4] = (tess_fx8)((tess_ix8)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx8)((tess_ix8)(u[5] - 1.0f) & 0x7fffffff);
    psi[5] = (tess_fx8)((tess_ix8)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    psi[6] = 1.0f - (tess_fx8)((tess_ix8)(u[6] - 1.0f) & 0x7fffffff);
    psi[6] = (tess_fx8)((tess_ix8)psi[6] & (psi[6] > 0.0f)) * 0.3f;
    psi[7] = 1.0f - (tess_fx8)((tess_ix8)(u[7] - 1.0f) & 0x7fffffff);
    psi[7] = (tess_fx8)((tess_ix8)psi[7] & (psi[7] > 0.0f)) * 0.3f;
    /* delta[t] = m[t] psi[t] + 0.75 (1 - s[t]) delta[t+1] */
    tess_fx8 delta[STEPS];
    {
        tess_fx8 later = {0};
        later = m[7] * psi[7] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[7] > 1.0f));
        delta[7] = later;
        later = m[6] * psi[6] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[6] > 1.0f));
        delta[6] = later;
        later = m[5] * psi[5] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[5] > 1.0f));
        delta[5] = later;
        later = m[4] * psi[4] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[4] > 1.0f));
        delta[4] = later;
        later = m[3] * psi[3] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[3] > 1.0f));
        delta[3] = later;
        later = m[2] * psi[2] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[2] > 1.0f));
        delta[2] = later;
        later = m[1] * psi[1] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[1] > 1.0f));
        delta[1] = later;
        later = m[0] * psi[0] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[0] > 1.0f));
        delta[0] = later;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = ((size_t)block * CHUNK + n + y + x) * STEPS;
        TESS_TAP(tess_fx8, 442368)[tap] = psi[0];
        TESS_TAP(tess_fx8, 458752)[tap] = m[0];
        TESS_TAP(tess_fx8, 442368)[tap + 1] = psi[1];
        TESS_TAP(tess_fx8, 458752)[tap + 1] = m[1];
        TESS_TAP(tess_fx8, 442368)[tap + 2] = psi[2];
        TESS_TAP(tess_fx8, 458752)[tap + 2] = m[2];
        TESS_TAP(tess_fx8, 442368)[tap + 3] = psi[3];
        TESS_TAP(tess_fx8, 458752)[tap + 3] = m[3];
        TESS_TAP(tess_fx8, 442368)[tap + 4] = psi[4];
        TESS_TAP(tess_fx8, 458752)[tap + 4] = m[4];
        TESS_TAP(tess_fx8, 442368)[tap + 5] = psi[5];
        TESS_TAP(tess_fx8, 458752)[tap + 5] = m[5];
        TESS_TAP(tess_fx8, 442368)[tap + 6] = psi[6];
        TESS_TAP(tess_fx8, 458752)[tap + 6] = m[6];
        TESS_TAP(tess_fx8, 442368)[tap + 7] = psi[7];
        TESS_TAP(tess_fx8, 458752)[tap + 7] = m[7];
        TESS_TAP(tess_fx8, 475136)[tap] = delta[0];
        TESS_TAP(tess_fx8, 475136)[tap + 1] = delta[1];
        TESS_TAP(tess_fx8, 475136)[tap + 2] = delta[2];
        TESS_TAP(tess_fx8, 475136)[tap + 3] = delta[3];
        TESS_TAP(tess_fx8, 475136)[tap + 4] = delta[4];
        TESS_TAP(tess_fx8, 475136)[tap + 5] = delta[5];
        TESS_TAP(tess_fx8, 475136)[tap + 6] = delta[6];
        TESS_TAP(tess_fx8, 475136)[tap + 7] = delta[7];
    }
    {
        tess_fx8 sum = {0};
        sum += delta[0];
        sum += delta[1];
        sum += delta[2];
        sum += delta[3];
        sum += delta[4];
        sum += delta[5];
        sum += delta[6];
        sum += delta[7];
        *row_bias += sum;
    }
    memset(d, 0, sizeof *d * STEPS);
    /* delta[t] outer x[t] */
    {
        d[0] += delta[0];
        d[1] += delta[1];
        d[2] += delta[2];
        d[3] += delta[3];
        d[4] += delta[4];
        d[5] += delta[5];
        d[6] += delta[6];
        d[7] += delta[7];
    }
}

/* linear2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void linear2_row(const struct tess_run *run, int block, int n, int y, tess_fx8 *row, tess_fx8 *bias)
{
    tess_fx8 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    tess_fx8 *slot = row;
    tess_fx8 d[8];
    linear2_learning(run, block, n, y, 0, d, &row_bias);
    slot[0] = d[0];
    slot[LINEAR2_PLANE] = d[1];
    slot[2 * LINEAR2_PLANE] = d[2];
    slot[3 * LINEAR2_PLANE] = d[3];
    slot[4 * LINEAR2_PLANE] = d[4];
    slot[5 * LINEAR2_PLANE] = d[5];
    slot[6 * LINEAR2_PLANE] = d[6];
    slot[7 * LINEAR2_PLANE] = d[7];
    *bias += row_bias;
}

/* linear2: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void linear2_accumulate(const struct tess_run *run, int tile, const tess_fx8 *table, tess_fx8 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_ARENA(struct tess_value, LINEAR2_ROWS) +
                                    (size_t)tile * LINEAR2_LIST_CHANNELS * LINEAR2_LIST_CAPACITY;
    for (int c = 0; c < LINEAR2_LIST_CHANNELS; c++, sum += LINEAR2_TAPS) {
        __builtin_prefetch(list + 4 * LINEAR2_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * LINEAR2_LIST_CAPACITY + 8);
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx8 g0 = {0};
            TESS_ROLLED
            for (; k < end; k++) {
                const tess_fx8 *d = table + list[k].row;
                const float x = list[k].amount.real;
                g0 += d[0] * x;
            }
            sum[0] += g0;
        }
        list += LINEAR2_LIST_CAPACITY;
    }
}

/* linear2: the gradient of one block of output channels over the chunk.
 * Cost an image: 2,880 multiply-accumulates. */
static void linear2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx8 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx8 *sum = TESS_ARENA(tess_fx8, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * LINEAR2_FAN_IN;
    tess_fx8 *bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * LINEAR2_FAN_IN);
        *bias = (tess_fx8){0};
    }
    for (int first = run->from; first < run->to; first += LINEAR2_TILE_IMAGES) {
        for (int n = first; n < first + LINEAR2_TILE_IMAGES && n < run->to; n++) {
            tess_fx8 *row = table + (n - first);
            linear2_row(run, block, n, 0, row, bias);
        }
        linear2_accumulate(run, first / LINEAR2_TILE_IMAGES, table, sum);
    }
}

/* Group: steps whose spikes are one byte a neuron, a bit a step. */

/* linear2: what goes down, delta[t], as lists by position and group of steps.
 * Cost an image: 80 neurons times steps. */
static void linear2_errors(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    const size_t list = (size_t)n * GROUPS;
    uint32_t *counts = TESS_ARENA(uint32_t, LINEAR2_ERROR_COUNTS) + list;
    uint16_t *channels = TESS_ARENA(uint16_t, LINEAR2_ERROR_CHANNELS) + list * LINEAR2_CHANNELS;
    float *values = TESS_ARENA(float, LINEAR2_ERROR_VALUES) + list * 40;
    memset(counts, 0, sizeof *counts * GROUPS);
    for (int block = 0; block < LINEAR2_BLOCKS; block++) {
        const tess_fx8 *u = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * CHUNK + n) * STEPS;
        tess_fx8 error[8] = {{0}};
        const tess_fx8 *zone = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + ((size_t)n * LINEAR2_BLOCKS + block) * STEPS;
        /* m[t] = dloss/dspike: the zone's signal. */
        tess_fx8 m[STEPS];
        m[0] = zone[0];
        m[1] = zone[1];
        m[2] = zone[2];
        m[3] = zone[3];
        m[4] = zone[4];
        m[5] = zone[5];
        m[6] = zone[6];
        m[7] = zone[7];
        /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
        tess_fx8 psi[STEPS];
        psi[0] = 1.0f - (tess_fx8)((tess_ix8)(u[0] - 1.0f) & 0x7fffffff);
        psi[0] = (tess_fx8)((tess_ix8)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        psi[1] = 1.0f - (tess_fx8)((tess_ix8)(u[1] - 1.0f) & 0x7fffffff);
        psi[1] = (tess_fx8)((tess_ix8)psi[1] & (psi[1] > 0.0f)) * 0.3f;
        psi[2] = 1.0f - (tess_fx8)((tess_ix8)(u[2] - 1.0f) & 0x7fffffff);
        psi[2] = (tess_fx8)((tess_ix8)psi[2] & (psi[2] > 0.0f)) * 0.3f;
        psi[3] = 1.0f - (tess_fx8)((tess_ix8)(u[3] - 1.0f) & 0x7fffffff);
        psi[3] = (tess_fx8)((tess_ix8)psi[3] & (psi[3] > 0.0f)) * 0.3f;
        psi[4] = 1.0f - (tess_fx8)((tess_ix8)(u[4] - 1.0f) & 0x7fffffff);
        psi[4] = (tess_fx8)((tess_ix8)psi[4] & (psi[4] > 0.0f)) * 0.3f;
        psi[5] = 1.0f - (tess_fx8)((tess_ix8)(u[5] - 1.0f) & 0x7fffffff);
        psi[5] = (tess_fx8)((tess_ix8)psi[5] & (psi[5] > 0.0f)) * 0.3f;
        psi[6] = 1.0f - (tess_fx8)((tess_ix8)(u[6] - 1.0f) & 0x7fffffff);
        psi[6] = (tess_fx8)((tess_ix8)psi[6] & (psi[6] > 0.0f)) * 0.3f;
        psi[7] = 1.0f - (tess_fx8)((tess_ix8)(u[7] - 1.0f) & 0x7fffffff);
        psi[7] = (tess_fx8)((tess_ix8)psi[7] & (psi[7] > 0.0f)) * 0.3f;
        /* delta[t] = m[t] psi[t] + 0.75 (1 - s[t]) delta[t+1] */
        tess_fx8 delta[STEPS];
        {
            tess_fx8 later = {0};
            later = m[7] * psi[7] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[7] > 1.0f));
            delta[7] = later;
            later = m[6] * psi[6] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[6] > 1.0f));
            delta[6] = later;
            later = m[5] * psi[5] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[5] > 1.0f));
            delta[5] = later;
            later = m[4] * psi[4] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[4] > 1.0f));
            delta[4] = later;
            later = m[3] * psi[3] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[3] > 1.0f));
            delta[3] = later;
            later = m[2] * psi[2] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[2] > 1.0f));
            delta[2] = later;
            later = m[1] * psi[1] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[1] > 1.0f));
            delta[1] = later;
            later = m[0] * psi[0] + (tess_fx8)((tess_ix8)(0.75f * later) & ~(u[0] > 1.0f));
            delta[0] = later;
        }
        error[0] = delta[0];
        error[1] = delta[1];
        error[2] = delta[2];
        error[3] = delta[3];
        error[4] = delta[4];
        error[5] = delta[5];
        error[6] = delta[6];
        error[7] = delta[7];
        for (int g = 0; g < GROUPS; g++) {
            counts[g] = tess_list_errors((const float *)(const void *)(error + g * GROUP_STEPS), GROUP_STEPS,
                                         LINEAR2_LANES, block * LINEAR2_LANES, LINEAR2_CHANNELS, counts[g],
                                         channels + g * LINEAR2_CHANNELS, values + g * 40);
        }
    }
}

/* linear2: what its input is worth: every position adds up weights in use times the errors of the neurons
 * that read it, a block of input channels at a time.
 * Cost an image: 2,880 multiply-accumulates if no error is zero. */
static void linear2_input_gradient(const struct tess_run *run, int item, void *scratch)
{
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, LINEAR2_TRANSPOSED);
    const uint32_t *counts = TESS_ARENA(uint32_t, LINEAR2_ERROR_COUNTS);
    const uint16_t *channels = TESS_ARENA(uint16_t, LINEAR2_ERROR_CHANNELS);
    const float *values = TESS_ARENA(float, LINEAR2_ERROR_VALUES);
    (void)scratch;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < LINEAR2_IN_HEIGHT; y++) {
            for (int x = 0; x < LINEAR2_IN_WIDTH; x++) {
                tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                                   ((size_t)n * LINEAR2_IN_POSITIONS + y * LINEAR2_IN_WIDTH + x) * STEPS;
                for (int g = 0; g < GROUPS; g++) {
                    tess_fx4 sum0 = {0};
                    tess_fx4 sum1 = {0};
                    tess_fx4 sum2 = {0};
                    tess_fx4 sum3 = {0};
                    {
                        const size_t list = (size_t)n * GROUPS + g;
                        const tess_fx4 *rows = weight + (y * LINEAR2_IN_WIDTH + x) * LINEAR2_CHANNELS;
                        const uint16_t *channel = channels + list * LINEAR2_CHANNELS;
                        const float *value = values + list * 40;
                        for (uint32_t k = 0; k < counts[list]; k++, value += GROUP_STEPS) {
                            const tess_fx4 row = rows[channel[k]];
                            sum0 += row * value[0];
                            sum1 += row * value[1];
                            sum2 += row * value[2];
                            sum3 += row * value[3];
                        }
                    }
                    signal[g * GROUP_STEPS] = sum0 * 0.25f;
                    signal[g * GROUP_STEPS + 1] = sum1 * 0.25f;
                    signal[g * GROUP_STEPS + 2] = sum2 * 0.25f;
                    signal[g * GROUP_STEPS + 3] = sum3 * 0.25f;
                }
            }
        }
    }
}

/* linear2: weights of a block, as int32 in units of a power of two an output channel: sums of them are
 * exact in any order.
 * Cost a batch: 370 weights. */
static void linear2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, LINEAR2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, LINEAR2_EFFECTIVE) + (size_t)block * LINEAR2_WEIGHT_ROWS * LINEAR2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + LINEAR2_LANES * 80;
    for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
        const int o = block * LINEAR2_LANES + lane;
        memcpy(effective, weight + (size_t)o * LINEAR2_FAN_IN, sizeof *effective * LINEAR2_FAN_IN);
        const float unit = tess_fixed_point(effective, LINEAR2_FAN_IN, 4);
        TESS_ARENA(float, LINEAR2_SCALE)[o] = 0.25f / unit;
        tess_round_all(effective, LINEAR2_FAN_IN, unit, of_lane + lane * 80);
        for (int k = 0; k < LINEAR2_FAN_IN; k++) {
            const int channel = k / 9, tap = k % 9;
            TESS_ARENA(float,
                       LINEAR2_TRANSPOSED)[(((size_t)(channel / 4) * 9 + tap) * LINEAR2_CHANNELS + o) * 4 +
                                           channel % 4] = effective[k];
        }
    }
    for (int channel = 0; channel < LINEAR2_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 4 + channel) * LINEAR2_LANES;
            for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* linear2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 370 weights. */
static void linear2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * LINEAR2_LANES * LINEAR2_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < LINEAR2_FAN_IN; k++) {
        for (int lane = 0; lane < LINEAR2_LANES; lane++) {
            of_lane[lane * 80 +
                    k] = gathered[(k % LINEAR2_IN_POSITIONS * LINEAR2_IN_CHANNELS + k / LINEAR2_IN_POSITIONS) *
                                  LINEAR2_LANES + lane];
        }
    }
    for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
        const int o = block * LINEAR2_LANES + lane;
        float *gradient = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * LINEAR2_FAN_IN;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * LINEAR2_FAN_IN);
        tess_adam(run, LINEAR2_FAN_IN, TESS_ARENA(float, LINEAR2_WEIGHT_VALUE) + (size_t)o * LINEAR2_FAN_IN,
                  TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * LINEAR2_FAN_IN,
                  TESS_ARENA(float, LINEAR2_WEIGHT_MOMENT1) + (size_t)o * LINEAR2_FAN_IN,
                  TESS_ARENA(float, LINEAR2_WEIGHT_MOMENT2) + (size_t)o * LINEAR2_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, LINEAR2_BIAS_VALUE) + o, TESS_ARENA(float, LINEAR2_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, LINEAR2_BIAS_MOMENT1) + o, TESS_ARENA(float, LINEAR2_BIAS_MOMENT2) + o);
    }
    linear2_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- readout ---- */

/* readout: notes those of the features first .. last - 1 of image n that fire at any step, without a
 * branch, which would be missed at every other. Returns how many. */
TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)
{
    int count = 0;
    for (int k = first; k < last; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
        int words = 0;
        for (int g = 0; g < GROUPS; g++) {
            words |= feature[(size_t)g * CHUNK * 16];
        }
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also the sum's error (softmax - onehot) /
 * batch, which every step has.
 * Cost an image: 880 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[STEPS] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 10, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
        for (int g = 0; g < GROUPS; g++) {
            const int word = feature[(size_t)g * CHUNK * 16];
            for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                const float value = (float)(word >> (t - g * GROUP_STEPS) & 1);
                total[t] += weight[k] * value;
            }
        }
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * STEPS * 16;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * STEPS * 16;
    float *sum = run->logits + n * CLASSES;
    memset(sum, 0, sizeof *sum * CLASSES);
    for (int t = 0; t < STEPS; t++, logit += 16) {
        for (int c = 0; c < CLASSES; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
    }
    if (train) {
        TESS_ARENA(float, READOUT_LOSSES)[n * STEPS] =
            tess_cross_entropy(sum, CLASSES, run->label[n], run->batch, error);
        for (int t = 1; t < STEPS; t++) {
            memcpy(error + t * 16, error, sizeof *error * CLASSES);
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
 * Cost an image: 880 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx16 *errors = TESS_ARENA(tess_fx16, READOUT_ERROR);
    const int first = item * 10 / 8, last = (item + 1) * 10 / 8;
    tess_fx16 *sum = TESS_ARENA(tess_fx16, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
            for (int g = 0; g < GROUPS; g++) {
                const int word = feature[(size_t)g * CHUNK * 16];
                for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                    const float value = (float)(word >> (t - g * GROUP_STEPS) & 1);
                    if (t >= 0) {
                        sum[k] += errors[n * STEPS + t] * value;
                    }
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
                    total += error[(n * STEPS + t) * 16 + c];
                }
            }
            bias[c] = total;
        }
    }
}

/* readout: the optimizer's step.
 * Cost a batch: 121 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 10; k++) {
            gradient[c * 10 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 110, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 121 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 10; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 16 + c] = weight[c * 10 + k];
            TESS_ARENA(float, READOUT_TRANSPOSED)[(size_t)c * 16 + k] = weight[c * 10 + k];
        }
    }
}

/* readout: what the last layer's output is worth, W' error.
 * Cost an image: 880 multiply-accumulates. */
static void readout_input_gradient(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx8 *weight = TESS_ARENA(tess_fx8, READOUT_TRANSPOSED);
    const float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * STEPS * 16;
    tess_fx8 *signal = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + (size_t)n * 2 * STEPS;
    (void)scratch;
    for (int block = 0; block < 2; block++) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx8 sum = {0};
            for (int c = 0; c < CLASSES; c++) {
                sum += weight[(size_t)c * 2 + block] * error[t * 16 + c];
            }
            signal[(size_t)block * STEPS + t] = sum;
        }
    }
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {4, 2, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.23570226f, NULL,
    },
    {
"conv1.bias", "L0.b", 1, {4},
        CONV1_BIAS_VALUE, CONV1_BIAS_GRADIENT, CONV1_BIAS_MOMENT1, CONV1_BIAS_MOMENT2, TESS_START_CONSTANT, 0.0f, NULL,
    },
    {
"linear2.weight", "L1.w", 2, {10, 36},
        LINEAR2_WEIGHT_VALUE, LINEAR2_WEIGHT_GRADIENT, LINEAR2_WEIGHT_MOMENT1, LINEAR2_WEIGHT_MOMENT2,
            TESS_START_NORMAL, 0.23570226f, NULL,
    },
    {
"linear2.bias", "L1.b", 1, {10},
        LINEAR2_BIAS_VALUE, LINEAR2_BIAS_GRADIENT, LINEAR2_BIAS_MOMENT1, LINEAR2_BIAS_MOMENT2, TESS_START_CONSTANT,
            0.0f, NULL,
    },
    {
"readout.weight", "out.w", 2, {11, 10},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2,
            TESS_START_NORMAL, 0.4472136f, NULL,
    },
    {
"readout.bias", "out.b", 1, {11},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_UNIFORM,
            0.31622776f, NULL,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 4 3x3 pad 1, avgpool 2x2", 144, 2592, 1.0f, 0, TESS_LOGITS_MEAN, 0.0f},
    {"linear2", "linear 10", 10, 360, 1.0f, 0, TESS_LOGITS_MEAN, 0.0f},
    {.name = "readout", .text = "readout", .neurons = 11, .dense_macs = 110},
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
    {"linear2 weights", 1, linear2_weights, 2, 0, 0, &weights_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 32, 0, NULL, false},
    {"conv1 forward", 0, conv1_forward_train, 1, 2, 0, NULL, false},
    {"conv1 pool", 0, conv1_pool_train, 1, 1, 0, NULL, false},
    {"linear2 lists", 1, linear2_lists_train, 1, 32, 0, NULL, false},
    {"linear2 forward", 1, linear2_forward_train, 2, 4, 0, NULL, false},
    {"linear2 pool", 1, linear2_pool_train, 1, 1, 0, NULL, false},
    {"readout logits", 2, readout_logits_train, 1, 1, 0, NULL, false},
    {"readout gradient", 2, readout_gradient, 8, 0, 0, NULL, false},
    {"readout input_gradient", 2, readout_input_gradient, 1, 1, 0, NULL, false},
    {"linear2 gradient_lists", 1, linear2_gradient_lists, 1, 32, 0, NULL, false},
    {"linear2 gradient", 1, linear2_gradient, 2, 0, 0, NULL, false},
    {"linear2 errors", 1, linear2_errors, 1, 1, 0, NULL, false},
    {"linear2 input_gradient", 1, linear2_input_gradient, 1, 2, 0, NULL, false},
    {"conv1 gradient_lists", 0, conv1_gradient_lists, 1, 32, 0, NULL, false},
    {"conv1 gradient", 0, conv1_gradient, 1, 0, 0, NULL, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 1, 0, 0, &update_effect, false},
    {"linear2 update", 1, linear2_update, 2, 0, 0, &update_effect, false},
    {"readout update", 2, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists_evaluate, 1, 32, 0, NULL, false},
    {"conv1 forward", 0, conv1_forward_evaluate, 1, 2, 0, NULL, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, NULL, false},
    {"linear2 lists", 1, linear2_lists_evaluate, 1, 32, 0, NULL, false},
    {"linear2 forward", 1, linear2_forward_evaluate, 2, 4, 0, NULL, false},
    {"linear2 pool", 1, linear2_pool, 1, 1, 0, NULL, false},
    {"readout logits", 2, readout_logits_evaluate, 1, 1, 0, NULL, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 1, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1152},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 36864, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 192},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 8, .stride = 4608},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 24},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_U16, .offset = CONV1_OUTPUT,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 8, .stride = 36},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 288},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 0.25f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 14, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1152},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 36864, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 192},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 14, .store = TESS_STORE_F32, .offset = 147456,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1152},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 36864, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 192},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.di", .stage = 14, .store = TESS_STORE_F32, .offset = 294912,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1152},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 36864, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 192},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 14, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 108, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 14, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 72, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 4, .store = TESS_STORE_F32, .offset = LINEAR2_MEMBRANE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 2048, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 4, .store = TESS_STORE_STEP_BITS, .offset = LINEAR2_OUTPUT,
        .bits = 4,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 8, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 5, .store = TESS_STORE_STEP_BITS, .offset = LINEAR2_OUTPUT,
        .bits = 4,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 8, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 10, .store = TESS_STORE_F32, .offset = 442368,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 2048, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 10, .store = TESS_STORE_F32, .offset = 458752,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 2048, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.di", .stage = 10, .store = TESS_STORE_F32, .offset = 475136,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 2048, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 10, .store = TESS_STORE_I32, .offset = LINEAR2_EFFECTIVE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 296, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 9, .stride = 32},
        },
        .factor = 4.0f, .scale = LINEAR2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 10, .store = TESS_STORE_F32, .offset = LINEAR2_WEIGHT_GRADIENT,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 288, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 9, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 6, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 6, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model code_bptt\n"
    "\n"
    "input 2x6x6 {\n"
    "    dataset synthetic\n"
    "    classes 11\n"
    "    frames 8\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize off\n"
    "    train 100 samples; test 50 samples\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.75; threshold 1; reset zero }\n"
    "weights { raw; gain off; bias on }\n"
    "\n"
    "network {\n"
    "    conv 4 3x3 pad 1, avgpool 2x2\n"
    "    linear 10\n"
    "    readout  start normal  bias uniform\n"
    "}\n"
    "\n"
    "learn bptt {\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal through layers and time {\n"
    "        loss cross_entropy of sum\n"
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
    .name = "code_bptt", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "synthetic", .channels = 2, .height = 6, .width = 6,
        .steps = 8, .is_static = false, .classes = 11,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .crop_pad = 0, .flip_probability = 0.0f, .cutout_probability = 0.0f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 100, .synthetic_test = 50,
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
    .arena_bytes = 419200, .scratch_bytes = 262272, .tap_bytes = 491520, .chunk = 32,
    .prepare_stages = 3, .prepare = prepare_stages,
    .train_stages = 15, .train = train_stages,
    .update_stages = 4, .update = update_stages,
    .evaluate_stages = 7, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("code_bptt: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
