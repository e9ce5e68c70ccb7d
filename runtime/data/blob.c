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

char *blob_path(const char *folder, const char *name)
{
    const size_t length = strlen(folder), size = length + strlen(name) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
    return path;
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
    blob->name = good ? strdup(path) : NULL;
    if (!blob->name) {
        close(blob->file);
        return good && blob_out_of_memory(path, error);
    }
    blob->size = blob->packed = (uint64_t)status.st_size;
    return true;
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
