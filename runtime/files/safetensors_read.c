#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "checksum.h"
#include "durable.h"
#include "header.h"
#include "tensor.h"
#include "tess/file.h"

struct tess_tensors {
    char *path;
    FILE *file;
    uint64_t data; /* offset of the first byte after the header */
    uint64_t size; /* of the file */
    struct header header;
};

/* The format's own limit: whatever is longer is not a header. */
static const uint64_t longest_header = 100000000;

/* Copies bytes of the file. The size was checked when it was opened: less means that it has shrunk since. */
static bool read_bytes(struct tess_tensors *file, uint64_t offset, void *to, size_t size, struct tess_error *error)
{
    errno = 0;
    if (fseeko(file->file, (off_t)offset, SEEK_SET) == 0 && fread(to, 1, size, file->file) == size)
        return true;
    if (errno)
        return io_fail(error, file->path, "read");
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %zu bytes, found the end of the file",
                     file->path, offset, size);
}

static bool read_header(struct tess_tensors *file, struct tess_error *error)
{
    uint64_t length;
    if (file->size < sizeof length)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset 0: expected a safetensors file, found %" PRIu64 " bytes in all", file->path,
                         file->size);
    if (!read_bytes(file, 0, &length, sizeof length, error))
        return false;
    if (length > file->size - sizeof length || length > longest_header)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset 0: expected the length of a safetensors header, found %" PRIu64
                         " in a file of %" PRIu64 " bytes",
                         file->path, length, file->size);
    file->data = sizeof length + length;
    char *text = malloc(length + 1);
    if (!text)
        return tess_fail(error, TESS_FAILED, "%s: out of memory", file->path);
    if (!read_bytes(file, sizeof length, text, length, error)) {
        free(text);
        return false;
    }
    return header_parse(&file->header, file->path, text, length, file->size - file->data, error);
}

static bool open_file(struct tess_tensors *file, const char *path, struct tess_error *error)
{
    struct stat status;
    file->path = strdup(path);
    if (!file->path)
        return tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    const char *found;
    file->file = tess_file_open(path, "rb", &found);
    if (found)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a safetensors file, found %s", path, found);
    if (!file->file && errno == ENOENT)
        return tess_fail(error, TESS_BAD_DATA, "%s: no such file", path);
    if (!file->file || fstat(fileno(file->file), &status) != 0)
        return io_fail(error, path, "read");
    file->size = (uint64_t)status.st_size;
    return read_header(file, error);
}

struct tess_tensors *tess_tensors_open(const char *path, struct tess_error *error)
{
    struct tess_tensors *file = calloc(1, sizeof *file);
    if (!file)
        tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    else if (open_file(file, path, error))
        return file;
    tess_tensors_close(file);
    return NULL;
}

void tess_tensors_close(struct tess_tensors *file)
{
    if (!file)
        return;
    if (file->file)
        fclose(file->file);
    header_release(&file->header);
    free(file->path);
    free(file);
}

int tess_tensors_count(const struct tess_tensors *file)
{
    return (int)file->header.tensors;
}

const struct tess_tensor *tess_tensors_at(const struct tess_tensors *file, int index)
{
    return &file->header.tensor[index].tensor;
}

static const struct stored_tensor *find(const struct tess_tensors *file, const char *name)
{
    size_t low = 0, high = file->header.tensors;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const int order = strcmp(name, file->header.tensor[middle].tensor.name);
        if (order == 0)
            return &file->header.tensor[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct tess_tensor *tess_tensors_find(const struct tess_tensors *file, const char *name)
{
    const struct stored_tensor *stored = find(file, name);
    return stored ? &stored->tensor : NULL;
}

static const struct stored_metadata *find_metadata(const struct tess_tensors *file, const char *key)
{
    for (size_t i = 0; i < file->header.entries; i++)
        if (strcmp(file->header.metadata[i].key, key) == 0)
            return &file->header.metadata[i];
    return NULL;
}

const char *tess_tensors_metadata(const struct tess_tensors *file, const char *key)
{
    const struct stored_metadata *entry = find_metadata(file, key);
    return entry ? entry->value : NULL;
}

uint64_t tess_tensors_metadata_offset(const struct tess_tensors *file, const char *key)
{
    const struct stored_metadata *entry = find_metadata(file, key);
    return entry ? entry->offset : 0;
}

uint64_t tess_tensors_offset(const struct tess_tensors *file, const char *name)
{
    const struct stored_tensor *stored = find(file, name);
    return stored ? file->data + stored->begin : 0;
}

/* Zeroes the digits of the checksum that lie in bytes offset .. offset+size-1. */
static void blank(unsigned char *bytes, uint64_t offset, size_t size, uint64_t digits)
{
    for (uint64_t at = digits; at < digits + CHECKSUM_DIGITS; at++)
        if (at >= offset && at < offset + size)
            bytes[at - offset] = '0';
}

bool tess_tensors_verify(struct tess_tensors *file, struct tess_error *error)
{
    const struct stored_metadata *entry = find_metadata(file, "checksum");
    if (!entry || strlen(entry->value) != CHECKSUM_DIGITS)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected a checksum in __metadata__, found none",
                         file->path);
    enum { PIECE = 1 << 16 };
    struct checksum sum;
    unsigned char *piece = malloc(PIECE);
    if (!piece)
        return tess_fail(error, TESS_FAILED, "%s: out of memory", file->path);
    checksum_start(&sum);
    bool good = true;
    for (uint64_t at = 0; good && at < file->size; at += PIECE) {
        const size_t size = file->size - at < PIECE ? (size_t)(file->size - at) : PIECE;
        good = read_bytes(file, at, piece, size, error);
        if (good) {
            blank(piece, at, size, entry->offset);
            checksum_add(&sum, piece, size);
        }
    }
    free(piece);
    char found[CHECKSUM_DIGITS + 1];
    snprintf(found, sizeof found, "%0*" PRIx64, CHECKSUM_DIGITS, checksum_value(&sum));
    if (good && strcmp(found, entry->value) != 0)
        good = tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected checksum %s, found %s: damaged",
                         file->path, entry->offset, found, entry->value);
    return good;
}

static bool check_finite(const struct tess_tensors *file, const struct stored_tensor *stored, const float *value,
                         struct tess_error *error)
{
    const uint64_t count = (stored->end - stored->begin) / sizeof *value;
    for (uint64_t i = 0; i < count; i++)
        if (!__builtin_isfinite(value[i]))
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64 ": expected finite weights, found %g at element %" PRIu64 " of '%s'",
                             file->path, file->data + stored->begin + i * sizeof *value, (double)value[i], i,
                             stored->tensor.name);
    return true;
}

bool tess_tensors_load(struct tess_tensors *file, const struct tess_tensor *wanted, void *to, struct tess_error *error)
{
    const struct stored_tensor *stored = find(file, wanted->name);
    if (!stored)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a tensor '%s', found none of that name", file->path,
                         wanted->name);
    const struct tess_tensor *found = &stored->tensor;
    if (found->type != wanted->type || found->rank != wanted->rank ||
        memcmp(found->shape, wanted->shape, sizeof *found->shape * (size_t)found->rank) != 0) {
        char expected_shape[200], found_shape[200];
        tensor_shape_text(wanted->rank, wanted->shape, expected_shape, sizeof expected_shape);
        tensor_shape_text(found->rank, found->shape, found_shape, sizeof found_shape);
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected '%s' to be %s %s, found %s %s",
                         file->path, file->data + stored->begin, wanted->name, tensor_type[wanted->type].name,
                         expected_shape, stored->type_name, found_shape);
    }
    if (!read_bytes(file, file->data + stored->begin, to, (size_t)(stored->end - stored->begin), error))
        return false;
    return found->type != TESS_F32 || check_finite(file, stored, to, error);
}
