/* Times the bare dense convolutions of a network's training with oneDNN: the floor of any dense implementation. There
 * are no neurons, no traces, no learning signals, no update and no data; each tensor lies in the layout that oneDNN
 * likes best, and reordering is not counted.
 *
 *   dense_onednn [--winograd] [--weight-gradients N] [--input-gradients N] BATCH LAYER...
 *
 * LAYER is NAME:IN:HEIGHTxWIDTH:OUT:KERNEL:PAD:TIMES, for example conv2:64:32x32:128:3:1:6, a square kernel over maps
 * of 64 channels, run six times a batch. Each time is a forward pass and, when training, N gradients of each kind (2
 * and 0 without options). --winograd lets oneDNN use Winograd's algorithm where it thinks that faster: fewer
 * multiplications, larger rounding errors. A measurement is made for each line on standard input, which says `train` or
 * `evaluate`, and printed as one line of JSON; OMP_NUM_THREADS sets the number of threads. Needs oneDNN 2. */
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <dnnl.h>
#include <dnnl_debug.h>

enum { MAX_LAYERS = 32, WRONG_USAGE = 2 };
enum pass { FORWARD, WEIGHT_GRADIENT, INPUT_GRADIENT, PASSES };
enum tensor { INPUT, WEIGHTS, OUTPUT, TENSORS };

/* What oneDNN calls the three tensors of each pass. */
static const struct {
    const char *name;
    dnnl_query_t query[TENSORS];
    int argument[TENSORS];
} passes[PASSES] = {
    [FORWARD] = {"forward",
                 {dnnl_query_src_md, dnnl_query_weights_md, dnnl_query_dst_md},
                 {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST}},
    [WEIGHT_GRADIENT] = {"weight_gradient",
                         {dnnl_query_src_md, dnnl_query_diff_weights_md, dnnl_query_diff_dst_md},
                         {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST}},
    [INPUT_GRADIENT] = {"input_gradient",
                        {dnnl_query_diff_src_md, dnnl_query_weights_md, dnnl_query_diff_dst_md},
                        {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_DST}},
};

struct layer {
    char name[32];
    int in, height, width, out, kernel, pad, times;
    struct {
        dnnl_primitive_t primitive;
        dnnl_exec_arg_t argument[TENSORS];
        double seconds; /* of CPU time, all threads, in this measurement */
    } pass[PASSES];
};

struct bench {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    int batch, layers;
    int runs[PASSES]; /* a time of a layer, when training */
    dnnl_alg_kind_t algorithm;
    struct layer layer[MAX_LAYERS];
};

/* Runs of a pass for each time of a layer. Nobody reads the gradient of the network's input. */
static int runs_of(const struct bench *b, int layer, int pass)
{
    return layer == 0 && pass == INPUT_GRADIENT ? 0 : b->runs[pass];
}

static void require(dnnl_status_t status, const char *what)
{
    if (status != dnnl_success) {
        fprintf(stderr, "dense_onednn: %s: %s\n", what, dnnl_status2str(status));
        exit(1);
    }
}

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A tensor with numbers in it: fresh pages would all be one page of zeros, and far too fast. */
static dnnl_memory_t filled(struct bench *b, const dnnl_memory_desc_t *shape)
{
    dnnl_memory_t memory;
    void *data;
    require(dnnl_memory_create(&memory, shape, b->engine, DNNL_MEMORY_ALLOCATE), "memory");
    require(dnnl_memory_get_data_handle(memory, &data), "memory");
    const size_t count = dnnl_memory_desc_get_size(shape) / sizeof(float);
    uint32_t random = 1;
    for (size_t i = 0; i < count; i++) {
        random = random * 1664525u + 1013904223u; /* Numerical Recipes */
        ((float *)data)[i] = (float)(random >> 16) / 65536.0f;
    }
    return memory;
}

/* The descriptor of one pass; forward is the forward pass's, or NULL for that one itself. */
static dnnl_primitive_desc_t describe(struct bench *b, const struct layer *l, enum pass pass,
                                      const_dnnl_primitive_desc_t forward)
{
    const int out_height = l->height + 2 * l->pad - l->kernel + 1, out_width = l->width + 2 * l->pad - l->kernel + 1;
    const dnnl_dims_t size[TENSORS] = {[INPUT] = {b->batch, l->in, l->height, l->width},
                                       [WEIGHTS] = {l->out, l->in, l->kernel, l->kernel},
                                       [OUTPUT] = {b->batch, l->out, out_height, out_width}};
    const dnnl_dims_t strides = {1, 1}, padding = {l->pad, l->pad};
    dnnl_memory_desc_t shape[TENSORS];
    for (int i = 0; i < TENSORS; i++)
        require(dnnl_memory_desc_init_by_tag(&shape[i], 4, size[i], dnnl_f32, dnnl_format_tag_any), l->name);
    const dnnl_memory_desc_t *in = &shape[INPUT], *weights = &shape[WEIGHTS], *out = &shape[OUTPUT];
    dnnl_convolution_desc_t operation;
    dnnl_status_t status = dnnl_success;
    if (pass == FORWARD)
        status = dnnl_convolution_forward_desc_init(&operation, dnnl_forward_training, b->algorithm, in, weights, NULL,
                                                    out, strides, padding, padding);
    else if (pass == WEIGHT_GRADIENT)
        status = dnnl_convolution_backward_weights_desc_init(&operation, b->algorithm, in, weights, NULL, out, strides,
                                                             padding, padding);
    else
        status = dnnl_convolution_backward_data_desc_init(&operation, b->algorithm, in, weights, out, strides, padding,
                                                          padding);
    require(status, l->name);
    dnnl_primitive_desc_t description;
    require(dnnl_primitive_desc_create(&description, &operation, NULL, b->engine, forward), l->name);
    return description;
}

static void build(struct bench *b, int layer)
{
    struct layer *l = &b->layer[layer];
    dnnl_primitive_desc_t description[PASSES] = {0};
    for (int pass = 0; pass < PASSES; pass++) {
        if (runs_of(b, layer, pass) == 0)
            continue;
        description[pass] = describe(b, l, (enum pass)pass, description[FORWARD]);
        for (int i = 0; i < TENSORS; i++) {
            const dnnl_memory_desc_t *shape = dnnl_primitive_desc_query_md(description[pass], passes[pass].query[i], 0);
            l->pass[pass].argument[i] = (dnnl_exec_arg_t){passes[pass].argument[i], filled(b, shape)};
        }
        require(dnnl_primitive_create(&l->pass[pass].primitive, description[pass]), l->name);
    }
    for (int pass = 0; pass < PASSES; pass++)
        if (description[pass])
            dnnl_primitive_desc_destroy(description[pass]);
}

static void destroy(struct bench *b)
{
    for (int i = 0; i < b->layers; i++)
        for (int pass = 0; pass < PASSES; pass++) {
            if (runs_of(b, i, pass) == 0)
                continue;
            dnnl_primitive_destroy(b->layer[i].pass[pass].primitive);
            for (int k = 0; k < TENSORS; k++)
                dnnl_memory_destroy(b->layer[i].pass[pass].argument[k].memory);
        }
    dnnl_stream_destroy(b->stream);
    dnnl_engine_destroy(b->engine);
}

static void run_pass(struct bench *b, struct layer *l, enum pass pass, int runs)
{
    const double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < runs; i++)
        require(dnnl_primitive_execute(l->pass[pass].primitive, b->stream, TENSORS, l->pass[pass].argument), l->name);
    require(dnnl_stream_wait(b->stream), l->name);
    l->pass[pass].seconds += seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static void run_batch(struct bench *b, bool training)
{
    for (int i = 0; i < b->layers; i++) {
        struct layer *l = &b->layer[i];
        for (int pass = 0; pass < PASSES; pass++)
            l->pass[pass].seconds = 0;
        for (int time = 0; time < l->times; time++)
            for (int pass = 0; pass < PASSES; pass++)
                if (training || pass == FORWARD)
                    run_pass(b, l, (enum pass)pass, runs_of(b, i, pass));
    }
}

static void measure(struct bench *b, bool training)
{
    struct rusage usage;
    const double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    run_batch(b, training);
    const double seconds = seconds_of(CLOCK_MONOTONIC) - wall;
    const double cpu_ms = 1e3 * (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu) / b->batch;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"kind\": \"%s\", \"images\": %d, \"seconds\": %.4f, \"images_per_second\": %.3f, \"cpu_ms\": %.3f",
           training ? "train" : "evaluate", b->batch, seconds, b->batch / seconds, cpu_ms);
    printf(", \"peak_mib\": %.1f, \"cpu_ms_by_layer\": {", (double)usage.ru_maxrss / 1024);
    for (int i = 0; i < b->layers; i++) {
        printf("%s\"%s\": {", i ? ", " : "", b->layer[i].name);
        for (int pass = 0; pass < PASSES; pass++)
            printf("%s\"%s\": %.4f", pass ? ", " : "", passes[pass].name,
                   1e3 * b->layer[i].pass[pass].seconds / b->batch);
        putchar('}');
    }
    printf("}}\n");
    fflush(stdout);
}

static bool read_layer(const char *text, struct layer *l)
{
    return sscanf(text, "%31[^:]:%d:%dx%d:%d:%d:%d:%d", l->name, &l->in, &l->height, &l->width, &l->out, &l->kernel,
                  &l->pad, &l->times) == 8 &&
           l->in > 0 && l->height > 0 && l->width > 0 && l->out > 0 && l->kernel > 0 && l->pad >= 0 && l->times > 0;
}

static bool read_arguments(struct bench *b, int count, char **argument)
{
    static const struct option options[] = {{"weight-gradients", required_argument, NULL, 'w'},
                                            {"input-gradients", required_argument, NULL, 'i'},
                                            {"winograd", no_argument, NULL, 'a'},
                                            {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(count, argument, "", options, NULL)) != -1) {
        if (option == 'a')
            b->algorithm = dnnl_convolution_auto;
        else if (option == 'w' || option == 'i')
            b->runs[option == 'w' ? WEIGHT_GRADIENT : INPUT_GRADIENT] = atoi(optarg);
        else
            return false;
    }
    b->batch = optind < count ? atoi(argument[optind++]) : 0;
    for (; optind < count && b->layers < MAX_LAYERS; optind++, b->layers++)
        if (!read_layer(argument[optind], &b->layer[b->layers]))
            return false;
    return b->batch > 0 && b->layers > 0 && optind == count && b->runs[WEIGHT_GRADIENT] >= 0 &&
           b->runs[INPUT_GRADIENT] >= 0;
}

int main(int count, char **argument)
{
    struct bench b = {.runs = {[FORWARD] = 1, [WEIGHT_GRADIENT] = 2}, .algorithm = dnnl_convolution_direct};
    char line[32];
    if (!read_arguments(&b, count, argument)) {
        fprintf(stderr, "usage: dense_onednn [--winograd] [--weight-gradients N] [--input-gradients N] BATCH "
                        "NAME:IN:HEIGHTxWIDTH:OUT:KERNEL:PAD:TIMES...\n");
        return WRONG_USAGE;
    }
    require(dnnl_engine_create(&b.engine, dnnl_cpu, 0), "engine");
    require(dnnl_stream_create(&b.stream, b.engine, dnnl_stream_default_flags), "stream");
    for (int i = 0; i < b.layers; i++)
        build(&b, i);
    run_batch(&b, true); /* not timed: the first touch of all code and data */
    while (fgets(line, sizeof line, stdin))
        measure(&b, strncmp(line, "train", 5) == 0);
    destroy(&b);
    return 0;
}
