/* A NIR graph while it is read, node by node. Within compiler/nir. */
#ifndef TESSC_NIR_READING_H
#define TESSC_NIR_READING_H

#include "nir/layers.h"

struct nir_reading {
    struct arena *arena;
    const struct nir_node *node; /* the one being read */
    double dt;
    struct nir_network *network;
    struct shape shape; /* of what the node gets */
    bool flat;          /* it has one dimension */
    bool spikes;        /* it is 0 or 1 */
    bool lost;          /* a node was refused: only what nodes say of themselves is still looked at */
    double factor;      /* what the next weights are multiplied by, for a pool that sums */
    struct nir_lines *problems, *remarks;
};

/* Tells a problem of the node being read; returns false. */
bool nir_problem(struct nir_reading *in, const char *format, ...) __attribute__((format(printf, 2, 3)));
void nir_remark(struct nir_reading *in, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
