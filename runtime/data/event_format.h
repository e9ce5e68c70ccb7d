/* What a format of recordings has to provide. A new format is a new `struct event_format` and a row in
 * events.c's table; event_decode.h has what formats share. */
#ifndef TESS_DATA_EVENT_FORMAT_H
#define TESS_DATA_EVENT_FORMAT_H

#include "event.h"

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

#endif
