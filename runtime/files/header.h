/* The header of a safetensors file, parsed strictly: what it does not allow is an error with its offset. */
#ifndef TESS_FILES_HEADER_H
#define TESS_FILES_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "tess/safetensors.h"

struct stored_tensor {
    struct tess_tensor tensor;
    const char *type_name;
    uint64_t begin, end; /* bytes, from the first byte after the header */
};

struct stored_metadata {
    const char *key, *value;
    uint64_t offset; /* of the value's first character in the file */
};

struct header {
    char *text; /* malloc'ed; all strings point into it */
    struct stored_tensor *tensor;
    size_t tensors;
    struct stored_metadata *metadata;
    size_t entries;
};

/* Parses text (size bytes, offset 8 of the file; becomes the header's own, freed by header_release on any outcome).
 * `data` is the number of bytes after it, which the tensors must fill exactly, without gaps. Tensors end up sorted by
 * name. */
bool header_parse(struct header *header, const char *path, char *text, size_t size, uint64_t data,
                  struct tess_error *error);
void header_release(struct header *header);

#endif
