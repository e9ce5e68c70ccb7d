/* Data sets: samples as float32 frames with labels, split into training, validation and test.
 *
 * A data set is opened once; after that every function here may be called from several threads at once. */
#ifndef TESS_DATA_H
#define TESS_DATA_H

#include <stdint.h>
#include <stdio.h>

#include "tess/error.h"
#include "tess/input.h"
#include "tess/scale.h"

enum tess_split { TESS_TRAIN, TESS_VALIDATION, TESS_TEST, TESS_SPLITS };

struct tess_data_options {
    const char *folder; /* --data; NULL where the data set needs no files */
    int train_limit;    /* the first N training samples that are left after the validation split; 0: all */
    int test_limit;     /* the first N test samples; 0: all */
    uint64_t seed;      /* of the run: what `synthetic` makes its streams from */
};

struct tess_dataset;

/* Opens the data set that `input` names. Returns NULL and fills in *error (code TESS_BAD_DATA: file, byte offset and
 * what was expected) when it is missing or corrupt or does not have the model's shape and classes. The caller closes
 * it. `input` must outlive it. */
struct tess_dataset *tess_dataset_open(const struct tess_input *input, const struct tess_data_options *options,
                                       struct tess_error *error);
void tess_dataset_close(struct tess_dataset *set);

int tess_dataset_count(const struct tess_dataset *set, enum tess_split split);

/* The name of class 0 .. classes-1: from the data set where it has one, otherwise its number. */
const char *tess_dataset_class_name(const struct tess_dataset *set, int label);

/* One line that identifies the data for run.yaml: sizes and a hash of the bytes read. */
const char *tess_dataset_fingerprint(const struct tess_dataset *set);

/* What there is to know of the data that is no error, a line each: what was taken for what, what was left out, which
 * classes have no samples. Of what may be wrong with the data *warning is set: recordings whose clock goes back, and
 * how many events no frame holds for that reason. NULL behind the last one. */
const char *tess_dataset_note(const struct tess_dataset *set, int index, bool *warning);

/* The share of all events that the warnings say no frame holds: 0 .. 1. */
float tess_dataset_lost(const struct tess_dataset *set);

/* Prints them to stderr, "note: ..." or "warning: ..."; `quiet`: warnings alone. */
void tess_dataset_tell(const struct tess_dataset *set, bool quiet);

/* What the values of a split are before normalisation: of numbers the range of the whole file that it comes from. */
struct tess_scale tess_dataset_scale(const struct tess_dataset *set, enum tess_split split);

/* From now on values are divided by this before they are normalised (tess_scale_fit), instead of by what is their own.
 * Not while others read. */
void tess_dataset_divide(struct tess_dataset *set, float divisor);

/* Where the random choices of one reading come from; a NULL pointer means: no augmentation. */
struct tess_draw {
    uint64_t seed;
    uint64_t epoch;
};

/* The file that a sample of a split is, or is a part of, relative to the data's folder, as its bytes are on disk; valid
 * until the set is closed. NULL where samples are no files of their own. */
const char *tess_dataset_file(const struct tess_dataset *set, enum tess_split split, int index);

/* Reads sample `index` of a split into `frames`, float32 [S][C][H][W] with S = 1 for a static input and T otherwise,
 * augmented (if draw) and normalised, and its class into *label. Thread-safe. False with *error on a failure. */
bool tess_dataset_read(const struct tess_dataset *set, enum tess_split split, int index, const struct tess_draw *draw,
                       float *frames, int32_t *label, struct tess_error *error);

#endif
