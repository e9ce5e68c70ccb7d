/* What the plan decides by: sizes and speeds of a machine. */
#ifndef TESSC_MACHINE_H
#define TESSC_MACHINE_H

#include <stddef.h>

/* What a core of the machine in docs/performance.md takes, in nanoseconds: fitted to measured models, good to a tenth
 * for VGG-9 on images and for networks of a millisecond a sample. Streams of many steps in which deep layers fire at
 * every other one take up to twice as long. */
struct pace {
    double spike_mac;   /* a dense multiply-accumulate whose input is spikes */
    double value_mac;   /* one whose input is real numbers */
    double error_mac;   /* one on the way back */
    double neuron_step; /* a neuron in a time step: membrane, lists, signal */
    double stream;      /* times as much for spikes, where steps come one by one */
};

/* What schedule fold goes by, and with it the order of its float sums: where lists are cut, which images choose the
 * time patterns, which kernels share additions. These numbers were chosen for the caches of the machine in
 * docs/performance.md, but belong to the schedule: with other ones it trains to other bits, so all machines have the
 * same. In bytes. */
struct fold_sizes {
    int fewest_blocks;    /* blocks of output channels: two are not walked together where fewer pairs are left */
    size_t table_bytes;   /* of a gradient tile's table: what stays in the second-level cache */
    size_t pattern_bytes; /* of what a strip of images is looked up by: what stays in the first-level cache */
    size_t sums_bytes;    /* of a table of sums over subsets of taps and equal subsets on each other */
    size_t twin_bytes;    /* of two such tables that are walked together */
    size_t cached_membrane_bytes; /* of the largest layer's membrane history: sets the images in a chunk */
    size_t membrane_bytes;        /* the most of it, where a chunk makes large tables and takes its images in parts */
    size_t part_bytes;            /* of a layer's membrane history between its sums and its gradient: what stays in the
                                     last-level cache */
    size_t kept_bytes;  /* of all layers' membranes and outputs, where the rule goes back through them: the same */
    size_t fold_bytes;  /* of all that a chunk takes with all its steps: beyond it local rules run step by step */
    size_t input_bytes; /* of the samples of a chunk: beyond it a chunk has fewer */
};

struct machine {
    const char *name;
    int widest_lanes;  /* of the readout's blocks: 4, 8 or 16 */
    size_t slot_bytes; /* of what two parts of a chunk leave at a time; beyond it they do not overlap */
    struct fold_sizes fold;
    struct pace pace;
};

#endif
