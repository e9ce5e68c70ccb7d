#include "tess/anneal.h"

#include "tess/math.h"

double tess_annealed(enum tess_annealing kind, double from, double to, int64_t done, int64_t all)
{
    if (kind == TESS_ANNEAL_OFF)
        return from;
    if (done >= all)
        return to;
    const double share = (double)done / (double)all;
    const double left = kind == TESS_ANNEAL_LINEAR ? 1 - share : (1 + tess_cos_2pi(share / 2)) / 2;
    return to + (from - to) * left;
}
