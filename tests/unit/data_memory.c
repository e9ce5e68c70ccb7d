/* Out of memory: every allocation that opening, reading and writing make fails once; each time that is told, and
 * nothing leaks (which AddressSanitizer builds check). The linker puts the functions here in place of malloc's. */
#include "data_files.h"

#include <stdlib.h>
#include <string.h>

#include "tess/array.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

/* How many allocations still succeed; negative: all. */
static int left = -1;
static bool failed;

static bool grant(void)
{
    if (left < 0)
        return true;
    if (left > 0) {
        left--;
        return true;
    }
    failed = true;
    return false;
}

void *__wrap_malloc(size_t size)
{
    return grant() ? __real_malloc(size) : NULL;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return grant() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *old, size_t size)
{
    return grant() ? __real_realloc(old, size) : NULL;
}

char *__wrap_strdup(const char *text)
{
    return grant() ? __real_strdup(text) : NULL;
}

/* Runs `action` with its first, second, third ... allocation failing until one run meets no failure. An action may get
 * by without some memory (a buffer that need not be made smaller); otherwise it must say what is the matter. */
static void starve(bool (*action)(struct tess_error *))
{
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
        struct tess_error error = {0};
        left = i;
        failed = false;
        bool good = action(&error);
        left = -1;
        if (!failed) {
            assert_string_equal(error.text, "");
            assert_true(good);
            assert_true(refused > 0);
            return;
        }
        if (!good) {
            refused++;
            assert_int_equal(error.code, TESS_FAILED);
            assert_non_null(strstr(error.text, ": out of memory"));
        }
    }
    fail();
}

static void put_u1(const char *path, const char *shape, const void *bytes, size_t size, bool packed)
{
    struct buffer file = {0};
    put_npy(&file, "|u1", shape, bytes, size);
    if (packed)
        write_gz(path, file.bytes, file.size);
    else
        write_file(path, file.bytes, file.size);
    release(&file);
}

static bool open_arrays(struct tess_error *error)
{
    const struct tess_input input = {
        .dataset = "arrays", .channels = 1, .height = 2, .width = 2, .steps = 1, .is_static = true, .classes = 2};
    struct tess_data_options options = {.folder = "set"};
    struct tess_dataset *set = tess_dataset_open(&input, &options, error);
    float frames[4];
    int32_t label;
    bool good = set && tess_dataset_read(set, TESS_TRAIN, 1, NULL, frames, &label, error);
    tess_dataset_close(set);
    return good;
}

static void test_arrays(void **state)
{
    (void)state;
    make_folder("set");
    put_u1("set/x_train.npy", "(2, 2, 2)", "abcdefgh", 8, false);
    put_u1("set/y_train.npy", "(2,)", "\0\1", 2, false);
    put_u1("set/x_test.npy.gz", "(1, 2, 2)", "abcd", 4, true);
    put_u1("set/y_test.npy.gz", "(1,)", "\1", 1, true);
    write_text("set/class_names.txt", "left\nright\n");
    starve(open_arrays);
}

static bool open_idx(struct tess_error *error)
{
    const struct tess_input input = {
        .dataset = "family", .channels = 1, .height = 1, .width = 2, .steps = 1, .is_static = true, .classes = 3};
    struct tess_data_options options = {.folder = "above"};
    struct tess_dataset *set = tess_dataset_open(&input, &options, error);
    tess_dataset_close(set);
    return set != NULL;
}

static void test_idx(void **state)
{
    (void)state;
    static const char images[] = "\0\0\10\3\0\0\0\1\0\0\0\1\0\0\0\2xy", labels[] = "\0\0\10\1\0\0\0\1\2";
    make_folder("above");
    make_folder("above/mnist");
    write_file("above/mnist/train-images-idx3-ubyte", images, sizeof images - 1);
    write_file("above/mnist/train-labels-idx1-ubyte", labels, sizeof labels - 1);
    write_gz("above/mnist/t10k-images-idx3-ubyte.gz", images, sizeof images - 1);
    write_gz("above/mnist/t10k-labels-idx1-ubyte.gz", labels, sizeof labels - 1);
    starve(open_idx);
}

static bool open_cifar(struct tess_error *error)
{
    const struct tess_input input = {
        .dataset = "cifar100", .channels = 3, .height = 32, .width = 32, .steps = 1, .is_static = true, .classes = 100};
    struct tess_data_options options = {.folder = "cifar"};
    struct tess_dataset *set = tess_dataset_open(&input, &options, error);
    tess_dataset_close(set);
    return set != NULL;
}

static void test_cifar(void **state)
{
    (void)state;
    static const unsigned char record[3074];
    make_folder("cifar");
    write_file("cifar/train.bin", record, sizeof record);
    write_file("cifar/test.bin", record, sizeof record);
    starve(open_cifar);
}

#ifdef HAVE_IMAGES
/* One grey pixel. */
static const unsigned char png[] = {0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
                                    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
                                    0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78,
                                    0x9c, 0x63, 0x08, 0x00, 0x00, 0x00, 0x52, 0x00, 0x51, 0xf7, 0x21, 0xd9, 0xb7, 0x00,
                                    0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

static bool open_pictures(struct tess_error *error)
{
    const struct tess_input input = {.dataset = "folder",
                                     .channels = 1,
                                     .height = 2,
                                     .width = 2,
                                     .steps = 1,
                                     .is_static = true,
                                     .classes = 2,
                                     .validation_share = 0.5f};
    struct tess_data_options options = {.folder = "pictures"};
    struct tess_dataset *set = tess_dataset_open(&input, &options, error);
    float frames[4];
    int32_t label;
    bool good = set && tess_dataset_read(set, TESS_TRAIN, 0, NULL, frames, &label, error);
    tess_dataset_close(set);
    return good;
}

static void test_pictures(void **state)
{
    (void)state;
    static const char *const folders[] = {"pictures",      "pictures/train",  "pictures/train/a", "pictures/train/b",
                                          "pictures/test", "pictures/test/a", "pictures/test/b"};
    static const char *const files[] = {"pictures/train/a/1.png", "pictures/train/a/2.png", "pictures/train/b/1.png",
                                        "pictures/test/a/1.png", "pictures/test/b/1.png"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        make_folder(folders[i]);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        write_file(files[i], png, sizeof png);
    starve(open_pictures);
}
#endif

static bool read_member(struct tess_error *error)
{
    struct tess_array array;
    bool good = tess_array_read_npz("a.npz", "x", &array, error);
    tess_array_free(&array);
    return good;
}

static void test_npz(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct zip zip = {0};
    put_npy(&file, "|u1", "(3,)", "abc", 3);
    put_member(&zip, "x.npy", file.bytes, file.size, true);
    finish_zip(&zip, "");
    write_file("a.npz", zip.file.bytes, zip.file.size);
    release(&file);
    release(&zip.file);
    starve(read_member);
}

static bool write_array(struct tess_error *error)
{
    return tess_array_write("a.npy", 1, (int64_t[]){2}, (float[]){1, 2}, error);
}

static void test_write(void **state)
{
    (void)state;
    starve(write_array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef HAVE_IMAGES
        cmocka_unit_test(test_pictures),
#endif
        cmocka_unit_test(test_arrays),   cmocka_unit_test(test_idx),   cmocka_unit_test(test_cifar),
        cmocka_unit_test(test_npz),      cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
