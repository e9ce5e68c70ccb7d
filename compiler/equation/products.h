/* A rule's change of a weight as a sum of products of what the neuron knows and what the input knows. */
#ifndef TESSC_PRODUCTS_H
#define TESSC_PRODUCTS_H

#include "equation/equation.h"
#include "syntax/diagnostics.h"

/* dW of a step is the sum of neuron * input: an outer product each, so that a layer's gradient is sums of columns. */
struct product {
    int neuron; /* node, of OF_NEURON and OF_SAMPLE, with all constants; 1 where the input is all there is */
    int input;  /* node of OF_INPUT, perhaps with OF_SAMPLE; 1 where the neuron is all */
};

struct products {
    int count;
    struct product *product; /* no two have the same input */
};

/* Takes `weight` apart: over sums, differences, products, quotients by a product, and select where the condition is of
 * one side. False after a report at every term that cannot be, which says why and what it would take: a value, or a
 * trace, for each synapse. Appends nodes to the rule's equations. Floats are multiplied in the order neuron factor,
 * input factor; sums of terms with the same input are added up before. */
bool equations_products(struct equations *e, struct diagnostics *diagnostics, struct products *products);

#endif
