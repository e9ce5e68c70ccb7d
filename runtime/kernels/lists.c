/* Spikes as lists: what the forward sums and the gradients walk along. */
#include "tess/patterns.h"

/* Writes the channels whose byte is not zero to active; returns how many. */
static int active_channels(const uint8_t *words, int channels, uint16_t *active)
{
    int count = 0;
    for (int base = 0; base < channels; base += 8) {
        uint64_t eight = tess_load_eight(words + base, channels - base);
        while (eight) {
            int byte = __builtin_ctzll(eight) >> 3;
            active[count++] = (uint16_t)(base + byte);
            eight &= ~(UINT64_C(0xff) << (8 * byte));
        }
    }
    return count;
}

/* Closes the lists of one position and group: each filled up to fours with zero_row and appended to entries. */
static uint16_t *append_lists(uint16_t *entries, const uint16_t *scratch, int lists, int capacity,
                              const uint16_t *lengths, int zero_row, uint16_t *fours)
{
    for (int a = 0; a < lists; a++) {
        const uint16_t *list = scratch + (size_t)a * (size_t)capacity;
        int length = lengths[a];
        memcpy(entries, list, sizeof *list * (size_t)length);
        while (length % TESS_FOUR)
            entries[length++] = (uint16_t)zero_row;
        entries += length;
        fours[a] = (uint16_t)(length / TESS_FOUR);
    }
    return entries;
}

void tess_forward_lists(const uint8_t *words, size_t group_stride, int groups, const struct tess_map *map, bool flat,
                        const struct tess_atoms *atoms, int atoms_count, int zero_row, uint32_t *begin, uint16_t *fours,
                        uint16_t *entries, uint16_t *scratch)
{
    const int positions = map->height * map->width, lists = groups * atoms_count;
    const int capacity = (flat ? positions : 1) * map->channels;
    uint16_t *lengths = scratch + (size_t)lists * (size_t)capacity;
    uint16_t *active = lengths + lists;
    uint16_t *next = entries;
    for (int p = 0; p < positions; p++) {
        if (p == 0 || !flat)
            memset(lengths, 0, sizeof *lengths * (size_t)lists);
        const int first = flat ? p * map->channels : 0;
        for (int g = 0; g < groups; g++) {
            const uint8_t *word = words + (size_t)g * group_stride + (size_t)p * (size_t)map->stride;
            const int count = active_channels(word, map->channels, active);
            for (int i = 0; i < count; i++) {
                const int pattern = word[active[i]];
                for (int j = 0; j < atoms[g].covers[pattern]; j++) {
                    const int list = g * atoms_count + atoms[g].cover[pattern][j];
                    scratch[(size_t)list * (size_t)capacity + lengths[list]++] = (uint16_t)(first + active[i]);
                }
            }
        }
        if (flat && p < positions - 1)
            continue;
        for (int g = 0; g < groups; g++) {
            const int at = (flat ? 0 : p) * groups + g, list = g * atoms_count;
            begin[at] = (uint32_t)(next - entries);
            next = append_lists(next, scratch + (size_t)list * (size_t)capacity, atoms_count, capacity, lengths + list,
                                zero_row, fours + (size_t)at * (size_t)atoms_count);
        }
    }
}

/* Single steps of eight channels: an entry a spike. */
static void append_steps(uint64_t eight, size_t first, uint32_t row, uint32_t plane, uint32_t *lengths,
                         uint32_t *entries, size_t capacity)
{
    for (; eight; eight &= eight - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(eight);
        const size_t channel = first + bit / 8;
        entries[channel * capacity + lengths[channel]++] = row + bit % 8 * plane;
    }
}

/* Time patterns of eight channels: an entry an atom that a pattern is made of. */
static void append_atoms(uint64_t eight, size_t first, const struct tess_atoms *atoms, uint32_t row, uint32_t plane,
                         uint32_t *lengths, uint32_t *entries, size_t capacity)
{
    while (eight) {
        const int byte = __builtin_ctzll(eight) >> 3, pattern = (int)(eight >> (8 * byte)) & 0xff;
        const size_t channel = first + (size_t)byte;
        uint32_t *list = entries + channel * capacity;
        uint32_t length = lengths[channel];
        for (int j = 0; j < atoms->covers[pattern]; j++)
            list[length++] = row + atoms->cover[pattern][j] * plane;
        lengths[channel] = length;
        eight &= ~(UINT64_C(0xff) << (8 * byte));
    }
}

void tess_gradient_lists(const uint8_t *words, size_t group_stride, int groups, const struct tess_map *map, bool flat,
                         const struct tess_atoms *atoms, int atoms_count, const struct tess_table *table,
                         uint32_t *lengths, uint32_t *entries, int capacity)
{
    const uint32_t plane = (uint32_t)table->plane;
    for (int y = 0; y < map->height; y++)
        for (int x = 0; x < map->width; x++) {
            const int position = y * map->width + x;
            const int row = table->first + (flat ? 0 : y * table->pitch + x);
            const size_t first = flat ? (size_t)position * (size_t)map->channels : 0;
            for (int g = 0; g < groups; g++) {
                const uint8_t *word = words + (size_t)g * group_stride + (size_t)position * (size_t)map->stride;
                const uint32_t slot = (uint32_t)row + (uint32_t)(g * atoms_count) * plane;
                for (int base = 0; base < map->channels; base += 8) {
                    const uint64_t eight = tess_load_eight(word + base, map->channels - base);
                    if (atoms->patterns)
                        append_atoms(eight, first + (size_t)base, &atoms[g], slot, plane, lengths, entries,
                                     (size_t)capacity);
                    else
                        append_steps(eight, first + (size_t)base, slot, plane, lengths, entries, (size_t)capacity);
                }
            }
        }
}

static void reverse(uint32_t *entries, size_t length)
{
    for (size_t i = 0; i < length / 2; i++) {
        const uint32_t entry = entries[i];
        entries[i] = entries[length - 1 - i];
        entries[length - 1 - i] = entry;
    }
}

void tess_pack_lists(const uint32_t *lengths, int channels, int kinds, uint32_t *entries, int capacity)
{
    uint32_t *to = entries;
    for (int c = 0; c < channels; c++, entries += capacity, lengths += kinds) {
        memmove(to, entries, lengths[0] * sizeof *to);
        to += lengths[0];
        if (kinds == 1)
            continue;
        memmove(to, entries + capacity - lengths[1], lengths[1] * sizeof *to);
        reverse(to, lengths[1]);
        to += lengths[1];
    }
}
