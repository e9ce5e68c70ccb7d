/* Channels listed by their silences: which they are, and that sums and gradients along the lists are those of the
 * spikes themselves. Numbers are small integers, so that every order of additions gives the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tess/kernel.h"

enum {
    CHANNELS = 70,
    STRIDE = 80,
    SETS = TESS_SET_WORDS(CHANNELS),
    HEIGHT = 5,
    WIDTH = 7,
    MAP = HEIGHT * WIDTH,
    STEPS = 9,
    GROUP_STEPS = 5,
    GROUPS = 2,
    ATOMS = GROUP_STEPS + TESS_COMPOSITES,
    MOST_KERNEL = 5,
    MOST_ENTRIES = 2 * CHANNELS + TESS_FOUR,
    MOST_ROWS = 10 * CHANNELS + 1,
    CAPACITY = MAP * STEPS + 1
};

static const struct tess_map map = {CHANNELS, STRIDE, HEIGHT, WIDTH};

struct spikes {
    uint8_t words[GROUPS * MAP * STRIDE];
    uint8_t flip[GROUPS * STRIDE];
    uint64_t channels[2 * SETS];
    struct tess_inversion inversion;
    struct tess_atoms atoms[GROUPS];
};

static int steps_of(int group)
{
    return group < GROUPS - 1 ? GROUP_STEPS : STEPS - group * GROUP_STEPS;
}

static uint8_t *word_of(struct spikes *s, int group, int position, int channel)
{
    return &s->words[(group * MAP + position) * STRIDE + channel];
}

/* Every third channel fires nearly everywhere, every third hardly anywhere, the others at random. */
static void make_spikes(struct spikes *s)
{
    memset(s, 0, sizeof *s);
    for (int g = 0; g < GROUPS; g++)
        for (int p = 0; p < MAP; p++)
            for (int c = 0; c < CHANNELS; c++) {
                const int full = (1 << steps_of(g)) - 1, noise = rand() % 4 == 0 ? rand() & full : 0;
                *word_of(s, g, p, c) = (uint8_t)(c % 3 == 0 ? full & ~noise : c % 3 == 1 ? noise : rand() & full);
            }
    void *scratch = malloc(STRIDE * (sizeof(int32_t) + 1));
    assert_non_null(scratch);
    s->inversion.channels = s->channels;
    s->inversion.count =
        tess_invert(s->words, MAP * STRIDE, &map, STEPS, GROUP_STEPS, MAP / 2, 0, scratch, s->flip, s->channels);
    free(scratch);
    tess_patterns_choose(s->words, MAP * STRIDE, &map, s->flip, GROUPS, GROUP_STEPS, TESS_COMPOSITES, -1, s->atoms);
}

static bool is_inverted(const struct spikes *s, int channel)
{
    return s->channels[channel / 64] >> channel % 64 & 1;
}

static void check_choice(void **state)
{
    static struct spikes s;
    (void)state;
    srand(1);
    make_spikes(&s);
    uint32_t count = 0;
    for (int c = 0; c < STRIDE; c++) {
        const bool inverted = c < CHANNELS && is_inverted(&s, c);
        assert_true(inverted == (c < CHANNELS && c % 3 == 0));
        for (int g = 0; g < GROUPS; g++)
            assert_int_equal(s.flip[g * STRIDE + c], inverted ? (1 << steps_of(g)) - 1 : 0);
        count += inverted;
    }
    assert_int_equal(s.inversion.count, count);
    for (int k = 0; k < SETS; k++)
        assert_true(s.channels[SETS + k] == 0);
}

/* Where all of them together do not save enough, or a map is too large for counts in bytes. */
static void check_limits(void **state)
{
    enum { LONG = 1000 };
    static uint8_t words[LONG * 16], flip[16];
    static uint64_t channels[2], scratch[16];
    const struct tess_map row = {2, 16, 1, LONG};
    (void)state;
    for (int p = 0; p < LONG; p++) {
        words[p * 16] = 0x3f;
        words[p * 16 + 1] = p % 4 ? 0x3f : 0;
    }
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 0, 1499, scratch, flip, channels), 2);
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 0, 1500, scratch, flip, channels), 0);
    assert_true(channels[0] == 0 && flip[0] == 0 && flip[1] == 0);
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 500, 0, scratch, flip, channels), 1);
    assert_true(channels[0] == 1 && flip[0] == 0x3f && flip[1] == 0);
}

/* Subsets of three taps of a channel, or of two, as tess_row_lists numbers them; negative where it is inverted. */
static void make_rows(const struct spikes *s, int width, int32_t weight[CHANNELS][MOST_KERNEL], int32_t *rows)
{
    memset(rows, 0, sizeof *rows * MOST_ROWS);
    for (int first = 0, base = 0; first < width; first += TESS_SPAN) {
        const int taps = width - first < TESS_SPAN ? width - first : TESS_SPAN, subsets = (1 << taps) - 1;
        for (int c = 0; c < CHANNELS; c++)
            for (int subset = 1; subset <= subsets; subset++)
                for (int j = 0; j < taps; j++) {
                    const int32_t sign = is_inverted(s, c) ? -1 : 1;
                    rows[base + c * subsets + subset - 1] += subset >> j & 1 ? sign * weight[c][first + j] : 0;
                }
        base += subsets * CHANNELS;
    }
}

static int32_t sum_of_list(const int32_t *rows, const uint16_t *entries, int fours)
{
    int32_t sum = 0;
    for (int i = 0; i < fours * TESS_FOUR; i++)
        sum += rows[entries[i]];
    return sum;
}

/* Of one row of the map and of the kernel: sums from the lists, and what inverted channels would give, against sums
 * over the spikes one by one. */
static void check_row(struct spikes *s, const struct tess_kernel_row *kernel, int y, int g,
                      int32_t weight[CHANNELS][MOST_KERNEL])
{
    static uint64_t holders[(WIDTH * ATOMS + 1) * SETS];
    static uint16_t entries[(WIDTH + 1) * ATOMS * MOST_ENTRIES], fours[(WIDTH + 1) * ATOMS];
    static uint16_t always[(WIDTH + 1) * MOST_ENTRIES], always_fours[WIDTH + 1];
    static int32_t rows[MOST_ROWS];
    uint32_t begin[WIDTH + 1];
    int column[WIDTH + 1];
    for (int x = 0; x < kernel->outputs; x++)
        column[x] = x;
    make_rows(s, kernel->width, weight, rows);
    tess_find_holders(word_of(s, g, y * WIDTH, 0), &map, s->flip + g * STRIDE, s->atoms + g, ATOMS, holders);
    tess_row_lists(holders, &map, kernel, 1, ATOMS, begin, fours, entries, 0);
    tess_always_lists(&map, kernel, &s->inversion, column, kernel->outputs, always_fours, always, MOST_ENTRIES);
    for (int x = 0; x < kernel->outputs; x++)
        for (int t = 0; t < steps_of(g); t++) {
            int32_t sum = -sum_of_list(rows, always + x * MOST_ENTRIES, always_fours[x]), expected = 0;
            const uint16_t *list = entries + begin[x];
            for (int a = 0; a < ATOMS; list += fours[x * ATOMS + a++] * TESS_FOUR)
                if (s->atoms[g].mask[a] >> t & 1)
                    sum += sum_of_list(rows, list, fours[x * ATOMS + a]);
            for (int c = 0; c < CHANNELS; c++)
                for (int j = 0; j < kernel->width; j++) {
                    const int from = x - kernel->pad + j;
                    if (from >= 0 && from < WIDTH && *word_of(s, g, y * WIDTH + from, c) >> t & 1)
                        expected += weight[c][j];
                }
            assert_int_equal(sum, expected);
        }
}

static void check_sums(void **state)
{
    static struct spikes s;
    static int32_t weight[CHANNELS][MOST_KERNEL];
    (void)state;
    srand(2);
    make_spikes(&s);
    for (int c = 0; c < CHANNELS; c++)
        for (int j = 0; j < MOST_KERNEL; j++)
            weight[c][j] = rand() % 1000 - 500;
    for (int width = 2; width <= MOST_KERNEL; width++)
        for (int pad = 0; pad <= width / 2; pad++) {
            const int zero_row = CHANNELS * (width / TESS_SPAN * 7 + (1 << width % TESS_SPAN) - 1);
            const struct tess_kernel_row kernel = {width, pad, WIDTH + 2 * pad - width + 1, zero_row};
            for (int y = 0; y < HEIGHT; y++)
                for (int g = 0; g < GROUPS; g++)
                    check_row(&s, &kernel, y, g, weight);
        }
}

/* The table of learning signals d[position][step] as the gradient has it for one tap: a slot an atom, its sums with one
 * neighbour and with two, and one row for a channel that always fires. Returns where that stands. */
static uint32_t make_table(const struct spikes *s, int32_t d[MAP][STEPS], int32_t *table)
{
    enum { SLOTS = GROUPS * ATOMS };
    for (int g = 0; g < GROUPS; g++)
        for (int a = 0; a < ATOMS; a++)
            for (int p = 0; p < MAP; p++)
                for (int run = 0; run < TESS_RUN; run++) {
                    int32_t sum = 0;
                    for (int q = p; q <= p + run && q < MAP; q++)
                        for (int t = 0; t < steps_of(g); t++)
                            sum += s->atoms[g].mask[a] >> t & 1 ? d[q][g * GROUP_STEPS + t] : 0;
                    table[(run * SLOTS + g * ATOMS + a) * MAP + p] = sum;
                }
    const uint32_t always = TESS_RUN * SLOTS * MAP;
    table[always] = 0;
    for (int p = 0; p < MAP; p++)
        for (int t = 0; t < STEPS; t++)
            table[always] += d[p][t];
    return always;
}

static void list_all(struct spikes *s, uint32_t always, uint32_t *lengths, uint32_t *entries)
{
    static uint64_t holders[(WIDTH * ATOMS + 1) * SETS];
    tess_always_rows(&map, &s->inversion, always, lengths, entries, CAPACITY);
    for (int y = 0; y < HEIGHT; y++)
        for (int g = 0; g < GROUPS; g++) {
            const struct tess_table table = {y * WIDTH, WIDTH, MAP};
            tess_find_holders(word_of(s, g, y * WIDTH, 0), &map, s->flip + g * STRIDE, s->atoms + g, ATOMS, holders);
            tess_run_lists(holders, &map, &s->inversion, ATOMS, GROUPS * ATOMS, &table, g * ATOMS, lengths, entries,
                           CAPACITY);
        }
}

static void check_gradient(void **state)
{
    static struct spikes s;
    static int32_t d[MAP][STEPS], table[TESS_RUN * GROUPS * ATOMS * MAP + 1];
    static uint32_t lengths[CHANNELS * 2], entries[CHANNELS * 2 * CAPACITY];
    (void)state;
    srand(3);
    make_spikes(&s);
    for (int p = 0; p < MAP; p++)
        for (int t = 0; t < STEPS; t++)
            d[p][t] = rand() % 1000 - 500;
    list_all(&s, make_table(&s, d, table), lengths, entries);
    for (int c = 0; c < CHANNELS; c++) {
        int32_t sum = 0, expected = 0;
        for (int kind = 0; kind < 2; kind++)
            for (uint32_t i = 0; i < lengths[2 * c + kind]; i++)
                sum += (kind ? -1 : 1) * table[entries[(2 * c + kind) * CAPACITY + (int)i]];
        for (int p = 0; p < MAP; p++)
            for (int t = 0; t < STEPS; t++)
                expected += *word_of(&s, t / GROUP_STEPS, p, c) >> t % GROUP_STEPS & 1 ? d[p][t] : 0;
        assert_int_equal(sum, expected);
        assert_true(is_inverted(&s, c) ? lengths[2 * c] == 1 : lengths[2 * c + 1] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_choice), cmocka_unit_test(check_limits),
                                       cmocka_unit_test(check_sums), cmocka_unit_test(check_gradient)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
