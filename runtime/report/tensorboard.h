/* What a run tells TensorBoard (train --tensorboard): scalars, histograms and hyperparameters, as messages of
 * tensorboard/compat/proto/summary.proto and tensorboard/plugins/hparams/{plugin_data,api}.proto. The step is the
 * epoch. */
#ifndef TESS_REPORT_TENSORBOARD_H
#define TESS_REPORT_TENSORBOARD_H

#include "engine/prediction.h"
#include "metrics.h"
#include "tess/engine.h"

/* The run that a file is about. */
struct tensorboard_run {
    const struct tess_model *model;
    const struct settings *settings;
    const struct prediction *prediction;
    int training_samples, test_samples;
};

/* Begins a file that is not there yet, or is empty. TESS_IO, as all of these. */
bool tensorboard_start(const char *path, const struct tensorboard_run *run, struct tess_error *error);

/* After an epoch: its row, each image's spike rates from a tally that counts them, the weights. */
bool tensorboard_epoch(const char *path, struct tess_engine *engine, const struct epoch_row *row,
                       const struct tally *rates, struct tess_error *error);

/* After the last update of a run that has come to its end after so many epochs. */
bool tensorboard_end(const char *path, int64_t epochs, struct tess_error *error);

#endif
