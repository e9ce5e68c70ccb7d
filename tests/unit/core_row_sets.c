/* Sets of channels and lists from them: what they say of the spikes, and that wide vectors say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/row_sets.h"

enum { WIDTH = 7, STEPS = 6, MOST_CHANNELS = 640, MOST_ATOMS = STEPS + TESS_COMPOSITES, UNTOUCHED = 0xabcd };

static const int channels_tried[] = {1, 3, 8, 31, 32, 33, 63, 64, 65, 100, 128, 511, 512, 640};

struct row {
    struct tess_map map;
    struct tess_atoms atoms;
    int atoms_count;
    uint8_t words[WIDTH * MOST_CHANNELS];
    uint8_t flip[MOST_CHANNELS];
};

/* Random words, a third of them zero, another third of one pattern, some channels flipped; bytes between the channels
 * and the stride are spikes of nobody. */
static void make_row(struct row *row, int channels, bool patterns)
{
    for (size_t c = 0; c < sizeof row->flip; c++)
        row->flip[c] = patterns && rand() % 3 == 0 ? 0x3f : 0;
    row->map = (struct tess_map){channels, (channels + 15) / 16 * 16, 1, WIDTH};
    for (size_t i = 0; i < sizeof row->words; i++)
        row->words[i] = (uint8_t)(rand() % 3 == 0 ? 0 : rand() % 2 ? 0x3f : rand() & 0x3f);
    tess_patterns_choose(row->words, 0, &row->map, patterns ? row->flip : NULL, 1, STEPS, TESS_COMPOSITES,
                         patterns ? -1 : INT64_MAX, &row->atoms);
    row->atoms_count = patterns ? MOST_ATOMS : STEPS;
}

/* Every spike of a channel is in exactly one atom that holds the channel, and nothing else is. */
static void check_sets(const struct row *row, const uint64_t *holders)
{
    const int set = TESS_SET_WORDS(row->map.channels);
    for (int x = 0; x < WIDTH; x++)
        for (int c = 0; c < set * 64; c++) {
            unsigned spikes = 0;
            for (int a = 0; a < row->atoms_count; a++)
                if (holders[(x * row->atoms_count + a) * set + c / 64] >> c % 64 & 1) {
                    assert_int_equal(spikes & row->atoms.mask[a], 0);
                    spikes |= row->atoms.mask[a];
                }
            assert_int_equal(spikes, c < row->map.channels ? row->words[x * row->map.stride + c] ^ row->flip[c] : 0);
        }
}

/* A list names every channel that some tap holds once, in order, with the taps that do. */
static void check_list(const uint64_t *const found[TESS_SPAN], int words, int base, const uint16_t *list,
                       const uint16_t *end)
{
    enum { SUBSETS = 7 };
    for (int c = 0; c < words * 64; c++) {
        int subset = 0;
        for (int j = 0; j < TESS_SPAN; j++)
            subset |= (int)(found[j][c / 64] >> c % 64 & 1) << j;
        if (subset)
            assert_int_equal(*list++, base + c * SUBSETS + subset - 1);
    }
    assert_ptr_equal(list, end);
}

static void check(const struct row_sets *sets, const struct row *row)
{
    static uint64_t holders[(WIDTH * MOST_ATOMS + 1) * TESS_SET_WORDS(MOST_CHANNELS)];
    static uint16_t list[MOST_CHANNELS + 1];
    const int set = TESS_SET_WORDS(row->map.channels), base = 21;
    memset(holders, 0xff, sizeof holders);
    sets->find(row->words, &row->map, row->atoms.patterns ? row->flip : NULL, &row->atoms, row->atoms_count, holders);
    assert_true(holders[WIDTH * row->atoms_count * set] == UINT64_MAX);
    check_sets(row, holders);
    for (int x = 0; x + TESS_SPAN <= WIDTH; x++)
        for (int a = 0; a < row->atoms_count; a++) {
            const uint64_t *found[TESS_SPAN];
            for (int j = 0; j < TESS_SPAN; j++)
                found[j] = holders + ((x + j) * row->atoms_count + a) * set;
            for (int i = 0; i <= MOST_CHANNELS; i++)
                list[i] = UNTOUCHED;
            const uint16_t *end = sets->append(list, found, set, 7, base);
            assert_int_equal(*end, UNTOUCHED);
            check_list(found, set, base, list, end);
        }
}

static void check_all(const struct row_sets *sets)
{
    static struct row row;
    srand(5);
    for (size_t i = 0; i < sizeof channels_tried / sizeof *channels_tried; i++)
        for (int patterns = 0; patterns < 2; patterns++) {
            make_row(&row, channels_tried[i], patterns);
            assert_true(row.atoms.patterns == (patterns != 0));
            check(sets, &row);
        }
}

static void check_plain(void **state)
{
    (void)state;
    check_all(&row_sets_plain);
}

static void check_wide(void **state)
{
    (void)state;
    if (!row_sets_wide())
        skip();
    check_all(row_sets_wide());
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_plain), cmocka_unit_test(check_wide)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
