/* The scale of the local logits. */
#include <math.h>

#include "model/model.h"

double logits_divisor(const struct layer *layer)
{
    const double latents = layer->latents;
    const double divisors[] = {[TESS_LOGITS_MEAN] = latents, [TESS_LOGITS_ROOT] = sqrt(latents), [TESS_LOGITS_SUM] = 1};
    return divisors[layer->logits];
}

const char *logits_name(enum tess_logits kind)
{
    static const char *const names[] = {
        [TESS_LOGITS_MEAN] = "mean", [TESS_LOGITS_ROOT] = "root", [TESS_LOGITS_SUM] = "sum"};
    return names[kind];
}
