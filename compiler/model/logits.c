/* The scale of the local logits. */
#include <math.h>

#include "model/model.h"

double logits_divisor(const struct layer *layer)
{
    const double latents = layer->latents;
    const double divisors[] = {[LOGITS_MEAN] = latents, [LOGITS_ROOT] = sqrt(latents), [LOGITS_SUM] = 1};
    return divisors[layer->logits];
}

const char *logits_name(enum logits_kind kind)
{
    static const char *const names[] = {[LOGITS_MEAN] = "mean", [LOGITS_ROOT] = "root", [LOGITS_SUM] = "sum"};
    return names[kind];
}
