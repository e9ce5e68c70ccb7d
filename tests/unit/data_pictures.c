/* PNG and JPEG pictures: decoding, resampling, and what is wrong with them. */
#include "data_files.h"
#include "picture_files.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include "data/image_decode.h"
#include "data/image_exif.h"

static void write_jpeg_as(const char *path, int width, int height, int components, bool progressive,
                          const unsigned char *pixels)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr manager;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    jpeg.err = jpeg_std_error(&manager);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (unsigned)width;
    jpeg.image_height = (unsigned)height;
    jpeg.input_components = components;
    jpeg.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 100, TRUE);
    if (progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < height; y++) {
        JSAMPROW row = (unsigned char *)(uintptr_t)pixels + y * width * components;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    assert_int_equal(fclose(file), 0);
}

static void write_jpeg(const char *path, int width, int height, int components, const unsigned char *pixels)
{
    write_jpeg_as(path, width, height, components, false, pixels);
}

static bool decode_file(const char *path, struct image *image, struct tess_error *error)
{
    struct buffer file = {0};
    read_file(path, &file);
    bool good = image_decode(path, file.bytes, file.size, image, error);
    release(&file);
    return good;
}

static struct image decoded(const char *path)
{
    struct image image;
    struct tess_error error = {0};
    bool good = decode_file(path, &image, &error);
    assert_string_equal(error.text, "");
    assert_true(good);
    return image;
}

/* ---- Decoding ---- */

static void test_png(void **state)
{
    (void)state;
    static const unsigned char rgb[2 * 3 * 3] = {0, 1, 2, 100, 101, 102, 250, 251, 252, 3, 5, 7, 255, 0, 255, 9, 8, 7};
    static const unsigned char grey[2 * 3] = {0, 1, 127, 128, 254, 255}, ga[2 * 2] = {200, 255, 200, 0};
    write_png("rgb.png", PNG_FORMAT_RGB, 3, 2, rgb);
    struct image image = decoded("rgb.png");
    assert_int_equal(image.width, 3);
    assert_int_equal(image.height, 2);
    assert_memory_equal(image.pixels, rgb, sizeof rgb);
    image_free(&image);
    write_png("grey.png", PNG_FORMAT_GRAY, 3, 2, grey);
    image = decoded("grey.png");
    for (int i = 0; i < 18; i++)
        assert_int_equal(image.pixels[i], grey[i / 3]);
    image_free(&image);
    write_png("alpha.png", PNG_FORMAT_GA, 2, 1, ga);
    image = decoded("alpha.png"); /* what is transparent shows black */
    assert_memory_equal(image.pixels, ((unsigned char[6]){200, 200, 200, 0, 0, 0}), 6);
    image_free(&image);
}

static void test_jpeg(void **state)
{
    (void)state;
    unsigned char rgb[16 * 16 * 3], grey[16 * 16];
    for (int i = 0; i < 16 * 16; i++) {
        grey[i] = (unsigned char)(i % 16 * 10 + i / 16);
        memcpy(rgb + 3 * i, (unsigned char[]){200, 100, 50}, 3);
    }
    write_jpeg("rgb.jpg", 16, 16, 3, rgb);
    write_jpeg("grey.jpg", 16, 16, 1, grey);
    struct image image = decoded("rgb.jpg");
    assert_int_equal(image.width, 16);
    for (int i = 0; i < 16 * 16 * 3; i++)
        assert_true(abs(image.pixels[i] - rgb[i]) <= 2);
    image_free(&image);
    image = decoded("grey.jpg");
    for (int i = 0; i < 16 * 16 * 3; i++)
        assert_true(abs(image.pixels[i] - grey[i / 3]) <= 2);
    image_free(&image);
}

/* EXIF data of any bytes, and cut off anywhere, leaves a picture upright or turns it. */
static void test_exif(void **state)
{
    (void)state;
    static const unsigned char exif[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                         0,   1,   1,   18,  0, 3, 0,   0,   0, 1,  0, 6, 0, 0};
    int orientation = 0;
    uint32_t random = 5;
    assert_true(image_exif(exif, sizeof exif, &orientation));
    assert_int_equal(orientation, 6);
    assert_false(image_exif((const unsigned char *)"http://ns.adobe.com/xap/1.0/", 28, &orientation));
    for (int i = 0; i < 20000; i++) {
        const size_t size = 6 + next_random(&random) % (sizeof exif - 5);
        unsigned char *bytes = malloc(size); /* of its own, so that AddressSanitizer sees its end */
        assert_non_null(bytes);
        memcpy(bytes, exif, size);
        for (uint32_t changes = next_random(&random) % 4; changes > 0; changes--) {
            const size_t at = next_random(&random) % size;
            bytes[at] = at < 6 ? bytes[at] : (unsigned char)next_random(&random);
        }
        assert_true(image_exif(bytes, size, &orientation));
        assert_in_range(orientation, IMAGE_UPRIGHT, IMAGE_ORIENTATIONS);
        free(bytes);
    }
}

/* Gives the chunks of a PNG the checksums of what is in them; nothing of other files. */
static void repair_png(struct buffer *file)
{
    for (size_t at = 8; file->size >= 8 && memcmp(file->bytes, "\x89PNG", 4) == 0 && at + 12 <= file->size;) {
        const unsigned char *head = file->bytes + at;
        const size_t size = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        if (size > file->size - at - 12)
            return;
        const uint32_t crc = (uint32_t)crc32(0, head + 4, (unsigned)size + 4);
        for (size_t i = 0; i < 4; i++)
            file->bytes[at + 8 + size + i] = (unsigned char)(crc >> (24 - 8 * i));
        at += 12 + size;
    }
}

/* No byte that is cut off or changed makes more of a picture than an error or some other picture. */
static void damage(const char *path)
{
    struct buffer file = {0};
    struct image image;
    read_file(path, &file);
    for (size_t size = 0; size < file.size; size++) {
        struct tess_error error = {0};
        assert_false(image_decode(path, file.bytes, size, &image, &error));
        assert_int_equal(error.code, TESS_BAD_DATA);
    }
    uint32_t random = 3;
    struct buffer changed = {0};
    for (int i = 0; i < mutation_count(1000); i++) {
        struct tess_error error = {0};
        mutate(&file, &random, &changed);
        if (i % 2)
            repair_png(&changed);
        unsigned char *bytes = malloc(changed.size); /* of its own, so that AddressSanitizer sees its end */
        assert_non_null(bytes);
        memcpy(bytes, changed.bytes, changed.size);
        if (image_decode(path, bytes, changed.size, &image, &error)) {
            assert_true(image.width > 0 && image.height > 0);
            image_free(&image);
        } else {
            assert_int_equal(error.code, TESS_BAD_DATA);
            assert_int_equal(strncmp(error.text, path, strlen(path)), 0);
            assert_null(image.pixels);
        }
        free(bytes);
    }
    release(&changed);
    release(&file);
}

/* 9 x 7 numbers of a palette of 11 colours, some of them transparent, of four bits and interlaced. */
static void write_palette(const char *path)
{
    enum { WIDTH = 9, HEIGHT = 7, DEPTH = 4, COLOURS = 11 };
    png_color colours[COLOURS];
    png_byte alpha[COLOURS / 2], rows[HEIGHT][(WIDTH * DEPTH + 7) / 8], *row[HEIGHT];
    FILE *file = fopen(path, "wb");
    png_struct *png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_info *info = png_create_info_struct(png);
    assert_non_null(file);
    assert_non_null(info);
    for (int i = 0; i < COLOURS; i++)
        colours[i] = (png_color){(png_byte)(i * 20), (png_byte)(255 - i), (png_byte)(i * i)};
    for (int i = 0; i < COLOURS / 2; i++)
        alpha[i] = (png_byte)(i * 50);
    for (int y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < sizeof rows[0]; x++)
            rows[y][x] = (png_byte)((y + (int)x) % COLOURS << DEPTH | (y * 3 + (int)x) % COLOURS);
    for (int y = 0; y < HEIGHT; y++)
        row[y] = rows[y];
    png_init_io(png, file);
    png_set_IHDR(png, info, WIDTH, HEIGHT, DEPTH, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_ADAM7,
                 PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    png_set_PLTE(png, info, colours, COLOURS);
    png_set_tRNS(png, info, alpha, COLOURS / 2, NULL);
    png_set_rows(png, info, row);
    png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
    png_destroy_write_struct(&png, &info);
    assert_int_equal(fclose(file), 0);
}

static void test_damaged_pictures(void **state)
{
    (void)state;
    struct image image;
    struct tess_error error = {0};
    damage("rgb.png");
    damage("rgb.jpg");
    damage("alpha.png");
    write_palette("palette.png");
    damage("palette.png");
    unsigned char colours[8 * 8 * 3];
    for (size_t i = 0; i < sizeof colours; i++)
        colours[i] = (unsigned char)(i * i);
    write_jpeg_as("progressive.jpg", 8, 8, 3, true, colours);
    damage("progressive.jpg");
    write_text("text.png", "not a picture");
    assert_false(decode_file("text.png", &image, &error));
    assert_string_equal(error.text, "text.png: offset 0: expected a PNG or JPEG image");

    /* a header that claims 2^32 pixels allocates nothing */
    struct buffer file = {0};
    read_file("grey.png", &file);
    memcpy(file.bytes + 16, "\0\1\0\0\0\1\0\0", 8);
    uint32_t crc = (uint32_t)crc32(0, file.bytes + 12, 17);
    for (int i = 0; i < 4; i++)
        file.bytes[29 + i] = (unsigned char)(crc >> (24 - 8 * i));
    error = (struct tess_error){0};
    assert_false(image_decode("huge.png", file.bytes, file.size, &image, &error));
    assert_string_equal(error.text,
                        "huge.png: offset 16: expected an image of 1 to 67108864 pixels, found 65536 x 65536");
    release(&file);
}

static void test_too_large(void **state)
{
    (void)state;
    struct image image;
    struct tess_error error = {0};
    assert_false(image_allocate("huge", 7, 1 << 20, 65, &image, &error));
    assert_string_equal(error.text, "huge: offset 7: expected an image of 1 to 67108864 pixels, found 1048576 x 65");
    error = (struct tess_error){0};
    assert_false(image_allocate("none", 0, 0, 5, &image, &error));
    assert_string_equal(error.text, "none: offset 0: expected an image of 1 to 67108864 pixels, found 0 x 5");
}

/* ---- Resampling ---- */

static void resample(const struct image *image, int channels, int height, int width, float *planes)
{
    struct tess_error error = {0};
    assert_true(image_resample(image, channels, height, width, planes, &error));
}

static void test_same_size_is_exact(void **state)
{
    (void)state;
    unsigned char pixels[5 * 7 * 3];
    float planes[3 * 5 * 7];
    struct image image = {7, 5, pixels};
    for (int i = 0; i < 5 * 7 * 3; i++)
        pixels[i] = (unsigned char)(i * 2);
    resample(&image, 3, 5, 7, planes);
    for (int i = 0; i < 5 * 7; i++)
        for (int c = 0; c < 3; c++)
            assert_true(planes[c * 35 + i] == pixels[3 * i + c]);
    resample(&image, 1, 5, 7, planes); /* luma: 0.299 red, 0.587 green, 0.114 blue */
    for (int i = 0; i < 5 * 7; i++) {
        double luma = 0.299 * pixels[3 * i] + 0.587 * pixels[3 * i + 1] + 0.114 * pixels[3 * i + 2];
        assert_true(fabs((double)planes[i] - luma) <= 0.51);
    }
}

/* A triangle twice as wide as the output's pixels: for half the size, weights 1 3 3 1 over 8, cut off at the border. */
static void test_half_size(void **state)
{
    (void)state;
    static const double expected[4] = {(3 * 0 + 3 * 10 + 80) / 7.0, (10 + 3 * 80 + 3 * 20 + 40) / 8.0,
                                       (20 + 3 * 40 + 3 * 60 + 200) / 8.0, (60 + 3 * 200 + 3 * 100) / 7.0};
    static const int row[8] = {0, 10, 80, 20, 40, 60, 200, 100};
    unsigned char pixels[8 * 3];
    float planes[4];
    struct image image = {8, 1, pixels};
    for (int i = 0; i < 24; i++)
        pixels[i] = (unsigned char)row[i / 3];
    resample(&image, 1, 1, 4, planes);
    for (int i = 0; i < 4; i++)
        assert_true(fabs((double)planes[i] - expected[i]) < 1e-4);
    image = (struct image){1, 8, pixels}; /* and the same downwards */
    resample(&image, 1, 4, 1, planes);
    for (int i = 0; i < 4; i++)
        assert_true(fabs((double)planes[i] - expected[i]) < 1e-4);
}

/* What is of one colour stays so at any size, and mirrored pictures give mirrored results. */
static void test_any_size(void **state)
{
    (void)state;
    for (int from = 1; from < 20; from++)
        for (int to = 1; to < 20; to++) {
            unsigned char flat[20 * 3], ramp[20 * 3], mirrored[20 * 3];
            float a[20], b[20];
            struct image image = {from, 1, flat};
            memset(flat, 77, sizeof flat);
            for (int i = 0; i < from * 3; i++) {
                ramp[i] = (unsigned char)(i / 3 * i / 3 % 250);
                mirrored[(from - 1 - i / 3) * 3 + i % 3] = ramp[i];
            }
            resample(&image, 1, 1, to, a);
            for (int i = 0; i < to; i++)
                assert_true(fabsf(a[i] - 77) < 1e-4f);
            image.pixels = ramp;
            resample(&image, 1, 1, to, a);
            image.pixels = mirrored;
            resample(&image, 1, 1, to, b);
            for (int i = 0; i < to; i++)
                assert_true(fabsf(a[i] - b[to - 1 - i]) < 1e-3f);
        }
}

static void test_cmyk(void **state)
{
    (void)state;
    unsigned char inks[8 * 8 * 4] = {0};
    struct image image;
    struct tess_error error = {0};
    write_jpeg("cmyk.jpg", 8, 8, 4, inks);
    assert_false(decode_file("cmyk.jpg", &image, &error));
    assert_non_null(strstr(error.text, "expected a JPEG image in grey or colour, found one in printing inks (CMYK)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_png),       cmocka_unit_test(test_jpeg),
        cmocka_unit_test(test_exif),      cmocka_unit_test(test_damaged_pictures),
        cmocka_unit_test(test_too_large), cmocka_unit_test(test_same_size_is_exact),
        cmocka_unit_test(test_half_size), cmocka_unit_test(test_any_size),
        cmocka_unit_test(test_cmyk),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
