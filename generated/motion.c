/* motion: a spiking network for synthetic, trained with the rule 'tess' over 10 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 32 3x3 pad 1                        2x16x16       32x16x16             608  128 latents
 *   conv2       conv 64 3x3 pad 1, maxpool 2x2           32x16x16      64x8x8             18496  256 latents
 *   conv3       conv 64 3x3 pad 1, maxpool 2x2           64x8x8        64x4x4             36928  256 latents
 *   readout     linear, 1024 features to 11 classes: 11275 parameters
 *
 * Schedule fold: 8 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 5 steps. Memory: 32438976 bytes. */
#include <stdio.h>

#include "tess/kernel.h"
#include "tess/sparse.h"

/* What all layers share. */
enum {
    STEPS = 10,                          /* time steps */
    CHUNK = 8,                           /* images that go through the network together */
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
    CONV1_WEIGHT_GRADIENT = 2304,
    CONV1_WEIGHT_MOMENT1 = 4608,
    CONV1_WEIGHT_MOMENT2 = 6912,
    CONV1_GAIN_VALUE = 9216,
    CONV1_GAIN_GRADIENT = 9344,
    CONV1_GAIN_MOMENT1 = 9472,
    CONV1_GAIN_MOMENT2 = 9600,
    CONV2_WEIGHT_VALUE = 9728,
    CONV2_WEIGHT_GRADIENT = 83456,
    CONV2_WEIGHT_MOMENT1 = 157184,
    CONV2_WEIGHT_MOMENT2 = 230912,
    CONV2_GAIN_VALUE = 304640,
    CONV2_GAIN_GRADIENT = 304896,
    CONV2_GAIN_MOMENT1 = 305152,
    CONV2_GAIN_MOMENT2 = 305408,
    CONV3_WEIGHT_VALUE = 305664,
    CONV3_WEIGHT_GRADIENT = 453120,
    CONV3_WEIGHT_MOMENT1 = 600576,
    CONV3_WEIGHT_MOMENT2 = 748032,
    CONV3_GAIN_VALUE = 895488,
    CONV3_GAIN_GRADIENT = 895744,
    CONV3_GAIN_MOMENT1 = 896000,
    CONV3_GAIN_MOMENT2 = 896256,
    READOUT_WEIGHT_VALUE = 896512,
    READOUT_WEIGHT_GRADIENT = 941568,
    READOUT_WEIGHT_MOMENT1 = 986624,
    READOUT_WEIGHT_MOMENT2 = 1031680,
    READOUT_BIAS_VALUE = 1076736,
    READOUT_BIAS_GRADIENT = 1076800,
    READOUT_BIAS_MOMENT1 = 1076864,
    READOUT_BIAS_MOMENT2 = 1076928,
    CONV1_EFFECTIVE = 1076992,
    CONV1_SIGNS = 1080448,
    CONV1_GATES = 1086080,
    CONV2_EFFECTIVE = 1086592,
    CONV2_SCALE = 1162624,
    CONV2_SIGNS = 1162880,
    CONV2_GATES = 1174144,
    CONV2_ATOMS = 1175168,
    CONV2_FULL = 1176640,
    CONV2_INVERTED = 1177152,
    CONV2_INVERSIONS = 1177280,
    CONV2_ALWAYS_FOURS = 1177344,
    CONV2_ALWAYS = 1177536,
    CONV2_BY_SIGNALS = 1182720,
    CONV3_EFFECTIVE = 1182784,
    CONV3_SCALE = 1332544,
    CONV3_SIGNS = 1332800,
    CONV3_GATES = 1344064,
    CONV3_ATOMS = 1345088,
    CONV3_FULL = 1346560,
    CONV3_INVERTED = 1347584,
    CONV3_INVERSIONS = 1347712,
    CONV3_ALWAYS_FOURS = 1347776,
    CONV3_ALWAYS = 1347968,
    CONV3_BY_SIGNALS = 1357760,
    READOUT_EFFECTIVE = 1357824,
    READOUT_SUM = 1423360,
    READOUT_LOGITS = 1488896,
    READOUT_ERROR = 1494016,
    READOUT_LOSSES = 1499136,
    CONV1_OUTPUT = 1499456,
    CONV2_OUTPUT = 1630528,
    CONV3_OUTPUT = 1499456,
    CONV2_SPIKES = 1696064,
    CONV3_SPIKES = 1696064,
    CONV1_BEGIN = 1958208,
    CONV1_ENTRIES = 1963392,
    CONV2_BEGIN = 1958208,
    CONV2_FOURS = 1974592,
    CONV2_ENTRIES = 2056512,
    CONV3_BEGIN = 1958208,
    CONV3_FOURS = 1962304,
    CONV3_ENTRIES = 1982784,
    CONV1_ROWS = 10256704,
    CONV1_LENGTHS = 10584384,
    CONV1_MEMBRANE = 10584448,
    CONV1_LATENTS = 13205888,
    CONV1_LOGITS = 13246848,
    CONV1_ERROR = 13250368,
    CONV1_LOSSES = 13253888,
    CONV1_SIGNAL = 13254208,
    CONV2_ROWS = 10256704,
    CONV2_LENGTHS = 15501632,
    CONV2_PLANES = 15505728,
    CONV2_MEMBRANE = 15671616,
    CONV2_ROUTE = 20914496,
    CONV2_LATENTS = 21176640,
    CONV2_LOGITS = 21258560,
    CONV2_ERROR = 21262080,
    CONV2_LOSSES = 21265600,
    CONV2_SIGNAL = 21265920,
    CONV3_ROWS = 10256704,
    CONV3_LENGTHS = 11569472,
    CONV3_PLANES = 11571520,
    CONV3_MEMBRANE = 11673920,
    CONV3_ROUTE = 12984640,
    CONV3_LATENTS = 13050176,
    CONV3_LOGITS = 13132096,
    CONV3_ERROR = 13135616,
    CONV3_LOSSES = 13139136,
    CONV3_SIGNAL = 13139456,
};

/* Where the matrix B of conv2 (square_wave) is positive: a bit a latent, for each class. */
static const uint64_t conv2_positive[CLASSES * 4] = {
    0xf000fff000fff000, 0x007ff8007ff800ff, 0x3ffc003ffc007ff8, 0xfe001ffe003ffc00, 0x4db24db26d926d92,
    0xc936c9b649b649b2, 0xdb24d926d926d936, 0x93649b649b64db24, 0x6d24924924924924, 0x92496db6db6db6db,
    0x6db6db4924924924, 0x924924925b6db6db, 0xe00000007ffffffe, 0xfe00000007ffffff, 0xffe00000007fffff,
    0xfffe00000007ffff, 0x9696d2d2d25a5a5a, 0x2d25a5a5b4b4b496, 0x5b4b4b4969696d2d, 0x969696d2d2d25a5a,
    0x33664cd9933664cc, 0x664cd9933664cd99, 0xcc99933664cd9933, 0x99b3266cc99b3266, 0x0fe07f03f80fc07e,
    0x3f01fc0fe07f01f8, 0xfc07e03f81fc0fe0, 0xf03f80fc07f03f81, 0x2a54a952a54a952a, 0x952a54a952a54a95,
    0x4a952a54a952a54a, 0xa54a952a54a952a5, 0xcc663399cc663398, 0xcc663399cc663399, 0xcc663399cc663399,
    0xcce63319cce63319, 0xf0e1e1c3c7878f0e, 0x870f0e1e3c3c7878, 0x387870f1e1e3c3c7, 0xc3c387870f1e1e3c,
    0x555555aaaaaaaaaa, 0x552aaaaaaaaad555, 0xaaaaaaaa95555555, 0xaaaab5555555556a,
};

TESS_VECTORS_BEGIN

/* ---- conv1: conv 32 3x3 pad 1 ---- */

enum {
    CONV1_IN_CHANNELS = 2,               /* of the input */
    CONV1_IN_HEIGHT = 16,
    CONV1_IN_WIDTH = 16,
    CONV1_IN_SIZE = 512,                 /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 2,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_LIST_ROOM = 5120,              /* entries of the sums' lists that an image has room for */
    CONV1_ROW_SUMS = 18,                 /* columns of a row's sums */
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
    CONV1_PLANE = 649,                   /* rows of the table a slot */
    CONV1_TILE_IMAGES = 2,               /* images in a tile */
    CONV1_LIST_CAPACITY = 5120,          /* entries of a gradient list */
    CONV1_TABLE_ROWS = 18,               /* rows of the table an image */
    CONV1_TABLE_PITCH = 18,              /* its columns */
    CONV1_TILE_CAPACITY = 10240,         /* entries of all lists of a tile */
    CONV1_TABLE_POSITIONS = 324,         /* TABLE_ROWS * TABLE_PITCH */
    CONV1_LIST_ROWS = 16,                /* rows of the map that a tile lists */
    CONV1_CHANNELS = 32,                 /* of the output */
    CONV1_HEIGHT = 16,
    CONV1_WIDTH = 16,
    CONV1_POSITIONS = 256,               /* HEIGHT * WIDTH */
    CONV1_BLOCKS = 2,                    /* of LANES output channels */
    CONV1_PADDED = 32,                   /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV1_POOLED_WIDTH = 16,
    CONV1_POOLED_POSITIONS = 256,        /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV1_CELLS = 4,                     /* windows of the signal grid */
    CONV1_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV1_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV1_LANES = 16,                    /* output channels in a vector */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* conv1: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 5,120 inputs. */
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
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx16 *weight, tess_dx16 *sums)
{
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (CONV1_IN_HEIGHT * 10 + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * CONV1_LIST_ROOM;
    memset(sums, 0, sizeof *sums * 10 * CONV1_ROW_SUMS);
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        for (int t = 0; from_y >= 0 && from_y < CONV1_IN_HEIGHT && t < 10; t++) {
            const uint32_t *list = begin + t * CONV1_IN_HEIGHT + from_y;
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const tess_dx16 *tap = weight + row * CONV1_KERNEL_WIDTH * CONV1_TAP_ROWS + spots[k].channel;
                const double x = (double)spots[k].amount;
                tess_dx16 *sum = sums + t * CONV1_ROW_SUMS + spots[k].column;
                sum[2] += tap[0] * x;
                sum[1] += tap[CONV1_TAP_ROWS] * x;
                sum[0] += tap[2 * CONV1_TAP_ROWS] * x;
            }
        }
    }
}

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v.
 * Cost an image: 1,474,560 multiply-accumulates. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx16 *rows = TESS_ARENA(tess_fx16, CONV1_EFFECTIVE) + block * CONV1_WEIGHT_ROWS;
    tess_dx16 *weight = scratch, *sums = weight + CONV1_WEIGHT_ROWS; /* widened once, not at every column */
    for (int k = 0; k < CONV1_WEIGHT_ROWS; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx16);
    }
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < CONV1_HEIGHT; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < CONV1_WIDTH; x++) {
                const size_t at = (size_t)n * CONV1_POSITIONS + y * CONV1_WIDTH + x;
                tess_fx16 *u_out = TESS_PART(tess_fx16, CONV1_MEMBRANE) +
                                   ((size_t)block * CHUNK * CONV1_POSITIONS + at) * STEPS;
                tess_fx16 v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix16 word = {0};
                    for (int t = g * GROUP_STEPS; t < (g + 1) * GROUP_STEPS && t < STEPS; t++) {
                        const tess_dx16 sum = sums[t * CONV1_ROW_SUMS + x + 1];
                        const tess_fx16 current = __builtin_convertvector(sum, tess_fx16);
                        u = 0.5f * v + current;
                        fired = u > threshold;
                        v = u - (tess_fx16)((tess_ix16)reset & fired);
                        word |= fired & (1 << (t - g * GROUP_STEPS));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV1_OUTPUT) +
                                   ((size_t)g * CHUNK * CONV1_POSITIONS + at) * CONV1_PADDED + block * CONV1_LANES) =
                                   __builtin_convertvector(word, tess_bx16);
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
 * Cost an image: 81,920 neurons times steps. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_OUTPUT) +
                                    ((size_t)g * CHUNK + n) * CONV1_POSITIONS * CONV1_PADDED,
                                    CONV1_POSITIONS * CONV1_PADDED);
    }
    run->spikes[n * LAYERS] = spikes;
    (void)train;
}

static void conv1_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv1_pooling(run, n, false);
}

/* Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it. */

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 81,920 additions. */
static void conv1_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 8};
    static const int rows_to[2] = {8, 16};
    static const int columns_from[2] = {0, 8};
    static const int columns_to[2] = {8, 16};
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV1_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV1_OUTPUT) +
                                       ((size_t)n * CONV1_POOLED_POSITIONS + y * CONV1_POOLED_WIDTH + x) *
                                       CONV1_PADDED + block * CONV1_LANES;
                    for (int g = 0; g < GROUPS; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p +
                                                                                            (size_t)g * CHUNK *
                                                                                            CONV1_POOLED_POSITIONS *
                                                                                            CONV1_PADDED), tess_ix16);
                        for (int t = 0; t < GROUP_STEPS && g * GROUP_STEPS + t < STEPS; t++) {
                            count[g * GROUP_STEPS + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV1_CELLS + cell) * CONV1_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* Logits B pool(o) of every step.
 * Cost an image: 14,080 multiply-accumulates. */
static void conv1_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV1_CELLS * CONV1_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV1_CELLS * CONV1_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV1_CELLS * CONV1_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV1_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.0069053397f;
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
 * Cost an image: 14,080 multiply-accumulates. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV1_GATES);
    const float *error = TESS_PART(float, CONV1_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV1_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV1_SIGNAL) +
                            ((size_t)n * CONV1_BLOCKS + block) * CONV1_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV1_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV1_CELLS + cell) * CONV1_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV1_BLOCKS + block];
            }
        }
    }
}

/* conv1: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 28,160 multiply-accumulates. */
static void conv1_signal(const struct tess_run *run, int n, void *scratch)
{
    conv1_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV1_LATENTS) + (size_t)n * STEPS * CONV1_CELLS * CONV1_BLOCKS;
    float *logit = TESS_PART(float, CONV1_LOGITS) + n * STEPS * CLASSES;
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    conv1_errors(run, n, logit);
    conv1_project(run, n, scratch);
}

/* conv1 predicts by itself: its logits summed over the steps.
 * Cost an image: 14,080 multiply-accumulates. */
static void conv1_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV1_CELLS * CONV1_BLOCKS);
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int zone_columns[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV1_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV1_SIGNAL) +
                            (((size_t)n * CONV1_BLOCKS + block) * CONV1_ZONES + zone_rows[y] * CONV1_ZONE_COLUMNS +
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
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx16, 0)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 2621440)[tap + t] = m[t];
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < STEPS; t++) {
            d[t] += m[t] * h;
            h = 0.2f * h + psi[t];
        }
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row)
{
    for (int x = 0; x < CONV1_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv1_learning(run, block, n, y, x, d);
        for (int t = 0; t < STEPS; t++) {
            slot[t * CONV1_PLANE] = d[t];
        }
    }
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, CONV1_ROWS) +
                                    (size_t)tile * CONV1_LIST_CHANNELS * CONV1_LIST_CAPACITY;
    for (int c = 0; c < CONV1_LIST_CHANNELS; c++, sum += CONV1_TAPS) {
        __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * CONV1_LIST_CAPACITY + 8);
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
                g0 += d[38] * x;
                g1 += d[37] * x;
                g2 += d[36] * x;
                g3 += d[20] * x;
                g4 += d[19] * x;
                g5 += d[18] * x;
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
 * Cost an image: 1,474,560 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV1_FAN_IN);
    }
    for (int s = 0; s < CONV1_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV1_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 36; y++, row += CONV1_TABLE_PITCH) {
            if (y % CONV1_TABLE_ROWS < 1 || y % CONV1_TABLE_ROWS >= 1 + CONV1_HEIGHT) {
                memset(row, 0, sizeof *row * CONV1_TABLE_PITCH);
            }
            row[0] = row[1 + CONV1_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV1_TILE_IMAGES) {
        for (int n = first; n < first + CONV1_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV1_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV1_TABLE_ROWS + y + 1) * CONV1_TABLE_PITCH;
                conv1_row(run, block, n, y, row);
            }
        }
        conv1_accumulate(run, first / CONV1_TILE_IMAGES, table, sum);
    }
}

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum.
 * Cost a batch: 608 weights. */
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
 * Cost a batch: 608 weights. */
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

/* conv1: the fixed matrix B, 11 rows over 128 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[2] = {
        0xfff7fffbfffdfffe, 0xff7fffbfffdfffef,
    };
    static const float gate[4] = {
        0.0069053397f, 0.0069053397f, 0.0069053397f, 0.0069053397f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 4, true, CLASSES, 32, 4, 32, gate, TESS_ARENA(float, CONV1_SIGNS),
                      TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 64 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV2_IN_CHANNELS = 32,              /* of the input */
    CONV2_IN_HEIGHT = 16,
    CONV2_IN_WIDTH = 16,
    CONV2_IN_POSITIONS = 256,            /* IN_HEIGHT * IN_WIDTH */
    CONV2_IN_PADDED = 32,                /* IN_CHANNELS in whole blocks of lanes */
    CONV2_LIST_ROOM = 512512,            /* entries of the sums' lists that an image has room for */
    CONV2_LISTS = 256,                   /* of an image and group of steps, for the sums */
    CONV2_GROUP_SLOTS = 17,              /* of the gradient's table: slots a group of steps */
    CONV2_SETS = 10,                     /* lists of a position: one a step, composite or lapses */
    CONV2_SUM_ROWS = 1387,               /* rows of the table of sums */
    CONV2_KERNEL_HEIGHT = 3,
    CONV2_KERNEL_WIDTH = 3,
    CONV2_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV2_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV2_TAP_ROWS = 33,                 /* rows of weights a tap: one an input channel, and one of zeros */
    CONV2_WEIGHT_ROWS = 297,             /* rows of weights a block of output channels */
    CONV2_FAN_IN = 288,                  /* inputs of a neuron */
    CONV2_ZERO_ROW = 1386,               /* of weights or sums: fills lists up to fours */
    CONV2_SUM_PITCH = 33,                /* rows of that table from one sum to the next */
    CONV2_LIST_CHANNELS = 32,            /* that have lists in the gradient */
    CONV2_LENGTHS_OF_TILE = 64,          /* lists of a tile */
    CONV2_INVERTED_SETS = 2,             /* words of 64 channels: inverted, and of those that are listed */
    CONV2_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV2_COLUMN_KINDS = 3,
    CONV2_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV2_ALWAYS_ROOM = 36,              /* entries of such a list */
    CONV2_ALWAYS_FIRST = 6154,           /* row of the table at which sums of inverted channels begin */
    CONV2_ALWAYS_ROWS = 39,              /* of an image */
    CONV2_SLOTS = 34,                    /* of the gradient's table: one a step or set of steps */
    CONV2_PLANE = 181,                   /* rows of the table a slot */
    CONV2_TILE_IMAGES = 1,               /* images in a tile */
    CONV2_TILE_ROWS = 8,                 /* rows of the map in a tile */
    CONV2_ROW_TILES = 2,                 /* tiles of an image */
    CONV2_LIST_CAPACITY = 2561,          /* entries of a gradient list */
    CONV2_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV2_TABLE_PITCH = 18,              /* its columns */
    CONV2_TILE_CAPACITY = 81952,         /* entries of all lists of a tile */
    CONV2_TABLE_POSITIONS = 180,         /* TABLE_ROWS * TABLE_PITCH */
    CONV2_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV2_CHANNELS = 64,                 /* of the output */
    CONV2_HEIGHT = 16,
    CONV2_WIDTH = 16,
    CONV2_POSITIONS = 256,               /* HEIGHT * WIDTH */
    CONV2_BLOCKS = 4,                    /* of LANES output channels */
    CONV2_PADDED = 64,                   /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV2_POOL_HEIGHT = 2,
    CONV2_POOL_WIDTH = 2,
    CONV2_POOLED_HEIGHT = 8,
    CONV2_POOLED_WIDTH = 8,
    CONV2_POOLED_POSITIONS = 64,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV2_CELLS = 4,                     /* windows of the signal grid */
    CONV2_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV2_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV2_LANES = 16,                    /* output channels in a vector */
    CONV2_PLANES_BYTES = 10368,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV2_SUBSET_BYTES = 10240,          /* what is noted of a row of the map */
    CONV2_STEP_SLOTS = 10,               /* of the gradient's table: one a step or set of steps */
    CONV2_STEP_PLANE = 325,              /* rows of the table a slot */
    CONV2_STEP_LIST_CAPACITY = 2560,     /* entries of a gradient list */
    CONV2_STEP_TABLE_ROWS = 18,          /* rows of the table an image */
    CONV2_STEP_TABLE_PITCH = 18,         /* its columns */
    CONV2_STEP_TILE_CAPACITY = 81920,    /* entries of all lists of a tile */
    CONV2_STEP_LIST_ROWS = 16,           /* rows of the map that a tile lists */
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
        {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 8};
    static const int column[3] = {0, 1, 15};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)item * CONV2_IN_POSITIONS * CONV2_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)item * GROUPS * CONV2_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV2_INVERTED) + item * CONV2_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, &map, STEPS, GROUP_STEPS, 4,
                                       32, scratch, full, inverted);
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
                         TESS_ARENA(uint8_t, CONV2_FULL), GROUPS, GROUP_STEPS, COMPOSITES, 4733,
                         TESS_ARENA(struct tess_atoms, CONV2_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV2_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV2_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV2_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV2_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV2_ALWAYS_LISTS);
    }
}

/* conv2: its gradient along learning signals. */
static const struct tess_sparse conv2_sparse = {
    .channels = CONV2_IN_CHANNELS, .height = CONV2_IN_HEIGHT, .width = CONV2_IN_WIDTH, .pad = CONV2_PAD,
    .kernel_height = CONV2_KERNEL_HEIGHT, .kernel_width = CONV2_KERNEL_WIDTH, .lanes = CONV2_LANES,
                                                          .steps = GROUP_STEPS,
    .strip = 1, .images = CHUNK, .most = 2048,
};

/* conv2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 81,920 inputs. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV2_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const int listed = atoms->patterns ? CONV2_SETS : GROUP_STEPS;
    const int tiles = atoms->patterns ? CONV2_ROW_TILES : 1;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV2_LENGTHS) + item * tiles * CONV2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * tiles * CONV2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        for (int g = 0; planes && g < GROUPS; g++) {
            tess_pack_planes(&conv2_sparse, words + ((size_t)g * CHUNK + n) * CONV2_IN_POSITIONS * CONV2_IN_PADDED,
                             CONV2_IN_PADDED,
                             TESS_PART(uint8_t, CONV2_PLANES) + (size_t)(g * CHUNK + n) * CONV2_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 61440); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV2_INVERTED) + n * CONV2_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)n * GROUPS * CONV2_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV2_PAD; y < 17; y++) {
            const size_t tile = (size_t)(item * CONV2_ROW_TILES + y / CONV2_LIST_ROWS);
            const struct tess_table table = {y % CONV2_LIST_ROWS * CONV2_TABLE_PITCH, CONV2_TABLE_PITCH, CONV2_PLANE};
            for (int g = 0; g < GROUPS; g++) {
                /* the window's rows in turn */
                uint8_t *ring = (uint8_t *)scratch + g * CONV2_KERNEL_HEIGHT * CONV2_SUBSET_BYTES;
                const bool inside = y >= 0 && y < CONV2_IN_HEIGHT;
                if (inside) {
                    tess_find_holders(words +
                                      (((size_t)g * CHUNK + n) * CONV2_IN_POSITIONS + y * CONV2_IN_WIDTH) *
                                      CONV2_IN_PADDED, &map, atoms->patterns ? full + g * CONV2_IN_PADDED : NULL,
                                      atoms + g, listed, holders);
                    if (gradient && atoms->patterns) {
                        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
                        uint32_t *rows = TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY;
                        if (g == 0 && y % CONV2_LIST_ROWS == 0) {
                            tess_always_rows(&map, &inversion, CONV2_ALWAYS_FIRST, lengths, rows, CONV2_LIST_CAPACITY);
                        }
                        tess_run_lists(holders, &map, 9, GROUP_STEPS, atoms[g].cover[31], atoms[g].covers[31], &table,
                                       g * CONV2_GROUP_SLOTS, lengths, rows, CONV2_LIST_CAPACITY);
                    }
                }
                if (forward) {
                    tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                      ring + (y + CONV2_PAD) % CONV2_KERNEL_HEIGHT * CONV2_SUBSET_BYTES);
                    const int output = y - 1;
                    if (output >= 0 && output < CONV2_HEIGHT) {
                        const size_t list = (size_t)n * CONV2_LISTS + output * CONV2_WIDTH;
                        used = tess_window_lists(ring, CONV2_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                                 TESS_LISTS(uint32_t, CONV2_BEGIN) + list * GROUPS + g,
                                                 TESS_LISTS(uint16_t, CONV2_FOURS) + (list * GROUPS + g) * listed,
                                                 TESS_LISTS(uint16_t, CONV2_ENTRIES) + (size_t)n * CONV2_LIST_ROOM,
                                                 used);
                    }
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
            const int rows = CONV2_STEP_LIST_ROWS;
            const struct tess_table table = {0, CONV2_STEP_TABLE_PITCH, CONV2_STEP_PLANE};
            const struct tess_map part = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, rows, CONV2_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV2_IN_POSITIONS * CONV2_IN_PADDED,
                                CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_STEP_TILE_CAPACITY,
                                CONV2_STEP_LIST_CAPACITY);
        }
    }
    for (int row = 0; gradient && atoms->patterns && row < CONV2_IN_HEIGHT; row += CONV2_LIST_ROWS) {
        const size_t tile = (size_t)(item * CONV2_ROW_TILES + row / CONV2_LIST_ROWS);
        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV2_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY,
                        CONV2_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV2_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_STEP_TILE_CAPACITY, CONV2_STEP_LIST_CAPACITY);
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

/* conv2: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv2_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV2_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV2_KERNEL_WIDTH * CONV2_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV2_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV2_SUM_PITCH] = tap[CONV2_TAP_ROWS];
                sum[2 * CONV2_SUM_PITCH] = sum[CONV2_SUM_PITCH] + sum[0];
                sum[3 * CONV2_SUM_PITCH] = tap[2 * CONV2_TAP_ROWS];
                sum[4 * CONV2_SUM_PITCH] = sum[3 * CONV2_SUM_PITCH] + sum[0];
                sum[5 * CONV2_SUM_PITCH] = sum[3 * CONV2_SUM_PITCH] + sum[CONV2_SUM_PITCH];
                sum[6 * CONV2_SUM_PITCH] = sum[5 * CONV2_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV2_SUM_PITCH;
                const tess_ix16 upper = sum[0] + sum[7 * CONV2_SUM_PITCH];
                sum[3 * 7 * CONV2_SUM_PITCH] = upper + sum[2 * 7 * CONV2_SUM_PITCH];
                sum[4 * 7 * CONV2_SUM_PITCH] = upper;
                sum[5 * 7 * CONV2_SUM_PITCH] = sum[7 * CONV2_SUM_PITCH] + sum[2 * 7 * CONV2_SUM_PITCH];
            }
        }
    }
    table[CONV2_ZERO_ROW] = (tess_ix16){0};
}

/* Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros. */

/* conv2: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv2_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 15};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + n * CONV2_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV2_ALWAYS) + n * CONV2_ALWAYS_LISTS * CONV2_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV2_ROW_KINDS);
    for (int row = 0; row < CONV2_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV2_COLUMN_KINDS; k++, list += CONV2_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
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
static inline void conv2_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV2_MEMBRANE) + ((size_t)block * CHUNK * CONV2_POSITIONS + at) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV2_SCALE)[block];
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    tess_ix16 word = {0};
    u = 0.5f * v + __builtin_convertvector(sum[0], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 0);
    if (train) {
        u_out[g * GROUP_STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * GROUP_STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * GROUP_STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * GROUP_STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * GROUP_STEPS + 4] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * CHUNK * CONV2_POSITIONS + at) * CONV2_PADDED +
                   block * CONV2_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* Twin: the second of two blocks of output channels that go along a list together. */

/* conv2: sums over all steps, then the neurons.
 * Cost an image: 47,185,920 additions if every input fires. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2 * 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * CONV2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV2_SETS : GROUP_STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    tess_ix16 *table = scratch;
    conv2_table(weight, table);
    conv2_table(weight + CONV2_WEIGHT_ROWS, table + CONV2_SUM_ROWS);
    static const int row_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS], twin_always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv2_always(run, n, table, always);
        conv2_always(run, n, table + CONV2_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                const size_t at = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix16 sum0 = {0}, twin0 = {0};
                    tess_ix16 sum1 = {0}, twin1 = {0};
                    tess_ix16 sum2 = {0}, twin2 = {0};
                    tess_ix16 sum3 = {0}, twin3 = {0};
                    tess_ix16 sum4 = {0}, twin4 = {0};
                    tess_ix16 sum5 = {0}, twin5 = {0};
                    tess_ix16 sum6 = {0}, twin6 = {0};
                    tess_ix16 sum7 = {0}, twin7 = {0};
                    tess_ix16 sum8 = {0}, twin8 = {0};
                    tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                    const size_t list = ((size_t)n * CONV2_LISTS + y * CONV2_WIDTH + x) * GROUPS + g;
                    const uint16_t *entry = entries + (size_t)n * CONV2_LIST_ROOM + begin[list];
                    const uint16_t *four = fours + list * (size_t)listed;
                    TESS_GATHER_TWO(sum0, twin0, table, table + CONV2_SUM_ROWS, 8, entry, four[0]);
                    TESS_GATHER_TWO(sum1, twin1, table, table + CONV2_SUM_ROWS, 8, entry, four[1]);
                    TESS_GATHER_TWO(sum2, twin2, table, table + CONV2_SUM_ROWS, 8, entry, four[2]);
                    TESS_GATHER_TWO(sum3, twin3, table, table + CONV2_SUM_ROWS, 8, entry, four[3]);
                    TESS_GATHER_TWO(sum4, twin4, table, table + CONV2_SUM_ROWS, 8, entry, four[4]);
                    if (patterns) {
                        TESS_GATHER_TWO(sum5, twin5, table, table + CONV2_SUM_ROWS, 8, entry, four[5]);
                        TESS_GATHER_TWO(sum6, twin6, table, table + CONV2_SUM_ROWS, 8, entry, four[6]);
                        TESS_GATHER_TWO(sum7, twin7, table, table + CONV2_SUM_ROWS, 8, entry, four[7]);
                        TESS_GATHER_TWO(sum8, twin8, table, table + CONV2_SUM_ROWS, 8, entry, four[8]);
                        TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV2_SUM_ROWS, 8, entry, four[9]);
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
                    const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                    sum0 += sum_all;
                    sum1 += sum_all;
                    sum2 += sum_all;
                    sum3 += sum_all;
                    sum4 += sum_all;
                    const tess_ix16 of_sum[GROUP_STEPS] = {sum0, sum1, sum2, sum3, sum4};
                    conv2_fire(run, block, at, g, &v, of_sum, train);
                    if (patterns) {
                        twin0 += twin5 & holds[g][0][0];
                        twin1 += twin5 & holds[g][0][1];
                        twin2 += twin5 & holds[g][0][2];
                        twin3 += twin5 & holds[g][0][3];
                        twin4 += twin5 & holds[g][0][4];
                        twin0 += twin6 & holds[g][1][0];
                        twin1 += twin6 & holds[g][1][1];
                        twin2 += twin6 & holds[g][1][2];
                        twin3 += twin6 & holds[g][1][3];
                        twin4 += twin6 & holds[g][1][4];
                        twin0 += twin7 & holds[g][2][0];
                        twin1 += twin7 & holds[g][2][1];
                        twin2 += twin7 & holds[g][2][2];
                        twin3 += twin7 & holds[g][2][3];
                        twin4 += twin7 & holds[g][2][4];
                        twin0 += twin8 & holds[g][3][0];
                        twin1 += twin8 & holds[g][3][1];
                        twin2 += twin8 & holds[g][3][2];
                        twin3 += twin8 & holds[g][3][3];
                        twin4 += twin8 & holds[g][3][4];
                    }
                    const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                    twin0 += twin_all;
                    twin1 += twin_all;
                    twin2 += twin_all;
                    twin3 += twin_all;
                    twin4 += twin_all;
                    const tess_ix16 of_twin[GROUP_STEPS] = {twin0, twin1, twin2, twin3, twin4};
                    conv2_fire(run, block + 1, at, g, &twin_v, of_twin, train);
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

/* Route: where a max pool had its spike from, a bit a step: there the signal goes back. */

/* conv2: spikes of image n counted and pooled.
 * Cost an image: 163,840 neurons times steps. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) +
                                    ((size_t)g * CHUNK + n) * CONV2_POSITIONS * CONV2_PADDED,
                                    CONV2_POSITIONS * CONV2_PADDED);
    }
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
    for (int g = 0; g < GROUPS; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) +
                              ((size_t)g * CHUNK + n) * CONV2_POSITIONS * CONV2_PADDED;
        uint8_t *to = TESS_ARENA(uint8_t, CONV2_OUTPUT) +
                      ((size_t)g * CHUNK + n) * CONV2_POOLED_POSITIONS * CONV2_PADDED;
        uint8_t *route = TESS_PART(uint8_t, CONV2_ROUTE) + ((size_t)g * CHUNK + n) * CONV2_POSITIONS * CONV2_PADDED;
        for (int y = 0; y < CONV2_POOLED_HEIGHT; y++) {
            for (int x = 0; x < CONV2_POOLED_WIDTH; x++) {
                const size_t at = (size_t)(y * CONV2_POOL_HEIGHT * CONV2_WIDTH + x * CONV2_POOL_WIDTH) * CONV2_PADDED;
                uint8_t *pooled = to + (size_t)(y * CONV2_POOLED_WIDTH + x) * CONV2_PADDED;
                for (int c = 0; c < CONV2_PADDED; c += CONV2_LANES) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + CONV2_PADDED);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + CONV2_WIDTH * CONV2_PADDED);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + (CONV2_WIDTH + 1) * CONV2_PADDED);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + CONV2_PADDED) = first1;
                        *(tess_bx16 *)(route + at + c + CONV2_WIDTH * CONV2_PADDED) = first2;
                        *(tess_bx16 *)(route + at + c + (CONV2_WIDTH + 1) * CONV2_PADDED) = first3;
                    }
                }
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
 * Cost an image: 40,960 additions. */
static void conv2_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 4};
    static const int rows_to[2] = {4, 8};
    static const int columns_from[2] = {0, 4};
    static const int columns_to[2] = {4, 8};
    for (int cell = 0; cell < CONV2_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
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
 * Cost an image: 28,160 multiply-accumulates. */
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
            logit[t * CLASSES + c] = total * 0.01953125f;
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
 * Cost an image: 28,160 multiply-accumulates. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_PART(float, CONV2_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV2_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            ((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
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
    }
}

/* conv2: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 56,320 multiply-accumulates. */
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
 * Cost an image: 28,160 multiply-accumulates. */
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
    static const int zone_rows[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const int zone_columns[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV2_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            (((size_t)n * CONV2_BLOCKS + block) * CONV2_ZONES +
                             zone_rows[y / CONV2_POOL_HEIGHT] * CONV2_ZONE_COLUMNS +
                             zone_columns[x / CONV2_POOL_WIDTH]) * STEPS;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV2_ROUTE) +
                                                                          ((size_t)n * CONV2_POSITIONS +
                                                                           y * CONV2_WIDTH + x) * CONV2_PADDED +
                                                                           block * CONV2_LANES), tess_ix16);
    const tess_ix16 route1 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV2_ROUTE) +
                                                                          (((size_t)CHUNK + n) * CONV2_POSITIONS +
                                                                           y * CONV2_WIDTH + x) * CONV2_PADDED +
                                                                           block * CONV2_LANES), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[STEPS];
    m[0] = (tess_fx16)((tess_ix16)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx16)((tess_ix16)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx16)((tess_ix16)zone[2] & ((route0 & 1 << 2) != 0));
    m[3] = (tess_fx16)((tess_ix16)zone[3] & ((route0 & 1 << 3) != 0));
    m[4] = (tess_fx16)((tess_ix16)zone[4] & ((route0 & 1 << 4) != 0));
    m[5] = (tess_fx16)((tess_ix16)zone[5] & ((route1 & 1 << 0) != 0));
    m[6] = (tess_fx16)((tess_ix16)zone[6] & ((route1 & 1 << 1) != 0));
    m[7] = (tess_fx16)((tess_ix16)zone[7] & ((route1 & 1 << 2) != 0));
    m[8] = (tess_fx16)((tess_ix16)zone[8] & ((route1 & 1 << 3) != 0));
    m[9] = (tess_fx16)((tess_ix16)zone[9] & ((route1 & 1 << 4) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx16, 5242880)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 10485760)[tap + t] = m[t];
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < STEPS; t++) {
            d[t] += m[t] * h;
            h = 0.2f * h + psi[t];
        }
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS])
{
    for (int x = 0; x < CONV2_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv2_learning(run, block, n, y, x, d);
        if (!patterns) {
            for (int t = 0; t < STEPS; t++) {
                slot[t * 325] = d[t];
            }
        } else {
            slot[0] = d[0];
            slot[CONV2_PLANE] = d[1];
            slot[2 * CONV2_PLANE] = d[2];
            slot[3 * CONV2_PLANE] = d[3];
            slot[4 * CONV2_PLANE] = d[4];
            slot[17 * CONV2_PLANE] = d[5];
            slot[18 * CONV2_PLANE] = d[6];
            slot[19 * CONV2_PLANE] = d[7];
            slot[20 * CONV2_PLANE] = d[8];
            slot[21 * CONV2_PLANE] = d[9];
            for (int g = 0; g < GROUPS; g++) {
                for (int k = 0; k < COMPOSITES; k++) {
                    tess_fx16 sum = {0};
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS] & holds[g][k][0]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 1] & holds[g][k][1]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 2] & holds[g][k][2]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 3] & holds[g][k][3]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 4] & holds[g][k][4]);
                    slot[(g * CONV2_GROUP_SLOTS + GROUP_STEPS + k) * CONV2_PLANE] = sum;
                }
            }
            for (int g = 0; g < GROUPS; g++) {
                for (int k = 0; k < COMPOSITES; k++) {
                    tess_fx16 *one = slot + (g * CONV2_GROUP_SLOTS + GROUP_STEPS + k) * CONV2_PLANE;
                    tess_fx16 *two = one + COMPOSITES * CONV2_PLANE, *three = two + COMPOSITES * CONV2_PLANE;
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
}

/* conv2: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv2_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV2_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV2_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV2_TILE_IMAGES ? run->to - n : CONV2_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV2_BLOCKS; block++) {
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv2_learning(run, block, n, y, x, d);
                for (int g = 0; g < GROUPS; g++) {
                    signals += (uint64_t)tess_count_signals((const float *)d + g * 80, GROUP_STEPS, CONV2_LANES);
                }
            }
        }
    }
    for (int k = 0; k < 128; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV2_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 53 + 9396;
    *by_signals = images * along_signals < entries * 40 + images * 92160;
}

/* conv2: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 47,185,920 additions if every input fires. */
static void conv2_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    for (int g = 0; g < GROUPS; g++) {
        tess_sparse_begin(&conv2_sparse, (char *)scratch + (size_t)g * 6322048);
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv2_learning(run, block, n, y, x, d);
                for (int g = 0; g < GROUPS; g++) {
                    tess_sparse_append(&conv2_sparse, (char *)scratch + (size_t)g * 6322048, n - run->from, y, x,
                                       (const float *)d + g * 80, GROUP_STEPS);
                }
            }
        }
    }
    for (int g = 0; g < GROUPS; g++) {
        tess_sparse_add(&conv2_sparse, (char *)scratch + (size_t)g * 6322048, run->to - run->from,
                        TESS_PART(uint8_t, CONV2_PLANES) + (size_t)g * CHUNK * CONV2_PLANES_BYTES, (float *)sum);
    }
}

/* conv2: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv2_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    tess_fx16 *always = table + CONV2_ALWAYS_FIRST + own * CONV2_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV2_ALWAYS_ROWS);
    for (int g = 0; g < GROUPS; g++) {
        const int full = 31;
        for (int j = 0; j < atoms[g].covers[full]; j++) {
            const int atom = atoms[g].cover[full][j], reach = atom < GROUP_STEPS ? 1 : 3;
            const tess_fx16 *d = table + (g * CONV2_GROUP_SLOTS + atom) * CONV2_PLANE + own * CONV2_TABLE_POSITIONS;
            for (int y = 0; y < rows + CONV2_KERNEL_HEIGHT - 1; y++, d += CONV2_TABLE_PITCH) {
                for (int back = 0; back < CONV2_KERNEL_WIDTH; back++) {
                    tess_fx16 of_row = {0};
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
}

/* conv2: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV2_LIST_CAPACITY : 2560;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV2_ROWS) + (size_t)tile * CONV2_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV2_LIST_CHANNELS; c++, sum += CONV2_TAPS) {
        for (int kind = 0; kind < kinds; kind++, list += *length, length++) {
            const float sign = kind == 0 ? 1.0f : -1.0f; /* lapses are taken away */
            for (uint32_t k = 0; k < *length;) {
                const uint32_t end = k + TESS_SEGMENT < *length ? k + TESS_SEGMENT : *length;
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
                    const tess_fx16 *d = table + list[k];
                    g0 += d[38];
                    g1 += d[37];
                    g2 += d[36];
                    g3 += d[20];
                    g4 += d[19];
                    g5 += d[18];
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
 * Cost an image: 47,185,920 additions if every input fires. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV2_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV2_BY_SIGNALS)) {
        conv2_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV2_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV2_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 18; y++, row += CONV2_STEP_TABLE_PITCH) {
                if (y % CONV2_STEP_TABLE_ROWS < 1 || y % CONV2_STEP_TABLE_ROWS >= 1 + CONV2_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV2_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV2_WIDTH] = (tess_fx16){0};
            }
        }
        for (int n = run->from; n < run->to; n++) {
            for (int y = 0; y < CONV2_HEIGHT; y++) {
                tess_fx16 *row = table + (y + 1) * CONV2_STEP_TABLE_PITCH;
                conv2_row(run, block, n, y, row, false, NULL);
            }
            conv2_accumulate(run, n, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    for (int s = 0; s < CONV2_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV2_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 10; y++, row += CONV2_TABLE_PITCH) {
            row[0] = row[1 + CONV2_WIDTH] = (tess_fx16){0};
        }
    }
    for (int n = run->from; n < run->to; n++) {
        for (int tile = 0; tile < CONV2_ROW_TILES; tile++) {
            const int kept = tile ? 2 : 0; /* rows of the tile above that this one reads too */
            for (int s = 0; s < CONV2_SLOTS; s++) {
                memmove(table + s * CONV2_PLANE, table + s * CONV2_PLANE + CONV2_TILE_ROWS * CONV2_TABLE_PITCH,
                        sizeof *table * kept * CONV2_TABLE_PITCH);
            }
            for (int row = kept; row < CONV2_TABLE_ROWS; row++) {
                const int y = tile * CONV2_TILE_ROWS + row - 1;
                if (y >= 0 && y < CONV2_HEIGHT) {
                    conv2_row(run, block, n, y, table + row * CONV2_TABLE_PITCH, true, holds);
                } else {
                    for (int s = 0; s < CONV2_SLOTS; s++) {
                        memset(table + s * CONV2_PLANE + row * CONV2_TABLE_PITCH, 0, sizeof *table * CONV2_TABLE_PITCH);
                    }
                }
            }
            const int rows = (tile + 1) * CONV2_TILE_ROWS < CONV2_IN_HEIGHT ? CONV2_TILE_ROWS : CONV2_IN_HEIGHT -
                             tile * CONV2_TILE_ROWS;
            conv2_always_rows(run, n, 0, rows, table);
            conv2_accumulate(run, n * CONV2_ROW_TILES + tile, table, sum, true);
        }
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 18,496 weights. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * CONV2_WEIGHT_ROWS * CONV2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV2_LANES * 336;
    for (int lane = 0; lane < CONV2_LANES; lane++) {
        const int o = block * CONV2_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN, TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV2_FAN_IN, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV2_FAN_IN, unit, of_lane + lane * 336);
    }
    for (int channel = 0; channel < CONV2_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 33 + channel) * CONV2_LANES;
            for (int lane = 0; lane < CONV2_LANES; lane++) {
                row[lane] = of_lane[lane * 336 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 18,496 weights. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_LANES * CONV2_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV2_FAN_IN; k++) {
        for (int lane = 0; lane < CONV2_LANES; lane++) {
            of_lane[lane * 336 + k] = gathered[k * CONV2_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
        const int o = block * CONV2_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * CONV2_FAN_IN;
        memcpy(gradient, of_lane + lane * 336, sizeof *gradient * CONV2_FAN_IN);
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

/* conv2: the fixed matrix B, 11 rows over 256 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[4] = {
        0xfff7fffbfffdfffe, 0xff7fffbfffdfffef, 0xf7fffbfffdfffeff, 0x7fffbfffdfffefff,
    };
    static const float gate[4] = {
        0.01953125f, 0.01953125f, 0.01953125f, 0.01953125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 4, true, CLASSES, 64, 4, 64, gate, TESS_ARENA(float, CONV2_SIGNS),
                      TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 64 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV3_IN_CHANNELS = 64,              /* of the input */
    CONV3_IN_HEIGHT = 8,
    CONV3_IN_WIDTH = 8,
    CONV3_IN_POSITIONS = 64,             /* IN_HEIGHT * IN_WIDTH */
    CONV3_IN_PADDED = 64,                /* IN_CHANNELS in whole blocks of lanes */
    CONV3_LIST_ROOM = 251136,            /* entries of the sums' lists that an image has room for */
    CONV3_LISTS = 64,                    /* of an image and group of steps, for the sums */
    CONV3_GROUP_SLOTS = 17,              /* of the gradient's table: slots a group of steps */
    CONV3_SETS = 10,                     /* lists of a position: one a step, composite or lapses */
    CONV3_SUM_ROWS = 2731,               /* rows of the table of sums */
    CONV3_KERNEL_HEIGHT = 3,
    CONV3_KERNEL_WIDTH = 3,
    CONV3_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV3_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV3_TAP_ROWS = 65,                 /* rows of weights a tap: one an input channel, and one of zeros */
    CONV3_WEIGHT_ROWS = 585,             /* rows of weights a block of output channels */
    CONV3_FAN_IN = 576,                  /* inputs of a neuron */
    CONV3_ZERO_ROW = 2730,               /* of weights or sums: fills lists up to fours */
    CONV3_SUM_PITCH = 65,                /* rows of that table from one sum to the next */
    CONV3_LIST_CHANNELS = 64,            /* that have lists in the gradient */
    CONV3_LENGTHS_OF_TILE = 128,         /* lists of a tile */
    CONV3_INVERTED_SETS = 2,             /* words of 64 channels: inverted, and of those that are listed */
    CONV3_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV3_COLUMN_KINDS = 3,
    CONV3_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV3_ALWAYS_ROOM = 68,              /* entries of such a list */
    CONV3_ALWAYS_FIRST = 6834,           /* row of the table at which sums of inverted channels begin */
    CONV3_ALWAYS_ROWS = 23,              /* of an image */
    CONV3_SLOTS = 34,                    /* of the gradient's table: one a step or set of steps */
    CONV3_PLANE = 201,                   /* rows of the table a slot */
    CONV3_TILE_IMAGES = 2,               /* images in a tile */
    CONV3_LIST_CAPACITY = 1282,          /* entries of a gradient list */
    CONV3_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV3_TABLE_PITCH = 10,              /* its columns */
    CONV3_TILE_CAPACITY = 82048,         /* entries of all lists of a tile */
    CONV3_TABLE_POSITIONS = 100,         /* TABLE_ROWS * TABLE_PITCH */
    CONV3_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV3_CHANNELS = 64,                 /* of the output */
    CONV3_HEIGHT = 8,
    CONV3_WIDTH = 8,
    CONV3_POSITIONS = 64,                /* HEIGHT * WIDTH */
    CONV3_BLOCKS = 4,                    /* of LANES output channels */
    CONV3_PADDED = 64,                   /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV3_POOL_HEIGHT = 2,
    CONV3_POOL_WIDTH = 2,
    CONV3_POOLED_HEIGHT = 4,
    CONV3_POOLED_WIDTH = 4,
    CONV3_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV3_CELLS = 4,                     /* windows of the signal grid */
    CONV3_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV3_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV3_LANES = 16,                    /* output channels in a vector */
    CONV3_PLANES_BYTES = 6400,           /* of an image's input, as the gradient along learning signals looks it up */
    CONV3_SUBSET_BYTES = 5120,           /* what is noted of a row of the map */
    CONV3_STEP_SLOTS = 10,               /* of the gradient's table: one a step or set of steps */
    CONV3_STEP_PLANE = 201,              /* rows of the table a slot */
    CONV3_STEP_TILE_IMAGES = 2,          /* images in a tile */
    CONV3_STEP_LIST_CAPACITY = 1280,     /* entries of a gradient list */
    CONV3_STEP_TABLE_ROWS = 10,          /* rows of the table an image */
    CONV3_STEP_TABLE_PITCH = 10,         /* its columns */
    CONV3_STEP_TILE_CAPACITY = 81920,    /* entries of all lists of a tile */
    CONV3_STEP_TABLE_POSITIONS = 100,    /* TABLE_ROWS * TABLE_PITCH */
    CONV3_STEP_LIST_ROWS = 8,            /* rows of the map that a tile lists */
};

/* conv3: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv3_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    const struct tess_window window =
        {CONV3_KERNEL_HEIGHT, CONV3_KERNEL_WIDTH, CONV3_PAD, CONV3_WIDTH, TESS_STACK_PAIRS, CONV3_ZERO_ROW, 8};
    static const int column[3] = {0, 1, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)item * CONV3_IN_POSITIONS * CONV3_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)item * GROUPS * CONV3_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV3_INVERTED) + item * CONV3_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, &map, STEPS, GROUP_STEPS, 4,
                                       64, scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV3_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV3_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS) + item * CONV3_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV3_ALWAYS) + item * CONV3_ALWAYS_LISTS * CONV3_ALWAYS_ROOM,
                      CONV3_ALWAYS_ROOM);
}

/* conv3: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv3_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV2_OUTPUT), CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV3_FULL), GROUPS, GROUP_STEPS, COMPOSITES, 1183,
                         TESS_ARENA(struct tess_atoms, CONV3_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV3_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV3_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV3_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV3_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV3_ALWAYS_LISTS);
    }
}

/* conv3: its gradient along learning signals. */
static const struct tess_sparse conv3_sparse = {
    .channels = CONV3_IN_CHANNELS, .height = CONV3_IN_HEIGHT, .width = CONV3_IN_WIDTH, .pad = CONV3_PAD,
    .kernel_height = CONV3_KERNEL_HEIGHT, .kernel_width = CONV3_KERNEL_WIDTH, .lanes = CONV3_LANES,
                                                          .steps = GROUP_STEPS,
    .strip = 4, .images = CHUNK, .most = 512,
};

/* conv3: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 40,960 inputs. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT);
    const int first = item * CONV3_TILE_IMAGES;
    const int last = first + CONV3_TILE_IMAGES < run->count ? first + CONV3_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV3_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const int listed = atoms->patterns ? CONV3_SETS : GROUP_STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV3_LENGTHS) + item * CONV3_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV3_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        for (int g = 0; planes && g < GROUPS; g++) {
            tess_pack_planes(&conv3_sparse, words + ((size_t)g * CHUNK + n) * CONV3_IN_POSITIONS * CONV3_IN_PADDED,
                             CONV3_IN_PADDED,
                             TESS_PART(uint8_t, CONV3_PLANES) + (size_t)(g * CHUNK + n) * CONV3_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV3_KERNEL_HEIGHT, CONV3_KERNEL_WIDTH, CONV3_PAD, CONV3_WIDTH, TESS_STACK_PAIRS, CONV3_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 30720); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV3_INVERTED) + n * CONV3_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV3_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)n * GROUPS * CONV3_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV3_PAD; y < 9; y++) {
            const size_t tile = (size_t)(item + y / CONV3_LIST_ROWS);
            const struct tess_table table = {n % CONV3_TILE_IMAGES * CONV3_TABLE_POSITIONS +
                                             y % CONV3_LIST_ROWS * CONV3_TABLE_PITCH, CONV3_TABLE_PITCH, CONV3_PLANE};
            for (int g = 0; g < GROUPS; g++) {
                /* the window's rows in turn */
                uint8_t *ring = (uint8_t *)scratch + g * CONV3_KERNEL_HEIGHT * CONV3_SUBSET_BYTES;
                const bool inside = y >= 0 && y < CONV3_IN_HEIGHT;
                if (inside) {
                    tess_find_holders(words +
                                      (((size_t)g * CHUNK + n) * CONV3_IN_POSITIONS + y * CONV3_IN_WIDTH) *
                                      CONV3_IN_PADDED, &map, atoms->patterns ? full + g * CONV3_IN_PADDED : NULL,
                                      atoms + g, listed, holders);
                    if (gradient && atoms->patterns) {
                        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
                        uint32_t *rows = TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY;
                        if (g == 0 && y % CONV3_LIST_ROWS == 0) {
                            tess_always_rows(&map, &inversion,
                                             CONV3_ALWAYS_FIRST + n % CONV3_TILE_IMAGES * CONV3_ALWAYS_ROWS, lengths,
                                             rows, CONV3_LIST_CAPACITY);
                        }
                        tess_run_lists(holders, &map, 9, GROUP_STEPS, atoms[g].cover[31], atoms[g].covers[31], &table,
                                       g * CONV3_GROUP_SLOTS, lengths, rows, CONV3_LIST_CAPACITY);
                    }
                }
                if (forward) {
                    tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                      ring + (y + CONV3_PAD) % CONV3_KERNEL_HEIGHT * CONV3_SUBSET_BYTES);
                    const int output = y - 1;
                    if (output >= 0 && output < CONV3_HEIGHT) {
                        const size_t list = (size_t)n * CONV3_LISTS + output * CONV3_WIDTH;
                        used = tess_window_lists(ring, CONV3_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                                 TESS_LISTS(uint32_t, CONV3_BEGIN) + list * GROUPS + g,
                                                 TESS_LISTS(uint16_t, CONV3_FOURS) + (list * GROUPS + g) * listed,
                                                 TESS_LISTS(uint16_t, CONV3_ENTRIES) + (size_t)n * CONV3_LIST_ROOM,
                                                 used);
                    }
                }
            }
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
        tess_pack_lists(lengths, CONV3_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY,
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

/* conv3: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv3_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV3_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV3_KERNEL_WIDTH * CONV3_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV3_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV3_SUM_PITCH] = tap[CONV3_TAP_ROWS];
                sum[2 * CONV3_SUM_PITCH] = sum[CONV3_SUM_PITCH] + sum[0];
                sum[3 * CONV3_SUM_PITCH] = tap[2 * CONV3_TAP_ROWS];
                sum[4 * CONV3_SUM_PITCH] = sum[3 * CONV3_SUM_PITCH] + sum[0];
                sum[5 * CONV3_SUM_PITCH] = sum[3 * CONV3_SUM_PITCH] + sum[CONV3_SUM_PITCH];
                sum[6 * CONV3_SUM_PITCH] = sum[5 * CONV3_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV3_SUM_PITCH;
                const tess_ix16 upper = sum[0] + sum[7 * CONV3_SUM_PITCH];
                sum[3 * 7 * CONV3_SUM_PITCH] = upper + sum[2 * 7 * CONV3_SUM_PITCH];
                sum[4 * 7 * CONV3_SUM_PITCH] = upper;
                sum[5 * 7 * CONV3_SUM_PITCH] = sum[7 * CONV3_SUM_PITCH] + sum[2 * 7 * CONV3_SUM_PITCH];
            }
        }
    }
    table[CONV3_ZERO_ROW] = (tess_ix16){0};
}

/* conv3: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv3_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV3_ROW_KINDS][CONV3_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 7};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS) + n * CONV3_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV3_ALWAYS) + n * CONV3_ALWAYS_LISTS * CONV3_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV3_ROW_KINDS);
    for (int row = 0; row < CONV3_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV3_COLUMN_KINDS; k++, list += CONV3_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < CONV3_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV3_PAD;
                if (from >= 0 && from < CONV3_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv3: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv3_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV3_MEMBRANE) + ((size_t)block * CHUNK * CONV3_POSITIONS + at) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV3_SCALE)[block];
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    tess_ix16 word = {0};
    u = 0.5f * v + __builtin_convertvector(sum[0], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 0);
    if (train) {
        u_out[g * GROUP_STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * GROUP_STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * GROUP_STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * GROUP_STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * GROUP_STEPS + 4] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * CHUNK * CONV3_POSITIONS + at) * CONV3_PADDED +
                   block * CONV3_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv3: sums over all steps, then the neurons.
 * Cost an image: 23,592,960 additions if every input fires. */
static inline void conv3_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2 * 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV3_EFFECTIVE) + block * CONV3_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV3_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV3_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV3_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV3_SETS : GROUP_STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    tess_ix16 *table = scratch;
    conv3_table(weight, table);
    conv3_table(weight + CONV3_WEIGHT_ROWS, table + CONV3_SUM_ROWS);
    static const int row_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV3_ROW_KINDS][CONV3_COLUMN_KINDS], twin_always[CONV3_ROW_KINDS][CONV3_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv3_always(run, n, table, always);
        conv3_always(run, n, table + CONV3_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                const size_t at = (size_t)n * CONV3_POSITIONS + y * CONV3_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                for (int g = 0; g < GROUPS; g++) {
                    tess_ix16 sum0 = {0}, twin0 = {0};
                    tess_ix16 sum1 = {0}, twin1 = {0};
                    tess_ix16 sum2 = {0}, twin2 = {0};
                    tess_ix16 sum3 = {0}, twin3 = {0};
                    tess_ix16 sum4 = {0}, twin4 = {0};
                    tess_ix16 sum5 = {0}, twin5 = {0};
                    tess_ix16 sum6 = {0}, twin6 = {0};
                    tess_ix16 sum7 = {0}, twin7 = {0};
                    tess_ix16 sum8 = {0}, twin8 = {0};
                    tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                    const size_t list = ((size_t)n * CONV3_LISTS + y * CONV3_WIDTH + x) * GROUPS + g;
                    const uint16_t *entry = entries + (size_t)n * CONV3_LIST_ROOM + begin[list];
                    const uint16_t *four = fours + list * (size_t)listed;
                    TESS_GATHER_TWO(sum0, twin0, table, table + CONV3_SUM_ROWS, 8, entry, four[0]);
                    TESS_GATHER_TWO(sum1, twin1, table, table + CONV3_SUM_ROWS, 8, entry, four[1]);
                    TESS_GATHER_TWO(sum2, twin2, table, table + CONV3_SUM_ROWS, 8, entry, four[2]);
                    TESS_GATHER_TWO(sum3, twin3, table, table + CONV3_SUM_ROWS, 8, entry, four[3]);
                    TESS_GATHER_TWO(sum4, twin4, table, table + CONV3_SUM_ROWS, 8, entry, four[4]);
                    if (patterns) {
                        TESS_GATHER_TWO(sum5, twin5, table, table + CONV3_SUM_ROWS, 8, entry, four[5]);
                        TESS_GATHER_TWO(sum6, twin6, table, table + CONV3_SUM_ROWS, 8, entry, four[6]);
                        TESS_GATHER_TWO(sum7, twin7, table, table + CONV3_SUM_ROWS, 8, entry, four[7]);
                        TESS_GATHER_TWO(sum8, twin8, table, table + CONV3_SUM_ROWS, 8, entry, four[8]);
                        TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV3_SUM_ROWS, 8, entry, four[9]);
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
                    const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                    sum0 += sum_all;
                    sum1 += sum_all;
                    sum2 += sum_all;
                    sum3 += sum_all;
                    sum4 += sum_all;
                    const tess_ix16 of_sum[GROUP_STEPS] = {sum0, sum1, sum2, sum3, sum4};
                    conv3_fire(run, block, at, g, &v, of_sum, train);
                    if (patterns) {
                        twin0 += twin5 & holds[g][0][0];
                        twin1 += twin5 & holds[g][0][1];
                        twin2 += twin5 & holds[g][0][2];
                        twin3 += twin5 & holds[g][0][3];
                        twin4 += twin5 & holds[g][0][4];
                        twin0 += twin6 & holds[g][1][0];
                        twin1 += twin6 & holds[g][1][1];
                        twin2 += twin6 & holds[g][1][2];
                        twin3 += twin6 & holds[g][1][3];
                        twin4 += twin6 & holds[g][1][4];
                        twin0 += twin7 & holds[g][2][0];
                        twin1 += twin7 & holds[g][2][1];
                        twin2 += twin7 & holds[g][2][2];
                        twin3 += twin7 & holds[g][2][3];
                        twin4 += twin7 & holds[g][2][4];
                        twin0 += twin8 & holds[g][3][0];
                        twin1 += twin8 & holds[g][3][1];
                        twin2 += twin8 & holds[g][3][2];
                        twin3 += twin8 & holds[g][3][3];
                        twin4 += twin8 & holds[g][3][4];
                    }
                    const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                    twin0 += twin_all;
                    twin1 += twin_all;
                    twin2 += twin_all;
                    twin3 += twin_all;
                    twin4 += twin_all;
                    const tess_ix16 of_twin[GROUP_STEPS] = {twin0, twin1, twin2, twin3, twin4};
                    conv3_fire(run, block + 1, at, g, &twin_v, of_twin, train);
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
 * Cost an image: 40,960 neurons times steps. */
static inline void conv3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < GROUPS; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV3_SPIKES) +
                                    ((size_t)g * CHUNK + n) * CONV3_POSITIONS * CONV3_PADDED,
                                    CONV3_POSITIONS * CONV3_PADDED);
    }
    run->spikes[n * LAYERS + 2] = spikes;
    (void)train;
    for (int g = 0; g < GROUPS; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV3_SPIKES) +
                              ((size_t)g * CHUNK + n) * CONV3_POSITIONS * CONV3_PADDED;
        uint8_t *to = TESS_ARENA(uint8_t, CONV3_OUTPUT) +
                      ((size_t)g * CHUNK + n) * CONV3_POOLED_POSITIONS * CONV3_PADDED;
        uint8_t *route = TESS_PART(uint8_t, CONV3_ROUTE) + ((size_t)g * CHUNK + n) * CONV3_POSITIONS * CONV3_PADDED;
        for (int y = 0; y < CONV3_POOLED_HEIGHT; y++) {
            for (int x = 0; x < CONV3_POOLED_WIDTH; x++) {
                const size_t at = (size_t)(y * CONV3_POOL_HEIGHT * CONV3_WIDTH + x * CONV3_POOL_WIDTH) * CONV3_PADDED;
                uint8_t *pooled = to + (size_t)(y * CONV3_POOLED_WIDTH + x) * CONV3_PADDED;
                for (int c = 0; c < CONV3_PADDED; c += CONV3_LANES) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + CONV3_PADDED);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + CONV3_WIDTH * CONV3_PADDED);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + (CONV3_WIDTH + 1) * CONV3_PADDED);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + CONV3_PADDED) = first1;
                        *(tess_bx16 *)(route + at + c + CONV3_WIDTH * CONV3_PADDED) = first2;
                        *(tess_bx16 *)(route + at + c + (CONV3_WIDTH + 1) * CONV3_PADDED) = first3;
                    }
                }
            }
        }
    }
}

static void conv3_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv3_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 10,240 additions. */
static void conv3_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < CONV3_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV3_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV3_OUTPUT) +
                                       ((size_t)n * CONV3_POOLED_POSITIONS + y * CONV3_POOLED_WIDTH + x) *
                                       CONV3_PADDED + block * CONV3_LANES;
                    for (int g = 0; g < GROUPS; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p +
                                                                                            (size_t)g * CHUNK *
                                                                                            CONV3_POOLED_POSITIONS *
                                                                                            CONV3_PADDED), tess_ix16);
                        for (int t = 0; t < GROUP_STEPS && g * GROUP_STEPS + t < STEPS; t++) {
                            count[g * GROUP_STEPS + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV3_CELLS + cell) * CONV3_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 28,160 multiply-accumulates. */
static void conv3_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV3_CELLS * CONV3_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV3_CELLS * CONV3_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV3_CELLS * CONV3_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV3_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.078125f;
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
 * Cost an image: 28,160 multiply-accumulates. */
static void conv3_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV3_GATES);
    const float *error = TESS_PART(float, CONV3_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV3_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV3_SIGNAL) +
                            ((size_t)n * CONV3_BLOCKS + block) * CONV3_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV3_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV3_CELLS + cell) * CONV3_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV3_BLOCKS + block];
            }
        }
    }
}

/* conv3: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 56,320 multiply-accumulates. */
static void conv3_signal(const struct tess_run *run, int n, void *scratch)
{
    conv3_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV3_LATENTS) + (size_t)n * STEPS * CONV3_CELLS * CONV3_BLOCKS;
    float *logit = TESS_PART(float, CONV3_LOGITS) + n * STEPS * CLASSES;
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    conv3_errors(run, n, logit);
    conv3_project(run, n, scratch);
}

/* conv3 predicts by itself: its logits summed over the steps.
 * Cost an image: 28,160 multiply-accumulates. */
static void conv3_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV3_CELLS * CONV3_BLOCKS);
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    tess_sum_logits(logit, 10, CLASSES, false, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* conv3: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv3_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV3_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV3_POSITIONS + y * CONV3_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV3_SIGNAL) +
                            (((size_t)n * CONV3_BLOCKS + block) * CONV3_ZONES +
                             zone_rows[y / CONV3_POOL_HEIGHT] * CONV3_ZONE_COLUMNS +
                             zone_columns[x / CONV3_POOL_WIDTH]) * STEPS;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV3_ROUTE) +
                                                                          ((size_t)n * CONV3_POSITIONS +
                                                                           y * CONV3_WIDTH + x) * CONV3_PADDED +
                                                                           block * CONV3_LANES), tess_ix16);
    const tess_ix16 route1 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV3_ROUTE) +
                                                                          (((size_t)CHUNK + n) * CONV3_POSITIONS +
                                                                           y * CONV3_WIDTH + x) * CONV3_PADDED +
                                                                           block * CONV3_LANES), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[STEPS];
    m[0] = (tess_fx16)((tess_ix16)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx16)((tess_ix16)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx16)((tess_ix16)zone[2] & ((route0 & 1 << 2) != 0));
    m[3] = (tess_fx16)((tess_ix16)zone[3] & ((route0 & 1 << 3) != 0));
    m[4] = (tess_fx16)((tess_ix16)zone[4] & ((route0 & 1 << 4) != 0));
    m[5] = (tess_fx16)((tess_ix16)zone[5] & ((route1 & 1 << 0) != 0));
    m[6] = (tess_fx16)((tess_ix16)zone[6] & ((route1 & 1 << 1) != 0));
    m[7] = (tess_fx16)((tess_ix16)zone[7] & ((route1 & 1 << 2) != 0));
    m[8] = (tess_fx16)((tess_ix16)zone[8] & ((route1 & 1 << 3) != 0));
    m[9] = (tess_fx16)((tess_ix16)zone[9] & ((route1 & 1 << 4) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    for (int t = 0; t < STEPS; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV3_POSITIONS + y * CONV3_WIDTH + x) * STEPS;
        for (int t = 0; t < STEPS; t++) {
            TESS_TAP(tess_fx16, 15728640)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 17039360)[tap + t] = m[t];
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < STEPS; t++) {
            d[t] += m[t] * h;
            h = 0.2f * h + psi[t];
        }
    }
}

/* conv3: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv3_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS])
{
    for (int x = 0; x < CONV3_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv3_learning(run, block, n, y, x, d);
        if (!patterns) {
            for (int t = 0; t < STEPS; t++) {
                slot[t * 201] = d[t];
            }
        } else {
            slot[0] = d[0];
            slot[CONV3_PLANE] = d[1];
            slot[2 * CONV3_PLANE] = d[2];
            slot[3 * CONV3_PLANE] = d[3];
            slot[4 * CONV3_PLANE] = d[4];
            slot[17 * CONV3_PLANE] = d[5];
            slot[18 * CONV3_PLANE] = d[6];
            slot[19 * CONV3_PLANE] = d[7];
            slot[20 * CONV3_PLANE] = d[8];
            slot[21 * CONV3_PLANE] = d[9];
            for (int g = 0; g < GROUPS; g++) {
                for (int k = 0; k < COMPOSITES; k++) {
                    tess_fx16 sum = {0};
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS] & holds[g][k][0]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 1] & holds[g][k][1]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 2] & holds[g][k][2]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 3] & holds[g][k][3]);
                    sum += (tess_fx16)((tess_ix16)d[g * GROUP_STEPS + 4] & holds[g][k][4]);
                    slot[(g * CONV3_GROUP_SLOTS + GROUP_STEPS + k) * CONV3_PLANE] = sum;
                }
            }
            for (int g = 0; g < GROUPS; g++) {
                for (int k = 0; k < COMPOSITES; k++) {
                    tess_fx16 *one = slot + (g * CONV3_GROUP_SLOTS + GROUP_STEPS + k) * CONV3_PLANE;
                    tess_fx16 *two = one + COMPOSITES * CONV3_PLANE, *three = two + COMPOSITES * CONV3_PLANE;
                    two[-1] = one[-1] + one[0];
                    if (x > 0) {
                        three[-2] = two[-2] + one[0];
                    }
                    if (x == CONV3_WIDTH - 1) { /* nothing follows */
                        two[0] = three[0] = one[0];
                        three[-1] = two[-1];
                    }
                }
            }
        }
    }
}

/* conv3: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv3_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV3_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV3_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV3_TILE_IMAGES ? run->to - n : CONV3_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV3_BLOCKS; block++) {
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv3_learning(run, block, n, y, x, d);
                for (int g = 0; g < GROUPS; g++) {
                    signals += (uint64_t)tess_count_signals((const float *)d + g * 80, GROUP_STEPS, CONV3_LANES);
                }
            }
        }
    }
    for (int k = 0; k < 128; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV3_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 82 + 8040;
    *by_signals = images * along_signals < entries * 40 + images * 23040;
}

/* conv3: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 23,592,960 additions if every input fires. */
static void conv3_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    for (int g = 0; g < GROUPS; g++) {
        tess_sparse_begin(&conv3_sparse, (char *)scratch + (size_t)g * 1607936);
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv3_learning(run, block, n, y, x, d);
                for (int g = 0; g < GROUPS; g++) {
                    tess_sparse_append(&conv3_sparse, (char *)scratch + (size_t)g * 1607936, n - run->from, y, x,
                                       (const float *)d + g * 80, GROUP_STEPS);
                }
            }
        }
    }
    for (int g = 0; g < GROUPS; g++) {
        tess_sparse_add(&conv3_sparse, (char *)scratch + (size_t)g * 1607936, run->to - run->from,
                        TESS_PART(uint8_t, CONV3_PLANES) + (size_t)g * CHUNK * CONV3_PLANES_BYTES, (float *)sum);
    }
}

/* conv3: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv3_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    tess_fx16 *always = table + CONV3_ALWAYS_FIRST + own * CONV3_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV3_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV3_ALWAYS_ROWS);
    for (int g = 0; g < GROUPS; g++) {
        const int full = 31;
        for (int j = 0; j < atoms[g].covers[full]; j++) {
            const int atom = atoms[g].cover[full][j], reach = atom < GROUP_STEPS ? 1 : 3;
            const tess_fx16 *d = table + (g * CONV3_GROUP_SLOTS + atom) * CONV3_PLANE + own * CONV3_TABLE_POSITIONS;
            for (int y = 0; y < rows + CONV3_KERNEL_HEIGHT - 1; y++, d += CONV3_TABLE_PITCH) {
                for (int back = 0; back < CONV3_KERNEL_WIDTH; back++) {
                    tess_fx16 of_row = {0};
                    for (int x = 0; x < CONV3_IN_WIDTH; x += reach) { /* runs, and what is left */
                        const int longer = CONV3_IN_WIDTH - x < reach ? CONV3_IN_WIDTH - x - 1 : reach - 1;
                        of_row += d[longer * COMPOSITES * CONV3_PLANE + x + back];
                    }
                    for (int k = 0; k < CONV3_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                        if (y >= k && y - k < rows) {
                            always[k * CONV3_TABLE_PITCH + back] += of_row;
                        }
                    }
                }
            }
        }
    }
}

/* conv3: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv3_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV3_LIST_CAPACITY : 1280;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV3_ROWS) + (size_t)tile * CONV3_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV3_LIST_CHANNELS; c++, sum += CONV3_TAPS) {
        for (int kind = 0; kind < kinds; kind++, list += *length, length++) {
            const float sign = kind == 0 ? 1.0f : -1.0f; /* lapses are taken away */
            for (uint32_t k = 0; k < *length;) {
                const uint32_t end = k + TESS_SEGMENT < *length ? k + TESS_SEGMENT : *length;
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
                    const tess_fx16 *d = table + list[k];
                    g0 += d[22];
                    g1 += d[21];
                    g2 += d[20];
                    g3 += d[12];
                    g4 += d[11];
                    g5 += d[10];
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

/* conv3: the gradient of one block of output channels over the chunk.
 * Cost an image: 23,592,960 additions if every input fires. */
static void conv3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV3_WEIGHT_GRADIENT) + (size_t)block * CONV3_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV3_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV3_BY_SIGNALS)) {
        conv3_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV3_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV3_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 20; y++, row += CONV3_STEP_TABLE_PITCH) {
                if (y % CONV3_STEP_TABLE_ROWS < 1 || y % CONV3_STEP_TABLE_ROWS >= 1 + CONV3_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV3_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV3_WIDTH] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV3_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV3_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV3_HEIGHT; y++) {
                    tess_fx16 *row = table + ((n - first) * CONV3_STEP_TABLE_ROWS + y + 1) * CONV3_STEP_TABLE_PITCH;
                    conv3_row(run, block, n, y, row, false, NULL);
                }
            }
            conv3_accumulate(run, first / CONV3_STEP_TILE_IMAGES, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][GROUP_STEPS]; /* all ones where the composite has the step */
    for (int g = 0; g < GROUPS; g++) {
        for (int k = 0; k < COMPOSITES; k++) {
            for (int t = 0; t < GROUP_STEPS; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[GROUP_STEPS + k] >> t & 1);
            }
        }
    }
    for (int s = 0; s < CONV3_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV3_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 20; y++, row += CONV3_TABLE_PITCH) {
            if (y % CONV3_TABLE_ROWS < 1 || y % CONV3_TABLE_ROWS >= 1 + CONV3_HEIGHT) {
                memset(row, 0, sizeof *row * CONV3_TABLE_PITCH);
            }
            row[0] = row[1 + CONV3_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV3_TILE_IMAGES) {
        for (int n = first; n < first + CONV3_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV3_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV3_TABLE_ROWS + y + 1) * CONV3_TABLE_PITCH;
                conv3_row(run, block, n, y, row, true, holds);
            }
            conv3_always_rows(run, n, (n - first), CONV3_IN_HEIGHT, table);
        }
        conv3_accumulate(run, first / CONV3_TILE_IMAGES, table, sum, true);
    }
}

/* conv3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 36,928 weights. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * CONV3_WEIGHT_ROWS * CONV3_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV3_LANES * 624;
    for (int lane = 0; lane < CONV3_LANES; lane++) {
        const int o = block * CONV3_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV3_FAN_IN, CONV3_FAN_IN, TESS_ARENA(float, CONV3_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV3_FAN_IN, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV3_FAN_IN, unit, of_lane + lane * 624);
    }
    for (int channel = 0; channel < CONV3_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 65 + channel) * CONV3_LANES;
            for (int lane = 0; lane < CONV3_LANES; lane++) {
                row[lane] = of_lane[lane * 624 + k];
            }
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 36,928 weights. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * CONV3_LANES * CONV3_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV3_FAN_IN; k++) {
        for (int lane = 0; lane < CONV3_LANES; lane++) {
            of_lane[lane * 624 + k] = gathered[k * CONV3_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV3_LANES && block * CONV3_LANES + lane < CONV3_CHANNELS; lane++) {
        const int o = block * CONV3_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * CONV3_FAN_IN;
        memcpy(gradient, of_lane + lane * 624, sizeof *gradient * CONV3_FAN_IN);
        TESS_ARENA(float,
                   CONV3_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV3_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV3_FAN_IN, CONV3_FAN_IN,
                                                                       TESS_ARENA(float, CONV3_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV3_FAN_IN, TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT1) + (size_t)o * CONV3_FAN_IN,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT2) + (size_t)o * CONV3_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV3_GAIN_VALUE) + o, TESS_ARENA(float, CONV3_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV3_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV3_GAIN_MOMENT2) + o);
    }
    conv3_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv3: the fixed matrix B, 11 rows over 256 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[4] = {
        0xfff7fffbfffdfffe, 0xff7fffbfffdfffef, 0xf7fffbfffdfffeff, 0x7fffbfffdfffefff,
    };
    static const float gate[4] = {
        0.078125f, 0.078125f, 0.078125f, 0.078125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv2_positive, alive, 4, true, CLASSES, 64, 4, 64, gate, TESS_ARENA(float, CONV3_SIGNS),
                      TESS_ARENA(float, CONV3_GATES));
}

/* ---- readout ---- */

/* readout: notes those of the features first .. last - 1 of image n that fire at any step, without a
 * branch, which would be missed at every other. Returns how many. */
TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)
{
    int count = 0;
    for (int k = first; k < last; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 64 + k / 16;
        int words = 0;
        for (int g = 0; g < GROUPS; g++) {
            words |= feature[(size_t)g * CHUNK * 16 * 64];
        }
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image: 112,640 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[STEPS] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 1024, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 64 + k / 16;
        for (int g = 0; g < GROUPS; g++) {
            const int word = feature[(size_t)g * CHUNK * 16 * 64];
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
 * Cost an image: 112,640 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx16 *errors = TESS_ARENA(tess_fx16, READOUT_ERROR);
    const int first = item * 1024 / 8, last = (item + 1) * 1024 / 8;
    tess_fx16 *sum = TESS_ARENA(tess_fx16, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 64 + k / 16;
            for (int g = 0; g < GROUPS; g++) {
                const int word = feature[(size_t)g * CHUNK * 16 * 64];
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
 * Cost a batch: 11,275 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 1024; k++) {
            gradient[c * 1024 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 11264, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 11,275 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 1024; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 16 + c] = weight[c * 1024 + k];
        }
    }
}

/* readout: the weights to start from, with which its logits are those of conv3. */
static void readout_start(const struct tess_model *model, float *weight)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    static const struct tess_latent_grid grid = {
        64, 4, 4, 2, 2, rows_from, rows_to, columns_from, columns_to,
    };
    (void)model;
    tess_classifier_weights(conv2_positive, 4, true, CLASSES, &grid, 0.3125, weight);
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {32, 2, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.083333336f, NULL,
    },
    {
"conv1.gain", "L0.gain", 4, {32, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv2.weight", "L1.w", 4, {64, 32, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.058925565f, NULL,
    },
    {
"conv2.gain", "L1.gain", 4, {64, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv3.weight", "L2.w", 4, {64, 64, 3, 3},
        CONV3_WEIGHT_VALUE, CONV3_WEIGHT_GRADIENT, CONV3_WEIGHT_MOMENT1, CONV3_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.058925565f, NULL,
    },
    {
"conv3.gain", "L2.gain", 4, {64, 1, 1, 1},
        CONV3_GAIN_VALUE, CONV3_GAIN_GRADIENT, CONV3_GAIN_MOMENT1, CONV3_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"readout.weight", "out.w", 2, {11, 1024},
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
    {"conv1", "conv 32 3x3 pad 1", 8192, 147456, 0.6f, 128, TESS_LOGITS_ROOT, 5.0f},
    {"conv2", "conv 64 3x3 pad 1, maxpool 2x2", 16384, 4718592, 0.6f, 256, TESS_LOGITS_ROOT, 5.0f},
    {"conv3", "conv 64 3x3 pad 1, maxpool 2x2", 4096, 2359296, 0.6f, 256, TESS_LOGITS_ROOT, 5.0f},
    {.name = "readout", .text = "readout", .neurons = 11, .dense_macs = 11264},
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
static const struct tess_effect invert_effect = {
    .reads = TESS_EDGES,
    .writes = TESS_CHOICES,
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
static const struct tess_effect choose_effect = {
    .reads = TESS_CHOICES | TESS_ROWS | TESS_MEMBRANES | TESS_SIGNALS,
    .writes = TESS_CHOICES, .first = true,
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
    {"conv1 weights", 0, conv1_weights, 2, 0, 0, &weights_effect, false},
    {"conv2 basis", 1, conv2_basis, 1, 0, 0, &basis_effect, false},
    {"conv2 weights", 1, conv2_weights, 4, 0, 0, &weights_effect, false},
    {"conv3 basis", 2, conv3_basis, 1, 0, 0, &basis_effect, false},
    {"conv3 weights", 2, conv3_weights, 4, 0, 0, &weights_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 2, 0, &lists_effect, false},
    {"conv1 forward", 0, conv1_forward_train, 2, 2, 0, &forward_effect, false},
    {"conv1 signal", 0, conv1_signal, 1, 1, 0, &signal_effect, false},
    {"conv1 gradient", 0, conv1_gradient, 2, 0, 0, &gradient_effect, false},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, &invert_effect, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv2 lists", 1, conv2_lists_train, 1, 1, 0, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_train, 2, 2, 0, &forward_effect, false},
    {"conv2 signal", 1, conv2_signal, 1, 1, 0, &signal_effect, false},
    {"conv2 choose", 1, conv2_choose, 1, 0, 0, &choose_effect, false},
    {"conv2 gradient", 1, conv2_gradient, 4, 0, 0, &gradient_effect, false},
    {"conv3 invert", 2, conv3_invert, 1, 1, 0, &invert_effect, false},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_train, 1, 2, 0, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_train, 2, 2, 0, &forward_effect, false},
    {"conv3 signal", 2, conv3_signal, 1, 1, 0, &signal_effect, false},
    {"conv3 choose", 2, conv3_choose, 1, 0, 0, &choose_effect, false},
    {"conv3 gradient", 2, conv3_gradient, 4, 0, 0, &gradient_effect, false},
    {"readout logits", 3, readout_logits_train, 1, 1, 0, &logits_effect, false},
    {"readout gradient", 3, readout_gradient, 8, 0, 0, &readout_gradient_effect, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 2, 0, 0, &update_effect, false},
    {"conv2 update", 1, conv2_update, 4, 0, 0, &update_effect, false},
    {"conv3 update", 2, conv3_update, 4, 0, 0, &update_effect, false},
    {"readout update", 3, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 3, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists_evaluate, 1, 2, 0, &lists_effect, false},
    {"conv1 forward", 0, conv1_forward_evaluate, 2, 2, 0, &forward_effect, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, &pool_effect, false},
    {"conv1 exit", 0, conv1_exit, 1, 1, 0, &exit_effect, true},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, &invert_effect, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv2 lists", 1, conv2_lists_evaluate, 1, 1, 0, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_evaluate, 2, 2, 0, &forward_effect, false},
    {"conv2 pool", 1, conv2_pool, 1, 1, 0, &pool_effect, false},
    {"conv2 exit", 1, conv2_exit, 1, 1, 0, &exit_effect, true},
    {"conv3 invert", 2, conv3_invert, 1, 1, 0, &invert_effect, false},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_evaluate, 1, 2, 0, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_evaluate, 2, 2, 0, &forward_effect, false},
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
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 65536},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 65536},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 110},
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
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.basis", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 128},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 32},
        },
        .factor = 0.44194174f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 2621440,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 432, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 288, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 7, .store = TESS_STORE_STEP_BITS, .offset = CONV2_SPIKES,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 131072},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 16384},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 8, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 32768},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 110},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 64},
        },
        .factor = 0.3125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 10, .store = TESS_STORE_F32, .offset = 5242880,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 10, .store = TESS_STORE_F32, .offset = 10485760,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 40960},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 327680, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2560},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 10, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 4752, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1584},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 528},
        },
        .factor = 1.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 10, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 4608, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.u", .stage = 14, .store = TESS_STORE_F32, .offset = CONV3_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10240},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1280},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 14, .store = TESS_STORE_STEP_BITS, .offset = CONV3_SPIKES,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 32768},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 15, .store = TESS_STORE_STEP_BITS, .offset = CONV3_OUTPUT,
        .bits = 5,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 10, .stride = 8192},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_logits", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 11},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 110},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_loss", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.basis", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 64},
        },
        .factor = 0.3125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 17, .store = TESS_STORE_F32, .offset = 15728640,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10240},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1280},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 17, .store = TESS_STORE_F32, .offset = 17039360,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10240},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 81920, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 1280},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 160},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 17, .store = TESS_STORE_I32, .offset = CONV3_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 9360, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 3120},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1040},
        },
        .factor = 1.0f, .scale = CONV3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 17, .store = TESS_STORE_F32, .offset = CONV3_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 9216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 18, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 160},
            {.axis = TESS_AXIS_PLAIN, .extent = 11, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 18, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 10},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model motion\n"
    "\n"
    "input 2x16x16 {\n"
    "    dataset synthetic\n"
    "    classes 11\n"
    "    frames 10\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize off\n"
    "    train 5500 samples; test 1100 samples\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.5; threshold 0.6; reset subtract 0.6 }\n"
    "weights { standardize; gain on; bias off }\n"
    "\n"
    "network {\n"
    "    conv 32 3x3 pad 1  signal grid 2x2\n"
    "    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    conv 64 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    readout  start signs  bias zero\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post 1\n"
    "    lambda pre 0.5 post 0.2\n"
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
    "    batch 32\n"
    "    epochs 8\n"
    "    seed 1\n"
    "    optimizer adam lr 0.001 beta1 0.9 beta2 0.999 epsilon 1e-08\n"
    "    plateau on validation loss, factor 0.5, patience 0, threshold 0.0001, minimum 0\n"
    "    anneal off\n"
    "    validate 0.1\n"
    "}\n";

static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "motion", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "synthetic", .channels = 2, .height = 16, .width = 16,
        .steps = 10, .is_static = false, .classes = 11,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .crop_pad = 0, .flip_probability = 0.0f, .cutout_probability = 0.0f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 5500, .synthetic_test = 1100,
    },
    .training = {
        .epochs = 8, .batch = 32, .seed = 1,
        .optimizer = TESS_ADAM, .learning_rate = 0.001f, .momentum = 0.0f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = true, .plateau_factor = 0.5f, .plateau_patience = 0,
        .plateau_threshold = 0.0001f, .minimum_learning_rate = 0.0f,
        .annealing = TESS_ANNEAL_OFF, .annealed_learning_rate = 0.0f,
    },
    .layers = 3, .layer = layer_infos, .supervised_from = 0, .local_loss = true,
    .predict_from = "readout",
    .params = 8, .param = params,
    .arena_bytes = 32438976, .scratch_bytes = 12644096, .tap_bytes = 18350080, .chunk = 8,
    .list_bytes = 8298496, .part_bytes = 11091136,
    .prepare_stages = 7, .prepare = prepare_stages,
    .train_stages = 20, .train = train_stages,
    .update_stages = 5, .update = update_stages,
    .evaluate_stages = 17, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("motion: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
