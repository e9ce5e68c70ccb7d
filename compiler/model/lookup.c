#include "model/lookup.h"

#include <string.h>

#include "model/fields.h"
#include "model/parameters.h"

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

const struct defined *chosen_definition(const struct resolver *resolver, const struct layer_sheet *layer,
                                        enum setting_id of)
{
    const struct value chosen = resolved_value(resolver, layer, of);
    if (chosen.defined)
        return chosen.defined;
    const enum definition kind = of == SET_NEURON ? DEFINITION_NEURON : DEFINITION_RULE;
    const bool to_zero = of == SET_NEURON && resolved_choice(resolver, layer, SET_NEURON_RESET) == (int)RESET_ZERO;
    int length;
    const char *choice = choice_at(settings[of].choices, chosen.choice, &length);
    const char *name = arena_format(resolver->arena, "%.*s%s", length, choice, to_zero ? "_to_zero" : "");
    const struct defined *defined = resolver->sheet->defined;
    while (!defined->preset)
        defined = defined->next;
    return definitions_find(defined, kind, name);
}

/* The signal that a rule's definition names; local where it names none. */
static enum signal_kind signal_of(const struct resolver *resolver, const struct defined *defined)
{
    const char *text = "";
    for (const struct atom *word = defined->equations->signal; word; word = word->next)
        text = arena_format(resolver->arena, "%s%s%s", text, *text ? " " : "", word->text);
    return *text ? (enum signal_kind)word_value(WORDS_SIGNAL, text, (int)strlen(text)) : SIGNAL_LOCAL;
}

struct chosen_rule chosen_rule(const struct resolver *resolver)
{
    const struct value chosen = resolved_value(resolver, NULL, SET_LEARN);
    const struct value signal = resolved_value(resolver, NULL, SET_LEARN_SIGNAL);
    const struct defined *defined = chosen_definition(resolver, NULL, SET_LEARN);
    const enum signal_kind own = signal_of(resolver, defined);
    const enum signal_kind kind = chosen.defined && signal.set ? (enum signal_kind)signal.choice : own;
    const struct signal values = signal_named(kind);
    const bool through_time = values.reach == REACH_TIME;
    return (struct chosen_rule){.name = defined->name,
                                .defined = defined,
                                .kind = kind,
                                .signal = values,
                                .loss = through_time ? LOSS_SUM : LOSS_STEPS,
                                .readout_start = signal_is_own(values) ? TESS_START_SIGNS : TESS_START_NORMAL,
                                .bias_start = through_time ? TESS_START_UNIFORM : TESS_START_CONSTANT};
}

struct value chosen_basis(const struct resolver *resolver, const struct layer_sheet *layer)
{
    struct value basis = resolved_value(resolver, layer, SET_LEARN_SIGNAL_BASIS);
    const bool own = signal_is_own(chosen_rule(resolver).signal);
    if (!basis.set)
        basis.choice = choice_index(settings[SET_LEARN_SIGNAL_BASIS].choices, own ? "square_wave" : "normal");
    return basis;
}

/* The setting that a parameter of a built-in neuron or rule is: learn.alpha.post of alpha_post; SETTINGS: none. */
static enum setting_id setting_of_parameter(enum setting_id of, const char *name)
{
    for (enum setting_id id = of; id < SETTINGS; id++) {
        if (!setting_is_inside(of, id) || settings[id].type != TYPE_REAL)
            continue;
        const char *path = settings[id].path + strlen(settings[of].path) + 1, *at = name;
        for (; *path && (*path == *at || (*path == '.' && *at == '_')); path++)
            at++;
        if (!*path && !*at)
            return id;
    }
    return SETTINGS;
}

struct value resolved_parameter(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id of,
                                const char *name)
{
    const struct value *value = layer ? parameter_find(&layer->values, of, name) : NULL;
    if (!value && (!layer || !layer->values.of[of].set))
        value = parameter_find(&resolver->sheet->values, of, name);
    if (value)
        return *value;
    const enum setting_id id = setting_of_parameter(of, name);
    return id == SETTINGS ? (struct value){0} : resolved_value(resolver, layer, id);
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
