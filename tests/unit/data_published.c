/* The CIFAR pipeline against what the published code makes of the same image. The golden files are not part of this
 * tree; without them the tests are skipped. */
#include "data_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/augment.h"
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

/* One array of the case, [3][32][32]; skips the test where there is none. */
static void golden(const char *name, float *values)
{
    char path[4096];
    struct tess_array array;
    struct tess_error error = {0};
    const char *source = getenv("srcdir");
    snprintf(path, sizeof path, "%s/../shared/oracle/X_pipe_cifar/%s.npy", source ? source : ".", name);
    if (!tess_array_read(path, &array, &error)) {
        print_message("skipped: %s\n", error.text);
        skip();
    }
    assert_int_equal(array.count, PIXELS);
    memcpy(values, array.values, PIXELS * sizeof *values);
    tess_array_free(&array);
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values), cmocka_unit_test(test_crop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
