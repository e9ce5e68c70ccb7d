/* The last thing that happens to a sample. */
#ifndef TESS_DATA_NORMALIZE_H
#define TESS_DATA_NORMALIZE_H

#include "tess/input.h"

/* In place, frames [S][C][H][W]: (x / white - mean) / deviation, with the channel's mean and deviation, or x / white
 * where the input says nothing. `white` is the value of a full channel: 255 for pixels, 1 for all other values. */
void normalize(const struct tess_input *input, int frame_count, float white, float *frames);

#endif
