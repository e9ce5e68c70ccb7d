/* The reader of sweep files under arbitrary text: there is a sweep or an error, and what is read can be printed. */
#include "sweep/sweep.h"

#include <stdio.h>
#include <stdlib.h>

#include "fuzz/front.h"
#include "sweep/results.h"

static void demand(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s; see fuzzed.yaml\n", what);
    abort();
}

/* Is every cell of the table inside the sweep, with a name? */
static void check_cells(const struct sweep *sweep)
{
    demand(sweep->rows > 0 && sweep->columns > 0 && sweep->seeds > 0, "a sweep has cells");
    for (int i = 0; i < sweep->rows * sweep->columns; i++) {
        const struct sweep_cell *cell = &sweep->cell[i];
        demand(cell->row == &sweep->row[i / sweep->columns], "a cell has its row");
        demand(cell->column == &sweep->column[i % sweep->columns], "a cell has its column");
        demand(*cell->row->folder && *cell->column->folder, "a cell has a folder");
    }
}

static void print_all(struct arena *arena, const struct sweep *sweep, FILE *nowhere)
{
    int count;
    const struct sweep_run *runs = sweep_list_runs(arena, sweep, "nowhere", &count);
    const struct sweep_results *results = sweep_measure(arena, sweep, runs, count, nowhere);
    sweep_print_text(results, nowhere);
    sweep_print_markdown(results, nowhere);
    sweep_print_json(results, nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *text, size_t length)
{
    enum { MOST_RUNS = 1000 };
    struct arena *arena = arena_create();
    struct diagnostics *diagnostics = diagnostics_create(arena);
    FILE *file = fopen("fuzzed.yaml", "wb"), *nowhere = fopen("/dev/null", "w");
    demand(file && nowhere && fwrite(text, 1, length, file) == length && fclose(file) == 0, "files can be written");
    const struct sweep *sweep = sweep_read(arena, "fuzzed.yaml", diagnostics);
    demand(!sweep == (diagnostics_errors(diagnostics) > 0), "there is a sweep or an error, and not both");
    diagnostics_print(diagnostics, nowhere);
    diagnostics_print_json(diagnostics, nowhere);
    if (sweep) {
        check_cells(sweep);
        if (sweep->rows * sweep->columns * sweep->seeds <= MOST_RUNS)
            print_all(arena, sweep, nowhere);
    }
    fclose(nowhere);
    arena_destroy(arena);
    return 0;
}
