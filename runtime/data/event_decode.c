#include "event_decode.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "timeline.h"

/* Later time stamps are taken for damaged: differences must fit. */
#define TIME_MAX ((int64_t)1 << 61)

/* A clock that would have wrapped in a longer pause than this, microseconds, was reset. */
#define PAUSE_MAX ((int64_t)60 * 1000000)

bool recording_sensor(struct recording *recording, int width, int height, uint64_t offset, struct tess_error *error)
{
    if (recording->sensor_told && (width != recording->width || height != recording->height))
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected a sensor of %d x %d pixels, as 'sensor' says, found one of "
                         "%d x %d",
                         recording->blob.name, offset, recording->width, recording->height, width, height);
    recording->width = width;
    recording->height = height;
    return true;
}

void recording_assume_sensor(struct recording *recording, int width, int height)
{
    if (recording->sensor_told)
        return;
    recording->sensor_assumed = true;
    recording->width = width;
    recording->height = height;
}

bool header_line(const struct recording *recording, uint64_t *offset, char *line, size_t size)
{
    enum { STEP = 256 };
    char piece[STEP];
    size_t used = 0;
    struct tess_error ignored = {TESS_OK, ""};
    for (;;) {
        uint64_t left = recording->blob.size - *offset;
        size_t got = left < STEP ? (size_t)left : STEP;
        if (got == 0 || !blob_read(&recording->blob, *offset, got, piece, "a header", &ignored))
            return false;
        const char *newline = memchr(piece, '\n', got);
        size_t taken = newline ? (size_t)(newline - piece) : got;
        for (size_t i = 0; i < taken && used + 1 < size; i++)
            line[used++] = piece[i];
        *offset += taken + (newline ? 1 : 0);
        if (newline)
            break;
    }
    if (used > 0 && line[used - 1] == '\r')
        used--;
    line[used] = '\0';
    return true;
}

int header_number(const char *line, const char *key)
{
    size_t length = strlen(key);
    if (strncmp(line, key, length) != 0 || !isdigit((unsigned char)line[length]))
        return -1;
    long number = strtol(line + length, NULL, 10);
    return number > UINT16_MAX ? -1 : (int)number;
}

bool reader_make_room(struct event_reader *reader, size_t size, struct tess_error *error)
{
    if (size <= reader->room)
        return true;
    unsigned char *bytes = realloc(reader->bytes, size);
    if (!bytes)
        return blob_out_of_memory(reader->recording->blob.name, error);
    reader->bytes = bytes;
    reader->room = size;
    return true;
}

bool reader_raw(struct event_reader *reader, int event_size, int most, uint64_t end, size_t *count,
                struct tess_error *error)
{
    const struct blob *blob = &reader->recording->blob;
    uint64_t offset = reader->place.offset, left = offset < end ? end - offset : 0, size = (uint64_t)event_size;
    *count = left / size < (uint64_t)most ? (size_t)(left / size) : (size_t)most;
    if (*count == 0 && left > 0)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an event of %d bytes, found %" PRIu64 " at the end",
                         blob->name, offset, event_size, left);
    return reader_make_room(reader, (size_t)size * (size_t)most, error) &&
           blob_read(blob, offset, *count * (size_t)size, reader->bytes, "events", error);
}

bool reader_put(struct event_reader *reader, struct event event, uint64_t offset, struct tess_error *error)
{
    const struct recording *recording = reader->recording;
    if (event.time < 0 || event.time > TIME_MAX)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an event at 0 to %" PRId64 " us, found %" PRId64,
                         recording->blob.name, offset, TIME_MAX, event.time);
    if (recording->width > 0 && (event.x >= recording->width || event.y >= recording->height))
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected an event on a sensor of %d x %d pixels, found column %d, "
                         "row %d%s",
                         recording->blob.name, offset, recording->width, recording->height, event.x, event.y,
                         recording->sensor_assumed ? " (another camera's size is told by 'sensor WxH')" : "");
    reader->event[reader->count++] = event;
    return true;
}

int64_t place_extend(struct event_place *place, int64_t stamp, int bits)
{
    const int64_t range = (int64_t)1 << bits, pause = range / 2 < PAUSE_MAX ? range / 2 : PAUSE_MAX;
    int64_t time = place->base + stamp;
    if (time < place->last && time + range - place->last < pause) {
        place->base += range;
        time += range;
    } else if (place->base >= range && time - range <= place->last && place->last - (time - range) < TIMELINE_JITTER) {
        return time - range; /* a late event from before the clock wrapped */
    }
    place->last = time;
    return time;
}
