/* Optimizers: one update of n parameters. */
#ifndef TESS_UPDATE_H
#define TESS_UPDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "tess/model.h"
#include "tess/vector.h"

/* A gradient with weight decay that joins it: decay times the parameter. Without decay it stays bit for bit. */
TESS_INLINE float tess_decayed(float gradient, float decay, float value)
{
    return decay != 0 ? gradient + decay * value : gradient;
}

/* Adam on n elements: p -= lr/(1-beta1^t) * m / (sqrt(v)/sqrt(1-beta2^t) + epsilon); AdamW first takes the share lr *
 * weight_decay of p away. Moments below 1e-30 become zero: denormal numbers are slow and change nothing. */
TESS_INLINE void tess_adam(const struct tess_run *run, size_t n, float *value, const float *gradient, float *moment1,
                           float *moment2)
{
    const struct tess_training *t = &run->model->training;
    const bool apart = t->optimizer == TESS_ADAMW;
    const float decay = apart ? 0 : t->weight_decay;
    const float share = run->learning_rate * t->weight_decay;
    const float step = (float)((double)run->learning_rate / (1 - run->power1));
    const float correction = (float)__builtin_sqrt(1 - run->power2);
    const float beta1 = t->beta1, beta2 = t->beta2, epsilon = t->epsilon;
    const float rest1 = (float)(1 - (double)beta1), rest2 = (float)(1 - (double)beta2);
    for (size_t i = 0; i < n; i++) {
        const float g = tess_decayed(gradient[i], decay, value[i]);
        float m = beta1 * moment1[i] + rest1 * g;
        float v = beta2 * moment2[i] + rest2 * (g * g);
        m = __builtin_fabsf(m) < 1e-30f ? 0.0f : m;
        v = v < 1e-30f ? 0.0f : v;
        moment1[i] = m;
        moment2[i] = v;
        const float way = step * (m / (__builtin_sqrtf(v) / correction + epsilon));
        value[i] -= apart ? share * value[i] + way : way;
    }
}

/* Stochastic gradient descent: b = momentum b + g; p -= lr b, or with Nesterov's look-ahead p -= lr (g + momentum b).
 */
TESS_INLINE void tess_sgd(const struct tess_run *run, size_t n, float *value, const float *gradient, float *moment1,
                          bool nesterov)
{
    const float momentum = run->model->training.momentum, rate = run->learning_rate;
    const float decay = run->model->training.weight_decay;
    for (size_t i = 0; i < n; i++) {
        const float g = tess_decayed(gradient[i], decay, value[i]);
        float b = momentum * moment1[i] + g;
        b = __builtin_fabsf(b) < 1e-30f ? 0.0f : b;
        moment1[i] = b;
        value[i] -= rate * (nesterov ? g + momentum * b : b);
    }
}

/* The same without a momentum, and so without a moment to keep. */
TESS_INLINE void tess_sgd_plain(const struct tess_run *run, size_t n, float *value, const float *gradient)
{
    const float rate = run->learning_rate, decay = run->model->training.weight_decay;
    for (size_t i = 0; i < n; i++) {
        const float g = tess_decayed(gradient[i], decay, value[i]);
        value[i] -= rate * (__builtin_fabsf(g) < 1e-30f ? 0.0f : g);
    }
}

/* What stages of a part with a learning rate of its own see: the run, at its rate times factor. */
TESS_INLINE struct tess_run tess_at_rate(const struct tess_run *run, float factor)
{
    struct tess_run own = *run;
    own.learning_rate *= factor;
    return own;
}

#endif
