/* run.yaml: what ran, where, on which data. */
#ifndef TESS_REPORT_RUN_REPORT_H
#define TESS_REPORT_RUN_REPORT_H

#include "engine/class_names.h"
#include "engine/settings.h"
#include "files/folder.h"
#include "tess/model.h"

struct run_report {
    const struct settings *settings;
    int threads;
    const char *data, *fingerprint; /* folder (NULL: none), tess_dataset_fingerprint */
    const char *init;               /* NULL: none */
    const char *predict_from;       /* in a model file's words */
    int samples[3];                 /* training, validation, test */
    const struct class_names *names;
};

/* Writes it: TESS_IO. */
bool run_report_write(const struct run_folder *folder, const struct tess_model *model, const struct run_report *report,
                      struct tess_error *error);

/* Notes in run.yaml that a run goes on. */
bool run_report_resumed(const struct run_folder *folder, int64_t updates, struct tess_error *error);

#endif
