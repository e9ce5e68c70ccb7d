/* Events of a camera, the recording that they come from, and where a reader of it stands. */
#ifndef TESS_DATA_EVENT_H
#define TESS_DATA_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blob.h"

struct event {
    int64_t time;      /* microseconds, on the recording's own clock */
    uint16_t x, y;     /* column and row, within the sensor */
    uint16_t polarity; /* 1: brighter (ON), 0: darker (OFF) */
};

struct event_format;

struct recording {
    struct blob blob;
    const struct event_format *format;
    int width, height;   /* of the sensor, pixels; 0: neither file nor model say */
    bool sensor_told;    /* the model said it: before a format's `open`, then also afterwards */
    bool sensor_assumed; /* neither did, and the format took its usual camera's */
    uint64_t start, end; /* offsets of the first byte after the header and of the first that holds no more events */
    bool davis;          /* AEDAT 2.0: addresses of a DAVIS */
    bool halves_swapped; /* EVT 2.1: the upper half of a word comes first */
    int stream;          /* AEDAT 4: number of the stream of events */
    int compression;     /* AEDAT 4 */
};

/* Where a reader stands. A copy leads back there. */
struct event_place {
    uint64_t offset;     /* of the next event; AEDAT 4: of the packet that it is in */
    uint64_t packet_end; /* formats of packets: offset behind the present one */
    uint64_t left;       /* and events that are left in it */
    int64_t base, last;  /* microseconds: what extends the time stamps to 64 bits, and the latest one */
    struct {
        unsigned told;                /* which words there have been, bits */
        int64_t high;                 /* of the time, microseconds */
        uint16_t low, x, y, polarity; /* EVT 3.0: what words so far have set */
    } evt;                            /* Prophesee RAW */
};

enum { EVENT_BATCH = 4096 };

struct event_reader {
    const struct recording *recording;
    struct event_place place;  /* of what comes next */
    struct event_place before; /* of the events below */
    size_t count;              /* events below; 0: there are no more */
    uint64_t unplaced;         /* so far: events whose time or place nothing before them tells; they are left out */
    struct event event[EVENT_BATCH];
    unsigned char *bytes; /* the decoder's: raw events or an unpacked packet */
    size_t size, room;
    uint64_t unpacked; /* AEDAT 4: offset of the packet whose bytes these are, if size is not 0 */
};

#endif
