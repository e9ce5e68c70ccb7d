/* Neurons and rules: definitions, numbers for their parameters, and what can be proved of them. */
#include <string.h>

#include "equation/bind.h"
#include "model/lif.h"
#include "model/parameters.h"
#include "model/resolve_steps.h"
#include "model/rule_terms.h"

/* A parameter that was set of a definition which is not in force, as a variant may leave it behind. */
static void check_parameter(struct resolver *resolver, const struct layer_sheet *layer, const struct parameter *p)
{
    const struct value chosen = resolved_value(resolver, layer, p->of);
    const struct defined *defined = chosen_definition(resolver, layer, p->of);
    if (chosen.defined && definition_parameter(defined, p->name) >= 0)
        return;
    diagnose_error(resolver->diagnostics, p->value.span, "%s.%s does not go with %s %s", settings[p->of].path, p->name,
                   settings[p->of].path, defined->name);
    if (chosen.set)
        diagnose_note(resolver->diagnostics, chosen.span, "%s is chosen here", settings[p->of].path);
}

/* A setting of lif where a definition without such a parameter is in force. */
static void check_setting(struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id)
{
    const struct values *values = layer ? &layer->values : &resolver->sheet->values;
    const struct value chosen = resolved_value(resolver, layer, SET_NEURON);
    if (!values->of[id].set || !chosen.defined || definition_parameter(chosen.defined, setting_phrase(id)) >= 0)
        return;
    diagnose_error(resolver->diagnostics, values->of[id].span, "%s does not go with neuron %s", settings[id].path,
                   chosen.defined->name);
    diagnose_note(resolver->diagnostics, chosen.span, "neuron is chosen here");
}

void check_parameters(struct resolver *resolver, const struct layer_sheet *layer)
{
    const struct values *values = layer ? &layer->values : &resolver->sheet->values;
    for (const struct parameter *p = values->parameters; p; p = p->next)
        check_parameter(resolver, layer, p);
    for (enum setting_id id = SET_NEURON; setting_is_inside(SET_NEURON, ++id);)
        check_setting(resolver, layer, id);
}

/* What a spike subtracts is the threshold where nothing is said. */
static float value_of(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id of,
                      const struct symbol *symbol)
{
    const struct value value = resolved_parameter(resolver, layer, of, symbol->name);
    const bool built_in = !resolved_value(resolver, layer, of).defined;
    if (built_in && !strcmp(symbol->name, "reset_amount") && !value.set)
        return resolved_value(resolver, layer, SET_NEURON_THRESHOLD).real;
    return value.set || built_in ? value.real : symbol->value;
}

/* use->equations stays NULL where that is an error, which is reported. */
static struct use make_use(struct resolver *resolver, const struct layer_sheet *layer, enum setting_id of,
                           struct equations **bound)
{
    struct use use = {.of = chosen_definition(resolver, layer, of),
                      .built_in = !resolved_value(resolver, layer, of).defined};
    const struct equations *e = use.of->equations;
    float *value = ARENA_ARRAY(resolver->arena, float, e->symbols + 1);
    for (int s = 0; s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_PARAMETER || e->symbol[s].kind == SYMBOL_TRAINED)
            value[s] = value_of(resolver, layer, of, &e->symbol[s]);
    use.value = value;
    *bound = equations_bind(e, value, setting_span(resolver, layer, of), resolver->diagnostics);
    for (int s = 0; *bound && s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_TRAINED)
            (*bound)->symbol[s].value = value[s];
    use.equations = *bound;
    return use;
}

/* A trained parameter is one through which the loss goes back in time. */
static void check_trained(struct resolver *resolver, const struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    for (int s = 0; s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_TRAINED && layer->rule.signal.reach != REACH_TIME)
            diagnose_error(resolver->diagnostics, e->symbol[s].span,
                           "parameter '%s' is trained, which takes a signal through layers and time: 'learn bptt'",
                           e->symbol[s].name);
}

/* A step that has a psi of its own has it in place of the rule's. */
static void take_shape(struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    const struct node *fire = &e->node[e->fire];
    if (fire->shape == SHAPE_OF_RULE)
        return;
    const float second = e->node[fire->operand[2]].number;
    const bool triangle = fire->shape == SHAPE_TRIANGLE;
    layer->surrogate = (struct surrogate){.kind = triangle ? SURROGATE_TRIANGLE : SURROGATE_FAST_SIGMOID,
                                          .height = e->node[fire->operand[1]].number};
    *(triangle ? &layer->surrogate.width : &layer->surrogate.slope) = second;
}

/* What `neuron lif` is set to; a definition of a model's own has parameters in place of these settings. */
static void take_settings(struct resolver *resolver, const struct layer_sheet *sheet, struct layer *layer)
{
    if (!layer->use.built_in)
        return;
    resolve_fields(resolver, sheet, SET_NEURON, layer);
    if (!resolved_value(resolver, sheet, SET_NEURON_RESET_AMOUNT).set)
        layer->neuron.reset_amount = layer->neuron.threshold;
}

void resolve_neuron(struct resolver *resolver, int index)
{
    const struct layer_sheet *sheet = resolver->sheet->layer[index];
    struct layer *layer = &resolver->model->layer[index];
    struct equations *bound;
    struct use use = make_use(resolver, sheet, SET_NEURON, &bound);
    layer->use = use;
    if (!use.equations)
        return;
    for (int i = 0; i < index; i++) {
        const struct layer *other = &resolver->model->layer[i];
        if (!other->use.equations || !same_use(&other->use, &use))
            continue;
        layer->use = other->use; /* proved already */
        layer->neuron = other->neuron;
        take_shape(layer);
        return;
    }
    check_trained(resolver, layer);
    take_settings(resolver, sheet, layer);
    take_shape(layer);
    prove_lif(use.equations, layer->rule.signal.reach == REACH_TIME, &layer->neuron, &layer->use.unproved,
              &layer->use.unproved_at);
}

/* What a rule reads as u is the neuron's value of that name. */
static void check_u(struct resolver *resolver, const struct equations *rule, const struct layer *layer,
                    const struct layer_sheet *sheet)
{
    const struct equations *e = layer->use.equations;
    bool reads = false, has = false;
    int u = 0;
    while (u < rule->symbols && (rule->symbol[u].kind != SYMBOL_INPUT || strcmp(rule->symbol[u].name, "u") != 0))
        u++;
    for (int i = 0; i < rule->nodes; i++)
        for (int k = 0; k < OPERANDS; k++)
            reads |= rule->node[i].operand[k] == rule->symbol[u].node;
    for (int s = 0; s < rule->symbols; s++)
        reads |= rule->symbol[s].next == rule->symbol[u].node;
    for (int i = 0; i < e->locals; i++)
        has |= !strcmp(e->local[i].name, "u");
    if (!reads || has)
        return;
    diagnose_error(resolver->diagnostics, setting_span(resolver, sheet, SET_NEURON),
                   "neuron '%s' has no value 'u', which rule '%s' reads", layer->use.of->name, rule->name);
    diagnose_note(resolver->diagnostics, rule->span, "the rule is defined here");
}

/* Is delta m psi where nothing goes back through time? */
static bool delta_is_local(const struct layer *layer)
{
    return !layer->use.unproved || current_factor(layer->use.equations) == 1;
}

void resolve_rule(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct equations *bound;
    struct use use = make_use(resolver, NULL, SET_LEARN, &bound);
    struct products products = {0};
    if (!bound || !equations_products(bound, resolver->diagnostics, &products))
        return;
    for (int i = 0; i < model->layers; i++) {
        struct layer *layer = &model->layer[i];
        layer->rule.use = use;
        layer->rule.products = products;
        if (!layer->use.equations)
            continue;
        check_u(resolver, use.equations, layer, resolver->sheet->layer[i]);
        prove_terms(use.equations, &products, delta_is_local(layer), &layer->rule, &layer->rule.use.unproved,
                    &layer->rule.use.unproved_at);
    }
}
