/* The interpreter as a struct tess_model: its stages, tables and description. */
#include "interpret/interpret.h"

#include "interpret/reference.h"
#include "tess/build.h"

enum { ONE_IMAGE = 1, NO_IMAGES = 0 };

static void add(struct tess_stage *list, int *stages, const char *name, int layer, tess_stage_fn *run, int blocks,
                int images)
{
    list[(*stages)++] = (struct tess_stage){name, layer, run, blocks, images, 0, NULL, false};
}

static const char *named(struct arena *arena, const struct reference *reference, int layer, const char *what)
{
    return arena_format(arena, "%s %s", layer < reference->layers ? reference->model->layer[layer].name : "readout",
                        what);
}

static int gradient_rows(const struct reference_layer *at)
{
    int trained = at->neuron.trained_count;

    return trained ? at->rows + 1 + trained : at->rows + (at->bias >= 0);
}

static void add_layer(struct arena *arena, struct tess_stage *list, int *stages, struct reference_layer *at,
                      const struct reference *reference, enum layer_stage stage)
{
    static const struct {
        const char *name;
        tess_stage_fn *run;
    } rows[] = {[STAGE_FORWARD] = {"forward", stage_forward},
                [STAGE_SIGNAL] = {"signal", stage_signal},
                [STAGE_GRADIENT] = {"gradient", stage_gradient}};
    bool gradient = stage == STAGE_GRADIENT;

    at->stage[stage] = *stages;
    add(list, stages, named(arena, reference, at->index, rows[stage].name), at->index, rows[stage].run,
        gradient ? gradient_rows(at) : 1, gradient ? NO_IMAGES : ONE_IMAGE);
}

/* What a layer predicts by itself; in training its signal makes that. */
static void add_exit(struct arena *arena, struct tess_stage *list, int *stages, const struct reference *reference,
                     int layer)
{
    add(list, stages, named(arena, reference, layer, "exit"), layer, stage_exit, 1, ONE_IMAGE);
    list[*stages - 1].exit = true;
}

static void add_readout(struct arena *arena, struct tess_stage *list, int *stages, struct reference *reference,
                        bool train)
{
    int layers = reference->layers, *at = reference->readout.stage;

    at[STAGE_FORWARD] = *stages;
    add(list, stages, named(arena, reference, layers, "forward"), layers, stage_readout_forward, 1, ONE_IMAGE);
    if (!train)
        return;
    at[STAGE_SIGNAL] = *stages;
    add(list, stages, named(arena, reference, layers, "signal"), layers, stage_readout_signal, 1, ONE_IMAGE);
    at[STAGE_GRADIENT] = *stages;
    add(list, stages, named(arena, reference, layers, "gradient"), layers, stage_readout_gradient, reference->classes,
        NO_IMAGES);
}

/* Forward stages with exits, or with the signal and the gradient: after each layer's forward stage, or where signals
 * are known after the readout's, from the last layer to the first. */
static const struct tess_stage *pass_stages(struct arena *arena, struct reference *reference, bool train, int *stages)
{
    int layers = reference->layers;
    const struct signal signal = model_rule(reference->model)->signal;
    bool early = !signal_is_late(signal);
    struct tess_stage *list = ARENA_ARRAY(arena, struct tess_stage, 1 + (layers + 1) * LAYER_STAGES);

    add(list, stages, "input", -1, stage_input, 1, ONE_IMAGE);
    for (int i = 0; i < layers; i++) {
        for (int stage = STAGE_FORWARD; stage < (train && early ? LAYER_STAGES : STAGE_SIGNAL); stage++)
            add_layer(arena, list, stages, &reference->layer[i], reference, (enum layer_stage)stage);
        if (!train && signal_is_own(signal))
            add_exit(arena, list, stages, reference, i);
    }
    add_readout(arena, list, stages, reference, train);
    for (int i = layers - 1; train && !early && i >= 0; i--)
        for (int stage = STAGE_SIGNAL; stage < LAYER_STAGES; stage++)
            add_layer(arena, list, stages, &reference->layer[i], reference, (enum layer_stage)stage);
    return list;
}

/* Effective weights, after the optimizer's step if there is one. */
static const struct tess_stage *weight_stages(struct arena *arena, const struct reference *reference, bool update,
                                              int *stages)
{
    int layers = reference->layers;
    struct tess_stage *list = ARENA_ARRAY(arena, struct tess_stage, 2 * layers + 3);

    if (!update && signal_is_own(model_rule(reference->model)->signal))
        add(list, stages, "basis", -1, stage_basis, layers, NO_IMAGES);
    for (int i = 0; update && i < layers; i++)
        add(list, stages, named(arena, reference, i, "update"), i, stage_update,
            reference->layer[i].layer->out.channels, NO_IMAGES);
    if (update)
        add(list, stages, named(arena, reference, layers, "update"), layers, stage_readout_update, reference->classes,
            NO_IMAGES);
    add(list, stages, "weight statistics", -1, stage_statistics, layers, NO_IMAGES);
    for (int i = 0; i < layers; i++)
        add(list, stages, named(arena, reference, i, "weights"), i, stage_weights,
            reference->layer[i].layer->out.channels, NO_IMAGES);
    return list;
}

static const struct tess_layer_info *layer_infos(struct arena *arena, const struct reference *reference)
{
    struct tess_layer_info *info = ARENA_ARRAY(arena, struct tess_layer_info, reference->layers + 1);

    for (int i = 0; i < reference->layers; i++) {
        const struct layer *layer = reference->layer[i].layer;
        info[i] = (struct tess_layer_info){.name = layer->name,
                                           .text = layer->text,
                                           .neurons = (uint32_t)shape_size(layer->out),
                                           .dense_macs = (double)shape_size(layer->out) * reference->layer[i].rows,
                                           .threshold = layer->use.unproved ? 0 : layer->neuron.threshold,
                                           .latents = layer->latents,
                                           .logits = layer->logits,
                                           .logits_times = layer->logits_times};
    }
    info[reference->layers] =
        (struct tess_layer_info){.name = "readout",
                                 .text = "readout",
                                 .neurons = (uint32_t)reference->classes,
                                 .dense_macs = (double)reference->classes * reference->readout.features};
    return info;
}

const struct tess_model *interpret_model(struct arena *arena, const struct model *model)
{
    struct tess_model *result = ARENA_NEW(arena, struct tess_model);
    struct reference *reference = reference_create(arena, model);

    *result = (struct tess_model){
        .version = TESS_MODEL_VERSION,
        .name = model->name,
        .generator = "tessc " PACKAGE_VERSION,
        .engine = "interpret",
        .schedule = "stream",
        .compiler = TESS_COMPILER,
        .flags = TESS_FLAGS,
        .source = model->source,
        .input = model->input,
        .training = model->training,
        .layers = model->layers,
        .layer = layer_infos(arena, reference),
        .supervised_from = model->supervised_from,
        .local_loss = signal_is_own(model_rule(model)->signal),
        .predict_from = model->predict_from,
        .params = reference->params,
        .param = reference->param,
        .arena_bytes = reference->arena_bytes,
        .scratch_bytes = reference->scratch_bytes,
        .tap_bytes = reference->tap_bytes,
        .chunk = reference->chunk,
        .stepwise = reference->stepwise,
        .self = reference,
    };
    result->prepare = weight_stages(arena, reference, false, &result->prepare_stages);
    result->update = weight_stages(arena, reference, true, &result->update_stages);
    result->evaluate = pass_stages(arena, reference, false, &result->evaluate_stages);
    result->train = pass_stages(arena, reference, true, &result->train_stages); /* last: views want its indices */
    result->view = reference_views(arena, reference, &result->views);
    return result;
}
