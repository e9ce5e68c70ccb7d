/* One batch, or one pass over a split, through an engine. */
#ifndef TESS_ENGINE_BATCH_H
#define TESS_ENGINE_BATCH_H

#include "feed.h"
#include "tally.h"

struct batch_rate {
    double learning_rate;
    double *powers; /* [2] beta1^n and beta2^n of the last update (1, 1 before the first), moved on by one */
};

/* Trains with the places first .. first+size-1 of the feed as a batch; sums go to the tally. False with *error when a
 * sample cannot be read (TESS_BAD_DATA) or a loss is not finite (TESS_FAILED). */
bool batch_train(struct tess_engine *engine, const struct feed *feed, int first, int size, struct tally *tally,
                 const struct batch_rate *rate, struct tess_error *error);

/* A pass over a split, in file order. */
struct evaluation {
    const struct tess_dataset *set;
    enum tess_split split;
    int limit;                                /* the first so many samples; 0: all */
    bool (*go_on)(void *context, int images); /* called before every chunk; false stops it; NULL: never */
    void (*each)(void *context, const struct tess_run *run); /* called with every chunk that was evaluated; NULL: not */
    void *context;
};

/* Runs it; the tally is cleared first. Returns true also when go_on stopped it: the tally then lacks images. */
bool evaluate(struct tess_engine *engine, const struct evaluation *evaluation, struct tally *tally,
              struct tess_error *error);

/* Samples that it covers. */
int evaluation_size(const struct evaluation *evaluation);

#endif
