/* Pictures: PNG and JPEG files decoded to 8-bit red, green and blue, upright, and resampled to what a model wants. */
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

/* Decodes the bytes of a file; its first bytes say which format it is. `name` is for messages. Fails with TESS_BAD_DATA
 * on damage, and on formats that this build cannot read. */
bool image_decode(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                  struct tess_error *error);

/* Reads and decodes the file PATH; adds its bytes to *bytes and *crc unless they are NULL. An image that could not be
 * read holds nothing. */
bool image_read(const char *path, struct image *image, uint64_t *bytes, uint32_t *crc, struct tess_error *error);

/* Stretches the picture to width x height (triangle filter, as wide as the scale when shrinking: bilinear with
 * antialiasing) and writes planes [channels][height][width] of values 0 .. 255; 3 channels are red, green, blue, 1 is
 * the luma of ITU-R BT.601. Fails when out of memory. */
bool image_resample(const struct image *image, int channels, int height, int width, float *planes,
                    struct tess_error *error);

void image_free(struct image *image);

/* For the decoders: sets the size, which stands at `offset` of the file, checks it and makes room for the pixels. */
bool image_allocate(const char *name, uint64_t offset, uint64_t width, uint64_t height, struct image *image,
                    struct tess_error *error);

/* Orientations as EXIF (CIPA DC-008, tag 0x0112) and TIFF 6.0 number them: 1 is upright. */
enum { IMAGE_UPRIGHT = 1, IMAGE_ORIENTATIONS = 8 };

/* Whether an APP1 segment of a JPEG file is EXIF data; *orientation is what that says, IMAGE_UPRIGHT where it says
 * nothing or is damaged. */
bool image_exif(const unsigned char *bytes, size_t size, int *orientation);

/* Turns and mirrors a picture that was stored in this orientation so that it is upright. Fails when out of memory; the
 * image is then as it was. */
bool image_turn(const char *name, int orientation, struct image *image, struct tess_error *error);

/* The decoders; an image that failed to decode holds nothing. */
typedef bool image_decode_fn(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                             struct tess_error *error);
#ifdef HAVE_IMAGES
image_decode_fn image_decode_png, image_decode_jpeg;
#endif

#endif
