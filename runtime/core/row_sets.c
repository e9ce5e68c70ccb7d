/* Sets of channels and lists from them, bit by bit. */
#include "core/row_sets.h"

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

static void find(const uint8_t *words, const struct tess_map *map, const uint8_t *flip, const struct tess_atoms *atoms,
                 int atoms_count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    memset(holders, 0, sizeof *holders * (size_t)(map->width * atoms_count * set));
    if (!atoms->patterns) {
        find_single_steps(words, map, atoms_count, holders);
        return;
    }
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(atoms_count * set))
        for (int base = 0; base < map->channels; base += 8) {
            uint64_t eight = tess_load_eight(words + base, map->channels - base);
            eight ^= flip ? tess_load_eight(flip + base, map->channels - base) : 0;
            while (eight) {
                const int byte = __builtin_ctzll(eight) >> 3, pattern = (int)(eight >> (8 * byte)) & 0xff;
                const int channel = base + byte;
                for (int j = 0; j < atoms->covers[pattern]; j++)
                    holders[atoms->cover[pattern][j] * set + channel / WORD] |= UINT64_C(1) << channel % WORD;
                eight &= ~(UINT64_C(0xff) << (8 * byte));
            }
        }
}

static uint16_t *append(uint16_t *entries, const uint64_t *const found[TESS_SPAN], int words, int subsets, int base)
{
    for (int k = 0; k < words; k++) {
        const uint64_t first = found[0][k], second = found[1][k], third = found[2][k];
        for (uint64_t any = first | second | third; any; any &= any - 1) {
            const int bit = __builtin_ctzll(any);
            const int subset = (int)((first >> bit & 1) | (second >> bit & 1) << 1 | (third >> bit & 1) << 2);
            *entries++ = (uint16_t)(base + (k * WORD + bit) * subsets + subset - 1);
        }
    }
    return entries;
}

const struct row_sets row_sets_plain = {find, append};
