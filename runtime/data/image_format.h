/* What a format of pictures has to provide. A new one is a decoder and a row in image_decode.c's table. */
#ifndef TESS_DATA_IMAGE_FORMAT_H
#define TESS_DATA_IMAGE_FORMAT_H

#include "image.h"

/* Decodes the bytes of a file, `size` of them, upright. Fails as image_decode does; what it has made room for the
 * caller then frees. */
typedef bool image_decode_fn(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                             struct tess_error *error);

#ifdef HAVE_IMAGES
image_decode_fn image_decode_png, image_decode_jpeg;
#endif

#endif
