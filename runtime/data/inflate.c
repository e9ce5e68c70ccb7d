/* Unpacking of blobs: gzip files (RFC 1952) as gunzip takes them, and the deflated members of archives (RFC 1951). */
#include "inflate.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

enum {
    PIECE = 1 << 16,
    EXPANSION_MAX = 1032, /* a deflated bit makes this many bits at most: 258 bytes of two bits */
    GZIP_MAGIC = 0x1f
};

struct inflater {
    const struct blob *from;
    uint64_t read;        /* packed bytes taken from the file */
    uint64_t most;        /* bytes that may come out */
    unsigned char *input; /* PIECE bytes */
    unsigned char *output;
    uint64_t room, size;
    z_stream stream;
};

/* Doubles the output, from little to what really comes out, and no further than to one byte more than may: what a
 * header claims is never allocated. */
static bool make_room(struct inflater *work, struct tess_error *error)
{
    if (work->size < work->room)
        return true;
    uint64_t room = work->room ? 2 * work->room : PIECE;
    if (room > work->most + 1)
        room = work->most + 1;
    unsigned char *output = room < SIZE_MAX ? realloc(work->output, (size_t)room) : NULL;
    if (!output)
        return blob_out_of_memory(work->from->name, error);
    work->output = output;
    work->room = room;
    return true;
}

/* Bytes straight from the file: blob_read would look into the head. */
static bool more_input(struct inflater *work, struct tess_error *error)
{
    const struct blob raw = {
        .name = work->from->name, .size = work->from->packed, .file = work->from->file, .start = work->from->start};
    uint64_t left = raw.size - work->read;
    size_t size = left < PIECE ? (size_t)left : PIECE;
    if (!blob_read(&raw, work->read, size, work->input, "packed data", error))
        return false;
    work->read += size;
    work->stream.next_in = work->input;
    work->stream.avail_in = (uInt)size;
    return true;
}

static bool all_read(const struct inflater *work)
{
    return work->stream.avail_in == 0 && work->read == work->from->packed;
}

/* Offset of the next packed byte that zlib has not used. */
static uint64_t packed_offset(const struct inflater *work)
{
    return work->read - work->stream.avail_in;
}

/* What stands behind a finished stream: nothing, or, in a gzip file, zeros to its end (what tapes and blocks are filled
 * up with) or another member. *ended: there is no more to come. */
static bool look_behind(struct inflater *work, bool *ended, struct tess_error *error)
{
    z_stream *stream = &work->stream;
    const bool gzip = work->from->packing == BLOB_GZIP;
    bool zeros = false;
    for (;;) {
        *ended = all_read(work);
        if (*ended)
            return true;
        if (stream->avail_in == 0 && !more_input(work, error))
            return false;
        if (!gzip || *stream->next_in != 0)
            break;
        zeros = true;
        stream->next_in++;
        stream->avail_in--;
    }
    if (gzip && !zeros && *stream->next_in == GZIP_MAGIC)
        return inflateReset(stream) == Z_OK || blob_out_of_memory(work->from->name, error);
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected the end of the packed data, found %02x",
                     work->from->name, packed_offset(work), *stream->next_in);
}

/* What zlib says of damage. */
static bool damaged(const struct inflater *work, int result, struct tess_error *error)
{
    const char *name = work->from->name;
    if (result == Z_MEM_ERROR)
        return blob_out_of_memory(name, error);
    if (result == Z_BUF_ERROR)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected more packed data, found the end of the file", name,
                         packed_offset(work));
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s data, found damage (%s)", name,
                     packed_offset(work), work->from->packing == BLOB_GZIP ? "gzip" : "deflated",
                     work->stream.msg ? work->stream.msg : "bad stream");
}

/* Unpacks to the end, or until there is a byte more than may be. */
static bool inflate_all(struct inflater *work, struct tess_error *error)
{
    z_stream *stream = &work->stream;
    for (bool ended = false; !ended && work->size <= work->most;) {
        if (stream->avail_in == 0 && work->read < work->from->packed && !more_input(work, error))
            return false;
        if (!make_room(work, error))
            return false;
        uint64_t room = work->room - work->size;
        stream->next_out = work->output + work->size;
        stream->avail_out = room > UINT_MAX ? UINT_MAX : (uInt)room;
        int result = inflate(stream, Z_NO_FLUSH);
        work->size = (uint64_t)(stream->next_out - work->output);
        if (result == Z_STREAM_END) {
            if (!look_behind(work, &ended, error))
                return false;
        } else if (result != Z_OK && (result != Z_BUF_ERROR || all_read(work))) {
            return damaged(work, result, error);
        }
    }
    return true;
}

/* At most `most` + 1 bytes of what the blob's file holds; NULL with *error on failure. */
static unsigned char *unpacked(const struct blob *blob, uint64_t most, uint64_t *size, struct tess_error *error)
{
    struct inflater work = {.from = blob, .most = most};
    work.input = malloc(PIECE);
    bool good = work.input && inflateInit2(&work.stream, blob->packing == BLOB_GZIP ? 15 + 16 : -15) == Z_OK;
    if (!good) {
        blob_out_of_memory(blob->name, error);
    } else {
        good = inflate_all(&work, error);
        inflateEnd(&work.stream);
    }
    free(work.input);
    if (!good) {
        free(work.output);
        return NULL;
    }
    unsigned char *fitted = realloc(work.output, work.size ? (size_t)work.size : 1);
    *size = work.size;
    return fitted ? fitted : work.output;
}

bool blob_unpack_head(struct blob *blob, struct tess_error *error)
{
    uint64_t size;
    unsigned char *head = unpacked(blob, BLOB_HEAD - 1, &size, error);
    if (!head)
        return false;
    blob->bytes = head;
    blob->size = size;
    return true;
}

bool blob_can_hold(const struct blob *blob, uint64_t size, struct tess_error *error)
{
    if (blob->packing == BLOB_PLAIN)
        return true;
    if (size > BLOB_UNPACKED_MAX)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset 0: expected at most %" PRIu64
                         " bytes of packed data, which are kept in memory, found %" PRIu64
                         " in the header; unpacked files of any size are read",
                         blob->name, BLOB_UNPACKED_MAX, size);
    return size / EXPANSION_MAX <= blob->packed ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset 0: expected %" PRIu64 " bytes, as the header says, which %" PRIu64
                     " packed ones cannot hold",
                     blob->name, size, blob->packed);
}

/* What the archive says of a member. */
static bool check_member(const struct blob *blob, struct tess_error *error)
{
    uint32_t crc = 0;
    if (blob->size != blob->stated)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected %" PRIu64 " bytes, found %" PRIu64, blob->name,
                         blob->stated, blob->size);
    if (!blob_checksum(blob, &crc, NULL, NULL, error))
        return false;
    return crc == blob->crc ||
           tess_fail(error, TESS_BAD_DATA, "%s: expected the checksum %08" PRIx32 ", found %08" PRIx32, blob->name,
                     blob->crc, crc);
}

bool blob_unpack(struct blob *blob, uint64_t most, struct tess_error *error)
{
    if (blob->packing != BLOB_PLAIN) {
        uint64_t size;
        unsigned char *bytes = unpacked(blob, most, &size, error);
        if (!bytes)
            return false;
        blob_replace(blob, bytes, size);
        if (size > most)
            return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %" PRIu64 " bytes when unpacked, found more",
                             blob->name, most);
    }
    return !blob->is_member || check_member(blob, error);
}
