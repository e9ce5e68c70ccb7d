/* The resolved model as YAML. */

#include "model/datasets.h"
#include "model/load.h"
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
static void print_camera(struct yaml_out *out, const struct tess_input *input)
{
    static const char *const clocks[] = {
        [TESS_CLOCK_AS_IS] = "as_is", [TESS_CLOCK_SORT] = "sort", [TESS_CLOCK_LAST_RESET] = "last_reset"};
    if (input->framing == TESS_FRAMES_NONE)
        return;
    yaml_text(out, "clock", clocks[input->clock]);
    if (input->sensor_width)
        print_pair(out, "sensor", input->sensor_width, input->sensor_height);
}

static void print_input(struct yaml_out *out, const struct tess_input *input)
{
    static const char *const framings[] = {
        [TESS_FRAMES_NONE] = "none", [TESS_FRAMES_BY_TIME] = "time", [TESS_FRAMES_BY_COUNT] = "count"};
    yaml_map(out, "input");
    yaml_text(out, "dataset", input->dataset);
    if (input->pipeline == TESS_PIPELINE_PUBLISHED) {
        yaml_text(out, "pipeline", "published");
        yaml_boolean(out, "antialias", input->antialias);
    }
    if (dataset_takes(input, "window"))
        yaml_float(out, "window_ms", input->window_ms);
    print_shape(out, "shape", (struct shape){input->channels, input->height, input->width});
    yaml_integer(out, "classes", input->classes);
    yaml_integer(out, "steps", input->steps);
    yaml_boolean(out, "static", input->is_static);
    yaml_text(out, "framing", framings[input->framing]);
    if (input->framing == TESS_FRAMES_BY_TIME)
        yaml_float(out, "frame_ms", input->frame_ms);
    print_camera(out, input);
    yaml_integer(out, "crop_pad", input->crop_pad);
    yaml_float(out, "flip_probability", input->flip_probability);
    yaml_float(out, "cutout_probability", input->cutout_probability);
    if (input->normalize) {
        print_floats(out, "mean", input->mean, input->channels);
        print_floats(out, "deviation", input->deviation, input->channels);
    }
    yaml_boolean(out, "shuffle_frames", input->shuffle_frames);
    yaml_integer(out, "synthetic_train", input->synthetic_train);
    yaml_integer(out, "synthetic_test", input->synthetic_test);
    yaml_end_map(out);
}

static void print_neuron(struct yaml_out *out, const struct neuron *neuron)
{
    yaml_flow_map(out, "neuron");
    yaml_float(out, "leak", neuron->leak);
    yaml_float(out, "threshold", neuron->threshold);
    yaml_text(out, "reset", neuron->reset == RESET_SUBTRACT ? "subtract" : "zero");
    if (neuron->reset == RESET_SUBTRACT)
        yaml_float(out, "amount", neuron->reset_amount);
    yaml_end_map(out);
}

static void print_surrogate(struct yaml_out *out, const struct surrogate *surrogate)
{
    bool triangle = surrogate->kind == SURROGATE_TRIANGLE;
    yaml_flow_map(out, "psi");
    yaml_text(out, "kind", triangle ? "triangle" : "fast_sigmoid");
    yaml_float(out, "height", surrogate->height);
    yaml_float(out, triangle ? "width" : "slope", triangle ? surrogate->width : surrogate->slope);
    yaml_end_map(out);
}

static const char *loss_text(enum loss_kind loss)
{
    return loss == LOSS_SUM ? "sum" : "each step";
}

static void print_rule(struct yaml_out *out, const struct rule *rule)
{
    static const char *const signals[] = {
        [SIGNAL_LOCAL] = "local", [SIGNAL_LAYERS] = "layers", [SIGNAL_TIME] = "layers and time"};
    static const char *const posts[] = {[POST_SURROGATE] = "psi", [POST_TRACE] = "trace", [POST_MEMBRANE] = "membrane"};
    yaml_map(out, "rule");
    yaml_text(out, "name", rule->name);
    yaml_text(out, "signal", signals[rule->signal]);
    if (rule->signal != SIGNAL_LOCAL)
        yaml_text(out, "loss", loss_text(rule->loss));
    if (rule->smoothing != 0)
        yaml_float(out, "smoothing", rule->smoothing);
    yaml_list(out, "terms");
    for (int i = 0; i < rule->terms; i++) {
        const struct term *term = &rule->term[i];
        yaml_flow_map(out, NULL);
        yaml_float(out, "coefficient", term->coefficient);
        yaml_text(out, "post", posts[term->post]);
        if (term->post == POST_TRACE)
            yaml_float(out, "post_decay", term->post_decay);
        yaml_text(out, "pre", term->pre == PRE_INPUT ? "input" : "trace");
        if (term->pre == PRE_TRACE)
            yaml_float(out, "pre_decay", term->pre_decay);
        yaml_end_map(out);
    }
    yaml_end_list(out);
    yaml_end_map(out);
}

static void print_basis(struct yaml_out *out, const struct basis *basis, int classes)
{
    yaml_text(out, "basis", basis_name(basis->kind));
    if (basis->kind == BASIS_SQUARE_WAVE)
        print_floats(out, "frequencies", basis->frequencies, classes);
    if (basis->kind == BASIS_RANDOM)
        yaml_integer(out, "basis_seed", (long long)basis->seed);
}

/* A basis that is not the first layer's stands with the layer. */
static void print_layer(struct yaml_out *out, const struct layer *layer, const struct model *model)
{
    static const char *const pools[] = {[POOL_NONE] = "none", [POOL_MAX] = "max", [POOL_AVG] = "avg"};
    static const char *const weights[] = {
        [WEIGHTS_STANDARDIZE] = "standardize", [WEIGHTS_CENTER] = "center", [WEIGHTS_RAW] = "raw"};
    yaml_map(out, NULL);
    yaml_text(out, "name", layer->name);
    yaml_text(out, "kind", layer->kind == LAYER_CONV ? "conv" : "linear");
    print_shape(out, "in", layer->in);
    print_shape(out, "out", layer->out);
    print_shape(out, "pooled", layer->pooled);
    print_pair(out, "kernel", layer->kernel_height, layer->kernel_width);
    yaml_integer(out, "pad", layer->pad);
    yaml_text(out, "pool", pools[layer->pool]);
    if (layer->pool != POOL_NONE)
        print_pair(out, "window", layer->pool_height, layer->pool_width);
    yaml_text(out, "weights", weights[layer->weights]);
    yaml_boolean(out, "gain", layer->gain);
    if (layer->gain_start != 1)
        yaml_float(out, "gain_start", layer->gain_start);
    yaml_boolean(out, "bias", layer->bias);
    if (layer->rate_factor != 1)
        yaml_float(out, "rate_factor", layer->rate_factor);
    print_neuron(out, &layer->neuron);
    print_surrogate(out, &layer->surrogate);
    if (layer->rule.signal == SIGNAL_LOCAL) {
        print_pair(out, "grid", layer->grid_height, layer->grid_width);
        yaml_integer(out, "latents", layer->latents);
        yaml_flow_map(out, "logits");
        yaml_text(out, "of", logits_name(layer->logits));
        yaml_float(out, "times", layer->logits_times);
        yaml_end_map(out);
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
        yaml_text(out, "start", "signs");
    if (readout->bias_start == TESS_START_UNIFORM)
        yaml_float(out, "bias", readout->bias_scale);
    if (readout->loss != rule->loss)
        yaml_text(out, "loss", loss_text(readout->loss));
    if (readout->smoothing != rule->smoothing)
        yaml_float(out, "smoothing", readout->smoothing);
    if (readout->rate_factor != 1)
        yaml_float(out, "rate_factor", readout->rate_factor);
    yaml_end_map(out);
}

static void print_training(struct yaml_out *out, const struct model *model)
{
    static const char *const optimizers[] = {
        [TESS_ADAM] = "adam", [TESS_SGD] = "sgd", [TESS_NESTEROV] = "nesterov", [TESS_ADAMW] = "adamw"};
    static const char *const annealings[] = {
        [TESS_ANNEAL_OFF] = "off", [TESS_ANNEAL_LINEAR] = "linear", [TESS_ANNEAL_COSINE] = "cosine"};
    const struct tess_training *training = &model->training;
    yaml_map(out, "training");
    yaml_integer(out, "batch", training->batch);
    yaml_integer(out, "epochs", training->epochs);
    yaml_integer(out, "seed", (long long)training->seed);
    yaml_text(out, "optimizer", optimizers[training->optimizer]);
    yaml_float(out, "learning_rate", training->learning_rate);
    if (tess_has_second_moment(training->optimizer)) {
        yaml_float(out, "beta1", training->beta1);
        yaml_float(out, "beta2", training->beta2);
        yaml_float(out, "epsilon", training->epsilon);
    } else {
        yaml_float(out, "momentum", training->momentum);
    }
    if (training->optimizer == TESS_ADAMW || training->weight_decay != 0)
        yaml_float(out, "weight_decay", training->weight_decay);
    if (training->warmup > 0)
        yaml_float(out, "warmup_epochs", training->warmup);
    yaml_boolean(out, "plateau", training->plateau);
    if (training->plateau) {
        yaml_float(out, "plateau_factor", training->plateau_factor);
        yaml_integer(out, "plateau_patience", training->plateau_patience);
        yaml_float(out, "plateau_threshold", training->plateau_threshold);
        yaml_float(out, "minimum_learning_rate", training->minimum_learning_rate);
    }
    yaml_text(out, "annealing", annealings[training->annealing]);
    if (training->annealing != TESS_ANNEAL_OFF)
        yaml_float(out, "annealed_learning_rate", training->annealed_learning_rate);
    if (model->input.validation == TESS_VALIDATE_ON_TEST)
        yaml_text(out, "validation", "test");
    else
        yaml_float(out, "validation", model->input.validation_share);
    yaml_end_map(out);
}

const char *schedule_name(enum schedule_kind schedule)
{
    static const char *const names[] = {
        [SCHEDULE_AUTO] = "auto", [SCHEDULE_FOLD] = "fold", [SCHEDULE_STREAM] = "stream"};
    return names[schedule];
}

bool model_print(const struct model *model, FILE *file)
{
    struct yaml_out *out = yaml_out_open(file);
    yaml_map(out, NULL);
    yaml_text(out, "model", model->name);
    yaml_integer(out, "parameters", model_parameters(model));
    print_input(out, &model->input);
    yaml_list(out, "layers");
    for (int i = 0; i < model->layers; i++)
        print_layer(out, &model->layer[i], model);
    yaml_end_list(out);
    print_readout(out, model);
    yaml_integer(out, "supervised_from", model->supervised_from);
    yaml_text(out, "schedule", schedule_name(model->schedule));
    if (model_rule(model)->signal == SIGNAL_LOCAL)
        print_basis(out, &model->layer[0].basis, model->input.classes);
    yaml_text(out, "predict_from", model->predict_from);
    print_training(out, model);
    yaml_end_map(out);
    return yaml_out_close(out);
}
