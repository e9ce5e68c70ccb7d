/* Inputs that are not spikes (images, event counts, average-pooled spikes) as lists of their nonzero values. */
#include "tess/values.h"

void tess_forward_values(const float *frames, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values)
{
    const int positions = map->height * map->width;
    uint32_t next = 0;
    for (int t = 0; t < steps; t++)
        for (int p = 0; p < positions; p++) {
            if (p == 0 || !flat)
                *begin++ = next;
            for (int c = 0; c < map->channels; c++) {
                const float x = frames[((size_t)t * (size_t)map->channels + (size_t)c) * (size_t)positions + (size_t)p];
                if (x != 0)
                    values[next++] =
                        (struct tess_value){.amount.real = x, .row = (uint32_t)(flat ? p * map->channels + c : c)};
            }
        }
    *begin = next;
}

void tess_row_values(const float *frames, int steps, const struct tess_map *map, uint32_t *begin,
                     struct tess_spot *spots)
{
    const size_t positions = (size_t)(map->height * map->width);
    uint32_t next = 0;
    for (int t = 0; t < steps; t++, frames += (size_t)map->channels * positions)
        for (int y = 0; y < map->height; y++) {
            *begin++ = next;
            for (int x = 0; x < map->width; x++)
                for (int c = 0; c < map->channels; c++) {
                    const float amount = frames[(size_t)c * positions + (size_t)(y * map->width + x)];
                    if (amount != 0)
                        spots[next++] = (struct tess_spot){amount, (uint16_t)x, (uint16_t)c};
                }
        }
    *begin = next;
}

/* Appends a value to its channel's list. */
static void append(float x, size_t channel, uint32_t row, uint32_t *lengths, struct tess_value *values, int capacity)
{
    values[channel * (size_t)capacity + lengths[channel]++] = (struct tess_value){.amount.real = x, .row = row};
}

void tess_gradient_values(const float *frames, int steps, const struct tess_map *map, bool flat, int first_row,
                          int rows, const struct tess_table *table, uint32_t *lengths, struct tess_value *values,
                          int capacity)
{
    const int positions = map->height * map->width;
    for (int y = first_row; y < first_row + rows; y++)
        for (int x = 0; x < map->width; x++)
            for (int t = 0; t < steps; t++)
                for (int c = 0; c < map->channels; c++) {
                    const int p = y * map->width + x;
                    const float value =
                        frames[((size_t)t * (size_t)map->channels + (size_t)c) * (size_t)positions + (size_t)p];
                    if (value == 0)
                        continue;
                    const int at = table->first + (flat ? 0 : (y - first_row) * table->pitch + x);
                    append(value, (size_t)(flat ? p * map->channels + c : c), (uint32_t)(at + t * table->plane),
                           lengths, values, capacity);
                }
}

void tess_forward_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values)
{
    const int positions = map->height * map->width;
    uint32_t next = 0;
    for (int t = 0; t < steps; t++)
        for (int p = 0; p < positions; p++) {
            const uint16_t *count = counts + ((size_t)t * (size_t)positions + (size_t)p) * (size_t)map->stride;
            if (p == 0 || !flat)
                *begin++ = next;
            for (int c = 0; c < map->channels; c++)
                if (count[c])
                    values[next++] = (struct tess_value){.amount.count = count[c],
                                                         .row = (uint32_t)(flat ? p * map->channels + c : c)};
        }
    *begin = next;
}

void tess_gradient_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, float scale,
                          int first_row, int rows, const struct tess_table *table, uint32_t *lengths,
                          struct tess_value *values, int capacity)
{
    const int positions = map->height * map->width;
    for (int y = first_row; y < first_row + rows; y++)
        for (int x = 0; x < map->width; x++)
            for (int t = 0; t < steps; t++) {
                const int p = y * map->width + x;
                const uint16_t *count = counts + ((size_t)t * (size_t)positions + (size_t)p) * (size_t)map->stride;
                const int at = table->first + (flat ? 0 : (y - first_row) * table->pitch + x);
                for (int c = 0; c < map->channels; c++)
                    if (count[c])
                        append((float)count[c] * scale, (size_t)(flat ? p * map->channels + c : c),
                               (uint32_t)(at + t * table->plane), lengths, values, capacity);
            }
}
