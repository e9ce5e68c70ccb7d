/* Lists of the gradient are moved together in place: none loses or gains an entry, whether empty, full or between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tess/kernel.h"

enum { CHANNELS = 150, CAPACITY = 9, UNTOUCHED = 77777777 };

static uint32_t entry_of(int list, uint32_t k)
{
    return (uint32_t)list * 1000 + k;
}

/* A second list of a channel begins at the end of the channel's place and grows towards the first. */
static void check_packed(const uint32_t *lengths, int kinds)
{
    uint32_t entries[CHANNELS * CAPACITY + 1], total = 0;
    for (int i = 0; i <= CHANNELS * CAPACITY; i++)
        entries[i] = UNTOUCHED;
    for (int list = 0; list < CHANNELS * kinds; list++)
        for (uint32_t k = 0; k < lengths[list]; k++)
            entries[list / kinds * CAPACITY + (list % kinds ? CAPACITY - 1 - (int)k : (int)k)] = entry_of(list, k);
    tess_pack_lists(lengths, CHANNELS, kinds, entries, CAPACITY);
    for (int list = 0; list < CHANNELS * kinds; list++)
        for (uint32_t k = 0; k < lengths[list]; k++)
            assert_int_equal(entries[total++], entry_of(list, k));
    assert_int_equal(entries[CHANNELS * CAPACITY], UNTOUCHED);
}

static void check_one_kind(void **state)
{
    (void)state;
    uint32_t lengths[CHANNELS];
    srand(5);
    for (uint32_t most = 0; most <= CAPACITY; most++) {
        for (int i = 0; i < CHANNELS; i++)
            lengths[i] = (uint32_t)rand() % (most + 1);
        check_packed(lengths, 1);
    }
    for (int i = 0; i < CHANNELS; i++) /* each stays where it is */
        lengths[i] = CAPACITY;
    check_packed(lengths, 1);
}

static void check_two_kinds(void **state)
{
    (void)state;
    uint32_t lengths[CHANNELS * 2];
    srand(6);
    for (uint32_t most = 0; most <= CAPACITY; most++)
        for (uint32_t other = 0; most + other <= CAPACITY; other++) {
            for (int i = 0; i < CHANNELS; i++) {
                lengths[i * 2] = (uint32_t)rand() % (most + 1);
                lengths[i * 2 + 1] = i % 3 ? other : (uint32_t)rand() % (other + 1);
            }
            check_packed(lengths, 2);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_one_kind), cmocka_unit_test(check_two_kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
