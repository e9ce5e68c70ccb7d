/* Tensors in files: the safetensors format (https://github.com/huggingface/safetensors). A file is the length of its
 * header (uint64, little-endian), the header (a JSON object: for every tensor its type, shape and place; texts under
 * "__metadata__"), and the tensors' bytes without gaps. */
#ifndef TESS_SAFETENSORS_H
#define TESS_SAFETENSORS_H

#include <stdint.h>

#include "tess/error.h"

enum { TESS_TENSOR_RANK = 8 };

enum tess_type { TESS_F32, TESS_F64, TESS_I64, TESS_U64, TESS_OTHER_TYPE /* one that this library only skips */ };

struct tess_tensor {
    const char *name;
    enum tess_type type;
    int rank;
    int64_t shape[TESS_TENSOR_RANK];
    const void *bytes; /* to be written; NULL in a file that is read */
};

struct tess_metadata {
    const char *key, *value;
};

/* What a file is made of. With `checksum`, metadata gets one more entry: "checksum", the CRC-64/XZ of the whole file,
 * its own 16 digits taken as zeros. */
struct tess_tensor_list {
    const struct tess_tensor *tensor;
    int tensors;
    const struct tess_metadata *metadata;
    int entries;
    bool checksum;
};

/* Writes the file through a temporary name; no half-written file is left at PATH. Same contents, same bytes. With
 * `previous`, what stood at PATH is kept under that name. False with *error (TESS_IO). */
bool tess_tensors_write(const char *path, const struct tess_tensor_list *list, const char *previous,
                        struct tess_error *error);

struct tess_tensors;

/* Opens a file and checks its header: TESS_BAD_DATA, with the byte offset of what is wrong, when it is missing or not a
 * whole safetensors file. NULL on failure; the caller closes it. */
struct tess_tensors *tess_tensors_open(const char *path, struct tess_error *error);
void tess_tensors_close(struct tess_tensors *file);

int tess_tensors_count(const struct tess_tensors *file);
const struct tess_tensor *tess_tensors_at(const struct tess_tensors *file, int index);
const struct tess_tensor *tess_tensors_find(const struct tess_tensors *file, const char *name); /* NULL: none */
const char *tess_tensors_metadata(const struct tess_tensors *file, const char *key);            /* NULL: none */

/* Where the value of a metadatum or the bytes of a tensor begin in the file; 0: there is none of that name. */
uint64_t tess_tensors_metadata_offset(const struct tess_tensors *file, const char *key);
uint64_t tess_tensors_offset(const struct tess_tensors *file, const char *name);

/* Fails unless the file has a "checksum" and it is right. */
bool tess_tensors_verify(struct tess_tensors *file, struct tess_error *error);

/* Copies the tensor called wanted->name, which must have wanted's type and shape, to `to` (wanted->bytes is not read).
 * Float32 values must be finite. Fails with TESS_BAD_DATA, naming what was found instead. */
bool tess_tensors_load(struct tess_tensors *file, const struct tess_tensor *wanted, void *to, struct tess_error *error);

#endif
