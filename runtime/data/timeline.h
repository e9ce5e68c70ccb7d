/* The time stamps of a recording as they come in its file: whether its clock goes back, and where. */
#ifndef TESS_DATA_TIMELINE_H
#define TESS_DATA_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds. By less than this stamps may fall without a reset of the clock: cameras that read out their pixels in
 * groups leave the groups' events out of order (EVT 3.0: within 4,096 us). */
enum { TIMELINE_JITTER = 10000 };

struct timeline {
    uint64_t events;
    int64_t first, last;     /* microseconds, of the first and the last event in the file */
    int64_t lowest, highest; /* of all */
    uint64_t backward;       /* events that are earlier than the one before */
    uint64_t resets;         /* of these, by more than TIMELINE_JITTER */
    uint64_t first_reset;    /* number of the event, from 0, at which the first reset shows; 0: there is none */
    uint64_t last_reset;
    int64_t reset_from, reset_to;           /* time stamps before and at the first reset */
    int64_t passed, step, first_step, left; /* for timeline_length */
    bool is_away;
};

/* Adds the next event. True where it is the first behind a reset. Zeroed, a timeline is empty. */
bool timeline_add(struct timeline *timeline, int64_t time);

/* The time that passes while the camera records, microseconds: the sum of all steps but those by which the clock goes
 * back, or comes from or returns to where it was. So that a few wrong stamps do not count, whether too low or too high;
 * nor does the very first step where it is longer than all that follow. */
int64_t timeline_length(const struct timeline *timeline);

#endif
