/* Spikes as lists for sums over neighbours: a map row at a time, from the sets of channels that hold each atom. */
#include "core/row_sets.h"

enum { WORD = 64 };

static const struct row_sets *row_sets(void)
{
    const struct row_sets *wide = row_sets_wide();
    return wide ? wide : &row_sets_plain;
}

void tess_find_holders(const uint8_t *words, const struct tess_map *map, const struct tess_atoms *atoms,
                       int atoms_count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    row_sets()->find(words, map, atoms, atoms_count, holders);
    memset(holders + (size_t)(map->width * atoms_count * set), 0, sizeof *holders * (size_t)set);
}

/* Fills a list up to whole fours. Writes four entries, wanted or not: a loop of none to three is a branch missed. */
static uint16_t *close_list(uint16_t *begin, uint16_t *end, int zero_row, uint16_t *fours)
{
    for (int i = 0; i < TESS_FOUR; i++)
        end[i] = (uint16_t)zero_row;
    *fours = (uint16_t)((end - begin + TESS_FOUR - 1) / TESS_FOUR);
    return begin + *fours * TESS_FOUR;
}

/* Appends the entries of one list: span by span, the channels that some tap finds holding atom `a`. */
static uint16_t *append_spans(uint16_t *entries, const struct row_sets *sets, const uint64_t *holders,
                              const struct tess_map *map, const struct tess_kernel_row *kernel, int atoms_count, int a,
                              int column)
{
    const int set = TESS_SET_WORDS(map->channels);
    const uint64_t *none = holders + (size_t)(map->width * atoms_count * set); /* what a tap beyond the map finds */
    for (int tap = 0, base = 0; tap < kernel->width; tap += TESS_SPAN) {
        const int width = kernel->width - tap < TESS_SPAN ? kernel->width - tap : TESS_SPAN;
        const uint64_t *found[TESS_SPAN];
        for (int j = 0; j < TESS_SPAN; j++) {
            const int from = column + tap + j;
            const bool inside = j < width && from >= 0 && from < map->width;
            found[j] = inside ? holders + (size_t)(from * atoms_count + a) * (size_t)set : none;
        }
        entries = sets->append(entries, found, set, (1 << width) - 1, base);
        base += ((1 << width) - 1) * map->channels;
    }
    return entries;
}

uint32_t tess_row_lists(const uint64_t *holders, const struct tess_map *map, const struct tess_kernel_row *kernel,
                        int groups, int atoms_count, uint32_t *begin, uint16_t *fours, uint16_t *entries, uint32_t used)
{
    const struct row_sets *sets = row_sets();
    uint16_t *next = entries + used;
    for (int x = 0; x < kernel->outputs; x++) {
        begin[x * groups] = (uint32_t)(next - entries);
        for (int a = 0; a < atoms_count; a++) {
            uint16_t *end = append_spans(next, sets, holders, map, kernel, atoms_count, a, x - kernel->pad);
            next = close_list(next, end, kernel->zero_row, fours + (size_t)(x * groups) * (size_t)atoms_count + a);
        }
    }
    return (uint32_t)(next - entries);
}

/* Runs of one position or two that end at the column before, or go on to three: appended to their channels' lists. The
 * table row of the position before this one is `before`. */
static void append_runs(uint64_t one, uint64_t two, uint64_t here, uint32_t before, uint32_t pair, uint32_t *lengths,
                        uint32_t *entries, size_t capacity)
{
    for (uint64_t ended = two | (one & ~here); ended; ended &= ended - 1) {
        const int channel = __builtin_ctzll(ended);
        const uint32_t longer = (uint32_t)(two >> channel & 1), longest = longer & (uint32_t)(here >> channel & 1);
        entries[(size_t)channel * capacity + lengths[channel]++] = before - longer + (longer + longest) * pair;
    }
}

void tess_run_lists(const uint64_t *holders, const struct tess_map *map, int atoms_count, int longer,
                    const struct tess_table *table, int slot, uint32_t *lengths, uint32_t *entries, int capacity)
{
    const int set = TESS_SET_WORDS(map->channels), all = atoms_count * set;
    const uint32_t pair = (uint32_t)(longer * table->plane);
    for (int k = 0; k < all; k++) {
        const int first = k % set * WORD;
        uint32_t *length = lengths + first, *list = entries + (size_t)first * (size_t)capacity;
        uint32_t at = (uint32_t)(table->first + (slot + k / set) * table->plane); /* table row of this column */
        uint64_t one = 0, two = 0; /* runs that end at the column before and may go on */
        for (int x = 0; x < map->width; x++, at++) {
            const uint64_t here = holders[(size_t)x * (size_t)all + (size_t)k];
            append_runs(one, two, here, at - 1, pair, length, list, (size_t)capacity);
            const uint64_t begun = here & ~(one | two);
            two = one & here;
            one = begun;
        }
        append_runs(one, two, 0, at - 1, pair, length, list, (size_t)capacity);
    }
}
