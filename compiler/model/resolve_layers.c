#include "model/resolve_steps.h"

static void resolve_weights(struct resolver *resolver, const struct layer_sheet *sheet, struct layer *layer)
{
    struct value mode = resolved_value(resolver, sheet, SET_WEIGHTS_MODE);
    struct value gain = resolved_value(resolver, sheet, SET_WEIGHTS_GAIN);
    struct value start = resolved_value(resolver, sheet, SET_WEIGHTS_GAIN_START);
    resolve_fields(resolver, sheet, SET_WEIGHTS, layer);
    layer->gain = layer->weights == WEIGHTS_STANDARDIZE && (!gain.set || gain.integer);
    layer->gain_start = layer->gain ? start.real : 1;
    if (layer->gain || (gain.set && !gain.integer))
        return;
    /* A mode that was chosen later, or for this layer alone, does without the gain that was meant for another. */
    const struct value *asked = gain.set && gain.generation >= mode.generation ? &gain : &start;
    const struct value *own = sheet->values.of;
    bool own_mode = own[SET_WEIGHTS_MODE].set && !own[SET_WEIGHTS_GAIN].set && !own[SET_WEIGHTS_GAIN_START].set;
    if (asked->set && !own_mode && asked->generation >= mode.generation) {
        diagnose_error(resolver->diagnostics, asked->span, "gain needs standardized weights");
        if (mode.set)
            diagnose_note(resolver->diagnostics, mode.span, "weights are chosen here");
    }
}

static void resolve_surrogate(struct resolver *resolver, const struct layer_sheet *sheet, struct surrogate *surrogate)
{
    static const float heights[] = {[SURROGATE_TRIANGLE] = 0.3f, [SURROGATE_FAST_SIGMOID] = 1};
    struct value height = resolved_value(resolver, sheet, SET_LEARN_PSI_HEIGHT);
    surrogate->kind = (enum surrogate_kind)resolved_choice(resolver, sheet, SET_LEARN_PSI);
    surrogate->height = height.set ? height.real : heights[surrogate->kind];
    if (surrogate->kind == SURROGATE_TRIANGLE)
        surrogate->width = resolved_value(resolver, sheet, SET_LEARN_PSI_WIDTH).real;
    else
        surrogate->slope = resolved_value(resolver, sheet, SET_LEARN_PSI_SLOPE).real;
}

/* What a model without a word about its logits gets, with the kind that the settings table has for it: signals that
 * teach, on all networks that docs/results.md reports. */
#define LOGITS_TIMES 5

static void resolve_logits(struct resolver *resolver, const struct layer_sheet *sheet, struct layer *layer)
{
    if (!signal_is_own(layer->rule.signal))
        return;
    struct value kind = resolved_value(resolver, sheet, SET_LEARN_SIGNAL_LOGITS);
    struct value times = resolved_value(resolver, sheet, SET_LEARN_SIGNAL_LOGITS_TIMES);
    resolve_fields(resolver, sheet, SET_LEARN_SIGNAL_LOGITS, layer);
    if (!times.set)
        layer->logits_times = kind.set ? 1 : LOGITS_TIMES;
}

/* Where the learning signal comes from and which loss it is of. */
static void resolve_signal(struct resolver *resolver, struct rule *rule)
{
    const struct chosen_rule chosen = chosen_rule(resolver);
    struct value loss = resolved_value(resolver, NULL, SET_LEARN_SIGNAL_LOSS_OF);
    rule->name = chosen.name;
    rule->signal_kind = chosen.kind;
    rule->signal = chosen.signal;
    rule->loss = loss.set ? (enum loss_kind)resolved_choice(resolver, NULL, SET_LEARN_SIGNAL_LOSS_OF) : chosen.loss;
    rule->function = (enum loss_function)resolved_choice(resolver, NULL, SET_LEARN_SIGNAL_LOSS);
    rule->smoothing = resolved_value(resolver, NULL, SET_LEARN_SIGNAL_LOSS_SMOOTHING).real;
}

/* The readout's loss is what the signal's settings say, unless it has settings of its own. Where layers have no logits
 * there is no other loss. */
static void resolve_readout_loss(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct value own = resolved_value(resolver, NULL, SET_READOUT_LOSS);
    struct value smoothing = resolved_value(resolver, NULL, SET_READOUT_LOSS_SMOOTHING);
    for (int i = 0; i < model->layers; i++) {
        struct rule *rule = &model->layer[i].rule;
        model->readout.loss = own.set ? (enum loss_kind)resolved_choice(resolver, NULL, SET_READOUT_LOSS) : rule->loss;
        model->readout.smoothing = smoothing.set ? smoothing.real : rule->smoothing;
        if (signal_is_own(rule->signal))
            continue;
        rule->loss = model->readout.loss;
        rule->smoothing = model->readout.smoothing;
    }
}

static void resolve_conv(struct resolver *resolver, const struct layer_sheet *sheet, struct layer *layer)
{
    const struct value *values = sheet->values.of;
    layer->kernel_height = values[SET_CONV_KERNEL].size[0];
    layer->kernel_width = values[SET_CONV_KERNEL].size[1];
    layer->pad = (int)values[SET_CONV_PAD].integer;
    if (!values[SET_CONV_KERNEL].set)
        diagnose_error(resolver->diagnostics, sheet->span, "conv needs the size of its kernel: 'conv 64 3x3'");
    const struct value *max = &values[SET_CONV_MAXPOOL], *avg = &values[SET_CONV_AVGPOOL];
    if (max->set && avg->set) {
        diagnose_error(resolver->diagnostics, avg->span, "one layer, two kinds of pooling");
        diagnose_note(resolver->diagnostics, max->span, "the other is here");
    }
    layer->pool = max->set ? POOL_MAX : avg->set ? POOL_AVG : POOL_NONE;
    const struct value *pool = max->set ? max : avg;
    layer->pool_height = pool->set ? pool->size[0] : 1; /* 0: all */
    layer->pool_width = pool->set ? pool->size[1] : 1;
}

static const char *layer_text(struct arena *arena, const struct layer *layer)
{
    const char *pool = word_of(WORDS_POOL, (int)layer->pool);
    if (layer->kind == LAYER_LINEAR)
        return arena_format(arena, "linear %d", layer->out.channels);
    const char *text =
        arena_format(arena, "conv %d %dx%d", layer->out.channels, layer->kernel_height, layer->kernel_width);
    if (layer->pad)
        text = arena_format(arena, "%s pad %d", text, layer->pad);
    if (layer->pool == POOL_NONE)
        return text;
    if (layer->pool_height == 0)
        return arena_format(arena, "%s, %spool all", text, pool);
    return arena_format(arena, "%s, %spool %dx%d", text, pool, layer->pool_height, layer->pool_width);
}

void resolve_layers(struct resolver *resolver)
{
    const struct sheet *sheet = resolver->sheet;
    struct model *model = resolver->model;
    model->layers = sheet->layers;
    model->layer = ARENA_ARRAY(resolver->arena, struct layer, sheet->layers);
    model->supervised_from = (int)resolved_value(resolver, NULL, SET_LEARN_SIGNAL_FROM).integer;
    model->schedule = (enum schedule_kind)resolved_choice(resolver, NULL, SET_LEARN_SCHEDULE);
    for (int i = 0; i < model->layers; i++) {
        const struct layer_sheet *from = sheet->layer[i];
        struct layer *layer = &model->layer[i];
        layer->name = sheet_layer_name(resolver->arena, sheet, i);
        layer->kind = from->kind == SET_CONV ? LAYER_CONV : LAYER_LINEAR;
        layer->out.channels = (int)from->values.of[from->kind].integer;
        if (!from->values.of[from->kind].set)
            diagnose_error(resolver->diagnostics, from->span, "%s needs its number of %s", settings[from->kind].path,
                           layer->kind == LAYER_CONV ? "channels" : "features");
        if (layer->kind == LAYER_CONV)
            resolve_conv(resolver, from, layer);
        else
            layer->pool_height = layer->pool_width = 1;
        layer->text = layer_text(resolver->arena, layer);
        layer->rate_factor =
            resolved_value(resolver, from, from->kind == SET_CONV ? SET_CONV_LR_TIMES : SET_LINEAR_LR_TIMES).real;
        layer->learns = true;
        resolve_weights(resolver, from, layer);
        resolve_surrogate(resolver, from, &layer->surrogate);
        resolve_signal(resolver, &layer->rule);
        resolve_neuron(resolver, i);
        resolve_logits(resolver, from, layer);
    }
    resolve_rule(resolver);
    resolve_readout_loss(resolver);
}
