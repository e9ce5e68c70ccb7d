/* Lists for sums over a convolution's window: that what they name in the table adds up to the sums over the spikes one
 * by one, for every way to cut and stack a window, and that wide vectors give the same lists. Weights are integers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernels/row_sets.h"

enum {
    HEIGHT = 6,
    WIDTH = 7,
    STEPS = 6,
    ATOMS = STEPS + TESS_COMPOSITES,
    SETS = ATOMS + 1,
    MOST_CHANNELS = 150,
    MOST_STRIDE = 160,
    MOST_KERNEL = 5,
    MOST_OUTPUTS = WIDTH + MOST_KERNEL,
    MOST_WORDS = TESS_SET_WORDS(MOST_CHANNELS),
    MOST_HOLDERS = TESS_HOLDERS(MOST_CHANNELS, WIDTH, SETS),
    MOST_SUBSETS = TESS_SUBSETS(MOST_CHANNELS, MOST_KERNEL, MOST_OUTPUTS, SETS),
    MOST_ENTRIES = MOST_OUTPUTS * SETS * (MOST_CHANNELS * 2 * MOST_KERNEL + TESS_FOUR) + TESS_LIST_ROOM,
    MOST_ALWAYS = MOST_CHANNELS * 2 + TESS_FOUR,
    MOST_ROWS = MOST_CHANNELS * 100 + 1
};

struct layer {
    struct tess_map map;
    struct tess_window window;
    struct tess_atoms atoms;
    struct tess_inversion inversion;
    uint8_t words[HEIGHT * WIDTH * MOST_STRIDE], full[MOST_STRIDE];
    uint64_t channels[2 * MOST_WORDS];
    int32_t weight[MOST_KERNEL * MOST_KERNEL][MOST_CHANNELS];
    int32_t table[MOST_ROWS];
};

/* Maps in which neighbours are alike more often than not, so that taps and rows of them join. */
static void make_words(struct layer *l, int channels)
{
    memset(l->words, 0, sizeof l->words);
    l->map = (struct tess_map){channels, (channels + 15) / 16 * 16, HEIGHT, WIDTH};
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < HEIGHT * WIDTH; p++) {
            const int above = p < WIDTH ? 0 : l->words[(p - WIDTH) * l->map.stride + c];
            const int kind = rand() % 4;
            l->words[p * l->map.stride + c] = (uint8_t)(kind == 0                 ? rand() & 0x3f
                                                        : kind == 1               ? (c % 3 ? 0 : 0x3f)
                                                        : p < WIDTH && c % 3 == 0 ? 0x3f
                                                                                  : above);
        }
    uint8_t scratch[MOST_STRIDE * (sizeof(int32_t) + 1)] __attribute__((aligned(8)));
    l->inversion.channels = l->channels;
    l->inversion.count = tess_invert(l->words, 0, &l->map, STEPS, STEPS, 0, 0, scratch, l->full, l->channels);
    tess_patterns_choose(l->words, 0, &l->map, l->full, 1, STEPS, TESS_COMPOSITES, -1, &l->atoms);
}

/* A row of a channel's table as kernel.h describes it: the subset of a patch row's taps in some of its rows. */
static int32_t sum_of_taps(const struct layer *l, int c, int top, int left, int rows, int subset)
{
    int32_t sum = 0;
    for (int r = 0; r < TESS_SPAN; r++)
        for (int j = 0; j < TESS_SPAN; j++)
            if (rows >> r & 1 && subset >> j & 1)
                sum += l->weight[(top + r) * l->window.width + left + j][c];
    return sum;
}

static void make_table(struct layer *l)
{
    struct tess_window *window = &l->window;
    const int pitch = tess_row_pitch(l->map.channels);
    int base = 0;
    for (int k = 0; k < MOST_KERNEL * MOST_KERNEL; k++)
        for (int c = 0; c < l->map.channels; c++)
            l->weight[k][c] = rand() % 2001 - 1000;
    for (int top = 0; top < window->height; top += TESS_SPAN)
        for (int left = 0; left < window->width; left += TESS_SPAN) {
            const int height = window->height - top < TESS_SPAN ? window->height - top : TESS_SPAN;
            const int width = window->width - left < TESS_SPAN ? window->width - left : TESS_SPAN;
            const int rows = tess_patch_rows(height, width, window->stack), subsets = (1 << width) - 1;
            static const int rows_of[TESS_SPAN + 1][6] = {[1] = {1}, [2] = {1, 2, 3}, [3] = {1, 2, 4, 7, 3, 6}};
            for (int c = 0; c < l->map.channels; c++)
                for (int i = 0; i < rows; i++)
                    l->table[base + i * pitch + c] =
                        sum_of_taps(l, c, top, left, rows_of[height][i / subsets], i % subsets + 1);
            base += rows * pitch;
        }
    window->zero_row = base;
    l->table[base] = 0;
}

static int32_t sum_of_list(const struct layer *l, const uint16_t *entries, int fours)
{
    int32_t sum = 0;
    for (int i = 0; i < fours * TESS_FOUR; i++) {
        assert_int_equal(entries[i] % l->window.units, 0);
        sum += l->table[entries[i] / l->window.units];
    }
    return sum;
}

static int32_t sum_of_spikes(const struct layer *l, int y, int x, int t)
{
    int32_t sum = 0;
    for (int k = 0; k < l->window.height * l->window.width; k++) {
        const int from_y = y - l->window.pad + k / l->window.width, from_x = x - l->window.pad + k % l->window.width;
        if (from_y < 0 || from_y >= HEIGHT || from_x < 0 || from_x >= WIDTH)
            continue;
        for (int c = 0; c < l->map.channels; c++)
            if (l->words[(from_y * WIDTH + from_x) * l->map.stride + c] >> t & 1)
                sum += l->weight[k][c];
    }
    return sum;
}

/* What inverted channels would give to an output if they always fired. */
static int32_t sum_of_always(const struct layer *l, int y, int x)
{
    static uint16_t entries[MOST_KERNEL * MOST_ALWAYS], fours[MOST_KERNEL];
    int32_t sum = 0;
    tess_always_lists(&l->map, &l->window, &l->inversion, &x, 1, fours, entries, MOST_ALWAYS);
    for (int row = 0; row < l->window.height; row++)
        if (y - l->window.pad + row >= 0 && y - l->window.pad + row < HEIGHT)
            sum += sum_of_list(l, entries + row * MOST_ALWAYS, fours[row]);
    return sum;
}

/* The lists of every output row, made as the map's rows come by. */
static void check_sums(struct layer *l)
{
    static uint64_t holders[MOST_HOLDERS];
    static uint8_t subsets[MOST_KERNEL * MOST_SUBSETS];
    static uint16_t entries[MOST_ENTRIES], fours[MOST_OUTPUTS * SETS];
    const struct tess_window *window = &l->window;
    const int outputs = HEIGHT + 2 * window->pad - window->height + 1, below = window->height - 1 - window->pad;
    uint32_t begin[MOST_OUTPUTS];
    memset(subsets, 0xff, sizeof subsets);
    for (int row = -window->pad; row < HEIGHT || row - below < outputs; row++) {
        const int y = row - below;
        const bool inside = row >= 0 && row < HEIGHT;
        if (inside)
            tess_find_holders(l->words + row * WIDTH * l->map.stride, &l->map, l->full, &l->atoms, SETS, holders);
        tess_find_subsets(inside ? holders : NULL, &l->map, window, SETS,
                          subsets + (row + window->pad) % window->height * MOST_SUBSETS);
        if (y < 0 || y >= outputs)
            continue;
        tess_window_lists(subsets, MOST_SUBSETS, y, &l->map, window, 1, SETS, begin, fours, entries, 0);
        for (int x = 0; x < window->outputs; x++) {
            const int32_t all = sum_of_always(l, y, x);
            for (int t = 0; t < STEPS; t++) {
                int32_t sum = all;
                const uint16_t *list = entries + begin[x];
                for (int a = 0; a < SETS; list += fours[x * SETS + a++] * TESS_FOUR)
                    if (a == ATOMS)
                        sum -= sum_of_list(l, list, fours[x * SETS + a]);
                    else if (l->atoms.mask[a] >> t & 1)
                        sum += sum_of_list(l, list, fours[x * SETS + a]);
                assert_int_equal(sum, sum_of_spikes(l, y, x, t));
            }
        }
    }
}

static void check_all_windows(void **state)
{
    static struct layer l;
    static const int channels_tried[] = {1, 31, 64, 65, 150};
    (void)state;
    srand(3);
    for (size_t i = 0; i < sizeof channels_tried / sizeof *channels_tried; i++) {
        make_words(&l, channels_tried[i]);
        for (int height = 1; height <= MOST_KERNEL; height++)
            for (int width = 2; width <= MOST_KERNEL; width++)
                for (int stack = 0; stack <= TESS_STACK_PAIRS; stack++) {
                    const int pad = rand() % (height < width ? height : width);
                    const int units = stack == TESS_STACK_ALL ? 4 : 1;
                    l.window = (struct tess_window){
                        height, width, pad, WIDTH + 2 * pad - width + 1, (enum tess_stack)stack, 0, units};
                    make_table(&l);
                    check_sums(&l);
                }
        if (channels_tried[i] > 1)
            assert_in_range(l.inversion.count, 1, channels_tried[i] - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_all_windows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
