#include "event_lz4.h"

#include <inttypes.h>

#ifdef HAVE_LZ4

#include <lz4frame.h>

#include "event_decode.h"

enum { PIECE = 1 << 14, FIRST_ROOM = 1 << 16 };

const bool lz4_available = true;

/* Doubles the room for what comes out: what a header claims is never allocated. */
static bool more_room(struct event_reader *reader, uint64_t offset, struct tess_error *error)
{
    if (reader->size < reader->room)
        return true;
    if (reader->room >= PACKET_MAX)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected a packet of at most %d bytes when unpacked, found more",
                         reader->recording->blob.name, offset, PACKET_MAX);
    return reader_make_room(reader, reader->room ? 2 * reader->room : FIRST_ROOM, error);
}

static bool unpack(LZ4F_dctx *context, struct event_reader *reader, uint64_t offset, uint64_t size,
                   struct tess_error *error)
{
    const struct blob *blob = &reader->recording->blob;
    unsigned char piece[PIECE];
    size_t hint = 1;
    uint64_t start = offset;
    for (uint64_t end = offset + size; hint != 0;) {
        size_t taken = end - offset < PIECE ? (size_t)(end - offset) : PIECE;
        if (!more_room(reader, start, error) || !blob_read(blob, offset, taken, piece, "packed events", error))
            return false;
        size_t made = reader->room - reader->size;
        hint = LZ4F_decompress(context, reader->bytes + reader->size, &made, piece, &taken, NULL);
        if (LZ4F_isError(hint))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected LZ4 data, found damage (%s)",
                             blob->name, offset, LZ4F_getErrorName(hint));
        reader->size += made;
        offset += taken;
        if (hint != 0 && made == 0 && taken == 0)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected more LZ4 data in the packet",
                             blob->name, offset);
    }
    return true;
}

bool lz4_unpack(struct event_reader *reader, uint64_t offset, uint64_t size, struct tess_error *error)
{
    LZ4F_dctx *context;
    reader->size = 0;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
        return blob_out_of_memory(reader->recording->blob.name, error);
    bool good = unpack(context, reader, offset, size, error);
    LZ4F_freeDecompressionContext(context);
    return good;
}

#else

const bool lz4_available = false;

bool lz4_unpack(struct event_reader *reader, uint64_t offset, uint64_t size, struct tess_error *error)
{
    (void)size;
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": this build has no LZ4; configure --with-lz4",
                     reader->recording->blob.name, offset);
}

#endif
