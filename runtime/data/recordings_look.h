/* What a model may say of recordings that none was written for. */
#ifndef TESS_DATA_RECORDINGS_LOOK_H
#define TESS_DATA_RECORDINGS_LOOK_H

#include "tess/survey.h"

/* For struct loader: whether the folder has classes, and the first file of one of them is a recording of events. Two
 * channels, the sensor's size (the median of up to 100 recordings, shrunk to 48 pixels if need be), and ten frames: by
 * time, that hold the longest of these recordings, or by count where their lengths differ too much for that. */
bool recordings_recognize(const char *path, struct tess_input *input, bool *mine, char note[TESS_NOTE],
                          struct tess_error *error);

#endif
