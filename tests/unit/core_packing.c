/* Lists of the gradient are moved together in place: none loses or gains an entry, whether empty, full or between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tess/kernel.h"

enum { LISTS = 300, CAPACITY = 9, UNTOUCHED = 77777777 };

static uint32_t entry_of(int list, uint32_t k)
{
    return (uint32_t)list * 1000 + k;
}

static void check_packed(const uint32_t *lengths)
{
    uint32_t entries[LISTS * CAPACITY + 1], total = 0;
    for (int i = 0; i < LISTS; i++)
        for (uint32_t k = 0; k < CAPACITY; k++)
            entries[i * CAPACITY + (int)k] = k < lengths[i] ? entry_of(i, k) : UNTOUCHED;
    entries[LISTS * CAPACITY] = UNTOUCHED;
    tess_pack_lists(lengths, LISTS, entries, CAPACITY);
    for (int i = 0; i < LISTS; i++)
        for (uint32_t k = 0; k < lengths[i]; k++)
            assert_int_equal(entries[total++], entry_of(i, k));
    assert_int_equal(entries[LISTS * CAPACITY], UNTOUCHED);
}

static void check_all_lengths(void **state)
{
    (void)state;
    uint32_t lengths[LISTS];
    srand(5);
    for (uint32_t most = 0; most <= CAPACITY; most++) {
        for (int i = 0; i < LISTS; i++)
            lengths[i] = (uint32_t)rand() % (most + 1);
        check_packed(lengths);
    }
    for (int i = 0; i < LISTS; i++) /* each stays where it is */
        lengths[i] = CAPACITY;
    check_packed(lengths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_all_lengths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
