/* One step of the optimizer on one element. */
#include <math.h>

#include "interpret/reference.h"

/* Denormal numbers are slow on many machines and mean nothing here. */
static const double SMALLEST_MOMENT = 1e-30;

static double flushed(double moment)
{
    return fabs(moment) < SMALLEST_MOMENT ? 0 : moment;
}

/* Each returns what is taken off the parameter; the gradient includes weight decay that joins it. */

/* moment = momentum * moment + g; step rate * moment, or for Nesterov rate * (g + momentum * moment). */
static double sgd(const struct tess_run *run, const struct tess_param *param, size_t element, double rate,
                  double gradient)
{
    const struct tess_training *training = &run->model->training;
    double momentum = training->momentum;
    if (param->moment1 == TESS_NO_OFFSET) /* without momentum there is nothing to keep */
        return rate * flushed(gradient);
    float *stored = &run_floats(run, param->moment1)[element];
    double moment = flushed(momentum * *stored + gradient);

    *stored = (float)moment;
    return rate * (training->optimizer == TESS_NESTEROV ? gradient + momentum * moment : moment);
}

/* rate / (1 - beta1^n) * m / (sqrt(v) / sqrt(1 - beta2^n) + epsilon). */
static double adam(const struct tess_run *run, const struct tess_param *param, size_t element, double rate,
                   double gradient)
{
    const struct tess_training *training = &run->model->training;
    float *stored1 = &run_floats(run, param->moment1)[element], *stored2 = &run_floats(run, param->moment2)[element];
    double beta1 = training->beta1, beta2 = training->beta2;
    double moment1 = flushed(beta1 * *stored1 + (1 - beta1) * gradient);
    double moment2 = flushed(beta2 * *stored2 + (1 - beta2) * gradient * gradient);

    *stored1 = (float)moment1;
    *stored2 = (float)moment2;
    return rate / (1 - run->power1) * moment1 / (sqrt(moment2) / sqrt(1 - run->power2) + training->epsilon);
}

/* Weight decay as PyTorch has it: AdamW takes rate * decay of the parameter away before its step, which the parameter's
 * size does not enter; with the others it joins the gradient. */
void optimize(const struct tess_run *run, const struct tess_param *param, size_t element, double factor,
              double gradient)
{
    const struct tess_training *training = &run->model->training;
    float *stored = &run_floats(run, param->value)[element];
    double value = *stored, rate = run->learning_rate * factor, decay = training->weight_decay;
    bool apart = training->optimizer == TESS_ADAMW;

    run_floats(run, param->gradient)[element] = (float)gradient;
    if (!run_reference(run)->learns[param - run_reference(run)->param])
        return;
    if (!apart)
        gradient += decay * value;
    value -= (tess_has_second_moment(training->optimizer) ? adam : sgd)(run, param, element, rate, gradient);
    *stored = (float)(apart ? value - rate * decay * *stored : value);
}
