/* Sets of channels and lists from them: what they say of the spikes, and that wide vectors say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernels/row_sets.h"

enum {
    WIDTH = 7,
    STEPS = 6,
    MOST_CHANNELS = 640,
    MOST_SETS = STEPS + TESS_COMPOSITES + 1,
    MOST_WORDS = TESS_SET_WORDS(MOST_CHANNELS),
    MOST_ENTRIES = TESS_SPAN * MOST_CHANNELS + TESS_LIST_ROOM,
    UNTOUCHED = 0xabcd
};

static const int channels_tried[] = {1, 3, 8, 31, 32, 33, 63, 64, 65, 100, 128, 511, 512, 640};

struct row {
    struct tess_map map;
    struct tess_atoms atoms;
    int sets; /* of a column */
    uint8_t words[WIDTH * MOST_CHANNELS];
    uint8_t full[MOST_CHANNELS];
};

/* Random words, a third of them zero, another third of all steps, some channels inverted; bytes between the channels
 * and the stride are spikes of nobody. */
static void make_row(struct row *row, int channels, bool patterns)
{
    for (size_t c = 0; c < sizeof row->full; c++)
        row->full[c] = patterns && rand() % 3 == 0 ? 0x3f : 0;
    row->map = (struct tess_map){channels, (channels + 15) / 16 * 16, 1, WIDTH};
    for (size_t i = 0; i < sizeof row->words; i++)
        row->words[i] = (uint8_t)(rand() % 3 == 0 ? 0 : rand() % 2 ? 0x3f : rand() & 0x3f);
    tess_patterns_choose(row->words, 0, &row->map, patterns ? row->full : NULL, 1, STEPS, TESS_COMPOSITES,
                         patterns ? -1 : INT64_MAX, &row->atoms);
    row->sets = patterns ? MOST_SETS : STEPS;
}

/* Every spike of a channel is in exactly one atom that holds the channel, and nothing else is; but an inverted channel
 * is in no set where it fires at all steps, and among the lapses elsewhere. */
static void check_sets(const struct row *row, const uint64_t *holders)
{
    const int set = TESS_SET_WORDS(row->map.channels), atoms = row->atoms.patterns ? row->sets - 1 : row->sets;
    for (int x = 0; x < WIDTH; x++)
        for (int c = 0; c < set * 64; c++) {
            const uint64_t *own = holders + x * row->sets * set + c / 64;
            const unsigned word = c < row->map.channels ? row->words[x * row->map.stride + c] : 0;
            const unsigned full = c < row->map.channels ? row->full[c] : 0;
            unsigned spikes = 0;
            for (int a = 0; a < atoms; a++)
                if (own[a * set] >> c % 64 & 1) {
                    assert_int_equal(spikes & row->atoms.mask[a], 0);
                    spikes |= row->atoms.mask[a];
                }
            assert_int_equal(spikes, full && word == full ? 0 : word);
            if (row->atoms.patterns)
                assert_int_equal(own[atoms * set] >> c % 64 & 1, full && word != full);
        }
}

static int subset_of(const uint64_t *const found[TESS_SPAN], int k)
{
    int subset = 0;
    for (int j = 0; j < TESS_SPAN; j++)
        subset |= (int)(found[j][k / 64] >> k % 64 & 1) << j;
    return subset;
}

/* A patch whose tables tell all cases apart, some of which begin nothing. */
static void make_patch(struct patch *patch, int channels)
{
    patch->height = 1 + rand() % TESS_SPAN;
    patch->base = rand() % 100;
    patch->step = rand() % 2 ? 1 : 8;
    patch->pitch = (channels + rand() % 3) * patch->step;
    const int rows = 1 + rand() % (60000 / patch->pitch < 200 ? 60000 / patch->pitch : 200);
    for (int r = 0; r < TESS_SPAN; r++)
        for (int i = 0; i < RELATIONS; i++)
            patch->begun[r][i] = (uint8_t)(i % UPPER_ALIKE && rand() % 3 ? 1 + rand() % rows : 0);
}

/* What patch->begun says: of each word the table rows that begin with the first patch row, the second, the third. */
static const uint16_t *check_list(const struct patch *patch, int at, int channels, const uint16_t *list)
{
    for (int word = 0; word < channels; word += 64)
        for (int r = 0; r < patch->height; r++)
            for (int c = word; c < word + 64; c++) {
                int subset[TESS_SPAN] = {0};
                for (int k = 0; k < patch->height; k++)
                    subset[k] = patch->found[k][at + c];
                const int alike =
                    (subset[0] == subset[1] ? UPPER_ALIKE : 0) + (subset[1] == subset[2] ? LOWER_ALIKE : 0);
                const int begun = patch->begun[r][subset[r] + alike];
                if (begun)
                    assert_int_equal(*list++, patch->base + (begun - 1) * patch->pitch + c * patch->step);
            }
    return list;
}

static void check_place(const struct row_sets *sets, const struct row *row, const uint64_t *holders, int x)
{
    enum { PATCHES = 2, ZERO = 61234 };
    static uint16_t list[PATCHES * MOST_SETS * MOST_ENTRIES];
    static uint8_t subsets[2][MOST_SETS * MOST_WORDS * 64];
    const int set = TESS_SET_WORDS(row->map.channels);
    uint16_t fours[MOST_SETS];
    for (int k = 0; k < 2; k++) {
        const uint64_t *found[TESS_SPAN];
        for (int j = 0; j < TESS_SPAN; j++)
            found[j] = holders + (x + (k + 1) * j % TESS_SPAN) * row->sets * set;
        sets->subsets(found, row->sets * set, subsets[k]);
        for (int i = 0; i < row->sets * set * 64; i++)
            assert_int_equal(subsets[k][i], subset_of(found, i));
    }
    struct patch patch[PATCHES];
    for (int i = 0; i < PATCHES; i++) {
        make_patch(patch + i, row->map.channels);
        for (int r = 0; r < TESS_SPAN; r++) /* rows alike now and then */
            patch[i].found[r] = subsets[rand() % 2];
    }
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        list[i] = UNTOUCHED;
    const uint16_t *next = list, *end = sets->list(list, patch, PATCHES, set, row->sets, ZERO, fours);
    for (int a = 0; a < row->sets; a++) {
        const uint16_t *begin = next;
        for (int i = 0; i < PATCHES; i++)
            next = check_list(patch + i, a * set * 64, set * 64, next);
        while ((next - begin) % TESS_FOUR)
            assert_int_equal(*next++, ZERO);
        assert_int_equal(fours[a], (next - begin) / TESS_FOUR);
    }
    assert_ptr_equal(next, end);
    assert_int_equal(end[TESS_LIST_ROOM], UNTOUCHED);
}

static void check(const struct row_sets *sets, const struct row *row)
{
    static uint64_t holders[(WIDTH + 1) * MOST_SETS * MOST_WORDS];
    const int all = WIDTH * row->sets * TESS_SET_WORDS(row->map.channels);
    memset(holders, 0xff, sizeof holders);
    sets->find(row->words, &row->map, row->atoms.patterns ? row->full : NULL, &row->atoms, row->sets, holders);
    assert_true(holders[all] == UINT64_MAX);
    check_sets(row, holders);
    for (int x = 0; x + TESS_SPAN <= WIDTH; x++)
        check_place(sets, row, holders, x);
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
