/* Choosing time patterns: which sets of steps ("atoms") are worth a sum of their own. */
#include "tess/patterns.h"

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

/* What a composite saves on top of atoms that cover pattern p in cost[p]: a disjoint cover has room for it once. */
static uint64_t additions_saved(const uint32_t *histogram, const uint8_t *cost, int patterns, int composite)
{
    uint64_t saved = 0;
    for (int p = composite; p < patterns; p = (p + 1) | composite) { /* every pattern that holds it */
        const int with = cost[p & ~composite] + 1;
        saved += with < cost[p] ? (uint64_t)histogram[p] * (uint64_t)(cost[p] - with) : 0;
    }
    return saved;
}

/* The composite that saves most on top of the given atoms; 0 when none saves anything. */
static uint8_t best_composite(const uint32_t *histogram, int patterns, const uint8_t *mask, int atoms)
{
    uint8_t cost[TESS_PATTERNS], choice[TESS_PATTERNS];
    cover_patterns(mask, atoms, patterns, cost, choice);
    uint64_t most = 0;
    uint8_t best = 0;
    for (int candidate = 3; candidate < patterns; candidate++) {
        if (!(candidate & (candidate - 1)) || !histogram[candidate])
            continue;
        const uint64_t saved = additions_saved(histogram, cost, patterns, candidate);
        if (saved > most) {
            most = saved;
            best = (uint8_t)candidate;
        }
    }
    return best;
}

uint64_t tess_atoms_choose(struct tess_atoms *atoms, int steps, int composites)
{
    const int patterns = 1 << steps;
    const uint32_t *histogram = atoms->histogram;
    memset(atoms->mask, 0, sizeof atoms->mask);
    memset(atoms->covers, 0, sizeof atoms->covers);
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
    uint64_t saved = 0;
    for (int p = 1; p < patterns; p++) {
        saved += (uint64_t)histogram[p] * (uint64_t)(__builtin_popcount((unsigned)p) - cost[p]);
        for (int rest = p; rest; rest &= ~atoms->mask[choice[rest]])
            atoms->cover[p][atoms->covers[p]++] = choice[rest];
    }
    return saved;
}

/* Counts patterns into two histograms by turns: a count that was just written is not yet there to be read. */
static void count_patterns(const uint8_t *words, size_t count, uint32_t *histogram, uint32_t *other)
{
    size_t k = 0;
    for (; k + 2 <= count; k += 2) {
        histogram[words[k]]++;
        other[words[k + 1]]++;
    }
    if (k < count)
        histogram[words[k]]++;
}

/* The same where words that equal their channel's byte of `full` are left out: a few channels at a time, so that words
 * are compared in vectors. */
static void count_lapsed_patterns(const uint8_t *words, const struct tess_map *map, const uint8_t *full,
                                  uint32_t *histogram, uint32_t *other)
{
    enum { PIECE = 64 };
    uint8_t kept[PIECE];
    for (int position = 0; position < map->height * map->width; position++, words += map->stride)
        for (int first = 0; first < map->stride; first += PIECE) {
            const int count = map->stride - first < PIECE ? map->stride - first : PIECE;
            for (int c = 0; c < count; c++)
                kept[c] = words[first + c] == full[first + c] ? 0 : words[first + c];
            count_patterns(kept, (size_t)count, histogram, other);
        }
}

/* How often each pattern occurs. Returns how many spikes are left out. */
static int64_t count_group(const uint8_t *words, const struct tess_map *map, const uint8_t *full, uint32_t *histogram)
{
    const size_t count = (size_t)(map->height * map->width) * (size_t)map->stride;
    uint32_t other[TESS_PATTERNS] = {0};
    memset(histogram, 0, sizeof *histogram * TESS_PATTERNS);
    if (full)
        count_lapsed_patterns(words, map, full, histogram, other);
    else
        count_patterns(words, count, histogram, other);
    int64_t taken = full ? tess_count_spikes(words, count) : 0;
    for (int p = 0; p < TESS_PATTERNS; p++) {
        histogram[p] += other[p];
        taken -= full ? (int64_t)histogram[p] * __builtin_popcount((unsigned)p) : 0;
    }
    return taken;
}

void tess_patterns_choose(const uint8_t *words, size_t group_stride, const struct tess_map *map, const uint8_t *full,
                          int groups, int steps, int composites, int64_t worth, struct tess_atoms *atoms)
{
    const bool always = worth < 0;
    int64_t saved = 0, most = 0;
    for (int g = 0; g < groups; g++) { /* no more can be saved than all spikes of a word but one */
        const uint8_t *own = full ? full + (size_t)g * (size_t)map->stride : NULL;
        saved += count_group(words + (size_t)g * group_stride, map, own, atoms[g].histogram);
        for (int p = 1; p < 1 << steps; p++)
            most += (int64_t)atoms[g].histogram[p] * (__builtin_popcount((unsigned)p) - 1);
    }
    most += saved;
    for (int g = 0; g < groups && (always || most > worth); g++)
        saved += (int64_t)tess_atoms_choose(&atoms[g], steps, composites);
    for (int g = 0; g < groups; g++) {
        atoms[g].patterns = always || saved > worth;
        if (!atoms[g].patterns)
            tess_atoms_choose(&atoms[g], steps, 0);
    }
}
