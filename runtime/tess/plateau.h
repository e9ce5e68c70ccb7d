/* Learning-rate schedule: PyTorch's ReduceLROnPlateau, mode min, relative threshold, no cooldown. An epoch is good when
 * its loss is below best * (1 - threshold); after more than `patience` bad ones in a row the rate is multiplied by
 * `factor`, but not below `minimum`, and not for a change smaller than 1e-8. */
#ifndef TESS_PLATEAU_H
#define TESS_PLATEAU_H

#include <stdbool.h>

struct tess_plateau {
    double factor, threshold, minimum;
    int patience;
    double learning_rate, best; /* best: infinity at the start */
    int bad;                    /* bad epochs in a row */
};

/* After an epoch; true if the learning rate was lowered. */
bool tess_plateau_step(struct tess_plateau *plateau, double loss);

#endif
