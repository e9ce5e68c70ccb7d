/* Hints: what keeps a run from learning, told while there is still time to start another one, each with the setting
 * that cures it. They look at sums that are gathered anyway, and change nothing of the run. */
#ifndef TESS_REPORT_HINTS_H
#define TESS_REPORT_HINTS_H

#include <stdio.h>

#include "engine/tally.h"

/* What a run remembers of its hints; all zero at its start. Part of its state. */
struct hints {
    int64_t told;   /* a bit for each that was: none is told twice */
    int64_t behind; /* so many epochs in a row a layer has known more than what is predicted from */
};

/* What hints go by. */
struct hint_facts {
    const struct tess_model *model;
    const struct prediction *prediction;
    int way;                      /* by which it predicts: prediction.h */
    const struct tally *training; /* of the epoch that has ended; NULL before the first */
    const struct tally *judged;   /* of the epoch's validation samples, or where there are none its training */
    const char *judged_name;      /* "validation" */
    double lost;                  /* share of the recordings' events that no frame holds */
    int bad_epochs;               /* in a row in which a plateau's loss did not fall */
    int64_t epochs;               /* of the run */
    double learning_rate, warmup; /* epochs of warm-up */
    bool schedule_from_options;   /* epochs or warm-up are not the model's, which the compiler has looked at */
};

/* Tells on `out` what holds and has not been told: a line each, those about data first, those about thresholds last.
 * Called before the first epoch and at the end of each. */
void hints_tell(struct hints *hints, const struct hint_facts *facts, FILE *out);

#endif
