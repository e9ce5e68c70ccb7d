/* A model small enough to write down by hand, and data for it: softmax regression on 4 x 4 images of three classes,
 * with one made-up layer, which learns nothing, so that spikes, local losses and a layer's own prediction have
 * something to count. The data sets's functions of tess/data.h are defined in toy_data.c instead of libtess's. */
#ifndef TOY_H
#define TOY_H

#include "tess/model.h"

enum { TOY_CLASSES = 3, TOY_PIXELS = 16, TOY_CHUNK = 5, TOY_TRAIN = 52, TOY_VALIDATION = 13, TOY_TEST = 17 };

extern const struct tess_model toy_model;

/* What toy_data.c does next: a training sample that cannot be read or holds a number that is not finite (-1: none), a
 * sample that takes this many microseconds, whether there is a validation set, and what the data is. */
extern int toy_broken_sample, toy_infinite_sample, toy_delay;
extern int toy_validation;
extern const char *toy_fingerprint;

/* The update (1: the first) that sets a parameter to a bad value; 0: none. Whether its one layer counts no spikes at
 * all, or all that there can be. */
extern int toy_poisoned_update, toy_silent, toy_saturated;
extern float toy_poison; /* that value: NaN, unless a test says otherwise */

#endif
