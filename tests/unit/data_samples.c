/* Samples without labels: arrays and pictures as a model's input, and what is wrong with them. */
#include "data_files.h"

#include <stdio.h>
#include <string.h>

#include "tess/samples.h"

enum { HEIGHT = 2, WIDTH = 3, STEPS = 4, MAP = HEIGHT * WIDTH };

static const struct tess_input grey = {
    .channels = 1, .height = HEIGHT, .width = WIDTH, .steps = STEPS, .is_static = true, .classes = 3};
static const struct tess_input colour = {.channels = 3,
                                         .height = HEIGHT,
                                         .width = WIDTH,
                                         .steps = STEPS,
                                         .is_static = true,
                                         .classes = 3,
                                         .normalize = true,
                                         .mean = {0.5f, 0.25f, 0},
                                         .deviation = {1, 0.5f, 2}};
static const struct tess_input events = {
    .channels = 2, .height = HEIGHT, .width = WIDTH, .steps = STEPS, .is_static = false, .classes = 3};

/* Writes element i as i: one byte each, or as float32. */
static void write_array(const char *path, const char *type, const char *shape, int count)
{
    struct buffer elements = {0}, file = {0};
    for (int i = 0; i < count; i++) {
        float value = (float)i;
        if (strcmp(type, "|u1") == 0)
            put_byte(&elements, i);
        else
            put(&elements, &value, sizeof value);
    }
    put_npy(&file, type, shape, elements.bytes, elements.size);
    write_file(path, file.bytes, file.size);
    release(&elements);
    release(&file);
}

static struct tess_samples *open_samples(const struct tess_input *input, const char *path)
{
    struct tess_error error = {0};
    struct tess_samples *samples =
        tess_samples_open(input, &(struct tess_scale){.kind = TESS_SCALE_UNKNOWN}, path, &error);
    assert_string_equal(error.text, "");
    assert_non_null(samples);
    return samples;
}

static void open_fails(const struct tess_input *input, const char *path, const char *message)
{
    struct tess_error error = {0};
    assert_null(tess_samples_open(input, &(struct tess_scale){.kind = TESS_SCALE_UNKNOWN}, path, &error));
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
}

/* The file must hold `count` samples of `size` elements, the ones that write_array counts up, as `value` shows them. */
static void check_samples(const struct tess_input *input, const char *path, bool numbered, int count, int size,
                          float (*value)(int element, int place))
{
    float frames[STEPS * 2 * MAP];
    struct tess_error error = {0};
    struct tess_samples *samples = open_samples(input, path);
    assert_int_equal(tess_samples_count(samples), count);
    assert_true(tess_samples_numbered(samples) == numbered);
    for (int i = 0; i < count; i++) {
        assert_true(tess_samples_read(samples, i, frames, &error));
        for (int k = 0; k < size; k++)
            assert_true(frames[k] == value(i * size + k, k));
    }
    tess_samples_close(samples);
}

static float as_it_is(int element, int place)
{
    (void)place;
    return (float)element;
}

static float as_pixel(int element, int place)
{
    (void)place;
    return (float)element / 255;
}

static float normalised(int element, int place)
{
    int c = place / MAP;
    return ((float)element / 255 - colour.mean[c]) / colour.deviation[c];
}

static void test_shapes(void **state)
{
    (void)state;
    write_array("map.npy", "<f4", "(2, 3)", MAP);
    check_samples(&grey, "map.npy", false, 1, MAP, as_it_is);
    write_array("one.npy", "<f4", "(1, 2, 3)", MAP);
    check_samples(&grey, "one.npy", false, 1, MAP, as_it_is);
    write_array("maps.npy", "<f4", "(5, 2, 3)", 5 * MAP);
    check_samples(&grey, "maps.npy", true, 5, MAP, as_it_is);
    write_array("images.npy", "<f4", "(5, 1, 2, 3)", 5 * MAP);
    check_samples(&grey, "images.npy", true, 5, MAP, as_it_is);
    write_array("single.npy", "<f4", "(1, 1, 2, 3)", MAP);
    check_samples(&grey, "single.npy", true, 1, MAP, as_it_is);
    write_array("stream.npy", "<f4", "(4, 2, 2, 3)", STEPS * 2 * MAP);
    check_samples(&events, "stream.npy", false, 1, STEPS * 2 * MAP, as_it_is);
    write_array("streams.npy", "<f4", "(2, 4, 2, 2, 3)", 2 * STEPS * 2 * MAP);
    check_samples(&events, "streams.npy", true, 2, STEPS * 2 * MAP, as_it_is);
}

static void test_pixels(void **state)
{
    (void)state;
    write_array("bytes.npy", "|u1", "(3, 2, 3)", 3 * MAP);
    check_samples(&grey, "bytes.npy", true, 3, MAP, as_pixel);
    write_array("colour.npy", "|u1", "(2, 3, 2, 3)", 6 * MAP);
    check_samples(&colour, "colour.npy", true, 2, 3 * MAP, normalised);
    write_array("counts.npy", "|u1", "(4, 2, 2, 3)", STEPS * 2 * MAP); /* of events: no pixels */
    check_samples(&events, "counts.npy", false, 1, STEPS * 2 * MAP, as_it_is);
}

static void test_wrong_files(void **state)
{
    (void)state;
    open_fails(&grey, "none.png", "none.png: no such file (nor with .gz added)");
    write_array("wide.npy", "<f4", "(2, 4)", 8);
    open_fails(&grey, "wide.npy", "wide.npy: offset 10: expected an array [1, 2, 3], or several in one, found [2, 4]");
    open_fails(&events, "wide.npy",
               "wide.npy: offset 10: expected an array [4, 2, 2, 3], or several in one, found [2, 4]");
    write_array("map.npy", "<f4", "(2, 3)", MAP);
    open_fails(&colour, "map.npy", "map.npy: offset 10: expected an array [3, 2, 3], or several in one, found [2, 3]");
    write_array("empty.npy", "<f4", "(0, 2, 3)", 0);
    open_fails(&grey, "empty.npy", "empty.npy: offset 10: expected 1 to 2147483647 samples, found 0");
    write_text("notes.txt", "no array");
    open_fails(&events, "notes.txt",
               "notes.txt: offset 0: expected a .npy file, as the model takes a frame at every step");
    struct tess_input two = grey;
    two.channels = 2;
    open_fails(&two, "notes.txt", "notes.txt: offset 0: expected a .npy file, as the model takes 2 channels");

    struct tess_error error = {0};
    float frames[MAP];
    struct tess_samples *samples = open_samples(&grey, "notes.txt"); /* it could be a picture */
    assert_false(tess_samples_read(samples, 0, frames, &error));
    assert_string_equal(error.text, "notes.txt: offset 0: expected a PNG or JPEG image");
    tess_samples_close(samples);
}

static void test_not_finite(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct tess_error error = {0};
    float values[2 * MAP] = {0}, frames[MAP];
    values[MAP + 2] = __builtin_nanf("");
    put_npy(&file, "<f4", "(2, 2, 3)", values, sizeof values);
    write_file("nan.npy", file.bytes, file.size);
    struct tess_samples *samples = open_samples(&grey, "nan.npy");
    assert_true(tess_samples_read(samples, 0, frames, &error));
    assert_false(tess_samples_read(samples, 1, frames, &error));
    char expected[100];
    snprintf(expected, sizeof expected, "nan.npy: offset %zu: expected a finite float32 number, found nan in sample 1",
             file.size - 4 * sizeof *values);
    assert_string_equal(error.text, expected);
    tess_samples_close(samples);
    release(&file);

    struct tess_input small = grey; /* finite until it is divided */
    small.normalize = true;
    small.deviation[0] = 1e-30f;
    values[MAP + 2] = 1e30f;
    put_npy(&file, "<f4", "(2, 2, 3)", values, sizeof values);
    write_file("large.npy", file.bytes, file.size);
    samples = open_samples(&small, "large.npy");
    error = (struct tess_error){0};
    assert_false(tess_samples_read(samples, 1, frames, &error));
    assert_int_equal(error.code, TESS_BAD_DATA);
    tess_samples_close(samples);
    release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_pixels),
        cmocka_unit_test(test_wrong_files),
        cmocka_unit_test(test_not_finite),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
