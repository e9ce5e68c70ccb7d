/* PNG (https://www.w3.org/TR/png-3): the numbers that are in the file. Where 16 bits or a few are not 8 they are scaled
 * linearly; gamma and colour profiles (gAMA, cHRM, sRGB, iCCP) are not applied, and what is transparent is multiplied
 * onto black. libpng unpacks and checks; colours are made here. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>
#include <zlib.h>

#include "blob.h"
#include "bytes.h"
#include "image_format.h"

/* The magic number; then chunks of length, type, data and checksum. The first one states the image's size. */
enum { MAGIC = 8, LENGTH = 4, TYPE = 4, CHECKSUM = 4, SIZE_AT = MAGIC + LENGTH + TYPE };

enum { COLOURS = 3, OPAQUE = 255 };

/* Where the first chunk is that is cut short or has a wrong checksum; the end of the file, where the last chunk is
 * missing; if they are all good, where the pixels begin, which then do not unpack to the image. */
static size_t damage_at(const unsigned char *bytes, size_t size)
{
    size_t at = MAGIC, pixels = 0;
    while (at < size) {
        const size_t left = size - at, head = LENGTH + TYPE;
        const size_t length = left < head ? 0 : big32(bytes + at);
        if (left < head + CHECKSUM || length > left - head - CHECKSUM)
            return at;
        const uLong checksum = crc32(0, bytes + at + LENGTH, (uInt)(TYPE + length));
        if (checksum != big32(bytes + at + head + length))
            return at;
        if (!pixels && memcmp(bytes + at + LENGTH, "IDAT", TYPE) == 0)
            pixels = at;
        if (memcmp(bytes + at + LENGTH, "IEND", TYPE) == 0)
            return pixels ? pixels : size;
        at += head + length + CHECKSUM;
    }
    return size;
}

struct decoder {
    const char *name;
    const unsigned char *bytes;
    size_t size, read;
    png_struct *png;
    png_info *info;
    unsigned char *rows; /* of the file's samples: all of an interlaced image, otherwise one */
    char message[128];   /* libpng's */
    struct image *image;
    struct tess_error *error;
};

/* ---- libpng's calls back ---- */

static void escape(png_struct *png, const char *message)
{
    struct decoder *decoder = png_get_error_ptr(png);
    snprintf(decoder->message, sizeof decoder->message, "%s", message);
    png_longjmp(png, 1);
}

/* libpng goes on without a transparency that it cannot read, which would be another picture. */
static void warn(png_struct *png, const char *message)
{
    if (strncmp(message, "tRNS", 4) == 0)
        escape(png, message);
}

static void feed(png_struct *png, png_byte *to, size_t size)
{
    struct decoder *decoder = png_get_io_ptr(png);
    if (size > decoder->size - decoder->read)
        png_error(png, "the file ends too early");
    memcpy(to, decoder->bytes + decoder->read, size);
    decoder->read += size;
}

/* ---- Colours ---- */

struct palette {
    png_color *colour;
    int colours;
    png_byte *alpha;
    int alphas; /* colours behind these are opaque */
};

/* How the samples of a pixel lie in a row. */
struct samples {
    int count;     /* 1 grey or number in the palette, 2 grey and alpha, 3 colours, 4 colours and alpha */
    unsigned most; /* 255 or 65535 */
    struct palette palette;
};

static unsigned sample_at(const unsigned char *row, const struct samples *samples, size_t index)
{
    return samples->most == UINT8_MAX ? row[index] : (unsigned)row[2 * index] << 8 | row[2 * index + 1];
}

/* value / most * alpha / most * 255 to the nearest whole number: rounded once. */
static unsigned char over_black(unsigned value, unsigned alpha, unsigned most)
{
    const uint64_t square = (uint64_t)most * most, product = (uint64_t)value * alpha;
    return (unsigned char)((2 * UINT8_MAX * product + square) / (2 * square));
}

static void convert_row(const unsigned char *row, const struct samples *samples, int width, unsigned char *pixels)
{
    const size_t count = (size_t)samples->count;
    const bool has_alpha = count % 2 == 0, grey = count < COLOURS;
    for (size_t x = 0; x < (size_t)width; x++) {
        const unsigned alpha = has_alpha ? sample_at(row, samples, x * count + count - 1) : samples->most;
        for (size_t c = 0; c < COLOURS; c++)
            pixels[x * COLOURS + c] =
                over_black(sample_at(row, samples, x * count + (grey ? 0 : c)), alpha, samples->most);
    }
}

/* False where the palette is too short. */
static bool look_up_row(const unsigned char *row, const struct palette *palette, int width, unsigned char *pixels)
{
    for (int x = 0; x < width; x++) {
        const int index = row[x];
        if (index >= palette->colours)
            return false;
        const png_color *colour = &palette->colour[index];
        const png_byte alpha = index < palette->alphas ? palette->alpha[index] : OPAQUE;
        *pixels++ = over_black(colour->red, alpha, UINT8_MAX);
        *pixels++ = over_black(colour->green, alpha, UINT8_MAX);
        *pixels++ = over_black(colour->blue, alpha, UINT8_MAX);
    }
    return true;
}

/* ---- Reading ---- */

/* Whole bytes a sample: a number in the palette each, or grey and colours with transparency spelled out as alpha. */
static void choose_samples(struct decoder *decoder, struct samples *samples)
{
    png_struct *png = decoder->png;
    png_info *info = decoder->info;
    *samples = (struct samples){0};
    if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) {
        png_set_packing(png);
        png_get_PLTE(png, info, &samples->palette.colour, &samples->palette.colours);
        png_get_tRNS(png, info, &samples->palette.alpha, &samples->palette.alphas, NULL);
    } else {
        png_set_expand(png);
    }
}

/* Reads all rows; an interlaced image comes in seven passes, and rows are whole in the last one. False with *error on
 * what libpng has no word on; leaves through `escape` otherwise. */
static bool read_rows(struct decoder *decoder)
{
    png_struct *png = decoder->png;
    struct image *image = decoder->image;
    struct samples samples;
    choose_samples(decoder, &samples);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, decoder->info);
    samples.count = png_get_channels(png, decoder->info);
    samples.most = png_get_bit_depth(png, decoder->info) == 16 ? UINT16_MAX : UINT8_MAX;
    const size_t stride = png_get_rowbytes(png, decoder->info);
    decoder->rows = calloc(passes > 1 ? (size_t)image->height : 1, stride);
    if (!decoder->rows)
        return blob_out_of_memory(decoder->name, decoder->error);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < image->height; y++) {
            unsigned char *row = decoder->rows + (passes > 1 ? (size_t)y * stride : 0);
            unsigned char *pixels = image->pixels + (size_t)y * (size_t)image->width * COLOURS;
            png_read_row(png, row, NULL);
            if (pass + 1 < passes)
                continue;
            if (!samples.palette.colour)
                convert_row(row, &samples, image->width, pixels);
            else if (!look_up_row(row, &samples.palette, image->width, pixels))
                png_error(png, "a pixel of a colour that the palette has not got");
        }
    return true;
}

static bool decode(struct decoder *decoder)
{
    static const png_byte transparency[] = "tRNS";
    png_struct *png = decoder->png;
    png_set_read_fn(png, decoder, feed);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* image_allocate has its own */
    /* of the chunks that can be left out only transparency counts: others are not even looked at */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, transparency, 1);
    png_read_info(png, decoder->info);
    if (!image_allocate(decoder->name, SIZE_AT, png_get_image_width(png, decoder->info),
                        png_get_image_height(png, decoder->info), decoder->image, decoder->error) ||
        !read_rows(decoder))
        return false;
    png_read_end(png, NULL); /* a file without its last chunk was cut */
    return true;
}

/* What libpng writes to belongs to the caller: setjmp may forget what changes in variables of its own function. */
static bool decode_or_escape(struct decoder *decoder)
{
    if (setjmp(png_jmpbuf(decoder->png)) == 0)
        return decode(decoder);
    return tess_fail(decoder->error, TESS_BAD_DATA, "%s: offset %zu: expected a whole PNG image, found damage (%s)",
                     decoder->name, damage_at(decoder->bytes, decoder->size), decoder->message);
}

bool image_decode_png(const char *name, const unsigned char *bytes, size_t size, struct image *image,
                      struct tess_error *error)
{
    struct decoder decoder = {.name = name, .bytes = bytes, .size = size, .image = image, .error = error};
    decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, escape, warn);
    decoder.info = decoder.png ? png_create_info_struct(decoder.png) : NULL;
    const bool good = decoder.info ? decode_or_escape(&decoder) : blob_out_of_memory(name, error);
    png_destroy_read_struct(&decoder.png, &decoder.info, NULL);
    free(decoder.rows);
    return good;
}
