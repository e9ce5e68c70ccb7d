#include <math.h>

#include "model/resolve_steps.h"

/* Beyond these the arena would not fit into any machine that this compiler is meant for. */
static const double most_values = 1 << 28, most_weights = 1 << 30;

static bool fail_size(struct resolver *resolver, struct span span, int index, const char *what, double count)
{
    diagnose_error(resolver->diagnostics, span, "%s %s: %.0f", resolver->model->layer[index].name, what, count);
    return false;
}

/* Where the incoming map comes from, for notes. */
static void note_incoming(struct resolver *resolver, int index)
{
    const struct shape in = resolver->model->layer[index].in;
    if (index == 0)
        diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT), "the input is %dx%dx%d",
                      in.channels, in.height, in.width);
    else
        diagnose_note(resolver->diagnostics, resolver->sheet->layer[index - 1]->span, "%s gives %dx%dx%d",
                      resolver->model->layer[index - 1].name, in.channels, in.height, in.width);
}

static bool shape_pool(struct resolver *resolver, int index)
{
    const struct layer_sheet *sheet = resolver->sheet->layer[index];
    struct layer *layer = &resolver->model->layer[index];
    if (layer->pool_height == 0) {
        layer->pool_height = layer->out.height;
        layer->pool_width = layer->out.width;
    }
    layer->pooled = (struct shape){layer->out.channels, layer->out.height / layer->pool_height,
                                   layer->out.width / layer->pool_width};
    if (layer->pooled.height > 0 && layer->pooled.width > 0)
        return true;
    enum setting_id id = layer->pool == POOL_MAX ? SET_CONV_MAXPOOL : SET_CONV_AVGPOOL;
    diagnose_error(resolver->diagnostics, sheet->values.of[id].span,
                   "a pooling window of %dx%d does not fit into a map of %dx%d", layer->pool_height, layer->pool_width,
                   layer->out.height, layer->out.width);
    note_incoming(resolver, index);
    return false;
}

static void shape_grid(struct resolver *resolver, int index)
{
    const struct value *grid = &resolver->sheet->layer[index]->values.of[SET_CONV_SIGNAL_GRID];
    struct layer *layer = &resolver->model->layer[index];
    const struct shape pooled = layer->pooled;
    const enum signal_projection projection = layer->rule.signal.projection;
    if (projection == PROJECTION_WEIGHTS)
        return;
    layer->grid_height = layer->grid_width = 1;
    if (projection == PROJECTION_ALL)
        return;
    layer->grid_height = grid->set ? grid->size[0] : pooled.height < 2 ? pooled.height : 2;
    layer->grid_width = grid->set ? grid->size[1] : pooled.width < 2 ? pooled.width : 2;
}

static bool shape_conv(struct resolver *resolver, int index)
{
    const struct layer_sheet *sheet = resolver->sheet->layer[index];
    struct layer *layer = &resolver->model->layer[index];
    if (index > 0 && resolver->model->layer[index - 1].kind == LAYER_LINEAR) {
        diagnose_error(resolver->diagnostics, sheet->span, "a conv cannot follow a linear layer: it needs a map");
        note_incoming(resolver, index);
        return false;
    }
    layer->out.height = layer->in.height + 2 * layer->pad - layer->kernel_height + 1;
    layer->out.width = layer->in.width + 2 * layer->pad - layer->kernel_width + 1;
    if (layer->out.height < 1 || layer->out.width < 1) {
        diagnose_error(resolver->diagnostics, sheet->values.of[SET_CONV_KERNEL].span,
                       "a kernel of %dx%d with pad %d does not fit into a map of %dx%d", layer->kernel_height,
                       layer->kernel_width, layer->pad, layer->in.height, layer->in.width);
        note_incoming(resolver, index);
        return false;
    }
    if (layer->pad >= layer->kernel_height || layer->pad >= layer->kernel_width) {
        diagnose_error(resolver->diagnostics, sheet->values.of[SET_CONV_PAD].span,
                       "pad %d with a kernel of %dx%d: some windows would see nothing but padding", layer->pad,
                       layer->kernel_height, layer->kernel_width);
        return false;
    }
    if (!shape_pool(resolver, index))
        return false;
    shape_grid(resolver, index);
    return true;
}

static bool shape_linear(struct resolver *resolver, int index)
{
    const struct value *bins = &resolver->sheet->layer[index]->values.of[SET_LINEAR_SIGNAL_BINS];
    struct layer *layer = &resolver->model->layer[index];
    layer->kernel_height = layer->in.height;
    layer->kernel_width = layer->in.width;
    layer->out.height = layer->out.width = 1;
    layer->pooled = layer->out;
    if (signal_goes_down(layer->rule.signal))
        return true;
    layer->grid_height = 1;
    layer->grid_width =
        bins->set && layer->rule.signal.projection == PROJECTION_BASIS ? (int)bins->integer : layer->out.channels;
    return true;
}

/* Also sets the number of latents, once it is known to be small enough. */
static bool check_amounts(struct resolver *resolver, int index)
{
    struct layer *layer = &resolver->model->layer[index];
    struct span span = resolver->sheet->layer[index]->span;
    double weights = (double)layer->out.channels * layer->in.channels * layer->kernel_height * layer->kernel_width;
    double values = (double)layer->out.channels * layer->out.height * layer->out.width;
    double latents = (double)layer->grid_height * layer->grid_width;
    if (layer->kind == LAYER_CONV)
        latents *= layer->out.channels;
    if (weights > most_weights)
        return fail_size(resolver, span, index, "has too many weights", weights);
    if (values > most_values)
        return fail_size(resolver, span, index, "has too many neurons", values);
    if (latents * resolver->model->input.classes > most_values)
        return fail_size(resolver, span, index, "has too many latents times classes",
                         latents * resolver->model->input.classes);
    layer->latents = (int)latents;
    if (layer->weights != WEIGHTS_RAW && layer->in.channels * layer->kernel_height * layer->kernel_width < 2) {
        diagnose_error(resolver->diagnostics, span,
                       "one weight a channel can only be raw: it has no spread to be centred or standardized by");
        return false;
    }
    return true;
}

/* Is the last layer's basis one of signs? */
static bool last_has_signs(const struct resolver *resolver)
{
    const struct layer_sheet *last = resolver->sheet->layer[resolver->sheet->layers - 1];
    return chosen_basis(resolver, last).choice !=
           choice_index(settings[SET_LEARN_SIGNAL_BASIS].choices, word_of(WORDS_BASIS, (int)BASIS_NORMAL));
}

static void resolve_readout(struct resolver *resolver, struct shape incoming)
{
    struct readout *readout = &resolver->model->readout;
    struct value start = resolved_value(resolver, NULL, SET_READOUT_START);
    struct value bias = resolved_value(resolver, NULL, SET_READOUT_BIAS);
    readout->features = shape_size(incoming);
    readout->rate_factor = readout->learns ? resolved_value(resolver, NULL, SET_READOUT_LR_TIMES).real : 0;
    readout->start = start.set                  ? (enum tess_start)resolved_choice(resolver, NULL, SET_READOUT_START)
                     : last_has_signs(resolver) ? chosen_rule(resolver).readout_start
                                                : TESS_START_NORMAL;
    readout->bias_start = bias.set ? (enum tess_start)resolved_choice(resolver, NULL, SET_READOUT_BIAS)
                                   : chosen_rule(resolver).bias_start;
    if (readout->bias_start == TESS_START_UNIFORM)
        readout->bias_scale = (float)(1 / sqrt(readout->features));
}

bool resolve_shapes(struct resolver *resolver)
{
    struct model *model = resolver->model;
    struct shape incoming = {model->input.channels, model->input.height, model->input.width};
    if ((double)incoming.channels * incoming.height * incoming.width > most_values) {
        diagnose_error(resolver->diagnostics, setting_span(resolver, NULL, SET_INPUT), "the input is too large");
        return false;
    }
    for (int i = 0; i < model->layers; i++) {
        struct layer *layer = &model->layer[i];
        layer->in = incoming;
        if (!(layer->kind == LAYER_CONV ? shape_conv : shape_linear)(resolver, i) || !check_amounts(resolver, i))
            return false;
        incoming = layer->pooled;
    }
    resolve_readout(resolver, incoming);
    const double weights = (double)model->readout.features * model->input.classes;
    if (weights <= most_weights)
        return true;
    diagnose_error(resolver->diagnostics, resolver->sheet->readout, "the readout has too many weights: %.0f", weights);
    return false;
}
