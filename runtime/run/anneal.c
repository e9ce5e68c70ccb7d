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

int64_t tess_warmup_updates(double epochs, int64_t steps)
{
    const int64_t updates = (int64_t)(epochs * (double)steps + 0.5);
    return epochs > 0 && updates < 1 ? 1 : updates;
}

double tess_warmed(double rate, int64_t done, int64_t updates)
{
    return done + 1 < updates ? rate * (double)(done + 1) / (double)updates : rate;
}
