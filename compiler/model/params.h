/* The trained tensors of a model, for every engine: names, golden-file aliases, shapes and how they start. */
#ifndef TESSC_PARAMS_H
#define TESSC_PARAMS_H

#include "model/model.h"
#include "support/arena.h"
#include "tess/model.h"

/* Indices in the list; -1: none. */
struct param_places {
    int weight, gain, bias;
    int trained, trained_count; /* parameters of the neuron, one behind the other, in the order of their symbols */
};

struct params {
    int count;
    struct tess_param *param;       /* offsets and fill are the engine's to add */
    const struct param_places *own; /* [layers + 1]: of each layer, and of the readout */
    const bool *learns;             /* [count]: false: a constant, for which an optimizer keeps nothing */
};

/* Lives in the arena. */
struct params model_params(struct arena *arena, const struct model *model);

#endif
