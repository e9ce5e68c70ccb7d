#include "nir/weights.h"

#include <string.h>

#include "support/version.h"
#include "tess/kernel.h"
#include "tess/safetensors.h"

/* ---- Shapes of the tensors in a weights file ---- */

static struct tess_tensor layer_tensor(struct arena *arena, const struct layer *layer, const char *kind)
{
    const bool conv = layer->kind == LAYER_CONV, weight = !strcmp(kind, "weight"), bias = !strcmp(kind, "bias");
    struct tess_tensor tensor = {.name = arena_format(arena, "%s.%s", layer->name, kind), .type = TESS_F32};
    tensor.rank = bias ? 1 : conv ? 4 : 2;
    for (int i = 0; i < tensor.rank; i++)
        tensor.shape[i] = 1;
    tensor.shape[0] = layer->out.channels;
    if (weight)
        tensor.shape[1] = conv ? layer->in.channels : shape_size(layer->in);
    if (weight && conv) {
        tensor.shape[2] = layer->kernel_height;
        tensor.shape[3] = layer->kernel_width;
    }
    return tensor;
}

static struct tess_tensor readout_tensor(const struct model *model, bool bias)
{
    return (struct tess_tensor){.name = bias ? "readout.bias" : "readout.weight",
                                .type = TESS_F32,
                                .rank = bias ? 1 : 2,
                                .shape = {model->input.classes, bias ? 0 : model->readout.features}};
}

static size_t tensor_count(const struct tess_tensor *tensor)
{
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= (size_t)tensor->shape[i];
    return count;
}

/* ---- Reading and folding ---- */

/* NULL with *error. */
static float *load(struct arena *arena, struct tess_tensors *file, const struct tess_tensor *wanted,
                   struct tess_error *error)
{
    float *values = ARENA_ARRAY(arena, float, tensor_count(wanted));
    return tess_tensors_load(file, wanted, values, error) ? values : NULL;
}

/* In place, with the functions and in the order of arithmetic that generated code has (compiler/cpu/emit/weights.c). */
static void fold(const struct layer *layer, float *weight, const float *gain)
{
    const int outputs = layer->out.channels;
    const int fan_in = layer->in.channels * layer->kernel_height * layer->kernel_width, count = outputs * fan_in;
    float largest = weight[0];
    for (int k = 1; k < count; k++)
        largest = weight[k] > largest ? weight[k] : largest;
    const float scale = (float)(1 / ((double)largest - tess_sum(weight, count) / count));
    for (int o = 0; o < outputs; o++) {
        float *row = weight + (size_t)o * (size_t)fan_in;
        if (layer->weights == WEIGHTS_STANDARDIZE) {
            tess_standardize(row, fan_in, gain ? gain[o] : 1.0f, row);
        } else if (layer->weights == WEIGHTS_CENTER) {
            const double mean = tess_sum(row, fan_in) / fan_in;
            for (int k = 0; k < fan_in; k++)
                row[k] = (float)((double)row[k] - mean) * scale;
        }
    }
}

static bool read_layer(struct arena *arena, struct tess_tensors *file, const struct layer *layer,
                       struct nir_tensors *tensors, struct tess_error *error)
{
    const struct tess_tensor weight = layer_tensor(arena, layer, "weight");
    const struct tess_tensor gain = layer_tensor(arena, layer, "gain"), bias = layer_tensor(arena, layer, "bias");
    float *values = load(arena, file, &weight, error);
    const float *gains = values && layer->gain ? load(arena, file, &gain, error) : NULL;
    if (!values || (layer->gain && !gains))
        return false;
    fold(layer, values, gains);
    tensors->weight = values;
    tensors->bias = layer->bias ? load(arena, file, &bias, error) : NULL;
    return !layer->bias || tensors->bias;
}

static const char *keep_metadata(struct arena *arena, const struct tess_tensors *file, const char *key)
{
    const char *text = tess_tensors_metadata(file, key);
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

bool nir_weights_read(struct arena *arena, const struct model *model, const char *path, struct nir_weights *weights,
                      struct tess_error *error)
{
    struct tess_tensors *file = tess_tensors_open(path, error);
    if (!file)
        return false;
    struct nir_tensors *layers = ARENA_ARRAY(arena, struct nir_tensors, model->layers);
    const struct tess_tensor weight = readout_tensor(model, false), bias = readout_tensor(model, true);
    bool good = true;
    for (int i = 0; good && i < model->layers; i++)
        good = read_layer(arena, file, &model->layer[i], &layers[i], error);
    *weights = (struct nir_weights){.layer = layers,
                                    .class_names = keep_metadata(arena, file, "class_names"),
                                    .inputs = keep_metadata(arena, file, "inputs"),
                                    .predict_from = keep_metadata(arena, file, "predict_from")};
    good = good && (weights->readout.weight = load(arena, file, &weight, error)) &&
           (weights->readout.bias = load(arena, file, &bias, error));
    tess_tensors_close(file);
    return good;
}

/* ---- Writing ---- */

static void add_tensor(struct tess_tensor *list, int *count, struct tess_tensor tensor, const float *values)
{
    tensor.bytes = values;
    list[(*count)++] = tensor;
}

bool nir_weights_write(struct arena *arena, const struct model *model, const struct nir_weights *weights,
                       const char *path, struct tess_error *error)
{
    struct tess_tensor *list = ARENA_ARRAY(arena, struct tess_tensor, 2 * model->layers + 2);
    struct tess_metadata metadata[5] = {{"model", model->name}, {"generator", "tessc " TESSC_VERSION}};
    int count = 0, entries = 2;
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        add_tensor(list, &count, layer_tensor(arena, layer, "weight"), weights->layer[i].weight);
        if (layer->bias)
            add_tensor(list, &count, layer_tensor(arena, layer, "bias"), weights->layer[i].bias);
    }
    add_tensor(list, &count, readout_tensor(model, false), weights->readout.weight);
    add_tensor(list, &count, readout_tensor(model, true), weights->readout.bias);
    if (weights->class_names)
        metadata[entries++] = (struct tess_metadata){"class_names", weights->class_names};
    if (weights->inputs)
        metadata[entries++] = (struct tess_metadata){"inputs", weights->inputs};
    metadata[entries++] = (struct tess_metadata){"predict_from", "readout"};
    return tess_tensors_write(
        path, &(struct tess_tensor_list){.tensor = list, .tensors = count, .metadata = metadata, .entries = entries},
        NULL, error);
}
