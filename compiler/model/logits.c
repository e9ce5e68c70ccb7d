/* The scale of the local logits, and of what comes back. */
#include <math.h>

#include "model/model.h"

double logits_divisor(const struct layer *layer)
{
    const double latents = layer->latents;
    const double divisors[] = {[TESS_LOGITS_MEAN] = latents, [TESS_LOGITS_ROOT] = sqrt(latents), [TESS_LOGITS_SUM] = 1};
    return divisors[layer->logits];
}

double signal_share(const struct layer *layer, double area)
{
    if (!signal_is_own(layer->rule.signal))
        return 1;
    return (double)layer->logits_times / (area * logits_divisor(layer));
}
