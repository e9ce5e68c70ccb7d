/* Every setting of the language, as one table: the reader of model files, -D, did-you-mean, the printed model and the
 * reference table in docs/language.md all come from it. */
#ifndef TESSC_SETTINGS_H
#define TESSC_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/words.h"

/* In the order in which a model is printed. Children follow their parent. */
enum setting_id {
    SET_INPUT,
    SET_INPUT_DATASET,
    SET_INPUT_PIPELINE,
    SET_INPUT_ANTIALIAS,
    SET_INPUT_WINDOW,
    SET_INPUT_CLASSES,
    SET_INPUT_PRESENT,
    SET_INPUT_FRAMES,
    SET_INPUT_FRAMES_OF,
    SET_INPUT_FRAMES_BY,
    SET_INPUT_CLOCK,
    SET_INPUT_SENSOR,
    SET_INPUT_AUGMENT,
    SET_INPUT_CROP,
    SET_INPUT_CROP_PAD,
    SET_INPUT_FLIP,
    SET_INPUT_FLIP_P,
    SET_INPUT_CUTOUT,
    SET_INPUT_CUTOUT_P,
    SET_INPUT_NORMALIZE,
    SET_INPUT_MEAN,
    SET_INPUT_STD,
    SET_INPUT_TRAIN,
    SET_INPUT_TEST,
    SET_INPUT_SHUFFLE_FRAMES,
    SET_NEURON,
    SET_NEURON_LEAK,
    SET_NEURON_THRESHOLD,
    SET_NEURON_RESET,
    SET_NEURON_RESET_AMOUNT,
    SET_WEIGHTS,
    SET_WEIGHTS_MODE,
    SET_WEIGHTS_GAIN,
    SET_WEIGHTS_GAIN_START,
    SET_WEIGHTS_BIAS,
    SET_NETWORK,
    SET_CONV,
    SET_CONV_KERNEL,
    SET_CONV_PAD,
    SET_CONV_MAXPOOL,
    SET_CONV_AVGPOOL,
    SET_CONV_SIGNAL,
    SET_CONV_SIGNAL_GRID,
    SET_CONV_LR,
    SET_CONV_LR_TIMES,
    SET_LINEAR,
    SET_LINEAR_SIGNAL,
    SET_LINEAR_SIGNAL_BINS,
    SET_LINEAR_LR,
    SET_LINEAR_LR_TIMES,
    SET_READOUT,
    SET_READOUT_BIAS,
    SET_READOUT_START,
    SET_READOUT_LOSS,
    SET_READOUT_LOSS_SMOOTHING,
    SET_READOUT_LR,
    SET_READOUT_LR_TIMES,
    SET_LEARN,
    SET_LEARN_LAMBDA,
    SET_LEARN_LAMBDA_PRE,
    SET_LEARN_LAMBDA_POST,
    SET_LEARN_ALPHA,
    SET_LEARN_ALPHA_PRE,
    SET_LEARN_ALPHA_POST,
    SET_LEARN_PSI,
    SET_LEARN_PSI_HEIGHT,
    SET_LEARN_PSI_WIDTH,
    SET_LEARN_PSI_SLOPE,
    SET_LEARN_SIGNAL,
    SET_LEARN_SIGNAL_BASIS,
    SET_LEARN_SIGNAL_BASIS_LOW,
    SET_LEARN_SIGNAL_BASIS_TO,
    SET_LEARN_SIGNAL_BASIS_FILE,
    SET_LEARN_SIGNAL_BASIS_SEED,
    SET_LEARN_SIGNAL_LOGITS,
    SET_LEARN_SIGNAL_LOGITS_TIMES,
    SET_LEARN_SIGNAL_LOSS,
    SET_LEARN_SIGNAL_LOSS_OF,
    SET_LEARN_SIGNAL_LOSS_SMOOTHING,
    SET_LEARN_SIGNAL_FROM,
    SET_LEARN_SCHEDULE,
    SET_LEARN_ONLY,
    SET_PREDICT,
    SET_PREDICT_FROM,
    SET_PREDICT_ONLY,
    SET_TRAIN,
    SET_TRAIN_BATCH,
    SET_TRAIN_EPOCHS,
    SET_TRAIN_SEED,
    SET_TRAIN_OPTIMIZER,
    SET_TRAIN_LR,
    SET_TRAIN_MOMENTUM,
    SET_TRAIN_BETA1,
    SET_TRAIN_BETA2,
    SET_TRAIN_EPSILON,
    SET_TRAIN_WEIGHT_DECAY,
    SET_TRAIN_UPDATE,
    SET_TRAIN_WARMUP,
    SET_TRAIN_PLATEAU,
    SET_TRAIN_PLATEAU_ON,
    SET_TRAIN_PLATEAU_FACTOR,
    SET_TRAIN_PLATEAU_PATIENCE,
    SET_TRAIN_PLATEAU_THRESHOLD,
    SET_TRAIN_PLATEAU_MINIMUM,
    SET_TRAIN_ANNEAL,
    SET_TRAIN_ANNEAL_TO,
    SET_TRAIN_VALIDATE,
    SET_EXPECT,
    SET_EXPECT_PARAMETERS,
    SET_EXPECT_CLASSES,
    SET_EXPECT_LAYERS,
    SET_EXPECT_STEPS,
    SETTINGS
};

enum setting_type {
    TYPE_GROUP,         /* nothing of its own, only children */
    TYPE_REAL,          /* a number, kept as float32 */
    TYPE_INTEGER,       /* a whole number, not negative */
    TYPE_FLAG,          /* its name, or its name and on or off */
    TYPE_CHOICE,        /* one of `choices` */
    TYPE_BARE_CHOICE,   /* one of `choices`, written without the setting's name */
    TYPE_SIZE,          /* 3x3 */
    TYPE_INPUT_SIZE,    /* 3x32x32 */
    TYPE_SIZE_OR_WORD,  /* 2x2, or one of `choices` */
    TYPE_REAL_OR_WORD,  /* 0.1, or one of `choices` */
    TYPE_REALS,         /* several numbers */
    TYPE_REALS_OR_FILE, /* several numbers, or the name of a file that holds them */
    TYPE_SOURCES,       /* a layer, `sum of` several, or one of `choices` */
    TYPE_LAYERS         /* names of layers, up to the end or the name of a setting */
};

/* Real numbers other than 0 are at least so large, wherever 0 is in their range: what is smaller may be no normal
 * number of float32. */
#define SETTING_TINY 1e-30

/* Sides of a range that do not belong to it. */
enum range { RANGE_CLOSED, RANGE_ABOVE = 1, RANGE_BELOW = 2, RANGE_OPEN = 3 };

/* Where the resolved model keeps a setting's value: a float, an int, a uint64_t, a bool or an enum at that offset, by
 * the setting's type and its size. fields.h stores, compares and prints by it. */
enum field_of { FIELD_NOWHERE, FIELD_OF_MODEL, FIELD_OF_LAYER };

struct field {
    enum field_of of;
    size_t offset, size;
    enum word_set words; /* of choices: those of the enum; also where the value is kept nowhere as it is */
    const char *key;     /* in the printed model */
};

struct setting {
    const char *path;   /* "learn.alpha.post": how -D names it */
    const char *phrase; /* how a file names it: NULL: the path's last word; "": it has no name, only its place */
    enum setting_type type;
    const char *unit; /* "ms", "steps"; NULL: none */
    double low, high; /* of numbers, and of each number of a size; both 0: any */
    enum range range;
    const char *choices;     /* "subtract|zero" */
    const char *with;        /* the choices of the parent that it goes with: "sgd|nesterov"; of input.dataset:
                              each says itself; NULL: all */
    const char *fallback;    /* the default as one would write it; NULL: see `otherwise` */
    const char *otherwise;   /* the default in words: "the threshold", "required", "none" */
    const char *description; /* one line */
    struct field field;
};

extern const struct setting settings[SETTINGS];

/* The setting that contains this one, or SETTINGS for a block of its own. */
enum setting_id setting_parent(enum setting_id id);

/* Is it one of the settings that `outer` contains, at any depth? They follow it in the table. */
bool setting_is_inside(enum setting_id outer, enum setting_id id);

/* Is it one that layers may have their own of: neuron, weights, psi and, in their signal, basis and logits? And is it
 * one of those or inside of one? */
bool setting_is_layered(enum setting_id id);
bool setting_is_in_layered(enum setting_id id);

/* May `id` be written inside `parent`? Layers may also hold what is layered. */
bool setting_is_child(enum setting_id parent, enum setting_id id);
bool setting_has_children(enum setting_id id);

/* Can it be followed by a block? */
bool setting_takes_block(enum setting_id id);

/* The words that name it in a file: "shuffle frames". Empty for settings that only have a place. */
const char *setting_phrase(enum setting_id id);

/* The setting of a path; SETTINGS if there is none. */
enum setting_id setting_of_path(const char *path);

/* The number of `choice` in "a|b c|d", -1 if it is not there; and choice number `index`, of *length bytes, NULL behind
 * the last one. */
int choice_index(const char *choices, const char *choice);
const char *choice_at(const char *choices, int index, int *length);

/* Does it go with this choice of its parent? */
bool setting_goes_with(enum setting_id id, int parent_choice);

#endif
