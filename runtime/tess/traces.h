/* Traces, step by step. */
#ifndef TESS_TRACES_H
#define TESS_TRACES_H

#include "tess/patterns.h"

/* A step's input of one image as float32 [channels][height][width]: spikes (words [height * width][stride], bit 0), or
 * counts of the same layout times scale. */
void tess_plane_of_bits(const uint8_t *words, const struct tess_map *map, float *plane);
void tess_plane_of_counts(const uint16_t *counts, const struct tess_map *map, float scale, float *plane);

/* trace[t] = decay * trace[t-1] + x[t], of `count` numbers; `first`: there is no step before.
 * A copy goes to `plane`. */
void tess_trace(float *trace, const float *x, size_t count, float decay, bool first, float *plane);

#endif
