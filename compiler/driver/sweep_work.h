/* tessc sweep: what its files share. */
#ifndef TESSC_DRIVER_SWEEP_WORK_H
#define TESSC_DRIVER_SWEEP_WORK_H

#include "driver/driver.h"
#include "sweep/results.h"

enum { SWEEP_MOST_JOBS = 256 };

/* What the command line of a sweep says. */
struct sweep_options {
    const char *data_root; /* NULL: not given */
    const char *out;       /* the sweep's folder */
    const char *only;      /* NULL: all cells */
    int trials;            /* 0: as the file says */
    int jobs;
    int lease; /* seconds after which a run of another worker that gives no sign of life is taken over */
    int words; /* options that every trainer gets */
    char **word;
};

/* Options of tessc sweep by number; false behind the last one. */
bool sweep_option(int number, struct tess_option *option);

/* What a cell trains. */
struct sweep_trainer {
    const struct model *model; /* NULL: the cell is not run */
    int words;                 /* options for the trainer, of the cell and of the command line */
    char **word;
    const char *record;  /* all that decides what comes out, but for the seed: a line each */
    const char *program; /* once it has been built */
    bool given_up;       /* it cannot be built, or has no data: other seeds would fare no better */
};

/* Loads the models of all cells, with variant and settings. NULL if there were errors: reported, at their place in the
 * sweep file where that is what is wrong. Otherwise an entry a cell. */
struct sweep_trainer *sweep_load(struct options *options, const struct sweep *sweep, const struct sweep_options *own);

/* A sweep at work in its folder. */
struct sweep_work {
    struct options *options;
    const struct sweep *sweep;
    const struct sweep_options *own;
    struct sweep_trainer *trainers; /* as the sweep's cells */
    struct sweep_run *runs;
    int count;
};

/* What a run's cell trains. */
static inline struct sweep_trainer *sweep_trainer_of(const struct sweep_work *work, const struct sweep_run *run)
{
    return &work->trainers[run->cell - work->sweep->cell];
}

/* Is there any run to do, or done, that --only lets through? Otherwise false, with a message on stderr. */
bool sweep_has_runs(const struct sweep_work *work);

/* Is there a run of another experiment where this one would go, or any of them? Then true, with a message on stderr. */
bool sweep_run_is_foreign(const struct sweep_work *work, const struct sweep_run *run);
bool sweep_is_foreign(const struct sweep_work *work);

/* Starts what has not been done and no other worker does, several at a time, and waits for the others, until all are
 * done, or a signal came. The exit code: TESS_OK if none failed, TESS_INTERRUPTED after a signal. */
enum tess_exit sweep_run_all(struct sweep_work *work);

/* Writes table.md and table.json into the sweep's folder: of all runs that are done, whichever worker has done them. */
bool sweep_write_tables(const struct sweep_work *work);

#endif
