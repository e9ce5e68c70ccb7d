/* What the command line of a trainer may hold, as data: commands, and the options of each in one table. */
#ifndef TESS_RUN_COMMAND_TABLE_H
#define TESS_RUN_COMMAND_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "report/progress.h"
#include "tess/data.h"
#include "tess/usage.h"

enum command { COMMAND_TRAIN, COMMAND_EVAL, COMMAND_BENCH, COMMAND_PREDICT, COMMANDS };

/* The last command, whose options are its own: they are no part of struct options. */
enum { COMMAND_PROBE = COMMANDS };

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

/* Options of COMMAND_PROBE, by number. */
enum { PROBE_CASE, PROBE_OUT, PROBE_FORCE, PROBE_THREADS, PROBE_OPTIONS };

enum option_kind { TEXT, FLAG, WHOLE, REAL, SEED, SPLIT, PROGRESS };

struct option_row {
    const char *name, *argument, *help;
    enum option_kind kind;
    size_t offset; /* in struct options */
    double low, high;
    unsigned commands; /* a bit a command, and what an option of train is */
};

enum {
    DECIDES = 1 << COMMANDS,         /* what training comes to depends on it */
    UNSAID = DECIDES | DECIDES << 1, /* so it does, and a model file has no word for it */
    SINGLE = DECIDES << 2            /* of train: it differs from run to run */
};

enum { OPTION_ROWS = 26 };
extern const struct option_row option_rows[OPTION_ROWS]; /* in the order in which --help lists them */

#endif
