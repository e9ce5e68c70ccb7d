/* What a run tells TensorBoard (train --tensorboard): scalars, histograms and hyperparameters, as messages of
 * tensorboard/compat/proto/summary.proto and tensorboard/plugins/hparams/{plugin_data,api}.proto. The step is the
 * epoch. */
#ifndef TESS_CORE_TENSORBOARD_H
#define TESS_CORE_TENSORBOARD_H

#include "metrics.h"
#include "trainer.h"

/* The evaluation whose images' spike rates are shown: validation, or where it has no samples the test. */
struct tally *tensorboard_tally(struct trainer *trainer);

/* These do nothing where trainer->logs is false. TESS_IO, TESS_FAILED in trainer->error. */

/* Begins the file, for a new run afresh. Of a resumed run what is later than its state is removed; a note on stderr
 * tells of epochs that are missing. */
bool tensorboard_start(struct trainer *trainer, bool afresh);

/* After an epoch: its row, each image's spike rates, the weights. */
bool tensorboard_epoch(struct trainer *trainer, const struct epoch_row *row);

/* After the last update, where the run has come to its end. */
bool tensorboard_end(struct trainer *trainer);

#endif
