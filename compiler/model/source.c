/* The resolved model written as one model file in which everything is said: what resolved.tess holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/datasets.h"
#include "model/load.h"
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
static void put_dataset(FILE *file, const struct tess_input *input)
{
    fprintf(file, "    dataset %s", input->dataset);
    if (input->pipeline == TESS_PIPELINE_PUBLISHED)
        fprintf(file, ", pipeline published antialias %s", input->antialias ? "on" : "off");
    if (dataset_takes(input, "window")) {
        put_number(file, ", window ", input->window_ms);
        fprintf(file, " ms");
    }
    fprintf(file, "\n    classes %d\n", input->classes);
}

static void put_camera(FILE *file, const struct tess_input *input)
{
    static const char *const clocks[] = {
        [TESS_CLOCK_AS_IS] = "as_is", [TESS_CLOCK_SORT] = "sort", [TESS_CLOCK_LAST_RESET] = "last_reset"};
    if (input->framing != TESS_FRAMES_NONE && dataset_is_recorded(input))
        fprintf(file, "\n    clock %s", clocks[input->clock]);
    if (input->sensor_width)
        fprintf(file, "\n    sensor %dx%d", input->sensor_width, input->sensor_height);
}

static void put_input(FILE *file, const struct tess_input *input)
{
    fprintf(file, "input %dx%dx%d {\n", input->channels, input->height, input->width);
    put_dataset(file, input);
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
    put_camera(file, input);
    fprintf(file, "\n    augment crop pad %d", input->crop_pad);
    put_number(file, ", flip p ", input->flip_probability);
    put_number(file, ", cutout p ", input->cutout_probability);
    fprintf(file, "\n    normalize");
    if (input->normalize) {
        put_numbers(file, " mean", input->mean, input->channels);
        put_numbers(file, "  std", input->deviation, input->channels);
    } else {
        fprintf(file, " off");
    }
    if (dataset_takes(input, "train"))
        fprintf(file, "\n    train %d samples; test %d samples", input->synthetic_train, input->synthetic_test);
    fprintf(file, "\n    shuffle frames %s\n}\n\n", input->shuffle_frames ? "on" : "off");
}

static void put_neuron(FILE *file, const struct neuron *neuron)
{
    put_number(file, "neuron lif { leak ", neuron->leak);
    put_number(file, "; threshold ", neuron->threshold);
    if (neuron->reset == RESET_SUBTRACT)
        put_number(file, "; reset subtract ", neuron->reset_amount);
    else
        fprintf(file, "; reset zero");
    fprintf(file, " }");
}

/* Where gains start is said of every layer, if it has to be said of the first, whose settings are the model's. */
static void put_weights(FILE *file, const struct layer *layer, const struct layer *first)
{
    static const char *const modes[] = {
        [WEIGHTS_STANDARDIZE] = "standardize", [WEIGHTS_CENTER] = "center", [WEIGHTS_RAW] = "raw"};
    fprintf(file, "weights { %s; gain %s", modes[layer->weights], layer->gain ? "on" : "off");
    if (layer->gain && (layer->gain_start != 1 || first->gain_start != 1))
        put_number(file, " start ", layer->gain_start);
    fprintf(file, "; bias %s }", layer->bias ? "on" : "off");
}

static void put_surrogate(FILE *file, const struct surrogate *surrogate)
{
    bool triangle = surrogate->kind == SURROGATE_TRIANGLE;
    put_number(file, triangle ? "psi triangle height " : "psi fast_sigmoid height ", surrogate->height);
    put_number(file, triangle ? " width " : " slope ", triangle ? surrogate->width : surrogate->slope);
}

static bool same_neuron(const struct neuron *a, const struct neuron *b)
{
    return a->leak == b->leak && a->threshold == b->threshold && a->reset == b->reset &&
           a->reset_amount == b->reset_amount;
}

static bool same_weights(const struct layer *a, const struct layer *b)
{
    return a->weights == b->weights && a->gain == b->gain && a->gain_start == b->gain_start && a->bias == b->bias;
}

static bool same_surrogate(const struct surrogate *a, const struct surrogate *b)
{
    return a->kind == b->kind && a->height == b->height && a->width == b->width && a->slope == b->slope;
}

static bool same_logits(const struct layer *a, const struct layer *b)
{
    return a->logits == b->logits && a->logits_times == b->logits_times;
}

static void put_logits(FILE *file, const char *before, const struct layer *layer)
{
    fprintf(file, "%slogits %s", before, logits_name(layer->logits));
    put_number(file, " times ", layer->logits_times);
}

static void put_basis(FILE *file, const char *before, const struct basis *basis, int classes)
{
    fprintf(file, "%s", before);
    if (basis->kind == BASIS_SQUARE_WAVE)
        put_numbers(file, "basis frequencies", basis->frequencies, classes);
    else
        fprintf(file, "basis %s", basis_name(basis->kind));
    if (basis->kind == BASIS_RANDOM)
        fprintf(file, " %llu", (unsigned long long)basis->seed);
}

/* What a local signal sees of the layer, a basis and logits that are not the first layer's; signals from above have
 * neither. */
static void put_layer_signal(FILE *file, const struct layer *layer, const struct layer *first, int classes)
{
    if (layer->rule.signal != SIGNAL_LOCAL)
        return;
    if (layer->kind == LAYER_CONV)
        fprintf(file, "  signal grid %dx%d", layer->grid_height, layer->grid_width);
    else
        fprintf(file, "  signal bins %d", layer->latents);
    if (!same_basis(&layer->basis, &first->basis, classes))
        put_basis(file, " ", &layer->basis, classes);
    if (!same_logits(layer, first))
        put_logits(file, " ", layer);
}

static void put_rate_factor(FILE *file, float factor)
{
    if (factor != 1)
        put_number(file, "  lr times ", factor);
}

/* What the readout does not share with the layers. */
static void put_readout(FILE *file, const struct readout *readout, const struct rule *rule)
{
    fprintf(file, "    readout  start %s  bias %s", readout->start == TESS_START_SIGNS ? "signs" : "normal",
            readout->bias_start == TESS_START_UNIFORM ? "uniform" : "zero");
    if (readout->loss != rule->loss || readout->smoothing != rule->smoothing) {
        fprintf(file, "  loss %s", readout->loss == LOSS_SUM ? "sum" : "each step");
        put_number(file, " smoothing ", readout->smoothing);
    }
    put_rate_factor(file, readout->rate_factor);
    fprintf(file, "\n}\n\n");
}

/* A layer, with a block for what it does not share with the first. */
static void put_layer(FILE *file, const struct layer *layer, const struct layer *first, int classes)
{
    fprintf(file, "    %s", layer->text);
    put_layer_signal(file, layer, first, classes);
    put_rate_factor(file, layer->rate_factor);
    bool neuron = same_neuron(&layer->neuron, &first->neuron), weights = same_weights(layer, first);
    bool surrogate = same_surrogate(&layer->surrogate, &first->surrogate);
    if (!neuron || !weights || !surrogate) {
        fprintf(file, " {\n        ");
        if (!neuron)
            put_neuron(file, &layer->neuron);
        if (!weights) {
            fprintf(file, "%s", neuron ? "" : "\n        ");
            put_weights(file, layer, first);
        }
        if (!surrogate) {
            fprintf(file, "%s", neuron && weights ? "" : "\n        ");
            put_surrogate(file, &layer->surrogate);
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
    static const char *const signals[] = {
        [SIGNAL_LOCAL] = "local", [SIGNAL_LAYERS] = "through layers", [SIGNAL_TIME] = "through layers and time"};
    const struct rule *rule = model_rule(model);
    fprintf(file, "    signal %s {", signals[rule->signal]);
    if (rule->signal == SIGNAL_LOCAL) {
        put_basis(file, "\n        ", &model->layer[0].basis, model->input.classes);
        put_logits(file, "\n        ", &model->layer[0]);
        fprintf(file, "\n        loss cross_entropy");
    } else {
        fprintf(file, "\n        loss cross_entropy of %s", rule->loss == LOSS_SUM ? "sum" : "each step");
    }
    if (rule->smoothing != 0)
        put_number(file, " smoothing ", rule->smoothing);
    if (rule->signal != SIGNAL_TIME)
        fprintf(file, "\n        from step %d", model->supervised_from);
    fprintf(file, "\n    }\n");
}

static void put_learn(FILE *file, const struct model *model)
{
    const struct rule *rule = model_rule(model);
    fprintf(file, "learn %s {\n", rule->name);
    if (rule->signal != SIGNAL_TIME)
        put_terms(file, rule);
    fprintf(file, "    ");
    put_surrogate(file, &model->layer[0].surrogate);
    fprintf(file, "\n");
    put_signal(file, model);
    fprintf(file, "    schedule %s\n}\n\n", schedule_name(model->schedule));
}

static void put_optimizer(FILE *file, const struct tess_training *training)
{
    static const char *const names[] = {
        [TESS_ADAM] = "adam", [TESS_SGD] = "sgd", [TESS_NESTEROV] = "nesterov", [TESS_ADAMW] = "adamw"};
    fprintf(file, "    optimizer %s", names[training->optimizer]);
    put_number(file, " lr ", training->learning_rate);
    if (tess_has_second_moment(training->optimizer)) {
        put_number(file, " beta1 ", training->beta1);
        put_number(file, " beta2 ", training->beta2);
        put_number(file, " epsilon ", training->epsilon);
    } else {
        put_number(file, " momentum ", training->momentum);
    }
    if (training->optimizer == TESS_ADAMW || training->weight_decay != 0)
        put_number(file, " weight_decay ", training->weight_decay);
}

static void put_annealing(FILE *file, const struct tess_training *training)
{
    static const char *const words[] = {
        [TESS_ANNEAL_OFF] = "off", [TESS_ANNEAL_LINEAR] = "linear", [TESS_ANNEAL_COSINE] = "cosine"};
    fprintf(file, "\n    anneal %s", words[training->annealing]);
    if (training->annealing != TESS_ANNEAL_OFF)
        put_number(file, " to ", training->annealed_learning_rate);
}

static void put_training(FILE *file, const struct tess_training *training, const struct tess_input *input)
{
    bool on_test = input->validation == TESS_VALIDATE_ON_TEST;
    fprintf(file, "train {\n    batch %d\n    epochs %d", training->batch, training->epochs);
    if (training->warmup > 0) {
        put_number(file, ", warmup ", training->warmup);
        fprintf(file, " epochs");
    }
    fprintf(file, "\n    seed %llu\n", (unsigned long long)training->seed);
    put_optimizer(file, training);
    if (training->plateau) {
        fprintf(file, "\n    plateau on %s loss", on_test ? "test" : "validation");
        put_number(file, ", factor ", training->plateau_factor);
        fprintf(file, ", patience %d", training->plateau_patience);
        put_number(file, ", threshold ", training->plateau_threshold);
        put_number(file, ", minimum ", training->minimum_learning_rate);
    } else {
        fprintf(file, "\n    plateau off");
    }
    put_annealing(file, training);
    if (on_test)
        fprintf(file, "\n    validate on test\n}\n");
    else {
        put_number(file, "\n    validate ", input->validation_share);
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
    put_input(file, &model->input);
    put_neuron(file, &model->layer[0].neuron);
    fprintf(file, "\n");
    put_weights(file, &model->layer[0], &model->layer[0]);
    fprintf(file, "\n\nnetwork {\n");
    for (int i = 0; i < model->layers; i++)
        put_layer(file, &model->layer[i], &model->layer[0], model->input.classes);
    put_readout(file, &model->readout, model_rule(model));
    put_learn(file, model);
    fprintf(file, "predict from %s\n\n", model->predict_from);
    put_training(file, &model->training, &model->input);
    if (fclose(file) != 0) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    const char *copy = arena_copy(arena, text, length);
    free(text);
    return copy;
}
