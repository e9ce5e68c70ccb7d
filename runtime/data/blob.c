#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

enum { PIECE = 1 << 16 };

/* A .gz file does not say how much it holds; beyond this it is taken for damaged. */
#define INFLATED_LIMIT ((uint64_t)1 << 33)

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
    *blob = (struct blob){.file = -1};
    /* O_NONBLOCK: opening a pipe must not wait for a writer */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        if (missing && absent) {
            *missing = true;
            return false;
        }
        return tess_fail(error, absent ? TESS_BAD_DATA : TESS_IO, "%s: cannot open: %s", path, strerror(errno));
    }
    struct stat status;
    if (fstat(file, &status) != 0) {
        tess_fail(error, TESS_IO, "%s: cannot read: %s", path, strerror(errno));
        close(file);
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        close(file);
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a file", path);
    }
    blob->name = joined(path, "", "");
    if (!blob->name) {
        close(file);
        return blob_out_of_memory(path, error);
    }
    blob->file = file;
    blob->size = (uint64_t)status.st_size;
    return true;
}

bool blob_open(struct blob *blob, const char *path, struct tess_error *error)
{
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".gz") == 0)
        return blob_open_file(blob, path, NULL, error) && blob_inflate(blob, INFLATE_GZIP, INFLATED_LIMIT, error);
    bool missing = false;
    if (blob_open_file(blob, path, &missing, error))
        return true;
    if (!missing)
        return false;
    char *packed = joined(path, ".gz", "");
    if (!packed)
        return blob_out_of_memory(path, error);
    bool packed_missing = false;
    bool good =
        blob_open_file(blob, packed, &packed_missing, error) && blob_inflate(blob, INFLATE_GZIP, INFLATED_LIMIT, error);
    if (packed_missing)
        tess_fail(error, TESS_BAD_DATA, "%s: no such file (nor with .gz added)", path);
    free(packed);
    return good;
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

/* ---- Inflating ---- */

struct inflater {
    const struct blob *from;
    uint64_t read; /* packed bytes taken from the file */
    uint64_t limit;
    unsigned char *input; /* PIECE bytes */
    unsigned char *output;
    size_t room, size;
    z_stream stream;
};

/* Doubles the output, from nothing to what really comes out: what a header claims is never allocated. */
static bool make_room(struct inflater *work, struct tess_error *error)
{
    if (work->size < work->room)
        return true;
    if (work->size > work->limit)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %" PRIu64 " bytes when unpacked, found more",
                         work->from->name, work->limit);
    size_t room = work->room ? 2 * work->room : PIECE;
    unsigned char *output = realloc(work->output, room);
    if (!output)
        return blob_out_of_memory(work->from->name, error);
    work->output = output;
    work->room = room;
    return true;
}

static bool more_input(struct inflater *work, struct tess_error *error)
{
    uint64_t left = work->from->size - work->read;
    size_t size = left < PIECE ? (size_t)left : PIECE;
    if (!blob_read(work->from, work->read, size, work->input, "packed data", error))
        return false;
    work->read += size;
    work->stream.next_in = work->input;
    work->stream.avail_in = (uInt)size;
    return true;
}

/* Offset of the next packed byte that zlib has not used. */
static uint64_t packed_offset(const struct inflater *work)
{
    return work->read - work->stream.avail_in;
}

/* Runs the open stream to its end; a gzip file may be several, one after the other. */
static bool inflate_all(struct inflater *work, enum inflate_format format, struct tess_error *error)
{
    const char *name = work->from->name;
    z_stream *stream = &work->stream;
    for (;;) {
        if (stream->avail_in == 0 && work->read < work->from->size && !more_input(work, error))
            return false;
        if (!make_room(work, error))
            return false;
        size_t room = work->room - work->size;
        stream->next_out = work->output + work->size;
        stream->avail_out = room > UINT_MAX ? UINT_MAX : (uInt)room;
        int result = inflate(stream, Z_NO_FLUSH);
        work->size = (size_t)(stream->next_out - work->output);
        bool finished = stream->avail_in == 0 && work->read == work->from->size;
        if (result == Z_STREAM_END) {
            if (finished)
                return true;
            if (format == INFLATE_RAW)
                return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected the end of the packed data",
                                 name, packed_offset(work));
            if (inflateReset(stream) != Z_OK)
                return blob_out_of_memory(name, error);
        } else if (result == Z_MEM_ERROR) {
            return blob_out_of_memory(name, error);
        } else if (result == Z_BUF_ERROR && finished) {
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64 ": expected more packed data, found the end of the file", name,
                             packed_offset(work));
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s data, found damage (%s)", name,
                             packed_offset(work), format == INFLATE_GZIP ? "gzip" : "deflated",
                             stream->msg ? stream->msg : "bad stream");
        }
    }
}

bool blob_inflate(struct blob *blob, enum inflate_format format, uint64_t limit, struct tess_error *error)
{
    struct inflater work = {.from = blob, .limit = limit};
    work.input = malloc(PIECE);
    bool good = work.input && inflateInit2(&work.stream, format == INFLATE_GZIP ? 15 + 16 : -15) == Z_OK;
    if (!good) {
        blob_out_of_memory(blob->name, error);
    } else {
        good = inflate_all(&work, format, error);
        inflateEnd(&work.stream);
    }
    free(work.input);
    if (good && work.size > limit)
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected at most %" PRIu64 " bytes when unpacked, found %zu",
                         blob->name, limit, work.size);
    if (!good) {
        free(work.output);
        blob_close(blob);
        return false;
    }
    unsigned char *fitted = realloc(work.output, work.size ? work.size : 1);
    close(blob->file);
    blob->file = -1;
    blob->start = 0;
    blob->bytes = fitted ? fitted : work.output;
    blob->size = work.size;
    return true;
}
