/* What a model says about its input: compiled into the trainer, read by the data sets. */
#ifndef TESS_INPUT_H
#define TESS_INPUT_H

#include <stdbool.h>

enum tess_framing { TESS_FRAMES_NONE, TESS_FRAMES_BY_TIME, TESS_FRAMES_BY_COUNT };

/* What is done about a camera's clock that goes back within a recording: docs/datasets.md. */
enum tess_clock {
    TESS_CLOCK_AS_IS,     /* events in the order of the file, frames by time from its first event on */
    TESS_CLOCK_SORT,      /* in the order of their time stamps, frames by time from the earliest on */
    TESS_CLOCK_LAST_RESET /* only those after the clock's last reset */
};

enum tess_pipeline {
    TESS_PIPELINE_PAPER,    /* as the paper describes it */
    TESS_PIPELINE_PUBLISHED /* what the published code does, its defects included: docs/datasets.md */
};

enum tess_validation {
    TESS_VALIDATE_SHARE,  /* the last `validation_share` of the training samples, in file order */
    TESS_VALIDATE_ON_TEST /* the test set serves as validation set (the published behaviour) */
};

enum { TESS_MAX_CHANNELS = 16 };

struct tess_input {
    const char *dataset; /* its name, of tess/data_sets.h */
    int channels, height, width;
    int steps;      /* T, time steps that one sample is shown for */
    bool is_static; /* one image shown at every step; otherwise `steps` frames */
    int classes;

    enum tess_framing framing;       /* events to frames; TESS_FRAMES_NONE for images */
    float frame_ms;                  /* by time: length of one frame */
    enum tess_clock clock;           /* of recordings */
    int sensor_width, sensor_height; /* of the camera, where recordings do not say, pixels; 0: not told */

    enum tess_pipeline pipeline;
    float window_ms; /* dvs_gesture: training samples are cut to this length */
    bool antialias;  /* dvs_gesture, published: how training frames are resized */

    bool normalize; /* x = (pixel / 255 - mean) / deviation for images; (x - mean) / deviation otherwise */
    float mean[TESS_MAX_CHANNELS], deviation[TESS_MAX_CHANNELS];

    int crop_pad;             /* augment: zero-pad by this much and crop at random; 0: off */
    float flip_probability;   /* augment: mirror left to right */
    float cutout_probability; /* augment: erase a random rectangle */

    enum tess_validation validation;
    float validation_share; /* of the training set: 0 to 0.9 */

    bool shuffle_frames; /* the frames of every sample in a random order (a control experiment: no motion) */
    int synthetic_train, synthetic_test; /* synthetic: samples an epoch and samples in the test set */
};

#endif
