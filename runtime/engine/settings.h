/* What a run is started with, and what an epoch of it comes to. */
#ifndef TESS_ENGINE_SETTINGS_H
#define TESS_ENGINE_SETTINGS_H

#include <stdint.h>

/* What a run was started with: the model's defaults, changed by options. A resumed run keeps it. */
struct settings {
    int64_t epochs, batch, train_limit, test_limit, augment;
    uint64_t seed;
    double learning_rate;
    double warmup; /* epochs */
};

struct result {
    double loss, accuracy; /* NaN: none */
};

#endif
