#include "pixel_files.h"

#include <stdlib.h>

/* Pixel p of sample i of file f: any values that no two places share by chance. */
static int pixel(int f, int i, int p)
{
    return (f * 101 + i * 31 + p * 7 + p / 256) & 0xff;
}

void put_pixels(struct buffer *file, int f, int i, int pixels)
{
    for (int p = 0; p < pixels; p++)
        put_byte(file, pixel(f, i, p));
}

void check_pixels(const struct tess_dataset *set, enum tess_split split, int index, int f, int i, int pixels, int label)
{
    float *frames = malloc((size_t)pixels * sizeof *frames);
    int32_t found;
    struct tess_error error = {0};
    assert_true(tess_dataset_read(set, split, index, NULL, frames, &found, &error));
    assert_int_equal(found, label);
    for (int p = 0; p < pixels; p++)
        assert_true(frames[p] == (float)pixel(f, i, p) / 255.0f);
    free(frames);
}
