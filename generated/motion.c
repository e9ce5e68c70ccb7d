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

/* The arena, in bytes: what lasts, then what each layer uses while it runs. */
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
static const uint64_t conv2_positive[11 * 4] = {
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

/* conv1: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {2, 2, 16, 16};
    const float *frames = run->input;
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    (void)scratch;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV1_LENGTHS) + item * 2, 0, sizeof(uint32_t) * 2);
    }
    for (int n = first; n < last; n++) {
        if (forward) {
            tess_row_values(frames + (size_t)n * 10 * 512, 10, &map,
                            TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (16 * 10 + 1),
                            TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * 5120);
        }
        if (gradient) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * 2;
            const int rows = 16;
            const struct tess_table table = {n % 2 * 324, 18, 649};
            tess_gradient_values(frames + (size_t)n * 10 * 512, 10, &map, false, 0, rows, &table, lengths,
                                 TESS_PART(struct tess_value, CONV1_ROWS) + tile * 10240, 5120);
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
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV1_BEGIN) + n * (16 * 10 + 1);
    const struct tess_spot *spots = TESS_LISTS(struct tess_spot, CONV1_ENTRIES) + (size_t)n * 5120;
    memset(sums, 0, sizeof *sums * 10 * 18);
    for (int row = 0; row < 3; row++) {
        const int from_y = y + row - 1;
        for (int t = 0; from_y >= 0 && from_y < 16 && t < 10; t++) {
            const uint32_t *list = begin + t * 16 + from_y;
            for (uint32_t k = list[0]; k < list[1]; k++) {
                const tess_dx16 *tap = weight + row * 3 * 3 + spots[k].channel;
                const double x = (double)spots[k].amount;
                tess_dx16 *sum = sums + t * 18 + spots[k].column;
                sum[2] += tap[0] * x;
                sum[1] += tap[3] * x;
                sum[0] += tap[2 * 3] * x;
            }
        }
    }
}

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const tess_fx16 *rows = TESS_ARENA(tess_fx16, CONV1_EFFECTIVE) + block * 27;
    tess_dx16 *weight = scratch, *sums = weight + 27; /* widened once, not at every column */
    for (int k = 0; k < 27; k++) {
        weight[k] = __builtin_convertvector(rows[k], tess_dx16);
    }
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 16; y++) {
            conv1_row_sums(run, n, y, weight, sums);
            for (int x = 0; x < 16; x++) {
                const size_t at = (size_t)n * 256 + y * 16 + x;
                tess_fx16 *u_out = TESS_PART(tess_fx16, CONV1_MEMBRANE) + ((size_t)block * 2048 + at) * 10;
                tess_fx16 v = {0};
                for (int g = 0; g < 2; g++) {
                    tess_ix16 word = {0};
                    for (int t = g * 5; t < (g + 1) * 5 && t < 10; t++) {
                        const tess_dx16 sum = sums[t * 18 + x + 1];
                        const tess_fx16 current = __builtin_convertvector(sum, tess_fx16);
                        u = 0.5f * v + current;
                        fired = u > threshold;
                        v = u - (tess_fx16)((tess_ix16)reset & fired);
                        word |= fired & (1 << (t - g * 5));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV1_OUTPUT) + ((size_t)g * 8 * 256 + at) * 32 + block * 16) =
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

/* conv1: spikes of image n counted and pooled. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 2; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_OUTPUT) + ((size_t)g * 8 + n) * 256 * 32, 256 * 32);
    }
    run->spikes[n * 3] = spikes;
    (void)train;
}

static void conv1_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv1_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv1_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 8};
    static const int rows_to[2] = {8, 16};
    static const int columns_from[2] = {0, 8};
    static const int columns_to[2] = {8, 16};
    for (int cell = 0; cell < 4; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < 2; block++) {
            tess_ix16 count[10] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV1_OUTPUT) + ((size_t)n * 256 + y * 16 + x) * 32 +
                                       block * 16;
                    for (int g = 0; g < 2; g++) {
                        const tess_ix16 word =
                            __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 8 * 256 * 32), tess_ix16);
                        for (int t = 0; t < 5 && g * 5 + t < 10; t++) {
                            count[g * 5 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 10; t++) {
                latent[(t * 4 + cell) * 2 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step. */
static void conv1_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS);
    for (int c = 0; c < 11; c++, sign += 4 * 2) {
        for (int t = 0; t < 10; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 4 * 2; k++) {
                lanes += sign[k] * latent[t * 4 * 2 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 11 + c] = total * 0.0069053397f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps. */
static void conv1_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV1_ERROR) + n * 10 * 11;
    float *loss = TESS_PART(float, CONV1_LOSSES) + n * 10, sum = 0;
    for (int t = 0; t < 10; t++) {
        loss[t] = tess_cross_entropy(logit + t * 11, 11, run->label[n], run->batch, error + t * 11);
        sum += loss[t];
    }
    run->local_loss[n * 3] = sum / 10;
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + n * 3 * 11);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV1_GATES);
    const float *error = TESS_PART(float, CONV1_ERROR) + n * 10 * 11;
    for (int block = 0; block < 2; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV1_SIGNAL) + ((size_t)n * 2 + block) * 4 * 10;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < 4; cell++) {
            tess_fx16 sum[10] = {{0}};
            for (int c = 0; c < 11; c++) {
                const tess_fx16 s = sign[(c * 4 + cell) * 2 + block];
                for (int t = 0; t < 10; t++) {
                    sum[t] += s * error[t * 11 + c];
                }
            }
            for (int t = 0; t < 10; t++) {
                cell_signal[cell * 10 + t] = sum[t] * gate[cell * 2 + block];
            }
        }
    }
}

static void conv1_signal(const struct tess_run *run, int n, void *scratch)
{
    conv1_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV1_LATENTS) + (size_t)n * 10 * 4 * 2;
    float *logit = TESS_PART(float, CONV1_LOGITS) + n * 10 * 11;
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    conv1_errors(run, n, logit);
    conv1_project(run, n, scratch);
}

/* conv1 predicts by itself: its logits summed over the steps. */
static void conv1_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + 10 * 4 * 2);
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + n * 3 * 11);
}

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int zone_columns[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV1_MEMBRANE) + (((size_t)block * 8 + n) * 256 + y * 16 + x) * 10;
    for (int t = 0; t < 10; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV1_SIGNAL) +
                            (((size_t)n * 2 + block) * 4 + zone_rows[y] * 2 + zone_columns[x]) * 10;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[10];
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
    tess_fx16 psi[10];
    for (int t = 0; t < 10; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) {
        const size_t tap = (((size_t)block * 8 + n) * 256 + y * 16 + x) * 10;
        for (int t = 0; t < 10; t++) {
            TESS_TAP(tess_fx16, 0)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 2621440)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * 10);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[10];
        for (int t = 0; t < 10; t++) {
            r0[t] = (m[t] * psi[t]);
        }
        tess_fx16 later = {0};
        for (int t = 9; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < 10; t++) {
            d[t] += (m[t] * h);
            h = 0.2f * h + psi[t];
        }
    }
}

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row)
{
    for (int x = 0; x < 16; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv1_learning(run, block, n, y, x, d);
        for (int t = 0; t < 10; t++) {
            slot[t * 649] = d[t];
        }
    }
}

/* conv1: dW[o][c][tap] += table rows times values of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * 2;
    const struct tess_value *list = TESS_PART(struct tess_value, CONV1_ROWS) + (size_t)tile * 2 * 5120;
    for (int c = 0; c < 2; c++, sum += 9) {
        __builtin_prefetch(list + 4 * 5120); /* lists lie apart, and each begins anew */
        __builtin_prefetch(list + 4 * 5120 + 8);
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
        list += 5120;
    }
}

/* conv1: the gradient of one block of output channels over the chunk. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV1_WEIGHT_GRADIENT) + (size_t)block * 18;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 18);
    }
    for (int s = 0; s < 10; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * 649;
        TESS_ROLLED
        for (int y = 0; y < 36; y++, row += 18) {
            if (y % 18 < 1 || y % 18 >= 1 + 16) {
                memset(row, 0, sizeof *row * 18);
            }
            row[0] = row[1 + 16] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += 2) {
        for (int n = first; n < first + 2 && n < run->to; n++) {
            for (int y = 0; y < 16; y++) {
                tess_fx16 *row = table + ((n - first) * 18 + y + 1) * 18;
                conv1_row(run, block, n, y, row);
            }
        }
        conv1_accumulate(run, first / 2, table, sum);
    }
}

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * 27 * 16;
    float *of_lane = scratch;
    for (int lane = 0; lane < 16; lane++) {
        const int o = block * 16 + lane;
        float *effective = of_lane + lane * 48;
        tess_standardize(weight + (size_t)o * 18, 18, TESS_ARENA(float, CONV1_GAIN_VALUE)[o], effective);
    }
    for (int channel = 0; channel < 2; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            float *row = rows + (tap * 3 + channel) * 16;
            for (int lane = 0; lane < 16; lane++) {
                row[lane] = of_lane[lane * 48 + k];
            }
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * 16 * 18;
    float *of_lane = scratch;
    for (int k = 0; k < 18; k++) {
        for (int lane = 0; lane < 16; lane++) {
            of_lane[lane * 48 + k] = gathered[k * 16 + lane];
        }
    }
    for (int lane = 0; lane < 16 && block * 16 + lane < 32; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 18;
        memcpy(gradient, of_lane + lane * 48, sizeof *gradient * 18);
        TESS_ARENA(float,
                   CONV1_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV1_WEIGHT_VALUE) +
                                                                       (size_t)o * 18, 18,
                                                                       TESS_ARENA(float, CONV1_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, 18, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * 18,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * 18);
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
    tess_unpack_basis(conv2_positive, alive, 4, true, 11, 32, 4, 32, gate, TESS_ARENA(float, CONV1_SIGNS),
                      TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 64 3x3 pad 1, maxpool 2x2 ---- */

/* conv2: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv2_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {32, 32, 16, 16};
    const struct tess_window window = {3, 3, 1, 16, TESS_STACK_PAIRS, 1386, 8};
    static const int column[3] = {0, 1, 15};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)item * 256 * 32;
    uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)item * 2 * 32;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV2_INVERTED) + item * 2;
    const uint32_t count = tess_invert(words, 8 * 256 * 32, &map, 10, 5, 4, 32, scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV2_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, 3, TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + item * 9,
                      TESS_ARENA(uint16_t, CONV2_ALWAYS) + item * 9 * 36, 36);
}

/* conv2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv2_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {32, 32, 16, 16};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV1_OUTPUT), 8 * 256 * 32, &map, TESS_ARENA(uint8_t, CONV2_FULL), 2, 5,
                         4, 4733, TESS_ARENA(struct tess_atoms, CONV2_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV2_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV2_INVERTED), 0, sizeof(uint64_t) * 8 * 2);
        memset(TESS_ARENA(uint32_t, CONV2_INVERSIONS), 0, sizeof(uint32_t) * 8);
        memset(TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS), 0, sizeof(uint16_t) * 8 * 9);
    }
}

/* conv2: its gradient along learning signals. */
static const struct tess_sparse conv2_sparse = {
    .channels = 32, .height = 16, .width = 16, .pad = 1,
    .kernel_height = 3, .kernel_width = 3, .lanes = 16, .steps = 5,
    .strip = 1, .images = 8, .most = 2048,
};

/* conv2: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {32, 32, 16, 16};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item;
    const int last = first + 1 < run->count ? first + 1 : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV2_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const int listed = atoms->patterns ? 10 : 5;
    const int tiles = atoms->patterns ? 2 : 1;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV2_LENGTHS) + item * tiles * 64, 0, sizeof(uint32_t) * tiles * 64);
    }
    for (int n = first; n < last; n++) {
        for (int g = 0; planes && g < 2; g++) {
            tess_pack_planes(&conv2_sparse, words + ((size_t)g * 8 + n) * 256 * 32, 32,
                             TESS_PART(uint8_t, CONV2_PLANES) + (size_t)(g * 8 + n) * 10368);
        }
        const struct tess_window window = {3, 3, 1, 16, TESS_STACK_PAIRS, 1386, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 61440); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV2_INVERTED) + n * 2,
                                                 TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)n * 2 * 32;
        uint32_t used = 0;
        for (int y = -1; y < 17; y++) {
            const size_t tile = (size_t)(item * 2 + y / 8);
            const struct tess_table table = {y % 8 * 18, 18, 181};
            for (int g = 0; g < 2; g++) {
                uint8_t *ring = (uint8_t *)scratch + g * 3 * 10240; /* the window's rows in turn */
                const bool inside = y >= 0 && y < 16;
                if (inside) {
                    tess_find_holders(words + (((size_t)g * 8 + n) * 256 + y * 16) * 32, &map,
                                      atoms->patterns ? full + g * 32 : NULL, atoms + g, listed, holders);
                    if (gradient && atoms->patterns) {
                        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * 64;
                        uint32_t *rows = TESS_PART(uint32_t, CONV2_ROWS) + tile * 81952;
                        if (g == 0 && y % 8 == 0) {
                            tess_always_rows(&map, &inversion, 6154, lengths, rows, 2561);
                        }
                        tess_run_lists(holders, &map, 9, 5, atoms[g].cover[31], atoms[g].covers[31], &table, g * 17,
                                       lengths, rows, 2561);
                    }
                }
                if (forward) {
                    tess_find_subsets(inside ? holders : NULL, &map, &window, listed, ring + (y + 1) % 3 * 10240);
                    const int output = y - 1;
                    if (output >= 0 && output < 16) {
                        const size_t list = (size_t)n * 256 + output * 16;
                        used = tess_window_lists(ring, 10240, output, &map, &window, 2, listed,
                                                 TESS_LISTS(uint32_t, CONV2_BEGIN) + list * 2 + g,
                                                 TESS_LISTS(uint16_t, CONV2_FOURS) + (list * 2 + g) * listed,
                                                 TESS_LISTS(uint16_t, CONV2_ENTRIES) + (size_t)n * 512512, used);
                    }
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * 64;
            const int rows = 16;
            const struct tess_table table = {0, 18, 325};
            const struct tess_map part = {32, 32, rows, 16};
            tess_gradient_lists(words + (size_t)n * 256 * 32, 8 * 256 * 32, 2, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV2_ROWS) + tile * 81920, 2560);
        }
    }
    for (int row = 0; gradient && atoms->patterns && row < 16; row += 8) {
        const size_t tile = (size_t)(item * 2 + row / 8);
        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * 64;
        tess_pack_lists(lengths, 32, 2, TESS_PART(uint32_t, CONV2_ROWS) + tile * 81952, 2561);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * 64;
        tess_pack_lists(lengths, 32, 1, TESS_PART(uint32_t, CONV2_ROWS) + tile * 81920, 2560);
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
    for (int c = 0; c < 32; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * 3 * 33 + c;
                tess_ix16 *sum = sums + row * 7 * 33;
                sum[0] = tap[0];
                sum[33] = tap[33];
                sum[2 * 33] = sum[33] + sum[0];
                sum[3 * 33] = tap[2 * 33];
                sum[4 * 33] = sum[3 * 33] + sum[0];
                sum[5 * 33] = sum[3 * 33] + sum[33];
                sum[6 * 33] = sum[5 * 33] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * 33;
                const tess_ix16 upper = sum[0] + sum[7 * 33];
                sum[3 * 7 * 33] = upper + sum[2 * 7 * 33];
                sum[4 * 7 * 33] = upper;
                sum[5 * 7 * 33] = sum[7 * 33] + sum[2 * 7 * 33];
            }
        }
    }
    table[1386] = (tess_ix16){0};
}

/* conv2: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv2_always(const struct tess_run *run, int n, const tess_ix16 *table, tess_ix16 always[3][3])
{
    static const int like[3] = {0, 1, 15};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV2_ALWAYS_FOURS) + n * 9;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV2_ALWAYS) + n * 9 * 36;
    memset(always, 0, sizeof *always * 3);
    for (int row = 0; row < 3; row++) {
        for (int k = 0; k < 3; k++, list += 36) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < 3; kind++) {
                const int from = like[kind] + row - 1;
                if (from >= 0 && from < 16) {
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
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV2_MEMBRANE) + ((size_t)block * 2048 + at) * 10;
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
        u_out[g * 5] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * 5 + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * 5 + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * 5 + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * 5 + 4] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 8 * 256 + at) * 64 + block * 16) =
        __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv2: sums over all steps, then the neurons. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2 * 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * 297;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? 10 : 5;
    tess_ix16 holds[2][4][5]; /* all ones where the composite has the step */
    for (int g = 0; g < 2; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 5; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[5 + k] >> t & 1);
            }
        }
    }
    tess_ix16 *table = scratch;
    conv2_table(weight, table);
    conv2_table(weight + 297, table + 1387);
    static const int row_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[3][3], twin_always[3][3];
    for (int n = first; n < last; n++) {
        conv2_always(run, n, table, always);
        conv2_always(run, n, table + 1387, twin_always);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                const size_t at = (size_t)n * 256 + y * 16 + x;
                tess_fx16 v = {0}, twin_v = {0};
                for (int g = 0; g < 2; g++) {
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
                    const size_t list = ((size_t)n * 256 + y * 16 + x) * 2 + g;
                    const uint16_t *entry = entries + (size_t)n * 512512 + begin[list];
                    const uint16_t *four = fours + list * (size_t)listed;
                    TESS_GATHER_TWO(sum0, twin0, table, table + 1387, 8, entry, four[0]);
                    TESS_GATHER_TWO(sum1, twin1, table, table + 1387, 8, entry, four[1]);
                    TESS_GATHER_TWO(sum2, twin2, table, table + 1387, 8, entry, four[2]);
                    TESS_GATHER_TWO(sum3, twin3, table, table + 1387, 8, entry, four[3]);
                    TESS_GATHER_TWO(sum4, twin4, table, table + 1387, 8, entry, four[4]);
                    if (patterns) {
                        TESS_GATHER_TWO(sum5, twin5, table, table + 1387, 8, entry, four[5]);
                        TESS_GATHER_TWO(sum6, twin6, table, table + 1387, 8, entry, four[6]);
                        TESS_GATHER_TWO(sum7, twin7, table, table + 1387, 8, entry, four[7]);
                        TESS_GATHER_TWO(sum8, twin8, table, table + 1387, 8, entry, four[8]);
                        TESS_GATHER_TWO(lapses, twin_lapses, table, table + 1387, 8, entry, four[9]);
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
                    const tess_ix16 of_sum[5] = {sum0, sum1, sum2, sum3, sum4};
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
                    const tess_ix16 of_twin[5] = {twin0, twin1, twin2, twin3, twin4};
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

/* conv2: spikes of image n counted and pooled. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 2; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 8 + n) * 256 * 64, 256 * 64);
    }
    run->spikes[n * 3 + 1] = spikes;
    (void)train;
    for (int g = 0; g < 2; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 8 + n) * 256 * 64;
        uint8_t *to = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)g * 8 + n) * 64 * 64;
        uint8_t *route = TESS_PART(uint8_t, CONV2_ROUTE) + ((size_t)g * 8 + n) * 256 * 64;
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                const size_t at = (size_t)(y * 2 * 16 + x * 2) * 64;
                uint8_t *pooled = to + (size_t)(y * 8 + x) * 64;
                for (int c = 0; c < 64; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 64);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 1024);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 1088);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 64) = first1;
                        *(tess_bx16 *)(route + at + c + 1024) = first2;
                        *(tess_bx16 *)(route + at + c + 1088) = first3;
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

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv2_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 4};
    static const int rows_to[2] = {4, 8};
    static const int columns_from[2] = {0, 4};
    static const int columns_to[2] = {4, 8};
    for (int cell = 0; cell < 4; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < 4; block++) {
            tess_ix16 count[10] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV2_OUTPUT) + ((size_t)n * 64 + y * 8 + x) * 64 +
                                       block * 16;
                    for (int g = 0; g < 2; g++) {
                        const tess_ix16 word =
                            __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 8 * 64 * 64), tess_ix16);
                        for (int t = 0; t < 5 && g * 5 + t < 10; t++) {
                            count[g * 5 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 10; t++) {
                latent[(t * 4 + cell) * 4 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step. */
static void conv2_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS);
    for (int c = 0; c < 11; c++, sign += 4 * 4) {
        for (int t = 0; t < 10; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 4 * 4; k++) {
                lanes += sign[k] * latent[t * 4 * 4 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 11 + c] = total * 0.01953125f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps. */
static void conv2_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV2_ERROR) + n * 10 * 11;
    float *loss = TESS_PART(float, CONV2_LOSSES) + n * 10, sum = 0;
    for (int t = 0; t < 10; t++) {
        loss[t] = tess_cross_entropy(logit + t * 11, 11, run->label[n], run->batch, error + t * 11);
        sum += loss[t];
    }
    run->local_loss[n * 3 + 1] = sum / 10;
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + (n * 3 + 1) * 11);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_PART(float, CONV2_ERROR) + n * 10 * 11;
    for (int block = 0; block < 4; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV2_SIGNAL) + ((size_t)n * 4 + block) * 4 * 10;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < 4; cell++) {
            tess_fx16 sum[10] = {{0}};
            for (int c = 0; c < 11; c++) {
                const tess_fx16 s = sign[(c * 4 + cell) * 4 + block];
                for (int t = 0; t < 10; t++) {
                    sum[t] += s * error[t * 11 + c];
                }
            }
            for (int t = 0; t < 10; t++) {
                cell_signal[cell * 10 + t] = sum[t] * gate[cell * 4 + block];
            }
        }
    }
}

static void conv2_signal(const struct tess_run *run, int n, void *scratch)
{
    conv2_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV2_LATENTS) + (size_t)n * 10 * 4 * 4;
    float *logit = TESS_PART(float, CONV2_LOGITS) + n * 10 * 11;
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    conv2_errors(run, n, logit);
    conv2_project(run, n, scratch);
}

/* conv2 predicts by itself: its logits summed over the steps. */
static void conv2_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + 10 * 4 * 4);
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + (n * 3 + 1) * 11);
}

/* conv2: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const int zone_columns[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV2_MEMBRANE) + (((size_t)block * 8 + n) * 256 + y * 16 + x) * 10;
    for (int t = 0; t < 10; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            (((size_t)n * 4 + block) * 4 + zone_rows[y / 2] * 2 + zone_columns[x / 2]) * 10;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV2_ROUTE) +
                                                                          ((size_t)n * 256 + y * 16 + x) * 64 +
                                                                          block * 16), tess_ix16);
    const tess_ix16 route1 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV2_ROUTE) +
                                                                          (((size_t)8 + n) * 256 + y * 16 + x) * 64 +
                                                                          block * 16), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[10];
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
    tess_fx16 psi[10];
    for (int t = 0; t < 10; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) {
        const size_t tap = (((size_t)block * 8 + n) * 256 + y * 16 + x) * 10;
        for (int t = 0; t < 10; t++) {
            TESS_TAP(tess_fx16, 5242880)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 10485760)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * 10);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[10];
        for (int t = 0; t < 10; t++) {
            r0[t] = (m[t] * psi[t]);
        }
        tess_fx16 later = {0};
        for (int t = 9; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < 10; t++) {
            d[t] += (m[t] * h);
            h = 0.2f * h + psi[t];
        }
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[2][4][5])
{
    for (int x = 0; x < 16; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv2_learning(run, block, n, y, x, d);
        if (!patterns) {
            for (int t = 0; t < 10; t++) {
                slot[t * 325] = d[t];
            }
        } else {
            slot[0] = d[0];
            slot[181] = d[1];
            slot[2 * 181] = d[2];
            slot[3 * 181] = d[3];
            slot[4 * 181] = d[4];
            slot[17 * 181] = d[5];
            slot[18 * 181] = d[6];
            slot[19 * 181] = d[7];
            slot[20 * 181] = d[8];
            slot[21 * 181] = d[9];
            for (int g = 0; g < 2; g++) {
                for (int k = 0; k < 4; k++) {
                    tess_fx16 sum = {0};
                    sum += (tess_fx16)((tess_ix16)d[g * 5] & holds[g][k][0]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 1] & holds[g][k][1]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 2] & holds[g][k][2]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 3] & holds[g][k][3]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 4] & holds[g][k][4]);
                    slot[(g * 17 + 5 + k) * 181] = sum;
                }
            }
            for (int g = 0; g < 2; g++) {
                for (int k = 0; k < 4; k++) {
                    tess_fx16 *one = slot + (g * 17 + 5 + k) * 181;
                    tess_fx16 *two = one + 4 * 181, *three = two + 4 * 181;
                    two[-1] = one[-1] + one[0];
                    if (x > 0) {
                        three[-2] = two[-2] + one[0];
                    }
                    if (x == 16 - 1) { /* nothing follows */
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
    const uint64_t images = (uint64_t)(run->to - n < 1 ? run->to - n : 1);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < 4; block++) {
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                tess_fx16 d[10];
                conv2_learning(run, block, n, y, x, d);
                for (int g = 0; g < 2; g++) {
                    signals += (uint64_t)tess_count_signals((const float *)d + g * 80, 5, 16);
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

/* conv2: the gradient of one block of output channels along those learning signals that are not zero. */
static void conv2_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    for (int g = 0; g < 2; g++) {
        tess_sparse_begin(&conv2_sparse, (char *)scratch + (size_t)g * 6322048);
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                tess_fx16 d[10];
                conv2_learning(run, block, n, y, x, d);
                for (int g = 0; g < 2; g++) {
                    tess_sparse_append(&conv2_sparse, (char *)scratch + (size_t)g * 6322048, n - run->from, y, x,
                                       (const float *)d + g * 80, 5);
                }
            }
        }
    }
    for (int g = 0; g < 2; g++) {
        tess_sparse_add(&conv2_sparse, (char *)scratch + (size_t)g * 6322048, run->to - run->from,
                        TESS_PART(uint8_t, CONV2_PLANES) + (size_t)g * 8 * 10368, (float *)sum);
    }
}

/* conv2: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv2_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    tess_fx16 *always = table + 6154 + own * 39;
    if (TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * 39);
    for (int g = 0; g < 2; g++) {
        const int full = 31;
        for (int j = 0; j < atoms[g].covers[full]; j++) {
            const int atom = atoms[g].cover[full][j], reach = atom < 5 ? 1 : 3;
            const tess_fx16 *d = table + (g * 17 + atom) * 181 + own * 180;
            for (int y = 0; y < rows + 3 - 1; y++, d += 18) {
                for (int back = 0; back < 3; back++) {
                    tess_fx16 of_row = {0};
                    for (int x = 0; x < 16; x += reach) { /* runs, and what is left */
                        const int longer = 16 - x < reach ? 16 - x - 1 : reach - 1;
                        of_row += d[longer * 4 * 181 + x + back];
                    }
                    for (int k = 0; k < 3; k++) { /* the rows of the kernel that see it so */
                        if (y >= k && y - k < rows) {
                            always[k * 18 + back] += of_row;
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
    const int capacity = patterns ? 2561 : 2560;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * 64;
    const uint32_t *list = TESS_PART(uint32_t, CONV2_ROWS) + (size_t)tile * 32 * capacity;
    for (int c = 0; c < 32; c++, sum += 9) {
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

/* conv2: the gradient of one block of output channels over the chunk. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV2_WEIGHT_GRADIENT) + (size_t)block * 288;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 288);
    }
    if (*TESS_ARENA(uint32_t, CONV2_BY_SIGNALS)) {
        conv2_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < 10; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * 325;
            TESS_ROLLED
            for (int y = 0; y < 18; y++, row += 18) {
                if (y % 18 < 1 || y % 18 >= 1 + 16) {
                    memset(row, 0, sizeof *row * 18);
                }
                row[0] = row[1 + 16] = (tess_fx16){0};
            }
        }
        for (int n = run->from; n < run->to; n++) {
            for (int y = 0; y < 16; y++) {
                tess_fx16 *row = table + (y + 1) * 18;
                conv2_row(run, block, n, y, row, false, NULL);
            }
            conv2_accumulate(run, n, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[2][4][5]; /* all ones where the composite has the step */
    for (int g = 0; g < 2; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 5; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[5 + k] >> t & 1);
            }
        }
    }
    for (int s = 0; s < 34; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * 181;
        TESS_ROLLED
        for (int y = 0; y < 10; y++, row += 18) {
            row[0] = row[1 + 16] = (tess_fx16){0};
        }
    }
    for (int n = run->from; n < run->to; n++) {
        for (int tile = 0; tile < 2; tile++) {
            const int kept = tile ? 2 : 0; /* rows of the tile above that this one reads too */
            for (int s = 0; s < 34; s++) {
                memmove(table + s * 181, table + s * 181 + 8 * 18, sizeof *table * kept * 18);
            }
            for (int row = kept; row < 10; row++) {
                const int y = tile * 8 + row - 1;
                if (y >= 0 && y < 16) {
                    conv2_row(run, block, n, y, table + row * 18, true, holds);
                } else {
                    for (int s = 0; s < 34; s++) {
                        memset(table + s * 181 + row * 18, 0, sizeof *table * 18);
                    }
                }
            }
            const int rows = (tile + 1) * 8 < 16 ? 8 : 16 - tile * 8;
            conv2_always_rows(run, n, 0, rows, table);
            conv2_accumulate(run, n * 2 + tile, table, sum, true);
        }
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * 297 * 16;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + 16 * 336;
    for (int lane = 0; lane < 16; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 288, 288, TESS_ARENA(float, CONV2_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 288, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, 288, unit, of_lane + lane * 336);
    }
    for (int channel = 0; channel < 32; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 33 + channel) * 16;
            for (int lane = 0; lane < 16; lane++) {
                row[lane] = of_lane[lane * 336 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * 16 * 288;
    float *of_lane = scratch;
    for (int k = 0; k < 288; k++) {
        for (int lane = 0; lane < 16; lane++) {
            of_lane[lane * 336 + k] = gathered[k * 16 + lane];
        }
    }
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 288;
        memcpy(gradient, of_lane + lane * 336, sizeof *gradient * 288);
        TESS_ARENA(float,
                   CONV2_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV2_WEIGHT_VALUE) +
                                                                       (size_t)o * 288, 288,
                                                                       TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, 288, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 288,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 288,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * 288,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * 288);
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
    tess_unpack_basis(conv2_positive, alive, 4, true, 11, 64, 4, 64, gate, TESS_ARENA(float, CONV2_SIGNS),
                      TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 64 3x3 pad 1, maxpool 2x2 ---- */

/* conv3: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv3_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {64, 64, 8, 8};
    const struct tess_window window = {3, 3, 1, 8, TESS_STACK_PAIRS, 2730, 8};
    static const int column[3] = {0, 1, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)item * 64 * 64;
    uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)item * 2 * 64;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV3_INVERTED) + item * 2;
    const uint32_t count = tess_invert(words, 8 * 64 * 64, &map, 10, 5, 4, 64, scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV3_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, 3, TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS) + item * 9,
                      TESS_ARENA(uint16_t, CONV3_ALWAYS) + item * 9 * 68, 68);
}

/* conv3: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv3_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {64, 64, 8, 8};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV2_OUTPUT), 8 * 64 * 64, &map, TESS_ARENA(uint8_t, CONV3_FULL), 2, 5, 4,
                         1183, TESS_ARENA(struct tess_atoms, CONV3_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV3_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV3_INVERTED), 0, sizeof(uint64_t) * 8 * 2);
        memset(TESS_ARENA(uint32_t, CONV3_INVERSIONS), 0, sizeof(uint32_t) * 8);
        memset(TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS), 0, sizeof(uint16_t) * 8 * 9);
    }
}

/* conv3: its gradient along learning signals. */
static const struct tess_sparse conv3_sparse = {
    .channels = 64, .height = 8, .width = 8, .pad = 1,
    .kernel_height = 3, .kernel_width = 3, .lanes = 16, .steps = 5,
    .strip = 4, .images = 8, .most = 512,
};

/* conv3: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {64, 64, 8, 8};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT);
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV3_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const int listed = atoms->patterns ? 10 : 5;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV3_LENGTHS) + item * 128, 0, sizeof(uint32_t) * 128);
    }
    for (int n = first; n < last; n++) {
        for (int g = 0; planes && g < 2; g++) {
            tess_pack_planes(&conv3_sparse, words + ((size_t)g * 8 + n) * 64 * 64, 64,
                             TESS_PART(uint8_t, CONV3_PLANES) + (size_t)(g * 8 + n) * 6400);
        }
        const struct tess_window window = {3, 3, 1, 8, TESS_STACK_PAIRS, 2730, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 30720); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV3_INVERTED) + n * 2,
                                                 TESS_ARENA(uint32_t, CONV3_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)n * 2 * 64;
        uint32_t used = 0;
        for (int y = -1; y < 9; y++) {
            const size_t tile = (size_t)(item + y / 8);
            const struct tess_table table = {n % 2 * 100 + y % 8 * 10, 10, 201};
            for (int g = 0; g < 2; g++) {
                uint8_t *ring = (uint8_t *)scratch + g * 3 * 5120; /* the window's rows in turn */
                const bool inside = y >= 0 && y < 8;
                if (inside) {
                    tess_find_holders(words + (((size_t)g * 8 + n) * 64 + y * 8) * 64, &map,
                                      atoms->patterns ? full + g * 64 : NULL, atoms + g, listed, holders);
                    if (gradient && atoms->patterns) {
                        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * 128;
                        uint32_t *rows = TESS_PART(uint32_t, CONV3_ROWS) + tile * 82048;
                        if (g == 0 && y % 8 == 0) {
                            tess_always_rows(&map, &inversion, 6834 + n % 2 * 23, lengths, rows, 1282);
                        }
                        tess_run_lists(holders, &map, 9, 5, atoms[g].cover[31], atoms[g].covers[31], &table, g * 17,
                                       lengths, rows, 1282);
                    }
                }
                if (forward) {
                    tess_find_subsets(inside ? holders : NULL, &map, &window, listed, ring + (y + 1) % 3 * 5120);
                    const int output = y - 1;
                    if (output >= 0 && output < 8) {
                        const size_t list = (size_t)n * 64 + output * 8;
                        used = tess_window_lists(ring, 5120, output, &map, &window, 2, listed,
                                                 TESS_LISTS(uint32_t, CONV3_BEGIN) + list * 2 + g,
                                                 TESS_LISTS(uint16_t, CONV3_FOURS) + (list * 2 + g) * listed,
                                                 TESS_LISTS(uint16_t, CONV3_ENTRIES) + (size_t)n * 251136, used);
                    }
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * 128;
            const int rows = 8;
            const struct tess_table table = {n % 2 * 100, 10, 201};
            const struct tess_map part = {64, 64, rows, 8};
            tess_gradient_lists(words + (size_t)n * 64 * 64, 8 * 64 * 64, 2, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV3_ROWS) + tile * 81920, 1280);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * 128;
        tess_pack_lists(lengths, 64, 2, TESS_PART(uint32_t, CONV3_ROWS) + tile * 82048, 1282);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * 128;
        tess_pack_lists(lengths, 64, 1, TESS_PART(uint32_t, CONV3_ROWS) + tile * 81920, 1280);
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
    for (int c = 0; c < 64; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * 3 * 65 + c;
                tess_ix16 *sum = sums + row * 7 * 65;
                sum[0] = tap[0];
                sum[65] = tap[65];
                sum[2 * 65] = sum[65] + sum[0];
                sum[3 * 65] = tap[2 * 65];
                sum[4 * 65] = sum[3 * 65] + sum[0];
                sum[5 * 65] = sum[3 * 65] + sum[65];
                sum[6 * 65] = sum[5 * 65] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * 65;
                const tess_ix16 upper = sum[0] + sum[7 * 65];
                sum[3 * 7 * 65] = upper + sum[2 * 7 * 65];
                sum[4 * 7 * 65] = upper;
                sum[5 * 7 * 65] = sum[7 * 65] + sum[2 * 7 * 65];
            }
        }
    }
    table[2730] = (tess_ix16){0};
}

/* conv3: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv3_always(const struct tess_run *run, int n, const tess_ix16 *table, tess_ix16 always[3][3])
{
    static const int like[3] = {0, 1, 7};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV3_ALWAYS_FOURS) + n * 9;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV3_ALWAYS) + n * 9 * 68;
    memset(always, 0, sizeof *always * 3);
    for (int row = 0; row < 3; row++) {
        for (int k = 0; k < 3; k++, list += 68) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < 3; kind++) {
                const int from = like[kind] + row - 1;
                if (from >= 0 && from < 8) {
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
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV3_MEMBRANE) + ((size_t)block * 512 + at) * 10;
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
        u_out[g * 5] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * 5 + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * 5 + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * 5 + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * 5 + 4] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 8 * 64 + at) * 64 + block * 16) =
        __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv3: sums over all steps, then the neurons. */
static inline void conv3_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 2 * 2, first = item / 2 * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV3_EFFECTIVE) + block * 585;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV3_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV3_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV3_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? 10 : 5;
    tess_ix16 holds[2][4][5]; /* all ones where the composite has the step */
    for (int g = 0; g < 2; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 5; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[5 + k] >> t & 1);
            }
        }
    }
    tess_ix16 *table = scratch;
    conv3_table(weight, table);
    conv3_table(weight + 585, table + 2731);
    static const int row_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[3][3], twin_always[3][3];
    for (int n = first; n < last; n++) {
        conv3_always(run, n, table, always);
        conv3_always(run, n, table + 2731, twin_always);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                const size_t at = (size_t)n * 64 + y * 8 + x;
                tess_fx16 v = {0}, twin_v = {0};
                for (int g = 0; g < 2; g++) {
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
                    const size_t list = ((size_t)n * 64 + y * 8 + x) * 2 + g;
                    const uint16_t *entry = entries + (size_t)n * 251136 + begin[list];
                    const uint16_t *four = fours + list * (size_t)listed;
                    TESS_GATHER_TWO(sum0, twin0, table, table + 2731, 8, entry, four[0]);
                    TESS_GATHER_TWO(sum1, twin1, table, table + 2731, 8, entry, four[1]);
                    TESS_GATHER_TWO(sum2, twin2, table, table + 2731, 8, entry, four[2]);
                    TESS_GATHER_TWO(sum3, twin3, table, table + 2731, 8, entry, four[3]);
                    TESS_GATHER_TWO(sum4, twin4, table, table + 2731, 8, entry, four[4]);
                    if (patterns) {
                        TESS_GATHER_TWO(sum5, twin5, table, table + 2731, 8, entry, four[5]);
                        TESS_GATHER_TWO(sum6, twin6, table, table + 2731, 8, entry, four[6]);
                        TESS_GATHER_TWO(sum7, twin7, table, table + 2731, 8, entry, four[7]);
                        TESS_GATHER_TWO(sum8, twin8, table, table + 2731, 8, entry, four[8]);
                        TESS_GATHER_TWO(lapses, twin_lapses, table, table + 2731, 8, entry, four[9]);
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
                    const tess_ix16 of_sum[5] = {sum0, sum1, sum2, sum3, sum4};
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
                    const tess_ix16 of_twin[5] = {twin0, twin1, twin2, twin3, twin4};
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

/* conv3: spikes of image n counted and pooled. */
static inline void conv3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 2; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 8 + n) * 64 * 64, 64 * 64);
    }
    run->spikes[n * 3 + 2] = spikes;
    (void)train;
    for (int g = 0; g < 2; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 8 + n) * 64 * 64;
        uint8_t *to = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)g * 8 + n) * 16 * 64;
        uint8_t *route = TESS_PART(uint8_t, CONV3_ROUTE) + ((size_t)g * 8 + n) * 64 * 64;
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                const size_t at = (size_t)(y * 2 * 8 + x * 2) * 64;
                uint8_t *pooled = to + (size_t)(y * 4 + x) * 64;
                for (int c = 0; c < 64; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 64);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 512);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 576);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 64) = first1;
                        *(tess_bx16 *)(route + at + c + 512) = first2;
                        *(tess_bx16 *)(route + at + c + 576) = first3;
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

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv3_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < 4; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < 4; block++) {
            tess_ix16 count[10] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + y * 4 + x) * 64 +
                                       block * 16;
                    for (int g = 0; g < 2; g++) {
                        const tess_ix16 word =
                            __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 8 * 16 * 64), tess_ix16);
                        for (int t = 0; t < 5 && g * 5 + t < 10; t++) {
                            count[g * 5 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 10; t++) {
                latent[(t * 4 + cell) * 4 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step. */
static void conv3_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS);
    for (int c = 0; c < 11; c++, sign += 4 * 4) {
        for (int t = 0; t < 10; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 4 * 4; k++) {
                lanes += sign[k] * latent[t * 4 * 4 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 11 + c] = total * 0.078125f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps. */
static void conv3_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV3_ERROR) + n * 10 * 11;
    float *loss = TESS_PART(float, CONV3_LOSSES) + n * 10, sum = 0;
    for (int t = 0; t < 10; t++) {
        loss[t] = tess_cross_entropy(logit + t * 11, 11, run->label[n], run->batch, error + t * 11);
        sum += loss[t];
    }
    run->local_loss[n * 3 + 2] = sum / 10;
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + (n * 3 + 2) * 11);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv3_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV3_GATES);
    const float *error = TESS_PART(float, CONV3_ERROR) + n * 10 * 11;
    for (int block = 0; block < 4; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV3_SIGNAL) + ((size_t)n * 4 + block) * 4 * 10;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < 4; cell++) {
            tess_fx16 sum[10] = {{0}};
            for (int c = 0; c < 11; c++) {
                const tess_fx16 s = sign[(c * 4 + cell) * 4 + block];
                for (int t = 0; t < 10; t++) {
                    sum[t] += s * error[t * 11 + c];
                }
            }
            for (int t = 0; t < 10; t++) {
                cell_signal[cell * 10 + t] = sum[t] * gate[cell * 4 + block];
            }
        }
    }
}

static void conv3_signal(const struct tess_run *run, int n, void *scratch)
{
    conv3_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV3_LATENTS) + (size_t)n * 10 * 4 * 4;
    float *logit = TESS_PART(float, CONV3_LOGITS) + n * 10 * 11;
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    conv3_errors(run, n, logit);
    conv3_project(run, n, scratch);
}

/* conv3 predicts by itself: its logits summed over the steps. */
static void conv3_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + 10 * 4 * 4);
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    tess_sum_logits(logit, 10, 11, false, run->layer_logits + (n * 3 + 2) * 11);
}

/* conv3: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv3_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV3_MEMBRANE) + (((size_t)block * 8 + n) * 64 + y * 8 + x) * 10;
    for (int t = 0; t < 10; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 30 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV3_SIGNAL) +
                            (((size_t)n * 4 + block) * 4 + zone_rows[y / 2] * 2 + zone_columns[x / 2]) * 10;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV3_ROUTE) +
                                                                          ((size_t)n * 64 + y * 8 + x) * 64 +
                                                                          block * 16), tess_ix16);
    const tess_ix16 route1 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV3_ROUTE) +
                                                                          (((size_t)8 + n) * 64 + y * 8 + x) * 64 +
                                                                          block * 16), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[10];
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
    tess_fx16 psi[10];
    for (int t = 0; t < 10; t++) {
        psi[t] = 1.0f - (tess_fx16)((tess_ix16)(u[t] - 0.6f) & 0x7fffffff);
        psi[t] = (tess_fx16)((tess_ix16)psi[t] & (psi[t] > 0.0f)) * 0.3f;
    }
    if (run->taps) {
        const size_t tap = (((size_t)block * 8 + n) * 64 + y * 8 + x) * 10;
        for (int t = 0; t < 10; t++) {
            TESS_TAP(tess_fx16, 15728640)[tap + t] = psi[t];
            TESS_TAP(tess_fx16, 17039360)[tap + t] = m[t];
        }
    }
    memset(d, 0, sizeof *d * 10);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[10];
        for (int t = 0; t < 10; t++) {
            r0[t] = (m[t] * psi[t]);
        }
        tess_fx16 later = {0};
        for (int t = 9; t >= 0; t--) {
            later = r0[t] + 0.5f * later;
            d[t] += later;
        }
    }
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        for (int t = 0; t < 10; t++) {
            d[t] += (m[t] * h);
            h = 0.2f * h + psi[t];
        }
    }
}

/* conv3: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv3_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[2][4][5])
{
    for (int x = 0; x < 8; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[10];
        conv3_learning(run, block, n, y, x, d);
        if (!patterns) {
            for (int t = 0; t < 10; t++) {
                slot[t * 201] = d[t];
            }
        } else {
            slot[0] = d[0];
            slot[201] = d[1];
            slot[2 * 201] = d[2];
            slot[3 * 201] = d[3];
            slot[4 * 201] = d[4];
            slot[17 * 201] = d[5];
            slot[18 * 201] = d[6];
            slot[19 * 201] = d[7];
            slot[20 * 201] = d[8];
            slot[21 * 201] = d[9];
            for (int g = 0; g < 2; g++) {
                for (int k = 0; k < 4; k++) {
                    tess_fx16 sum = {0};
                    sum += (tess_fx16)((tess_ix16)d[g * 5] & holds[g][k][0]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 1] & holds[g][k][1]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 2] & holds[g][k][2]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 3] & holds[g][k][3]);
                    sum += (tess_fx16)((tess_ix16)d[g * 5 + 4] & holds[g][k][4]);
                    slot[(g * 17 + 5 + k) * 201] = sum;
                }
            }
            for (int g = 0; g < 2; g++) {
                for (int k = 0; k < 4; k++) {
                    tess_fx16 *one = slot + (g * 17 + 5 + k) * 201;
                    tess_fx16 *two = one + 4 * 201, *three = two + 4 * 201;
                    two[-1] = one[-1] + one[0];
                    if (x > 0) {
                        three[-2] = two[-2] + one[0];
                    }
                    if (x == 8 - 1) { /* nothing follows */
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
    const uint64_t images = (uint64_t)(run->to - n < 2 ? run->to - n : 2);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < 4; block++) {
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                tess_fx16 d[10];
                conv3_learning(run, block, n, y, x, d);
                for (int g = 0; g < 2; g++) {
                    signals += (uint64_t)tess_count_signals((const float *)d + g * 80, 5, 16);
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

/* conv3: the gradient of one block of output channels along those learning signals that are not zero. */
static void conv3_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    for (int g = 0; g < 2; g++) {
        tess_sparse_begin(&conv3_sparse, (char *)scratch + (size_t)g * 1607936);
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                tess_fx16 d[10];
                conv3_learning(run, block, n, y, x, d);
                for (int g = 0; g < 2; g++) {
                    tess_sparse_append(&conv3_sparse, (char *)scratch + (size_t)g * 1607936, n - run->from, y, x,
                                       (const float *)d + g * 80, 5);
                }
            }
        }
    }
    for (int g = 0; g < 2; g++) {
        tess_sparse_add(&conv3_sparse, (char *)scratch + (size_t)g * 1607936, run->to - run->from,
                        TESS_PART(uint8_t, CONV3_PLANES) + (size_t)g * 8 * 6400, (float *)sum);
    }
}

/* conv3: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv3_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    tess_fx16 *always = table + 6834 + own * 23;
    if (TESS_ARENA(uint32_t, CONV3_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * 23);
    for (int g = 0; g < 2; g++) {
        const int full = 31;
        for (int j = 0; j < atoms[g].covers[full]; j++) {
            const int atom = atoms[g].cover[full][j], reach = atom < 5 ? 1 : 3;
            const tess_fx16 *d = table + (g * 17 + atom) * 201 + own * 100;
            for (int y = 0; y < rows + 3 - 1; y++, d += 10) {
                for (int back = 0; back < 3; back++) {
                    tess_fx16 of_row = {0};
                    for (int x = 0; x < 8; x += reach) { /* runs, and what is left */
                        const int longer = 8 - x < reach ? 8 - x - 1 : reach - 1;
                        of_row += d[longer * 4 * 201 + x + back];
                    }
                    for (int k = 0; k < 3; k++) { /* the rows of the kernel that see it so */
                        if (y >= k && y - k < rows) {
                            always[k * 10 + back] += of_row;
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
    const int capacity = patterns ? 1282 : 1280;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * 128;
    const uint32_t *list = TESS_PART(uint32_t, CONV3_ROWS) + (size_t)tile * 64 * capacity;
    for (int c = 0; c < 64; c++, sum += 9) {
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

/* conv3: the gradient of one block of output channels over the chunk. */
static void conv3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV3_WEIGHT_GRADIENT) + (size_t)block * 576;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * 576);
    }
    if (*TESS_ARENA(uint32_t, CONV3_BY_SIGNALS)) {
        conv3_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < 10; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * 201;
            TESS_ROLLED
            for (int y = 0; y < 20; y++, row += 10) {
                if (y % 10 < 1 || y % 10 >= 1 + 8) {
                    memset(row, 0, sizeof *row * 10);
                }
                row[0] = row[1 + 8] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += 2) {
            for (int n = first; n < first + 2 && n < run->to; n++) {
                for (int y = 0; y < 8; y++) {
                    tess_fx16 *row = table + ((n - first) * 10 + y + 1) * 10;
                    conv3_row(run, block, n, y, row, false, NULL);
                }
            }
            conv3_accumulate(run, first / 2, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[2][4][5]; /* all ones where the composite has the step */
    for (int g = 0; g < 2; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 5; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[5 + k] >> t & 1);
            }
        }
    }
    for (int s = 0; s < 34; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * 201;
        TESS_ROLLED
        for (int y = 0; y < 20; y++, row += 10) {
            if (y % 10 < 1 || y % 10 >= 1 + 8) {
                memset(row, 0, sizeof *row * 10);
            }
            row[0] = row[1 + 8] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += 2) {
        for (int n = first; n < first + 2 && n < run->to; n++) {
            for (int y = 0; y < 8; y++) {
                tess_fx16 *row = table + ((n - first) * 10 + y + 1) * 10;
                conv3_row(run, block, n, y, row, true, holds);
            }
            conv3_always_rows(run, n, (n - first), 8, table);
        }
        conv3_accumulate(run, first / 2, table, sum, true);
    }
}

/* conv3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * 585 * 16;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + 16 * 624;
    for (int lane = 0; lane < 16; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 576, 576, TESS_ARENA(float, CONV3_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 576, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, 576, unit, of_lane + lane * 624);
    }
    for (int channel = 0; channel < 64; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 65 + channel) * 16;
            for (int lane = 0; lane < 16; lane++) {
                row[lane] = of_lane[lane * 624 + k];
            }
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * 16 * 576;
    float *of_lane = scratch;
    for (int k = 0; k < 576; k++) {
        for (int lane = 0; lane < 16; lane++) {
            of_lane[lane * 624 + k] = gathered[k * 16 + lane];
        }
    }
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 576;
        memcpy(gradient, of_lane + lane * 624, sizeof *gradient * 576);
        TESS_ARENA(float,
                   CONV3_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV3_WEIGHT_VALUE) +
                                                                       (size_t)o * 576, 576,
                                                                       TESS_ARENA(float, CONV3_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, 576, TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * 576,
                  TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 576,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT1) + (size_t)o * 576,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT2) + (size_t)o * 576);
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
    tess_unpack_basis(conv2_positive, alive, 4, true, 11, 64, 4, 64, gate, TESS_ARENA(float, CONV3_SIGNS),
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
        for (int g = 0; g < 2; g++) {
            words |= feature[(size_t)g * 8 * 16 * 64];
        }
        fired[count] = k;
        count += words != 0;
    }
    return count;
}

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * 10;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[10] = {{0}};
    int *fired = scratch;
    const int count = readout_fired(run, n, 0, 1024, fired);
    for (int i = 0; i < count; i++) {
        const int k = fired[i];
        const uint8_t *feature = TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)n * 16 + k % 16) * 64 + k / 16;
        for (int g = 0; g < 2; g++) {
            const int word = feature[(size_t)g * 8 * 16 * 64];
            for (int t = g * 5; t < (g + 1) * 5 && t < 10; t++) {
                const float value = (float)(word >> (t - g * 5) & 1);
                total[t] += weight[k] * value;
            }
        }
    }
    memcpy(logits, total, sizeof total);
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * 10 * 16;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 10 * 16;
    float *sum = run->logits + n * 11;
    memset(sum, 0, sizeof *sum * 11);
    for (int t = 0; t < 10; t++, logit += 16) {
        for (int c = 0; c < 11; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
        if (train && t >= 0) {
            TESS_ARENA(float, READOUT_LOSSES)[n * 10 + t] =
                tess_cross_entropy(logit, 11, run->label[n], run->batch, error + t * 16);
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
            for (int g = 0; g < 2; g++) {
                const int word = feature[(size_t)g * 8 * 16 * 64];
                for (int t = g * 5; t < (g + 1) * 5 && t < 10; t++) {
                    const float value = (float)(word >> (t - g * 5) & 1);
                    if (t >= 0) {
                        sum[k] += errors[n * 10 + t] * value;
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
                for (int t = 0; t < 10; t++) {
                    total += error[(n * 10 + t) * 16 + c];
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
        for (int k = 0; k < 1024; k++) {
            gradient[c * 1024 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 11264, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
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
    for (int k = 0; k < 1024; k++) {
        for (int c = 0; c < 11; c++) {
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
    tess_classifier_weights(conv2_positive, 4, true, 11, &grid, 0.3125, weight);
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
