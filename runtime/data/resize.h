/* Resizing by a triangle filter as wide as the scale when shrinking: what image libraries call bilinear with
 * antialiasing. Output i lies at (i + 1/2) * from / to among the inputs, whose centres are at k + 1/2. */
#ifndef TESS_DATA_RESIZE_H
#define TESS_DATA_RESIZE_H

#include <stdbool.h>

/* The inputs of one output on one axis: weights of inputs first .. first+count-1, which add up to 1. */
struct taps {
    int first, count;
    double *weight; /* room for taps_most(from, to) */
};

/* Most inputs of any output. */
int taps_most(int from, int to);

void taps_make(int from, int to, int output, struct taps *taps);

/* The same, seen from the inputs: which outputs an input goes to, and with what weight. Resizing is linear, so what is
 * at an input can be shared out as it comes. */
struct shares {
    struct share {
        int first, count; /* outputs */
    } * input;            /* [from] */
    float *weight;        /* [from][room] */
    int room;
};

/* False when out of memory; then, too, shares_free may be called. */
bool shares_make(int from, int to, struct shares *shares);
void shares_free(struct shares *shares);

#endif
