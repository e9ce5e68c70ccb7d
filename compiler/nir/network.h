/* Between NIR graphs and the words of a model. */
#ifndef TESSC_NIR_NETWORK_H
#define TESSC_NIR_NETWORK_H

#include "nir/layers.h"

/* Reads a graph whose neurons go in steps of `dt` seconds; 0: those that its metadata say, or else NIR_TIME_STEP. False
 * if something of it has no counterpart in a model: all of that is told in *problems, a line each. What was read
 * otherwise than it stands there is told in *remarks. Everything in the arena. */
bool nir_network_read(struct arena *arena, const struct nir_graph *graph, double dt, struct nir_network *network,
                      struct nir_lines *problems, struct nir_lines *remarks);

/* The network as a model file called NAME, whose comments say that it came from the file `from`. Its data and its rule
 * are those of the model that the graph's metadata hold, if they hold one that fits the network; otherwise data that
 * are to be filled in, and backpropagation through time. *known: which of the two. */
const char *nir_network_text(struct arena *arena, const struct nir_network *network, const struct nir_graph *graph,
                             const char *name, const char *from, bool *known);

#endif
