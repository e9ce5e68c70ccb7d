/* What a data set's format has to provide: the samples as they are stored. Splitting, limits, augmentation, the order
 * of frames and normalisation are the same for all formats and live in dataset.c. A new format is a new `struct loader`
 * and a row of TESS_DATA_SETS (tess/data_sets.h): docs/adding.md goes through
 * one. */
#ifndef TESS_DATA_LOADER_H
#define TESS_DATA_LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include "notes.h"
#include "tess/data_sets.h"
#include "tess/survey.h"

/* An open data set. The loader's `open` fills it in; it is zeroed before, but for `input`. */
struct stored {
    const struct tess_input *input; /* what the model expects */
    void *self;                     /* the loader's own state */
    int count[TESS_SPLITS];         /* stored samples; TESS_VALIDATION 0: to be taken from the training set */
    bool split_by_class;            /* validation is the last share of each class, not of the whole */
    float white;                    /* 255: values are pixels, 0 .. 255, and are divided by it; 1: used as they are */
    struct tess_scale scale[TESS_SPLITS]; /* of training and test, where they are numbers; zeroed otherwise */
    const char *const *class_name; /* [input->classes], owned by self; NULL: classes are called by their number */
    float lost;                    /* the share of the events that no frame holds, as warnings among the notes say */
    struct notes notes;            /* what there is to tell; freed by the data set */
    char fingerprint[160];         /* sizes and a hash of the data: "6 files, 184380000 bytes, crc32 1c2d3e4f" */
};

struct loader {
    /* What others know of it. `open` is called for inputs that have its form, and its shape and classes where it has a
     * height of its own; and with options->folder set where it needs one: the user gets a message first. */
    struct tess_data_set about;
    bool own_labels; /* the user's own numbers: how many classes there are follows from them */

    /* Opens the data and checks it against stored->input: shape, classes, every label. On failure everything is
     * released again, *error is filled in (code TESS_BAD_DATA) and false returned. */
    bool (*open)(struct stored *stored, const struct tess_data_options *options, struct tess_error *error);

    /* Reads one stored sample: frames is float32 [S][C][H][W] (S = 1 for images, else T; nothing normalised), its
     * class goes into *label. `index` is 0 .. count[split]-1. `draw` is NULL but for training samples, and matters only
     * to data that is made on the fly anew each epoch. Called from several threads at once. */
    bool (*read)(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                 float *frames, int32_t *label, struct tess_error *error);

    /* The class of a stored sample, without reading the sample, into *label. */
    bool (*label)(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                  struct tess_error *error);

    /* The path of the file that a stored sample is or is a part of, as it was opened. NULL: samples are no files. */
    const char *(*file)(const struct stored *stored, enum tess_split split, int index);

    void (*close)(struct stored *stored);

    /* Whether the files in FOLDER are laid out as this data set's, into *mine. If they are, *input gets what they say
     * and `about` does not: shape, classes, is_static, and T of events; and `note` what else a person may want to know
     * of them, a line. NULL where it cannot be told by looking. Fails as `open` does, where they are this data set's
     * but cannot be used. */
    bool (*recognize)(const char *folder, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                      struct tess_error *error);
};

/* The loader of data set `number`; NULL behind the last one. */
const struct loader *loader_at(int number);

#define TESS_DECLARE_LOADER(name) extern const struct loader name##_loader;
TESS_DATA_SETS(TESS_DECLARE_LOADER)
#undef TESS_DECLARE_LOADER

#endif
