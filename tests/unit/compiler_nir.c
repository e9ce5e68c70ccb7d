/* NIR graphs of others, made in memory: what becomes of them, and what is refused with which reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nir/network.h"

enum { MOST_EDGES = 20 };

struct graph {
    struct arena *arena;
    struct nir_graph *graph;
    const char *last;
    struct nir_network network;
    struct nir_lines problems, remarks;
};

static struct graph start(void)
{
    struct graph g = {.arena = arena_create()};
    g.graph = ARENA_NEW(g.arena, struct nir_graph);
    g.graph->edge = ARENA_ARRAY(g.arena, struct nir_edge, MOST_EDGES);
    return g;
}

static void connect(struct graph *g, const char *from, const char *to)
{
    g->graph->edge[g->graph->edges++] = (struct nir_edge){from, to};
}

static struct nir_node *add(struct graph *g, const char *name, const char *type)
{
    if (g->last)
        connect(g, g->last, name);
    g->last = name;
    return nir_put_node(g->arena, g->graph, name, type);
}

static void put_integers(struct graph *g, struct nir_node *node, const char *name, int count, int a, int b, int c)
{
    const int64_t shape = count;
    int64_t *data = ARENA_ARRAY(g->arena, int64_t, 3);
    data[0] = a, data[1] = b, data[2] = c;
    nir_put_array(g->arena, &node->fields, name, NIR_I64, count != 1, &shape, data);
}

/* Numbers 1, 2, 3, ... times a factor. */
static void put_floats(struct graph *g, struct nir_node *node, const char *name, int rank, const int64_t *shape,
                       float first, float step)
{
    int64_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= shape[i];
    float *data = ARENA_ARRAY(g->arena, float, count);
    for (int64_t i = 0; i < count; i++)
        data[i] = first + step * (float)i;
    nir_put_array(g->arena, &node->fields, name, NIR_F32, rank, shape, data);
}

static struct nir_node *input(struct graph *g, int channels, int height, int width)
{
    struct nir_node *node = add(g, "input", "Input");
    put_integers(g, node, "shape", 3, channels, height, width);
    return node;
}

static struct nir_node *conv(struct graph *g, const char *name, int outputs, int inputs, int side, int pad)
{
    struct nir_node *node = add(g, name, "Conv2d");
    put_floats(g, node, "weight", 4, (const int64_t[]){outputs, inputs, side, side}, 1, 1);
    put_floats(g, node, "bias", 1, (const int64_t[]){outputs}, 0, 0);
    put_integers(g, node, "stride", 2, 1, 1, 0);
    put_integers(g, node, "padding", 2, pad, pad, 0);
    put_integers(g, node, "dilation", 2, 1, 1, 0);
    put_integers(g, node, "groups", 1, 1, 0, 0);
    return node;
}

static struct nir_node *linear(struct graph *g, const char *name, int outputs, int inputs)
{
    struct nir_node *node = add(g, name, "Affine");
    put_floats(g, node, "weight", 2, (const int64_t[]){outputs, inputs}, 1, 1);
    put_floats(g, node, "bias", 1, (const int64_t[]){outputs}, 1, 0);
    return node;
}

static struct nir_node *lif(struct graph *g, const char *name, float tau, float resistance, float threshold)
{
    struct nir_node *node = add(g, name, "LIF");
    static const int64_t shape[] = {3};
    put_floats(g, node, "tau", 1, shape, tau, 0);
    put_floats(g, node, "r", 1, shape, resistance, 0);
    put_floats(g, node, "v_threshold", 1, shape, threshold, 0);
    put_floats(g, node, "v_leak", 1, shape, 0, 0);
    put_floats(g, node, "v_reset", 1, shape, 0, 0);
    return node;
}

static struct nir_node *pool(struct graph *g, const char *name, const char *type, int side)
{
    struct nir_node *node = add(g, name, type);
    put_integers(g, node, "kernel_size", 2, side, side, 0);
    put_integers(g, node, "stride", 2, side, side, 0);
    put_integers(g, node, "padding", 2, 0, 0, 0);
    return node;
}

static void flatten(struct graph *g, int from)
{
    struct nir_node *node = add(g, "flatten", "Flatten");
    put_integers(g, node, "start_dim", 1, from, 0, 0);
    put_integers(g, node, "end_dim", 1, -1, 0, 0);
}

static void output(struct graph *g)
{
    put_integers(g, add(g, "output", "Output"), "shape", 1, 10, 0, 0);
}

/* A field in place of one that is there. */
static void change(struct graph *g, struct nir_node *node, const char *name, float value, float step)
{
    for (struct nir_field *field = node->fields.first; field; field = field->next)
        if (!strcmp(field->name, name))
            field->name = "former";
    put_floats(g, node, name, 1, (const int64_t[]){3}, value, step);
}

static bool read(struct graph *g, double dt)
{
    return nir_network_read(g->arena, g->graph, dt, &g->network, &g->problems, &g->remarks);
}

/* It is refused, with so many problems, the first of which holds this text. */
static void refused(struct graph *g, int problems, const char *text)
{
    assert_false(read(g, 0));
    if (g->problems.count != problems || !strstr(g->problems.line[0], text))
        for (int i = 0; i < g->problems.count; i++)
            print_error("%s\n", g->problems.line[i]);
    assert_int_equal(g->problems.count, problems);
    assert_non_null(strstr(g->problems.line[0], text));
    arena_destroy(g->arena);
}

static void close_to(double a, double b)
{
    assert_true(a - b < 1e-6 && b - a < 1e-6);
}

/* ---- What is taken over ---- */

static void chains_become_layers(void **state)
{
    (void)state;
    struct graph g = start();
    input(&g, 2, 8, 6);
    conv(&g, "a", 3, 2, 3, 1);
    lif(&g, "a_lif", 2e-4f, 2, 0.75f);
    pool(&g, "a_pool", "AvgPool2d", 2);
    flatten(&g, 0);
    linear(&g, "b", 5, 3 * 4 * 3);
    lif(&g, "b_lif", 1e-3f, 10, 1);
    linear(&g, "c", 4, 5);
    output(&g);
    assert_true(read(&g, 0));
    assert_int_equal(g.network.layers, 2);
    assert_int_equal(g.network.classes, 4);
    const struct nir_layer *a = &g.network.layer[0], *b = &g.network.layer[1];
    assert_true(a->kind == LAYER_CONV && a->pad == 1 && a->pool == POOL_AVG && a->pool_height == 2);
    assert_true(a->pooled.channels == 3 && a->pooled.height == 4 && a->pooled.width == 3);
    assert_true(a->neuron.leak == 0.5f && a->neuron.threshold == 0.75f && a->neuron.reset == RESET_ZERO);
    assert_null(a->tensors.bias); /* all of it is 0 */
    assert_true(b->kind == LAYER_LINEAR && b->neuron.leak == 0.9f && b->tensors.bias[4] == 1);
    assert_true(g.network.weights.readout.weight[19] == 20 && g.network.weights.readout.bias[3] == 1);
    assert_int_equal(g.remarks.count, 1); /* the time step is nowhere */
    bool known;
    const char *text = nir_network_text(g.arena, &g.network, g.graph, "net", "net.nir", &known);
    assert_false(known);
    assert_non_null(strstr(text, "conv 3 3x3 pad 1, avgpool 2x2\n"));
    assert_non_null(
        strstr(text, "linear 5 { neuron lif { leak 0.9  threshold 1  reset zero }; weights { raw  bias on } }"));
    arena_destroy(g.arena);
}

/* r dt / tau = 3 multiplies the weights; a pool that sums, the next ones. */
static void factors_go_into_weights(void **state)
{
    (void)state;
    struct graph g = start();
    input(&g, 1, 4, 4);
    conv(&g, "a", 1, 1, 1, 0);
    lif(&g, "a_lif", 2e-3f, 6, 1);
    pool(&g, "a_pool", "SumPool2d", 2);
    flatten(&g, -3);
    linear(&g, "b", 2, 4);
    output(&g);
    assert_true(read(&g, 1e-3));
    close_to((double)g.network.weights.layer[0].weight[0], 3);
    close_to((double)g.network.layer[0].neuron.leak, 0.5);
    assert_true(g.network.layer[0].pool == POOL_AVG);
    close_to((double)g.network.weights.readout.weight[7], 4 * 8);
    close_to((double)g.network.weights.readout.bias[1], 1);
    assert_int_equal(g.remarks.count, 1);
    arena_destroy(g.arena);
}

/* Neurons that fire as soon as one of the window does. */
static void spiking_pools_are_max_pools(void **state)
{
    (void)state;
    static const struct {
        const char *pool;
        float threshold;
        bool is_max;
    } cases[] = {
        {"AvgPool2d", 0.2f, true}, {"AvgPool2d", 0.3f, false}, {"SumPool2d", 0.9f, true}, {"SumPool2d", 1.5f, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct graph g = start();
        input(&g, 1, 4, 4);
        conv(&g, "a", 1, 1, 3, 1);
        lif(&g, "a_lif", 2e-4f, 2, 1);
        pool(&g, "a_pool", cases[i].pool, 2);
        lif(&g, "a_max", 1e-3f, 10, cases[i].threshold);
        flatten(&g, 0);
        linear(&g, "b", 2, 4);
        output(&g);
        if (!cases[i].is_max) {
            refused(&g, 1, "node 'a_max' (LIF): neurons behind a pool");
            continue;
        }
        assert_true(read(&g, 0));
        assert_true(g.network.layers == 1 && g.network.layer[0].pool == POOL_MAX);
        assert_true(g.network.weights.readout.weight[0] == 1);
        arena_destroy(g.arena);
    }
}

static void last_neurons_are_counted(void **state)
{
    (void)state;
    struct graph g = start();
    input(&g, 3, 1, 1);
    flatten(&g, 0);
    linear(&g, "a", 4, 3);
    lif(&g, "a_lif", 2e-4f, 2, 1);
    output(&g);
    assert_true(read(&g, 1e-4));
    assert_true(g.network.layers == 1 && g.network.classes == 4);
    for (int i = 0; i < 16; i++)
        assert_true(g.network.weights.readout.weight[i] == (i % 5 == 0));
    assert_int_equal(g.remarks.count, 1);
    arena_destroy(g.arena);
}

/* Other kinds of neurons, where they do what ours do. */
static void kinds_of_neurons(void **state)
{
    (void)state;
    static const int64_t one[] = {1};
    struct graph g = start();
    input(&g, 3, 1, 1);
    linear(&g, "a", 4, 3);
    struct nir_node *node = add(&g, "integrates", "IF");
    put_floats(&g, node, "r", 1, one, 1000, 0);
    put_floats(&g, node, "v_threshold", 1, one, 2, 0);
    linear(&g, "b", 4, 4);
    put_floats(&g, add(&g, "compares", "Threshold"), "threshold", 1, one, 3, 0);
    linear(&g, "c", 4, 4);
    node = add(&g, "current", "CubaLIF");
    put_floats(&g, node, "tau_mem", 1, one, 4e-3f, 0);
    put_floats(&g, node, "tau_syn", 1, one, 1e-3f, 0);
    put_floats(&g, node, "r", 1, one, 2, 0);
    put_floats(&g, node, "w_in", 1, one, 2, 0);
    put_floats(&g, node, "v_threshold", 1, one, 4, 0);
    put_floats(&g, node, "v_leak", 1, one, 0, 0);
    linear(&g, "d", 2, 4);
    output(&g);
    assert_true(read(&g, 1e-3));
    const struct nir_layer *layer = g.network.layer;
    assert_true(g.network.layers == 3);
    assert_true(layer[0].neuron.leak == 1 && layer[0].neuron.threshold == 2 && layer[0].tensors.weight[0] == 1);
    assert_true(layer[1].neuron.leak == 0 && layer[1].neuron.threshold == 3);
    assert_true(layer[2].neuron.leak == 0.75f && layer[2].neuron.threshold == 4 && layer[2].tensors.weight[1] == 2);
    arena_destroy(g.arena);
}

/* ---- What is refused ---- */

static struct graph with_neurons(struct nir_node **neurons)
{
    struct graph g = start();
    input(&g, 3, 1, 1);
    linear(&g, "a", 4, 3);
    *neurons = lif(&g, "a_lif", 2e-4f, 2, 1);
    linear(&g, "b", 2, 4);
    output(&g);
    return g;
}

static void odd_neurons(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        float value, step;
        const char *text;
    } cases[] = {
        {"tau", 1e-5f, 0, "less than the time step"},
        {"tau", 2e-4f, 1e-4f, "differs between neurons"},
        {"v_threshold", 1, 0.5f, "differs between neurons"},
        {"v_threshold", -1, 0, "a threshold of -1"},
        {"v_leak", 0.5f, 0, "'v_leak' is 0.5"},
        {"v_reset", -0.5f, 0, "'v_reset' is -0.5"},
        {"r", __builtin_nanf(""), 0, "expected finite numbers 'r'"},
    };
    struct nir_node *node;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct graph g = with_neurons(&node);
        change(&g, node, cases[i].field, cases[i].value, cases[i].step);
        refused(&g, 1, cases[i].text);
    }
    struct graph g = with_neurons(&node);
    change(&g, node, "v_leak", 1, 0);
    change(&g, node, "v_reset", 1, 0);
    refused(&g, 2, "'v_leak' is 1"); /* both are told */
}

static void odd_convolutions(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        int value;
        const char *text;
    } cases[] = {
        {"stride", 2, "a stride of 2x2"},
        {"dilation", 3, "a dilation of 3x3"},
        {"groups", 2, "2 groups"},
        {"padding", -1, "a padding of -1 rows"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct graph g = start();
        input(&g, 2, 8, 8);
        struct nir_node *node = conv(&g, "a", 3, 2, 3, 1);
        for (struct nir_field *field = node->fields.first; field; field = field->next)
            if (!strcmp(field->name, cases[i].field))
                field->name = "former";
        put_integers(&g, node, cases[i].field, 1, cases[i].value, 0, 0);
        lif(&g, "a_lif", 2e-4f, 2, 1);
        flatten(&g, 0);
        linear(&g, "b", 2, 3);
        output(&g);
        refused(&g, 1, cases[i].text); /* and nothing of what follows from it */
    }
}

static void odd_graphs(void **state)
{
    (void)state;
    struct nir_node *node;
    struct graph g = with_neurons(&node);
    connect(&g, "a_lif", "a"); /* a recurrence */
    refused(&g, 1, "several inputs");
    g = with_neurons(&node);
    g.graph->edge[2].to = "nowhere";
    refused(&g, 1, "node that is not there");
    g = with_neurons(&node);
    g.graph->edges = 2;
    refused(&g, 1, "nothing follows it");
    g = with_neurons(&node);
    node->type = "Delay";
    refused(&g, 1, "nodes of this type have no counterpart");
    g = with_neurons(&node);
    nir_put_node(g.arena, g.graph, "alone", "LIF");
    refused(&g, 1, "1 nodes of the graph do not lie between");
    g = with_neurons(&node);
    nir_put_node(g.arena, g.graph, "second", "Input");
    refused(&g, 1, "expected one Input, found 2");

    g = start();
    input(&g, 3, 1, 1);
    linear(&g, "a", 4, 3);
    linear(&g, "b", 4, 4);
    output(&g);
    refused(&g, 1, "without neurons between");
    g = start();
    input(&g, 3, 2, 2);
    linear(&g, "a", 4, 12);
    output(&g);
    refused(&g, 1, "a Flatten belongs between");
    g = start();
    input(&g, 3, 2, 2);
    flatten(&g, 1);
    output(&g);
    refused(&g, 1, "more than one dimension");
    g = start();
    input(&g, 3, 2, 2);
    output(&g);
    refused(&g, 1, "the graph has no weights");
    g = start();
    refused(&g, 1, "expected one Input, found 0");
}

/* ---- Files ---- */

static void files_hold_graphs(void **state)
{
    (void)state;
    struct nir_node *node;
    struct tess_error error = {TESS_OK, ""};
    size_t size, again;
    if (!nir_available("x.nir", &error))
        skip();
    struct graph g = with_neurons(&node);
    nir_put_float(g.arena, &node->metadata, "leak", 0.5f);
    nir_put_double(g.arena, &g.graph->metadata, "dt", 1e-4);
    const unsigned char *bytes = nir_encode(g.arena, g.graph, "x.nir", &size, &error);
    assert_non_null(bytes);
    const unsigned char *twice = nir_encode(g.arena, g.graph, "x.nir", &again, &error);
    assert_true(size == again && !memcmp(bytes, twice, size));
    const struct nir_graph *found = nir_decode(g.arena, bytes, size, "x.nir", &error);
    assert_non_null(found);
    assert_int_equal(found->nodes, 5);
    assert_true(nir_number(nir_field(&found->metadata, "dt"), 0) == 1e-4);
    assert_true(nir_number(nir_field(&nir_find(found, "a_lif")->metadata, "leak"), 0) == 0.5);
    const struct nir_field *weight = nir_field(&nir_find(found, "a")->fields, "weight");
    assert_true(weight->type == NIR_F32 && weight->rank == 2 && weight->shape[1] == 3 && nir_number(weight, 11) == 12);
    g.graph = (struct nir_graph *)(void *)found;
    assert_true(read(&g, 0) && g.network.layers == 1 && g.remarks.count == 0);
    for (size_t cut = 0; cut < size; cut += size / 40) {
        struct tess_error damage = {TESS_OK, ""};
        assert_null(nir_decode(g.arena, bytes, cut, "x.nir", &damage));
        assert_int_equal(damage.code, TESS_BAD_DATA);
    }
    arena_destroy(g.arena);
}

/* Bytes changed here and there: a graph or an error, even where libhdf5 crashes. */
static void damaged_files(void **state)
{
    (void)state;
    struct nir_node *node;
    struct tess_error error = {TESS_OK, ""};
    size_t size;
    uint64_t random = 1;
    if (!nir_available("x.nir", &error))
        skip();
    struct graph g = with_neurons(&node);
    const unsigned char *bytes = nir_encode(g.arena, g.graph, "x.nir", &size, &error);
    assert_non_null(bytes);
    int refusals = 0;
    for (int round = 0; round < 150; round++) {
        struct tess_error damage = {TESS_OK, ""};
        unsigned char *copy = arena_alloc(g.arena, size);
        memcpy(copy, bytes, size);
        for (int i = 0; i < 3; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            copy[(random >> 33) % size] = random >> 63 ? 0xff : (unsigned char)(random >> 20);
        }
        const struct nir_graph *found = nir_decode(g.arena, copy, size, "x.nir", &damage);
        assert_int_equal(damage.code, found ? TESS_OK : TESS_BAD_DATA);
        refusals += !found;
    }
    assert_true(refusals > 10);
    arena_destroy(g.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_become_layers),
        cmocka_unit_test(factors_go_into_weights),
        cmocka_unit_test(spiking_pools_are_max_pools),
        cmocka_unit_test(last_neurons_are_counted),
        cmocka_unit_test(kinds_of_neurons),
        cmocka_unit_test(odd_neurons),
        cmocka_unit_test(odd_convolutions),
        cmocka_unit_test(odd_graphs),
        cmocka_unit_test(files_hold_graphs),
        cmocka_unit_test(damaged_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
