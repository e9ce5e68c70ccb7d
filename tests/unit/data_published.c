/* The pipelines against what the published code makes of the same images and events. The golden files are not part of
 * this tree; without them the tests are skipped. */
#include "data_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/augment.h"
#include "data/framing.h"
#include "data/published.h"
#include "tess/array.h"

enum { SIDE = 32, PIXELS = 3 * SIDE * SIDE };

static const struct tess_input cifar = {.dataset = "cifar10",
                                        .channels = 3,
                                        .height = SIDE,
                                        .width = SIDE,
                                        .steps = 6,
                                        .is_static = true,
                                        .classes = 10,
                                        .normalize = true,
                                        .mean = {0.4914f, 0.4822f, 0.4465f},
                                        .deviation = {0.2023f, 0.1994f, 0.2010f}};

/* An array of `count` elements; skips the test where there is none. */
static void golden_of(const char *folder, const char *name, float *values, size_t count)
{
    char path[4096];
    struct tess_array array;
    struct tess_error error = {0};
    const char *source = getenv("srcdir");
    snprintf(path, sizeof path, "%s/../shared/oracle/%s/%s.npy", source ? source : ".", folder, name);
    if (!tess_array_read(path, &array, &error)) {
        print_message("skipped: %s\n", error.text);
        skip();
    }
    assert_int_equal(array.count, count);
    memcpy(values, array.values, count * sizeof *values);
    tess_array_free(&array);
}

static void golden(const char *name, float *values)
{
    golden_of("X_pipe_cifar", name, values, PIXELS);
}

/* Bit for bit what ToTensor and Normalize give. */
static void test_values(void **state)
{
    static float image[PIXELS], expected[PIXELS], found[PIXELS];
    static const char *const files[6] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                         "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
    struct buffer record = {0};
    struct tess_error error = {0};
    int32_t label;
    golden("image", image);
    golden("test_out", expected);
    put_byte(&record, 3);
    for (int p = 0; p < PIXELS; p++)
        put_byte(&record, (int)image[p]);
    assert_int_equal(enter_folder(state), 0);
    for (int f = 0; f < 6; f++)
        write_file(files[f], record.bytes, record.size);
    release(&record);
    struct tess_data_options options = {.folder = "."};
    struct tess_dataset *set = open_good(&cifar, &options);
    assert_true(tess_dataset_read(set, TESS_TEST, 0, NULL, found, &label, &error));
    tess_dataset_close(set);
    assert_int_equal(leave_folder(state), 0);
    assert_memory_equal(found, expected, sizeof found);
}

/* The published crop (pad 4, rows from 1, columns from 6) is one of ours. */
static void test_crop(void **state)
{
    (void)state;
    static float image[PIXELS], expected[PIXELS], found[PIXELS];
    struct tess_input input = cifar;
    input.crop_pad = 4;
    golden("image", image);
    golden("crop_bytes", expected);
    bool met = false;
    for (uint64_t sample = 0; !met && sample < 2000; sample++) {
        struct tess_random random = tess_random_stream(1, TESS_RANDOM_AUGMENT, 0, sample);
        memcpy(found, image, sizeof found);
        augment(&input, 1, 255, &random, found);
        met = memcmp(found, expected, sizeof found) == 0;
    }
    assert_true(met);
}

/* The published cutout hands one number to a function that takes it for packed red, green and blue. */
static void test_cutout(void **state)
{
    (void)state;
    static float image[PIXELS], expected[PIXELS], found[PIXELS];
    struct tess_input input = cifar;
    const struct patch patch = {.left = 5, .top = 9, .width = 10, .height = 12};
    golden("image", image);
    golden("cutout_bytes", expected);
    for (int c = 0; c < 3; c++)
        paint_patch(&input, 1, &patch, c, c == 0 ? 137 : 0, image);
    assert_memory_equal(image, expected, sizeof image);

    input.pipeline = TESS_PIPELINE_PUBLISHED;
    input.cutout_probability = 1;
    for (uint64_t sample = 0; sample < 20; sample++) {
        struct tess_random random = tess_random_stream(1, TESS_RANDOM_AUGMENT, 0, sample);
        for (int p = 0; p < PIXELS; p++)
            found[p] = -1;
        augment(&input, 1, 255, &random, found);
        float red = -1;
        for (int p = 0; p < PIXELS / 3; p++) {
            red = found[p] != -1 ? found[p] : red;
            assert_true(found[p] == -1 || found[p] == red);
            for (int c = 1; c < 3; c++)
                assert_true(found[c * SIDE * SIDE + p] == (found[p] == -1 ? -1.0f : 0.0f));
        }
        assert_true(red >= 0);
    }
}

/* ---- CIFAR10-DVS ---- */

enum { EVENTS = 3007, DVS_FRAMES = 10, GOLDEN_FRAMES = 3, SMALL = 48, FRAME = 2 * SMALL * SMALL };

static const char *const classes[10] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                        "dog",      "frog",       "horse", "ship", "truck"};

static const struct tess_input cifar10_dvs = {.dataset = "cifar10_dvs",
                                              .channels = 2,
                                              .height = SMALL,
                                              .width = SMALL,
                                              .steps = DVS_FRAMES,
                                              .classes = 10,
                                              .framing = TESS_FRAMES_BY_COUNT,
                                              .pipeline = TESS_PIPELINE_PUBLISHED,
                                              .normalize = true,
                                              .mean = {0.2728f, 0.1295f},
                                              .deviation = {0.2225f, 0.1290f},
                                              .crop_pad = 4};

/* The case's events (rows t, x, y, p) as recordings of a DVS128, one for training and one for the test a class. */
static void make_cifar10_dvs(const float *events)
{
    struct buffer file = {0};
    char path[100];
    put(&file, "#!AER-DAT2.0\n", 13);
    for (int i = 0; i < EVENTS; i++) {
        const float *event = events + (size_t)i * 4;
        uint32_t x = (uint32_t)event[1], y = (uint32_t)event[2], polarity = (uint32_t)event[3];
        put_big(&file, (127 - x) << 1 | y << 8 | (1 - polarity), 4);
        put_big(&file, (uint32_t)event[0], 4);
    }
    for (int c = 0; c < 10; c++) {
        make_folder(classes[c]);
        for (int i = 0; i < 10; i++) {
            snprintf(path, sizeof path, "%s/cifar10_%s_%d.aedat", classes[c], classes[c], i);
            write_file(path, file.bytes, file.size);
        }
    }
    release(&file);
}

static bool close_to(const float *found, const float *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(found[i] - expected[i] < 1e-6f && expected[i] - found[i] < 1e-6f))
            return false;
    return true;
}

/* A folder of the test's own, where frames are cached, too. */
static void enter_with_cache(void **state)
{
    char folder[4096];
    assert_int_equal(enter_folder(state), 0);
    assert_non_null(getcwd(folder, sizeof folder));
    assert_int_equal(setenv("XDG_CACHE_HOME", folder, 1), 0);
}

static void test_cifar10_dvs(void **state)
{
    static float events[EVENTS * 4], test[GOLDEN_FRAMES * FRAME], train[GOLDEN_FRAMES * FRAME];
    static float found[DVS_FRAMES * FRAME];
    struct tess_error error = {0};
    int32_t label;
    golden_of("X_pipe_cifar10dvs", "events", events, EVENTS * 4);
    golden_of("X_pipe_cifar10dvs", "test_out", test, GOLDEN_FRAMES * FRAME);
    golden_of("X_pipe_cifar10dvs", "train_out", train, GOLDEN_FRAMES * FRAME);
    enter_with_cache(state);
    make_cifar10_dvs(events);
    struct tess_data_options options = {.folder = "."};
    struct tess_dataset *set = open_good(&cifar10_dvs, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 90);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), 10);
    assert_true(tess_dataset_read(set, TESS_TEST, 7, NULL, found, &label, &error));
    assert_int_equal(label, 7);
    assert_true(close_to(found, test, GOLDEN_FRAMES * FRAME));
    /* the published crop (rows from 6, columns from 3) is one of ours */
    bool met = false;
    for (uint64_t epoch = 0; !met && epoch < 2000; epoch++) {
        struct tess_draw draw = {1, epoch};
        assert_true(tess_dataset_read(set, TESS_TRAIN, 0, &draw, found, &label, &error));
        met = close_to(found, train, GOLDEN_FRAMES * FRAME);
    }
    tess_dataset_close(set);
    assert_int_equal(leave_folder(state), 0);
    assert_true(met);
}

/* As described, the frames are what was counted: the published ones before anything happens to them. */
static void test_cifar10_dvs_counts(void **state)
{
    enum { SENSOR = 2 * 128 * 128 };
    static float events[EVENTS * 4], frames[GOLDEN_FRAMES * SENSOR], totals[DVS_FRAMES * 2];
    static float found[DVS_FRAMES * SENSOR];
    struct tess_error error = {0};
    int32_t label;
    golden_of("X_pipe_cifar10dvs", "events", events, EVENTS * 4);
    golden_of("X_pipe_cifar10dvs", "frames", frames, GOLDEN_FRAMES * SENSOR);
    golden_of("X_pipe_cifar10dvs", "frame_totals", totals, DVS_FRAMES * 2);
    enter_with_cache(state);
    make_cifar10_dvs(events);
    struct tess_input input = cifar10_dvs;
    input.pipeline = TESS_PIPELINE_PAPER;
    input.height = input.width = 128;
    input.normalize = false;
    struct tess_data_options options = {.folder = "."};
    struct tess_dataset *set = open_good(&input, &options);
    assert_true(tess_dataset_read(set, TESS_TEST, 0, NULL, found, &label, &error));
    tess_dataset_close(set);
    assert_int_equal(leave_folder(state), 0);
    assert_memory_equal(found, frames, sizeof frames);
    for (int m = 0; m < DVS_FRAMES * 2; m++) {
        float sum = 0;
        for (int i = 0; i < SENSOR / 2; i++)
            sum += found[m * SENSOR / 2 + i];
        assert_true(sum == totals[m]);
    }
}

/* ---- DVS Gesture ---- */

static void test_gesture(void **state)
{
    enum { FRAMES = 2, LARGE = 2 * 128 * 128, TINY = 2 * 32 * 32 };
    static float counts[FRAMES * LARGE], smooth[FRAMES * TINY], plain[FRAMES * TINY], found[TINY];
    static float unrounded[FRAMES * TINY];
    (void)state;
    golden_of("X_pipe_dvsgesture", "frames", counts, FRAMES * LARGE);
    golden_of("X_pipe_dvsgesture", "antialias_int16", smooth, FRAMES * TINY);
    golden_of("X_pipe_dvsgesture", "plain_int16", plain, FRAMES * TINY);
    golden_of("X_pipe_dvsgesture", "antialias_float", unrounded, FRAMES * TINY);
    for (int f = 0; f < FRAMES; f++) {
        struct counted from = {counts + f * LARGE, 2, 128, 128};
        assert_true(published_gesture(&from, true, 32, 32, found));
        assert_memory_equal(found, smooth + f * TINY, sizeof found);
        assert_true(published_gesture(&from, false, 32, 32, found));
        assert_memory_equal(found, plain + f * TINY, sizeof found);
        /* as described: shared out event by event */
        struct framer framer = {.by = TESS_FRAMES_BY_COUNT, .frames = 1, .channels = 2, .height = 32, .width = 32};
        framer.to = found;
        assert_true(framer_open(&framer, 128, 128));
        for (int i = 0; i < LARGE; i++) {
            struct event event = {0, (uint16_t)(i % 128), (uint16_t)(i / 128 % 128), (uint16_t)(i / 128 / 128)};
            for (int n = 0; n < (int)counts[f * LARGE + i]; n++)
                framer_add(&framer, &event);
        }
        framer_free(&framer);
        assert_true(close_to(found, unrounded + f * TINY, TINY));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),
                                       cmocka_unit_test(test_crop),
                                       cmocka_unit_test(test_cutout),
                                       cmocka_unit_test(test_cifar10_dvs),
                                       cmocka_unit_test(test_cifar10_dvs_counts),
                                       cmocka_unit_test(test_gesture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
