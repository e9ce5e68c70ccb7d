#include <string.h>

#include <png.h>
#include <zlib.h>

#include "image.h"

/* The magic number; then chunks of length, type, data and checksum. The first one states the image's size. */
enum { MAGIC = 8, LENGTH = 4, TYPE = 4, CHECKSUM = 4, SIZE_AT = MAGIC + LENGTH + TYPE };

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Where the first chunk is that is cut short or has a wrong checksum; if they are all good, where the pixels begin,
 * which then do not unpack to the image. */
static size_t damage_at(const unsigned char *bytes, size_t size)
{
    size_t at = MAGIC, pixels = 0;
    while (at < size) {
        const size_t left = size - at, head = LENGTH + TYPE;
        const size_t length = left < head ? 0 : big_endian(bytes + at);
        if (left < head + CHECKSUM || length > left - head - CHECKSUM)
            return at;
        const uLong checksum = crc32(0, bytes + at + LENGTH, (uInt)(TYPE + length));
        if (checksum != big_endian(bytes + at + head + length))
            return at;
        if (!pixels && memcmp(bytes + at + LENGTH, "IDAT", TYPE) == 0)
            pixels = at;
        at += head + length + CHECKSUM;
    }
    return pixels ? pixels : size;
}

/* Any PNG as 8-bit red, green and blue; what is transparent shows black. */
bool image_decode_png(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                      struct tess_error *error)
{
    const png_color black = {0, 0, 0};
    png_image png = {.version = PNG_IMAGE_VERSION};
    bool good = png_image_begin_read_from_memory(&png, bytes, size) != 0;
    if (good) {
        png.format = PNG_FORMAT_RGB;
        if (!image_allocate(name, SIZE_AT, png.width, png.height, image, error)) {
            png_image_free(&png);
            return false;
        }
        good = png_image_finish_read(&png, &black, image->pixels, 0, NULL) != 0;
    }
    return good || tess_fail(error, TESS_BAD_DATA, "%s: offset %zu: expected a whole PNG image, found damage (%s)",
                             name, damage_at(bytes, size), png.message);
}
