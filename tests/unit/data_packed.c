/* Arrays in .gz files and zip archives: every container reads, what is damaged is told, and what a header claims is
 * held against what can be. */
#include "data_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    read_bad("folder.npy", "folder.npy: expected a file, found a directory");
    assert_int_equal(mkfifo("pipe.npy", 0666), 0);
    read_bad("pipe.npy", "pipe.npy: expected a file, found a pipe");
    read_bad("/dev/zero", "/dev/zero: expected a file, found a device");

    /* zeros behind are what blocks are filled up with; other bytes, and zeros before other bytes, are not */
    enum { ZEROS = 70000 };
    static const char zeros[ZEROS];
    packed.size = 0;
    read_file("packed.npy.gz", &packed);
    const size_t end = packed.size;
    put(&packed, zeros, ZEROS);
    write_file("padded.npy.gz", packed.bytes, packed.size);
    read_good("padded.npy", &array);
    check_three(&array);
    put_byte(&packed, 0x1f);
    write_file("padded.npy.gz", packed.bytes, packed.size);
    char message[200];
    snprintf(message, sizeof message, "padded.npy.gz: offset %zu: expected the end of the packed data, found 1f",
             end + ZEROS);
    read_bad("padded.npy", message);
    packed.bytes[end] = 7;
    write_file("padded.npy.gz", packed.bytes, end + 1);
    snprintf(message, sizeof message, "padded.npy.gz: offset %zu: expected the end of the packed data, found 07", end);
    read_bad("padded.npy", message);
    release(&file);
    release(&packed);
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

/* Four numbers of 16 bits, high bytes and columns first. */
static void put_columns(struct buffer *file)
{
    static const char header[] = "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 2)}";
    put(file, "\x93NUMPY\x01", 8);
    put_little(file, sizeof header - 1, 2);
    put(file, header, sizeof header - 1);
    put_big(file, 0x3c003d003e003f00, 8);
}

/* Calls `check` for a few values in every container. */
static void each_container(void (*check)(const struct container *))
{
    struct buffer plain = {0};
    put_three(&plain);
    enum { PLAIN, COLUMNS, PACKED, MEMBERS, STORED, DEFLATED, STORED64, DEFLATED64, CONTAINERS };
    struct container list[CONTAINERS] = {{"a.npy", {0}, false},       {"columns.npy", {0}, false},
                                         {"a.npy.gz", {0}, true},     {"members.npy.gz", {0}, true},
                                         {"stored.npz", {0}, true},   {"deflated.npz", {0}, true},
                                         {"stored64.npz", {0}, true}, {"deflated64.npz", {0}, true}};
    put_three(&list[PLAIN].file);
    put_columns(&list[COLUMNS].file);
    write_gz(list[PACKED].path, plain.bytes, plain.size);
    read_file(list[PACKED].path, &list[PACKED].file);
    write_gz("part.gz", plain.bytes, 40);
    read_file("part.gz", &list[MEMBERS].file);
    write_gz("part.gz", plain.bytes + 40, plain.size - 40);
    read_file("part.gz", &list[MEMBERS].file);
    for (int i = STORED; i <= DEFLATED64; i++) {
        const bool deflated = i == DEFLATED || i == DEFLATED64;
        struct zip zip = {.zip64 = i >= STORED64};
        put_member(&zip, "other.npy", "junk", 4, deflated);
        put_member(&zip, "values.npy", plain.bytes, plain.size, deflated);
        finish_zip(&zip, deflated ? "with a comment" : "");
        list[i].file = zip.file;
    }
    for (size_t i = 0; i < CONTAINERS; i++) {
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
    struct buffer changed = {0};
    for (int i = 0; i < mutation_count(1000); i++) {
        mutate(&container->file, &random, &changed);
        read_container(container, changed.bytes, changed.size);
    }
    release(&changed);
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
    npz_bad(&zip, "a.npz/values.npy: offset 68: expected 3 elements of 4 bytes, found 13 bytes");
    zip.file.bytes[directory + 24] -= 2;
    npz_bad(&zip, "a.npz/values.npy: offset 68: expected 3 elements of 4 bytes, found 11 bytes");
    zip.file.bytes[directory + 24]++;
    memset(zip.file.bytes + directory + 16, 0, 4);
    npz_bad(&zip, "a.npz/values.npy: expected the checksum 00000000, found cb29e624");
    memset(zip.file.bytes + zip.file.size - 6, 0xff, 4);
    npz_bad(&zip, "a.npz: offset 156: expected a zip64 locator");
    zip.file.size = directory;
    npz_bad(&zip, "a.npz: offset 120: expected a zip archive's directory at the end");
    release(&zip.file);
    release(&plain);
}

/* What a packed header claims and cannot be is refused before it is unpacked. */
static void test_claims(void **state)
{
    (void)state;
    enum { SOME = 100000 };
    static const char zeros[SOME];
    struct buffer file = {0};
    put_npy(&file, "|u1", "(4000000000,)", zeros, SOME);
    write_gz("a.npy.gz", file.bytes, file.size);
    read_bad("a.npy.gz", "a.npy.gz: offset 0: expected at most 2147483648 bytes of packed data, which are kept in "
                         "memory, found 4000000077 in the header; unpacked files of any size are read");
    release(&file);
    put_npy(&file, "|u1", "(2000000000,)", zeros, SOME);
    write_gz("a.npy.gz", file.bytes, file.size);
    struct stat status;
    char message[200];
    assert_int_equal(stat("a.npy.gz", &status), 0);
    snprintf(message, sizeof message,
             "a.npy.gz: offset 0: expected 2000000077 bytes, as the header says, which %lld packed ones cannot hold",
             (long long)status.st_size);
    read_bad("a.npy.gz", message);
    release(&file);
    put_npy(&file, "|u1", "(99999,)", zeros, SOME);
    write_gz("a.npy.gz", file.bytes, file.size);
    read_bad("a.npy.gz", "a.npy.gz: expected at most 100071 bytes when unpacked, found more");
    release(&file);
    put_npy(&file, "|u1", "(100001,)", zeros, SOME);
    write_gz("a.npy.gz", file.bytes, file.size);
    read_bad("a.npy.gz", "a.npy.gz: offset 73: expected 100001 elements of 1 byte, found 100000 bytes");
    release(&file);
}

/* zip64 records that lead nowhere. */
static void test_zip64(void **state)
{
    (void)state;
    struct buffer plain = {0};
    struct tess_array array;
    struct tess_error error = {0};
    put_three(&plain);
    struct zip zip = {.zip64 = true};
    put_member(&zip, "values.npy", plain.bytes, plain.size, false);
    const size_t directory = zip.file.size;
    finish_zip(&zip, "");
    write_file("a.npz", zip.file.bytes, zip.file.size);
    assert_true(tess_array_read_npz("a.npz", "values.npy", &array, &error));
    check_three(&array);

    const size_t end = zip.file.size - 22, locator = end - 20, record = locator - 56, extra = directory + 46 + 10;
    zip.file.bytes[locator + 15] = 1;
    char message[200];
    snprintf(message, sizeof message,
             "a.npz: offset %llu: expected a zip64 end record (56 bytes), found the end of the data after 0",
             (1ull << 56) + record);
    npz_bad(&zip, message);
    zip.file.bytes[locator + 15] = 0;
    zip.file.bytes[locator]++;
    snprintf(message, sizeof message, "a.npz: offset %zu: expected a zip64 locator", locator);
    npz_bad(&zip, message);
    zip.file.bytes[locator]--;
    zip.file.bytes[record]++;
    snprintf(message, sizeof message, "a.npz: offset %zu: expected a zip64 end record", record);
    npz_bad(&zip, message);
    zip.file.bytes[record]--;
    zip.file.bytes[record + 55] = 0xff;
    snprintf(message, sizeof message,
             "a.npz: expected the zip directory within the file, found it at offset %llu, 84 bytes long",
             (0xffull << 56) + directory);
    npz_bad(&zip, message);
    zip.file.bytes[record + 55] = 0;
    zip.file.bytes[extra] = 9; /* another field: the numbers are what they seem */
    npz_bad(&zip, "a.npz: offset 4294967295: expected a zip member's header (30 bytes), found the end of the data "
                  "after 0");
    release(&zip.file);
    release(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gz),        cmocka_unit_test(test_claims),  cmocka_unit_test(test_zip64),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_flipped), cmocka_unit_test(test_npz),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
