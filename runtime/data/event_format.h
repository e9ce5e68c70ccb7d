/* What a format of recordings has to provide, and helpers that the formats share. A new format is a new `struct
 * event_format` and a row in events.c's table. */
#ifndef TESS_DATA_EVENT_FORMAT_H
#define TESS_DATA_EVENT_FORMAT_H

#include "events.h"

struct event_format {
    const char *name;
    const char *magic;  /* the file's first bytes; NULL: there are none, and the suffix decides */
    const char *suffix; /* ".bin" */

    /* Reads the header: fills in width, height, start, end and the format's own fields; they are 0, 0, 0 and the size
     * of the file before. */
    bool (*open)(struct recording *recording, struct tess_error *error);

    /* Decodes events at reader->place into reader->event, sets reader->count and moves the place on. A count of 0 is
     * the end. */
    bool (*next)(struct event_reader *reader, struct tess_error *error);
};

extern const struct event_format aedat2_format, aedat3_format, aedat4_format, dat_format, nmnist_format;

/* The header's next line, from *offset on, into `line` without its end; *offset moves behind it. Longer lines are cut.
 * False, with no error, where the file ends before the line does. */
bool header_line(const struct recording *recording, uint64_t *offset, char *line, size_t size);

/* The number in a header line after `key`, -1 if the line does not start so: header_number("% Width 304", "% Width ").
 */
int header_number(const char *line, const char *key);

/* Makes reader->bytes hold `size` bytes. */
bool reader_make_room(struct event_reader *reader, size_t size, struct tess_error *error);

/* Reads raw events of `event_size` bytes, as many as fit into a batch, from place.offset up to `end`, into
 * reader->bytes; *count is 0 at the end. A last one that is incomplete is an error. */
bool reader_raw(struct event_reader *reader, int event_size, uint64_t end, size_t *count, struct tess_error *error);

/* Appends an event of the batch, whose raw bytes were at `offset`, after checking that it is on the sensor. */
bool reader_put(struct event_reader *reader, struct event event, uint64_t offset, struct tess_error *error);

/* A 32-bit time stamp of microseconds as 64 bits: where it falls by more than half its range the clock has wrapped. */
int64_t place_extend(struct event_place *place, uint32_t stamp);

static inline uint32_t little32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint64_t little64(const unsigned char *bytes)
{
    return little32(bytes) | (uint64_t)little32(bytes + 4) << 32;
}

static inline uint32_t big32(const unsigned char *bytes)
{
    return (uint32_t)bytes[3] | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 24;
}

#endif
