/* Recordings of event cameras: files in one of several formats, decoded piece by piece. */
#ifndef TESS_DATA_EVENTS_H
#define TESS_DATA_EVENTS_H

#include "event.h"
#include "tess/input.h"

/* Opens a recording, whatever its format, and reads its header. `input` may tell the sensor's size where the file does
 * not (NULL: it does not); it is an error where the file tells another. Fails (TESS_BAD_DATA with the offset, TESS_IO,
 * TESS_FAILED when out of memory) and then needs no closing. */
bool recording_open(struct recording *recording, const char *path, const struct tess_input *input,
                    struct tess_error *error);
void recording_close(struct recording *recording);

/* "AEDAT 3.1" */
const char *recording_format(const struct recording *recording);

/* Starts reading at `place`, NULL: at the beginning. malloc'ed; NULL with *error when out of memory. The recording must
 * stay open. */
struct event_reader *event_reader_open(const struct recording *recording, const struct event_place *place,
                                       struct tess_error *error);

/* Decodes the next events, in file order; time stamps may go back, as they do in the file. Every event lies within the
 * sensor, where its size is known. Fails with TESS_BAD_DATA (file, offset) on damage. */
bool event_reader_next(struct event_reader *reader, struct tess_error *error);

void event_reader_close(struct event_reader *reader); /* NULL is left alone */

#endif
