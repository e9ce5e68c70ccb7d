/* Looking at data that no model has been written for yet. */
#ifndef TESS_SURVEY_H
#define TESS_SURVEY_H

#include "tess/data.h"

enum { TESS_NOTE = 200 };

struct tess_survey {
    struct tess_input
        input; /* what a model of this data would say: data set, shape, classes, T of events, normalisation */
    char note[TESS_NOTE]; /* what else there is to say, a line: "pictures of 20x30 to 640x480 pixels"; may be empty */
    int measured;         /* training samples that mean and deviation were taken from; 0: they were not */
    struct tess_dataset *set; /* open, as `input` describes it */
};

/* Recognises the data set in `folder` (or a file, .npz) by its files, opens it, and measures mean and deviation of each
 * channel on its training samples (10,000 of them at most, evenly spread). Events are given no mean, so that where
 * nothing happens stays zero; their deviation is the root of their mean square. A channel that never changes has
 * deviation 1. Data of more than TESS_MAX_CHANNELS channels is not measured, and not normalised. Everything that
 * opening a data set finds wrong is found here as well: false with *error (TESS_BAD_DATA, TESS_IO). The survey must
 * stay where it is until it is closed. */
bool tess_survey_open(struct tess_survey *survey, const char *folder, struct tess_error *error);
void tess_survey_close(struct tess_survey *survey);

#endif
