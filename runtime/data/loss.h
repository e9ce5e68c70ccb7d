/* Events that no frame holds, because the clock of their recording went back or its time stamps reach far beyond the
 * frames, and how that is told. */
#ifndef TESS_DATA_LOSS_H
#define TESS_DATA_LOSS_H

#include <stddef.h>

#include "tess/input.h"
#include "timeline.h"

/* Of one recording. */
struct loss {
    struct timeline line;
    uint64_t events; /* of its samples */
    uint64_t reset;  /* of these, before the last reset, where the model leaves them out */
    uint64_t before; /* earlier than the sample's first frame */
    uint64_t behind; /* later than its last frame */
};

enum { LOSSES_TOLD = 5 };

/* What there is to say of a recording, a line without its end in which the path stands as tess_name writes it,
 * malloc'ed; NULL where there is nothing: its clock does not go back, or that does not matter to the model's frames,
 * and frames hold a tenth of the events or more. False when out of memory. */
bool loss_text(const struct loss *loss, const char *path, const struct tess_input *input, char **text);

/* Of all recordings of a data set. Zeroed, there are none. */
struct losses {
    char *text; /* malloc'ed: lines, of LOSSES_TOLD recordings at most; NULL: there are none */
    size_t size;
    int recordings;
    uint64_t events, lost; /* of those recordings */
    uint64_t all;          /* events of the others, too */
};

/* Adds a recording; nothing happens where there is nothing to say of it. False when out of memory. */
bool losses_add(struct losses *losses, const struct loss *loss, const char *path, const struct tess_input *input);

/* Adds the last line, of them all, where there are any. False when out of memory. */
bool losses_finish(struct losses *losses, const struct tess_input *input);

#endif
