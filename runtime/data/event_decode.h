/* What the formats of recordings share: headers of text lines, raw events, time stamps that wrap. */
#ifndef TESS_DATA_EVENT_DECODE_H
#define TESS_DATA_EVENT_DECODE_H

#include "event.h"

/* Notes the sensor's size, which the file tells at `offset`; fails where the model has told another one. */
bool recording_sensor(struct recording *recording, int width, int height, uint64_t offset, struct tess_error *error);

/* Takes the sensor of a format's usual camera, unless the model has told one. */
void recording_assume_sensor(struct recording *recording, int width, int height);

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

#endif
