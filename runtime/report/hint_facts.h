/* What hints go by, and what a run remembers of them: types of report/hints.h. */
#ifndef TESS_REPORT_HINT_FACTS_H
#define TESS_REPORT_HINT_FACTS_H

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

#endif
