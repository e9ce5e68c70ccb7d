/* The layers that a hint is about, and how they are named: of report/hints.c. */
#ifndef TESS_REPORT_FOUND_LAYERS_H
#define TESS_REPORT_FOUND_LAYERS_H

#include <stdio.h>

#include "hint_facts.h"

/* A hint at work: what it goes by and what it has found. */
struct finding {
    const struct hint_facts *facts;
    const struct hints *hints;
    bool layer[TESS_MOST_LAYERS]; /* which layers it is about */
    int layers, lowest;           /* their number; the lowest of them */
    int best;                     /* the layer that knows most; -1: none does */
};

/* What the model says of a layer. */
const struct tess_layer_info *found_info(const struct finding *found, int layer);

/* The next layer found above `after` (-1: from the lowest on); -1 where there is none. */
int found_next(const struct finding *found, int after);

/* Those found from layer `first` on: "conv1", "conv1 and conv3", "conv1 to conv4, conv6 and conv7". */
void found_put_layers(const struct finding *found, int first, FILE *out);

/* The least and the most of a number of the layers found: "0.012", "0.012 to 0.034". */
void found_put_range(const struct finding *found, double (*number)(const struct tally *, int), const char *format,
                     FILE *out);

/* Spikes a neuron and step. */
double found_rate(const struct finding *found, int layer);

typedef bool layer_test(const struct finding *found, int layer);

/* Finds the layers that run and are so; false where none is. */
bool found_layers(struct finding *found, layer_test *is_so);

#endif
