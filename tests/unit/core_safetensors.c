/* Safetensors files: what is written is read back, and whatever is damaged is told with its place. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "run/signals.h"
#include "tess/safetensors.h"

static const float weight[2][3] = {{1, 2, 3}, {4, 5, 6.5f}};
static const double loss[2] = {0.1, 1e300};
static const uint64_t count[1] = {UINT64_MAX};
static const struct tess_tensor tensors[] = {
    {.name = "loss", .type = TESS_F64, .rank = 1, .shape = {2}, .bytes = loss},
    {.name = "a \"name\"", .type = TESS_F32, .rank = 2, .shape = {2, 3}, .bytes = weight},
    {.name = "empty", .type = TESS_F32, .rank = 2, .shape = {0, 3}, .bytes = weight},
    {.name = "count", .type = TESS_U64, .rank = 0, .bytes = count},
};
static const struct tess_metadata metadata[] = {{"model", "toy"}, {"note", "tab\there"}};
static const struct tess_tensor_list list = {
    .tensor = tensors, .tensors = 4, .metadata = metadata, .entries = 2, .checksum = true};

static char folder[] = "/tmp/core_safetensors_XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int count_files(void)
{
    int files = 0;
    DIR *directory = opendir(".");
    assert_non_null(directory);
    for (const struct dirent *entry; (entry = readdir(directory));)
        files += entry->d_name[0] != '.';
    closedir(directory);
    return files;
}

static int empty_folder(void **state)
{
    (void)state;
    DIR *directory = opendir(".");
    for (const struct dirent *entry; directory && (entry = readdir(directory));)
        unlink(entry->d_name);
    return directory ? closedir(directory) : -1;
}

static int remove_folder(void **state)
{
    empty_folder(state);
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void write_list(const char *path)
{
    struct tess_error error = {TESS_OK, ""};
    assert_true(tess_tensors_write(path, &list, NULL, &error));
    assert_int_equal(error.code, TESS_OK);
}

/* The whole file; malloc'ed. */
static char *read_file(const char *path, size_t *size)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    *size = (size_t)status.st_size;
    char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void check_round_trip(void **state)
{
    struct tess_error error = {TESS_OK, ""};
    float values[6];
    double losses[2];
    uint64_t number;
    (void)state;
    write_list("a.safetensors");
    assert_int_equal(count_files(), 1);
    struct tess_tensors *file = tess_tensors_open("a.safetensors", &error);
    assert_non_null(file);
    assert_int_equal(tess_tensors_count(file), 4);
    assert_string_equal(tess_tensors_at(file, 0)->name, "a \"name\"");
    assert_string_equal(tess_tensors_metadata(file, "note"), "tab\there");
    assert_null(tess_tensors_metadata(file, "nothing"));
    assert_null(tess_tensors_find(file, "nothing"));
    assert_int_equal(tess_tensors_find(file, "empty")->shape[1], 3);
    assert_true(tess_tensors_verify(file, &error));
    assert_true(tess_tensors_load(file, &tensors[0], losses, &error));
    assert_true(tess_tensors_load(file, &tensors[1], values, &error));
    assert_true(tess_tensors_load(file, &tensors[2], values, &error));
    assert_true(tess_tensors_load(file, &tensors[3], &number, &error));
    assert_memory_equal(values, weight, sizeof weight);
    assert_memory_equal(losses, loss, sizeof loss);
    assert_true(number == UINT64_MAX);
    tess_tensors_close(file);
}

/* The header by the letter: other programs read it, too, and equal contents are equal bytes. */
static void check_bytes(void **state)
{
    static const char header[] = "{\"__metadata__\":{\"model\":\"toy\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2, 3],"
                                 "\"data_offsets\":[0,24]}}";
    struct tess_error error = {TESS_OK, ""};
    const struct tess_tensor one = {.name = "w", .type = TESS_F32, .rank = 2, .shape = {2, 3}, .bytes = weight};
    const struct tess_tensor_list plain = {.tensor = &one, .tensors = 1, .metadata = metadata, .entries = 1};
    size_t size;
    uint64_t length;
    (void)state;
    assert_true(tess_tensors_write("b.safetensors", &plain, NULL, &error));
    char *bytes = read_file("b.safetensors", &size);
    memcpy(&length, bytes, sizeof length);
    assert_int_equal(length % 8, 0);
    assert_int_equal(size, 8 + length + sizeof weight);
    assert_memory_equal(bytes + 8, header, sizeof header - 1);
    for (size_t i = 8 + sizeof header - 1; i < 8 + length; i++)
        assert_int_equal(bytes[i], ' ');
    assert_memory_equal(bytes + 8 + length, weight, sizeof weight);
    free(bytes);
}

static void assert_rejected(const char *path, const char *expected)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_tensors *file = tess_tensors_open(path, &error);
    if (file) {
        assert_false(tess_tensors_verify(file, &error));
        tess_tensors_close(file);
    }
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_int_equal(strncmp(error.text, path, strlen(path)), 0);
    if (expected)
        assert_string_equal(error.text, expected);
}

/* Cut anywhere, lengthened, any byte changed: never accepted, never a crash. */
static void check_damage(void **state)
{
    size_t size;
    (void)state;
    write_list("whole");
    char *bytes = read_file("whole", &size);
    for (size_t cut = 0; cut < size; cut++) {
        write_file("cut", bytes, cut);
        assert_rejected("cut", NULL);
    }
    bytes[size] = 0;
    write_file("longer", bytes, size + 1);
    assert_rejected("longer", NULL);
    for (size_t at = 0; at < size; at++)
        for (int bit = 0; bit < 8; bit++) {
            bytes[at] = (char)(bytes[at] ^ 1 << bit);
            write_file("changed", bytes, size);
            assert_rejected("changed", NULL);
            bytes[at] = (char)(bytes[at] ^ 1 << bit);
        }
    free(bytes);
}

/* Headers that only look right, each followed by eight bytes of data. */
static const struct {
    const char *header, *message;
} bad_header[] = {
    {"", "bad: offset 8: expected '{', found the end of the header"},
    {"[]", "bad: offset 8: expected '{', found '['"},
    {"{\"a\":{}}", "bad: offset 14: expected '\"', found '}'"},
    {"{\"a\":{\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]}}",
     "bad: offset 22: expected a type of tensor, found \"F33\""},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
     "bad: offset 37: expected a number, found '-'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
     "bad: offset 55: expected a smaller number, found '9'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,0]}}",
     "bad: offset 82: expected data_offsets that agree with shape and dtype before this, found '}'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]}}",
     "bad: offset 53: expected at most 8 dimensions before this, found '2'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}",
     "bad: offset 60: expected data_offsets that agree with shape and dtype before this, found '}'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
     "bad: offset 60: expected data_offsets that agree with shape and dtype before this, found '}'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2]}}",
     "bad: offset 47: expected dtype, shape and data_offsets, each once, before this, found ':'"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
     "bad: offset 62: expected 4 bytes of tensors, found 8"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
     "bad: offset 8: expected tensors without gaps, found 'a' at 4 where 0 bytes are taken"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
     "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
     "bad: offset 8: expected different names, found 'a' twice"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}x",
     "bad: offset 62: expected the end of the header, "
     "found 'x'"},
    {"{\"__metadata__\":{\"a\":1}}", "bad: offset 29: expected '\"', found '1'"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", "bad: offset 42: expected __metadata__ only once before this, found "
                                                  "'{'"},
    {"{\"\\q\":", "bad: offset 11: expected an escape of JSON, found 'q'"},
    {"{\"\\ud800x\":", "bad: offset 16: expected the second half of a surrogate pair, found 'x'"},
    {"{\"\\u0000\":", "bad: offset 16: expected a character that may stand alone before this, found '\"'"},
    {"{\"a", "bad: offset 11: expected a closing '\"', found the end of the header"},
};

static void check_bad_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_header / sizeof *bad_header; i++) {
        const uint64_t length = strlen(bad_header[i].header);
        char bytes[400];
        memcpy(bytes, &length, 8);
        memcpy(bytes + 8, bad_header[i].header, length);
        memset(bytes + 8 + length, 0, 8);
        write_file("bad", bytes, 16 + length);
        assert_rejected("bad", bad_header[i].message);
    }
    static const uint64_t huge[2] = {UINT64_MAX, 0};
    write_file("bad", huge, 16);
    assert_rejected("bad",
                    "bad: offset 0: expected the length of a safetensors header, found 18446744073709551615 in a "
                    "file of 16 bytes");
    assert_rejected("missing", "missing: no such file");
    assert_rejected(".", ".: expected a safetensors file, found a directory");
}

/* Names in other scripts, and space wherever JSON allows it. */
static void check_liberal_header(void **state)
{
    static const char header[] =
        " \n{ \"\\u00e9\\ud83d\\ude00\" : { \"shape\" : [ 2 ] , \"data_offsets\" : [ 0 , 8 ] , "
        "\"dtype\" : \"F32\" } } ";
    const uint64_t length = sizeof header - 1;
    struct tess_error error = {TESS_OK, ""};
    char bytes[300] = "";
    (void)state;
    memcpy(bytes, &length, 8);
    memcpy(bytes + 8, header, length);
    write_file("good", bytes, 16 + length);
    struct tess_tensors *file = tess_tensors_open("good", &error);
    assert_non_null(file);
    assert_non_null(tess_tensors_find(file, "\xc3\xa9\xf0\x9f\x98\x80"));
    tess_tensors_close(file);
}

static void assert_not_loaded(struct tess_tensors *file, struct tess_tensor wanted, const char *message)
{
    struct tess_error error = {TESS_OK, ""};
    double values[6];
    assert_false(tess_tensors_load(file, &wanted, values, &error));
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_non_null(strstr(error.text, message));
}

static void check_wrong_tensors(void **state)
{
    struct tess_error error = {TESS_OK, ""};
    static const float broken[3] = {1, __builtin_inff(), 0};
    const struct tess_tensor bad = {.name = "bad", .type = TESS_F32, .rank = 1, .shape = {3}, .bytes = broken};
    const struct tess_tensor_list bad_list = {.tensor = &bad, .tensors = 1};
    struct tess_tensor wanted = tensors[1];
    (void)state;
    write_list("c");
    struct tess_tensors *file = tess_tensors_open("c", &error);
    assert_non_null(file);
    wanted.shape[1] = 4;
    assert_not_loaded(file, wanted, "expected 'a \"name\"' to be F32 [2, 4], found F32 [2, 3]");
    wanted = tensors[0];
    wanted.type = TESS_I64;
    assert_not_loaded(file, wanted, "expected 'loss' to be I64 [2], found F64 [2]");
    wanted.name = "gain";
    assert_not_loaded(file, wanted, "c: expected a tensor 'gain', found none of that name");
    tess_tensors_close(file);
    assert_true(tess_tensors_write("d", &bad_list, NULL, &error));
    file = tess_tensors_open("d", &error);
    assert_non_null(file);
    assert_not_loaded(file, bad, "expected finite weights, found inf at element 1 of 'bad'");
    assert_false(tess_tensors_verify(file, &error));
    tess_tensors_close(file);
}

/* What stood before is kept under another name, and stays as it is when writing fails. */
static void check_previous_and_full(void **state)
{
    struct tess_error error = {TESS_OK, ""};
    const struct tess_tensor_list less = {.tensor = tensors, .tensors = 1};
    struct rlimit limit, before;
    size_t size, size_after;
    (void)state;
    write_list("e");
    char *bytes = read_file("e", &size);
    assert_true(tess_tensors_write("e", &less, "e.previous", &error));
    char *after = read_file("e.previous", &size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(bytes, after, size);
    free(after);

    signals_install();
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){64, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_false(tess_tensors_write("e.previous", &list, "e.gone", &error));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(error.code, TESS_IO);
    assert_string_equal(error.text, "e.previous: cannot write: File too large");
    assert_int_equal(count_files(), 2);
    after = read_file("e.previous", &size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(bytes, after, size);
    free(after);
    free(bytes);
    error = (struct tess_error){TESS_OK, ""};
    assert_false(tess_tensors_write("no/folder", &list, NULL, &error));
    assert_string_equal(error.text, "no/folder.part: cannot write: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(check_round_trip, empty_folder),
        cmocka_unit_test_teardown(check_bytes, empty_folder),
        cmocka_unit_test_teardown(check_damage, empty_folder),
        cmocka_unit_test_teardown(check_bad_headers, empty_folder),
        cmocka_unit_test_teardown(check_liberal_header, empty_folder),
        cmocka_unit_test_teardown(check_wrong_tensors, empty_folder),
        cmocka_unit_test_teardown(check_previous_and_full, empty_folder),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
