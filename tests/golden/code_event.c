/* code_event: a spiking network for synthetic, trained with the rule 'tess' over 10 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 4 3x3 pad 1, avgpool 2x2            2x8x8         4x4x4                 72  16 latents
 *   conv2       conv 20 3x3 pad 1                        4x4x4         20x4x4               720  180 latents
 *   conv3       conv 4 1x1                               20x4x4        4x4x4                 80  4 latents
 *   readout     linear, 64 features to 11 classes: 715 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 5 steps. Memory: 4276352 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* What all layers share. */
enum {
    STEPS = 10,                          /* time steps */
    CHUNK = 32,                          /* images that go through the network together */
    GROUPS = 2,                          /* of steps: the spikes of each are a byte a neuron */
    GROUP_STEPS = 5,                     /* steps of a group; the last may have fewer */
    COMPOSITES = 4,                      /* sets of several steps added at once */
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
    CONV2_WEIGHT_VALUE = 1280,
    CONV2_WEIGHT_GRADIENT = 5888,
    CONV2_WEIGHT_MOMENT1 = 10496,
    CONV2_WEIGHT_MOMENT2 = 13376,
    CONV3_WEIGHT_VALUE = 16256,
    CONV3_WEIGHT_GRADIENT = 16576,
    CONV3_WEIGHT_MOMENT1 = 16896,
    CONV3_WEIGHT_MOMENT2 = 17216,
    READOUT_WEIGHT_VALUE = 17536,
    READOUT_WEIGHT_GRADIENT = 20352,
    READOUT_WEIGHT_MOMENT1 = 23168,
    READOUT_WEIGHT_MOMENT2 = 25984,
    READOUT_BIAS_VALUE = 28800,
    READOUT_BIAS_GRADIENT = 28864,
    READOUT_BIAS_MOMENT1 = 28928,
    READOUT_BIAS_MOMENT2 = 28992,
    CONV1_EFFECTIVE = 29056,
    CONV1_STATISTICS = 29504,
    CONV1_SIGNS = 29568,
    CONV1_GATES = 30272,
    CONV2_EFFECTIVE = 30336,
    CONV2_SCALE = 36096,
    CONV2_STATISTICS = 36224,
    CONV2_SIGNS = 36288,
    CONV2_GATES = 48960,
    CONV3_EFFECTIVE = 50112,
    CONV3_SCALE = 50496,
    CONV3_STATISTICS = 50560,
    CONV3_SIGNS = 50624,
    CONV3_GATES = 50816,
    CONV3_ATOMS = 50880,
    READOUT_EFFECTIVE = 52352,
    READOUT_SUM = 56448,
    READOUT_LOGITS = 60544,
    READOUT_ERROR = 81024,
    READOUT_LOSSES = 101504,
    CONV1_OUTPUT = 102784,
    CONV2_OUTPUT = 143744,
    CONV3_OUTPUT = 102784,
    CONV1_SPIKES = 176512,
    CONV1_BEGIN = 192896,
    CONV1_ENTRIES = 203264,
    CONV2_BEGIN = 192896,
    CONV2_ENTRIES = 213504,
    CONV3_BEGIN = 192896,
    CONV3_FOURS = 196992,
    CONV3_ENTRIES = 215424,
    CONV1_ROWS = 530944,
    CONV1_LENGTHS = 858624,
    CONV1_MEMBRANE = 858688,
    CONV1_LATENTS = 1186368,
    CONV1_LOGITS = 1206848,
    CONV1_ERROR = 1220928,
    CONV1_LOSSES = 1235008,
    CONV1_SIGNAL = 1236288,
    CONV2_ROWS = 530944,
    CONV2_LENGTHS = 694784,
    CONV2_MEMBRANE = 694848,
    CONV2_LATENTS = 1350208,
    CONV2_LOGITS = 1718848,
    CONV2_ERROR = 1732928,
    CONV2_LOSSES = 1747008,
    CONV2_SIGNAL = 1748288,
    CONV3_ROWS = 530944,
    CONV3_LENGTHS = 940544,
    CONV3_MEMBRANE = 940672,
    CONV3_LATENTS = 1022592,
    CONV3_LOGITS = 1027712,
    CONV3_ERROR = 1041792,
    CONV3_LOSSES = 1055872,
    CONV3_SIGNAL = 1057152,
};

/* Where the matrix B of conv2 (square_wave) is positive: a bit a latent, for each class. */
static const uint64_t conv2_positive[CLASSES * 3] = {
    0xf000fff000fff000, 0x007ff8007ff800ff, 0x000c003ffc007ff8, 0x4db24db26d926d92, 0xc936c9b649b649b2,
    0x0004d926d926d936, 0x6d24924924924924, 0x92496db6db6db6db, 0x0006db4924924924, 0xe00000007ffffffe,
    0xfe00000007ffffff, 0x00000000007fffff, 0x9696d2d2d25a5a5a, 0x2d25a5a5b4b4b496, 0x000b4b4969696d2d,
    0x33664cd9933664cc, 0x664cd9933664cd99, 0x0009933664cd9933, 0x0fe07f03f80fc07e, 0x3f01fc0fe07f01f8,
    0x0007e03f81fc0fe0, 0x2a54a952a54a952a, 0x952a54a952a54a95, 0x00052a54a952a54a, 0xcc663399cc663398,
    0xcc663399cc663399, 0x00063399cc663399, 0xf0e1e1c3c7878f0e, 0x870f0e1e3c3c7878, 0x000870f1e1e3c3c7,
    0x555555aaaaaaaaaa, 0x552aaaaaaaaad555, 0x000aaaaa95555555,
};

TESS_VECTORS_BEGIN

/* ---- conv1: conv 4 3x3 pad 1, avgpool 2x2 ---- */

enum {
    CONV1_IN_CHANNELS = 2,               /* of the input */
    CONV1_IN_HEIGHT = 8,
    CONV1_IN_WIDTH = 8,
    CONV1_IN_SIZE = 128,                 /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 2,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_LIST_ROOM = 1280,              /* entries of the sums' lists that an image has room for */
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
    CONV1_SLOTS = 10,                    /* of the gradient's table: one a step or set of steps */
    CONV1_PLANE = 1601,                  /* rows of the table a slot */
    CONV1_TILE_IMAGES = 16,              /* images in a tile */
    CONV1_LIST_CAPACITY = 10240,         /* entries of a gradient list */
    CONV1_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV1_TABLE_PITCH = 10,              /* its columns */
    CONV1_TILE_CAPACITY = 20480,         /* entries of all lists of a tile */
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

/* conv1: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 1,280 inputs. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV1_LENGTHS) + item * CONV1_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV1_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_row_values(frames + (size_t)n * 10 * CONV1_IN_SIZE, 10, &map,
                            TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT * 10 + 1),
                            TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
            const int rows = CONV1_LIST_ROWS;
            const struct tess_table table =
                {n % CONV1_TILE_IMAGES * CONV1_TABLE_POSITIONS, CONV1_TABLE_PITCH, CONV1_PLANE};
            tess_gradient_values(frames + (size_t)n * 10 * CONV1_IN_SIZE, 10, &map, false, 0, rows, &table, lengths,
                                 TESS_PART(struct tess_value, CONV1_ROWS) + tile * CONV1_TILE_CAPACITY,
                                 CONV1_LIST_CAPACITY);
        }
    }
}

static void conv1_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, true, true);
}

static void conv1_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, true, false);
}

/* conv1: W x[t] of one output row in all steps: each value of the rows that it sees goes to the columns
 * that see it. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx4 *weight, tess_dx4 *sums)
{
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT * 10 + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM;
    memset(sums, 0, sizeof *sums * 10 * CONV1_ROW_SUMS);
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        for (int t = 0; from_y >= 0 && from_y < CONV1_IN_HEIGHT && t < 10; t++) {
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
 * Cost an image: 46,080 multiply-accumulates. */
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
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV1_HEIGHT; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < CONV1_WIDTH; x++) {
                const size_t at = (size_t)n * CONV1_POSITIONS + y * CONV1_WIDTH + x;
                tess_fx4 *u_out = TESS_PART(tess_fx4, CONV1_MEMBRANE) + at * STEPS;
                tess_fx4 v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix4 word = {0};
                    for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                        const tess_dx4 sum = sums[t * CONV1_ROW_SUMS + x + 1];
                        const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                        u = 0.75f * v + current;
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
 * Cost an image: 2,560 neurons times steps. */
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

/* Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it. */

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 640 additions. */
static void conv1_latents(const struct tess_run *run, int n, tess_fx4 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        tess_ix4 count[STEPS] = {{0}};
        for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
            for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                const uint16_t *p = TESS_ARENA(uint16_t, CONV1_OUTPUT) +
                                    ((size_t)n * STEPS * CONV1_POOLED_POSITIONS + y * CONV1_POOLED_WIDTH + x) *
                                    CONV1_PADDED;
                for (int t = 0; t < STEPS; t++) {
                    count[t] += __builtin_convertvector(*(const tess_hx4 *)(p +
                                                                            (size_t)t * CONV1_POOLED_POSITIONS *
                                                                            CONV1_PADDED), tess_ix4);
                }
            }
        }
        for (int t = 0; t < STEPS; t++) {
            latent[t * CONV1_CELLS + cell] = __builtin_convertvector(count[t], tess_fx4);
        }
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* Logits B pool(o) of every step.
 * Cost an image: 1,760 multiply-accumulates. */
static void conv1_logits(const struct tess_run *run, const tess_fx4 *latent, float *logit)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV1_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV1_CELLS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx4 lanes = {0};
            for (int k = 0; k < CONV1_CELLS; k++) {
                lanes += sign[k] * latent[t * CONV1_CELLS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV1_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.078125f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 110 exponentials. */
static void conv1_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV1_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV1_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS] = sum / 10;
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* Zone: positions that lie in the same cells, and so have the same learning signal before psi. */

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 1,760 multiply-accumulates. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx4, CONV1_GATES);
    const float *error = TESS_PART(float, CONV1_ERROR) + n * STEPS * CLASSES;
    tess_fx4 *signal = TESS_PART(tess_fx4, CONV1_SIGNAL) + (size_t)n * CONV1_ZONES * STEPS;
    tess_fx4 *cell_signal = signal;
    (void)scratch;
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        tess_fx4 sum[STEPS] = {{0}};
        for (int c = 0; c < CLASSES; c++) {
            const tess_fx4 s = sign[c * CONV1_CELLS + cell];
            for (int t = 0; t < STEPS; t++) {
                sum[t] += s * error[t * CLASSES + c];
            }
        }
        for (int t = 0; t < STEPS; t++) {
            cell_signal[cell * STEPS + t] = sum[t] * gate[cell];
        }
    }
}

/* conv1: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 3,520 multiply-accumulates. */
static void conv1_signal(const struct tess_run *run, int n, void *scratch)
{
    conv1_pooling(run, n, true);
    tess_fx4 *latent = TESS_PART(tess_fx4, CONV1_LATENTS) + (size_t)n * STEPS * CONV1_CELLS;
    float *logit = TESS_PART(float, CONV1_LOGITS) + n * STEPS * CLASSES;
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    conv1_errors(run, n, logit);
    conv1_project(run, n, scratch);
}

/* conv1 predicts by itself: its logits summed over the steps.
 * Cost an image: 1,760 multiply-accumulates. */
static void conv1_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx4 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV1_CELLS);
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    const tess_fx4 *u = TESS_PART(tess_fx4, CONV1_MEMBRANE) +
                        (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx4 *zone = TESS_PART(tess_fx4, CONV1_SIGNAL) +
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
    m[8] = zone[8];
    m[9] = zone[9];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx4 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx4)((tess_ix4)(u[t] - 1.0f) & 0x7fffffff);
        psi[t] = (tess_fx4)((tess_ix4)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx4, 0)[tap + t] = psi[t];
            TESS_TAP(tess_fx4, 327680)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx4 r0[STEPS];
        for (int t = 0; t < STEPS; t++) {
            r0[t] = m[t] * psi[t];
        }
        tess_fx4 later = {0};
        for (int t = STEPS - 1; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row)
{
    for (int x = 0; x < CONV1_WIDTH; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[10];
        conv1_learning(run, block, n, y, x, d);
        for (int t = 0; t < STEPS; t++) {
            slot[t * CONV1_PLANE] = d[t];
        }
    }
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

/* conv1: the gradient of one block of output channels over the chunk.
 * Cost an image: 46,080 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV1_FAN_IN);
    }
    for (int s = 0; s < CONV1_SLOTS; s++) { /* zeros beyond the map */
        tess_fx4 *row = table + s * CONV1_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 160; y++, row += CONV1_TABLE_PITCH) {
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

/* conv1: mean and 1 / (max - mean) of the whole weight tensor.
 * Cost a batch: 72 weights. */
static void conv1_statistics(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *statistics = TESS_ARENA(float, CONV1_STATISTICS), largest = weight[0];
    (void)item;
    (void)scratch;
    for (int k = 1; k < 72; k++) {
        largest = weight[k] > largest ? weight[k] : largest;
    }
    const double mean = tess_sum(weight, 72) / 72;
    statistics[0] = (float)mean;
    statistics[1] = (float)(1 / ((double)largest - mean));
}

/* conv1: effective weights (W - mean) / (max W - mean W) of a block, in the layout of the forward sum.
 * Cost a batch: 72 weights. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * CONV1_WEIGHT_ROWS * CONV1_LANES;
    float *of_lane = scratch;
    for (int lane = 0; lane < CONV1_LANES; lane++) {
        const int o = block * CONV1_LANES + lane;
        float *effective = of_lane + lane * 48;
        const float *statistics = TESS_ARENA(float, CONV1_STATISTICS);
        const double mean = tess_sum(weight + (size_t)o * CONV1_FAN_IN, CONV1_FAN_IN) / CONV1_FAN_IN;
        for (int k = 0; k < CONV1_FAN_IN; k++) {
            effective[k] = (float)((double)weight[(size_t)o * CONV1_FAN_IN + k] - mean) * statistics[1];
        }
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
 * Cost a batch: 72 weights. */
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
        for (int k = 0; k < CONV1_FAN_IN; k++) {
            gradient[k] *= TESS_ARENA(float, CONV1_STATISTICS)[1];
        }
        tess_adam(run, CONV1_FAN_IN, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * CONV1_FAN_IN,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * CONV1_FAN_IN);
    }
}

/* conv1: the fixed matrix B, 11 rows over 16 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000fffe,
    };
    static const float gate[4] = {
        0.078125f, 0.078125f, 0.078125f, 0.078125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 3, true, CLASSES, 4, 4, 4, gate, TESS_ARENA(float, CONV1_SIGNS),
                      TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 20 3x3 pad 1 ---- */

enum {
    CONV2_IN_CHANNELS = 4,               /* of the input */
    CONV2_IN_HEIGHT = 4,
    CONV2_IN_WIDTH = 4,
    CONV2_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV2_IN_PADDED = 4,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV2_LIST_ROOM = 640,               /* entries of the sums' lists that an image has room for */
    CONV2_KERNEL_WIDTH = 3,
    CONV2_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV2_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV2_TAP_ROWS = 5,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV2_WEIGHT_ROWS = 45,              /* rows of weights a block of output channels */
    CONV2_FAN_IN = 36,                   /* inputs of a neuron */
    CONV2_LIST_CHANNELS = 4,             /* that have lists in the gradient */
    CONV2_LENGTHS_OF_TILE = 4,           /* lists of a tile */
    CONV2_SLOTS = 10,                    /* of the gradient's table: one a step or set of steps */
    CONV2_PLANE = 577,                   /* rows of the table a slot */
    CONV2_TILE_IMAGES = 16,              /* images in a tile */
    CONV2_LIST_CAPACITY = 2560,          /* entries of a gradient list */
    CONV2_TABLE_ROWS = 6,                /* rows of the table an image */
    CONV2_TABLE_PITCH = 6,               /* its columns */
    CONV2_TILE_CAPACITY = 10240,         /* entries of all lists of a tile */
    CONV2_TABLE_POSITIONS = 36,          /* TABLE_ROWS * TABLE_PITCH */
    CONV2_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV2_CHANNELS = 20,                 /* of the output */
    CONV2_HEIGHT = 4,
    CONV2_WIDTH = 4,
    CONV2_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV2_BLOCKS = 2,                    /* of LANES output channels */
    CONV2_PADDED = 32,                   /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV2_POOLED_WIDTH = 4,
    CONV2_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV2_CELLS = 9,                     /* windows of the signal grid */
    CONV2_ZONES = 16,                    /* sets of positions that lie in the same windows */
    CONV2_ZONE_COLUMNS = 4,              /* of the zones of a row */
    CONV2_LANES = 16,                    /* output channels in a vector */
};

/* conv2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 640 inputs. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint16_t *counts = TESS_ARENA(uint16_t, CONV1_OUTPUT);
    const int first = item * CONV2_TILE_IMAGES;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV2_LENGTHS) + item * CONV2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_counts(counts + (size_t)n * 10 * CONV2_IN_POSITIONS * CONV2_IN_PADDED, 10, &map, false,
                                TESS_LISTS(uint32_t, CONV2_BEGIN) + n * (CONV2_IN_POSITIONS * 10 + 1),
                                TESS_LISTS(struct tess_value, CONV2_ENTRIES) + (size_t)n * CONV2_LIST_ROOM);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
            const int rows = CONV2_LIST_ROWS;
            const struct tess_table table =
                {n % CONV2_TILE_IMAGES * CONV2_TABLE_POSITIONS, CONV2_TABLE_PITCH, CONV2_PLANE};
            tess_gradient_counts(counts + (size_t)n * 10 * CONV2_IN_POSITIONS * CONV2_IN_PADDED, 10, &map, false, 0.25f,
                                 0, rows, &table, lengths,
                                 TESS_PART(struct tess_value, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY,
                                 CONV2_LIST_CAPACITY);
        }
    }
}

static void conv2_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, true, true);
}

static void conv2_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, true, false);
}

/* conv2: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0.
 * Cost an image: 115,200 multiply-accumulates. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * CONV2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const struct tess_value *entries = TESS_LISTS(struct tess_value, CONV2_ENTRIES);
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV2_SCALE)[block];
    const tess_fx16 threshold = (tess_fx16){0} + 1.0f;
    tess_fx16 u;
    tess_ix16 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                const size_t at = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
                tess_fx16 *u_out = TESS_PART(tess_fx16, CONV2_MEMBRANE) +
                                   ((size_t)block * CHUNK * CONV2_POSITIONS + at) * STEPS;
                tess_fx16 v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix16 word = {0};
                    for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                        tess_ix16 sum = {0};
                        for (int tap = 0; tap < CONV2_TAPS; tap++) {
                            const int from_y = y + tap / CONV2_KERNEL_WIDTH - CONV2_PAD,
                                               from_x = x + tap % CONV2_KERNEL_WIDTH - CONV2_PAD;
                            if (from_y < 0 || from_y >= CONV2_IN_HEIGHT || from_x < 0 || from_x >= CONV2_IN_WIDTH) {
                                continue;
                            }
                            const int p = from_y * CONV2_IN_WIDTH + from_x;
                            const tess_ix16 *rows = weight + tap * CONV2_TAP_ROWS;
                            const uint32_t *list = begin + (size_t)n * (CONV2_IN_POSITIONS * 10 + 1) +
                                                   t * CONV2_IN_POSITIONS + p;
                            for (uint32_t k = list[0]; k < list[1]; k++) {
                                const struct tess_value *value = entries + (size_t)n * CONV2_LIST_ROOM + k;
                                sum += rows[value->row] * value->amount.count;
                            }
                        }
                        u = 0.75f * v + __builtin_convertvector(sum, tess_fx16) * scale;
                        fired = u > threshold;
                        v = (tess_fx16)((tess_ix16)u & ~fired);
                        word |= fired & (1 << (t - g * GROUP_STEPS));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_OUTPUT) +
                                   ((size_t)g * CHUNK * CONV2_POSITIONS + at) * CONV2_PADDED + block * CONV2_LANES) =
                                   __builtin_convertvector(word, tess_bx16);
                }
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
 * Cost an image: 3,200 neurons times steps. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_OUTPUT) +
                                    ((size_t)g * CHUNK + n) * CONV2_POSITIONS * CONV2_PADDED,
                                    CONV2_POSITIONS * CONV2_PADDED);
    }
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
}

static void conv2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv2_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 3,200 additions. */
static void conv2_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[3] = {0, 1, 2};
    static const int rows_to[3] = {2, 3, 4};
    static const int columns_from[3] = {0, 1, 2};
    static const int columns_to[3] = {2, 3, 4};
    for (int cell = 0; cell < CONV2_CELLS; cell++) {
        const int cy = cell / 3, cx = cell % 3;
        for (int block = 0; block < CONV2_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV2_OUTPUT) +
                                       ((size_t)n * CONV2_POOLED_POSITIONS + y * CONV2_POOLED_WIDTH + x) *
                                       CONV2_PADDED + block * CONV2_LANES;
                    for (int g = 0; g < GROUPS; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p +
                                                                                            (size_t)g * CHUNK *
                                                                                            CONV2_POOLED_POSITIONS *
                                                                                            CONV2_PADDED), tess_ix16);
                        for (int t = 0; t < GROUP_STEPS && g * GROUP_STEPS + t < STEPS; t++) {
                            count[g * GROUP_STEPS + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV2_CELLS + cell) * CONV2_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 19,800 multiply-accumulates. */
static void conv2_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV2_CELLS * CONV2_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV2_CELLS * CONV2_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV2_CELLS * CONV2_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV2_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.093169495f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 110 exponentials. */
static void conv2_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV2_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV2_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 1] = sum / 10;
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 19,800 multiply-accumulates. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows_from[4] = {0, 0, 1, 2};
    static const int zone_rows_to[4] = {1, 2, 3, 3};
    static const int zone_columns_from[4] = {0, 0, 1, 2};
    static const int zone_columns_to[4] = {1, 2, 3, 3};
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_PART(float, CONV2_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV2_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            ((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES * STEPS;
        tess_fx16 *cell_signal = scratch;
        for (int cell = 0; cell < CONV2_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV2_CELLS + cell) * CONV2_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV2_BLOCKS + block];
            }
        }
        for (int zone = 0; zone < CONV2_ZONES; zone++) {
            const int zy = zone / CONV2_ZONE_COLUMNS, zx = zone % CONV2_ZONE_COLUMNS;
            for (int t = 0; t < STEPS; t++) {
                tess_fx16 sum = {0};
                for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {
                    for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {
                        sum += cell_signal[(cy * 3 + cx) * STEPS + t];
                    }
                }
                signal[zone * STEPS + t] = sum;
            }
        }
    }
}

/* conv2: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 39,600 multiply-accumulates. */
static void conv2_signal(const struct tess_run *run, int n, void *scratch)
{
    conv2_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV2_LATENTS) + (size_t)n * STEPS * CONV2_CELLS * CONV2_BLOCKS;
    float *logit = TESS_PART(float, CONV2_LOGITS) + n * STEPS * CLASSES;
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    conv2_errors(run, n, logit);
    conv2_project(run, n, scratch);
}

/* conv2 predicts by itself: its logits summed over the steps.
 * Cost an image: 19,800 multiply-accumulates. */
static void conv2_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV2_CELLS * CONV2_BLOCKS);
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* conv2: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV2_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            (((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES + zone_rows[y] * CONV2_ZONE_COLUMNS +
                             zone_columns[x]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    m[6] = zone[6];
    m[7] = zone[7];
    m[8] = zone[8];
    m[9] = zone[9];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx16 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 1.0f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx16, 655360)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 1310720)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        for (int t = 0; t < STEPS; t++) {
            r0[t] = m[t] * psi[t];
        }
        tess_fx16 later = {0};
        for (int t = STEPS - 1; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row)
{
    for (int x = 0; x < CONV2_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv2_learning(run, block, n, y, x, d);
        for (int t = 0; t < STEPS; t++) {
            slot[t * CONV2_PLANE] = d[t];
        }
    }
}

/* conv2: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, CONV2_ROWS) +
                                    (size_t)tile * CONV2_LIST_CHANNELS * CONV2_LIST_CAPACITY;
    for (int c = 0; c < CONV2_LIST_CHANNELS; c++, sum += CONV2_TAPS) {
        __builtin_prefetch(list + 4 * CONV2_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * CONV2_LIST_CAPACITY + 8);
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx16 g0 = {0};
            tess_fx16 g1 = {0};
            tess_fx16 g2 = {0};
            tess_fx16 g3 = {0};
            tess_fx16 g4 = {0};
            tess_fx16 g5 = {0};
            tess_fx16 g6 = {0};
            tess_fx16 g7 = {0};
            tess_fx16 g8 = {0};
            TESS_ROLLED
            for (; k < end; k++) {
                const tess_fx16 *d = table + list[k].row;
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

/* conv2: the gradient of one block of output channels over the chunk.
 * Cost an image: 115,200 multiply-accumulates. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV2_FAN_IN);
    }
    for (int s = 0; s < CONV2_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV2_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 96; y++, row += CONV2_TABLE_PITCH) {
            if (y % CONV2_TABLE_ROWS < 1 || y % CONV2_TABLE_ROWS >= 1 + CONV2_HEIGHT) {
                memset(row, 0, sizeof *row * CONV2_TABLE_PITCH);
            }
            row[0] = row[1 + CONV2_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV2_TILE_IMAGES) {
        for (int n = first; n < first + CONV2_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV2_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV2_TABLE_ROWS + y + 1) * CONV2_TABLE_PITCH;
                conv2_row(run, block, n, y, row);
            }
        }
        conv2_accumulate(run, first / CONV2_TILE_IMAGES, table, sum);
    }
}

/* conv2: mean and 1 / (max - mean) of the whole weight tensor.
 * Cost a batch: 720 weights. */
static void conv2_statistics(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    float *statistics = TESS_ARENA(float, CONV2_STATISTICS), largest = weight[0];
    (void)item;
    (void)scratch;
    for (int k = 1; k < 720; k++) {
        largest = weight[k] > largest ? weight[k] : largest;
    }
    const double mean = tess_sum(weight, 720) / 720;
    statistics[0] = (float)mean;
    statistics[1] = (float)(1 / ((double)largest - mean));
}

/* conv2: effective weights (W - mean) / (max W - mean W) of a block, as int32 in units of a power of two
 * an output channel: sums of them are exact in any order.
 * Cost a batch: 720 weights. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * CONV2_WEIGHT_ROWS * CONV2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV2_LANES * 80;
    for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
        const int o = block * CONV2_LANES + lane;
        const float *statistics = TESS_ARENA(float, CONV2_STATISTICS);
        const double mean = tess_sum(weight + (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN) / CONV2_FAN_IN;
        for (int k = 0; k < CONV2_FAN_IN; k++) {
            effective[k] = (float)((double)weight[(size_t)o * CONV2_FAN_IN + k] - mean) * statistics[1];
        }
        const float unit = tess_fixed_point(effective, CONV2_FAN_IN, 4);
        TESS_ARENA(float, CONV2_SCALE)[o] = 0.25f / unit;
        tess_round_all(effective, CONV2_FAN_IN, unit, of_lane + lane * 80);
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
 * Cost a batch: 720 weights. */
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
        for (int k = 0; k < CONV2_FAN_IN; k++) {
            gradient[k] *= TESS_ARENA(float, CONV2_STATISTICS)[1];
        }
        tess_adam(run, CONV2_FAN_IN, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * CONV2_FAN_IN,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * CONV2_FAN_IN);
    }
}

/* conv2: the fixed matrix B, 11 rows over 180 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[3] = {
        0xfff7fffbfffdfffe, 0xff7fffbfffdfffef, 0x000ffbfffdfffeff,
    };
    static const float gate[9] = {
        0.093169495f, 0.093169495f, 0.093169495f, 0.093169495f, 0.093169495f, 0.093169495f, 0.093169495f,
        0.093169495f, 0.093169495f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 3, true, CLASSES, 20, 9, 32, gate, TESS_ARENA(float, CONV2_SIGNS),
                      TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 4 1x1 ---- */

enum {
    CONV3_IN_CHANNELS = 20,              /* of the input */
    CONV3_IN_HEIGHT = 4,
    CONV3_IN_WIDTH = 4,
    CONV3_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV3_IN_PADDED = 32,                /* IN_CHANNELS in whole blocks of lanes */
    CONV3_LIST_ROOM = 4064,              /* entries of the sums' lists that an image has room for */
    CONV3_LISTS = 16,                    /* of an image and group of steps, for the sums */
    CONV3_GROUP_SLOTS = 9,               /* of the gradient's table: slots a group of steps */
    CONV3_SETS = 9,                      /* lists of a position: one a step, composite or lapses */
    CONV3_TAPS = 1,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV3_WEIGHT_ROWS = 21,              /* rows of weights a block of output channels */
    CONV3_FAN_IN = 20,                   /* inputs of a neuron */
    CONV3_ZERO_ROW = 20,                 /* of weights or sums: fills lists up to fours */
    CONV3_LIST_CHANNELS = 20,            /* that have lists in the gradient */
    CONV3_LENGTHS_OF_TILE = 20,          /* lists of a tile */
    CONV3_PLANE = 513,                   /* rows of the table a slot */
    CONV3_TILE_IMAGES = 32,              /* images in a tile */
    CONV3_LIST_CAPACITY = 5120,          /* entries of a gradient list */
    CONV3_TABLE_ROWS = 4,                /* rows of the table an image */
    CONV3_TABLE_PITCH = 4,               /* its columns */
    CONV3_TILE_CAPACITY = 102400,        /* entries of all lists of a tile */
    CONV3_TABLE_POSITIONS = 16,          /* TABLE_ROWS * TABLE_PITCH */
    CONV3_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV3_CHANNELS = 4,                  /* of the output */
    CONV3_HEIGHT = 4,
    CONV3_WIDTH = 4,
    CONV3_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV3_PADDED = 4,                    /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV3_POOLED_WIDTH = 4,
    CONV3_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV3_CELLS = 1,                     /* windows of the signal grid */
    CONV3_LANES = 4,                     /* output channels in a vector */
    CONV3_STEP_PLANE = 513,              /* rows of the table a slot */
    CONV3_STEP_TILE_IMAGES = 32,         /* images in a tile */
    CONV3_STEP_LIST_CAPACITY = 5120,     /* entries of a gradient list */
    CONV3_STEP_TABLE_ROWS = 4,           /* rows of the table an image */
    CONV3_STEP_TABLE_PITCH = 4,          /* its columns */
    CONV3_STEP_TILE_CAPACITY = 102400,   /* entries of all lists of a tile */
    CONV3_STEP_TABLE_POSITIONS = 16,     /* TABLE_ROWS * TABLE_PITCH */
    CONV3_STEP_LIST_ROWS = 4,            /* rows of the map that a tile lists */
};

/* Atom: a set of steps of a group that is added at once. Single steps are atoms; the others, composites,
 * are time patterns that occur often. Every byte of spikes is a disjoint union of atoms.
 * Group: steps whose spikes are one byte a neuron, a bit a step. */

/* conv3: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv3_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV2_OUTPUT), CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, &map, NULL,
                         GROUPS, GROUP_STEPS, COMPOSITES, 2048, TESS_ARENA(struct tess_atoms, CONV3_ATOMS));
}

/* conv3: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 3,200 inputs. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT);
    const int first = item * CONV3_TILE_IMAGES;
    const int last = first + CONV3_TILE_IMAGES < run->count ? first + CONV3_TILE_IMAGES : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const int listed = atoms->patterns ? CONV3_SETS : GROUP_STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV3_LENGTHS) + item * CONV3_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV3_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_lists(words + (size_t)n * CONV3_IN_POSITIONS * CONV3_IN_PADDED,
                               CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, GROUPS, &map, false,
                               TESS_ARENA(struct tess_atoms, CONV3_ATOMS), listed, CONV3_ZERO_ROW,
                               TESS_LISTS(uint32_t, CONV3_BEGIN) + n * CONV3_LISTS * GROUPS,
                               TESS_LISTS(uint16_t, CONV3_FOURS) + n * CONV3_LISTS * GROUPS * listed,
                               TESS_LISTS(uint16_t, CONV3_ENTRIES) + (size_t)n * CONV3_LIST_ROOM, scratch);
        }
        if (gradient && atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
            const int rows = CONV3_LIST_ROWS;
            const struct tess_table table =
                {n % CONV3_TILE_IMAGES * CONV3_TABLE_POSITIONS, CONV3_TABLE_PITCH, CONV3_PLANE};
            const struct tess_map part = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, rows, CONV3_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV3_IN_POSITIONS * CONV3_IN_PADDED,
                                CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY, CONV3_LIST_CAPACITY);
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
            const int rows = CONV3_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV3_STEP_TILE_IMAGES * CONV3_STEP_TABLE_POSITIONS, CONV3_STEP_TABLE_PITCH, CONV3_STEP_PLANE};
            const struct tess_map part = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, rows, CONV3_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV3_IN_POSITIONS * CONV3_IN_PADDED,
                                CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_STEP_TILE_CAPACITY,
                                CONV3_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV3_LIST_CHANNELS, 1, TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY,
                        CONV3_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV3_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_STEP_TILE_CAPACITY, CONV3_STEP_LIST_CAPACITY);
    }
}

static void conv3_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv3_lists(run, item, scratch, true, true);
}

static void conv3_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv3_lists(run, item, scratch, true, false);
}

/* conv3: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0. */
static inline void conv3_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx4 *left,
                              const tess_ix4 *sum, bool train)
{
    tess_fx4 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx4 *u_out = TESS_PART(tess_fx4, CONV3_MEMBRANE) + ((size_t)block * CHUNK * CONV3_POSITIONS + at) * STEPS;
    const tess_fx4 scale = TESS_ARENA(tess_fx4, CONV3_SCALE)[block];
    const tess_fx4 threshold = (tess_fx4){0} + 1.0f;
    tess_fx4 u;
    tess_ix4 fired;
    tess_ix4 word = {0};
    u = 0.75f * v + __builtin_convertvector(sum[0], tess_fx4) * scale;
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 0);
    if (train) {
        u_out[g * GROUP_STEPS] = u;
    }
    u = 0.75f * v + __builtin_convertvector(sum[1], tess_fx4) * scale;
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * GROUP_STEPS + 1] = u;
    }
    u = 0.75f * v + __builtin_convertvector(sum[2], tess_fx4) * scale;
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * GROUP_STEPS + 2] = u;
    }
    u = 0.75f * v + __builtin_convertvector(sum[3], tess_fx4) * scale;
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * GROUP_STEPS + 3] = u;
    }
    u = 0.75f * v + __builtin_convertvector(sum[4], tess_fx4) * scale;
    fired = u > threshold;
    v = (tess_fx4)((tess_ix4)u & ~fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * GROUP_STEPS + 4] = u;
    }
    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)g * CHUNK * CONV3_POSITIONS + at) * CONV3_PADDED +
                  block * CONV3_LANES) = __builtin_convertvector(word, tess_bx4);
    *left = v;
}

/* Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros. */

/* conv3: sums over all steps, then the neurons.
 * Cost an image: 12,800 additions if every input fires. */
static inline void conv3_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const tess_ix4 *weight = TESS_ARENA(tess_ix4, CONV3_EFFECTIVE);
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV3_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV3_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV3_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV3_SETS : GROUP_STEPS;
    tess_ix4 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix4){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                const size_t at = (size_t)n * CONV3_POSITIONS + y * CONV3_WIDTH + x;
                tess_fx4 v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix4 sum0 = {0};
                    tess_ix4 sum1 = {0};
                    tess_ix4 sum2 = {0};
                    tess_ix4 sum3 = {0};
                    tess_ix4 sum4 = {0};
                    tess_ix4 sum5 = {0};
                    tess_ix4 sum6 = {0};
                    tess_ix4 sum7 = {0};
                    tess_ix4 sum8 = {0};
                    {
                        const int p = y * CONV3_IN_WIDTH + x;
                        const tess_ix4 *rows = weight;
                        const size_t list = ((size_t)n * CONV3_LISTS + p) * GROUPS + g;
                        const uint16_t *entry = entries + (size_t)n * CONV3_LIST_ROOM + begin[list];
                        const uint16_t *four = fours + list * (size_t)listed;
                        TESS_GATHER(sum0, rows, 16, entry, four[0]);
                        TESS_GATHER(sum1, rows, 16, entry, four[1]);
                        TESS_GATHER(sum2, rows, 16, entry, four[2]);
                        TESS_GATHER(sum3, rows, 16, entry, four[3]);
                        TESS_GATHER(sum4, rows, 16, entry, four[4]);
                        if (patterns) {
                            TESS_GATHER(sum5, rows, 16, entry, four[5]);
                            TESS_GATHER(sum6, rows, 16, entry, four[6]);
                            TESS_GATHER(sum7, rows, 16, entry, four[7]);
                            TESS_GATHER(sum8, rows, 16, entry, four[8]);
                        }
                    }
                    if (patterns) {
                        sum0 += sum5 & holds[g][0][0];
                        sum1 += sum5 & holds[g][0][1];
                        sum2 += sum5 & holds[g][0][2];
                        sum3 += sum5 & holds[g][0][3];
                        sum4 += sum5 & holds[g][0][4];
                        sum0 += sum6 & holds[g][1][0];
                        sum1 += sum6 & holds[g][1][1];
                        sum2 += sum6 & holds[g][1][2];
                        sum3 += sum6 & holds[g][1][3];
                        sum4 += sum6 & holds[g][1][4];
                        sum0 += sum7 & holds[g][2][0];
                        sum1 += sum7 & holds[g][2][1];
                        sum2 += sum7 & holds[g][2][2];
                        sum3 += sum7 & holds[g][2][3];
                        sum4 += sum7 & holds[g][2][4];
                        sum0 += sum8 & holds[g][3][0];
                        sum1 += sum8 & holds[g][3][1];
                        sum2 += sum8 & holds[g][3][2];
                        sum3 += sum8 & holds[g][3][3];
                        sum4 += sum8 & holds[g][3][4];
                    }
                    const tess_ix4 of_sum[GROUP_STEPS] = {sum0, sum1, sum2, sum3, sum4};
                    conv3_fire(run, 0, at, g, &v, of_sum, train);
                }
            }
        }
    }
}

static void conv3_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv3_forward(run, item, scratch, true);
}

static void conv3_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv3_forward(run, item, scratch, false);
}

/* conv3: spikes of image n counted and pooled.
 * Cost an image: 640 neurons times steps. */
static inline void conv3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV3_OUTPUT) +
                                    ((size_t)g * CHUNK + n) * CONV3_POSITIONS * CONV3_PADDED,
                                    CONV3_POSITIONS * CONV3_PADDED);
    }
    run->spikes[n * LAYERS + 2] = spikes;
    (void)train;
}

static void conv3_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv3_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 640 additions. */
static void conv3_latents(const struct tess_run *run, int n, tess_fx4 *latent)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {4};
    static const int columns_from[1] = {0};
    static const int columns_to[1] = {4};
    tess_ix4 count[STEPS] = {{0}};
    for (int y = rows_from[0]; y < rows_to[0]; y++) {
        for (int x = columns_from[0]; x < columns_to[0]; x++) {
            const uint8_t *p = TESS_ARENA(uint8_t, CONV3_OUTPUT) +
                               ((size_t)n * CONV3_POOLED_POSITIONS + y * CONV3_POOLED_WIDTH + x) * CONV3_PADDED;
            for (int g = 0; g < GROUPS; g++) {
                const tess_ix4 word = __builtin_convertvector(*(const tess_bx4 *)(p +
                                                                                  (size_t)g * CHUNK *
                                                                                  CONV3_POOLED_POSITIONS *
                                                                                  CONV3_PADDED), tess_ix4);
                for (int t = 0; t < GROUP_STEPS && g * GROUP_STEPS + t < STEPS; t++) {
                    count[g * GROUP_STEPS + t] += word >> t & 1;
                }
            }
        }
    }
    for (int t = 0; t < STEPS; t++) {
        latent[t] = __builtin_convertvector(count[t], tess_fx4);
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 440 multiply-accumulates. */
static void conv3_logits(const struct tess_run *run, const tess_fx4 *latent, float *logit)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV3_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV3_CELLS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx4 lanes = {0};
            lanes += sign[0] * latent[t];
            float total = 0;
            for (int k = 0; k < CONV3_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.15625f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 110 exponentials. */
static void conv3_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV3_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV3_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 2] = sum / 10;
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 440 multiply-accumulates. */
static void conv3_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *sign = TESS_ARENA(tess_fx4, CONV3_SIGNS), *gate = TESS_ARENA(tess_fx4, CONV3_GATES);
    const float *error = TESS_PART(float, CONV3_ERROR) + n * STEPS * CLASSES;
    tess_fx4 *signal = TESS_PART(tess_fx4, CONV3_SIGNAL) + (size_t)n * STEPS;
    tess_fx4 *cell_signal = signal;
    (void)scratch;
    tess_fx4 sum[STEPS] = {{0}};
    for (int c = 0; c < CLASSES; c++) {
        const tess_fx4 s = sign[c];
        for (int t = 0; t < STEPS; t++) {
            sum[t] += s * error[t * CLASSES + c];
        }
    }
    for (int t = 0; t < STEPS; t++) {
        cell_signal[t] = sum[t] * gate[0];
    }
}

/* conv3: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 880 multiply-accumulates. */
static void conv3_signal(const struct tess_run *run, int n, void *scratch)
{
    conv3_pooling(run, n, true);
    tess_fx4 *latent = TESS_PART(tess_fx4, CONV3_LATENTS) + (size_t)n * STEPS;
    float *logit = TESS_PART(float, CONV3_LOGITS) + n * STEPS * CLASSES;
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    conv3_errors(run, n, logit);
    conv3_project(run, n, scratch);
}

/* conv3 predicts by itself: its logits summed over the steps.
 * Cost an image: 440 multiply-accumulates. */
static void conv3_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx4 *latent = scratch;
    float *logit = (float *)(latent + STEPS);
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* conv3: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv3_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d)
{
    const tess_fx4 *u = TESS_PART(tess_fx4, CONV3_MEMBRANE) +
                        (((size_t)block * CHUNK + n) * CONV3_POSITIONS + y * CONV3_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx4 *zone = TESS_PART(tess_fx4, CONV3_SIGNAL) + ((size_t)n + block) * STEPS;
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
    m[8] = zone[8];
    m[9] = zone[9];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx4 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx4)((tess_ix4)(u[t] - 1.0f) & 0x7fffffff);
        psi[t] = (tess_fx4)((tess_ix4)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV3_POSITIONS + y * CONV3_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx4, 1966080)[tap + t] = psi[t];
            TESS_TAP(tess_fx4, 2048000)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx4 r0[STEPS];
        for (int t = 0; t < STEPS; t++) {
            r0[t] = m[t] * psi[t];
        }
        tess_fx4 later = {0};
        for (int t = STEPS - 1; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
}

/* conv3: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv3_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, bool patterns,
                           const tess_ix4 holds[GROUPS][COMPOSITES][GROUP_STEPS])
{
    for (int x = 0; x < CONV3_WIDTH; x++) {
        tess_fx4 *slot = row + x;
        tess_fx4 d[10];
        conv3_learning(run, block, n, y, x, d);
        if (!patterns) {
            for (int t = 0; t < STEPS; t++) {
                slot[t * 513] = d[t];
            }
        } else {
            slot[0] = d[0];
            slot[CONV3_PLANE] = d[1];
            slot[2 * CONV3_PLANE] = d[2];
            slot[3 * CONV3_PLANE] = d[3];
            slot[4 * CONV3_PLANE] = d[4];
            slot[9 * CONV3_PLANE] = d[5];
            slot[10 * CONV3_PLANE] = d[6];
            slot[11 * CONV3_PLANE] = d[7];
            slot[12 * CONV3_PLANE] = d[8];
            slot[13 * CONV3_PLANE] = d[9];
            for (int g = 0; g < GROUPS; g++) {
                for (int k = 0; k < COMPOSITES; k++) {
                    tess_fx4 sum = {0};
                    sum += (tess_fx4)((tess_ix4)d[g * GROUP_STEPS] & holds[g][k][0]);
                    sum += (tess_fx4)((tess_ix4)d[g * GROUP_STEPS + 1] & holds[g][k][1]);
                    sum += (tess_fx4)((tess_ix4)d[g * GROUP_STEPS + 2] & holds[g][k][2]);
                    sum += (tess_fx4)((tess_ix4)d[g * GROUP_STEPS + 3] & holds[g][k][3]);
                    sum += (tess_fx4)((tess_ix4)d[g * GROUP_STEPS + 4] & holds[g][k][4]);
                    slot[(g * CONV3_GROUP_SLOTS + GROUP_STEPS + k) * CONV3_PLANE] = sum;
                }
            }
        }
    }
}

/* conv3: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv3_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV3_ROWS) + (size_t)tile * CONV3_LIST_CHANNELS * CONV3_LIST_CAPACITY;
    for (int c = 0; c < CONV3_LIST_CHANNELS; c++, sum += CONV3_TAPS) {
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx4 g0 = {0};
            TESS_ROLLED
            for (; k < end; k++) {
                const tess_fx4 *d = table + list[k];
                g0 += d[0];
            }
            sum[0] += g0;
        }
        list += length[c];
    }
}

/* conv3: the gradient of one block of output channels over the chunk.
 * Cost an image: 12,800 additions if every input fires. */
static void conv3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV3_WEIGHT_GRADIENT) + (size_t)block * CONV3_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV3_FAN_IN);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int first = run->from; first < run->to; first += CONV3_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV3_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV3_HEIGHT; y++) {
                    tess_fx4 *row = table + ((n - first) * CONV3_STEP_TABLE_ROWS + y) * CONV3_STEP_TABLE_PITCH;
                    conv3_row(run, block, n, y, row, false, NULL);
                }
            }
            conv3_accumulate(run, first / CONV3_STEP_TILE_IMAGES, table, sum);
        }
        return;
    }
    tess_ix4 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix4){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    for (int first = run->from; first < run->to; first += CONV3_TILE_IMAGES) {
        for (int n = first; n < first + CONV3_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV3_HEIGHT; y++) {
                tess_fx4 *row = table + ((n - first) * CONV3_TABLE_ROWS + y) * CONV3_TABLE_PITCH;
                conv3_row(run, block, n, y, row, true, holds);
            }
        }
        conv3_accumulate(run, first / CONV3_TILE_IMAGES, table, sum);
    }
}

/* conv3: mean and 1 / (max - mean) of the whole weight tensor.
 * Cost a batch: 80 weights. */
static void conv3_statistics(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    float *statistics = TESS_ARENA(float, CONV3_STATISTICS), largest = weight[0];
    (void)item;
    (void)scratch;
    for (int k = 1; k < 80; k++) {
        largest = weight[k] > largest ? weight[k] : largest;
    }
    const double mean = tess_sum(weight, 80) / 80;
    statistics[0] = (float)mean;
    statistics[1] = (float)(1 / ((double)largest - mean));
}

/* conv3: effective weights (W - mean) / (max W - mean W) of a block, as int32 in units of a power of two
 * an output channel: sums of them are exact in any order.
 * Cost a batch: 80 weights. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * CONV3_WEIGHT_ROWS * CONV3_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV3_LANES * 48;
    for (int lane = 0; lane < CONV3_LANES; lane++) {
        const int o = block * CONV3_LANES + lane;
        const float *statistics = TESS_ARENA(float, CONV3_STATISTICS);
        const double mean = tess_sum(weight + (size_t)o * CONV3_FAN_IN, CONV3_FAN_IN) / CONV3_FAN_IN;
        for (int k = 0; k < CONV3_FAN_IN; k++) {
            effective[k] = (float)((double)weight[(size_t)o * CONV3_FAN_IN + k] - mean) * statistics[1];
        }
        const float unit = tess_fixed_point(effective, CONV3_FAN_IN, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV3_FAN_IN, unit, of_lane + lane * 48);
    }
    for (int channel = 0; channel < CONV3_IN_CHANNELS; channel++) {
        const int k = channel;
        int32_t *row = rows + channel * CONV3_LANES;
        for (int lane = 0; lane < CONV3_LANES; lane++) {
            row[lane] = of_lane[lane * 48 + k];
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 80 weights. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * CONV3_LANES * CONV3_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV3_FAN_IN; k++) {
        for (int lane = 0; lane < CONV3_LANES; lane++) {
            of_lane[lane * 48 + k] = gathered[k * CONV3_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV3_LANES && block * CONV3_LANES + lane < CONV3_CHANNELS; lane++) {
        const int o = block * CONV3_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * CONV3_FAN_IN;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * CONV3_FAN_IN);
        for (int k = 0; k < CONV3_FAN_IN; k++) {
            gradient[k] *= TESS_ARENA(float, CONV3_STATISTICS)[1];
        }
        tess_adam(run, CONV3_FAN_IN, TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT1) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT2) + (size_t)o * CONV3_FAN_IN);
    }
}

/* conv3: the fixed matrix B, 11 rows over 4 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000000e,
    };
    static const float gate[1] = {
        0.15625f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 3, true, CLASSES, 4, 1, 4, gate, TESS_ARENA(float, CONV3_SIGNS),
                      TESS_ARENA(float, CONV3_GATES));
}

/* ---- readout ---- */

/* readout: notes those of the features first .. last - 1 of image n that fire at any step, without a
 * branch, which would be missed at every other. Returns how many. */
TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)
{
    int count = 0;
    for (int k = first; k < last; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 4 + k / 16;
        int words = 0;
        for (int g = 0; g < GROUPS; g++) {
            words |= feature[(size_t)g * CHUNK * 16 * 4];
        }
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image: 7,040 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[STEPS] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 64, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 4 + k / 16;
        for (int g = 0; g < GROUPS; g++) {
            const int word = feature[(size_t)g * CHUNK * 16 * 4];
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
        if (train && t >= 0) {
            TESS_ARENA(float, READOUT_LOSSES)[n * STEPS + t] =
                tess_cross_entropy(logit, CLASSES, run->label[n], run->batch, error + t * 16);
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
 * Cost an image: 7,040 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx16 *errors = TESS_ARENA(tess_fx16, READOUT_ERROR);
    const int first = item * 64 / 8, last = (item + 1) * 64 / 8;
    tess_fx16 *sum = TESS_ARENA(tess_fx16, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 4 + k / 16;
            for (int g = 0; g < GROUPS; g++) {
                const int word = feature[(size_t)g * CHUNK * 16 * 4];
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
 * Cost a batch: 715 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 64; k++) {
            gradient[c * 64 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 704, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 715 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 64; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 16 + c] = weight[c * 64 + k];
        }
    }
}

/* readout: the weights to start from, with which its logits are those of conv3. */
static void readout_start(const struct tess_model *model, float *weight)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {4};
    static const int columns_from[1] = {0};
    static const int columns_to[1] = {4};
    static const struct tess_latent_grid grid = {
        4, 4, 4, 1, 1, rows_from, rows_to, columns_from, columns_to,
    };
    (void)model;
    tess_classifier_weights(conv2_positive, 3, true, CLASSES, &grid, 2.5, weight);
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {4, 2, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.23570226f, NULL,
    },
    {
"conv2.weight", "L1.w", 4, {20, 4, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.10540926f, NULL,
    },
    {
"conv3.weight", "L2.w", 4, {4, 20, 1, 1},
        CONV3_WEIGHT_VALUE, CONV3_WEIGHT_GRADIENT, CONV3_WEIGHT_MOMENT1, CONV3_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.70710677f, NULL,
    },
    {
"readout.weight", "out.w", 2, {11, 64},
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
    {"conv1", "conv 4 3x3 pad 1, avgpool 2x2", 256, 4608, 1.0f, 16, TESS_LOGITS_ROOT, 5.0f},
    {"conv2", "conv 20 3x3 pad 1", 320, 11520, 1.0f, 180, TESS_LOGITS_ROOT, 5.0f},
    {"conv3", "conv 4 1x1", 64, 1280, 1.0f, 4, TESS_LOGITS_ROOT, 5.0f},
    {.name = "readout", .text = "readout", .neurons = 11, .dense_macs = 704},
};

/* What stages read and write of what they leave for each other. */
static const struct tess_effect basis_effect = {
    .reads = 0,
    .writes = TESS_WEIGHTS,
};
static const struct tess_effect statistics_effect = {
    .reads = TESS_WEIGHTS,
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
static const struct tess_effect lists_effect = {
    .reads = TESS_EDGES | TESS_CHOICES,
    .writes = TESS_LISTS | TESS_ROWS,
};
static const struct tess_effect forward_effect = {
    .reads = TESS_CHOICES | TESS_LISTS,
    .writes = TESS_EDGES | TESS_SPIKES | TESS_MEMBRANES,
};
static const struct tess_effect pool_effect = {
    .reads = TESS_SPIKES,
    .writes = TESS_EDGES,
};
static const struct tess_effect exit_effect = {
    .reads = TESS_EDGES,
    .writes = 0,
};
static const struct tess_effect signal_effect = {
    .reads = TESS_EDGES | TESS_SPIKES,
    .writes = TESS_EDGES | TESS_SIGNALS,
};
static const struct tess_effect gradient_effect = {
    .reads = TESS_CHOICES | TESS_ROWS | TESS_MEMBRANES | TESS_SIGNALS,
    .writes = TESS_GRADIENTS, .late = true,
};
static const struct tess_effect update_effect = {
    .reads = TESS_GRADIENTS,
    .writes = TESS_GRADIENTS | TESS_WEIGHTS,
};
static const struct tess_effect logits_effect = {
    .reads = TESS_EDGES,
    .writes = TESS_LOGITS,
};
static const struct tess_effect readout_gradient_effect = {
    .reads = TESS_EDGES | TESS_LOGITS,
    .writes = TESS_GRADIENTS,
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
    {"conv1 statistics", 0, conv1_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv1 weights", 0, conv1_weights, 1, 0, 0, &weights_effect, false},
    {"conv2 basis", 1, conv2_basis, 1, 0, 0, &basis_effect, false},
    {"conv2 statistics", 1, conv2_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv2 weights", 1, conv2_weights, 2, 0, 0, &weights_effect, false},
    {"conv3 basis", 2, conv3_basis, 1, 0, 0, &basis_effect, false},
    {"conv3 statistics", 2, conv3_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv3 weights", 2, conv3_weights, 1, 0, 0, &weights_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 16, 0, &lists_effect, false},
    {"conv1 forward", 0, conv1_forward_train, 1, 2, 0, &forward_effect, false},
    {"conv1 signal", 0, conv1_signal, 1, 1, 0, &signal_effect, false},
    {"conv1 gradient", 0, conv1_gradient, 1, 0, 0, &gradient_effect, false},
    {"conv2 lists", 1, conv2_lists_train, 1, 16, 0, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_train, 2, 4, 0, &forward_effect, false},
    {"conv2 signal", 1, conv2_signal, 1, 1, 0, &signal_effect, false},
    {"conv2 gradient", 1, conv2_gradient, 2, 0, 0, &gradient_effect, false},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_train, 1, 32, 0, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_train, 1, 2, 0, &forward_effect, false},
    {"conv3 signal", 2, conv3_signal, 1, 1, 0, &signal_effect, false},
    {"conv3 gradient", 2, conv3_gradient, 1, 0, 0, &gradient_effect, false},
    {"readout logits", 3, readout_logits_train, 1, 1, 0, &logits_effect, false},
    {"readout gradient", 3, readout_gradient, 8, 0, 0, &readout_gradient_effect, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 1, 0, 0, &update_effect, false},
    {"conv1 statistics", 0, conv1_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv1 weights", 0, conv1_weights, 1, 0, 0, &weights_effect, false},
    {"conv2 update", 1, conv2_update, 2, 0, 0, &update_effect, false},
    {"conv2 statistics", 1, conv2_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv2 weights", 1, conv2_weights, 2, 0, 0, &weights_effect, false},
    {"conv3 update", 2, conv3_update, 1, 0, 0, &update_effect, false},
    {"conv3 statistics", 2, conv3_statistics, 1, 0, 0, &statistics_effect, false},
    {"conv3 weights", 2, conv3_weights, 1, 0, 0, &weights_effect, false},
    {"readout update", 3, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists_evaluate, 1, 16, 0, &lists_effect, false},
    {"conv1 forward", 0, conv1_forward_evaluate, 1, 2, 0, &forward_effect, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, &pool_effect, false},
    {"conv1 exit", 0, conv1_exit, 1, 1, 0, &exit_effect, true},
    {"conv2 lists", 1, conv2_lists_evaluate, 1, 16, 0, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_evaluate, 2, 4, 0, &forward_effect, false},
    {"conv2 pool", 1, conv2_pool, 1, 1, 0, &pool_effect, false},
    {"conv2 exit", 1, conv2_exit, 1, 1, 0, &exit_effect, true},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_evaluate, 1, 32, 0, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_evaluate, 1, 2, 0, &forward_effect, false},
    {"conv3 pool", 2, conv3_pool, 1, 1, 0, &pool_effect, false},
    {"conv3 exit", 2, conv3_exit, 1, 1, 0, &exit_effect, true},
    {"readout logits", 3, readout_logits_evaluate, 1, 1, 0, &logits_effect, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 1, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 81920, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 320},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_SPIKES,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 8192},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 32},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_U16, .offset = CONV1_OUTPUT,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 64},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 640},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 0.25f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 110},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_loss", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 10},
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
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 81920, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 320},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 327680,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 81920, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 320},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
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
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
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
        .name = "L1.u", .stage = 5, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 20, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 640},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 5, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 16384},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 20, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 16384},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 20, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 110},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 288},
            {.axis = TESS_AXIS_PLAIN, .extent = 20, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 9, .stride = 32},
        },
        .factor = 0.37267798f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 7, .store = TESS_STORE_F32, .offset = 655360,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 20, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 640},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 7, .store = TESS_STORE_F32, .offset = 1310720,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 2560},
            {.axis = TESS_AXIS_CHANNEL, .extent = 20, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 640},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 7, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 20, .stride = 720, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 240},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 80},
        },
        .factor = 4.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 20, .stride = 576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.u", .stage = 10, .store = TESS_STORE_F32, .offset = CONV3_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 640},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 20480, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 10, .store = TESS_STORE_STEP_BITS, .offset = CONV3_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 11, .store = TESS_STORE_STEP_BITS, .offset = CONV3_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_logits", .stage = 11, .store = TESS_STORE_F32, .offset = CONV3_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 110},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_loss", .stage = 11, .store = TESS_STORE_F32, .offset = CONV3_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.basis", .stage = 11, .store = TESS_STORE_F32, .offset = CONV3_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 4},
        },
        .factor = 2.5f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 12, .store = TESS_STORE_F32, .offset = 1966080,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 640},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 20480, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 12, .store = TESS_STORE_F32, .offset = 2048000,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 640},
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 20480, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 160},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 40},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 12, .store = TESS_STORE_I32, .offset = CONV3_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 84, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 20, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 84},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 84},
        },
        .factor = 1.0f, .scale = CONV3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 12, .store = TESS_STORE_F32, .offset = CONV3_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 4, .stride = 80, .lanes = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 20, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 4},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 13, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 160},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 13, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model code_event\n"
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
    "weights { center; gain off; bias off }\n"
    "\n"
    "network {\n"
    "    conv 4 3x3 pad 1, avgpool 2x2  signal grid 2x2\n"
    "    conv 20 3x3 pad 1  signal grid 3x3\n"
    "    conv 4 1x1  signal grid 1x1\n"
    "    readout  start signs  bias zero\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post 0\n"
    "    lambda pre 0.5\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal local {\n"
    "        basis frequencies 50 96.2 142.4 188.6 234.8 281 327.2 373.4 419.6 465.8 512\n"
    "        logits root times 5\n"
    "        loss cross_entropy\n"
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
    .name = "code_event", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
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
    .layers = 3, .layer = layer_infos, .supervised_from = 0, .local_loss = true,
    .predict_from = "readout",
    .params = 5, .param = params,
    .arena_bytes = 4276352, .scratch_bytes = 369280, .tap_bytes = 2129920, .chunk = 32,
    .list_bytes = 338048, .part_bytes = 1872704,
    .prepare_stages = 10, .prepare = prepare_stages,
    .train_stages = 15, .train = train_stages,
    .update_stages = 11, .update = update_stages,
    .evaluate_stages = 14, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("code_event: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
