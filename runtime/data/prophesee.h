/* The header of Prophesee's files, DAT and RAW alike: lines of text that start with '%', a keyword and a value each
 * (https://docs.prophesee.ai/stable/data/file_formats/raw.html). A RAW file says how its events are encoded,
 *
 *     % evt 3.0
 *     % format EVT3;height=720;width=1280
 *     % geometry 1280x720
 *     % end
 *
 * in the first, the second or both of these; `end` may be missing. */
#ifndef TESS_DATA_PROPHESEE_H
#define TESS_DATA_PROPHESEE_H

#include "event.h"

struct prophesee_header {
    char encoding[32];            /* "EVT2", "EVT21", "EVT3", or what else the file calls it; "": a DAT file */
    char endianness[16];          /* of words, "little", "legacy", "big"; "": not told */
    uint64_t encoding_at;         /* offset of the line that tells the encoding */
    int width, height;            /* of the sensor, pixels; 0: not told */
    uint64_t width_at, height_at; /* offsets of the lines that tell them */
    char conflict[160];           /* two lines that contradict each other; "": there are none */
    uint64_t conflict_at;         /* offset of the second */
    uint64_t end;                 /* offset of the first byte behind the header */
};

/* Reads the header. Fails where the file ends before a line does. */
bool prophesee_read(const struct recording *recording, struct prophesee_header *header, struct tess_error *error);

/* Fails where two lines of the header contradict each other in encoding or size. */
bool prophesee_agrees(const struct recording *recording, const struct prophesee_header *header,
                      struct tess_error *error);

#endif
