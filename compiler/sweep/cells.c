/* The cells of a sweep: rows times columns, each run from every seed. */
#include <math.h>

#include "sweep/reader.h"

/* Are there no more of them than anyone would want? Rows and columns are few, so that nothing overflows. */
static bool is_feasible(const struct sweep *sweep, int seeds)
{
    return (int64_t)sweep->rows * sweep->columns * seeds <= SWEEP_MOST_RUNS;
}

bool sweep_set_trials(struct arena *arena, struct sweep *sweep, int trials)
{
    if ((sweep->listed && trials > sweep->seeds) || !is_feasible(sweep, trials))
        return false;
    sweep->seeds = trials;
    if (sweep->listed)
        return true;
    sweep->seed = ARENA_ARRAY(arena, uint64_t, trials);
    for (int i = 0; i < trials; i++)
        sweep->seed[i] = (uint64_t)i + 1;
    return true;
}

/* Without columns there is one, without a name. */
static void make_column(struct sweep_reader *reader)
{
    struct sweep_line *only = ARENA_NEW(reader->arena, struct sweep_line);
    only->name = "";
    only->folder = "result";
    reader->sweep->column = only;
    reader->sweep->columns = 1;
}

void sweep_make_cells(struct sweep_reader *reader)
{
    struct sweep *sweep = reader->sweep;
    const double none = (double)NAN;
    if (sweep->cell)
        return;
    if (!sweep->column)
        make_column(reader);
    if (!is_feasible(sweep, sweep->seeds)) {
        diagnose_error(reader->diagnostics, sweep->row[0].span, "%d rows, %d columns and %d seeds are over %d runs",
                       sweep->rows, sweep->columns, sweep->seeds, SWEEP_MOST_RUNS);
        sweep->rows = 0;
    }
    const int cells = sweep->rows * sweep->columns;
    sweep->cell = ARENA_ARRAY(reader->arena, struct sweep_cell, cells + 1);
    for (int i = 0; i < cells; i++)
        sweep->cell[i] = (struct sweep_cell){.row = &sweep->row[i / sweep->columns],
                                             .column = &sweep->column[i % sweep->columns],
                                             .expected = none,
                                             .expected_deviation = none};
}
