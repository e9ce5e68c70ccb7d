/* The scale of the local logits. */
#include <math.h>

#include "model/model.h"

double logits_divisor(const struct layer *layer)
{
    const double latents = layer->latents;
    const double divisors[] = {[TESS_LOGITS_MEAN] = latents, [TESS_LOGITS_ROOT] = sqrt(latents), [TESS_LOGITS_SUM] = 1};
    return divisors[layer->logits];
}
