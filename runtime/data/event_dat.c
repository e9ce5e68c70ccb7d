/* DAT of Prophesee (https://docs.prophesee.ai/stable/data/file_formats/dat.html): lines that start with '%', a byte
 * for the type of the events and one for their size, then events, all numbers little-endian: microseconds in 32 bits,
 * then 14 bits of column (lowest), 14 of row and the polarity. N-CARS comes so. */
#include <inttypes.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"
#include "prophesee.h"

enum { EVENT_2D = 0x00, EVENT_CD = 0x0c, EVENT_SIZE = 8 };

static bool read_types(struct recording *recording, uint64_t offset, struct tess_error *error)
{
    unsigned char types[2];
    if (!blob_read(&recording->blob, offset, sizeof types, types, "type and size of the events", error))
        return false;
    if ((types[0] != EVENT_2D && types[0] != EVENT_CD) || types[1] != EVENT_SIZE)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected events of type 0 or 12 and of 8 bytes (DAT), as no header "
                         "line '%% format' or '%% evt' says that this is a RAW file, found type %d, %d bytes",
                         recording->blob.name, offset, types[0], types[1]);
    recording->start = offset + sizeof types;
    return true;
}

/* A RAW file whose encoding is known is taken by event_evt.c. */
static bool dat_open(struct recording *recording, struct tess_error *error)
{
    struct prophesee_header header;
    if (!prophesee_read(recording, &header, error))
        return false;
    if (header.encoding[0])
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected events of format EVT2, EVT21 or EVT3, found %s",
                         recording->blob.name, header.encoding_at, header.encoding);
    if (header.width > 0 && header.height > 0 &&
        !recording_sensor(recording, header.width, header.height, header.width_at, error))
        return false;
    return read_types(recording, header.end, error);
}

static bool dat_next(struct event_reader *reader, struct tess_error *error)
{
    size_t count;
    uint64_t offset = reader->place.offset;
    if (!reader_raw(reader, EVENT_SIZE, EVENT_BATCH, reader->recording->end, &count, error))
        return false;
    for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
        const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
        uint32_t word = little32(raw + 4);
        struct event event = {.time = place_extend(&reader->place, little32(raw), 32),
                              .x = word & 0x3fff,
                              .y = word >> 14 & 0x3fff,
                              .polarity = word >> 28 & 1};
        if (!reader_put(reader, event, offset, error))
            return false;
    }
    reader->place.offset = offset;
    return true;
}

const struct event_format dat_format = {
    .name = "Prophesee DAT",
    .magic = "% ",
    .suffix = ".dat",
    .open = dat_open,
    .next = dat_next,
};
