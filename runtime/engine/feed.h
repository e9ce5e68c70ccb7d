/* Samples on their way from a data set to an engine: which, in which order, augmented or not. */
#ifndef TESS_ENGINE_FEED_H
#define TESS_ENGINE_FEED_H

#include "tess/data.h"
#include "tess/engine.h"

struct feed {
    const struct tess_dataset *set;
    enum tess_split split;
    const struct tess_draw *draw; /* NULL: no augmentation */
    const int32_t *order;         /* sample number of every place; NULL: file order */
};

/* order [count] becomes a permutation of 0 .. count-1: a pure function of seed and epoch. */
void shuffle(int32_t *order, int count, uint64_t seed, uint64_t epoch);

/* Reads places first .. first+count-1 into the engine's input and label, all threads helping, and sets run->count.
 * False with *error: that of the first sample that cannot be read or holds a number that is not finite. */
bool feed_chunk(const struct feed *feed, struct tess_engine *engine, int first, int count, struct tess_error *error);

/* "training", "validation", "test" */
const char *split_name(enum tess_split split);

#endif
