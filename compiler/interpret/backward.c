/* Learning signals that come from above: the readout's error carried down through the layers, and what a layer's
 * membranes are worth in them. */
#include <string.h>

#include "interpret/reference.h"

/* From the readout: mp = W^T d loss / d logits, features in (channel, y, x) order. */
static void from_readout(const struct tess_run *run, int image, int k, double *mp)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    const float *weight = run_floats(run, reference->param[at->weight].value);
    const double *error =
        run_reals(run, at->error) + (size_t)(image * reference->supervised + k) * (size_t)reference->classes;
    int positions = at->in.shape.height * at->in.shape.width;

    for (int c = 0; c < reference->classes; c++)
        for (int f = 0; f < at->features; f++)
            mp[f % positions * at->in.shape.channels + f / positions] +=
                error[c] * (double)weight[c * at->features + f];
}

/* The adjoint of the weighted sums (see weighted_sums): mp[input] += W[row][o] error[o] for all that read it. */
static void from_layer(const struct tess_run *run, const struct reference_layer *above, int image, int k, double *mp)
{
    const struct layer *layer = above->layer;
    int outputs = layer->out.channels, inputs = layer->in.channels;
    const double *weight = run_reals(run, above->effective), *error = map_at(run, &above->error, image, k);

    for (int y = 0; y < layer->out.height; y++)
        for (int x = 0; x < layer->out.width; x++, error += outputs)
            for (int row = 0; row < above->rows; row++) {
                const int tap = row / inputs;
                const int p = input_position(layer, y, x, tap / layer->kernel_width, tap % layer->kernel_width);
                if (p < 0) {
                    row += inputs - 1; /* zero padding */
                    continue;
                }
                double sum = 0;
                for (int o = 0; o < outputs; o++)
                    sum += weight[row * outputs + o] * error[o];
                mp[p * inputs + row % inputs] += sum;
            }
}

void signal_from_above(const struct tess_run *run, const struct reference_layer *at, int image, int k, double *mp)
{
    const struct reference *reference = run_reference(run);

    memset(mp, 0, (size_t)shape_size(at->layer->pooled) * sizeof *mp);
    if (at->index == reference->layers - 1)
        from_readout(run, image, k, mp);
    else
        from_layer(run, at + 1, image, k, mp);
}

void membrane_error(const struct tess_run *run, const struct reference_layer *at, int image)
{
    const struct reference *reference = run_reference(run);
    const struct neuron *neuron = &at->layer->neuron;
    bool through_time = at->layer->rule.signal.reach == REACH_TIME;
    int size = shape_size(at->layer->out), unsupervised = reference->steps - reference->supervised;

    const struct span_of_steps steps = run_steps(run);

    for (int k = steps.supervised - 1; k >= steps.before; k--) {
        const double *m = map_at(run, &at->m, image, k), *psi = map_at(run, &at->psi, image, unsupervised + k);
        const double *s = map_at(run, &at->s, image, unsupervised + k);
        double *error = map_at(run, &at->error, image, k);
        const double *later =
            through_time && k + 1 < reference->supervised ? map_at(run, &at->error, image, k + 1) : NULL;
        for (int i = 0; i < size; i++) {
            double kept = neuron->reset == RESET_ZERO ? 1 - s[i] : 1; /* d v / d u, with s as a constant */
            error[i] = m[i] * psi[i] + (later ? neuron->leak * later[i] * kept : 0);
        }
    }
}
