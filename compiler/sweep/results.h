/* What a sweep has measured so far: read from the run directories, printed as a table. */
#ifndef TESSC_SWEEP_RESULTS_H
#define TESSC_SWEEP_RESULTS_H

#include <stdio.h>

#include "sweep/sweep.h"

struct sweep_run {
    const struct sweep_cell *cell;
    uint64_t seed;
    const char *name;   /* "runs/ROW/COLUMN/seed-1": its directory below the sweep's */
    const char *folder; /* the same with the sweep's directory before it */
    const char *title;  /* "ROW, COLUMN, seed 1" */
};

/* "ROW, COLUMN" */
const char *sweep_cell_title(struct arena *arena, const struct sweep_cell *cell);

/* The runs of a sweep, all cells with the first seed first; *count is their number. Cells without a model have none. */
struct sweep_run *sweep_list_runs(struct arena *arena, const struct sweep *sweep, const char *folder, int *count);

/* FOLDER.SUFFIX: "log", what the trainer printed; "started", there from the first start on, becomes "done". */
const char *sweep_run_file(struct arena *arena, const struct sweep_run *run, const char *suffix);

struct sweep_value {
    const struct sweep_run *run;
    int epoch;
    double value; /* of the sweep's metric; times 100 if it is shown so */
};

/* What a run's metrics.csv says. False, with *error (one line, in the arena), if it cannot be read or does not say. */
bool sweep_run_value(struct arena *arena, const struct sweep *sweep, const struct sweep_run *run,
                     struct sweep_value *value, const char **error);

struct sweep_measured {
    int count;
    double mean, deviation; /* NaN: not there. The deviation is that of a sample: squares over count - 1 */
    struct sweep_value *value;
};

struct sweep_results {
    struct arena *arena;
    const struct sweep *sweep;
    struct sweep_measured *cell; /* as the sweep's */
    int unreadable;              /* finished runs whose numbers cannot be read: left out */
};

/* All finished runs. Why numbers cannot be read goes to `complaints`, if that is not NULL. */
struct sweep_results *sweep_measure(struct arena *arena, const struct sweep *sweep, const struct sweep_run *runs,
                                    int count, FILE *complaints);

/* The table as text, a line a cell; as Markdown, a line a row; as JSON, an object a cell. The same results give the
 * same bytes: there are no dates or speeds in it. */
void sweep_print_text(const struct sweep_results *results, FILE *file);
void sweep_print_markdown(const struct sweep_results *results, FILE *file);
void sweep_print_json(const struct sweep_results *results, FILE *file);

#endif
