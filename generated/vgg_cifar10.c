/* vgg_cifar10: a spiking network for cifar10, trained with the rule 'tess' over 6 steps.
 * Written by tessc 0.1.0; do not edit, change the model file. It belongs to whoever generated it.
 *
 *   layer       what                                     in            out           parameters  signal
 *   conv1       conv 64 3x3 pad 1                        3x32x32       64x32x32            1792  1024 latents
 *   conv2       conv 128 3x3 pad 1, maxpool 2x2          64x32x32      128x16x16          73856  512 latents
 *   conv3       conv 256 3x3 pad 1                       128x16x16     256x16x16         295168  1024 latents
 *   conv4       conv 256 3x3 pad 1, maxpool 2x2          256x16x16     256x8x8           590080  1024 latents
 *   conv5       conv 512 3x3 pad 1                       256x8x8       512x8x8          1180160  2048 latents
 *   conv6       conv 512 3x3 pad 1, maxpool 2x2          512x8x8       512x4x4          2359808  2048 latents
 *   conv7       conv 512 3x3 pad 1                       512x4x4       512x4x4          2359808  2048 latents
 *   conv8       conv 512 3x3 pad 1, avgpool all          512x4x4       512x1x1          2359808  512 latents
 *   readout     linear, 512 features to 10 classes: 5130 parameters
 *
 * Schedule fold: 16 images go through the network at a time, layer by layer, each layer running all its
 * steps at once. Spikes are bits, a byte a neuron and 6 steps. Memory: 235057600 bytes. */
#include <stdio.h>

#include "tess/kernel.h"
#include "tess/sparse.h"

/* What all layers share. */
enum {
    STEPS = 6,                           /* time steps */
    CHUNK = 16,                          /* images that go through the network together */
    GROUPS = 1,                          /* of steps: the spikes of each are a byte a neuron */
    COMPOSITES = 4,                      /* sets of several steps added at once */
    CLASSES = 10,
    LAYERS = 8,                          /* without the readout */
};

/* The arena, in bytes: what lasts, then what each layer uses while it runs. TESS_ARENA(type, NAME) points
 * to a buffer; of those that TESS_PART and TESS_LISTS point to there may be two, which parts of a chunk
 * use in turns. */
enum {
    CONV1_WEIGHT_VALUE = 0,
    CONV1_WEIGHT_GRADIENT = 6912,
    CONV1_WEIGHT_MOMENT1 = 13824,
    CONV1_WEIGHT_MOMENT2 = 20736,
    CONV1_GAIN_VALUE = 27648,
    CONV1_GAIN_GRADIENT = 27904,
    CONV1_GAIN_MOMENT1 = 28160,
    CONV1_GAIN_MOMENT2 = 28416,
    CONV2_WEIGHT_VALUE = 28672,
    CONV2_WEIGHT_GRADIENT = 323584,
    CONV2_WEIGHT_MOMENT1 = 618496,
    CONV2_WEIGHT_MOMENT2 = 913408,
    CONV2_GAIN_VALUE = 1208320,
    CONV2_GAIN_GRADIENT = 1208832,
    CONV2_GAIN_MOMENT1 = 1209344,
    CONV2_GAIN_MOMENT2 = 1209856,
    CONV3_WEIGHT_VALUE = 1210368,
    CONV3_WEIGHT_GRADIENT = 2390016,
    CONV3_WEIGHT_MOMENT1 = 3569664,
    CONV3_WEIGHT_MOMENT2 = 4749312,
    CONV3_GAIN_VALUE = 5928960,
    CONV3_GAIN_GRADIENT = 5929984,
    CONV3_GAIN_MOMENT1 = 5931008,
    CONV3_GAIN_MOMENT2 = 5932032,
    CONV4_WEIGHT_VALUE = 5933056,
    CONV4_WEIGHT_GRADIENT = 8292352,
    CONV4_WEIGHT_MOMENT1 = 10651648,
    CONV4_WEIGHT_MOMENT2 = 13010944,
    CONV4_GAIN_VALUE = 15370240,
    CONV4_GAIN_GRADIENT = 15371264,
    CONV4_GAIN_MOMENT1 = 15372288,
    CONV4_GAIN_MOMENT2 = 15373312,
    CONV5_WEIGHT_VALUE = 15374336,
    CONV5_WEIGHT_GRADIENT = 20092928,
    CONV5_WEIGHT_MOMENT1 = 24811520,
    CONV5_WEIGHT_MOMENT2 = 29530112,
    CONV5_GAIN_VALUE = 34248704,
    CONV5_GAIN_GRADIENT = 34250752,
    CONV5_GAIN_MOMENT1 = 34252800,
    CONV5_GAIN_MOMENT2 = 34254848,
    CONV6_WEIGHT_VALUE = 34256896,
    CONV6_WEIGHT_GRADIENT = 43694080,
    CONV6_WEIGHT_MOMENT1 = 53131264,
    CONV6_WEIGHT_MOMENT2 = 62568448,
    CONV6_GAIN_VALUE = 72005632,
    CONV6_GAIN_GRADIENT = 72007680,
    CONV6_GAIN_MOMENT1 = 72009728,
    CONV6_GAIN_MOMENT2 = 72011776,
    CONV7_WEIGHT_VALUE = 72013824,
    CONV7_WEIGHT_GRADIENT = 81451008,
    CONV7_WEIGHT_MOMENT1 = 90888192,
    CONV7_WEIGHT_MOMENT2 = 100325376,
    CONV7_GAIN_VALUE = 109762560,
    CONV7_GAIN_GRADIENT = 109764608,
    CONV7_GAIN_MOMENT1 = 109766656,
    CONV7_GAIN_MOMENT2 = 109768704,
    CONV8_WEIGHT_VALUE = 109770752,
    CONV8_WEIGHT_GRADIENT = 119207936,
    CONV8_WEIGHT_MOMENT1 = 128645120,
    CONV8_WEIGHT_MOMENT2 = 138082304,
    CONV8_GAIN_VALUE = 147519488,
    CONV8_GAIN_GRADIENT = 147521536,
    CONV8_GAIN_MOMENT1 = 147523584,
    CONV8_GAIN_MOMENT2 = 147525632,
    READOUT_WEIGHT_VALUE = 147527680,
    READOUT_WEIGHT_GRADIENT = 147548160,
    READOUT_WEIGHT_MOMENT1 = 147568640,
    READOUT_WEIGHT_MOMENT2 = 147589120,
    READOUT_BIAS_VALUE = 147609600,
    READOUT_BIAS_GRADIENT = 147609664,
    READOUT_BIAS_MOMENT1 = 147609728,
    READOUT_BIAS_MOMENT2 = 147609792,
    CONV1_EFFECTIVE = 147609856,
    CONV1_SIGNS = 147619072,
    CONV1_GATES = 147660032,
    CONV2_EFFECTIVE = 147664128,
    CONV2_SCALE = 147963648,
    CONV2_SIGNS = 147964160,
    CONV2_GATES = 147984640,
    CONV2_ATOMS = 147986688,
    CONV2_FULL = 147987456,
    CONV2_INVERTED = 147988480,
    CONV2_INVERSIONS = 147988736,
    CONV2_ALWAYS_FOURS = 147988800,
    CONV2_ALWAYS = 147989120,
    CONV2_BY_SIGNALS = 148008704,
    CONV3_EFFECTIVE = 148008768,
    CONV3_SCALE = 149197632,
    CONV3_SIGNS = 149198656,
    CONV3_GATES = 149239616,
    CONV3_ATOMS = 149243712,
    CONV3_FULL = 149244480,
    CONV3_INVERTED = 149246528,
    CONV3_INVERSIONS = 149247040,
    CONV3_ALWAYS_FOURS = 149247104,
    CONV3_ALWAYS = 149247424,
    CONV3_BY_SIGNALS = 149285440,
    CONV4_EFFECTIVE = 149285504,
    CONV4_SCALE = 151654016,
    CONV4_SIGNS = 151655040,
    CONV4_GATES = 151696000,
    CONV4_ATOMS = 151700096,
    CONV4_FULL = 151700864,
    CONV4_INVERTED = 151704960,
    CONV4_INVERSIONS = 151705984,
    CONV4_ALWAYS_FOURS = 151706048,
    CONV4_ALWAYS = 151706368,
    CONV4_BY_SIGNALS = 151781248,
    CONV5_EFFECTIVE = 151781312,
    CONV5_SCALE = 156518336,
    CONV5_SIGNS = 156520384,
    CONV5_GATES = 156602304,
    CONV5_ATOMS = 156610496,
    CONV5_FULL = 156611264,
    CONV5_INVERTED = 156615360,
    CONV5_INVERSIONS = 156616384,
    CONV5_ALWAYS_FOURS = 156616448,
    CONV5_ALWAYS = 156616768,
    CONV5_BY_SIGNALS = 156691648,
    CONV6_EFFECTIVE = 156691712,
    CONV6_SCALE = 166147328,
    CONV6_SIGNS = 166149376,
    CONV6_GATES = 166231296,
    CONV6_ATOMS = 166239488,
    CONV6_FULL = 166240256,
    CONV6_INVERTED = 166248448,
    CONV6_INVERSIONS = 166250496,
    CONV6_ALWAYS_FOURS = 166250560,
    CONV6_ALWAYS = 166250880,
    CONV6_BY_SIGNALS = 166399488,
    CONV7_EFFECTIVE = 166399552,
    CONV7_SCALE = 175855168,
    CONV7_SIGNS = 175857216,
    CONV7_GATES = 175939136,
    CONV7_ATOMS = 175947328,
    CONV7_FULL = 175948096,
    CONV7_INVERTED = 175956288,
    CONV7_INVERSIONS = 175958336,
    CONV7_ALWAYS_FOURS = 175958400,
    CONV7_ALWAYS = 175958720,
    CONV7_BY_SIGNALS = 176107328,
    CONV8_EFFECTIVE = 176107392,
    CONV8_SCALE = 185563008,
    CONV8_SIGNS = 185565056,
    CONV8_GATES = 185585536,
    CONV8_ATOMS = 185587584,
    CONV8_FULL = 185588352,
    CONV8_INVERTED = 185596544,
    CONV8_INVERSIONS = 185598592,
    CONV8_ALWAYS_FOURS = 185598656,
    CONV8_ALWAYS = 185598976,
    CONV8_BY_SIGNALS = 185747584,
    READOUT_EFFECTIVE = 185747648,
    READOUT_SUM = 185780416,
    READOUT_LOGITS = 185813184,
    READOUT_ERROR = 185819328,
    READOUT_LOSSES = 185825472,
    CONV1_OUTPUT = 185825856,
    CONV2_OUTPUT = 186874432,
    CONV3_OUTPUT = 185825856,
    CONV4_OUTPUT = 186874432,
    CONV5_OUTPUT = 185825856,
    CONV6_OUTPUT = 186350144,
    CONV7_OUTPUT = 185825856,
    CONV8_OUTPUT = 185956928,
    CONV2_SPIKES = 187398720,
    CONV4_SPIKES = 187398720,
    CONV6_SPIKES = 187398720,
    CONV8_SPIKES = 187398720,
    CONV2_BEGIN = 189495872,
    CONV2_FOURS = 189504064,
    CONV2_ENTRIES = 189549120,
    CONV3_BEGIN = 189495872,
    CONV3_FOURS = 189499968,
    CONV3_ENTRIES = 189522496,
    CONV4_BEGIN = 189495872,
    CONV4_FOURS = 189499968,
    CONV4_ENTRIES = 189522496,
    CONV5_BEGIN = 189495872,
    CONV5_FOURS = 189497920,
    CONV5_ENTRIES = 189509184,
    CONV6_BEGIN = 189495872,
    CONV6_FOURS = 189497920,
    CONV6_ENTRIES = 189509184,
    CONV7_BEGIN = 189495872,
    CONV7_FOURS = 189496896,
    CONV7_ENTRIES = 189502528,
    CONV8_BEGIN = 189495872,
    CONV8_FOURS = 189496896,
    CONV8_ENTRIES = 189502528,
    CONV1_ROWS = 206918208,
    CONV1_LENGTHS = 207311424,
    CONV1_CURRENT = 207311488,
    CONV1_LATENTS = 211505792,
    CONV1_LOGITS = 211899008,
    CONV1_ERROR = 211902848,
    CONV1_LOSSES = 211906688,
    CONV1_SIGNAL = 211907072,
    CONV2_ROWS = 206918208,
    CONV2_LENGTHS = 213211712,
    CONV2_PLANES = 213215808,
    CONV2_MEMBRANE = 213363776,
    CONV2_ROUTE = 219655232,
    CONV2_LATENTS = 219917376,
    CONV2_LOGITS = 219941952,
    CONV2_ERROR = 219942464,
    CONV2_LOSSES = 219942976,
    CONV2_SIGNAL = 219943040,
    CONV3_ROWS = 206918208,
    CONV3_LENGTHS = 210065984,
    CONV3_PLANES = 210070080,
    CONV3_MEMBRANE = 210235968,
    CONV3_LATENTS = 216527424,
    CONV3_LOGITS = 216625728,
    CONV3_ERROR = 216626688,
    CONV3_LOSSES = 216627648,
    CONV3_SIGNAL = 216627776,
    CONV4_ROWS = 206918208,
    CONV4_LENGTHS = 213213760,
    CONV4_PLANES = 213221952,
    CONV4_MEMBRANE = 213553728,
    CONV4_ROUTE = 219845184,
    CONV4_LATENTS = 220107328,
    CONV4_LOGITS = 220205632,
    CONV4_ERROR = 220206592,
    CONV4_LOSSES = 220207552,
    CONV4_SIGNAL = 220207680,
    CONV5_ROWS = 206918208,
    CONV5_LENGTHS = 210072128,
    CONV5_PLANES = 210076224,
    CONV5_MEMBRANE = 210281024,
    CONV5_LATENTS = 216572480,
    CONV5_LOGITS = 216965696,
    CONV5_ERROR = 216967616,
    CONV5_LOSSES = 216969536,
    CONV5_SIGNAL = 216969728,
    CONV6_ROWS = 206918208,
    CONV6_LENGTHS = 213226048,
    CONV6_PLANES = 213234240,
    CONV6_MEMBRANE = 213643840,
    CONV6_ROUTE = 219935296,
    CONV6_LATENTS = 220197440,
    CONV6_LOGITS = 220590656,
    CONV6_ERROR = 220592576,
    CONV6_LOSSES = 220594496,
    CONV6_SIGNAL = 220594688,
    CONV7_ROWS = 206918208,
    CONV7_LENGTHS = 210096704,
    CONV7_PLANES = 210104896,
    CONV7_MEMBRANE = 210399808,
    CONV7_LATENTS = 213545536,
    CONV7_LOGITS = 214331968,
    CONV7_ERROR = 214335808,
    CONV7_LOSSES = 214339648,
    CONV7_SIGNAL = 214340032,
    CONV8_ROWS = 206918208,
    CONV8_LENGTHS = 210096704,
    CONV8_PLANES = 210104896,
    CONV8_MEMBRANE = 210399808,
    CONV8_LATENTS = 213545536,
    CONV8_LOGITS = 213742144,
    CONV8_ERROR = 213745984,
    CONV8_LOSSES = 213749824,
    CONV8_SIGNAL = 213750208,
};

/* Where the matrix B of conv5 (square_wave) is positive: a bit a latent, for each class. */
static const uint64_t conv5_positive[CLASSES * 32] = {
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

TESS_VECTORS_BEGIN

/* ---- conv1: conv 64 3x3 pad 1 ---- */

enum {
    CONV1_IN_CHANNELS = 3,               /* of the input */
    CONV1_IN_HEIGHT = 32,
    CONV1_IN_WIDTH = 32,
    CONV1_IN_SIZE = 3072,                /* IN_CHANNELS * IN_HEIGHT * IN_WIDTH */
    CONV1_IN_PADDED = 3,                 /* IN_CHANNELS in whole blocks of lanes */
    CONV1_ROW_SUMS = 32,                 /* columns of a row's sums */
    CONV1_KERNEL_HEIGHT = 3,
    CONV1_KERNEL_WIDTH = 3,
    CONV1_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV1_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV1_TAP_ROWS = 4,                  /* rows of weights a tap: one an input channel, and one of zeros */
    CONV1_WEIGHT_ROWS = 36,              /* rows of weights a block of output channels */
    CONV1_FAN_IN = 27,                   /* inputs of a neuron */
    CONV1_LIST_CHANNELS = 3,             /* that have lists in the gradient */
    CONV1_LENGTHS_OF_TILE = 3,           /* lists of a tile */
    CONV1_PLANE = 4625,                  /* rows of the table a slot */
    CONV1_TILE_IMAGES = 4,               /* images in a tile */
    CONV1_LIST_CAPACITY = 4096,          /* entries of a gradient list */
    CONV1_TABLE_ROWS = 34,               /* rows of the table an image */
    CONV1_TABLE_PITCH = 34,              /* its columns */
    CONV1_TILE_CAPACITY = 12288,         /* entries of all lists of a tile */
    CONV1_TABLE_POSITIONS = 1156,        /* TABLE_ROWS * TABLE_PITCH */
    CONV1_LIST_ROWS = 32,                /* rows of the map that a tile lists */
    CONV1_CHANNELS = 64,                 /* of the output */
    CONV1_HEIGHT = 32,
    CONV1_WIDTH = 32,
    CONV1_POSITIONS = 1024,              /* HEIGHT * WIDTH */
    CONV1_BLOCKS = 4,                    /* of LANES output channels */
    CONV1_PADDED = 64,                   /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV1_POOLED_WIDTH = 32,
    CONV1_POOLED_POSITIONS = 1024,       /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV1_CELLS = 16,                    /* windows of the signal grid */
    CONV1_ZONES = 16,                    /* sets of positions that lie in the same windows */
    CONV1_ZONE_COLUMNS = 4,              /* of the zones of a row */
    CONV1_LANES = 16,                    /* output channels in a vector */
    CONV1_WINDOW_WIDTH = 34,             /* columns that a row's sums see */
};

/* Item: what a thread takes of a stage at a time: images, tiles or blocks of output channels.
 * Tile: some rows of an image, or small images whole, whose learning signals make one table. */

/* conv1: its input as lists by channel, for the gradient.
 * Cost an image: 3,072 inputs. */
static void conv1_lists_train(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV1_IN_CHANNELS, CONV1_IN_PADDED, CONV1_IN_HEIGHT, CONV1_IN_WIDTH};
    const float *frames = run->input;
    const int first = item * CONV1_TILE_IMAGES;
    const int last = first + CONV1_TILE_IMAGES < run->count ? first + CONV1_TILE_IMAGES : run->count;
    (void)scratch;
    memset(TESS_PART(uint32_t, CONV1_LENGTHS) + item * CONV1_LENGTHS_OF_TILE, 0,
           sizeof(uint32_t) * CONV1_LENGTHS_OF_TILE);
    for (int n = first; n < last; n++) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV1_LENGTHS) + tile * CONV1_LENGTHS_OF_TILE;
        const int rows = CONV1_LIST_ROWS;
        const struct tess_table table = {n % CONV1_TILE_IMAGES * CONV1_TABLE_POSITIONS, CONV1_TABLE_PITCH, CONV1_PLANE};
        tess_gradient_values(frames + (size_t)n * CONV1_IN_SIZE, 1, &map, false, 0, rows, &table, lengths,
                             TESS_PART(struct tess_value, CONV1_ROWS) + tile * CONV1_TILE_CAPACITY,
                             CONV1_LIST_CAPACITY);
    }
}

/* conv1: W x[t] of one output row, 4 columns at a time, from a window of the pixels that they see. Beyond
 * the map are zeros. */
static inline void conv1_row_sums(const struct tess_run *run, int n, int y, const tess_dx16 *weight, tess_dx16 *sums)
{
    TESS_EXACT_PRODUCTS
    double *window = (double *)(sums + CONV1_ROW_SUMS); /* [row][channel][column] */
    memset(window, 0, sizeof *window * CONV1_KERNEL_HEIGHT * CONV1_IN_CHANNELS * CONV1_WINDOW_WIDTH);
    const float *frame = run->input + (size_t)n * CONV1_IN_SIZE;
    for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
        const int from_y = y + row - CONV1_PAD;
        for (int c = 0; c < CONV1_IN_CHANNELS && from_y >= 0 && from_y < CONV1_IN_HEIGHT; c++) {
            double *to = window + (row * CONV1_IN_CHANNELS + c) * CONV1_WINDOW_WIDTH + CONV1_PAD;
            for (int x = 0; x < CONV1_IN_WIDTH; x++) {
                to[x] = (double)frame[(c * CONV1_IN_HEIGHT + from_y) * CONV1_IN_WIDTH + x];
            }
        }
    }
    for (int x = 0; x < CONV1_ROW_SUMS; x += 4) {
        tess_dx16 sum0 = {0};
        tess_dx16 sum1 = {0};
        tess_dx16 sum2 = {0};
        tess_dx16 sum3 = {0};
        for (int row = 0; row < CONV1_KERNEL_HEIGHT; row++) {
            for (int column = 0; column < CONV1_KERNEL_WIDTH; column++) {
                const tess_dx16 *tap = weight + (row * CONV1_KERNEL_WIDTH + column) * CONV1_TAP_ROWS;
                for (int c = 0; c < CONV1_IN_CHANNELS; c++) {
                    const double *pixel = window + (row * CONV1_IN_CHANNELS + c) * CONV1_WINDOW_WIDTH + x + column;
                    sum0 += tap[c] * pixel[0];
                    sum1 += tap[c] * pixel[1];
                    sum2 += tap[c] * pixel[2];
                    sum3 += tap[c] * pixel[3];
                }
            }
        }
        sums[x] = sum0;
        sums[x + 1] = sum1;
        sums[x + 2] = sum2;
        sums[x + 3] = sum3;
    }
}

/* conv1: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v.
 * Cost an image: 1,769,472 multiply-accumulates. */
static inline void conv1_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 4, first = item / 4;
    const int last = first + 1 < run->count ? first + 1 : run->count;
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
                tess_fx16 v = {0};
                /* The image is the same at every step: one sum serves them all. */
                const tess_dx16 sum = sums[x];
                const tess_fx16 current = __builtin_convertvector(sum, tess_fx16);
                if (train) { /* and one the gradient */
                    TESS_PART(tess_fx16, CONV1_CURRENT)[(size_t)block * CHUNK * CONV1_POSITIONS + at] = current;
                }
                tess_ix16 word = {0};
                for (int t = 0; t < STEPS; t++) {
                    u = 0.5f * v + current;
                    fired = u > threshold;
                    v = u - (tess_fx16)((tess_ix16)reset & fired);
                    word |= fired & (1 << t);
                }
                *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV1_OUTPUT) + at * CONV1_PADDED + block * CONV1_LANES) =
                    __builtin_convertvector(word, tess_bx16);
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
 * Cost an image: 393,216 neurons times steps. */
static inline void conv1_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)n * CONV1_POSITIONS * CONV1_PADDED,
                                CONV1_POSITIONS * CONV1_PADDED);
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
 * Cost an image: 393,216 additions. */
static void conv1_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[4] = {0, 8, 16, 24};
    static const int rows_to[4] = {8, 16, 24, 32};
    static const int columns_from[4] = {0, 8, 16, 24};
    static const int columns_to[4] = {8, 16, 24, 32};
    for (int cell = 0; cell < CONV1_CELLS; cell++) {
        const int cy = cell / 4, cx = cell % 4;
        for (int block = 0; block < CONV1_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV1_OUTPUT) +
                                       ((size_t)n * CONV1_POOLED_POSITIONS + y * CONV1_POOLED_WIDTH + x) *
                                       CONV1_PADDED + block * CONV1_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
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
 * Cost an image: 61,440 multiply-accumulates. */
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
            logit[t * CLASSES + c] = total * 0.0024414062f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv1_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV1_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV1_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* Zone: positions that lie in the same cells, and so have the same learning signal before psi. */

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 61,440 multiply-accumulates. */
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
 * Cost an image: 122,880 multiply-accumulates. */
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
 * Cost an image: 61,440 multiply-accumulates. */
static void conv1_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV1_CELLS * CONV1_BLOCKS);
    conv1_latents(run, n, latent);
    conv1_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + n * LAYERS * CLASSES);
}

/* conv1: u[t] of a neuron from its current, as when it fired. */
TESS_INLINE void conv1_membranes(const struct tess_run *run, int block, const tess_fx16 *its_current,
                                 tess_fx16 *membrane)
{
    const tess_fx16 current = *its_current;
    const tess_fx16 threshold = (tess_fx16){0} + 0.6f;
    const tess_fx16 reset = (tess_fx16){0} + 0.6f;
    tess_fx16 u;
    tess_ix16 fired;
    (void)run;
    (void)block;
    tess_fx16 v = {0};
    for (int t = 0; t < STEPS; t++) {
        u = 0.5f * v + current;
        fired = u > threshold;
        v = u - (tess_fx16)((tess_ix16)reset & fired);
        membrane[t] = u;
    }
}

/* conv1: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv1_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[32] = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
    };
    static const int zone_columns[32] = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
    };
    const tess_fx16 *current = TESS_PART(tess_fx16, CONV1_CURRENT) +
                               (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x);
    tess_fx16 u[STEPS];
    conv1_membranes(run, block, current, u);
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
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV1_POSITIONS + y * CONV1_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 0)[tap] = psi[0];
        TESS_TAP(tess_fx16, 25165824)[tap] = m[0];
        TESS_TAP(tess_fx16, 0)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 25165824)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 0)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 25165824)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 0)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 25165824)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 0)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 25165824)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 0)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 25165824)[tap + 5] = m[5];
        TESS_TAP(tess_fx16, 50331648)[tap] = u[0];
        TESS_TAP(tess_fx16, 50331648)[tap + 1] = u[1];
        TESS_TAP(tess_fx16, 50331648)[tap + 2] = u[2];
        TESS_TAP(tess_fx16, 50331648)[tap + 3] = u[3];
        TESS_TAP(tess_fx16, 50331648)[tap + 4] = u[4];
        TESS_TAP(tess_fx16, 50331648)[tap + 5] = u[5];
    }
    d[0] = (tess_fx16){0};
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x = x (1 - 0.5^(t+1)) / (1 - 0.5) */
    d[0] += m[0] * psi[0];
    d[0] += 1.5f * (m[1] * psi[1]);
    d[0] += 1.75f * (m[2] * psi[2]);
    d[0] += 1.875f * (m[3] * psi[3]);
    d[0] += 1.9375f * (m[4] * psi[4]);
    d[0] += 1.96875f * (m[5] * psi[5]);
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[0] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[0] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[0] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[0] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[0] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* Slot: what the table has of one step, or of one set of steps, at every position of a tile. */

/* conv1: the learning signal of one output row in all its steps, as rows of the gradient's table. */
static inline void conv1_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row)
{
    for (int x = 0; x < CONV1_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[1];
        conv1_learning(run, block, n, y, x, d);
        slot[0] = d[0];
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
                g0 += d[70] * x;
                g1 += d[69] * x;
                g2 += d[68] * x;
                g3 += d[36] * x;
                g4 += d[35] * x;
                g5 += d[34] * x;
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
 * Cost an image: 1,769,472 multiply-accumulates. */
static void conv1_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV1_WEIGHT_GRADIENT) + (size_t)block * CONV1_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV1_FAN_IN);
    }
    /* zeros beyond the map */
    {
        tess_fx16 *row = table;
        TESS_ROLLED
        for (int y = 0; y < 136; y++, row += CONV1_TABLE_PITCH) {
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
 * Cost a batch: 1,792 weights. */
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
            float *row = rows + (tap * 4 + channel) * CONV1_LANES;
            for (int lane = 0; lane < CONV1_LANES; lane++) {
                row[lane] = of_lane[lane * 48 + k];
            }
        }
    }
}

/* conv1: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 1,792 weights. */
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

/* conv1: the fixed matrix B, 10 rows over 1024 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv1_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[16] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf,
    };
    static const float gate[16] = {
        0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f,
        0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f,
        0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 64, 16, 64, gate, TESS_ARENA(float, CONV1_SIGNS),
                      TESS_ARENA(float, CONV1_GATES));
}

/* ---- conv2: conv 128 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV2_IN_CHANNELS = 64,              /* of the input */
    CONV2_IN_HEIGHT = 32,
    CONV2_IN_WIDTH = 32,
    CONV2_IN_POSITIONS = 1024,           /* IN_HEIGHT * IN_WIDTH */
    CONV2_IN_PADDED = 64,                /* IN_CHANNELS in whole blocks of lanes */
    CONV2_LIST_ROOM = 2208768,           /* entries of the sums' lists that an image has room for */
    CONV2_LISTS = 1024,                  /* of an image and group of steps, for the sums */
    CONV2_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV2_SUM_ROWS = 2731,               /* rows of the table of sums */
    CONV2_KERNEL_HEIGHT = 3,
    CONV2_KERNEL_WIDTH = 3,
    CONV2_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV2_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV2_TAP_ROWS = 65,                 /* rows of weights a tap: one an input channel, and one of zeros */
    CONV2_WEIGHT_ROWS = 585,             /* rows of weights a block of output channels */
    CONV2_FAN_IN = 576,                  /* inputs of a neuron */
    CONV2_ZERO_ROW = 2730,               /* of weights or sums: fills lists up to fours */
    CONV2_SUM_PITCH = 65,                /* rows of that table from one sum to the next */
    CONV2_LIST_CHANNELS = 64,            /* that have lists in the gradient */
    CONV2_LENGTHS_OF_TILE = 128,         /* lists of a tile */
    CONV2_INVERTED_SETS = 2,             /* words of 64 channels: inverted, and of those that are listed */
    CONV2_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV2_COLUMN_KINDS = 3,
    CONV2_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV2_ALWAYS_ROOM = 68,              /* entries of such a list */
    CONV2_ALWAYS_FIRST = 6138,           /* row of the table at which sums of inverted channels begin */
    CONV2_ALWAYS_ROWS = 71,              /* of an image */
    CONV2_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV2_PLANE = 341,                   /* rows of the table a slot */
    CONV2_TILE_IMAGES = 1,               /* images in a tile */
    CONV2_TILE_ROWS = 8,                 /* rows of the map in a tile */
    CONV2_ROW_TILES = 4,                 /* tiles of an image */
    CONV2_LIST_CAPACITY = 3073,          /* entries of a gradient list */
    CONV2_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV2_TABLE_PITCH = 34,              /* its columns */
    CONV2_TILE_CAPACITY = 196672,        /* entries of all lists of a tile */
    CONV2_TABLE_POSITIONS = 340,         /* TABLE_ROWS * TABLE_PITCH */
    CONV2_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV2_CHANNELS = 128,                /* of the output */
    CONV2_HEIGHT = 32,
    CONV2_WIDTH = 32,
    CONV2_POSITIONS = 1024,              /* HEIGHT * WIDTH */
    CONV2_BLOCKS = 8,                    /* of LANES output channels */
    CONV2_PADDED = 128,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV2_POOL_HEIGHT = 2,
    CONV2_POOL_WIDTH = 2,
    CONV2_POOLED_HEIGHT = 16,
    CONV2_POOLED_WIDTH = 16,
    CONV2_POOLED_POSITIONS = 256,        /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV2_CELLS = 4,                     /* windows of the signal grid */
    CONV2_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV2_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV2_LANES = 16,                    /* output channels in a vector */
    CONV2_PART = 2,                      /* images between whose sums and gradient a cache keeps what is needed */
    CONV2_PLANES_BYTES = 73984,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV2_SUBSET_BYTES = 22528,          /* what is noted of a row of the map */
    CONV2_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV2_STEP_PLANE = 1157,             /* rows of the table a slot */
    CONV2_STEP_LIST_CAPACITY = 6144,     /* entries of a gradient list */
    CONV2_STEP_TABLE_ROWS = 34,          /* rows of the table an image */
    CONV2_STEP_TABLE_PITCH = 34,         /* its columns */
    CONV2_STEP_TILE_CAPACITY = 393216,   /* entries of all lists of a tile */
    CONV2_STEP_LIST_ROWS = 32,           /* rows of the map that a tile lists */
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
    static const int column[3] = {0, 1, 31};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT) + (size_t)item * CONV2_IN_POSITIONS * CONV2_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)item * CONV2_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV2_INVERTED) + item * CONV2_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, &map, STEPS, STEPS, 4, 64,
                                       scratch, full, inverted);
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
                         TESS_ARENA(uint8_t, CONV2_FULL), GROUPS, STEPS, COMPOSITES, 10194,
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
    .kernel_height = CONV2_KERNEL_HEIGHT, .kernel_width = CONV2_KERNEL_WIDTH, .lanes = CONV2_LANES, .steps = STEPS,
    .strip = 1, .images = CONV2_PART, .most = 2048,
};

/* conv2: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 393,216 inputs. */
static inline void conv2_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const int piece = item % 4;
    item /= 4;
    const struct tess_map map = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, CONV2_IN_HEIGHT, CONV2_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV1_OUTPUT);
    const int first = item;
    const int last = first + CONV2_TILE_IMAGES < run->count ? first + CONV2_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV2_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals) && piece == 0;
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const int listed = atoms->patterns ? CONV2_SETS : STEPS;
    const int tiles = atoms->patterns ? CONV2_ROW_TILES : 1;
    if (gradient && piece < tiles) {
        memset(TESS_PART(uint32_t, CONV2_LENGTHS) + ((item % 2) * tiles + piece) * CONV2_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV2_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv2_sparse, words + (size_t)n * CONV2_IN_POSITIONS * CONV2_IN_PADDED, CONV2_IN_PADDED,
                             TESS_PART(uint8_t, CONV2_PLANES) + (size_t)(n % CONV2_PART) * CONV2_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV2_KERNEL_HEIGHT, CONV2_KERNEL_WIDTH, CONV2_PAD, CONV2_WIDTH, TESS_STACK_PAIRS, CONV2_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 67584); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV2_INVERTED) + n * CONV2_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV2_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV2_FULL) + (size_t)n * CONV2_IN_PADDED;
        const int from = piece * CONV2_LIST_ROWS, to = piece + 1 < 4 ? from + CONV2_LIST_ROWS : 33;
        uint32_t used = (uint32_t)from * 69024;
        for (int y = from - CONV2_PAD; y < to + 1 && y < 33; y++) {
            const size_t tile = (size_t)((item % 2) * CONV2_ROW_TILES + y / CONV2_LIST_ROWS);
            const struct tess_table table = {y % CONV2_LIST_ROWS * CONV2_TABLE_PITCH, CONV2_TABLE_PITCH, CONV2_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV2_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV2_IN_POSITIONS + y * CONV2_IN_WIDTH) * CONV2_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns && y >= from && y < to) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY;
                    if (y % CONV2_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion, CONV2_ALWAYS_FIRST, lengths, rows, CONV2_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV2_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV2_PAD) % CONV2_KERNEL_HEIGHT * CONV2_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= from && output < to && output < CONV2_HEIGHT) {
                    const size_t list = (size_t)(n % CONV2_PART) * CONV2_LISTS + output * CONV2_WIDTH;
                    used = tess_window_lists(ring, CONV2_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV2_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV2_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV2_ENTRIES) +
                                             (size_t)(n % CONV2_PART) * CONV2_LIST_ROOM, used);
                }
            }
        }
        for (int row = piece * CONV2_STEP_LIST_ROWS; gradient && !atoms->patterns && row < CONV2_IN_HEIGHT; row +=
             4 * CONV2_STEP_LIST_ROWS) {
            const size_t tile = (size_t)(item % 2 + row / CONV2_STEP_LIST_ROWS);
            uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
            const int rows = CONV2_STEP_LIST_ROWS;
            const struct tess_table table = {0, CONV2_STEP_TABLE_PITCH, CONV2_STEP_PLANE};
            const struct tess_map part = {CONV2_IN_CHANNELS, CONV2_IN_PADDED, rows, CONV2_IN_WIDTH};
            tess_gradient_lists(words + ((size_t)n * CONV2_IN_POSITIONS + row * CONV2_IN_WIDTH) * CONV2_IN_PADDED,
                                CHUNK * CONV2_IN_POSITIONS * CONV2_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV2_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_STEP_TILE_CAPACITY,
                                CONV2_STEP_LIST_CAPACITY);
        }
    }
    for (int row = piece * CONV2_LIST_ROWS; gradient && atoms->patterns && row < CONV2_IN_HEIGHT; row +=
         4 * CONV2_LIST_ROWS) {
        const size_t tile = (size_t)((item % 2) * CONV2_ROW_TILES + row / CONV2_LIST_ROWS);
        uint32_t *lengths = TESS_PART(uint32_t, CONV2_LENGTHS) + tile * CONV2_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV2_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV2_ROWS) + tile * CONV2_TILE_CAPACITY,
                        CONV2_LIST_CAPACITY);
    }
    for (int row = piece * CONV2_STEP_LIST_ROWS; gradient && !atoms->patterns && row < CONV2_IN_HEIGHT; row +=
         4 * CONV2_STEP_LIST_ROWS) {
        const size_t tile = (size_t)(item % 2 + row / CONV2_STEP_LIST_ROWS);
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
    static const int like[3] = {0, 1, 31};
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
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV2_MEMBRANE) +
                       ((size_t)block * CONV2_PART * CONV2_POSITIONS + at % (CONV2_PART * CONV2_POSITIONS)) * STEPS;
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV2_SPIKES) + ((size_t)g * CHUNK * CONV2_POSITIONS + at) * CONV2_PADDED +
                   block * CONV2_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* Twin: the second of two blocks of output channels that go along a list together. */

/* conv2: sums over all steps, then the neurons.
 * Cost an image: 452,984,832 additions if every input fires. */
static inline void conv2_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 4 * 2, first = item / 4;
    const int last = first + 1 < run->count ? first + 1 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV2_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV2_EFFECTIVE) + block * CONV2_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV2_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV2_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV2_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV2_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv2_table(weight, table);
    conv2_table(weight + CONV2_WEIGHT_ROWS, table + CONV2_SUM_ROWS);
    static const int row_kind[32] = {
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2,
    };
    static const int column_kind[32] = {
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2,
    };
    tess_ix16 always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS], twin_always[CONV2_ROW_KINDS][CONV2_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv2_always(run, n, table, always);
        conv2_always(run, n, table + CONV2_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                const size_t at = (size_t)n * CONV2_POSITIONS + y * CONV2_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                tess_ix16 sum0 = {0}, twin0 = {0};
                tess_ix16 sum1 = {0}, twin1 = {0};
                tess_ix16 sum2 = {0}, twin2 = {0};
                tess_ix16 sum3 = {0}, twin3 = {0};
                tess_ix16 sum4 = {0}, twin4 = {0};
                tess_ix16 sum5 = {0}, twin5 = {0};
                tess_ix16 sum6 = {0}, twin6 = {0};
                tess_ix16 sum7 = {0}, twin7 = {0};
                tess_ix16 sum8 = {0}, twin8 = {0};
                tess_ix16 sum9 = {0}, twin9 = {0};
                tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)(n % CONV2_PART) * CONV2_LISTS + y * CONV2_WIDTH + x;
                const uint16_t *entry = entries + (size_t)(n % CONV2_PART) * CONV2_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER_TWO(sum0, twin0, table, table + CONV2_SUM_ROWS, 8, entry, four[0]);
                TESS_GATHER_TWO(sum1, twin1, table, table + CONV2_SUM_ROWS, 8, entry, four[1]);
                TESS_GATHER_TWO(sum2, twin2, table, table + CONV2_SUM_ROWS, 8, entry, four[2]);
                TESS_GATHER_TWO(sum3, twin3, table, table + CONV2_SUM_ROWS, 8, entry, four[3]);
                TESS_GATHER_TWO(sum4, twin4, table, table + CONV2_SUM_ROWS, 8, entry, four[4]);
                TESS_GATHER_TWO(sum5, twin5, table, table + CONV2_SUM_ROWS, 8, entry, four[5]);
                if (patterns) {
                    TESS_GATHER_TWO(sum6, twin6, table, table + CONV2_SUM_ROWS, 8, entry, four[6]);
                    TESS_GATHER_TWO(sum7, twin7, table, table + CONV2_SUM_ROWS, 8, entry, four[7]);
                    TESS_GATHER_TWO(sum8, twin8, table, table + CONV2_SUM_ROWS, 8, entry, four[8]);
                    TESS_GATHER_TWO(sum9, twin9, table, table + CONV2_SUM_ROWS, 8, entry, four[9]);
                    TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV2_SUM_ROWS, 8, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv2_fire(run, block, at, 0, &v, of_sum, train);
                if (patterns) {
                    twin0 += twin6 & holds[0][0][0];
                    twin1 += twin6 & holds[0][0][1];
                    twin2 += twin6 & holds[0][0][2];
                    twin3 += twin6 & holds[0][0][3];
                    twin4 += twin6 & holds[0][0][4];
                    twin5 += twin6 & holds[0][0][5];
                    twin0 += twin7 & holds[0][1][0];
                    twin1 += twin7 & holds[0][1][1];
                    twin2 += twin7 & holds[0][1][2];
                    twin3 += twin7 & holds[0][1][3];
                    twin4 += twin7 & holds[0][1][4];
                    twin5 += twin7 & holds[0][1][5];
                    twin0 += twin8 & holds[0][2][0];
                    twin1 += twin8 & holds[0][2][1];
                    twin2 += twin8 & holds[0][2][2];
                    twin3 += twin8 & holds[0][2][3];
                    twin4 += twin8 & holds[0][2][4];
                    twin5 += twin8 & holds[0][2][5];
                    twin0 += twin9 & holds[0][3][0];
                    twin1 += twin9 & holds[0][3][1];
                    twin2 += twin9 & holds[0][3][2];
                    twin3 += twin9 & holds[0][3][3];
                    twin4 += twin9 & holds[0][3][4];
                    twin5 += twin9 & holds[0][3][5];
                }
                const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                twin0 += twin_all;
                twin1 += twin_all;
                twin2 += twin_all;
                twin3 += twin_all;
                twin4 += twin_all;
                twin5 += twin_all;
                const tess_ix16 of_twin[STEPS] = {twin0, twin1, twin2, twin3, twin4, twin5};
                conv2_fire(run, block + 1, at, 0, &twin_v, of_twin, train);
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
 * Cost an image: 786,432 neurons times steps. */
static inline void conv2_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV2_SPIKES) + (size_t)n * CONV2_POSITIONS * CONV2_PADDED,
                                CONV2_POSITIONS * CONV2_PADDED);
    run->spikes[n * LAYERS + 1] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV2_SPIKES) + (size_t)n * CONV2_POSITIONS * CONV2_PADDED;
    uint8_t *to = TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)n * CONV2_POOLED_POSITIONS * CONV2_PADDED;
    uint8_t *route = TESS_PART(uint8_t, CONV2_ROUTE) + (size_t)n % CONV2_PART * CONV2_POSITIONS * CONV2_PADDED;
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

static void conv2_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv2_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 196,608 additions. */
static void conv2_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 8};
    static const int rows_to[2] = {8, 16};
    static const int columns_from[2] = {0, 8};
    static const int columns_to[2] = {8, 16};
    for (int cell = 0; cell < CONV2_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV2_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV2_OUTPUT) +
                                       ((size_t)n * CONV2_POOLED_POSITIONS + y * CONV2_POOLED_WIDTH + x) *
                                       CONV2_PADDED + block * CONV2_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
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
 * Cost an image: 30,720 multiply-accumulates. */
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
            logit[t * CLASSES + c] = total * 0.0034526698f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv2_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV2_ERROR) + (n % CONV2_PART) * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV2_LOSSES) + (n % CONV2_PART) * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 1] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 30,720 multiply-accumulates. */
static void conv2_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV2_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV2_GATES);
    const float *error = TESS_PART(float, CONV2_ERROR) + (n % CONV2_PART) * STEPS * CLASSES;
    for (int block = 0; block < CONV2_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            ((size_t)(n % CONV2_PART) * CONV2_BLOCKS + block) * CONV2_ZONES * STEPS;
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
 * Cost an image: 61,440 multiply-accumulates. */
static void conv2_signal(const struct tess_run *run, int n, void *scratch)
{
    conv2_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV2_LATENTS) +
                        (size_t)(n % CONV2_PART) * STEPS * CONV2_CELLS * CONV2_BLOCKS;
    float *logit = TESS_PART(float, CONV2_LOGITS) + (n % CONV2_PART) * STEPS * CLASSES;
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    conv2_errors(run, n, logit);
    conv2_project(run, n, scratch);
}

/* conv2 predicts by itself: its logits summed over the steps.
 * Cost an image: 30,720 multiply-accumulates. */
static void conv2_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV2_CELLS * CONV2_BLOCKS);
    conv2_latents(run, n, latent);
    conv2_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 1) * CLASSES);
}

/* conv2: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv2_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int zone_columns[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV2_MEMBRANE) +
                         (((size_t)block * CONV2_PART + (n % CONV2_PART)) * CONV2_POSITIONS + y * CONV2_WIDTH + x) *
                         STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV2_SIGNAL) +
                            (((size_t)(n % CONV2_PART) * CONV2_BLOCKS + block) * CONV2_ZONES +
                             zone_rows[y / CONV2_POOL_HEIGHT] * CONV2_ZONE_COLUMNS +
                             zone_columns[x / CONV2_POOL_WIDTH]) * STEPS;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV2_ROUTE) +
                                                                          ((size_t)n % CONV2_PART * CONV2_POSITIONS +
                                                                           y * CONV2_WIDTH + x) * CONV2_PADDED +
                                                                           block * CONV2_LANES), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[STEPS];
    m[0] = (tess_fx16)((tess_ix16)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx16)((tess_ix16)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx16)((tess_ix16)zone[2] & ((route0 & 1 << 2) != 0));
    m[3] = (tess_fx16)((tess_ix16)zone[3] & ((route0 & 1 << 3) != 0));
    m[4] = (tess_fx16)((tess_ix16)zone[4] & ((route0 & 1 << 4) != 0));
    m[5] = (tess_fx16)((tess_ix16)zone[5] & ((route0 & 1 << 5) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV2_POSITIONS + y * CONV2_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 75497472)[tap] = psi[0];
        TESS_TAP(tess_fx16, 125829120)[tap] = m[0];
        TESS_TAP(tess_fx16, 75497472)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 125829120)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 75497472)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 125829120)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 75497472)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 125829120)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 75497472)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 125829120)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 75497472)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 125829120)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv2: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv2_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV2_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv2_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[1157] = d[1];
            slot[2 * 1157] = d[2];
            slot[3 * 1157] = d[3];
            slot[4 * 1157] = d[4];
            slot[5 * 1157] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV2_PLANE] = d[1];
            slot[2 * CONV2_PLANE] = d[2];
            slot[3 * CONV2_PLANE] = d[3];
            slot[4 * CONV2_PLANE] = d[4];
            slot[5 * CONV2_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV2_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV2_PLANE;
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
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV2_LANES);
            }
        }
    }
    for (int k = 0; k < 512; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV2_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 111 + 68448;
    *by_signals = images * along_signals < entries * 74 + images * 368640;
}

/* conv2: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 452,984,832 additions if every input fires. */
static void conv2_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv2_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV2_HEIGHT; y++) {
            for (int x = 0; x < CONV2_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv2_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv2_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv2_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV2_PLANES),
                    (float *)sum);
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
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV2_PLANE + own * CONV2_TABLE_POSITIONS;
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

/* conv2: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv2_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV2_LIST_CAPACITY : 6144;
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
                    g0 += d[70];
                    g1 += d[69];
                    g2 += d[68];
                    g3 += d[36];
                    g4 += d[35];
                    g5 += d[34];
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
 * Cost an image: 452,984,832 additions if every input fires. */
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
            for (int y = 0; y < 34; y++, row += CONV2_STEP_TABLE_PITCH) {
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
            conv2_accumulate(run, n % 2, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
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
            conv2_accumulate(run, (n % CONV2_PART) * CONV2_ROW_TILES + tile, table, sum, true);
        }
    }
}

/* conv2: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 73,856 weights. */
static void conv2_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV2_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV2_EFFECTIVE) + (size_t)block * CONV2_WEIGHT_ROWS * CONV2_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV2_LANES * 624;
    for (int lane = 0; lane < CONV2_LANES; lane++) {
        const int o = block * CONV2_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV2_FAN_IN, CONV2_FAN_IN, TESS_ARENA(float, CONV2_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV2_FAN_IN, 1);
        TESS_ARENA(float, CONV2_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV2_FAN_IN, unit, of_lane + lane * 624);
    }
    for (int channel = 0; channel < CONV2_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 65 + channel) * CONV2_LANES;
            for (int lane = 0; lane < CONV2_LANES; lane++) {
                row[lane] = of_lane[lane * 624 + k];
            }
        }
    }
}

/* conv2: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 73,856 weights. */
static void conv2_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)block * CONV2_LANES * CONV2_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV2_FAN_IN; k++) {
        for (int lane = 0; lane < CONV2_LANES; lane++) {
            of_lane[lane * 624 + k] = gathered[k * CONV2_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV2_LANES && block * CONV2_LANES + lane < CONV2_CHANNELS; lane++) {
        const int o = block * CONV2_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV2_WEIGHT_GRADIENT) + (size_t)o * CONV2_FAN_IN;
        memcpy(gradient, of_lane + lane * 624, sizeof *gradient * CONV2_FAN_IN);
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

/* conv2: the fixed matrix B, 10 rows over 512 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv2_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[8] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df,
    };
    static const float gate[4] = {
        0.0034526698f, 0.0034526698f, 0.0034526698f, 0.0034526698f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 128, 4, 128, gate, TESS_ARENA(float, CONV2_SIGNS),
                      TESS_ARENA(float, CONV2_GATES));
}

/* ---- conv3: conv 256 3x3 pad 1 ---- */

enum {
    CONV3_IN_CHANNELS = 128,             /* of the input */
    CONV3_IN_HEIGHT = 16,
    CONV3_IN_WIDTH = 16,
    CONV3_IN_POSITIONS = 256,            /* IN_HEIGHT * IN_WIDTH */
    CONV3_IN_PADDED = 128,               /* IN_CHANNELS in whole blocks of lanes */
    CONV3_LIST_ROOM = 1093120,           /* entries of the sums' lists that an image has room for */
    CONV3_LISTS = 256,                   /* of an image and group of steps, for the sums */
    CONV3_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV3_SUM_ROWS = 5419,               /* rows of the table of sums */
    CONV3_KERNEL_HEIGHT = 3,
    CONV3_KERNEL_WIDTH = 3,
    CONV3_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV3_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV3_TAP_ROWS = 129,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV3_WEIGHT_ROWS = 1161,            /* rows of weights a block of output channels */
    CONV3_FAN_IN = 1152,                 /* inputs of a neuron */
    CONV3_ZERO_ROW = 5418,               /* of weights or sums: fills lists up to fours */
    CONV3_SUM_PITCH = 129,               /* rows of that table from one sum to the next */
    CONV3_LIST_CHANNELS = 128,           /* that have lists in the gradient */
    CONV3_LENGTHS_OF_TILE = 256,         /* lists of a tile */
    CONV3_INVERTED_SETS = 4,             /* words of 64 channels: inverted, and of those that are listed */
    CONV3_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV3_COLUMN_KINDS = 3,
    CONV3_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV3_ALWAYS_ROOM = 132,             /* entries of such a list */
    CONV3_ALWAYS_FIRST = 5850,           /* row of the table at which sums of inverted channels begin */
    CONV3_ALWAYS_ROWS = 39,              /* of an image */
    CONV3_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV3_PLANE = 325,                   /* rows of the table a slot */
    CONV3_TILE_IMAGES = 1,               /* images in a tile */
    CONV3_LIST_CAPACITY = 1537,          /* entries of a gradient list */
    CONV3_TABLE_ROWS = 18,               /* rows of the table an image */
    CONV3_TABLE_PITCH = 18,              /* its columns */
    CONV3_TILE_CAPACITY = 196736,        /* entries of all lists of a tile */
    CONV3_TABLE_POSITIONS = 324,         /* TABLE_ROWS * TABLE_PITCH */
    CONV3_LIST_ROWS = 16,                /* rows of the map that a tile lists */
    CONV3_CHANNELS = 256,                /* of the output */
    CONV3_HEIGHT = 16,
    CONV3_WIDTH = 16,
    CONV3_POSITIONS = 256,               /* HEIGHT * WIDTH */
    CONV3_BLOCKS = 16,                   /* of LANES output channels */
    CONV3_PADDED = 256,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV3_POOLED_WIDTH = 16,
    CONV3_POOLED_POSITIONS = 256,        /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV3_CELLS = 4,                     /* windows of the signal grid */
    CONV3_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV3_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV3_LANES = 16,                    /* output channels in a vector */
    CONV3_PART = 4,                      /* images between whose sums and gradient a cache keeps what is needed */
    CONV3_PLANES_BYTES = 41472,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV3_SUBSET_BYTES = 22528,          /* what is noted of a row of the map */
    CONV3_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV3_STEP_PLANE = 325,              /* rows of the table a slot */
    CONV3_STEP_LIST_CAPACITY = 1536,     /* entries of a gradient list */
    CONV3_STEP_TABLE_ROWS = 18,          /* rows of the table an image */
    CONV3_STEP_TABLE_PITCH = 18,         /* its columns */
    CONV3_STEP_TILE_CAPACITY = 196608,   /* entries of all lists of a tile */
    CONV3_STEP_LIST_ROWS = 16,           /* rows of the map that a tile lists */
};

/* conv3: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv3_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    const struct tess_window window =
        {CONV3_KERNEL_HEIGHT, CONV3_KERNEL_WIDTH, CONV3_PAD, CONV3_WIDTH, TESS_STACK_PAIRS, CONV3_ZERO_ROW, 8};
    static const int column[3] = {0, 1, 15};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT) + (size_t)item * CONV3_IN_POSITIONS * CONV3_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)item * CONV3_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV3_INVERTED) + item * CONV3_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, &map, STEPS, STEPS, 4, 128,
                                       scratch, full, inverted);
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
                         TESS_ARENA(uint8_t, CONV3_FULL), GROUPS, STEPS, COMPOSITES, 2548,
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
    .kernel_height = CONV3_KERNEL_HEIGHT, .kernel_width = CONV3_KERNEL_WIDTH, .lanes = CONV3_LANES, .steps = STEPS,
    .strip = 1, .images = CONV3_PART, .most = 1024,
};

/* conv3: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 196,608 inputs. */
static inline void conv3_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, CONV3_IN_HEIGHT, CONV3_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV2_OUTPUT);
    const int first = item;
    const int last = first + CONV3_TILE_IMAGES < run->count ? first + CONV3_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV3_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const int listed = atoms->patterns ? CONV3_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV3_LENGTHS) + (item % 4) * CONV3_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV3_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv3_sparse, words + (size_t)n * CONV3_IN_POSITIONS * CONV3_IN_PADDED, CONV3_IN_PADDED,
                             TESS_PART(uint8_t, CONV3_PLANES) + (size_t)(n % CONV3_PART) * CONV3_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV3_KERNEL_HEIGHT, CONV3_KERNEL_WIDTH, CONV3_PAD, CONV3_WIDTH, TESS_STACK_PAIRS, CONV3_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 67584); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV3_INVERTED) + n * CONV3_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV3_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV3_FULL) + (size_t)n * CONV3_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV3_PAD; y < 17; y++) {
            const size_t tile = (size_t)(item % 4 + y / CONV3_LIST_ROWS);
            const struct tess_table table = {y % CONV3_LIST_ROWS * CONV3_TABLE_PITCH, CONV3_TABLE_PITCH, CONV3_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV3_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV3_IN_POSITIONS + y * CONV3_IN_WIDTH) * CONV3_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY;
                    if (y % CONV3_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion, CONV3_ALWAYS_FIRST, lengths, rows, CONV3_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV3_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV3_PAD) % CONV3_KERNEL_HEIGHT * CONV3_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV3_HEIGHT) {
                    const size_t list = (size_t)(n % CONV3_PART) * CONV3_LISTS + output * CONV3_WIDTH;
                    used = tess_window_lists(ring, CONV3_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV3_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV3_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV3_ENTRIES) +
                                             (size_t)(n % CONV3_PART) * CONV3_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)(item % 4);
            uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
            const int rows = CONV3_STEP_LIST_ROWS;
            const struct tess_table table = {0, CONV3_STEP_TABLE_PITCH, CONV3_STEP_PLANE};
            const struct tess_map part = {CONV3_IN_CHANNELS, CONV3_IN_PADDED, rows, CONV3_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV3_IN_POSITIONS * CONV3_IN_PADDED,
                                CHUNK * CONV3_IN_POSITIONS * CONV3_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV3_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_STEP_TILE_CAPACITY,
                                CONV3_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)(item % 4);
        uint32_t *lengths = TESS_PART(uint32_t, CONV3_LENGTHS) + tile * CONV3_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV3_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV3_ROWS) + tile * CONV3_TILE_CAPACITY,
                        CONV3_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)(item % 4);
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
    static const int like[3] = {0, 1, 15};
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
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV3_MEMBRANE) +
                       ((size_t)block * CONV3_PART * CONV3_POSITIONS + at % (CONV3_PART * CONV3_POSITIONS)) * STEPS;
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV3_OUTPUT) + ((size_t)g * CHUNK * CONV3_POSITIONS + at) * CONV3_PADDED +
                   block * CONV3_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv3: sums over all steps, then the neurons.
 * Cost an image: 452,984,832 additions if every input fires. */
static inline void conv3_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 8 * 2, first = item / 8 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV3_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV3_EFFECTIVE) + block * CONV3_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV3_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV3_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV3_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV3_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv3_table(weight, table);
    conv3_table(weight + CONV3_WEIGHT_ROWS, table + CONV3_SUM_ROWS);
    static const int row_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV3_ROW_KINDS][CONV3_COLUMN_KINDS], twin_always[CONV3_ROW_KINDS][CONV3_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv3_always(run, n, table, always);
        conv3_always(run, n, table + CONV3_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                const size_t at = (size_t)n * CONV3_POSITIONS + y * CONV3_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                tess_ix16 sum0 = {0}, twin0 = {0};
                tess_ix16 sum1 = {0}, twin1 = {0};
                tess_ix16 sum2 = {0}, twin2 = {0};
                tess_ix16 sum3 = {0}, twin3 = {0};
                tess_ix16 sum4 = {0}, twin4 = {0};
                tess_ix16 sum5 = {0}, twin5 = {0};
                tess_ix16 sum6 = {0}, twin6 = {0};
                tess_ix16 sum7 = {0}, twin7 = {0};
                tess_ix16 sum8 = {0}, twin8 = {0};
                tess_ix16 sum9 = {0}, twin9 = {0};
                tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)(n % CONV3_PART) * CONV3_LISTS + y * CONV3_WIDTH + x;
                const uint16_t *entry = entries + (size_t)(n % CONV3_PART) * CONV3_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER_TWO(sum0, twin0, table, table + CONV3_SUM_ROWS, 8, entry, four[0]);
                TESS_GATHER_TWO(sum1, twin1, table, table + CONV3_SUM_ROWS, 8, entry, four[1]);
                TESS_GATHER_TWO(sum2, twin2, table, table + CONV3_SUM_ROWS, 8, entry, four[2]);
                TESS_GATHER_TWO(sum3, twin3, table, table + CONV3_SUM_ROWS, 8, entry, four[3]);
                TESS_GATHER_TWO(sum4, twin4, table, table + CONV3_SUM_ROWS, 8, entry, four[4]);
                TESS_GATHER_TWO(sum5, twin5, table, table + CONV3_SUM_ROWS, 8, entry, four[5]);
                if (patterns) {
                    TESS_GATHER_TWO(sum6, twin6, table, table + CONV3_SUM_ROWS, 8, entry, four[6]);
                    TESS_GATHER_TWO(sum7, twin7, table, table + CONV3_SUM_ROWS, 8, entry, four[7]);
                    TESS_GATHER_TWO(sum8, twin8, table, table + CONV3_SUM_ROWS, 8, entry, four[8]);
                    TESS_GATHER_TWO(sum9, twin9, table, table + CONV3_SUM_ROWS, 8, entry, four[9]);
                    TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV3_SUM_ROWS, 8, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv3_fire(run, block, at, 0, &v, of_sum, train);
                if (patterns) {
                    twin0 += twin6 & holds[0][0][0];
                    twin1 += twin6 & holds[0][0][1];
                    twin2 += twin6 & holds[0][0][2];
                    twin3 += twin6 & holds[0][0][3];
                    twin4 += twin6 & holds[0][0][4];
                    twin5 += twin6 & holds[0][0][5];
                    twin0 += twin7 & holds[0][1][0];
                    twin1 += twin7 & holds[0][1][1];
                    twin2 += twin7 & holds[0][1][2];
                    twin3 += twin7 & holds[0][1][3];
                    twin4 += twin7 & holds[0][1][4];
                    twin5 += twin7 & holds[0][1][5];
                    twin0 += twin8 & holds[0][2][0];
                    twin1 += twin8 & holds[0][2][1];
                    twin2 += twin8 & holds[0][2][2];
                    twin3 += twin8 & holds[0][2][3];
                    twin4 += twin8 & holds[0][2][4];
                    twin5 += twin8 & holds[0][2][5];
                    twin0 += twin9 & holds[0][3][0];
                    twin1 += twin9 & holds[0][3][1];
                    twin2 += twin9 & holds[0][3][2];
                    twin3 += twin9 & holds[0][3][3];
                    twin4 += twin9 & holds[0][3][4];
                    twin5 += twin9 & holds[0][3][5];
                }
                const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                twin0 += twin_all;
                twin1 += twin_all;
                twin2 += twin_all;
                twin3 += twin_all;
                twin4 += twin_all;
                twin5 += twin_all;
                const tess_ix16 of_twin[STEPS] = {twin0, twin1, twin2, twin3, twin4, twin5};
                conv3_fire(run, block + 1, at, 0, &twin_v, of_twin, train);
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
 * Cost an image: 393,216 neurons times steps. */
static inline void conv3_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV3_OUTPUT) + (size_t)n * CONV3_POSITIONS * CONV3_PADDED,
                                CONV3_POSITIONS * CONV3_PADDED);
    run->spikes[n * LAYERS + 2] = spikes;
    (void)train;
}

static void conv3_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv3_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 393,216 additions. */
static void conv3_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 8};
    static const int rows_to[2] = {8, 16};
    static const int columns_from[2] = {0, 8};
    static const int columns_to[2] = {8, 16};
    for (int cell = 0; cell < CONV3_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV3_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV3_OUTPUT) +
                                       ((size_t)n * CONV3_POOLED_POSITIONS + y * CONV3_POOLED_WIDTH + x) *
                                       CONV3_PADDED + block * CONV3_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
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
 * Cost an image: 61,440 multiply-accumulates. */
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
            logit[t * CLASSES + c] = total * 0.0024414062f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv3_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV3_ERROR) + (n % CONV3_PART) * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV3_LOSSES) + (n % CONV3_PART) * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 2] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv3_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV3_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV3_GATES);
    const float *error = TESS_PART(float, CONV3_ERROR) + (n % CONV3_PART) * STEPS * CLASSES;
    for (int block = 0; block < CONV3_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV3_SIGNAL) +
                            ((size_t)(n % CONV3_PART) * CONV3_BLOCKS + block) * CONV3_ZONES * STEPS;
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
 * Cost an image: 122,880 multiply-accumulates. */
static void conv3_signal(const struct tess_run *run, int n, void *scratch)
{
    conv3_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV3_LATENTS) +
                        (size_t)(n % CONV3_PART) * STEPS * CONV3_CELLS * CONV3_BLOCKS;
    float *logit = TESS_PART(float, CONV3_LOGITS) + (n % CONV3_PART) * STEPS * CLASSES;
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    conv3_errors(run, n, logit);
    conv3_project(run, n, scratch);
}

/* conv3 predicts by itself: its logits summed over the steps.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv3_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV3_CELLS * CONV3_BLOCKS);
    conv3_latents(run, n, latent);
    conv3_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 2) * CLASSES);
}

/* conv3: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv3_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    static const int zone_columns[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV3_MEMBRANE) +
                         (((size_t)block * CONV3_PART + (n % CONV3_PART)) * CONV3_POSITIONS + y * CONV3_WIDTH + x) *
                         STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV3_SIGNAL) +
                            (((size_t)(n % CONV3_PART) * CONV3_BLOCKS + block) * CONV3_ZONES +
                             zone_rows[y] * CONV3_ZONE_COLUMNS + zone_columns[x]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV3_POSITIONS + y * CONV3_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 176160768)[tap] = psi[0];
        TESS_TAP(tess_fx16, 201326592)[tap] = m[0];
        TESS_TAP(tess_fx16, 176160768)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 201326592)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 176160768)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 201326592)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 176160768)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 201326592)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 176160768)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 201326592)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 176160768)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 201326592)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv3: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv3_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV3_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv3_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[325] = d[1];
            slot[2 * 325] = d[2];
            slot[3 * 325] = d[3];
            slot[4 * 325] = d[4];
            slot[5 * 325] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV3_PLANE] = d[1];
            slot[2 * CONV3_PLANE] = d[2];
            slot[3 * CONV3_PLANE] = d[3];
            slot[4 * CONV3_PLANE] = d[4];
            slot[5 * CONV3_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV3_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV3_PLANE;
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
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV3_LANES);
            }
        }
    }
    for (int k = 0; k < 256; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV3_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 197 + 88128;
    *by_signals = images * along_signals < entries * 142 + images * 184320;
}

/* conv3: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 452,984,832 additions if every input fires. */
static void conv3_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv3_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            for (int x = 0; x < CONV3_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv3_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv3_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv3_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV3_PLANES),
                    (float *)sum);
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
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV3_PLANE + own * CONV3_TABLE_POSITIONS;
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

/* conv3: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv3_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV3_LIST_CAPACITY : 1536;
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

/* conv3: the gradient of one block of output channels over the chunk.
 * Cost an image: 452,984,832 additions if every input fires. */
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
            for (int y = 0; y < 18; y++, row += CONV3_STEP_TABLE_PITCH) {
                if (y % CONV3_STEP_TABLE_ROWS < 1 || y % CONV3_STEP_TABLE_ROWS >= 1 + CONV3_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV3_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV3_WIDTH] = (tess_fx16){0};
            }
        }
        for (int n = run->from; n < run->to; n++) {
            for (int y = 0; y < CONV3_HEIGHT; y++) {
                tess_fx16 *row = table + (y + 1) * CONV3_STEP_TABLE_PITCH;
                conv3_row(run, block, n, y, row, false, NULL);
            }
            conv3_accumulate(run, n % 4, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV3_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV3_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 18; y++, row += CONV3_TABLE_PITCH) {
            if (y % CONV3_TABLE_ROWS < 1 || y % CONV3_TABLE_ROWS >= 1 + CONV3_HEIGHT) {
                memset(row, 0, sizeof *row * CONV3_TABLE_PITCH);
            }
            row[0] = row[1 + CONV3_WIDTH] = (tess_fx16){0};
        }
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV3_HEIGHT; y++) {
            tess_fx16 *row = table + (y + 1) * CONV3_TABLE_PITCH;
            conv3_row(run, block, n, y, row, true, holds);
        }
        conv3_always_rows(run, n, 0, CONV3_IN_HEIGHT, table);
        conv3_accumulate(run, n % 4, table, sum, true);
    }
}

/* conv3: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 295,168 weights. */
static void conv3_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV3_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV3_EFFECTIVE) + (size_t)block * CONV3_WEIGHT_ROWS * CONV3_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV3_LANES * 1200;
    for (int lane = 0; lane < CONV3_LANES; lane++) {
        const int o = block * CONV3_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV3_FAN_IN, CONV3_FAN_IN, TESS_ARENA(float, CONV3_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV3_FAN_IN, 1);
        TESS_ARENA(float, CONV3_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV3_FAN_IN, unit, of_lane + lane * 1200);
    }
    for (int channel = 0; channel < CONV3_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 129 + channel) * CONV3_LANES;
            for (int lane = 0; lane < CONV3_LANES; lane++) {
                row[lane] = of_lane[lane * 1200 + k];
            }
        }
    }
}

/* conv3: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 295,168 weights. */
static void conv3_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)block * CONV3_LANES * CONV3_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV3_FAN_IN; k++) {
        for (int lane = 0; lane < CONV3_LANES; lane++) {
            of_lane[lane * 1200 + k] = gathered[k * CONV3_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV3_LANES && block * CONV3_LANES + lane < CONV3_CHANNELS; lane++) {
        const int o = block * CONV3_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV3_WEIGHT_GRADIENT) + (size_t)o * CONV3_FAN_IN;
        memcpy(gradient, of_lane + lane * 1200, sizeof *gradient * CONV3_FAN_IN);
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

/* conv3: the fixed matrix B, 10 rows over 1024 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv3_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[16] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf,
    };
    static const float gate[4] = {
        0.0024414062f, 0.0024414062f, 0.0024414062f, 0.0024414062f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 256, 4, 256, gate, TESS_ARENA(float, CONV3_SIGNS),
                      TESS_ARENA(float, CONV3_GATES));
}

/* ---- conv4: conv 256 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV4_IN_CHANNELS = 256,             /* of the input */
    CONV4_IN_HEIGHT = 16,
    CONV4_IN_WIDTH = 16,
    CONV4_IN_POSITIONS = 256,            /* IN_HEIGHT * IN_WIDTH */
    CONV4_IN_PADDED = 256,               /* IN_CHANNELS in whole blocks of lanes */
    CONV4_LIST_ROOM = 2174464,           /* entries of the sums' lists that an image has room for */
    CONV4_LISTS = 256,                   /* of an image and group of steps, for the sums */
    CONV4_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV4_SUM_ROWS = 7197,               /* rows of the table of sums */
    CONV4_KERNEL_HEIGHT = 3,
    CONV4_KERNEL_WIDTH = 3,
    CONV4_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV4_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV4_TAP_ROWS = 257,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV4_WEIGHT_ROWS = 2313,            /* rows of weights a block of output channels */
    CONV4_FAN_IN = 2304,                 /* inputs of a neuron */
    CONV4_ZERO_ROW = 7196,               /* of weights or sums: fills lists up to fours */
    CONV4_SUM_PITCH = 257,               /* rows of that table from one sum to the next */
    CONV4_LIST_CHANNELS = 256,           /* that have lists in the gradient */
    CONV4_LENGTHS_OF_TILE = 512,         /* lists of a tile */
    CONV4_INVERTED_SETS = 8,             /* words of 64 channels: inverted, and of those that are listed */
    CONV4_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV4_COLUMN_KINDS = 3,
    CONV4_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV4_ALWAYS_ROOM = 260,             /* entries of such a list */
    CONV4_ALWAYS_FIRST = 5850,           /* row of the table at which sums of inverted channels begin */
    CONV4_ALWAYS_ROWS = 39,              /* of an image */
    CONV4_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV4_PLANE = 325,                   /* rows of the table a slot */
    CONV4_TILE_IMAGES = 1,               /* images in a tile */
    CONV4_LIST_CAPACITY = 1537,          /* entries of a gradient list */
    CONV4_TABLE_ROWS = 18,               /* rows of the table an image */
    CONV4_TABLE_PITCH = 18,              /* its columns */
    CONV4_TILE_CAPACITY = 393472,        /* entries of all lists of a tile */
    CONV4_TABLE_POSITIONS = 324,         /* TABLE_ROWS * TABLE_PITCH */
    CONV4_LIST_ROWS = 16,                /* rows of the map that a tile lists */
    CONV4_CHANNELS = 256,                /* of the output */
    CONV4_HEIGHT = 16,
    CONV4_WIDTH = 16,
    CONV4_POSITIONS = 256,               /* HEIGHT * WIDTH */
    CONV4_BLOCKS = 16,                   /* of LANES output channels */
    CONV4_PADDED = 256,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV4_POOL_HEIGHT = 2,
    CONV4_POOL_WIDTH = 2,
    CONV4_POOLED_HEIGHT = 8,
    CONV4_POOLED_WIDTH = 8,
    CONV4_POOLED_POSITIONS = 64,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV4_CELLS = 4,                     /* windows of the signal grid */
    CONV4_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV4_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV4_LANES = 16,                    /* output channels in a vector */
    CONV4_PART = 4,                      /* images between whose sums and gradient a cache keeps what is needed */
    CONV4_PLANES_BYTES = 82944,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV4_SUBSET_BYTES = 45056,          /* what is noted of a row of the map */
    CONV4_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV4_STEP_PLANE = 325,              /* rows of the table a slot */
    CONV4_STEP_LIST_CAPACITY = 1536,     /* entries of a gradient list */
    CONV4_STEP_TABLE_ROWS = 18,          /* rows of the table an image */
    CONV4_STEP_TABLE_PITCH = 18,         /* its columns */
    CONV4_STEP_TILE_CAPACITY = 393216,   /* entries of all lists of a tile */
    CONV4_STEP_LIST_ROWS = 16,           /* rows of the map that a tile lists */
};

/* conv4: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv4_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV4_IN_CHANNELS, CONV4_IN_PADDED, CONV4_IN_HEIGHT, CONV4_IN_WIDTH};
    const struct tess_window window =
        {CONV4_KERNEL_HEIGHT, CONV4_KERNEL_WIDTH, CONV4_PAD, CONV4_WIDTH, TESS_STACK_ALL, CONV4_ZERO_ROW, 8};
    static const int column[3] = {0, 1, 15};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV3_OUTPUT) + (size_t)item * CONV4_IN_POSITIONS * CONV4_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV4_FULL) + (size_t)item * CONV4_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV4_INVERTED) + item * CONV4_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV4_IN_POSITIONS * CONV4_IN_PADDED, &map, STEPS, STEPS, 4, 256,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV4_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV4_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV4_ALWAYS_FOURS) + item * CONV4_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV4_ALWAYS) + item * CONV4_ALWAYS_LISTS * CONV4_ALWAYS_ROOM,
                      CONV4_ALWAYS_ROOM);
}

/* conv4: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv4_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV4_IN_CHANNELS, CONV4_IN_PADDED, CONV4_IN_HEIGHT, CONV4_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV3_OUTPUT), CHUNK * CONV4_IN_POSITIONS * CONV4_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV4_FULL), GROUPS, STEPS, COMPOSITES, 2548,
                         TESS_ARENA(struct tess_atoms, CONV4_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV4_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV4_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV4_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV4_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV4_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV4_ALWAYS_LISTS);
    }
}

/* conv4: its gradient along learning signals. */
static const struct tess_sparse conv4_sparse = {
    .channels = CONV4_IN_CHANNELS, .height = CONV4_IN_HEIGHT, .width = CONV4_IN_WIDTH, .pad = CONV4_PAD,
    .kernel_height = CONV4_KERNEL_HEIGHT, .kernel_width = CONV4_KERNEL_WIDTH, .lanes = CONV4_LANES, .steps = STEPS,
    .strip = 1, .images = CONV4_PART, .most = 1024,
};

/* conv4: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 393,216 inputs. */
static inline void conv4_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV4_IN_CHANNELS, CONV4_IN_PADDED, CONV4_IN_HEIGHT, CONV4_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV3_OUTPUT);
    const int first = item;
    const int last = first + CONV4_TILE_IMAGES < run->count ? first + CONV4_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV4_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
    const int listed = atoms->patterns ? CONV4_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV4_LENGTHS) + (item % 4) * CONV4_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV4_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv4_sparse, words + (size_t)n * CONV4_IN_POSITIONS * CONV4_IN_PADDED, CONV4_IN_PADDED,
                             TESS_PART(uint8_t, CONV4_PLANES) + (size_t)(n % CONV4_PART) * CONV4_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV4_KERNEL_HEIGHT, CONV4_KERNEL_WIDTH, CONV4_PAD, CONV4_WIDTH, TESS_STACK_ALL, CONV4_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 135168); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV4_INVERTED) + n * CONV4_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV4_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV4_FULL) + (size_t)n * CONV4_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV4_PAD; y < 17; y++) {
            const size_t tile = (size_t)(item % 4 + y / CONV4_LIST_ROWS);
            const struct tess_table table = {y % CONV4_LIST_ROWS * CONV4_TABLE_PITCH, CONV4_TABLE_PITCH, CONV4_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV4_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV4_IN_POSITIONS + y * CONV4_IN_WIDTH) * CONV4_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV4_LENGTHS) + tile * CONV4_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV4_ROWS) + tile * CONV4_TILE_CAPACITY;
                    if (y % CONV4_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion, CONV4_ALWAYS_FIRST, lengths, rows, CONV4_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV4_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV4_PAD) % CONV4_KERNEL_HEIGHT * CONV4_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV4_HEIGHT) {
                    const size_t list = (size_t)(n % CONV4_PART) * CONV4_LISTS + output * CONV4_WIDTH;
                    used = tess_window_lists(ring, CONV4_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV4_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV4_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV4_ENTRIES) +
                                             (size_t)(n % CONV4_PART) * CONV4_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)(item % 4);
            uint32_t *lengths = TESS_PART(uint32_t, CONV4_LENGTHS) + tile * CONV4_LENGTHS_OF_TILE;
            const int rows = CONV4_STEP_LIST_ROWS;
            const struct tess_table table = {0, CONV4_STEP_TABLE_PITCH, CONV4_STEP_PLANE};
            const struct tess_map part = {CONV4_IN_CHANNELS, CONV4_IN_PADDED, rows, CONV4_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV4_IN_POSITIONS * CONV4_IN_PADDED,
                                CHUNK * CONV4_IN_POSITIONS * CONV4_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV4_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV4_ROWS) + tile * CONV4_STEP_TILE_CAPACITY,
                                CONV4_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)(item % 4);
        uint32_t *lengths = TESS_PART(uint32_t, CONV4_LENGTHS) + tile * CONV4_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV4_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV4_ROWS) + tile * CONV4_TILE_CAPACITY,
                        CONV4_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)(item % 4);
        uint32_t *lengths = TESS_PART(uint32_t, CONV4_LENGTHS) + tile * CONV4_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV4_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV4_ROWS) + tile * CONV4_STEP_TILE_CAPACITY, CONV4_STEP_LIST_CAPACITY);
    }
}

static void conv4_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv4_lists(run, item, scratch, true, true);
}

static void conv4_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv4_lists(run, item, scratch, true, false);
}

/* conv4: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv4_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV4_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV4_KERNEL_WIDTH * CONV4_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV4_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV4_SUM_PITCH] = tap[CONV4_TAP_ROWS];
                sum[2 * CONV4_SUM_PITCH] = sum[CONV4_SUM_PITCH] + sum[0];
                sum[3 * CONV4_SUM_PITCH] = tap[2 * CONV4_TAP_ROWS];
                sum[4 * CONV4_SUM_PITCH] = sum[3 * CONV4_SUM_PITCH] + sum[0];
                sum[5 * CONV4_SUM_PITCH] = sum[3 * CONV4_SUM_PITCH] + sum[CONV4_SUM_PITCH];
                sum[6 * CONV4_SUM_PITCH] = sum[5 * CONV4_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV4_SUM_PITCH;
                sum[3 * 7 * CONV4_SUM_PITCH] = sum[0] + sum[7 * CONV4_SUM_PITCH] + sum[2 * 7 * CONV4_SUM_PITCH];
            }
        }
    }
    table[CONV4_ZERO_ROW] = (tess_ix16){0};
}

/* conv4: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv4_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV4_ROW_KINDS][CONV4_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 15};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV4_ALWAYS_FOURS) + n * CONV4_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV4_ALWAYS) + n * CONV4_ALWAYS_LISTS * CONV4_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV4_ROW_KINDS);
    for (int row = 0; row < CONV4_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV4_COLUMN_KINDS; k++, list += CONV4_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < CONV4_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV4_PAD;
                if (from >= 0 && from < CONV4_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv4: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv4_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV4_MEMBRANE) +
                       ((size_t)block * CONV4_PART * CONV4_POSITIONS + at % (CONV4_PART * CONV4_POSITIONS)) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV4_SCALE)[block];
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV4_SPIKES) + ((size_t)g * CHUNK * CONV4_POSITIONS + at) * CONV4_PADDED +
                   block * CONV4_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv4: sums over all steps, then the neurons.
 * Cost an image: 905,969,664 additions if every input fires. */
static inline void conv4_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 8 * 2, first = item / 8 * 4;
    const int last = first + 4 < run->count ? first + 4 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV4_EFFECTIVE) + block * CONV4_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV4_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV4_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV4_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV4_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv4_table(weight, table);
    conv4_table(weight + CONV4_WEIGHT_ROWS, table + CONV4_SUM_ROWS);
    static const int row_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV4_ROW_KINDS][CONV4_COLUMN_KINDS], twin_always[CONV4_ROW_KINDS][CONV4_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv4_always(run, n, table, always);
        conv4_always(run, n, table + CONV4_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV4_HEIGHT; y++) {
            for (int x = 0; x < CONV4_WIDTH; x++) {
                const size_t at = (size_t)n * CONV4_POSITIONS + y * CONV4_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                tess_ix16 sum0 = {0}, twin0 = {0};
                tess_ix16 sum1 = {0}, twin1 = {0};
                tess_ix16 sum2 = {0}, twin2 = {0};
                tess_ix16 sum3 = {0}, twin3 = {0};
                tess_ix16 sum4 = {0}, twin4 = {0};
                tess_ix16 sum5 = {0}, twin5 = {0};
                tess_ix16 sum6 = {0}, twin6 = {0};
                tess_ix16 sum7 = {0}, twin7 = {0};
                tess_ix16 sum8 = {0}, twin8 = {0};
                tess_ix16 sum9 = {0}, twin9 = {0};
                tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)(n % CONV4_PART) * CONV4_LISTS + y * CONV4_WIDTH + x;
                const uint16_t *entry = entries + (size_t)(n % CONV4_PART) * CONV4_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER_TWO(sum0, twin0, table, table + CONV4_SUM_ROWS, 8, entry, four[0]);
                TESS_GATHER_TWO(sum1, twin1, table, table + CONV4_SUM_ROWS, 8, entry, four[1]);
                TESS_GATHER_TWO(sum2, twin2, table, table + CONV4_SUM_ROWS, 8, entry, four[2]);
                TESS_GATHER_TWO(sum3, twin3, table, table + CONV4_SUM_ROWS, 8, entry, four[3]);
                TESS_GATHER_TWO(sum4, twin4, table, table + CONV4_SUM_ROWS, 8, entry, four[4]);
                TESS_GATHER_TWO(sum5, twin5, table, table + CONV4_SUM_ROWS, 8, entry, four[5]);
                if (patterns) {
                    TESS_GATHER_TWO(sum6, twin6, table, table + CONV4_SUM_ROWS, 8, entry, four[6]);
                    TESS_GATHER_TWO(sum7, twin7, table, table + CONV4_SUM_ROWS, 8, entry, four[7]);
                    TESS_GATHER_TWO(sum8, twin8, table, table + CONV4_SUM_ROWS, 8, entry, four[8]);
                    TESS_GATHER_TWO(sum9, twin9, table, table + CONV4_SUM_ROWS, 8, entry, four[9]);
                    TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV4_SUM_ROWS, 8, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv4_fire(run, block, at, 0, &v, of_sum, train);
                if (patterns) {
                    twin0 += twin6 & holds[0][0][0];
                    twin1 += twin6 & holds[0][0][1];
                    twin2 += twin6 & holds[0][0][2];
                    twin3 += twin6 & holds[0][0][3];
                    twin4 += twin6 & holds[0][0][4];
                    twin5 += twin6 & holds[0][0][5];
                    twin0 += twin7 & holds[0][1][0];
                    twin1 += twin7 & holds[0][1][1];
                    twin2 += twin7 & holds[0][1][2];
                    twin3 += twin7 & holds[0][1][3];
                    twin4 += twin7 & holds[0][1][4];
                    twin5 += twin7 & holds[0][1][5];
                    twin0 += twin8 & holds[0][2][0];
                    twin1 += twin8 & holds[0][2][1];
                    twin2 += twin8 & holds[0][2][2];
                    twin3 += twin8 & holds[0][2][3];
                    twin4 += twin8 & holds[0][2][4];
                    twin5 += twin8 & holds[0][2][5];
                    twin0 += twin9 & holds[0][3][0];
                    twin1 += twin9 & holds[0][3][1];
                    twin2 += twin9 & holds[0][3][2];
                    twin3 += twin9 & holds[0][3][3];
                    twin4 += twin9 & holds[0][3][4];
                    twin5 += twin9 & holds[0][3][5];
                }
                const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                twin0 += twin_all;
                twin1 += twin_all;
                twin2 += twin_all;
                twin3 += twin_all;
                twin4 += twin_all;
                twin5 += twin_all;
                const tess_ix16 of_twin[STEPS] = {twin0, twin1, twin2, twin3, twin4, twin5};
                conv4_fire(run, block + 1, at, 0, &twin_v, of_twin, train);
            }
        }
    }
}

static void conv4_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv4_forward(run, item, scratch, true);
}

static void conv4_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv4_forward(run, item, scratch, false);
}

/* conv4: spikes of image n counted and pooled.
 * Cost an image: 393,216 neurons times steps. */
static inline void conv4_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV4_SPIKES) + (size_t)n * CONV4_POSITIONS * CONV4_PADDED,
                                CONV4_POSITIONS * CONV4_PADDED);
    run->spikes[n * LAYERS + 3] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV4_SPIKES) + (size_t)n * CONV4_POSITIONS * CONV4_PADDED;
    uint8_t *to = TESS_ARENA(uint8_t, CONV4_OUTPUT) + (size_t)n * CONV4_POOLED_POSITIONS * CONV4_PADDED;
    uint8_t *route = TESS_PART(uint8_t, CONV4_ROUTE) + (size_t)n % CONV4_PART * CONV4_POSITIONS * CONV4_PADDED;
    for (int y = 0; y < CONV4_POOLED_HEIGHT; y++) {
        for (int x = 0; x < CONV4_POOLED_WIDTH; x++) {
            const size_t at = (size_t)(y * CONV4_POOL_HEIGHT * CONV4_WIDTH + x * CONV4_POOL_WIDTH) * CONV4_PADDED;
            uint8_t *pooled = to + (size_t)(y * CONV4_POOLED_WIDTH + x) * CONV4_PADDED;
            for (int c = 0; c < CONV4_PADDED; c += CONV4_LANES) {
                const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                tess_bx16 any = word0;
                const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + CONV4_PADDED);
                const tess_bx16 first1 = word1 & ~any;
                any |= word1;
                const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + CONV4_WIDTH * CONV4_PADDED);
                const tess_bx16 first2 = word2 & ~any;
                any |= word2;
                const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + (CONV4_WIDTH + 1) * CONV4_PADDED);
                const tess_bx16 first3 = word3 & ~any;
                any |= word3;
                *(tess_bx16 *)(pooled + c) = any;
                if (train) {
                    *(tess_bx16 *)(route + at + c) = word0 | ~any;
                    *(tess_bx16 *)(route + at + c + CONV4_PADDED) = first1;
                    *(tess_bx16 *)(route + at + c + CONV4_WIDTH * CONV4_PADDED) = first2;
                    *(tess_bx16 *)(route + at + c + (CONV4_WIDTH + 1) * CONV4_PADDED) = first3;
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

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 98,304 additions. */
static void conv4_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 4};
    static const int rows_to[2] = {4, 8};
    static const int columns_from[2] = {0, 4};
    static const int columns_to[2] = {4, 8};
    for (int cell = 0; cell < CONV4_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV4_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV4_OUTPUT) +
                                       ((size_t)n * CONV4_POOLED_POSITIONS + y * CONV4_POOLED_WIDTH + x) *
                                       CONV4_PADDED + block * CONV4_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV4_CELLS + cell) * CONV4_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv4_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV4_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV4_CELLS * CONV4_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV4_CELLS * CONV4_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV4_CELLS * CONV4_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV4_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.009765625f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv4_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV4_ERROR) + (n % CONV4_PART) * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV4_LOSSES) + (n % CONV4_PART) * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 3] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 3) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv4_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV4_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV4_GATES);
    const float *error = TESS_PART(float, CONV4_ERROR) + (n % CONV4_PART) * STEPS * CLASSES;
    for (int block = 0; block < CONV4_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV4_SIGNAL) +
                            ((size_t)(n % CONV4_PART) * CONV4_BLOCKS + block) * CONV4_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV4_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV4_CELLS + cell) * CONV4_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV4_BLOCKS + block];
            }
        }
    }
}

/* conv4: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv4_signal(const struct tess_run *run, int n, void *scratch)
{
    conv4_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV4_LATENTS) +
                        (size_t)(n % CONV4_PART) * STEPS * CONV4_CELLS * CONV4_BLOCKS;
    float *logit = TESS_PART(float, CONV4_LOGITS) + (n % CONV4_PART) * STEPS * CLASSES;
    conv4_latents(run, n, latent);
    conv4_logits(run, latent, logit);
    conv4_errors(run, n, logit);
    conv4_project(run, n, scratch);
}

/* conv4 predicts by itself: its logits summed over the steps.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv4_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV4_CELLS * CONV4_BLOCKS);
    conv4_latents(run, n, latent);
    conv4_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 3) * CLASSES);
}

/* conv4: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv4_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const int zone_columns[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV4_MEMBRANE) +
                         (((size_t)block * CONV4_PART + (n % CONV4_PART)) * CONV4_POSITIONS + y * CONV4_WIDTH + x) *
                         STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV4_SIGNAL) +
                            (((size_t)(n % CONV4_PART) * CONV4_BLOCKS + block) * CONV4_ZONES +
                             zone_rows[y / CONV4_POOL_HEIGHT] * CONV4_ZONE_COLUMNS +
                             zone_columns[x / CONV4_POOL_WIDTH]) * STEPS;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV4_ROUTE) +
                                                                          ((size_t)n % CONV4_PART * CONV4_POSITIONS +
                                                                           y * CONV4_WIDTH + x) * CONV4_PADDED +
                                                                           block * CONV4_LANES), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[STEPS];
    m[0] = (tess_fx16)((tess_ix16)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx16)((tess_ix16)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx16)((tess_ix16)zone[2] & ((route0 & 1 << 2) != 0));
    m[3] = (tess_fx16)((tess_ix16)zone[3] & ((route0 & 1 << 3) != 0));
    m[4] = (tess_fx16)((tess_ix16)zone[4] & ((route0 & 1 << 4) != 0));
    m[5] = (tess_fx16)((tess_ix16)zone[5] & ((route0 & 1 << 5) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV4_POSITIONS + y * CONV4_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 226492416)[tap] = psi[0];
        TESS_TAP(tess_fx16, 251658240)[tap] = m[0];
        TESS_TAP(tess_fx16, 226492416)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 251658240)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 226492416)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 251658240)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 226492416)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 251658240)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 226492416)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 251658240)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 226492416)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 251658240)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv4: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv4_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV4_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv4_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[325] = d[1];
            slot[2 * 325] = d[2];
            slot[3 * 325] = d[3];
            slot[4 * 325] = d[4];
            slot[5 * 325] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV4_PLANE] = d[1];
            slot[2 * CONV4_PLANE] = d[2];
            slot[3 * CONV4_PLANE] = d[3];
            slot[4 * CONV4_PLANE] = d[4];
            slot[5 * CONV4_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV4_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV4_PLANE;
                tess_fx16 *two = one + COMPOSITES * CONV4_PLANE, *three = two + COMPOSITES * CONV4_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV4_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv4: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv4_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV4_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV4_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV4_TILE_IMAGES ? run->to - n : CONV4_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV4_BLOCKS; block++) {
        for (int y = 0; y < CONV4_HEIGHT; y++) {
            for (int x = 0; x < CONV4_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv4_learning(run, block, n, y, x, d);
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV4_LANES);
            }
        }
    }
    for (int k = 0; k < 512; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV4_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 370 + 176256;
    *by_signals = images * along_signals < entries * 142 + images * 184320;
}

/* conv4: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 905,969,664 additions if every input fires. */
static void conv4_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv4_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV4_HEIGHT; y++) {
            for (int x = 0; x < CONV4_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv4_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv4_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv4_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV4_PLANES),
                    (float *)sum);
}

/* conv4: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv4_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
    tess_fx16 *always = table + CONV4_ALWAYS_FIRST + own * CONV4_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV4_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV4_ALWAYS_ROWS);
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV4_PLANE + own * CONV4_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV4_KERNEL_HEIGHT - 1; y++, d += CONV4_TABLE_PITCH) {
            for (int back = 0; back < CONV4_KERNEL_WIDTH; back++) {
                tess_fx16 of_row = {0};
                for (int x = 0; x < CONV4_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV4_IN_WIDTH - x < reach ? CONV4_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV4_PLANE + x + back];
                }
                for (int k = 0; k < CONV4_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV4_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv4: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv4_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV4_LIST_CAPACITY : 1536;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV4_LENGTHS) + tile * CONV4_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV4_ROWS) + (size_t)tile * CONV4_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV4_LIST_CHANNELS; c++, sum += CONV4_TAPS) {
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

/* conv4: the gradient of one block of output channels over the chunk.
 * Cost an image: 905,969,664 additions if every input fires. */
static void conv4_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV4_WEIGHT_GRADIENT) + (size_t)block * CONV4_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV4_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV4_BY_SIGNALS)) {
        conv4_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV4_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV4_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV4_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 18; y++, row += CONV4_STEP_TABLE_PITCH) {
                if (y % CONV4_STEP_TABLE_ROWS < 1 || y % CONV4_STEP_TABLE_ROWS >= 1 + CONV4_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV4_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV4_WIDTH] = (tess_fx16){0};
            }
        }
        for (int n = run->from; n < run->to; n++) {
            for (int y = 0; y < CONV4_HEIGHT; y++) {
                tess_fx16 *row = table + (y + 1) * CONV4_STEP_TABLE_PITCH;
                conv4_row(run, block, n, y, row, false, NULL);
            }
            conv4_accumulate(run, n % 4, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV4_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV4_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 18; y++, row += CONV4_TABLE_PITCH) {
            if (y % CONV4_TABLE_ROWS < 1 || y % CONV4_TABLE_ROWS >= 1 + CONV4_HEIGHT) {
                memset(row, 0, sizeof *row * CONV4_TABLE_PITCH);
            }
            row[0] = row[1 + CONV4_WIDTH] = (tess_fx16){0};
        }
    }
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV4_HEIGHT; y++) {
            tess_fx16 *row = table + (y + 1) * CONV4_TABLE_PITCH;
            conv4_row(run, block, n, y, row, true, holds);
        }
        conv4_always_rows(run, n, 0, CONV4_IN_HEIGHT, table);
        conv4_accumulate(run, n % 4, table, sum, true);
    }
}

/* conv4: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 590,080 weights. */
static void conv4_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV4_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV4_EFFECTIVE) + (size_t)block * CONV4_WEIGHT_ROWS * CONV4_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV4_LANES * 2352;
    for (int lane = 0; lane < CONV4_LANES; lane++) {
        const int o = block * CONV4_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV4_FAN_IN, CONV4_FAN_IN, TESS_ARENA(float, CONV4_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV4_FAN_IN, 1);
        TESS_ARENA(float, CONV4_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV4_FAN_IN, unit, of_lane + lane * 2352);
    }
    for (int channel = 0; channel < CONV4_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 257 + channel) * CONV4_LANES;
            for (int lane = 0; lane < CONV4_LANES; lane++) {
                row[lane] = of_lane[lane * 2352 + k];
            }
        }
    }
}

/* conv4: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 590,080 weights. */
static void conv4_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)block * CONV4_LANES * CONV4_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV4_FAN_IN; k++) {
        for (int lane = 0; lane < CONV4_LANES; lane++) {
            of_lane[lane * 2352 + k] = gathered[k * CONV4_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV4_LANES && block * CONV4_LANES + lane < CONV4_CHANNELS; lane++) {
        const int o = block * CONV4_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)o * CONV4_FAN_IN;
        memcpy(gradient, of_lane + lane * 2352, sizeof *gradient * CONV4_FAN_IN);
        TESS_ARENA(float,
                   CONV4_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV4_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV4_FAN_IN, CONV4_FAN_IN,
                                                                       TESS_ARENA(float, CONV4_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV4_FAN_IN, TESS_ARENA(float, CONV4_WEIGHT_VALUE) + (size_t)o * CONV4_FAN_IN,
                  TESS_ARENA(float, CONV4_WEIGHT_GRADIENT) + (size_t)o * CONV4_FAN_IN,
                  TESS_ARENA(float, CONV4_WEIGHT_MOMENT1) + (size_t)o * CONV4_FAN_IN,
                  TESS_ARENA(float, CONV4_WEIGHT_MOMENT2) + (size_t)o * CONV4_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV4_GAIN_VALUE) + o, TESS_ARENA(float, CONV4_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV4_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV4_GAIN_MOMENT2) + o);
    }
    conv4_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv4: the fixed matrix B, 10 rows over 1024 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv4_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[16] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df, 0xffdf7ff7ffffffbf, 0xffffffefbfffffff,
        0xefffffff7ff7dfff, 0xdf7ff7ffffffbefb, 0xffffefbfffffffff, 0xffffff7ff7dfffff, 0x7ff7ffffffbefbef,
        0xffefbfffffffffdf,
    };
    static const float gate[4] = {
        0.009765625f, 0.009765625f, 0.009765625f, 0.009765625f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 256, 4, 256, gate, TESS_ARENA(float, CONV4_SIGNS),
                      TESS_ARENA(float, CONV4_GATES));
}

/* ---- conv5: conv 512 3x3 pad 1 ---- */

enum {
    CONV5_IN_CHANNELS = 256,             /* of the input */
    CONV5_IN_HEIGHT = 8,
    CONV5_IN_WIDTH = 8,
    CONV5_IN_POSITIONS = 64,             /* IN_HEIGHT * IN_WIDTH */
    CONV5_IN_PADDED = 256,               /* IN_CHANNELS in whole blocks of lanes */
    CONV5_LIST_ROOM = 543744,            /* entries of the sums' lists that an image has room for */
    CONV5_LISTS = 64,                    /* of an image and group of steps, for the sums */
    CONV5_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV5_SUM_ROWS = 7197,               /* rows of the table of sums */
    CONV5_KERNEL_HEIGHT = 3,
    CONV5_KERNEL_WIDTH = 3,
    CONV5_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV5_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV5_TAP_ROWS = 257,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV5_WEIGHT_ROWS = 2313,            /* rows of weights a block of output channels */
    CONV5_FAN_IN = 2304,                 /* inputs of a neuron */
    CONV5_ZERO_ROW = 7196,               /* of weights or sums: fills lists up to fours */
    CONV5_SUM_PITCH = 257,               /* rows of that table from one sum to the next */
    CONV5_LIST_CHANNELS = 256,           /* that have lists in the gradient */
    CONV5_LENGTHS_OF_TILE = 512,         /* lists of a tile */
    CONV5_INVERTED_SETS = 8,             /* words of 64 channels: inverted, and of those that are listed */
    CONV5_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV5_COLUMN_KINDS = 3,
    CONV5_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV5_ALWAYS_ROOM = 260,             /* entries of such a list */
    CONV5_ALWAYS_FIRST = 7218,           /* row of the table at which sums of inverted channels begin */
    CONV5_ALWAYS_ROWS = 23,              /* of an image */
    CONV5_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV5_PLANE = 401,                   /* rows of the table a slot */
    CONV5_TILE_IMAGES = 4,               /* images in a tile */
    CONV5_LIST_CAPACITY = 1540,          /* entries of a gradient list */
    CONV5_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV5_TABLE_PITCH = 10,              /* its columns */
    CONV5_TILE_CAPACITY = 394240,        /* entries of all lists of a tile */
    CONV5_TABLE_POSITIONS = 100,         /* TABLE_ROWS * TABLE_PITCH */
    CONV5_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV5_CHANNELS = 512,                /* of the output */
    CONV5_HEIGHT = 8,
    CONV5_WIDTH = 8,
    CONV5_POSITIONS = 64,                /* HEIGHT * WIDTH */
    CONV5_BLOCKS = 32,                   /* of LANES output channels */
    CONV5_PADDED = 512,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV5_POOLED_WIDTH = 8,
    CONV5_POOLED_POSITIONS = 64,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV5_CELLS = 4,                     /* windows of the signal grid */
    CONV5_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV5_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV5_LANES = 16,                    /* output channels in a vector */
    CONV5_PART = 8,                      /* images between whose sums and gradient a cache keeps what is needed */
    CONV5_PLANES_BYTES = 25600,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV5_SUBSET_BYTES = 22528,          /* what is noted of a row of the map */
    CONV5_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV5_STEP_PLANE = 401,              /* rows of the table a slot */
    CONV5_STEP_TILE_IMAGES = 4,          /* images in a tile */
    CONV5_STEP_LIST_CAPACITY = 1536,     /* entries of a gradient list */
    CONV5_STEP_TABLE_ROWS = 10,          /* rows of the table an image */
    CONV5_STEP_TABLE_PITCH = 10,         /* its columns */
    CONV5_STEP_TILE_CAPACITY = 393216,   /* entries of all lists of a tile */
    CONV5_STEP_TABLE_POSITIONS = 100,    /* TABLE_ROWS * TABLE_PITCH */
    CONV5_STEP_LIST_ROWS = 8,            /* rows of the map that a tile lists */
};

/* conv5: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv5_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV5_IN_CHANNELS, CONV5_IN_PADDED, CONV5_IN_HEIGHT, CONV5_IN_WIDTH};
    const struct tess_window window =
        {CONV5_KERNEL_HEIGHT, CONV5_KERNEL_WIDTH, CONV5_PAD, CONV5_WIDTH, TESS_STACK_ALL, CONV5_ZERO_ROW, 8};
    static const int column[3] = {0, 1, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV4_OUTPUT) + (size_t)item * CONV5_IN_POSITIONS * CONV5_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV5_FULL) + (size_t)item * CONV5_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV5_INVERTED) + item * CONV5_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV5_IN_POSITIONS * CONV5_IN_PADDED, &map, STEPS, STEPS, 4, 256,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV5_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV5_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV5_ALWAYS_FOURS) + item * CONV5_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV5_ALWAYS) + item * CONV5_ALWAYS_LISTS * CONV5_ALWAYS_ROOM,
                      CONV5_ALWAYS_ROOM);
}

/* conv5: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv5_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV5_IN_CHANNELS, CONV5_IN_PADDED, CONV5_IN_HEIGHT, CONV5_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV4_OUTPUT), CHUNK * CONV5_IN_POSITIONS * CONV5_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV5_FULL), GROUPS, STEPS, COMPOSITES, 637,
                         TESS_ARENA(struct tess_atoms, CONV5_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV5_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV5_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV5_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV5_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV5_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV5_ALWAYS_LISTS);
    }
}

/* conv5: its gradient along learning signals. */
static const struct tess_sparse conv5_sparse = {
    .channels = CONV5_IN_CHANNELS, .height = CONV5_IN_HEIGHT, .width = CONV5_IN_WIDTH, .pad = CONV5_PAD,
    .kernel_height = CONV5_KERNEL_HEIGHT, .kernel_width = CONV5_KERNEL_WIDTH, .lanes = CONV5_LANES, .steps = STEPS,
    .strip = 4, .images = CONV5_PART, .most = 512,
};

/* conv5: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 98,304 inputs. */
static inline void conv5_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV5_IN_CHANNELS, CONV5_IN_PADDED, CONV5_IN_HEIGHT, CONV5_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV4_OUTPUT);
    const int first = item * CONV5_TILE_IMAGES;
    const int last = first + CONV5_TILE_IMAGES < run->count ? first + CONV5_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV5_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV5_ATOMS);
    const int listed = atoms->patterns ? CONV5_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV5_LENGTHS) + (item % 2) * CONV5_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV5_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv5_sparse, words + (size_t)n * CONV5_IN_POSITIONS * CONV5_IN_PADDED, CONV5_IN_PADDED,
                             TESS_PART(uint8_t, CONV5_PLANES) + (size_t)(n % CONV5_PART) * CONV5_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV5_KERNEL_HEIGHT, CONV5_KERNEL_WIDTH, CONV5_PAD, CONV5_WIDTH, TESS_STACK_ALL, CONV5_ZERO_ROW, 8};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 67584); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV5_INVERTED) + n * CONV5_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV5_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV5_FULL) + (size_t)n * CONV5_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV5_PAD; y < 9; y++) {
            const size_t tile = (size_t)(item % 2 + y / CONV5_LIST_ROWS);
            const struct tess_table table = {n % CONV5_TILE_IMAGES * CONV5_TABLE_POSITIONS +
                                             y % CONV5_LIST_ROWS * CONV5_TABLE_PITCH, CONV5_TABLE_PITCH, CONV5_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV5_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV5_IN_POSITIONS + y * CONV5_IN_WIDTH) * CONV5_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV5_LENGTHS) + tile * CONV5_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV5_ROWS) + tile * CONV5_TILE_CAPACITY;
                    if (y % CONV5_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion,
                                         CONV5_ALWAYS_FIRST + n % CONV5_TILE_IMAGES * CONV5_ALWAYS_ROWS, lengths, rows,
                                         CONV5_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV5_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV5_PAD) % CONV5_KERNEL_HEIGHT * CONV5_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV5_HEIGHT) {
                    const size_t list = (size_t)(n % CONV5_PART) * CONV5_LISTS + output * CONV5_WIDTH;
                    used = tess_window_lists(ring, CONV5_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV5_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV5_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV5_ENTRIES) +
                                             (size_t)(n % CONV5_PART) * CONV5_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)(item % 2);
            uint32_t *lengths = TESS_PART(uint32_t, CONV5_LENGTHS) + tile * CONV5_LENGTHS_OF_TILE;
            const int rows = CONV5_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV5_STEP_TILE_IMAGES * CONV5_STEP_TABLE_POSITIONS, CONV5_STEP_TABLE_PITCH, CONV5_STEP_PLANE};
            const struct tess_map part = {CONV5_IN_CHANNELS, CONV5_IN_PADDED, rows, CONV5_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV5_IN_POSITIONS * CONV5_IN_PADDED,
                                CHUNK * CONV5_IN_POSITIONS * CONV5_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV5_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV5_ROWS) + tile * CONV5_STEP_TILE_CAPACITY,
                                CONV5_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)(item % 2);
        uint32_t *lengths = TESS_PART(uint32_t, CONV5_LENGTHS) + tile * CONV5_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV5_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV5_ROWS) + tile * CONV5_TILE_CAPACITY,
                        CONV5_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)(item % 2);
        uint32_t *lengths = TESS_PART(uint32_t, CONV5_LENGTHS) + tile * CONV5_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV5_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV5_ROWS) + tile * CONV5_STEP_TILE_CAPACITY, CONV5_STEP_LIST_CAPACITY);
    }
}

static void conv5_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv5_lists(run, item, scratch, true, true);
}

static void conv5_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv5_lists(run, item, scratch, true, false);
}

/* conv5: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv5_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV5_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV5_KERNEL_WIDTH * CONV5_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV5_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV5_SUM_PITCH] = tap[CONV5_TAP_ROWS];
                sum[2 * CONV5_SUM_PITCH] = sum[CONV5_SUM_PITCH] + sum[0];
                sum[3 * CONV5_SUM_PITCH] = tap[2 * CONV5_TAP_ROWS];
                sum[4 * CONV5_SUM_PITCH] = sum[3 * CONV5_SUM_PITCH] + sum[0];
                sum[5 * CONV5_SUM_PITCH] = sum[3 * CONV5_SUM_PITCH] + sum[CONV5_SUM_PITCH];
                sum[6 * CONV5_SUM_PITCH] = sum[5 * CONV5_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV5_SUM_PITCH;
                sum[3 * 7 * CONV5_SUM_PITCH] = sum[0] + sum[7 * CONV5_SUM_PITCH] + sum[2 * 7 * CONV5_SUM_PITCH];
            }
        }
    }
    table[CONV5_ZERO_ROW] = (tess_ix16){0};
}

/* conv5: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv5_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV5_ROW_KINDS][CONV5_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 7};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV5_ALWAYS_FOURS) + n * CONV5_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV5_ALWAYS) + n * CONV5_ALWAYS_LISTS * CONV5_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV5_ROW_KINDS);
    for (int row = 0; row < CONV5_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV5_COLUMN_KINDS; k++, list += CONV5_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 8, entry, *fours++);
            for (int kind = 0; kind < CONV5_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV5_PAD;
                if (from >= 0 && from < CONV5_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv5: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv5_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV5_MEMBRANE) +
                       ((size_t)block * CONV5_PART * CONV5_POSITIONS + at % (CONV5_PART * CONV5_POSITIONS)) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV5_SCALE)[block];
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV5_OUTPUT) + ((size_t)g * CHUNK * CONV5_POSITIONS + at) * CONV5_PADDED +
                   block * CONV5_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv5: sums over all steps, then the neurons.
 * Cost an image: 452,984,832 additions if every input fires. */
static inline void conv5_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 16 * 2, first = item / 16 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV5_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV5_EFFECTIVE) + block * CONV5_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV5_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV5_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV5_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV5_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv5_table(weight, table);
    conv5_table(weight + CONV5_WEIGHT_ROWS, table + CONV5_SUM_ROWS);
    static const int row_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV5_ROW_KINDS][CONV5_COLUMN_KINDS], twin_always[CONV5_ROW_KINDS][CONV5_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv5_always(run, n, table, always);
        conv5_always(run, n, table + CONV5_SUM_ROWS, twin_always);
        for (int y = 0; y < CONV5_HEIGHT; y++) {
            for (int x = 0; x < CONV5_WIDTH; x++) {
                const size_t at = (size_t)n * CONV5_POSITIONS + y * CONV5_WIDTH + x;
                tess_fx16 v = {0}, twin_v = {0};
                tess_ix16 sum0 = {0}, twin0 = {0};
                tess_ix16 sum1 = {0}, twin1 = {0};
                tess_ix16 sum2 = {0}, twin2 = {0};
                tess_ix16 sum3 = {0}, twin3 = {0};
                tess_ix16 sum4 = {0}, twin4 = {0};
                tess_ix16 sum5 = {0}, twin5 = {0};
                tess_ix16 sum6 = {0}, twin6 = {0};
                tess_ix16 sum7 = {0}, twin7 = {0};
                tess_ix16 sum8 = {0}, twin8 = {0};
                tess_ix16 sum9 = {0}, twin9 = {0};
                tess_ix16 lapses = {0}, twin_lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)(n % CONV5_PART) * CONV5_LISTS + y * CONV5_WIDTH + x;
                const uint16_t *entry = entries + (size_t)(n % CONV5_PART) * CONV5_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER_TWO(sum0, twin0, table, table + CONV5_SUM_ROWS, 8, entry, four[0]);
                TESS_GATHER_TWO(sum1, twin1, table, table + CONV5_SUM_ROWS, 8, entry, four[1]);
                TESS_GATHER_TWO(sum2, twin2, table, table + CONV5_SUM_ROWS, 8, entry, four[2]);
                TESS_GATHER_TWO(sum3, twin3, table, table + CONV5_SUM_ROWS, 8, entry, four[3]);
                TESS_GATHER_TWO(sum4, twin4, table, table + CONV5_SUM_ROWS, 8, entry, four[4]);
                TESS_GATHER_TWO(sum5, twin5, table, table + CONV5_SUM_ROWS, 8, entry, four[5]);
                if (patterns) {
                    TESS_GATHER_TWO(sum6, twin6, table, table + CONV5_SUM_ROWS, 8, entry, four[6]);
                    TESS_GATHER_TWO(sum7, twin7, table, table + CONV5_SUM_ROWS, 8, entry, four[7]);
                    TESS_GATHER_TWO(sum8, twin8, table, table + CONV5_SUM_ROWS, 8, entry, four[8]);
                    TESS_GATHER_TWO(sum9, twin9, table, table + CONV5_SUM_ROWS, 8, entry, four[9]);
                    TESS_GATHER_TWO(lapses, twin_lapses, table, table + CONV5_SUM_ROWS, 8, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv5_fire(run, block, at, 0, &v, of_sum, train);
                if (patterns) {
                    twin0 += twin6 & holds[0][0][0];
                    twin1 += twin6 & holds[0][0][1];
                    twin2 += twin6 & holds[0][0][2];
                    twin3 += twin6 & holds[0][0][3];
                    twin4 += twin6 & holds[0][0][4];
                    twin5 += twin6 & holds[0][0][5];
                    twin0 += twin7 & holds[0][1][0];
                    twin1 += twin7 & holds[0][1][1];
                    twin2 += twin7 & holds[0][1][2];
                    twin3 += twin7 & holds[0][1][3];
                    twin4 += twin7 & holds[0][1][4];
                    twin5 += twin7 & holds[0][1][5];
                    twin0 += twin8 & holds[0][2][0];
                    twin1 += twin8 & holds[0][2][1];
                    twin2 += twin8 & holds[0][2][2];
                    twin3 += twin8 & holds[0][2][3];
                    twin4 += twin8 & holds[0][2][4];
                    twin5 += twin8 & holds[0][2][5];
                    twin0 += twin9 & holds[0][3][0];
                    twin1 += twin9 & holds[0][3][1];
                    twin2 += twin9 & holds[0][3][2];
                    twin3 += twin9 & holds[0][3][3];
                    twin4 += twin9 & holds[0][3][4];
                    twin5 += twin9 & holds[0][3][5];
                }
                const tess_ix16 twin_all = twin_always[row_kind[y]][column_kind[x]] - twin_lapses;
                twin0 += twin_all;
                twin1 += twin_all;
                twin2 += twin_all;
                twin3 += twin_all;
                twin4 += twin_all;
                twin5 += twin_all;
                const tess_ix16 of_twin[STEPS] = {twin0, twin1, twin2, twin3, twin4, twin5};
                conv5_fire(run, block + 1, at, 0, &twin_v, of_twin, train);
            }
        }
    }
}

static void conv5_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv5_forward(run, item, scratch, true);
}

static void conv5_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv5_forward(run, item, scratch, false);
}

/* conv5: spikes of image n counted and pooled.
 * Cost an image: 196,608 neurons times steps. */
static inline void conv5_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV5_OUTPUT) + (size_t)n * CONV5_POSITIONS * CONV5_PADDED,
                                CONV5_POSITIONS * CONV5_PADDED);
    run->spikes[n * LAYERS + 4] = spikes;
    (void)train;
}

static void conv5_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv5_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 196,608 additions. */
static void conv5_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 4};
    static const int rows_to[2] = {4, 8};
    static const int columns_from[2] = {0, 4};
    static const int columns_to[2] = {4, 8};
    for (int cell = 0; cell < CONV5_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV5_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV5_OUTPUT) +
                                       ((size_t)n * CONV5_POOLED_POSITIONS + y * CONV5_POOLED_WIDTH + x) *
                                       CONV5_PADDED + block * CONV5_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV5_CELLS + cell) * CONV5_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv5_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV5_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV5_CELLS * CONV5_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV5_CELLS * CONV5_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV5_CELLS * CONV5_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV5_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.0069053397f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv5_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV5_ERROR) + (n % CONV5_PART) * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV5_LOSSES) + (n % CONV5_PART) * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 4] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 4) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv5_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV5_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV5_GATES);
    const float *error = TESS_PART(float, CONV5_ERROR) + (n % CONV5_PART) * STEPS * CLASSES;
    for (int block = 0; block < CONV5_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV5_SIGNAL) +
                            ((size_t)(n % CONV5_PART) * CONV5_BLOCKS + block) * CONV5_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV5_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV5_CELLS + cell) * CONV5_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV5_BLOCKS + block];
            }
        }
    }
}

/* conv5: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 245,760 multiply-accumulates. */
static void conv5_signal(const struct tess_run *run, int n, void *scratch)
{
    conv5_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV5_LATENTS) +
                        (size_t)(n % CONV5_PART) * STEPS * CONV5_CELLS * CONV5_BLOCKS;
    float *logit = TESS_PART(float, CONV5_LOGITS) + (n % CONV5_PART) * STEPS * CLASSES;
    conv5_latents(run, n, latent);
    conv5_logits(run, latent, logit);
    conv5_errors(run, n, logit);
    conv5_project(run, n, scratch);
}

/* conv5 predicts by itself: its logits summed over the steps.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv5_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV5_CELLS * CONV5_BLOCKS);
    conv5_latents(run, n, latent);
    conv5_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 4) * CLASSES);
}

/* conv5: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv5_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const int zone_columns[8] = {0, 0, 0, 0, 1, 1, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV5_MEMBRANE) +
                         (((size_t)block * CONV5_PART + (n % CONV5_PART)) * CONV5_POSITIONS + y * CONV5_WIDTH + x) *
                         STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV5_SIGNAL) +
                            (((size_t)(n % CONV5_PART) * CONV5_BLOCKS + block) * CONV5_ZONES +
                             zone_rows[y] * CONV5_ZONE_COLUMNS + zone_columns[x]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV5_POSITIONS + y * CONV5_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 276824064)[tap] = psi[0];
        TESS_TAP(tess_fx16, 289406976)[tap] = m[0];
        TESS_TAP(tess_fx16, 276824064)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 289406976)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 276824064)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 289406976)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 276824064)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 289406976)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 276824064)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 289406976)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 276824064)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 289406976)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv5: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv5_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV5_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv5_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[401] = d[1];
            slot[2 * 401] = d[2];
            slot[3 * 401] = d[3];
            slot[4 * 401] = d[4];
            slot[5 * 401] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV5_PLANE] = d[1];
            slot[2 * CONV5_PLANE] = d[2];
            slot[3 * CONV5_PLANE] = d[3];
            slot[4 * CONV5_PLANE] = d[4];
            slot[5 * CONV5_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV5_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV5_PLANE;
                tess_fx16 *two = one + COMPOSITES * CONV5_PLANE, *three = two + COMPOSITES * CONV5_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV5_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv5: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv5_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV5_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV5_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV5_TILE_IMAGES ? run->to - n : CONV5_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV5_BLOCKS; block++) {
        for (int y = 0; y < CONV5_HEIGHT; y++) {
            for (int x = 0; x < CONV5_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv5_learning(run, block, n, y, x, d);
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV5_LANES);
            }
        }
    }
    for (int k = 0; k < 512; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV5_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 370 + 128640;
    *by_signals = images * along_signals < entries * 279 + images * 92160;
}

/* conv5: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 452,984,832 additions if every input fires. */
static void conv5_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv5_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV5_HEIGHT; y++) {
            for (int x = 0; x < CONV5_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv5_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv5_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv5_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV5_PLANES),
                    (float *)sum);
}

/* conv5: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv5_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV5_ATOMS);
    tess_fx16 *always = table + CONV5_ALWAYS_FIRST + own * CONV5_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV5_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV5_ALWAYS_ROWS);
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV5_PLANE + own * CONV5_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV5_KERNEL_HEIGHT - 1; y++, d += CONV5_TABLE_PITCH) {
            for (int back = 0; back < CONV5_KERNEL_WIDTH; back++) {
                tess_fx16 of_row = {0};
                for (int x = 0; x < CONV5_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV5_IN_WIDTH - x < reach ? CONV5_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV5_PLANE + x + back];
                }
                for (int k = 0; k < CONV5_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV5_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv5: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv5_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV5_LIST_CAPACITY : 1536;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV5_LENGTHS) + tile * CONV5_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV5_ROWS) + (size_t)tile * CONV5_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV5_LIST_CHANNELS; c++, sum += CONV5_TAPS) {
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

/* conv5: the gradient of one block of output channels over the chunk.
 * Cost an image: 452,984,832 additions if every input fires. */
static void conv5_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV5_WEIGHT_GRADIENT) + (size_t)block * CONV5_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV5_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV5_BY_SIGNALS)) {
        conv5_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV5_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV5_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV5_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 40; y++, row += CONV5_STEP_TABLE_PITCH) {
                if (y % CONV5_STEP_TABLE_ROWS < 1 || y % CONV5_STEP_TABLE_ROWS >= 1 + CONV5_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV5_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV5_WIDTH] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV5_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV5_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV5_HEIGHT; y++) {
                    tess_fx16 *row = table + ((n - first) * CONV5_STEP_TABLE_ROWS + y + 1) * CONV5_STEP_TABLE_PITCH;
                    conv5_row(run, block, n, y, row, false, NULL);
                }
            }
            conv5_accumulate(run, first / CONV5_STEP_TILE_IMAGES % 2, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV5_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV5_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 40; y++, row += CONV5_TABLE_PITCH) {
            if (y % CONV5_TABLE_ROWS < 1 || y % CONV5_TABLE_ROWS >= 1 + CONV5_HEIGHT) {
                memset(row, 0, sizeof *row * CONV5_TABLE_PITCH);
            }
            row[0] = row[1 + CONV5_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV5_TILE_IMAGES) {
        for (int n = first; n < first + CONV5_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV5_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV5_TABLE_ROWS + y + 1) * CONV5_TABLE_PITCH;
                conv5_row(run, block, n, y, row, true, holds);
            }
            conv5_always_rows(run, n, (n - first), CONV5_IN_HEIGHT, table);
        }
        conv5_accumulate(run, first / CONV5_TILE_IMAGES % 2, table, sum, true);
    }
}

/* conv5: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 1,180,160 weights. */
static void conv5_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV5_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV5_EFFECTIVE) + (size_t)block * CONV5_WEIGHT_ROWS * CONV5_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV5_LANES * 2352;
    for (int lane = 0; lane < CONV5_LANES; lane++) {
        const int o = block * CONV5_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV5_FAN_IN, CONV5_FAN_IN, TESS_ARENA(float, CONV5_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV5_FAN_IN, 1);
        TESS_ARENA(float, CONV5_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV5_FAN_IN, unit, of_lane + lane * 2352);
    }
    for (int channel = 0; channel < CONV5_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 257 + channel) * CONV5_LANES;
            for (int lane = 0; lane < CONV5_LANES; lane++) {
                row[lane] = of_lane[lane * 2352 + k];
            }
        }
    }
}

/* conv5: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 1,180,160 weights. */
static void conv5_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV5_WEIGHT_GRADIENT) + (size_t)block * CONV5_LANES * CONV5_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV5_FAN_IN; k++) {
        for (int lane = 0; lane < CONV5_LANES; lane++) {
            of_lane[lane * 2352 + k] = gathered[k * CONV5_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV5_LANES && block * CONV5_LANES + lane < CONV5_CHANNELS; lane++) {
        const int o = block * CONV5_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV5_WEIGHT_GRADIENT) + (size_t)o * CONV5_FAN_IN;
        memcpy(gradient, of_lane + lane * 2352, sizeof *gradient * CONV5_FAN_IN);
        TESS_ARENA(float,
                   CONV5_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV5_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV5_FAN_IN, CONV5_FAN_IN,
                                                                       TESS_ARENA(float, CONV5_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV5_FAN_IN, TESS_ARENA(float, CONV5_WEIGHT_VALUE) + (size_t)o * CONV5_FAN_IN,
                  TESS_ARENA(float, CONV5_WEIGHT_GRADIENT) + (size_t)o * CONV5_FAN_IN,
                  TESS_ARENA(float, CONV5_WEIGHT_MOMENT1) + (size_t)o * CONV5_FAN_IN,
                  TESS_ARENA(float, CONV5_WEIGHT_MOMENT2) + (size_t)o * CONV5_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV5_GAIN_VALUE) + o, TESS_ARENA(float, CONV5_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV5_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV5_GAIN_MOMENT2) + o);
    }
    conv5_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv5: the fixed matrix B, 10 rows over 2048 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv5_basis(const struct tess_run *run, int item, void *scratch)
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
    static const float gate[4] = {
        0.0069053397f, 0.0069053397f, 0.0069053397f, 0.0069053397f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 512, 4, 512, gate, TESS_ARENA(float, CONV5_SIGNS),
                      TESS_ARENA(float, CONV5_GATES));
}

/* ---- conv6: conv 512 3x3 pad 1, maxpool 2x2 ---- */

enum {
    CONV6_IN_CHANNELS = 512,             /* of the input */
    CONV6_IN_HEIGHT = 8,
    CONV6_IN_WIDTH = 8,
    CONV6_IN_POSITIONS = 64,             /* IN_HEIGHT * IN_WIDTH */
    CONV6_IN_PADDED = 512,               /* IN_CHANNELS in whole blocks of lanes */
    CONV6_LIST_ROOM = 1084416,           /* entries of the sums' lists that an image has room for */
    CONV6_LISTS = 64,                    /* of an image and group of steps, for the sums */
    CONV6_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV6_KERNEL_HEIGHT = 3,
    CONV6_KERNEL_WIDTH = 3,
    CONV6_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV6_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV6_TAP_ROWS = 513,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV6_WEIGHT_ROWS = 4617,            /* rows of weights a block of output channels */
    CONV6_FAN_IN = 4608,                 /* inputs of a neuron */
    CONV6_ZERO_ROW = 14364,              /* of weights or sums: fills lists up to fours */
    CONV6_SUM_PITCH = 513,               /* rows of that table from one sum to the next */
    CONV6_LIST_CHANNELS = 512,           /* that have lists in the gradient */
    CONV6_LENGTHS_OF_TILE = 1024,        /* lists of a tile */
    CONV6_INVERTED_SETS = 16,            /* words of 64 channels: inverted, and of those that are listed */
    CONV6_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV6_COLUMN_KINDS = 3,
    CONV6_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV6_ALWAYS_ROOM = 516,             /* entries of such a list */
    CONV6_ALWAYS_FIRST = 7218,           /* row of the table at which sums of inverted channels begin */
    CONV6_ALWAYS_ROWS = 23,              /* of an image */
    CONV6_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV6_PLANE = 401,                   /* rows of the table a slot */
    CONV6_TILE_IMAGES = 4,               /* images in a tile */
    CONV6_LIST_CAPACITY = 1540,          /* entries of a gradient list */
    CONV6_TABLE_ROWS = 10,               /* rows of the table an image */
    CONV6_TABLE_PITCH = 10,              /* its columns */
    CONV6_TILE_CAPACITY = 788480,        /* entries of all lists of a tile */
    CONV6_TABLE_POSITIONS = 100,         /* TABLE_ROWS * TABLE_PITCH */
    CONV6_LIST_ROWS = 8,                 /* rows of the map that a tile lists */
    CONV6_CHANNELS = 512,                /* of the output */
    CONV6_HEIGHT = 8,
    CONV6_WIDTH = 8,
    CONV6_POSITIONS = 64,                /* HEIGHT * WIDTH */
    CONV6_BLOCKS = 32,                   /* of LANES output channels */
    CONV6_PADDED = 512,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV6_POOL_HEIGHT = 2,
    CONV6_POOL_WIDTH = 2,
    CONV6_POOLED_HEIGHT = 4,
    CONV6_POOLED_WIDTH = 4,
    CONV6_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV6_CELLS = 4,                     /* windows of the signal grid */
    CONV6_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV6_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV6_LANES = 16,                    /* output channels in a vector */
    CONV6_PART = 8,                      /* images between whose sums and gradient a cache keeps what is needed */
    CONV6_PLANES_BYTES = 51200,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV6_SUBSET_BYTES = 45056,          /* what is noted of a row of the map */
    CONV6_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV6_STEP_PLANE = 401,              /* rows of the table a slot */
    CONV6_STEP_TILE_IMAGES = 4,          /* images in a tile */
    CONV6_STEP_LIST_CAPACITY = 1536,     /* entries of a gradient list */
    CONV6_STEP_TABLE_ROWS = 10,          /* rows of the table an image */
    CONV6_STEP_TABLE_PITCH = 10,         /* its columns */
    CONV6_STEP_TILE_CAPACITY = 786432,   /* entries of all lists of a tile */
    CONV6_STEP_TABLE_POSITIONS = 100,    /* TABLE_ROWS * TABLE_PITCH */
    CONV6_STEP_LIST_ROWS = 8,            /* rows of the map that a tile lists */
};

/* conv6: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv6_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV6_IN_CHANNELS, CONV6_IN_PADDED, CONV6_IN_HEIGHT, CONV6_IN_WIDTH};
    const struct tess_window window =
        {CONV6_KERNEL_HEIGHT, CONV6_KERNEL_WIDTH, CONV6_PAD, CONV6_WIDTH, TESS_STACK_ALL, CONV6_ZERO_ROW, 1};
    static const int column[3] = {0, 1, 7};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV5_OUTPUT) + (size_t)item * CONV6_IN_POSITIONS * CONV6_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV6_FULL) + (size_t)item * CONV6_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV6_INVERTED) + item * CONV6_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV6_IN_POSITIONS * CONV6_IN_PADDED, &map, STEPS, STEPS, 4, 512,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV6_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV6_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV6_ALWAYS_FOURS) + item * CONV6_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV6_ALWAYS) + item * CONV6_ALWAYS_LISTS * CONV6_ALWAYS_ROOM,
                      CONV6_ALWAYS_ROOM);
}

/* conv6: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv6_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV6_IN_CHANNELS, CONV6_IN_PADDED, CONV6_IN_HEIGHT, CONV6_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV5_OUTPUT), CHUNK * CONV6_IN_POSITIONS * CONV6_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV6_FULL), GROUPS, STEPS, COMPOSITES, 773,
                         TESS_ARENA(struct tess_atoms, CONV6_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV6_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV6_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV6_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV6_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV6_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV6_ALWAYS_LISTS);
    }
}

/* conv6: its gradient along learning signals. */
static const struct tess_sparse conv6_sparse = {
    .channels = CONV6_IN_CHANNELS, .height = CONV6_IN_HEIGHT, .width = CONV6_IN_WIDTH, .pad = CONV6_PAD,
    .kernel_height = CONV6_KERNEL_HEIGHT, .kernel_width = CONV6_KERNEL_WIDTH, .lanes = CONV6_LANES, .steps = STEPS,
    .strip = 4, .images = CONV6_PART, .most = 512,
};

/* conv6: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 196,608 inputs. */
static inline void conv6_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV6_IN_CHANNELS, CONV6_IN_PADDED, CONV6_IN_HEIGHT, CONV6_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV5_OUTPUT);
    const int first = item * CONV6_TILE_IMAGES;
    const int last = first + CONV6_TILE_IMAGES < run->count ? first + CONV6_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV6_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV6_ATOMS);
    const int listed = atoms->patterns ? CONV6_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV6_LENGTHS) + (item % 2) * CONV6_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV6_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv6_sparse, words + (size_t)n * CONV6_IN_POSITIONS * CONV6_IN_PADDED, CONV6_IN_PADDED,
                             TESS_PART(uint8_t, CONV6_PLANES) + (size_t)(n % CONV6_PART) * CONV6_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV6_KERNEL_HEIGHT, CONV6_KERNEL_WIDTH, CONV6_PAD, CONV6_WIDTH, TESS_STACK_ALL, CONV6_ZERO_ROW, 1};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 135168); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV6_INVERTED) + n * CONV6_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV6_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV6_FULL) + (size_t)n * CONV6_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV6_PAD; y < 9; y++) {
            const size_t tile = (size_t)(item % 2 + y / CONV6_LIST_ROWS);
            const struct tess_table table = {n % CONV6_TILE_IMAGES * CONV6_TABLE_POSITIONS +
                                             y % CONV6_LIST_ROWS * CONV6_TABLE_PITCH, CONV6_TABLE_PITCH, CONV6_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV6_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV6_IN_POSITIONS + y * CONV6_IN_WIDTH) * CONV6_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV6_LENGTHS) + tile * CONV6_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV6_ROWS) + tile * CONV6_TILE_CAPACITY;
                    if (y % CONV6_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion,
                                         CONV6_ALWAYS_FIRST + n % CONV6_TILE_IMAGES * CONV6_ALWAYS_ROWS, lengths, rows,
                                         CONV6_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV6_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV6_PAD) % CONV6_KERNEL_HEIGHT * CONV6_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV6_HEIGHT) {
                    const size_t list = (size_t)(n % CONV6_PART) * CONV6_LISTS + output * CONV6_WIDTH;
                    used = tess_window_lists(ring, CONV6_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV6_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV6_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV6_ENTRIES) +
                                             (size_t)(n % CONV6_PART) * CONV6_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)(item % 2);
            uint32_t *lengths = TESS_PART(uint32_t, CONV6_LENGTHS) + tile * CONV6_LENGTHS_OF_TILE;
            const int rows = CONV6_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV6_STEP_TILE_IMAGES * CONV6_STEP_TABLE_POSITIONS, CONV6_STEP_TABLE_PITCH, CONV6_STEP_PLANE};
            const struct tess_map part = {CONV6_IN_CHANNELS, CONV6_IN_PADDED, rows, CONV6_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV6_IN_POSITIONS * CONV6_IN_PADDED,
                                CHUNK * CONV6_IN_POSITIONS * CONV6_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV6_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV6_ROWS) + tile * CONV6_STEP_TILE_CAPACITY,
                                CONV6_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)(item % 2);
        uint32_t *lengths = TESS_PART(uint32_t, CONV6_LENGTHS) + tile * CONV6_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV6_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV6_ROWS) + tile * CONV6_TILE_CAPACITY,
                        CONV6_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)(item % 2);
        uint32_t *lengths = TESS_PART(uint32_t, CONV6_LENGTHS) + tile * CONV6_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV6_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV6_ROWS) + tile * CONV6_STEP_TILE_CAPACITY, CONV6_STEP_LIST_CAPACITY);
    }
}

static void conv6_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv6_lists(run, item, scratch, true, true);
}

static void conv6_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv6_lists(run, item, scratch, true, false);
}

/* conv6: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv6_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV6_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV6_KERNEL_WIDTH * CONV6_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV6_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV6_SUM_PITCH] = tap[CONV6_TAP_ROWS];
                sum[2 * CONV6_SUM_PITCH] = sum[CONV6_SUM_PITCH] + sum[0];
                sum[3 * CONV6_SUM_PITCH] = tap[2 * CONV6_TAP_ROWS];
                sum[4 * CONV6_SUM_PITCH] = sum[3 * CONV6_SUM_PITCH] + sum[0];
                sum[5 * CONV6_SUM_PITCH] = sum[3 * CONV6_SUM_PITCH] + sum[CONV6_SUM_PITCH];
                sum[6 * CONV6_SUM_PITCH] = sum[5 * CONV6_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV6_SUM_PITCH;
                sum[3 * 7 * CONV6_SUM_PITCH] = sum[0] + sum[7 * CONV6_SUM_PITCH] + sum[2 * 7 * CONV6_SUM_PITCH];
            }
        }
    }
    table[CONV6_ZERO_ROW] = (tess_ix16){0};
}

/* conv6: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv6_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV6_ROW_KINDS][CONV6_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 7};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV6_ALWAYS_FOURS) + n * CONV6_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV6_ALWAYS) + n * CONV6_ALWAYS_LISTS * CONV6_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV6_ROW_KINDS);
    for (int row = 0; row < CONV6_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV6_COLUMN_KINDS; k++, list += CONV6_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 64, entry, *fours++);
            for (int kind = 0; kind < CONV6_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV6_PAD;
                if (from >= 0 && from < CONV6_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv6: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv6_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV6_MEMBRANE) +
                       ((size_t)block * CONV6_PART * CONV6_POSITIONS + at % (CONV6_PART * CONV6_POSITIONS)) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV6_SCALE)[block];
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV6_SPIKES) + ((size_t)g * CHUNK * CONV6_POSITIONS + at) * CONV6_PADDED +
                   block * CONV6_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv6: sums over all steps, then the neurons.
 * Cost an image: 905,969,664 additions if every input fires. */
static inline void conv6_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 32, first = item / 32 * 8;
    const int last = first + 8 < run->count ? first + 8 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV6_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV6_EFFECTIVE) + block * CONV6_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV6_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV6_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV6_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV6_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv6_table(weight, table);
    static const int row_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    static const int column_kind[8] = {0, 1, 1, 1, 1, 1, 1, 2};
    tess_ix16 always[CONV6_ROW_KINDS][CONV6_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv6_always(run, n, table, always);
        for (int y = 0; y < CONV6_HEIGHT; y++) {
            for (int x = 0; x < CONV6_WIDTH; x++) {
                const size_t at = (size_t)n * CONV6_POSITIONS + y * CONV6_WIDTH + x;
                tess_fx16 v = {0};
                tess_ix16 sum0 = {0};
                tess_ix16 sum1 = {0};
                tess_ix16 sum2 = {0};
                tess_ix16 sum3 = {0};
                tess_ix16 sum4 = {0};
                tess_ix16 sum5 = {0};
                tess_ix16 sum6 = {0};
                tess_ix16 sum7 = {0};
                tess_ix16 sum8 = {0};
                tess_ix16 sum9 = {0};
                tess_ix16 lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)(n % CONV6_PART) * CONV6_LISTS + y * CONV6_WIDTH + x;
                const uint16_t *entry = entries + (size_t)(n % CONV6_PART) * CONV6_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER(sum0, table, 64, entry, four[0]);
                TESS_GATHER(sum1, table, 64, entry, four[1]);
                TESS_GATHER(sum2, table, 64, entry, four[2]);
                TESS_GATHER(sum3, table, 64, entry, four[3]);
                TESS_GATHER(sum4, table, 64, entry, four[4]);
                TESS_GATHER(sum5, table, 64, entry, four[5]);
                if (patterns) {
                    TESS_GATHER(sum6, table, 64, entry, four[6]);
                    TESS_GATHER(sum7, table, 64, entry, four[7]);
                    TESS_GATHER(sum8, table, 64, entry, four[8]);
                    TESS_GATHER(sum9, table, 64, entry, four[9]);
                    TESS_GATHER(lapses, table, 64, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv6_fire(run, block, at, 0, &v, of_sum, train);
            }
        }
    }
}

static void conv6_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv6_forward(run, item, scratch, true);
}

static void conv6_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv6_forward(run, item, scratch, false);
}

/* conv6: spikes of image n counted and pooled.
 * Cost an image: 196,608 neurons times steps. */
static inline void conv6_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV6_SPIKES) + (size_t)n * CONV6_POSITIONS * CONV6_PADDED,
                                CONV6_POSITIONS * CONV6_PADDED);
    run->spikes[n * LAYERS + 5] = spikes;
    (void)train;
    const uint8_t *from = TESS_ARENA(uint8_t, CONV6_SPIKES) + (size_t)n * CONV6_POSITIONS * CONV6_PADDED;
    uint8_t *to = TESS_ARENA(uint8_t, CONV6_OUTPUT) + (size_t)n * CONV6_POOLED_POSITIONS * CONV6_PADDED;
    uint8_t *route = TESS_PART(uint8_t, CONV6_ROUTE) + (size_t)n % CONV6_PART * CONV6_POSITIONS * CONV6_PADDED;
    for (int y = 0; y < CONV6_POOLED_HEIGHT; y++) {
        for (int x = 0; x < CONV6_POOLED_WIDTH; x++) {
            const size_t at = (size_t)(y * CONV6_POOL_HEIGHT * CONV6_WIDTH + x * CONV6_POOL_WIDTH) * CONV6_PADDED;
            uint8_t *pooled = to + (size_t)(y * CONV6_POOLED_WIDTH + x) * CONV6_PADDED;
            for (int c = 0; c < CONV6_PADDED; c += CONV6_LANES) {
                const tess_bx16 word0 = *(const tess_bx16 *)(from + at + c);
                tess_bx16 any = word0;
                const tess_bx16 word1 = *(const tess_bx16 *)(from + at + c + CONV6_PADDED);
                const tess_bx16 first1 = word1 & ~any;
                any |= word1;
                const tess_bx16 word2 = *(const tess_bx16 *)(from + at + c + CONV6_WIDTH * CONV6_PADDED);
                const tess_bx16 first2 = word2 & ~any;
                any |= word2;
                const tess_bx16 word3 = *(const tess_bx16 *)(from + at + c + (CONV6_WIDTH + 1) * CONV6_PADDED);
                const tess_bx16 first3 = word3 & ~any;
                any |= word3;
                *(tess_bx16 *)(pooled + c) = any;
                if (train) {
                    *(tess_bx16 *)(route + at + c) = word0 | ~any;
                    *(tess_bx16 *)(route + at + c + CONV6_PADDED) = first1;
                    *(tess_bx16 *)(route + at + c + CONV6_WIDTH * CONV6_PADDED) = first2;
                    *(tess_bx16 *)(route + at + c + (CONV6_WIDTH + 1) * CONV6_PADDED) = first3;
                }
            }
        }
    }
}

static void conv6_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv6_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 49,152 additions. */
static void conv6_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < CONV6_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV6_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV6_OUTPUT) +
                                       ((size_t)n * CONV6_POOLED_POSITIONS + y * CONV6_POOLED_WIDTH + x) *
                                       CONV6_PADDED + block * CONV6_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV6_CELLS + cell) * CONV6_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv6_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV6_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV6_CELLS * CONV6_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV6_CELLS * CONV6_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV6_CELLS * CONV6_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV6_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.027621359f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv6_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV6_ERROR) + (n % CONV6_PART) * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV6_LOSSES) + (n % CONV6_PART) * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 5] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 5) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv6_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV6_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV6_GATES);
    const float *error = TESS_PART(float, CONV6_ERROR) + (n % CONV6_PART) * STEPS * CLASSES;
    for (int block = 0; block < CONV6_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV6_SIGNAL) +
                            ((size_t)(n % CONV6_PART) * CONV6_BLOCKS + block) * CONV6_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV6_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV6_CELLS + cell) * CONV6_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV6_BLOCKS + block];
            }
        }
    }
}

/* conv6: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 245,760 multiply-accumulates. */
static void conv6_signal(const struct tess_run *run, int n, void *scratch)
{
    conv6_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV6_LATENTS) +
                        (size_t)(n % CONV6_PART) * STEPS * CONV6_CELLS * CONV6_BLOCKS;
    float *logit = TESS_PART(float, CONV6_LOGITS) + (n % CONV6_PART) * STEPS * CLASSES;
    conv6_latents(run, n, latent);
    conv6_logits(run, latent, logit);
    conv6_errors(run, n, logit);
    conv6_project(run, n, scratch);
}

/* conv6 predicts by itself: its logits summed over the steps.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv6_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV6_CELLS * CONV6_BLOCKS);
    conv6_latents(run, n, latent);
    conv6_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 5) * CLASSES);
}

/* conv6: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv6_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV6_MEMBRANE) +
                         (((size_t)block * CONV6_PART + (n % CONV6_PART)) * CONV6_POSITIONS + y * CONV6_WIDTH + x) *
                         STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV6_SIGNAL) +
                            (((size_t)(n % CONV6_PART) * CONV6_BLOCKS + block) * CONV6_ZONES +
                             zone_rows[y / CONV6_POOL_HEIGHT] * CONV6_ZONE_COLUMNS +
                             zone_columns[x / CONV6_POOL_WIDTH]) * STEPS;
    const tess_ix16 route0 = __builtin_convertvector(*(const tess_bx16 *)(TESS_PART(uint8_t, CONV6_ROUTE) +
                                                                          ((size_t)n % CONV6_PART * CONV6_POSITIONS +
                                                                           y * CONV6_WIDTH + x) * CONV6_PADDED +
                                                                           block * CONV6_LANES), tess_ix16);
    /* m[t] = dloss/dspike: the zone's signal, where the pool sends it here. */
    tess_fx16 m[STEPS];
    m[0] = (tess_fx16)((tess_ix16)zone[0] & ((route0 & 1 << 0) != 0));
    m[1] = (tess_fx16)((tess_ix16)zone[1] & ((route0 & 1 << 1) != 0));
    m[2] = (tess_fx16)((tess_ix16)zone[2] & ((route0 & 1 << 2) != 0));
    m[3] = (tess_fx16)((tess_ix16)zone[3] & ((route0 & 1 << 3) != 0));
    m[4] = (tess_fx16)((tess_ix16)zone[4] & ((route0 & 1 << 4) != 0));
    m[5] = (tess_fx16)((tess_ix16)zone[5] & ((route0 & 1 << 5) != 0));
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV6_POSITIONS + y * CONV6_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 301989888)[tap] = psi[0];
        TESS_TAP(tess_fx16, 314572800)[tap] = m[0];
        TESS_TAP(tess_fx16, 301989888)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 314572800)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 301989888)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 314572800)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 301989888)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 314572800)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 301989888)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 314572800)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 301989888)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 314572800)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv6: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv6_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV6_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv6_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[401] = d[1];
            slot[2 * 401] = d[2];
            slot[3 * 401] = d[3];
            slot[4 * 401] = d[4];
            slot[5 * 401] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV6_PLANE] = d[1];
            slot[2 * CONV6_PLANE] = d[2];
            slot[3 * CONV6_PLANE] = d[3];
            slot[4 * CONV6_PLANE] = d[4];
            slot[5 * CONV6_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV6_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV6_PLANE;
                tess_fx16 *two = one + COMPOSITES * CONV6_PLANE, *three = two + COMPOSITES * CONV6_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV6_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv6: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv6_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV6_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV6_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV6_TILE_IMAGES ? run->to - n : CONV6_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV6_BLOCKS; block++) {
        for (int y = 0; y < CONV6_HEIGHT; y++) {
            for (int x = 0; x < CONV6_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv6_learning(run, block, n, y, x, d);
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV6_LANES);
            }
        }
    }
    for (int k = 0; k < 1024; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV6_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 716 + 257280;
    *by_signals = images * along_signals < entries * 279 + images * 92160;
}

/* conv6: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 905,969,664 additions if every input fires. */
static void conv6_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv6_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV6_HEIGHT; y++) {
            for (int x = 0; x < CONV6_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv6_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv6_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv6_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV6_PLANES),
                    (float *)sum);
}

/* conv6: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv6_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV6_ATOMS);
    tess_fx16 *always = table + CONV6_ALWAYS_FIRST + own * CONV6_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV6_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV6_ALWAYS_ROWS);
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV6_PLANE + own * CONV6_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV6_KERNEL_HEIGHT - 1; y++, d += CONV6_TABLE_PITCH) {
            for (int back = 0; back < CONV6_KERNEL_WIDTH; back++) {
                tess_fx16 of_row = {0};
                for (int x = 0; x < CONV6_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV6_IN_WIDTH - x < reach ? CONV6_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV6_PLANE + x + back];
                }
                for (int k = 0; k < CONV6_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV6_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv6: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv6_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV6_LIST_CAPACITY : 1536;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV6_LENGTHS) + tile * CONV6_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV6_ROWS) + (size_t)tile * CONV6_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV6_LIST_CHANNELS; c++, sum += CONV6_TAPS) {
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

/* conv6: the gradient of one block of output channels over the chunk.
 * Cost an image: 905,969,664 additions if every input fires. */
static void conv6_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV6_WEIGHT_GRADIENT) + (size_t)block * CONV6_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV6_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV6_BY_SIGNALS)) {
        conv6_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV6_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV6_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV6_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 40; y++, row += CONV6_STEP_TABLE_PITCH) {
                if (y % CONV6_STEP_TABLE_ROWS < 1 || y % CONV6_STEP_TABLE_ROWS >= 1 + CONV6_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV6_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV6_WIDTH] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV6_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV6_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV6_HEIGHT; y++) {
                    tess_fx16 *row = table + ((n - first) * CONV6_STEP_TABLE_ROWS + y + 1) * CONV6_STEP_TABLE_PITCH;
                    conv6_row(run, block, n, y, row, false, NULL);
                }
            }
            conv6_accumulate(run, first / CONV6_STEP_TILE_IMAGES % 2, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV6_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV6_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 40; y++, row += CONV6_TABLE_PITCH) {
            if (y % CONV6_TABLE_ROWS < 1 || y % CONV6_TABLE_ROWS >= 1 + CONV6_HEIGHT) {
                memset(row, 0, sizeof *row * CONV6_TABLE_PITCH);
            }
            row[0] = row[1 + CONV6_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV6_TILE_IMAGES) {
        for (int n = first; n < first + CONV6_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV6_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV6_TABLE_ROWS + y + 1) * CONV6_TABLE_PITCH;
                conv6_row(run, block, n, y, row, true, holds);
            }
            conv6_always_rows(run, n, (n - first), CONV6_IN_HEIGHT, table);
        }
        conv6_accumulate(run, first / CONV6_TILE_IMAGES % 2, table, sum, true);
    }
}

/* conv6: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 2,359,808 weights. */
static void conv6_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV6_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV6_EFFECTIVE) + (size_t)block * CONV6_WEIGHT_ROWS * CONV6_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV6_LANES * 4656;
    for (int lane = 0; lane < CONV6_LANES; lane++) {
        const int o = block * CONV6_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV6_FAN_IN, CONV6_FAN_IN, TESS_ARENA(float, CONV6_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV6_FAN_IN, 1);
        TESS_ARENA(float, CONV6_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV6_FAN_IN, unit, of_lane + lane * 4656);
    }
    for (int channel = 0; channel < CONV6_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 513 + channel) * CONV6_LANES;
            for (int lane = 0; lane < CONV6_LANES; lane++) {
                row[lane] = of_lane[lane * 4656 + k];
            }
        }
    }
}

/* conv6: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 2,359,808 weights. */
static void conv6_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV6_WEIGHT_GRADIENT) + (size_t)block * CONV6_LANES * CONV6_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV6_FAN_IN; k++) {
        for (int lane = 0; lane < CONV6_LANES; lane++) {
            of_lane[lane * 4656 + k] = gathered[k * CONV6_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV6_LANES && block * CONV6_LANES + lane < CONV6_CHANNELS; lane++) {
        const int o = block * CONV6_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV6_WEIGHT_GRADIENT) + (size_t)o * CONV6_FAN_IN;
        memcpy(gradient, of_lane + lane * 4656, sizeof *gradient * CONV6_FAN_IN);
        TESS_ARENA(float,
                   CONV6_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV6_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV6_FAN_IN, CONV6_FAN_IN,
                                                                       TESS_ARENA(float, CONV6_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV6_FAN_IN, TESS_ARENA(float, CONV6_WEIGHT_VALUE) + (size_t)o * CONV6_FAN_IN,
                  TESS_ARENA(float, CONV6_WEIGHT_GRADIENT) + (size_t)o * CONV6_FAN_IN,
                  TESS_ARENA(float, CONV6_WEIGHT_MOMENT1) + (size_t)o * CONV6_FAN_IN,
                  TESS_ARENA(float, CONV6_WEIGHT_MOMENT2) + (size_t)o * CONV6_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV6_GAIN_VALUE) + o, TESS_ARENA(float, CONV6_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV6_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV6_GAIN_MOMENT2) + o);
    }
    conv6_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv6: the fixed matrix B, 10 rows over 2048 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv6_basis(const struct tess_run *run, int item, void *scratch)
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
    static const float gate[4] = {
        0.027621359f, 0.027621359f, 0.027621359f, 0.027621359f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 512, 4, 512, gate, TESS_ARENA(float, CONV6_SIGNS),
                      TESS_ARENA(float, CONV6_GATES));
}

/* ---- conv7: conv 512 3x3 pad 1 ---- */

enum {
    CONV7_IN_CHANNELS = 512,             /* of the input */
    CONV7_IN_HEIGHT = 4,
    CONV7_IN_WIDTH = 4,
    CONV7_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV7_IN_PADDED = 512,               /* IN_CHANNELS in whole blocks of lanes */
    CONV7_LIST_ROOM = 271168,            /* entries of the sums' lists that an image has room for */
    CONV7_LISTS = 16,                    /* of an image and group of steps, for the sums */
    CONV7_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV7_KERNEL_HEIGHT = 3,
    CONV7_KERNEL_WIDTH = 3,
    CONV7_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV7_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV7_TAP_ROWS = 513,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV7_WEIGHT_ROWS = 4617,            /* rows of weights a block of output channels */
    CONV7_FAN_IN = 4608,                 /* inputs of a neuron */
    CONV7_ZERO_ROW = 14364,              /* of weights or sums: fills lists up to fours */
    CONV7_SUM_PITCH = 513,               /* rows of that table from one sum to the next */
    CONV7_LIST_CHANNELS = 512,           /* that have lists in the gradient */
    CONV7_LENGTHS_OF_TILE = 1024,        /* lists of a tile */
    CONV7_INVERTED_SETS = 16,            /* words of 64 channels: inverted, and of those that are listed */
    CONV7_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV7_COLUMN_KINDS = 3,
    CONV7_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV7_ALWAYS_ROOM = 516,             /* entries of such a list */
    CONV7_ALWAYS_FIRST = 5202,           /* row of the table at which sums of inverted channels begin */
    CONV7_ALWAYS_ROWS = 15,              /* of an image */
    CONV7_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV7_PLANE = 289,                   /* rows of the table a slot */
    CONV7_TILE_IMAGES = 8,               /* images in a tile */
    CONV7_LIST_CAPACITY = 776,           /* entries of a gradient list */
    CONV7_TABLE_ROWS = 6,                /* rows of the table an image */
    CONV7_TABLE_PITCH = 6,               /* its columns */
    CONV7_TILE_CAPACITY = 397312,        /* entries of all lists of a tile */
    CONV7_TABLE_POSITIONS = 36,          /* TABLE_ROWS * TABLE_PITCH */
    CONV7_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV7_CHANNELS = 512,                /* of the output */
    CONV7_HEIGHT = 4,
    CONV7_WIDTH = 4,
    CONV7_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV7_BLOCKS = 32,                   /* of LANES output channels */
    CONV7_PADDED = 512,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV7_POOLED_WIDTH = 4,
    CONV7_POOLED_POSITIONS = 16,         /* POOLED_HEIGHT * POOLED_WIDTH */
    CONV7_CELLS = 4,                     /* windows of the signal grid */
    CONV7_ZONES = 4,                     /* sets of positions that lie in the same windows */
    CONV7_ZONE_COLUMNS = 2,              /* of the zones of a row */
    CONV7_LANES = 16,                    /* output channels in a vector */
    CONV7_PLANES_BYTES = 18432,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV7_SUBSET_BYTES = 22528,          /* what is noted of a row of the map */
    CONV7_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV7_STEP_PLANE = 289,              /* rows of the table a slot */
    CONV7_STEP_TILE_IMAGES = 8,          /* images in a tile */
    CONV7_STEP_LIST_CAPACITY = 768,      /* entries of a gradient list */
    CONV7_STEP_TABLE_ROWS = 6,           /* rows of the table an image */
    CONV7_STEP_TABLE_PITCH = 6,          /* its columns */
    CONV7_STEP_TILE_CAPACITY = 393216,   /* entries of all lists of a tile */
    CONV7_STEP_TABLE_POSITIONS = 36,     /* TABLE_ROWS * TABLE_PITCH */
    CONV7_STEP_LIST_ROWS = 4,            /* rows of the map that a tile lists */
};

/* conv7: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv7_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV7_IN_CHANNELS, CONV7_IN_PADDED, CONV7_IN_HEIGHT, CONV7_IN_WIDTH};
    const struct tess_window window =
        {CONV7_KERNEL_HEIGHT, CONV7_KERNEL_WIDTH, CONV7_PAD, CONV7_WIDTH, TESS_STACK_ALL, CONV7_ZERO_ROW, 1};
    static const int column[3] = {0, 1, 3};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV6_OUTPUT) + (size_t)item * CONV7_IN_POSITIONS * CONV7_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV7_FULL) + (size_t)item * CONV7_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV7_INVERTED) + item * CONV7_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV7_IN_POSITIONS * CONV7_IN_PADDED, &map, STEPS, STEPS, 4, 512,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV7_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV7_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV7_ALWAYS_FOURS) + item * CONV7_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV7_ALWAYS) + item * CONV7_ALWAYS_LISTS * CONV7_ALWAYS_ROOM,
                      CONV7_ALWAYS_ROOM);
}

/* conv7: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv7_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV7_IN_CHANNELS, CONV7_IN_PADDED, CONV7_IN_HEIGHT, CONV7_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV6_OUTPUT), CHUNK * CONV7_IN_POSITIONS * CONV7_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV7_FULL), GROUPS, STEPS, COMPOSITES, 193,
                         TESS_ARENA(struct tess_atoms, CONV7_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV7_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV7_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV7_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV7_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV7_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV7_ALWAYS_LISTS);
    }
}

/* conv7: its gradient along learning signals. */
static const struct tess_sparse conv7_sparse = {
    .channels = CONV7_IN_CHANNELS, .height = CONV7_IN_HEIGHT, .width = CONV7_IN_WIDTH, .pad = CONV7_PAD,
    .kernel_height = CONV7_KERNEL_HEIGHT, .kernel_width = CONV7_KERNEL_WIDTH, .lanes = CONV7_LANES, .steps = STEPS,
    .strip = 8, .images = CHUNK, .most = 256,
};

/* conv7: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 49,152 inputs. */
static inline void conv7_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV7_IN_CHANNELS, CONV7_IN_PADDED, CONV7_IN_HEIGHT, CONV7_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV6_OUTPUT);
    const int first = item * CONV7_TILE_IMAGES;
    const int last = first + CONV7_TILE_IMAGES < run->count ? first + CONV7_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV7_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV7_ATOMS);
    const int listed = atoms->patterns ? CONV7_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV7_LENGTHS) + item * CONV7_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV7_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv7_sparse, words + (size_t)n * CONV7_IN_POSITIONS * CONV7_IN_PADDED, CONV7_IN_PADDED,
                             TESS_PART(uint8_t, CONV7_PLANES) + (size_t)n * CONV7_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV7_KERNEL_HEIGHT, CONV7_KERNEL_WIDTH, CONV7_PAD, CONV7_WIDTH, TESS_STACK_ALL, CONV7_ZERO_ROW, 1};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 67584); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV7_INVERTED) + n * CONV7_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV7_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV7_FULL) + (size_t)n * CONV7_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV7_PAD; y < 5; y++) {
            const size_t tile = (size_t)(item + y / CONV7_LIST_ROWS);
            const struct tess_table table = {n % CONV7_TILE_IMAGES * CONV7_TABLE_POSITIONS +
                                             y % CONV7_LIST_ROWS * CONV7_TABLE_PITCH, CONV7_TABLE_PITCH, CONV7_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV7_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV7_IN_POSITIONS + y * CONV7_IN_WIDTH) * CONV7_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV7_LENGTHS) + tile * CONV7_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV7_ROWS) + tile * CONV7_TILE_CAPACITY;
                    if (y % CONV7_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion,
                                         CONV7_ALWAYS_FIRST + n % CONV7_TILE_IMAGES * CONV7_ALWAYS_ROWS, lengths, rows,
                                         CONV7_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV7_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV7_PAD) % CONV7_KERNEL_HEIGHT * CONV7_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV7_HEIGHT) {
                    const size_t list = (size_t)n * CONV7_LISTS + output * CONV7_WIDTH;
                    used = tess_window_lists(ring, CONV7_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV7_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV7_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV7_ENTRIES) + (size_t)n * CONV7_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV7_LENGTHS) + tile * CONV7_LENGTHS_OF_TILE;
            const int rows = CONV7_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV7_STEP_TILE_IMAGES * CONV7_STEP_TABLE_POSITIONS, CONV7_STEP_TABLE_PITCH, CONV7_STEP_PLANE};
            const struct tess_map part = {CONV7_IN_CHANNELS, CONV7_IN_PADDED, rows, CONV7_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV7_IN_POSITIONS * CONV7_IN_PADDED,
                                CHUNK * CONV7_IN_POSITIONS * CONV7_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV7_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV7_ROWS) + tile * CONV7_STEP_TILE_CAPACITY,
                                CONV7_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV7_LENGTHS) + tile * CONV7_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV7_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV7_ROWS) + tile * CONV7_TILE_CAPACITY,
                        CONV7_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV7_LENGTHS) + tile * CONV7_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV7_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV7_ROWS) + tile * CONV7_STEP_TILE_CAPACITY, CONV7_STEP_LIST_CAPACITY);
    }
}

static void conv7_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv7_lists(run, item, scratch, true, true);
}

static void conv7_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv7_lists(run, item, scratch, true, false);
}

/* conv7: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv7_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV7_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV7_KERNEL_WIDTH * CONV7_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV7_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV7_SUM_PITCH] = tap[CONV7_TAP_ROWS];
                sum[2 * CONV7_SUM_PITCH] = sum[CONV7_SUM_PITCH] + sum[0];
                sum[3 * CONV7_SUM_PITCH] = tap[2 * CONV7_TAP_ROWS];
                sum[4 * CONV7_SUM_PITCH] = sum[3 * CONV7_SUM_PITCH] + sum[0];
                sum[5 * CONV7_SUM_PITCH] = sum[3 * CONV7_SUM_PITCH] + sum[CONV7_SUM_PITCH];
                sum[6 * CONV7_SUM_PITCH] = sum[5 * CONV7_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV7_SUM_PITCH;
                sum[3 * 7 * CONV7_SUM_PITCH] = sum[0] + sum[7 * CONV7_SUM_PITCH] + sum[2 * 7 * CONV7_SUM_PITCH];
            }
        }
    }
    table[CONV7_ZERO_ROW] = (tess_ix16){0};
}

/* conv7: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv7_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV7_ROW_KINDS][CONV7_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 3};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV7_ALWAYS_FOURS) + n * CONV7_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV7_ALWAYS) + n * CONV7_ALWAYS_LISTS * CONV7_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV7_ROW_KINDS);
    for (int row = 0; row < CONV7_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV7_COLUMN_KINDS; k++, list += CONV7_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 64, entry, *fours++);
            for (int kind = 0; kind < CONV7_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV7_PAD;
                if (from >= 0 && from < CONV7_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv7: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv7_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV7_MEMBRANE) + ((size_t)block * CHUNK * CONV7_POSITIONS + at) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV7_SCALE)[block];
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV7_OUTPUT) + ((size_t)g * CHUNK * CONV7_POSITIONS + at) * CONV7_PADDED +
                   block * CONV7_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv7: sums over all steps, then the neurons.
 * Cost an image: 226,492,416 additions if every input fires. */
static inline void conv7_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 32, first = item / 32 * 16;
    const int last = first + 16 < run->count ? first + 16 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV7_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV7_EFFECTIVE) + block * CONV7_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV7_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV7_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV7_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV7_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv7_table(weight, table);
    static const int row_kind[4] = {0, 1, 1, 2};
    static const int column_kind[4] = {0, 1, 1, 2};
    tess_ix16 always[CONV7_ROW_KINDS][CONV7_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv7_always(run, n, table, always);
        for (int y = 0; y < CONV7_HEIGHT; y++) {
            for (int x = 0; x < CONV7_WIDTH; x++) {
                const size_t at = (size_t)n * CONV7_POSITIONS + y * CONV7_WIDTH + x;
                tess_fx16 v = {0};
                tess_ix16 sum0 = {0};
                tess_ix16 sum1 = {0};
                tess_ix16 sum2 = {0};
                tess_ix16 sum3 = {0};
                tess_ix16 sum4 = {0};
                tess_ix16 sum5 = {0};
                tess_ix16 sum6 = {0};
                tess_ix16 sum7 = {0};
                tess_ix16 sum8 = {0};
                tess_ix16 sum9 = {0};
                tess_ix16 lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)n * CONV7_LISTS + y * CONV7_WIDTH + x;
                const uint16_t *entry = entries + (size_t)n * CONV7_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER(sum0, table, 64, entry, four[0]);
                TESS_GATHER(sum1, table, 64, entry, four[1]);
                TESS_GATHER(sum2, table, 64, entry, four[2]);
                TESS_GATHER(sum3, table, 64, entry, four[3]);
                TESS_GATHER(sum4, table, 64, entry, four[4]);
                TESS_GATHER(sum5, table, 64, entry, four[5]);
                if (patterns) {
                    TESS_GATHER(sum6, table, 64, entry, four[6]);
                    TESS_GATHER(sum7, table, 64, entry, four[7]);
                    TESS_GATHER(sum8, table, 64, entry, four[8]);
                    TESS_GATHER(sum9, table, 64, entry, four[9]);
                    TESS_GATHER(lapses, table, 64, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv7_fire(run, block, at, 0, &v, of_sum, train);
            }
        }
    }
}

static void conv7_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv7_forward(run, item, scratch, true);
}

static void conv7_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv7_forward(run, item, scratch, false);
}

/* conv7: spikes of image n counted and pooled.
 * Cost an image: 49,152 neurons times steps. */
static inline void conv7_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV7_OUTPUT) + (size_t)n * CONV7_POSITIONS * CONV7_PADDED,
                                CONV7_POSITIONS * CONV7_PADDED);
    run->spikes[n * LAYERS + 6] = spikes;
    (void)train;
}

static void conv7_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv7_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 49,152 additions. */
static void conv7_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[2] = {0, 2};
    static const int rows_to[2] = {2, 4};
    static const int columns_from[2] = {0, 2};
    static const int columns_to[2] = {2, 4};
    for (int cell = 0; cell < CONV7_CELLS; cell++) {
        const int cy = cell / 2, cx = cell % 2;
        for (int block = 0; block < CONV7_BLOCKS; block++) {
            tess_ix16 count[STEPS] = {{0}};
            for (int y = rows_from[cy]; y < rows_to[cy]; y++) {
                for (int x = columns_from[cx]; x < columns_to[cx]; x++) {
                    const uint8_t *p = TESS_ARENA(uint8_t, CONV7_OUTPUT) +
                                       ((size_t)n * CONV7_POOLED_POSITIONS + y * CONV7_POOLED_WIDTH + x) *
                                       CONV7_PADDED + block * CONV7_LANES;
                    const tess_ix16 word = __builtin_convertvector(*(const tess_bx16 *)p, tess_ix16);
                    for (int t = 0; t < STEPS; t++) {
                        count[t] += word >> t & 1;
                    }
                }
            }
            for (int t = 0; t < STEPS; t++) {
                latent[(t * CONV7_CELLS + cell) * CONV7_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
            }
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv7_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV7_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV7_CELLS * CONV7_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV7_CELLS * CONV7_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV7_CELLS * CONV7_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV7_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.027621359f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv7_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV7_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV7_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 6] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 6) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv7_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV7_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV7_GATES);
    const float *error = TESS_PART(float, CONV7_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV7_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV7_SIGNAL) +
                            ((size_t)n * CONV7_BLOCKS + block) * CONV7_ZONES * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        for (int cell = 0; cell < CONV7_CELLS; cell++) {
            tess_fx16 sum[STEPS] = {{0}};
            for (int c = 0; c < CLASSES; c++) {
                const tess_fx16 s = sign[(c * CONV7_CELLS + cell) * CONV7_BLOCKS + block];
                for (int t = 0; t < STEPS; t++) {
                    sum[t] += s * error[t * CLASSES + c];
                }
            }
            for (int t = 0; t < STEPS; t++) {
                cell_signal[cell * STEPS + t] = sum[t] * gate[cell * CONV7_BLOCKS + block];
            }
        }
    }
}

/* conv7: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 245,760 multiply-accumulates. */
static void conv7_signal(const struct tess_run *run, int n, void *scratch)
{
    conv7_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV7_LATENTS) + (size_t)n * STEPS * CONV7_CELLS * CONV7_BLOCKS;
    float *logit = TESS_PART(float, CONV7_LOGITS) + n * STEPS * CLASSES;
    conv7_latents(run, n, latent);
    conv7_logits(run, latent, logit);
    conv7_errors(run, n, logit);
    conv7_project(run, n, scratch);
}

/* conv7 predicts by itself: its logits summed over the steps.
 * Cost an image: 122,880 multiply-accumulates. */
static void conv7_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV7_CELLS * CONV7_BLOCKS);
    conv7_latents(run, n, latent);
    conv7_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 6) * CLASSES);
}

/* conv7: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv7_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    static const int zone_rows[4] = {0, 0, 1, 1};
    static const int zone_columns[4] = {0, 0, 1, 1};
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV7_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV7_POSITIONS + y * CONV7_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV7_SIGNAL) +
                            (((size_t)n * CONV7_BLOCKS + block) * CONV7_ZONES + zone_rows[y] * CONV7_ZONE_COLUMNS +
                             zone_columns[x]) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV7_POSITIONS + y * CONV7_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 327155712)[tap] = psi[0];
        TESS_TAP(tess_fx16, 330301440)[tap] = m[0];
        TESS_TAP(tess_fx16, 327155712)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 330301440)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 327155712)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 330301440)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 327155712)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 330301440)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 327155712)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 330301440)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 327155712)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 330301440)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv7: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv7_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV7_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv7_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[289] = d[1];
            slot[2 * 289] = d[2];
            slot[3 * 289] = d[3];
            slot[4 * 289] = d[4];
            slot[5 * 289] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV7_PLANE] = d[1];
            slot[2 * CONV7_PLANE] = d[2];
            slot[3 * CONV7_PLANE] = d[3];
            slot[4 * CONV7_PLANE] = d[4];
            slot[5 * CONV7_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV7_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV7_PLANE;
                tess_fx16 *two = one + COMPOSITES * CONV7_PLANE, *three = two + COMPOSITES * CONV7_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV7_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv7: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv7_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV7_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV7_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV7_TILE_IMAGES ? run->to - n : CONV7_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV7_BLOCKS; block++) {
        for (int y = 0; y < CONV7_HEIGHT; y++) {
            for (int x = 0; x < CONV7_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv7_learning(run, block, n, y, x, d);
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV7_LANES);
            }
        }
    }
    for (int k = 0; k < 1024; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV7_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 716 + 107136;
    *by_signals = images * along_signals < entries * 279 + images * 23040;
}

/* conv7: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 226,492,416 additions if every input fires. */
static void conv7_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv7_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV7_HEIGHT; y++) {
            for (int x = 0; x < CONV7_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv7_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv7_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv7_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV7_PLANES),
                    (float *)sum);
}

/* conv7: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv7_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV7_ATOMS);
    tess_fx16 *always = table + CONV7_ALWAYS_FIRST + own * CONV7_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV7_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV7_ALWAYS_ROWS);
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV7_PLANE + own * CONV7_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV7_KERNEL_HEIGHT - 1; y++, d += CONV7_TABLE_PITCH) {
            for (int back = 0; back < CONV7_KERNEL_WIDTH; back++) {
                tess_fx16 of_row = {0};
                for (int x = 0; x < CONV7_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV7_IN_WIDTH - x < reach ? CONV7_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV7_PLANE + x + back];
                }
                for (int k = 0; k < CONV7_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV7_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv7: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv7_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV7_LIST_CAPACITY : 768;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV7_LENGTHS) + tile * CONV7_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV7_ROWS) + (size_t)tile * CONV7_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV7_LIST_CHANNELS; c++, sum += CONV7_TAPS) {
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

/* conv7: the gradient of one block of output channels over the chunk.
 * Cost an image: 226,492,416 additions if every input fires. */
static void conv7_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV7_WEIGHT_GRADIENT) + (size_t)block * CONV7_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV7_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV7_BY_SIGNALS)) {
        conv7_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV7_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV7_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV7_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 48; y++, row += CONV7_STEP_TABLE_PITCH) {
                if (y % CONV7_STEP_TABLE_ROWS < 1 || y % CONV7_STEP_TABLE_ROWS >= 1 + CONV7_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV7_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV7_WIDTH] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV7_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV7_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV7_HEIGHT; y++) {
                    tess_fx16 *row = table + ((n - first) * CONV7_STEP_TABLE_ROWS + y + 1) * CONV7_STEP_TABLE_PITCH;
                    conv7_row(run, block, n, y, row, false, NULL);
                }
            }
            conv7_accumulate(run, first / CONV7_STEP_TILE_IMAGES, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV7_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV7_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 48; y++, row += CONV7_TABLE_PITCH) {
            if (y % CONV7_TABLE_ROWS < 1 || y % CONV7_TABLE_ROWS >= 1 + CONV7_HEIGHT) {
                memset(row, 0, sizeof *row * CONV7_TABLE_PITCH);
            }
            row[0] = row[1 + CONV7_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV7_TILE_IMAGES) {
        for (int n = first; n < first + CONV7_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV7_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV7_TABLE_ROWS + y + 1) * CONV7_TABLE_PITCH;
                conv7_row(run, block, n, y, row, true, holds);
            }
            conv7_always_rows(run, n, (n - first), CONV7_IN_HEIGHT, table);
        }
        conv7_accumulate(run, first / CONV7_TILE_IMAGES, table, sum, true);
    }
}

/* conv7: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 2,359,808 weights. */
static void conv7_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV7_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV7_EFFECTIVE) + (size_t)block * CONV7_WEIGHT_ROWS * CONV7_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV7_LANES * 4656;
    for (int lane = 0; lane < CONV7_LANES; lane++) {
        const int o = block * CONV7_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV7_FAN_IN, CONV7_FAN_IN, TESS_ARENA(float, CONV7_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV7_FAN_IN, 1);
        TESS_ARENA(float, CONV7_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV7_FAN_IN, unit, of_lane + lane * 4656);
    }
    for (int channel = 0; channel < CONV7_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 513 + channel) * CONV7_LANES;
            for (int lane = 0; lane < CONV7_LANES; lane++) {
                row[lane] = of_lane[lane * 4656 + k];
            }
        }
    }
}

/* conv7: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 2,359,808 weights. */
static void conv7_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV7_WEIGHT_GRADIENT) + (size_t)block * CONV7_LANES * CONV7_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV7_FAN_IN; k++) {
        for (int lane = 0; lane < CONV7_LANES; lane++) {
            of_lane[lane * 4656 + k] = gathered[k * CONV7_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV7_LANES && block * CONV7_LANES + lane < CONV7_CHANNELS; lane++) {
        const int o = block * CONV7_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV7_WEIGHT_GRADIENT) + (size_t)o * CONV7_FAN_IN;
        memcpy(gradient, of_lane + lane * 4656, sizeof *gradient * CONV7_FAN_IN);
        TESS_ARENA(float,
                   CONV7_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV7_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV7_FAN_IN, CONV7_FAN_IN,
                                                                       TESS_ARENA(float, CONV7_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV7_FAN_IN, TESS_ARENA(float, CONV7_WEIGHT_VALUE) + (size_t)o * CONV7_FAN_IN,
                  TESS_ARENA(float, CONV7_WEIGHT_GRADIENT) + (size_t)o * CONV7_FAN_IN,
                  TESS_ARENA(float, CONV7_WEIGHT_MOMENT1) + (size_t)o * CONV7_FAN_IN,
                  TESS_ARENA(float, CONV7_WEIGHT_MOMENT2) + (size_t)o * CONV7_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV7_GAIN_VALUE) + o, TESS_ARENA(float, CONV7_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV7_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV7_GAIN_MOMENT2) + o);
    }
    conv7_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv7: the fixed matrix B, 10 rows over 2048 latents, and what a unit of signal is worth behind each
 * (the logits' factor / window, nothing for a dead latent). */
static void conv7_basis(const struct tess_run *run, int item, void *scratch)
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
    static const float gate[4] = {
        0.027621359f, 0.027621359f, 0.027621359f, 0.027621359f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 512, 4, 512, gate, TESS_ARENA(float, CONV7_SIGNS),
                      TESS_ARENA(float, CONV7_GATES));
}

/* ---- conv8: conv 512 3x3 pad 1, avgpool all ---- */

enum {
    CONV8_IN_CHANNELS = 512,             /* of the input */
    CONV8_IN_HEIGHT = 4,
    CONV8_IN_WIDTH = 4,
    CONV8_IN_POSITIONS = 16,             /* IN_HEIGHT * IN_WIDTH */
    CONV8_IN_PADDED = 512,               /* IN_CHANNELS in whole blocks of lanes */
    CONV8_LIST_ROOM = 271168,            /* entries of the sums' lists that an image has room for */
    CONV8_LISTS = 16,                    /* of an image and group of steps, for the sums */
    CONV8_SETS = 11,                     /* lists of a position: one a step, composite or lapses */
    CONV8_KERNEL_HEIGHT = 3,
    CONV8_KERNEL_WIDTH = 3,
    CONV8_PAD = 1,                       /* rows and columns of zeros around the input */
    CONV8_TAPS = 9,                      /* KERNEL_HEIGHT * KERNEL_WIDTH */
    CONV8_TAP_ROWS = 513,                /* rows of weights a tap: one an input channel, and one of zeros */
    CONV8_WEIGHT_ROWS = 4617,            /* rows of weights a block of output channels */
    CONV8_FAN_IN = 4608,                 /* inputs of a neuron */
    CONV8_ZERO_ROW = 14364,              /* of weights or sums: fills lists up to fours */
    CONV8_SUM_PITCH = 513,               /* rows of that table from one sum to the next */
    CONV8_LIST_CHANNELS = 512,           /* that have lists in the gradient */
    CONV8_LENGTHS_OF_TILE = 1024,        /* lists of a tile */
    CONV8_INVERTED_SETS = 16,            /* words of 64 channels: inverted, and of those that are listed */
    CONV8_ROW_KINDS = 3,                 /* of output rows, by what of their window is beyond the map */
    CONV8_COLUMN_KINDS = 3,
    CONV8_ALWAYS_LISTS = 9,              /* KERNEL_HEIGHT * COLUMN_KINDS, of inverted channels */
    CONV8_ALWAYS_ROOM = 516,             /* entries of such a list */
    CONV8_ALWAYS_FIRST = 5202,           /* row of the table at which sums of inverted channels begin */
    CONV8_ALWAYS_ROWS = 15,              /* of an image */
    CONV8_SLOTS = 18,                    /* of the gradient's table: one a step or set of steps */
    CONV8_PLANE = 289,                   /* rows of the table a slot */
    CONV8_TILE_IMAGES = 8,               /* images in a tile */
    CONV8_LIST_CAPACITY = 776,           /* entries of a gradient list */
    CONV8_TABLE_ROWS = 6,                /* rows of the table an image */
    CONV8_TABLE_PITCH = 6,               /* its columns */
    CONV8_TILE_CAPACITY = 397312,        /* entries of all lists of a tile */
    CONV8_TABLE_POSITIONS = 36,          /* TABLE_ROWS * TABLE_PITCH */
    CONV8_LIST_ROWS = 4,                 /* rows of the map that a tile lists */
    CONV8_CHANNELS = 512,                /* of the output */
    CONV8_HEIGHT = 4,
    CONV8_WIDTH = 4,
    CONV8_POSITIONS = 16,                /* HEIGHT * WIDTH */
    CONV8_BLOCKS = 32,                   /* of LANES output channels */
    CONV8_PADDED = 512,                  /* BLOCKS * LANES: CHANNELS in whole blocks */
    CONV8_POOL_HEIGHT = 4,
    CONV8_POOL_WIDTH = 4,
    CONV8_LANES = 16,                    /* output channels in a vector */
    CONV8_PLANES_BYTES = 18432,          /* of an image's input, as the gradient along learning signals looks it up */
    CONV8_SUBSET_BYTES = 22528,          /* what is noted of a row of the map */
    CONV8_STEP_SLOTS = 6,                /* of the gradient's table: one a step or set of steps */
    CONV8_STEP_PLANE = 289,              /* rows of the table a slot */
    CONV8_STEP_TILE_IMAGES = 8,          /* images in a tile */
    CONV8_STEP_LIST_CAPACITY = 768,      /* entries of a gradient list */
    CONV8_STEP_TABLE_ROWS = 6,           /* rows of the table an image */
    CONV8_STEP_TABLE_PITCH = 6,          /* its columns */
    CONV8_STEP_TILE_CAPACITY = 393216,   /* entries of all lists of a tile */
    CONV8_STEP_TABLE_POSITIONS = 36,     /* TABLE_ROWS * TABLE_PITCH */
    CONV8_STEP_LIST_ROWS = 4,            /* rows of the map that a tile lists */
};

/* conv8: channels that fire nearly everywhere in an image are listed by their lapses. */
static void conv8_invert(const struct tess_run *run, int item, void *scratch)
{
    const struct tess_map map = {CONV8_IN_CHANNELS, CONV8_IN_PADDED, CONV8_IN_HEIGHT, CONV8_IN_WIDTH};
    const struct tess_window window =
        {CONV8_KERNEL_HEIGHT, CONV8_KERNEL_WIDTH, CONV8_PAD, CONV8_WIDTH, TESS_STACK_ALL, CONV8_ZERO_ROW, 1};
    static const int column[3] = {0, 1, 3};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV7_OUTPUT) + (size_t)item * CONV8_IN_POSITIONS * CONV8_IN_PADDED;
    uint8_t *full = TESS_ARENA(uint8_t, CONV8_FULL) + (size_t)item * CONV8_IN_PADDED;
    uint64_t *inverted = TESS_ARENA(uint64_t, CONV8_INVERTED) + item * CONV8_INVERTED_SETS;
    const uint32_t count = tess_invert(words, CHUNK * CONV8_IN_POSITIONS * CONV8_IN_PADDED, &map, STEPS, STEPS, 4, 512,
                                       scratch, full, inverted);
    const struct tess_inversion inversion = {inverted, count};
    TESS_ARENA(uint32_t, CONV8_INVERSIONS)[item] = count;
    tess_always_lists(&map, &window, &inversion, column, CONV8_COLUMN_KINDS,
                      TESS_ARENA(uint16_t, CONV8_ALWAYS_FOURS) + item * CONV8_ALWAYS_LISTS,
                      TESS_ARENA(uint16_t, CONV8_ALWAYS) + item * CONV8_ALWAYS_LISTS * CONV8_ALWAYS_ROOM,
                      CONV8_ALWAYS_ROOM);
}

/* conv8: the time patterns worth a sum of their own, by their number in the chunk's first image. */
static void conv8_atoms(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    const struct tess_map map = {CONV8_IN_CHANNELS, CONV8_IN_PADDED, CONV8_IN_HEIGHT, CONV8_IN_WIDTH};
    tess_patterns_choose(TESS_ARENA(uint8_t, CONV7_OUTPUT), CHUNK * CONV8_IN_POSITIONS * CONV8_IN_PADDED, &map,
                         TESS_ARENA(uint8_t, CONV8_FULL), GROUPS, STEPS, COMPOSITES, 193,
                         TESS_ARENA(struct tess_atoms, CONV8_ATOMS));
    if (!TESS_ARENA(struct tess_atoms, CONV8_ATOMS)->patterns) { /* single steps are listed as they are */
        memset(TESS_ARENA(uint64_t, CONV8_INVERTED), 0, sizeof(uint64_t) * CHUNK * CONV8_INVERTED_SETS);
        memset(TESS_ARENA(uint32_t, CONV8_INVERSIONS), 0, sizeof(uint32_t) * CHUNK);
        memset(TESS_ARENA(uint16_t, CONV8_ALWAYS_FOURS), 0, sizeof(uint16_t) * CHUNK * CONV8_ALWAYS_LISTS);
    }
}

/* conv8: its gradient along learning signals. */
static const struct tess_sparse conv8_sparse = {
    .channels = CONV8_IN_CHANNELS, .height = CONV8_IN_HEIGHT, .width = CONV8_IN_WIDTH, .pad = CONV8_PAD,
    .kernel_height = CONV8_KERNEL_HEIGHT, .kernel_width = CONV8_KERNEL_WIDTH, .lanes = CONV8_LANES, .steps = STEPS,
    .strip = 8, .images = CHUNK, .most = 256,
};

/* conv8: its input as lists, by position for the sums and by channel for the gradient.
 * Cost an image: 49,152 inputs. */
static inline void conv8_lists(const struct tess_run *run, int item, void *scratch, bool forward, bool gradient)
{
    const struct tess_map map = {CONV8_IN_CHANNELS, CONV8_IN_PADDED, CONV8_IN_HEIGHT, CONV8_IN_WIDTH};
    const uint8_t *words = TESS_ARENA(uint8_t, CONV7_OUTPUT);
    const int first = item * CONV8_TILE_IMAGES;
    const int last = first + CONV8_TILE_IMAGES < run->count ? first + CONV8_TILE_IMAGES : run->count;
    (void)scratch;
    const bool undecided = run->first + run->from == 0; /* a batch's first images need lists and planes */
    const bool by_signals = *TESS_ARENA(uint32_t, CONV8_BY_SIGNALS);
    const bool planes = gradient && (undecided || by_signals);
    gradient = gradient && (undecided || !by_signals);
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV8_ATOMS);
    const int listed = atoms->patterns ? CONV8_SETS : STEPS;
    if (gradient) {
        memset(TESS_PART(uint32_t, CONV8_LENGTHS) + item * CONV8_LENGTHS_OF_TILE, 0,
               sizeof(uint32_t) * CONV8_LENGTHS_OF_TILE);
    }
    for (int n = first; n < last; n++) {
        if (planes) {
            tess_pack_planes(&conv8_sparse, words + (size_t)n * CONV8_IN_POSITIONS * CONV8_IN_PADDED, CONV8_IN_PADDED,
                             TESS_PART(uint8_t, CONV8_PLANES) + (size_t)n * CONV8_PLANES_BYTES);
        }
        const struct tess_window window =
            {CONV8_KERNEL_HEIGHT, CONV8_KERNEL_WIDTH, CONV8_PAD, CONV8_WIDTH, TESS_STACK_ALL, CONV8_ZERO_ROW, 1};
        uint64_t *holders = (uint64_t *)((uint8_t *)scratch + 67584); /* of one row of the map */
        const struct tess_inversion inversion = {TESS_ARENA(uint64_t, CONV8_INVERTED) + n * CONV8_INVERTED_SETS,
                                                 TESS_ARENA(uint32_t, CONV8_INVERSIONS)[n]};
        const uint8_t *full = TESS_ARENA(uint8_t, CONV8_FULL) + (size_t)n * CONV8_IN_PADDED;
        uint32_t used = 0;
        for (int y = -CONV8_PAD; y < 5; y++) {
            const size_t tile = (size_t)(item + y / CONV8_LIST_ROWS);
            const struct tess_table table = {n % CONV8_TILE_IMAGES * CONV8_TABLE_POSITIONS +
                                             y % CONV8_LIST_ROWS * CONV8_TABLE_PITCH, CONV8_TABLE_PITCH, CONV8_PLANE};
            uint8_t *ring = (uint8_t *)scratch; /* the window's rows in turn */
            const bool inside = y >= 0 && y < CONV8_IN_HEIGHT;
            if (inside) {
                tess_find_holders(words + ((size_t)n * CONV8_IN_POSITIONS + y * CONV8_IN_WIDTH) * CONV8_IN_PADDED, &map,
                                  atoms->patterns ? full : NULL, atoms, listed, holders);
                if (gradient && atoms->patterns) {
                    uint32_t *lengths = TESS_PART(uint32_t, CONV8_LENGTHS) + tile * CONV8_LENGTHS_OF_TILE;
                    uint32_t *rows = TESS_PART(uint32_t, CONV8_ROWS) + tile * CONV8_TILE_CAPACITY;
                    if (y % CONV8_LIST_ROWS == 0) {
                        tess_always_rows(&map, &inversion,
                                         CONV8_ALWAYS_FIRST + n % CONV8_TILE_IMAGES * CONV8_ALWAYS_ROWS, lengths, rows,
                                         CONV8_LIST_CAPACITY);
                    }
                    tess_run_lists(holders, &map, 10, STEPS, atoms[0].cover[63], atoms[0].covers[63], &table, 0,
                                   lengths, rows, CONV8_LIST_CAPACITY);
                }
            }
            if (forward) {
                tess_find_subsets(inside ? holders : NULL, &map, &window, listed,
                                  ring + (y + CONV8_PAD) % CONV8_KERNEL_HEIGHT * CONV8_SUBSET_BYTES);
                const int output = y - 1;
                if (output >= 0 && output < CONV8_HEIGHT) {
                    const size_t list = (size_t)n * CONV8_LISTS + output * CONV8_WIDTH;
                    used = tess_window_lists(ring, CONV8_SUBSET_BYTES, output, &map, &window, GROUPS, listed,
                                             TESS_LISTS(uint32_t, CONV8_BEGIN) + list,
                                             TESS_LISTS(uint16_t, CONV8_FOURS) + list * listed,
                                             TESS_LISTS(uint16_t, CONV8_ENTRIES) + (size_t)n * CONV8_LIST_ROOM, used);
                }
            }
        }
        if (gradient && !atoms->patterns) {
            const size_t tile = (size_t)item;
            uint32_t *lengths = TESS_PART(uint32_t, CONV8_LENGTHS) + tile * CONV8_LENGTHS_OF_TILE;
            const int rows = CONV8_STEP_LIST_ROWS;
            const struct tess_table table =
                {n % CONV8_STEP_TILE_IMAGES * CONV8_STEP_TABLE_POSITIONS, CONV8_STEP_TABLE_PITCH, CONV8_STEP_PLANE};
            const struct tess_map part = {CONV8_IN_CHANNELS, CONV8_IN_PADDED, rows, CONV8_IN_WIDTH};
            tess_gradient_lists(words + (size_t)n * CONV8_IN_POSITIONS * CONV8_IN_PADDED,
                                CHUNK * CONV8_IN_POSITIONS * CONV8_IN_PADDED, GROUPS, &part, false,
                                TESS_ARENA(struct tess_atoms, CONV8_ATOMS), listed, &table, lengths,
                                TESS_PART(uint32_t, CONV8_ROWS) + tile * CONV8_STEP_TILE_CAPACITY,
                                CONV8_STEP_LIST_CAPACITY);
        }
    }
    if (gradient && atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV8_LENGTHS) + tile * CONV8_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV8_LIST_CHANNELS, 2, TESS_PART(uint32_t, CONV8_ROWS) + tile * CONV8_TILE_CAPACITY,
                        CONV8_LIST_CAPACITY);
    }
    if (gradient && !atoms->patterns) {
        const size_t tile = (size_t)item;
        uint32_t *lengths = TESS_PART(uint32_t, CONV8_LENGTHS) + tile * CONV8_LENGTHS_OF_TILE;
        tess_pack_lists(lengths, CONV8_LIST_CHANNELS, 1,
                        TESS_PART(uint32_t, CONV8_ROWS) + tile * CONV8_STEP_TILE_CAPACITY, CONV8_STEP_LIST_CAPACITY);
    }
}

static void conv8_lists_train(const struct tess_run *run, int item, void *scratch)
{
    conv8_lists(run, item, scratch, true, true);
}

static void conv8_lists_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv8_lists(run, item, scratch, true, false);
}

/* conv8: sums of weight rows over every subset of neighbouring taps, and of equal subsets on each other. */
static inline void conv8_table(const tess_ix16 *weight, tess_ix16 *table)
{
    for (int c = 0; c < CONV8_IN_CHANNELS; c++) {
        { /* the patch of taps (0, 0) to (2, 2) */
            tess_ix16 *sums = table + c;
            for (int row = 0; row < 3; row++) {
                const tess_ix16 *tap = weight + row * CONV8_KERNEL_WIDTH * CONV8_TAP_ROWS + c;
                tess_ix16 *sum = sums + row * 7 * CONV8_SUM_PITCH;
                sum[0] = tap[0];
                sum[CONV8_SUM_PITCH] = tap[CONV8_TAP_ROWS];
                sum[2 * CONV8_SUM_PITCH] = sum[CONV8_SUM_PITCH] + sum[0];
                sum[3 * CONV8_SUM_PITCH] = tap[2 * CONV8_TAP_ROWS];
                sum[4 * CONV8_SUM_PITCH] = sum[3 * CONV8_SUM_PITCH] + sum[0];
                sum[5 * CONV8_SUM_PITCH] = sum[3 * CONV8_SUM_PITCH] + sum[CONV8_SUM_PITCH];
                sum[6 * CONV8_SUM_PITCH] = sum[5 * CONV8_SUM_PITCH] + sum[0];
            }
            for (int s = 0; s < 7; s++) {
                tess_ix16 *sum = sums + s * CONV8_SUM_PITCH;
                sum[3 * 7 * CONV8_SUM_PITCH] = sum[0] + sum[7 * CONV8_SUM_PITCH] + sum[2 * 7 * CONV8_SUM_PITCH];
            }
        }
    }
    table[CONV8_ZERO_ROW] = (tess_ix16){0};
}

/* conv8: always[kind of row][kind of column] is what inverted channels of image n would give if they
 * always fired. */
static inline void conv8_always(const struct tess_run *run, int n, const tess_ix16 *table,
                                tess_ix16 always[CONV8_ROW_KINDS][CONV8_COLUMN_KINDS])
{
    static const int like[3] = {0, 1, 3};
    const uint16_t *fours = TESS_ARENA(uint16_t, CONV8_ALWAYS_FOURS) + n * CONV8_ALWAYS_LISTS;
    const uint16_t *list = TESS_ARENA(uint16_t, CONV8_ALWAYS) + n * CONV8_ALWAYS_LISTS * CONV8_ALWAYS_ROOM;
    memset(always, 0, sizeof *always * CONV8_ROW_KINDS);
    for (int row = 0; row < CONV8_KERNEL_HEIGHT; row++) {
        for (int k = 0; k < CONV8_COLUMN_KINDS; k++, list += CONV8_ALWAYS_ROOM) {
            const uint16_t *entry = list;
            tess_ix16 sum = {0};
            TESS_GATHER(sum, table, 64, entry, *fours++);
            for (int kind = 0; kind < CONV8_ROW_KINDS; kind++) {
                const int from = like[kind] + row - CONV8_PAD;
                if (from >= 0 && from < CONV8_IN_HEIGHT) {
                    always[kind][k] += sum;
                }
            }
        }
    }
}

/* conv8: u[t] = 0.5 v[t-1] + W x[t]; a spike where u > 0.6, which takes 0.6 off v. */
static inline void conv8_fire(const struct tess_run *run, int block, size_t at, int g, tess_fx16 *left,
                              const tess_ix16 *sum, bool train)
{
    tess_fx16 v = *left; /* vectors go by address: how they go by value depends on the machine's width */
    tess_fx16 *u_out = TESS_PART(tess_fx16, CONV8_MEMBRANE) + ((size_t)block * CHUNK * CONV8_POSITIONS + at) * STEPS;
    const tess_fx16 scale = TESS_ARENA(tess_fx16, CONV8_SCALE)[block];
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
        u_out[g * STEPS] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[1], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 1);
    if (train) {
        u_out[g * STEPS + 1] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[2], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 2);
    if (train) {
        u_out[g * STEPS + 2] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[3], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 3);
    if (train) {
        u_out[g * STEPS + 3] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[4], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 4);
    if (train) {
        u_out[g * STEPS + 4] = u;
    }
    u = 0.5f * v + __builtin_convertvector(sum[5], tess_fx16) * scale;
    fired = u > threshold;
    v = u - (tess_fx16)((tess_ix16)reset & fired);
    word |= fired & (1 << 5);
    if (train) {
        u_out[g * STEPS + 5] = u;
    }
    *(tess_bx16 *)(TESS_ARENA(uint8_t, CONV8_SPIKES) + ((size_t)g * CHUNK * CONV8_POSITIONS + at) * CONV8_PADDED +
                   block * CONV8_LANES) = __builtin_convertvector(word, tess_bx16);
    *left = v;
}

/* conv8: sums over all steps, then the neurons.
 * Cost an image: 226,492,416 additions if every input fires. */
static inline void conv8_forward(const struct tess_run *run, int item, void *scratch, bool train)
{
    const int block = item % 32, first = item / 32 * 16;
    const int last = first + 16 < run->count ? first + 16 : run->count;
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV8_ATOMS);
    const tess_ix16 *weight = TESS_ARENA(tess_ix16, CONV8_EFFECTIVE) + block * CONV8_WEIGHT_ROWS;
    const uint32_t *begin = TESS_LISTS(uint32_t, CONV8_BEGIN);
    const uint16_t *fours = TESS_LISTS(uint16_t, CONV8_FOURS);
    const uint16_t *entries = TESS_LISTS(uint16_t, CONV8_ENTRIES);
    const bool patterns = atoms->patterns;
    const int listed = patterns ? CONV8_SETS : STEPS;
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    tess_ix16 *table = scratch;
    conv8_table(weight, table);
    static const int row_kind[4] = {0, 1, 1, 2};
    static const int column_kind[4] = {0, 1, 1, 2};
    tess_ix16 always[CONV8_ROW_KINDS][CONV8_COLUMN_KINDS];
    for (int n = first; n < last; n++) {
        conv8_always(run, n, table, always);
        for (int y = 0; y < CONV8_HEIGHT; y++) {
            for (int x = 0; x < CONV8_WIDTH; x++) {
                const size_t at = (size_t)n * CONV8_POSITIONS + y * CONV8_WIDTH + x;
                tess_fx16 v = {0};
                tess_ix16 sum0 = {0};
                tess_ix16 sum1 = {0};
                tess_ix16 sum2 = {0};
                tess_ix16 sum3 = {0};
                tess_ix16 sum4 = {0};
                tess_ix16 sum5 = {0};
                tess_ix16 sum6 = {0};
                tess_ix16 sum7 = {0};
                tess_ix16 sum8 = {0};
                tess_ix16 sum9 = {0};
                tess_ix16 lapses = {0}; /* of inverted channels */
                const size_t list = (size_t)n * CONV8_LISTS + y * CONV8_WIDTH + x;
                const uint16_t *entry = entries + (size_t)n * CONV8_LIST_ROOM + begin[list];
                const uint16_t *four = fours + list * (size_t)listed;
                TESS_GATHER(sum0, table, 64, entry, four[0]);
                TESS_GATHER(sum1, table, 64, entry, four[1]);
                TESS_GATHER(sum2, table, 64, entry, four[2]);
                TESS_GATHER(sum3, table, 64, entry, four[3]);
                TESS_GATHER(sum4, table, 64, entry, four[4]);
                TESS_GATHER(sum5, table, 64, entry, four[5]);
                if (patterns) {
                    TESS_GATHER(sum6, table, 64, entry, four[6]);
                    TESS_GATHER(sum7, table, 64, entry, four[7]);
                    TESS_GATHER(sum8, table, 64, entry, four[8]);
                    TESS_GATHER(sum9, table, 64, entry, four[9]);
                    TESS_GATHER(lapses, table, 64, entry, four[10]);
                }
                if (patterns) {
                    sum0 += sum6 & holds[0][0][0];
                    sum1 += sum6 & holds[0][0][1];
                    sum2 += sum6 & holds[0][0][2];
                    sum3 += sum6 & holds[0][0][3];
                    sum4 += sum6 & holds[0][0][4];
                    sum5 += sum6 & holds[0][0][5];
                    sum0 += sum7 & holds[0][1][0];
                    sum1 += sum7 & holds[0][1][1];
                    sum2 += sum7 & holds[0][1][2];
                    sum3 += sum7 & holds[0][1][3];
                    sum4 += sum7 & holds[0][1][4];
                    sum5 += sum7 & holds[0][1][5];
                    sum0 += sum8 & holds[0][2][0];
                    sum1 += sum8 & holds[0][2][1];
                    sum2 += sum8 & holds[0][2][2];
                    sum3 += sum8 & holds[0][2][3];
                    sum4 += sum8 & holds[0][2][4];
                    sum5 += sum8 & holds[0][2][5];
                    sum0 += sum9 & holds[0][3][0];
                    sum1 += sum9 & holds[0][3][1];
                    sum2 += sum9 & holds[0][3][2];
                    sum3 += sum9 & holds[0][3][3];
                    sum4 += sum9 & holds[0][3][4];
                    sum5 += sum9 & holds[0][3][5];
                }
                const tess_ix16 sum_all = always[row_kind[y]][column_kind[x]] - lapses;
                sum0 += sum_all;
                sum1 += sum_all;
                sum2 += sum_all;
                sum3 += sum_all;
                sum4 += sum_all;
                sum5 += sum_all;
                const tess_ix16 of_sum[STEPS] = {sum0, sum1, sum2, sum3, sum4, sum5};
                conv8_fire(run, block, at, 0, &v, of_sum, train);
            }
        }
    }
}

static void conv8_forward_train(const struct tess_run *run, int item, void *scratch)
{
    conv8_forward(run, item, scratch, true);
}

static void conv8_forward_evaluate(const struct tess_run *run, int item, void *scratch)
{
    conv8_forward(run, item, scratch, false);
}

/* conv8: spikes of image n counted and pooled.
 * Cost an image: 49,152 neurons times steps. */
static inline void conv8_pooling(const struct tess_run *run, int n, bool train)
{
    uint32_t spikes = 0;
    spikes += tess_count_spikes(TESS_ARENA(uint8_t, CONV8_SPIKES) + (size_t)n * CONV8_POSITIONS * CONV8_PADDED,
                                CONV8_POSITIONS * CONV8_PADDED);
    run->spikes[n * LAYERS + 7] = spikes;
    (void)train;
    uint16_t *to = TESS_ARENA(uint16_t, CONV8_OUTPUT) + (size_t)n * STEPS * CONV8_PADDED;
    for (int t = 0; t < STEPS; t++) {
        const uint8_t *from = TESS_ARENA(uint8_t, CONV8_SPIKES) +
                              ((size_t)(t / STEPS) * CHUNK + n) * CONV8_POSITIONS * CONV8_PADDED;
        uint16_t *pooled = to + (size_t)t * CONV8_PADDED;
        for (int c = 0; c < CONV8_PADDED; c += CONV8_LANES) {
            tess_hx16 count = {0};
            for (int k = 0; k < CONV8_POOL_HEIGHT * CONV8_POOL_WIDTH; k++) {
                const int at = k / CONV8_POOL_WIDTH * CONV8_WIDTH + k % CONV8_POOL_WIDTH;
                const tess_bx16 word = *(const tess_bx16 *)(from + (size_t)at * CONV8_PADDED + c);
                count += __builtin_convertvector(word >> (uint8_t)(t % STEPS) & 1, tess_hx16);
            }
            *(tess_hx16 *)(pooled + c) = count;
        }
    }
}

static void conv8_pool(const struct tess_run *run, int n, void *scratch)
{
    (void)scratch;
    conv8_pooling(run, n, false);
}

/* Latents: the pooled spikes of image n summed over the windows of the signal grid.
 * Cost an image: 3,072 additions. */
static void conv8_latents(const struct tess_run *run, int n, tess_fx16 *latent)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {1};
    static const int columns_from[1] = {0};
    static const int columns_to[1] = {1};
    for (int block = 0; block < CONV8_BLOCKS; block++) {
        tess_ix16 count[STEPS] = {{0}};
        for (int y = rows_from[0]; y < rows_to[0]; y++) {
            for (int x = columns_from[0]; x < columns_to[0]; x++) {
                const uint16_t *p = TESS_ARENA(uint16_t, CONV8_OUTPUT) + ((size_t)n * STEPS + y + x) * CONV8_PADDED;
                for (int t = 0; t < STEPS; t++) {
                    count[t] += __builtin_convertvector(*(const tess_hx16 *)(p + (size_t)t * CONV8_PADDED +
                                                                             block * CONV8_LANES), tess_ix16);
                }
            }
        }
        for (int t = 0; t < STEPS; t++) {
            latent[t * CONV8_BLOCKS + block] = __builtin_convertvector(count[t], tess_fx16);
        }
    }
}

/* Logits B pool(o) of every step.
 * Cost an image: 30,720 multiply-accumulates. */
static void conv8_logits(const struct tess_run *run, const tess_fx16 *latent, float *logit)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV8_SIGNS);
    for (int c = 0; c < CLASSES; c++, sign += CONV8_BLOCKS) {
        for (int t = 0; t < STEPS; t++) {
            tess_fx16 lanes = {0};
            for (int k = 0; k < CONV8_BLOCKS; k++) {
                lanes += sign[k] * latent[t * CONV8_BLOCKS + k];
            }
            float total = 0;
            for (int k = 0; k < CONV8_LANES; k++) {
                total += lanes[k];
            }
            logit[t * CLASSES + c] = total * 0.013810679f;
        }
    }
}

/* The logits' cross entropy of every step and its error, and their sum over the steps.
 * Cost an image: 60 exponentials. */
static void conv8_errors(const struct tess_run *run, int n, const float *logit)
{
    float *error = TESS_PART(float, CONV8_ERROR) + n * STEPS * CLASSES;
    float *loss = TESS_PART(float, CONV8_LOSSES) + n * STEPS, sum = 0;
    for (int t = 0; t < STEPS; t++) {
        loss[t] = tess_cross_entropy(logit + t * CLASSES, CLASSES, run->label[n], run->batch, error + t * CLASSES);
        sum += loss[t];
    }
    run->local_loss[n * LAYERS + 7] = sum / 6;
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 7) * CLASSES);
}

/* m = B' error, spread back over the windows: one value for all positions of a zone. Dead latents (where
 * all classes have the same sign) are exactly zero.
 * Cost an image: 30,720 multiply-accumulates. */
static void conv8_project(const struct tess_run *run, int n, void *scratch)
{
    const tess_fx16 *sign = TESS_ARENA(tess_fx16, CONV8_SIGNS), *gate = TESS_ARENA(tess_fx16, CONV8_GATES);
    const float *error = TESS_PART(float, CONV8_ERROR) + n * STEPS * CLASSES;
    for (int block = 0; block < CONV8_BLOCKS; block++) {
        tess_fx16 *signal = TESS_PART(tess_fx16, CONV8_SIGNAL) + ((size_t)n * CONV8_BLOCKS + block) * STEPS;
        tess_fx16 *cell_signal = signal;
        (void)scratch;
        tess_fx16 sum[STEPS] = {{0}};
        for (int c = 0; c < CLASSES; c++) {
            const tess_fx16 s = sign[c * CONV8_BLOCKS + block];
            for (int t = 0; t < STEPS; t++) {
                sum[t] += s * error[t * CLASSES + c];
            }
        }
        for (int t = 0; t < STEPS; t++) {
            cell_signal[t] = sum[t] * gate[block];
        }
    }
}

/* conv8: pooled spikes, latents, the local loss and its learning signal of image n.
 * Cost an image: 61,440 multiply-accumulates. */
static void conv8_signal(const struct tess_run *run, int n, void *scratch)
{
    conv8_pooling(run, n, true);
    tess_fx16 *latent = TESS_PART(tess_fx16, CONV8_LATENTS) + (size_t)n * STEPS * CONV8_BLOCKS;
    float *logit = TESS_PART(float, CONV8_LOGITS) + n * STEPS * CLASSES;
    conv8_latents(run, n, latent);
    conv8_logits(run, latent, logit);
    conv8_errors(run, n, logit);
    conv8_project(run, n, scratch);
}

/* conv8 predicts by itself: its logits summed over the steps.
 * Cost an image: 30,720 multiply-accumulates. */
static void conv8_exit(const struct tess_run *run, int n, void *scratch)
{
    tess_fx16 *latent = scratch;
    float *logit = (float *)(latent + STEPS * CONV8_BLOCKS);
    conv8_latents(run, n, latent);
    conv8_logits(run, latent, logit);
    tess_sum_logits(logit, 6, CLASSES, false, run->layer_logits + (n * LAYERS + 7) * CLASSES);
}

/* conv8: the learning signal of one output position in all its steps, as what the input is multiplied by. */
TESS_INLINE void conv8_learning(const struct tess_run *run, int block, int n, int y, int x, tess_fx16 *d)
{
    const tess_fx16 *u = TESS_PART(tess_fx16, CONV8_MEMBRANE) +
                         (((size_t)block * CHUNK + n) * CONV8_POSITIONS + y * CONV8_WIDTH + x) * STEPS;
    for (int t = 0; t < STEPS; t++) { /* membranes have gone to a far cache */
        __builtin_prefetch(u + 18 + t);
    }
    const tess_fx16 *zone = TESS_PART(tess_fx16, CONV8_SIGNAL) + ((size_t)n * CONV8_BLOCKS + block) * STEPS;
    /* m[t] = dloss/dspike: the zone's signal. */
    tess_fx16 m[STEPS];
    m[0] = zone[0];
    m[1] = zone[1];
    m[2] = zone[2];
    m[3] = zone[3];
    m[4] = zone[4];
    m[5] = zone[5];
    /* psi(u) = 0.3 max(0, 1 - |u - 0.6|) */
    tess_fx16 psi[STEPS];
    psi[0] = 1.0f - (tess_fx16)((tess_ix16)(u[0] - 0.6f) & 0x7fffffff);
    psi[0] = (tess_fx16)((tess_ix16)psi[0] & (psi[0] > 0.0f)) * 0.3f;
    psi[1] = 1.0f - (tess_fx16)((tess_ix16)(u[1] - 0.6f) & 0x7fffffff);
    psi[1] = (tess_fx16)((tess_ix16)psi[1] & (psi[1] > 0.0f)) * 0.3f;
    psi[2] = 1.0f - (tess_fx16)((tess_ix16)(u[2] - 0.6f) & 0x7fffffff);
    psi[2] = (tess_fx16)((tess_ix16)psi[2] & (psi[2] > 0.0f)) * 0.3f;
    psi[3] = 1.0f - (tess_fx16)((tess_ix16)(u[3] - 0.6f) & 0x7fffffff);
    psi[3] = (tess_fx16)((tess_ix16)psi[3] & (psi[3] > 0.0f)) * 0.3f;
    psi[4] = 1.0f - (tess_fx16)((tess_ix16)(u[4] - 0.6f) & 0x7fffffff);
    psi[4] = (tess_fx16)((tess_ix16)psi[4] & (psi[4] > 0.0f)) * 0.3f;
    psi[5] = 1.0f - (tess_fx16)((tess_ix16)(u[5] - 0.6f) & 0x7fffffff);
    psi[5] = (tess_fx16)((tess_ix16)psi[5] & (psi[5] > 0.0f)) * 0.3f;
    if (run->taps) { /* a probe looks on */
        const size_t tap = (((size_t)block * CHUNK + n) * CONV8_POSITIONS + y * CONV8_WIDTH + x) * STEPS;
        TESS_TAP(tess_fx16, 333447168)[tap] = psi[0];
        TESS_TAP(tess_fx16, 336592896)[tap] = m[0];
        TESS_TAP(tess_fx16, 333447168)[tap + 1] = psi[1];
        TESS_TAP(tess_fx16, 336592896)[tap + 1] = m[1];
        TESS_TAP(tess_fx16, 333447168)[tap + 2] = psi[2];
        TESS_TAP(tess_fx16, 336592896)[tap + 2] = m[2];
        TESS_TAP(tess_fx16, 333447168)[tap + 3] = psi[3];
        TESS_TAP(tess_fx16, 336592896)[tap + 3] = m[3];
        TESS_TAP(tess_fx16, 333447168)[tap + 4] = psi[4];
        TESS_TAP(tess_fx16, 336592896)[tap + 4] = m[4];
        TESS_TAP(tess_fx16, 333447168)[tap + 5] = psi[5];
        TESS_TAP(tess_fx16, 336592896)[tap + 5] = m[5];
    }
    memset(d, 0, sizeof *d * STEPS);
    /* m[t] psi[t] outer q[t] = 0.5 q[t-1] + x[t], folded: r[s] = (...)[s] + 0.5 r[s+1] */
    {
        tess_fx16 r0[STEPS];
        r0[0] = m[0] * psi[0];
        r0[1] = m[1] * psi[1];
        r0[2] = m[2] * psi[2];
        r0[3] = m[3] * psi[3];
        r0[4] = m[4] * psi[4];
        r0[5] = m[5] * psi[5];
        tess_fx16 later = {0};
        later = r0[5] + 0.5f * later;
        d[5] += later;
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
    /* m[t] h[t-1], h[t] = 0.2 h[t-1] + psi[t], outer x[t] */
    {
        tess_fx16 h = {0}; /* h[t-1]: before this step's psi */
        d[0] += m[0] * h;
        h = 0.2f * h + psi[0];
        d[1] += m[1] * h;
        h = 0.2f * h + psi[1];
        d[2] += m[2] * h;
        h = 0.2f * h + psi[2];
        d[3] += m[3] * h;
        h = 0.2f * h + psi[3];
        d[4] += m[4] * h;
        h = 0.2f * h + psi[4];
        d[5] += m[5] * h;
        h = 0.2f * h + psi[5];
    }
}

/* conv8: the learning signal of one output row in all its steps, as rows of the gradient's table. */
TESS_INLINE void conv8_row(const struct tess_run *run, int block, int n, int y, tess_fx16 *row, bool patterns,
                           const tess_ix16 holds[GROUPS][COMPOSITES][STEPS])
{
    for (int x = 0; x < CONV8_WIDTH; x++) {
        tess_fx16 *slot = row + x + 1;
        tess_fx16 d[6];
        conv8_learning(run, block, n, y, x, d);
        if (!patterns) {
            slot[0] = d[0];
            slot[289] = d[1];
            slot[2 * 289] = d[2];
            slot[3 * 289] = d[3];
            slot[4 * 289] = d[4];
            slot[5 * 289] = d[5];
        } else {
            slot[0] = d[0];
            slot[CONV8_PLANE] = d[1];
            slot[2 * CONV8_PLANE] = d[2];
            slot[3 * CONV8_PLANE] = d[3];
            slot[4 * CONV8_PLANE] = d[4];
            slot[5 * CONV8_PLANE] = d[5];
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 sum = {0};
                sum += (tess_fx16)((tess_ix16)d[0] & holds[0][k][0]);
                sum += (tess_fx16)((tess_ix16)d[1] & holds[0][k][1]);
                sum += (tess_fx16)((tess_ix16)d[2] & holds[0][k][2]);
                sum += (tess_fx16)((tess_ix16)d[3] & holds[0][k][3]);
                sum += (tess_fx16)((tess_ix16)d[4] & holds[0][k][4]);
                sum += (tess_fx16)((tess_ix16)d[5] & holds[0][k][5]);
                slot[(STEPS + k) * CONV8_PLANE] = sum;
            }
            for (int k = 0; k < COMPOSITES; k++) {
                tess_fx16 *one = slot + (STEPS + k) * CONV8_PLANE;
                tess_fx16 *two = one + COMPOSITES * CONV8_PLANE, *three = two + COMPOSITES * CONV8_PLANE;
                two[-1] = one[-1] + one[0];
                if (x > 0) {
                    three[-2] = two[-2] + one[0];
                }
                if (x == CONV8_WIDTH - 1) { /* nothing follows */
                    two[0] = three[0] = one[0];
                    three[-1] = two[-1];
                }
            }
        }
    }
}

/* conv8: whether the gradient goes along learning signals or along spikes, by the number of signals in a
 * batch's first image, that of spikes in its first lists, and what one takes. */
static void conv8_choose(const struct tess_run *run, int item, void *scratch)
{
    (void)item;
    (void)scratch;
    if (run->first + run->from > 0) {
        return;
    }
    uint32_t *by_signals = TESS_ARENA(uint32_t, CONV8_BY_SIGNALS);
    *by_signals = 0;
    if (!TESS_ARENA(struct tess_atoms, CONV8_ATOMS)->patterns) { /* few spikes */
        return;
    }
    const int n = run->from;
    const uint64_t images = (uint64_t)(run->to - n < CONV8_TILE_IMAGES ? run->to - n : CONV8_TILE_IMAGES);
    uint64_t signals = 0, entries = 0;
    for (int block = 0; block < CONV8_BLOCKS; block++) {
        for (int y = 0; y < CONV8_HEIGHT; y++) {
            for (int x = 0; x < CONV8_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv8_learning(run, block, n, y, x, d);
                signals += (uint64_t)tess_count_signals((const float *)d, STEPS, CONV8_LANES);
            }
        }
    }
    for (int k = 0; k < 1024; k++) { /* of `images` images */
        entries += TESS_PART(uint32_t, CONV8_LENGTHS)[k];
    }
    const uint64_t along_signals = signals * 716 + 107136;
    *by_signals = images * along_signals < entries * 279 + images * 23040;
}

/* conv8: the gradient of one block of output channels along those learning signals that are not zero.
 * Cost an image: 226,492,416 additions if every input fires. */
static void conv8_by_signals(const struct tess_run *run, int block, void *scratch, tess_fx16 *sum)
{
    tess_sparse_begin(&conv8_sparse, (char *)scratch);
    for (int n = run->from; n < run->to; n++) {
        for (int y = 0; y < CONV8_HEIGHT; y++) {
            for (int x = 0; x < CONV8_WIDTH; x++) {
                tess_fx16 d[STEPS];
                conv8_learning(run, block, n, y, x, d);
                tess_sparse_append(&conv8_sparse, (char *)scratch, n - run->from, y, x, (const float *)d, STEPS);
            }
        }
    }
    tess_sparse_add(&conv8_sparse, (char *)scratch, run->to - run->from, TESS_PART(uint8_t, CONV8_PLANES),
                    (float *)sum);
}

/* conv8: what a channel of image n that always fires adds to the gradient over some rows of the map. It
 * stands in the table, behind the slots, as if it were one more position of the tile's image `own`. */
static inline void conv8_always_rows(const struct tess_run *run, int n, int own, int rows, tess_fx16 *table)
{
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV8_ATOMS);
    tess_fx16 *always = table + CONV8_ALWAYS_FIRST + own * CONV8_ALWAYS_ROWS;
    if (TESS_ARENA(uint32_t, CONV8_INVERSIONS)[n] == 0) {
        return;
    }
    memset(always, 0, sizeof *always * CONV8_ALWAYS_ROWS);
    const int full = 63;
    for (int j = 0; j < atoms[0].covers[full]; j++) {
        const int atom = atoms[0].cover[full][j], reach = atom < STEPS ? 1 : 3;
        const tess_fx16 *d = table + atom * CONV8_PLANE + own * CONV8_TABLE_POSITIONS;
        for (int y = 0; y < rows + CONV8_KERNEL_HEIGHT - 1; y++, d += CONV8_TABLE_PITCH) {
            for (int back = 0; back < CONV8_KERNEL_WIDTH; back++) {
                tess_fx16 of_row = {0};
                for (int x = 0; x < CONV8_IN_WIDTH; x += reach) { /* runs, and what is left */
                    const int longer = CONV8_IN_WIDTH - x < reach ? CONV8_IN_WIDTH - x - 1 : reach - 1;
                    of_row += d[longer * COMPOSITES * CONV8_PLANE + x + back];
                }
                for (int k = 0; k < CONV8_KERNEL_HEIGHT; k++) { /* the rows of the kernel that see it so */
                    if (y >= k && y - k < rows) {
                        always[k * CONV8_TABLE_PITCH + back] += of_row;
                    }
                }
            }
        }
    }
}

/* conv8: dW[o][c][tap] += table rows at every spike of channel c, one tap off per kernel position. */
TESS_INLINE void conv8_accumulate(const struct tess_run *run, int tile, const tess_fx16 *table, tess_fx16 *sum,
                                  bool patterns)
{
    const int capacity = patterns ? CONV8_LIST_CAPACITY : 768;
    const int kinds = patterns ? 2 : 1;
    const uint32_t *length = TESS_PART(uint32_t, CONV8_LENGTHS) + tile * CONV8_LENGTHS_OF_TILE;
    const uint32_t *list = TESS_PART(uint32_t, CONV8_ROWS) + (size_t)tile * CONV8_LIST_CHANNELS * capacity;
    for (int c = 0; c < CONV8_LIST_CHANNELS; c++, sum += CONV8_TAPS) {
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

/* conv8: the gradient of one block of output channels over the chunk.
 * Cost an image: 226,492,416 additions if every input fires. */
static void conv8_gradient(const struct tess_run *run, int block, void *scratch)
{
    tess_fx16 *table = scratch; /* [slot][image][row][column]: learning signals, zero beyond the map */
    tess_fx16 *sum = TESS_ARENA(tess_fx16, CONV8_WEIGHT_GRADIENT) + (size_t)block * CONV8_FAN_IN;
    if (run->first + run->from == 0) {
        memset(sum, 0, sizeof *sum * CONV8_FAN_IN);
    }
    if (*TESS_ARENA(uint32_t, CONV8_BY_SIGNALS)) {
        conv8_by_signals(run, block, scratch, sum);
        return;
    }
    const struct tess_atoms *atoms = TESS_ARENA(struct tess_atoms, CONV8_ATOMS);
    if (!atoms->patterns) { /* few spikes: the learning signals of single steps will do */
        for (int s = 0; s < CONV8_STEP_SLOTS; s++) { /* zeros beyond the map */
            tess_fx16 *row = table + s * CONV8_STEP_PLANE;
            TESS_ROLLED
            for (int y = 0; y < 48; y++, row += CONV8_STEP_TABLE_PITCH) {
                if (y % CONV8_STEP_TABLE_ROWS < 1 || y % CONV8_STEP_TABLE_ROWS >= 1 + CONV8_HEIGHT) {
                    memset(row, 0, sizeof *row * CONV8_STEP_TABLE_PITCH);
                }
                row[0] = row[1 + CONV8_WIDTH] = (tess_fx16){0};
            }
        }
        for (int first = run->from; first < run->to; first += CONV8_STEP_TILE_IMAGES) {
            for (int n = first; n < first + CONV8_STEP_TILE_IMAGES && n < run->to; n++) {
                for (int y = 0; y < CONV8_HEIGHT; y++) {
                    tess_fx16 *row = table + ((n - first) * CONV8_STEP_TABLE_ROWS + y + 1) * CONV8_STEP_TABLE_PITCH;
                    conv8_row(run, block, n, y, row, false, NULL);
                }
            }
            conv8_accumulate(run, first / CONV8_STEP_TILE_IMAGES, table, sum, false);
        }
        return;
    }
    tess_ix16 holds[GROUPS][COMPOSITES][STEPS]; /* all ones where the composite has the step */
    for (int k = 0; k < COMPOSITES; k++) {
        for (int t = 0; t < STEPS; t++) {
            holds[0][k][t] = (tess_ix16){0} - (atoms[0].mask[STEPS + k] >> t & 1);
        }
    }
    for (int s = 0; s < CONV8_SLOTS; s++) { /* zeros beyond the map */
        tess_fx16 *row = table + s * CONV8_PLANE;
        TESS_ROLLED
        for (int y = 0; y < 48; y++, row += CONV8_TABLE_PITCH) {
            if (y % CONV8_TABLE_ROWS < 1 || y % CONV8_TABLE_ROWS >= 1 + CONV8_HEIGHT) {
                memset(row, 0, sizeof *row * CONV8_TABLE_PITCH);
            }
            row[0] = row[1 + CONV8_WIDTH] = (tess_fx16){0};
        }
    }
    for (int first = run->from; first < run->to; first += CONV8_TILE_IMAGES) {
        for (int n = first; n < first + CONV8_TILE_IMAGES && n < run->to; n++) {
            for (int y = 0; y < CONV8_HEIGHT; y++) {
                tess_fx16 *row = table + ((n - first) * CONV8_TABLE_ROWS + y + 1) * CONV8_TABLE_PITCH;
                conv8_row(run, block, n, y, row, true, holds);
            }
            conv8_always_rows(run, n, (n - first), CONV8_IN_HEIGHT, table);
        }
        conv8_accumulate(run, first / CONV8_TILE_IMAGES, table, sum, true);
    }
}

/* conv8: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block, as int32 in units
 * of a power of two an output channel: sums of them are exact in any order.
 * Cost a batch: 2,359,808 weights. */
static void conv8_weights(const struct tess_run *run, int block, void *scratch)
{
    const float *weight = TESS_ARENA(float, CONV8_WEIGHT_VALUE);
    int32_t *rows = TESS_ARENA(int32_t, CONV8_EFFECTIVE) + (size_t)block * CONV8_WEIGHT_ROWS * CONV8_LANES;
    int32_t *of_lane = scratch;
    float *effective = (float *)scratch + CONV8_LANES * 4656;
    for (int lane = 0; lane < CONV8_LANES; lane++) {
        const int o = block * CONV8_LANES + lane;
        tess_standardize(weight + (size_t)o * CONV8_FAN_IN, CONV8_FAN_IN, TESS_ARENA(float, CONV8_GAIN_VALUE)[o],
                         effective);
        const float unit = tess_fixed_point(effective, CONV8_FAN_IN, 1);
        TESS_ARENA(float, CONV8_SCALE)[o] = 1.0f / unit;
        tess_round_all(effective, CONV8_FAN_IN, unit, of_lane + lane * 4656);
    }
    for (int channel = 0; channel < CONV8_IN_CHANNELS; channel++) {
        for (int tap = 0; tap < 9; tap++) {
            const int k = channel * 9 + tap;
            int32_t *row = rows + (tap * 513 + channel) * CONV8_LANES;
            for (int lane = 0; lane < CONV8_LANES; lane++) {
                row[lane] = of_lane[lane * 4656 + k];
            }
        }
    }
}

/* conv8: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's
 * step.
 * Cost a batch: 2,359,808 weights. */
static void conv8_update(const struct tess_run *run, int block, void *scratch)
{
    const float *gathered = TESS_ARENA(float, CONV8_WEIGHT_GRADIENT) + (size_t)block * CONV8_LANES * CONV8_FAN_IN;
    float *of_lane = scratch;
    for (int k = 0; k < CONV8_FAN_IN; k++) {
        for (int lane = 0; lane < CONV8_LANES; lane++) {
            of_lane[lane * 4656 + k] = gathered[k * CONV8_LANES + lane];
        }
    }
    for (int lane = 0; lane < CONV8_LANES && block * CONV8_LANES + lane < CONV8_CHANNELS; lane++) {
        const int o = block * CONV8_LANES + lane;
        float *gradient = TESS_ARENA(float, CONV8_WEIGHT_GRADIENT) + (size_t)o * CONV8_FAN_IN;
        memcpy(gradient, of_lane + lane * 4656, sizeof *gradient * CONV8_FAN_IN);
        TESS_ARENA(float,
                   CONV8_GAIN_GRADIENT)[o] = tess_standardize_backward(TESS_ARENA(float, CONV8_WEIGHT_VALUE) +
                                                                       (size_t)o * CONV8_FAN_IN, CONV8_FAN_IN,
                                                                       TESS_ARENA(float, CONV8_GAIN_VALUE)[o],
                                                                       gradient);
        tess_adam(run, CONV8_FAN_IN, TESS_ARENA(float, CONV8_WEIGHT_VALUE) + (size_t)o * CONV8_FAN_IN,
                  TESS_ARENA(float, CONV8_WEIGHT_GRADIENT) + (size_t)o * CONV8_FAN_IN,
                  TESS_ARENA(float, CONV8_WEIGHT_MOMENT1) + (size_t)o * CONV8_FAN_IN,
                  TESS_ARENA(float, CONV8_WEIGHT_MOMENT2) + (size_t)o * CONV8_FAN_IN);
        tess_adam(run, 1, TESS_ARENA(float, CONV8_GAIN_VALUE) + o, TESS_ARENA(float, CONV8_GAIN_GRADIENT) + o,
                  TESS_ARENA(float, CONV8_GAIN_MOMENT1) + o, TESS_ARENA(float, CONV8_GAIN_MOMENT2) + o);
    }
    conv8_weights(run, block, scratch); /* while the block is in a cache */
}

/* conv8: the fixed matrix B, 10 rows over 512 latents, and what a unit of signal is worth behind each (the
 * logits' factor / window, nothing for a dead latent). */
static void conv8_basis(const struct tess_run *run, int item, void *scratch)
{
    static const uint64_t alive[8] = {
        0xf7dfffffffffffbe, 0xfffffbefffffffff, 0xffffffdf7df7ffff, 0xdfffffffffefbffb, 0xbffbeffffffffff7,
        0xffffdf7df7ffffff, 0xffffffffefbffbff, 0xfbeffffffffff7df,
    };
    static const float gate[1] = {
        0.013810679f,
    };
    (void)item;
    (void)scratch;
    tess_unpack_basis(conv5_positive, alive, 32, true, CLASSES, 512, 1, 512, gate, TESS_ARENA(float, CONV8_SIGNS),
                      TESS_ARENA(float, CONV8_GATES));
}

/* ---- readout ---- */

/* readout: logits of every step and their sum; in training also each step's error (softmax - onehot) /
 * batch.
 * Cost an image: 30,720 multiply-accumulates. */
static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)
{
    const tess_fx16 *weight = TESS_ARENA(tess_fx16, READOUT_EFFECTIVE);
    tess_fx16 *logits = TESS_ARENA(tess_fx16, READOUT_LOGITS) + (size_t)n * STEPS;
    const float *bias = TESS_ARENA(float, READOUT_BIAS_VALUE);
    tess_fx16 total[STEPS] = {{0}};
    (void)scratch;
    for (int k = 0; k < 512; k++) {
        const uint16_t *feature = TESS_ARENA(uint16_t, CONV8_OUTPUT) + (size_t)n * STEPS * 512 + k;
        {
            for (int t = 0; t < STEPS; t++) {
                const float value = (float)feature[(size_t)t * 512] * 0.0625f;
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
 * Cost an image: 30,720 multiply-accumulates. */
static void readout_gradient(const struct tess_run *run, int item, void *scratch)
{
    const tess_fx16 *errors = TESS_ARENA(tess_fx16, READOUT_ERROR);
    const int first = item * 512 / 8, last = (item + 1) * 512 / 8;
    tess_fx16 *sum = TESS_ARENA(tess_fx16, READOUT_SUM);
    if (run->first == 0) {
        memset(sum + first, 0, sizeof *sum * (size_t)(last - first));
    }
    for (int n = 0; n < run->count; n++) {
        (void)scratch;
        for (int k = first; k < last; k++) {
            const uint16_t *feature = TESS_ARENA(uint16_t, CONV8_OUTPUT) + (size_t)n * STEPS * 512 + k;
            {
                for (int t = 0; t < STEPS; t++) {
                    const float value = (float)feature[(size_t)t * 512] * 0.0625f;
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
 * Cost a batch: 5,130 weights. */
static void readout_update(const struct tess_run *run, int item, void *scratch)
{
    const float *sum = TESS_ARENA(float, READOUT_SUM);
    float *gradient = TESS_ARENA(float, READOUT_WEIGHT_GRADIENT);
    (void)item;
    (void)scratch;
    for (int c = 0; c < CLASSES; c++) {
        for (int k = 0; k < 512; k++) {
            gradient[c * 512 + k] = sum[k * 16 + c];
        }
    }
    tess_adam(run, 5120, TESS_ARENA(float, READOUT_WEIGHT_VALUE), TESS_ARENA(float, READOUT_WEIGHT_GRADIENT),
              TESS_ARENA(float, READOUT_WEIGHT_MOMENT1), TESS_ARENA(float, READOUT_WEIGHT_MOMENT2));
    tess_adam(run, CLASSES, TESS_ARENA(float, READOUT_BIAS_VALUE), TESS_ARENA(float, READOUT_BIAS_GRADIENT),
              TESS_ARENA(float, READOUT_BIAS_MOMENT1), TESS_ARENA(float, READOUT_BIAS_MOMENT2));
}

/* readout: its weights, features first.
 * Cost a batch: 5,130 weights. */
static void readout_weights(const struct tess_run *run, int item, void *scratch)
{
    const float *weight = TESS_ARENA(float, READOUT_WEIGHT_VALUE);
    float *rows = TESS_ARENA(float, READOUT_EFFECTIVE);
    (void)item;
    (void)scratch;
    for (int k = 0; k < 512; k++) {
        for (int c = 0; c < CLASSES; c++) {
            rows[k * 16 + c] = weight[c * 512 + k];
        }
    }
}

/* readout: the weights to start from, with which its logits are those of conv8. */
static void readout_start(const struct tess_model *model, float *weight)
{
    static const int rows_from[1] = {0};
    static const int rows_to[1] = {1};
    static const int columns_from[1] = {0};
    static const int columns_to[1] = {1};
    static const struct tess_latent_grid grid = {
        512, 1, 1, 1, 1, rows_from, rows_to, columns_from, columns_to,
    };
    (void)model;
    tess_classifier_weights(conv5_positive, 32, true, CLASSES, &grid, 0.22097086912079608, weight);
}

TESS_VECTORS_END

static const struct tess_param params[] = {
    {
"conv1.weight", "L0.w", 4, {64, 3, 3, 3},
        CONV1_WEIGHT_VALUE, CONV1_WEIGHT_GRADIENT, CONV1_WEIGHT_MOMENT1, CONV1_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.058925565f, NULL,
    },
    {
"conv1.gain", "L0.gain", 4, {64, 1, 1, 1},
        CONV1_GAIN_VALUE, CONV1_GAIN_GRADIENT, CONV1_GAIN_MOMENT1, CONV1_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv2.weight", "L1.w", 4, {128, 64, 3, 3},
        CONV2_WEIGHT_VALUE, CONV2_WEIGHT_GRADIENT, CONV2_WEIGHT_MOMENT1, CONV2_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.041666668f, NULL,
    },
    {
"conv2.gain", "L1.gain", 4, {128, 1, 1, 1},
        CONV2_GAIN_VALUE, CONV2_GAIN_GRADIENT, CONV2_GAIN_MOMENT1, CONV2_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv3.weight", "L2.w", 4, {256, 128, 3, 3},
        CONV3_WEIGHT_VALUE, CONV3_WEIGHT_GRADIENT, CONV3_WEIGHT_MOMENT1, CONV3_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.029462783f, NULL,
    },
    {
"conv3.gain", "L2.gain", 4, {256, 1, 1, 1},
        CONV3_GAIN_VALUE, CONV3_GAIN_GRADIENT, CONV3_GAIN_MOMENT1, CONV3_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv4.weight", "L3.w", 4, {256, 256, 3, 3},
        CONV4_WEIGHT_VALUE, CONV4_WEIGHT_GRADIENT, CONV4_WEIGHT_MOMENT1, CONV4_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.029462783f, NULL,
    },
    {
"conv4.gain", "L3.gain", 4, {256, 1, 1, 1},
        CONV4_GAIN_VALUE, CONV4_GAIN_GRADIENT, CONV4_GAIN_MOMENT1, CONV4_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv5.weight", "L4.w", 4, {512, 256, 3, 3},
        CONV5_WEIGHT_VALUE, CONV5_WEIGHT_GRADIENT, CONV5_WEIGHT_MOMENT1, CONV5_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.020833334f, NULL,
    },
    {
"conv5.gain", "L4.gain", 4, {512, 1, 1, 1},
        CONV5_GAIN_VALUE, CONV5_GAIN_GRADIENT, CONV5_GAIN_MOMENT1, CONV5_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv6.weight", "L5.w", 4, {512, 512, 3, 3},
        CONV6_WEIGHT_VALUE, CONV6_WEIGHT_GRADIENT, CONV6_WEIGHT_MOMENT1, CONV6_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.020833334f, NULL,
    },
    {
"conv6.gain", "L5.gain", 4, {512, 1, 1, 1},
        CONV6_GAIN_VALUE, CONV6_GAIN_GRADIENT, CONV6_GAIN_MOMENT1, CONV6_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv7.weight", "L6.w", 4, {512, 512, 3, 3},
        CONV7_WEIGHT_VALUE, CONV7_WEIGHT_GRADIENT, CONV7_WEIGHT_MOMENT1, CONV7_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.020833334f, NULL,
    },
    {
"conv7.gain", "L6.gain", 4, {512, 1, 1, 1},
        CONV7_GAIN_VALUE, CONV7_GAIN_GRADIENT, CONV7_GAIN_MOMENT1, CONV7_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"conv8.weight", "L7.w", 4, {512, 512, 3, 3},
        CONV8_WEIGHT_VALUE, CONV8_WEIGHT_GRADIENT, CONV8_WEIGHT_MOMENT1, CONV8_WEIGHT_MOMENT2, TESS_START_NORMAL,
            0.020833334f, NULL,
    },
    {
"conv8.gain", "L7.gain", 4, {512, 1, 1, 1},
        CONV8_GAIN_VALUE, CONV8_GAIN_GRADIENT, CONV8_GAIN_MOMENT1, CONV8_GAIN_MOMENT2, TESS_START_CONSTANT, 1.0f, NULL,
    },
    {
"readout.weight", "out.w", 2, {10, 512},
        READOUT_WEIGHT_VALUE, READOUT_WEIGHT_GRADIENT, READOUT_WEIGHT_MOMENT1, READOUT_WEIGHT_MOMENT2, TESS_START_SIGNS,
            0.0f, readout_start,
    },
    {
"readout.bias", "out.b", 1, {10},
        READOUT_BIAS_VALUE, READOUT_BIAS_GRADIENT, READOUT_BIAS_MOMENT1, READOUT_BIAS_MOMENT2, TESS_START_CONSTANT,
            0.0f, NULL,
    },
};

static const struct tess_layer_info layer_infos[] = {
    {"conv1", "conv 64 3x3 pad 1", 65536, 1769472, 0.6f, 1024, TESS_LOGITS_ROOT, 5.0f},
    {"conv2", "conv 128 3x3 pad 1, maxpool 2x2", 131072, 75497472, 0.6f, 512, TESS_LOGITS_ROOT, 5.0f},
    {"conv3", "conv 256 3x3 pad 1", 65536, 75497472, 0.6f, 1024, TESS_LOGITS_ROOT, 5.0f},
    {"conv4", "conv 256 3x3 pad 1, maxpool 2x2", 65536, 150994944, 0.6f, 1024, TESS_LOGITS_ROOT, 5.0f},
    {"conv5", "conv 512 3x3 pad 1", 32768, 75497472, 0.6f, 2048, TESS_LOGITS_ROOT, 5.0f},
    {"conv6", "conv 512 3x3 pad 1, maxpool 2x2", 32768, 150994944, 0.6f, 2048, TESS_LOGITS_ROOT, 5.0f},
    {"conv7", "conv 512 3x3 pad 1", 8192, 37748736, 0.6f, 2048, TESS_LOGITS_ROOT, 5.0f},
    {"conv8", "conv 512 3x3 pad 1, avgpool all", 8192, 37748736, 0.6f, 512, TESS_LOGITS_ROOT, 5.0f},
    {.name = "readout", .text = "readout", .neurons = 10, .dense_macs = 5120},
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
    {"conv1 weights", 0, conv1_weights, 4, 0, 0, &weights_effect, false},
    {"conv2 basis", 1, conv2_basis, 1, 0, 0, &basis_effect, false},
    {"conv2 weights", 1, conv2_weights, 8, 0, 0, &weights_effect, false},
    {"conv3 basis", 2, conv3_basis, 1, 0, 0, &basis_effect, false},
    {"conv3 weights", 2, conv3_weights, 16, 0, 0, &weights_effect, false},
    {"conv4 basis", 3, conv4_basis, 1, 0, 0, &basis_effect, false},
    {"conv4 weights", 3, conv4_weights, 16, 0, 0, &weights_effect, false},
    {"conv5 basis", 4, conv5_basis, 1, 0, 0, &basis_effect, false},
    {"conv5 weights", 4, conv5_weights, 32, 0, 0, &weights_effect, false},
    {"conv6 basis", 5, conv6_basis, 1, 0, 0, &basis_effect, false},
    {"conv6 weights", 5, conv6_weights, 32, 0, 0, &weights_effect, false},
    {"conv7 basis", 6, conv7_basis, 1, 0, 0, &basis_effect, false},
    {"conv7 weights", 6, conv7_weights, 32, 0, 0, &weights_effect, false},
    {"conv8 basis", 7, conv8_basis, 1, 0, 0, &basis_effect, false},
    {"conv8 weights", 7, conv8_weights, 32, 0, 0, &weights_effect, false},
    {"readout weights", 8, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage train_stages[] = {
    {"conv1 lists", 0, conv1_lists_train, 1, 4, 0, &lists_effect, false},
    {"conv1 forward", 0, conv1_forward_train, 4, 1, 0, &forward_effect, false},
    {"conv1 signal", 0, conv1_signal, 1, 1, 0, &signal_effect, false},
    {"conv1 gradient", 0, conv1_gradient, 4, 0, 0, &gradient_effect, false},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, &invert_effect, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv2 lists", 1, conv2_lists_train, 4, 1, 2, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_train, 4, 1, 2, &forward_effect, false},
    {"conv2 signal", 1, conv2_signal, 1, 1, 2, &signal_effect, false},
    {"conv2 choose", 1, conv2_choose, 1, 0, 2, &choose_effect, false},
    {"conv2 gradient", 1, conv2_gradient, 8, 0, 2, &gradient_effect, false},
    {"conv3 invert", 2, conv3_invert, 1, 1, 0, &invert_effect, false},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_train, 1, 1, 4, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_train, 8, 4, 4, &forward_effect, false},
    {"conv3 signal", 2, conv3_signal, 1, 1, 4, &signal_effect, false},
    {"conv3 choose", 2, conv3_choose, 1, 0, 4, &choose_effect, false},
    {"conv3 gradient", 2, conv3_gradient, 16, 0, 4, &gradient_effect, false},
    {"conv4 invert", 3, conv4_invert, 1, 1, 0, &invert_effect, false},
    {"conv4 atoms", 3, conv4_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv4 lists", 3, conv4_lists_train, 1, 1, 4, &lists_effect, false},
    {"conv4 forward", 3, conv4_forward_train, 8, 4, 4, &forward_effect, false},
    {"conv4 signal", 3, conv4_signal, 1, 1, 4, &signal_effect, false},
    {"conv4 choose", 3, conv4_choose, 1, 0, 4, &choose_effect, false},
    {"conv4 gradient", 3, conv4_gradient, 16, 0, 4, &gradient_effect, false},
    {"conv5 invert", 4, conv5_invert, 1, 1, 0, &invert_effect, false},
    {"conv5 atoms", 4, conv5_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv5 lists", 4, conv5_lists_train, 1, 4, 8, &lists_effect, false},
    {"conv5 forward", 4, conv5_forward_train, 16, 8, 8, &forward_effect, false},
    {"conv5 signal", 4, conv5_signal, 1, 1, 8, &signal_effect, false},
    {"conv5 choose", 4, conv5_choose, 1, 0, 8, &choose_effect, false},
    {"conv5 gradient", 4, conv5_gradient, 32, 0, 8, &gradient_effect, false},
    {"conv6 invert", 5, conv6_invert, 1, 1, 0, &invert_effect, false},
    {"conv6 atoms", 5, conv6_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv6 lists", 5, conv6_lists_train, 1, 4, 8, &lists_effect, false},
    {"conv6 forward", 5, conv6_forward_train, 32, 8, 8, &forward_effect, false},
    {"conv6 signal", 5, conv6_signal, 1, 1, 8, &signal_effect, false},
    {"conv6 choose", 5, conv6_choose, 1, 0, 8, &choose_effect, false},
    {"conv6 gradient", 5, conv6_gradient, 32, 0, 8, &gradient_effect, false},
    {"conv7 invert", 6, conv7_invert, 1, 1, 0, &invert_effect, false},
    {"conv7 atoms", 6, conv7_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv7 lists", 6, conv7_lists_train, 1, 8, 0, &lists_effect, false},
    {"conv7 forward", 6, conv7_forward_train, 32, 16, 0, &forward_effect, false},
    {"conv7 signal", 6, conv7_signal, 1, 1, 0, &signal_effect, false},
    {"conv7 choose", 6, conv7_choose, 1, 0, 0, &choose_effect, false},
    {"conv7 gradient", 6, conv7_gradient, 32, 0, 0, &gradient_effect, false},
    {"conv8 invert", 7, conv8_invert, 1, 1, 0, &invert_effect, false},
    {"conv8 atoms", 7, conv8_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv8 lists", 7, conv8_lists_train, 1, 8, 0, &lists_effect, false},
    {"conv8 forward", 7, conv8_forward_train, 32, 16, 0, &forward_effect, false},
    {"conv8 signal", 7, conv8_signal, 1, 1, 0, &signal_effect, false},
    {"conv8 choose", 7, conv8_choose, 1, 0, 0, &choose_effect, false},
    {"conv8 gradient", 7, conv8_gradient, 32, 0, 0, &gradient_effect, false},
    {"readout logits", 8, readout_logits_train, 1, 1, 0, &logits_effect, false},
    {"readout gradient", 8, readout_gradient, 8, 0, 0, &readout_gradient_effect, false},
};

static const struct tess_stage update_stages[] = {
    {"conv1 update", 0, conv1_update, 4, 0, 0, &update_effect, false},
    {"conv2 update", 1, conv2_update, 8, 0, 0, &update_effect, false},
    {"conv3 update", 2, conv3_update, 16, 0, 0, &update_effect, false},
    {"conv4 update", 3, conv4_update, 16, 0, 0, &update_effect, false},
    {"conv5 update", 4, conv5_update, 32, 0, 0, &update_effect, false},
    {"conv6 update", 5, conv6_update, 32, 0, 0, &update_effect, false},
    {"conv7 update", 6, conv7_update, 32, 0, 0, &update_effect, false},
    {"conv8 update", 7, conv8_update, 32, 0, 0, &update_effect, false},
    {"readout update", 8, readout_update, 1, 0, 0, &readout_update_effect, false},
    {"readout weights", 8, readout_weights, 1, 0, 0, &readout_weights_effect, false},
};

static const struct tess_stage evaluate_stages[] = {
    {"conv1 forward", 0, conv1_forward_evaluate, 4, 1, 0, &forward_effect, false},
    {"conv1 pool", 0, conv1_pool, 1, 1, 0, &pool_effect, false},
    {"conv1 exit", 0, conv1_exit, 1, 1, 0, &exit_effect, true},
    {"conv2 invert", 1, conv2_invert, 1, 1, 0, &invert_effect, false},
    {"conv2 atoms", 1, conv2_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv2 lists", 1, conv2_lists_evaluate, 4, 1, 2, &lists_effect, false},
    {"conv2 forward", 1, conv2_forward_evaluate, 4, 1, 2, &forward_effect, false},
    {"conv2 pool", 1, conv2_pool, 1, 1, 0, &pool_effect, false},
    {"conv2 exit", 1, conv2_exit, 1, 1, 0, &exit_effect, true},
    {"conv3 invert", 2, conv3_invert, 1, 1, 0, &invert_effect, false},
    {"conv3 atoms", 2, conv3_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv3 lists", 2, conv3_lists_evaluate, 1, 1, 4, &lists_effect, false},
    {"conv3 forward", 2, conv3_forward_evaluate, 8, 4, 4, &forward_effect, false},
    {"conv3 pool", 2, conv3_pool, 1, 1, 0, &pool_effect, false},
    {"conv3 exit", 2, conv3_exit, 1, 1, 0, &exit_effect, true},
    {"conv4 invert", 3, conv4_invert, 1, 1, 0, &invert_effect, false},
    {"conv4 atoms", 3, conv4_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv4 lists", 3, conv4_lists_evaluate, 1, 1, 4, &lists_effect, false},
    {"conv4 forward", 3, conv4_forward_evaluate, 8, 4, 4, &forward_effect, false},
    {"conv4 pool", 3, conv4_pool, 1, 1, 0, &pool_effect, false},
    {"conv4 exit", 3, conv4_exit, 1, 1, 0, &exit_effect, true},
    {"conv5 invert", 4, conv5_invert, 1, 1, 0, &invert_effect, false},
    {"conv5 atoms", 4, conv5_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv5 lists", 4, conv5_lists_evaluate, 1, 4, 8, &lists_effect, false},
    {"conv5 forward", 4, conv5_forward_evaluate, 16, 8, 8, &forward_effect, false},
    {"conv5 pool", 4, conv5_pool, 1, 1, 0, &pool_effect, false},
    {"conv5 exit", 4, conv5_exit, 1, 1, 0, &exit_effect, true},
    {"conv6 invert", 5, conv6_invert, 1, 1, 0, &invert_effect, false},
    {"conv6 atoms", 5, conv6_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv6 lists", 5, conv6_lists_evaluate, 1, 4, 8, &lists_effect, false},
    {"conv6 forward", 5, conv6_forward_evaluate, 32, 8, 8, &forward_effect, false},
    {"conv6 pool", 5, conv6_pool, 1, 1, 0, &pool_effect, false},
    {"conv6 exit", 5, conv6_exit, 1, 1, 0, &exit_effect, true},
    {"conv7 invert", 6, conv7_invert, 1, 1, 0, &invert_effect, false},
    {"conv7 atoms", 6, conv7_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv7 lists", 6, conv7_lists_evaluate, 1, 8, 0, &lists_effect, false},
    {"conv7 forward", 6, conv7_forward_evaluate, 32, 16, 0, &forward_effect, false},
    {"conv7 pool", 6, conv7_pool, 1, 1, 0, &pool_effect, false},
    {"conv7 exit", 6, conv7_exit, 1, 1, 0, &exit_effect, true},
    {"conv8 invert", 7, conv8_invert, 1, 1, 0, &invert_effect, false},
    {"conv8 atoms", 7, conv8_atoms, 1, 0, 0, &atoms_effect, false},
    {"conv8 lists", 7, conv8_lists_evaluate, 1, 8, 0, &lists_effect, false},
    {"conv8 forward", 7, conv8_forward_evaluate, 32, 16, 0, &forward_effect, false},
    {"conv8 pool", 7, conv8_pool, 1, 1, 0, &pool_effect, false},
    {"conv8 exit", 7, conv8_exit, 1, 1, 0, &exit_effect, true},
    {"readout logits", 8, readout_logits_evaluate, 1, 1, 0, &logits_effect, false},
};

/* Where a probe finds each tensor. */
static const struct tess_view views[] = {
    {
        .name = "L0.u", .stage = 3, .store = TESS_STORE_F32, .offset = 50331648,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1572864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.s", .stage = 1, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 1048576},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 65536},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.p", .stage = 2, .store = TESS_STORE_STEP_BITS, .offset = CONV1_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 1048576},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 65536},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_logits", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.lsg_loss", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.basis", .stage = 2, .store = TESS_STORE_F32, .offset = CONV1_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 64},
        },
        .factor = 0.15625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.psi", .stage = 3, .store = TESS_STORE_F32, .offset = 0,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1572864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.m", .stage = 3, .store = TESS_STORE_F32, .offset = 25165824,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 1572864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L0.weff", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 192},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 64},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.gradeff.L0.w", .stage = 3, .store = TESS_STORE_F32, .offset = CONV1_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 64, .stride = 432, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.u", .stage = 7, .store = TESS_STORE_F32, .offset = CONV2_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 2, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 196608, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.s", .stage = 7, .store = TESS_STORE_STEP_BITS, .offset = CONV2_SPIKES,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 2097152},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 131072},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 128},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.p", .stage = 8, .store = TESS_STORE_STEP_BITS, .offset = CONV2_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 524288},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 32768},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 128},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_logits", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.lsg_loss", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.basis", .stage = 8, .store = TESS_STORE_F32, .offset = CONV2_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 128},
        },
        .factor = 0.22097087f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.psi", .stage = 10, .store = TESS_STORE_F32, .offset = 75497472,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 1572864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.m", .stage = 10, .store = TESS_STORE_F32, .offset = 125829120,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 98304},
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 1572864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 32, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L1.weff", .stage = 10, .store = TESS_STORE_I32, .offset = CONV2_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 128, .stride = 9360, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 64, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 3120},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 1040},
        },
        .factor = 1.0f, .scale = CONV2_SCALE,
    },
    {
        .name = "b0.gradeff.L1.w", .stage = 10, .store = TESS_STORE_F32, .offset = CONV2_WEIGHT_GRADIENT,
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
        .name = "L2.u", .stage = 14, .store = TESS_STORE_F32, .offset = CONV3_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 4, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.s", .stage = 14, .store = TESS_STORE_STEP_BITS, .offset = CONV3_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 1048576},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 65536},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 256},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.p", .stage = 15, .store = TESS_STORE_STEP_BITS, .offset = CONV3_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 1048576},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 65536},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 256},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_logits", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.lsg_loss", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.basis", .stage = 15, .store = TESS_STORE_F32, .offset = CONV3_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 256},
        },
        .factor = 0.15625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.psi", .stage = 17, .store = TESS_STORE_F32, .offset = 176160768,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 393216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.m", .stage = 17, .store = TESS_STORE_F32, .offset = 201326592,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 393216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L2.weff", .stage = 17, .store = TESS_STORE_I32, .offset = CONV3_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 18576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 6192},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 2064},
        },
        .factor = 1.0f, .scale = CONV3_SCALE,
    },
    {
        .name = "b0.gradeff.L2.w", .stage = 17, .store = TESS_STORE_F32, .offset = CONV3_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 18432, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 128, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.u", .stage = 21, .store = TESS_STORE_F32, .offset = CONV4_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 4, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.s", .stage = 21, .store = TESS_STORE_STEP_BITS, .offset = CONV4_SPIKES,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 1048576},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 65536},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 256},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.p", .stage = 22, .store = TESS_STORE_STEP_BITS, .offset = CONV4_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 262144},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 16384},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 256},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.lsg_logits", .stage = 22, .store = TESS_STORE_F32, .offset = CONV4_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.lsg_loss", .stage = 22, .store = TESS_STORE_F32, .offset = CONV4_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.basis", .stage = 22, .store = TESS_STORE_F32, .offset = CONV4_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1024},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 256},
        },
        .factor = 0.15625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.psi", .stage = 24, .store = TESS_STORE_F32, .offset = 226492416,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 393216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.m", .stage = 24, .store = TESS_STORE_F32, .offset = 251658240,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 24576},
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 393216, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_PLAIN, .extent = 16, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L3.weff", .stage = 24, .store = TESS_STORE_I32, .offset = CONV4_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 37008, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12336},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4112},
        },
        .factor = 1.0f, .scale = CONV4_SCALE,
    },
    {
        .name = "b0.gradeff.L3.w", .stage = 24, .store = TESS_STORE_F32, .offset = CONV4_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 256, .stride = 36864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.u", .stage = 28, .store = TESS_STORE_F32, .offset = CONV5_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 49152, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.s", .stage = 28, .store = TESS_STORE_STEP_BITS, .offset = CONV5_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 524288},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 32768},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.p", .stage = 29, .store = TESS_STORE_STEP_BITS, .offset = CONV5_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 524288},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 32768},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.lsg_logits", .stage = 29, .store = TESS_STORE_F32, .offset = CONV5_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.lsg_loss", .stage = 29, .store = TESS_STORE_F32, .offset = CONV5_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.basis", .stage = 29, .store = TESS_STORE_F32, .offset = CONV5_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 0.110485435f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.psi", .stage = 31, .store = TESS_STORE_F32, .offset = 276824064,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.m", .stage = 31, .store = TESS_STORE_F32, .offset = 289406976,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L4.weff", .stage = 31, .store = TESS_STORE_I32, .offset = CONV5_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 37008, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 12336},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 4112},
        },
        .factor = 1.0f, .scale = CONV5_SCALE,
    },
    {
        .name = "b0.gradeff.L4.w", .stage = 31, .store = TESS_STORE_F32, .offset = CONV5_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 36864, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 256, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.u", .stage = 35, .store = TESS_STORE_F32, .offset = CONV6_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 8, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 49152, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.s", .stage = 35, .store = TESS_STORE_STEP_BITS, .offset = CONV6_SPIKES,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 524288},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 32768},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 4096},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.p", .stage = 36, .store = TESS_STORE_STEP_BITS, .offset = CONV6_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 131072},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.lsg_logits", .stage = 36, .store = TESS_STORE_F32, .offset = CONV6_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.lsg_loss", .stage = 36, .store = TESS_STORE_F32, .offset = CONV6_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.basis", .stage = 36, .store = TESS_STORE_F32, .offset = CONV6_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 0.110485435f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.psi", .stage = 38, .store = TESS_STORE_F32, .offset = 301989888,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.m", .stage = 38, .store = TESS_STORE_F32, .offset = 314572800,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6144},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 98304, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 768},
            {.axis = TESS_AXIS_PLAIN, .extent = 8, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L5.weff", .stage = 38, .store = TESS_STORE_I32, .offset = CONV6_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73872, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 24624},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 8208},
        },
        .factor = 1.0f, .scale = CONV6_SCALE,
    },
    {
        .name = "b0.gradeff.L5.w", .stage = 38, .store = TESS_STORE_F32, .offset = CONV6_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73728, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.u", .stage = 42, .store = TESS_STORE_F32, .offset = CONV7_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.s", .stage = 42, .store = TESS_STORE_STEP_BITS, .offset = CONV7_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 131072},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.p", .stage = 43, .store = TESS_STORE_STEP_BITS, .offset = CONV7_OUTPUT,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 131072},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.lsg_logits", .stage = 43, .store = TESS_STORE_F32, .offset = CONV7_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.lsg_loss", .stage = 43, .store = TESS_STORE_F32, .offset = CONV7_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.basis", .stage = 43, .store = TESS_STORE_F32, .offset = CONV7_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 0.110485435f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.psi", .stage = 45, .store = TESS_STORE_F32, .offset = 327155712,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.m", .stage = 45, .store = TESS_STORE_F32, .offset = 330301440,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L6.weff", .stage = 45, .store = TESS_STORE_I32, .offset = CONV7_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73872, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 24624},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 8208},
        },
        .factor = 1.0f, .scale = CONV7_SCALE,
    },
    {
        .name = "b0.gradeff.L6.w", .stage = 45, .store = TESS_STORE_F32, .offset = CONV7_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73728, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.u", .stage = 49, .store = TESS_STORE_F32, .offset = CONV8_MEMBRANE,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.s", .stage = 49, .store = TESS_STORE_STEP_BITS, .offset = CONV8_SPIKES,
        .bits = 6,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 131072},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 8192},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 2048},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 512},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.p", .stage = 50, .store = TESS_STORE_U16, .offset = CONV8_OUTPUT,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_TIME, .extent = 6, .stride = 512},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 3072},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 512},
        },
        .factor = 0.0625f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.lsg_logits", .stage = 50, .store = TESS_STORE_F32, .offset = CONV8_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 10},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 60},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.lsg_loss", .stage = 50, .store = TESS_STORE_F32, .offset = CONV8_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.basis", .stage = 50, .store = TESS_STORE_F32, .offset = CONV8_SIGNS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 512},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 1},
            {.axis = TESS_AXIS_PLAIN, .extent = 1, .stride = 512},
        },
        .factor = 0.22097087f, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.psi", .stage = 52, .store = TESS_STORE_F32, .offset = 333447168,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.m", .stage = 52, .store = TESS_STORE_F32, .offset = 336592896,
        .in_taps = true,
        .rank = 5,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 1536},
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 24576, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 384},
            {.axis = TESS_AXIS_PLAIN, .extent = 4, .stride = 96},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "L7.weff", .stage = 52, .store = TESS_STORE_I32, .offset = CONV8_EFFECTIVE,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73872, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 24624},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 8208},
        },
        .factor = 1.0f, .scale = CONV8_SCALE,
    },
    {
        .name = "b0.gradeff.L7.w", .stage = 52, .store = TESS_STORE_F32, .offset = CONV8_WEIGHT_GRADIENT,
        .rank = 4,
        .dimension = {
            {.axis = TESS_AXIS_CHANNEL, .extent = 512, .stride = 73728, .lanes = 16},
            {.axis = TESS_AXIS_PLAIN, .extent = 512, .stride = 144},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 48},
            {.axis = TESS_AXIS_PLAIN, .extent = 3, .stride = 16},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "out.logits", .stage = 53, .store = TESS_STORE_F32, .offset = READOUT_LOGITS,
        .rank = 3,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 16},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 96},
            {.axis = TESS_AXIS_PLAIN, .extent = 10, .stride = 1},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
    {
        .name = "b0.loss_steps", .stage = 53, .store = TESS_STORE_F32, .offset = READOUT_LOSSES,
        .mean_images = true,
        .rank = 2,
        .dimension = {
            {.axis = TESS_AXIS_PLAIN, .extent = 6, .stride = 1},
            {.axis = TESS_AXIS_IMAGE, .extent = 16, .stride = 6},
        },
        .factor = 1, .scale = TESS_NO_OFFSET,
    },
};

static const char source[] =
    "tess 1\n"
    "\n"
    "model vgg_cifar10\n"
    "\n"
    "input 3x32x32 {\n"
    "    dataset cifar10\n"
    "    classes 10\n"
    "    present 6 steps\n"
    "    augment crop pad 4, flip p 0.5, cutout p 0.5\n"
    "    normalize mean 0.4914 0.4822 0.4465  std 0.2023 0.1994 0.201\n"
    "    shuffle frames off\n"
    "}\n"
    "\n"
    "neuron lif { leak 0.5; threshold 0.6; reset subtract 0.6 }\n"
    "weights { standardize; gain on; bias off }\n"
    "\n"
    "network {\n"
    "    conv 64 3x3 pad 1  signal grid 4x4\n"
    "    conv 128 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    conv 256 3x3 pad 1  signal grid 2x2\n"
    "    conv 256 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    conv 512 3x3 pad 1  signal grid 2x2\n"
    "    conv 512 3x3 pad 1, maxpool 2x2  signal grid 2x2\n"
    "    conv 512 3x3 pad 1  signal grid 2x2\n"
    "    conv 512 3x3 pad 1, avgpool all  signal grid 1x1\n"
    "    readout  start signs  bias zero\n"
    "}\n"
    "\n"
    "learn tess {\n"
    "    alpha pre 1 post 1\n"
    "    lambda pre 0.5 post 0.2\n"
    "    psi triangle height 0.3 width 1\n"
    "    signal local {\n"
    "        basis frequencies 50 101.33333 152.66666 204 255.33333 306.6667 358 409.33334 460.66666 512\n"
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
    "    epochs 200\n"
    "    seed 1\n"
    "    optimizer adam lr 0.001 beta1 0.9 beta2 0.999 epsilon 1e-08\n"
    "    plateau on validation loss, factor 0.5, patience 5, threshold 0.0001, minimum 0\n"
    "    anneal off\n"
    "    validate 0.1\n"
    "}\n";

static const struct tess_model model = {
    .version = TESS_MODEL_VERSION,
    .name = "vgg_cifar10", .generator = "tessc 0.1.0", .engine = "cpu", .schedule = "fold",
    .compiler = TESS_COMPILER, .flags = TESS_FLAGS, .source = source,
    .input = {
        .dataset = "cifar10", .channels = 3, .height = 32, .width = 32,
        .steps = 6, .is_static = true, .classes = 10,
        .framing = TESS_FRAMES_NONE, .frame_ms = 0.0f,
        .normalize = true,
        .mean = {
            0.4914f, 0.4822f, 0.4465f,
        },
        .deviation = {
            0.2023f, 0.1994f, 0.201f,
        },
        .crop_pad = 4, .flip_probability = 0.5f, .cutout_probability = 0.5f,
        .validation = TESS_VALIDATE_SHARE, .validation_share = 0.1f, .shuffle_frames = false,
        .synthetic_train = 5500, .synthetic_test = 1100,
    },
    .training = {
        .epochs = 200, .batch = 128, .seed = 1,
        .optimizer = TESS_ADAM, .learning_rate = 0.001f, .momentum = 0.0f,
        .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-08f,
        .plateau = true, .plateau_factor = 0.5f, .plateau_patience = 5,
        .plateau_threshold = 0.0001f, .minimum_learning_rate = 0.0f,
        .annealing = TESS_ANNEAL_OFF, .annealed_learning_rate = 0.0f,
    },
    .layers = 8, .layer = layer_infos, .supervised_from = 0, .local_loss = true,
    .predict_from = "readout",
    .params = 18, .param = params,
    .arena_bytes = 235057600, .scratch_bytes = 6374912, .tap_bytes = 339738624, .chunk = 16,
    .list_bytes = 17422336, .part_bytes = 14069696,
    .prepare_stages = 17, .prepare = prepare_stages,
    .train_stages = 55, .train = train_stages,
    .update_stages = 10, .update = update_stages,
    .evaluate_stages = 46, .evaluate = evaluate_stages,
    .views = sizeof views / sizeof *views, .view = views,
};

int main(int argc, char **argv)
{
    if (tess_products_are_fused()) {
        fputs("vgg_cifar10: this compiler fuses products into sums: build with -ffp-contract=off\n", stderr);
        return TESS_FAILED;
    }
    return tess_main(&model, argc, argv);
}
