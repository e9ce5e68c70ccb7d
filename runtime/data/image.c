#include "image.h"

#include <inttypes.h>
#include <stdlib.h>

#include "blob.h"
#include "resize.h"

enum { COLOURS = 3 };

bool image_allocate(const char *name, uint64_t offset, uint64_t width, uint64_t height, struct image *image,
                    struct tess_error *error)
{
    if (width < 1 || height < 1 || width > IMAGE_PIXELS_MAX || height > IMAGE_PIXELS_MAX / width)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an image of 1 to %d pixels, found %" PRIu64 " x %" PRIu64,
                         name, offset, IMAGE_PIXELS_MAX, width, height);
    image->width = (int)width;
    image->height = (int)height;
    image->pixels = malloc((size_t)(width * height) * COLOURS);
    return image->pixels || blob_out_of_memory(name, error);
}

void image_free(struct image *image)
{
    free(image->pixels);
    *image = (struct image){0};
}

/* ---- Resampling ---- */

/* One channel of a pixel; BT.601's luma in 16-bit fixed point, whose weights add up to 1: grey stays what it is. */
static double channel_of(const unsigned char *pixel, int channels, int channel)
{
    if (channels == COLOURS)
        return pixel[channel];
    return (pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + 0x8000) >> 16;
}

/* Across first, into rows [image height][width], then down. */
static void resample_plane(const struct image *image, int channels, int channel, int height, int width,
                           struct taps *taps, double *rows, float *plane)
{
    for (int x = 0; x < width; x++) {
        taps_make(image->width, width, x, taps);
        for (int y = 0; y < image->height; y++) {
            const unsigned char *row =
                image->pixels + ((size_t)y * (size_t)image->width + (size_t)taps->first) * COLOURS;
            double sum = 0;
            for (int k = 0; k < taps->count; k++)
                sum += taps->weight[k] * channel_of(row + k * COLOURS, channels, channel);
            rows[(size_t)y * (size_t)width + (size_t)x] = sum;
        }
    }
    for (int y = 0; y < height; y++) {
        taps_make(image->height, height, y, taps);
        for (int x = 0; x < width; x++) {
            double sum = 0;
            for (int k = 0; k < taps->count; k++)
                sum += taps->weight[k] * rows[(size_t)(taps->first + k) * (size_t)width + (size_t)x];
            plane[(size_t)y * (size_t)width + (size_t)x] = (float)sum;
        }
    }
}

bool image_resample(const struct image *image, int channels, int height, int width, float *planes,
                    struct tess_error *error)
{
    int across = taps_most(image->width, width), down = taps_most(image->height, height);
    struct taps taps = {.weight = malloc((size_t)(across > down ? across : down) * sizeof(double))};
    double *rows = malloc((size_t)image->height * (size_t)width * sizeof *rows);
    bool good = (taps.weight && rows) || blob_out_of_memory("image", error);
    for (int c = 0; good && c < channels; c++)
        resample_plane(image, channels, c, height, width, &taps, rows,
                       planes + (size_t)c * (size_t)height * (size_t)width);
    free(rows);
    free(taps.weight);
    return good;
}
