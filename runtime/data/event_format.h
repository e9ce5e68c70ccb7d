/* What a format of recordings has to provide, and helpers that the formats share. A new format is a new `struct
 * event_format` and a row in events.c's table. */
#ifndef TESS_DATA_EVENT_FORMAT_H
#define TESS_DATA_EVENT_FORMAT_H

#include "events.h"

struct event_format {
    const char *name;
    const char *magic;  /* the file's first bytes; NULL: there are none, and the suffix decides */
    const char *suffix; /* ".bin" */

    /* Of formats that begin alike: whether the header names this one. NULL: the first bytes suffice. */
    bool (*claims)(const struct recording *recording);

    /* Reads the header: fills in start, end and the format's own fields, which are 0, the size of the file and 0
     * before, and the sensor's size by recording_sensor where it is known. */
    bool (*open)(struct recording *recording, struct tess_error *error);

    /* Decodes events at reader->place into reader->event, sets reader->count and moves the place on. A count of 0 is
     * the end. */
    bool (*next)(struct event_reader *reader, struct tess_error *error);
};

extern const struct event_format aedat2_format, aedat3_format, aedat4_format, dat_format, nmnist_format;
extern const struct event_format evt2_format, evt21_format, evt3_format;

/* Notes the sensor's size, which the file tells at `offset`; fails where the model has told another one. */
bool recording_sensor(struct recording *recording, int width, int height, uint64_t offset, struct tess_error *error);

/* The header's next line, from *offset on, into `line` without its end; *offset moves behind it. Longer lines are cut.
 * False, with no error, where the file ends before the line does. */
bool header_line(const struct recording *recording, uint64_t *offset, char *line, size_t size);

/* The number in a header line after `key`, -1 if the line does not start so: header_number("% Width 304", "% Width ").
 */
int header_number(const char *line, const char *key);

/* Makes reader->bytes hold `size` bytes. */
bool reader_make_room(struct event_reader *reader, size_t size, struct tess_error *error);

/* Reads raw events of `event_size` bytes, `most` of them at most, from place.offset up to `end`, into reader->bytes;
 * *count is 0 at the end. A last one that is incomplete is an error. */
bool reader_raw(struct event_reader *reader, int event_size, int most, uint64_t end, size_t *count,
                struct tess_error *error);

/* Appends an event of the batch, whose raw bytes were at `offset`, after checking that it is on the sensor. */
bool reader_put(struct event_reader *reader, struct event event, uint64_t offset, struct tess_error *error);

/* A time stamp of `bits` bits, microseconds, as 64 bits. Where it falls the clock has wrapped, if that makes a step
 * forward of less than a minute and of less than half the range; otherwise it has gone back. */
int64_t place_extend(struct event_place *place, int64_t stamp, int bits);

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
