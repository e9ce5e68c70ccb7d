/* Traces of a layer's input, for trainers that go step by step. */
#include "tess/traces.h"

void tess_plane_of_bits(const uint8_t *words, const struct tess_map *map, float *plane)
{
    const int positions = map->height * map->width;
    for (int p = 0; p < positions; p++, words += map->stride)
        for (int c = 0; c < map->channels; c++)
            plane[(size_t)c * (size_t)positions + (size_t)p] = (float)(words[c] & 1);
}

void tess_plane_of_counts(const uint16_t *counts, const struct tess_map *map, float scale, float *plane)
{
    const int positions = map->height * map->width;
    for (int p = 0; p < positions; p++, counts += map->stride)
        for (int c = 0; c < map->channels; c++)
            plane[(size_t)c * (size_t)positions + (size_t)p] = (float)counts[c] * scale;
}

void tess_trace(float *trace, const float *x, size_t count, float decay, bool first, float *plane)
{
    for (size_t i = 0; i < count; i++)
        plane[i] = trace[i] = first ? x[i] : decay * trace[i] + x[i];
}
