/* All that a training run needs to go on bit for bit, apart from model and data. */
#ifndef TESS_RUN_STATE_H
#define TESS_RUN_STATE_H

#include "engine/settings.h"
#include "engine/tally.h"
#include "files/folder.h"
#include "report/hints.h"
#include "tess/engine.h"
#include "tess/plateau.h"

struct training_state {
    struct settings settings;
    struct prediction prediction; /* chosen at the start, as the settings are */
    int64_t way, best_way;        /* by which it predicts: of the last epoch that ended, and of best_epoch */
    int64_t epoch, step;          /* where the next update is: both from 0 */
    int64_t updates;              /* so far */
    double powers[2];             /* beta1^updates, beta2^updates */
    struct tally tally;           /* of this epoch so far */
    struct tess_plateau plateau;
    struct hints hints;
    int64_t best_epoch; /* from 1; 0: none yet */
    struct result best; /* on what it was chosen by */
    struct result best_test;
    int64_t metrics_size[2]; /* bytes of metrics.jsonl and metrics.csv */
};

/* False when out of memory. */
bool state_open(struct training_state *state, const struct tess_model *model, const struct settings *settings,
                const struct prediction *prediction, struct tess_error *error);
void state_close(struct training_state *state);

/* Writes state.safetensors: parameters, moments, *state, and what model and data they belong to. The one before is kept
 * as state.previous.safetensors. */
bool state_write(struct training_state *state, struct tess_engine *engine, const struct run_folder *folder,
                 const char *fingerprint, struct tess_error *error);

/* Reads it back into *state (which is open) and the engine; `prepare` is still to be run. A damaged file is passed over
 * for the previous one, with a note on stderr. *fingerprint is the data's, malloc'ed. TESS_BAD_DATA where there is no
 * whole one or another libtess wrote it in another format, TESS_BAD_MODEL where it is another model's. */
bool state_read(struct training_state *state, struct tess_engine *engine, const struct run_folder *folder,
                char **fingerprint, struct tess_error *error);

#endif
