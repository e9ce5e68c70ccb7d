/* How long the rest of a run takes, by what its images have taken so far. */
#ifndef TESS_RUN_PACE_H
#define TESS_RUN_PACE_H

#include <stdint.h>

enum pace_work { PACE_TRAINING, PACE_EVALUATION, PACE_WORKS };

struct pace {
    double seconds[PACE_WORKS], images[PACE_WORKS];
    double mark; /* the clock, when it was last read */
};

/* Time starts to count. */
void pace_start(struct pace *pace);

/* So many images more of this work have been done since the clock was last read. */
void pace_count(struct pace *pace, enum pace_work work, int64_t images);

/* At the end of an epoch: what lies an epoch back counts half as much from now on, since speed changes with the number
 * of spikes. */
void pace_fade(struct pace *pace);

/* Seconds that so many images of each work will take; NaN before the first has been trained. Until an image has been
 * evaluated it is taken to cost a third of a trained one. */
double pace_left(const struct pace *pace, const int64_t images[PACE_WORKS]);

#endif
