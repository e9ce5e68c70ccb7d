/* Channels listed by their lapses: which they are, and that gradients along the lists are those of the spikes
 * themselves (core_windows has the sums). Numbers are small integers, so that every order of additions gives the same.
 */
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
    COLUMN_SETS = ATOMS + 1,
    GROUP_SLOTS = ATOMS + (TESS_RUN - 1) * TESS_COMPOSITES,
    CAPACITY = 2 * MAP * STEPS + 1
};

static const struct tess_map map = {CHANNELS, STRIDE, HEIGHT, WIDTH};

struct spikes {
    uint8_t words[GROUPS * MAP * STRIDE];
    uint8_t full[GROUPS * STRIDE];
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
        tess_invert(s->words, MAP * STRIDE, &map, STEPS, GROUP_STEPS, MAP / 2, 0, scratch, s->full, s->channels);
    free(scratch);
    tess_patterns_choose(s->words, MAP * STRIDE, &map, s->full, GROUPS, GROUP_STEPS, TESS_COMPOSITES, -1, s->atoms);
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
            assert_int_equal(s.full[g * STRIDE + c], inverted ? (1 << steps_of(g)) - 1 : 0);
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
    static uint8_t words[LONG * 16], full[16];
    static uint64_t channels[2], scratch[16];
    const struct tess_map row = {2, 16, 1, LONG};
    (void)state;
    for (int p = 0; p < LONG; p++) {
        words[p * 16] = 0x3f;
        words[p * 16 + 1] = p % 4 ? 0x3f : 0;
    }
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 0, 1499, scratch, full, channels), 2);
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 0, 1500, scratch, full, channels), 0);
    assert_true(channels[0] == 0 && full[0] == 0 && full[1] == 0);
    assert_int_equal(tess_invert(words, 0, &row, 6, 6, 500, 0, scratch, full, channels), 1);
    assert_true(channels[0] == 1 && full[0] == 0x3f && full[1] == 0);
}

/* The table of learning signals d[position][step] as the gradient has it for one tap: a slot an atom, those of
 * composites with one neighbour and with two, and one row for a channel that always fires. Returns where that stands.
 */
static uint32_t make_table(const struct spikes *s, int32_t d[MAP][STEPS], int32_t *table)
{
    for (int g = 0; g < GROUPS; g++)
        for (int slot = 0; slot < GROUP_SLOTS; slot++)
            for (int p = 0; p < MAP; p++) {
                const int run = slot < ATOMS ? 0 : 1 + (slot - ATOMS) / TESS_COMPOSITES;
                const int a = slot - run * TESS_COMPOSITES;
                int32_t sum = 0;
                for (int q = p; q <= p + run && q < MAP; q++)
                    for (int t = 0; t < steps_of(g); t++)
                        sum += s->atoms[g].mask[a] >> t & 1 ? d[q][g * GROUP_STEPS + t] : 0;
                table[(g * GROUP_SLOTS + slot) * MAP + p] = sum;
            }
    const uint32_t always = GROUPS * GROUP_SLOTS * MAP;
    table[always] = 0;
    for (int p = 0; p < MAP; p++)
        for (int t = 0; t < STEPS; t++)
            table[always] += d[p][t];
    return always;
}

static void list_all(struct spikes *s, uint32_t always, uint32_t *lengths, uint32_t *entries)
{
    static uint64_t holders[TESS_HOLDERS(CHANNELS, WIDTH, COLUMN_SETS)];
    tess_always_rows(&map, &s->inversion, always, lengths, entries, CAPACITY);
    for (int y = 0; y < HEIGHT; y++)
        for (int g = 0; g < GROUPS; g++) {
            const struct tess_table table = {y * WIDTH, WIDTH, MAP};
            const int full = (1 << steps_of(g)) - 1;
            tess_find_holders(word_of(s, g, y * WIDTH, 0), &map, s->full + g * STRIDE, s->atoms + g, COLUMN_SETS,
                              holders);
            tess_run_lists(holders, &map, ATOMS, GROUP_STEPS, s->atoms[g].cover[full], s->atoms[g].covers[full], &table,
                           g * GROUP_SLOTS, lengths, entries, CAPACITY);
        }
}

static void check_gradient(void **state)
{
    static struct spikes s;
    static int32_t d[MAP][STEPS], table[GROUPS * GROUP_SLOTS * MAP + 1];
    static uint32_t lengths[CHANNELS * 2], entries[CHANNELS * CAPACITY];
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
                sum += (kind ? -1 : 1) * table[entries[c * CAPACITY + (kind ? CAPACITY - 1 - (int)i : (int)i)]];
        for (int p = 0; p < MAP; p++)
            for (int t = 0; t < STEPS; t++)
                expected += *word_of(&s, t / GROUP_STEPS, p, c) >> t % GROUP_STEPS & 1 ? d[p][t] : 0;
        assert_int_equal(sum, expected);
        assert_true(is_inverted(&s, c) ? lengths[2 * c] > 0 : lengths[2 * c + 1] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_choice), cmocka_unit_test(check_limits),
                                       cmocka_unit_test(check_gradient)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
