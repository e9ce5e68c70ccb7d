#include "data_files.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

static char folder[4096], origin[4096];

int enter_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/tess-data-XXXXXX", base && base[0] ? base : "/tmp");
    return !getcwd(origin, sizeof origin) || !mkdtemp(folder) || chdir(folder) != 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status, (void)type, (void)where;
    return remove(path);
}

int leave_folder(void **state)
{
    (void)state;
    return chdir(origin) != 0 || nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0;
}

void put(struct buffer *buffer, const void *bytes, size_t size)
{
    if (buffer->size + size > buffer->room) {
        buffer->room = 2 * (buffer->size + size);
        buffer->bytes = realloc(buffer->bytes, buffer->room);
        assert_non_null(buffer->bytes);
    }
    if (size > 0)
        memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void put_byte(struct buffer *buffer, int byte)
{
    unsigned char value = (unsigned char)byte;
    put(buffer, &value, 1);
}

void put_little(struct buffer *buffer, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        put_byte(buffer, (int)(value >> (8 * i) & 0xff));
}

void put_big(struct buffer *buffer, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        put_byte(buffer, (int)(value >> (8 * i) & 0xff));
}

void release(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(size ? fwrite(bytes, 1, size, file) : 0, size);
    assert_int_equal(fclose(file), 0);
}

void write_text(const char *path, const char *text)
{
    write_file(path, text, strlen(text));
}

void write_gz(const char *path, const void *bytes, size_t size)
{
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), size);
    assert_int_equal(gzclose(file), Z_OK);
}

void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0777), 0);
}

void read_file(const char *path, struct buffer *buffer)
{
    unsigned char piece[4096];
    size_t size;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((size = fread(piece, 1, sizeof piece, file)) > 0)
        put(buffer, piece, size);
    fclose(file);
}

void put_npy(struct buffer *buffer, const char *type, const char *shape, const void *elements, size_t size)
{
    char header[256];
    int length =
        snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", type, shape);
    put(buffer, "\x93NUMPY\x01", 8);
    put_little(buffer, (uint64_t)length, 2);
    put(buffer, header, (size_t)length);
    put(buffer, elements, size);
}

static void deflate_raw(struct buffer *out, const void *bytes, size_t size)
{
    z_stream stream = {0};
    unsigned char piece[1024];
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)size;
    int result;
    do {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        result = deflate(&stream, Z_FINISH);
        put(out, piece, sizeof piece - stream.avail_out);
    } while (result == Z_OK);
    assert_int_equal(result, Z_STREAM_END);
    deflateEnd(&stream);
}

/* What is known of a member before and after it is written. */
static void put_sizes(struct buffer *fields, const struct zip *zip, size_t packed, size_t size)
{
    put_little(fields, zip->zip64 ? UINT32_MAX : packed, 4);
    put_little(fields, zip->zip64 ? UINT32_MAX : size, 4);
}

/* The extra field with the numbers that do not fit. */
static void put_extra64(struct buffer *out, const uint64_t *number, int count)
{
    put_little(out, 1, 2);
    put_little(out, 8 * (uint64_t)count, 2);
    for (int i = 0; i < count; i++)
        put_little(out, number[i], 8);
}

static void put_directory_entry(struct zip *zip, const char *name, const struct buffer *fields,
                                const uint64_t numbers[3])
{
    struct buffer *directory = &zip->directory;
    put(directory, "PK\1\2\24", 6);
    put(directory, fields->bytes, fields->size);
    put_little(directory, zip->zip64 ? 28 : 0, 2); /* the extra field */
    put(directory, (const char[10]){0}, 10);       /* no comment, disk, attributes */
    put_little(directory, zip->zip64 ? UINT32_MAX : numbers[2], 4);
    put(directory, name, strlen(name));
    if (zip->zip64)
        put_extra64(directory, numbers, 3);
}

void put_member(struct zip *zip, const char *name, const void *bytes, size_t size, bool deflated)
{
    struct buffer packed = {0}, fields = {0};
    const uint32_t crc = (uint32_t)crc32(0, bytes, (unsigned)size);
    if (deflated)
        deflate_raw(&packed, bytes, size);
    else
        put(&packed, bytes, size);
    const uint64_t numbers[] = {size, packed.size, zip->file.size};
    put_little(&fields, zip->zip64 ? 45 : 20, 2); /* version needed */
    put_little(&fields, zip->zip64 ? 8 : 0, 2);   /* flags: a data descriptor */
    put_little(&fields, deflated ? 8 : 0, 2);
    put_little(&fields, 0x21, 4); /* time and date */
    put_little(&fields, crc, 4);
    put_sizes(&fields, zip, packed.size, size);
    put_little(&fields, strlen(name), 2);
    put_directory_entry(zip, name, &fields, numbers);

    put(&zip->file, "PK\3\4", 4);
    put(&zip->file, fields.bytes, fields.size);
    put_little(&zip->file, zip->zip64 ? 20 : 4, 2); /* else the local header alone has an extra field, as numpy's has */
    put(&zip->file, name, strlen(name));
    if (zip->zip64)
        put_extra64(&zip->file, (const uint64_t[2]){0}, 2); /* not known yet */
    else
        put_little(&zip->file, 0xcafe, 4);
    put(&zip->file, packed.bytes, packed.size);
    if (zip->zip64) {
        put(&zip->file, "PK\7\10", 4);
        put_little(&zip->file, crc, 4);
        put_little(&zip->file, packed.size, 8);
        put_little(&zip->file, size, 8);
    }
    zip->entries++;
    release(&packed);
    release(&fields);
}

/* The zip64 end record and its locator. */
static void put_end64(struct zip *zip, size_t offset)
{
    const size_t end = zip->file.size;
    put(&zip->file, "PK\6\6", 4);
    put_little(&zip->file, 44, 8);
    put_little(&zip->file, 45 << 16 | 45, 4); /* versions */
    put_little(&zip->file, 0, 8);             /* disks */
    put_little(&zip->file, (uint64_t)zip->entries, 8);
    put_little(&zip->file, (uint64_t)zip->entries, 8);
    put_little(&zip->file, zip->directory.size, 8);
    put_little(&zip->file, offset, 8);
    put(&zip->file, "PK\6\7\0\0\0", 8);
    put_little(&zip->file, end, 8);
    put_little(&zip->file, 1, 4);
}

void finish_zip(struct zip *zip, const char *comment)
{
    size_t offset = zip->file.size;
    put(&zip->file, zip->directory.bytes, zip->directory.size);
    if (zip->zip64)
        put_end64(zip, offset);
    put(&zip->file, "PK\5\6\0\0\0", 8);
    put_little(&zip->file, zip->zip64 ? UINT16_MAX : (uint64_t)zip->entries, 2);
    put_little(&zip->file, zip->zip64 ? UINT16_MAX : (uint64_t)zip->entries, 2);
    put_little(&zip->file, zip->zip64 ? UINT32_MAX : zip->directory.size, 4);
    put_little(&zip->file, zip->zip64 ? UINT32_MAX : offset, 4);
    put_little(&zip->file, strlen(comment), 2);
    put(&zip->file, comment, strlen(comment));
    release(&zip->directory);
}

void read_good(const char *path, struct tess_array *array)
{
    struct tess_error error = {0};
    bool good = tess_array_read(path, array, &error);
    assert_string_equal(error.text, "");
    assert_true(good);
}

void read_bad(const char *path, const char *message)
{
    struct tess_array array;
    struct tess_error error = {0};
    assert_false(tess_array_read(path, &array, &error));
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_null(array.values);
}

const float three[3] = {1, 2, 3};

void put_three(struct buffer *file)
{
    put_npy(file, "<f4", "(3,)", three, sizeof three);
}

void check_three(struct tess_array *array)
{
    assert_int_equal(array->count, 3);
    assert_memory_equal(array->values, three, sizeof three);
    tess_array_free(array);
}

struct tess_dataset *open_good(const struct tess_input *input, const struct tess_data_options *options)
{
    struct tess_error error = {0};
    struct tess_dataset *set = tess_dataset_open(input, options, &error);
    assert_string_equal(error.text, "");
    assert_non_null(set);
    return set;
}

void open_bad(const struct tess_input *input, const char *path, const char *message)
{
    struct tess_data_options options = {.folder = path, .seed = 1};
    struct tess_error error = {0};
    struct tess_dataset *set = tess_dataset_open(input, &options, &error);
    assert_string_equal(error.text, message);
    assert_int_equal(error.code, TESS_BAD_DATA);
    assert_null(set);
}

uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

int mutation_count(int usual)
{
    const char *wanted = getenv("TESS_MUTATIONS");
    return wanted ? atoi(wanted) : usual;
}

/* A stretch of a buffer that is not empty, of 1 to 64 bytes; where it starts, and *size. */
static size_t stretch(const struct buffer *buffer, uint32_t *random, size_t *size)
{
    const size_t at = next_random(random) % buffer->size;
    *size = 1 + next_random(random) % 64;
    *size = *size < buffer->size - at ? *size : buffer->size - at;
    return at;
}

static void change(struct buffer *to, uint32_t *random)
{
    enum { BYTE, EXTREME, TAKEN_OUT, REPEATED, OVERWRITTEN, CUT, KINDS };
    size_t size;
    const size_t at = stretch(to, random, &size), from = next_random(random) % (to->size - size + 1);
    unsigned char piece[64];
    memcpy(piece, to->bytes + from, size);
    switch (next_random(random) % KINDS) {
    case BYTE:
        to->bytes[at] ^= (unsigned char)(1 + next_random(random) % 255);
        break;
    case EXTREME:
        memset(to->bytes + at, next_random(random) % 2 ? 0xff : 0, size % 9);
        break;
    case TAKEN_OUT:
        if (size < to->size) {
            memmove(to->bytes + at, to->bytes + at + size, to->size - at - size);
            to->size -= size;
        }
        break;
    case REPEATED:
        put(to, piece, size);
        memmove(to->bytes + at + size, to->bytes + at, to->size - at - size);
        memcpy(to->bytes + at, piece, size);
        break;
    case OVERWRITTEN:
        memcpy(to->bytes + at, piece, size);
        break;
    case CUT:
        to->size = at + 1;
        break;
    }
}

void mutate(const struct buffer *file, uint32_t *random, struct buffer *to)
{
    to->size = 0;
    put(to, file->bytes, file->size);
    if (next_random(random) % 2) {
        to->bytes[next_random(random) % to->size] ^= (unsigned char)(1 + next_random(random) % 255);
        return;
    }
    for (uint32_t changes = 1 + next_random(random) % 4; changes > 0; changes--)
        change(to, random);
}
