/* The interpreter as a struct tess_model: its stages, tables and description. */
#include "interpret/interpret.h"

#include "interpret/engine.h"

enum { ONE_IMAGE = 1, NO_IMAGES = 0 };

static void add(struct tess_stage *list, int *stages, const char *name, int layer, tess_stage_fn *run, int blocks,
                int images)
{
    list[(*stages)++] = (struct tess_stage){name, layer, run, blocks, images};
}

static const char *named(struct arena *arena, const struct engine *engine, int layer, const char *what)
{
    return arena_format(arena, "%s %s", layer < engine->layers ? engine->model->layer[layer].name : "readout", what);
}

/* Forward stages alone, or with the signal and the gradient after each. */
static const struct tess_stage *pass_stages(struct arena *arena, const struct engine *engine, bool train, int *stages)
{
    int layers = engine->layers, classes = engine->classes;
    struct tess_stage *list = ARENA_ARRAY(arena, struct tess_stage, STAGE_FIRST_LAYER + (layers + 1) * LAYER_STAGES);

    add(list, stages, "input", -1, stage_input, 1, ONE_IMAGE);
    for (int i = 0; i < layers; i++) {
        add(list, stages, named(arena, engine, i, "forward"), i, stage_forward, 1, ONE_IMAGE);
        if (!train)
            continue;
        add(list, stages, named(arena, engine, i, "signal"), i, stage_signal, 1, ONE_IMAGE);
        add(list, stages, named(arena, engine, i, "gradient"), i, stage_gradient,
            engine->layer[i].rows + (engine->layer[i].bias >= 0), NO_IMAGES);
    }
    add(list, stages, named(arena, engine, layers, "forward"), layers, stage_readout_forward, 1, ONE_IMAGE);
    if (train) {
        add(list, stages, named(arena, engine, layers, "signal"), layers, stage_readout_signal, 1, ONE_IMAGE);
        add(list, stages, named(arena, engine, layers, "gradient"), layers, stage_readout_gradient, classes, NO_IMAGES);
    }
    return list;
}

/* Effective weights, after the optimizer's step if there is one. */
static const struct tess_stage *weight_stages(struct arena *arena, const struct engine *engine, bool update,
                                              int *stages)
{
    int layers = engine->layers;
    struct tess_stage *list = ARENA_ARRAY(arena, struct tess_stage, 2 * layers + 3);

    if (!update)
        add(list, stages, "square waves", -1, stage_basis, layers, NO_IMAGES);
    for (int i = 0; update && i < layers; i++)
        add(list, stages, named(arena, engine, i, "update"), i, stage_update, engine->layer[i].layer->out.channels,
            NO_IMAGES);
    if (update)
        add(list, stages, named(arena, engine, layers, "update"), layers, stage_readout_update, engine->classes,
            NO_IMAGES);
    add(list, stages, "weight statistics", -1, stage_statistics, layers, NO_IMAGES);
    for (int i = 0; i < layers; i++)
        add(list, stages, named(arena, engine, i, "weights"), i, stage_weights, engine->layer[i].layer->out.channels,
            NO_IMAGES);
    return list;
}

static const struct tess_layer_info *layer_infos(struct arena *arena, const struct engine *engine)
{
    struct tess_layer_info *info = ARENA_ARRAY(arena, struct tess_layer_info, engine->layers + 1);

    for (int i = 0; i < engine->layers; i++) {
        const struct layer *layer = engine->layer[i].layer;
        info[i] = (struct tess_layer_info){layer->name, layer->text, (uint32_t)shape_size(layer->out),
                                           (double)shape_size(layer->out) * engine->layer[i].rows};
    }
    info[engine->layers] = (struct tess_layer_info){"readout", "readout", (uint32_t)engine->classes,
                                                    (double)engine->classes * engine->readout.features};
    return info;
}

const struct tess_model *interpret_model(struct arena *arena, const struct model *model)
{
    struct tess_model *result = ARENA_NEW(arena, struct tess_model);
    struct engine *engine = engine_create(arena, model);

    *result = (struct tess_model){
        .version = TESS_MODEL_VERSION,
        .name = model->name,
        .generator = "tessc " PACKAGE_VERSION,
        .engine = "interpret",
        .schedule = "stream",
        .source = model->source,
        .input = model->input,
        .training = model->training,
        .layers = model->layers,
        .layer = layer_infos(arena, engine),
        .supervised_from = model->supervised_from,
        .params = engine->params,
        .param = engine->param,
        .arena_bytes = engine->arena_bytes,
        .scratch_bytes = engine->scratch_bytes,
        .tap_bytes = engine->tap_bytes,
        .chunk = engine->chunk,
        .self = engine,
    };
    result->prepare = weight_stages(arena, engine, false, &result->prepare_stages);
    result->update = weight_stages(arena, engine, true, &result->update_stages);
    result->train = pass_stages(arena, engine, true, &result->train_stages);
    result->evaluate = pass_stages(arena, engine, false, &result->evaluate_stages);
    result->view = engine_views(arena, engine, &result->views);
    return result;
}
