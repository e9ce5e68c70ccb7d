/* Recordings of event cameras: AEDAT 2.0, 3.1 and 4, Prophesee RAW and DAT, N-MNIST's .bin. */
#ifndef TESS_RECORDING_H
#define TESS_RECORDING_H

#include <stdint.h>

#include "tess/error.h"

struct tess_recording {
    const char *format;           /* "AEDAT 3.1" */
    int width, height;            /* of the sensor, pixels; 0: the file does not say */
    int columns, rows;            /* in which there are events */
    uint64_t events, on;          /* all events and those of polarity ON */
    uint64_t unplaced;            /* events left out, as nothing before them in the file tells their time or place */
    int64_t first, last;          /* microseconds: time stamps of the first and the last event in the file */
    int64_t lowest, highest;      /* the earliest and the latest of all */
    uint64_t backward;            /* events that are earlier than the one before them */
    uint64_t resets;              /* of these, by more than 10 ms: the clock was reset, or a stamp is wrong */
    uint64_t reset;               /* number of the event, from 0, at which the first of them shows */
    int64_t reset_from, reset_to; /* time stamps before and at it */
};

/* Reads a whole recording and sums it up. Where it does not say how large its sensor is, that is width x height, if
 * these are not 0. False with *error (TESS_BAD_DATA: file, offset, what was expected) when it is missing or damaged. */
bool tess_recording_read(const char *path, int width, int height, struct tess_recording *summary,
                         struct tess_error *error);

#endif
