/* Weights as they are used: standardised, and in fixed point. Sums run in eight double lanes and are joined in lane
 * order: the same bits for every vector width. */
#ifndef TESS_WEIGHTS_H
#define TESS_WEIGHTS_H

#include <stdint.h>

#include "tess/vector.h"

TESS_INLINE double tess_join(const double *lane)
{
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

TESS_INLINE double tess_sum(const float *x, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += (double)x[k + j];
    for (; k < n; k++)
        lane[k & 7] += (double)x[k];
    return tess_join(lane);
}

TESS_INLINE double tess_sum_magnitudes(const float *x, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += (double)__builtin_fabsf(x[k + j]);
    for (; k < n; k++)
        lane[k & 7] += (double)__builtin_fabsf(x[k]);
    return tess_join(lane);
}

/* Sum of (x - mean) * y. */
TESS_INLINE double tess_sum_centered(const float *x, double mean, const float *y, double y_mean, int n)
{
    double lane[8] = {0};
    int k = 0;
    for (; k + 8 <= n; k += 8)
        for (int j = 0; j < 8; j++)
            lane[j] += ((double)x[k + j] - mean) * ((double)y[k + j] - y_mean);
    for (; k < n; k++)
        lane[k & 7] += ((double)x[k] - mean) * ((double)y[k] - y_mean);
    return tess_join(lane);
}

/* One output channel's statistics under weight standardisation: D = sqrt(v n + 1e-4), v the unbiased variance. */
struct tess_standard {
    double mean, divisor;
};

TESS_INLINE struct tess_standard tess_standard_of(const float *weight, int n)
{
    struct tess_standard s = {tess_sum(weight, n) / n, 0};
    double variance = tess_sum_centered(weight, s.mean, weight, s.mean, n) / (n > 1 ? n - 1 : 1);
    s.divisor = __builtin_sqrt(variance * n + 1e-4);
    return s;
}

/* Effective weights: gain (W - mean) / D. */
TESS_INLINE void tess_standardize(const float *weight, int n, float gain, float *effective)
{
    struct tess_standard s = tess_standard_of(weight, n);
    double factor = (double)gain / s.divisor;
    for (int k = 0; k < n; k++)
        effective[k] = (float)(((double)weight[k] - s.mean) * factor);
}

/* From the gradient G of the effective weights of one channel, in place, to that of the raw ones; returns the gain's:
 *     d gain = sum(G z) / D,  dz = gain (G/D - sum(G z) z n / ((n-1) D^3)),  dW = dz - mean(dz),  z = W - mean */
TESS_INLINE float tess_standardize_backward(const float *weight, int n, float gain, float *gradient)
{
    struct tess_standard s = tess_standard_of(weight, n);
    double along = tess_sum_centered(weight, s.mean, gradient, 0, n);
    double mean = tess_sum(gradient, n) / n; /* z has mean 0: mean(dz) is that of gain G/D */
    double scale = (double)gain / s.divisor;
    double pull = n > 1 ? along * n / ((n - 1) * s.divisor * s.divisor) : 0;
    for (int k = 0; k < n; k++)
        gradient[k] = (float)(scale * ((double)gradient[k] - mean - pull * ((double)weight[k] - s.mean)));
    return (float)(along / s.divisor);
}

/* The largest power of two that keeps every sum of |effective| * largest_input below 2^31, as a factor. */
TESS_INLINE float tess_fixed_point(const float *effective, int n, int largest_input)
{
    double bound = tess_sum_magnitudes(effective, n) * largest_input;
    double limit = 2147483647.0 - (double)n * largest_input;
    float factor = 1;
    while (factor < 0x1p60f && (double)factor * 2 * bound < limit)
        factor *= 2;
    while (factor > 0x1p-60f && (double)factor * bound >= limit)
        factor /= 2;
    return factor;
}

TESS_INLINE int32_t tess_round(float x)
{
    return (int32_t)(x < 0 ? (double)x - 0.5 : (double)x + 0.5);
}

TESS_INLINE void tess_round_all(const float *x, int n, float factor, int32_t *rounded)
{
    for (int k = 0; k < n; k++)
        rounded[k] = tess_round(x[k] * factor);
}

#endif
