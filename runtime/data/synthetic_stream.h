/* The streams of the data set `synthetic`: events of eleven motions, made by the runtime itself (docs/synthetic.md). */
#ifndef TESS_DATA_SYNTHETIC_STREAM_H
#define TESS_DATA_SYNTHETIC_STREAM_H

#include <stdbool.h>

#include "tess/random.h"

enum { SYNTHETIC_MOTIONS = 11, SYNTHETIC_MIN_SIDE = 8, SYNTHETIC_MAX_SIDE = 128, SYNTHETIC_MAX_CHANNELS = 2 };

/* The names of the motions, in the order of the class numbers. */
extern const char *const synthetic_motion_name[SYNTHETIC_MOTIONS];

struct synthetic_size {
    int channels;      /* 2: ON and OFF events; 1: both added up */
    int height, width; /* SYNTHETIC_MIN_SIDE .. SYNTHETIC_MAX_SIDE pixels */
    int steps;         /* T >= 1 */
};

/* Makes one stream: frames [T][channels][height][width] are numbers of events, whole and not negative, in the frames of
 * a scene that moves as `motion` (0 .. SYNTHETIC_MOTIONS - 1) says. The same key of `random` gives the same stream on
 * every machine. False when out of memory. */
bool synthetic_stream(const struct synthetic_size *size, int motion, struct tess_random *random, float *frames);

#endif
