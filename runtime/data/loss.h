/* Events that no frame holds, because the clock of their recording went back, its time stamps reach far beyond the
 * frames, or nothing tells their time or place; and how that is told. */
#ifndef TESS_DATA_LOSS_H
#define TESS_DATA_LOSS_H

#include <stddef.h>

#include "notes.h"
#include "tess/input.h"
#include "timeline.h"

/* Of one recording. */
struct loss {
    struct timeline line;
    uint64_t events;   /* of its samples */
    uint64_t reset;    /* of these, before the last reset, where the model leaves them out */
    uint64_t before;   /* earlier than the sample's first frame */
    uint64_t behind;   /* later than its last frame */
    uint64_t unplaced; /* none of these: nothing before them in the file tells their time or place */
};

enum { LOSSES_TOLD = 5 };

/* What there is to say of a recording, a line without its end in which the path stands as tess_name writes it,
 * malloc'ed; NULL where there is nothing: all events have a time and a place, its clock does not go back, or that does
 * not matter to the model's frames, and frames hold a tenth of the events or more. False when out of memory. */
bool loss_text(const struct loss *loss, const char *path, const struct tess_input *input, char **text);

/* Of all recordings of a data set. Zeroed, there are none. */
struct losses {
    int told;              /* recordings of which there was something to say */
    int recordings;        /* of these, with events outside all frames */
    uint64_t events, lost; /* of those */
    uint64_t all;          /* events of the others, too */
    int cut;               /* recordings that have events of no time or place */
    uint64_t unplaced;     /* these events */
};

/* Adds a recording: a warning of the first LOSSES_TOLD of which there is something to say. False with *error when out
 * of memory. */
bool losses_add(struct losses *losses, const struct loss *loss, const char *path, const struct tess_input *input,
                struct notes *notes, struct tess_error *error);

/* Adds warnings of what they all come to, where there are any. False with *error when out of memory. */
bool losses_finish(const struct losses *losses, const struct tess_input *input, struct notes *notes,
                   struct tess_error *error);

#endif
