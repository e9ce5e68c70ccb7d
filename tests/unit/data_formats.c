/* CIFAR-10, CIFAR-100 and the IDX family: small files in the publishers' layouts, good and damaged. */
#include "data_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CIFAR_PIXELS = 3 * 32 * 32 };

/* Pixel p of sample i of file f: any values that no two places share by chance. */
static int pixel(int f, int i, int p)
{
    return (f * 101 + i * 31 + p * 7 + p / 256) & 0xff;
}

static void put_pixels(struct buffer *file, int f, int i, int pixels)
{
    for (int p = 0; p < pixels; p++)
        put_byte(file, pixel(f, i, p));
}

/* ---- CIFAR ---- */

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

/* Reads a sample and compares it with what stands in file f as number i, scaled as pixels are. */
static void check_pixels(const struct tess_dataset *set, enum tess_split split, int index, int f, int i, int pixels,
                         int label)
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

/* ---- IDX ---- */

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

/* ---- What no format can serve ---- */

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
        cmocka_unit_test(test_family),
        cmocka_unit_test(test_family_colour),
        cmocka_unit_test(test_family_damaged),
        cmocka_unit_test(test_family_gz_damaged),
        cmocka_unit_test(test_family_mutated),
        cmocka_unit_test(test_models_that_do_not_fit),
#ifndef HAVE_IMAGES
        cmocka_unit_test(test_pictures_need_libraries),
#endif
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
