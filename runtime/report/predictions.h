/* What an evaluation makes of every sample, as a file: CSV (RFC 4180; names that end in .csv) or JSON lines (.jsonl),
 * as docs/runs.md defines them. */
#ifndef TESS_REPORT_PREDICTIONS_H
#define TESS_REPORT_PREDICTIONS_H

#include "engine/class_names.h"
#include "files/durable.h"

struct predictions {
    FILE *file;
    bool csv;
    const struct class_names *names;
    bool files;      /* samples are files, which are named */
    bool failed;     /* there was no memory for a name */
    int64_t samples; /* written so far */
    struct durable out;
};

/* Whether a file of this name can be one; otherwise TESS_USAGE. */
bool predictions_check(const char *path, struct tess_error *error);

/* A new file, which must have passed predictions_check; path NULL: JSON lines to stdout. `names` must outlive it;
 * `files`: each sample is a file, whose name is written. TESS_IO. */
bool predictions_open(struct predictions *predictions, const char *path, const struct class_names *names, bool files,
                      struct tess_error *error);

/* The next sample: `file` is the file that it is (not used unless samples are files), label its class in the data,
 * logits [classes] are those that predict. */
void predictions_add(struct predictions *predictions, const char *file, int label, const float *logits);

/* Puts the file in its place, or, where `good` is false, gives it up. A zeroed one is left alone. TESS_IO; TESS_FAILED
 * where memory was short on the way. */
bool predictions_close(struct predictions *predictions, bool good, struct tess_error *error);

#endif
