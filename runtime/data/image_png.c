#include <png.h>

#include "image.h"

/* Any PNG as 8-bit red, green and blue; what is transparent shows black. */
bool image_decode_png(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                      struct tess_error *error)
{
    const png_color black = {0, 0, 0};
    png_image png = {.version = PNG_IMAGE_VERSION};
    bool good = png_image_begin_read_from_memory(&png, bytes, size) != 0;
    if (good) {
        png.format = PNG_FORMAT_RGB;
        if (!image_allocate(name, png.width, png.height, image, error)) {
            png_image_free(&png);
            return false;
        }
        good = png_image_finish_read(&png, &black, image->pixels, 0, NULL) != 0;
    }
    return good ||
           tess_fail(error, TESS_BAD_DATA, "%s: expected a whole PNG image, found damage (%s)", name, png.message);
}
