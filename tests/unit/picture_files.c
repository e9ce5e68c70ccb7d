#include "picture_files.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "data_files.h"

void write_png(const char *path, unsigned format, int width, int height, const void *pixels)
{
    png_image png = {.version = PNG_IMAGE_VERSION, .format = format};
    png.width = (unsigned)width;
    png.height = (unsigned)height;
    assert_true(png_image_write_to_file(&png, path, 0, pixels, 0, NULL));
}

/* An all-grey PNG of one value. */
void write_grey(const char *path, int width, int height, int value)
{
    unsigned char *pixels = malloc((size_t)(width * height));
    assert_non_null(pixels);
    memset(pixels, value, (size_t)(width * height));
    write_png(path, PNG_FORMAT_GRAY, width, height, pixels);
    free(pixels);
}
