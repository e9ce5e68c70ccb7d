/* Reading of FlatBuffers (https://flatbuffers.dev/internals): tables whose fields are found through offsets. Every
 * offset is checked against the size of the buffer. */
#ifndef TESS_DATA_FLAT_H
#define TESS_DATA_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flat {
    const unsigned char *bytes;
    size_t size;
};

/* Position of the root table; false where there is none within the buffer. */
bool flat_root(const struct flat *flat, size_t *table);

/* Position of field number `field` (0, 1, ...) of a table, which is `size` bytes long. *position is 0 where the field
 * is left out. False on damage. */
bool flat_field(const struct flat *flat, size_t table, int field, size_t size, size_t *position);

/* Follows the offset at `position` to a vector or string: the position of its first element and their number, each of
 * `size` bytes. False on damage. */
bool flat_vector(const struct flat *flat, size_t position, size_t size, size_t *first, uint32_t *count);

#endif
