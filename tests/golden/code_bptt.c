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

/* The arena, in bytes: what lasts, then what each layer uses while it runs. */
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

/* conv1: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {2, 2, 6, 6};
    const float *frames = run->input;
    const int first = item * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, CONV1_LENGTHS) + item * 2, 0, sizeof(uint32_t) * 2);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_row_values(frames + (size_t)n * 8 * 72, 8, &map, TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (6 * 8 + 1),
                            TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * 576);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile * 2;
            const int rows = 6;
            const struct tess_table table = {n % 32 * 64, 8, 2049};
            tess_gradient_values(frames + (size_t)n * 8 * 72, 8, &map, false, 0, rows, &table, lengths,
                                 TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * 18432, 9216);
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
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (6 * 8 + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * 576;
    memset(sums, 0, sizeof *sums * 8 * 8);
    for (int row = 0; row < 3; row++) {
        const int from_y = y + row - 1;
        for (int t = 0; from_y >= 0 && from_y < 6 && t < 8; t++) {
            const uint32_t *list = begin + t * 6 + from_y;
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const tess_dx4 *tap = weight + row * 3 * 3 + spots[k].channel;
                const double x = (double)spots[k].amount;
                tess_dx4 *sum = sums + t * 8 + spots[k].column;
                sum[2] += tap[0] * x;
                sum[1] += tap[3] * x;
                sum[0] += tap[2 * 3] * x;
            }
        }
    }
}

/* conv1: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = 0, first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *rows = TESS_ARENA(tess_fx4, CONV1_EFFECTIVE) + block * 27;
    tess_dx4 *weight = scratch, *sums = weight + 27; /* widened once, not at every column */
    for (int k = 0; k < 27; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx4);
    }
    const tess_fx4 threshold = (tess_fx4){0} + 1.0f;
    const tess_fx4 bias = TESS_ARENA(tess_fx4, CONV1_BIAS_VALUE)[block];
    tess_fx4 u;
    tess_ix4 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 6; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < 6; x++) {
                const size_t at = (size_t)n * 36 + y * 6 + x;
                tess_fx4 *u_out = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + ((size_t)block * 1152 + at) * 8;
                tess_fx4 v = {0};
                for (int g = 0; g < 2; g++) {
                    tess_ix4 word = {0};
                    for (int t = g * 4; t < (g + 1) * 4 && t < 8; t++) {
                        const tess_dx4 sum = sums[t * 8 + x + 1];
                        const tess_fx4 current = __builtin_convertvector(sum, tess_fx4);
                        u = 0.75f * v + (current + bias);
                        fired = u > threshold;
                        v = (tess_fx4)((tess_ix4)u & ~fired);
                        word |= fired & (1 << (t - g * 4));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx4 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)g * 32 * 36 + at) * 4 + block * 4) =
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

/* conv1: spikes of image n counted and pooled. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 2; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)g * 32 + n) * 36 * 4, 36 * 4);
    }
    run->spikes[n * 2] = spikes;
    (void)train;
    uint16_t *to = TESS_ARENA(uint16_t, CONV1_OUTPUT) + (size_t)n * 8 * 9 * 4;
    for (int t = 0; t < 8; t++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)(t / 4) * 32 + n) * 36 * 4;
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                uint16_t *pooled = to + ((size_t)t * 9 + y * 3 + x) * 4;
                tess_hx4 count = {0};
                for (int k = 0; k < 2 * 2; k++) {
                    const int at = (y * 2 + k / 2) * 6 + x * 2 + k % 2;
                    const tess_bx4 word = *(const tess_bx4 *)(from + (size_t)at * 4);
                    count += __builtin_convertvector(word >> (uint8_t)(t % 4) & 1, tess_hx4);
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

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx4 *d,
                                tess_fx4 *row_bias)
{
    static const int zone_rows[3] = {0, 1, 2};
    static const int zone_columns[3] = {0, 1, 2};
    const tess_fx4 *u = TESS_ARENA(tess_fx4, CONV1_MEMBRANE) + (((size_t)block * 32 + n) * 36 + y * 6 + x) * 8;
    for (int t = 0; t < 8; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 24 + t);
    }
    const tess_fx4 *zone = TESS_ARENA(tess_fx4, CONV1_SIGNAL) +
                           (((size_t)n + block) * 9 + zone_rows[y / 2] * 3 + zone_columns[x / 2]) * 8;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx4 m[8];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    m[6] = zone[6];
    m[7] = zone[7];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx4 psi[8];
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
    tess_fx4 delta[8];
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
    if (run->taps) {
        const size_t tap = (((size_t)block * 32 + n) * 36 + y * 6 + x) * 8;
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
    memset(d, 0, sizeof *d * 8);
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

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx4 *row, tess_fx4 *bias)
{
    tess_fx4 row_bias = {0}; /* a sum of row sums rounds less than one of all positions */
    for (int x = 0; x < 6; x++) {
        tess_fx4 *slot = row + x + 1;
        tess_fx4 d[8];
        conv1_learning(run, block, n, y, x, d, &row_bias);
        slot[0] = d[0];
        slot[2049] = d[1];
        slot[2 * 2049] = d[2];
        slot[3 * 2049] = d[3];
        slot[4 * 2049] = d[4];
        slot[5 * 2049] = d[5];
        slot[6 * 2049] = d[6];
        slot[7 * 2049] = d[7];
    }
    *bias += row_bias;
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx4 *table, tess_fx4 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile * 2;
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) + (size_t)tile * 2 * 9216;
    for (int c = 0; c < 2; c++, sum += 9) {
        __builtin_prefetch(list + 4 * 9216); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * 9216 + 8);
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
        list += 9216;
    }
}

/* conv1: the gradient of one block of output channels over the chunk. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx4 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx4 *sum = TESS_ARENA(tess_fx4, CONV1_WEIGHT_GRADIENT) + (size_t)block * 18;
    tess_fx4 *bias = TESS_ARENA(tess_fx4, CONV1_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 18);
        *bias = (tess_fx4){0};
    }
    for (int s = 0; s < 8; s++) { /* zeros beyond the map */
        tess_fx4 *row = table + s * 2049;
        TESS_ROLLED
        for (int y = 0; y < 256; y++, row += 8) {
            if (y % 8 < 1 || y % 8 >= 1 + 6) {
                memset(row, 0, sizeof *row * 8);
            }
            row[0] = row[1 + 6] = (tess_fx4){0};
        }
    }
    for (int first = run->from; first < run->to; first += 32) {
        for (int n = first; n < first + 32 && n < run->to; n++) {
            for (int y = 0; y < 6; y++) {
                tess_fx4 *row = table + ((n - first) * 8 + y + 1) * 8;
                conv1_row(run, block, n, y, row, bias);
            }
        }
        conv1_accumulate(run, first / 32, table, sum);
    }
}

/* conv1: weights of a block, in the layout of the forward sum. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * 27 * 4;
    float *of_lane = scratch;
    for (int lane = 0; lane < 4; lane++) {
        const int o = block * 4 + lane;
        float *effective = of_lane + lane * 48;
        memcpy(effective, weight + (size_t)o * 18, sizeof *effective * 18);
    }
    for (int channel = 0; channel < 2; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            float *row = rows + (tap * 3 + channel) * 4;
            for (int lane = 0; lane < 4; lane++) {
                row[lane] = of_lane[lane * 48 + k];
            }
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * 4 * 18;
    float *of_lane = scratch;
    for (int k = 0; k < 18; k++) {
        for (int lane = 0; lane < 4; lane++) {
            of_lane[lane * 48 + k] = gathered[k * 4 + lane];
        }
    }
    for (int lane = 0; lane < 4 && block * 4 + lane < 4; lane++) {
        const int o = block * 4 + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 18;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * 18);
        tess_adam(run, 18, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * 18);
        tess_adam(run, 1, TESS_ARENA(float, CONV1_BIAS_VALUE) + o, TESS_ARENA(float, CONV1_BIAS_GRADIENT) + o,
                  TESS_ARENA(float, CONV1_BIAS_MOMENT1) + o, TESS_ARENA(float, CONV1_BIAS_MOMENT2) + o);
    }
    conv1_weights(run, block, scratch); /* while the block is in a cache */
}

/* ---- linear2: linear 10 ---- */

/* linear2: its input as lists, by position for the sums and by channel for the gradient. */
static inline void linear2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {4, 4, 3, 3};
    const uint16_t *counts = TESS_ARENA(uint16_t, CONV1_OUTPUT);
    const int first = item * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + item * 36, 0, sizeof(uint32_t) * 36);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_forward_counts(counts + (size_t)n * 8 * 9 * 4, 8, &map, true,
                                TESS_LISTS(uint32_t, LINEAR2_BEGIN) + n * (8 + 1),
                                TESS_LISTS(struct tess_value, LINEAR2_ENTRIES) + (size_t)n * 288);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + tile * 36;
            const int rows = 3;
            const struct tess_table table = {n % 32, 1, 33};
            tess_gradient_counts(counts + (size_t)n * 8 * 9 * 4, 8, &map, true, 0.25f, 0, rows, &table, lengths,
                                 TESS_ARENA(struct tess_value, LINEAR2_ROWS) + tile * 9216, 256);
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

/* linear2: u[t] = 0.75 v[t-1] + W x[t]; a spike where u > 1.0, which sets v to 0. */
static inline void linear2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    const tess_ix8 *weight = TESS_ARENA(tess_ix8, LINEAR2_EFFECTIVE) + block * 37;
    const uint32_t *begin = TESS_LISTS(uint32_t, LINEAR2_BEGIN);
    const struct tess_value *entries = TESS_LISTS(struct tess_value, LINEAR2_ENTRIES);
    const tess_fx8 scale = TESS_ARENA(tess_fx8, LINEAR2_SCALE)[block];
    const tess_fx8 threshold = (tess_fx8){0} + 1.0f;
    const tess_fx8 bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_VALUE)[block];
    tess_fx8 u;
    tess_ix8 fired;
    for (int n = first; n < last; n++) {
        const size_t at = (size_t)n;
        tess_fx8 *u_out = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * 32 + at) * 8;
        tess_fx8 v = {0};
        for (int g = 0; g < 2; g++) {
            tess_ix8 word = {0};
            for (int t = g * 4; t < (g + 1) * 4 && t < 8; t++) {
                tess_ix8 sum = {0};
                {
                    const int p = 0;
                    const tess_ix8 *rows = weight;
                    const uint32_t *list = begin + (size_t)n * (8 + 1) + t + p;
                    for (uint32_t k = list[0]; k < list[1]; k++) {
                        const struct tess_value *value = entries + (size_t)n * 288 + k;
                        sum += rows[value->row] * value->amount.count;
                    }
                }
                u = 0.75f * v + (__builtin_convertvector(sum, tess_fx8) * scale + bias);
                fired = u > threshold;
                v = (tess_fx8)((tess_ix8)u & ~fired);
                word |= fired & (1 << (t - g * 4));
                if (train) {
                    u_out[t] = u;
                }
            }
            *(tess_bx8 *)(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)g * 32 + at) * 16 + block * 8) =
                __builtin_convertvector(word, tess_bx8);
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

/* linear2: spikes of image n counted and pooled. */
static inline void linear2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 2; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + ((size_t)g * 32 + n) * 16, 16);
    }
    run->spikes[n * 2 + 1] = spikes;
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
    const tess_fx8 *u = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * 32 + n + y + x) * 8;
    for (int t = 0; t < 8; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 24 + t);
    }
    const tess_fx8 *zone = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + ((size_t)n * 2 + block) * 8;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx8 m[8];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    m[6] = zone[6];
    m[7] = zone[7];
    /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
    tess_fx8 psi[8];
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
    tess_fx8 delta[8];
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
    if (run->taps) {
        const size_t tap = ((size_t)block * 32 + n + y + x) * 8;
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
    memset(d, 0, sizeof *d * 8);
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
    slot[33] = d[1];
    slot[2 * 33] = d[2];
    slot[3 * 33] = d[3];
    slot[4 * 33] = d[4];
    slot[5 * 33] = d[5];
    slot[6 * 33] = d[6];
    slot[7 * 33] = d[7];
    *bias += row_bias;
}

/* linear2: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void linear2_accumulate(const struct tess_run *run, int tile, const tess_fx8 *table, tess_fx8 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, LINEAR2_LENGTHS) + tile * 36;
    const struct tess_value *list = TESS_ARENA(struct tess_value, LINEAR2_ROWS) + (size_t)tile * 36 * 256;
    for (int c = 0; c < 36; c++, sum += 1) {
        __builtin_prefetch(list + 4 * 256); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * 256 + 8);
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
        list += 256;
    }
}

/* linear2: the gradient of one block of output channels over the chunk. */
static void linear2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx8 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx8 *sum = TESS_ARENA(tess_fx8, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * 36;
    tess_fx8 *bias = TESS_ARENA(tess_fx8, LINEAR2_BIAS_GRADIENT) + block;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 36);
        *bias = (tess_fx8){0};
    }
    for (int first = run->from; first < run->to; first += 32) {
        for (int n = first; n < first + 32 && n < run->to; n++) {
            tess_fx8 *row = table + (n - first);
            linear2_row(run, block, n, 0, row, bias);
        }
        linear2_accumulate(run, first / 32, table, sum);
    }
}

/* linear2: what goes down, delta[t], as lists by position and group of steps. */
static void linear2_errors(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    const size_t list = (size_t)n * 2;
    uint32_t *counts = TESS_ARENA(uint32_t, LINEAR2_ERROR_COUNTS) + list;
    uint16_t *channels = TESS_ARENA(uint16_t, LINEAR2_ERROR_CHANNELS) + list * 10;
    float *values = TESS_ARENA(float, LINEAR2_ERROR_VALUES) + list * 40;
    memset(counts, 0, sizeof *counts * 2);
    for (int block = 0; block < 2; block++) {
        const tess_fx8 *u = TESS_ARENA(tess_fx8, LINEAR2_MEMBRANE) + ((size_t)block * 32 + n) * 8;
        tess_fx8 error[8] = {{0}};
        const tess_fx8 *zone = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + ((size_t)n * 2 + block) * 8;
        /* m[t] = dloss/dspike: the zone's signal. */
        tess_fx8 m[8];
        m[0] = zone[0];
        m[1] = zone[1];
        m[2] = zone[2];
        m[3] = zone[3];
        m[4] = zone[4];
        m[5] = zone[5];
        m[6] = zone[6];
        m[7] = zone[7];
        /* psi(u) = 0.3 max(0, 1 - |u - 1.0|) */
        tess_fx8 psi[8];
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
        tess_fx8 delta[8];
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
        for (int g = 0; g < 2; g++) {
            counts[g] = tess_list_errors((const float *)(const void *)(error + g * 4), 4, 8, block * 8, 10, counts[g],
                                         channels + g * 10, values + g * 40);
        }
    }
}

/* linear2: what its input is worth: every position adds up weights in use times the errors of the neurons
 * that read it, a block of input channels at a time. */
static void linear2_input_gradient(const struct tess_run *run, int item, void *scratch)
{
    const int block = 0, first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx4 *weight = TESS_ARENA(tess_fx4, LINEAR2_TRANSPOSED) + (size_t)block * 9 * 10;
    const uint32_t *counts = TESS_ARENA(uint32_t, LINEAR2_ERROR_COUNTS);
    const uint16_t *channels = TESS_ARENA(uint16_t, LINEAR2_ERROR_CHANNELS);
    const float *values = TESS_ARENA(float, LINEAR2_ERROR_VALUES);
    (void)scratch;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                tess_fx4 *signal = TESS_ARENA(tess_fx4, CONV1_SIGNAL) + (((size_t)n + block) * 9 + y * 3 + x) * 8;
                for (int g = 0; g < 2; g++) {
                    tess_fx4 sum0 = {0};
                    tess_fx4 sum1 = {0};
                    tess_fx4 sum2 = {0};
                    tess_fx4 sum3 = {0};
                    {
                        const size_t list = (size_t)n * 2 + g;
                        const tess_fx4 *rows = weight + (y * 3 + x) * 10;
                        const uint16_t *channel = channels + list * 10;
                        const float *value = values + list * 40;
                        for (uint32_t k = 0; k < counts[list]; k++, value += 4) {
                            const tess_fx4 row = rows[channel[k]];
                            sum0 += row * value[0];
                            sum1 += row * value[1];
                            sum2 += row * value[2];
                            sum3 += row * value[3];
                        }
                    }
                    signal[g * 4] = sum0 * 0.25f;
                    signal[g * 4 + 1] = sum1 * 0.25f;
                    signal[g * 4 + 2] = sum2 * 0.25f;
                    signal[g * 4 + 3] = sum3 * 0.25f;
                }
            }
        }
    }
}

/* linear2: weights of a block, as int32 in units of a power of two an output channel: sums of them are
 * exact in any order. */
static void linear2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, LINEAR2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, LINEAR2_EFFECTIVE) + (size_t)block * 37 * 8;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + 8 * 80;
    for (int lane = 0; lane < 8 && block * 8 + lane < 10; lane++) {
        const int o = block * 8 + lane;
        memcpy(effective, weight + (size_t)o * 36, sizeof *effective * 36);
        const float unit = tess_fixed_point(effective, 36, 4);
        TESS_ARENA(float, LINEAR2_SCALE)[o] = 0.25f / unit;
        tess_round_all(effective, 36, unit, of_lane + lane * 80);
        for (int k = 0; k < 36; k++) {
            const int channel = k / 9, tap = k % 9;
            TESS_ARENA(float, LINEAR2_TRANSPOSED)[(((size_t)(channel / 4) * 9 + tap) * 10 + o) * 4 + channel % 4] =
                effective[k];
        }
    }
    for (int channel = 0; channel < 4; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 4 + channel) * 8;
            for (int lane = 0; lane < 8 && block * 8 + lane < 10; lane++) {
                row[lane] = of_lane[lane * 80 + k];
            }
        }
    }
}

/* linear2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void linear2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)block * 8 * 36;
    float *of_lane = scratch;
    for (int k = 0; k < 36; k++) {
        for (int lane = 0; lane < 8; lane++) {
            of_lane[lane * 80 + k] = gathered[(k % 9 * 4 + k / 9) * 8 + lane];
        }
    }
    for (int lane = 0; lane < 8 && block * 8 + lane < 10; lane++) {
        const int o = block * 8 + lane;
        float *gradient = TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * 36;
        memcpy(gradient, of_lane + lane * 80, sizeof *gradient * 36);
        tess_adam(run, 36, TESS_ARENA(float, LINEAR2_WEIGHT_VALUE) + (size_t)o * 36,
                  TESS_ARENA(float, LINEAR2_WEIGHT_GRADIENT) + (size_t)o * 36,
                  TESS_ARENA(float, LINEAR2_WEIGHT_MOMENT1) + (size_t)o * 36,
                  TESS_ARENA(float, LINEAR2_WEIGHT_MOMENT2) + (size_t)o * 36);
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
        for (int g = 0; g < 2; g++) {
            words |= feature[(size_t)g * 32 * 16];
        }
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also the sum's error (softmax - onehot) /
 * batch, which every step has. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * 8;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[8] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 10, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, LINEAR2_OUTPUT) + (size_t)n * 16 + k;
        for (int g = 0; g < 2; g++) {
            const int word = feature[(size_t)g * 32 * 16];
            for (int t = g * 4; t < (g + 1) * 4 && t < 8; t++) {
                const float value = (float)(word >> (t - g * 4) & 1);
                total[t] += weight[k] * value;
            }
        }
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * 8 * 16;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 8 * 16;
    float *sum = run->logits + n * 11;
    memset(sum, 0, sizeof *sum * 11);
    for (int t = 0; t < 8; t++, logit += 16) {
        for (int c = 0; c < 11; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
    }
    if (train) {
        TESS_ARENA(float, READOUT_LOSSES)[n * 8] = tess_cross_entropy(sum, 11, run->label[n], run->batch, error);
        for (int t = 1; t < 8; t++) {
            memcpy(error + t * 16, error, sizeof *error * 11);
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
            for (int g = 0; g < 2; g++) {
                const int word = feature[(size_t)g * 32 * 16];
                for (int t = g * 4; t < (g + 1) * 4 && t < 8; t++) {
                    const float value = (float)(word >> (t - g * 4) & 1);
                    if (t >= 0) {
                        sum[k] += errors[n * 8 + t] * value;
                    }
                }
            }
        }
    }
    if (item == 0) {
        const float *error = TESS_ARENA(float, READOUT_ERROR);
        float *bias = TESS_ARENA(float, READOUT_BIAS_GRADIENT);
        for (int c = 0; c < 11; c++) {
            float total = run->first == 0 ? 0 : bias[c];
            for (int n = 0; n < run->count; n++) {
                for (int t = 0; t < 8; t++) {
                    total += error[(n * 8 + t) * 16 + c];
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
    for (int c = 0; c < 11; c++) {
        for (int k = 0; k < 10; k++) {
            gradient[c * 10 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 110, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, 11, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 10; k++) {
        for (int c = 0; c < 11; c++) {
            rows[k * 16 + c] = weight[c * 10 + k];
            TESS_ARENA(float, READOUT_TRANSPOSED)[(size_t)c * 16 + k] = weight[c * 10 + k];
        }
    }
}

/* readout: what the last layer's output is worth, W' error. */
static void readout_input_gradient(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx8 *weight = TESS_ARENA(tess_fx8, READOUT_TRANSPOSED);
    const float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 8 * 16;
    tess_fx8 *signal = TESS_ARENA(tess_fx8, LINEAR2_SIGNAL) + (size_t)n * 2 * 8;
    (void)scratch;
    for (int block = 0; block < 2; block++) {
        for (int t = 0; t < 8; t++) {
            tess_fx8 sum = {0};
            for (int c = 0; c < 11; c++) {
                sum += weight[(size_t)c * 2 + block] * error[t * 16 + c];
            }
            signal[(size_t)block * 8 + t] = sum;
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
