/* AEDAT 3.1 (https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-3.1.html), as DVS Gesture
 * comes: a header of text lines, then packets, all numbers little-endian. A packet starts with
 *
 *     type 16 bits, stored 16, event size 32, place of the time stamp 32, overflow 32, capacity 32, number 32, valid 32
 *
 * and holds `capacity` events, of which the first `number` are used. A polarity event (type 1) is a word of data,
 *
 *     valid 1 bit (lowest), polarity 1, row 15, column 15
 *
 * and a time stamp of microseconds in 31 bits, above which go those of `overflow`. Packets of other types, and events
 * that are not valid, are skipped. */
#include <inttypes.h>
#include <string.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"

enum { PACKET_HEADER = 28, POLARITY = 1, EVENT_SIZE = 8, LINE = 256 };

static const struct {
    const char *name;
    int width, height;
} sensors[] = {{"DVS128", 128, 128}, {"DAVIS240", 240, 180}, {"DAVIS346", 346, 260}};

static bool aedat3_open(struct recording *recording, struct tess_error *error)
{
    char line[LINE];
    uint64_t offset = 0, at = 0;
    for (; header_line(recording, &offset, line, sizeof line) && line[0] == '#'; at = offset) {
        if (strcmp(line, "#!END-HEADER") == 0) {
            recording->start = offset;
            return true;
        }
        if (strncmp(line, "#Format: ", 9) == 0 && strcmp(line + 9, "RAW") != 0)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected format RAW, found %s",
                             recording->blob.name, at, line + 9);
        for (size_t i = 0; i < sizeof sensors / sizeof sensors[0]; i++)
            if (strncmp(line, "#Source ", 8) == 0 && strstr(line, sensors[i].name) &&
                !recording_sensor(recording, sensors[i].width, sensors[i].height, at, error))
                return false;
    }
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected header lines up to #!END-HEADER",
                     recording->blob.name, at);
}

static bool bad_packet(const struct event_reader *reader, const char *what, uint32_t found, struct tess_error *error)
{
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a packet with %s, found %" PRIu32,
                     reader->recording->blob.name, reader->place.offset, what, found);
}

/* Reads a packet's header and moves to its first event; left stays 0 where it holds no polarity events. */
static bool open_packet(struct event_reader *reader, struct tess_error *error)
{
    struct event_place *place = &reader->place;
    unsigned char raw[PACKET_HEADER];
    if (!blob_read(&reader->recording->blob, place->offset, sizeof raw, raw, "a packet's header", error))
        return false;
    uint32_t type = little32(raw) & 0xffff, size = little32(raw + 4), overflow = little32(raw + 12);
    uint32_t capacity = little32(raw + 16), number = little32(raw + 20);
    uint64_t first = place->offset + PACKET_HEADER, bytes = (uint64_t)capacity * size;
    if (type == POLARITY && size != EVENT_SIZE)
        return bad_packet(reader, "events of 8 bytes", size, error);
    if (number > capacity)
        return bad_packet(reader, "no more events than it has room for", number, error);
    if (bytes > reader->recording->end - first)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected a packet of %" PRIu64 " bytes, found %" PRIu64,
                         reader->recording->blob.name, first, bytes, reader->recording->end - first);
    if (overflow > INT32_MAX)
        return bad_packet(reader, "an overflow below 2147483648", overflow, error);
    place->offset = first;
    place->packet_end = first + bytes;
    place->left = type == POLARITY ? number : 0;
    place->base = (int64_t)overflow << 31;
    return true;
}

static bool aedat3_next(struct event_reader *reader, struct tess_error *error)
{
    struct event_place *place = &reader->place;
    while (reader->count == 0) {
        while (place->left == 0) {
            place->offset = place->packet_end;
            if (place->offset >= reader->recording->end)
                return true;
            if (!open_packet(reader, error))
                return false;
        }
        size_t count;
        uint64_t offset = place->offset;
        if (!reader_raw(reader, EVENT_SIZE, EVENT_BATCH, offset + place->left * EVENT_SIZE, &count, error))
            return false;
        for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
            const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
            uint32_t data = little32(raw);
            struct event event = {.time = place->base + little32(raw + 4),
                                  .x = (uint16_t)(data >> 17),
                                  .y = (uint16_t)(data >> 2 & 0x7fff),
                                  .polarity = data >> 1 & 1};
            if ((data & 1) && !reader_put(reader, event, offset, error))
                return false;
        }
        place->offset = offset;
        place->left -= count;
    }
    return true;
}

const struct event_format aedat3_format = {
    .name = "AEDAT 3.1",
    .magic = "#!AER-DAT3.1",
    .suffix = ".aedat",
    .open = aedat3_open,
    .next = aedat3_next,
};
