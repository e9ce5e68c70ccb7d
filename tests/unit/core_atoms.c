/* Time patterns: that every pattern is made of disjoint atoms, as few as can be, and that each composite chosen is the
 * one that saves most, by trying all of them with all the covers there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tess/kernel.h"

enum { MOST_ATOMS = TESS_PATTERN_STEPS + TESS_COMPOSITES, ROUNDS = 200 };

/* The fewest disjoint atoms that make up pattern p: one of them has its earliest step. */
static int fewest(int p, const uint8_t *mask, int atoms)
{
    int best = p ? TESS_PATTERNS : 0;
    for (int a = 0; a < atoms && p; a++)
        if ((mask[a] & p & -p) && !(mask[a] & ~p)) {
            const int count = 1 + fewest(p & ~mask[a], mask, atoms);
            best = count < best ? count : best;
        }
    return best;
}

static uint64_t additions(const uint32_t *histogram, int patterns, const uint8_t *mask, int atoms)
{
    uint64_t sum = 0;
    for (int p = 1; p < patterns; p++)
        sum += histogram[p] ? (uint64_t)histogram[p] * (uint64_t)fewest(p, mask, atoms) : 0;
    return sum;
}

/* Most patterns occur rarely or never, a few often. */
static void fill(uint32_t *histogram, int patterns)
{
    for (int p = 0; p < patterns; p++)
        histogram[p] = rand() % 3 ? 0 : (uint32_t)(rand() % 4 ? rand() % 10 : rand() % 5000);
}

static void check_covers(const struct tess_atoms *atoms, int patterns, int count)
{
    for (int p = 1; p < patterns; p++) {
        int joined = 0;
        for (int j = 0; j < atoms->covers[p]; j++) {
            const int mask = atoms->mask[atoms->cover[p][j]];
            assert_int_equal(joined & mask, 0);
            joined |= mask;
        }
        assert_int_equal(joined, p);
        assert_int_equal(atoms->covers[p], fewest(p, atoms->mask, count));
    }
}

/* The first composite that leaves the fewest additions, of those that occur; 0 when none saves anything. */
static int best_of_all(const uint32_t *histogram, int patterns, uint8_t *mask, int atoms)
{
    uint64_t least = additions(histogram, patterns, mask, atoms);
    int best = 0;
    for (int candidate = 3; candidate < patterns; candidate++) {
        if (!(candidate & (candidate - 1)) || !histogram[candidate])
            continue;
        mask[atoms] = (uint8_t)candidate;
        const uint64_t sum = additions(histogram, patterns, mask, atoms + 1);
        if (sum < least) {
            least = sum;
            best = candidate;
        }
    }
    return best;
}

static void check_choice(void **state)
{
    (void)state;
    srand(4);
    for (int round = 0; round < ROUNDS; round++) {
        const int steps = 2 + round % (TESS_PATTERN_STEPS - 1), patterns = 1 << steps;
        struct tess_atoms atoms;
        fill(atoms.histogram, patterns);
        const uint64_t saved = tess_atoms_choose(&atoms, steps, TESS_COMPOSITES);
        uint8_t mask[MOST_ATOMS] = {0};
        int count = 0;
        for (; count < steps; count++)
            mask[count] = (uint8_t)(1 << count);
        const uint64_t single = additions(atoms.histogram, patterns, mask, count);
        for (; count < steps + TESS_COMPOSITES; count++) {
            mask[count] = 0;
            const int best = best_of_all(atoms.histogram, patterns, mask, count);
            mask[count] = (uint8_t)best;
            if (!best)
                break;
        }
        assert_memory_equal(atoms.mask, mask, sizeof mask);
        check_covers(&atoms, patterns, count);
        assert_int_equal(saved, single - additions(atoms.histogram, patterns, mask, count));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_choice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
