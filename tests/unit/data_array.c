/* .npy files: what is written reads back, what others write reads right, and what is damaged is told. */
#include "data_files.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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
        {"<u8", 8, {1ull << 40, 1ull << 63}, {1099511627776.0f, 9223372036854775808.0f}},
        {"|b1", 1, {0, 1}, {0, 1}},
        {">u1", 1, {0, 255}, {0, 255}},
        /* binary16: 1.5 and -65504, the smallest one and the smallest with a leading 1 */
        {"<f2", 2, {0x3e00, 0xfbff}, {1.5f, -65504}},
        {"<f2", 2, {0x0001, 0x8400}, {5.9604644775390625e-8f, -6.103515625e-5f}},
        {">f2", 2, {0x3e00, 0x0000}, {1.5f, 0}},
        {">f4", 4, {0x3fc00000, 0xff7fffff}, {1.5f, -3.40282347e38f}},
        {">f8", 8, {0x3ff8000000000000, 0xbfb999999999999a}, {1.5f, -0.1f}},
        {">u2", 2, {0x0102, 0xffff}, {258, 65535}},
        {">i2", 2, {0x0102, 0xffff}, {258, -1}},
        {">u4", 4, {1 << 20, 0x80000000}, {1 << 20, 2147483648.0f}},
        {">i4", 4, {1 << 20, 0x80000000}, {1 << 20, -2147483648.0f}},
        {">u8", 8, {1ull << 40, 1ull << 63}, {1099511627776.0f, 9223372036854775808.0f}},
        {">i8", 8, {1ull << 40, ~0ull}, {1099511627776.0f, -1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer elements = {0}, file = {0};
        struct tess_array array;
        for (int k = 0; k < 2; k++)
            (*cases[i].type == '>' ? put_big : put_little)(&elements, cases[i].bits[k], cases[i].size);
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

/* Columns first: element (i, j, k) of (2, 3, 4) stands at i + 2 j + 6 k. */
static void test_columns_first(void **state)
{
    (void)state;
    static const char header[] = "{'descr': '>i2', 'fortran_order': True, 'shape': (2L, 1, 3, 4)}";
    struct buffer file = {0};
    struct tess_array array;
    put(&file, "\x93NUMPY\x01", 8);
    put_little(&file, sizeof header - 1, 2);
    put(&file, header, sizeof header - 1);
    for (int place = 0; place < 24; place++)
        put_big(&file, (uint64_t)(100 * (place % 2) + 10 * (place / 2 % 3) + place / 6), 2);
    write_file("a.npy", file.bytes, file.size);
    read_good("a.npy", &array);
    assert_int_equal(array.count, 24);
    for (int i = 0; i < 24; i++)
        assert_true(array.values[i] == (float)(100 * (i / 12) + 10 * (i / 4 % 3) + i % 4));
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

static void test_bad_headers(void **state)
{
    (void)state;
    static const struct {
        const char *header, *message;
    } cases[] = {
        {"[]", "a.npy: offset 10: expected '{' in the .npy header"},
        {"{", "a.npy: offset 11: expected 'descr', 'fortran_order' and 'shape', once each, in the .npy header"},
        {"{}", "a.npy: offset 12: expected 'descr', 'fortran_order' and 'shape' in the .npy header"},
        {"{'descr': '<f4\n', 'fortran_order': False, 'shape': (1,)}",
         "a.npy: offset 20: expected a type in the .npy header"},
        {"{'descr': 7, 'fortran_order': False, 'shape': (1,)}", "a.npy: offset 20: expected a type in the .npy header"},
        {"{'descr': '<f4', 'fortran_order': 1, 'shape': (1,)}",
         "a.npy: offset 44: expected fortran_order True or False in the .npy header"},
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

/* Types that are no numbers are told by what they are, with what makes numbers of them. */
static void test_refused_types(void **state)
{
    (void)state;
    static const struct {
        const char *type, *message;
    } cases[] = {
        {"'<c8'", "expected real numbers of at most 64 bits, found complex numbers ('<c8'); in NumPy, a = numpy.abs(a) "
                  "makes such numbers"},
        {"'<f16'", "expected real numbers of at most 64 bits, found numbers of more than 64 bits ('<f16'); in NumPy, a "
                   "= a.astype('float64') makes such numbers"},
        {"'|O'", "expected real numbers of at most 64 bits, found Python objects ('|O'); in NumPy, a = "
                 "numpy.array(a.tolist(), 'float32') makes such numbers"},
        {"'|S3'", "expected real numbers of at most 64 bits, found text ('|S3'); in NumPy, a = numpy.unique(a, "
                  "return_inverse=True)[1] makes such numbers"},
        {"'<U7'", "expected real numbers of at most 64 bits, found text ('<U7'); in NumPy, a = numpy.unique(a, "
                  "return_inverse=True)[1] makes such numbers"},
        {"'<M8[ns]'", "expected real numbers of at most 64 bits, found dates ('<M8[ns]'); in NumPy, a = "
                      "a.astype('int64') makes such numbers"},
        {"'<m8[25s]'", "expected real numbers of at most 64 bits, found spans of time ('<m8[25s]'); in NumPy, a = "
                       "a.astype('int64') makes such numbers"},
        {"'|V5'", "expected real numbers of at most 64 bits, found raw bytes ('|V5'); in NumPy, a = a.view('uint8') "
                  "makes such numbers"},
        {"'<q9'", "expected one of NumPy's types of numbers, found '<q9'; in NumPy, a = a.astype('float32') makes such "
                  "numbers"},
        {"[('left', '<f4'), ('right', '<f4')]",
         "expected numbers, found a structured type; in NumPy, a = a['left'] takes a field of it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer file = {0};
        char header[200], message[300];
        int length =
            snprintf(header, sizeof header, "{'descr': %s, 'fortran_order': False, 'shape': (1,)}", cases[i].type);
        put(&file, "\x93NUMPY\x01", 8);
        put_little(&file, (uint64_t)length, 2);
        put(&file, header, (size_t)length);
        write_file("a.npy", file.bytes, file.size);
        snprintf(message, sizeof message, "a.npy: offset 20: %s", cases[i].message);
        read_bad("a.npy", message);
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
    patched(&file, 6, 4, "a.npy: offset 6: expected .npy format version 1.0 to 3.0, found 4.0");
    patched(&file, 7, 1, "a.npy: offset 6: expected .npy format version 1.0 to 3.0, found 1.1");
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
        cmocka_unit_test(test_columns_first),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_bad_headers),
        cmocka_unit_test(test_refused_types),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_failed_write),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
