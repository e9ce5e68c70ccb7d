/* Arrays in files: NumPy's .npy (format versions 1.0 to 3.0), .npy.gz and members of .npz. */
#ifndef TESS_ARRAY_H
#define TESS_ARRAY_H

#include <stdint.h>

#include "tess/error.h"

enum { TESS_ARRAY_MAX_RANK = 8 };

struct tess_array {
    int rank;
    int64_t shape[TESS_ARRAY_MAX_RANK];
    int64_t count; /* product of the shape; 1 for rank 0 */
    float *values; /* C order; malloc'ed */
};

/* Reads arrays of any real numbers of at most 64 bits (float16 to float64, integers, bool) in either byte order, rows
 * or columns first, as float32 in C order. Opens PATH or, when that does not exist, PATH.gz. On success the caller
 * frees with tess_array_free. */
bool tess_array_read(const char *path, struct tess_array *array, struct tess_error *error);

/* Reads member NAME (with or without ".npy") of the zip file PATH (stored or deflated; of any size where it is stored).
 */
bool tess_array_read_npz(const char *path, const char *name, struct tess_array *array, struct tess_error *error);

/* Writes float32 values as .npy version 1.0 (through a temporary name). */
bool tess_array_write(const char *path, int rank, const int64_t *shape, const float *values, struct tess_error *error);
void tess_array_free(struct tess_array *array);

#endif
