/* Events to frames: numbers of events a pixel, a frame and a polarity, resized as they come. */
#ifndef TESS_DATA_FRAMING_H
#define TESS_DATA_FRAMING_H

#include "event.h"
#include "resize.h"
#include "tess/input.h"

struct framer {
    enum tess_framing by;       /* TESS_FRAMES_BY_TIME or TESS_FRAMES_BY_COUNT */
    int frames;                 /* T */
    int64_t start;              /* by time: frame i holds start + i * length .. start + (i+1) * length - 1 */
    int64_t length;             /* microseconds */
    uint64_t each;              /* by count: events a frame; the last frame takes the rest as well */
    uint64_t seen;              /* events so far */
    int channels;               /* 2: OFF, ON; 1: both added up */
    int height, width;          /* of a frame */
    struct shares down, across; /* sensor rows and columns to those of a frame */
    float *to;                  /* [T][channels][height][width] */
};

/* Prepares for events of a sensor of the given size and clears the frames; start, length or each, and to, are set
 * before. False when out of memory. framer_free may be called in any case. */
bool framer_open(struct framer *framer, int sensor_height, int sensor_width);
void framer_free(struct framer *framer);

/* Adds an event that lies on the sensor. By time, one before the first frame or behind the last goes nowhere. */
void framer_add(struct framer *framer, const struct event *event);

/* Microseconds of a time given in ms, to the nearest. */
int64_t microseconds(float ms);

#endif
