/* What the compiler knows of data sets: enough to fill in and check a model's input. */
#ifndef TESSC_DATASETS_H
#define TESSC_DATASETS_H

enum data_form { DATA_STATIC = 1, DATA_EVENT = 2, DATA_ANY = 3 };

struct dataset_info {
    const char *name;
    int channels, height, width; /* 0: any */
    int classes;                 /* 0: any; the model has to say */
    enum data_form form;
};

/* In the order of the choices of input.dataset. */
extern const struct dataset_info dataset_infos[];

#endif
