/* Inputs that are not spikes, as lists of the values that are not zero. */
#ifndef TESS_VALUES_H
#define TESS_VALUES_H

#include "tess/patterns.h"

/* One nonzero value: which channel (forward) or table row (gradient), and how much. */
struct tess_value {
    union {
        float real;
        int32_t count;
    } amount;
    uint32_t row;
};

/* Frames of one image, float32 [steps][channels][height][width], as lists: value and channel by (step, position).
 *   begin [steps * positions + 1] (flat: [steps + 1]) where each list starts */
void tess_forward_values(const float *frames, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values);

/* One nonzero value of a row of the map, for sums of a whole row of the output. */
struct tess_spot {
    float amount;
    uint16_t column, channel;
};

/* The nonzero values of an image's frames [steps][channels][height][width], row by row, by column and then channel:
 *   begin [steps * height + 1] where each row starts */
void tess_row_values(const float *frames, int steps, const struct tess_map *map, uint32_t *begin,
                     struct tess_spot *spots);

/* The same as tess_forward_values by channel: a step is a slot. lengths and values are appended to. `first_row` and
 * `rows` name the rows of the map. */
void tess_gradient_values(const float *frames, int steps, const struct tess_map *map, bool flat, int first_row,
                          int rows, const struct tess_table *table, uint32_t *lengths, struct tess_value *values,
                          int capacity);

/* Average-pooled spikes of one image, counts [steps][positions][stride], as the two functions above have it; the
 * forward lists hold whole counts, the gradient's hold count * scale. */
void tess_forward_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, uint32_t *begin,
                         struct tess_value *values);
void tess_gradient_counts(const uint16_t *counts, int steps, const struct tess_map *map, bool flat, float scale,
                          int first_row, int rows, const struct tess_table *table, uint32_t *lengths,
                          struct tess_value *values, int capacity);

#endif
