/* What goes into a layer's neurons at a step, and what has come out of them before. */
#include "interpret/reference.h"

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
                const int tap = row / inputs;
                const int p = input_position(layer, y, c, tap / layer->kernel_width, tap % layer->kernel_width);
                if (p < 0) {
                    row += inputs - 1; /* zero padding */
                    continue;
                }
                double value = x[p * inputs + row % inputs];
                if (value == 0)
                    continue;
                for (int o = 0; o < outputs; o++)
                    current[o] += weight[row * outputs + o] * value;
            }
        }
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
