/* From a model and its weights to a NIR graph. */
#include <math.h>
#include <string.h>

#include "nir/nir.h"
#include "support/number.h"
#include "support/version.h"

/* Leaks nearer to 1 than this are taken as this far from it. */
static const double least_loss = 0x1p-26;

enum { NOTES = 4 };

struct building {
    struct arena *arena;
    const struct model *model;
    struct nir_graph *graph;
    double dt;
    const char *last; /* the node that the next one follows */
    const char **note;
    int notes;
};

/* ---- Nodes ---- */

static struct nir_node *append(struct building *b, const char *name, const char *type)
{
    struct nir_graph *graph = b->graph;
    if (b->last)
        graph->edge[graph->edges++] = (struct nir_edge){b->last, name};
    b->last = name;
    return nir_put_node(b->arena, graph, name, type);
}

static void put_integers(struct building *b, struct nir_node *node, const char *name, int count, const int64_t *values)
{
    int64_t *data = ARENA_ARRAY(b->arena, int64_t, count);
    const int64_t shape = count;
    memcpy(data, values, sizeof *data * (size_t)count);
    nir_put_array(b->arena, &node->fields, name, NIR_I64, 1, &shape, data);
}

static void put_pair(struct building *b, struct nir_node *node, const char *name, int first, int second)
{
    put_integers(b, node, name, 2, (const int64_t[]){first, second});
}

static void put_integer(struct building *b, struct nir_fields *fields, const char *name, int64_t value)
{
    int64_t *data = ARENA_NEW(b->arena, int64_t);
    *data = value;
    nir_put_array(b->arena, fields, name, NIR_I64, 0, NULL, data);
}

static void put_shape(struct building *b, struct nir_node *node, const char *name, struct shape shape)
{
    put_integers(b, node, name, 3, (const int64_t[]){shape.channels, shape.height, shape.width});
}

/* Neurons all alike: the same value for each, in the shape that the layer's map has. */
static void put_filled(struct building *b, struct nir_node *node, const char *name, bool flat, struct shape shape,
                       double value)
{
    const int count = shape_size(shape);
    const int64_t map[] = {shape.channels, shape.height, shape.width};
    float *data = ARENA_ARRAY(b->arena, float, count);
    for (int i = 0; i < count; i++)
        data[i] = (float)value;
    nir_put_array(b->arena, &node->fields, name, NIR_F32, flat ? 1 : 3, map, data);
}

static struct nir_node *append_lif(struct building *b, const char *name, bool flat, struct shape shape, double leak,
                                   double threshold)
{
    struct nir_node *node = append(b, name, "LIF");
    const double loss = fmax(1 - leak, least_loss);
    put_filled(b, node, "tau", flat, shape, b->dt / loss);
    put_filled(b, node, "r", flat, shape, 1 / loss);
    put_filled(b, node, "v_leak", flat, shape, 0);
    put_filled(b, node, "v_threshold", flat, shape, threshold);
    put_filled(b, node, "v_reset", flat, shape, 0);
    return node;
}

/* ---- Layers ---- */

static void put_bias(struct building *b, struct nir_node *node, const float *bias, int count)
{
    const int64_t shape = count;
    nir_put_array(b->arena, &node->fields, "bias", NIR_F32, 1, &shape,
                  bias ? bias : ARENA_ARRAY(b->arena, float, count));
}

static void put_conv(struct building *b, const struct layer *layer, const struct nir_tensors *tensors)
{
    struct nir_node *node = append(b, layer->name, "Conv2d");
    const int64_t shape[] = {layer->out.channels, layer->in.channels, layer->kernel_height, layer->kernel_width};
    put_pair(b, node, "input_shape", layer->in.height, layer->in.width);
    nir_put_array(b->arena, &node->fields, "weight", NIR_F32, 4, shape, tensors->weight);
    put_pair(b, node, "stride", 1, 1);
    put_pair(b, node, "padding", layer->pad, layer->pad);
    put_pair(b, node, "dilation", 1, 1);
    put_integer(b, &node->fields, "groups", 1);
    put_bias(b, node, tensors->bias, layer->out.channels); /* the format has no convolution without */
}

static void put_linear(struct building *b, const char *name, int outputs, int inputs, const struct nir_tensors *tensors)
{
    struct nir_node *node = append(b, name, tensors->bias ? "Affine" : "Linear");
    const int64_t shape[] = {outputs, inputs};
    nir_put_array(b->arena, &node->fields, "weight", NIR_F32, 2, shape, tensors->weight);
    if (tensors->bias)
        put_bias(b, node, tensors->bias, outputs);
}

/* Dimensions are counted from the last one, so that they are the same with a dimension of samples before them, as
 * PyTorch has it, and without, as the format has it. */
static void put_flatten(struct building *b, struct shape shape)
{
    struct nir_node *node = append(b, "flatten", "Flatten");
    put_shape(b, node, "input_type", shape);
    put_integer(b, &node->fields, "start_dim", -3);
    put_integer(b, &node->fields, "end_dim", -1);
}

static void put_neurons(struct building *b, const struct layer *layer)
{
    const struct neuron *neuron = &layer->neuron;
    struct nir_node *node =
        append_lif(b, arena_format(b->arena, "%s_neurons", layer->name), layer->kind == LAYER_LINEAR, layer->out,
                   (double)neuron->leak, (double)neuron->threshold);
    nir_put_float(b->arena, &node->metadata, "leak", neuron->leak);
    nir_put_text(b->arena, &node->metadata, "reset", neuron->reset == RESET_ZERO ? "zero" : "subtract");
    if (neuron->reset == RESET_SUBTRACT)
        nir_put_float(b->arena, &node->metadata, "reset_amount", neuron->reset_amount);
}

/* Spikes: the mean over a window is 0, or 1 / (height * width) at least. A neuron that forgets at once, with half of
 * that as its threshold, fires where the largest of the window is 1. */
static void put_pool(struct building *b, const struct layer *layer)
{
    struct nir_node *node = append(b, arena_format(b->arena, "%s_pool", layer->name), "AvgPool2d");
    put_pair(b, node, "kernel_size", layer->pool_height, layer->pool_width);
    put_pair(b, node, "stride", layer->pool_height, layer->pool_width);
    put_pair(b, node, "padding", 0, 0);
    if (layer->pool == POOL_MAX)
        append_lif(b, arena_format(b->arena, "%s_max", layer->name), false, layer->pooled, 0,
                   0.5 / (layer->pool_height * layer->pool_width));
}

static void put_layers(struct building *b, const struct nir_weights *weights)
{
    const struct model *model = b->model;
    bool flat = false;
    for (int i = 0; i <= model->layers; i++) {
        const struct layer *layer = i < model->layers ? &model->layer[i] : NULL;
        if (!flat && (!layer || layer->kind == LAYER_LINEAR)) {
            put_flatten(b, layer ? layer->in : model->layer[i - 1].pooled);
            flat = true;
        }
        if (!layer) {
            put_linear(b, "readout", model->input.classes, model->readout.features, &weights->readout);
            break;
        }
        if (layer->kind == LAYER_CONV)
            put_conv(b, layer, &weights->layer[i]);
        else
            put_linear(b, layer->name, layer->out.channels, shape_size(layer->in), &weights->layer[i]);
        put_neurons(b, layer);
        if (layer->pool != POOL_NONE)
            put_pool(b, layer);
    }
}

/* ---- What the format has no place for ---- */

static void note(struct building *b, const char *text)
{
    b->note[b->notes++] = text;
}

static const char *join(struct building *b, const char *names, const char *name)
{
    return *names ? arena_format(b->arena, "%s, %s", names, name) : name;
}

static void note_resets(struct building *b)
{
    const char *names = "";
    bool by_threshold = true;
    for (int i = 0; i < b->model->layers; i++) {
        const struct layer *layer = &b->model->layer[i];
        if (layer->neuron.reset != RESET_SUBTRACT)
            continue;
        names = join(b, names, layer->name);
        by_threshold &= layer->neuron.reset_amount == layer->neuron.threshold;
    }
    if (*names)
        note(b,
             arena_format(b->arena,
                          "%s: the reset subtracts, and NIR has resets to a value alone: whoever reads the file resets "
                          "to zero, and predicts something else, unless told (%s)",
                          names,
                          by_threshold ? "snnTorch: reset_mechanism \"subtract\""
                                       : "what is subtracted is not the threshold: metadata/reset_amount"));
}

static void note_pools(struct building *b)
{
    const char *names = "";
    for (int i = 0; i < b->model->layers; i++)
        if (b->model->layer[i].pool == POOL_MAX)
            names = join(b, names, b->model->layer[i].name);
    if (*names)
        note(b, arena_format(b->arena,
                             "%s: NIR has no max pool: written as an average pool and neurons that fire where any of "
                             "the window did, which predicts the same",
                             names));
}

static void note_leaks(struct building *b)
{
    const char *names = "";
    for (int i = 0; i < b->model->layers; i++)
        if (1 - (double)b->model->layer[i].neuron.leak < least_loss)
            names = join(b, names, b->model->layer[i].name);
    if (*names)
        note(b, arena_format(b->arena, "%s: a leak of 1 is written as tau = 2^26 dt", names));
}

static void put_metadata(struct building *b, const struct nir_weights *weights)
{
    struct nir_fields *metadata = &b->graph->metadata;
    nir_put_text(b->arena, metadata, "generator", "tessc " TESSC_VERSION);
    nir_put_double(b->arena, metadata, "dt", b->dt);
    put_integer(b, metadata, "steps", b->model->input.steps);
    nir_put_text(b->arena, metadata, "tess_model", b->model->source);
    if (weights->class_names)
        nir_put_text(b->arena, metadata, "class_names", weights->class_names);
    if (weights->inputs)
        nir_put_text(b->arena, metadata, "inputs", weights->inputs);
}

static bool check_neurons(const struct model *model, struct tess_error *error)
{
    for (int i = 0; i < model->layers; i++) {
        const struct use *use = &model->layer[i].use;
        if (use->unproved)
            return tess_fail(error, TESS_BAD_MODEL, "neuron '%s' of %s is not written as NIR: %s", use->of->name,
                             model->layer[i].name, use->unproved);
    }
    return true;
}

/* By which logits is predicted: what the model says, or, where it says best, what training has found. */
static bool check_prediction(const struct model *model, const struct nir_weights *weights, struct tess_error *error)
{
    const bool best = !strcmp(model->predict_from, "best");
    const char *from = best && weights->predict_from ? weights->predict_from : model->predict_from;
    return !strcmp(from, "readout") ||
           tess_fail(error, TESS_BAD_MODEL,
                     "%s predicts from %s: a NIR graph ends in the readout, and layers' own logits are not part of it; "
                     "with -D predict.from=readout the readout is exported all the same",
                     model->name, from);
}

struct nir_graph *nir_from_model(struct arena *arena, const struct model *model, const struct nir_weights *weights,
                                 double dt, const char *const **notes, int *note_count, struct tess_error *error)
{
    struct building b = {.arena = arena, .model = model, .graph = ARENA_NEW(arena, struct nir_graph), .dt = dt};
    if (!check_neurons(model, error) || !check_prediction(model, weights, error))
        return NULL;
    b.graph->edge = ARENA_ARRAY(arena, struct nir_edge, 4 * model->layers + 4);
    b.note = ARENA_ARRAY(arena, const char *, NOTES);
    put_shape(&b, append(&b, "input", "Input"), "shape", model->layer[0].in);
    put_layers(&b, weights);
    put_integers(&b, append(&b, "output", "Output"), "shape", 1, (const int64_t[]){model->input.classes});
    put_metadata(&b, weights);
    note_resets(&b);
    note_pools(&b);
    note_leaks(&b);
    *notes = b.note;
    *note_count = b.notes;
    return b.graph;
}
