#include "blob.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "tess/file.h"

enum { PIECE = 1 << 16 };

bool blob_out_of_memory(const char *name, struct tess_error *error)
{
    return tess_fail(error, TESS_FAILED, "%s: out of memory", name);
}

static char *joined(const char *left, const char *middle, const char *right)
{
    size_t size = strlen(left) + strlen(middle) + strlen(right) + 1;
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%s%s%s", left, middle, right);
    return text;
}

char *blob_path(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    return joined(folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

bool blob_open_file(struct blob *blob, const char *path, bool *missing, struct tess_error *error)
{
    const char *found;
    struct stat status;
    *blob = (struct blob){.file = tess_file_descriptor(path, &found)};
    if (blob->file < 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        if (found)
            return tess_fail(error, TESS_BAD_DATA, "%s: expected a file, found %s", path, found);
        if (missing && absent) {
            *missing = true;
            return false;
        }
        return tess_fail(error, absent ? TESS_BAD_DATA : TESS_IO, "%s: cannot open: %s", path, strerror(errno));
    }
    bool good =
        fstat(blob->file, &status) == 0 || tess_fail(error, TESS_IO, "%s: cannot read: %s", path, strerror(errno));
    blob->name = good ? joined(path, "", "") : NULL;
    if (!blob->name) {
        close(blob->file);
        return good && blob_out_of_memory(path, error);
    }
    blob->size = blob->packed = (uint64_t)status.st_size;
    return true;
}

static bool open_gzip(struct blob *blob, const char *path, bool *missing, struct tess_error *error)
{
    if (!blob_open_file(blob, path, missing, error))
        return false;
    blob->packing = BLOB_GZIP;
    if (blob_unpack_head(blob, error))
        return true;
    blob_close(blob);
    return false;
}

bool blob_open_head(struct blob *blob, const char *path, struct tess_error *error)
{
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".gz") == 0)
        return open_gzip(blob, path, NULL, error);
    bool missing = false;
    if (blob_open_file(blob, path, &missing, error))
        return true;
    if (!missing)
        return false;
    char *packed = joined(path, ".gz", "");
    if (!packed)
        return blob_out_of_memory(path, error);
    bool packed_missing = false;
    bool good = open_gzip(blob, packed, &packed_missing, error);
    if (packed_missing)
        tess_fail(error, TESS_BAD_DATA, "%s: no such file (nor with .gz added)", path);
    free(packed);
    return good;
}

bool blob_open(struct blob *blob, const char *path, struct tess_error *error)
{
    if (!blob_open_head(blob, path, error))
        return false;
    if (blob_unpack(blob, BLOB_UNPACKED_MAX, error))
        return true;
    blob_close(blob);
    return false;
}

void blob_close(struct blob *blob)
{
    if (!blob->name)
        return;
    if (blob->file >= 0)
        close(blob->file);
    free(blob->bytes);
    free(blob->name);
    *blob = (struct blob){.file = -1};
}

void blob_replace(struct blob *blob, unsigned char *bytes, uint64_t size)
{
    if (blob->file >= 0)
        close(blob->file);
    free(blob->bytes);
    blob->file = -1;
    blob->start = 0;
    blob->bytes = bytes;
    blob->size = size;
    blob->packing = BLOB_PLAIN;
}

/* Reads as much of size bytes as there is; -1 when the system fails. */
static ssize_t read_at(const struct blob *blob, uint64_t offset, void *to, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t n = pread(blob->file, (char *)to + done, size - done, (off_t)(blob->start + offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

bool blob_read(const struct blob *blob, uint64_t offset, size_t size, void *to, const char *what,
               struct tess_error *error)
{
    uint64_t left = offset < blob->size ? blob->size - offset : 0;
    ssize_t got = 0;
    if (left >= size) {
        if (blob->bytes) {
            memcpy(to, blob->bytes + offset, size);
            return true;
        }
        got = read_at(blob, offset, to, size);
        if (got < 0)
            return tess_fail(error, TESS_IO, "%s: offset %" PRIu64 ": cannot read: %s", blob->name, offset,
                             strerror(errno));
        if ((size_t)got == size)
            return true;
        left = (uint64_t)got; /* the file has shrunk since it was opened */
    }
    return tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected %s (%zu byte%s), found the end of the data after %" PRIu64,
                     blob->name, offset, what, size, size == 1 ? "" : "s", left);
}

bool blob_checksum(const struct blob *blob, uint32_t *crc, blob_piece_fn *each, void *context, struct tess_error *error)
{
    unsigned char *piece = malloc(PIECE);
    if (!piece)
        return blob_out_of_memory(blob->name, error);
    bool good = true;
    for (uint64_t offset = 0; good && offset < blob->size; offset += PIECE) {
        size_t size = blob->size - offset < PIECE ? (size_t)(blob->size - offset) : PIECE;
        good = blob_read(blob, offset, size, piece, "data", error);
        if (!good)
            break;
        *crc = (uint32_t)crc32(*crc, piece, (uInt)size);
        good = !each || each(context, offset, piece, size, error);
    }
    free(piece);
    return good;
}
