/* The gradient along learning signals: against sums over all positions and steps, whose numbers are small integers so
 * that every order of additions gives the same, and that vectors give the bits of the plain loops, with numbers that
 * round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernels/sparse_walk.h"

enum {
    HEIGHT = 5,
    WIDTH = 6,
    MOST_CHANNELS = 40,
    MOST_STRIDE = 43,
    MOST_LANES = 16,
    MOST_TAPS = 25,
    IMAGES = 5,
    MOST_STEPS = 6
};

struct block {
    struct tess_sparse shape;
    int out_height, out_width;
    uint8_t words[IMAGES * HEIGHT * WIDTH * MOST_STRIDE];
    float *d; /* [IMAGES][outputs][steps][lanes] */
};

static int outputs_of(const struct block *b)
{
    return b->out_height * b->out_width;
}

static int stride_of(const struct block *b)
{
    return b->shape.channels + MOST_STRIDE - MOST_CHANNELS; /* bytes behind the channels belong to nobody */
}

static const uint8_t *words_of(const struct block *b, int image)
{
    return b->words + image * HEIGHT * WIDTH * stride_of(b);
}

static const float *signals_at(const struct block *b, int image, int y, int x)
{
    const size_t position = (size_t)(image * outputs_of(b) + y * b->out_width + x);
    return b->d + position * (size_t)(b->shape.steps * b->shape.lanes);
}

/* One signal in `rarity` is not zero. */
static void make_block(struct block *b, const struct tess_sparse *shape, int rarity, bool whole)
{
    b->shape = *shape;
    b->out_height = HEIGHT + 2 * shape->pad - shape->kernel_height + 1;
    b->out_width = WIDTH + 2 * shape->pad - shape->kernel_width + 1;
    b->shape.most = IMAGES * outputs_of(b);
    for (size_t i = 0; i < sizeof b->words; i++)
        b->words[i] = (uint8_t)(rand() % (1 << shape->steps));
    const size_t count = (size_t)(IMAGES * outputs_of(b) * shape->steps * shape->lanes);
    b->d = calloc(count, sizeof *b->d);
    assert_non_null(b->d);
    for (size_t i = 0; i < count; i++)
        if (rand() % rarity == 0)
            b->d[i] = whole ? (float)(rand() % 201 - 100) : (float)rand() / (float)RAND_MAX - 0.5f;
}

static void *room(size_t bytes)
{
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    assert_non_null(memory);
    return memory;
}

/* Sums of the first `images`; `walk`: the loops to use, NULL for the best of this machine. */
static void run(const struct block *b, const struct sparse_walk *walk, int images, float *sums)
{
    const struct tess_sparse *s = &b->shape;
    void *gathered = room(tess_sparse_bytes(s));
    uint8_t *planes = room(tess_planes_bytes(s) * IMAGES);
    tess_sparse_begin(s, gathered);
    if (walk)
        *(const struct sparse_walk **)gathered = walk;
    for (int n = 0; n < images; n++) {
        tess_pack_planes(s, words_of(b, n), stride_of(b), planes + (size_t)n * tess_planes_bytes(s));
        for (int y = 0; y < b->out_height; y++)
            for (int x = 0; x < b->out_width; x++)
                tess_sparse_append(s, gathered, n, y, x, signals_at(b, n, y, x), s->steps);
    }
    tess_sparse_add(s, gathered, images, planes, sums);
    free(gathered);
    free(planes);
}

/* What weight [channel][tap] of an output channel gains from one position. */
static float gain(const struct block *b, int image, int y, int x, int channel, int tap, int lane)
{
    const struct tess_sparse *s = &b->shape;
    const int from_y = y + tap / s->kernel_width - s->pad, from_x = x + tap % s->kernel_width - s->pad;
    float sum = 0;
    if (from_y < 0 || from_y >= HEIGHT || from_x < 0 || from_x >= WIDTH)
        return 0;
    const int word = words_of(b, image)[(from_y * WIDTH + from_x) * stride_of(b) + channel];
    for (int t = 0; t < s->steps; t++)
        sum += word >> t & 1 ? signals_at(b, image, y, x)[t * s->lanes + lane] : 0;
    return sum;
}

static void check_sums(const struct block *b, int images)
{
    const struct tess_sparse *s = &b->shape;
    const int taps = s->kernel_height * s->kernel_width;
    static float sums[MOST_CHANNELS * MOST_TAPS * MOST_LANES + 1];
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        sums[i] = 1;
    run(b, NULL, images, sums);
    for (int channel = 0; channel < s->channels; channel++)
        for (int tap = 0; tap < taps; tap++)
            for (int lane = 0; lane < s->lanes; lane++) {
                float expected = 1;
                for (int n = 0; n < images; n++)
                    for (int p = 0; p < outputs_of(b); p++)
                        expected += gain(b, n, p / b->out_width, p % b->out_width, channel, tap, lane);
                assert_true(sums[(channel * taps + tap) * s->lanes + lane] == expected);
            }
    assert_true(sums[s->channels * taps * s->lanes] == 1);
}

static void check_bits(const struct block *b, const struct sparse_walk *walk)
{
    static float plain[MOST_CHANNELS * MOST_TAPS * MOST_LANES], wide[MOST_CHANNELS * MOST_TAPS * MOST_LANES];
    if (!walk)
        return;
    memset(plain, 0, sizeof plain);
    memset(wide, 0, sizeof wide);
    run(b, &sparse_walk_plain, IMAGES, plain);
    run(b, walk, IMAGES, wide);
    assert_memory_equal(plain, wide, sizeof plain);
}

/* Shapes of kernels, channels, lanes, steps and strips. */
static void each_shape(void (*check)(struct block *b, const struct tess_sparse *shape))
{
    static const struct {
        int height, width, pad;
    } kernels[] = {{3, 3, 1}, {5, 5, 2}, {3, 3, 0}, {2, 4, 1}, {1, 2, 0}};
    static const int channels[] = {1, 16, 40}, lanes[] = {4, 8, 16}, strips[] = {1, 2, 5};
    static struct block block;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        for (int i = 0; i < 9; i++) {
            const struct tess_sparse shape = {.channels = channels[i % 3],
                                              .height = HEIGHT,
                                              .width = WIDTH,
                                              .pad = kernels[k].pad,
                                              .kernel_height = kernels[k].height,
                                              .kernel_width = kernels[k].width,
                                              .lanes = lanes[(i + i / 3) % 3],
                                              .steps = 1 + (i + (int)k) % MOST_STEPS,
                                              .strip = strips[i / 3],
                                              .images = IMAGES};
            check(&block, &shape);
            free(block.d);
        }
}

static void shape_sums(struct block *b, const struct tess_sparse *shape)
{
    make_block(b, shape, 1 + rand() % 12, true);
    check_sums(b, IMAGES);
    check_sums(b, 3);
}

static void shape_bits(struct block *b, const struct tess_sparse *shape)
{
    make_block(b, shape, 1 + rand() % 12, false);
    check_bits(b, sparse_walk_avx2());
    check_bits(b, sparse_walk_avx512());
}

static void check_all_sums(void **state)
{
    (void)state;
    srand(7);
    each_shape(shape_sums);
}

static void check_all_bits(void **state)
{
    (void)state;
    srand(8);
    each_shape(shape_bits);
}

static void check_count(void **state)
{
    static const float d[3][4] = {{0, 0, -0.0f, 0}, {0, 1, 0, 0}, {0, 0, 0, -2}};
    (void)state;
    assert_int_equal(tess_count_signals(d[0], 3, 4), 2);
    assert_int_equal(tess_count_signals(d[0], 2, 4), 1);
    assert_int_equal(tess_count_signals(d[0], 1, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_all_sums), cmocka_unit_test(check_all_bits),
                                       cmocka_unit_test(check_count)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
