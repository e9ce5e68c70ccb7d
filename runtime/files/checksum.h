/* CRC-64/XZ (ECMA-182, reflected): "123456789" gives 995dc9bbdf1939fa. */
#ifndef TESS_FILES_CHECKSUM_H
#define TESS_FILES_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

struct checksum {
    uint64_t table[8][256]; /* remainders of a byte followed by 0 .. 7 zero bytes */
    uint64_t state;
};

void checksum_start(struct checksum *sum);
void checksum_add(struct checksum *sum, const void *bytes, size_t size);
uint64_t checksum_value(const struct checksum *sum);

/* Of one block, or of a text. */
uint64_t checksum_of(const void *bytes, size_t size);

#endif
