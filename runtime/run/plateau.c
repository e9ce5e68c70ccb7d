#include "tess/plateau.h"

bool tess_plateau_step(struct tess_plateau *plateau, double loss)
{
    if (loss < plateau->best * (1 - plateau->threshold)) {
        plateau->best = loss;
        plateau->bad = 0;
        return false;
    }
    if (++plateau->bad <= plateau->patience)
        return false;
    plateau->bad = 0;
    double lower = plateau->learning_rate * plateau->factor;
    if (lower < plateau->minimum)
        lower = plateau->minimum;
    if (plateau->learning_rate - lower <= 1e-8)
        return false;
    plateau->learning_rate = lower;
    return true;
}
