/* Recordings of event cameras: AEDAT 2.0, 3.1 and 4, Prophesee DAT, N-MNIST's .bin. */
#ifndef TESS_RECORDING_H
#define TESS_RECORDING_H

#include <stdint.h>

#include "tess/error.h"

struct tess_recording {
    const char *format;  /* "AEDAT 3.1" */
    int width, height;   /* of the sensor, pixels; 0: the file does not say */
    int columns, rows;   /* in which there are events */
    uint64_t events, on; /* all events and those of polarity ON */
    int64_t first, last; /* microseconds: time stamps of the first and the last event in the file */
    uint64_t backward;   /* events that are earlier than the one before them */
};

/* Reads a whole recording and sums it up. False with *error (TESS_BAD_DATA: file, offset, what was expected) when it is
 * missing or damaged. */
bool tess_recording_read(const char *path, struct tess_recording *summary, struct tess_error *error);

#endif
