#include "model/resolve.h"

#include <string.h>

#include "model/checks.h"
#include "model/resolve_steps.h"
#include "model/write.h"

/* The choice in force; the choices of learn.signal are in the order of enum signal_kind, standardize is the first mode
 * of weights. */
static struct value chosen_value(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    struct value chosen = resolved_value(resolver, layer, id);
    if (id == SET_LEARN_SIGNAL_BASIS)
        chosen = chosen_basis(resolver, layer);
    if (id == SET_LEARN_SIGNAL && !chosen.set)
        chosen.choice = (int)chosen_rule(resolver).kind;
    if (id == SET_WEIGHTS_GAIN && !chosen.set)
        chosen.integer = resolved_value(resolver, layer, SET_WEIGHTS_MODE).choice == 0;
    return chosen;
}

/* Does `id`, or a setting that it belongs to, go with what the parent of that was chosen to be? Otherwise *parent is
 * what it was chosen to be, of setting *of. What a layer has its own of goes with whatever the model chose. */
static bool is_companion(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id,
                         enum setting_id *of, struct value *parent)
{
    for (; id != SETTINGS; id = *of) {
        *of = setting_parent(id);
        if (layer && setting_is_layered(id))
            return true;
        if (!settings[id].with)
            continue;
        *parent = chosen_value(resolver, layer, *of);
        if (!setting_goes_with(id, settings[*of].type == TYPE_FLAG ? (int)parent->integer : parent->choice))
            return false;
    }
    return true;
}

/* One of the settings that it belongs to has been reported already. */
static bool is_reported(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    const struct values *values = layer ? &layer->values : &resolver->sheet->values;
    enum setting_id parent;
    struct value chosen;
    for (id = setting_parent(id); id != SETTINGS; id = setting_parent(id))
        if (values->of[id].set && !is_companion(resolver, layer, id, &parent, &chosen))
            return true;
    return false;
}

/* Settings that do not go with what their parent was chosen to be: `psi triangle slope 3`, `learn bptt { alpha pre 1
 * }`.
 */
static void check_companions(const struct resolver *resolver, const struct layer_sheet *layer)
{
    const struct values *values = layer ? &layer->values : &resolver->sheet->values;
    for (enum setting_id id = 0; id < SETTINGS; id++) {
        enum setting_id parent;
        struct value chosen;
        if (!values->of[id].set || is_companion(resolver, layer, id, &parent, &chosen) ||
            is_reported(resolver, layer, id))
            continue;
        int length = 3;
        const char *name = settings[parent].type == TYPE_FLAG ? "off"
                           : chosen.defined                   ? chosen.defined->name
                                            : choice_at(settings[parent].choices, chosen.choice, &length);
        if (chosen.defined)
            length = (int)strlen(name);
        diagnose_error(resolver->diagnostics, values->of[id].span, "%s does not go with %s %.*s", settings[id].path,
                       settings[parent].path, length, name);
        if (chosen.set)
            diagnose_note(resolver->diagnostics, chosen.span, "%s is chosen here", settings[parent].path);
    }
}

/* Other frameworks end in a layer with an output a class. */
static const char *last_as_readout(const struct resolver *resolver)
{
    const struct sheet *sheet = resolver->sheet;
    const struct layer_sheet *last = sheet->layers ? sheet->layer[sheet->layers - 1] : NULL;
    if (!last || last->kind != SET_LINEAR)
        return "";
    return arena_format(resolver->arena, "; where 'linear %d' tells the classes, write 'readout' in its place",
                        (int)last->values.of[SET_LINEAR].integer);
}

static void check_sheet(struct resolver *resolver)
{
    const struct sheet *sheet = resolver->sheet;
    check_companions(resolver, NULL);
    check_parameters(resolver, NULL);
    for (int i = 0; i < sheet->layers; i++)
        check_companions(resolver, sheet->layer[i]);
    for (int i = 0; i < sheet->layers; i++)
        check_parameters(resolver, sheet->layer[i]);
    if (!sheet->block[SET_NETWORK].source)
        diagnose_error(resolver->diagnostics, sheet->name_span, "the model has no network");
    else if (!sheet->has_readout)
        diagnose_error(resolver->diagnostics, sheet->block[SET_NETWORK], "the network does not end in a readout%s",
                       last_as_readout(resolver));
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
    resolve_update(&resolver);
    resolve_learners(&resolver);
    resolve_prediction(&resolver);
    if (diagnostics_errors(diagnostics))
        return NULL;
    if (resolve_shapes(&resolver)) {
        if (!signal_goes_down(model_rule(model)->signal))
            resolve_basis(&resolver);
        run_checks(&resolver);
    }
    if (diagnostics_errors(diagnostics))
        return NULL;
    model->source = model_source(arena, model);
    return model;
}
