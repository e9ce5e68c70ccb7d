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

/* The arena, in bytes: what lasts, then what each layer uses while it runs. */
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

/* conv1: its input as lists by channel, for the gradient. */
static void conv1_gradient_lists(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {1, 1, 8, 8};
    const float *frames = run->input;
    const int first = item * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    (void)scratch;
    memset(TESS_ARENA(uint32_t, CONV1_LENGTHS) + item, 0, sizeof(uint32_t));
    for (int n = first; n < last; n++) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
        const int rows = 8;
        const struct tess_table table = {n % 32 * 100, 10, 3201};
        tess_gradient_values(frames + (size_t)n * 64, 1, &map, false, 0, rows, &table, lengths,
                             TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * 2048, 2048);
    }
}

/* conv1: W x[t] of one output row, 4 columns at a time, from a window of the pixels that they see. Beyond
 * the map are zeros. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx4 *weight, tess_dx4 *sums)
{
    TESS_EXACT_PRODUCTS
    double *window = (double *)(sums + 8); /* [row][channel][column] */
    memset(window, 0, sizeof *window * 3 * 10);
    const float *frame = run->input + (size_t)n * 64;
    for (int row = 0; row < 3; row++) {
        const int from_y = y + row - 1;
        if (from_y >= 0 && from_y < 8) {
            double *to = window + row * 10 + 1;
            for (int x = 0; x < 8; x++) {
                to[x] = (double)frame[from_y * 8 + x];
            }
        }
    }
    for (int x = 0; x < 8; x += 4) {
        tess_dx4 sum0 = {0};
        tess_dx4 sum1 = {0};
        tess_dx4 sum2 = {0};
        tess_dx4 sum3 = {0};
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                const tess_dx4 *tap = weight + (row * 3 + column) * 2;
                const double *pixel = window + row * 10 + x + column;
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

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = 0, first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *rows = TESS_ARENA(tess_fx4, CONV1_EFFECTIVE) + block * 18;
    tess_dx4 *weight = scratch, *sums = weight + 18; /* widened once, not at every column */
    for (int k = 0; k < 18; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx4);
    }
    const tess_fx4 threshold = (tess_fx4){0} + 0.6f;
    const tess_fx4 reset = (tess_fx4){0} + 0.6f;
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 8; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < 8; x++) {
                const size_t at = (size_t)n * 64 + y * 8 + x;
                tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + ((size_t)block * 2048 + at) * 3;
                tess_fx4 v = {0};
                /* The image is the same at every step: one sum serves them all. */
                const tess_dx4 sum = sums[x];
                const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                tess_ix4 word = {0};
                for (int t = 0; t < 3; t++) {
                    u = 0.5f * v + current;
                    fired = u > threshold;
                    v = u - (tess_fx4)((tess_ix4)reset & fired);
                    word |= fired & (1 << t);
                    if (train) {
                        u_out[t] = u;
                    }
                }
                *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) + at * 4 + block * 4) =
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

/* conv1: spikes of image n counted and pooled. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * 64 * 4, 64 * 4);
    run->spikes[n * 2] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) + (size_t)n * 64 * 4;
    uint8_t *to = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)n * 16 * 4;
    uint8_t *route = TESS_ARENA(uint8_t, CONV1_ROUTE) + (size_t)n * 64 * 4;
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
            const size_t at = (size_t)(y * 2 * 8 + x * 2) * 4;
            uint8_t *pooled = to + (size_t)(y * 4 + x) * 4;
            const tess_bx4 word0 = *(const tess_bx4 *)(from + at);
            tess_bx4 any = word0;
            const tess_bx4 word1 = *(const tess_bx4 *)(from + at + 4);
            const tess_bx4 first1 = word1 & ~any;
            any |= word1;
            const tess_bx4 word2 = *(const tess_bx4 *)(from + at + 32);
            const tess_bx4 first2 = word2 & ~any;
            any |= word2;
            const tess_bx4 word3 = *(const tess_bx4 *)(from + at + 36);
            const tess_bx4 first3 = word3 & ~any;
            any |= word3;
            *(tess_bx4 *)pooled = any;
            if (train) {
                *(tess_bx4 *)(route + at) = word0 | ~any;
                *(tess_bx4 *)(route + at + 4) = first1;
                *(tess_bx4 *)(route + at + 32) = first2;
                *(tess_bx4 *)(route + at + 36) = first3;
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

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + (((size_t)block * 32 + n) * 64 + y * 8 + x) * 3;
    for (int t = 0; t < 3; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 9 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                           (((size_t)n + block) * 16 + zone_rows[y / 2] * 4 + zone_columns[x / 2]) * 3;
    const tess_ix4 route0 = __builtin_convertvector(*(const tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_ROUTE) +
                                                                        ((size_t)n * 64 + y * 8 + x) * 4 + block * 4),
                                                                        tess_ix4);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx4 m[3];
    m[0] = (tess_fx4)((tess_ix4)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx4)((tess_ix4)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx4)((tess_ix4)zone[2] & ((route0 & 1 << 2) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx4 psi[3];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    if (run->taps) {
        const size_t tap = (((size_t)block * 32 + n) * 64 + y * 8 + x) * 3;
        TESS_TAP(tess_fx4, 0)[tap] = psi[0];
        TESS_TAP(tess_fx4, 98304)[tap] = m[0];
        TESS_TAP(tess_fx4, 0)[tap + 1] = psi[1];
        TESS_TAP(tess_fx4, 98304)[tap + 1] = m[1];
        TESS_TAP(tess_fx4, 0)[tap + 2] = psi[2];
        TESS_TAP(tess_fx4, 98304)[tap + 2] = m[2];
    }
    d[0] = (tess_fx4){0};
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
    d[0] += (m[0] * psi[0]);
    d[0] += 1.5f * (m[1] * psi[1]);
    d[0] += 1.75f * (m[2] * psi[2]);
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
    {
        tess_fx4 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += (m[0] * h);
        h = 0.2f * h + psi[0];
        d[0] += (m[1] * h);
        h = 0.2f * h + psi[1];
        d[0] += (m[2] * h);
        h = 0.2f * h + psi[2];
    }
}

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row)
{
    for (int x = 0; x < 8; x++) {
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
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) + (size_t)tile * 2048;
    __builtin_prefetch(list + 4 * 2048); /* lists lie apart, and each begins anew */
    __builtin_prefetch(list + 4 * 2048 + 8);
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

/* conv1: the gradient of one block of output channels over the chunk. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * 9;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 9);
    }
    /* zeros beyond the map */
    {
        tess_fx4 *row = table;
        TESS_ROLLED
        for (int y = 0; y < 320; y++, row += 10) {
            if (y % 10 < 1 || y % 10 >= 1 + 8) {
                memset(row, 0, sizeof *row * 10);
            }
            row[0] = row[1 + 8] = (tess_fx4){0};
        }
    }
    for (int first = run->from; first < run->to; first += 32) {
        for (int n = first; n < first + 32 && n < run->to; n++) {
            for (int y = 0; y < 8; y++) {
                tess_fx4 *row = table + ((n - first) * 10 + y + 1) * 10;
                conv1_row(run, block, n, y, row);
            }
        }
        conv1_accumulate(run, first / 32, table, sum);
    }
}

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * 18 * 4;
    float *of_lane = scratch;
    for (int lane = 0; lane < 4; lane++) {
        const int o = block * 4 + lane;
        float *effective = of_lane + lane * 48;
        tess_standardize(weight + (size_t)o * 9, 9, TESS_ARENA(float, CONV1_GAIN_VALUE)[o], effective);
    }
    for (int tap = 0; tap < 9; tap++) {
        const int k = tap;
        float *row = rows + tap * 2 * 4;
        for (int lane = 0; lane < 4; lane++) {
            row[lane] = of_lane[lane * 48 + k];
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * 4 * 9;
    float *of_lane = scratch;
    for (int k = 0; k < 9; k++) {
        for (int lane = 0; lane < 4; lane++) {
            of_lane[lane * 48 + k] = gathered[k * 4 + lane];
        }
    }
    for (int lane = 0; lane < 4 && block * 4 + lane < 4; lane++) {
        const int o = block * 4 + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 9;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * 9);
        TESS_ARENA(float,
                   CONV1_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV1_WEIGHT_VALUE) +
                                                                       (size_t)o * 9, 9,
                                                                       TESS_ARENA(float, CONV1_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, 9, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * 9,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 9,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * 9,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * 9);
        tess_adam(run, 1, TESS_ARENA(float, CONV1_GAIN_VALUE) + o, TESS_ARENA(float, CONV1_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV1_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV1_GAIN_MOMENT2) + o);
    }
    conv1_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- conv2: conv 6 3x3 pad 1 ---- */

/* conv2: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv2_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {4, 4, 4, 4};
    const struct tess_window window = {3, 3, 1, 4, TESS_STACK_PAIRS, 210, 2};
    static const int column[3] = {0, 1, 3};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)item * 16 * 4;
    uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)item * 4;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV2_INVERTED) + item * 2;
    const uint32_t count = tess_invert(words, 32 * 16 * 4, &map, 3, 3, 4, 4, scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV2_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, 3, TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + item * 9,
                      TESS_ARENA(uint16_t, CONV2_ALWAYS) + item * 9 * 8, 8);
}

/* conv2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv2_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {4, 4, 4, 4};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV1_OUTPUT), 32 * 16 * 4, &map, TESS_ARENA(uint8_t, CONV2_FULL), 1, 3, 3,
                         119, TESS_ARENA(struct tess_atoms, CONV2_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV2_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV2_INVERTED), 0, sizeof(uint64_t) * 32 * 2);
        memset(TESS_ARENA(uint32_t, CONV2_INVERSIONS), 0, sizeof(uint32_t) * 32);
        memset(TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS), 0, sizeof(uint16_t) * 32 * 9);
    }
}

/* conv2: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {4, 4, 4, 4};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    (void)scratch;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const int listed = atoms->patterns ? 7 : 3;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, CONV2_LENGTHS) + item * 8, 0, sizeof(uint32_t) * 8);
    }
    for (int n = first; n < last; n++) {
        const struct tess_window window = {3, 3, 1, 4, TESS_STACK_PAIRS, 210, 2};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 5376); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV2_INVERTED) + n * 2,
                                                 TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)n * 4;
        uint32_t used = 0;
        for (int y = -1; y < 5; y++) {
            const size_t tile = (size_t)(item + y / 4);
            const struct tess_table table = {n % 32 * 36 + y % 4 * 6, 6, 1153};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < 4;
            if (inside) {
                tess_find_holders(words + ((size_t)n * 16 + y * 4) * 4, &map, atoms->patterns ? full : NULL, atoms,
                                  listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 8;
                    uint32_t *rows = TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 6272;
                    if (y % 4 == 0) {
                        tess_always_rows(&map, &inversion, 13836 + n % 32 * 15, lengths, rows, 1568);
                    }
                    tess_run_lists(holders, &map, 6, 3, atoms[0].cover[7], atoms[0].covers[7], &table, 0, lengths, rows,
                                   1568);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed, ring + (y + 1) % 3 * 1792);
                const int output = y - 1;
                if (output >= 0 && output < 4) {
                    const size_t list = (size_t)n * 16 + output * 4;
                    used = tess_window_lists(ring, 1792, output, &map, &window, 1, listed,
                                             TESS_LISTS(uint32_t, CONV2_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV2_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV2_ENTRIES) + (size_t)n * 1920, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 8;
            const int rows = 4;
            const struct tess_table table = {n % 32 * 36, 6, 1153};
            const struct tess_map part = {4, 4, rows, 4};
            tess_gradient_lists(words + (size_t)n * 16 * 4, 32 * 16 * 4, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), listed, &table, lengths,
                                TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 6144, 1536);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 8;
        tess_pack_lists(lengths, 4, 2, TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 6272, 1568);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 8;
        tess_pack_lists(lengths, 4, 1, TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 6144, 1536);
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
    for (int c = 0; c < 4; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix4 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix4 *tap = weight + row * 3 * 5 + c;
                tess_ix4 *sum = sums + row * 7 * 5;
                sum[0] = tap[0];
                sum[5] = tap[5];
                sum[2 * 5] = sum[5] + sum[0];
                sum[3 * 5] = tap[2 * 5];
                sum[4 * 5] = sum[3 * 5] + sum[0];
                sum[5 * 5] = sum[3 * 5] + sum[5];
                sum[6 * 5] = sum[5 * 5] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix4 *sum = sums + s * 5;
                const tess_ix4 upper = sum[0] + sum[7 * 5];
                sum[3 * 7 * 5] = upper + sum[2 * 7 * 5];
                sum[4 * 7 * 5] = upper;
                sum[5 * 7 * 5] = sum[7 * 5] + sum[2 * 7 * 5];
            }
        }
    }
    table[210] = (tess_ix4){0};
}

/* conv2: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv2_always(const struct tess_run *run, int n, const tess_ix4 *table, tess_ix4 always[3][3])
{
    static const int like[3] = {0, 1, 3};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + n * 9;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV2_ALWAYS) + n * 9 * 8;
    memset(always, 0, sizeof *always * 3);
    for (int row = 0; row < 3; row++) {
        for (int k = 0; k < 3; k++, list += 8) {
            const uint16_t *entry = list;
            tess_ix4 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < 3; kind++) {
                const int from = like[kind] + row - 1;
                if (from >= 0 && from < 4) {
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
    tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) + ((size_t)block * 512 + at) * 3;
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
        u_out[g * 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx4) * scale;
    fired = u > threshold;
    v = u - (tess_fx4)((tess_ix4)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * 3 + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx4) * scale;
    fired = u > threshold;
    v = u - (tess_fx4)((tess_ix4)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * 3 + 2] = u;
    }
    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)g * 32 * 16 + at) * 8 + block * 4) =
        __builtin_convertvector(word, tess_bx4);
    *left = v;
}

/* conv2: sums over all steps, then the neurons. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const tess_ix4 *weight = TESS_ARENA(tess_ix4, CONV2_EFFECTIVE) + block * 45;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? 7 : 3;
    tess_ix4 holds[1][3][3]; /* all ones where the composite has the step */
    for (int k = 0; k < 3; k++) {
        for (int t = 0; t < 3; t++) {
            holds[0][k][t] = (tess_ix4){0} - (atoms[0].mask[3 + k] >> t & 1);
        }
    }
    tess_ix4 *table = scratch;
    conv2_table(weight, table);
    static const int row_kind[4] = {0, 1, 1, 2};
    static const int column_kind[4] = {0, 1, 1, 2};
    tess_ix4 always[3][3];
    for (int n = first; n < last; n++) {
        conv2_always(run, n, table, always);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                const size_t at = (size_t)n * 16 + y * 4 + x;
                tess_fx4 v = {0};
                tess_ix4 sum0 = {0};
                tess_ix4 sum1 = {0};
                tess_ix4 sum2 = {0};
                tess_ix4 sum3 = {0};
                tess_ix4 sum4 = {0};
                tess_ix4 sum5 = {0};
                tess_ix4 lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)n * 16 + y * 4 + x;
                const uint16_t *entry = entries + (size_t)n * 1920 + begin[list];
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
                const tess_ix4 of_sum[3] = {sum0, sum1, sum2};
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

/* conv2: spikes of image n counted and pooled. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)n * 16 * 8, 16 * 8);
    run->spikes[n * 2 + 1] = spikes;
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
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) + (((size_t)block * 32 + n) * 16 + y * 4 + x) * 3;
    for (int t = 0; t < 3; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 9 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV2_SIGNAL) +
                           (((size_t)n * 2 + block) * 16 + zone_rows[y] * 4 + zone_columns[x]) * 3;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx4 m[3];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx4 psi[3];
    psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    if (run->taps) {
        const size_t tap = (((size_t)block * 32 + n) * 16 + y * 4 + x) * 3;
        TESS_TAP(tess_fx4, 196608)[tap] = psi[0];
        TESS_TAP(tess_fx4, 245760)[tap] = m[0];
        TESS_TAP(tess_fx4, 196608)[tap + 1] = psi[1];
        TESS_TAP(tess_fx4, 245760)[tap + 1] = m[1];
        TESS_TAP(tess_fx4, 196608)[tap + 2] = psi[2];
        TESS_TAP(tess_fx4, 245760)[tap + 2] = m[2];
    }
    memset(d, 0, sizeof *d * 3);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx4 r0[3];
        r0[0] = (m[0] * psi[0]);
        r0[1] = (m[1] * psi[1]);
        r0[2] = (m[2] * psi[2]);
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
        d[0] += (m[0] * h);
        h = 0.2f * h + psi[0];
        d[1] += (m[1] * h);
        h = 0.2f * h + psi[1];
        d[2] += (m[2] * h);
        h = 0.2f * h + psi[2];
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, bool patterns,
                           const tess_ix4 holds[1][3][3])
{
    for (int x = 0; x < 4; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[3];
        conv2_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[1153] = d[1];
            slot[2 * 1153] = d[2];
        } else {
            slot[0] = d[0];
            slot[1153] = d[1];
            slot[2 * 1153] = d[2];
            for (int k = 0; k < 3; k++) {
                tess_fx4 sum = {0};
                sum += (tess_fx4)((tess_ix4)d[0] & holds[0][k][0]);
                sum += (tess_fx4)((tess_ix4)d[1] & holds[0][k][1]);
                sum += (tess_fx4)((tess_ix4)d[2] & holds[0][k][2]);
                slot[(3 + k) * 1153] = sum;
            }
            for (int k = 0; k < 3; k++) {
                tess_fx4 *one = slot + (3 + k) * 1153;
                tess_fx4 *two = one + 3 * 1153, *three = two + 3 * 1153;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == 4 - 1) { /* nothing follows */
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
    tess_fx4 *always = table + 13836 + own * 15;
    if (TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * 15);
    const int full = 7;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < 3 ? 1 : 3;
        const tess_fx4 *d = table + atom * 1153 + own * 36;
        for (int y = 0; y < rows + 3 - 1; y++, d += 6) {
            for (int back = 0; back < 3; back++) {
                tess_fx4 of_row = {0};
                for (int x = 0; x < 4; x += reach) { /* runs, and what is left */
                    const int longer = 4 - x < reach ? 4 - x - 1 : reach - 1;
                    of_row += d[longer * 3 * 1153 + x + back];
                }
                for (int k = 0; k < 3; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * 6 + back] += of_row;
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
    const int capacity = patterns ? 1568 : 1536;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 8;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV2_ROWS) + (size_t)tile * 4 * capacity;
    for (int c = 0; c < 4; c++, sum += 9) {
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

/* conv2: the gradient of one block of output channels over the chunk. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV2_WEIGHT_GRADIENT) + (size_t)block * 36;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 36);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < 3; s++) { /* zeros beyond the map */
            tess_fx4 *row = table + s * 1153;
            TESS_ROLLED
            for (int y = 0; y < 192; y++, row += 6) {
                if (y % 6 < 1 || y % 6 >= 1 + 4) {
                    memset(row, 0, sizeof *row * 6);
                }
                row[0] = row[1 + 4] = (tess_fx4){0};
            }
        }
        for (int first = run->from; first < run->to; first += 32) {
            for (int n = first; n < first + 32 && n < run->to; n++) {
                for (int y = 0; y < 4; y++) {
                    tess_fx4 *row = table + ((n - first) * 6 + y + 1) * 6;
                    conv2_row(run, block, n, y, row, false, NULL);
                }
            }
            conv2_accumulate(run, first / 32, table, sum, false);
        }
        return;
    }
    tess_ix4 holds[1][3][3]; /* all ones where the composite has the step */
    for (int k = 0; k < 3; k++) {
        for (int t = 0; t < 3; t++) {
            holds[0][k][t] = (tess_ix4){0} - (atoms[0].mask[3 + k] >> t & 1);
        }
    }
    for (int s = 0; s < 12; s++) { /* zeros beyond the map */
        tess_fx4 *row = table + s * 1153;
        TESS_ROLLED
        for (int y = 0; y < 192; y++, row += 6) {
            if (y % 6 < 1 || y % 6 >= 1 + 4) {
                memset(row, 0, sizeof *row * 6);
            }
            row[0] = row[1 + 4] = (tess_fx4){0};
        }
    }
    for (int first = run->from; first < run->to; first += 32) {
        for (int n = first; n < first + 32 && n < run->to; n++) {
            for (int y = 0; y < 4; y++) {
                tess_fx4 *row = table + ((n - first) * 6 + y + 1) * 6;
                conv2_row(run, block, n, y, row, true, holds);
            }
            conv2_always_rows(run, n, (n - first), 4, table);
        }
        conv2_accumulate(run, first / 32, table, sum, true);
    }
}

/* conv2: what goes down, m[t] psi[t], as lists by position and group of steps. */
static void conv2_errors(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows[4] = {0, 1, 2, 3};
    static const int zone_columns[4] = {0, 1, 2, 3};
    (void)scratch;
    for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 4; x++) {
            const size_t list = (size_t)n * 16 + y * 4 + x;
            uint32_t *counts = TESS_ARENA(uint32_t, CONV2_ERROR_COUNTS) + list;
            uint16_t *channels = TESS_ARENA(uint16_t, CONV2_ERROR_CHANNELS) + list * 6;
            float *values = TESS_ARENA(float, CONV2_ERROR_VALUES) + list * 18;
            memset(counts, 0, sizeof *counts);
            for (int block = 0; block < 2; block++) {
                const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV2_MEMBRANE) +
                                    (((size_t)block * 32 + n) * 16 + y * 4 + x) * 3;
                tess_fx4 error[3] = {{0}};
                const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV2_SIGNAL) +
                                       (((size_t)n * 2 + block) * 16 + zone_rows[y] * 4 + zone_columns[x]) * 3;
                /* m[t] = dloss/dspike: the zone's signal. */
                tess_fx4 m[3];
                m[0] = zone[0];
                m[1] = zone[1];
                m[2] = zone[2];
                /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
                tess_fx4 psi[3];
                psi[0] = 1.0f - (tess_fx4)((tess_ix4)(u[0] - 0.6f) & 0x7fffffff);
                psi[0] = (tess_fx4)((tess_ix4)psi[0] & (psi[0] > 0.0f)) * 0.3f;
                psi[1] = 1.0f - (tess_fx4)((tess_ix4)(u[1] - 0.6f) & 0x7fffffff);
                psi[1] = (tess_fx4)((tess_ix4)psi[1] & (psi[1] > 0.0f)) * 0.3f;
                psi[2] = 1.0f - (tess_fx4)((tess_ix4)(u[2] - 0.6f) & 0x7fffffff);
                psi[2] = (tess_fx4)((tess_ix4)psi[2] & (psi[2] > 0.0f)) * 0.3f;
                error[0] = m[0] * psi[0];
                error[1] = m[1] * psi[1];
                error[2] = m[2] * psi[2];
                counts[0] = tess_list_errors((const float *)(const void *)error, 3, 4, block * 4, 6, counts[0],
                                             channels, values);
            }
        }
    }
}

/* conv2: what its input is worth: every position adds up weights in use times the errors of the neurons
 * that read it, a block of input channels at a time. */
static void conv2_input_gradient(const struct tess_run *run, int item, void *scratch)
{
    const int block = 0, first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, CONV2_TRANSPOSED) + (size_t)block * 9 * 6;
    const uint32_t *counts = TESS_ARENA(uint32_t, CONV2_ERROR_COUNTS);
    const uint16_t *channels = TESS_ARENA(uint16_t, CONV2_ERROR_CHANNELS);
    const float *values = TESS_ARENA(float, CONV2_ERROR_VALUES);
    (void)scratch;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV1_SIGNAL) + (((size_t)n + block) * 16 + y * 4 + x) * 3;
                tess_fx4 sum0 = {0};
                tess_fx4 sum1 = {0};
                tess_fx4 sum2 = {0};
                for (int tap = 0; tap < 9; tap++) {
                    const int to_y = y - tap / 3 + 1, to_x = x - tap % 3 + 1;
                    if (to_y < 0 || to_y >= 4 || to_x < 0 || to_x >= 4) {
                        continue;
                    }
                    const size_t list = (size_t)n * 16 + to_y * 4 + to_x;
                    const tess_fx4 *rows = weight + tap * 6;
                    const uint16_t *channel = channels + list * 6;
                    const float *value = values + list * 18;
                    for (uint32_t k = 0; k < counts[list]; k++, value += 3) {
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
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * 45 * 4;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + 4 * 80;
    for (int lane = 0; lane < 4 && block * 4 + lane < 6; lane++) {
        const int o = block * 4 + lane;
        tess_standardize(weight + (size_t)o * 36, 36, TESS_ARENA(float, CONV2_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 36, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, 36, unit, of_lane + lane * 80);
        for (int k = 0; k < 36; k++) {
            const int channel = k / 9, tap = k % 9;
            TESS_ARENA(float, CONV2_TRANSPOSED)[(((size_t)(channel / 4) * 9 + tap) * 6 + o) * 4 + channel % 4] =
                effective[k];
        }
    }
    for (int channel = 0; channel < 4; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 5 + channel) * 4;
            for (int lane = 0; lane < 4 && block * 4 + lane < 6; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * 4 * 36;
    float *of_lane = scratch;
    for (int k = 0; k < 36; k++) {
        for (int lane = 0; lane < 4; lane++) {
            of_lane[lane * 80 + k] = gathered[k * 4 + lane];
        }
    }
    for (int lane = 0; lane < 4 && block * 4 + lane < 6; lane++) {
        const int o = block * 4 + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 36;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * 36);
        TESS_ARENA(float,
                   CONV2_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV2_WEIGHT_VALUE) +
                                                                       (size_t)o * 36, 36,
                                                                       TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, 36, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 36,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 36,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * 36,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * 36);
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
 * batch. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, READOUT_EFFECTIVE);
    tess_fx4 *logits = TESS_ARENA(tess_fx4, READOUT_LOGITS) + (size_t)n * 3;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx4 total[3] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 96, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)n * 16 + k % 16) * 8 + k / 16;
        const int word = feature[0];
        for (int t = 0; t < 3; t++) {
            const float value = (float)(word >> t & 1);
            total[t] += weight[k] * value;
        }
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * 3 * 4;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 3 * 4;
    float *sum = run->logits + n * 3;
    memset(sum, 0, sizeof *sum * 3);
    for (int t = 0; t < 3; t++, logit += 4) {
        for (int c = 0; c < 3; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
        if (train && t >= 0) {
            TESS_ARENA(float, READOUT_LOSSES)[n * 3 + t] =
                tess_cross_entropy(logit, 3, run->label[n], run->batch, error + t * 4);
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

/* readout: dW += error outer feature, over supervised steps; item 0 adds up the bias too. */
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
            for (int t = 0; t < 3; t++) {
                const float value = (float)(word >> t & 1);
                if (t >= 0) {
                    sum[k] += errors[n * 3 + t] * value;
                }
            }
        }
    }
    if (item == 0) {
        const float *error = TESS_ARENA(float, READOUT_ERROR);
        float *bias = TESS_ARENA(float, READOUT_BIAS_GRADIENT);
        for (int c = 0; c < 3; c++) {
            float total = run->first == 0 ? 0 : bias[c];
            for (int n = 0; n < run->count; n++) {
                for (int t = 0; t < 3; t++) {
                    total += error[(n * 3 + t) * 4 + c];
                }
            }
            bias[c] = total;
        }
    }
}

/* readout: the optimizer's step. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < 3; c++) {
        for (int k = 0; k < 96; k++) {
            gradient[c * 96 + k] = sum[k * 4 + c];
        }
    }
    tess_adam(run, 288, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, 3, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 96; k++) {
        for (int c = 0; c < 3; c++) {
            rows[k * 4 + c] = weight[c * 96 + k];
            TESS_ARENA(float, READOUT_TRANSPOSED)[((size_t)(k % 16) * 3 + c) * 8 + k / 16] = weight[c * 96 + k];
        }
    }
}

/* readout: what the last layer's output is worth, W' error. */
static void readout_input_gradient(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, READOUT_TRANSPOSED);
    const float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 3 * 4;
    tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV2_SIGNAL) + (size_t)n * 2 * 16 * 3;
    (void)scratch;
    for (int block = 0; block < 2; block++) {
        for (int p = 0; p < 16; p++) {
            for (int t = 0; t < 3; t++) {
                tess_fx4 sum = {0};
                for (int c = 0; c < 3; c++) {
                    sum += weight[((size_t)p * 3 + c) * 2 + block] * error[t * 4 + c];
                }
                signal[((size_t)block * 16 + p) * 3 + t] = sum;
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
