/* A picture in memory, 8-bit red, green and blue, and its resampling to what a model wants. */
#ifndef TESS_DATA_IMAGE_H
#define TESS_DATA_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "tess/error.h"

/* Larger pictures (in pixels) are taken for damaged. */
enum { IMAGE_PIXELS_MAX = 1 << 26 };

struct image {
    int width, height;
    unsigned char *pixels; /* [height][width][3]; malloc'ed */
};

/* Sets the size, which stands at `offset` of the file, checks it and makes room for the pixels. */
bool image_allocate(const char *name, uint64_t offset, uint64_t width, uint64_t height, struct image *image,
                    struct tess_error *error);

/* Stretches the picture to width x height (triangle filter, as wide as the scale when shrinking: bilinear with
 * antialiasing) and writes planes [channels][height][width] of values 0 .. 255; 3 channels are red, green, blue, 1 is
 * the luma of ITU-R BT.601. Fails when out of memory. */
bool image_resample(const struct image *image, int channels, int height, int width, float *planes,
                    struct tess_error *error);

void image_free(struct image *image);

#endif
