/* learn { only LAYERS }: which layers learn. */
#include "model/named_layers.h"
#include "model/resolve_steps.h"

static const struct layer_purpose to_learn = {.text = "that could learn", .known = "readout"};

/* Marks the layers that are named; false: reported. */
static bool find_learners(struct resolver *resolver, const struct value *only, const struct atom **named)
{
    const struct atom *name = only->sources;
    bool good = true;
    for (int i = 0; i < only->count; i++, name = name->next) {
        const int layer = named_layer(resolver, name, &to_learn);
        good &= layer >= 0;
        if (layer >= 0 && named[layer]) {
            diagnose_error(resolver->diagnostics, name->span, "%s is named twice", name->text);
            diagnose_note(resolver->diagnostics, named[layer]->span, "first named here");
            good = false;
        } else if (layer >= 0) {
            named[layer] = name;
        }
    }
    return good;
}

/* What does not learn is frozen. */
static void freeze_others(struct resolver *resolver, const struct atom *const *named)
{
    struct model *model = resolver->model;
    const char *text = "";
    bool all = true;
    for (int l = 0; l <= model->layers; l++) {
        float *factor = l < model->layers ? &model->layer[l].rate_factor : &model->readout.rate_factor;
        bool *learns = l < model->layers ? &model->layer[l].learns : &model->readout.learns;
        *learns = named[l];
        *factor = named[l] ? *factor : 0;
        all &= *learns;
        if (named[l])
            text = arena_format(resolver->arena, "%s%s%s", text, *text ? ", " : "", layer_or_readout(model, l));
    }
    model->learn_only = all ? NULL : text;
}

void resolve_learners(struct resolver *resolver)
{
    struct model *model = resolver->model;
    const struct value only = resolved_value(resolver, NULL, SET_LEARN_ONLY);
    const struct atom **named = ARENA_ARRAY(resolver->arena, const struct atom *, model->layers + 1);
    model->readout.learns = true;
    if (only.set && find_learners(resolver, &only, named))
        freeze_others(resolver, named);
}
