/* Sets of channels and lists from them, bit by bit. */
#include "row_sets.h"

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

static void find(const uint8_t *words, const struct tess_map *map, const uint8_t *full, const struct tess_atoms *atoms,
                 int count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels), lapses = count - 1;
    memset(holders, 0, sizeof *holders * (size_t)(map->width * count * set));
    if (!atoms->patterns) {
        find_single_steps(words, map, count, holders);
        return;
    }
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(count * set))
        for (int c = 0; c < map->channels; c++) {
            const uint64_t bit = UINT64_C(1) << c % WORD;
            const int pattern = words[c];
            if (full && pattern == full[c])
                continue;
            for (int j = 0; j < atoms->covers[pattern]; j++)
                holders[atoms->cover[pattern][j] * set + c / WORD] |= bit;
            if (full && full[c])
                holders[lapses * set + c / WORD] |= bit;
        }
}

static void subsets(const uint64_t *const found[TESS_SPAN], int words, uint8_t *to)
{
    for (int k = 0; k < words; k++)
        for (int bit = 0; bit < WORD; bit++, to++) {
            *to = 0;
            for (int j = 0; j < TESS_SPAN; j++)
                *to |= (uint8_t)((found[j][k] >> bit & 1) << j);
        }
}

/* The table row of channel c, counted from 1, that begins with patch row r, or 0. at: of the set's first byte. */
static int begun(const struct patch *patch, size_t at, int c, int r)
{
    int subset[TESS_SPAN] = {0};
    for (int k = 0; k < patch->height; k++)
        subset[k] = patch->found[k][at + (size_t)c];
    const int alike = (subset[0] == subset[1] ? UPPER_ALIKE : 0) | (subset[1] == subset[2] ? LOWER_ALIKE : 0);
    return patch->begun[r][subset[r] | alike];
}

/* Entries of one list, for each word in the order in which wide vectors find them: the table rows that begin with the
 * first patch row, the second and the third. */
static uint16_t *append(uint16_t *entries, const struct patch *patch, size_t at, int channels)
{
    for (int word = 0; word < channels; word += WORD)
        for (int r = 0; r < patch->height; r++)
            for (int c = word; c < word + WORD; c++) {
                const int row = begun(patch, at, c, r);
                if (row)
                    *entries++ = (uint16_t)(patch->base + (row - 1) * patch->pitch + c * patch->step);
            }
    return entries;
}

static uint16_t *list(uint16_t *entries, const struct patch *patch, int patches, int words, int count, int zero,
                      uint16_t *fours)
{
    for (int a = 0; a < count; a++) {
        uint16_t *end = entries;
        for (int i = 0; i < patches; i++)
            end = append(end, patch + i, (size_t)(a * words * WORD), words * WORD);
        entries = close_list(entries, end, zero, fours + a);
    }
    return entries;
}

const struct row_sets row_sets_plain = {find, subsets, list};
