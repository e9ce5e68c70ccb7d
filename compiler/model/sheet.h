/* What the files, the variant and the command line say, put together: the values of settings that were set, by layer
 * where a layer has its own. Nothing is filled in yet. */
#ifndef TESSC_SHEET_H
#define TESSC_SHEET_H

#include "model/definitions.h"
#include "model/values.h"
#include "tess/model.h"

/* More layers than this are a mistake; the limit also ends nested repeats. */
enum { MAX_LAYERS = TESS_MOST_LAYERS };

struct layer_sheet {
    enum setting_id kind; /* SET_CONV or SET_LINEAR */
    struct span span;
    struct values values; /* its own row (channels, kernel ...) and its own neuron, weights, psi, basis, logits */
};

struct variant {
    const char *name;
    struct span span; /* of the name */
    const struct block *block;
    struct variant *next;
};

struct sheet {
    const char *name; /* of the model; NULL: the files name none, they are meant to be extended */
    struct span name_span;
    struct values values;
    struct span block[SETTINGS]; /* where a block was first defined; source NULL: nowhere */
    int block_generation[SETTINGS];
    int layers;
    struct layer_sheet *layer[MAX_LAYERS];
    bool has_readout;
    struct span readout;
    const struct defined *defined; /* of the files, and behind them the presets */
    struct variant *variants;      /* in the order in which they were defined */
    bool redefined;                /* by -D: expectations of the file need not hold */
};

/* Layer number `index`'s name: "conv1", kind and position in the network. */
const char *sheet_layer_name(struct arena *arena, const struct sheet *sheet, int index);

#endif
