/* Spikes as lists for sums over neighbours: a map row at a time, from the sets of channels that hold each atom. */
#include "tess/kernel.h"

enum { WORD = 64 };

/* Bit k of the result is the lowest bit of byte k. */
static uint64_t lowest_bits(uint64_t eight)
{
    return ((eight & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080)) >> 56;
}

/* The sets of single steps, eight channels at a time. */
static void find_single_steps(const uint8_t *words, const struct tess_map *map, int steps, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(steps * set))
        for (int base = 0; base < map->channels; base += 8) {
            const uint64_t eight = tess_load_eight(words + base, map->channels - base);
            for (int t = 0; eight && t < steps; t++)
                holders[t * set + base / WORD] |= lowest_bits(eight >> t) << base % WORD;
        }
}

void tess_find_holders(const uint8_t *words, const struct tess_map *map, const struct tess_atoms *atoms,
                       int atoms_count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    memset(holders, 0, sizeof *holders * (size_t)((map->width * atoms_count + 1) * set));
    if (!atoms->patterns) {
        find_single_steps(words, map, atoms_count, holders);
        return;
    }
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(atoms_count * set))
        for (int base = 0; base < map->channels; base += 8) {
            uint64_t eight = tess_load_eight(words + base, map->channels - base);
            while (eight) {
                const int byte = __builtin_ctzll(eight) >> 3, pattern = (int)(eight >> (8 * byte)) & 0xff;
                const int channel = base + byte;
                for (int j = 0; j < atoms->covers[pattern]; j++)
                    holders[atoms->cover[pattern][j] * set + channel / WORD] |= UINT64_C(1) << channel % WORD;
                eight &= ~(UINT64_C(0xff) << (8 * byte));
            }
        }
}

/* One list: for every channel that some tap of the span finds holding the atom, the subset of taps that do. */
static uint16_t *append_subsets(uint16_t *entries, const uint64_t *const found[TESS_SPAN], int set, int subsets,
                                int base)
{
    for (int k = 0; k < set; k++) {
        const uint64_t first = found[0][k], second = found[1][k], third = found[2][k];
        for (uint64_t any = first | second | third; any; any &= any - 1) {
            const int bit = __builtin_ctzll(any);
            const int subset = (int)((first >> bit & 1) | (second >> bit & 1) << 1 | (third >> bit & 1) << 2);
            *entries++ = (uint16_t)(base + (k * WORD + bit) * subsets + subset - 1);
        }
    }
    return entries;
}

/* Fills a list up to whole fours. */
static uint16_t *close_list(uint16_t *begin, uint16_t *end, int zero_row, uint16_t *fours)
{
    while ((end - begin) % TESS_FOUR)
        *end++ = (uint16_t)zero_row;
    *fours = (uint16_t)((end - begin) / TESS_FOUR);
    return end;
}

uint32_t tess_row_lists(const uint64_t *holders, const struct tess_map *map, const struct tess_kernel_row *kernel,
                        int groups, int atoms_count, uint32_t *begin, uint16_t *fours, uint16_t *entries, uint32_t used)
{
    const int spans = (kernel->width + TESS_SPAN - 1) / TESS_SPAN, set = TESS_SET_WORDS(map->channels);
    const uint64_t *none = holders + (size_t)(map->width * atoms_count * set); /* what a tap beyond the map finds */
    uint16_t *next = entries + used;
    for (int item = 0; item < kernel->outputs * spans; item++) {
        const int tap = item % spans * TESS_SPAN, column = item / spans - kernel->pad + tap;
        const int width = kernel->width - tap < TESS_SPAN ? kernel->width - tap : TESS_SPAN;
        const int base = item % spans * ((1 << TESS_SPAN) - 1) * map->channels;
        begin[item * groups] = (uint32_t)(next - entries);
        for (int a = 0; a < atoms_count; a++) {
            const uint64_t *found[TESS_SPAN];
            for (int j = 0; j < TESS_SPAN; j++) {
                const int from = column + j;
                const bool inside = j < width && from >= 0 && from < map->width;
                found[j] = inside ? holders + (size_t)(from * atoms_count + a) * (size_t)set : none;
            }
            uint16_t *end = append_subsets(next, found, set, (1 << width) - 1, base);
            next = close_list(next, end, kernel->zero_row, fours + (size_t)(item * groups) * (size_t)atoms_count + a);
        }
    }
    return (uint32_t)(next - entries);
}

/* Appends `entry` to the list of every channel in one word of a set. */
static void append_entry(uint64_t channels, uint32_t entry, uint32_t *lengths, uint32_t *entries, size_t capacity)
{
    for (; channels; channels &= channels - 1) {
        const int channel = __builtin_ctzll(channels);
        entries[(size_t)channel * capacity + lengths[channel]++] = entry;
    }
}

void tess_run_lists(const uint64_t *holders, const struct tess_map *map, int atoms_count, int longer, uint32_t row,
                    int pitch, uint32_t *lengths, uint32_t *entries, int capacity)
{
    const int set = TESS_SET_WORDS(map->channels), all = atoms_count * set;
    const uint32_t pair = (uint32_t)longer, three = 2 * pair, column = (uint32_t)pitch;
    for (int k = 0; k < all; k++) {
        const int first = k % set * WORD;
        uint32_t *length = lengths + first, *list = entries + (size_t)first * (size_t)capacity;
        uint32_t at = row + (uint32_t)(k / set); /* table row of this column */
        uint64_t one = 0, two = 0;               /* runs that end at the column before and may go on */
        for (int x = 0; x < map->width; x++, at += column) {
            const uint64_t here = holders[(size_t)x * (size_t)all + (size_t)k];
            append_entry(two & here, at - 2 * column + three, length, list, (size_t)capacity);
            append_entry(two & ~here, at - 2 * column + pair, length, list, (size_t)capacity);
            append_entry(one & ~here, at - column, length, list, (size_t)capacity);
            const uint64_t begun = here & ~(one | two);
            two = one & here;
            one = begun;
        }
        append_entry(two, at - 2 * column + pair, length, list, (size_t)capacity);
        append_entry(one, at - column, length, list, (size_t)capacity);
    }
}
