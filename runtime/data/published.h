/* How the code published with TESS resizes frames of events, its defects included (docs/datasets.md), so that its
 * numbers can be compared. */
#ifndef TESS_DATA_PUBLISHED_H
#define TESS_DATA_PUBLISHED_H

#include <stdbool.h>

#include "tess/input.h"

/* One frame of events, counted on the sensor: counts [channels][height][width]. */
struct counted {
    const float *counts;
    int channels, height, width;
};

struct published {
    const char *dataset;
    float white; /* of what it gives: 255 for pixels */

    /* Resizes a frame, of a training sample or another one, to the model's input. False when out of memory. */
    bool (*resize)(const struct tess_input *input, bool training, const struct counted *from, float *frame);
};

/* What the pipeline of an input asks for; NULL: frames are resized as everywhere. */
const struct published *published_of(const struct tess_input *input);

/* DVS Gesture: resized as floating-point numbers, then rounded back to whole ones, half to even: torchvision's resize
 * of int16 tensors. antialias: a triangle filter as wide as the scale; otherwise the mean of the two nearest pixels on
 * each axis, weighted by distance. frame is [channels][to_height][to_width]. False when out of memory. */
bool published_gesture(const struct counted *from, bool antialias, int to_height, int to_width, float *frame);

/* CIFAR10-DVS: a count n becomes the byte (-n) mod 256 (255 n, cut to a byte); the two channels are taken for
 * luminance and alpha, and so Pillow's resize multiplies the first by the second and divides it again afterwards, all
 * in bytes. frame is [2][to_height][to_width] of 0 .. 255. False when out of memory. */
bool published_cifar10_dvs(const struct counted *from, int to_height, int to_width, float *frame);

#endif
