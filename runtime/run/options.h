/* The command line of every trainer: one table of options, each with the commands that know it. */
#ifndef TESS_RUN_OPTIONS_H
#define TESS_RUN_OPTIONS_H

#include <stdint.h>
#include <stdio.h>

#include "report/progress.h"
#include "tess/data.h"
#include "tess/model.h"
#include "tess/usage.h"

enum command { COMMAND_TRAIN, COMMAND_EVAL, COMMAND_BENCH, COMMAND_PREDICT, COMMANDS };

struct options {
    const char *data;    /* NULL: none given */
    const char *out;     /* NULL: runs/NAME */
    const char *init;    /* NULL: random weights */
    const char *weights; /* eval, predict */
    const char *from;    /* NULL: as the model says */
    bool resume, no_augment;
    int epochs, batch;    /* -1: as the model says */
    int max_steps;        /* -1: no limit */
    double learning_rate; /* -1: as the model says */
    double warmup;        /* epochs; -1: as the model says */
    bool seeded;          /* seed was given */
    uint64_t seed;
    int threads;                 /* 0: as many as there are CPUs */
    int checkpoint_every;        /* updates; 0: at the end of epochs only */
    int train_limit;             /* -1: not given */
    int test_limit;              /* -1: not given */
    enum tess_split split;       /* eval */
    int warm_steps, steps;       /* bench */
    bool quiet;                  /* train */
    enum progress_form progress; /* train */
    bool tensorboard;            /* train */
    bool layers;                 /* eval */
    const char *predictions;     /* eval; NULL: they are not written */
    bool json;                   /* eval, predict */
    int inputs;                  /* predict: what the options leave of the command line */
    char **input;
};

/* Fills in *options from argv (argv[0] is skipped). False with *error (TESS_USAGE) on anything unknown or out of range;
 * *help is set, and the rest undefined, where --help was asked for. */
bool options_parse(struct options *options, enum command command, int argc, char **argv, bool *help,
                   struct tess_error *error);

/* Option `number` of a command, see tess_trainer_option. */
bool options_describe(enum command command, int number, bool shared, struct tess_option *option);

/* Prints the options of train that were given and decide what comes out, behind a heading: " --batch 8 --lr 0.002".
 * Nothing at all if there are none. A file's name is in double quotes. */
void options_print(const struct options *options, const char *heading, FILE *out);

/* Of these only what a model file has no word for: --init, --max-steps, --train-limit, --test-limit, --no-augment. */
void options_print_unsaid(const struct options *options, const char *heading, FILE *out);

/* Threads to use: as given, or the number of CPUs that this process may run on. */
int options_threads(const struct options *options);

#endif
