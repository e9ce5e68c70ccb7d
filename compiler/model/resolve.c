#include "model/resolve.h"

#include <string.h>

/* Settings that a layer may have of its own: neuron, weights, psi. */
static bool layer_may_inherit(const struct layer_sheet *layer, enum setting_id id)
{
    enum setting_id parent = setting_parent(id);
    return parent == SETTINGS || settings[parent].type != TYPE_CHOICE || !layer->values.of[parent].set;
}

struct value resolved_value(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    if (layer && layer->values.of[id].set)
        return layer->values.of[id];
    const struct value *value = &resolver->sheet->values.of[id];
    if (value->set && (!layer || layer_may_inherit(layer, id)))
        return *value;
    if (settings[id].fallback)
        return value_default(id);
    return (struct value){.choice = -1};
}

struct span setting_span(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    if (layer && layer->values.of[id].set)
        return layer->values.of[id].span;
    if (resolver->sheet->values.of[id].set)
        return resolver->sheet->values.of[id].span;
    if (layer)
        return layer->span;
    while (setting_parent(id) != SETTINGS)
        id = setting_parent(id);
    if (resolver->sheet->block[id].source)
        return resolver->sheet->block[id];
    return resolver->sheet->name_span;
}

/* Settings that do not go with what their parent was chosen to be: `psi triangle slope 3`. */
static void check_companions(const struct resolver *resolver, const struct layer_sheet *layer)
{
    const struct values *values = layer ? &layer->values : &resolver->sheet->values;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        if (!settings[id].with || !values->of[id].set)
            continue;
        enum setting_id parent = setting_parent(id);
        struct value chosen = resolved_value(resolver, layer, parent);
        bool flag = settings[parent].type == TYPE_FLAG;
        if (setting_goes_with(id, flag ? (int)chosen.integer : chosen.choice))
            continue;
        int length = 3;
        const char *name = flag ? "off" : choice_at(settings[parent].choices, chosen.choice, &length);
        diagnose_error(resolver->diagnostics, values->of[id].span, "%s does not go with %s %.*s", settings[id].path,
                       settings[parent].path, length, name);
        if (chosen.set)
            diagnose_note(resolver->diagnostics, chosen.span, "%s is chosen here", settings[parent].path);
    }
}

static void check_sheet(struct resolver *resolver)
{
    const struct sheet *sheet = resolver->sheet;
    check_companions(resolver, NULL);
    for (int i = 0; i < sheet->layers; i++)
        check_companions(resolver, sheet->layer[i]);
    if (!sheet->block[SET_NETWORK].source)
        diagnose_error(resolver->diagnostics, sheet->name_span, "the model has no network");
    else if (!sheet->has_readout)
        diagnose_error(resolver->diagnostics, sheet->block[SET_NETWORK], "the network does not end in a readout");
    else if (sheet->layers == 0)
        diagnose_error(resolver->diagnostics, sheet->readout, "no layer before the readout");
}

struct model *model_resolve(struct arena *arena, const struct sheet *sheet, struct diagnostics *diagnostics)
{
    struct model *model = ARENA_NEW(arena, struct model);
    struct resolver resolver = {.arena = arena, .diagnostics = diagnostics, .sheet = sheet, .model = model};
    model->name = sheet->name;
    check_sheet(&resolver);
    resolve_input(&resolver);
    resolve_training(&resolver);
    resolve_layers(&resolver);
    if (diagnostics_errors(diagnostics))
        return NULL;
    if (resolve_shapes(&resolver)) {
        resolve_basis(&resolver);
        run_checks(&resolver);
    }
    if (diagnostics_errors(diagnostics))
        return NULL;
    model->source = model_source(arena, model);
    return model;
}

long long layer_parameters(const struct layer *layer)
{
    long long inputs = (long long)layer->in.channels * layer->kernel_height * layer->kernel_width;
    return layer->out.channels * (inputs + layer->gain + layer->bias);
}

long long model_parameters(const struct model *model)
{
    long long total = (long long)model->input.classes * (model->readout.features + 1);
    for (int i = 0; i < model->layers; i++)
        total += layer_parameters(&model->layer[i]);
    return total;
}
