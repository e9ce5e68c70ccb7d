/* What data sets there are, and what is known of each before its files are looked at: for whoever writes, checks or
 * prints what a model says of its input. */
#ifndef TESS_DATA_SETS_H
#define TESS_DATA_SETS_H

#include <stdbool.h>

/* All of them, by their names in a model file (`dataset NAME`). NAME_loader is what describes and reads one, in a file
 * of runtime/data (loader.h there says how). A number of a data set is its place in this list; messages and documents
 * name them in its order, and in its order loaders are asked whether a folder is theirs, so that `folder`, which takes
 * any folder of folders for its own, comes behind those that look for files of certain names. */
/* clang-format off */
#define TESS_DATA_SETS(row) \
    row(cifar10)            \
    row(cifar100)           \
    row(mnist)              \
    row(family)             \
    row(arrays)             \
    row(folder)             \
    row(synthetic)          \
    row(dvs_gesture)        \
    row(cifar10_dvs)        \
    row(nmnist)
/* clang-format on */

/* What its samples are. */
enum tess_data_form {
    TESS_DATA_IMAGES = 1 << 0,  /* one image, which may be shown at every step */
    TESS_DATA_FRAMES = 1 << 1,  /* a frame a step */
    TESS_DATA_RECORDED = 1 << 2 /* its frames are cut from single events, each with a time */
};

struct tess_data_set {
    const char *name;
    const char *text;            /* what its files are called: "CIFAR-10 (binary version)" */
    int channels, height, width; /* 0: any; recorded ON and OFF events may be added up to one channel */
    int classes;                 /* 0: any, a model has to say */
    unsigned form;               /* of enum tess_data_form */
    int train;                   /* training samples as published; 0: not the same for all */
    bool needs_folder;           /* it has files: --data */
    const char *settings; /* settings of a model's input that not every data set takes: "pipeline|window"; NULL: none */
};

/* Data set `number`, from 0; NULL behind the last one. */
const struct tess_data_set *tess_data_set(int number);

/* The one of that name; NULL: there is none. */
const struct tess_data_set *tess_data_set_named(const char *name);

/* Does it take a setting, by the last word of its path: "window"? */
bool tess_data_set_takes(const struct tess_data_set *set, const char *setting);

#endif
