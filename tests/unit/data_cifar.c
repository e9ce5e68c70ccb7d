/* CIFAR-10 and CIFAR-100: small files in the publisher's layout, good and damaged; models that a data set cannot serve.
 */
#include "data_files.h"
#include "pixel_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CIFAR_PIXELS = 3 * 32 * 32 };

enum { RECORDS = 4, CIFAR10_FILES = 6 };

static const char *const cifar10_files[CIFAR10_FILES] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                                         "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};

static const struct tess_input cifar10_input = {
    .dataset = "cifar10", .channels = 3, .height = 32, .width = 32, .steps = 6, .is_static = true, .classes = 10};

static void make_cifar10(const char *folder)
{
    make_folder(folder);
    for (int f = 0; f < CIFAR10_FILES; f++) {
        struct buffer file = {0};
        char path[100];
        for (int i = 0; i < RECORDS; i++) {
            put_byte(&file, (f + 3 * i) % 10);
            put_pixels(&file, f, i, CIFAR_PIXELS);
        }
        snprintf(path, sizeof path, "%s/%s", folder, cifar10_files[f]);
        write_file(path, file.bytes, file.size);
        release(&file);
    }
}

static void test_cifar10(void **state)
{
    (void)state;
    make_cifar10("good10");
    write_text("good10/batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    struct tess_data_options options = {.folder = "good10"};
    struct tess_dataset *set = open_good(&cifar10_input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 20);
    assert_int_equal(tess_dataset_count(set, TESS_VALIDATION), 0);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), 4);
    for (int i = 0; i < 20; i++)
        check_pixels(set, TESS_TRAIN, i, i / RECORDS, i % RECORDS, CIFAR_PIXELS,
                     (i / RECORDS + 3 * (i % RECORDS)) % 10);
    for (int i = 0; i < 4; i++)
        check_pixels(set, TESS_TEST, i, 5, i, CIFAR_PIXELS, (5 + 3 * i) % 10);
    assert_string_equal(tess_dataset_class_name(set, 0), "airplane");
    assert_string_equal(tess_dataset_class_name(set, 9), "truck");
    tess_dataset_close(set);
}

/* The folder above the publisher's is found too; without names classes are numbers. */
static void test_cifar10_outer_folder(void **state)
{
    (void)state;
    make_folder("outer");
    make_cifar10("outer/cifar-10-batches-bin");
    struct tess_data_options options = {.folder = "outer/"};
    struct tess_dataset *set = open_good(&cifar10_input, &options);
    check_pixels(set, TESS_TEST, 1, 5, 1, CIFAR_PIXELS, 8);
    assert_string_equal(tess_dataset_class_name(set, 9), "9");
    tess_dataset_close(set);
}

static void test_fingerprint(void **state)
{
    (void)state;
    make_cifar10("print");
    struct tess_data_options options = {.folder = "print"};
    struct tess_dataset *set = open_good(&cifar10_input, &options);
    char first[256];
    snprintf(first, sizeof first, "%s", tess_dataset_fingerprint(set));
    assert_int_equal(strncmp(first, "cifar10: 6 files, 73752 bytes, crc32 ", 37), 0);
    tess_dataset_close(set);

    struct buffer file = {0};
    read_file("print/data_batch_5.bin", &file);
    file.bytes[file.size - 1] ^= 1;
    write_file("print/data_batch_5.bin", file.bytes, file.size);
    release(&file);
    set = open_good(&cifar10_input, &options);
    assert_string_not_equal(tess_dataset_fingerprint(set), first);
    tess_dataset_close(set);
}

static void test_cifar10_damaged(void **state)
{
    (void)state;
    struct buffer file = {0};
    open_bad(&cifar10_input, "none10", "none10/data_batch_1.bin: no such file (nor with .gz added)");
    make_cifar10("bad10");
    read_file("bad10/data_batch_1.bin", &file);

    write_file("bad10/data_batch_3.bin", file.bytes, file.size - 1);
    open_bad(&cifar10_input, "bad10",
             "bad10/data_batch_3.bin: offset 9219: expected a record of 3073 bytes, found 3072");
    write_file("bad10/data_batch_3.bin", file.bytes, 0);
    open_bad(&cifar10_input, "bad10", "bad10/data_batch_3.bin: offset 0: expected a record of 3073 bytes, found 0");
    put_byte(&file, 0);
    write_file("bad10/data_batch_3.bin", file.bytes, file.size);
    open_bad(&cifar10_input, "bad10", "bad10/data_batch_3.bin: offset 12292: expected a record of 3073 bytes, found 1");
    file.bytes[2 * 3073] = 10;
    write_file("bad10/data_batch_3.bin", file.bytes, file.size - 1);
    open_bad(&cifar10_input, "bad10", "bad10/data_batch_3.bin: offset 6146: expected a label of 0 to 9, found 10");
    file.bytes[2 * 3073] = 9;
    write_file("bad10/data_batch_3.bin", file.bytes, file.size - 1);
    assert_int_equal(remove("bad10/test_batch.bin"), 0);
    open_bad(&cifar10_input, "bad10", "bad10/test_batch.bin: no such file (nor with .gz added)");
    write_file("bad10/test_batch.bin.gz", file.bytes, 100);
    open_bad(&cifar10_input, "bad10",
             "bad10/test_batch.bin.gz: offset 2: expected gzip data, found damage (incorrect header check)");
    release(&file);
}

/* Bad labels in every record of a long file, also where its pieces are cut while reading. */
static void test_cifar10_every_label(void **state)
{
    (void)state;
    enum { LONG = 100 };
    make_cifar10("long10");
    struct buffer file = {0};
    for (int i = 0; i < LONG; i++) {
        put_byte(&file, 1);
        put_pixels(&file, 0, i, CIFAR_PIXELS);
    }
    for (int i = 0; i < LONG; i++) {
        char message[200];
        file.bytes[i * 3073] = 200;
        write_file("long10/test_batch.bin", file.bytes, file.size);
        file.bytes[i * 3073] = 1;
        snprintf(message, sizeof message, "long10/test_batch.bin: offset %d: expected a label of 0 to 9, found 200",
                 i * 3073);
        open_bad(&cifar10_input, "long10", message);
    }
    release(&file);
}

static void test_class_names_damaged(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a\nb\n", "names10/batches.meta.txt: expected 10 class names, one a line, found 2"},
        {"", "names10/batches.meta.txt: expected 10 class names, one a line, found 0"},
        {"0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n",
         "names10/batches.meta.txt: offset 20: expected 10 class names, found more"},
        {"0\n\n2\n3\n4\n5\n6\n7\n8\n9\n", "names10/batches.meta.txt: offset 2: expected a class name"},
        {"0\n1\n2\t\n", "names10/batches.meta.txt: offset 4: expected a class name"},
    };
    make_cifar10("names10");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_text("names10/batches.meta.txt", cases[i].text);
        open_bad(&cifar10_input, "names10", cases[i].message);
    }
    write_text("names10/batches.meta.txt", "0\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\nnine\xc3\xa9");
    struct tess_data_options options = {.folder = "names10"};
    struct tess_dataset *set = open_good(&cifar10_input, &options);
    assert_string_equal(tess_dataset_class_name(set, 8), "8");
    assert_string_equal(tess_dataset_class_name(set, 9), "nine\xc3\xa9");
    tess_dataset_close(set);
}

/* A file that shrinks while the run goes on. */
static void test_shrunk(void **state)
{
    (void)state;
    make_cifar10("shrunk");
    struct tess_data_options options = {.folder = "shrunk"};
    struct tess_dataset *set = open_good(&cifar10_input, &options);
    write_text("shrunk/test_batch.bin", "x");
    static float frames[CIFAR_PIXELS];
    int32_t label;
    struct tess_error error = {0};
    assert_false(tess_dataset_read(set, TESS_TEST, 0, NULL, frames, &label, &error));
    assert_string_equal(error.text, "shrunk/test_batch.bin: offset 0: expected a record (3073 bytes), found the end of "
                                    "the data after 1");
    assert_int_equal(error.code, TESS_BAD_DATA);
    error = (struct tess_error){0};
    assert_false(tess_dataset_read(set, TESS_TEST, 4, NULL, frames, &label, &error));
    assert_string_equal(error.text, "data set cifar10: there is no sample 4 of 4");
    tess_dataset_close(set);
}

static void test_cifar100(void **state)
{
    (void)state;
    static const char *const names[2] = {"c100/train.bin", "c100/test.bin"};
    const struct tess_input input = {
        .dataset = "cifar100", .channels = 3, .height = 32, .width = 32, .steps = 6, .is_static = true, .classes = 100};
    struct tess_data_options options = {.folder = "c100"};
    struct buffer file[2] = {{0}, {0}};
    make_folder("c100");
    for (int f = 0; f < 2; f++) {
        for (int i = 0; i < RECORDS; i++) {
            put_byte(&file[f], 19 - i);
            put_byte(&file[f], 99 - i);
            put_pixels(&file[f], f, i, CIFAR_PIXELS);
        }
        write_file(names[f], file[f].bytes, file[f].size);
    }
    struct tess_dataset *set = open_good(&input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), RECORDS);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), RECORDS);
    for (int i = 0; i < RECORDS; i++) {
        check_pixels(set, TESS_TRAIN, i, 0, i, CIFAR_PIXELS, 99 - i);
        check_pixels(set, TESS_TEST, i, 1, i, CIFAR_PIXELS, 99 - i);
    }
    tess_dataset_close(set);

    file[1].bytes[3074] = 20;
    write_file(names[1], file[1].bytes, file[1].size);
    open_bad(&input, "c100", "c100/test.bin: offset 3074: expected a label of 0 to 19, found 20");
    file[1].bytes[3074] = 19;
    file[1].bytes[3075] = 100;
    write_file(names[1], file[1].bytes, file[1].size);
    open_bad(&input, "c100", "c100/test.bin: offset 3075: expected a label of 0 to 99, found 100");
    release(&file[0]);
    release(&file[1]);
}

static void test_models_that_do_not_fit(void **state)
{
    (void)state;
    struct tess_input input = cifar10_input;
    make_cifar10("fit10");
    input.classes = 11;
    open_bad(&input, "fit10",
             "data set cifar10 has input 3x32x32 and 10 classes, but the model expects 3x32x32 and 11");
    input.dataset = "mnist";
    open_bad(&input, "fit10", "data set mnist has input 1x28x28 and 10 classes, but the model expects 3x32x32 and 11");
    input = cifar10_input;
    input.is_static = false;
    open_bad(&input, "fit10", "data set cifar10 has one image a sample, but the model expects a frame at every step");
    input.dataset = "synthetic";
    input.is_static = true;
    open_bad(&input, NULL,
             "data set synthetic has a frame at every step, but the model expects one image, shown at every step");
    input = cifar10_input;
    open_bad(&input, NULL, "data set cifar10 needs its files: --data FOLDER");
    open_bad(&input, "", "data set cifar10 needs its files: --data FOLDER");
    input.dataset = "cifar";
    struct tess_data_options options = {.folder = "fit10"};
    struct tess_error error = {0};
    assert_null(tess_dataset_open(&input, &options, &error));
    assert_int_equal(strncmp(error.text, "no data set is called cifar; there are cifar10, cifar100, ", 58), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cifar10),
        cmocka_unit_test(test_cifar10_outer_folder),
        cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_cifar10_damaged),
        cmocka_unit_test(test_cifar10_every_label),
        cmocka_unit_test(test_class_names_damaged),
        cmocka_unit_test(test_shrunk),
        cmocka_unit_test(test_cifar100),
        cmocka_unit_test(test_models_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
