/* DAT of Prophesee (https://docs.prophesee.ai/stable/data/file_formats/dat.html): lines that start with '%', a byte
 * for the type of the events and one for their size, then events, all numbers little-endian: microseconds in 32 bits,
 * then 14 bits of column (lowest), 14 of row and the polarity. N-CARS comes so. */
#include <inttypes.h>

#include "event_format.h"

enum { EVENT_2D = 0x00, EVENT_CD = 0x0c, EVENT_SIZE = 8, LINE = 256 };

static bool read_types(struct recording *recording, uint64_t offset, struct tess_error *error)
{
    unsigned char types[2];
    if (!blob_read(&recording->blob, offset, sizeof types, types, "type and size of the events", error))
        return false;
    if ((types[0] != EVENT_2D && types[0] != EVENT_CD) || types[1] != EVENT_SIZE)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected events of type 0 or 12 and of 8 bytes, found type %d, "
                         "%d bytes",
                         recording->blob.name, offset, types[0], types[1]);
    recording->start = offset + sizeof types;
    return true;
}

static bool dat_open(struct recording *recording, struct tess_error *error)
{
    char line[LINE];
    int width = -1, height = -1;
    for (uint64_t offset = 0;;) {
        unsigned char first;
        uint64_t at = offset;
        if (!blob_read(&recording->blob, offset, 1, &first, "type and size of the events", error))
            return false;
        if (first != '%')
            break;
        if (!header_line(recording, &offset, line, sizeof line))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a header line, found the end",
                             recording->blob.name, at);
        int number = header_number(line, "% Width ");
        width = number > 0 ? number : width;
        number = header_number(line, "% Height ");
        height = number > 0 ? number : height;
        recording->start = offset;
    }
    if (width > 0 && height > 0) {
        recording->width = width;
        recording->height = height;
    }
    return read_types(recording, recording->start, error);
}

static bool dat_next(struct event_reader *reader, struct tess_error *error)
{
    size_t count;
    uint64_t offset = reader->place.offset;
    if (!reader_raw(reader, EVENT_SIZE, reader->recording->end, &count, error))
        return false;
    for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
        const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
        uint32_t word = little32(raw + 4);
        struct event event = {.time = place_extend(&reader->place, little32(raw)),
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
