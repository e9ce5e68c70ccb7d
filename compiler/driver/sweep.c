/* tessc sweep SWEEP.yaml: many runs, one table. In the sweep's folder there are
 *
 *     table.md, table.json                what was measured so far, beside what was expected
 *     runs/ROW/COLUMN/seed-N/             the run directories of what is done
 *     runs/ROW/COLUMN/seed-N.claim-K/     those of what is being done (sweep_claim.h)
 *     runs/ROW/COLUMN/seed-N.lease-K      by whom
 *     runs/ROW/COLUMN/seed-N.log          what the trainer printed
 *     runs/ROW/COLUMN/seed-N.started      what it was started with; renamed to seed-N.done when it has ended well
 *
 * Any number of tessc sweep, on any machines, may work in one folder. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/files.h"
#include "driver/known_options.h"
#include "driver/lease_watch.h"
#include "driver/sweep_work.h"
#include "tess/data_sets.h"
#include "tess/train_options.h"

/* ---- The command line ---- */

static bool read_text(const char **to, const char *text)
{
    *to = text;
    return *text != '\0';
}

static bool read_count(int *to, const char *text, long most)
{
    char *end;
    errno = 0;
    const long number = strtol(text, &end, 10);
    *to = (int)number;
    return end != text && !*end && !errno && number >= 1 && number <= most;
}

static bool read_data_root(struct sweep_options *own, const char *text)
{
    return read_text(&own->data_root, text);
}

static bool read_out(struct sweep_options *own, const char *text)
{
    return read_text(&own->out, text);
}

static bool read_only(struct sweep_options *own, const char *text)
{
    return read_text(&own->only, text);
}

static bool read_trials(struct sweep_options *own, const char *text)
{
    return read_count(&own->trials, text, SWEEP_MOST_SEEDS);
}

static bool read_jobs(struct sweep_options *own, const char *text)
{
    return read_count(&own->jobs, text, SWEEP_MOST_JOBS);
}

static bool read_lease(struct sweep_options *own, const char *text)
{
    return read_count(&own->lease, text, LEASE_LONGEST);
}

static const struct {
    struct tess_option option;
    const char *expected;
    bool (*read)(struct sweep_options *own, const char *text);
} own_options[] = {
    {{.name = "data-root", .argument = "DIR", .help = "folder of the data sets"}, "a folder", read_data_root},
    {{.name = "out", .argument = "DIR", .help = "folder of the sweep (sweeps/NAME, after SWEEP.yaml)"},
     "a folder",
     read_out},
    {{.name = "trials", .argument = "N", .help = "seeds a cell: 1 to N, or the first N that the file lists"},
     "a whole number from 1 to 1000",
     read_trials},
    {{.name = "jobs", .argument = "N", .help = "runs at a time (1)"}, "a whole number from 1 to 256", read_jobs},
    {{.name = "only", .argument = "CELL", .help = "run these alone: ROW/COLUMN, ROW or COLUMN, with * and ?"},
     "a cell",
     read_only},
    {{.name = "lease", .argument = "SECONDS", .help = "take over a run whose worker has been silent for so long (60)"},
     "a whole number of seconds from 1 to 86400",
     read_lease},
};

bool sweep_option(int number, struct tess_option *option)
{
    const bool known = (size_t)number < sizeof own_options / sizeof *own_options;
    if (known)
        *option = own_options[number].option;
    return known;
}

/* Tells the trainer's options from those of the sweep. False with a message. */
static bool read_options(struct options *options, struct sweep_options *own)
{
    own->word = ARENA_ARRAY(options->arena, char *, 2 * options->givens);
    for (int i = 0; i < options->givens; i++) {
        const struct given_option *given = &options->given[i];
        const int number = given->known->number;
        if (given->known->owner == OWNER_TRAINER) {
            own->word[own->words++] = arena_format(options->arena, "--%s", given->known->option.name);
            if (given->value)
                own->word[own->words++] = given->value;
        } else if (!own_options[number].read(own, given->value)) {
            tess_message("tessc: --%s: expected %s, found '%s'\n", own_options[number].option.name,
                         own_options[number].expected, given->value);
            return false;
        }
    }
    struct tess_error error = {TESS_OK, ""};
    if (tess_train_options(own->words, own->word, NULL, &error))
        return true;
    tess_message("tessc: %s\n", error.text);
    return false;
}

/* "tables/table2.yaml": "sweeps/table2" */
static const char *default_folder(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return arena_format(arena, "sweeps/%.*s", (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name)), name);
}

/* ---- The command ---- */

/* Does a model that is to run need files, and nobody has said where they are? */
static bool lacks_data(const struct sweep *sweep, const struct sweep_trainer *trainers, const struct sweep_options *own)
{
    for (int i = 0; i < sweep->rows * sweep->columns && !own->data_root; i++) {
        const struct model *model = trainers[i].model;
        if (!model || sweep->cell[i].settings.data.text || !tess_data_set_named(model->input.dataset)->needs_folder)
            continue;
        tess_message("tessc: %s reads data set %s: --data-root DIR says where it is\n", model->name,
                     model->input.dataset);
        return true;
    }
    return false;
}

static enum tess_exit work_in_folder(struct sweep_work *work)
{
    struct options *options = work->options;
    work->runs = sweep_list_runs(options->arena, work->sweep, work->own->out, &work->count);
    if (!sweep_has_runs(work))
        return TESS_USAGE;
    if (!folder_make(options->arena, work->own->out))
        return TESS_IO;
    if (sweep_is_foreign(work))
        return TESS_USAGE;
    enum tess_exit code = sweep_run_all(work);
    trainers_drop(options);
    if (!sweep_write_tables(work))
        return TESS_IO;
    const struct sweep_results *results = sweep_measure(options->arena, work->sweep, work->runs, work->count, stderr);
    sweep_print_text(results, stdout);
    const enum tess_exit printed = finish_output(true);
    if (code == TESS_OK && results->unreadable > 0)
        code = TESS_BAD_DATA;
    return code != TESS_OK ? code : printed;
}

enum tess_exit command_sweep(struct options *options)
{
    struct sweep_options own = {.jobs = 1, .lease = 60};
    if (options->files != 1) {
        fputs(options->files ? "tessc: one sweep file at a time\n" : "tessc: no sweep file\n", stderr);
        return TESS_USAGE;
    }
    if (!read_options(options, &own))
        return TESS_USAGE;
    if (!own.out)
        own.out = default_folder(options->arena, options->file[0]);
    struct sweep *sweep = sweep_read(options->arena, options->file[0], options->diagnostics);
    if (sweep && own.trials && !sweep_set_trials(options->arena, sweep, own.trials)) {
        tess_message("tessc: --trials %d: %s\n", own.trials,
                     sweep->listed ? "the file lists fewer seeds" : "too many runs");
        return TESS_USAGE;
    }
    struct sweep_work work = {.options = options, .sweep = sweep, .own = &own};
    work.trainers = sweep ? sweep_load(options, sweep, &own) : NULL;
    print_diagnostics(options);
    if (!work.trainers)
        return TESS_BAD_MODEL;
    return lacks_data(sweep, work.trainers, &own) ? TESS_USAGE : work_in_folder(&work);
}
