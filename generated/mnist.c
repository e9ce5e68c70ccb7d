/* mnist: a spiking network for mnist, trained with the rule 'tess' over 4 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 16 3x3 pad 1, maxpool 2x2           1x28x28       16x14x14             160  256 latents
 *   conv2       conv 32 3x3 pad 1, maxpool 2x2           16x14x14      32x7x7              4640  512 latents
 *   conv3       conv 64 3x3 pad 1                        32x7x7        64x7x7             18496  1024 latents
 *   readout     linear, 3136 features to 10 classes: 31370 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 4 steps. Memory: 9784640 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* The arena, in bytes: what lasts, then what each layer uses while it runs. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 576,
    CONV1_WEIGHT_MOMENT1 = 1152,
    CONV1_WEIGHT_MOMENT2 = 1728,
    CONV1_GAIN_VALUE = 2304,
    CONV1_GAIN_GRADIENT = 2368,
    CONV1_GAIN_MOMENT1 = 2432,
    CONV1_GAIN_MOMENT2 = 2496,
    CONV2_WEIGHT_VALUE = 2560,
    CONV2_WEIGHT_GRADIENT = 20992,
    CONV2_WEIGHT_MOMENT1 = 39424,
    CONV2_WEIGHT_MOMENT2 = 57856,
    CONV2_GAIN_VALUE = 76288,
    CONV2_GAIN_GRADIENT = 76416,
    CONV2_GAIN_MOMENT1 = 76544,
    CONV2_GAIN_MOMENT2 = 76672,
    CONV3_WEIGHT_VALUE = 76800,
    CONV3_WEIGHT_GRADIENT = 150528,
    CONV3_WEIGHT_MOMENT1 = 224256,
    CONV3_WEIGHT_MOMENT2 = 297984,
    CONV3_GAIN_VALUE = 371712,
    CONV3_GAIN_GRADIENT = 371968,
    CONV3_GAIN_MOMENT1 = 372224,
    CONV3_GAIN_MOMENT2 = 372480,
    READOUT_WEIGHT_VALUE = 372736,
    READOUT_WEIGHT_GRADIENT = 498176,
    READOUT_WEIGHT_MOMENT1 = 623616,
    READOUT_WEIGHT_MOMENT2 = 749056,
    READOUT_BIAS_VALUE = 874496,
    READOUT_BIAS_GRADIENT = 874560,
    READOUT_BIAS_MOMENT1 = 874624,
    READOUT_BIAS_MOMENT2 = 874688,
    CONV1_EFFECTIVE = 874752,
    CONV1_SIGNS = 875904,
    CONV1_GATES = 886144,
    CONV2_EFFECTIVE = 887168,
    CONV2_SCALE = 906752,
    CONV2_SIGNS = 906880,
    CONV2_GATES = 927360,
    CONV2_ATOMS = 929408,
    CONV3_EFFECTIVE = 929920,
    CONV3_SCALE = 1005952,
    CONV3_SIGNS = 1006208,
    CONV3_GATES = 1047168,
    CONV3_ATOMS = 1051264,
    READOUT_EFFECTIVE = 1051776,
    READOUT_SUM = 1252480,
    READOUT_LOGITS = 1453184,
    READOUT_ERROR = 1461376,
    READOUT_LOSSES = 1469568,
    EDGE_EVEN = 1470080,
    EDGE_ODD = 1570432,
    CONV1_BEGIN = 1620608,
    CONV1_ENTRIES = 1721088,
    CONV1_ROWS = 1921792,
    CONV1_LENGTHS = 2122496,
    CONV1_MEMBRANE = 2122560,
    CONV1_SPIKES = 8545088,
    CONV1_ROUTE = 8946496,
    CONV1_LATENTS = 9347904,
    CONV1_LOGITS = 9478976,
    CONV1_ERROR = 9484096,
    CONV1_LOSSES = 9489216,
    CONV1_SIGNAL = 9489728,
    CONV2_BEGIN = 1620608,
    CONV2_FOURS = 1645696,
    CONV2_ENTRIES = 1746048,
    CONV2_ROWS = 2849920,
    CONV2_LENGTHS = 4455552,
    CONV2_MEMBRANE = 4457600,
    CONV2_SPIKES = 7668864,
    CONV2_ROUTE = 7869568,
    CONV2_LATENTS = 8070272,
    CONV2_LOGITS = 8332416,
    CONV2_ERROR = 8337536,
    CONV2_LOSSES = 8342656,
    CONV2_SIGNAL = 8343168,
    CONV3_BEGIN = 1620608,
    CONV3_FOURS = 1626880,
    CONV3_ENTRIES = 1651968,
    CONV3_ROWS = 2128640,
    CONV3_LENGTHS = 2931456,
    CONV3_MEMBRANE = 2933504,
    CONV3_LATENTS = 4539136,
    CONV3_LOGITS = 5063424,
    CONV3_ERROR = 5068544,
    CONV3_LOSSES = 5073664,
    CONV3_SIGNAL = 5074176,
};

/* Where sign(sin(f[c] i)) is positive: a bit a latent i, for each class c. */
static const uint64_t square_waves[10 * 16] = {
    0xf000fff000fff000, 0x007ff8007ff800ff, 0x3ffc003ffc007ff8, 0xfe001ffe003ffc00, 0x000fff001ffe001f,
    0x07ff800fff000fff, 0xffc007ff8007ff80, 0xe003ffc003ffc003, 0x01ffe001ffe001ff, 0xfff000fff000fff0,
    0xf8007ff8007ff800, 0x003ffc003ffc007f, 0x1ffe001ffe003ffc, 0xff000fff001ffe00, 0x8007ff800fff000f,
    0x03ffc007ff8007ff, 0x87878f0f0f0f0f0e, 0xc3c3c3c3c7878787, 0xf1e1e1e1e1e1e3c3, 0x787878f0f0f0f0f0,
    0x3c3c3c3c3c387878, 0x0f0e1e1e1e1e1e1c, 0x878787870f0f0f0f, 0xc3c3c3c3c3c38787, 0xf0f0f1e1e1e1e1e1,
    0x7878787878f0f0f0, 0x1e3c3c3c3c3c3c78, 0x0f0f0f1e1e1e1e1e, 0x87878787878f0f0f, 0xe1e1c3c3c3c3c3c3,
    0xf0f0f0f0e1e1e1e1, 0x38787878787870f0, 0x64d9326c9b26c9b2, 0x26c9b26c9b364d93, 0x26c9b364d9364d93,
    0x364d9364d9326c9b, 0x364d9326c9b26c9b, 0xb26c9b26c9b364d9, 0xb26c99364d9364d9, 0x9364d9364d9b26c9,
    0x9364d9b26c9b26c9, 0x9b26c9b26c99364d, 0x9b26c99364d9364d, 0xd9364d9364c9b26c, 0xd9364c9b26c9b26c,
    0xc9b26c9b26cd9364, 0xc9b26cd9364d9364, 0xcd9364d9364c9b26, 0x95552aaad555aaaa, 0xa5554aaab5556aaa,
    0xa95556aaad5552aa, 0xaad555aaab5554aa, 0xaab5556aaa95552a, 0xaaad555aaaa5554a, 0xaaab5554aaa95556,
    0x6aaa95552aaa5555, 0x5aaaa5554aaab555, 0x54aaa95552aaad55, 0x552aaa5555aaab55, 0x554aaab5556aaad5,
    0x5552aaad555aaaa5, 0x5555aaab5554aaa9, 0x95556aaad5552aaa, 0xad555aaaa5554aaa, 0x92d25a4b696d2da4,
    0x5a4b696d2da5b496, 0x696d2da5b49692d2, 0x2da5b4b692d25a4b, 0xb4b692d25a4b496d, 0x92d25a4b496d2da5,
    0x5a4b49692da5b4b6, 0x49692da5b4b696d2, 0x2da5b4b696d25a4b, 0xb4b696d25a4b4969, 0x96d2da4b49692d25,
    0xda4b49692d25b4b6, 0x49692d25b4b696d2, 0x2d25a4b696d2da5b, 0xa4b696d2da5b4969, 0x96d2da5b49692d25,
    0x738c639ce318e738, 0x18e738c639ce318e, 0xce318e738c639ce3, 0x739c631ce738c639, 0x18c739c631ce718c,
    0xce718c739c631ce7, 0x631ce718c739c631, 0x38c639ce318e738c, 0x8e738c639ce318e7, 0xe318e738c639ce31,
    0x39c631ce718c639c, 0x8c739c631ce718c7, 0xe718c739c631ce71, 0x31ce718c739c631c, 0x8c639ce318e738c6,
    0xe738c639ce318e73, 0x00001fffff800000, 0xffff800001fffff8, 0x0003fffff000003f, 0xffe000003fffff00,
    0x007ffffe000007ff, 0xfc00000fffffe000, 0x0fffffc00000ffff, 0x800001fffff80000, 0xfffff800001fffff,
    0x00003fffff000001, 0xffff000003fffff0, 0x0007ffffe000007f, 0xffc000007ffffe00, 0x00fffffc00000fff,
    0xf800001fffffc000, 0x1fffff800001ffff, 0xc3871e3c70e1c78e, 0x3870e3c78e1c78f1, 0xc70e1c78e1c38f1e,
    0x78e1c78f1c3871e3, 0x8e1c38f1e3870e3c, 0xf1c3871e3c70e1c7, 0x1e3870e3c78e1c78, 0xe3c70e1c78e1c38f,
    0x3c78e1c78f1c3871, 0xc78e1c38f1e3870e, 0x78f1c3871e3c70e1, 0x8f1e3870e3c78e1c, 0x71e3c70e3c78e1c3,
    0x0e3c70e1c78f1c38, 0xe3c78e1c38f1e387, 0x1c78f1c3871e3c70, 0x36c926db249b6c92, 0x9b6c936d924db649,
    0x4db649b6c926db24, 0x26db249b64936d92, 0x936d924db249b6c9, 0x49b6c926db24db64, 0x24db64936d924db2,
    0x926db249b6c926d9, 0xc936d924db64936d, 0x64936c926db249b6, 0xb249b6c936d924db, 0xd924db64936c926d,
    0x6c926db249b64936, 0xb64936d924db249b, 0xdb249b6c926db24d, 0x6db24db64936d924, 0x555555aaaaaaaaaa,
    0x552aaaaaaaaad555, 0xaaaaaaaa95555555, 0xaaaab5555555556a, 0xa5555555554aaaaa, 0x5555555aaaaaaaaa,
    0x5552aaaaaaaaad55, 0xaaaaaaaaa9555555, 0xaaaaab5555555556, 0xaa5555555555aaaa, 0x555555552aaaaaaa,
    0x55556aaaaaaaaad5, 0x4aaaaaaaaa955555, 0xaaaaaab555555555, 0xaaa5555555555aaa, 0x5555555552aaaaaa,
};

/* ---- conv1: conv 16 3x3 pad 1, maxpool 2x2 ---- */

/* conv1: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {1, 1, 28, 28};
    const float *frames = run->input;
    const int first = item * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV1_LENGTHS) + item, 0,
               sizeof(uint32_t));
    }
    for (int n = first; n < last; n++) {
        tess_forward_values(frames + (size_t)n * 784, 1, &map, false,
                            TESS_ARENA(uint32_t, CONV1_BEGIN) + n * (784 + 1),
                            TESS_ARENA(struct tess_value, CONV1_ENTRIES) + (size_t)n * 784);
        for (int row = 0; train && row < 28; row += 28) {
            const int rows = row + 28 < 28 ? 28 : 28 - row;
            const size_t tile = (size_t)(item + row / 28);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
            tess_gradient_values(frames + (size_t)n * 784, 1, &map, false, row, rows,
                                 n % 4 * 900, 30, lengths,
                                 TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * 3136, 3136);
        }
    }
}

static void conv1_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, true);
}

static void conv1_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv1_lists(run, item, scratch, false);
}

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv1_forward(const struct tess_run *run, int item, bool train)
{
    const int block = item % 2, first = item / 2 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const tess_fx8 threshold = (tess_fx8){0} + 0.6f;
    tess_fx8 u;
    tess_ix8 fired;
    const tess_fx8 reset = (tess_fx8){0} + 0.6f;
    const tess_fx8 *weight = TESS_ARENA(tess_fx8, CONV1_EFFECTIVE) + block * 18;
    const uint32_t *begin = TESS_ARENA(uint32_t, CONV1_BEGIN);
    const struct tess_value *entries = TESS_ARENA(struct tess_value, CONV1_ENTRIES);
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                const size_t at = (size_t)n * 784 + y * 28 + x;
                tess_fx8 *u_out = TESS_ARENA(tess_fx8, CONV1_MEMBRANE) + ((size_t)block * 32 * 784 + at) * 4;
                tess_fx8 v = {0};
                /* The image is the same at every step: one sum serves them all. */
                tess_dx8 sum = {0};
                for (int tap = 0; tap < 9; tap++) {
                    const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
                    if (from_y < 0 || from_y >= 28 || from_x < 0 || from_x >= 28) {
                        continue;
                    }
                    const int p = from_y * 28 + from_x;
                    const tess_fx8 *rows = weight + tap * 2;
                    const uint32_t *list = begin + (size_t)n * (784 + 1) + 0 * 784 + p;
                    for (uint32_t k = list[0]; k < list[1]; k++) {
                        const struct tess_value *value = entries + (size_t)n * 784 + k;
                        sum += __builtin_convertvector(rows[value->row], tess_dx8) * (double)value->amount.real;
                    }
                }
                const tess_fx8 current = __builtin_convertvector(sum, tess_fx8);
                for (int g = 0; g < 1; g++) {
                    tess_ix8 word = {0};
                    for (int t = g * 4; t < (g + 1) * 4 && t < 4; t++) {
                        u = 0.5f * v + current;
                        fired = u > threshold;
                        v = u - (tess_fx8)((tess_ix8)reset & fired);
                        word |= fired & (1 << (t - g * 4));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx8 *)(TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)g * 32 * 784 + at) * 16 + block * 8) =
                        __builtin_convertvector(word, tess_bx8);
                }
            }
        }
    }
}

static void conv1_forward_train(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv1_forward(run, item, true);
}

static void conv1_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv1_forward(run, item, false);
}

/* conv1: spikes of image n counted and pooled. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 1; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)g * 32 + n) * 784 * 16,
                                    784 * 16);
    }
    run->spikes[n * 3 + 0] = spikes;
    (void)train;
    for (int g = 0; g < 1; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV1_SPIKES) + ((size_t)g * 32 + n) * 784 * 16;
        uint8_t *to = TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 + n) * 196 * 16;
        uint8_t *route = TESS_ARENA(uint8_t, CONV1_ROUTE) + ((size_t)g * 32 + n) * 784 * 16;
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                const size_t at = (size_t)(y * 2 * 28 + x * 2) * 16;
                uint8_t *pooled = to + (size_t)(y * 14 + x) * 16;
                for (int c = 0; c < 16; c += 8) {
                    const tess_bx8 word0 = *(const tess_bx8 *)(from + at + c + 0);
                    tess_bx8 any = word0;
                    const tess_bx8 word1 = *(const tess_bx8 *)(from + at + c + 16);
                    const tess_bx8 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx8 word2 = *(const tess_bx8 *)(from + at + c + 448);
                    const tess_bx8 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx8 word3 = *(const tess_bx8 *)(from + at + c + 464);
                    const tess_bx8 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx8 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx8 *)(route + at + c) = word0 | ~any;
                        *(tess_bx8 *)(route + at + c + 16) = first1;
                        *(tess_bx8 *)(route + at + c + 448) = first2;
                        *(tess_bx8 *)(route + at + c + 464) = first3;
                    }
                }
            }
        }
    }
}

static void conv1_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv1_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv1_latents(const struct tess_run *run, int n)
{
    static const int rows_from[4] = {
        0, 3, 7, 10,
    };
    static const int rows_to[4] = {
        4, 7, 11, 14,
    };
    static const int columns_from[4] = {
        0, 3, 7, 10,
    };
    static const int columns_to[4] = {
        4, 7, 11, 14,
    };
    tess_fx8 *latent = TESS_ARENA(tess_fx8, CONV1_LATENTS) + (size_t)n * 4 * 16 * 2;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        for (int block = 0; block < 2; block++) {
            tess_ix8 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                       ((size_t)n * 196 + y * 14 + x) * 16 + block * 8;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix8 word = __builtin_convertvector(*(const tess_bx8 *)(p + (size_t)g * 32 * 196 * 16), tess_ix8);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 2 + block] = __builtin_convertvector(count[t], tess_fx8);
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv1_errors(const struct tess_run *run, int n)
{
    const tess_fx8 *latent = TESS_ARENA(tess_fx8, CONV1_LATENTS) + (size_t)n * 4 * 16 * 2;
    const tess_fx8 *sign = TESS_ARENA(tess_fx8, CONV1_SIGNS);
    float *logit = TESS_ARENA(float, CONV1_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV1_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV1_LOSSES) + n * 4, sum = 0;
    for (int c = 0; c < 10; c++, sign += 16 * 2) {
        for (int t = 0; t < 4; t++) {
            tess_fx8 lanes = {0};
            for (int k = 0; k < 16 * 2; k++) {
                lanes += sign[k] * latent[t * 16 * 2 + k];
            }
            float total = 0;
            for (int k = 0; k < 8; k++) {
                total += lanes[k];
            }
            logit[t * 10 + c] = total * 0.00024414062f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 3 + 0] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows_from[6] = {
        0, 0, 1, 2, 2, 3,
    };
    static const int zone_rows_to[6] = {
        1, 2, 2, 3, 4, 4,
    };
    static const int zone_columns_from[6] = {
        0, 0, 1, 2, 2, 3,
    };
    static const int zone_columns_to[6] = {
        1, 2, 2, 3, 4, 4,
    };
    const tess_fx8 *sign = TESS_ARENA(tess_fx8, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx8, CONV1_GATES);
    const float *error = TESS_ARENA(float, CONV1_ERROR) + n * 4 * 10;
    for (int block = 0; block < 2; block++) {
        tess_fx8 *signal = TESS_ARENA(tess_fx8, CONV1_SIGNAL) + ((size_t)n * 2 + block) * 36 * 4;
        tess_fx8 *cell_signal = scratch;
        for (int cell = 0; cell < 16; cell++) {
            tess_fx8 sum[4] = {{0}};
            for (int c = 0; c < 10; c++) {
                const tess_fx8 s = sign[(c * 16 + cell) * 2 + block];
                for (int t = 0; t < 4; t++) {
                    sum[t] += s * error[t * 10 + c];
                }
            }
            for (int t = 0; t < 4; t++) {
                cell_signal[cell * 4 + t] = sum[t] * gate[cell * 2 + block];
            }
        }
        for (int zone = 0; zone < 36; zone++) {
            const int zy = zone / 6, zx = zone % 6;
            for (int t = 0; t < 4; t++) {
                tess_fx8 sum = {0};
                for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {
                    for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {
                        sum += cell_signal[(cy * 4 + cx) * 4 + t];
                    }
                }
                signal[zone * 4 + t] = sum;
            }
        }
    }
}

static void conv1_signal(const struct tess_run *run, int n, void *scratch)
{
    conv1_pooling(run, n, true);
    conv1_latents(run, n);
    conv1_errors(run, n);
    conv1_project(run, n, scratch);
}

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx8 *row)
{
    static const int zone_rows[14] = {
        0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5,
    };
    static const int zone_columns[14] = {
        0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5,
    };
    for (int x = 0; x < 28; x++) {
        const tess_fx8 *u = TESS_ARENA(tess_fx8, CONV1_MEMBRANE) +
                      (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
        tess_fx8 *slot = row + (x + 1);
        const tess_fx8 *zone = TESS_ARENA(tess_fx8, CONV1_SIGNAL) + (((size_t)n * 2 + block) * 36 +
            zone_rows[y / 2] * 6 + zone_columns[x / 2]) * 4;
        const tess_ix8 route0 = __builtin_convertvector(
            *(const tess_bx8 *)(TESS_ARENA(uint8_t, CONV1_ROUTE) +
                          (((size_t)0 * 32 + n) * 784 + y * 28 + x) * 16 + block * 8), tess_ix8);
        /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
        tess_fx8 m[4];
        m[0] = (tess_fx8)((tess_ix8)zone[0] & ((tess_ix8){0} - (route0 >> 0 & 1)));
        m[1] = (tess_fx8)((tess_ix8)zone[1] & ((tess_ix8){0} - (route0 >> 1 & 1)));
        m[2] = (tess_fx8)((tess_ix8)zone[2] & ((tess_ix8){0} - (route0 >> 2 & 1)));
        m[3] = (tess_fx8)((tess_ix8)zone[3] & ((tess_ix8){0} - (route0 >> 3 & 1)));
        /* psi(u) = 0.3 max(0, 1 - 1.0 |u - 0.6|) */
        tess_fx8 psi[4];
        psi[0] = 1.0f - (tess_fx8)((tess_ix8)(u[0] - 0.6f) & 0x7fffffff);
        psi[0] = (tess_fx8)((tess_ix8)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        psi[1] = 1.0f - (tess_fx8)((tess_ix8)(u[1] - 0.6f) & 0x7fffffff);
        psi[1] = (tess_fx8)((tess_ix8)psi[1] & (psi[1] > 0.0f)) * 0.3f;
        psi[2] = 1.0f - (tess_fx8)((tess_ix8)(u[2] - 0.6f) & 0x7fffffff);
        psi[2] = (tess_fx8)((tess_ix8)psi[2] & (psi[2] > 0.0f)) * 0.3f;
        psi[3] = 1.0f - (tess_fx8)((tess_ix8)(u[3] - 0.6f) & 0x7fffffff);
        psi[3] = (tess_fx8)((tess_ix8)psi[3] & (psi[3] > 0.0f)) * 0.3f;
        if (run->taps) {
            const size_t at = (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
            TESS_TAP(tess_fx8, 0)[at + 0] = psi[0];
            TESS_TAP(tess_fx8, 6422528)[at + 0] = m[0];
            TESS_TAP(tess_fx8, 0)[at + 1] = psi[1];
            TESS_TAP(tess_fx8, 6422528)[at + 1] = m[1];
            TESS_TAP(tess_fx8, 0)[at + 2] = psi[2];
            TESS_TAP(tess_fx8, 6422528)[at + 2] = m[2];
            TESS_TAP(tess_fx8, 0)[at + 3] = psi[3];
            TESS_TAP(tess_fx8, 6422528)[at + 3] = m[3];
        }
        tess_fx8 d[1] = {{0}};
        /* 1.0 m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
        {
            d[0] += 1.0f * (m[0] * psi[0]);
            d[0] += 1.5f * (m[1] * psi[1]);
            d[0] += 1.75f * (m[2] * psi[2]);
            d[0] += 1.875f * (m[3] * psi[3]);
        }
        /* 1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
        {
            tess_fx8 h = {0}; /* h[t-1]: before this step's psi */
            d[0] += 1.0f * (m[0] * h);
            h = 0.2f * h + psi[0];
            d[0] += 1.0f * (m[1] * h);
            h = 0.2f * h + psi[1];
            d[0] += 1.0f * (m[2] * h);
            h = 0.2f * h + psi[2];
            d[0] += 1.0f * (m[3] * h);
            h = 0.2f * h + psi[3];
        }
        slot[0] = d[0];
    }
}

/* conv1: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx8 *table, tess_fx8 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) + (size_t)tile * 3136;
    for (int c = 0; c < 1; c++, sum += 9, list += 3136) {
        for (uint32_t k = 0; k < length[c];) {
            const uint32_t end = k + TESS_SEGMENT < length[c] ? k + TESS_SEGMENT : length[c];
            tess_fx8 g0 = {0};
            tess_fx8 g1 = {0};
            tess_fx8 g2 = {0};
            tess_fx8 g3 = {0};
            tess_fx8 g4 = {0};
            tess_fx8 g5 = {0};
            tess_fx8 g6 = {0};
            tess_fx8 g7 = {0};
            tess_fx8 g8 = {0};
            for (; k < end; k++) {
                const tess_fx8 *d = table + list[k].row;
                const float x = list[k].amount.real;
                g0 += d[62] * x;
                g1 += d[61] * x;
                g2 += d[60] * x;
                g3 += d[32] * x;
                g4 += d[31] * x;
                g5 += d[30] * x;
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
}

/* conv1: the gradient of one block of output channels over the chunk. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx8 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx8 *sum = TESS_ARENA(tess_fx8, CONV1_WEIGHT_GRADIENT) + (size_t)block * 9;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 9);
    }
    memset(table, 0, sizeof *table * 4 * 30 * 30);
    for (int first = 0; first < run->count; first += 4) {
        for (int n = first; n < first + 4 && n < run->count; n++) {
            for (int y = 0; y < 28; y++) {
                tess_fx8 *row = table + ((n - first) * 30 + y + 1) * 30;
                conv1_row(run, block, n, y, row);
            }
        }
        conv1_accumulate(run, first / 4, table, sum);
    }
}

/* conv1: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, in the layout of
 * the forward sum. */
static void conv1_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV1_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * 18 * 8;
    float *effective = scratch;
    for (int lane = 0; lane < 8 && block * 8 + lane < 16; lane++) {
        const int o = block * 8 + lane;
        tess_standardize(weight + (size_t)o * 9, 9, TESS_ARENA(float, CONV1_GAIN_VALUE)[o], effective);
        for (int k = 0; k < 9; k++) {
            rows[(k % 9 * 2 + k / 9) * 8 + lane] = effective[k];
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * 8 * 9,
           sizeof(float) * 8 * 9);
    for (int lane = 0; lane < 8 && block * 8 + lane < 16; lane++) {
        const int o = block * 8 + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 9;
        for (int k = 0; k < 9; k++) {
            gradient[k] = gathered[k * 8 + lane];
        }
        TESS_ARENA(float, CONV1_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * 9, 9,
                                      TESS_ARENA(float, CONV1_GAIN_VALUE)[o], gradient);
        tess_adam(run, 9, TESS_ARENA(float, CONV1_WEIGHT_VALUE) + (size_t)o * 9,
                  TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 9, TESS_ARENA(float, CONV1_WEIGHT_MOMENT1) + (size_t)o * 9,
                  TESS_ARENA(float, CONV1_WEIGHT_MOMENT2) + (size_t)o * 9);
        tess_adam(run, 1, TESS_ARENA(float, CONV1_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV1_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV1_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV1_GAIN_MOMENT2) + o);
    }
}

/* conv1: the fixed matrix B, 10 square waves over 256 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[4] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb,
    };
    static const float gate[16] = {
        0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f,
        0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f,
        0.00024414062f, 0.00024414062f, 0.00024414062f, 0.00024414062f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 16, 10, 16, 16, 16, gate,
                      TESS_ARENA(float, CONV1_SIGNS), TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 32 3x3 pad 1, maxpool 2x2 ---- */

/* conv2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv2_atoms(const struct tess_run *run, int group, void *scratch)
{
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN) + (size_t)group * 32 * 196 * 16;
    uint32_t histogram[1 << 4] = {0};
    (void)scratch;
    for (int k = 0; k < 196 * 16; k++) {
        histogram[words[k]]++;
    }
    tess_atoms_choose(histogram, 4, 4, TESS_ARENA(struct tess_atoms, CONV2_ATOMS) + group);
}

/* conv2: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {16, 16, 14, 14};
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN);
    const int first = item;
    const int last = first + 1 < run->count ? first + 1 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV2_LENGTHS) + item * 16, 0,
               sizeof(uint32_t) * 16);
    }
    for (int n = first; n < last; n++) {
        tess_forward_lists(words + (size_t)n * 196 * 16, 32 * 196 * 16, 1,
                           &map, false, TESS_ARENA(struct tess_atoms, CONV2_ATOMS), 8, 16,
                           TESS_ARENA(uint32_t, CONV2_BEGIN) + n * 196,
                           TESS_ARENA(uint16_t, CONV2_FOURS) + n * 196 * 8,
                           TESS_ARENA(uint16_t, CONV2_ENTRIES) + (size_t)n * 17248, scratch);
        for (int row = 0; train && row < 14; row += 14) {
            const int rows = row + 14 < 14 ? 14 : 14 - row;
            const size_t tile = (size_t)(item + row / 14);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 16;
            const struct tess_map part = {16, 16, rows, 14};
            tess_gradient_lists(words + ((size_t)n * 196 + row * 14) * 16,
                                32 * 196 * 16, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), 8,
                                n % 1 * 256 * 8, 16,
                                lengths, TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 12544, 784);
        }
    }
}

static void conv2_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, true);
}

static void conv2_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv2_lists(run, item, scratch, false);
}

/* conv2: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv2_forward(const struct tess_run *run, int item, bool train)
{
    const int block = item % 2, first = item / 2 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * 153;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV2_SCALE)[block];
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const uint32_t *begin = TESS_ARENA(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_ARENA(uint16_t, CONV2_ENTRIES);
    tess_ix16 holds[1][4][4]; /* all ones where the composite has the step */
    for (int g = 0; g < 1; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 4; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[4 + k] >> t & 1);
            }
        }
    }
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                const size_t at = (size_t)n * 196 + y * 14 + x;
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV2_MEMBRANE) + ((size_t)block * 32 * 196 + at) * 4;
                tess_fx16 v = {0};
                for (int g = 0; g < 1; g++) {
                    tess_ix16 sum0 = {0};
                    tess_ix16 sum1 = {0};
                    tess_ix16 sum2 = {0};
                    tess_ix16 sum3 = {0};
                    tess_ix16 sum4 = {0};
                    tess_ix16 sum5 = {0};
                    tess_ix16 sum6 = {0};
                    tess_ix16 sum7 = {0};
                    for (int tap = 0; tap < 9; tap++) {
                        const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
                        if (from_y < 0 || from_y >= 14 || from_x < 0 || from_x >= 14) {
                            continue;
                        }
                        const int p = from_y * 14 + from_x;
                        const tess_ix16 *rows = weight + tap * 17;
                        const size_t list = ((size_t)n * 196 + p) + g;
                        const uint16_t *entry = entries + (size_t)n * 17248 + begin[list];
                        const uint16_t *four = fours + list * 8;
                        TESS_GATHER(sum0, rows, entry, four[0]);
                        TESS_GATHER(sum1, rows, entry, four[1]);
                        TESS_GATHER(sum2, rows, entry, four[2]);
                        TESS_GATHER(sum3, rows, entry, four[3]);
                        TESS_GATHER(sum4, rows, entry, four[4]);
                        TESS_GATHER(sum5, rows, entry, four[5]);
                        TESS_GATHER(sum6, rows, entry, four[6]);
                        TESS_GATHER(sum7, rows, entry, four[7]);
                    }
                    sum0 += sum4 & holds[g][0][0];
                    sum1 += sum4 & holds[g][0][1];
                    sum2 += sum4 & holds[g][0][2];
                    sum3 += sum4 & holds[g][0][3];
                    sum0 += sum5 & holds[g][1][0];
                    sum1 += sum5 & holds[g][1][1];
                    sum2 += sum5 & holds[g][1][2];
                    sum3 += sum5 & holds[g][1][3];
                    sum0 += sum6 & holds[g][2][0];
                    sum1 += sum6 & holds[g][2][1];
                    sum2 += sum6 & holds[g][2][2];
                    sum3 += sum6 & holds[g][2][3];
                    sum0 += sum7 & holds[g][3][0];
                    sum1 += sum7 & holds[g][3][1];
                    sum2 += sum7 & holds[g][3][2];
                    sum3 += sum7 & holds[g][3][3];
                    tess_ix16 word = {0};
                    u = 0.5f * v + __builtin_convertvector(sum0, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 0);
                    if (train) {
                        u_out[g * 4 + 0] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum1, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 1);
                    if (train) {
                        u_out[g * 4 + 1] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum2, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 2);
                    if (train) {
                        u_out[g * 4 + 2] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum3, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 3);
                    if (train) {
                        u_out[g * 4 + 3] = u;
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 * 196 + at) * 32 + block * 16) =
                        __builtin_convertvector(word, tess_bx16);
                }
            }
        }
    }
}

static void conv2_forward_train(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv2_forward(run, item, true);
}

static void conv2_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv2_forward(run, item, false);
}

/* conv2: spikes of image n counted and pooled. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 1; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 + n) * 196 * 32,
                                    196 * 32);
    }
    run->spikes[n * 3 + 1] = spikes;
    (void)train;
    for (int g = 0; g < 1; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 + n) * 196 * 32;
        uint8_t *to = TESS_ARENA(uint8_t, EDGE_ODD) + ((size_t)g * 32 + n) * 49 * 32;
        uint8_t *route = TESS_ARENA(uint8_t, CONV2_ROUTE) + ((size_t)g * 32 + n) * 196 * 32;
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                const size_t at = (size_t)(y * 2 * 14 + x * 2) * 32;
                uint8_t *pooled = to + (size_t)(y * 7 + x) * 32;
                for (int c = 0; c < 32; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c + 0);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 32);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 448);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 480);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 32) = first1;
                        *(tess_bx16 *)(route + at + c + 448) = first2;
                        *(tess_bx16 *)(route + at + c + 480) = first3;
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
static void conv2_latents(const struct tess_run *run, int n)
{
    static const int rows_from[4] = {
        0, 1, 3, 5,
    };
    static const int rows_to[4] = {
        2, 4, 6, 7,
    };
    static const int columns_from[4] = {
        0, 1, 3, 5,
    };
    static const int columns_to[4] = {
        2, 4, 6, 7,
    };
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV2_LATENTS) + (size_t)n * 4 * 16 * 2;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        const tess_fx16 share = (tess_fx16){0} + 1.0f / (float)((rows_to[cy] - rows_from[cy]) * (columns_to[cx] - columns_from[cx]));
        for (int block = 0; block < 2; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_ODD) +
                                       ((size_t)n * 49 + y * 7 + x) * 32 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 49 * 32), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 2 + block] = __builtin_convertvector(count[t], tess_fx16) * share;
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv2_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV2_LATENTS) + (size_t)n * 4 * 16 * 2;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS);
    float *logit = TESS_ARENA(float, CONV2_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV2_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV2_LOSSES) + n * 4, sum = 0;
    for (int c = 0; c < 10; c++, sign += 16 * 2) {
        for (int t = 0; t < 4; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 16 * 2; k++) {
                lanes += sign[k] * latent[t * 16 * 2 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 10 + c] = total * 0.001953125f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 3 + 1] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows_from[7] = {
        0, 0, 1, 1, 2, 2, 3,
    };
    static const int zone_rows_to[7] = {
        1, 2, 2, 3, 3, 4, 4,
    };
    static const int zone_columns_from[7] = {
        0, 0, 1, 1, 2, 2, 3,
    };
    static const int zone_columns_to[7] = {
        1, 2, 2, 3, 3, 4, 4,
    };
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_ARENA(float, CONV2_ERROR) + n * 4 * 10;
    for (int block = 0; block < 2; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV2_SIGNAL) + ((size_t)n * 2 + block) * 49 * 4;
        tess_fx16 *cell_signal = scratch;
        for (int cell = 0; cell < 16; cell++) {
            tess_fx16 sum[4] = {{0}};
            for (int c = 0; c < 10; c++) {
                const tess_fx16 s = sign[(c * 16 + cell) * 2 + block];
                for (int t = 0; t < 4; t++) {
                    sum[t] += s * error[t * 10 + c];
                }
            }
            for (int t = 0; t < 4; t++) {
                cell_signal[cell * 4 + t] = sum[t] * gate[cell * 2 + block];
            }
        }
        for (int zone = 0; zone < 49; zone++) {
            const int zy = zone / 7, zx = zone % 7;
            for (int t = 0; t < 4; t++) {
                tess_fx16 sum = {0};
                for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {
                    for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {
                        sum += cell_signal[(cy * 4 + cx) * 4 + t];
                    }
                }
                signal[zone * 4 + t] = sum;
            }
        }
    }
}

static void conv2_signal(const struct tess_run *run, int n, void *scratch)
{
    conv2_pooling(run, n, true);
    conv2_latents(run, n);
    conv2_errors(run, n);
    conv2_project(run, n, scratch);
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row,
                              const tess_ix16 holds[1][4][4])
{
    static const int zone_rows[7] = {
        0, 1, 2, 3, 4, 5, 6,
    };
    static const int zone_columns[7] = {
        0, 1, 2, 3, 4, 5, 6,
    };
    for (int x = 0; x < 14; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV2_MEMBRANE) +
                      (((size_t)block * 32 + n) * 196 + y * 14 + x) * 4;
        tess_fx16 *slot = row + (x + 1) * 8;
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV2_SIGNAL) + (((size_t)n * 2 + block) * 49 +
            zone_rows[y / 2] * 7 + zone_columns[x / 2]) * 4;
        const tess_ix16 route0 = __builtin_convertvector(
            *(const tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_ROUTE) +
                          (((size_t)0 * 32 + n) * 196 + y * 14 + x) * 32 + block * 16), tess_ix16);
        /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
        tess_fx16 m[4];
        m[0] = (tess_fx16)((tess_ix16)zone[0] & ((tess_ix16){0} - (route0 >> 0 & 1)));
        m[1] = (tess_fx16)((tess_ix16)zone[1] & ((tess_ix16){0} - (route0 >> 1 & 1)));
        m[2] = (tess_fx16)((tess_ix16)zone[2] & ((tess_ix16){0} - (route0 >> 2 & 1)));
        m[3] = (tess_fx16)((tess_ix16)zone[3] & ((tess_ix16){0} - (route0 >> 3 & 1)));
        /* psi(u) = 0.3 max(0, 1 - 1.0 |u - 0.6|) */
        tess_fx16 psi[4];
        psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
        psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
        psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
        psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
        psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
        psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
        psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
        if (run->taps) {
            const size_t at = (((size_t)block * 32 + n) * 196 + y * 14 + x) * 4;
            TESS_TAP(tess_fx16, 12845056)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 16056320)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 12845056)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 16056320)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 12845056)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 16056320)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 12845056)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 16056320)[at + 3] = m[3];
        }
        tess_fx16 d[4] = {{0}};
        /* 1.0 m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
        {
            tess_fx16 r0[4];
            r0[0] = (m[0] * psi[0]);
            r0[1] = (m[1] * psi[1]);
            r0[2] = (m[2] * psi[2]);
            r0[3] = (m[3] * psi[3]);
            tess_fx16 later = {0};
            later = r0[3] + 0.5f * later;
            d[3] += later;
            later = r0[2] + 0.5f * later;
            d[2] += later;
            later = r0[1] + 0.5f * later;
            d[1] += later;
            later = r0[0] + 0.5f * later;
            d[0] += later;
        }
        /* 1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
        {
            tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
            d[0] += (m[0] * h);
            h = 0.2f * h + psi[0];
            d[1] += (m[1] * h);
            h = 0.2f * h + psi[1];
            d[2] += (m[2] * h);
            h = 0.2f * h + psi[2];
            d[3] += (m[3] * h);
            h = 0.2f * h + psi[3];
        }
        slot[0] = d[0];
        slot[1] = d[1];
        slot[2] = d[2];
        slot[3] = d[3];
        for (int g = 0; g < 1; g++) {
            for (int k = 0; k < 4; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 0] & holds[g][k][0]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 1] & holds[g][k][1]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 2] & holds[g][k][2]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 3] & holds[g][k][3]);
                slot[g * 8 + 4 + k] = sum;
            }
        }
    }
}

/* conv2: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
static inline void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 16;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV2_ROWS) + (size_t)tile * 16 * 784;
    for (int c = 0; c < 16; c++, sum += 9, list += 784) {
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
            for (; k < end; k++) {
                const tess_fx16 *d = table + list[k];
                g0 += d[272];
                g1 += d[264];
                g2 += d[256];
                g3 += d[144];
                g4 += d[136];
                g5 += d[128];
                g6 += d[16];
                g7 += d[8];
                g8 += d[0];
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
}

/* conv2: the gradient of one block of output channels over the chunk. */
static void conv2_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV2_WEIGHT_GRADIENT) + (size_t)block * 144;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 144);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    tess_ix16 holds[1][4][4]; /* all ones where the composite has the step */
    for (int g = 0; g < 1; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 4; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[4 + k] >> t & 1);
            }
        }
    }
    memset(table, 0, sizeof *table * 16 * 16 * 8);
    for (int first = 0; first < run->count; first += 1) {
        for (int n = first; n < first + 1 && n < run->count; n++) {
            for (int y = 0; y < 14; y++) {
                tess_fx16 *row = table + ((n - first) * 16 + y + 1) * 16 * 8;
                conv2_row(run, block, n, y, row, holds);
            }
        }
        conv2_accumulate(run, first, table, sum);
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * 153 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 32; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 144, 144, TESS_ARENA(float, CONV2_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 144, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        for (int k = 0; k < 144; k++) {
            rows[(k % 9 * 17 + k / 9) * 16 + lane] = tess_round(effective[k] * unit);
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * 16 * 144,
           sizeof(float) * 16 * 144);
    for (int lane = 0; lane < 16 && block * 16 + lane < 32; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 144;
        for (int k = 0; k < 144; k++) {
            gradient[k] = gathered[k * 16 + lane];
        }
        TESS_ARENA(float, CONV2_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 144, 144,
                                      TESS_ARENA(float, CONV2_GAIN_VALUE)[o], gradient);
        tess_adam(run, 144, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 144,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 144, TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * 144,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * 144);
        tess_adam(run, 1, TESS_ARENA(float, CONV2_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV2_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV2_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV2_GAIN_MOMENT2) + o);
    }
}

/* conv2: the fixed matrix B, 10 square waves over 512 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[8] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df,
    };
    static const float gate[16] = {
        0.00048828125f, 0.00032552084f, 0.00032552084f, 0.00048828125f, 0.00032552084f, 0.00021701389f,
        0.00021701389f, 0.00032552084f, 0.00032552084f, 0.00021701389f, 0.00021701389f, 0.00032552084f,
        0.00048828125f, 0.00032552084f, 0.00032552084f, 0.00048828125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 16, 10, 32, 16, 32, gate,
                      TESS_ARENA(float, CONV2_SIGNS), TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 64 3x3 pad 1 ---- */

/* conv3: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv3_atoms(const struct tess_run *run, int group, void *scratch)
{
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_ODD) + (size_t)group * 32 * 49 * 32;
    uint32_t histogram[1 << 4] = {0};
    (void)scratch;
    for (int k = 0; k < 49 * 32; k++) {
        histogram[words[k]]++;
    }
    tess_atoms_choose(histogram, 4, 4, TESS_ARENA(struct tess_atoms, CONV3_ATOMS) + group);
}

/* conv3: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {32, 32, 7, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_ODD);
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV3_LENGTHS) + item * 32, 0,
               sizeof(uint32_t) * 32);
    }
    for (int n = first; n < last; n++) {
        tess_forward_lists(words + (size_t)n * 49 * 32, 32 * 49 * 32, 1,
                           &map, false, TESS_ARENA(struct tess_atoms, CONV3_ATOMS), 8, 32,
                           TESS_ARENA(uint32_t, CONV3_BEGIN) + n * 49,
                           TESS_ARENA(uint16_t, CONV3_FOURS) + n * 49 * 8,
                           TESS_ARENA(uint16_t, CONV3_ENTRIES) + (size_t)n * 7448, scratch);
        for (int row = 0; train && row < 7; row += 7) {
            const int rows = row + 7 < 7 ? 7 : 7 - row;
            const size_t tile = (size_t)(item + row / 7);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV3_LENGTHS) + tile * 32;
            const struct tess_map part = {32, 32, rows, 7};
            tess_gradient_lists(words + ((size_t)n * 49 + row * 7) * 32,
                                32 * 49 * 32, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), 8,
                                n % 2 * 81 * 8, 9,
                                lengths, TESS_ARENA(uint32_t, CONV3_ROWS) + tile * 12544, 392);
        }
    }
}

static void conv3_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv3_lists(run, item, scratch, true);
}

static void conv3_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv3_lists(run, item, scratch, false);
}

/* conv3: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv3_forward(const struct tess_run *run, int item, bool train)
{
    const int block = item % 4, first = item / 4 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV3_EFFECTIVE) + block * 297;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV3_SCALE)[block];
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const uint32_t *begin = TESS_ARENA(uint32_t, CONV3_BEGIN);
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV3_FOURS);
    const uint16_t *entries = TESS_ARENA(uint16_t, CONV3_ENTRIES);
    tess_ix16 holds[1][4][4]; /* all ones where the composite has the step */
    for (int g = 0; g < 1; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 4; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[4 + k] >> t & 1);
            }
        }
    }
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                const size_t at = (size_t)n * 49 + y * 7 + x;
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV3_MEMBRANE) + ((size_t)block * 32 * 49 + at) * 4;
                tess_fx16 v = {0};
                for (int g = 0; g < 1; g++) {
                    tess_ix16 sum0 = {0};
                    tess_ix16 sum1 = {0};
                    tess_ix16 sum2 = {0};
                    tess_ix16 sum3 = {0};
                    tess_ix16 sum4 = {0};
                    tess_ix16 sum5 = {0};
                    tess_ix16 sum6 = {0};
                    tess_ix16 sum7 = {0};
                    for (int tap = 0; tap < 9; tap++) {
                        const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
                        if (from_y < 0 || from_y >= 7 || from_x < 0 || from_x >= 7) {
                            continue;
                        }
                        const int p = from_y * 7 + from_x;
                        const tess_ix16 *rows = weight + tap * 33;
                        const size_t list = ((size_t)n * 49 + p) + g;
                        const uint16_t *entry = entries + (size_t)n * 7448 + begin[list];
                        const uint16_t *four = fours + list * 8;
                        TESS_GATHER(sum0, rows, entry, four[0]);
                        TESS_GATHER(sum1, rows, entry, four[1]);
                        TESS_GATHER(sum2, rows, entry, four[2]);
                        TESS_GATHER(sum3, rows, entry, four[3]);
                        TESS_GATHER(sum4, rows, entry, four[4]);
                        TESS_GATHER(sum5, rows, entry, four[5]);
                        TESS_GATHER(sum6, rows, entry, four[6]);
                        TESS_GATHER(sum7, rows, entry, four[7]);
                    }
                    sum0 += sum4 & holds[g][0][0];
                    sum1 += sum4 & holds[g][0][1];
                    sum2 += sum4 & holds[g][0][2];
                    sum3 += sum4 & holds[g][0][3];
                    sum0 += sum5 & holds[g][1][0];
                    sum1 += sum5 & holds[g][1][1];
                    sum2 += sum5 & holds[g][1][2];
                    sum3 += sum5 & holds[g][1][3];
                    sum0 += sum6 & holds[g][2][0];
                    sum1 += sum6 & holds[g][2][1];
                    sum2 += sum6 & holds[g][2][2];
                    sum3 += sum6 & holds[g][2][3];
                    sum0 += sum7 & holds[g][3][0];
                    sum1 += sum7 & holds[g][3][1];
                    sum2 += sum7 & holds[g][3][2];
                    sum3 += sum7 & holds[g][3][3];
                    tess_ix16 word = {0};
                    u = 0.5f * v + __builtin_convertvector(sum0, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 0);
                    if (train) {
                        u_out[g * 4 + 0] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum1, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 1);
                    if (train) {
                        u_out[g * 4 + 1] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum2, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 2);
                    if (train) {
                        u_out[g * 4 + 2] = u;
                    }
                    u = 0.5f * v + __builtin_convertvector(sum3, tess_fx16) * scale;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << 3);
                    if (train) {
                        u_out[g * 4 + 3] = u;
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 * 49 + at) * 64 + block * 16) =
                        __builtin_convertvector(word, tess_bx16);
                }
            }
        }
    }
}

static void conv3_forward_train(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv3_forward(run, item, true);
}

static void conv3_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv3_forward(run, item, false);
}

/* conv3: spikes of image n counted and pooled. */
static inline void conv3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 1; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 + n) * 49 * 64,
                                    49 * 64);
    }
    run->spikes[n * 3 + 2] = spikes;
    (void)train;
}

static void conv3_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv3_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv3_latents(const struct tess_run *run, int n)
{
    static const int rows_from[4] = {
        0, 1, 3, 5,
    };
    static const int rows_to[4] = {
        2, 4, 6, 7,
    };
    static const int columns_from[4] = {
        0, 1, 3, 5,
    };
    static const int columns_to[4] = {
        2, 4, 6, 7,
    };
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV3_LATENTS) + (size_t)n * 4 * 16 * 4;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        const tess_fx16 share = (tess_fx16){0} + 1.0f / (float)((rows_to[cy] - rows_from[cy]) * (columns_to[cx] - columns_from[cx]));
        for (int block = 0; block < 4; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                       ((size_t)n * 49 + y * 7 + x) * 64 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 49 * 64), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 4 + block] = __builtin_convertvector(count[t], tess_fx16) * share;
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv3_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV3_LATENTS) + (size_t)n * 4 * 16 * 4;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS);
    float *logit = TESS_ARENA(float, CONV3_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV3_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV3_LOSSES) + n * 4, sum = 0;
    for (int c = 0; c < 10; c++, sign += 16 * 4) {
        for (int t = 0; t < 4; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 16 * 4; k++) {
                lanes += sign[k] * latent[t * 16 * 4 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 10 + c] = total * 0.0009765625f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 3 + 2] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv3_project(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows_from[7] = {
        0, 0, 1, 1, 2, 2, 3,
    };
    static const int zone_rows_to[7] = {
        1, 2, 2, 3, 3, 4, 4,
    };
    static const int zone_columns_from[7] = {
        0, 0, 1, 1, 2, 2, 3,
    };
    static const int zone_columns_to[7] = {
        1, 2, 2, 3, 3, 4, 4,
    };
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV3_GATES);
    const float *error = TESS_ARENA(float, CONV3_ERROR) + n * 4 * 10;
    for (int block = 0; block < 4; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV3_SIGNAL) + ((size_t)n * 4 + block) * 49 * 4;
        tess_fx16 *cell_signal = scratch;
        for (int cell = 0; cell < 16; cell++) {
            tess_fx16 sum[4] = {{0}};
            for (int c = 0; c < 10; c++) {
                const tess_fx16 s = sign[(c * 16 + cell) * 4 + block];
                for (int t = 0; t < 4; t++) {
                    sum[t] += s * error[t * 10 + c];
                }
            }
            for (int t = 0; t < 4; t++) {
                cell_signal[cell * 4 + t] = sum[t] * gate[cell * 4 + block];
            }
        }
        for (int zone = 0; zone < 49; zone++) {
            const int zy = zone / 7, zx = zone % 7;
            for (int t = 0; t < 4; t++) {
                tess_fx16 sum = {0};
                for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {
                    for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {
                        sum += cell_signal[(cy * 4 + cx) * 4 + t];
                    }
                }
                signal[zone * 4 + t] = sum;
            }
        }
    }
}

static void conv3_signal(const struct tess_run *run, int n, void *scratch)
{
    conv3_pooling(run, n, true);
    conv3_latents(run, n);
    conv3_errors(run, n);
    conv3_project(run, n, scratch);
}

/* conv3: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv3_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row,
                              const tess_ix16 holds[1][4][4])
{
    static const int zone_rows[7] = {
        0, 1, 2, 3, 4, 5, 6,
    };
    static const int zone_columns[7] = {
        0, 1, 2, 3, 4, 5, 6,
    };
    for (int x = 0; x < 7; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV3_MEMBRANE) +
                      (((size_t)block * 32 + n) * 49 + y * 7 + x) * 4;
        tess_fx16 *slot = row + (x + 1) * 8;
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV3_SIGNAL) + (((size_t)n * 4 + block) * 49 +
            zone_rows[y] * 7 + zone_columns[x]) * 4;
        /* m[t] = dloss/dspike: the zone's signal. */
        tess_fx16 m[4];
        m[0] = zone[0];
        m[1] = zone[1];
        m[2] = zone[2];
        m[3] = zone[3];
        /* psi(u) = 0.3 max(0, 1 - 1.0 |u - 0.6|) */
        tess_fx16 psi[4];
        psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
        psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
        psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
        psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
        psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
        psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
        psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
        psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
        if (run->taps) {
            const size_t at = (((size_t)block * 32 + n) * 49 + y * 7 + x) * 4;
            TESS_TAP(tess_fx16, 19267584)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 20873216)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 19267584)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 20873216)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 19267584)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 20873216)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 19267584)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 20873216)[at + 3] = m[3];
        }
        tess_fx16 d[4] = {{0}};
        /* 1.0 m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
        {
            tess_fx16 r0[4];
            r0[0] = (m[0] * psi[0]);
            r0[1] = (m[1] * psi[1]);
            r0[2] = (m[2] * psi[2]);
            r0[3] = (m[3] * psi[3]);
            tess_fx16 later = {0};
            later = r0[3] + 0.5f * later;
            d[3] += later;
            later = r0[2] + 0.5f * later;
            d[2] += later;
            later = r0[1] + 0.5f * later;
            d[1] += later;
            later = r0[0] + 0.5f * later;
            d[0] += later;
        }
        /* 1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
        {
            tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
            d[0] += (m[0] * h);
            h = 0.2f * h + psi[0];
            d[1] += (m[1] * h);
            h = 0.2f * h + psi[1];
            d[2] += (m[2] * h);
            h = 0.2f * h + psi[2];
            d[3] += (m[3] * h);
            h = 0.2f * h + psi[3];
        }
        slot[0] = d[0];
        slot[1] = d[1];
        slot[2] = d[2];
        slot[3] = d[3];
        for (int g = 0; g < 1; g++) {
            for (int k = 0; k < 4; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 0] & holds[g][k][0]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 1] & holds[g][k][1]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 2] & holds[g][k][2]);
                sum += (tess_fx16)((tess_ix16)d[g * 4 + 3] & holds[g][k][3]);
                slot[g * 8 + 4 + k] = sum;
            }
        }
    }
}

/* conv3: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
static inline void conv3_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV3_LENGTHS) + tile * 32;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV3_ROWS) + (size_t)tile * 32 * 392;
    for (int c = 0; c < 32; c++, sum += 9, list += 392) {
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
            for (; k < end; k++) {
                const tess_fx16 *d = table + list[k];
                g0 += d[160];
                g1 += d[152];
                g2 += d[144];
                g3 += d[88];
                g4 += d[80];
                g5 += d[72];
                g6 += d[16];
                g7 += d[8];
                g8 += d[0];
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
}

/* conv3: the gradient of one block of output channels over the chunk. */
static void conv3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV3_WEIGHT_GRADIENT) + (size_t)block * 288;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 288);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    tess_ix16 holds[1][4][4]; /* all ones where the composite has the step */
    for (int g = 0; g < 1; g++) {
        for (int k = 0; k < 4; k++) {
            for (int t = 0; t < 4; t++) {
                holds[g][k][t] = (tess_ix16){0} - (atoms[g].mask[4 + k] >> t & 1);
            }
        }
    }
    memset(table, 0, sizeof *table * 2 * 9 * 9 * 8);
    for (int first = 0; first < run->count; first += 2) {
        for (int n = first; n < first + 2 && n < run->count; n++) {
            for (int y = 0; y < 7; y++) {
                tess_fx16 *row = table + ((n - first) * 9 + y + 1) * 9 * 8;
                conv3_row(run, block, n, y, row, holds);
            }
        }
        conv3_accumulate(run, first / 2, table, sum);
    }
}

/* conv3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * 297 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 288, 288, TESS_ARENA(float, CONV3_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 288, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        for (int k = 0; k < 288; k++) {
            rows[(k % 9 * 33 + k / 9) * 16 + lane] = tess_round(effective[k] * unit);
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * 16 * 288,
           sizeof(float) * 16 * 288);
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 288;
        for (int k = 0; k < 288; k++) {
            gradient[k] = gathered[k * 16 + lane];
        }
        TESS_ARENA(float, CONV3_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * 288, 288,
                                      TESS_ARENA(float, CONV3_GAIN_VALUE)[o], gradient);
        tess_adam(run, 288, TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * 288,
                  TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 288, TESS_ARENA(float, CONV3_WEIGHT_MOMENT1) + (size_t)o * 288,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT2) + (size_t)o * 288);
        tess_adam(run, 1, TESS_ARENA(float, CONV3_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV3_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV3_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV3_GAIN_MOMENT2) + o);
    }
}

/* conv3: the fixed matrix B, 10 square waves over 1024 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[16] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf,
    };
    static const float gate[16] = {
        0.00024414062f, 0.00016276042f, 0.00016276042f, 0.00024414062f, 0.00016276042f, 0.000108506945f,
        0.000108506945f, 0.00016276042f, 0.00016276042f, 0.000108506945f, 0.000108506945f, 0.00016276042f,
        0.00024414062f, 0.00016276042f, 0.00016276042f, 0.00024414062f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 16, 10, 64, 16, 64, gate,
                      TESS_ARENA(float, CONV3_SIGNS), TESS_ARENA(float, CONV3_GATES));
}

/* ---- readout ---- */

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch. */
static inline void readout_logits(const struct tess_run *run, int n, bool train)
{
    const tess_fx8 *weight = TESS_ARENA(tess_fx8, READOUT_EFFECTIVE);
    tess_fx8 *logits = TESS_ARENA(tess_fx8, READOUT_LOGITS) + (size_t)n * 4 * 2;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    memset(logits, 0, sizeof *logits * 4 * 2);
    for (int k = 0; k < 3136; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                 ((size_t)n * 49 + k % 49) * 64 + k / 49;
        for (int t = 0; t < 4; t++) {
            const int word = feature[(size_t)(t / 4) * 32 * 49 * 64];
            const float value = (float)(word >> t % 4 & 1);
            for (int block = 0; value != 0 && block < 2; block++) {
                logits[t * 2 + block] += weight[k * 2 + block] * value;
            }
        }
    }
    float *logit = TESS_ARENA(float, READOUT_LOGITS) + (size_t)n * 4 * 16;
    float *error = TESS_ARENA(float, READOUT_ERROR) + (size_t)n * 4 * 16;
    float *sum = run->logits + n * 10;
    memset(sum, 0, sizeof *sum * 10);
    for (int t = 0; t < 4; t++, logit += 16, error += 16) {
        for (int c = 0; c < 10; c++) {
            logit[c] += bias[c];
            sum[c] += logit[c];
        }
        if (train && t >= 0) {
            TESS_ARENA(float, READOUT_LOSSES)[n * 4 + t] =
                tess_cross_entropy(logit, 10, run->label[n], run->batch, error);
        }
    }
}

static void readout_logits_train(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    readout_logits(run, n, true);
}

static void readout_logits_evaluate(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    readout_logits(run, n, false);
}

/* readout: dW += error outer feature, over supervised steps; item 0 adds up the bias too. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx8 *errors = TESS_ARENA(tess_fx8, READOUT_ERROR);
    const int first = item * 3136 / 8, last = (item + 1) * 3136 / 8;
    tess_fx8 *sum = TESS_ARENA(tess_fx8, READOUT_SUM);
    (void)scratch;
    if (run->first == 0) {
        memset(sum + first * 2, 0, sizeof *sum * (size_t)(last - first) * 2);
    }
    for (int k = first; k < last; k++) {
        for (int n = 0; n < run->count; n++) {
            const uint8_t *feature = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                     ((size_t)n * 49 + k % 49) * 64 + k / 49;
            for (int t = 0; t < 4; t++) {
                const int word = feature[(size_t)(t / 4) * 32 * 49 * 64];
                const float value = (float)(word >> t % 4 & 1);
                for (int block = 0; value != 0 && block < 2; block++) {
                    sum[k * 2 + block] += errors[(n * 4 + t) * 2 + block] * value;
                }
            }
        }
    }
    if (item == 0) {
        const float *error = TESS_ARENA(float, READOUT_ERROR);
        float *bias = TESS_ARENA(float, READOUT_BIAS_GRADIENT);
        for (int c = 0; c < 10; c++) {
            float total = run->first == 0 ? 0 : bias[c];
            for (int n = 0; n < run->count; n++) {
                for (int t = 0; t < 4; t++) {
                    total += error[(n * 4 + t) * 16 + c];
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
    for (int c = 0; c < 10; c++) {
        for (int k = 0; k < 3136; k++) {
            gradient[c * 3136 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 31360, TESS_ARENA(float, READOUT_WEIGHT_VALUE) + 0,
              TESS_ARENA(float, READOUT_WEIGHT_GRADIENT) + 0, TESS_ARENA(float, READOUT_WEIGHT_MOMENT1) + 0,
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT2) + 0);
    tess_adam(run, 10, TESS_ARENA(float, READOUT_BIAS_VALUE) + 0,
              TESS_ARENA(float, READOUT_BIAS_GRADIENT) + 0, TESS_ARENA(float, READOUT_BIAS_MOMENT1) + 0,
              TESS_ARENA(float, READOUT_BIAS_MOMENT2) + 0);
}

/* readout: its weights, features first. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 3136; k++) {
        for (int c = 0; c < 10; c++) {
            rows[k * 16 + c] = weight[c * 3136 + k];
        }
    }
}

static const struct tess_param params[] = {
    {
        "conv1.weight", "L0.w", 4, {16, 1, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.11785113f,
    },
    {
        "conv1.gain", "L0.gain", 4, {16, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "conv2.weight", "L1.w", 4, {32, 16, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.083333336f,
    },
    {
        "conv2.gain", "L1.gain", 4, {32, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "conv3.weight", "L2.w", 4, {64, 32, 3, 3},
        CONV3_WEIGHT_VALUE, CONV3_WEIGHT_GRADIENT, CONV3_WEIGHT_MOMENT1, CONV3_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.058925565f,
    },
    {
        "conv3.gain", "L2.gain", 4, {64, 1, 1, 1},
        CONV3_GAIN_VALUE, CONV3_GAIN_GRADIENT, CONV3_GAIN_MOMENT1, CONV3_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "readout.weight", "out.w", 2, {10, 3136},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.025253814f,
    },
    {
        "readout.bias", "out.b", 1, {10},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_CONSTANT, 0.0f,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 16 3x3 pad 1, maxpool 2x2", 12544, 112896},
    {"conv2", "conv 32 3x3 pad 1, maxpool 2x2", 6272, 903168},
    {"conv3", "conv 64 3x3 pad 1", 3136, 903168},
    {"readout", "readout", 10, 31360},
};

static const struct tess_stage prepare_stages[] = {
    {"conv1 basis", 0, conv1_basis, 1, 0},
    {"conv1 weights", 0, conv1_weights, 2, 0},
    {"conv2 basis", 1, conv2_basis, 1, 0},
    {"conv2 weights", 1, conv2_weights, 2, 0},
    {"conv3 basis", 2, conv3_basis, 1, 0},
    {"conv3 weights", 2, conv3_weights, 4, 0},
    {"readout weights", 3, readout_weights, 1, 0},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 4},
    {"conv1 forward", 0, conv1_forward_train, 2, 8},
    {"conv1 signal", 0, conv1_signal, 1, 1},
    {"conv1 gradient", 0, conv1_gradient, 2, 0},
    {"conv2 atoms", 1, conv2_atoms, 1, 0},
    {"conv2 lists", 1, conv2_lists_train, 1, 1},
    {"conv2 forward", 1, conv2_forward_train, 2, 8},
    {"conv2 signal", 1, conv2_signal, 1, 1},
    {"conv2 gradient", 1, conv2_gradient, 2, 0},
    {"conv3 atoms", 2, conv3_atoms, 1, 0},
    {"conv3 lists", 2, conv3_lists_train, 1, 2},
    {"conv3 forward", 2, conv3_forward_train, 4, 8},
    {"conv3 signal", 2, conv3_signal, 1, 1},
    {"conv3 gradient", 2, conv3_gradient, 4, 0},
    {"readout logits", 3, readout_logits_train, 1, 1},
    {"readout gradient", 3, readout_gradient, 8, 0},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 2, 0},
    {"conv1 weights", 0, conv1_weights, 2, 0},
    {"conv2 update", 1, conv2_update, 2, 0},
    {"conv2 weights", 1, conv2_weights, 2, 0},
    {"conv3 update", 2, conv3_update, 4, 0},
    {"conv3 weights", 2, conv3_weights, 4, 0},
    {"readout update", 3, readout_update, 1, 0},
    {"readout weights", 3, readout_weights, 1, 0},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists_evaluate, 1, 4},
    {"conv1 forward", 0, conv1_forward_evaluate, 2, 8},
    {"conv1 pool", 0, conv1_pool, 1, 1},
    {"conv2 atoms", 1, conv2_atoms, 1, 0},
    {"conv2 lists", 1, conv2_lists_evaluate, 1, 1},
    {"conv2 forward", 1, conv2_forward_evaluate, 2, 8},
    {"conv2 pool", 1, conv2_pool, 1, 1},
    {"conv3 atoms", 2, conv3_atoms, 1, 0},
    {"conv3 lists", 2, conv3_lists_evaluate, 1, 2},
    {"conv3 forward", 2, conv3_forward_evaluate, 4, 8},
    {"conv3 pool", 2, conv3_pool, 1, 1},
    {"readout logits", 3, readout_logits_evaluate, 1, 1},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 1, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_CHANNEL, .extent = 16, .stride = 802816, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 401408},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 100352},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 224},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOGITS + 0 * 10 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_loss", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOSSES + 0 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.basis", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 256},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 16},
        },
        .factor = 0.00390625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_CHANNEL, .extent = 16, .stride = 802816, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 6422528,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 8},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_CHANNEL, .extent = 16, .stride = 802816, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 16, .stride = 144, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 16, .stride = 72, .lanes = 8},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 72},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 24},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 8},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = CONV2_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 200704},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 6272},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 7, .store = TESS_STORE_STEP_BITS, .offset = EDGE_ODD,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 50176},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1568},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 224},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_LOGITS + 0 * 10 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_LOSSES + 0 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 32},
        },
        .factor = 0.001953125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 8, .store = TESS_STORE_F32, .offset = 12845056,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 8, .store = TESS_STORE_F32, .offset = 16056320,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 8, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 2448, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 816},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 272},
        },
        .factor = 1.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 2304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.u", .stage = 11, .store = TESS_STORE_F32, .offset = CONV3_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 11, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 100352},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 12, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 100352},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_logits", .stage = 12, .store = TESS_STORE_F32, .offset = CONV3_LOGITS + 0 * 10 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_loss", .stage = 12, .store = TESS_STORE_F32, .offset = CONV3_LOSSES + 0 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.basis", .stage = 12, .store = TESS_STORE_F32, .offset = CONV3_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 64},
        },
        .factor = 0.0009765625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 13, .store = TESS_STORE_F32, .offset = 19267584,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 13, .store = TESS_STORE_F32, .offset = 20873216,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 13, .store = TESS_STORE_I32, .offset = CONV3_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 4752, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1584},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 528},
        },
        .factor = 1.0f, .scale = CONV3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 13, .store = TESS_STORE_F32, .offset = CONV3_WEIGHT_GRADIENT,
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
        .name = "out.logits", .stage = 14, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 14, .store = TESS_STORE_F32, .offset = READOUT_LOSSES + 0 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model mnist\n"
    "\n"
    "input 1x28x28 {\n"
    "    dataset mnist\n"
    "    classes 10\n"
    "    present 4 steps\n"
    "    augment crop pad 0, flip p 0, cutout p 0\n"
    "    normalize mean 0.1307  std 0.3081\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.5; threshold 0.6; reset subtract 0.6 }\n"
    "weights { standardize; gain on; bias off }\n"
    "\n"
    "network {\n"
    "    conv 16 3x3 pad 1, maxpool 2x2  signal grid 4x4\n"
    "    conv 32 3x3 pad 1, maxpool 2x2  signal grid 4x4\n"
    "    conv 64 3x3 pad 1  signal grid 4x4\n"
    "    readout\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post 1\n"
    "    lambda pre 0.5 post 0.2\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal local {\n"
    "        basis frequencies 50 101.33333 152.66666 204 255.33333 306.6667 358 409.33334 460.66666 512\n"
    "        loss cross_entropy\n"
    "        from step 0\n"
    "    }\n"
    "}\n"
    "\n"
    "train {\n"
    "    batch 64\n"
    "    epochs 5\n"
    "    seed 1\n"
    "    optimizer adam lr 0.001 beta1 0.9 beta2 0.999 epsilon 1e-08\n"
    "    plateau off\n"
    "    validate 0.1\n"
    "}\n";

static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "mnist", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .source = source,
    .input = {
        .dataset = "mnist", .channels = 1, .height = 28, .width = 28,
        .steps = 4, .is_static = true, .classes = 10,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .normalize = true,
        .mean = {
            0.1307f,
        },
        .deviation = {
            0.3081f,
        },
        .crop_pad = 0, .flip_probability = 0.0f, .cutout_probability = 0.0f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 5500, .synthetic_test = 1100,
    },
    .training = {
        .epochs = 5, .batch = 64, .seed = 1,
        .optimizer = TESS_ADAM, .learning_rate = 0.001f, .momentum = 0.0f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = false, .plateau_factor = 0.5f, .plateau_patience = 5,
        .plateau_threshold = 0.0001f, .minimum_learning_rate = 0.0f,
    },
    .layers = 3, .layer = layer_infos, .supervised_from = 0,
    .params = 8, .param = params,
    .arena_bytes = 9784640, .scratch_bytes = 131072, .tap_bytes = 22478848, .chunk = 32,
    .prepare_stages = 7, .prepare = prepare_stages,
    .train_stages = 16, .train = train_stages,
    .update_stages = 8, .update = update_stages,
    .evaluate_stages = 12, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("mnist: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
