/* What the compiler knows of data sets: enough to fill in and check a model's input. */
#ifndef TESSC_DATASETS_H
#define TESSC_DATASETS_H

#include "tess/input.h"

enum data_form {
    DATA_STATIC = 1,
    DATA_EVENT = 2,
    DATA_ANY = DATA_STATIC | DATA_EVENT,
    DATA_RECORDED = 4 /* its events are single ones with a time; they need cutting into frames */
};

struct dataset_info {
    const char *name;
    int channels, height, width; /* 0: any; recorded events: ON and OFF may be added up to one channel */
    int classes;                 /* 0: any; the model has to say */
    unsigned form;               /* of enum data_form */
    int train;                   /* training samples as published; 0: not the same for all */
};

/* In the order of the choices of input.dataset. */
extern const struct dataset_info dataset_infos[];

/* Training samples of an epoch before any are set aside; 0 where that depends on the files. */
int dataset_samples(const struct tess_input *input);

#endif
