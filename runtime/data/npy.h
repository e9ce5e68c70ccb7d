/* NumPy's .npy: a short header, then the elements, rows first or columns first (NumPy Enhancement Proposal 1, format
 * versions 1.0 to 3.0). */
#ifndef TESS_DATA_NPY_H
#define TESS_DATA_NPY_H

#include "blob.h"
#include "npy_type.h"
#include "tess/array.h"

/* A blob seen as an array. */
struct npy {
    struct blob blob;
    const struct npy_type *type;
    bool big_endian;
    bool columns_first; /* as the file has it; npy_read reads rows first all the same */
    int rank;
    int64_t shape[TESS_ARRAY_MAX_RANK];
    int64_t count;   /* product of the shape */
    uint64_t header; /* offset in the blob of the header, which holds type and shape */
    uint64_t start;  /* and of the first element */
};

/* Takes over an open blob and reads its header, which must agree with the blob's size to the byte where that is known:
 * not yet that of a .gz file, which is only held against what it can be. On failure the blob is closed, *error
 * (TESS_BAD_DATA) filled in and false returned. */
bool npy_open(struct npy *array, struct blob blob, struct tess_error *error);

/* Makes the elements readable: what is packed is unpacked and must be as long as the header says, and what is stored
 * columns first is put into memory rows first. Once, before npy_read, and after what the header says was found to be
 * what is wanted. The array stays open on failure. */
bool npy_load(struct npy *array, struct tess_error *error);

/* Elements first .. first+count-1 as float32; they must be within the array. */
bool npy_read(const struct npy *array, int64_t first, int64_t count, float *values, struct tess_error *error);

/* Offset in the file (or what it holds packed) of element `index`, rows first: for messages. */
uint64_t npy_offset(const struct npy *array, int64_t index);

/* The value of white: 255 for unsigned bytes of images, which are pixels; 1 for all other values. */
float npy_white(const struct npy *array, bool images);

/* The shape for messages, "[100, 3, 32, 32]"; returns text. */
enum { NPY_SHAPE_TEXT = 200 };
const char *npy_shape_text(const struct npy *array, char text[NPY_SHAPE_TEXT]);

/* Closes; a zeroed one is left alone. */
void npy_close(struct npy *array);

#endif
