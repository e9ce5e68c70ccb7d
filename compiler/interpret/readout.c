/* The readout: a linear layer on the last block's output with neither state nor spikes. It learns from each supervised
 * step's own loss, or from that of the logits summed over all steps, by which it predicts. */
#include <string.h>

#include "interpret/reference.h"

/* Feature f, in (channel, y, x) order, of a map stored as [y][x][channel]. */
static double feature(const struct map *map, const double *values, int f)
{
    int positions = map->shape.height * map->shape.width;

    return values[f % positions * map->shape.channels + f / positions];
}

void stage_readout_forward(const struct tess_run *run, int image, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    const float *weight = run_floats(run, reference->param[at->weight].value);
    const float *bias = run_floats(run, reference->param[at->bias].value);
    const struct span_of_steps steps = run_steps(run);
    double *logits = run_reals(run, at->logits) + (size_t)(image * reference->steps * reference->classes),
           *sum = scratch;

    memset(sum, 0, (size_t)reference->classes * sizeof *sum);
    for (int i = 0; i < steps.first * reference->classes; i++)
        sum[i % reference->classes] += *logits++;
    for (int t = steps.first; t < steps.end; t++)
        for (int c = 0; c < reference->classes; c++, logits++) {
            const double *p = map_at(run, &at->in, image, t);
            *logits = bias[c];
            for (int f = 0; f < at->features; f++)
                *logits += (double)weight[c * at->features + f] * feature(&at->in, p, f);
            sum[c] += *logits;
        }
    for (int c = 0; c < reference->classes; c++)
        run->logits[image * reference->classes + c] = (float)sum[c];
}

/* d loss / d logits is the same at every step. */
static void loss_of_sum(const struct tess_run *run, int image, double *sum)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    size_t classes = (size_t)reference->classes, steps = (size_t)reference->steps,
           supervised = (size_t)reference->supervised;
    const double *logits = run_reals(run, at->logits) + (size_t)image * steps * classes;
    double *error = run_reals(run, at->error) + (size_t)image * supervised * classes;

    memset(sum, 0, classes * sizeof *sum);
    for (size_t i = 0; i < steps * classes; i++)
        sum[i % classes] += logits[i];
    run_reals(run, at->loss)[image] =
        step_loss(model_rule(reference->model)->function, reference->classes, sum, run->label[image],
                  reference->model->readout.smoothing, run->batch, error);
    for (size_t k = 1; k < supervised; k++)
        memcpy(error + k * classes, error, classes * sizeof *error);
}

void stage_readout_signal(const struct tess_run *run, int image, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    const struct span_of_steps steps = run_steps(run);

    if (reference->model->readout.loss == LOSS_SUM) {
        loss_of_sum(run, image, scratch);
        return;
    }
    for (int k = steps.before; k < steps.supervised; k++) {
        int t = reference->steps - reference->supervised + k;
        size_t step = (size_t)(image * reference->supervised + k), classes = (size_t)reference->classes;
        const double *logits = run_reals(run, at->logits) + (size_t)(image * reference->steps + t) * classes;
        run_reals(run, at->loss)[step] =
            step_loss(model_rule(reference->model)->function, reference->classes, logits, run->label[image],
                      reference->model->readout.smoothing, run->batch, run_reals(run, at->error) + step * classes);
    }
}

/* Items are classes. */
void stage_readout_gradient(const struct tess_run *run, int class, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    const struct span_of_steps steps = run_steps(run);
    size_t width = (size_t)at->features + 1;
    double *sum = run_reals(run, at->gradient) + (size_t) class * width;

    (void)scratch;
    if (run->first == 0)
        memset(sum, 0, width * sizeof *sum);
    for (int image = 0; image < run->count; image++)
        for (int k = steps.before; k < steps.supervised; k++) {
            int t = reference->steps - reference->supervised + k;
            const double *p = map_at(run, &at->in, image, t);
            double error = run_reals(run, at->error)[(image * reference->supervised + k) * reference->classes + class];
            for (int f = 0; f < at->features; f++)
                sum[f] += error * feature(&at->in, p, f);
            sum[at->features] += error;
        }
}

void stage_readout_update(const struct tess_run *run, int class, void *scratch)
{
    const struct reference *reference = run_reference(run);
    const struct reference_readout *at = &reference->readout;
    const double *gradient = run_reals(run, at->gradient) + (size_t) class * ((size_t)at->features + 1);
    double factor = reference->model->readout.rate_factor;

    (void)scratch;
    for (int f = 0; f < at->features; f++)
        optimize(run, &reference->param[at->weight], (size_t)(class * at->features + f), factor, gradient[f]);
    optimize(run, &reference->param[at->bias], (size_t) class, factor, gradient[at->features]);
}
