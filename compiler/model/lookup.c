#include "model/lookup.h"

#include "model/fields.h"

/* Settings that a layer may have of its own: neuron, weights, psi, basis, logits. */
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

const struct preset *resolved_preset(const struct resolver *resolver)
{
    static const struct preset presets[] = {
        {"tess", SIGNAL_LOCAL, LOSS_STEPS, true, TESS_START_SIGNS, TESS_START_CONSTANT},
        {"s_tllr", SIGNAL_LAYERS, LOSS_STEPS, true, TESS_START_NORMAL, TESS_START_CONSTANT},
        {"bptt", SIGNAL_TIME, LOSS_SUM, false, TESS_START_NORMAL, TESS_START_UNIFORM},
    };
    return &presets[resolved_value(resolver, NULL, SET_LEARN).choice];
}

void resolve_fields(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id outer, void *of)
{
    for (enum setting_id id = outer; id < SETTINGS && (id == outer || setting_is_inside(outer, id)); id++) {
        if (settings[id].field.of == FIELD_NOWHERE)
            continue;
        const struct value value = resolved_value(resolver, layer, id);
        if (value.set || settings[id].fallback)
            field_store(of, id, &value);
    }
}

int resolved_choice(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    return field_choice(id, resolved_value(resolver, layer, id).choice);
}
