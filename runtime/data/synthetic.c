#include <stdio.h>
#include <stdlib.h>

#include "loader.h"
#include "synthetic_stream.h"

struct synthetic {
    uint64_t seed;
};

static bool check_input(const struct tess_input *input, struct tess_error *error)
{
    if (input->channels < 1 || input->channels > SYNTHETIC_MAX_CHANNELS)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set synthetic: expected 1 channel (events) or 2 (ON and OFF events), the model has %d",
                         input->channels);
    if (input->height < SYNTHETIC_MIN_SIDE || input->height > SYNTHETIC_MAX_SIDE || input->width < SYNTHETIC_MIN_SIDE ||
        input->width > SYNTHETIC_MAX_SIDE)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set synthetic: expected %d to %d pixels a side, the model has %dx%d", SYNTHETIC_MIN_SIDE,
                         SYNTHETIC_MAX_SIDE, input->height, input->width);
    if (input->classes < 2 || input->classes > SYNTHETIC_MOTIONS)
        return tess_fail(error, TESS_BAD_DATA, "data set synthetic: expected 2 to %d classes, the model has %d",
                         SYNTHETIC_MOTIONS, input->classes);
    if (input->synthetic_train < 1 || input->synthetic_test < 1)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set synthetic: expected at least 1 training and 1 test sample, the model has %d and %d",
                         input->synthetic_train, input->synthetic_test);
    return true;
}

static bool synthetic_open(struct stored *stored, const struct tess_data_options *options, struct tess_error *error)
{
    const struct tess_input *input = stored->input;
    if (!check_input(input, error))
        return false;
    struct synthetic *self = malloc(sizeof *self);
    if (!self)
        return tess_fail(error, TESS_FAILED, "data set synthetic: out of memory");
    self->seed = options->seed;
    stored->self = self;
    stored->count[TESS_TRAIN] = input->synthetic_train;
    stored->count[TESS_TEST] = input->synthetic_test;
    stored->white = 1;
    stored->class_name = synthetic_motion_name;
    snprintf(stored->fingerprint, sizeof stored->fingerprint,
             "%d motions, %d training and %d test streams of %d frames, seed %llu", input->classes,
             input->synthetic_train, input->synthetic_test, input->steps, (unsigned long long)options->seed);
    return true;
}

/* Streams are made as they are asked for. The split is part of the key, so no training stream is ever a test stream;
 * so is the epoch of a training sample, which is another stream each time. */
static bool synthetic_read(const struct stored *stored, enum tess_split split, int index, const struct tess_draw *draw,
                           float *frames, int32_t *label, struct tess_error *error)
{
    const struct synthetic *self = stored->self;
    const struct tess_input *input = stored->input;
    const struct synthetic_size size = {input->channels, input->height, input->width, input->steps};
    uint64_t sample = ((uint64_t)split << 32) + (uint64_t)index;
    struct tess_random random = tess_random_stream(self->seed, TESS_RANDOM_SYNTHETIC, draw ? draw->epoch : 0, sample);
    *label = index % input->classes;
    return synthetic_stream(&size, *label, &random, frames) ||
           tess_fail(error, TESS_FAILED, "data set synthetic: out of memory");
}

static bool synthetic_label(const struct stored *stored, enum tess_split split, int index, int32_t *label,
                            struct tess_error *error)
{
    (void)split;
    (void)error;
    *label = index % stored->input->classes;
    return true;
}

static void synthetic_close(struct stored *stored)
{
    free(stored->self);
    stored->self = NULL;
}

const struct loader synthetic_loader = {
    .about = {.name = "synthetic",
              .text = "synthetic event streams",
              .classes = SYNTHETIC_MOTIONS,
              .form = TESS_DATA_FRAMES,
              .settings = "train|test"},
    .open = synthetic_open,
    .read = synthetic_read,
    .label = synthetic_label,
    .close = synthetic_close,
};
