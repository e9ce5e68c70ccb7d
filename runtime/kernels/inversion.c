/* Which channels are listed by their lapses. */
#include "tess/neighbours.h"

enum { WORD = 64, BYTE_FULL = 127 };

/* Adds to balance[c] the positions at which channel c fires all the time, less those at which it does not. Counts in
 * bytes, which are added up before they could be full. */
static void balance_channels(const uint8_t *words, const struct tess_map *map, uint8_t full, int32_t *balance,
                             int8_t *part)
{
    const int positions = map->height * map->width, stride = map->stride;
    for (int first = 0; first < positions; first += BYTE_FULL) {
        const int last = positions - first < BYTE_FULL ? positions : first + BYTE_FULL;
        memset(part, 0, (size_t)stride);
        for (int p = first; p < last; p++, words += stride)
            for (int c = 0; c < stride; c++)
                part[c] = (int8_t)(part[c] + (words[c] == full) - (words[c] != full));
        for (int c = 0; c < stride; c++)
            balance[c] += part[c];
    }
}

/* All steps of a group, the last of which may have fewer. */
static uint8_t all_steps(int steps, int group_steps, int group)
{
    const int left = steps - group * group_steps;
    return (uint8_t)((1 << (left < group_steps ? left : group_steps)) - 1);
}

uint32_t tess_invert(const uint8_t *words, size_t group_stride, const struct tess_map *map, int steps, int group_steps,
                     int least, int64_t worth, void *scratch, uint8_t *full, uint64_t *channels)
{
    const size_t stride = (size_t)map->stride;
    const int groups = (steps + group_steps - 1) / group_steps;
    int32_t *balance = scratch;
    memset(balance, 0, sizeof *balance * stride);
    for (int g = 0; g < groups; g++)
        balance_channels(words + (size_t)g * group_stride, map, all_steps(steps, group_steps, g), balance,
                         (int8_t *)(balance + stride));
    memset(full, 0, stride * (size_t)groups);
    memset(channels, 0, sizeof *channels * 2 * TESS_SET_WORDS((size_t)map->channels));
    int64_t saved = 0;
    for (int c = 0; c < map->channels; c++)
        saved += balance[c] > least ? balance[c] - least : 0;
    uint32_t count = 0;
    for (int c = 0; saved > worth && c < map->channels; c++)
        if (balance[c] > least) {
            for (int g = 0; g < groups; g++)
                full[(size_t)g * stride + (size_t)c] = all_steps(steps, group_steps, g);
            channels[c / WORD] |= UINT64_C(1) << c % WORD;
            count++;
        }
    return count;
}
