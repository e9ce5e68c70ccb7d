#include "sweep/results.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tess/file.h"

const char *sweep_cell_title(struct arena *arena, const struct sweep_cell *cell)
{
    const char *column = cell->column->name;
    return arena_format(arena, "%s%s%s", cell->row->name, *column ? ", " : "", column);
}

static struct sweep_run make_run(struct arena *arena, const struct sweep_cell *cell, uint64_t seed, const char *folder)
{
    struct sweep_run run = {.cell = cell, .seed = seed};
    run.name = arena_format(arena, "runs/%s/%s/seed-%" PRIu64, cell->row->folder, cell->column->folder, seed);
    run.folder = arena_format(arena, "%s/%s", folder, run.name);
    run.title = arena_format(arena, "%s, seed %" PRIu64, sweep_cell_title(arena, cell), seed);
    return run;
}

struct sweep_run *sweep_list_runs(struct arena *arena, const struct sweep *sweep, const char *folder, int *count)
{
    const int cells = sweep->rows * sweep->columns;
    struct sweep_run *runs = ARENA_ARRAY(arena, struct sweep_run, cells * sweep->seeds);
    *count = 0;
    for (int seed = 0; seed < sweep->seeds; seed++)
        for (int i = 0; i < cells; i++)
            if (sweep->cell[i].settings.model.text)
                runs[(*count)++] = make_run(arena, &sweep->cell[i], sweep->seed[seed], folder);
    return runs;
}

const char *sweep_run_file(struct arena *arena, const struct sweep_run *run, const char *suffix)
{
    return arena_format(arena, "%s.%s", run->folder, suffix);
}

/* ---- metrics.csv ---- */

/* The columns that are looked for; -1: not there. */
struct columns {
    int epoch, metric, loss, accuracy, validation_loss, validation_accuracy;
};

struct row {
    double epoch, metric, loss, accuracy; /* of validation; without a validation set, of training */
};

static int find_column(const char *head, const char *name)
{
    const size_t length = strlen(name);
    for (int column = 0;; column++) {
        const size_t width = strcspn(head, ",\n");
        if (width == length && !strncmp(head, name, length))
            return column;
        if (head[width] != ',')
            return -1;
        head += width + 1;
    }
}

/* A cell of a line; NaN where it is empty or not there. */
static double read_cell(const char *line, int column)
{
    if (column < 0)
        return (double)NAN;
    for (; column > 0; column--) {
        line += strcspn(line, ",\n");
        if (*line != ',')
            return (double)NAN;
        line++;
    }
    if (strcspn(line, ",\n") == 0)
        return (double)NAN;
    char *end;
    const double value = strtod(line, &end);
    return end == line ? (double)NAN : value;
}

static struct row read_row(const struct columns *columns, const char *line)
{
    struct row row = {.epoch = read_cell(line, columns->epoch),
                      .metric = read_cell(line, columns->metric),
                      .loss = read_cell(line, columns->validation_loss),
                      .accuracy = read_cell(line, columns->validation_accuracy)};
    if (!isfinite(row.accuracy)) {
        row.loss = read_cell(line, columns->loss);
        row.accuracy = read_cell(line, columns->accuracy);
    }
    return row;
}

/* As the trainer chooses the weights of best.safetensors. */
static bool is_better(const struct row *row, const struct row *best)
{
    return row->accuracy > best->accuracy || (row->accuracy >= best->accuracy && row->loss < best->loss);
}

/* The row that the sweep asks for; false if there is none. */
static bool choose_row(const struct sweep *sweep, FILE *file, struct row *chosen)
{
    char *line = NULL;
    size_t room = 0;
    bool found = false;
    if (getline(&line, &room, file) > 0) {
        const struct columns columns = {.epoch = find_column(line, "epoch"),
                                        .metric = find_column(line, sweep->metric->name),
                                        .loss = find_column(line, "loss"),
                                        .accuracy = find_column(line, "accuracy"),
                                        .validation_loss = find_column(line, "validation_loss"),
                                        .validation_accuracy = find_column(line, "validation_accuracy")};
        while (getline(&line, &room, file) > 0) {
            const struct row row = read_row(&columns, line);
            if (!found || !sweep->best || is_better(&row, chosen))
                *chosen = row;
            found = true;
        }
    }
    free(line);
    return found;
}

bool sweep_run_value(struct arena *arena, const struct sweep *sweep, const struct sweep_run *run,
                     struct sweep_value *value, const char **error)
{
    const char *path = arena_format(arena, "%s/metrics.csv", run->folder);
    struct row row;
    const char *other;
    FILE *file = tess_file_open(path, "rb", &other);
    if (!file) {
        *error = arena_format(arena, "%s: %s%s", path,
                              other ? "expected a file, found " : "cannot read: ", other ? other : strerror(errno));
        return false;
    }
    const bool found = choose_row(sweep, file, &row);
    fclose(file);
    if (!found || !isfinite(row.metric) || !(row.epoch >= 0 && row.epoch < 1e9)) {
        *error = arena_format(arena, "%s: holds no %s", path, sweep->metric->name);
        return false;
    }
    *value = (struct sweep_value){run, (int)row.epoch, sweep->metric->percent ? 100 * row.metric : row.metric};
    return true;
}

/* ---- Means ---- */

static void average(struct sweep_measured *cell)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < cell->count; i++)
        sum += cell->value[i].value;
    cell->mean = cell->count > 0 ? sum / cell->count : (double)NAN;
    for (int i = 0; i < cell->count; i++)
        squares += (cell->value[i].value - cell->mean) * (cell->value[i].value - cell->mean);
    cell->deviation = cell->count > 1 ? sqrt(squares / (cell->count - 1)) : (double)NAN;
}

struct sweep_results *sweep_measure(struct arena *arena, const struct sweep *sweep, const struct sweep_run *runs,
                                    int count, FILE *complaints)
{
    const int cells = sweep->rows * sweep->columns;
    struct sweep_results *results = ARENA_NEW(arena, struct sweep_results);
    results->arena = arena;
    results->sweep = sweep;
    results->cell = ARENA_ARRAY(arena, struct sweep_measured, cells);
    for (int i = 0; i < cells; i++)
        results->cell[i].value = ARENA_ARRAY(arena, struct sweep_value, sweep->seeds);
    for (int i = 0; i < count; i++) {
        struct sweep_measured *cell = &results->cell[runs[i].cell - sweep->cell];
        const char *error;
        if (access(sweep_run_file(arena, &runs[i], "done"), F_OK) != 0)
            continue;
        if (sweep_run_value(arena, sweep, &runs[i], &cell->value[cell->count], &error)) {
            cell->count++;
            continue;
        }
        results->unreadable++;
        if (complaints)
            fprintf(complaints, "tessc: error: %s\n", error);
    }
    for (int i = 0; i < cells; i++)
        average(&results->cell[i]);
    return results;
}
