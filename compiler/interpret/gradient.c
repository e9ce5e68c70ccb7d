/* Gradient with respect to the effective weights: a sum of outer products over images, supervised steps and positions,
 * in this order, whatever the size of chunks. */
#include <string.h>

#include "interpret/reference.h"

/* step += product * pre, summed over the positions where the weight row reads its input. */
static void outer_product(const struct reference_layer *at, int row, const double *product, const double *pre,
                          double *restrict step)
{
    const struct layer *layer = at->layer;
    int inputs = layer->in.channels, outputs = layer->out.channels, tap = row / inputs;
    const int tap_row = tap / layer->kernel_width, tap_column = tap % layer->kernel_width;

    for (int y = 0; y < layer->out.height; y++)
        for (int x = 0; x < layer->out.width; x++, product += outputs) {
            const int p = input_position(layer, y, x, tap_row, tap_column);
            if (p < 0)
                continue;
            double value = pre[p * inputs + row % inputs];
            if (value == 0)
                continue;
            for (int o = 0; o < outputs; o++)
                step[o] += product[o] * value;
        }
}

/* The bias is added to the current: its gradient is the sum of the error, whatever the rule's terms. */
static void bias_gradient(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *step)
{
    const double *error = map_at(run, &at->error, image, k);
    int outputs = at->layer->out.channels, size = shape_size(at->layer->out);

    for (int i = 0; i < size; i++)
        step[i % outputs] += error[i];
}

/* dW of one image at one supervised step, one weight row (or, after the last, the bias). */
static void step_gradient(const struct tess_run *run, const struct reference_layer *at, int row, int image, int k,
                          double *step)
{
    const struct reference *reference = run_reference(run);
    const struct rule *rule = &at->layer->rule;
    int outputs = at->layer->out.channels, t = reference->steps - reference->supervised + k;

    memset(step, 0, (size_t)outputs * sizeof *step);
    if (row == at->rows) {
        bias_gradient(run, at, image, k, step);
        return;
    }
    for (int n = 0; n < at->rule.products; n++)
        outer_product(at, row, map_at(run, &at->rule.post[n], image, k), map_at(run, &at->rule.pre[n], image, t), step);
    for (int n = 0; !at->rule.e && n < rule->terms; n++) {
        const struct map *pre = rule->term[n].pre == PRE_TRACE ? &at->term[n].pre_trace : &at->in;
        outer_product(at, row, map_at(run, &at->term[n].product, image, k), map_at(run, pre, image, t), step);
    }
}

/* Of a trained parameter of the neurons: summed over steps and positions already. */
static void trained_gradient(const struct tess_run *run, const struct reference_layer *at, int parameter, double *sum)
{
    const struct reference_neuron *n = &at->neuron;
    int outputs = at->layer->out.channels;

    for (int image = 0; image < run->count; image++) {
        const double *share = run_reals(run, n->share) + (image * n->trained_count + parameter) * outputs;
        for (int o = 0; o < outputs; o++)
            sum[o] += share[o];
    }
}

void stage_gradient(const struct tess_run *run, int row, void *scratch)
{
    const struct reference_layer *at = run_layer(run);
    size_t outputs = (size_t)at->layer->out.channels, rows = (size_t)at->rows + 1;
    const struct span_of_steps steps = run_steps(run);
    double *sum = run_reals(run, at->gradient) + (size_t)row * outputs, *step = scratch;

    if (run->first == 0)
        memset(sum, 0, outputs * sizeof *sum);
    if (row > at->rows) {
        trained_gradient(run, at, row - at->rows - 1, sum);
        return;
    }
    for (int image = 0; image < run->count; image++)
        for (int k = steps.before; k < steps.supervised; k++) {
            step_gradient(run, at, row, image, k, step);
            for (size_t o = 0; o < outputs; o++)
                sum[o] += step[o];
            if (!run->taps)
                continue;
            double *tap = (double *)(void *)(run->taps + at->tap_dw) + ((size_t)k * rows + (size_t)row) * outputs;
            for (size_t o = 0; o < outputs; o++)
                tap[o] = run->first + image == 0 ? step[o] : tap[o] + step[o];
        }
}
