/* A sweep: a table of experiments, each cell a model file with settings, run from several seeds.
 *
 *     SWEEP.yaml --sweep_read--> struct sweep --driver, a process a run--> run directories
 *                                             --sweep_measure--> struct sweep_results --sweep_print_*--> the table
 *
 * The settings of a cell are those of the sweep, of its row, of its column and its own; later ones count. */
#ifndef TESSC_SWEEP_H
#define TESSC_SWEEP_H

#include <stdint.h>

#include "syntax/diagnostics.h"

/* A text of the file; text NULL: it does not say. */
struct sweep_text {
    const char *text;
    struct span span;
};

struct sweep_pair {
    const char *name, *value; /* value NULL: an option without one */
    struct span span;         /* of the name */
};

struct sweep_pairs {
    int count;
    struct sweep_pair *pair;
};

struct sweep_settings {
    struct sweep_text model;    /* path, relative to the current folder */
    struct sweep_text variant;  /* of the model file */
    struct sweep_text data;     /* folder below --data-root */
    struct sweep_pairs set;     /* -D name=value */
    struct sweep_pairs options; /* the trainer's: --name value */
};

/* A row or a column. */
struct sweep_line {
    const char *name;
    const char *folder; /* the name as a file name */
    struct span span;
    struct sweep_settings settings;
};

struct sweep_cell {
    const struct sweep_line *row, *column;
    struct sweep_settings settings;      /* all of them, merged; without a model the cell is not run */
    double expected, expected_deviation; /* NaN: the file does not say */
};

/* A column of metrics.csv. */
struct sweep_metric {
    const char *name, *title;
    bool percent; /* a share in the file, shown times 100 */
};

struct sweep {
    const char *title;          /* NULL: none */
    const char *expected_title; /* whose numbers the expected ones are */
    const struct sweep_metric *metric;
    bool best;    /* of the epoch with the best validation accuracy; otherwise of the last one */
    bool expects; /* some cell has an expected value */
    int rows, columns, seeds;
    bool listed; /* the file lists its seeds; otherwise they are 1, 2, ... */
    struct sweep_line *row, *column;
    struct sweep_cell *cell; /* rows * columns, row by row */
    uint64_t *seed;
};

/* Reads a sweep file and reports all of its errors. NULL if there were any. Everything lives in the arena. */
struct sweep *sweep_read(struct arena *arena, const char *path, struct diagnostics *diagnostics);

/* Makes the number of seeds `trials`: 1, 2, ..., or as many of those that the file lists. False if it lists fewer, or
 * if that makes too many runs. */
bool sweep_set_trials(struct arena *arena, struct sweep *sweep, int trials);

/* No sweep has more seeds, or more runs. */
enum { SWEEP_MOST_SEEDS = 1000, SWEEP_MOST_RUNS = 100000 };

#define SWEEP_LARGEST_SEED UINT64_C(9000000000000000000) /* that trainers and model files take */

#endif
