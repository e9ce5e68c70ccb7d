/* A golden case: a folder of arrays with parameters and batches, as the probe reads it and writes one. */
#ifndef TESS_PROBE_CASE_H
#define TESS_PROBE_CASE_H

#include "tess/array.h"
#include "tess/model.h"

struct batch {
    int number; /* the one in its files' names */
    int size;
    float *input;   /* [size][S][C][H][W] */
    int32_t *label; /* [size]; zeros where not read */
};

/* Whether FOLDER/NAME.npy or NAME.npy.gz is there. */
bool case_has(const char *folder, const char *name);

/* Reads FOLDER/NAME.npy, which must hold `count` elements (0: any number). The caller frees it. */
bool case_read(const char *folder, const char *name, size_t count, struct tess_array *array, struct tess_error *error);

bool case_write(const char *folder, const char *name, int rank, const int64_t *shape, const float *values,
                struct tess_error *error);
/* The same from double, rounded to float32. */
bool case_write_reals(const char *folder, const char *name, int rank, const int64_t *shape, const double *values,
                      struct tess_error *error);

/* Reads b{number}.x and, if wanted, b{number}.y. The caller frees it. */
bool case_read_batch(const char *folder, const struct tess_input *input, int number, bool labels, struct batch *batch,
                     struct tess_error *error);
void case_free_batch(struct batch *batch);

#endif
