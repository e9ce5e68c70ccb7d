/* What a NIR graph says in the words of a model: a chain of layers, their neurons, plain weights. */
#ifndef TESSC_NIR_LAYERS_H
#define TESSC_NIR_LAYERS_H

#include "nir/nir.h"

/* A layer as struct layer has it, with raw weights. */
struct nir_layer {
    const char *node; /* the name of the node with its weights */
    enum layer_kind kind;
    struct shape in, out, pooled;
    int kernel_height, kernel_width, pad;
    enum pool_kind pool;
    int pool_height, pool_width;
    bool has_neurons; /* those of the last layer may be missing while a graph is read: then it is the readout */
    struct neuron neuron;
    struct nir_tensors tensors; /* bias NULL: there is none, or all of it is 0 */
};

struct nir_network {
    struct shape in;
    int layers, classes;
    struct nir_layer *layer;
    struct nir_weights weights; /* of the layers and the readout */
};

/* Lines of text, in the order in which they were found. */
struct nir_lines {
    int count;
    const char **line;
};

#endif
