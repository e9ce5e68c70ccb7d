/* Effective weights from raw ones, and the way back for gradients. */
#include <math.h>
#include <string.h>

#include "interpret/reference.h"

static const double STANDARDIZE_EPSILON = 1e-4;

static const struct tess_param *param_of(const struct tess_run *run, int index)
{
    return &run_reference(run)->param[index];
}

/* PyTorch keeps weights as [out][in][y][x]; rows here are in (y, x, in) order. */
static size_t raw_index(const struct reference_layer *at, int output, int row)
{
    int inputs = at->layer->in.channels, taps = at->rows / inputs;

    return (size_t)((output * inputs + row % inputs) * taps + row / inputs);
}

/* Copies the signs to where a probe finds them. */
void stage_basis(const struct tess_run *run, int layer, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_layer *at = &reference->layer[layer];

    (void)scratch;
    for (int c = 0; c < reference->classes; c++)
        for (int i = 0; i < at->layer->latents; i++)
            run_reals(run, at->basis)[c * at->layer->latents + i] = basis_at(at->layer, c, i);
}

/* Centred weights are divided by max W - mean W of the whole tensor. */
void stage_statistics(const struct tess_run *run, int layer, void *scratch)
{
    const struct reference_layer *at = &run_reference(run)->layer[layer];
    size_t count = (size_t)at->rows * (size_t)at->layer->out.channels;
    const float *raw = run_floats(run, param_of(run, at->weight)->value);
    double largest = -INFINITY, sum = 0;

    (void)scratch;
    if (at->layer->weights != WEIGHTS_CENTER)
        return;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, raw[i]);
        sum += raw[i];
    }
    *run_reals(run, at->divisor) = largest - sum / (double)count;
}

/* Mean and unbiased variance of one output channel's weights. */
struct moments {
    double mean, variance;
};

static struct moments moments_of(const struct reference_layer *at, const float *raw, int output)
{
    struct moments moments = {0, 0};

    for (int row = 0; row < at->rows; row++)
        moments.mean += raw[raw_index(at, output, row)];
    moments.mean /= at->rows;
    for (int row = 0; row < at->rows; row++) {
        double z = raw[raw_index(at, output, row)] - moments.mean;
        moments.variance += z * z;
    }
    moments.variance /= at->rows - 1;
    return moments;
}

static double gain_of(const struct tess_run *run, const struct reference_layer *at, int output)
{
    return at->gain < 0 ? 1 : run_floats(run, param_of(run, at->gain)->value)[output];
}

/* D = sqrt(variance * fan_in + 1e-4). */
static double deviation_of(const struct reference_layer *at, struct moments moments)
{
    return sqrt(moments.variance * at->rows + STANDARDIZE_EPSILON);
}

void stage_weights(const struct tess_run *run, int output, void *scratch)
{
    const struct reference_layer *at = run_layer(run);
    const float *raw = run_floats(run, param_of(run, at->weight)->value);
    double *effective = run_reals(run, at->effective);
    double scale = 1, mean = 0;

    (void)scratch;
    if (at->layer->weights != WEIGHTS_RAW) {
        struct moments moments = moments_of(at, raw, output);
        mean = moments.mean;
        scale = at->layer->weights == WEIGHTS_CENTER ? 1 / *run_reals(run, at->divisor)
                                                     : gain_of(run, at, output) / deviation_of(at, moments);
    }
    for (int row = 0; row < at->rows; row++)
        effective[row * at->layer->out.channels + output] = scale * (raw[raw_index(at, output, row)] - mean);
}

/* Standardised weights, W = gain * z / D with z = w - mean: from G = d loss / d W
 *     d gain = sum(G z) / D,    dz = gain * (G / D - sum(G z) z n / ((n - 1) D^3)),    dw = dz - mean(dz). */
static void update_standardized(const struct tess_run *run, const struct reference_layer *at, int output,
                                const double *gradient, double *dz)
{
    const struct tess_param *weight = param_of(run, at->weight);
    const float *raw = run_floats(run, weight->value);
    struct moments moments = moments_of(at, raw, output);
    double gain = gain_of(run, at, output), deviation = deviation_of(at, moments), n = at->rows, inner = 0, mean = 0;
    double factor = at->layer->rate_factor;

    for (int row = 0; row < at->rows; row++)
        inner += gradient[row] * (raw[raw_index(at, output, row)] - moments.mean);
    for (int row = 0; row < at->rows; row++) {
        double z = raw[raw_index(at, output, row)] - moments.mean;
        dz[row] = gain * (gradient[row] / deviation - inner * z * n / ((n - 1) * deviation * deviation * deviation));
        mean += dz[row] / n;
    }
    for (int row = 0; row < at->rows; row++)
        optimize(run, weight, raw_index(at, output, row), factor, dz[row] - mean);
    if (at->gain >= 0)
        optimize(run, param_of(run, at->gain), (size_t)output, factor, inner / deviation);
}

void stage_update(const struct tess_run *run, int output, void *scratch)
{
    const struct reference_layer *at = run_layer(run);
    int outputs = at->layer->out.channels;
    const double *sum = run_reals(run, at->gradient) + output;
    double *gradient = scratch, divisor = 1, factor = at->layer->rate_factor;

    for (int row = 0; row < at->rows; row++)
        gradient[row] = sum[row * outputs];
    if (at->bias >= 0)
        optimize(run, param_of(run, at->bias), (size_t)output, factor, sum[at->rows * outputs]);
    for (int k = 0; k < at->neuron.trained_count; k++)
        optimize(run, param_of(run, at->trained + k), (size_t)output, factor, sum[(at->rows + 1 + k) * outputs]);
    if (at->layer->weights == WEIGHTS_STANDARDIZE) {
        update_standardized(run, at, output, gradient, gradient + at->rows);
        return;
    }
    if (at->layer->weights == WEIGHTS_CENTER) /* mean and divisor count as constants */
        divisor = *run_reals(run, at->divisor);
    for (int row = 0; row < at->rows; row++)
        optimize(run, param_of(run, at->weight), raw_index(at, output, row), factor, gradient[row] / divisor);
}
