#include "model/named_layers.h"

#include <string.h>

#include "tess/suggest.h"

const char *layer_or_readout(const struct model *model, int number)
{
    return number < model->layers ? model->layer[number].name : "readout";
}

int named_layer(struct resolver *resolver, const struct atom *name, const struct layer_purpose *purpose)
{
    const struct model *model = resolver->model;
    struct tess_suggestion near = tess_suggestion_for(name->text);
    for (int number = 0; number <= model->layers; number++) {
        if (!strcmp(layer_or_readout(model, number), name->text))
            return number;
        tess_suggestion_offer(&near, layer_or_readout(model, number));
    }
    if (purpose->other)
        tess_suggestion_offer(&near, purpose->other);
    if (near.best)
        diagnose_error(resolver->diagnostics, name->span, "no layer '%s' %s; did you mean '%s'?", name->text,
                       purpose->text, near.best);
    else
        diagnose_error(resolver->diagnostics, name->span, "no layer '%s' %s; known: %s, layers by their names (%s)",
                       name->text, purpose->text, purpose->known, layer_or_readout(model, 0));
    return -1;
}
