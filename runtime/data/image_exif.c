#include "image_exif.h"

#include <string.h>

/* ---- The orientation that is noted in a file ---- */

enum { EXIF_HEAD = 6, TIFF_HEAD = 8, ENTRY = 12, TAG_ORIENTATION = 0x112, TYPE_SHORT = 3 };

/* Numbers of a TIFF file, in either byte order. */
struct tiff {
    const unsigned char *bytes;
    size_t size;
    bool little;
};

static unsigned short_at(const struct tiff *tiff, size_t at)
{
    const unsigned first = tiff->bytes[at], second = tiff->bytes[at + 1];
    return tiff->little ? second << 8 | first : first << 8 | second;
}

static size_t long_at(const struct tiff *tiff, size_t at)
{
    const size_t first = short_at(tiff, at), second = short_at(tiff, at + 2);
    return tiff->little ? second << 16 | first : first << 16 | second;
}

/* Goes through the first directory, whose place stands in the head: a number of entries, then the entries: tag, type,
 * count, value. */
static int find_orientation(const struct tiff *tiff)
{
    if (short_at(tiff, 2) != 42)
        return IMAGE_UPRIGHT;
    const size_t directory = long_at(tiff, 4);
    if (directory > tiff->size || tiff->size - directory < 2)
        return IMAGE_UPRIGHT;
    size_t entries = short_at(tiff, directory), at = directory + 2;
    for (; entries > 0 && tiff->size - at >= ENTRY; entries--, at += ENTRY) {
        if (short_at(tiff, at) != TAG_ORIENTATION)
            continue;
        const unsigned value = short_at(tiff, at + 8);
        const bool good = short_at(tiff, at + 2) == TYPE_SHORT && long_at(tiff, at + 4) == 1;
        return good && value >= IMAGE_UPRIGHT && value <= IMAGE_ORIENTATIONS ? (int)value : IMAGE_UPRIGHT;
    }
    return IMAGE_UPRIGHT;
}

bool image_exif(const unsigned char *bytes, size_t size, int *orientation)
{
    if (size < EXIF_HEAD || memcmp(bytes, "Exif\0\0", EXIF_HEAD) != 0)
        return false;
    const struct tiff tiff = {bytes + EXIF_HEAD, size - EXIF_HEAD, size > EXIF_HEAD && bytes[EXIF_HEAD] == 'I'};
    *orientation = IMAGE_UPRIGHT;
    if (tiff.size >= TIFF_HEAD && (memcmp(tiff.bytes, "II", 2) == 0 || memcmp(tiff.bytes, "MM", 2) == 0))
        *orientation = find_orientation(&tiff);
    return true;
}

/* ---- Turning ---- */

/* Where the turned picture takes its pixels from: its columns run along the rows of the stored one or, swapped, along
 * the columns; and either may run backwards. */
static const struct {
    bool swapped, x_back, y_back; /* of the stored picture's x and y */
} turns[IMAGE_ORIENTATIONS + 1] = {
    [2] = {false, true, false}, [3] = {false, true, true}, [4] = {false, false, true}, [5] = {true, false, false},
    [6] = {true, false, true},  [7] = {true, true, true},  [8] = {true, true, false},
};

bool image_turn(const char *name, int orientation, struct image *image, struct tess_error *error)
{
    if (orientation == IMAGE_UPRIGHT)
        return true;
    const bool swapped = turns[orientation].swapped;
    struct image to;
    if (!image_allocate(name, 0, (uint64_t)(swapped ? image->height : image->width),
                        (uint64_t)(swapped ? image->width : image->height), &to, error))
        return false;
    unsigned char *pixel = to.pixels;
    for (int y = 0; y < to.height; y++)
        for (int x = 0; x < to.width; x++, pixel += 3) {
            int from_x = swapped ? y : x, from_y = swapped ? x : y;
            from_x = turns[orientation].x_back ? image->width - 1 - from_x : from_x;
            from_y = turns[orientation].y_back ? image->height - 1 - from_y : from_y;
            memcpy(pixel, image->pixels + ((size_t)from_y * (size_t)image->width + (size_t)from_x) * 3, 3);
        }
    image_free(image);
    *image = to;
    return true;
}
