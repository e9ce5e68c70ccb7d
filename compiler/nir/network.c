/* From a NIR graph to layers: the nodes in the order of the edges, each by the function of its type. */
#include "nir/network.h"

#include <math.h>
#include <string.h>

#include "nir/neurons.h"

/* ---- Fields ---- */

/* One whole number, or as many as `count`, into values: the format lets one stand for two. */
static bool read_integers(struct nir_reading *in, const char *name, int count, int *values)
{
    const struct nir_field *field = nir_field(&in->node->fields, name);
    const int64_t found = field ? nir_count(field) : 0;
    if (found != 1 && found != count)
        return nir_problem(in, "expected %d whole numbers '%s', found %s", count, name,
                           field ? "something else" : "none");
    for (int i = 0; i < count; i++) {
        const double value = nir_number(field, found == 1 ? 0 : i);
        if (!(fabs(value) <= 1e9) || value != floor(value))
            return nir_problem(in, "expected whole numbers '%s', found %g", name, value);
        values[i] = (int)value;
    }
    return true;
}

/* An array of that rank, finite, as float32. NULL: told. */
static const float *read_floats(struct nir_reading *in, const char *name, int rank, const int64_t **shape)
{
    const struct nir_field *field = nir_field(&in->node->fields, name);
    const int64_t count = field && field->rank == rank ? nir_count(field) : 0;
    if (count < 1) {
        nir_problem(in, "expected numbers '%s' in %d dimensions, found %s", name, rank, field ? "others" : "none");
        return NULL;
    }
    float *values = ARENA_ARRAY(in->arena, float, count);
    for (int64_t i = 0; i < count; i++) {
        values[i] = (float)nir_number(field, i);
        if (!isfinite(values[i])) {
            nir_problem(in, "expected finite numbers '%s', found %g", name, (double)values[i]);
            return NULL;
        }
    }
    *shape = field->shape;
    return values;
}

/* Biases, *bias NULL where there are none that are not 0. False: told. */
static bool read_bias(struct nir_reading *in, int64_t outputs, const float **bias)
{
    const int64_t *shape;
    *bias = NULL;
    if (!nir_field(&in->node->fields, "bias"))
        return true;
    const float *values = read_floats(in, "bias", 1, &shape);
    if (!values)
        return false;
    if (shape[0] != outputs)
        return nir_problem(in, "expected %lld numbers 'bias', found %lld", (long long)outputs, (long long)shape[0]);
    for (int64_t i = 0; i < outputs; i++)
        if (values[i] != 0)
            *bias = values;
    return true;
}

/* ---- Weights ---- */

enum { LARGEST = 1 << 24 /* values of a map */, MOST_COUNTED = 4096 };

/* The next layer; NULL where weights cannot come next. */
static struct nir_layer *add_layer(struct nir_reading *in, enum layer_kind kind)
{
    struct nir_network *network = in->network;
    if (network->layers && !network->layer[network->layers - 1].has_neurons) {
        nir_problem(in, "weights behind the weights of '%s', without neurons between",
                    network->layer[network->layers - 1].node);
        return NULL;
    }
    struct nir_layer *layer = &network->layer[network->layers++];
    *layer = (struct nir_layer){.node = in->node->name, .kind = kind, .in = in->shape, .pool = POOL_NONE};
    layer->pool_height = layer->pool_width = 1;
    return layer;
}

static void finish_layer(struct nir_reading *in, struct nir_layer *layer, const float *weight, const float *bias)
{
    const size_t count =
        (size_t)layer->out.channels * (size_t)(layer->in.channels * layer->kernel_height * layer->kernel_width);
    if (in->factor != 1) {
        float *scaled = ARENA_ARRAY(in->arena, float, count);
        for (size_t i = 0; i < count; i++)
            scaled[i] = (float)((double)weight[i] * in->factor);
        weight = scaled;
    }
    in->factor = 1;
    layer->tensors = (struct nir_tensors){weight, bias};
    layer->pooled = in->shape = layer->out;
    in->spikes = false;
}

/* Padding on every side: a number, or "valid", or "same". False: told. */
static bool read_padding(struct nir_reading *in, const int64_t *shape, int *pad)
{
    const char *word = nir_text(&in->node->fields, "padding");
    int sides[2] = {0, 0};
    if (word && !strcmp(word, "same")) {
        if (shape[2] % 2 == 0 || shape[3] % 2 == 0)
            return nir_problem(in, "'same' padding of an even kernel is not the same on every side, as it is here");
        sides[0] = (int)(shape[2] / 2);
        sides[1] = (int)(shape[3] / 2);
    } else if (word && strcmp(word, "valid") != 0) {
        return nir_problem(in, "expected padding 'same', 'valid' or numbers");
    } else if (!word && !read_integers(in, "padding", 2, sides)) {
        return false;
    }
    *pad = sides[0];
    return (sides[0] == sides[1] && sides[0] >= 0) ||
           nir_problem(in, "a padding of %d rows and %d columns: it is the same on every side here", sides[0],
                       sides[1]);
}

static bool check_conv(struct nir_reading *in, const int64_t *shape)
{
    int stride[2], dilation[2], groups;
    bool good = read_integers(in, "stride", 2, stride);
    if (good && (stride[0] != 1 || stride[1] != 1))
        good = nir_problem(in, "a stride of %dx%d: convolutions have stride 1 here, and pools behind them", stride[0],
                           stride[1]);
    bool plain = read_integers(in, "dilation", 2, dilation);
    if (plain && (dilation[0] != 1 || dilation[1] != 1))
        plain = nir_problem(in, "a dilation of %dx%d: there is none here", dilation[0], dilation[1]);
    bool whole = read_integers(in, "groups", 1, &groups);
    if (whole && groups != 1)
        whole = nir_problem(in, "%d groups: each output channel sees all input channels here", groups);
    else if (whole && shape[1] != in->shape.channels)
        whole = nir_problem(in, "expected weights for %d input channels, found those for %lld", in->shape.channels,
                            (long long)shape[1]);
    return good && plain && whole;
}

static void read_conv(struct nir_reading *in)
{
    const int64_t *shape;
    const float *weight = read_floats(in, "weight", 4, &shape), *bias = NULL;
    int pad = 0;
    if (!weight || !read_bias(in, shape[0], &bias))
        return;
    if (in->flat) {
        nir_problem(in, "a convolution behind a flat layer: only linear layers can follow one here");
        return;
    }
    bool good = check_conv(in, shape);
    good = read_padding(in, shape, &pad) && good;
    const int64_t height = in->shape.height + 2 * (int64_t)pad - shape[2] + 1;
    const int64_t width = in->shape.width + 2 * (int64_t)pad - shape[3] + 1;
    if (good && (height < 1 || width < 1))
        good = nir_problem(in, "its kernel is larger than the map");
    if (good &&
        (height > LARGEST || width > LARGEST || shape[0] * height > LARGEST || shape[0] * height * width > LARGEST))
        good = nir_problem(in, "its map has more than %d values", LARGEST);
    struct nir_layer *layer = good ? add_layer(in, LAYER_CONV) : NULL;
    if (!layer)
        return;
    layer->kernel_height = (int)shape[2];
    layer->kernel_width = (int)shape[3];
    layer->pad = pad;
    layer->out = (struct shape){(int)shape[0], (int)height, (int)width};
    finish_layer(in, layer, weight, bias);
}

static void read_linear(struct nir_reading *in)
{
    const int64_t *shape;
    const float *weight = read_floats(in, "weight", 2, &shape), *bias = NULL;
    if (!weight || !read_bias(in, shape[0], &bias))
        return;
    if (!in->flat && in->shape.height * in->shape.width != 1) {
        nir_problem(in, "a map of %dx%dx%d before it: a Flatten belongs between", in->shape.channels, in->shape.height,
                    in->shape.width);
        return;
    }
    if (shape[1] != shape_size(in->shape)) {
        nir_problem(in, "expected weights for %d inputs, found those for %lld", shape_size(in->shape),
                    (long long)shape[1]);
        return;
    }
    struct nir_layer *layer = shape[0] <= LARGEST ? add_layer(in, LAYER_LINEAR) : NULL;
    if (shape[0] > LARGEST)
        nir_problem(in, "it has more than %d outputs", LARGEST);
    if (!layer)
        return;
    layer->kernel_height = in->shape.height;
    layer->kernel_width = in->shape.width;
    layer->out = (struct shape){(int)shape[0], 1, 1};
    finish_layer(in, layer, weight, bias);
    in->flat = true;
}

/* ---- Shapes ---- */

static void read_flatten(struct nir_reading *in)
{
    int first, last;
    const int rank = in->flat ? 1 : 3;
    if (!read_integers(in, "start_dim", 1, &first) || !read_integers(in, "end_dim", 1, &last))
        return;
    first += first < 0 ? rank : 0;
    last += last < 0 ? rank : 0;
    if (first != 0 || last != rank - 1)
        nir_problem(in, "it leaves more than one dimension: all of a map are made one here");
    in->flat = true; /* in (channel, y, x) order, as here */
}

static void read_pool(struct nir_reading *in)
{
    struct nir_network *network = in->network;
    struct nir_layer *layer = network->layers ? &network->layer[network->layers - 1] : NULL;
    int kernel[2], stride[2], padding[2];
    if (!read_integers(in, "kernel_size", 2, kernel) || !read_integers(in, "stride", 2, stride) ||
        !read_integers(in, "padding", 2, padding))
        return;
    if (kernel[0] != stride[0] || kernel[1] != stride[1] || padding[0] || padding[1])
        nir_problem(in,
                    "windows of %dx%d every %dx%d, padded by %dx%d: windows do not overlap here, and have no padding",
                    kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1]);
    else if (!layer || layer->kind != LAYER_CONV || layer->pool != POOL_NONE || !in->spikes || in->flat)
        nir_problem(in, "a pool that does not follow the neurons of a convolution, as pools do here");
    else if (kernel[0] < 1 || kernel[1] < 1 || kernel[0] > in->shape.height || kernel[1] > in->shape.width)
        nir_problem(in, "windows of %dx%d on a map of %dx%d", kernel[0], kernel[1], in->shape.height, in->shape.width);
    else {
        layer->pool = POOL_AVG;
        layer->pool_height = kernel[0];
        layer->pool_width = kernel[1];
        in->shape.height /= kernel[0];
        in->shape.width /= kernel[1];
        layer->pooled = in->shape;
        in->spikes = false;
    }
}

/* A sum is a mean, and the next weights are multiplied by the number of what is summed. */
static void read_sum_pool(struct nir_reading *in)
{
    const int problems = in->problems->count;
    read_pool(in);
    if (in->problems->count > problems)
        return;
    const struct nir_layer *layer = &in->network->layer[in->network->layers - 1];
    in->factor = layer->pool_height * layer->pool_width;
}

static void read_input(struct nir_reading *in)
{
    const struct nir_field *field = nir_field(&in->node->fields, "shape");
    const int64_t count = field ? nir_count(field) : 0;
    int sizes[3] = {1, 1, 1};
    if (count != 1 && count != 3) {
        nir_problem(in, "expected a shape of 1 dimension or 3 (channels, height, width), found %lld", (long long)count);
        return;
    }
    if (!read_integers(in, "shape", (int)count, sizes))
        return;
    in->flat = count == 1;
    in->shape = (struct shape){sizes[0], sizes[1], sizes[2]};
    in->network->in = in->shape;
    for (int i = 0; i < 3; i++)
        if (sizes[i] < 1 || sizes[i] > LARGEST || (int64_t)sizes[0] * sizes[1] * sizes[2] > LARGEST) {
            nir_problem(in, "expected a shape of sizes above 0, not too large");
            return;
        }
}

static void read_output(struct nir_reading *in)
{
    (void)in; /* the readout says it all */
}

/* ---- The chain ---- */

static const struct {
    const char *type;
    void (*read)(struct nir_reading *in);
    bool alone; /* it says something whatever stands before it */
} readers[] = {
    {"Input", read_input, false},
    {"Conv2d", read_conv, false},
    {"Affine", read_linear, false},
    {"Linear", read_linear, false},
    {"Flatten", read_flatten, false},
    {"AvgPool2d", read_pool, false},
    {"SumPool2d", read_sum_pool, false},
    {"LIF", nir_read_lif, true},
    {"CubaLIF", nir_read_cuba_lif, true},
    {"IF", nir_read_if, true},
    {"Threshold", nir_read_threshold, true},
    {"Output", read_output, false},
};

static void read_node(struct nir_reading *in)
{
    const int problems = in->problems->count;
    size_t i = 0;
    while (i < sizeof readers / sizeof *readers && strcmp(readers[i].type, in->node->type) != 0)
        i++;
    if (i == sizeof readers / sizeof *readers)
        nir_problem(in, "nodes of this type have no counterpart in a model file");
    else if (!in->lost || readers[i].alone)
        readers[i].read(in);
    in->lost |= in->problems->count > problems;
}

/* The node behind one; NULL with a problem unless there is exactly one. */
static const struct nir_node *follow(struct nir_reading *in, const struct nir_graph *graph)
{
    const struct nir_node *next = NULL;
    int out = 0, into = 0;
    for (int i = 0; i < graph->edges; i++)
        if (!strcmp(graph->edge[i].from, in->node->name)) {
            next = nir_find(graph, graph->edge[i].to);
            out++;
        }
    for (int i = 0; next && i < graph->edges; i++)
        into += !strcmp(graph->edge[i].to, next->name);
    if (next && out == 1 && into == 1)
        return next;
    nir_problem(in, out == 0 ? "nothing follows it, and it is no Output"
                    : !next  ? "it leads to a node that is not there"
                    : out > 1
                        ? "it leads to several nodes: layers form a chain here"
                        : "it leads to a node with several inputs (a recurrence, or a sum): layers form a chain here");
    return NULL;
}

static const struct nir_node *find_input(struct nir_reading *in, const struct nir_graph *graph)
{
    const struct nir_node *found = NULL;
    int count = 0;
    for (const struct nir_node *node = graph->first; node; node = node->next)
        if (!strcmp(node->type, "Input")) {
            found = node;
            count++;
        }
    if (count != 1)
        nir_problem(in, "expected one Input, found %d", count);
    return count == 1 ? found : NULL;
}

/* A last layer with neurons, not too many of them, is read out by counting its spikes. */
static void count_spikes(struct nir_reading *in)
{
    struct nir_network *network = in->network;
    const int classes = shape_size(in->shape);
    if (!in->spikes) {
        nir_problem(in, "the graph ends in a pool: it has to end in weights or in neurons");
        return;
    }
    if (classes > MOST_COUNTED) {
        nir_problem(in, "the graph ends in %d neurons: more than %d are no classes", classes, MOST_COUNTED);
        return;
    }
    float *weight = ARENA_ARRAY(in->arena, float, classes *classes);
    for (int c = 0; c < classes; c++)
        weight[c * classes + c] = 1;
    network->classes = classes;
    network->weights.readout = (struct nir_tensors){weight, ARENA_ARRAY(in->arena, float, classes)};
    nir_remark(in, "the graph ends in neurons: a readout is added whose logits are the numbers of their spikes");
}

/* The last weights, which have no neurons behind them, are the readout. */
static void take_readout(struct nir_reading *in)
{
    struct nir_network *network = in->network;
    const struct nir_layer *last = network->layers ? &network->layer[network->layers - 1] : NULL;
    if (!last) {
        nir_problem(in, "the graph has no weights");
    } else if (last->has_neurons) {
        count_spikes(in);
    } else if (shape_size(last->out) != last->out.channels || last->pad) {
        nir_problem(in, "the graph ends in a convolution that leaves a map: logits are one number a class");
    } else {
        network->layers--;
        network->classes = last->out.channels;
        network->weights.readout = last->tensors;
        if (!last->tensors.bias)
            network->weights.readout.bias = ARENA_ARRAY(in->arena, float, network->classes);
        if (network->layers == 0)
            nir_problem(in, "the graph has no layer with neurons");
    }
}

static void set_time_step(struct nir_reading *in, const struct nir_graph *graph, double dt)
{
    const struct nir_field *said = nir_field(&graph->metadata, "dt");
    const double stored = said && nir_count(said) == 1 ? nir_number(said, 0) : 0;
    in->dt = dt > 0 ? dt : stored > 0 && isfinite(stored) ? stored : NIR_TIME_STEP;
    if (!(dt > 0) && in->dt != stored)
        nir_remark(in, "the file does not say its time step: %g s is taken (--dt)", in->dt);
}

bool nir_network_read(struct arena *arena, const struct nir_graph *graph, double dt, struct nir_network *network,
                      struct nir_lines *problems, struct nir_lines *remarks)
{
    struct nir_reading in = {.arena = arena, .network = network, .factor = 1, .problems = problems, .remarks = remarks};
    *network = (struct nir_network){.layer = ARENA_ARRAY(arena, struct nir_layer, graph->nodes + 1)};
    set_time_step(&in, graph, dt);
    int visited = 0;
    const struct nir_node *next = find_input(&in, graph);
    while (next && visited++ < graph->nodes) {
        in.node = next;
        read_node(&in);
        next = strcmp(next->type, "Output") != 0 ? follow(&in, graph) : NULL;
    }
    const bool whole = in.node && !strcmp(in.node->type, "Output");
    if (whole && visited != graph->nodes)
        nir_problem(&in, "%d nodes of the graph do not lie between Input and Output", graph->nodes - visited);
    if (whole && !problems->count)
        take_readout(&in);
    struct nir_tensors *tensors = ARENA_ARRAY(arena, struct nir_tensors, network->layers + 1);
    for (int i = 0; i < network->layers; i++)
        tensors[i] = network->layer[i].tensors;
    network->weights.layer = tensors;
    network->weights.class_names = nir_text(&graph->metadata, "class_names");
    network->weights.inputs = nir_text(&graph->metadata, "inputs");
    return problems->count == 0;
}
