/* AEDAT 2.0 of jAER (https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-2.0.html): comment
 * lines, then an address and a time stamp of microseconds an event, 32 bits each, the high byte first. What an address
 * means is the chip's matter:
 *
 *     DVS128    sync pulse 1 bit (15), row 7 (14..8), column 7 (7..1), OFF 1 (0)
 *     DAVIS     no event 1 bit (31), row 9 (30..22), column 10 (21..12), ON 1 (11), external event 1 (10)
 *
 * The header names it. CIFAR10-DVS comes from a DVS128. Columns count from the right in the file and from the left
 * here; rows of a DAVIS from the bottom in the file and from the top here. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"

enum { SIDE = 128, EVENT_SIZE = 8, LINE = 256 };

/* Bits of a DVS128's address. */
enum { OFF_BIT = 0x1, X_BITS = 0xfe, Y_BITS = 0x7f00, SPECIAL_BIT = 0x8000, ADDRESS_MAX = 0xffff };

/* Of a DAVIS's: frames and motion sensors have the highest bit. */
#define DAVIS_OTHER    0x80000000u
#define DAVIS_EXTERNAL 0x400u
enum { DAVIS_X_MAX = 1 << 10, DAVIS_Y_MAX = 1 << 9 };

static const struct {
    const char *name; /* in capitals; part of the chip's or the interface's */
    int width, height;
    bool davis;
} chips[] = {
    {"DVS128", SIDE, SIDE, false}, {"DAVIS128", 128, 128, true}, {"DAVIS240", 240, 180, true},
    {"DAVIS346", 346, 260, true},  {"DAVIS640", 640, 480, true},
};

enum { CHIPS = sizeof chips / sizeof chips[0] };

/* The chip that a header line names, "Davis346blue" as well as "DAVIS346B"; -1: none that is known. */
static int find_chip(const char *text)
{
    char capitals[LINE];
    size_t length = 0;
    for (; text[length] && length + 1 < sizeof capitals; length++)
        capitals[length] = (char)toupper((unsigned char)text[length]);
    capitals[length] = '\0';
    for (int i = 0; i < CHIPS; i++)
        if (strstr(capitals, chips[i].name))
            return i;
    return -1;
}

/* What the header says of the camera. */
struct camera {
    char chip[LINE]; /* of the line "# AEChip: "; "": there is none */
    int found;       /* index in chips; -1: none that is known */
    uint64_t at;     /* offset of the line */
};

static void take_line(struct camera *camera, const char *line, uint64_t at)
{
    static const char chip[] = "# AEChip: ", interface[] = "# HardwareInterface: ";
    if (strncmp(line, chip, sizeof chip - 1) == 0) {
        snprintf(camera->chip, sizeof camera->chip, "%s", line + sizeof chip - 1);
        camera->found = find_chip(camera->chip);
        camera->at = at;
    } else if (!camera->chip[0] && strncmp(line, interface, sizeof interface - 1) == 0) {
        camera->found = find_chip(line + sizeof interface - 1);
        camera->at = at;
    }
}

/* The addresses' layout: by the chip, else by the size that the model tells, else a DVS128's. */
static bool set_layout(struct recording *recording, const struct camera *camera, struct tess_error *error)
{
    if (camera->found >= 0) {
        recording->davis = chips[camera->found].davis;
        return recording_sensor(recording, chips[camera->found].width, chips[camera->found].height, camera->at, error);
    }
    if (camera->chip[0] && !recording->sensor_told)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected a recording of a DVS128 or a DAVIS128, 240, 346 or 640, "
                         "found %s ('sensor WxH' takes it for a DAVIS of that size)",
                         recording->blob.name, camera->at, camera->chip);
    recording_assume_sensor(recording, SIDE, SIDE);
    recording->davis = camera->chip[0] || recording->width != SIDE || recording->height != SIDE;
    return (recording->width <= DAVIS_X_MAX && recording->height <= DAVIS_Y_MAX) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset 0: expected a sensor of at most %d x %d pixels, as addresses of AEDAT 2.0 have room "
                     "for, 'sensor' says %d x %d",
                     recording->blob.name, DAVIS_X_MAX, DAVIS_Y_MAX, recording->width, recording->height);
}

/* Whether what begins at `offset` is a line of the header: it starts with '#', and the bytes that would be an event's
 * are text. An event of rows 140 to 143 of a DAVIS starts so as well, but the time stamp of one that is among the
 * first has a byte that no text has. */
static bool is_header(const struct recording *recording, uint64_t offset, bool *header, struct tess_error *error)
{
    unsigned char byte[EVENT_SIZE];
    uint64_t left = recording->end - offset;
    size_t size = left < sizeof byte ? (size_t)left : sizeof byte;
    if (!blob_read(&recording->blob, offset, size, byte, "a header", error))
        return false;
    *header = byte[0] == '#';
    for (size_t i = 1; *header && i < size && byte[i] != '\n'; i++)
        *header = byte[i] >= ' ' || byte[i] == '\t' || byte[i] == '\r';
    return true;
}

static bool aedat2_open(struct recording *recording, struct tess_error *error)
{
    static const char last[] = "#End Of ASCII Header";
    struct camera camera = {.found = -1};
    char line[LINE] = "";
    for (uint64_t offset = 0; offset < recording->end && strcmp(line, last) != 0;) {
        bool header;
        if (!is_header(recording, offset, &header, error))
            return false;
        if (!header)
            break;
        uint64_t at = offset;
        if (!header_line(recording, &offset, line, sizeof line))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a header line, found the end",
                             recording->blob.name, at);
        take_line(&camera, line, at);
        recording->start = offset;
    }
    return set_layout(recording, &camera, error);
}

static bool take_dvs128(struct event_reader *reader, uint32_t address, int64_t time, uint64_t offset,
                        struct tess_error *error)
{
    if (address > ADDRESS_MAX)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an address of 0 to 0xffff, found 0x%" PRIx32
                         " (a DAVIS needs its line '# AEChip:' or 'sensor WxH')",
                         reader->recording->blob.name, offset, address);
    struct event event = {.time = time,
                          .x = (uint16_t)(SIDE - 1 - ((address & X_BITS) >> 1)),
                          .y = (uint16_t)((address & Y_BITS) >> 8),
                          .polarity = !(address & OFF_BIT)};
    return (address & SPECIAL_BIT) || reader_put(reader, event, offset, error); /* special: a sync pulse */
}

static bool take_davis(struct event_reader *reader, uint32_t address, int64_t time, uint64_t offset,
                       struct tess_error *error)
{
    const struct recording *recording = reader->recording;
    int x = (int)(address >> 12 & 0x3ff), y = (int)(address >> 22 & 0x1ff);
    if (address & (DAVIS_OTHER | DAVIS_EXTERNAL))
        return true;
    if (x >= recording->width || y >= recording->height)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an event on a sensor of %d x %d pixels, found column %d "
                         "from the right, row %d from the bottom",
                         recording->blob.name, offset, recording->width, recording->height, x, y);
    struct event event = {.time = time,
                          .x = (uint16_t)(recording->width - 1 - x),
                          .y = (uint16_t)(recording->height - 1 - y),
                          .polarity = address >> 11 & 1};
    return reader_put(reader, event, offset, error);
}

static bool aedat2_next(struct event_reader *reader, struct tess_error *error)
{
    size_t count;
    do {
        uint64_t offset = reader->place.offset;
        if (!reader_raw(reader, EVENT_SIZE, EVENT_BATCH, reader->recording->end, &count, error))
            return false;
        for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
            const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
            int64_t time = place_extend(&reader->place, big32(raw + 4), 32);
            if (!(reader->recording->davis ? take_davis : take_dvs128)(reader, big32(raw), time, offset, error))
                return false;
        }
        reader->place.offset = offset;
    } while (reader->count == 0 && count > 0);
    return true;
}

const struct event_format aedat2_format = {
    .name = "AEDAT 2.0",
    .magic = "#!AER-DAT2.0",
    .suffix = ".aedat",
    .open = aedat2_open,
    .next = aedat2_next,
};
