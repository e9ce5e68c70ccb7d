/* What MODEL train tells on stdout: a line an epoch and two at the end for people, JSON objects for programs
 * (--progress json, described in docs/runs.md), nothing with --quiet. */
#ifndef TESS_RUN_TRAIN_OUTPUT_H
#define TESS_RUN_TRAIN_OUTPUT_H

#include "report/metrics.h"
#include "trainer.h"

/* Before the first update. */
void train_output_start(const struct trainer *trainer);

/* After an epoch; seconds_left: of the whole run. */
void train_output_epoch(const struct trainer *trainer, const struct epoch_row *row, double seconds_left);

/* When all is over, whatever trainer->error says; the trainer may have failed to open. */
void train_output_end(const struct trainer *trainer);

#endif
