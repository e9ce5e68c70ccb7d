/* Whether a data set's values are what weights and model expect. */
#ifndef TESS_RUN_SCALES_H
#define TESS_RUN_SCALES_H

#include "tess/data.h"
#include "tess/samples.h"

/* Brings the data set to the scale that the weights were trained on; a note on stderr says so where that changes
 * anything. TESS_BAD_DATA where it is not certain how. Weights that do not say it change nothing. */
bool scales_fit(struct tess_dataset *set, enum tess_split split, const char *weights, struct tess_error *error);

/* A warning on stderr where the test samples are on another scale than those of training. */
void scales_compare_test(const struct tess_dataset *set);

/* A note on stderr where weights that training starts from were trained on another scale than it has. */
bool scales_compare_init(const struct tess_dataset *set, const char *weights, struct tess_error *error);

/* A warning on stderr where some samples of a split, normalised, are far from mean 0 and deviation 1 (static images
 * without `normalize`: far from 1 in size). What cannot be read is left for others to tell.
 * frames: room for a sample, tess_input_count(input) numbers; what stood there is lost. */
void scales_watch(const struct tess_dataset *set, enum tess_split split, const struct tess_input *input, float *frames);

/* The same of a file of samples, of which arrays of numbers are watched; and a warning where one sample's values can
 * hardly be on the scale of training. Returns whether it warned. */
bool scales_watch_file(const struct tess_samples *file, const char *path, const struct tess_scale *trained,
                       const struct tess_input *input, float *frames);

#endif
