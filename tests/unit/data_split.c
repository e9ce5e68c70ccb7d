/* What all data sets share (splits, limits, normalisation, order of frames, threads), tried on arrays; and the arrays'
 * own layouts and errors. */
#include "data_files.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRAIN = 25, TEST = 10, HEIGHT = 4, WIDTH = 6, STEPS = 3, CLASSES = 5, MAP = HEIGHT * WIDTH };

static const struct tess_input image_input = {.dataset = "arrays",
                                              .channels = 1,
                                              .height = HEIGHT,
                                              .width = WIDTH,
                                              .steps = STEPS,
                                              .is_static = true,
                                              .classes = CLASSES};

static const struct tess_input event_input = {.dataset = "arrays",
                                              .channels = 2,
                                              .height = HEIGHT,
                                              .width = WIDTH,
                                              .steps = STEPS,
                                              .is_static = false,
                                              .classes = CLASSES};

/* Element k of sample i: bytes, and the same number in every type. */
static int element(int part, int i, int k)
{
    return (part * 50 + i * 3 + k) % 250;
}

static void put_elements(struct buffer *out, const char *type, int part, int samples, int size)
{
    for (int i = 0; i < samples; i++)
        for (int k = 0; k < size; k++) {
            float value = (float)element(part, i, k);
            uint32_t bits;
            memcpy(&bits, &value, sizeof bits);
            if (strcmp(type, "|u1") == 0)
                put_byte(out, element(part, i, k));
            else
                put_little(out, bits, 4);
        }
}

/* The four arrays of a set; `shape` is that of one sample, "4, 6". */
static void make_arrays(struct buffer file[4], const char *type, const char *shape, int size)
{
    static const int samples[2] = {TRAIN, TEST};
    for (int part = 0; part < 2; part++) {
        struct buffer x = {0}, y = {0};
        char text[100];
        put_elements(&x, type, part, samples[part], size);
        snprintf(text, sizeof text, "(%d, %s)", samples[part], shape);
        put_npy(&file[2 * part], type, text, x.bytes, x.size);
        for (int i = 0; i < samples[part]; i++)
            put_little(&y, (uint64_t)(i % CLASSES), 8);
        snprintf(text, sizeof text, "(%d,)", samples[part]);
        put_npy(&file[2 * part + 1], "<i8", text, y.bytes, y.size);
        release(&x);
        release(&y);
    }
}

static const char *const names[4] = {"x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy"};

static void make_folder_of(const char *folder, const char *type, const char *shape, int size)
{
    struct buffer file[4] = {{0}};
    make_arrays(file, type, shape, size);
    make_folder(folder);
    for (int i = 0; i < 4; i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        write_file(path, file[i].bytes, file[i].size);
        release(&file[i]);
    }
}

static void make_npz(const char *path, const char *type, const char *shape, int size, bool deflated)
{
    struct buffer file[4] = {{0}};
    struct zip zip = {0};
    make_arrays(file, type, shape, size);
    for (int i = 3; i >= 0; i--) {
        put_member(&zip, names[i], file[i].bytes, file[i].size, deflated);
        release(&file[i]);
    }
    finish_zip(&zip, "");
    write_file(path, zip.file.bytes, zip.file.size);
    release(&zip.file);
}

/* Reads a sample; returns its class. */
static int32_t read_sample(const struct tess_dataset *set, enum tess_split split, int index,
                           const struct tess_draw *draw, float *frames)
{
    struct tess_error error = {0};
    int32_t label = -1;
    bool good = tess_dataset_read(set, split, index, draw, frames, &label, &error);
    assert_string_equal(error.text, "");
    assert_true(good);
    return label;
}

/* Sample `index` of a split must be stored sample i of a part. */
static void check_sample(const struct tess_dataset *set, enum tess_split split, int index, int part, int i, int size,
                         float white)
{
    float frames[STEPS * 2 * MAP];
    assert_int_equal(read_sample(set, split, index, NULL, frames), i % CLASSES);
    for (int k = 0; k < size; k++)
        assert_true(frames[k] == (float)element(part, i, k) / white);
}

/* ---- Arrays ---- */

static void check_layout(const struct tess_input *input, const char *folder, int size, float white)
{
    struct tess_data_options options = {.folder = folder};
    struct tess_dataset *set = open_good(input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), TRAIN);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), TEST);
    for (int i = 0; i < TRAIN; i++)
        check_sample(set, TESS_TRAIN, i, 0, i, size, white);
    for (int i = 0; i < TEST; i++)
        check_sample(set, TESS_TEST, i, 1, i, size, white);
    assert_string_equal(tess_dataset_class_name(set, 4), "4");
    tess_dataset_close(set);
}

static void test_layouts(void **state)
{
    (void)state;
    make_folder_of("gray", "|u1", "4, 6", MAP);
    check_layout(&image_input, "gray", MAP, 255);
    make_folder_of("channel", "<f4", "1, 4, 6", MAP);
    check_layout(&image_input, "channel", MAP, 1); /* real numbers are taken as they are */
    make_folder_of("events", "|u1", "3, 2, 4, 6", 2 * STEPS * MAP);
    check_layout(&event_input, "events", 2 * STEPS * MAP, 1); /* counts, not pixels */
    make_npz("stored.npz", "|u1", "1, 4, 6", MAP, false);
    check_layout(&image_input, "stored.npz", MAP, 255);
    make_npz("deflated.npz", "<f4", "3, 2, 4, 6", 2 * STEPS * MAP, true);
    check_layout(&event_input, "deflated.npz", 2 * STEPS * MAP, 1);
}

static void test_shapes_that_do_not_fit(void **state)
{
    (void)state;
    make_folder_of("fit", "|u1", "4, 6", MAP);
    struct tess_input input = image_input;
    input.height = 5;
    open_bad(&input, "fit",
             "fit/x_train.npy: offset 10: expected an array [N, 1, 5, 6], as the model says, found [25, 4, 6]");
    input.height = 4;
    input.channels = 3;
    open_bad(&input, "fit",
             "fit/x_train.npy: offset 10: expected an array [N, 3, 4, 6], as the model says, found [25, 4, 6]");
    open_bad(&event_input, "fit",
             "fit/x_train.npy: offset 10: expected an array [N, 3, 2, 4, 6], as the model says, found [25, 4, 6]");
    input = image_input;
    input.classes = 4;
    open_bad(&input, "fit", "fit/y_train.npy: offset 101: expected a label of 0 to 3, found 4");
}

/* Replaces one of the four arrays. */
static void replace(const char *path, const char *type, const char *shape, const void *elements, size_t size)
{
    struct buffer file = {0};
    put_npy(&file, type, shape, elements, size);
    write_file(path, file.bytes, file.size);
    release(&file);
}

static void test_damaged_arrays(void **state)
{
    (void)state;
    float y[TEST] = {0};
    unsigned char bytes[TEST * MAP] = {0};
    open_bad(&image_input, "none", "none/x_train.npy: no such file (nor with .gz added)");
    open_bad(&image_input, "none.npz", "none.npz: cannot open: No such file or directory");

    make_folder_of("bad", "|u1", "4, 6", MAP);
    replace("bad/y_test.npy", "|u1", "(9,)", bytes, 9);
    open_bad(&image_input, "bad", "bad/y_test.npy: offset 10: expected labels [10], one a sample, found [9]");
    replace("bad/y_test.npy", "|u1", "(10, 1)", bytes, 10);
    open_bad(&image_input, "bad", "bad/y_test.npy: offset 10: expected labels [10], one a sample, found [10, 1]");
    y[9] = 1.5f;
    replace("bad/y_test.npy", "<f4", "(10,)", y, sizeof y);
    open_bad(&image_input, "bad", "bad/y_test.npy: offset 105: expected a label of 0 to 4, found 1.5");
    y[9] = -1;
    replace("bad/y_test.npy", "<f4", "(10,)", y, sizeof y);
    open_bad(&image_input, "bad", "bad/y_test.npy: offset 105: expected a label of 0 to 4, found -1");
    y[9] = __builtin_nanf("");
    replace("bad/y_test.npy", "<f4", "(10,)", y, sizeof y);
    open_bad(&image_input, "bad", "bad/y_test.npy: offset 105: expected a label of 0 to 4, found nan");
    replace("bad/x_test.npy", "|u1", "(0, 4, 6)", bytes, 0);
    open_bad(&image_input, "bad", "bad/x_test.npy: offset 10: expected 1 to 2147483647 samples, found 0");
    y[9] = 4; /* whole numbers may be stored as real ones */
    replace("bad/y_test.npy", "<f4", "(10,)", y, sizeof y);
    replace("bad/x_test.npy", "|i1", "(10, 4, 6)", bytes, sizeof bytes);
    open_bad(&image_input, "bad",
             "bad/x_test.npy: offset 10: expected elements of type uint8, as in the training set, found int8");
    replace("bad/x_test.npy", "|u1", "(10, 4, 6)", bytes, sizeof bytes);
    struct tess_data_options options = {.folder = "bad"};
    tess_dataset_close(open_good(&image_input, &options));
    write_text("bad/class_names.txt", "one\n");
    open_bad(&image_input, "bad", "bad/class_names.txt: expected 5 class names, one a line, found 1");
}

/* Found when the data set is opened; and when it is read, as the file may have changed since. */
static void test_not_finite(void **state)
{
    (void)state;
    static const char message[] =
        "finite/x_test.npy: offset 382: expected a finite float32 number, found inf in sample 3";
    float x[TEST * MAP] = {0}, frames[MAP];
    int32_t label;
    struct tess_error error = {0};
    make_folder_of("finite", "<f4", "4, 6", MAP);
    struct tess_data_options options = {.folder = "finite"};
    struct tess_dataset *set = open_good(&image_input, &options);
    x[3 * MAP + 5] = __builtin_inff();
    replace("finite/x_test.npy", "<f4", "(10, 4, 6)", x, sizeof x);
    open_bad(&image_input, "finite", message);
    read_sample(set, TESS_TEST, 2, NULL, frames);
    assert_false(tess_dataset_read(set, TESS_TEST, 3, NULL, frames, &label, &error));
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
    tess_dataset_close(set);
}

/* ---- Splits and limits ---- */

static void check_splits(float share, enum tess_validation validation, int train_limit, int test_limit, int train,
                         int held, int test)
{
    struct tess_input input = image_input;
    input.validation_share = share;
    input.validation = validation;
    struct tess_data_options options = {.folder = "splits", .train_limit = train_limit, .test_limit = test_limit};
    struct tess_dataset *set = open_good(&input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), train);
    assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), held);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), test);
    for (int i = 0; i < train; i++)
        check_sample(set, TESS_TRAIN, i, 0, i, MAP, 255);
    bool on_test = validation == TESS_VALIDATE_ON_TEST;
    for (int i = 0; i < held; i++) /* the last ones, whatever the limit leaves to train with */
        check_sample(set, TESS_VALIDATION, i, on_test, on_test ? i : TRAIN - held + i, MAP, 255);
    for (int i = 0; i < test; i++)
        check_sample(set, TESS_TEST, i, 1, i, MAP, 255);
    tess_dataset_close(set);
}

static void test_splits(void **state)
{
    (void)state;
    make_folder_of("splits", "|u1", "4, 6", MAP);
    check_splits(0, TESS_VALIDATE_SHARE, 0, 0, 25, 0, 10);
    check_splits(0.1f, TESS_VALIDATE_SHARE, 0, 0, 22, 3, 10);
    check_splits(0.2f, TESS_VALIDATE_SHARE, 0, 0, 20, 5, 10);
    check_splits(0.2f, TESS_VALIDATE_SHARE, 7, 3, 7, 5, 3);
    check_splits(0.2f, TESS_VALIDATE_SHARE, 100, 100, 20, 5, 10);
    check_splits(0.2f, TESS_VALIDATE_ON_TEST, 0, 4, 25, 4, 4);
    struct tess_input input = image_input;
    input.validation_share = 1;
    open_bad(&input, "splits", "data set arrays: no training samples are left of 25 after validation took 25");
}

/* ---- Values ---- */

static void test_normalization(void **state)
{
    (void)state;
    float frames[STEPS * 2 * MAP];
    struct tess_input input = event_input;
    make_folder_of("normal", "|u1", "3, 2, 4, 6", 2 * STEPS * MAP);
    input.normalize = true;
    input.mean[0] = 0.25f;
    input.mean[1] = 1;
    input.deviation[0] = 0.3f;
    input.deviation[1] = 2;
    struct tess_data_options options = {.folder = "normal"};
    struct tess_dataset *set = open_good(&input, &options);
    read_sample(set, TESS_TRAIN, 2, NULL, frames);
    for (int k = 0; k < STEPS * 2 * MAP; k++) {
        int c = k / MAP % 2;
        assert_true(frames[k] == ((float)element(0, 2, k) - input.mean[c]) / input.deviation[c]);
    }
    tess_dataset_close(set);
}

/* Which stored frame each of the STEPS frames is. */
static int order_of(const struct tess_dataset *set, enum tess_split split, int index, const struct tess_draw *draw)
{
    float frames[STEPS * 2 * MAP];
    int order = 0, part = split == TESS_TEST;
    read_sample(set, split, index, draw, frames);
    for (int f = 0; f < STEPS; f++) {
        int from = 0;
        while (from < STEPS && frames[f * 2 * MAP] != (float)element(part, index, from * 2 * MAP))
            from++;
        assert_true(from < STEPS);
        order = order * STEPS + from;
    }
    return order;
}

/* Shuffled frames: in every split; anew each epoch in training, the same order for ever in the test. */
static void test_shuffled_frames(void **state)
{
    (void)state;
    struct tess_input input = event_input;
    input.shuffle_frames = true;
    make_folder_of("shuffle", "|u1", "3, 2, 4, 6", 2 * STEPS * MAP);
    struct tess_data_options options = {.folder = "shuffle", .seed = 3};
    struct tess_dataset *set = open_good(&input, &options);
    int test_moved = 0, train_moved = 0, epoch_differs = 0, parts_differ = 0, in_order = 0 * 9 + 1 * 3 + 2;
    for (int i = 0; i < TEST; i++) {
        struct tess_draw first = {3, 0}, second = {3, 1};
        int test = order_of(set, TESS_TEST, i, NULL), train = order_of(set, TESS_TRAIN, i, &first);
        assert_int_equal(test, order_of(set, TESS_TEST, i, NULL));
        assert_int_equal(test, order_of(set, TESS_TEST, i, &second)); /* a draw is for training samples only */
        assert_int_equal(train, order_of(set, TESS_TRAIN, i, NULL));  /* epoch 0, seed of the run */
        test_moved += test != in_order;
        train_moved += train != in_order;
        epoch_differs += train != order_of(set, TESS_TRAIN, i, &second);
        parts_differ += train != test;
    }
    assert_true(test_moved > 0 && train_moved > 0 && epoch_differs > 0 && parts_differ > 0);
    tess_dataset_close(set);
}

/* ---- Augmented reading ---- */

enum { THREADS = 4 };

struct reader {
    const struct tess_dataset *set;
    int first, step;                  /* which samples, in which order */
    float (*frames)[STEPS * 2 * MAP]; /* [TRAIN] */
};

static void *read_some(void *context)
{
    const struct reader *reader = context;
    struct tess_draw draw = {9, 4};
    for (int i = reader->first; i >= 0 && i < TRAIN; i += reader->step) {
        struct tess_error error = {0};
        int32_t label;
        if (!tess_dataset_read(reader->set, TESS_TRAIN, i, &draw, reader->frames[i], &label, &error))
            return "failed";
    }
    return NULL;
}

/* Augmented samples are the same bits from any thread and in any order; other epochs and seeds give others; test and
 * validation samples are never augmented. */
static void test_augmented_reading(void **state)
{
    (void)state;
    static float forward[TRAIN][STEPS * 2 * MAP], backward[TRAIN][STEPS * 2 * MAP], threads[TRAIN][STEPS * 2 * MAP];
    struct tess_input input = event_input;
    input.crop_pad = 2;
    input.flip_probability = input.cutout_probability = 0.5f;
    make_npz("augment.npz", "|u1", "3, 2, 4, 6", 2 * STEPS * MAP, false);
    struct tess_data_options options = {.folder = "augment.npz", .seed = 9};
    struct tess_dataset *set = open_good(&input, &options);
    assert_null(read_some(&(struct reader){set, 0, 1, forward}));
    assert_null(read_some(&(struct reader){set, TRAIN - 1, -1, backward}));
    pthread_t thread[THREADS];
    struct reader reader[THREADS];
    for (int i = 0; i < THREADS; i++) {
        reader[i] = (struct reader){set, i, THREADS, threads};
        assert_int_equal(pthread_create(&thread[i], NULL, read_some, &reader[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *result;
        assert_int_equal(pthread_join(thread[i], &result), 0);
        assert_null(result);
    }
    assert_memory_equal(forward, backward, sizeof forward);
    assert_memory_equal(forward, threads, sizeof forward);

    int other_epoch = 0, other_seed = 0;
    float frames[STEPS * 2 * MAP];
    for (int i = 0; i < TRAIN; i++) {
        read_sample(set, TESS_TRAIN, i, &(struct tess_draw){9, 5}, frames);
        other_epoch += memcmp(frames, forward[i], sizeof frames) != 0;
        read_sample(set, TESS_TRAIN, i, &(struct tess_draw){8, 4}, frames);
        other_seed += memcmp(frames, forward[i], sizeof frames) != 0;
        check_sample(set, TESS_TRAIN, i, 0, i, 2 * STEPS * MAP, 1);
    }
    assert_true(other_epoch > TRAIN / 2 && other_seed > TRAIN / 2);
    read_sample(set, TESS_TEST, 3, &(struct tess_draw){9, 4}, frames);
    for (int k = 0; k < 2 * STEPS * MAP; k++)
        assert_true(frames[k] == (float)element(1, 3, k));
    tess_dataset_close(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layouts),         cmocka_unit_test(test_shapes_that_do_not_fit),
        cmocka_unit_test(test_damaged_arrays),  cmocka_unit_test(test_not_finite),
        cmocka_unit_test(test_splits),          cmocka_unit_test(test_normalization),
        cmocka_unit_test(test_shuffled_frames), cmocka_unit_test(test_augmented_reading),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
