#include "model/print.h"

#include <string.h>

#include "model/datasets.h"
#include "model/fields.h"
#include "support/yaml.h"

static void print_shape(struct yaml_out *out, const char *key, struct shape shape)
{
    yaml_flow_list(out, key);
    yaml_integer(out, NULL, shape.channels);
    yaml_integer(out, NULL, shape.height);
    yaml_integer(out, NULL, shape.width);
    yaml_end_list(out);
}

static void print_pair(struct yaml_out *out, const char *key, int height, int width)
{
    yaml_flow_list(out, key);
    yaml_integer(out, NULL, height);
    yaml_integer(out, NULL, width);
    yaml_end_list(out);
}

static void print_floats(struct yaml_out *out, const char *key, const float *values, int count)
{
    yaml_flow_list(out, key);
    for (int i = 0; i < count; i++)
        yaml_float(out, NULL, values[i]);
    yaml_end_list(out);
}

/* The clock matters where events are cut into frames. */
static void print_camera(struct yaml_out *out, const struct model *model)
{
    const struct tess_input *input = &model->input;
    if (input->framing == TESS_FRAMES_NONE)
        return;
    field_print(out, model, SET_INPUT_CLOCK);
    if (input->sensor_width)
        print_pair(out, "sensor", input->sensor_width, input->sensor_height);
}

static void print_input(struct yaml_out *out, const struct model *model)
{
    const struct tess_input *input = &model->input;
    yaml_map(out, "input");
    yaml_text(out, "dataset", input->dataset);
    if (!field_is_default(model, SET_INPUT_PIPELINE))
        fields_print(out, model, SET_INPUT_PIPELINE, SET_INPUT_ANTIALIAS);
    if (dataset_takes(input, "window"))
        field_print(out, model, SET_INPUT_WINDOW);
    print_shape(out, "shape", (struct shape){input->channels, input->height, input->width});
    yaml_integer(out, "classes", input->classes);
    yaml_integer(out, "steps", input->steps);
    yaml_boolean(out, "static", input->is_static);
    yaml_text(out, "framing", word_of(WORDS_FRAMING, (int)input->framing));
    if (input->framing == TESS_FRAMES_BY_TIME)
        yaml_float(out, "frame_ms", input->frame_ms);
    print_camera(out, model);
    fields_print(out, model, SET_INPUT_AUGMENT, SET_INPUT_CUTOUT_P);
    if (input->normalize) {
        print_floats(out, "mean", input->mean, input->channels);
        print_floats(out, "deviation", input->deviation, input->channels);
    }
    field_print(out, model, SET_INPUT_SHUFFLE_FRAMES);
    fields_print(out, model, SET_INPUT_TRAIN, SET_INPUT_TEST);
    yaml_end_map(out);
}

/* NAME: and parameters of a definition of the model's files. */
static void print_use(struct yaml_out *out, const char *key, const struct use *use)
{
    const struct equations *e = use->of->equations;
    yaml_flow_map(out, key);
    yaml_text(out, "name", use->of->name);
    for (int s = 0; s < e->symbols; s++)
        if (definition_parameter(use->of, e->symbol[s].name) == s)
            yaml_float(out, e->symbol[s].name, use->value[s]);
    yaml_end_map(out);
}

/* What is no LIF neuron has a definition alone. */
static void print_neuron(struct yaml_out *out, const struct layer *layer)
{
    if (!layer->use.built_in)
        print_use(out, "defined", &layer->use);
    if (layer->use.unproved)
        return;
    yaml_flow_map(out, "neuron");
    fields_print(out, layer, SET_NEURON, SET_NEURON_RESET_AMOUNT);
    yaml_end_map(out);
}

static void print_surrogate(struct yaml_out *out, const struct layer *layer)
{
    yaml_flow_map(out, "psi");
    fields_print(out, layer, SET_LEARN_PSI, SET_LEARN_PSI_SLOPE);
    yaml_end_map(out);
}

static void print_rule(struct yaml_out *out, const struct rule *rule)
{
    static const char through[] = "through "; /* what the printed model does without */
    const char *signal = word_of(WORDS_SIGNAL, (int)rule->signal_kind);
    yaml_map(out, "rule");
    yaml_text(out, "name", rule->name);
    yaml_text(out, "signal", strncmp(signal, through, sizeof through - 1) ? signal : signal + sizeof through - 1);
    if (!signal_is_own(rule->signal))
        yaml_text(out, "loss", word_of(WORDS_LOSS, (int)rule->loss));
    if (rule->function != LOSS_CROSS_ENTROPY)
        yaml_text(out, "loss_function", word_of(WORDS_FUNCTION, (int)rule->function));
    if (rule->smoothing != 0)
        yaml_float(out, "smoothing", rule->smoothing);
    if (!rule->use.built_in)
        print_use(out, "defined", &rule->use);
    if (rule->use.unproved) {
        yaml_end_map(out);
        return;
    }
    yaml_list(out, "terms");
    for (int i = 0; i < rule->terms; i++) {
        const struct term *term = &rule->term[i];
        yaml_flow_map(out, NULL);
        yaml_float(out, "coefficient", term->coefficient);
        yaml_text(out, "post", word_of(WORDS_POST, (int)term->post));
        if (term->post == POST_TRACE)
            yaml_float(out, "post_decay", term->post_decay);
        yaml_text(out, "pre", word_of(WORDS_PRE, (int)term->pre));
        if (term->pre == PRE_TRACE)
            yaml_float(out, "pre_decay", term->pre_decay);
        yaml_end_map(out);
    }
    yaml_end_list(out);
    yaml_end_map(out);
}

static void print_basis(struct yaml_out *out, const struct basis *basis, int classes)
{
    yaml_text(out, "basis", word_of(WORDS_BASIS, (int)basis->kind));
    if (basis->kind == BASIS_SQUARE_WAVE)
        print_floats(out, "frequencies", basis->frequencies, classes);
    if (basis->kind == BASIS_RANDOM || basis->kind == BASIS_NORMAL)
        yaml_integer(out, "basis_seed", (long long)basis->seed);
}

static void print_logits(struct yaml_out *out, const struct layer *layer)
{
    if (!signal_is_own(layer->rule.signal))
        return;
    yaml_flow_map(out, "logits");
    fields_print(out, layer, SET_LEARN_SIGNAL_LOGITS, SET_LEARN_SIGNAL_LOGITS_TIMES);
    yaml_end_map(out);
}

/* A basis that is not the first layer's stands with the layer. */
static void print_layer(struct yaml_out *out, const struct layer *layer, const struct model *model)
{
    yaml_map(out, NULL);
    yaml_text(out, "name", layer->name);
    yaml_text(out, "kind", layer->kind == LAYER_CONV ? "conv" : "linear");
    print_shape(out, "in", layer->in);
    print_shape(out, "out", layer->out);
    print_shape(out, "pooled", layer->pooled);
    print_pair(out, "kernel", layer->kernel_height, layer->kernel_width);
    yaml_integer(out, "pad", layer->pad);
    yaml_text(out, "pool", word_of(WORDS_POOL, (int)layer->pool));
    if (layer->pool != POOL_NONE)
        print_pair(out, "window", layer->pool_height, layer->pool_width);
    fields_print(out, layer, SET_WEIGHTS_MODE, SET_WEIGHTS_GAIN);
    if (!field_is_default(layer, SET_WEIGHTS_GAIN_START))
        field_print(out, layer, SET_WEIGHTS_GAIN_START);
    field_print(out, layer, SET_WEIGHTS_BIAS);
    if (!layer->learns)
        yaml_boolean(out, "learns", false);
    else if (!field_is_default(layer, SET_CONV_LR_TIMES))
        field_print(out, layer, SET_CONV_LR_TIMES);
    print_neuron(out, layer);
    print_surrogate(out, layer);
    if (layer->rule.signal.projection == PROJECTION_BASIS) {
        print_pair(out, "grid", layer->grid_height, layer->grid_width);
        yaml_integer(out, "latents", layer->latents);
        print_logits(out, layer);
        if (!same_basis(&layer->basis, &model->layer[0].basis, model->input.classes))
            print_basis(out, &layer->basis, model->input.classes);
    }
    print_rule(out, &layer->rule);
    yaml_end_map(out);
}

static void print_readout(struct yaml_out *out, const struct model *model)
{
    const struct readout *readout = &model->readout;
    const struct rule *rule = model_rule(model);
    yaml_flow_map(out, "readout");
    yaml_integer(out, "features", readout->features);
    yaml_integer(out, "classes", model->input.classes);
    if (readout->start == TESS_START_SIGNS)
        field_print(out, model, SET_READOUT_START);
    if (readout->bias_start == TESS_START_UNIFORM)
        yaml_float(out, "bias", readout->bias_scale);
    if (readout->loss != rule->loss)
        field_print(out, model, SET_READOUT_LOSS);
    if (readout->smoothing != rule->smoothing)
        field_print(out, model, SET_READOUT_LOSS_SMOOTHING);
    if (!readout->learns)
        yaml_boolean(out, "learns", false);
    else if (!field_is_default(model, SET_READOUT_LR_TIMES))
        field_print(out, model, SET_READOUT_LR_TIMES);
    yaml_end_map(out);
}

static void print_training(struct yaml_out *out, const struct model *model)
{
    yaml_map(out, "training");
    fields_print(out, model, SET_TRAIN_BATCH, SET_TRAIN_EPSILON);
    if (model->training.optimizer == TESS_ADAMW || model->training.weight_decay != 0)
        field_print(out, model, SET_TRAIN_WEIGHT_DECAY);
    if (!field_is_default(model, SET_TRAIN_UPDATE))
        field_print(out, model, SET_TRAIN_UPDATE);
    if (!field_is_default(model, SET_TRAIN_WARMUP))
        field_print(out, model, SET_TRAIN_WARMUP);
    fields_print(out, model, SET_TRAIN_PLATEAU, SET_TRAIN_ANNEAL_TO);
    if (model->input.validation == TESS_VALIDATE_ON_TEST)
        yaml_text(out, "validation", "test");
    else
        yaml_float(out, "validation", model->input.validation_share);
    yaml_end_map(out);
}

bool model_print(const struct model *model, FILE *file)
{
    struct yaml_out *out = yaml_out_open(file);
    yaml_map(out, NULL);
    yaml_text(out, "model", model->name);
    yaml_integer(out, "parameters", model_parameters(model));
    print_input(out, model);
    yaml_list(out, "layers");
    for (int i = 0; i < model->layers; i++)
        print_layer(out, &model->layer[i], model);
    yaml_end_list(out);
    print_readout(out, model);
    fields_print(out, model, SET_LEARN_SIGNAL_FROM, SET_LEARN_SCHEDULE);
    if (model_rule(model)->signal.projection == PROJECTION_BASIS)
        print_basis(out, &model->layer[0].basis, model->input.classes);
    yaml_text(out, "predict_from", model->predict_from);
    print_training(out, model);
    yaml_end_map(out);
    return yaml_out_close(out);
}
