/* AEDAT 4 (https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-4.0.html): a line, a
 * FlatBuffer that describes the file, packets, and a table of them at the end. The description holds how packets are
 * compressed, where the table is (-1: there is none) and, as XML, which streams there are. A packet is the number of
 * its stream and its size, 32 bits each, and a FlatBuffer, preceded by its own size: for events
 *
 *     table EventPacket { elements: [Event]; }
 *     struct Event { timestamp: long; x: short; y: short; on: bool; }    16 bytes
 *
 * Only the first stream of events is read. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"
#include "event_lz4.h"
#include "flat.h"

enum { MAGIC = 14, SIZE_PREFIX = 4, PACKET_HEADER = 8, EVENT_SIZE = 16, DESCRIPTION_MAX = 1 << 22 };
enum { FIELD_COMPRESSION, FIELD_TABLE, FIELD_XML };
enum compression { NOT_COMPRESSED, LZ4, LZ4_HIGH };

static bool damaged(const struct recording *recording, uint64_t offset, const char *what, struct tess_error *error)
{
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s", recording->blob.name, offset, what);
}

/* ---- Description ---- */

/* The number behind `key`, from `text` on and before `end`; -1: there is none. */
static int number_after(const char *text, const char *key, const char *end)
{
    const char *at = strstr(text, key);
    if (!at || (end && at >= end))
        return -1;
    long number = strtol(at + strlen(key), NULL, 10);
    return number < 0 || number > UINT16_MAX ? -1 : (int)number;
}

/* Finds the first stream of events in the description and the size of its sensor. */
static bool read_streams(struct recording *recording, const char *xml, struct tess_error *error)
{
    static const char type[] = "key=\"typeIdentifier\" type=\"string\">", node[] = "/outInfo/";
    const char *events = strstr(xml, "key=\"typeIdentifier\" type=\"string\">EVTS<"), *path = NULL;
    for (const char *at = xml; events && (at = strstr(at, node)) && at < events; at++)
        path = at[sizeof node - 1] >= '0' && at[sizeof node - 1] <= '9' ? at : path;
    if (!path)
        return damaged(recording, MAGIC, "a file with a stream of events (EVTS)", error);
    const char *next = strstr(events + sizeof type, type);
    int width = number_after(events, "key=\"sizeX\" type=\"int\">", next);
    int height = number_after(events, "key=\"sizeY\" type=\"int\">", next);
    recording->stream = number_after(path, node, NULL);
    return width <= 0 || height <= 0 || recording_sensor(recording, width, height, MAGIC, error);
}

/* Reads the description's fields; the XML in it is not ended by a NUL, so `flat` has room for one behind it. */
static bool read_description(struct recording *recording, struct flat *flat, unsigned char *bytes,
                             struct tess_error *error)
{
    size_t table, compression, position, xml, first;
    uint32_t count;
    if (!flat_root(flat, &table) || !flat_field(flat, table, FIELD_COMPRESSION, 4, &compression) ||
        !flat_field(flat, table, FIELD_TABLE, 8, &position) || !flat_field(flat, table, FIELD_XML, 4, &xml) || !xml ||
        !flat_vector(flat, xml, 1, &first, &count))
        return damaged(recording, MAGIC, "a description of the file (IOHE)", error);
    recording->compression = compression ? (int)little32(bytes + compression) : NOT_COMPRESSED;
    if (recording->compression < NOT_COMPRESSED || recording->compression > LZ4_HIGH)
        return damaged(recording, MAGIC, "packets that are not compressed, or by LZ4", error);
    if (recording->compression != NOT_COMPRESSED && !lz4_available)
        return damaged(recording, MAGIC,
                       "packets that are not compressed: this build has no LZ4 (configure --with-lz4)", error);
    int64_t end = position ? (int64_t)little64(bytes + position) : -1;
    if (end >= 0 && ((uint64_t)end < recording->start || (uint64_t)end > recording->end))
        return damaged(recording, MAGIC, "the position of the table of packets within the file", error);
    recording->end = end >= 0 ? (uint64_t)end : recording->end;
    bytes[first + count] = '\0';
    return read_streams(recording, (const char *)bytes + first, error);
}

static bool aedat4_open(struct recording *recording, struct tess_error *error)
{
    unsigned char prefix[SIZE_PREFIX];
    if (!blob_read(&recording->blob, MAGIC, sizeof prefix, prefix, "a description's size", error))
        return false;
    struct flat flat = {.size = little32(prefix)};
    if (flat.size > DESCRIPTION_MAX)
        return damaged(recording, MAGIC, "a description of at most 4194304 bytes", error);
    unsigned char *bytes = malloc(flat.size + 1);
    if (!bytes)
        return blob_out_of_memory(recording->blob.name, error);
    flat.bytes = bytes;
    recording->start = MAGIC + SIZE_PREFIX + flat.size;
    bool good = blob_read(&recording->blob, MAGIC + SIZE_PREFIX, flat.size, bytes, "a description", error) &&
                read_description(recording, &flat, bytes, error);
    free(bytes);
    return good;
}

/* ---- Packets ---- */

/* Unpacks the packet at place.offset into reader->bytes unless it is there already. */
static bool load_packet(struct event_reader *reader, struct tess_error *error)
{
    const struct recording *recording = reader->recording;
    uint64_t first = reader->place.offset + PACKET_HEADER, size = reader->place.packet_end - first;
    if (reader->size > 0 && reader->unpacked == reader->place.offset)
        return true;
    reader->size = 0;
    if (recording->compression != NOT_COMPRESSED) {
        if (!lz4_unpack(reader, first, size, error))
            return false;
    } else {
        if (size > PACKET_MAX)
            return damaged(recording, reader->place.offset, "a packet of at most 16777216 bytes", error);
        if (!reader_make_room(reader, (size_t)size + 1, error) ||
            !blob_read(&recording->blob, first, (size_t)size, reader->bytes, "a packet", error))
            return false;
        reader->size = (size_t)size;
    }
    reader->unpacked = reader->place.offset;
    return true;
}

/* Finds the events of the packet in reader->bytes. */
static bool find_events(const struct event_reader *reader, size_t *first, uint32_t *count, struct tess_error *error)
{
    size_t table, position;
    struct flat flat = {reader->bytes + SIZE_PREFIX, reader->size - SIZE_PREFIX};
    bool good = reader->size > SIZE_PREFIX && flat_root(&flat, &table) && flat_field(&flat, table, 0, 4, &position);
    *count = 0;
    *first = 0;
    if (good && position)
        good = flat_vector(&flat, position, EVENT_SIZE, first, count);
    *first += SIZE_PREFIX;
    return good || damaged(reader->recording, reader->place.offset, "a packet of events", error);
}

/* Goes to the next packet of events; *done is set where there is none. */
static bool next_packet(struct event_reader *reader, bool *done, struct tess_error *error)
{
    const struct recording *recording = reader->recording;
    struct event_place *place = &reader->place;
    size_t first;
    uint32_t count;
    for (;;) {
        unsigned char header[PACKET_HEADER];
        place->offset = place->packet_end;
        *done = place->offset >= recording->end;
        if (*done)
            return true;
        if (!blob_read(&recording->blob, place->offset, sizeof header, header, "a packet's header", error))
            return false;
        uint64_t size = little32(header + 4), left = recording->end - place->offset;
        if (left < PACKET_HEADER || size > left - PACKET_HEADER)
            return damaged(recording, place->offset, "a packet that ends where the packets do", error);
        place->packet_end = place->offset + PACKET_HEADER + size;
        if ((int)little32(header) == recording->stream)
            break;
    }
    if (!load_packet(reader, error) || !find_events(reader, &first, &count, error))
        return false;
    place->left = count;
    return true;
}

static bool aedat4_next(struct event_reader *reader, struct tess_error *error)
{
    struct event_place *place = &reader->place;
    size_t first;
    uint32_t count;
    for (bool done = false; place->left == 0;) {
        if (!next_packet(reader, &done, error))
            return false;
        reader->before = *place;
        if (done)
            return true;
    }
    if (!load_packet(reader, error) || !find_events(reader, &first, &count, error))
        return false;
    if (place->left > count)
        return damaged(reader->recording, place->offset, "a packet with as many events as before", error);
    size_t batch = place->left < EVENT_BATCH ? (size_t)place->left : EVENT_BATCH;
    const unsigned char *raw = reader->bytes + first + (count - place->left) * EVENT_SIZE;
    for (size_t i = 0; i < batch; i++, raw += EVENT_SIZE) {
        struct event event = {.time = (int64_t)little64(raw),
                              .x = (uint16_t)(little32(raw + 8) & 0xffff),
                              .y = (uint16_t)(little32(raw + 8) >> 16),
                              .polarity = raw[12] != 0};
        if (!reader_put(reader, event, place->offset, error))
            return false;
    }
    place->left -= batch;
    return true;
}

const struct event_format aedat4_format = {
    .name = "AEDAT 4",
    .magic = "#!AER-DAT4.0\r\n",
    .suffix = ".aedat4",
    .open = aedat4_open,
    .next = aedat4_next,
};
