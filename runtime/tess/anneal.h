/* Learning-rate schedule: annealing, from the first update to the last. With n updates done of N,
 *     linear: rate[n] = to + (from - to) (1 - n / N)
 *     cosine: rate[n] = to + (from - to) (1 + cos(pi n / N)) / 2
 * (Loshchilov and Hutter, "SGDR", 2017, equation 5, one period; PyTorch's CosineAnnealingLR, stepped after every
 * update). */
#ifndef TESS_ANNEAL_H
#define TESS_ANNEAL_H

#include <stdint.h>

#include "tess/model.h"

/* The learning rate of the update after `done` others, done >= 0; `to` from N on. TESS_ANNEAL_OFF: `from`. The same
 * bits everywhere. */
double tess_annealed(enum tess_annealing kind, double from, double to, int64_t done, int64_t all);

#endif
