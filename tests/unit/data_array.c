/* .npy, .npy.gz and .npz: what is written reads back, what others write reads right, and what is damaged is told. */
#include "data_files.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tess/array.h"

static void read_good(const char *path, struct tess_array *array)
{
    struct tess_error error = {0};
    bool good = tess_array_read(path, array, &error);
    assert_string_equal(error.text, "");
    assert_true(good);
}

static void read_bad(const char *path, const char *message)
{
    struct tess_array array;
    struct tess_error error = {0};
    assert_false(tess_array_read(path, &array, &error));
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_null(array.values);
}

static void test_written_reads_back(void **state)
{
    (void)state;
    static const int64_t shape[TESS_ARRAY_MAX_RANK] = {2, 3, 1, 5, 1, 2, 1, 7};
    enum { MOST = 2 * 3 * 5 * 2 * 7 };
    float values[MOST];
    for (int i = 0; i < MOST; i++)
        values[i] = (float)i * -0.3f;
    for (int rank = 0; rank <= TESS_ARRAY_MAX_RANK; rank++) {
        struct tess_error error = {0};
        struct tess_array array;
        int64_t count = 1;
        for (int i = 0; i < rank; i++)
            count *= shape[i];
        assert_true(tess_array_write("a.npy", rank, shape, values, &error));
        read_good("a.npy", &array);
        assert_int_equal(array.rank, rank);
        assert_int_equal(array.count, count);
        assert_memory_equal(array.shape, shape, (size_t)rank * sizeof shape[0]);
        assert_memory_equal(array.values, values, (size_t)count * sizeof values[0]);
        tess_array_free(&array);
        assert_null(array.values);
    }
    assert_int_equal(access("a.npy.tmp", F_OK), -1);
}

/* The very bytes that numpy.save writes. */
static void test_bytes_are_numpys(void **state)
{
    (void)state;
    static const char header[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    static const unsigned char elements[8] = {0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0};
    const float values[2] = {1.0f, -2.5f};
    struct buffer expected = {0}, found = {0};
    put(&expected, "\x93NUMPY\x01\0\x76", 10);
    put(&expected, header, strlen(header));
    while (expected.size < 127)
        put_byte(&expected, ' ');
    put_byte(&expected, '\n');
    expected.bytes[9] = 0;
    put(&expected, elements, sizeof elements);
    struct tess_error error = {0};
    assert_true(tess_array_write("a.npy", 2, (int64_t[]){2, 1}, values, &error));
    read_file("a.npy", &found);
    assert_int_equal(found.size, expected.size);
    assert_memory_equal(found.bytes, expected.bytes, found.size);
    release(&expected);
    release(&found);
}

static void test_types(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        int size;
        uint64_t bits[2];
        float values[2];
    } cases[] = {
        {"<f4", 4, {0x3fc00000, 0xff7fffff}, {1.5f, -3.40282347e38f}},
        {"<f8", 8, {0x3ff8000000000000, 0xbfb999999999999a}, {1.5f, -0.1f}},
        {"|u1", 1, {0, 255}, {0, 255}},
        {"|i1", 1, {127, 0x80}, {127, -128}},
        {"<u2", 2, {0x0102, 0xffff}, {258, 65535}},
        {"<i2", 2, {0x0102, 0xffff}, {258, -1}},
        {"<u4", 4, {1 << 20, 0x80000000}, {1 << 20, 2147483648.0f}},
        {"<i4", 4, {1 << 20, 0x80000000}, {1 << 20, -2147483648.0f}},
        {"<i8", 8, {1ull << 40, ~0ull}, {1099511627776.0f, -1}},
        {"|b1", 1, {0, 1}, {0, 1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer elements = {0}, file = {0};
        struct tess_array array;
        put_little(&elements, cases[i].bits[0], cases[i].size);
        put_little(&elements, cases[i].bits[1], cases[i].size);
        put_npy(&file, cases[i].type, "(2,)", elements.bytes, elements.size);
        write_file("a.npy", file.bytes, file.size);
        read_good("a.npy", &array);
        assert_int_equal(array.rank, 1);
        assert_memory_equal(array.values, cases[i].values, sizeof cases[i].values);
        tess_array_free(&array);
        release(&elements);
        release(&file);
    }
}

/* Format version 2.0, double quotes, keys in another order, no blanks, no trailing commas. */
static void test_other_writers(void **state)
{
    (void)state;
    static const char header[] = "{\"shape\":(2,1),\"descr\":\"|u1\",\"fortran_order\":False}";
    struct buffer file = {0};
    struct tess_array array;
    put(&file, "\x93NUMPY\x02", 8);
    put_little(&file, sizeof header - 1, 4);
    put(&file, header, sizeof header - 1);
    put(&file, "\x07\x09", 2);
    write_file("a.npy", file.bytes, file.size);
    read_good("a.npy", &array);
    assert_int_equal(array.rank, 2);
    assert_true(array.values[0] == 7 && array.values[1] == 9);
    tess_array_free(&array);
    release(&file);
}

static void test_empty(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct tess_array array;
    put_npy(&file, "<f4", "(0, 3)", "", 0);
    write_file("a.npy", file.bytes, file.size);
    read_good("a.npy", &array);
    assert_int_equal(array.count, 0);
    assert_int_equal(array.rank, 2);
    tess_array_free(&array);
    release(&file);
}

static const float three[3] = {1, 2, 3};

static void put_three(struct buffer *file)
{
    put_npy(file, "<f4", "(3,)", three, sizeof three);
}

static void check_three(struct tess_array *array)
{
    assert_int_equal(array->count, 3);
    assert_memory_equal(array->values, three, sizeof three);
    tess_array_free(array);
}

static void test_gz(void **state)
{
    (void)state;
    struct buffer file = {0}, packed = {0};
    struct tess_array array;
    put_three(&file);
    write_gz("packed.npy.gz", file.bytes, file.size);
    read_good("packed.npy", &array); /* PATH.gz is found */
    check_three(&array);
    read_good("packed.npy.gz", &array);
    check_three(&array);

    /* two gzip members, as `cat a.gz b.gz` makes them, are one file */
    write_gz("first.gz", file.bytes, 50);
    write_gz("second.gz", file.bytes + 50, file.size - 50);
    read_file("first.gz", &packed);
    read_file("second.gz", &packed);
    write_file("both.npy.gz", packed.bytes, packed.size);
    read_good("both.npy", &array);
    check_three(&array);

    read_bad("none.npy", "none.npy: no such file (nor with .gz added)");
    read_bad("none.npy.gz", "none.npy.gz: cannot open: No such file or directory");
    make_folder("folder.npy");
    read_bad("folder.npy", "folder.npy: expected a file");
    release(&file);
    release(&packed);
}

static void test_bad_headers(void **state)
{
    (void)state;
    static const struct {
        const char *header, *message;
    } cases[] = {
        {"[]", "a.npy: offset 10: expected '{' in the .npy header"},
        {"{", "a.npy: offset 11: expected 'descr', 'fortran_order' and 'shape', once each, in the .npy header"},
        {"{}", "a.npy: offset 12: expected 'descr', 'fortran_order' and 'shape' in the .npy header"},
        {"{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}",
         "a.npy: offset 19: expected a type <f4 <f8 |u1 |i1 <u2 <i2 <u4 <i4 <i8 or |b1 in the .npy header"},
        {"{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}",
         "a.npy: offset 19: expected a type <f4 <f8 |u1 |i1 <u2 <i2 <u4 <i4 <i8 or |b1 in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}",
         "a.npy: offset 44: expected fortran_order False (rows first) in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
         "a.npy: offset 60: expected a shape in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
         "a.npy: offset 61: expected a shape of at most 8 whole numbers in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1)}",
         "a.npy: offset 77: expected a shape of at most 8 whole numbers in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
         "a.npy: offset 83: expected a shape with fewer than 2^63 elements in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1 1)}",
         "a.npy: offset 63: expected a comma in the .npy header"},
        {"{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}",
         "a.npy: offset 26: expected a comma in the .npy header"},
        {"{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}",
         "a.npy: offset 34: expected 'descr', 'fortran_order' and 'shape', once each, in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} 1",
         "a.npy: offset 66: expected nothing more in the .npy header"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer file = {0};
        put(&file, "\x93NUMPY\x01", 8);
        put_little(&file, strlen(cases[i].header), 2);
        put(&file, cases[i].header, strlen(cases[i].header));
        put_little(&file, 0, 4);
        write_file("a.npy", file.bytes, file.size);
        read_bad("a.npy", cases[i].message);
        release(&file);
    }
}

/* Rewrites one byte of a good file. */
static void patched(const struct buffer *file, size_t offset, int byte, const char *message)
{
    unsigned char before = file->bytes[offset];
    file->bytes[offset] = (unsigned char)byte;
    write_file("a.npy", file->bytes, file->size);
    read_bad("a.npy", message);
    file->bytes[offset] = before;
}

static void test_bad_files(void **state)
{
    (void)state;
    struct buffer file = {0};
    put_three(&file);
    patched(&file, 1, 'X', "a.npy: offset 0: expected a .npy file (it starts with \\x93NUMPY)");
    patched(&file, 6, 3, "a.npy: offset 6: expected .npy format version 1.0 or 2.0, found 3.0");
    patched(&file, 7, 1, "a.npy: offset 6: expected .npy format version 1.0 or 2.0, found 1.1");
    patched(&file, 9, 0x7f,
            "a.npy: offset 10: expected the .npy header (32570 bytes), found the end of the data after 70");
    patched(&file, 67, 0, "a.npy: offset 67: expected printable text in the .npy header");
    file.bytes[6] = 2; /* the length takes two bytes more: those of the dictionary's start */
    write_file("a.npy", file.bytes, file.size);
    read_bad("a.npy", "a.npy: offset 8: expected a header of at most 65535 bytes, found 662372410");
    file.bytes[6] = 1;
    write_file("a.npy", file.bytes, 7);
    read_bad("a.npy", "a.npy: offset 0: expected a .npy header (10 bytes), found the end of the data after 7");
    write_file("a.npy", file.bytes, file.size - 1);
    read_bad("a.npy", "a.npy: offset 68: expected 3 elements of 4 bytes, found 11 bytes");
    put_byte(&file, 0);
    write_file("a.npy", file.bytes, file.size);
    read_bad("a.npy", "a.npy: offset 68: expected 3 elements of 4 bytes, found 13 bytes");
    release(&file);

    /* nothing is allocated for what a header merely claims */
    put_npy(&file, "|u1", "(999999999999999999,)", "x", 1);
    write_file("a.npy", file.bytes, file.size);
    read_bad("a.npy", "a.npy: offset 85: expected 999999999999999999 elements of 1 byte, found 1 bytes");
    release(&file);
}

/* A file in some container, and how it is read. */
struct container {
    const char *path;
    struct buffer file;
    bool checked; /* holds a checksum: what reads at all reads right */
};

static bool read_container(const struct container *container, const unsigned char *bytes, size_t size)
{
    struct tess_array array;
    struct tess_error error = {0};
    write_file(container->path, bytes, size);
    bool zip = strstr(container->path, ".npz") != NULL;
    bool good = zip ? tess_array_read_npz(container->path, "values", &array, &error)
                    : tess_array_read(container->path, &array, &error);
    if (good) {
        int64_t count = 1;
        for (int i = 0; i < array.rank; i++)
            count *= array.shape[i];
        assert_int_equal(array.count, count);
        assert_string_equal(error.text, "");
        if (container->checked)
            assert_memory_equal(array.values, three, sizeof three);
        tess_array_free(&array);
    } else {
        assert_int_equal(error.code, TESS_BAD_DATA);
        assert_int_equal(strncmp(error.text, container->path, strlen(container->path)), 0);
        assert_null(strchr(error.text, '\n'));
        assert_null(array.values);
    }
    return good;
}

/* Calls `check` for the three values in every container. */
static void each_container(void (*check)(const struct container *))
{
    struct buffer plain = {0};
    put_three(&plain);
    struct container list[4] = {
        {.path = "a.npy"}, {"a.npy.gz", {0}, true}, {"stored.npz", {0}, true}, {"deflated.npz", {0}, true}};
    put_three(&list[0].file);
    write_gz(list[1].path, plain.bytes, plain.size);
    read_file(list[1].path, &list[1].file);
    for (int deflated = 0; deflated < 2; deflated++) {
        struct zip zip = {0};
        put_member(&zip, "other.npy", "junk", 4, deflated == 1);
        put_member(&zip, "values.npy", plain.bytes, plain.size, deflated == 1);
        finish_zip(&zip, deflated ? "with a comment" : "");
        list[2 + deflated].file = zip.file;
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(read_container(&list[i], list[i].file.bytes, list[i].file.size));
        check(&list[i]);
        release(&list[i].file);
    }
    release(&plain);
}

static void check_truncated(const struct container *container)
{
    for (size_t size = 0; size < container->file.size; size++) {
        bool good = read_container(container, container->file.bytes, size);
        /* the comment of a zip archive is part of its end record, so nothing that is cut off may read */
        assert_false(good);
    }
}

static void check_flipped(const struct container *container)
{
    uint32_t random = 1;
    for (int i = 0; i < 1000; i++) {
        size_t at = next_random(&random) % container->file.size;
        unsigned char change = (unsigned char)(1 + next_random(&random) % 255);
        container->file.bytes[at] ^= change;
        read_container(container, container->file.bytes, container->file.size);
        container->file.bytes[at] ^= change;
    }
}

static void test_truncated(void **state)
{
    (void)state;
    each_container(check_truncated);
}

static void test_flipped(void **state)
{
    (void)state;
    each_container(check_flipped);
}

static void npz_bad(struct zip *zip, const char *message)
{
    struct tess_array array;
    struct tess_error error = {0};
    write_file("a.npz", zip->file.bytes, zip->file.size);
    assert_false(tess_array_read_npz("a.npz", "values.npy", &array, &error));
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
}

static void test_npz(void **state)
{
    (void)state;
    struct buffer plain = {0};
    struct tess_array array;
    struct tess_error error = {0};
    put_three(&plain);
    struct zip zip = {0};
    put_member(&zip, "values.npy", plain.bytes, plain.size, true);
    size_t directory = zip.file.size;
    finish_zip(&zip, "");
    write_file("a.npz", zip.file.bytes, zip.file.size);
    assert_true(tess_array_read_npz("a.npz", "values.npy", &array, &error)); /* the name with its ending */
    check_three(&array);
    assert_false(tess_array_read_npz("a.npz", "value", &array, &error));
    assert_string_equal(error.text, "a.npz: expected a member named value.npy, found none");
    error = (struct tess_error){0};
    assert_false(tess_array_read_npz("none.npz", "values", &array, &error));
    assert_string_equal(error.text, "none.npz: cannot open: No such file or directory");

    zip.file.bytes[directory + 8] = 1;
    npz_bad(&zip, "a.npz/values.npy: encrypted members cannot be read");
    zip.file.bytes[directory + 8] = 0;
    zip.file.bytes[directory + 10] = 12;
    npz_bad(&zip, "a.npz/values.npy: expected a stored or deflated member, found method 12");
    zip.file.bytes[directory + 10] = 8;
    zip.file.bytes[directory + 24]++;
    npz_bad(&zip, "a.npz/values.npy: expected 81 bytes, found 80");
    zip.file.bytes[directory + 24] -= 2;
    npz_bad(&zip, "a.npz/values.npy: expected at most 79 bytes when unpacked, found 80");
    zip.file.bytes[directory + 24]++;
    memset(zip.file.bytes + directory + 16, 0, 4);
    npz_bad(&zip, "a.npz/values.npy: expected the checksum 00000000, found cb29e624");
    memset(zip.file.bytes + zip.file.size - 6, 0xff, 4);
    npz_bad(&zip, "a.npz: zip64 archives cannot be read; use a folder of .npy files");
    zip.file.size = directory;
    npz_bad(&zip, "a.npz: offset 120: expected a zip archive's directory at the end");
    release(&zip.file);
    release(&plain);
}

/* A write that fails leaves what stood there, and nothing beside it. */
static void test_failed_write(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    static float values[COUNT];
    struct tess_error error = {0};
    struct tess_array array;
    assert_false(tess_array_write("none/a.npy", 1, (int64_t[]){3}, three, &error));
    assert_string_equal(error.text, "none/a.npy: cannot write: No such file or directory");
    assert_int_equal(error.code, TESS_IO);

    error = (struct tess_error){0};
    assert_true(tess_array_write("a.npy", 1, (int64_t[]){3}, three, &error));
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 10000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool good = tess_array_write("a.npy", 1, (int64_t[]){COUNT}, values, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(good);
    assert_string_equal(error.text, "a.npy: cannot write: File too large");
    assert_int_equal(access("a.npy.tmp", F_OK), -1);
    read_good("a.npy", &array);
    check_three(&array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_reads_back),
        cmocka_unit_test(test_bytes_are_numpys),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_other_writers),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_gz),
        cmocka_unit_test(test_bad_headers),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_npz),
        cmocka_unit_test(test_failed_write),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
