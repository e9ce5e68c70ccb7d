/* The IDX family: small files in MNIST's layout, good and damaged. */
#include "data_files.h"
#include "pixel_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct tess_input family_input = {
    .dataset = "family", .channels = 1, .height = 3, .width = 5, .steps = 4, .is_static = true, .classes = 7};

static void put_images(struct buffer *file, int f, int count)
{
    put_big(file, 0x00000803, 4);
    put_big(file, (uint64_t)count, 4);
    put_big(file, 3, 4);
    put_big(file, 5, 4);
    for (int i = 0; i < count; i++)
        put_pixels(file, f, i, 15);
}

static void put_labels(struct buffer *file, int f, int count)
{
    put_big(file, 0x00000801, 4);
    put_big(file, (uint64_t)count, 4);
    for (int i = 0; i < count; i++)
        put_byte(file, (f + i) % 7);
}

typedef void write_fn(const char *path, const void *bytes, size_t size);

static void make_family(const char *folder, write_fn *write, const char *ending)
{
    static const char *const parts[2] = {"train", "t10k"};
    make_folder(folder);
    for (int f = 0; f < 2; f++) {
        struct buffer images = {0}, labels = {0};
        char path[100];
        put_images(&images, f, 9 - f);
        put_labels(&labels, f, 9 - f);
        snprintf(path, sizeof path, "%s/%s-images-idx3-ubyte%s", folder, parts[f], ending);
        write(path, images.bytes, images.size);
        snprintf(path, sizeof path, "%s/%s-labels-idx1-ubyte%s", folder, parts[f], ending);
        write(path, labels.bytes, labels.size);
        release(&images);
        release(&labels);
    }
}

static void check_family(const char *folder, char *fingerprint, size_t size)
{
    struct tess_data_options options = {.folder = folder};
    struct tess_dataset *set = open_good(&family_input, &options);
    assert_int_equal(tess_dataset_count(set, TESS_TRAIN), 9);
    assert_int_equal(tess_dataset_count(set, TESS_TEST), 8);
    for (int i = 0; i < 9; i++)
        check_pixels(set, TESS_TRAIN, i, 0, i, 15, i % 7);
    for (int i = 0; i < 8; i++)
        check_pixels(set, TESS_TEST, i, 1, i, 15, (1 + i) % 7);
    snprintf(fingerprint, size, "%s", tess_dataset_fingerprint(set));
    tess_dataset_close(set);
}

static void test_family(void **state)
{
    (void)state;
    char plain[256], packed[256], outer[256];
    make_family("idx", write_file, "");
    make_family("idxgz", write_gz, ".gz");
    make_folder("above");
    make_family("above/mnist", write_gz, ".gz");
    check_family("idx", plain, sizeof plain);
    check_family("idxgz", packed, sizeof packed);
    check_family("above", outer, sizeof outer);
    assert_string_equal(plain, packed); /* the data, not how they are packed */
    assert_string_equal(plain, outer);

    write_text("idx/class_names.txt", "T-shirt\ntrouser\npullover\ndress\ncoat\nsandal\nankle boot\n");
    struct tess_data_options options = {.folder = "idx"};
    struct tess_dataset *set = open_good(&family_input, &options);
    assert_string_equal(tess_dataset_class_name(set, 6), "ankle boot");
    tess_dataset_close(set);
}

/* Rank 4: images in colour. */
static void test_family_colour(void **state)
{
    (void)state;
    struct tess_input input = family_input;
    input.channels = 2;
    make_family("colour", write_file, "");
    for (int f = 0; f < 2; f++) {
        struct buffer images = {0};
        put_big(&images, 0x00000804, 4);
        put_big(&images, (uint64_t)(9 - f), 4);
        put_big(&images, 2, 4);
        put_big(&images, 3, 4);
        put_big(&images, 5, 4);
        for (int i = 0; i < 9 - f; i++)
            put_pixels(&images, f, i, 30);
        write_file(f ? "colour/t10k-images-idx3-ubyte" : "colour/train-images-idx3-ubyte", images.bytes, images.size);
        release(&images);
    }
    struct tess_data_options options = {.folder = "colour"};
    struct tess_dataset *set = open_good(&input, &options);
    check_pixels(set, TESS_TEST, 7, 1, 7, 30, 1);
    tess_dataset_close(set);
    open_bad(&family_input, "colour",
             "colour/train-images-idx3-ubyte: offset 8: expected images of 1x3x5, as the model says, found 2x3x5");
}

static void test_family_damaged(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int offset, byte; /* a byte to change; -1: none */
        int change;       /* of the size */
        const char *message;
    } cases[] = {
        {"train-images-idx3-ubyte", 0, 1, 0, "offset 0: expected an IDX file (two zero bytes), found 01 00"},
        {"train-images-idx3-ubyte", 2, 13, 0, "offset 2: expected unsigned bytes (type 8), found type 13"},
        {"train-images-idx3-ubyte", 3, 1, 0, "offset 3: expected rank 3 or 4, found 1"},
        {"t10k-labels-idx1-ubyte", 3, 3, 0, "offset 3: expected rank 1, found 3"},
        {"train-images-idx3-ubyte", 4, 0xff, 0,
         "offset 16: expected 64172851335 elements, as the header says, found 135"},
        {"train-images-idx3-ubyte", -1, 0, -1, "offset 16: expected 135 elements, as the header says, found 134"},
        {"train-images-idx3-ubyte", -1, 0, 1, "offset 16: expected 135 elements, as the header says, found 136"},
        {"train-images-idx3-ubyte", -1, 0, -140,
         "offset 8: expected an IDX header (4 bytes), found the end of the data after 3"},
        {"train-images-idx3-ubyte", -1, 0, -148,
         "offset 0: expected an IDX header (4 bytes), found the end of the data after 3"},
        {"t10k-labels-idx1-ubyte", 7, 7, -1, "offset 4: expected 8 labels, one an image, found 7"},
        {"t10k-labels-idx1-ubyte", 7, 0, -8, "offset 4: expected 1 to 2147483647 samples, found 0"},
        {"t10k-labels-idx1-ubyte", 10, 7, 0, "offset 10: expected a label of 0 to 6, found 7"},
    };
    make_family("badidx", write_file, "");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer good = {0}, bad = {0};
        char path[100], message[300];
        snprintf(path, sizeof path, "badidx/%s", cases[i].file);
        snprintf(message, sizeof message, "%s: %s", path, cases[i].message);
        read_file(path, &good);
        put(&bad, good.bytes, good.size);
        put_byte(&bad, 0);
        if (cases[i].offset >= 0)
            bad.bytes[cases[i].offset] = (unsigned char)cases[i].byte;
        write_file(path, bad.bytes, good.size + (size_t)cases[i].change);
        open_bad(&family_input, "badidx", message);
        write_file(path, good.bytes, good.size);
        release(&good);
        release(&bad);
    }
    struct tess_data_options options = {.folder = "badidx"};
    tess_dataset_close(open_good(&family_input, &options));
}

/* A damaged .gz never crashes and never reads wrong: gzip has a checksum. */
static void test_family_gz_damaged(void **state)
{
    (void)state;
    make_family("badgz", write_gz, ".gz");
    char intact[256], found[256];
    check_family("badgz", intact, sizeof intact);
    struct buffer file = {0};
    read_file("badgz/t10k-images-idx3-ubyte.gz", &file);
    for (size_t size = 0; size < file.size; size++) {
        struct tess_data_options options = {.folder = "badgz"};
        struct tess_error error = {0};
        write_file("badgz/t10k-images-idx3-ubyte.gz", file.bytes, size);
        assert_null(tess_dataset_open(&family_input, &options, &error));
        assert_int_equal(error.code, TESS_BAD_DATA);
        assert_non_null(strstr(error.text, ": expected more packed data, found the end of the file"));
    }
    uint32_t random = 7;
    struct buffer changed = {0};
    for (int i = 0; i < mutation_count(300); i++) {
        struct tess_data_options options = {.folder = "badgz"};
        struct tess_error error = {0};
        mutate(&file, &random, &changed);
        write_file("badgz/t10k-images-idx3-ubyte.gz", changed.bytes, changed.size);
        struct tess_dataset *set = tess_dataset_open(&family_input, &options, &error);
        tess_dataset_close(set);
        if (set)
            check_family("badgz", found, sizeof found);
        else
            assert_int_equal(error.code, TESS_BAD_DATA);
    }
    release(&changed);
    release(&file);
}

/* Opens the family and reads every sample; an error must name a file and a place in it. */
static void read_family(const char *folder)
{
    struct tess_data_options options = {.folder = folder};
    struct tess_error error = {0};
    static float frames[28 * 28];
    struct tess_dataset *set = tess_dataset_open(&family_input, &options, &error);
    bool good = set != NULL;
    for (int split = 0; good && split < TESS_SPLITS; split++)
        for (int i = 0; good && i < tess_dataset_count(set, (enum tess_split)split); i++) {
            int32_t label;
            good = tess_dataset_read(set, (enum tess_split)split, i, NULL, frames, &label, &error);
            assert_true(!good || (label >= 0 && label < family_input.classes));
        }
    tess_dataset_close(set);
    assert_true(good || (error.code == TESS_BAD_DATA && strncmp(error.text, folder, strlen(folder)) == 0));
    assert_null(strchr(error.text, '\n'));
}

/* The same files as they are, without a checksum: an error, or other values. */
static void test_family_mutated(void **state)
{
    static const char *const paths[] = {"mutated/train-images-idx3-ubyte", "mutated/train-labels-idx1-ubyte"};
    (void)state;
    make_family("mutated", write_file, "");
    for (int i = 0; i < 2; i++) {
        struct buffer file = {0}, changed = {0};
        uint32_t random = 8;
        read_file(paths[i], &file);
        for (int j = 0; j < mutation_count(300); j++) {
            mutate(&file, &random, &changed);
            write_file(paths[i], changed.bytes, changed.size);
            read_family("mutated");
        }
        write_file(paths[i], file.bytes, file.size);
        release(&changed);
        release(&file);
    }
}

#ifndef HAVE_IMAGES
/* Without libpng and libjpeg pictures are told apart all the same, and what would help. */
static void test_pictures_need_libraries(void **state)
{
    (void)state;
    struct tess_input input = family_input;
    input.dataset = "folder";
    input.classes = 1;
    make_folder("pictures");
    make_folder("pictures/dog");
    write_text("pictures/dog/1", "\xff\xd8\xff\xe0");
    open_bad(&input, "pictures", "pictures/dog/1: this build cannot read JPEG images; configure --with-images");
    write_text("pictures/dog/1", "\x89PNG\r\n\x1a\n");
    open_bad(&input, "pictures", "pictures/dog/1: this build cannot read PNG images; configure --with-images");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_family),
        cmocka_unit_test(test_family_colour),
        cmocka_unit_test(test_family_damaged),
        cmocka_unit_test(test_family_gz_damaged),
        cmocka_unit_test(test_family_mutated),
#ifndef HAVE_IMAGES
        cmocka_unit_test(test_pictures_need_libraries),
#endif
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
