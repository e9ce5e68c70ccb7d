/* Samples as pictures: PNG (W3C's Portable Network Graphics, third edition: one unfiltered row after the other,
 * deflated) or characters in a terminal. The frames of a sample stand side by side. Images are shown as they are; of
 * events ON is red and OFF blue, brightest where the sample has most. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "driver/data_set.h"
#include "tess/file.h"

enum { COLOURS = 3, GAP = 1, SMALL = 128 /* frames that are smaller are enlarged, to this at most */ };

struct picture {
    int width, height;
    unsigned char *pixels; /* [height][width][COLOURS] */
};

/* What stands for full brightness: 1 for images, of events the largest number in the sample. */
static float brightest(const struct tess_input *input, const float *frames, int count)
{
    float most = 1;
    size_t size = (size_t)count * (size_t)input->channels * (size_t)input->height * (size_t)input->width;
    for (size_t i = 0; !input->is_static && i < size; i++)
        most = frames[i] > most ? frames[i] : most;
    return most;
}

static unsigned char shade(float value, float most)
{
    float scaled = value / most;
    scaled = scaled > 1 ? 1 : scaled > 0 ? scaled : 0;
    return (unsigned char)lrintf(255 * scaled);
}

/* The colour of pixel `at` of a frame [C][size]. */
static void colour_of(const struct tess_input *input, const float *frame, ptrdiff_t at, float most,
                      unsigned char colour[COLOURS])
{
    ptrdiff_t size = (ptrdiff_t)input->height * input->width;
    for (int c = 0; c < COLOURS; c++)
        colour[c] = shade(frame[input->channels >= COLOURS ? c * size + at : at], most);
    if (input->channels == 2) { /* OFF, ON */
        colour[0] = shade(frame[size + at], most);
        colour[1] = 0;
        colour[2] = shade(frame[at], most);
    }
}

/* `count` frames side by side; `most` is full brightness. */
static bool picture_make(const struct tess_input *input, const float *frames, int count, float most, int scale,
                         struct picture *picture)
{
    const int height = input->height, width = input->width;
    picture->width = count * (width * scale + GAP) - GAP;
    picture->height = height * scale;
    picture->pixels = calloc((size_t)picture->width * (size_t)picture->height, COLOURS);
    if (!picture->pixels)
        return false;
    for (ptrdiff_t f = 0; f < count; f++)
        for (ptrdiff_t y = 0; y < picture->height; y++)
            for (ptrdiff_t x = 0; x < (ptrdiff_t)width * scale; x++) {
                ptrdiff_t column = f * (width * scale + GAP) + x;
                colour_of(input, frames + f * input->channels * height * width, y / scale * width + x / scale, most,
                          picture->pixels + (y * picture->width + column) * COLOURS);
            }
    return true;
}

/* ---- PNG ---- */

static void put_big(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(value >> (24 - 8 * i));
}

static bool put_chunk(FILE *file, const char *type, const unsigned char *bytes, size_t size)
{
    unsigned char length[4], sum[4];
    put_big(length, (uint32_t)size);
    uLong crc = crc32(crc32(0, (const Bytef *)type, 4), bytes, (uInt)size);
    put_big(sum, (uint32_t)crc);
    return fwrite(length, 1, 4, file) == 4 && fwrite(type, 1, 4, file) == 4 &&
           (size == 0 || fwrite(bytes, 1, size, file) == size) && fwrite(sum, 1, 4, file) == 4;
}

/* Rows with the filter type 0 before each, deflated; malloc'ed, *size bytes. NULL when out of memory. */
static unsigned char *deflate_rows(const struct picture *picture, size_t *size)
{
    size_t row = (size_t)picture->width * COLOURS, height = (size_t)picture->height;
    unsigned char *rows = malloc((row + 1) * height);
    uLongf packed_size = compressBound((uLong)((row + 1) * height));
    unsigned char *packed = malloc(packed_size);
    bool good = rows && packed;
    for (size_t y = 0; good && y < height; y++) {
        rows[y * (row + 1)] = 0;
        memcpy(rows + y * (row + 1) + 1, picture->pixels + y * row, row);
    }
    good = good && compress(packed, &packed_size, rows, (uLong)((row + 1) * height)) == Z_OK;
    free(rows);
    if (!good) {
        free(packed);
        return NULL;
    }
    *size = packed_size;
    return packed;
}

static bool write_png(FILE *file, const struct picture *picture, const unsigned char *packed, size_t size)
{
    unsigned char header[13] = {[8] = 8 /* bits */, [9] = 2 /* red, green, blue */};
    put_big(header, (uint32_t)picture->width);
    put_big(header + 4, (uint32_t)picture->height);
    return fwrite("\x89PNG\r\n\x1a\n", 1, 8, file) == 8 && put_chunk(file, "IHDR", header, sizeof header) &&
           put_chunk(file, "IDAT", packed, size) && put_chunk(file, "IEND", NULL, 0);
}

bool picture_write(const char *path, const struct tess_input *input, const float *frames, struct tess_error *error)
{
    int side = input->height > input->width ? input->height : input->width;
    int count = input->is_static ? 1 : input->steps;
    struct picture picture;
    size_t size = 0;
    if (!picture_make(input, frames, count, brightest(input, frames, count), side < SMALL ? SMALL / side : 1, &picture))
        return tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    unsigned char *packed = deflate_rows(&picture, &size);
    const char *found = NULL;
    FILE *file = packed ? tess_file_open(path, "wb", &found) : NULL;
    bool good = file && write_png(file, &picture, packed, size);
    if (file && fclose(file) != 0)
        good = false;
    if (file && !good)
        remove(path);
    free(packed);
    free(picture.pixels);
    if (found)
        return tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, found);
    return good || tess_fail(error, packed ? TESS_IO : TESS_FAILED, "%s: cannot write", path);
}

/* ---- Terminal ---- */

/* Two rows a line: the upper half of the block in one colour, what is behind it in the other. */
static void print_colours(const struct picture *picture, int y)
{
    static const unsigned char black[COLOURS];
    for (int x = 0; x < picture->width; x++) {
        const unsigned char *up = picture->pixels + ((ptrdiff_t)y * picture->width + x) * COLOURS;
        const unsigned char *down = y + 1 < picture->height ? up + (ptrdiff_t)picture->width * COLOURS : black;
        printf("\033[38;2;%d;%d;%dm\033[48;2;%d;%d;%dm\xe2\x96\x80", up[0], up[1], up[2], down[0], down[1], down[2]);
    }
    printf("\033[0m\n");
}

static void print_characters(const struct picture *picture, int y)
{
    static const char ramp[] = " .:-=+*#%@";
    for (int x = 0; x < picture->width; x++) {
        int most = 0;
        for (int row = y; row < y + 2 && row < picture->height; row++)
            for (int c = 0; c < COLOURS; c++) {
                int value = picture->pixels[((ptrdiff_t)row * picture->width + x) * COLOURS + c];
                most = value > most ? value : most;
            }
        putchar(ramp[most * (int)(sizeof ramp - 2) / 255]);
    }
    putchar('\n');
}

void picture_print(const struct tess_input *input, const float *frames)
{
    const char *plain = getenv("NO_COLOR");
    const bool colours = isatty(STDOUT_FILENO) && !(plain && *plain);
    const int count = input->is_static ? 1 : input->steps;
    const size_t size = (size_t)input->channels * (size_t)input->height * (size_t)input->width;
    const float most = brightest(input, frames, count);
    for (int f = 0; f < count; f++) { /* one below the other */
        struct picture picture;
        if (!picture_make(input, frames + (size_t)f * size, 1, most, 1, &picture))
            return;
        if (!input->is_static)
            printf("frame %d\n", f);
        for (int y = 0; y < picture.height; y += 2)
            (colours ? print_colours : print_characters)(&picture, y);
        free(picture.pixels);
    }
}
