/* Shared by the writer and the reader of safetensors files. */
#ifndef TESS_FILES_TENSOR_H
#define TESS_FILES_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tess/safetensors.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "files hold little-endian numbers and are written as they lie in memory"
#endif

enum { CHECKSUM_DIGITS = 16 };

/* All types of the format; the first ones are those of enum tess_type, in its order. */
struct type_name {
    const char *name;
    int bytes;
};
extern const struct type_name tensor_type[];
extern const int tensor_types;

/* Bytes of a tensor of `bytes` bytes an element; false where the product overflows or an extent is negative. */
bool tensor_size(int rank, const int64_t *shape, int bytes, uint64_t *size);

/* "[64, 3, 3, 3]" */
void tensor_shape_text(int rank, const int64_t *shape, char *text, size_t size);

#endif
