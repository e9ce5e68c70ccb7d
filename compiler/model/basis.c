/* The fixed matrix B of the local learning signal: what model.h defines, row by row. */
#include <math.h>

#include "model/model.h"
#include "tess/random.h"

/* Rows of classes, a cell's channels standing together or not: the latents of one layer. */
struct latents {
    int classes, channels, cells;
};

static int count_of(const struct latents *of)
{
    return of->channels * of->cells;
}

void square_wave_frequencies(int classes, float low, float high, float *frequencies)
{
    float step = classes > 1 ? (high - low) / (float)(classes - 1) : 0;
    for (int c = 0; c < classes; c++) {
        /* Two roundings, as the formula has them: the product is not to be fused with the sum. */
        float below = step * (float)c, above = step * (float)(classes - 1 - c);
        frequencies[c] = c < classes / 2 ? low + below : high - above;
    }
}

static void square_wave_row(const struct basis *basis, const struct latents *of, int class, int8_t *sign)
{
    for (int i = 0; i < count_of(of); i++) {
        float angle = basis->frequencies[class] * (float)i; /* rounded to float32; its sine is then taken exactly */
        double sine = sin((double)angle);
        sign[i] = (int8_t)((sine > 0) - (sine < 0));
    }
}

/* Which row of the matrix between blocks a class has: any three of four, and the product of these. */
static uint32_t walsh_row_of_blocks(int class)
{
    if (class % 4 == 3)
        return walsh_row_of_blocks(class - 1) ^ walsh_row_of_blocks(class - 2) ^ walsh_row_of_blocks(class - 3);
    return (uint32_t)((uint64_t)(class + 1) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

static void walsh_row(const struct basis *basis, const struct latents *of, int class, int8_t *sign)
{
    (void)basis;
    unsigned order = 4;
    while (order <= (unsigned)of->classes)
        order *= 2;
    const bool opposite = of->classes == 2 && class == 1; /* of two classes, the other one's row */
    if (opposite)
        class = 0;
    const bool flip = class % 4 == 0 && !opposite;
    const uint32_t row = order - 1 - (unsigned)class, between = walsh_row_of_blocks(class);
    for (int i = 0; i < count_of(of); i++) {
        const uint32_t place = (uint32_t)(i % of->cells) * (uint32_t)of->channels + (uint32_t)(i / of->cells);
        const uint32_t column = (place + 1) * 2331u % order;
        const bool negative = __builtin_parity(row & column) ^ __builtin_parity(between & place / order) ^ flip;
        sign[i] = negative ? -1 : 1;
    }
}

static void random_row(const struct basis *basis, const struct latents *of, int class, int8_t *sign)
{
    struct tess_random stream = tess_random_stream(basis->seed, TESS_RANDOM_BASIS, (uint64_t) class, 0);
    uint64_t bits = 0;
    for (int i = 0; i < count_of(of); i++) {
        bits = i % 64 == 0 ? tess_random_bits(&stream) : bits >> 1;
        sign[i] = bits & 1 ? 1 : -1;
    }
}

void basis_normal(const struct basis *basis, int classes, int latents, float *normal)
{
    for (int c = 0; c < classes; c++) {
        struct tess_random stream = tess_random_stream(basis->seed, TESS_RANDOM_BASIS, (uint64_t)c, 0);
        for (int i = 0; i < latents; i++)
            *normal++ = (float)tess_random_normal(&stream);
    }
}

void basis_signs(const struct basis *basis, int classes, int channels, int cells, int8_t *sign)
{
    static void (*const rows[])(const struct basis *basis, const struct latents *of, int class, int8_t *sign) = {
        [BASIS_SQUARE_WAVE] = square_wave_row, [BASIS_WALSH] = walsh_row, [BASIS_RANDOM] = random_row};
    const struct latents of = {classes, channels, cells};
    const int latents = count_of(&of);
    for (int c = 0; c < classes; c++)
        rows[basis->kind](basis, &of, c, sign + (size_t)c * (size_t)latents);
}

bool same_basis(const struct basis *a, const struct basis *b, int classes)
{
    const bool seeded = a->kind == BASIS_RANDOM || a->kind == BASIS_NORMAL;
    bool same = a->kind == b->kind && (!seeded || a->seed == b->seed);
    for (int c = 0; c < classes && same && a->kind == BASIS_SQUARE_WAVE; c++)
        same = a->frequencies[c] == b->frequencies[c];
    return same;
}
