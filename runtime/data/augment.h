/* What training changes in a sample before it is normalised, and the order of its frames. All choices come from the
 * given stream of random numbers, so a sample's fate depends on its key alone. */
#ifndef TESS_DATA_AUGMENT_H
#define TESS_DATA_AUGMENT_H

#include "tess/input.h"
#include "tess/random.h"

/* Augments, in place, frames [S][C][H][W] as input->crop_pad, cutout_probability and flip_probability say, in this
 * order and alike in all S frames of the sample. `white` is the value of a full channel: 255 for pixels. */
void augment(const struct tess_input *input, int frame_count, float white, struct tess_random *random, float *frames);

struct patch {
    int left, top, width, height;
};

/* What cutout does to a channel once it has drawn the patch, which lies within the map. */
void paint_patch(const struct tess_input *input, int frame_count, const struct patch *patch, int channel, float colour,
                 float *frames);

/* Puts the frames of one sample into a random order; all orders are equally likely. */
void shuffle_frames(const struct tess_input *input, int frame_count, struct tess_random *random, float *frames);

#endif
