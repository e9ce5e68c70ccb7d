/* Layers that a setting names. */
#ifndef TESSC_NAMED_LAYERS_H
#define TESSC_NAMED_LAYERS_H

#include "model/lookup.h"

/* For messages. */
struct layer_purpose {
    const char *text;  /* "to predict from": what no layer of a wrong name is there for */
    const char *other; /* another word that may stand there; NULL: none */
    const char *known; /* what may stand there besides names of layers */
};

/* The number of a layer, or of the readout, which comes last; -1 with a message where there is none of that name. */
int named_layer(struct resolver *resolver, const struct atom *name, const struct layer_purpose *purpose);

/* The name of a layer, or of the readout, by that number. */
const char *layer_or_readout(const struct model *model, int number);

#endif
