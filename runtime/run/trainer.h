/* A training run in memory. */
#ifndef TESS_RUN_TRAINER_H
#define TESS_RUN_TRAINER_H

#include "engine/batch.h"
#include "engine/class_names.h"
#include "options.h"
#include "pace.h"
#include "report/progress.h"
#include "state.h"

struct trainer {
    const struct tess_model *model;
    const struct options *options;
    struct tess_error *error;

    struct tess_engine *engine;
    struct tess_dataset *set;
    struct class_names names;
    struct tess_scale inputs; /* of the training samples */
    struct run_folder folder;
    struct training_state state;
    struct tally validation, test; /* of an epoch's end */
    int32_t *order;                /* [samples]: this epoch's */
    int samples, batch;
    int64_t steps; /* an epoch */

    struct progress progress;
    struct pace pace;
    int64_t evaluated; /* images since this epoch's updates ended, of splits that are done */
    bool logs;         /* for TensorBoard */
    bool stopped;      /* a signal asked for it */
    double seconds;    /* spent on this epoch's updates by this process */
    int64_t timed;     /* images of them */
    double updating;   /* seconds spent on all updates of this process */
};

/* Everything up to the first update: engine, data, run directory, initial or resumed state. */
bool trainer_open(struct trainer *trainer, const struct tess_model *model, const struct options *options,
                  struct tess_error *error);
void trainer_close(struct trainer *trainer);

/* What it has come to predict from: by the last epoch that ended, where that decides. */
struct prediction trainer_prediction(const struct trainer *trainer);

/* The evaluation whose images' spike rates TensorBoard shows: validation, or where it has no samples the test. */
struct tally *trainer_rates(struct trainer *trainer);

/* Writes state.safetensors. */
bool trainer_checkpoint(struct trainer *trainer);

#endif
