/* code_linear: a spiking network for arrays, trained with the rule 'tess' over 5 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   linear1     linear 12                                1x6x6         12x1x1               444  6 latents
 *   linear2     linear 10                                12x1x1        10x1x1               130  5 latents
 *   readout     linear, 10 features to 4 classes: 44 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 5 steps. Memory: 104960 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* What all layers share. */
enum {
    STEPS = 5,                           /* time steps */
    CHUNK = 32,                          /* images that go through the network together */
    GROUPS = 1,                          /* of steps: the spikes of each are a byte a neuron */
    COMPOSITES = 4,                      /* sets of several steps added at once */
    CLASSES = 4,
    LAYERS = 2,                          /* without the readout */
};

/* The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points
 * to a buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk
 * use in turns. */
enum {
    LINEAR1_WEIGHT_VALUE = 0,
    LINEAR1_WEIGHT_GRADIENT = 2304,
    LINEAR1_WEIGHT_MOMENT1 = 4608,
    LINEAR1_BIAS_VALUE = 6336,
    LINEAR1_BIAS_GRADIENT = 6400,
    LINEAR1_BIAS_MOMENT1 = 6464,
    LINEAR2_WEIGHT_VALUE = 6528,
    LINEAR2_WEIGHT_GRADIENT = 7296,
    LINEAR2_WEIGHT_MOMENT1 = 8064,
    LINEAR2_BIAS_VALUE = 8576,
    LINEAR2_BIAS_GRADIENT = 8640,
    LINEAR2_BIAS_MOMENT1 = 8704,
    READOUT_WEIGHT_VALUE = 8768,
    READOUT_WEIGHT_GRADIENT = 8960,
    READOUT_WEIGHT_MOMENT1 = 9152,
    READOUT_BIAS_VALUE = 9344,
    READOUT_BIAS_GRADIENT = 9408,
    READOUT_BIAS_MOMENT1 = 9472,
    LINEAR1_EFFECTIVE = 9536,
    LINEAR1_SIGNS = 11904,
    LINEAR1_GATES = 12032,
    LINEAR2_EFFECTIVE = 12096,
    LINEAR2_SCALE = 12928,
    LINEAR2_SIGNS = 12992,
    LINEAR2_GATES = 13120,
    LINEAR2_ATOMS = 13184,
    READOUT_EFFECTIVE = 13952,
    READOUT_SUM = 14144,
    READOUT_LOGITS = 14336,
    READOUT_ERROR = 16896,
    READOUT_LOSSES = 19456,
    LINEAR1_OUTPUT = 20096,
    LINEAR2_OUTPUT = 20608,
    LINEAR1_BEGIN = 21120,
    LINEAR1_ENTRIES = 21376,
    LINEAR2_BEGIN = 21120,
    LINEAR2_FOURS = 21248,
    LINEAR2_ENTRIES = 21824,
    LINEAR1_ROWS = 30592,
    LINEAR1_LENGTHS = 39808,
    LINEAR1_CURRENT = 40000,
    LINEAR1_LATENTS = 42048,
    LINEAR1_LOGITS = 45888,
    LINEAR1_ERROR = 48448,
    LINEAR1_LOSSES = 51008,
    LINEAR1_SIGNAL = 51648,
    LINEAR2_ROWS = 30592,
    LINEAR2_LENGTHS = 38272,
    LINEAR2_MEMBRANE = 38336,
    LINEAR2_LATENTS = 48576,
    LINEAR2_LOGITS = 51776,
    LINEAR2_ERROR = 54336,
    LINEAR2_LOSSES = 56896,
    LINEAR2_SIGNAL = 57536,
};

/* Where the matrix B of linear1 (square_wave) is positive: a bit a latent, for each class. */
static const uint64_t linear1_positive[CLASSES] = {
    0x0000000000000000, 0x000000000000002a, 0x0000000000000000, 0x000000000000002a,
};

TESS_VECTORS_BEGIN

/* ---- linear1: linear 12 ---- */

enum {
    LINEAR1_IN_CHANNELS = 1,             /* of the input */
    LINEAR1_IN_HEIGHT = 6,
    LINEAR1_IN_WIDTH = 6,
    LINEAR1_IN_SIZE = 36,                /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    LINEAR1_IN_POSITIONS = 36,           /* IN_HEIGHT * IN_WIDTH */
    LINEAR1_IN_PADDED = 1,               /* IN_CHANNELS in whole blocks of lanes */
    LINEAR1_LIST_ROOM = 36,              /* entries of the sums' lists that an image has room for */
    LINEAR1_TAPS = 1,                    /* KERNEL_HEIGHT * KERNEL_WIDTH */
    LINEAR1_WEIGHT_ROWS = 37,            /* rows of weights a block of output channels */
    LINEAR1_FAN_IN = 36,                 /* inputs of a neuron */
    LINEAR1_LIST_CHANNELS = 36,          /* that have lists in the gradient */
    LINEAR1_LENGTHS_OF_TILE = 36,        /* lists of a tile */
    LINEAR1_PLANE = 33,                  /* rows of the table a slot */
    LINEAR1_TILE_IMAGES = 32,            /* images in a tile */
    LINEAR1_LIST_CAPACITY = 32,          /* entries of a gradient list */
    LINEAR1_TABLE_PITCH = 1,             /* its columns */
    LINEAR1_TILE_CAPACITY = 1152,        /* entries of all lists of a tile */
    LINEAR1_LIST_ROWS = 6,               /* rows of the map that a tile lists */
    LINEAR1_CHANNELS = 12,               /* of the output */
    LINEAR1_BLOCKS = 2,                  /* of LANES output channels */
    LINEAR1_PADDED = 16,                 /* BLOCKS * LANES: CHANNELS in whole blocks */
    LINEAR1_BINS = 6,                    /* latents, means of neighbouring neurons */
    LINEAR1_LANES = 8,                   /* output channels in a vector */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* linear1: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 36 inputs. */
static inline void linear1_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {LINEAR1_IN_CHANNELS, LINEAR1_IN_PADDED, LINEAR1_IN_HEIGHT, LINEAR1_IN_WIDTH};
    const float *frames = run->input;
    const int first = item * LINEAR1_TILE_IMAGES;
    const int last = first + LINEAR1_TILE_IMAGES < run->count ? first + LINEAR1_TILE_IMAGES : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_PART(uint32_t, LINEAR1_LENGTHS) + item * LINEAR1_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * LINEAR1_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_values(frames + (size_t)n * LINEAR1_IN_SIZE, 1, &map, true,
                                TESS_LISTS(uint32_t, LINEAR1_BEGIN) + n * (1 + 1),
                                TESS_LISTS(struct tess_value, LINEAR1_ENTRIES) + (size_t)n * LINEAR1_LIST_ROOM);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, LINEAR1_LENGTHS) + tile * LINEAR1_LENGTHS_OF_TILE;
            const int rows = LINEAR1_LIST_ROWS;
            const struct tess_table table = {n % LINEAR1_TILE_IMAGES, LINEAR1_TABLE_PITCH, LINEAR1_PLANE};
            tess_gradient_values(frames + (size_t)n * LINEAR1_IN_SIZE, 1, &map, true, 0, rows, &table, lengths,
                                 TESS_PART(struct tess_value, LINEAR1_ROWS) + tile * LINEAR1_TILE_CAPACITY,
                                 LINEAR1_LIST_CAPACITY);
        }
    }
}

static void linear1_lists_train(const struct tess_run *run, int item, void *scratch)
{
    linear1_lists(run, item, scratch, true, true);
}

static void linear1_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    linear1_lists(run, item, scratch, true, false);
}

/* linear1: u[t] = 0.9 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v.
 * Cost an image: 432 multiply-accumulates. */
static inline void linear1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const tess_fx8 *weight = TESS_ARENA(tess_fx8, LINEAR1_EFFECTIVE) + block * LINEAR1_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, LINEAR1_BEGIN);
    const struct tess_value *entries = TESS_LISTS(struct tess_value, LINEAR1_ENTRIES);
    const tess_fx8 threshold = (tess_fx8){0} + 0.6f;
    const tess_fx8 reset = (tess_fx8){0} + 0.6f;
    const tess_fx8 bias = TESS_ARENA(tess_fx8, LINEAR1_BIAS_VALUE)[block];
    tess_fx8 u;
    tess_ix8 fired;
    for (int n = first; n < last; n++) {
        const size_t at = (size_t)n;
        tess_fx8 v = {0};
        /* The image is the same at every step: one sum serves them all. */
        tess_dx8 sum = {0};
        {
            const tess_fx8 *rows = weight;
            const uint32_t *list = begin + (size_t)n * (1 + 1);
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const struct tess_value *value = entries + (size_t)n * LINEAR1_LIST_ROOM + k;
                sum += __builtin_convertvector(rows[value->row], tess_dx8) * (double)value->amount.real;
            }
        }
        const tess_fx8 current = __builtin_convertvector(sum, tess_fx8);
        if (train) { /* and one the gradient */
            TESS_PART(tess_fx8, LINEAR1_CURRENT)[(size_t)block * CHUNK + at] = current;
        }
        tess_ix8 word = {0};
        for (int t = 0; t < STEPS; t++) {
            u = 0.9f * v + (current + bias);
            fired = u > threshold;
            v = u - (tess_fx8)((tess_ix8)reset & fired);
            word |= fired & (1 << t);
        }
        *(tess_bx8 *)(TESS_ARENA(uint8_t, LINEAR1_OUTPUT) + at * LINEAR1_PADDED + block * LINEAR1_LANES) =
            __builtin_convertvector(word, tess_bx8);
    }
}

static void linear1_forward_train(const struct tess_run *run, int item, void *scratch)
{
    linear1_forward(run, item, scratch, true);
}

static void linear1_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    linear1_forward(run, item, scratch, false);
}

/* linear1: spikes of image n counted and pooled.
 * Cost an image: 60 neurons times steps. */
static inline void linear1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, LINEAR1_OUTPUT) + (size_t)n * LINEAR1_PADDED, LINEAR1_PADDED);
    run->spikes[n * LAYERS] = spikes;
    (void)train;
}

static void linear1_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear1_pooling(run, n, false);
}

static const int linear1_bin_from[6] = {0, 2, 4, 6, 8, 10};
static const int linear1_bin_to[6] = {2, 4, 6, 8, 10, 12};

/* Latents: the mean activity of each bin, step by step.
 * Cost an image: 60 neurons times steps. */
static void linear1_latents(const struct tess_run *run, int n, float *latent)
{
    for (int t = 3; t < STEPS; t++) {
        const uint8_t *word = TESS_ARENA(uint8_t, LINEAR1_OUTPUT) + ((size_t)(t / STEPS) * CHUNK + n) * LINEAR1_PADDED;
        for (int k = 0; k < LINEAR1_BINS; k++) {
            int count = 0;
            for (int c = linear1_bin_from[k]; c < linear1_bin_to[k]; c++) {
                count += word[c] >> t % STEPS & 1;
            }
            latent[t * LINEAR1_BINS + k] = (float)count / (float)(linear1_bin_to[k] - linear1_bin_from[k]);
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 48 multiply-accumulates. */
static void linear1_logits(const struct tess_run *run, const float *latent, float *logit)
{
    const float *sign = TESS_ARENA(float, LINEAR1_SIGNS);
    for (int t = 3; t < STEPS; t++) {
        for (int c = 0; c < CLASSES; c++) {
            float total = 0;
            for (int k = 0; k < LINEAR1_BINS; k++) {
                total += sign[c * LINEAR1_BINS + k] * latent[t * LINEAR1_BINS + k];
            }
            logit[t * CLASSES + c] = total / 0.48989794f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 8 exponentials. */
static void linear1_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, LINEAR1_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, LINEAR1_LOSSES) + n * STEPS, sum = 0;
    for (int t = 3; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS] = sum / 2;
    tess_sum_logits(logit + 12, 2, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* m = B' error, spread back over the bins. Dead latents are exactly zero.
 * Cost an image: 48 multiply-accumulates. */
static void linear1_project(const struct tess_run *run, int n)
{
    const float *sign = TESS_ARENA(float, LINEAR1_SIGNS), *gate = TESS_ARENA(float, LINEAR1_GATES);
    const float *error = TESS_PART(float, LINEAR1_ERROR) + n * STEPS * CLASSES;
    float *signal = TESS_PART(float, LINEAR1_SIGNAL) + (size_t)n * LINEAR1_PADDED * STEPS;
    memset(signal, 0, sizeof(float) * LINEAR1_PADDED * STEPS);
    for (int k = 0; k < LINEAR1_BINS; k++) {
        const float share = gate[k] / (float)(linear1_bin_to[k] - linear1_bin_from[k]);
        for (int t = 3; t < STEPS; t++) {
            float total = 0;
            for (int c = 0; c < CLASSES; c++) {
                total += sign[c * LINEAR1_BINS + k] * error[t * CLASSES + c];
            }
            for (int c = linear1_bin_from[k]; c < linear1_bin_to[k]; c++) {
                signal[(c / LINEAR1_LANES * STEPS + t) * LINEAR1_LANES + c % LINEAR1_LANES] += total * share;
            }
        }
    }
}

/* linear1: latents, the local loss and its learning signal of image n.
 * Cost an image: 96 multiply-accumulates. */
static void linear1_signal(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear1_pooling(run, n, true);
    float *latent = TESS_PART(float, LINEAR1_LATENTS) + n * STEPS * LINEAR1_BINS;
    float *logit = TESS_PART(float, LINEAR1_LOGITS) + n * STEPS * CLASSES;
    linear1_latents(run, n, latent);
    linear1_logits(run, latent, logit);
    linear1_errors(run, n, logit);
    linear1_project(run, n);
}

/* linear1 predicts by itself: its logits summed over the steps.
 * Cost an image: 48 multiply-accumulates. */
static void linear1_exit(const struct tess_run *run, int n, void *scratch)
{
    float *latent = scratch;
    float *logit = (float *)(latent + STEPS * LINEAR1_BINS);
    linear1_latents(run, n, latent);
    linear1_logits(run, latent, logit);
    tess_sum_logits(logit + 12, 2, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* linear1: u[t] of a neuron from its current, as when it fired. */
TESS_INLINE void linear1_membranes(const struct tess_run *run, int block, const tess_fx8 *its_current,
                                   tess_fx8 *membrane)
{
    const tess_fx8 current = *its_current;
    const tess_fx8 threshold = (tess_fx8){0} + 0.6f;
    const tess_fx8 reset = (tess_fx8){0} + 0.6f;
    const tess_fx8 bias = TESS_ARENA(tess_fx8, LINEAR1_BIAS_VALUE)[block];
    tess_fx8 u;
    tess_ix8 fired;
    tess_fx8 v = {0};
    for (int t = 0; t < STEPS; t++) {
        u = 0.9f * v + (current + bias);
        fired = u > threshold;
        v = u - (tess_fx8)((tess_ix8)reset & fired);
        membrane[t] = u;
    }
}

/* Zone: positions that lie in the same cells, and so have the same learning signal before psi.
 * Cell: a window of the signal grid; a latent is the mean of a channel's spikes in it. */

/* linear1: the learning signal of one output position in all its steps, as what the input is multiplied
 * by. */
TESS_INLINE void linear1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx8 *d,
                                  tess_fx8 *row_bias)
{
    const tess_fx8 *current = TESS_PART(tess_fx8, LINEAR1_CURRENT) + ((size_t)block * CHUNK + n + y + x);
    tess_fx8 u[STEPS];
    linear1_membranes(run, block, current, u);
    const tess_fx8 *zone = TESS_PART(tess_fx8, LINEAR1_SIGNAL) + ((size_t)n * LINEAR1_BLOCKS + block) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx8 m[STEPS];
    m[0] = (tess_fx8){0};
    m[1] = (tess_fx8){0};
    m[2] = (tess_fx8){0};
    m[3] = zone[3];
    m[4] = zone[4];
    /* psi(u) = 1.0 / (100.0 |u - 0.6| + 1)^2 */
    tess_fx8 psi[STEPS];
    psi[0] = (tess_fx8)((tess_ix8)(u[0] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[0] = 1.0f / (psi[0] * psi[0]);
    psi[1] = (tess_fx8)((tess_ix8)(u[1] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[1] = 1.0f / (psi[1] * psi[1]);
    psi[2] = (tess_fx8)((tess_ix8)(u[2] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[2] = 1.0f / (psi[2] * psi[2]);
    psi[3] = (tess_fx8)((tess_ix8)(u[3] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[3] = 1.0f / (psi[3] * psi[3]);
    psi[4] = (tess_fx8)((tess_ix8)(u[4] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[4] = 1.0f / (psi[4] * psi[4]);
    if (run->taps) { /* a probe looks on */
        const size_t tap = ((size_t)block * CHUNK + n + y + x) * STEPS;
        TESS_TAP(tess_fx8, 0)[tap] = psi[0];
        TESS_TAP(tess_fx8, 10240)[tap] = m[0];
        TESS_TAP(tess_fx8, 0)[tap + 1] = psi[1];
        TESS_TAP(tess_fx8, 10240)[tap + 1] = m[1];
        TESS_TAP(tess_fx8, 0)[tap + 2] = psi[2];
        TESS_TAP(tess_fx8, 10240)[tap + 2] = m[2];
        TESS_TAP(tess_fx8, 0)[tap + 3] = psi[3];
        TESS_TAP(tess_fx8, 10240)[tap + 3] = m[3];
        TESS_TAP(tess_fx8, 0)[tap + 4] = psi[4];
        TESS_TAP(tess_fx8, 10240)[tap + 4] = m[4];
        TESS_TAP(tess_fx8, 20480)[tap] = u[0];
        TESS_TAP(tess_fx8, 20480)[tap + 1] = u[1];
        TESS_TAP(tess_fx8, 20480)[tap + 2] = u[2];
        TESS_TAP(tess_fx8, 20480)[tap + 3] = u[3];
        TESS_TAP(tess_fx8, 20480)[tap + 4] = u[4];
    }
    {
        tess_fx8 sum = {0};
        sum += m[0] * psi[0];
        sum += m[1] * psi[1];
        sum += m[2] * psi[2];
        sum += m[3] * psi[3];
        sum += m[4] * psi[4];
        *row_bias += sum;
    }
    d[0] = (tess_fx8){0};
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
    d[0] += m[0] * psi[0];
    d[0] += 1.5f * (m[1] * psi[1]);
    d[0] += 1.75f * (m[2] * psi[2]);
    d[0] += 1.875f * (m[3] * psi[3]);
    d[0] += 1.9375f * (m[4] * psi[4]);
    /* -1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
    {
        tess_fx8 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += -1.0f * (m[0] * h);
        h = 0.2f * h + psi[0];
        d[0] += -1.0f * (m[1] * h);
        h = 0.2f * h + psi[1];
        d[0] += -1.0f * (m[2] * h);
        h = 0.2f * h + psi[2];
        d[0] += -1.0f * (m[3] * h);
        h = 0.2f * h + psi[3];
        d[0] += -1.0f * (m[4] * h);
        h = 0.2f * h + psi[4];
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* linear1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void linear1_row(const struct tess_run *run, int block, int n, int y, tess_fx8 *row, tess_fx8 *bias)
{
    tess_fx8 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    tess_fx8 *slot = row;
    tess_fx8 d[1];
    linear1_learning(run, block, n, y, 0, d, &row_bias);
    slot[0] = d[0];
    *bias += row_bias;
}

/* linear1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void linear1_accumulate(const struct tess_run *run, int tile, const tess_fx8 *table, tess_fx8 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, LINEAR1_LENGTHS) + tile * LINEAR1_LENGTHS_OF_TILE;
    const struct tess_value *list = TESS_PART(struct tess_value, LINEAR1_ROWS) +
                                    (size_t)tile * LINEAR1_LIST_CHANNELS * LINEAR1_LIST_CAPACITY;
    for (int c = 0; c < LINEAR1_LIST_CHANNELS; c++, sum += LINEAR1_TAPS) {
        __builtin_prefetch(list + 4 * LINEAR1_LIST_CAPACITY); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * LINEAR1_LIST_CAPACITY + 8);
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
        list += LINEAR1_LIST_CAPACITY;
    }
}

/* Chunk: images that go through the network together; a batch has several. */

/* linear1: the gradient of one block of output channels over the chunk.
 * Cost an image: 432 multiply-accumulates. */
static void linear1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx8 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx8 *sum = TESS_ARENA(tess_fx8, LINEAR1_WEIGHT_GRADIENT) + (size_t)block * LINEAR1_FAN_IN;
    tess_fx8 *bias = TESS_ARENA(tess_fx8, LINEAR1_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * LINEAR1_FAN_IN);
        *bias = (tess_fx8){0};
    }
    for (int first = run->from; first < run->to; first += LINEAR1_TILE_IMAGES) {
        for (int n = first; n < first + LINEAR1_TILE_IMAGES && n < run->to; n++) {
            tess_fx8 *row = table + (n - first);
            linear1_row(run, block, n, 0, row, bias);
        }
        linear1_accumulate(run, first / LINEAR1_TILE_IMAGES, table, sum);
    }
}

/* Lane: an element of a vector. Output channels stand in blocks of as many as a vector has; those that
 * fill up the last block are zero. */

/* linear1: weights of a block, in the layout of the forward sum.
 * Cost a batch: 444 weights. */
static void linear1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, LINEAR1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, LINEAR1_EFFECTIVE) + (size_t)block * LINEAR1_WEIGHT_ROWS * LINEAR1_LANES;
    float *of_lane = scratch;
    for (int lane = 0; lane < LINEAR1_LANES && block * LINEAR1_LANES + lane < LINEAR1_CHANNELS; lane++) {
        const int o = block * LINEAR1_LANES + lane;
        float *effective = of_lane + lane * 80;
        memcpy(effective, weight + (size_t)o * LINEAR1_FAN_IN, sizeof *effective * LINEAR1_FAN_IN);
    }
    for (int tap = 0; tap < 36; tap++) {
        const int k = tap;
        float *row = rows + tap * LINEAR1_LANES;
        for (int lane = 0; lane < LINEAR1_LANES && block * LINEAR1_LANES + lane < LINEAR1_CHANNELS; lane++) {
            row[lane] = of_lane[lane * 80 + k];
        }
    }
}

/* linear1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 444 weights. */
static void linear1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, LINEAR1_WEIGHT_GRADIENT) + (size_t)block * LINEAR1_LANES * LINEAR1_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < LINEAR1_FAN_IN; k++) {
        for (int lane = 0; lane < LINEAR1_LANES; lane++) {
            of_lane[lane * 80 + k] =
                gathered[(k % LINEAR1_IN_POSITIONS + k / LINEAR1_IN_POSITIONS) * LINEAR1_LANES + lane];
        }
    }
    for (int lane = 0; lane < LINEAR1_LANES && block * LINEAR1_LANES + lane < LINEAR1_CHANNELS; lane++) {
        const int o = block * LINEAR1_LANES + lane;
        float *gradient = TESS_ARENA(float, LINEAR1_WEIGHT_GRADIENT) + (size_t)o * LINEAR1_FAN_IN;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * LINEAR1_FAN_IN);
        tess_sgd(run, LINEAR1_FAN_IN, TESS_ARENA(float, LINEAR1_WEIGHT_VALUE) + (size_t)o * LINEAR1_FAN_IN,
                 TESS_ARENA(float, LINEAR1_WEIGHT_GRADIENT) + (size_t)o * LINEAR1_FAN_IN,
                 TESS_ARENA(float, LINEAR1_WEIGHT_MOMENT1) + (size_t)o * LINEAR1_FAN_IN, true);
        tess_sgd(run, 1, TESS_ARENA(float, LINEAR1_BIAS_VALUE) + o, TESS_ARENA(float, LINEAR1_BIAS_GRADIENT) + o,
                 TESS_ARENA(float, LINEAR1_BIAS_MOMENT1) + o, true);
    }
    linear1_weights(run, block, scratch); /* while the block is in a cache */
}

/* linear1: the fixed matrix B, 4 rows over 6 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void linear1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000002a,
    };
    static const float gate[1] = {
        2.0412414f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(linear1_positive, alive, 1, true, CLASSES, 6, 1, 6, gate, TESS_ARENA(float, LINEAR1_SIGNS),
                      TESS_ARENA(float, LINEAR1_GATES));
}

/* ---- linear2: linear 10 ---- */

enum {
    LINEAR2_IN_CHANNELS = 12,            /* of the input */
    LINEAR2_IN_HEIGHT = 1,
    LINEAR2_IN_WIDTH = 1,
    LINEAR2_IN_PADDED = 16,              /* IN_CHANNELS in whole blocks of lanes */
    LINEAR2_LIST_ROOM = 87,              /* entries of the sums' lists that an image has room for */
    LINEAR2_SETS = 9,                    /* lists of a position: one a step, composite or lapses */
    LINEAR2_TAPS = 1,                    /* KERNEL_HEIGHT * KERNEL_WIDTH */
    LINEAR2_WEIGHT_ROWS = 13,            /* rows of weights a block of output channels */
    LINEAR2_FAN_IN = 12,                 /* inputs of a neuron */
    LINEAR2_ZERO_ROW = 12,               /* of weights or sums: fills lists up to fours */
    LINEAR2_LIST_CHANNELS = 12,          /* that have lists in the gradient */
    LINEAR2_LENGTHS_OF_TILE = 12,        /* lists of a tile */
    LINEAR2_PLANE = 33,                  /* rows of the table a slot */
    LINEAR2_TILE_IMAGES = 32,            /* images in a tile */
    LINEAR2_LIST_CAPACITY = 160,         /* entries of a gradient list */
    LINEAR2_TABLE_PITCH = 1,             /* its columns */
    LINEAR2_TILE_CAPACITY = 1920,        /* entries of all lists of a tile */
    LINEAR2_LIST_ROWS = 1,               /* rows of the map that a tile lists */
    LINEAR2_CHANNELS = 10,               /* of the output */
    LINEAR2_BLOCKS = 2,                  /* of LANES output channels */
    LINEAR2_PADDED = 16,                 /* BLOCKS * LANES: CHANNELS in whole blocks */
    LINEAR2_BINS = 5,                    /* latents, means of neighbouring neurons */
    LINEAR2_LANES = 8,                   /* output channels in a vector */
    LINEAR2_STEP_PLANE = 33,             /* rows of the table a slot */
    LINEAR2_STEP_TILE_IMAGES = 32,       /* images in a tile */
    LINEAR2_STEP_LIST_CAPACITY = 160,    /* entries of a gradient list */
    LINEAR2_STEP_TABLE_PITCH = 1,        /* its columns */
    LINEAR2_STEP_TILE_CAPACITY = 1920,   /* entries of all lists of a tile */
    LINEAR2_STEP_LIST_ROWS = 1,          /* rows of the map that a tile lists */
};

/* Atom: a set of steps of a group that is added at once. Single steps are atoms; the others, composites,
 * are time patterns that occur often. Every byte of spikes is a disjoint union of atoms.
 * Group: steps whose spikes are one byte a neuron, a bit a step. */

/* linear2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void linear2_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {LINEAR2_IN_CHANNELS, LINEAR2_IN_PADDED, LINEAR2_IN_HEIGHT, LINEAR2_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, LINEAR1_OUTPUT), CHUNK * LINEAR2_IN_PADDED, &map, NULL, GROUPS, STEPS,
                         COMPOSITES, 64, TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS));
}

/* linear2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 60 inputs. */
static inline void linear2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {LINEAR2_IN_CHANNELS, LINEAR2_IN_PADDED, LINEAR2_IN_HEIGHT, LINEAR2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, LINEAR1_OUTPUT);
    const int first = item * LINEAR2_TILE_IMAGES;
    const int last = first + LINEAR2_TILE_IMAGES < run->count ? first + LINEAR2_TILE_IMAGES : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS);
    const int listed = atoms->patterns ? LINEAR2_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, LINEAR2_LENGTHS) + item * LINEAR2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * LINEAR2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_lists(words + (size_t)n * LINEAR2_IN_PADDED, CHUNK * LINEAR2_IN_PADDED, GROUPS, &map, true,
                               TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS), listed, LINEAR2_ZERO_ROW,
                               TESS_LISTS(uint32_t, LINEAR2_BEGIN) + n,
                               TESS_LISTS(uint16_t, LINEAR2_FOURS) + n * listed,
                               TESS_LISTS(uint16_t, LINEAR2_ENTRIES) + (size_t)n * LINEAR2_LIST_ROOM, scratch);
        }
        if (gradient && atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
            const int rows = LINEAR2_LIST_ROWS;
            const struct tess_table table = {n % LINEAR2_TILE_IMAGES, LINEAR2_TABLE_PITCH, LINEAR2_PLANE};
            const struct tess_map part = {LINEAR2_IN_CHANNELS, LINEAR2_IN_PADDED, rows, LINEAR2_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * LINEAR2_IN_PADDED, CHUNK * LINEAR2_IN_PADDED, GROUPS, &part, true,
                                TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, LINEAR2_ROWS) + tile * LINEAR2_TILE_CAPACITY,
                                LINEAR2_LIST_CAPACITY);
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
            const int rows = LINEAR2_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % LINEAR2_STEP_TILE_IMAGES, LINEAR2_STEP_TABLE_PITCH, LINEAR2_STEP_PLANE};
            const struct tess_map part = {LINEAR2_IN_CHANNELS, LINEAR2_IN_PADDED, rows, LINEAR2_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * LINEAR2_IN_PADDED, CHUNK * LINEAR2_IN_PADDED, GROUPS, &part, true,
                                TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, LINEAR2_ROWS) + tile * LINEAR2_STEP_TILE_CAPACITY,
                                LINEAR2_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, LINEAR2_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, LINEAR2_ROWS) + tile * LINEAR2_TILE_CAPACITY, LINEAR2_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, LINEAR2_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, LINEAR2_ROWS) + tile * LINEAR2_STEP_TILE_CAPACITY,
                        LINEAR2_STEP_LIST_CAPACITY);
    }
}

static void linear2_lists_train(const struct tess_run *run, int item, void *scratch)
{
    linear2_lists(run, item, scratch, true, true);
}

static void linear2_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    linear2_lists(run, item, scratch, true, false);
}

/* linear2: u[t] = 0.9 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void linear2_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx8 *left,
                                const tess_ix8 *sum, bool train)
{
    tess_fx8 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx8 *u_out = TESS_PART(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * CHUNK + at) * STEPS;
    const tess_fx8 scale = TESS_ARENA(tess_fx8, LINEAR2_SCALE)[block];
    const tess_fx8 threshold = (tess_fx8){0} + 0.6f;
    const tess_fx8 reset = (tess_fx8){0} + 0.6f;
    const tess_fx8 bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_VALUE)[block];
    tess_fx8 u;
    tess_ix8 fired;
    tess_ix8 word = {0};
    u = 0.9f * v + (__builtin_convertvector(sum[0], tess_fx8) * scale + bias);
    fired = u > threshold;
    v = u - (tess_fx8)((tess_ix8)reset & fired);
    word |= fired & (1 << 0);
    if (train) {
        u_out[g * STEPS] = u;
    }
    u = 0.9f * v + (__builtin_convertvector(sum[1], tess_fx8) * scale + bias);
    fired = u > threshold;
    v = u - (tess_fx8)((tess_ix8)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.9f * v + (__builtin_convertvector(sum[2], tess_fx8) * scale + bias);
    fired = u > threshold;
    v = u - (tess_fx8)((tess_ix8)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.9f * v + (__builtin_convertvector(sum[3], tess_fx8) * scale + bias);
    fired = u > threshold;
    v = u - (tess_fx8)((tess_ix8)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.9f * v + (__builtin_convertvector(sum[4], tess_fx8) * scale + bias);
    fired = u > threshold;
    v = u - (tess_fx8)((tess_ix8)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    *(tess_bx8 *)(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)g * CHUNK + at) * LINEAR2_PADDED +
                  block * LINEAR2_LANES) = __builtin_convertvector(word, tess_bx8);
    *left = v;
}

/* Four: lists are walked four entries at a time, and filled up to whole fours with a row of zeros. */

/* linear2: sums over all steps, then the neurons.
 * Cost an image: 600 additions if every input fires. */
static inline void linear2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS);
    const tess_ix8 *weight = TESS_ARENA(tess_ix8, LINEAR2_EFFECTIVE) + block * LINEAR2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, LINEAR2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, LINEAR2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, LINEAR2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? LINEAR2_SETS : STEPS;
    tess_ix8 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix8){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int n = first; n < last; n++) {
        const size_t at = (size_t)n;
        tess_fx8 v = {0};
        tess_ix8 sum0 = {0};
        tess_ix8 sum1 = {0};
        tess_ix8 sum2 = {0};
        tess_ix8 sum3 = {0};
        tess_ix8 sum4 = {0};
        tess_ix8 sum5 = {0};
        tess_ix8 sum6 = {0};
        tess_ix8 sum7 = {0};
        tess_ix8 sum8 = {0};
        {
            const tess_ix8 *rows = weight;
            const size_t list = (size_t)n;
            const uint16_t *entry = entries + (size_t)n * LINEAR2_LIST_ROOM + begin[list];
            const uint16_t *four = fours + list * (size_t)listed;
            TESS_GATHER(sum0, rows, 32, entry, four[0]);
            TESS_GATHER(sum1, rows, 32, entry, four[1]);
            TESS_GATHER(sum2, rows, 32, entry, four[2]);
            TESS_GATHER(sum3, rows, 32, entry, four[3]);
            TESS_GATHER(sum4, rows, 32, entry, four[4]);
            if (patterns) {
                TESS_GATHER(sum5, rows, 32, entry, four[5]);
                TESS_GATHER(sum6, rows, 32, entry, four[6]);
                TESS_GATHER(sum7, rows, 32, entry, four[7]);
                TESS_GATHER(sum8, rows, 32, entry, four[8]);
            }
        }
        if (patterns) {
            sum0 += sum5 & holds[0][0][0];
            sum1 += sum5 & holds[0][0][1];
            sum2 += sum5 & holds[0][0][2];
            sum3 += sum5 & holds[0][0][3];
            sum4 += sum5 & holds[0][0][4];
            sum0 += sum6 & holds[0][1][0];
            sum1 += sum6 & holds[0][1][1];
            sum2 += sum6 & holds[0][1][2];
            sum3 += sum6 & holds[0][1][3];
            sum4 += sum6 & holds[0][1][4];
            sum0 += sum7 & holds[0][2][0];
            sum1 += sum7 & holds[0][2][1];
            sum2 += sum7 & holds[0][2][2];
            sum3 += sum7 & holds[0][2][3];
            sum4 += sum7 & holds[0][2][4];
            sum0 += sum8 & holds[0][3][0];
            sum1 += sum8 & holds[0][3][1];
            sum2 += sum8 & holds[0][3][2];
            sum3 += sum8 & holds[0][3][3];
            sum4 += sum8 & holds[0][3][4];
        }
        const tess_ix8 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4};
        linear2_fire(run, block, at, 0, &v, of_sum, train);
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
 * Cost an image: 50 neurons times steps. */
static inline void linear2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * LINEAR2_PADDED, LINEAR2_PADDED);
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
}

static void linear2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear2_pooling(run, n, false);
}

static const int linear2_bin_from[5] = {0, 2, 4, 6, 8};
static const int linear2_bin_to[5] = {2, 4, 6, 8, 10};

/* Latents: the mean activity of each bin, step by step.
 * Cost an image: 50 neurons times steps. */
static void linear2_latents(const struct tess_run *run, int n, float *latent)
{
    for (int t = 3; t < STEPS; t++) {
        const uint8_t *word = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)(t / STEPS) * CHUNK + n) * LINEAR2_PADDED;
        for (int k = 0; k < LINEAR2_BINS; k++) {
            int count = 0;
            for (int c = linear2_bin_from[k]; c < linear2_bin_to[k]; c++) {
                count += word[c] >> t % STEPS & 1;
            }
            latent[t * LINEAR2_BINS + k] = (float)count / (float)(linear2_bin_to[k] - linear2_bin_from[k]);
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 40 multiply-accumulates. */
static void linear2_logits(const struct tess_run *run, const float *latent, float *logit)
{
    const float *sign = TESS_ARENA(float, LINEAR2_SIGNS);
    for (int t = 3; t < STEPS; t++) {
        for (int c = 0; c < CLASSES; c++) {
            float total = 0;
            for (int k = 0; k < LINEAR2_BINS; k++) {
                total += sign[c * LINEAR2_BINS + k] * latent[t * LINEAR2_BINS + k];
            }
            logit[t * CLASSES + c] = total / 0.4472136f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 8 exponentials. */
static void linear2_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, LINEAR2_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, LINEAR2_LOSSES) + n * STEPS, sum = 0;
    for (int t = 3; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 1] = sum / 2;
    tess_sum_logits(logit + 12, 2, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* m = B' error, spread back over the bins. Dead latents are exactly zero.
 * Cost an image: 40 multiply-accumulates. */
static void linear2_project(const struct tess_run *run, int n)
{
    const float *sign = TESS_ARENA(float, LINEAR2_SIGNS), *gate = TESS_ARENA(float, LINEAR2_GATES);
    const float *error = TESS_PART(float, LINEAR2_ERROR) + n * STEPS * CLASSES;
    float *signal = TESS_PART(float, LINEAR2_SIGNAL) + (size_t)n * LINEAR2_PADDED * STEPS;
    memset(signal, 0, sizeof(float) * LINEAR2_PADDED * STEPS);
    for (int k = 0; k < LINEAR2_BINS; k++) {
        const float share = gate[k] / (float)(linear2_bin_to[k] - linear2_bin_from[k]);
        for (int t = 3; t < STEPS; t++) {
            float total = 0;
            for (int c = 0; c < CLASSES; c++) {
                total += sign[c * LINEAR2_BINS + k] * error[t * CLASSES + c];
            }
            for (int c = linear2_bin_from[k]; c < linear2_bin_to[k]; c++) {
                signal[(c / LINEAR2_LANES * STEPS + t) * LINEAR2_LANES + c % LINEAR2_LANES] += total * share;
            }
        }
    }
}

/* linear2: latents, the local loss and its learning signal of image n.
 * Cost an image: 80 multiply-accumulates. */
static void linear2_signal(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    linear2_pooling(run, n, true);
    float *latent = TESS_PART(float, LINEAR2_LATENTS) + n * STEPS * LINEAR2_BINS;
    float *logit = TESS_PART(float, LINEAR2_LOGITS) + n * STEPS * CLASSES;
    linear2_latents(run, n, latent);
    linear2_logits(run, latent, logit);
    linear2_errors(run, n, logit);
    linear2_project(run, n);
}

/* linear2 predicts by itself: its logits summed over the steps.
 * Cost an image: 40 multiply-accumulates. */
static void linear2_exit(const struct tess_run *run, int n, void *scratch)
{
    float *latent = scratch;
    float *logit = (float *)(latent + STEPS * LINEAR2_BINS);
    linear2_latents(run, n, latent);
    linear2_logits(run, latent, logit);
    tess_sum_logits(logit + 12, 2, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* linear2: the learning signal of one output position in all its steps, as what the input is multiplied
 * by. */
TESS_INLINE void linear2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx8 *d,
                                  tess_fx8 *row_bias)
{
    const tess_fx8 *u = TESS_PART(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * CHUNK + n + y + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 15 + t);
    }
    const tess_fx8 *zone = TESS_PART(tess_fx8, LINEAR2_SIGNAL) + ((size_t)n * LINEAR2_BLOCKS + block) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx8 m[STEPS];
    m[0] = (tess_fx8){0};
    m[1] = (tess_fx8){0};
    m[2] = (tess_fx8){0};
    m[3] = zone[3];
    m[4] = zone[4];
    /* psi(u) = 1.0 / (100.0 |u - 0.6| + 1)^2 */
    tess_fx8 psi[STEPS];
    psi[0] = (tess_fx8)((tess_ix8)(u[0] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[0] = 1.0f / (psi[0] * psi[0]);
    psi[1] = (tess_fx8)((tess_ix8)(u[1] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[1] = 1.0f / (psi[1] * psi[1]);
    psi[2] = (tess_fx8)((tess_ix8)(u[2] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[2] = 1.0f / (psi[2] * psi[2]);
    psi[3] = (tess_fx8)((tess_ix8)(u[3] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[3] = 1.0f / (psi[3] * psi[3]);
    psi[4] = (tess_fx8)((tess_ix8)(u[4] - 0.6f) & 0x7fffffff) * 100.0f + 1.0f;
    psi[4] = 1.0f / (psi[4] * psi[4]);
    if (run->taps) { /* a probe looks on */
        const size_t tap = ((size_t)block * CHUNK + n + y + x) * STEPS;
        TESS_TAP(tess_fx8, 30720)[tap] = psi[0];
        TESS_TAP(tess_fx8, 40960)[tap] = m[0];
        TESS_TAP(tess_fx8, 30720)[tap + 1] = psi[1];
        TESS_TAP(tess_fx8, 40960)[tap + 1] = m[1];
        TESS_TAP(tess_fx8, 30720)[tap + 2] = psi[2];
        TESS_TAP(tess_fx8, 40960)[tap + 2] = m[2];
        TESS_TAP(tess_fx8, 30720)[tap + 3] = psi[3];
        TESS_TAP(tess_fx8, 40960)[tap + 3] = m[3];
        TESS_TAP(tess_fx8, 30720)[tap + 4] = psi[4];
        TESS_TAP(tess_fx8, 40960)[tap + 4] = m[4];
    }
    {
        tess_fx8 sum = {0};
        sum += m[0] * psi[0];
        sum += m[1] * psi[1];
        sum += m[2] * psi[2];
        sum += m[3] * psi[3];
        sum += m[4] * psi[4];
        *row_bias += sum;
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx8 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        tess_fx8 later = {0};
        later = r0[4] + 0.5f * later;
        d[4] += later;
        later = r0[3] + 0.5f * later;
        d[3] += later;
        later = r0[2] + 0.5f * later;
        d[2] += later;
        later = r0[1] + 0.5f * later;
        d[1] += later;
        later = r0[0] + 0.5f * later;
        d[0] += later;
    }
    /* -1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx8 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += -1.0f * (m[0] * h);
        h = 0.2f * h + psi[0];
        d[1] += -1.0f * (m[1] * h);
        h = 0.2f * h + psi[1];
        d[2] += -1.0f * (m[2] * h);
        h = 0.2f * h + psi[2];
        d[3] += -1.0f * (m[3] * h);
        h = 0.2f * h + psi[3];
        d[4] += -1.0f * (m[4] * h);
        h = 0.2f * h + psi[4];
    }
}

/* linear2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void linear2_row(const struct tess_run *run, int block, int n, int y, tess_fx8 *row, tess_fx8 *bias,
                             bool patterns, const tess_ix8 holds[GROUPS][COMPOSITES][STEPS])
{
    tess_fx8 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    tess_fx8 *slot = row;
    tess_fx8 d[5];
    linear2_learning(run, block, n, y, 0, d, &row_bias);
    if (!patterns) {
        slot[0] = d[0];
        slot[33] = d[1];
        slot[2 * 33] = d[2];
        slot[3 * 33] = d[3];
        slot[4 * 33] = d[4];
    } else {
        slot[0] = d[0];
        slot[LINEAR2_PLANE] = d[1];
        slot[2 * LINEAR2_PLANE] = d[2];
        slot[3 * LINEAR2_PLANE] = d[3];
        slot[4 * LINEAR2_PLANE] = d[4];
        for (int k = 0; k < COMPOSITES; k++) {
            tess_fx8 sum = {0};
            sum += (tess_fx8)((tess_ix8)d[0] & holds[0][k][0]);
            sum += (tess_fx8)((tess_ix8)d[1] & holds[0][k][1]);
            sum += (tess_fx8)((tess_ix8)d[2] & holds[0][k][2]);
            sum += (tess_fx8)((tess_ix8)d[3] & holds[0][k][3]);
            sum += (tess_fx8)((tess_ix8)d[4] & holds[0][k][4]);
            slot[(STEPS + k) * LINEAR2_PLANE] = sum;
        }
    }
    *bias += row_bias;
}

/* linear2: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void linear2_accumulate(const struct tess_run *run, int tile, const tess_fx8 *table, tess_fx8 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, LINEAR2_LENGTHS) + tile * LINEAR2_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, LINEAR2_ROWS) +
                           (size_t)tile * LINEAR2_LIST_CHANNELS * LINEAR2_LIST_CAPACITY;
    for (int c = 0; c < LINEAR2_LIST_CHANNELS; c++, sum += LINEAR2_TAPS) {
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx8 g0 = {0};
            TESS_ROLLED
            for (; k < end; k++) {
                const tess_fx8 *d = table + list[k];
                g0 += d[0];
            }
            sum[0] += g0;
        }
        list += length[c];
    }
}

/* linear2: the gradient of one block of output channels over the chunk.
 * Cost an image: 600 additions if every input fires. */
static void linear2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx8 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx8 *sum = TESS_ARENA(tess_fx8, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * LINEAR2_FAN_IN;
    tess_fx8 *bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * LINEAR2_FAN_IN);
        *bias = (tess_fx8){0};
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, LINEAR2_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int first = run->from; first < run->to; first += LINEAR2_STEP_TILE_IMAGES) {
            for (int n = first; n < first + LINEAR2_STEP_TILE_IMAGES && n < run->to; n++) {
                tess_fx8 *row = table + (n - first);
                linear2_row(run, block, n, 0, row, bias, false, NULL);
            }
            linear2_accumulate(run, first / LINEAR2_STEP_TILE_IMAGES, table, sum);
        }
        return;
    }
    tess_ix8 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix8){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int first = run->from; first < run->to; first += LINEAR2_TILE_IMAGES) {
        for (int n = first; n < first + LINEAR2_TILE_IMAGES && n < run->to; n++) {
            tess_fx8 *row = table + (n - first);
            linear2_row(run, block, n, 0, row, bias, true, holds);
        }
        linear2_accumulate(run, first / LINEAR2_TILE_IMAGES, table, sum);
    }
}

/* linear2: weights of a block, as int32 in units of a power of two an output channel: sums of them are
 * exact in any order.
 * Cost a batch: 130 weights. */
static void linear2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, LINEAR2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, LINEAR2_EFFECTIVE) + (size_t)block * LINEAR2_WEIGHT_ROWS * LINEAR2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + LINEAR2_LANES * 48;
    for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
        const int o = block * LINEAR2_LANES + lane;
        memcpy(effective, weight + (size_t)o * LINEAR2_FAN_IN, sizeof *effective * LINEAR2_FAN_IN);
        const float unit = tess_fixed_point(effective, LINEAR2_FAN_IN, 1);
        TESS_ARENA(float, LINEAR2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, LINEAR2_FAN_IN, unit, of_lane + lane * 48);
    }
    for (int channel = 0; channel < LINEAR2_IN_CHANNELS; channel++) {
        const int k = channel;
        int32_t *row = rows + channel * LINEAR2_LANES;
        for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
            row[lane] = of_lane[lane * 48 + k];
        }
    }
}

/* linear2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 130 weights. */
static void linear2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * LINEAR2_LANES * LINEAR2_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < LINEAR2_FAN_IN; k++) {
        for (int lane = 0; lane < LINEAR2_LANES; lane++) {
            of_lane[lane * 48 + k] = gathered[k * LINEAR2_LANES + lane];
        }
    }
    for (int lane = 0; lane < LINEAR2_LANES && block * LINEAR2_LANES + lane < LINEAR2_CHANNELS; lane++) {
        const int o = block * LINEAR2_LANES + lane;
        float *gradient = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * LINEAR2_FAN_IN;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * LINEAR2_FAN_IN);
        tess_sgd(run, LINEAR2_FAN_IN, TESS_ARENA(float, LINEAR2_WEIGHT_VALUE) + (size_t)o * LINEAR2_FAN_IN,
                 TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * LINEAR2_FAN_IN,
                 TESS_ARENA(float, LINEAR2_WEIGHT_MOMENT1) + (size_t)o * LINEAR2_FAN_IN, true);
        tess_sgd(run, 1, TESS_ARENA(float, LINEAR2_BIAS_VALUE) + o, TESS_ARENA(float, LINEAR2_BIAS_GRADIENT) + o,
                 TESS_ARENA(float, LINEAR2_BIAS_MOMENT1) + o, true);
    }
    linear2_weights(run, block, scratch); /* while the block is in a cache */
}

/* linear2: the fixed matrix B, 4 rows over 5 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void linear2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[1] = {
        0x000000000000000a,
    };
    static const float gate[1] = {
        2.236068f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(linear1_positive, alive, 1, true, CLASSES, 5, 1, 5, gate, TESS_ARENA(float, LINEAR2_SIGNS),
                      TESS_ARENA(float, LINEAR2_GATES));
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
        words |= feature[0];
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image: 200 additions if every input fires. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, READOUT_EFFECTIVE);
    tess_fx4 *logits = TESS_ARENA(tess_fx4, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx4 total[STEPS] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 10, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
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
        if (train && t >= 3) {
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
 * Cost an image: 200 additions if every input fires. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx4 *errors = TESS_ARENA(tess_fx4, READOUT_ERROR);
    const int first = item * 10 / 8, last = (item + 1) * 10 / 8;
    tess_fx4 *sum = TESS_ARENA(tess_fx4, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        int *fired = scratch;
        const int count = readout_fired(run, n, first, last, fired);
        for (int i = 0; i < count; i++) {
            const int k = fired[i];
            const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
            const int word = feature[0];
            for (int t = 0; t < STEPS; t++) {
                const float value = (float)(word >> t & 1);
                if (t >= 3) {
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
                for (int t = 3; t < STEPS; t++) {
                    total += error[(n * STEPS + t) * 4 + c];
                }
            }
            bias[c] = total;
        }
    }
}

/* readout: the optimizer's step.
 * Cost a batch: 44 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 10; k++) {
            gradient[c * 10 + k] = sum[k * 4 + c];
        }
    }
    tess_sgd(run, 40, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
             TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), true);
    tess_sgd(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
             TESS_ARENA(float, READOUT_BIAS_MOMENT1), true);
}

/* readout: its weights, features first.
 * Cost a batch: 44 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 10; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 4 + c] = weight[c * 10 + k];
        }
    }
}

/* readout: the weights to start from, with which its logits are those of linear2. */
static void readout_start(const struct tess_model *model, float *weight)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {1};
    static const int columns_from[5] = {0, 2, 4, 6, 8};
    static const int columns_to[5] = {2, 4, 6, 8, 10};
    static const struct tess_latent_grid grid = {
        1, 1, 10, 1, 5, rows_from, rows_to, columns_from, columns_to,
    };
    (void)model;
    tess_classifier_weights(linear1_positive, 1, true, CLASSES, &grid, 2.23606797749979, weight);
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"linear1.weight", "L0.w", 2, {12, 36},
        LINEAR1_WEIGHT_VALUE, LINEAR1_WEIGHT_GRADIENT, LINEAR1_WEIGHT_MOMENT1, TESS_NO_OFFSET, TESS_START_NORMAL,
            0.23570226f, NULL,
    },
    {
"linear1.bias", "L0.b", 1, {12},
        LINEAR1_BIAS_VALUE, LINEAR1_BIAS_GRADIENT, LINEAR1_BIAS_MOMENT1, TESS_NO_OFFSET, TESS_START_CONSTANT, 0.0f,
            NULL,
    },
    {
"linear2.weight", "L1.w", 2, {10, 12},
        LINEAR2_WEIGHT_VALUE, LINEAR2_WEIGHT_GRADIENT, LINEAR2_WEIGHT_MOMENT1, TESS_NO_OFFSET, TESS_START_NORMAL,
            0.4082483f, NULL,
    },
    {
"linear2.bias", "L1.b", 1, {10},
        LINEAR2_BIAS_VALUE, LINEAR2_BIAS_GRADIENT, LINEAR2_BIAS_MOMENT1, TESS_NO_OFFSET, TESS_START_CONSTANT, 0.0f,
            NULL,
    },
    {
"readout.weight", "out.w", 2, {4, 10},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, TESS_NO_OFFSET, TESS_START_SIGNS, 0.0f,
            readout_start,
    },
    {
"readout.bias", "out.b", 1, {4},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, TESS_NO_OFFSET, TESS_START_CONSTANT, 0.0f,
            NULL,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"linear1", "linear 12", 12, 432, 0.6f, 6, TESS_LOGITS_ROOT, 5.0f},
    {"linear2", "linear 10", 10, 120, 0.6f, 5, TESS_LOGITS_ROOT, 5.0f},
    {.name = "readout", .text = "readout", .neurons = 4, .dense_macs = 40},
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
    {"linear1 basis", 0, linear1_basis, 1, 0, 0, &basis_effect, false},
    {"linear1 weights", 0, linear1_weights, 2, 0, 0, &weights_effect, false},
    {"linear2 basis", 1, linear2_basis, 1, 0, 0, &basis_effect, false},
    {"linear2 weights", 1, linear2_weights, 2, 0, 0, &weights_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"linear1 lists", 0, linear1_lists_train, 1, 32, 0, &lists_effect, false},
    {"linear1 forward", 0, linear1_forward_train, 2, 4, 0, &forward_effect, false},
    {"linear1 signal", 0, linear1_signal, 1, 1, 0, &signal_effect, false},
    {"linear1 gradient", 0, linear1_gradient, 2, 0, 0, &gradient_effect, false},
    {"linear2 atoms", 1, linear2_atoms, 1, 0, 0, &atoms_effect, false},
    {"linear2 lists", 1, linear2_lists_train, 1, 32, 0, &lists_effect, false},
    {"linear2 forward", 1, linear2_forward_train, 2, 4, 0, &forward_effect, false},
    {"linear2 signal", 1, linear2_signal, 1, 1, 0, &signal_effect, false},
    {"linear2 gradient", 1, linear2_gradient, 2, 0, 0, &gradient_effect, false},
    {"readout logits", 2, readout_logits_train, 1, 1, 0, &logits_effect, false},
    {"readout gradient", 2, readout_gradient, 8, 0, 0, &readout_gradient_effect, false},
};

static const struct tess_stage update_stages[] = {
    {"linear1 update", 0, linear1_update, 2, 0, 0, &update_effect, false},
    {"linear2 update", 1, linear2_update, 2, 0, 0, &update_effect, false},
    {"readout update", 2, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 2, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"linear1 lists", 0, linear1_lists_evaluate, 1, 32, 0, &lists_effect, false},
    {"linear1 forward", 0, linear1_forward_evaluate, 2, 4, 0, &forward_effect, false},
    {"linear1 pool", 0, linear1_pool, 1, 1, 0, &pool_effect, false},
    {"linear1 exit", 0, linear1_exit, 1, 1, 0, &exit_effect, true},
    {"linear2 atoms", 1, linear2_atoms, 1, 0, 0, &atoms_effect, false},
    {"linear2 lists", 1, linear2_lists_evaluate, 1, 32, 0, &lists_effect, false},
    {"linear2 forward", 1, linear2_forward_evaluate, 2, 4, 0, &forward_effect, false},
    {"linear2 pool", 1, linear2_pool, 1, 1, 0, &pool_effect, false},
    {"linear2 exit", 1, linear2_exit, 1, 1, 0, &exit_effect, true},
    {"readout logits", 2, readout_logits_evaluate, 1, 1, 0, &logits_effect, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 3, .store = TESS_STORE_F32, .offset = 20480,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 12, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = LINEAR1_OUTPUT,
        .bits = 5,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 5, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 12, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = LINEAR1_OUTPUT,
        .bits = 5,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 5, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 12, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = LINEAR1_LOGITS + 3 * 4 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 20},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_loss", .stage = 2, .store = TESS_STORE_F32, .offset = LINEAR1_LOSSES + 3 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 5},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.basis", .stage = 2, .store = TESS_STORE_F32, .offset = LINEAR1_SIGNS,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 6},
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
        },
        .factor = 2.0412414f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 12, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 10336,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 12, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = LINEAR1_EFFECTIVE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 12, .stride = 296, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 36, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = LINEAR1_WEIGHT_GRADIENT,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 12, .stride = 288, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 36, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 6, .store = TESS_STORE_F32, .offset = LINEAR2_MEMBRANE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = LINEAR2_OUTPUT,
        .bits = 5,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 5, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 7, .store = TESS_STORE_STEP_BITS, .offset = LINEAR2_OUTPUT,
        .bits = 5,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 5, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 7, .store = TESS_STORE_F32, .offset = LINEAR2_LOGITS + 3 * 4 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 20},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 7, .store = TESS_STORE_F32, .offset = LINEAR2_LOSSES + 3 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 5},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 7, .store = TESS_STORE_F32, .offset = LINEAR2_SIGNS,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 5},
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 1},
        },
        .factor = 2.236068f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 8, .store = TESS_STORE_F32, .offset = 30720,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 8, .store = TESS_STORE_F32, .offset = 41056,
        .in_taps = true,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 1280, .lanes = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 8, .store = TESS_STORE_I32, .offset = LINEAR2_EFFECTIVE,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 104, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 12, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 96},
        },
        .factor = 1.0f, .scale = LINEAR2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 8, .store = TESS_STORE_F32, .offset = LINEAR2_WEIGHT_GRADIENT,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 10, .stride = 96, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 12, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 9, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 5, .stride = 4},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 20},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 9, .store = TESS_STORE_F32, .offset = READOUT_LOSSES + 3 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 2, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 5},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model code_linear\n"
    "\n"
    "input 1x6x6 {\n"
    "    dataset arrays\n"
    "    classes 4\n"
    "    present 5 steps\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize off\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.9; threshold 0.6; reset subtract 0.6 }\n"
    "weights { raw; gain off; bias on }\n"
    "\n"
    "network {\n"
    "    linear 12  signal bins 6\n"
    "    linear 10  signal bins 5\n"
    "    readout  start signs  bias zero\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post -1\n"
    "    lambda pre 0.5 post 0.2\n"
    "    psi fast_sigmoid height 1 slope 100\n"
    "    signal local {\n"
    "        basis frequencies 50 204 358 512\n"
    "        logits root times 5\n"
    "        loss cross_entropy\n"
    "        from step 3\n"
    "    }\n"
    "    schedule auto\n"
    "}\n"
    "\n"
    "predict from readout\n"
    "\n"
    "train {\n"
    "    batch 8\n"
    "    epochs 100\n"
    "    seed 1\n"
    "    optimizer nesterov lr 0.01 momentum 0.9\n"
    "    plateau off\n"
    "    anneal off\n"
    "    validate 0.1\n"
    "}\n";

static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "code_linear", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "arrays", .channels = 1, .height = 6, .width = 6,
        .steps = 5, .is_static = true, .classes = 4,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .crop_pad = 0, .flip_probability = 0.0f, .cutout_probability = 0.0f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 5500, .synthetic_test = 1100,
    },
    .training = {
        .epochs = 100, .batch = 8, .seed = 1,
        .optimizer = TESS_NESTEROV, .learning_rate = 0.01f, .momentum = 0.9f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = false, .plateau_factor = 0.5f, .plateau_patience = 5,
        .plateau_threshold = 0.0001f, .minimum_learning_rate = 0.0f,
        .annealing = TESS_ANNEAL_OFF, .annealed_learning_rate = 0.0f,
    },
    .layers = 2, .layer = layer_infos, .supervised_from = 3, .local_loss = true,
    .predict_from = "readout",
    .params = 6, .param = params,
    .arena_bytes = 104960, .scratch_bytes = 9504, .tap_bytes = 51200, .chunk = 32,
    .list_bytes = 9472, .part_bytes = 37184,
    .prepare_stages = 5, .prepare = prepare_stages,
    .train_stages = 11, .train = train_stages,
    .update_stages = 4, .update = update_stages,
    .evaluate_stages = 10, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("code_linear: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
