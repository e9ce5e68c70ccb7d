#include "model/neurons.h"

#include <string.h>

int neuron_potential(const struct equations *e)
{
    for (int i = 0; i < e->locals; i++)
        if (!strcmp(e->local[i].name, "u"))
            return e->local[i].node;
    return e->node[e->fire].operand[0];
}

bool layer_compares_u(const struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    return neuron_potential(e) == e->node[e->fire].operand[0];
}

struct surrogate_shape neuron_shape(const struct layer *layer)
{
    const struct surrogate *psi = &layer->surrogate;
    const bool triangle = psi->kind == SURROGATE_TRIANGLE;
    return (struct surrogate_shape){triangle ? SHAPE_TRIANGLE : SHAPE_FAST_SIGMOID, psi->height,
                                    triangle ? psi->width : psi->slope};
}
