/* Losses and what comes of them. */
#ifndef TESS_LEARNING_SIGNAL_H
#define TESS_LEARNING_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "tess/math.h"
#include "tess/vector.h"

/* Softmax cross entropy of logits [classes]: error = (softmax - onehot) / batch; returns the loss. */
TESS_INLINE float tess_cross_entropy(const float *logits, int classes, int label, int batch, float *error)
{
    double largest = logits[0], sum = 0;
    for (int c = 1; c < classes; c++)
        largest = logits[c] > largest ? (double)logits[c] : largest;
    for (int c = 0; c < classes; c++)
        sum += tess_exp((double)logits[c] - largest);
    for (int c = 0; c < classes; c++)
        error[c] = (float)((tess_exp((double)logits[c] - largest) / sum - (c == label)) / batch);
    return (float)(tess_log(sum) + largest - (double)logits[label]);
}

/* The same with label smoothing (PyTorch's CrossEntropyLoss): the target is smoothing / classes for every class, and 1
 * - smoothing more for the label. */
TESS_INLINE float tess_smoothed_cross_entropy(const float *logits, int classes, int label, float smoothing, int batch,
                                              float *error)
{
    const double share = (double)smoothing / classes, rest = 1 - (double)smoothing;
    double largest = logits[0], sum = 0, mean = 0;
    for (int c = 1; c < classes; c++)
        largest = logits[c] > largest ? (double)logits[c] : largest;
    for (int c = 0; c < classes; c++) {
        sum += tess_exp((double)logits[c] - largest);
        mean += ((double)logits[c] - largest) / classes;
    }
    for (int c = 0; c < classes; c++)
        error[c] = (float)((tess_exp((double)logits[c] - largest) / sum - (rest * (c == label) + share)) / batch);
    return (float)(tess_log(sum) - rest * ((double)logits[label] - largest) - (double)smoothing * mean);
}

/* Squared error of logits [classes], half the sum over the classes of (logit - target)^2, with the targets of
 * tess_smoothed_cross_entropy: error = (logit - target) / batch; returns the loss. */
TESS_INLINE float tess_squared_error(const float *logits, int classes, int label, float smoothing, int batch,
                                     float *error)
{
    const double share = (double)smoothing / classes, rest = 1 - (double)smoothing;
    double loss = 0;
    for (int c = 0; c < classes; c++) {
        const double distance = (double)logits[c] - (rest * (c == label) + share);
        error[c] = (float)(distance / batch);
        loss += distance * distance / 2;
    }
    return (float)loss;
}

/* Logits [steps][classes] summed over the steps into sums [classes], `more`: on top of what they are. */
TESS_INLINE void tess_sum_logits(const float *logits, int steps, int classes, bool more, float *sums)
{
    for (int c = 0; c < classes; c++) {
        float sum = more ? sums[c] : 0;
        for (int t = 0; t < steps; t++)
            sum += logits[t * classes + c];
        sums[c] = sum;
    }
}

/* Appends to a list those of a block of channels whose errors are not zero in all of a few steps; returns its length.
 *   error    [steps][lanes] of channels first .. first + lanes - 1, of which those below channels_count are real
 *   channels [channels_count], values [channels_count][steps]: the list, `count` long */
TESS_INLINE uint32_t tess_list_errors(const float *error, int steps, int lanes, int first, int channels_count,
                                      uint32_t count, uint16_t *channels, float *values)
{
    for (int lane = 0; lane < lanes && first + lane < channels_count; lane++) {
        bool any = false;
        for (int t = 0; t < steps; t++) {
            const float value = error[t * lanes + lane];
            values[count * (uint32_t)steps + (uint32_t)t] = value;
            any |= value != 0;
        }
        channels[count] = (uint16_t)(first + lane);
        count += any;
    }
    return count;
}

#endif
