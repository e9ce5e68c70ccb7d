/* tessc data: what it knows of data sets, and its verbs. */
#ifndef TESSC_DATA_SET_H
#define TESSC_DATA_SET_H

#include "driver/options.h"
#include "tess/data.h"
#include "tess/error.h"
#include "tess/text.h"

enum unpack { UNPACK_NOT, UNPACK_TAR, UNPACK_ZIP };

struct download {
    const char *file, *address, *md5;
    enum unpack unpack; /* into the folder that it lies in */
};

struct data_options;

struct data_set {
    const char *name;
    struct tess_input input; /* to look at it without a model; what tess/data_sets.h says of it is left out */
    const char *summary;     /* one line */
    const char *page;        /* of its publisher */
    const char *folder;      /* where its files go, below --out */
    const char *by_hand;     /* why it cannot be fetched, and what to do; NULL: it can */
    const struct download *download;
    int downloads;
    bool (*make)(const struct data_options *options, const struct data_set *set, struct tess_error *error);
};

struct data_options {
    struct arena *arena;
    const char *subject; /* a data set's name, a model file or a recording; NULL: none */
    const char *data;    /* --data: a folder */
    const char *out;     /* --out: a folder, or a file for show */
    enum tess_split split;
    int sample;  /* number of the sample to show */
    int samples; /* to make, for training; a fifth as many for the test */
    uint64_t seed;
    int sensor_width, sensor_height; /* of a camera, pixels; 0: not told */
};

extern const struct data_set data_sets[];
extern const int data_set_count;

/* Copies the one of that name into *set, its input complete. False with a message on stderr where there is none. */
bool find_data_set(const char *name, struct data_set *set);

/* Options and verbs of tessc data by number; false behind the last one. */
bool data_option(int number, struct tess_option *option);
bool data_verb(int number, struct tess_command *verb);

enum tess_exit data_fetch(const struct data_options *options);

/* What is looked at: a model's input or a data set's own. */
enum tess_exit data_info(const struct data_options *options, const struct tess_input *input);
enum tess_exit data_verify(const struct data_options *options, const struct tess_input *input);
enum tess_exit data_show(const struct data_options *options, const struct tess_input *input);
enum tess_exit data_recording(const struct data_options *options, const char *path);

/* Frames [S][C][H][W] of a sample, not normalised, as a picture: to the file `path` (PNG), or to the terminal. */
bool picture_write(const char *path, const struct tess_input *input, const float *frames, struct tess_error *error);
void picture_print(const struct tess_input *input, const float *frames);

#endif
