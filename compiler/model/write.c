#include "model/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "equation/write.h"
#include "model/datasets.h"
#include "model/fields.h"
#include "support/number.h"

static void put_number(FILE *file, const char *before, float value)
{
    char text[NUMBER_TEXT];
    fprintf(file, "%s%s", before, number_of_float(value, text));
}

static void put_numbers(FILE *file, const char *before, const float *values, int count)
{
    fprintf(file, "%s", before);
    for (int i = 0; i < count; i++)
        put_number(file, " ", values[i]);
}

/* dataset NAME and what goes with some of them */
static void put_dataset(FILE *file, const struct model *model)
{
    const struct tess_input *input = &model->input;
    fprintf(file, "    dataset %s", input->dataset);
    if (!field_is_default(model, SET_INPUT_PIPELINE)) {
        field_write(file, ", ", model, SET_INPUT_PIPELINE);
        field_write(file, " ", model, SET_INPUT_ANTIALIAS);
    }
    if (dataset_takes(input, "window"))
        field_write(file, ", ", model, SET_INPUT_WINDOW);
    fprintf(file, "\n    classes %d\n", input->classes);
}

static void put_camera(FILE *file, const struct model *model)
{
    const struct tess_input *input = &model->input;
    if (input->framing != TESS_FRAMES_NONE && dataset_is_recorded(input))
        field_write(file, "\n    ", model, SET_INPUT_CLOCK);
    if (input->sensor_width)
        fprintf(file, "\n    sensor %dx%d", input->sensor_width, input->sensor_height);
}

static void put_input(FILE *file, const struct model *model)
{
    const struct tess_input *input = &model->input;
    fprintf(file, "input %dx%dx%d {\n", input->channels, input->height, input->width);
    put_dataset(file, model);
    if (input->is_static)
        fprintf(file, "    present %d steps", input->steps);
    else
        fprintf(file, "    frames %d", input->steps);
    if (input->framing == TESS_FRAMES_BY_TIME) {
        put_number(file, " of ", input->frame_ms);
        fprintf(file, " ms");
    } else if (input->framing == TESS_FRAMES_BY_COUNT) {
        fprintf(file, " by count");
    }
    put_camera(file, model);
    field_write(file, "\n    augment crop ", model, SET_INPUT_CROP_PAD);
    field_write(file, ", flip ", model, SET_INPUT_FLIP_P);
    field_write(file, ", cutout ", model, SET_INPUT_CUTOUT_P);
    fprintf(file, "\n    normalize");
    if (input->normalize) {
        put_numbers(file, " mean", input->mean, input->channels);
        put_numbers(file, "  std", input->deviation, input->channels);
    } else {
        fprintf(file, " off");
    }
    if (dataset_takes(input, "train")) {
        field_write(file, "\n    ", model, SET_INPUT_TRAIN);
        field_write(file, "; ", model, SET_INPUT_TEST);
    }
    field_write(file, "\n    ", model, SET_INPUT_SHUFFLE_FRAMES);
    fprintf(file, "\n}\n\n");
}

/* What a definition's parameters are set to. */
static void put_parameters(FILE *file, const char *between, const struct use *use)
{
    const struct equations *e = use->of->equations;
    const char *before = "";
    for (int s = 0; s < e->symbols; s++)
        if (definition_parameter(use->of, e->symbol[s].name) == s) {
            fprintf(file, "%s%s", before, e->symbol[s].name);
            put_number(file, " ", use->value[s]);
            before = between;
        }
}

static void put_definition(FILE *file, const struct use *use)
{
    if (use->built_in)
        return;
    definition_write(file, use->of->statement);
    fprintf(file, "\n");
}

/* Of all neurons that layers have, each once, and of the rule. */
static void put_definitions(FILE *file, const struct model *model)
{
    for (int i = 0; i < model->layers; i++) {
        bool known = false;
        for (int k = 0; k < i; k++)
            known |= model->layer[k].use.of == model->layer[i].use.of;
        if (!known)
            put_definition(file, &model->layer[i].use);
    }
    put_definition(file, &model_rule(model)->use);
}

static void put_neuron(FILE *file, const struct layer *layer)
{
    if (!layer->use.built_in) {
        fprintf(file, "neuron %s { ", layer->use.of->name);
        put_parameters(file, "; ", &layer->use);
        fprintf(file, " }");
        return;
    }
    field_write(file, "neuron lif { ", layer, SET_NEURON_LEAK);
    fields_write(file, "; ", layer, SET_NEURON_THRESHOLD, SET_NEURON_RESET);
    fields_write(file, " ", layer, SET_NEURON_RESET_AMOUNT, SET_NEURON_RESET_AMOUNT);
    fprintf(file, " }");
}

/* Where gains start is said of every layer, if it has to be said of the first, whose settings are the model's. */
static void put_weights(FILE *file, const struct layer *layer, const struct layer *first)
{
    field_write(file, "weights { ", layer, SET_WEIGHTS_MODE);
    field_write(file, "; ", layer, SET_WEIGHTS_GAIN);
    if (layer->gain &&
        !(field_is_default(layer, SET_WEIGHTS_GAIN_START) && field_is_default(first, SET_WEIGHTS_GAIN_START)))
        field_write(file, " ", layer, SET_WEIGHTS_GAIN_START);
    field_write(file, "; ", layer, SET_WEIGHTS_BIAS);
    fprintf(file, " }");
}

static void put_surrogate(FILE *file, const struct layer *layer)
{
    field_write(file, "", layer, SET_LEARN_PSI);
    fields_write(file, " ", layer, SET_LEARN_PSI_HEIGHT, SET_LEARN_PSI_SLOPE);
}

static void put_logits(FILE *file, const char *before, const struct layer *layer)
{
    field_write(file, before, layer, SET_LEARN_SIGNAL_LOGITS);
    field_write(file, " ", layer, SET_LEARN_SIGNAL_LOGITS_TIMES);
}

static void put_basis(FILE *file, const char *before, const struct basis *basis, int classes)
{
    fprintf(file, "%s", before);
    if (basis->kind == BASIS_SQUARE_WAVE)
        put_numbers(file, "basis frequencies", basis->frequencies, classes);
    else
        fprintf(file, "basis %s", word_of(WORDS_BASIS, (int)basis->kind));
    if (basis->kind == BASIS_RANDOM || basis->kind == BASIS_NORMAL)
        fprintf(file, " %llu", (unsigned long long)basis->seed);
}

/* What a signal by a basis sees of the layer, a basis and logits that are not the first layer's; others have none. */
static void put_layer_signal(FILE *file, const struct layer *layer, const struct layer *first, int classes)
{
    if (layer->rule.signal.projection != PROJECTION_BASIS)
        return;
    if (layer->kind == LAYER_CONV)
        fprintf(file, "  signal grid %dx%d", layer->grid_height, layer->grid_width);
    else
        fprintf(file, "  signal bins %d", layer->latents);
    if (!same_basis(&layer->basis, &first->basis, classes))
        put_basis(file, " ", &layer->basis, classes);
    if (signal_is_own(layer->rule.signal) && !fields_agree(layer, first, SET_LEARN_SIGNAL_LOGITS))
        put_logits(file, " ", layer);
}

static void put_rate_factor(FILE *file, const void *of, enum setting_id id, bool learns)
{
    if (learns && !field_is_default(of, id))
        field_write(file, "  lr ", of, id);
}

/* What the readout does not share with the layers. */
static void put_readout(FILE *file, const struct model *model)
{
    const struct readout *readout = &model->readout;
    const struct rule *rule = model_rule(model);
    field_write(file, "    readout  ", model, SET_READOUT_START);
    field_write(file, "  ", model, SET_READOUT_BIAS);
    if (readout->loss != rule->loss || readout->smoothing != rule->smoothing) {
        field_write(file, "  ", model, SET_READOUT_LOSS);
        field_write(file, " ", model, SET_READOUT_LOSS_SMOOTHING);
    }
    put_rate_factor(file, model, SET_READOUT_LR_TIMES, readout->learns);
    fprintf(file, "\n}\n\n");
}

/* A layer, with a block for what it does not share with the first. */
static void put_layer(FILE *file, const struct layer *layer, const struct layer *first, int classes)
{
    fprintf(file, "    %s", layer->text);
    put_layer_signal(file, layer, first, classes);
    put_rate_factor(file, layer, SET_CONV_LR_TIMES, layer->learns);
    bool neuron = same_use(&layer->use, &first->use), weights = fields_agree(layer, first, SET_WEIGHTS);
    bool surrogate = fields_agree(layer, first, SET_LEARN_PSI);
    if (!neuron || !weights || !surrogate) {
        fprintf(file, " {\n        ");
        if (!neuron)
            put_neuron(file, layer);
        if (!weights) {
            fprintf(file, "%s", neuron ? "" : "\n        ");
            put_weights(file, layer, first);
        }
        if (!surrogate) {
            fprintf(file, "%s", neuron && weights ? "" : "\n        ");
            put_surrogate(file, layer);
        }
        fprintf(file, "\n    }");
    }
    fprintf(file, "\n");
}

/* The two terms with traces; traces whose terms have weight 0 do not matter and are left out. */
static void put_terms(FILE *file, const struct rule *rule)
{
    float alpha[2] = {0, 0}, lambda[2] = {0, 0};
    for (int i = 0; i < rule->terms; i++) {
        bool post = rule->term[i].post == POST_TRACE;
        alpha[post] = rule->term[i].coefficient;
        lambda[post] = post ? rule->term[i].post_decay : rule->term[i].pre_decay;
    }
    put_number(file, "    alpha pre ", alpha[0]);
    put_number(file, " post ", alpha[1]);
    if (alpha[0] != 0 || alpha[1] != 0)
        fprintf(file, "\n    lambda");
    if (alpha[0] != 0)
        put_number(file, " pre ", lambda[0]);
    if (alpha[1] != 0)
        put_number(file, " post ", lambda[1]);
    fprintf(file, "\n");
}

static void put_signal(FILE *file, const struct model *model)
{
    const struct rule *rule = model_rule(model);
    fprintf(file, "    signal %s {", word_of(WORDS_SIGNAL, (int)rule->signal_kind));
    if (rule->signal.projection == PROJECTION_BASIS)
        put_basis(file, "\n        ", &model->layer[0].basis, model->input.classes);
    if (signal_is_own(rule->signal)) {
        put_logits(file, "\n        ", &model->layer[0]);
        field_write(file, "\n        ", &model->layer[0], SET_LEARN_SIGNAL_LOSS);
    } else {
        field_write(file, "\n        ", &model->layer[0], SET_LEARN_SIGNAL_LOSS);
        field_write(file, " ", &model->layer[0], SET_LEARN_SIGNAL_LOSS_OF);
    }
    if (rule->smoothing != 0)
        field_write(file, " ", &model->layer[0], SET_LEARN_SIGNAL_LOSS_SMOOTHING);
    if (rule->signal.reach != REACH_TIME)
        field_write(file, "\n        ", model, SET_LEARN_SIGNAL_FROM);
    fprintf(file, "\n    }\n");
}

static void put_rule_parameters(FILE *file, const struct use *use)
{
    if (!*definition_parameters(use->equations->arena, use->of))
        return;
    fprintf(file, "    ");
    put_parameters(file, "; ", use);
    fprintf(file, "\n");
}

static void put_learn(FILE *file, const struct model *model)
{
    const struct rule *rule = model_rule(model);
    fprintf(file, "learn %s {\n", rule->name);
    if (!rule->use.built_in) {
        put_rule_parameters(file, &rule->use);
    } else if (rule->signal.reach != REACH_TIME) {
        put_terms(file, rule);
    }
    fprintf(file, "    ");
    put_surrogate(file, &model->layer[0]);
    fprintf(file, "\n");
    put_signal(file, model);
    field_write(file, "    ", model, SET_LEARN_SCHEDULE);
    if (model->learn_only)
        fprintf(file, "\n    only %s", model->learn_only);
    fprintf(file, "\n}\n\n");
}

static void put_optimizer(FILE *file, const struct model *model)
{
    field_write(file, "    ", model, SET_TRAIN_OPTIMIZER);
    fields_write(file, " ", model, SET_TRAIN_LR, SET_TRAIN_EPSILON);
    if (model->training.optimizer == TESS_ADAMW || model->training.weight_decay != 0)
        field_write(file, " ", model, SET_TRAIN_WEIGHT_DECAY);
}

static void put_training(FILE *file, const struct model *model)
{
    const bool on_test = model->input.validation == TESS_VALIDATE_ON_TEST;
    fprintf(file, "train {");
    fields_write(file, "\n    ", model, SET_TRAIN_BATCH, SET_TRAIN_EPOCHS);
    if (!field_is_default(model, SET_TRAIN_UPDATE))
        field_write(file, "\n    ", model, SET_TRAIN_UPDATE);
    if (!field_is_default(model, SET_TRAIN_WARMUP))
        field_write(file, ", ", model, SET_TRAIN_WARMUP);
    field_write(file, "\n    ", model, SET_TRAIN_SEED);
    fprintf(file, "\n");
    put_optimizer(file, model);
    if (model->training.plateau)
        fprintf(file, "\n    plateau on %s loss", on_test ? "test" : "validation");
    else
        fprintf(file, "\n    plateau off");
    fields_write(file, ", ", model, SET_TRAIN_PLATEAU_FACTOR, SET_TRAIN_PLATEAU_MINIMUM);
    field_write(file, "\n    ", model, SET_TRAIN_ANNEAL);
    fields_write(file, " ", model, SET_TRAIN_ANNEAL_TO, SET_TRAIN_ANNEAL_TO);
    if (on_test)
        fprintf(file, "\n    validate on test\n}\n");
    else {
        put_number(file, "\n    validate ", model->input.validation_share);
        fprintf(file, "\n}\n");
    }
}

const char *model_source(struct arena *arena, const struct model *model)
{
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    if (!file) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    fprintf(file, "tess 1\n\nmodel %s\n\n", model->name);
    put_definitions(file, model);
    put_input(file, model);
    put_neuron(file, &model->layer[0]);
    fprintf(file, "\n");
    put_weights(file, &model->layer[0], &model->layer[0]);
    fprintf(file, "\n\nnetwork {\n");
    for (int i = 0; i < model->layers; i++)
        put_layer(file, &model->layer[i], &model->layer[0], model->input.classes);
    put_readout(file, model);
    put_learn(file, model);
    fprintf(file, "predict from %s\n\n", model->predict_from);
    put_training(file, model);
    if (fclose(file) != 0) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    const char *copy = arena_copy(arena, text, length);
    free(text);
    return copy;
}
