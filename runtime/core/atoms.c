/* Choosing time patterns: which sets of steps ("atoms") are worth a sum of their own. */
#include "tess/kernel.h"

/* The cheapest disjoint cover of every pattern: cost[p] atoms, the first of which is choice[p]. The atom that covers
 * the earliest step of p is tried first, so each pattern needs one look at every atom. */
static void cover_patterns(const uint8_t *mask, int atoms, int patterns, uint8_t *cost, uint8_t *choice)
{
    cost[0] = 0;
    for (int p = 1; p < patterns; p++) {
        int earliest = p & -p;
        cost[p] = UINT8_MAX;
        for (int a = 0; a < atoms; a++) {
            if (!(mask[a] & earliest) || (mask[a] & ~p))
                continue;
            uint8_t total = (uint8_t)(cost[p & ~mask[a]] + 1);
            if (total < cost[p]) {
                cost[p] = total;
                choice[p] = (uint8_t)a;
            }
        }
    }
}

static uint64_t additions(const uint32_t *histogram, const uint8_t *cost, int patterns)
{
    uint64_t sum = 0;
    for (int p = 1; p < patterns; p++)
        sum += (uint64_t)histogram[p] * cost[p];
    return sum;
}

/* The composite that saves most on top of the given atoms; 0 when none saves anything. */
static uint8_t best_composite(const uint32_t *histogram, int patterns, uint8_t *mask, int atoms)
{
    uint8_t cost[TESS_PATTERNS], choice[TESS_PATTERNS];
    cover_patterns(mask, atoms, patterns, cost, choice);
    uint64_t least = additions(histogram, cost, patterns);
    uint8_t best = 0;
    for (int candidate = 3; candidate < patterns; candidate++) {
        if (!(candidate & (candidate - 1)) || !histogram[candidate])
            continue;
        mask[atoms] = (uint8_t)candidate;
        cover_patterns(mask, atoms + 1, patterns, cost, choice);
        uint64_t sum = additions(histogram, cost, patterns);
        if (sum < least) {
            least = sum;
            best = (uint8_t)candidate;
        }
    }
    return best;
}

void tess_atoms_choose(const uint32_t *histogram, int steps, int composites, struct tess_atoms *atoms)
{
    const int patterns = 1 << steps;
    memset(atoms, 0, sizeof *atoms);
    for (int t = 0; t < steps; t++)
        atoms->mask[t] = (uint8_t)(1 << t);
    int count = steps;
    for (; count < steps + composites; count++) {
        uint8_t mask = best_composite(histogram, patterns, atoms->mask, count);
        atoms->mask[count] = mask;
        if (!mask)
            break;
    }

    uint8_t cost[TESS_PATTERNS], choice[TESS_PATTERNS];
    cover_patterns(atoms->mask, count, patterns, cost, choice);
    for (int p = 1; p < patterns; p++)
        for (int rest = p; rest; rest &= ~atoms->mask[choice[rest]])
            atoms->cover[p][atoms->covers[p]++] = choice[rest];
}
