/* Learning-rate schedule: warm-up, then annealing to the last update. With n updates done of the N after the warm-up,
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

/* Updates of a warm-up of so many epochs of `steps` updates each: the nearest whole number, at least one if epochs > 0.
 */
int64_t tess_warmup_updates(double epochs, int64_t steps);

/* The rate of the update after `done` others, where `rate` is what it would be without the warm-up's `updates`: the
 * first has rate / updates, the last of the warm-up and those after it `rate`. */
double tess_warmed(double rate, int64_t done, int64_t updates);

#endif
