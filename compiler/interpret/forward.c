/* Input, traces, currents, membrane, spikes and pooling: semantics of one layer, one image, step by step. */
#include <math.h>
#include <string.h>

#include "interpret/reference.h"

/* The chunk's input, [S][C][H][W] float32, as a map. */
void stage_input(const struct tess_run *run, int image, void *scratch)
{
    const struct map *map = &run_reference(run)->input;
    const struct shape *shape = &map->shape;
    size_t pixels = (size_t)(shape->height * shape->width), channels = (size_t)shape->channels;

    (void)scratch;
    for (int t = 0; t < map->steps; t++) {
        const float *from = run->input + (size_t)(image * map->steps + t) * pixels * channels;
        double *to = map_at(run, map, image, t);
        for (size_t c = 0; c < channels; c++)
            for (size_t i = 0; i < pixels; i++)
                to[i * channels + c] = from[c * pixels + i];
    }
}

/* trace[t] = decay * trace[t-1] + value[t], from zero. */
static void trace(const struct tess_run *run, const struct map *to, double decay, const struct map *from, int image)
{
    const struct span_of_steps steps = run_steps(run);
    int size = shape_size(to->shape);

    for (int t = steps.first; t < steps.end; t++) {
        const double *value = map_at(run, from, image, t);
        const double *before = t > 0 ? map_at(run, to, image, t - 1) : NULL;
        double *now = map_at(run, to, image, t);
        for (int i = 0; i < size; i++)
            now[i] = before ? decay * before[i] + value[i] : value[i];
    }
}

void weighted_sums(const struct tess_run *run, const struct reference_layer *at, const double *x, double *current)
{
    const struct layer *layer = at->layer;
    int outputs = layer->out.channels, inputs = layer->in.channels;
    const double *weight = run_reals(run, at->effective);

    for (int y = 0; y < layer->out.height; y++)
        for (int c = 0; c < layer->out.width; c++, current += outputs) {
            for (int o = 0; o < outputs; o++)
                current[o] = at->bias < 0 ? 0 : run_floats(run, run_reference(run)->param[at->bias].value)[o];
            for (int row = 0; row < at->rows; row++) {
                int tap = row / inputs;
                int in_y = y + tap / layer->kernel_width - layer->pad,
                    in_x = c + tap % layer->kernel_width - layer->pad;
                if (in_y < 0 || in_y >= layer->in.height || in_x < 0 || in_x >= layer->in.width) {
                    row += inputs - 1; /* zero padding */
                    continue;
                }
                double value = x[(in_y * layer->in.width + in_x) * inputs + row % inputs];
                if (value == 0)
                    continue;
                for (int o = 0; o < outputs; o++)
                    current[o] += weight[row * outputs + o] * value;
            }
        }
}

static double surrogate_of(const struct surrogate *surrogate, double distance)
{
    if (surrogate->kind == SURROGATE_TRIANGLE)
        return surrogate->height * fmax(0, 1 - distance / surrogate->width);
    double base = surrogate->slope * distance + 1;
    return surrogate->height / (base * base);
}

/* Spikes of the steps before, of an image. */
uint32_t earlier_spikes(const struct tess_run *run, const struct reference_layer *at, int image, int end)
{
    const double *s = map_at(run, &at->s, image, 0);
    const size_t count = (size_t)end * (size_t)shape_size(at->layer->out);
    uint32_t spikes = 0;

    for (size_t i = 0; i < count; i++)
        spikes += s[i] > 0;
    return spikes;
}

/* u, s and psi. Returns the number of spikes up to here. */
static uint32_t neurons(const struct tess_run *run, const struct reference_layer *at, int image)
{
    const struct neuron *neuron = &at->layer->neuron;
    double leak = neuron->leak, threshold = neuron->threshold, amount = neuron->reset_amount;
    const struct span_of_steps steps = run_steps(run);
    int size = shape_size(at->layer->out);
    uint32_t spikes = earlier_spikes(run, at, image, steps.first);

    for (int t = steps.first; t < steps.end; t++) {
        const double *u_before = t > 0 ? map_at(run, &at->u, image, t - 1) : NULL;
        const double *s_before = t > 0 ? map_at(run, &at->s, image, t - 1) : NULL;
        double *u = map_at(run, &at->u, image, t), *s = map_at(run, &at->s, image, t);
        double *psi = map_at(run, &at->psi, image, t);
        weighted_sums(run, at, map_at(run, &at->in, image, t), u);
        for (int i = 0; i < size; i++) {
            double v = 0;
            if (t > 0)
                v = neuron->reset == RESET_ZERO ? u_before[i] * (1 - s_before[i]) : u_before[i] - amount * s_before[i];
            u[i] = leak * v + u[i];
            s[i] = u[i] > threshold;
            psi[i] = surrogate_of(&at->layer->surrogate, fabs(u[i] - threshold));
            spikes += s[i] > 0;
        }
    }
    return spikes;
}

/* Block output of one step. Rows and columns that do not fill a window are left out. */
static void pool(const struct layer *layer, const double *s, double *p)
{
    int channels = layer->out.channels, area = layer->pool_height * layer->pool_width;

    for (int y = 0; y < layer->pooled.height; y++)
        for (int x = 0; x < layer->pooled.width; x++)
            for (int c = 0; c < channels; c++) {
                double sum = 0, largest = -INFINITY;
                for (int i = 0; i < area; i++) {
                    int in_y = y * layer->pool_height + i / layer->pool_width;
                    int in_x = x * layer->pool_width + i % layer->pool_width;
                    double value = s[(in_y * layer->out.width + in_x) * channels + c];
                    sum += value;
                    largest = fmax(largest, value);
                }
                p[(y * layer->pooled.width + x) * channels + c] = layer->pool == POOL_MAX ? largest : sum / area;
            }
}

void stage_forward(const struct tess_run *run, int image, void *scratch)
{
    const struct reference_layer *at = run_layer(run);
    const struct rule *rule = &at->layer->rule;
    const struct span_of_steps steps = run_steps(run);

    uint32_t spikes = at->neuron.e ? neuron_forward(run, at, image, scratch) : neurons(run, at, image);
    run->spikes[image * run->model->layers + at->index] = spikes;
    if (at->rule.e)
        rule_inputs(run, at, image, scratch);
    for (int k = 0; k < rule->terms; k++) {
        if (rule->term[k].pre == PRE_TRACE)
            trace(run, &at->term[k].pre_trace, rule->term[k].pre_decay, &at->in, image);
        if (rule->term[k].post == POST_TRACE)
            trace(run, &at->term[k].post_trace, rule->term[k].post_decay, &at->psi, image);
    }
    if (at->layer->pool != POOL_NONE)
        for (int t = steps.first; t < steps.end; t++)
            pool(at->layer, map_at(run, &at->s, image, t), map_at(run, &at->p, image, t));
}
