/* mnist: a spiking network for mnist, trained with the rule 'tess' over 4 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 32 3x3 pad 1                        1x28x28       32x28x28             320  512 latents
 *   conv2       conv 64 3x3 pad 1, maxpool 2x2           32x28x28      64x14x14           18496  1024 latents
 *   conv3       conv 128 3x3 pad 1, maxpool 2x2          64x14x14      128x7x7            73856  2048 latents
 *   conv4       conv 128 3x3 pad 1, maxpool 2x2          128x7x7       128x3x3           147584  512 latents
 *   readout     linear, 1152 features to 10 classes: 11530 parameters
 *
 * Schedule fold: 32 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 4 steps. Memory: 58158592 bytes. */
#include <stdio.h>

#include "tess/kernel.h"

/* The arena, in bytes: what lasts, then what each layer uses while it runs. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 1152,
    CONV1_WEIGHT_MOMENT1 = 2304,
    CONV1_WEIGHT_MOMENT2 = 3456,
    CONV1_GAIN_VALUE = 4608,
    CONV1_GAIN_GRADIENT = 4736,
    CONV1_GAIN_MOMENT1 = 4864,
    CONV1_GAIN_MOMENT2 = 4992,
    CONV2_WEIGHT_VALUE = 5120,
    CONV2_WEIGHT_GRADIENT = 78848,
    CONV2_WEIGHT_MOMENT1 = 152576,
    CONV2_WEIGHT_MOMENT2 = 226304,
    CONV2_GAIN_VALUE = 300032,
    CONV2_GAIN_GRADIENT = 300288,
    CONV2_GAIN_MOMENT1 = 300544,
    CONV2_GAIN_MOMENT2 = 300800,
    CONV3_WEIGHT_VALUE = 301056,
    CONV3_WEIGHT_GRADIENT = 595968,
    CONV3_WEIGHT_MOMENT1 = 890880,
    CONV3_WEIGHT_MOMENT2 = 1185792,
    CONV3_GAIN_VALUE = 1480704,
    CONV3_GAIN_GRADIENT = 1481216,
    CONV3_GAIN_MOMENT1 = 1481728,
    CONV3_GAIN_MOMENT2 = 1482240,
    CONV4_WEIGHT_VALUE = 1482752,
    CONV4_WEIGHT_GRADIENT = 2072576,
    CONV4_WEIGHT_MOMENT1 = 2662400,
    CONV4_WEIGHT_MOMENT2 = 3252224,
    CONV4_GAIN_VALUE = 3842048,
    CONV4_GAIN_GRADIENT = 3842560,
    CONV4_GAIN_MOMENT1 = 3843072,
    CONV4_GAIN_MOMENT2 = 3843584,
    READOUT_WEIGHT_VALUE = 3844096,
    READOUT_WEIGHT_GRADIENT = 3890176,
    READOUT_WEIGHT_MOMENT1 = 3936256,
    READOUT_WEIGHT_MOMENT2 = 3982336,
    READOUT_BIAS_VALUE = 4028416,
    READOUT_BIAS_GRADIENT = 4028480,
    READOUT_BIAS_MOMENT1 = 4028544,
    READOUT_BIAS_MOMENT2 = 4028608,
    CONV1_EFFECTIVE = 4028672,
    CONV1_SIGNS = 4030976,
    CONV1_GATES = 4051456,
    CONV2_EFFECTIVE = 4053504,
    CONV2_SCALE = 4129536,
    CONV2_SIGNS = 4129792,
    CONV2_GATES = 4170752,
    CONV2_ATOMS = 4174848,
    CONV3_EFFECTIVE = 4175360,
    CONV3_SCALE = 4474880,
    CONV3_SIGNS = 4475392,
    CONV3_GATES = 4557312,
    CONV3_ATOMS = 4565504,
    CONV4_EFFECTIVE = 4566016,
    CONV4_SCALE = 5160448,
    CONV4_SIGNS = 5160960,
    CONV4_GATES = 5181440,
    CONV4_ATOMS = 5183488,
    READOUT_EFFECTIVE = 5184000,
    READOUT_SUM = 5257728,
    READOUT_LOGITS = 5331456,
    READOUT_ERROR = 5339648,
    READOUT_LOSSES = 5347840,
    EDGE_EVEN = 5348352,
    EDGE_ODD = 6151168,
    CONV1_BEGIN = 6552576,
    CONV1_ENTRIES = 6653056,
    CONV1_ROWS = 6853760,
    CONV1_LENGTHS = 7054464,
    CONV1_MEMBRANE = 7054528,
    CONV1_LATENTS = 19899584,
    CONV1_LOGITS = 20161728,
    CONV1_ERROR = 20166848,
    CONV1_LOSSES = 20171968,
    CONV1_SIGNAL = 20172480,
    CONV2_BEGIN = 6552576,
    CONV2_FOURS = 6652928,
    CONV2_ENTRIES = 7054336,
    CONV2_ROWS = 14681088,
    CONV2_LENGTHS = 27526144,
    CONV2_MEMBRANE = 27542528,
    CONV2_SPIKES = 53232640,
    CONV2_ROUTE = 54838272,
    CONV2_LATENTS = 56443904,
    CONV2_LOGITS = 56968192,
    CONV2_ERROR = 56973312,
    CONV2_LOSSES = 56978432,
    CONV2_SIGNAL = 56978944,
    CONV3_BEGIN = 6552576,
    CONV3_FOURS = 6577664,
    CONV3_ENTRIES = 6678016,
    CONV3_ROWS = 10190336,
    CONV3_LENGTHS = 16612864,
    CONV3_MEMBRANE = 16621056,
    CONV3_SPIKES = 29466112,
    CONV3_ROUTE = 30268928,
    CONV3_LATENTS = 31071744,
    CONV3_LOGITS = 32120320,
    CONV3_ERROR = 32125440,
    CONV3_LOSSES = 32130560,
    CONV3_SIGNAL = 32131072,
    CONV4_BEGIN = 6552576,
    CONV4_FOURS = 6558848,
    CONV4_ENTRIES = 6583936,
    CONV4_ROWS = 8264832,
    CONV4_LENGTHS = 11476096,
    CONV4_MEMBRANE = 11484288,
    CONV4_SPIKES = 14695552,
    CONV4_ROUTE = 14896256,
    CONV4_LATENTS = 15096960,
    CONV4_LOGITS = 15359104,
    CONV4_ERROR = 15364224,
    CONV4_LOSSES = 15369344,
    CONV4_SIGNAL = 15369856,
};

/* Where sign(sin(f[c] i)) is positive: a bit a latent i, for each class c. */
static const uint64_t square_waves[10 * 32] = {
    0xf000fff000fff000, 0x007ff8007ff800ff, 0x3ffc003ffc007ff8, 0xfe001ffe003ffc00, 0x000fff001ffe001f,
    0x07ff800fff000fff, 0xffc007ff8007ff80, 0xe003ffc003ffc003, 0x01ffe001ffe001ff, 0xfff000fff000fff0,
    0xf8007ff8007ff800, 0x003ffc003ffc007f, 0x1ffe001ffe003ffc, 0xff000fff001ffe00, 0x8007ff800fff000f,
    0x03ffc007ff8007ff, 0xffe003ffc003ffc0, 0xf001ffe001ffe001, 0x00fff000fff000ff, 0x7ff8007ff8007ff8,
    0xfc003ffc003ffc00, 0x001ffe001ffe003f, 0x0fff000fff001ffe, 0xff8007ff800fff00, 0xc003ffc007ff8007,
    0x01ffe003ffc003ff, 0xfff001ffe001ffe0, 0xf800fff000fff000, 0x007ff8007ff8007f, 0x3ffc003ffc003ffc,
    0xfe001ffe001ffe00, 0x000fff000fff001f, 0x87878f0f0f0f0f0e, 0xc3c3c3c3c7878787, 0xf1e1e1e1e1e1e3c3,
    0x787878f0f0f0f0f0, 0x3c3c3c3c3c387878, 0x0f0e1e1e1e1e1e1c, 0x878787870f0f0f0f, 0xc3c3c3c3c3c38787,
    0xf0f0f1e1e1e1e1e1, 0x7878787878f0f0f0, 0x1e3c3c3c3c3c3c78, 0x0f0f0f1e1e1e1e1e, 0x87878787878f0f0f,
    0xe1e1c3c3c3c3c3c3, 0xf0f0f0f0e1e1e1e1, 0x38787878787870f0, 0x1e1e1e3c3c3c3c3c, 0x0f0f0f0f0f1e1e1e,
    0xc3c787878787878f, 0xe1e1e1e3c3c3c3c3, 0x70f0f0f0f0f0e1e1, 0x3c3c387878787878, 0x1e1e1e1e1c3c3c3c,
    0x870f0f0f0f0f0e1e, 0xc3c3c38787878787, 0xe1e1e1e1e1e3c3c3, 0x7878f0f0f0f0f0f1, 0x3c3c3c3c78787878,
    0x0e1e1e1e1e1e3c3c, 0x8787870f0f0f0f0f, 0xc3c3c3c3c3878787, 0xf0e1e1e1e1e1e1c3, 0x64d9326c9b26c9b2,
    0x26c9b26c9b364d93, 0x26c9b364d9364d93, 0x364d9364d9326c9b, 0x364d9326c9b26c9b, 0xb26c9b26c9b364d9,
    0xb26c99364d9364d9, 0x9364d9364d9b26c9, 0x9364d9b26c9b26c9, 0x9b26c9b26c99364d, 0x9b26c99364d9364d,
    0xd9364d9364c9b26c, 0xd9364c9b26c9b26c, 0xc9b26c9b26cd9364, 0xc9b26cd9364d9364, 0xcd9364d9364c9b26,
    0x4d9364c9b26c9b26, 0x6c9b26c9b264d936, 0x6c9b264d9364d936, 0x64d9364d9366c9b2, 0x64d9366c9b26c9b2,
    0x66c9b26c9b264d93, 0x26c9b364d9364d93, 0x364d9364d9326c9b, 0x364d9326c9b26c9b, 0x326c9b26c9b364d9,
    0xb26c9b364d9364d9, 0x9364d9364d9b26c9, 0x9364d9b26c9b26c9, 0x9b26c9b26c99364d, 0x9b26c99364d9364d,
    0x99364d9364d9b26c, 0x95552aaad555aaaa, 0xa5554aaab5556aaa, 0xa95556aaad5552aa, 0xaad555aaab5554aa,
    0xaab5556aaa95552a, 0xaaad555aaaa5554a, 0xaaab5554aaa95556, 0x6aaa95552aaa5555, 0x5aaaa5554aaab555,
    0x54aaa95552aaad55, 0x552aaa5555aaab55, 0x554aaab5556aaad5, 0x5552aaad555aaaa5, 0x5555aaab5554aaa9,
    0x95556aaad5552aaa, 0xad555aaaa5554aaa, 0xab5556aaa95552aa, 0xaad5552aaa5555aa, 0xaab5554aaa95556a,
    0xaaa95552aaad555a, 0x2aaa5554aaab5556, 0x4aaa95556aaad555, 0x52aaad555aaab555, 0x54aaab5556aaa955,
    0x556aaad555aaaa55, 0x555aaab5554aaa95, 0x5556aaa95552aaa5, 0xd555aaaa5554aaab, 0xb5554aaa95552aaa,
    0xad5552aaa5555aaa, 0xaa5554aaab5556aa, 0xaa95552aaad555aa, 0x92d25a4b696d2da4, 0x5a4b696d2da5b496,
    0x696d2da5b49692d2, 0x2da5b4b692d25a4b, 0xb4b692d25a4b496d, 0x92d25a4b496d2da5, 0x5a4b49692da5b4b6,
    0x49692da5b4b696d2, 0x2da5b4b696d25a4b, 0xb4b696d25a4b4969, 0x96d2da4b49692d25, 0xda4b49692d25b4b6,
    0x49692d25b4b696d2, 0x2d25a4b696d2da5b, 0xa4b696d2da5b4969, 0x96d2da5b49692d25, 0xda5b4b692d25a4b6,
    0x4b692d25a4b496d2, 0x2d25a4b496d2da5b, 0xa4b49692da5b4b69, 0x9692da5b4b696d25, 0xda5b4b696d25a4b4,
    0x4b696d2da4b49692, 0x6d2da4b49692d25b, 0xa4b49692d25b4b69, 0x9692d25a4b696d2d, 0xd25a4b696d2da5b4,
    0x4b696d2da5b49692, 0x6d2da5b4b692d25a, 0xa5b4b692d25a4b69, 0xb692d25a4b496d2d, 0xd25a4b496d2da5b4,
    0x738c639ce318e738, 0x18e738c639ce318e, 0xce318e738c639ce3, 0x739c631ce738c639, 0x18c739c631ce718c,
    0xce718c739c631ce7, 0x631ce718c739c631, 0x38c639ce318e738c, 0x8e738c639ce318e7, 0xe318e738c639ce31,
    0x39c631ce718c639c, 0x8c739c631ce718c7, 0xe718c739c631ce71, 0x31ce718c739c631c, 0x8c639ce318e738c6,
    0xe738c639ce318e73, 0x318e738c639ce318, 0x9c631ce718c639ce, 0xc739c631ce718c73, 0x718c739c631ce718,
    0x1ce318c739c631ce, 0xc639ce318e738c63, 0x738c639ce318e738, 0x18e738c639ce318e, 0xc631ce718c639ce3,
    0x739c631ce718c739, 0x18c739c631ce718c, 0xce718c739c631ce7, 0x639ce318e738c639, 0x38c639ce318e738c,
    0x8e738c639ce318e7, 0x631ce718c739ce31, 0x00001fffff800000, 0xffff800001fffff8, 0x0003fffff000003f,
    0xffe000003fffff00, 0x007ffffe000007ff, 0xfc00000fffffe000, 0x0fffffc00000ffff, 0x800001fffff80000,
    0xfffff800001fffff, 0x00003fffff000001, 0xffff000003fffff0, 0x0007ffffe000007f, 0xffc000007ffffe00,
    0x00fffffc00000fff, 0xf800001fffffc000, 0x1fffff800001ffff, 0x000003fffff00000, 0xfffff000003fffff,
    0x00007ffffe000003, 0xfffe000007ffffe0, 0x000fffffc00000ff, 0xff800000fffffc00, 0x01fffff800001fff,
    0xf000003fffff8000, 0x3fffff000003ffff, 0x000007ffffe00000, 0xffffe000007ffffe, 0x0000fffffc000007,
    0xfffc00000fffffc0, 0x001fffff800001ff, 0xff000001fffff800, 0x03fffff000003fff, 0xc3871e3c70e1c78e,
    0x3870e3c78e1c78f1, 0xc70e1c78e1c38f1e, 0x78e1c78f1c3871e3, 0x8e1c38f1e3870e3c, 0xf1c3871e3c70e1c7,
    0x1e3870e3c78e1c78, 0xe3c70e1c78e1c38f, 0x3c78e1c78f1c3871, 0xc78e1c38f1e3870e, 0x78f1c3871e3c70e1,
    0x8f1e3870e3c78e1c, 0x71e3c70e3c78e1c3, 0x0e3c70e1c78f1c38, 0xe3c78e1c38f1e387, 0x1c78f1c3871e3c70,
    0xc38f1e3870e3c70e, 0x3871e3c70e3c78e1, 0x871e3c70e1c78f1c, 0x70e3c78e1c38f1e3, 0x0e1c78f1c3871e3c,
    0xe1c38f1e3870e3c7, 0x1c3871e3c70e3c78, 0xe3870e3c70e1c78f, 0x3870e3c78e1c38f1, 0xc70e1c78f1c38f1e,
    0x78e1c38f1c3871e3, 0x8f1c38f1e3870e3c, 0xf1c3871e3c70e1c7, 0x1e3870e3c78e1c38, 0xe3c70e1c78f1c38f,
    0x3c78e1c38f1c3871, 0x36c926db249b6c92, 0x9b6c936d924db649, 0x4db649b6c926db24, 0x26db249b64936d92,
    0x936d924db249b6c9, 0x49b6c926db24db64, 0x24db64936d924db2, 0x926db249b6c926d9, 0xc936d924db64936d,
    0x64936c926db249b6, 0xb249b6c936d924db, 0xd924db64936c926d, 0x6c926db249b64936, 0xb64936d924db249b,
    0xdb249b6c926db24d, 0x6db24db64936d924, 0x36d926db249b6c92, 0x9b6c936d924db649, 0x4db64936d926db24,
    0x26db249b6c936d92, 0x936d924db649b6c9, 0x49b6c926db249b64, 0x249b64936d924db2, 0x924db249b6c926db,
    0xc926d924db64936d, 0x64936d926db249b6, 0xb249b6c936d924db, 0xd924db64936d926d, 0x6c926db249b6c936,
    0xb64936d924db649b, 0xdb249b6c926db249, 0x6db249b64936d924, 0x555555aaaaaaaaaa, 0x552aaaaaaaaad555,
    0xaaaaaaaa95555555, 0xaaaab5555555556a, 0xa5555555554aaaaa, 0x5555555aaaaaaaaa, 0x5552aaaaaaaaad55,
    0xaaaaaaaaa9555555, 0xaaaaab5555555556, 0xaa5555555555aaaa, 0x555555552aaaaaaa, 0x55556aaaaaaaaad5,
    0x4aaaaaaaaa955555, 0xaaaaaab555555555, 0xaaa5555555555aaa, 0x5555555552aaaaaa, 0x555556aaaaaaaaad,
    0x54aaaaaaaaa95555, 0xaaaaaaaa55555555, 0xaaaad555555555aa, 0x95555555552aaaaa, 0x5555556aaaaaaaaa,
    0x554aaaaaaaaab555, 0xaaaaaaaaa5555555, 0xaaaaad555555555a, 0xa95555555552aaaa, 0x55555556aaaaaaaa,
    0x5555aaaaaaaaab55, 0x2aaaaaaaaa555555, 0xaaaaaad555555555, 0xaa95555555556aaa, 0x555555554aaaaaaa,
};

/* ---- conv1: conv 32 3x3 pad 1 ---- */

/* conv1: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv1_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {1, 1, 28, 28};
    const float *frames = run->input;
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
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
                                 n % 2 * 900, 30, lengths,
                                 TESS_ARENA(struct tess_value, CONV1_ROWS) + tile * 1568, 1568);
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
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, CONV1_EFFECTIVE) + block * 18;
    const uint32_t *begin = TESS_ARENA(uint32_t, CONV1_BEGIN);
    const struct tess_value *entries = TESS_ARENA(struct tess_value, CONV1_ENTRIES);
    for (int n = first; n < last; n++) {
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                const size_t at = (size_t)n * 784 + y * 28 + x;
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV1_MEMBRANE) + ((size_t)block * 32 * 784 + at) * 4;
                tess_fx16 v = {0};
                /* The image is the same at every step: one sum serves them all. */
                tess_dx16 sum = {0};
                for (int tap = 0; tap < 9; tap++) {
                    const int from_y = y + tap / 3 - 1, from_x = x + tap % 3 - 1;
                    if (from_y < 0 || from_y >= 28 || from_x < 0 || from_x >= 28) {
                        continue;
                    }
                    const int p = from_y * 28 + from_x;
                    const tess_fx16 *rows = weight + tap * 2;
                    const uint32_t *list = begin + (size_t)n * (784 + 1) + 0 * 784 + p;
                    for (uint32_t k = list[0]; k < list[1]; k++) {
                        const struct tess_value *value = entries + (size_t)n * 784 + k;
                        sum += __builtin_convertvector(rows[value->row], tess_dx16) * (double)value->amount.real;
                    }
                }
                const tess_fx16 current = __builtin_convertvector(sum, tess_fx16);
                for (int g = 0; g < 1; g++) {
                    tess_ix16 word = {0};
                    for (int t = g * 4; t < (g + 1) * 4 && t < 4; t++) {
                        u = 0.5f * v + current;
                        fired = u > threshold;
                        v = u - (tess_fx16)((tess_ix16)reset & fired);
                        word |= fired & (1 << (t - g * 4));
                        if (train) {
                            u_out[t] = u;
                        }
                    }
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 * 784 + at) * 32 + block * 16) =
                        __builtin_convertvector(word, tess_bx16);
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
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 + n) * 784 * 32,
                                    784 * 32);
    }
    run->spikes[n * 4 + 0] = spikes;
    (void)train;
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
        0, 7, 14, 21,
    };
    static const int rows_to[4] = {
        7, 14, 21, 28,
    };
    static const int columns_from[4] = {
        0, 7, 14, 21,
    };
    static const int columns_to[4] = {
        7, 14, 21, 28,
    };
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV1_LATENTS) + (size_t)n * 4 * 16 * 2;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        for (int block = 0; block < 2; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                       ((size_t)n * 784 + y * 28 + x) * 32 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 784 * 32), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 2 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv1_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV1_LATENTS) + (size_t)n * 4 * 16 * 2;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS);
    float *logit = TESS_ARENA(float, CONV1_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV1_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV1_LOSSES) + n * 4, sum = 0;
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
            logit[t * 10 + c] = total * 3.9859693e-05f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 4 + 0] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv1_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV1_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV1_GATES);
    const float *error = TESS_ARENA(float, CONV1_ERROR) + n * 4 * 10;
    for (int block = 0; block < 2; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV1_SIGNAL) + ((size_t)n * 2 + block) * 16 * 4;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
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
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row)
{
    static const int zone_rows[28] = {
        0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3,
    };
    static const int zone_columns[28] = {
        0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3,
    };
    for (int x = 0; x < 28; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV1_MEMBRANE) +
                      (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
        tess_fx16 *slot = row + (x + 1);
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV1_SIGNAL) + (((size_t)n * 2 + block) * 16 +
            zone_rows[y] * 4 + zone_columns[x]) * 4;
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
            const size_t at = (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
            TESS_TAP(tess_fx16, 0)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 12845056)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 0)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 12845056)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 0)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 12845056)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 0)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 12845056)[at + 3] = m[3];
        }
        tess_fx16 d[1] = {{0}};
        /* 1.0 m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
        {
            d[0] += 1.0f * (m[0] * psi[0]);
            d[0] += 1.5f * (m[1] * psi[1]);
            d[0] += 1.75f * (m[2] * psi[2]);
            d[0] += 1.875f * (m[3] * psi[3]);
        }
        /* 1.0 m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
        {
            tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
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
static inline void conv1_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV1_LENGTHS) + tile;
    const struct tess_value *list = TESS_ARENA(struct tess_value, CONV1_ROWS) + (size_t)tile * 1568;
    for (int c = 0; c < 1; c++, sum += 9, list += 1568) {
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
                const tess_fx16 *d = table + list[k].row;
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
    tess_fx16 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV1_WEIGHT_GRADIENT) + (size_t)block * 9;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 9);
    }
    memset(table, 0, sizeof *table * 2 * 30 * 30);
    for (int first = 0; first < run->count; first += 2) {
        for (int n = first; n < first + 2 && n < run->count; n++) {
            for (int y = 0; y < 28; y++) {
                tess_fx16 *row = table + ((n - first) * 30 + y + 1) * 30;
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
    float *rows = TESS_ARENA(float, CONV1_EFFECTIVE) + (size_t)block * 18 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 32; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 9, 9, TESS_ARENA(float, CONV1_GAIN_VALUE)[o], effective);
        for (int k = 0; k < 9; k++) {
            rows[(k % 9 * 2 + k / 9) * 16 + lane] = effective[k];
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv1_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)block * 16 * 9,
           sizeof(float) * 16 * 9);
    for (int lane = 0; lane < 16 && block * 16 + lane < 32; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV1_WEIGHT_GRADIENT) + (size_t)o * 9;
        for (int k = 0; k < 9; k++) {
            gradient[k] = gathered[k * 16 + lane];
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

/* conv1: the fixed matrix B, 10 square waves over 512 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[8] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df,
    };
    static const float gate[16] = {
        3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f,
        3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f,
        3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f, 3.9859693e-05f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 32, 10, 32, 16, 32, gate,
                      TESS_ARENA(float, CONV1_SIGNS), TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 64 3x3 pad 1, maxpool 2x2 ---- */

/* conv2: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv2_atoms(const struct tess_run *run, int group, void *scratch)
{
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN) + (size_t)group * 32 * 784 * 32;
    uint32_t histogram[1 << 4] = {0};
    (void)scratch;
    for (int k = 0; k < 784 * 32; k++) {
        histogram[words[k]]++;
    }
    tess_atoms_choose(histogram, 4, 4, TESS_ARENA(struct tess_atoms, CONV2_ATOMS) + group);
}

/* conv2: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {32, 32, 28, 28};
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN);
    const int first = item;
    const int last = first + 1 < run->count ? first + 1 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV2_LENGTHS) + item * 4 * 32, 0,
               sizeof(uint32_t) * 4 * 32);
    }
    for (int n = first; n < last; n++) {
        tess_forward_lists(words + (size_t)n * 784 * 32, 32 * 784 * 32, 1,
                           &map, false, TESS_ARENA(struct tess_atoms, CONV2_ATOMS), 8, 32,
                           TESS_ARENA(uint32_t, CONV2_BEGIN) + n * 784,
                           TESS_ARENA(uint16_t, CONV2_FOURS) + n * 784 * 8,
                           TESS_ARENA(uint16_t, CONV2_ENTRIES) + (size_t)n * 119168, scratch);
        for (int row = 0; train && row < 28; row += 7) {
            const int rows = row + 7 < 28 ? 7 : 28 - row;
            const size_t tile = (size_t)(item * 4 + row / 7);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 32;
            const struct tess_map part = {32, 32, rows, 28};
            tess_gradient_lists(words + ((size_t)n * 784 + row * 28) * 32,
                                32 * 784 * 32, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), 8,
                                n % 1 * 270 * 8, 30,
                                lengths, TESS_ARENA(uint32_t, CONV2_ROWS) + tile * 25088, 784);
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
    const int block = item % 4, first = item / 4 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * 297;
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
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                const size_t at = (size_t)n * 784 + y * 28 + x;
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV2_MEMBRANE) + ((size_t)block * 32 * 784 + at) * 4;
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
                        if (from_y < 0 || from_y >= 28 || from_x < 0 || from_x >= 28) {
                            continue;
                        }
                        const int p = from_y * 28 + from_x;
                        const tess_ix16 *rows = weight + tap * 33;
                        const size_t list = ((size_t)n * 784 + p) + g;
                        const uint16_t *entry = entries + (size_t)n * 119168 + begin[list];
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
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 * 784 + at) * 64 + block * 16) =
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
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 + n) * 784 * 64,
                                    784 * 64);
    }
    run->spikes[n * 4 + 1] = spikes;
    (void)train;
    for (int g = 0; g < 1; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * 32 + n) * 784 * 64;
        uint8_t *to = TESS_ARENA(uint8_t, EDGE_ODD) + ((size_t)g * 32 + n) * 196 * 64;
        uint8_t *route = TESS_ARENA(uint8_t, CONV2_ROUTE) + ((size_t)g * 32 + n) * 784 * 64;
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                const size_t at = (size_t)(y * 2 * 28 + x * 2) * 64;
                uint8_t *pooled = to + (size_t)(y * 14 + x) * 64;
                for (int c = 0; c < 64; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c + 0);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 64);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 1792);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 1856);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 64) = first1;
                        *(tess_bx16 *)(route + at + c + 1792) = first2;
                        *(tess_bx16 *)(route + at + c + 1856) = first3;
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
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV2_LATENTS) + (size_t)n * 4 * 16 * 4;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        for (int block = 0; block < 4; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_ODD) +
                                       ((size_t)n * 196 + y * 14 + x) * 64 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 196 * 64), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 4 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv2_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV2_LATENTS) + (size_t)n * 4 * 16 * 4;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS);
    float *logit = TESS_ARENA(float, CONV2_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV2_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV2_LOSSES) + n * 4, sum = 0;
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
            logit[t * 10 + c] = total * 6.1035156e-05f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 4 + 1] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
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
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_ARENA(float, CONV2_ERROR) + n * 4 * 10;
    for (int block = 0; block < 4; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV2_SIGNAL) + ((size_t)n * 4 + block) * 36 * 4;
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
        for (int zone = 0; zone < 36; zone++) {
            const int zy = zone / 6, zx = zone % 6;
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
    static const int zone_rows[14] = {
        0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5,
    };
    static const int zone_columns[14] = {
        0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 5, 5, 5,
    };
    for (int x = 0; x < 28; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV2_MEMBRANE) +
                      (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
        tess_fx16 *slot = row + (x + 1) * 8;
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV2_SIGNAL) + (((size_t)n * 4 + block) * 36 +
            zone_rows[y / 2] * 6 + zone_columns[x / 2]) * 4;
        const tess_ix16 route0 = __builtin_convertvector(
            *(const tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_ROUTE) +
                          (((size_t)0 * 32 + n) * 784 + y * 28 + x) * 64 + block * 16), tess_ix16);
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
            const size_t at = (((size_t)block * 32 + n) * 784 + y * 28 + x) * 4;
            TESS_TAP(tess_fx16, 25690112)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 51380224)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 25690112)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 51380224)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 25690112)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 51380224)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 25690112)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 51380224)[at + 3] = m[3];
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
    const uint32_t *length = TESS_ARENA(uint32_t, CONV2_LENGTHS) + tile * 32;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV2_ROWS) + (size_t)tile * 32 * 784;
    for (int c = 0; c < 32; c++, sum += 9, list += 784) {
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
                g0 += d[496];
                g1 += d[488];
                g2 += d[480];
                g3 += d[256];
                g4 += d[248];
                g5 += d[240];
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
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV2_WEIGHT_GRADIENT) + (size_t)block * 288;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 288);
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
    memset(table, 0, sizeof *table * 9 * 30 * 8);
    for (int n = 0; n < run->count; n++) {
        for (int tile = 0; tile < 4; tile++) {
            const int kept = tile ? 2 : 0; /* rows of the tile above that this one reads too */
            memmove(table, table + 7 * 30 * 8, sizeof *table * kept * 30 * 8);
            for (int row = kept; row < 9; row++) {
                const int y = tile * 7 + row - 1;
                if (y >= 0 && y < 28) {
                    conv2_row(run, block, n, y, table + row * 30 * 8, holds);
                } else {
                    memset(table + row * 30 * 8, 0, sizeof *table * 30 * 8);
                }
            }
            conv2_accumulate(run, n * 4 + tile, table, sum);
        }
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * 297 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 288, 288, TESS_ARENA(float, CONV2_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 288, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        for (int k = 0; k < 288; k++) {
            rows[(k % 9 * 33 + k / 9) * 16 + lane] = tess_round(effective[k] * unit);
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * 16 * 288,
           sizeof(float) * 16 * 288);
    for (int lane = 0; lane < 16 && block * 16 + lane < 64; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 288;
        for (int k = 0; k < 288; k++) {
            gradient[k] = gathered[k * 16 + lane];
        }
        TESS_ARENA(float, CONV2_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 288, 288,
                                      TESS_ARENA(float, CONV2_GAIN_VALUE)[o], gradient);
        tess_adam(run, 288, TESS_ARENA(float, CONV2_WEIGHT_VALUE) + (size_t)o * 288,
                  TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * 288, TESS_ARENA(float, CONV2_WEIGHT_MOMENT1) + (size_t)o * 288,
                  TESS_ARENA(float, CONV2_WEIGHT_MOMENT2) + (size_t)o * 288);
        tess_adam(run, 1, TESS_ARENA(float, CONV2_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV2_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV2_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV2_GAIN_MOMENT2) + o);
    }
}

/* conv2: the fixed matrix B, 10 square waves over 1024 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[16] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf,
    };
    static const float gate[16] = {
        6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f,
        6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f,
        6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f, 6.1035156e-05f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 32, 10, 64, 16, 64, gate,
                      TESS_ARENA(float, CONV2_SIGNS), TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 128 3x3 pad 1, maxpool 2x2 ---- */

/* conv3: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv3_atoms(const struct tess_run *run, int group, void *scratch)
{
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_ODD) + (size_t)group * 32 * 196 * 64;
    uint32_t histogram[1 << 4] = {0};
    (void)scratch;
    for (int k = 0; k < 196 * 64; k++) {
        histogram[words[k]]++;
    }
    tess_atoms_choose(histogram, 4, 4, TESS_ARENA(struct tess_atoms, CONV3_ATOMS) + group);
}

/* conv3: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {64, 64, 14, 14};
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_ODD);
    const int first = item;
    const int last = first + 1 < run->count ? first + 1 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV3_LENGTHS) + item * 64, 0,
               sizeof(uint32_t) * 64);
    }
    for (int n = first; n < last; n++) {
        tess_forward_lists(words + (size_t)n * 196 * 64, 32 * 196 * 64, 1,
                           &map, false, TESS_ARENA(struct tess_atoms, CONV3_ATOMS), 8, 64,
                           TESS_ARENA(uint32_t, CONV3_BEGIN) + n * 196,
                           TESS_ARENA(uint16_t, CONV3_FOURS) + n * 196 * 8,
                           TESS_ARENA(uint16_t, CONV3_ENTRIES) + (size_t)n * 54880, scratch);
        for (int row = 0; train && row < 14; row += 14) {
            const int rows = row + 14 < 14 ? 14 : 14 - row;
            const size_t tile = (size_t)(item + row / 14);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV3_LENGTHS) + tile * 64;
            const struct tess_map part = {64, 64, rows, 14};
            tess_gradient_lists(words + ((size_t)n * 196 + row * 14) * 64,
                                32 * 196 * 64, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), 8,
                                n % 1 * 256 * 8, 16,
                                lengths, TESS_ARENA(uint32_t, CONV3_ROWS) + tile * 50176, 784);
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
    const int block = item % 8, first = item / 8 * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV3_EFFECTIVE) + block * 585;
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
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                const size_t at = (size_t)n * 196 + y * 14 + x;
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV3_MEMBRANE) + ((size_t)block * 32 * 196 + at) * 4;
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
                        const tess_ix16 *rows = weight + tap * 65;
                        const size_t list = ((size_t)n * 196 + p) + g;
                        const uint16_t *entry = entries + (size_t)n * 54880 + begin[list];
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
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 32 * 196 + at) * 128 + block * 16) =
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
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 32 + n) * 196 * 128,
                                    196 * 128);
    }
    run->spikes[n * 4 + 2] = spikes;
    (void)train;
    for (int g = 0; g < 1; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV3_SPIKES) + ((size_t)g * 32 + n) * 196 * 128;
        uint8_t *to = TESS_ARENA(uint8_t, EDGE_EVEN) + ((size_t)g * 32 + n) * 49 * 128;
        uint8_t *route = TESS_ARENA(uint8_t, CONV3_ROUTE) + ((size_t)g * 32 + n) * 196 * 128;
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 7; x++) {
                const size_t at = (size_t)(y * 2 * 14 + x * 2) * 128;
                uint8_t *pooled = to + (size_t)(y * 7 + x) * 128;
                for (int c = 0; c < 128; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c + 0);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 128);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 1792);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 1920);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 128) = first1;
                        *(tess_bx16 *)(route + at + c + 1792) = first2;
                        *(tess_bx16 *)(route + at + c + 1920) = first3;
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
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV3_LATENTS) + (size_t)n * 4 * 16 * 8;
    for (int cell = 0; cell < 16; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        const tess_fx16 share = (tess_fx16){0} + 1.0f / (float)((rows_to[cy] - rows_from[cy]) * (columns_to[cx] - columns_from[cx]));
        for (int block = 0; block < 8; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_EVEN) +
                                       ((size_t)n * 49 + y * 7 + x) * 128 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 49 * 128), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 16 + cell) * 8 + block] = __builtin_convertvector(count[t], tess_fx16) * share;
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv3_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV3_LATENTS) + (size_t)n * 4 * 16 * 8;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS);
    float *logit = TESS_ARENA(float, CONV3_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV3_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV3_LOSSES) + n * 4, sum = 0;
    for (int c = 0; c < 10; c++, sign += 16 * 8) {
        for (int t = 0; t < 4; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 16 * 8; k++) {
                lanes += sign[k] * latent[t * 16 * 8 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 10 + c] = total * 0.00048828125f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 4 + 2] = sum / 4;
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
    for (int block = 0; block < 8; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV3_SIGNAL) + ((size_t)n * 8 + block) * 49 * 4;
        tess_fx16 *cell_signal = scratch;
        for (int cell = 0; cell < 16; cell++) {
            tess_fx16 sum[4] = {{0}};
            for (int c = 0; c < 10; c++) {
                const tess_fx16 s = sign[(c * 16 + cell) * 8 + block];
                for (int t = 0; t < 4; t++) {
                    sum[t] += s * error[t * 10 + c];
                }
            }
            for (int t = 0; t < 4; t++) {
                cell_signal[cell * 4 + t] = sum[t] * gate[cell * 8 + block];
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
    for (int x = 0; x < 14; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV3_MEMBRANE) +
                      (((size_t)block * 32 + n) * 196 + y * 14 + x) * 4;
        tess_fx16 *slot = row + (x + 1) * 8;
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV3_SIGNAL) + (((size_t)n * 8 + block) * 49 +
            zone_rows[y / 2] * 7 + zone_columns[x / 2]) * 4;
        const tess_ix16 route0 = __builtin_convertvector(
            *(const tess_bx16 *)(TESS_ARENA(uint8_t, CONV3_ROUTE) +
                          (((size_t)0 * 32 + n) * 196 + y * 14 + x) * 128 + block * 16), tess_ix16);
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
            TESS_TAP(tess_fx16, 77070336)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 89915392)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 77070336)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 89915392)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 77070336)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 89915392)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 77070336)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 89915392)[at + 3] = m[3];
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
    const uint32_t *length = TESS_ARENA(uint32_t, CONV3_LENGTHS) + tile * 64;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV3_ROWS) + (size_t)tile * 64 * 784;
    for (int c = 0; c < 64; c++, sum += 9, list += 784) {
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

/* conv3: the gradient of one block of output channels over the chunk. */
static void conv3_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV3_WEIGHT_GRADIENT) + (size_t)block * 576;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 576);
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
    memset(table, 0, sizeof *table * 16 * 16 * 8);
    for (int first = 0; first < run->count; first += 1) {
        for (int n = first; n < first + 1 && n < run->count; n++) {
            for (int y = 0; y < 14; y++) {
                tess_fx16 *row = table + ((n - first) * 16 + y + 1) * 16 * 8;
                conv3_row(run, block, n, y, row, holds);
            }
        }
        conv3_accumulate(run, first, table, sum);
    }
}

/* conv3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * 585 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 128; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 576, 576, TESS_ARENA(float, CONV3_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 576, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        for (int k = 0; k < 576; k++) {
            rows[(k % 9 * 65 + k / 9) * 16 + lane] = tess_round(effective[k] * unit);
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * 16 * 576,
           sizeof(float) * 16 * 576);
    for (int lane = 0; lane < 16 && block * 16 + lane < 128; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 576;
        for (int k = 0; k < 576; k++) {
            gradient[k] = gathered[k * 16 + lane];
        }
        TESS_ARENA(float, CONV3_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * 576, 576,
                                      TESS_ARENA(float, CONV3_GAIN_VALUE)[o], gradient);
        tess_adam(run, 576, TESS_ARENA(float, CONV3_WEIGHT_VALUE) + (size_t)o * 576,
                  TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * 576, TESS_ARENA(float, CONV3_WEIGHT_MOMENT1) + (size_t)o * 576,
                  TESS_ARENA(float, CONV3_WEIGHT_MOMENT2) + (size_t)o * 576);
        tess_adam(run, 1, TESS_ARENA(float, CONV3_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV3_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV3_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV3_GAIN_MOMENT2) + o);
    }
}

/* conv3: the fixed matrix B, 10 square waves over 2048 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[32] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf, 0xffff7ff7ffffffff, 0xffffffefbfffffff, 0xeffffffffff7dfff, 0xdf7ff7ffffffbefb,
        0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef, 0xffefbfffffffffdf, 0xffff7ff7dfffffff,
        0xffffffffbefbefff, 0xefbfffffffffdf7f, 0xff7df7dfffffffff, 0xffffffbeffefffff, 0xbfffffffffdf7fff,
        0x7df7dffffffeffef, 0xffffbeffefffffff,
    };
    static const float gate[16] = {
        0.00012207031f, 8.138021e-05f, 8.138021e-05f, 0.00012207031f, 8.138021e-05f, 5.4253473e-05f,
        5.4253473e-05f, 8.138021e-05f, 8.138021e-05f, 5.4253473e-05f, 5.4253473e-05f, 8.138021e-05f,
        0.00012207031f, 8.138021e-05f, 8.138021e-05f, 0.00012207031f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 32, 10, 128, 16, 128, gate,
                      TESS_ARENA(float, CONV3_SIGNS), TESS_ARENA(float, CONV3_GATES));
}

/* ---- conv4: conv 128 3x3 pad 1, maxpool 2x2 ---- */

/* conv4: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv4_atoms(const struct tess_run *run, int group, void *scratch)
{
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN) + (size_t)group * 32 * 49 * 128;
    uint32_t histogram[1 << 4] = {0};
    (void)scratch;
    for (int k = 0; k < 49 * 128; k++) {
        histogram[words[k]]++;
    }
    tess_atoms_choose(histogram, 4, 4, TESS_ARENA(struct tess_atoms, CONV4_ATOMS) + group);
}

/* conv4: its input as lists, by position for the sums and by channel for the gradient. */
static inline void conv4_lists(const struct tess_run *run, int item, void *scratch, bool train)
{
    const struct tess_map map = {128, 128, 7, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, EDGE_EVEN);
    const int first = item * 2;
    const int last = first + 2 < run->count ? first + 2 : run->count;
    (void)scratch;
    if (train) {
        memset(TESS_ARENA(uint32_t, CONV4_LENGTHS) + item * 128, 0,
               sizeof(uint32_t) * 128);
    }
    for (int n = first; n < last; n++) {
        tess_forward_lists(words + (size_t)n * 49 * 128, 32 * 49 * 128, 1,
                           &map, false, TESS_ARENA(struct tess_atoms, CONV4_ATOMS), 8, 128,
                           TESS_ARENA(uint32_t, CONV4_BEGIN) + n * 49,
                           TESS_ARENA(uint16_t, CONV4_FOURS) + n * 49 * 8,
                           TESS_ARENA(uint16_t, CONV4_ENTRIES) + (size_t)n * 26264, scratch);
        for (int row = 0; train && row < 7; row += 7) {
            const int rows = row + 7 < 7 ? 7 : 7 - row;
            const size_t tile = (size_t)(item + row / 7);
            uint32_t *lengths = TESS_ARENA(uint32_t, CONV4_LENGTHS) + tile * 128;
            const struct tess_map part = {128, 128, rows, 7};
            tess_gradient_lists(words + ((size_t)n * 49 + row * 7) * 128,
                                32 * 49 * 128, 1, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV4_ATOMS), 8,
                                n % 2 * 81 * 8, 9,
                                lengths, TESS_ARENA(uint32_t, CONV4_ROWS) + tile * 50176, 392);
        }
    }
}

static void conv4_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv4_lists(run, item, scratch, true);
}

static void conv4_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv4_lists(run, item, scratch, false);
}

/* conv4: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv4_forward(const struct tess_run *run, int item, bool train)
{
    const int block = item % 8, first = item / 8 * 32;
    const int last = first + 32 < run->count ? first + 32 : run->count;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV4_EFFECTIVE) + block * 1161;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV4_SCALE)[block];
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
    const uint32_t *begin = TESS_ARENA(uint32_t, CONV4_BEGIN);
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV4_FOURS);
    const uint16_t *entries = TESS_ARENA(uint16_t, CONV4_ENTRIES);
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
                tess_fx16 *u_out = TESS_ARENA(tess_fx16, CONV4_MEMBRANE) + ((size_t)block * 32 * 49 + at) * 4;
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
                        const tess_ix16 *rows = weight + tap * 129;
                        const size_t list = ((size_t)n * 49 + p) + g;
                        const uint16_t *entry = entries + (size_t)n * 26264 + begin[list];
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
                    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV4_SPIKES) + ((size_t)g * 32 * 49 + at) * 128 + block * 16) =
                        __builtin_convertvector(word, tess_bx16);
                }
            }
        }
    }
}

static void conv4_forward_train(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv4_forward(run, item, true);
}

static void conv4_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    (void)scratch;
    conv4_forward(run, item, false);
}

/* conv4: spikes of image n counted and pooled. */
static inline void conv4_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    for (int g = 0; g < 1; g++) {
        spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV4_SPIKES) + ((size_t)g * 32 + n) * 49 * 128,
                                    49 * 128);
    }
    run->spikes[n * 4 + 3] = spikes;
    (void)train;
    for (int g = 0; g < 1; g++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV4_SPIKES) + ((size_t)g * 32 + n) * 49 * 128;
        uint8_t *to = TESS_ARENA(uint8_t, EDGE_ODD) + ((size_t)g * 32 + n) * 9 * 128;
        uint8_t *route = TESS_ARENA(uint8_t, CONV4_ROUTE) + ((size_t)g * 32 + n) * 49 * 128;
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                const size_t at = (size_t)(y * 2 * 7 + x * 2) * 128;
                uint8_t *pooled = to + (size_t)(y * 3 + x) * 128;
                for (int c = 0; c < 128; c += 16) {
                    const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c + 0);
                    tess_bx16 any = word0;
                    const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + 128);
                    const tess_bx16 first1 = word1 & ~any;
                    any |= word1;
                    const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + 896);
                    const tess_bx16 first2 = word2 & ~any;
                    any |= word2;
                    const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + 1024);
                    const tess_bx16 first3 = word3 & ~any;
                    any |= word3;
                    *(tess_bx16 *)(pooled + c) = any;
                    if (train) {
                        *(tess_bx16 *)(route + at + c) = word0 | ~any;
                        *(tess_bx16 *)(route + at + c + 128) = first1;
                        *(tess_bx16 *)(route + at + c + 896) = first2;
                        *(tess_bx16 *)(route + at + c + 1024) = first3;
                    }
                }
            }
        }
    }
}

static void conv4_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv4_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid. */
static void conv4_latents(const struct tess_run *run, int n)
{
    static const int rows_from[2] = {
        0, 1,
    };
    static const int rows_to[2] = {
        2, 3,
    };
    static const int columns_from[2] = {
        0, 1,
    };
    static const int columns_to[2] = {
        2, 3,
    };
    tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV4_LATENTS) + (size_t)n * 4 * 4 * 8;
    for (int cell = 0; cell < 4; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < 8; block++) {
            tess_ix16 count[4] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, EDGE_ODD) +
                                       ((size_t)n * 9 + y * 3 + x) * 128 + block * 16;
                    for (int g = 0; g < 1; g++) {
                        const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)(p + (size_t)g * 32 * 9 * 128), tess_ix16);
                        for (int t = 0; t < 4 && g * 4 + t < 4; t++) {
                            count[g * 4 + t] += word >> t & 1;
                        }
                    }
                }
            }
            for (int t = 0; t < 4; t++) {
                latent[(t * 4 + cell) * 8 + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step, their cross entropy and its error. */
static void conv4_errors(const struct tess_run *run, int n)
{
    const tess_fx16 *latent = TESS_ARENA(tess_fx16, CONV4_LATENTS) + (size_t)n * 4 * 4 * 8;
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV4_SIGNS);
    float *logit = TESS_ARENA(float, CONV4_LOGITS) + n * 4 * 10;
    float *error = TESS_ARENA(float, CONV4_ERROR) + n * 4 * 10;
    float *loss = TESS_ARENA(float, CONV4_LOSSES) + n * 4, sum = 0;
    for (int c = 0; c < 10; c++, sign += 4 * 8) {
        for (int t = 0; t < 4; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < 4 * 8; k++) {
                lanes += sign[k] * latent[t * 4 * 8 + k];
            }
            float total = 0;
            for (int k = 0; k < 16; k++) {
                total += lanes[k];
            }
            logit[t * 10 + c] = total * 0.00048828125f;
        }
    }
    for (int t = 0; t < 4; t++) {
        loss[t] = tess_cross_entropy(logit + t * 10, 10, run->label[n], run->batch, error + t * 10);
        sum += loss[t];
    }
    run->local_loss[n * 4 + 3] = sum / 4;
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero. */
static void conv4_project(const struct tess_run *run, int n, void *scratch)
{
    static const int zone_rows_from[3] = {
        0, 0, 1,
    };
    static const int zone_rows_to[3] = {
        1, 2, 2,
    };
    static const int zone_columns_from[3] = {
        0, 0, 1,
    };
    static const int zone_columns_to[3] = {
        1, 2, 2,
    };
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV4_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV4_GATES);
    const float *error = TESS_ARENA(float, CONV4_ERROR) + n * 4 * 10;
    for (int block = 0; block < 8; block++) {
        tess_fx16 *signal = TESS_ARENA(tess_fx16, CONV4_SIGNAL) + ((size_t)n * 8 + block) * 9 * 4;
        tess_fx16 *cell_signal = scratch;
        for (int cell = 0; cell < 4; cell++) {
            tess_fx16 sum[4] = {{0}};
            for (int c = 0; c < 10; c++) {
                const tess_fx16 s = sign[(c * 4 + cell) * 8 + block];
                for (int t = 0; t < 4; t++) {
                    sum[t] += s * error[t * 10 + c];
                }
            }
            for (int t = 0; t < 4; t++) {
                cell_signal[cell * 4 + t] = sum[t] * gate[cell * 8 + block];
            }
        }
        for (int zone = 0; zone < 9; zone++) {
            const int zy = zone / 3, zx = zone % 3;
            for (int t = 0; t < 4; t++) {
                tess_fx16 sum = {0};
                for (int cy = zone_rows_from[zy]; cy < zone_rows_to[zy]; cy++) {
                    for (int cx = zone_columns_from[zx]; cx < zone_columns_to[zx]; cx++) {
                        sum += cell_signal[(cy * 2 + cx) * 4 + t];
                    }
                }
                signal[zone * 4 + t] = sum;
            }
        }
    }
}

static void conv4_signal(const struct tess_run *run, int n, void *scratch)
{
    conv4_pooling(run, n, true);
    conv4_latents(run, n);
    conv4_errors(run, n);
    conv4_project(run, n, scratch);
}

/* conv4: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv4_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row,
                              const tess_ix16 holds[1][4][4])
{
    static const int zone_rows[4] = {
        0, 1, 2, 0,
    };
    static const int zone_columns[4] = {
        0, 1, 2, 0,
    };
    for (int x = 0; x < 7; x++) {
        const tess_fx16 *u = TESS_ARENA(tess_fx16, CONV4_MEMBRANE) +
                      (((size_t)block * 32 + n) * 49 + y * 7 + x) * 4;
        tess_fx16 *slot = row + (x + 1) * 8;
        const tess_fx16 *zone = TESS_ARENA(tess_fx16, CONV4_SIGNAL) + (((size_t)n * 8 + block) * 9 +
            zone_rows[y / 2] * 3 + zone_columns[x / 2]) * 4;
        const tess_ix16 pooled = (tess_ix16){0} - (y < 3 * 2 && x < 3 * 2); /* the rest of an odd map is not pooled */
        const tess_ix16 route0 = __builtin_convertvector(
            *(const tess_bx16 *)(TESS_ARENA(uint8_t, CONV4_ROUTE) +
                          (((size_t)0 * 32 + n) * 49 + y * 7 + x) * 128 + block * 16), tess_ix16);
        /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
        tess_fx16 m[4];
        m[0] = (tess_fx16)((tess_ix16)zone[0] & ((tess_ix16){0} - (route0 >> 0 & 1)));
        m[0] = (tess_fx16)((tess_ix16)m[0] & pooled);
        m[1] = (tess_fx16)((tess_ix16)zone[1] & ((tess_ix16){0} - (route0 >> 1 & 1)));
        m[1] = (tess_fx16)((tess_ix16)m[1] & pooled);
        m[2] = (tess_fx16)((tess_ix16)zone[2] & ((tess_ix16){0} - (route0 >> 2 & 1)));
        m[2] = (tess_fx16)((tess_ix16)m[2] & pooled);
        m[3] = (tess_fx16)((tess_ix16)zone[3] & ((tess_ix16){0} - (route0 >> 3 & 1)));
        m[3] = (tess_fx16)((tess_ix16)m[3] & pooled);
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
            TESS_TAP(tess_fx16, 102760448)[at + 0] = psi[0];
            TESS_TAP(tess_fx16, 105971712)[at + 0] = m[0];
            TESS_TAP(tess_fx16, 102760448)[at + 1] = psi[1];
            TESS_TAP(tess_fx16, 105971712)[at + 1] = m[1];
            TESS_TAP(tess_fx16, 102760448)[at + 2] = psi[2];
            TESS_TAP(tess_fx16, 105971712)[at + 2] = m[2];
            TESS_TAP(tess_fx16, 102760448)[at + 3] = psi[3];
            TESS_TAP(tess_fx16, 105971712)[at + 3] = m[3];
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

/* conv4: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
static inline void conv4_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum)
{
    const uint32_t *length = TESS_ARENA(uint32_t, CONV4_LENGTHS) + tile * 128;
    const uint32_t *list = TESS_ARENA(uint32_t, CONV4_ROWS) + (size_t)tile * 128 * 392;
    for (int c = 0; c < 128; c++, sum += 9, list += 392) {
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

/* conv4: the gradient of one block of output channels over the chunk. */
static void conv4_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [image][row][column][slot]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV4_WEIGHT_GRADIENT) + (size_t)block * 1152;
    if (run->first == 0) {
        memset(sum, 0, sizeof *sum * 1152);
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
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
                conv4_row(run, block, n, y, row, holds);
            }
        }
        conv4_accumulate(run, first / 2, table, sum);
    }
}

/* conv4: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order. */
static void conv4_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV4_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV4_EFFECTIVE) + (size_t)block * 1161 * 16;
    float *effective = scratch;
    for (int lane = 0; lane < 16 && block * 16 + lane < 128; lane++) {
        const int o = block * 16 + lane;
        tess_standardize(weight + (size_t)o * 1152, 1152, TESS_ARENA(float, CONV4_GAIN_VALUE)[o], effective);
        const float unit = tess_fixed_point(effective, 1152, 1);
        TESS_ARENA(float, CONV4_SCALE)[o] = 1.0f / unit;
        for (int k = 0; k < 1152; k++) {
            rows[(k % 9 * 129 + k / 9) * 16 + lane] = tess_round(effective[k] * unit);
        }
    }
}

/* conv4: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step. */
static void conv4_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = scratch; /* [input][lane], as it was added up */
    memcpy(scratch, TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)block * 16 * 1152,
           sizeof(float) * 16 * 1152);
    for (int lane = 0; lane < 16 && block * 16 + lane < 128; lane++) {
        const int o = block * 16 + lane;
        float *gradient = TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)o * 1152;
        for (int k = 0; k < 1152; k++) {
            gradient[k] = gathered[k * 16 + lane];
        }
        TESS_ARENA(float, CONV4_GAIN_GRADIENT)[o] =
            tess_standardize_backward(TESS_ARENA(float, CONV4_WEIGHT_VALUE) + (size_t)o * 1152, 1152,
                                      TESS_ARENA(float, CONV4_GAIN_VALUE)[o], gradient);
        tess_adam(run, 1152, TESS_ARENA(float, CONV4_WEIGHT_VALUE) + (size_t)o * 1152,
                  TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)o * 1152, TESS_ARENA(float, CONV4_WEIGHT_MOMENT1) + (size_t)o * 1152,
                  TESS_ARENA(float, CONV4_WEIGHT_MOMENT2) + (size_t)o * 1152);
        tess_adam(run, 1, TESS_ARENA(float, CONV4_GAIN_VALUE) + o,
                  TESS_ARENA(float, CONV4_GAIN_GRADIENT) + o, TESS_ARENA(float, CONV4_GAIN_MOMENT1) + o,
                  TESS_ARENA(float, CONV4_GAIN_MOMENT2) + o);
    }
}

/* conv4: the fixed matrix B, 10 square waves over 512 latents, and what a unit of signal is worth behind
 * each (1 / (latents * window), nothing for a dead latent). */
static void conv4_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[8] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df,
    };
    static const float gate[4] = {
        0.00048828125f, 0.00048828125f, 0.00048828125f, 0.00048828125f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(square_waves, alive, 32, 10, 128, 4, 128, gate,
                      TESS_ARENA(float, CONV4_SIGNS), TESS_ARENA(float, CONV4_GATES));
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
    for (int k = 0; k < 1152; k++) {
        const uint8_t *feature = TESS_ARENA(uint8_t, EDGE_ODD) +
                                 ((size_t)n * 9 + k % 9) * 128 + k / 9;
        for (int t = 0; t < 4; t++) {
            const int word = feature[(size_t)(t / 4) * 32 * 9 * 128];
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
    const int first = item * 1152 / 8, last = (item + 1) * 1152 / 8;
    tess_fx8 *sum = TESS_ARENA(tess_fx8, READOUT_SUM);
    (void)scratch;
    if (run->first == 0) {
        memset(sum + first * 2, 0, sizeof *sum * (size_t)(last - first) * 2);
    }
    for (int k = first; k < last; k++) {
        for (int n = 0; n < run->count; n++) {
            const uint8_t *feature = TESS_ARENA(uint8_t, EDGE_ODD) +
                                     ((size_t)n * 9 + k % 9) * 128 + k / 9;
            for (int t = 0; t < 4; t++) {
                const int word = feature[(size_t)(t / 4) * 32 * 9 * 128];
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
        for (int k = 0; k < 1152; k++) {
            gradient[c * 1152 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 11520, TESS_ARENA(float, READOUT_WEIGHT_VALUE) + 0,
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
    for (int k = 0; k < 1152; k++) {
        for (int c = 0; c < 10; c++) {
            rows[k * 16 + c] = weight[c * 1152 + k];
        }
    }
}

static const struct tess_param params[] = {
    {
        "conv1.weight", "L0.w", 4, {32, 1, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.083333336f,
    },
    {
        "conv1.gain", "L0.gain", 4, {32, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "conv2.weight", "L1.w", 4, {64, 32, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.058925565f,
    },
    {
        "conv2.gain", "L1.gain", 4, {64, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "conv3.weight", "L2.w", 4, {128, 64, 3, 3},
        CONV3_WEIGHT_VALUE, CONV3_WEIGHT_GRADIENT, CONV3_WEIGHT_MOMENT1, CONV3_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.041666668f,
    },
    {
        "conv3.gain", "L2.gain", 4, {128, 1, 1, 1},
        CONV3_GAIN_VALUE, CONV3_GAIN_GRADIENT, CONV3_GAIN_MOMENT1, CONV3_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "conv4.weight", "L3.w", 4, {128, 128, 3, 3},
        CONV4_WEIGHT_VALUE, CONV4_WEIGHT_GRADIENT, CONV4_WEIGHT_MOMENT1, CONV4_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.041666668f,
    },
    {
        "conv4.gain", "L3.gain", 4, {128, 1, 1, 1},
        CONV4_GAIN_VALUE, CONV4_GAIN_GRADIENT, CONV4_GAIN_MOMENT1, CONV4_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f,
    },
    {
        "readout.weight", "out.w", 2, {10, 1152},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2, TESS_START_NORMAL, 0.041666668f,
    },
    {
        "readout.bias", "out.b", 1, {10},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_CONSTANT, 0.0f,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 32 3x3 pad 1", 25088, 225792},
    {"conv2", "conv 64 3x3 pad 1, maxpool 2x2", 50176, 14450688},
    {"conv3", "conv 128 3x3 pad 1, maxpool 2x2", 25088, 14450688},
    {"conv4", "conv 128 3x3 pad 1, maxpool 2x2", 6272, 7225344},
    {"readout", "readout", 10, 11520},
};

static const struct tess_stage prepare_stages[] = {
    {"conv1 basis", 0, conv1_basis, 1, 0},
    {"conv1 weights", 0, conv1_weights, 2, 0},
    {"conv2 basis", 1, conv2_basis, 1, 0},
    {"conv2 weights", 1, conv2_weights, 4, 0},
    {"conv3 basis", 2, conv3_basis, 1, 0},
    {"conv3 weights", 2, conv3_weights, 8, 0},
    {"conv4 basis", 3, conv4_basis, 1, 0},
    {"conv4 weights", 3, conv4_weights, 8, 0},
    {"readout weights", 4, readout_weights, 1, 0},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 2},
    {"conv1 forward", 0, conv1_forward_train, 2, 8},
    {"conv1 signal", 0, conv1_signal, 1, 1},
    {"conv1 gradient", 0, conv1_gradient, 2, 0},
    {"conv2 atoms", 1, conv2_atoms, 1, 0},
    {"conv2 lists", 1, conv2_lists_train, 1, 1},
    {"conv2 forward", 1, conv2_forward_train, 4, 8},
    {"conv2 signal", 1, conv2_signal, 1, 1},
    {"conv2 gradient", 1, conv2_gradient, 4, 0},
    {"conv3 atoms", 2, conv3_atoms, 1, 0},
    {"conv3 lists", 2, conv3_lists_train, 1, 1},
    {"conv3 forward", 2, conv3_forward_train, 8, 32},
    {"conv3 signal", 2, conv3_signal, 1, 1},
    {"conv3 gradient", 2, conv3_gradient, 8, 0},
    {"conv4 atoms", 3, conv4_atoms, 1, 0},
    {"conv4 lists", 3, conv4_lists_train, 1, 2},
    {"conv4 forward", 3, conv4_forward_train, 8, 32},
    {"conv4 signal", 3, conv4_signal, 1, 1},
    {"conv4 gradient", 3, conv4_gradient, 8, 0},
    {"readout logits", 4, readout_logits_train, 1, 1},
    {"readout gradient", 4, readout_gradient, 8, 0},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 2, 0},
    {"conv1 weights", 0, conv1_weights, 2, 0},
    {"conv2 update", 1, conv2_update, 4, 0},
    {"conv2 weights", 1, conv2_weights, 4, 0},
    {"conv3 update", 2, conv3_update, 8, 0},
    {"conv3 weights", 2, conv3_weights, 8, 0},
    {"conv4 update", 3, conv4_update, 8, 0},
    {"conv4 weights", 3, conv4_weights, 8, 0},
    {"readout update", 4, readout_update, 1, 0},
    {"readout weights", 4, readout_weights, 1, 0},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 lists", 0, conv1_lists_evaluate, 1, 2},
    {"conv1 forward", 0, conv1_forward_evaluate, 2, 8},
    {"conv1 pool", 0, conv1_pool, 1, 1},
    {"conv2 atoms", 1, conv2_atoms, 1, 0},
    {"conv2 lists", 1, conv2_lists_evaluate, 1, 1},
    {"conv2 forward", 1, conv2_forward_evaluate, 4, 8},
    {"conv2 pool", 1, conv2_pool, 1, 1},
    {"conv3 atoms", 2, conv3_atoms, 1, 0},
    {"conv3 lists", 2, conv3_lists_evaluate, 1, 1},
    {"conv3 forward", 2, conv3_forward_evaluate, 8, 32},
    {"conv3 pool", 2, conv3_pool, 1, 1},
    {"conv4 atoms", 3, conv4_atoms, 1, 0},
    {"conv4 lists", 3, conv4_lists_evaluate, 1, 2},
    {"conv4 forward", 3, conv4_forward_evaluate, 8, 32},
    {"conv4 pool", 3, conv4_pool, 1, 1},
    {"readout logits", 4, readout_logits_evaluate, 1, 1},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 1, .store = TESS_STORE_F32, .offset = CONV1_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 802816},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 802816},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 32},
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
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 32},
        },
        .factor = 0.001953125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 12845056,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 288, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 96},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 32},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 32, .stride = 144, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 6, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 6, .store = TESS_STORE_STEP_BITS, .offset = CONV2_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 1605632},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 7, .store = TESS_STORE_STEP_BITS, .offset = EDGE_ODD,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 401408},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
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
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 64},
        },
        .factor = 0.0009765625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 8, .store = TESS_STORE_F32, .offset = 25690112,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 8, .store = TESS_STORE_F32, .offset = 51380224,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 50176},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1605632, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 28, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 8, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
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
        .name = "b0.gradeff.L1.w", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
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
        .name = "L2.u", .stage = 11, .store = TESS_STORE_F32, .offset = CONV3_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 11, .store = TESS_STORE_STEP_BITS, .offset = CONV3_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 802816},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 25088},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 1792},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 128},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 12, .store = TESS_STORE_STEP_BITS, .offset = EDGE_EVEN,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 200704},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 6272},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 128},
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
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 128},
        },
        .factor = 0.00048828125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 13, .store = TESS_STORE_F32, .offset = 77070336,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 13, .store = TESS_STORE_F32, .offset = 89915392,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 12544},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 401408, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 14, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 13, .store = TESS_STORE_I32, .offset = CONV3_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 9360, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 3120},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1040},
        },
        .factor = 1.0f, .scale = CONV3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 13, .store = TESS_STORE_F32, .offset = CONV3_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 9216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.u", .stage = 16, .store = TESS_STORE_F32, .offset = CONV4_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.s", .stage = 16, .store = TESS_STORE_STEP_BITS, .offset = CONV4_SPIKES,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 200704},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 6272},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 896},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 128},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.p", .stage = 17, .store = TESS_STORE_STEP_BITS, .offset = EDGE_ODD,
        .bits = 4,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 4, .stride = 36864},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 1152},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 128},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.lsg_logits", .stage = 17, .store = TESS_STORE_F32, .offset = CONV4_LOGITS + 0 * 10 * sizeof(float),
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 40},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.lsg_loss", .stage = 17, .store = TESS_STORE_F32, .offset = CONV4_LOSSES + 0 * sizeof(float),
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 4},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.basis", .stage = 17, .store = TESS_STORE_F32, .offset = CONV4_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 128},
        },
        .factor = 0.001953125f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.psi", .stage = 18, .store = TESS_STORE_F32, .offset = 102760448,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.m", .stage = 18, .store = TESS_STORE_F32, .offset = 105971712,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 3136},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 100352, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 448},
            {.axis = TESS_AXIS_PLAIN, .extent = 7, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.weff", .stage = 18, .store = TESS_STORE_I32, .offset = CONV4_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 18576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 6192},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 2064},
        },
        .factor = 1.0f, .scale = CONV4_SCALE,
    },
    {
        .name = "b0.gradeff.L3.w", .stage = 18, .store = TESS_STORE_F32, .offset = CONV4_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 18432, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 19, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 32, .stride = 64},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 19, .store = TESS_STORE_F32, .offset = READOUT_LOSSES + 0 * sizeof(float),
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
    "    conv 32 3x3 pad 1  signal grid 4x4\n"
    "    conv 64 3x3 pad 1, maxpool 2x2  signal grid 4x4\n"
    "    conv 128 3x3 pad 1, maxpool 2x2  signal grid 4x4\n"
    "    conv 128 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
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
    "    batch 32\n"
    "    epochs 5\n"
    "    seed 1\n"
    "    optimizer adam lr 0.0005 beta1 0.9 beta2 0.999 epsilon 1e-08\n"
    "    plateau on validation loss, factor 0.3, patience 0, threshold 0.25, minimum 0\n"
    "    anneal off\n"
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
        .epochs = 5, .batch = 32, .seed = 1,
        .optimizer = TESS_ADAM, .learning_rate = 0.0005f, .momentum = 0.0f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = true, .plateau_factor = 0.3f, .plateau_patience = 0,
        .plateau_threshold = 0.25f, .minimum_learning_rate = 0.0f,
        .annealing = TESS_ANNEAL_OFF, .annealed_learning_rate = 0.0f,
    },
    .layers = 4, .layer = layer_infos, .supervised_from = 0,
    .params = 10, .param = params,
    .arena_bytes = 58158592, .scratch_bytes = 138240, .tap_bytes = 109182976, .chunk = 32,
    .prepare_stages = 9, .prepare = prepare_stages,
    .train_stages = 21, .train = train_stages,
    .update_stages = 10, .update = update_stages,
    .evaluate_stages = 16, .evaluate = evaluate_stages,
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
