/* code_stream: a spiking network for synthetic, trained with the rule 'tess' over 10 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 4 3x3 pad 1, maxpool 2x2            2x8x8         4x4x4                 80  16 latents
 *   conv2       conv 8 3x3 pad 1, avgpool 2x2            4x4x4         8x2x2                304  32 latents
 *   linear3     linear 6                                 8x2x2         6x1x1                204  6 latents
 *   readout     linear, 6 features to 11 classes: 77 parameters
 *
 * Schedule stream: 32 images go through the network at a time, step by step, each step through all layers.
 * Layers carry membranes and traces to the next step: memory does not depend on how many there are.
 * Memory: 280192 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* What all layers share. */
enum {
    CHUNK = 32,                          /* images that go through the network together */
    GROUPS = 1,                          /* of steps: the spikes of each are a byte a neuron */
    CLASSES = 11,
    LAYERS = 3,                          /* without the readout */
};

/* The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points
 * to a buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk
 * use in turns. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 320,
    CONV1_WEIGHT_MOMENT1 = 640,
    CONV1_WEIGHT_MOMENT2 = 960,
    CONV1_GAIN_VALUE = 1280,
    CONV1_GAIN_GRADIENT = 1344,
    CONV1_GAIN_MOMENT1 = 1408,
    CONV1_GAIN_MOMENT2 = 1472,
    CONV1_BIAS_VALUE = 1536,
    CONV1_BIAS_GRADIENT = 1600,
    CONV1_BIAS_MOMENT1 = 1664,
    CONV1_BIAS_MOMENT2 = 1728,
    CONV2_WEIGHT_VALUE = 1792,
    CONV2_WEIGHT_GRADIENT = 2944,
    CONV2_WEIGHT_MOMENT1 = 4096,
    CONV2_WEIGHT_MOMENT2 = 5248,
    CONV2_GAIN_VALUE = 6400,
    CONV2_GAIN_GRADIENT = 6464,
    CONV2_GAIN_MOMENT1 = 6528,
    CONV2_GAIN_MOMENT2 = 6592,
    CONV2_BIAS_VALUE = 6656,
    CONV2_BIAS_GRADIENT = 6720,
    CONV2_BIAS_MOMENT1 = 6784,
    CONV2_BIAS_MOMENT2 = 6848,
    LINEAR3_WEIGHT_VALUE = 6912,
    LINEAR3_WEIGHT_GRADIENT = 7936,
    LINEAR3_WEIGHT_MOMENT1 = 8960,
    LINEAR3_WEIGHT_MOMENT2 = 9728,
    LINEAR3_GAIN_VALUE = 10496,
    LINEAR3_GAIN_GRADIENT = 10560,
    LINEAR3_GAIN_MOMENT1 = 10624,
    LINEAR3_GAIN_MOMENT2 = 10688,
    LINEAR3_BIAS_VALUE = 10752,
    LINEAR3_BIAS_GRADIENT = 10816,
    LINEAR3_BIAS_MOMENT1 = 10880,
    LINEAR3_BIAS_MOMENT2 = 10944,
    READOUT_WEIGHT_VALUE = 11008,
    READOUT_WEIGHT_GRADIENT = 11328,
    READOUT_WEIGHT_MOMENT1 = 11648,
    READOUT_WEIGHT_MOMENT2 = 11968,
    READOUT_BIAS_VALUE = 12288,
    READOUT_BIAS_GRADIENT = 12352,
    READOUT_BIAS_MOMENT1 = 12416,
    READOUT_BIAS_MOMENT2 = 12480,
    CONV1_EFFECTIVE = 12544,
    CONV1_SIGNS = 12992,
    CONV1_GATES = 13696,
    CONV2_EFFECTIVE = 13760,
    CONV2_SCALE = 15232,
    CONV2_SIGNS = 15296,
    CONV2_GATES = 16704,
    CONV2_ATOMS = 16832,
    LINEAR3_EFFECTIVE = 17600,
    LINEAR3_SCALE = 18688,
    LINEAR3_SIGNS = 18752,
    LINEAR3_GATES = 19072,
    READOUT_EFFECTIVE = 19136,
    READOUT_SUM = 19520,
    READOUT_LOGITS = 19904,
    READOUT_ERROR = 21952,
    READOUT_LOSSES = 24000,
    CONV1_OUTPUT = 24128,
    CONV2_OUTPUT = 26176,
    LINEAR3_OUTPUT = 24128,
    CONV1_MEMBRANE = 28224,
    CONV1_Q0 = 60992,
    CONV1_H1 = 77376,
    CONV2_MEMBRANE = 110144,
    CONV2_Q0 = 126528,
    CONV2_H1 = 134720,
    LINEAR3_MEMBRANE = 151104,
    LINEAR3_Q0 = 152128,
    LINEAR3_H1 = 156224,
    CONV1_SPIKES = 157248,
    CONV2_SPIKES = 157248,
    CONV1_BEGIN = 165440,
    CONV1_ENTRIES = 166592,
    CONV2_BEGIN = 165440,
    CONV2_FOURS = 167488,
    CONV2_ENTRIES = 168512,
    LINEAR3_BEGIN = 165440,
    LINEAR3_ENTRIES = 165696,
    CONV1_ROWS = 199360,
    CONV1_LENGTHS = 264896,
    CONV1_ROUTE = 264960,
    CONV1_LATENTS = 273152,
    CONV1_LOGITS = 275200,
    CONV1_ERROR = 276608,
    CONV1_LOSSES = 278016,
    CONV1_SIGNAL = 278144,
    CONV2_ROWS = 199360,
    CONV2_LENGTHS = 232128,
    CONV2_LATENTS = 232192,
    CONV2_LOGITS = 236288,
    CONV2_ERROR = 237696,
    CONV2_LOSSES = 239104,
    CONV2_SIGNAL = 239232,
    LINEAR3_ROWS = 199360,
    LINEAR3_LENGTHS = 215744,
    LINEAR3_LATENTS = 215872,
    LINEAR3_LOGITS = 216640,
    LINEAR3_ERROR = 218048,
    LINEAR3_LOSSES = 219456,
    LINEAR3_SIGNAL = 219584,
};

/* Where the matrix B of conv2 (square_wave) is positive: a bit a latent, for each class. */
static const uint64_t conv2_positive[CLASSES] = {
    0x0000000000fff000, 0x000000006d926d92, 0x0000000024924924, 0x000000007ffffffe, 0x00000000d25a5a5a,
    0x00000000933664cc, 0x00000000f80fc07e, 0x00000000a54a952a, 0x00000000cc663398, 0x00000000c7878f0e,
    0x00000000aaaaaaaa,
};

TESS_VECTORS_BEGIN

/* ---- conv1: conv 4 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV1_IN_CHANNELS = 2,               /* of the input */
    CONV1_IN_HEIGHT = 8,
    CONV1_IN_WIDTH = 8,
    CONV1_IN_SIZE = 128,                 /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 2,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_LIST_ROOM = 128,               /* entries of the sums' lists that an image has room for */
    CONV1_ROW_SUMS = 10,                 /* columns of a row's sums */
    CONV1_KERNEL_HEIGHT = 3,
    CONV1_KERNEL_WIDTH = 3,
    CONV1_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV1_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV1_TAP_ROWS = 3,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV1_WEIGHT_ROWS = 27,              /* rows of weights a block of output channels */
    CONV1_FAN_IN = 18,                   /* inputs of a neuron */
    CONV1_LIST_CHANNELS = 2,             /* that have lists in the gradient */
    CONV1_LENGTHS_OF_TILE = 2,           /* lists of a tile */
    CONV1_PLANE = 3201,                  /* rows of the table a slot */
    CONV1_TILE_IMAGES = 32,              /* images in a tile */
    CONV1_LIST_CAPACITY = 4096,          /* entries of a gradient list */
    CONV1_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV1_TABLE_PITCH = 10,              /* its columns */
    CONV1_TILE_CAPACITY = 8192,          /* entries of all lists of a tile */
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
    CONV1_CELLS = 4,                     /* windows of the signal grid */
    CONV1_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV1_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV1_LANES = 4,                     /* output channels in a vector */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* conv1: its input as lists by position, for the sums.
 * Cost an image and step: 128 inputs. */
static void conv1_lists(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input + (size_t)run->step * CONV1_IN_SIZE;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    (void)scratch;
    for (int n = first; n < last; n++) {
        tess_row_values(frames + (size_t)n * 10 * CONV1_IN_SIZE, 1, &map,
                        TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT + 1),
                        TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM);
    }
}

/* conv1: W x[t] of one output row in all steps: each value of the rows that it sees goes to the columns
 * that see it. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx4 *weight, tess_dx4 *sums)
{
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM;
    memset(sums, 0, sizeof *sums * CONV1_ROW_SUMS);
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        if (from_y >= 0 && from_y < CONV1_IN_HEIGHT) {
            const uint32_t *list = begin + from_y;
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const tess_dx4 *tap = weight + row * CONV1_KERNEL_WIDTH * CONV1_TAP_ROWS + spots[k].channel;
                const double x = (double)spots[k].amount;
                tess_dx4 *sum = sums + spots[k].column;
                sum[2] += tap[0] * x;
                sum[1] += tap[CONV1_TAP_ROWS] * x;
                sum[0] += tap[2 * CONV1_TAP_ROWS] * x;
            }
        }
    }
}

/* conv1: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0.
 * Cost an image and step: 4,608 multiply-accumulates. */
static void conv1_forward(const struct tess_run *run, int item, void *scratch)
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
                tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + at;
                tess_fx4 v = {0};
                if (run->step > 0) { /* what the step before left */
                    u = *u_out;
                    fired = u > threshold;
                    v = (tess_fx4)((tess_ix4)u & ~fired);
                }
                tess_ix4 word = {0};
                const tess_dx4 sum = sums[x + 1];
                const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                u = 0.75f * v + (current + bias);
                fired = u > threshold;
                v = (tess_fx4)((tess_ix4)u & ~fired);
                word |= fired & (1 << 0);
                *u_out = u;
                *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) + at * CONV1_PADDED) =
                    __builtin_convertvector(word, tess_bx4);
            }
        }
    }
}

/* Route: where a max pool had its spike from, a bit a step: there the signal goes back. */

/* conv1: spikes of image n counted and pooled.
 * Cost an image and step: 256 neurons. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = run->step > 0 ? run->spikes[n * LAYERS] : 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED,
                                CONV1_POSITIONS * CONV1_PADDED);
    run->spikes[n * LAYERS] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED;
    uint8_t *to = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)n * CONV1_POOLED_POSITIONS * CONV1_PADDED;
    uint8_t *route = TESS_PART(uint8_t, CONV1_ROUTE) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED;
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

/* Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it. */

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image and step: 64 additions. */
static void conv1_latents(const struct tess_run *run, int n, tess_fx4 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        tess_ix4 count[1] = {{0}};
        for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
            for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                const uint8_t *p = TESS_ARENA(uint8_t, CONV1_OUTPUT) +
                                   ((size_t)n * CONV1_POOLED_POSITIONS + y * CONV1_POOLED_WIDTH + x) * CONV1_PADDED;
                const tess_ix4 word = __builtin_convertvector(*(const tess_bx4 *)p, tess_ix4);
                count[0] += word >> 0 & 1;
            }
        }
        latent[cell] = __builtin_convertvector(count[0], tess_fx4);
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* Logits B pool(o) of every step.
 * Cost an image and step: 123 multiply-accumulates. */
static void conv1_logits(const struct tess_run *run, const tess_fx4 *latent, float *logit)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV1_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV1_CELLS) {
        tess_fx4 lanes = {0};
        for (int k = 0; k < CONV1_CELLS; k++) {
            lanes += sign[k] * latent[k];
        }
        float total = 0;
        for (int k = 0; k < CONV1_LANES; k++) {
            total += lanes[k];
        }
        logit[c] = total * 0.3125f;
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image and step: 8 exponentials. */
static void conv1_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV1_ERROR) + n * CLASSES;
    float *loss = TESS_PART(float, CONV1_LOSSES) + n, sum = 0;
    loss[0] = tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error);
    sum += loss[0];
    run->local_loss[n * LAYERS] = (run->step > 3 ? run->local_loss[n * LAYERS] : 0) + sum / 7;
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + n * LAYERS * CLASSES);
}

/* Zone: positions that lie in the same cells, and so have the same learning signal before psi. */

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image and step: 123 multiply-accumulates. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx4, CONV1_GATES);
    const float *error = TESS_PART(float, CONV1_ERROR) + n * CLASSES;
    tess_fx4 *signal = TESS_PART(tess_fx4, CONV1_SIGNAL) + (size_t)n * CONV1_ZONES;
    tess_fx4 *cell_signal = signal;
    (void)scratch;
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        tess_fx4 sum[1] = {{0}};
        for (int c = 0; c < CLASSES; c++) {
            const tess_fx4 s = sign[c * CONV1_CELLS + cell];
            sum[0] += s * error[c];
        }
        cell_signal[cell] = sum[0] * gate[cell];
    }
}

/* conv1: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image and step: 246 multiply-accumulates. */
static void conv1_signal(const struct tess_run *run, int n, void *scratch)
{
    conv1_pooling(run, n, true);
    if (run->step < 3) {
        memset(TESS_PART(float, CONV1_SIGNAL) + (size_t)n * CONV1_PADDED * CONV1_ZONES, 0,
               sizeof(float) * CONV1_PADDED * CONV1_ZONES);
        return;
    }
    tess_fx4 *latent = TESS_PART(tess_fx4, CONV1_LATENTS) + (size_t)n * CONV1_CELLS;
    float *logit = TESS_PART(float, CONV1_LOGITS) + n * CLASSES;
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    conv1_errors(run, n, logit);
    conv1_project(run, n, scratch);
}

/* conv1 predicts by itself: its logits summed over the steps.
 * Cost an image and step: 123 multiply-accumulates. */
static void conv1_exit(const struct tess_run *run, int n, void *scratch)
{
    if (run->step < 3) {
        return;
    }
    tess_fx4 *latent = scratch;
    float *logit = (float *)(latent + CONV1_CELLS);
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + n * LAYERS * CLASSES);
}

/* conv1: what each term of the rule multiplies, the input x[t] or its trace q[t], as lists by channel of
 * what is not zero.
 * Cost an image and step: 128 inputs. */
static void conv1_traces(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input + (size_t)run->step * CONV1_IN_SIZE;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    float *plane = scratch; /* [term][channel][y][x] */
    memset(TESS_PART(uint32_t, CONV1_LENGTHS) + item * CONV1_LIST_CHANNELS, 0, sizeof(uint32_t) * CONV1_LIST_CHANNELS);
    for (int n = first; n < last; n++) {
        const float *x = frames + (size_t)n * 10 * CONV1_IN_SIZE;
        /* q[t] = 0.5 q[t-1] + x[t] */
        tess_trace(TESS_ARENA(float, CONV1_Q0) + (size_t)n * CONV1_IN_SIZE, x, CONV1_IN_SIZE, 0.5f, run->step == 0,
                   plane);
        memcpy(plane + CONV1_IN_SIZE, x, sizeof *x * CONV1_IN_SIZE);
        if (run->step < 3) { /* no signal yet: only the traces go on */
            continue;
        }
        const int rows = CONV1_LIST_ROWS;
        const size_t tile = (size_t)item;
        const struct tess_table table = {n % CONV1_TILE_IMAGES * CONV1_TABLE_POSITIONS, CONV1_TABLE_PITCH, CONV1_PLANE};
        tess_gradient_values(plane, 2, &map, false, 0, rows, &table,
                             TESS_PART(uint32_t, CONV1_LENGTHS) + tile * CONV1_LIST_CHANNELS,
                             TESS_PART(struct tess_value, CONV1_ROWS) + tile * CONV1_TILE_CAPACITY,
                             CONV1_LIST_CAPACITY);
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row at this step, as rows of the gradient's table, one a term. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, tess_fx4 *bias)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    tess_fx4 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    for (int x = 0; x < CONV1_WIDTH; x++) {
        const size_t at = ((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x;
        const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + at;
        tess_fx4 *slot = row + x + 1;
        const tess_fx4 *zone = TESS_PART(tess_fx4, CONV1_SIGNAL) +
                               (((size_t)n + block) * CONV1_ZONES +
                                zone_rows[y / CONV1_POOL_HEIGHT] * CONV1_ZONE_COLUMNS +
                                zone_columns[x / CONV1_POOL_WIDTH]);
        const tess_ix4 route0 = __builtin_convertvector(*(const tess_bx4 *)(TESS_PART(uint8_t, CONV1_ROUTE) +
                                                                            ((size_t)n * CONV1_POSITIONS +
                                                                             y * CONV1_WIDTH + x) * CONV1_PADDED +
                                                                             block * CONV1_LANES), tess_ix4);
        /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
        tess_fx4 m[1];
        m[0] = (tess_fx4)((tess_ix4)zone[0] & ((route0 & 1 << 0) != 0));
        /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
        tess_fx4 psi[1];
        psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 1.0f) & 0x7fffffff);
        psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        if (run->taps) { /* a probe looks on */
            const size_t tap = ((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x;
            TESS_TAP(tess_fx4, 0)[tap] = psi[0];
            TESS_TAP(tess_fx4, 32768)[tap] = m[0];
        }
        {
            tess_fx4 sum = {0};
            sum += m[0] * psi[0];
            row_bias += sum;
        }
        /* m[t] psi[t] outer q[t] */
        slot[0] = m[0] * psi[0];
        /* -1.0 m[t] h[t-1] outer x[t], h[t] = 0.2 h[t-1] + psi[t] */
        {
            tess_fx4 *trace = TESS_ARENA(tess_fx4, CONV1_H1) + at, h = {0};
            if (run->step > 0) {
                h = *trace;
            }
            slot[CONV1_PLANE] = -1.0f * (m[0] * h);
            *trace = 0.2f * h + psi[0];
        }
    }
    *bias += row_bias;
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, CONV1_ROWS) +
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
        list += CONV1_LIST_CAPACITY;
    }
}

/* Chunk: images that go through the network together; a batch has several. */

/* conv1: dW[t] of one block of output channels over the chunk, added to the gradient.
 * Cost an image and step: 4,608 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [term][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = table + 6402; /* dW[t] */
    tess_fx4 *gradient = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    tess_fx4 *bias_gradient = TESS_ARENA(tess_fx4, CONV1_BIAS_GRADIENT) + block, bias = {0};
    memset(table, 0, sizeof *table * (6402 + CONV1_FAN_IN));
    for (int first = run->from; first < run->to; first += CONV1_TILE_IMAGES) {
        for (int n = first; n < first + CONV1_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV1_HEIGHT; y++) {
                tess_fx4 *row = table + ((n - first) * CONV1_TABLE_ROWS + y + 1) * CONV1_TABLE_PITCH;
                conv1_row(run, block, n, y, row, &bias);
            }
        }
        conv1_accumulate(run, first / CONV1_TILE_IMAGES, table, sum);
    }
    if (run->taps) {
        tess_fx4 *tap = TESS_TAP(tess_fx4, 65536) + (size_t)block * (CONV1_FAN_IN + 1);
        memcpy(tap, sum, sizeof *sum * CONV1_FAN_IN);
        tap[CONV1_FAN_IN] = bias;
    }
    if (run->first == 0 && run->step == 0) {
        memset(gradient, 0, sizeof *gradient * CONV1_FAN_IN);
        *bias_gradient = (tess_fx4){0};
    }
    for (int k = 0; k < CONV1_FAN_IN; k++) {
        gradient[k] += sum[k];
    }
    *bias_gradient += bias;
}

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum.
 * Cost a batch: 80 weights. */
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
 * Cost a batch: 80 weights. */
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
        tess_adam(run, 1, TESS_ARENA(float, CONV1_BIAS_VALUE) + o, TESS_ARENA(float, CONV1_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, CONV1_BIAS_MOMENT1) + o, TESS_ARENA(float, CONV1_BIAS_MOMENT2) + o);
    }
    conv1_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv1: the fixed matrix B, 11 rows over 16 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000fffe,
    };
    static const float gate[4] = {
        0.3125f, 0.3125f, 0.3125f, 0.3125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 1, true, CLASSES, 4, 4, 4, gate, TESS_ARENA(float, CONV1_SIGNS),
                      TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 8 3x3 pad 1, avgpool 2x2 ---- */

enum {
    CONV2_IN_CHANNELS = 4,               /* of the input */
    CONV2_IN_HEIGHT = 4,
    CONV2_IN_WIDTH = 4,
    CONV2_IN_SIZE = 64,                  /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV2_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV2_IN_PADDED = 4,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV2_LIST_ROOM = 384,               /* entries of the sums' lists that an image has room for */
    CONV2_LISTS = 16,                    /* of an image and group of steps, for the sums */
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
    CONV2_LENGTHS_OF_TILE = 4,           /* lists of a tile */
    CONV2_PLANE = 1153,                  /* rows of the table a slot */
    CONV2_TILE_IMAGES = 32,              /* images in a tile */
    CONV2_LIST_CAPACITY = 1024,          /* entries of a gradient list */
    CONV2_TABLE_ROWS = 6,                /* rows of the table an image */
    CONV2_TABLE_PITCH = 6,               /* its columns */
    CONV2_TILE_CAPACITY = 4096,          /* entries of all lists of a tile */
    CONV2_TABLE_POSITIONS = 36,          /* TABLE_ROWS * TABLE_PITCH */
    CONV2_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV2_CHANNELS = 8,                  /* of the output */
    CONV2_HEIGHT = 4,
    CONV2_WIDTH = 4,
    CONV2_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV2_BLOCKS = 2,                    /* of LANES output channels */
    CONV2_PADDED = 8,                    /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV2_POOL_HEIGHT = 2,
    CONV2_POOL_WIDTH = 2,
    CONV2_POOLED_HEIGHT = 2,
    CONV2_POOLED_WIDTH = 2,
    CONV2_POOLED_POSITIONS = 4,          /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV2_CELLS = 4,                     /* windows of the signal grid */
    CONV2_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV2_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV2_LANES = 4,                     /* output channels in a vector */
    CONV2_SUBSET_BYTES = 256,            /* what is noted of a row of the map */
};

/* Atom: a set of steps of a group that is added at once. Single steps are atoms; the others, composites,
 * are time patterns that occur often. Every byte of spikes is a disjoint union of atoms.
 * Group: steps whose spikes are one byte a neuron, a bit a step. */

/* conv2: of single steps there is one pattern. */
static void conv2_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    tess_atoms_choose(TESS_ARENA(struct tess_atoms, CONV2_ATOMS), 1, 0);
}

/* conv2: its input as lists by position, for the sums.
 * Cost an image and step: 64 inputs. */
static void conv2_lists(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item * CONV2_TILE_IMAGES;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    for (int n = first; n < last; n++) {
        const struct tess_window window =
            {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 2};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 768); /* of one row of the map */
        uint32_t used = 0;
        for (int y = -CONV2_PAD; y < 5; y++) {
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV2_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV2_IN_POSITIONS + y * CONV2_IN_WIDTH) * CONV2_IN_PADDED, &map,
                                  NULL, atoms, 1, holders);
            }
            tess_find_subsets(inside ? holders : NULL, &map, &window, 1,
                              ring + (y + CONV2_PAD) % CONV2_KERNEL_HEIGHT * CONV2_SUBSET_BYTES);
            const int output = y - 1;
            if (output >= 0 && output < CONV2_HEIGHT) {
                const size_t list = (size_t)n * CONV2_LISTS + output * CONV2_WIDTH;
                used = tess_window_lists(ring, CONV2_SUBSET_BYTES, output, &map, &window, GROUPS, 1,
                                         TESS_LISTS(uint32_t, CONV2_BEGIN) + list,
                                         TESS_LISTS(uint16_t, CONV2_FOURS) + list,
                                         TESS_LISTS(uint16_t, CONV2_ENTRIES) + (size_t)n * CONV2_LIST_ROOM, used);
            }
        }
    }
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

/* conv2: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0. */
static inline void conv2_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx4 *left,
                              const tess_ix4 *sum)
{
    tess_fx4 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) + ((size_t)block * CHUNK * CONV2_POSITIONS + at);
    const tess_fx4 scale = TESS_ARENA(tess_fx4, CONV2_SCALE)[block];
    const tess_fx4 threshold = (tess_fx4){0} + 1.0f;
    const tess_fx4 bias = TESS_ARENA(tess_fx4, CONV2_BIAS_VALUE)[block];
    tess_fx4 u;
    tess_ix4 fired;
    if (run->step > 0) { /* what the step before left */
        u = *u_out;
        fired = u > threshold;
        v = (tess_fx4)((tess_ix4)u & ~fired);
    }
    tess_ix4 word = {0};
    u = 0.75f * v + (__builtin_convertvector(sum[0], tess_fx4) * scale + bias);
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 0);
    *u_out = u;
    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * CHUNK * CONV2_POSITIONS + at) * CONV2_PADDED +
                  block * CONV2_LANES) = __builtin_convertvector(word, tess_bx4);
    *left = v;
}

/* Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros. */

/* conv2: sums over all steps, then the neurons.
 * Cost an image and step: 4,608 additions if every input fires. */
static void conv2_forward(const struct tess_run *run, int item, void *scratch)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    const tess_ix4 *weight = TESS_ARENA(tess_ix4, CONV2_EFFECTIVE) + block * CONV2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    tess_ix4 *table = scratch;
    conv2_table(weight, table);
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                const size_t at = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
                tess_fx4 v = {0};
                tess_ix4 sum0 = {0};
                const size_t list = (size_t)n * CONV2_LISTS + y * CONV2_WIDTH + x;
                const uint16_t *entry = entries + (size_t)n * CONV2_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list;
                TESS_GATHER(sum0, table, 8, entry, four[0]);
                const tess_ix4 of_sum[1] = {sum0};
                conv2_fire(run, block, at, 0, &v, of_sum);
            }
        }
    }
}

/* conv2: spikes of image n counted and pooled.
 * Cost an image and step: 128 neurons. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = run->step > 0 ? run->spikes[n * LAYERS + 1] : 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) + (size_t)n * CONV2_POSITIONS * CONV2_PADDED,
                                CONV2_POSITIONS * CONV2_PADDED);
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
    uint16_t *to = TESS_ARENA(uint16_t, CONV2_OUTPUT) + (size_t)n * CONV2_POOLED_POSITIONS * CONV2_PADDED;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) + (size_t)n * CONV2_POSITIONS * CONV2_PADDED;
    for (int y = 0; y < CONV2_POOLED_HEIGHT; y++) {
        for (int x = 0; x < CONV2_POOLED_WIDTH; x++) {
            uint16_t *pooled = to + ((size_t)y * CONV2_POOLED_WIDTH + x) * CONV2_PADDED;
            for (int c = 0; c < CONV2_PADDED; c += CONV2_LANES) {
                tess_hx4 count = {0};
                for (int k = 0; k < CONV2_POOL_HEIGHT * CONV2_POOL_WIDTH; k++) {
                    const int at = (y * CONV2_POOL_HEIGHT + k / CONV2_POOL_WIDTH) * CONV2_WIDTH + x * CONV2_POOL_WIDTH +
                                   k % CONV2_POOL_WIDTH;
                    const tess_bx4 word = *(const tess_bx4 *)(from + (size_t)at * CONV2_PADDED + c);
                    count += __builtin_convertvector(word >> (uint8_t)0 & 1, tess_hx4);
                }
                *(tess_hx4 *)(pooled + c) = count;
            }
        }
    }
}

static void conv2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv2_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image and step: 32 additions. */
static void conv2_latents(const struct tess_run *run, int n, tess_fx4 *latent)
{
    static const int rows_from[2] = {0, 1};
    static const int rows_to[2] = {1, 2};
    static const int columns_from[2] = {0, 1};
    static const int columns_to[2] = {1, 2};
    for (int cell = 0; cell < CONV2_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV2_BLOCKS; block++) {
            tess_ix4 count[1] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint16_t *p = TESS_ARENA(uint16_t, CONV2_OUTPUT) +
                                        ((size_t)n * CONV2_POOLED_POSITIONS + y * CONV2_POOLED_WIDTH + x) *
                                        CONV2_PADDED;
                    count[0] += __builtin_convertvector(*(const tess_hx4 *)(p + block * CONV2_LANES), tess_ix4);
                }
            }
            latent[cell * CONV2_BLOCKS + block] = __builtin_convertvector(count[0], tess_fx4);
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image and step: 246 multiply-accumulates. */
static void conv2_logits(const struct tess_run *run, const tess_fx4 *latent, float *logit)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV2_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV2_CELLS * CONV2_BLOCKS) {
        tess_fx4 lanes = {0};
        for (int k = 0; k < CONV2_CELLS * CONV2_BLOCKS; k++) {
            lanes += sign[k] * latent[k];
        }
        float total = 0;
        for (int k = 0; k < CONV2_LANES; k++) {
            total += lanes[k];
        }
        logit[c] = total * 0.22097087f;
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image and step: 8 exponentials. */
static void conv2_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV2_ERROR) + n * CLASSES;
    float *loss = TESS_PART(float, CONV2_LOSSES) + n, sum = 0;
    loss[0] = tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error);
    sum += loss[0];
    run->local_loss[n * LAYERS + 1] = (run->step > 3 ? run->local_loss[n * LAYERS + 1] : 0) + sum / 7;
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image and step: 246 multiply-accumulates. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx4, CONV2_GATES);
    const float *error = TESS_PART(float, CONV2_ERROR) + n * CLASSES;
    for (int block = 0; block < CONV2_BLOCKS; block++) {
        tess_fx4 *signal = TESS_PART(tess_fx4, CONV2_SIGNAL) + ((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES;
        tess_fx4 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV2_CELLS; cell++) {
            tess_fx4 sum[1] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx4 s = sign[(c * CONV2_CELLS + cell) * CONV2_BLOCKS + block];
                sum[0] += s * error[c];
            }
            cell_signal[cell] = sum[0] * gate[cell * CONV2_BLOCKS + block];
        }
    }
}

/* conv2: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image and step: 493 multiply-accumulates. */
static void conv2_signal(const struct tess_run *run, int n, void *scratch)
{
    conv2_pooling(run, n, true);
    if (run->step < 3) {
        memset(TESS_PART(float, CONV2_SIGNAL) + (size_t)n * CONV2_PADDED * CONV2_ZONES, 0,
               sizeof(float) * CONV2_PADDED * CONV2_ZONES);
        return;
    }
    tess_fx4 *latent = TESS_PART(tess_fx4, CONV2_LATENTS) + (size_t)n * CONV2_CELLS * CONV2_BLOCKS;
    float *logit = TESS_PART(float, CONV2_LOGITS) + n * CLASSES;
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    conv2_errors(run, n, logit);
    conv2_project(run, n, scratch);
}

/* conv2 predicts by itself: its logits summed over the steps.
 * Cost an image and step: 246 multiply-accumulates. */
static void conv2_exit(const struct tess_run *run, int n, void *scratch)
{
    if (run->step < 3) {
        return;
    }
    tess_fx4 *latent = scratch;
    float *logit = (float *)(latent + CONV2_CELLS * CONV2_BLOCKS);
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* conv2: what each term of the rule multiplies, the input x[t] or its trace q[t], as lists by channel of
 * what is not zero.
 * Cost an image and step: 64 inputs. */
static void conv2_traces(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item * CONV2_TILE_IMAGES;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    float *plane = scratch; /* [term][channel][y][x] */
    memset(TESS_PART(uint32_t, CONV2_LENGTHS) + item * CONV2_LIST_CHANNELS, 0, sizeof(uint32_t) * CONV2_LIST_CHANNELS);
    for (int n = first; n < last; n++) {
        float *x = plane + 2 * CONV2_IN_SIZE;
        tess_plane_of_bits(words + (size_t)n * CONV2_IN_POSITIONS * CONV2_IN_PADDED, &map, x);
        /* q[t] = 0.5 q[t-1] + x[t] */
        tess_trace(TESS_ARENA(float, CONV2_Q0) + (size_t)n * CONV2_IN_SIZE, x, CONV2_IN_SIZE, 0.5f, run->step == 0,
                   plane);
        memcpy(plane + CONV2_IN_SIZE, x, sizeof *x * CONV2_IN_SIZE);
        if (run->step < 3) { /* no signal yet: only the traces go on */
            continue;
        }
        const int rows = CONV2_LIST_ROWS;
        const size_t tile = (size_t)item;
        const struct tess_table table = {n % CONV2_TILE_IMAGES * CONV2_TABLE_POSITIONS, CONV2_TABLE_PITCH, CONV2_PLANE};
        tess_gradient_values(plane, 2, &map, false, 0, rows, &table,
                             TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LIST_CHANNELS,
                             TESS_PART(struct tess_value, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY,
                             CONV2_LIST_CAPACITY);
    }
}

/* conv2: the learning signal of one output row at this step, as rows of the gradient's table, one a term. */
static inline void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, tess_fx4 *bias)
{
    static const int zone_rows[2] = {0, 1};
    static const int zone_columns[2] = {0, 1};
    tess_fx4 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    for (int x = 0; x < CONV2_WIDTH; x++) {
        const size_t at = ((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x;
        const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) + at;
        tess_fx4 *slot = row + x + 1;
        const tess_fx4 *zone = TESS_PART(tess_fx4, CONV2_SIGNAL) +
                               (((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES +
                                zone_rows[y / CONV2_POOL_HEIGHT] * CONV2_ZONE_COLUMNS +
                                zone_columns[x / CONV2_POOL_WIDTH]);
        /* m[t] = dloss/dspike: the zone's signal. */
        tess_fx4 m[1];
        m[0] = zone[0];
        /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
        tess_fx4 psi[1];
        psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 1.0f) & 0x7fffffff);
        psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        if (run->taps) { /* a probe looks on */
            const size_t tap = ((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x;
            TESS_TAP(tess_fx4, 65856)[tap] = psi[0];
            TESS_TAP(tess_fx4, 82240)[tap] = m[0];
        }
        {
            tess_fx4 sum = {0};
            sum += m[0] * psi[0];
            row_bias += sum;
        }
        /* m[t] psi[t] outer q[t] */
        slot[0] = m[0] * psi[0];
        /* -1.0 m[t] h[t-1] outer x[t], h[t] = 0.2 h[t-1] + psi[t] */
        {
            tess_fx4 *trace = TESS_ARENA(tess_fx4, CONV2_H1) + at, h = {0};
            if (run->step > 0) {
                h = *trace;
            }
            slot[CONV2_PLANE] = -1.0f * (m[0] * h);
            *trace = 0.2f * h + psi[0];
        }
    }
    *bias += row_bias;
}

/* conv2: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, CONV2_ROWS) +
                                    (size_t)tile * CONV2_LIST_CHANNELS * CONV2_LIST_CAPACITY;
    for (int c = 0; c < CONV2_LIST_CHANNELS; c++, sum += CONV2_TAPS) {
        __builtin_prefetch(list + 4 * CONV2_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * CONV2_LIST_CAPACITY + 8);
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
                g0 += d[14] * x;
                g1 += d[13] * x;
                g2 += d[12] * x;
                g3 += d[8] * x;
                g4 += d[7] * x;
                g5 += d[6] * x;
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
        list += CONV2_LIST_CAPACITY;
    }
}

/* conv2: dW[t] of one block of output channels over the chunk, added to the gradient.
 * Cost an image and step: 4,608 additions if every input fires. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [term][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = table + 2306; /* dW[t] */
    tess_fx4 *gradient = TESS_ARENA(tess_fx4, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_FAN_IN;
    tess_fx4 *bias_gradient = TESS_ARENA(tess_fx4, CONV2_BIAS_GRADIENT) + block, bias = {0};
    memset(table, 0, sizeof *table * (2306 + CONV2_FAN_IN));
    for (int first = run->from; first < run->to; first += CONV2_TILE_IMAGES) {
        for (int n = first; n < first + CONV2_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV2_HEIGHT; y++) {
                tess_fx4 *row = table + ((n - first) * CONV2_TABLE_ROWS + y + 1) * CONV2_TABLE_PITCH;
                conv2_row(run, block, n, y, row, &bias);
            }
        }
        conv2_accumulate(run, first / CONV2_TILE_IMAGES, table, sum);
    }
    if (run->taps) {
        tess_fx4 *tap = TESS_TAP(tess_fx4, 98624) + (size_t)block * (CONV2_FAN_IN + 1);
        memcpy(tap, sum, sizeof *sum * CONV2_FAN_IN);
        tap[CONV2_FAN_IN] = bias;
    }
    if (run->first == 0 && run->step == 0) {
        memset(gradient, 0, sizeof *gradient * CONV2_FAN_IN);
        *bias_gradient = (tess_fx4){0};
    }
    for (int k = 0; k < CONV2_FAN_IN; k++) {
        gradient[k] += sum[k];
    }
    *bias_gradient += bias;
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 304 weights. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * CONV2_WEIGHT_ROWS * CONV2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV2_LANES * 80;
    for (int lane = 0; lane < CONV2_LANES; lane++) {
        const int o = block * CONV2_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN, TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV2_FAN_IN, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV2_FAN_IN, unit, of_lane + lane * 80);
    }
    for (int channel = 0; channel < CONV2_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 5 + channel) * CONV2_LANES;
            for (int lane = 0; lane < CONV2_LANES; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 304 weights. */
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
        tess_adam(run, 1, TESS_ARENA(float, CONV2_BIAS_VALUE) + o, TESS_ARENA(float, CONV2_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, CONV2_BIAS_MOMENT1) + o, TESS_ARENA(float, CONV2_BIAS_MOMENT2) + o);
    }
    conv2_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv2: the fixed matrix B, 11 rows over 32 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x00000000fffdfffe,
    };
    static const float gate[4] = {
        0.22097087f, 0.22097087f, 0.22097087f, 0.22097087f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 1, true, CLASSES, 8, 4, 8, gate, TESS_ARENA(float, CONV2_SIGNS),
                      TESS_ARENA(float, CONV2_GATES));
}

/* ---- linear3: linear 6 ---- */

enum {
    LINEAR3_IN_CHANNELS = 8,             /* of the input */
    LINEAR3_IN_HEIGHT = 2,
    LINEAR3_IN_WIDTH = 2,
    LINEAR3_IN_SIZE = 32,                /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    LINEAR3_IN_POSITIONS = 4,            /* IN_HEIGHT * IN_WIDTH */
    LINEAR3_IN_PADDED = 8,               /* IN_CHANNELS in whole blocks of lanes */
    LINEAR3_LIST_ROOM = 32,              /* entries of the sums' lists that an image has room for */
    LINEAR3_TAPS = 1,                    /* KERNEL_HEIGHT * KERNEL_WIDTH */
    LINEAR3_WEIGHT_ROWS = 33,            /* rows of weights a block of output channels */
    LINEAR3_FAN_IN = 32,                 /* inputs of a neuron */
    LINEAR3_LIST_CHANNELS = 32,          /* that have lists in the gradient */
    LINEAR3_LENGTHS_OF_TILE = 32,        /* lists of a tile */
    LINEAR3_PLANE = 33,                  /* rows of the table a slot */
    LINEAR3_TILE_IMAGES = 32,            /* images in a tile */
    LINEAR3_LIST_CAPACITY = 64,          /* entries of a gradient list */
    LINEAR3_TABLE_PITCH = 1,             /* its columns */
    LINEAR3_TILE_CAPACITY = 2048,        /* entries of all lists of a tile */
    LINEAR3_LIST_ROWS = 2,               /* rows of the map that a tile lists */
    LINEAR3_CHANNELS = 6,                /* of the output */
    LINEAR3_BLOCKS = 2,                  /* of LANES output channels */
    LINEAR3_PADDED = 8,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    LINEAR3_BINS = 6,                    /* latents, means of neighbouring neurons */
    LINEAR3_LANES = 4,                   /* output channels in a vector */
};

/* linear3: its input as lists by position, for the sums.
 * Cost an image and step: 32 inputs. */
static void linear3_lists(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {LINEAR3_IN_CHANNELS, LINEAR3_IN_PADDED, LINEAR3_IN_HEIGHT, LINEAR3_IN_WIDTH};
    const uint16_t *counts = TESS_ARENA(uint16_t, CONV2_OUTPUT);
    const int first = item * LINEAR3_TILE_IMAGES;
    const int last = first + LINEAR3_TILE_IMAGES < run->count ? first + LINEAR3_TILE_IMAGES : run->count;
    (void)scratch;
    for (int n = first; n < last; n++) {
        tess_forward_counts(counts + (size_t)n * LINEAR3_IN_POSITIONS * LINEAR3_IN_PADDED, 1, &map, true,
                            TESS_LISTS(uint32_t, LINEAR3_BEGIN) + n * (1 + 1),
                            TESS_LISTS(struct tess_value, LINEAR3_ENTRIES) + (size_t)n * LINEAR3_LIST_ROOM);
    }
}

/* linear3: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0.
 * Cost an image and step: 192 multiply-accumulates. */
static void linear3_forward(const struct tess_run *run, int item, void *scratch)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const tess_ix4 *weight = TESS_ARENA(tess_ix4, LINEAR3_EFFECTIVE) + block * LINEAR3_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, LINEAR3_BEGIN);
    const struct tess_value *entries = TESS_LISTS(struct tess_value, LINEAR3_ENTRIES);
    const tess_fx4 scale = TESS_ARENA(tess_fx4, LINEAR3_SCALE)[block];
    const tess_fx4 threshold = (tess_fx4){0} + 1.0f;
    const tess_fx4 bias = TESS_ARENA(tess_fx4, LINEAR3_BIAS_VALUE)[block];
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        const size_t at = (size_t)n;
        tess_fx4 *u_out = TESS_ARENA(tess_fx4, LINEAR3_MEMBRANE) + ((size_t)block * CHUNK + at);
        tess_fx4 v = {0};
        if (run->step > 0) { /* what the step before left */
            u = *u_out;
            fired = u > threshold;
            v = (tess_fx4)((tess_ix4)u & ~fired);
        }
        tess_ix4 word = {0};
        tess_ix4 sum = {0};
        {
            const tess_ix4 *rows = weight;
            const uint32_t *list = begin + (size_t)n * (1 + 1);
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const struct tess_value *value = entries + (size_t)n * LINEAR3_LIST_ROOM + k;
                sum += rows[value->row] * value->amount.count;
            }
        }
        u = 0.75f * v + (__builtin_convertvector(sum, tess_fx4) * scale + bias);
        fired = u > threshold;
        v = (tess_fx4)((tess_ix4)u & ~fired);
        word |= fired & (1 << 0);
        *u_out = u;
        *(tess_bx4 *)(TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + at * LINEAR3_PADDED + block * LINEAR3_LANES) =
            __builtin_convertvector(word, tess_bx4);
    }
}

/* linear3: spikes of image n counted and pooled.
 * Cost an image and step: 6 neurons. */
static inline void linear3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = run->step > 0 ? run->spikes[n * LAYERS + 2] : 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + (size_t)n * LINEAR3_PADDED, LINEAR3_PADDED);
    run->spikes[n * LAYERS + 2] = spikes;
    (void)train;
}

static void linear3_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear3_pooling(run, n, false);
}

static const int linear3_bin_from[6] = {0, 1, 2, 3, 4, 5};
static const int linear3_bin_to[6] = {1, 2, 3, 4, 5, 6};

/* Latents: the mean activity of each bin, step by step.
 * Cost an image and step: 6 neurons. */
static void linear3_latents(const struct tess_run *run, int n, float *latent)
{
    const uint8_t *word = TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + (size_t)n * LINEAR3_PADDED;
    for (int k = 0; k < LINEAR3_BINS; k++) {
        int count = 0;
        for (int c = linear3_bin_from[k]; c < linear3_bin_to[k]; c++) {
            count += word[c] >> 0 & 1;
        }
        latent[k] = (float)count / (float)(linear3_bin_to[k] - linear3_bin_from[k]);
    }
}

/* Logits B pool(o) of every step.
 * Cost an image and step: 46 multiply-accumulates. */
static void linear3_logits(const struct tess_run *run, const float *latent, float *logit)
{
    const float *sign = TESS_ARENA(float, LINEAR3_SIGNS);
    for (int c = 0; c < CLASSES; c++) {
        float total = 0;
        for (int k = 0; k < LINEAR3_BINS; k++) {
            total += sign[c * LINEAR3_BINS + k] * latent[k];
        }
        logit[c] = total / 0.48989794f;
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image and step: 8 exponentials. */
static void linear3_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, LINEAR3_ERROR) + n * CLASSES;
    float *loss = TESS_PART(float, LINEAR3_LOSSES) + n, sum = 0;
    loss[0] = tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error);
    sum += loss[0];
    run->local_loss[n * LAYERS + 2] = (run->step > 3 ? run->local_loss[n * LAYERS + 2] : 0) + sum / 7;
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* m = B' error, spread back over the bins. Dead latents are exactly zero.
 * Cost an image and step: 46 multiply-accumulates. */
static void linear3_project(const struct tess_run *run, int n)
{
    const float *sign = TESS_ARENA(float, LINEAR3_SIGNS), *gate = TESS_ARENA(float, LINEAR3_GATES);
    const float *error = TESS_PART(float, LINEAR3_ERROR) + n * CLASSES;
    float *signal = TESS_PART(float, LINEAR3_SIGNAL) + (size_t)n * LINEAR3_PADDED;
    memset(signal, 0, sizeof(float) * LINEAR3_PADDED);
    for (int k = 0; k < LINEAR3_BINS; k++) {
        const float share = gate[k] / (float)(linear3_bin_to[k] - linear3_bin_from[k]);
        float total = 0;
        for (int c = 0; c < CLASSES; c++) {
            total += sign[c * LINEAR3_BINS + k] * error[c];
        }
        for (int c = linear3_bin_from[k]; c < linear3_bin_to[k]; c++) {
            signal[c / LINEAR3_LANES * LINEAR3_LANES + c % LINEAR3_LANES] += total * share;
        }
    }
}

/* linear3: latents, the local loss and its learning signal of image n.
 * Cost an image and step: 92 multiply-accumulates. */
static void linear3_signal(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear3_pooling(run, n, true);
    if (run->step < 3) {
        memset(TESS_PART(float, LINEAR3_SIGNAL) + (size_t)n * LINEAR3_PADDED, 0, sizeof(float) * LINEAR3_PADDED);
        return;
    }
    float *latent = TESS_PART(float, LINEAR3_LATENTS) + n * LINEAR3_BINS;
    float *logit = TESS_PART(float, LINEAR3_LOGITS) + n * CLASSES;
    linear3_latents(run, n, latent);
    linear3_logits(run, latent, logit);
    linear3_errors(run, n, logit);
    linear3_project(run, n);
}

/* linear3 predicts by itself: its logits summed over the steps.
 * Cost an image and step: 46 multiply-accumulates. */
static void linear3_exit(const struct tess_run *run, int n, void *scratch)
{
    if (run->step < 3) {
        return;
    }
    float *latent = scratch;
    float *logit = (float *)(latent + LINEAR3_BINS);
    linear3_latents(run, n, latent);
    linear3_logits(run, latent, logit);
    tess_sum_logits(logit, 1, CLASSES, run->step > 3, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* linear3: what each term of the rule multiplies, the input x[t] or its trace q[t], as lists by channel of
 * what is not zero.
 * Cost an image and step: 32 inputs. */
static void linear3_traces(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {LINEAR3_IN_CHANNELS, LINEAR3_IN_PADDED, LINEAR3_IN_HEIGHT, LINEAR3_IN_WIDTH};
    const uint16_t *counts = TESS_ARENA(uint16_t, CONV2_OUTPUT);
    const int first = item * LINEAR3_TILE_IMAGES;
    const int last = first + LINEAR3_TILE_IMAGES < run->count ? first + LINEAR3_TILE_IMAGES : run->count;
    float *plane = scratch; /* [term][channel][y][x] */
    memset(TESS_PART(uint32_t, LINEAR3_LENGTHS) + item * LINEAR3_LIST_CHANNELS, 0,
           sizeof(uint32_t) * LINEAR3_LIST_CHANNELS);
    for (int n = first; n < last; n++) {
        float *x = plane + 2 * LINEAR3_IN_SIZE;
        tess_plane_of_counts(counts + (size_t)n * LINEAR3_IN_POSITIONS * LINEAR3_IN_PADDED, &map, 0.25f, x);
        /* q[t] = 0.5 q[t-1] + x[t] */
        tess_trace(TESS_ARENA(float, LINEAR3_Q0) + (size_t)n * LINEAR3_IN_SIZE, x, LINEAR3_IN_SIZE, 0.5f,
                   run->step == 0, plane);
        memcpy(plane + LINEAR3_IN_SIZE, x, sizeof *x * LINEAR3_IN_SIZE);
        if (run->step < 3) { /* no signal yet: only the traces go on */
            continue;
        }
        const int rows = LINEAR3_LIST_ROWS;
        const size_t tile = (size_t)item;
        const struct tess_table table = {n % LINEAR3_TILE_IMAGES, LINEAR3_TABLE_PITCH, LINEAR3_PLANE};
        tess_gradient_values(plane, 2, &map, true, 0, rows, &table,
                             TESS_PART(uint32_t, LINEAR3_LENGTHS) + tile * LINEAR3_LIST_CHANNELS,
                             TESS_PART(struct tess_value, LINEAR3_ROWS) + tile * LINEAR3_TILE_CAPACITY,
                             LINEAR3_LIST_CAPACITY);
    }
}

/* linear3: the learning signal of one output row at this step, as rows of the gradient's table, one a
 * term. */
static inline void linear3_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, tess_fx4 *bias)
{
    tess_fx4 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    const size_t at = (size_t)block * CHUNK + n + y;
    const tess_fx4 *u = TESS_ARENA(tess_fx4, LINEAR3_MEMBRANE) + at;
    tess_fx4 *slot = row;
    const tess_fx4 *zone = TESS_PART(tess_fx4, LINEAR3_SIGNAL) + ((size_t)n * LINEAR3_BLOCKS + block);
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx4 m[1];
    m[0] = zone[0];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx4 psi[1];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 1.0f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (size_t)block * CHUNK + n + y;
        TESS_TAP(tess_fx4, 99840)[tap] = psi[0];
        TESS_TAP(tess_fx4, 100864)[tap] = m[0];
    }
    {
        tess_fx4 sum = {0};
        sum += m[0] * psi[0];
        row_bias += sum;
    }
    /* m[t] psi[t] outer q[t] */
    slot[0] = m[0] * psi[0];
    /* -1.0 m[t] h[t-1] outer x[t], h[t] = 0.2 h[t-1] + psi[t] */
    {
        tess_fx4 *trace = TESS_ARENA(tess_fx4, LINEAR3_H1) + at, h = {0};
        if (run->step > 0) {
            h = *trace;
        }
        slot[LINEAR3_PLANE] = -1.0f * (m[0] * h);
        *trace = 0.2f * h + psi[0];
    }
    *bias += row_bias;
}

/* linear3: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void linear3_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, LINEAR3_LENGTHS) + tile * LINEAR3_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, LINEAR3_ROWS) +
                                    (size_t)tile * LINEAR3_LIST_CHANNELS * LINEAR3_LIST_CAPACITY;
    for (int c = 0; c < LINEAR3_LIST_CHANNELS; c++, sum += LINEAR3_TAPS) {
        __builtin_prefetch(list + 4 * LINEAR3_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * LINEAR3_LIST_CAPACITY + 8);
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx4 g0 = {0};
            TESS_ROLLED
            for (; k < end; k++) {
                const tess_fx4 *d = table + list[k].row;
                const float x = list[k].amount.real;
                g0 += d[0] * x;
            }
            sum[0] += g0;
        }
        list += LINEAR3_LIST_CAPACITY;
    }
}

/* linear3: dW[t] of one block of output channels over the chunk, added to the gradient.
 * Cost an image and step: 192 multiply-accumulates. */
static void linear3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [term][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = table + 66; /* dW[t] */
    tess_fx4 *gradient = TESS_ARENA(tess_fx4, LINEAR3_WEIGHT_GRADIENT) + (size_t)block * LINEAR3_FAN_IN;
    tess_fx4 *bias_gradient = TESS_ARENA(tess_fx4, LINEAR3_BIAS_GRADIENT) + block, bias = {0};
    memset(table, 0, sizeof *table * (66 + LINEAR3_FAN_IN));
    for (int first = run->from; first < run->to; first += LINEAR3_TILE_IMAGES) {
        for (int n = first; n < first + LINEAR3_TILE_IMAGES && n < run->to; n++) {
            tess_fx4 *row = table + (n - first);
            linear3_row(run, block, n, 0, row, &bias);
        }
        linear3_accumulate(run, first / LINEAR3_TILE_IMAGES, table, sum);
    }
    if (run->taps) {
        tess_fx4 *tap = TESS_TAP(tess_fx4, 101888) + (size_t)block * (LINEAR3_FAN_IN + 1);
        memcpy(tap, sum, sizeof *sum * LINEAR3_FAN_IN);
        tap[LINEAR3_FAN_IN] = bias;
    }
    if (run->first == 0 && run->step == 0) {
        memset(gradient, 0, sizeof *gradient * LINEAR3_FAN_IN);
        *bias_gradient = (tess_fx4){0};
    }
    for (int k = 0; k < LINEAR3_FAN_IN; k++) {
        gradient[k] += sum[k];
    }
    *bias_gradient += bias;
}

/* linear3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in
 * units of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 204 weights. */
static void linear3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, LINEAR3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, LINEAR3_EFFECTIVE) + (size_t)block * LINEAR3_WEIGHT_ROWS * LINEAR3_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + LINEAR3_LANES * 80;
    for (int lane = 0; lane < LINEAR3_LANES && block * LINEAR3_LANES + lane < LINEAR3_CHANNELS; lane++) {
        const int o = block * LINEAR3_LANES + lane;
        tess_standardize(weight + (size_t)o * LINEAR3_FAN_IN, LINEAR3_FAN_IN, TESS_ARENA(float, LINEAR3_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, LINEAR3_FAN_IN, 4);
        TESS_ARENA(float, LINEAR3_SCALE)[o] = 0.25f / unit;
        tess_round_all(effective, LINEAR3_FAN_IN, unit, of_lane + lane * 80);
    }
    for (int channel = 0; channel < LINEAR3_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 4; tap++) {
            const int k = channel * 4 + tap;
            int32_t *row = rows + (tap * 8 + channel) * LINEAR3_LANES;
            for (int lane = 0; lane < LINEAR3_LANES && block * LINEAR3_LANES + lane < LINEAR3_CHANNELS; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* linear3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 204 weights. */
static void linear3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, LINEAR3_WEIGHT_GRADIENT) + (size_t)block * LINEAR3_LANES * LINEAR3_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < LINEAR3_FAN_IN; k++) {
        for (int lane = 0; lane < LINEAR3_LANES; lane++) {
            of_lane[lane * 80 +
                    k] = gathered[(k % LINEAR3_IN_POSITIONS * LINEAR3_IN_CHANNELS + k / LINEAR3_IN_POSITIONS) *
                                  LINEAR3_LANES + lane];
        }
    }
    for (int lane = 0; lane < LINEAR3_LANES && block * LINEAR3_LANES + lane < LINEAR3_CHANNELS; lane++) {
        const int o = block * LINEAR3_LANES + lane;
        float *gradient = TESS_ARENA(float, LINEAR3_WEIGHT_GRADIENT) + (size_t)o * LINEAR3_FAN_IN;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * LINEAR3_FAN_IN);
        TESS_ARENA(float,
                   LINEAR3_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, LINEAR3_WEIGHT_VALUE) +
                                                                         (size_t)o * LINEAR3_FAN_IN, LINEAR3_FAN_IN,
                                                                         TESS_ARENA(float, LINEAR3_GAIN_VALUE)[o],
                                                                         gradient);
        tess_adam(run, LINEAR3_FAN_IN, TESS_ARENA(float, LINEAR3_WEIGHT_VALUE) + (size_t)o * LINEAR3_FAN_IN,
                  TESS_ARENA(float, LINEAR3_WEIGHT_GRADIENT) + (size_t)o * LINEAR3_FAN_IN,
                  TESS_ARENA(float, LINEAR3_WEIGHT_MOMENT1) + (size_t)o * LINEAR3_FAN_IN,
                  TESS_ARENA(float, LINEAR3_WEIGHT_MOMENT2) + (size_t)o * LINEAR3_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, LINEAR3_GAIN_VALUE) + o, TESS_ARENA(float, LINEAR3_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, LINEAR3_GAIN_MOMENT1) + o, TESS_ARENA(float, LINEAR3_GAIN_MOMENT2) + o);
        tess_adam(run, 1, TESS_ARENA(float, LINEAR3_BIAS_VALUE) + o, TESS_ARENA(float, LINEAR3_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, LINEAR3_BIAS_MOMENT1) + o, TESS_ARENA(float, LINEAR3_BIAS_MOMENT2) + o);
    }
    linear3_weights(run, block, scratch); /* while the block is in a cache */
}

/* linear3: the fixed matrix B, 11 rows over 6 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void linear3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000003e,
    };
    static const float gate[1] = {
        2.0412414f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 1, true, CLASSES, 6, 1, 6, gate, TESS_ARENA(float, LINEAR3_SIGNS),
                      TESS_ARENA(float, LINEAR3_GATES));
}

/* ---- readout ---- */

/* readout: notes those of the features first .. last - 1 of image n that fire at any step, without a
 * branch, which would be missed at every other. Returns how many. */
TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)
{
    int count = 0;
    for (int k = first; k < last; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + (size_t)n * 8 + k;
        int words = 0;
        words |= feature[0];
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image and step: 66 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[1] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 6, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + (size_t)n * 8 + k;
        const int word = feature[0];
        const float value = (float)(word >> 0 & 1);
        total[0] += weight[k] * value;
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * 16;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 16;
    float *sum = run->logits + n * CLASSES;
    if (run->step == 0) {
        memset(sum, 0, sizeof *sum * CLASSES);
    }
    for (int c = 0; c < CLASSES; c++) {
        logit[c] += bias[c];
        sum[c] += logit[c];
    }
    if (train && run->step >= 3) {
        TESS_ARENA(float, READOUT_LOSSES)[n] = tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error);
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
 * Cost an image and step: 66 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx16 *errors = TESS_ARENA(tess_fx16, READOUT_ERROR);
    const int first = item * 6 / 6, last = (item + 1) * 6 / 6;
    tess_fx16 *sum = TESS_ARENA(tess_fx16, READOUT_SUM);
    if (run->step < 3) {
        return;
    }
    if (run->first == 0 && run->step == 3) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR3_OUTPUT) + (size_t)n * 8 + k;
            const int word = feature[0];
            const float value = (float)(word >> 0 & 1);
            if (0 >= 0) {
                sum[k] += errors[n] * value;
            }
        }
    }
    if (item == 0) {
        const float *error = TESS_ARENA(float, READOUT_ERROR);
        float *bias = TESS_ARENA(float, READOUT_BIAS_GRADIENT);
        for (int c = 0; c < CLASSES; c++) {
            float total = run->first == 0 && run->step == 3 ? 0 : bias[c];
            for (int n = 0; n < run->count; n++) {
                total += error[n * 16 + c];
            }
            bias[c] = total;
        }
    }
}

/* readout: the optimizer's step.
 * Cost a batch: 77 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 6; k++) {
            gradient[c * 6 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 66, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 77 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 6; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 16 + c] = weight[c * 6 + k];
        }
    }
}

/* readout: the weights to start from, with which its logits are those of linear3. */
static void readout_start(const struct tess_model *model, float *weight)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {1};
    static const int columns_from[6] = {0, 1, 2, 3, 4, 5};
    static const int columns_to[6] = {1, 2, 3, 4, 5, 6};
    static const struct tess_latent_grid grid = {
        1, 1, 6, 1, 6, rows_from, rows_to, columns_from, columns_to,
    };
    (void)model;
    tess_classifier_weights(conv2_positive, 1, true, CLASSES, &grid, 2.041241452319315, weight);
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {4, 2, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.23570226f, NULL,
    },
    {
"conv1.gain", "L0.gain", 4, {4, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv1.bias", "L0.b", 1, {4},
        CONV1_BIAS_VALUE, CONV1_BIAS_GRADIENT, CONV1_BIAS_MOMENT1, CONV1_BIAS_MOMENT2, TESS_START_CONSTANT, 0.0f, NULL,
    },
    {
"conv2.weight", "L1.w", 4, {8, 4, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.16666667f, NULL,
    },
    {
"conv2.gain", "L1.gain", 4, {8, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv2.bias", "L1.b", 1, {8},
        CONV2_BIAS_VALUE, CONV2_BIAS_GRADIENT, CONV2_BIAS_MOMENT1, CONV2_BIAS_MOMENT2, TESS_START_CONSTANT, 0.0f, NULL,
    },
    {
"linear3.weight", "L2.w", 2, {6, 32},
        LINEAR3_WEIGHT_VALUE, LINEAR3_WEIGHT_GRADIENT, LINEAR3_WEIGHT_MOMENT1, LINEAR3_WEIGHT_MOMENT2,
            TESS_START_NORMAL, 0.25f, NULL,
    },
    {
"linear3.gain", "L2.gain", 2, {6, 1},
        LINEAR3_GAIN_VALUE, LINEAR3_GAIN_GRADIENT, LINEAR3_GAIN_MOMENT1, LINEAR3_GAIN_MOMENT2, TESS_START_CONSTANT,
            1.0f, NULL,
    },
    {
"linear3.bias", "L2.b", 1, {6},
        LINEAR3_BIAS_VALUE, LINEAR3_BIAS_GRADIENT, LINEAR3_BIAS_MOMENT1, LINEAR3_BIAS_MOMENT2, TESS_START_CONSTANT,
            0.0f, NULL,
    },
    {
"readout.weight", "out.w", 2, {11, 6},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2, TESS_START_SIGNS,
            0.0f, readout_start,
    },
    {
"readout.bias", "out.b", 1, {11},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_CONSTANT,
            0.0f, NULL,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 4 3x3 pad 1, maxpool 2x2", 256, 4608, 1.0f, 16, TESS_LOGITS_ROOT, 5.0f},
    {"conv2", "conv 8 3x3 pad 1, avgpool 2x2", 128, 4608, 1.0f, 32, TESS_LOGITS_ROOT, 5.0f},
    {"linear3", "linear 6", 6, 192, 1.0f, 6, TESS_LOGITS_ROOT, 5.0f},
    {.name = "readout", .text = "readout", .neurons = 11, .dense_macs = 66},
};

/* What stages read and write of what they leave for each other. */
static const struct tess_effect basis_effect = {
    .reads = 0,
    .writes = TESS_WEIGHTS,
};
static const struct tess_effect weights_effect = {
    .reads = TESS_WEIGHTS,
    .writes = TESS_WEIGHTS,
};
static const struct tess_effect atoms_effect = {
    .reads = TESS_EDGES | TESS_CHOICES,
    .writes = TESS_CHOICES,
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
    {"conv1 basis", 0, conv1_basis, 1, 0, 0, &basis_effect, false},
    {"conv1 weights", 0, conv1_weights, 1, 0, 0, &weights_effect, false},
    {"conv2 basis", 1, conv2_basis, 1, 0, 0, &basis_effect, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv2 weights", 1, conv2_weights, 2, 0, 0, &weights_effect, false},
    {"linear3 basis", 2, linear3_basis, 1, 0, 0, &basis_effect, false},
    {"linear3 weights", 2, linear3_weights, 2, 0, 0, &weights_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists, 1, 32, 0, NULL, false},
    {"conv1 forward", 0, conv1_forward, 1, 2, 0, NULL, false},
    {"conv1 signal", 0, conv1_signal, 1, 1, 0, NULL, false},
    {"conv1 traces", 0, conv1_traces, 1, 32, 0, NULL, false},
    {"conv1 gradient", 0, conv1_gradient, 1, 0, 0, NULL, false},
    {"conv2 lists", 1, conv2_lists, 1, 32, 0, NULL, false},
    {"conv2 forward", 1, conv2_forward, 2, 4, 0, NULL, false},
    {"conv2 signal", 1, conv2_signal, 1, 1, 0, NULL, false},
    {"conv2 traces", 1, conv2_traces, 1, 32, 0, NULL, false},
    {"conv2 gradient", 1, conv2_gradient, 2, 0, 0, NULL, false},
    {"linear3 lists", 2, linear3_lists, 1, 32, 0, NULL, false},
    {"linear3 forward", 2, linear3_forward, 2, 4, 0, NULL, false},
    {"linear3 signal", 2, linear3_signal, 1, 1, 0, NULL, false},
    {"linear3 traces", 2, linear3_traces, 1, 32, 0, NULL, false},
    {"linear3 gradient", 2, linear3_gradient, 2, 0, 0, NULL, false},
    {"readout logits", 3, readout_logits_train, 1, 1, 0, NULL, false},
    {"readout gradient", 3, readout_gradient, 6, 0, 0, NULL, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 1, 0, 0, &update_effect, false},
    {"conv2 update", 1, conv2_update, 2, 0, 0, &update_effect, false},
    {"linear3 update", 2, linear3_update, 2, 0, 0, &update_effect, false},
    {"readout update", 3, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists, 1, 32, 0, NULL, false},
    {"conv1 forward", 0, conv1_forward, 1, 2, 0, NULL, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, NULL, false},
    {"conv1 exit", 0, conv1_exit, 1, 1, 0, NULL, true},
    {"conv2 lists", 1, conv2_lists, 1, 32, 0, NULL, false},
    {"conv2 forward", 1, conv2_forward, 2, 4, 0, NULL, false},
    {"conv2 pool", 1, conv2_pool, 1, 1, 0, NULL, false},
    {"conv2 exit", 1, conv2_exit, 1, 1, 0, NULL, true},
    {"linear3 lists", 2, linear3_lists, 1, 32, 0, NULL, false},
    {"linear3 forward", 2, linear3_forward, 2, 4, 0, NULL, false},
    {"linear3 pool", 2, linear3_pool, 1, 1, 0, NULL, false},
    {"linear3 exit", 2, linear3_exit, 1, 1, 0, NULL, true},
    {"readout logits", 3, readout_logits_evaluate, 1, 1, 0, NULL, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 1, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 8192, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_SPIKES,
        .bits = 1,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 1,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOGITS,
        .first_step = 3,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 11},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_loss", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOSSES,
        .mean_images = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.basis", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1.25f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 4, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 8192, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 4, .store = TESS_STORE_F32, .offset = 32768,
        .in_taps = true,
        .first_step = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 8192, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 4, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
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
        .name = "b0.gradeff.L0.w", .stage = 4, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
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
        .name = "L0.q", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_Q0,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.h", .stage = 4, .store = TESS_STORE_F32, .offset = CONV1_H1,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 8192, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.dw", .stage = 4, .store = TESS_STORE_F32, .offset = 65536,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 76, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.db", .stage = 4, .store = TESS_STORE_F32, .offset = 65824,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 76, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 2048, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = CONV2_SPIKES,
        .bits = 1,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 7, .store = TESS_STORE_U16, .offset = CONV2_OUTPUT,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 8},
        },
        .factor = 0.25f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_LOGITS,
        .first_step = 3,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 11},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_LOSSES,
        .mean_images = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
        },
        .factor = 0.8838835f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 9, .store = TESS_STORE_F32, .offset = 65856,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 2048, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 9, .store = TESS_STORE_F32, .offset = 82240,
        .in_taps = true,
        .first_step = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 2048, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 9, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 180, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 20},
        },
        .factor = 1.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 9, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 144, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.q", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_Q0,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.h", .stage = 9, .store = TESS_STORE_F32, .offset = CONV2_H1,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 2048, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.dw", .stage = 9, .store = TESS_STORE_F32, .offset = 98624,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 148, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 36},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.db", .stage = 9, .store = TESS_STORE_F32, .offset = 99200,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 8, .stride = 148, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.u", .stage = 11, .store = TESS_STORE_F32, .offset = LINEAR3_MEMBRANE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 128, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 11, .store = TESS_STORE_STEP_BITS, .offset = LINEAR3_OUTPUT,
        .bits = 1,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 12, .store = TESS_STORE_STEP_BITS, .offset = LINEAR3_OUTPUT,
        .bits = 1,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_logits", .stage = 12, .store = TESS_STORE_F32, .offset = LINEAR3_LOGITS,
        .first_step = 3,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 11},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_loss", .stage = 12, .store = TESS_STORE_F32, .offset = LINEAR3_LOSSES,
        .mean_images = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.basis", .stage = 12, .store = TESS_STORE_F32, .offset = LINEAR3_SIGNS,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 6},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
        },
        .factor = 2.0412414f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 14, .store = TESS_STORE_F32, .offset = 99840,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 128, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 14, .store = TESS_STORE_F32, .offset = 100864,
        .in_taps = true,
        .first_step = 3,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 128, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 14, .store = TESS_STORE_I32, .offset = LINEAR3_EFFECTIVE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 132, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 4.0f, .scale = LINEAR3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 14, .store = TESS_STORE_F32, .offset = LINEAR3_WEIGHT_GRADIENT,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 128, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.q", .stage = 13, .store = TESS_STORE_F32, .offset = LINEAR3_Q0,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 2},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.h", .stage = 14, .store = TESS_STORE_F32, .offset = LINEAR3_H1,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 128, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.dw", .stage = 14, .store = TESS_STORE_F32, .offset = 101888,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 132, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.db", .stage = 14, .store = TESS_STORE_F32, .offset = 102400,
        .in_taps = true, .sum_chunks = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_CHANNEL, .extent = 6, .stride = 132, .lanes = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 15, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 10, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 15, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .first_step = 3,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_STEP, .extent = 7, .stride = 0},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model code_stream\n"
    "\n"
    "input 2x8x8 {\n"
    "    dataset synthetic\n"
    "    classes 11\n"
    "    frames 10\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize off\n"
    "    train 100 samples; test 50 samples\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.75; threshold 1; reset zero }\n"
    "weights { standardize; gain on; bias on }\n"
    "\n"
    "network {\n"
    "    conv 4 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    conv 8 3x3 pad 1, avgpool 2x2  signal grid 2x2\n"
    "    linear 6  signal bins 6\n"
    "    readout  start signs  bias zero\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post -1\n"
    "    lambda pre 0.5 post 0.2\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal local {\n"
    "        basis frequencies 50 96.2 142.4 188.6 234.8 281 327.2 373.4 419.6 465.8 512\n"
    "        logits root times 5\n"
    "        loss cross_entropy\n"
    "        from step 3\n"
    "    }\n"
    "    schedule stream\n"
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
    .name = "code_stream", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "stream",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "synthetic", .channels = 2, .height = 8, .width = 8,
        .steps = 10, .is_static = false, .classes = 11,
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
    .layers = 3, .layer = layer_infos, .supervised_from = 3, .local_loss = true,
    .predict_from = "readout",
    .params = 11, .param = params,
    .arena_bytes = 280192, .scratch_bytes = 102720, .tap_bytes = 102976, .chunk = 32,
    .stepwise = true,
    .prepare_stages = 8, .prepare = prepare_stages,
    .train_stages = 17, .train = train_stages,
    .update_stages = 5, .update = update_stages,
    .evaluate_stages = 13, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("code_stream: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
