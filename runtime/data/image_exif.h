/* How a camera was held, as it is noted in a picture's file, and the turning of the picture. */
#ifndef TESS_DATA_IMAGE_EXIF_H
#define TESS_DATA_IMAGE_EXIF_H

#include "image.h"

/* Orientations as EXIF (CIPA DC-008, tag 0x0112) and TIFF 6.0 number them: 1 is upright. */
enum { IMAGE_UPRIGHT = 1, IMAGE_ORIENTATIONS = 8 };

/* Whether an APP1 segment of a JPEG file is EXIF data; *orientation is what that says, IMAGE_UPRIGHT where it says
 * nothing or is damaged. */
bool image_exif(const unsigned char *bytes, size_t size, int *orientation);

/* Turns and mirrors a picture that was stored in this orientation so that it is upright. Fails when out of memory; the
 * image is then as it was. */
bool image_turn(const char *name, int orientation, struct image *image, struct tess_error *error);

#endif
