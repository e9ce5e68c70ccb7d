/* Spikes as lists for forward sums over rows of the kernel: which neighbours of a row hold an atom together. */
#include "tess/kernel.h"

enum { WORD = 64 };

/* Sets of channels, a bit each: those of a map row's column x that hold atom a in group g are
 * holders[(x * atoms_count + a) * words]. */
static void find_holders(const uint8_t *row, const struct tess_map *map, const struct tess_atoms *atoms,
                         int atoms_count, int words, uint64_t *holders)
{
    memset(holders, 0, sizeof *holders * (size_t)(map->width * atoms_count * words));
    for (int x = 0; x < map->width; x++, row += map->stride, holders += (size_t)(atoms_count * words))
        for (int base = 0; base < map->channels; base += 8) {
            uint64_t eight = tess_load_eight(row + base, map->channels - base);
            while (eight) {
                const int byte = __builtin_ctzll(eight) >> 3, pattern = (int)(eight >> (8 * byte)) & 0xff;
                const int channel = base + byte;
                for (int j = 0; j < atoms->covers[pattern]; j++)
                    holders[atoms->cover[pattern][j] * words + channel / WORD] |= UINT64_C(1) << channel % WORD;
                eight &= ~(UINT64_C(0xff) << (8 * byte));
            }
        }
}

/* One list: for every channel that some tap of the span finds holding the atom, the subset of taps that do. */
static uint16_t *append_subsets(uint16_t *entries, const uint64_t *const holders[TESS_SPAN], int words, int subsets,
                                int base)
{
    for (int k = 0; k < words; k++) {
        const uint64_t first = holders[0][k], second = holders[1][k], third = holders[2][k];
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

void tess_row_lists(const uint8_t *words, size_t group_stride, int groups, const struct tess_map *map,
                    const struct tess_kernel_row *kernel, const struct tess_atoms *atoms, int atoms_count,
                    uint32_t *begin, uint16_t *fours, uint16_t *entries, void *scratch)
{
    const int spans = (kernel->width + TESS_SPAN - 1) / TESS_SPAN, set = (map->channels + WORD - 1) / WORD;
    uint64_t *holders = scratch;
    uint64_t *none = holders + (size_t)(map->width * atoms_count * set); /* what a tap beyond the map finds */
    uint16_t *next = entries;
    memset(none, 0, sizeof *none * (size_t)set);
    for (int y = 0; y < map->height; y++)
        for (int g = 0; g < groups; g++) {
            const uint8_t *row = words + (size_t)g * group_stride + (size_t)(y * map->width) * (size_t)map->stride;
            find_holders(row, map, atoms + g, atoms_count, set, holders);
            for (int item = 0; item < kernel->outputs * spans; item++) {
                const int tap = item % spans * TESS_SPAN, column = item / spans - kernel->pad + tap;
                const int width = kernel->width - tap < TESS_SPAN ? kernel->width - tap : TESS_SPAN;
                const int base = item % spans * ((1 << TESS_SPAN) - 1) * map->channels;
                const size_t list = ((size_t)(y * kernel->outputs * spans + item) * (size_t)groups + (size_t)g);
                begin[list] = (uint32_t)(next - entries);
                for (int a = 0; a < atoms_count; a++) {
                    const uint64_t *found[TESS_SPAN];
                    for (int j = 0; j < TESS_SPAN; j++) {
                        const int from = column + j;
                        const bool inside = j < width && from >= 0 && from < map->width;
                        found[j] = inside ? holders + (size_t)(from * atoms_count + a) * (size_t)set : none;
                    }
                    uint16_t *end = append_subsets(next, found, set, (1 << width) - 1, base);
                    next = close_list(next, end, kernel->zero_row, fours + list * (size_t)atoms_count + a);
                }
            }
        }
}
