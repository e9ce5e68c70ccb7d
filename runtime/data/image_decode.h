/* Pictures from files: PNG and JPEG, decoded to 8-bit red, green and blue, upright. */
#ifndef TESS_DATA_IMAGE_DECODE_H
#define TESS_DATA_IMAGE_DECODE_H

#include "image.h"

/* Decodes the bytes of a file; its first bytes say which format it is. `name` is for messages. Fails with TESS_BAD_DATA
 * on damage, and on formats that this build cannot read. */
bool image_decode(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                  struct tess_error *error);

/* Reads and decodes the file PATH; adds its bytes to *bytes and *crc unless they are NULL. An image that could not be
 * read holds nothing. */
bool image_read(const char *path, struct image *image, uint64_t *bytes, uint32_t *crc, struct tess_error *error);

#endif
