/* What an evaluation makes of every sample, as a file: CSV (RFC 4180; names that end in .csv) or JSON lines (.jsonl),
 * as docs/runs.md defines them. */
#ifndef TESS_CORE_PREDICTIONS_H
#define TESS_CORE_PREDICTIONS_H

#include "class_names.h"
#include "durable.h"

struct predictions {
    FILE *file;
    bool csv;
    const struct class_names *names;
    int64_t samples; /* written so far */
    struct durable out;
};

/* Whether a file of this name can be one; otherwise TESS_USAGE. */
bool predictions_check(const char *path, struct tess_error *error);

/* A new file, which must have passed predictions_check; path NULL: JSON lines to stdout. `names` must outlive it.
 * TESS_IO. */
bool predictions_open(struct predictions *predictions, const char *path, const struct class_names *names,
                      struct tess_error *error);

/* The next sample: label is its class in the data, logits [classes] are those that predict. */
void predictions_add(struct predictions *predictions, int label, const float *logits);

/* Puts the file in its place, or, where `good` is false, gives it up. A zeroed one is left alone. */
bool predictions_close(struct predictions *predictions, bool good, struct tess_error *error);

#endif
