/* table.md and table.json of a sweep. */
#include <stdio.h>
#include <stdlib.h>

#include "driver/files.h"
#include "driver/sweep_work.h"

static bool put_in_memory(const struct sweep_results *results, void (*print)(const struct sweep_results *, FILE *),
                          const char **text)
{
    char *written;
    size_t length;
    FILE *file = open_memstream(&written, &length);
    if (!file)
        return false;
    print(results, file);
    const bool whole = fclose(file) == 0;
    *text = whole ? arena_copy(results->arena, written, length) : "";
    free(written);
    return whole;
}

bool sweep_write_tables(const struct sweep_work *work)
{
    static const struct {
        const char *name;
        void (*print)(const struct sweep_results *, FILE *);
    } tables[] = {{"table.md", sweep_print_markdown}, {"table.json", sweep_print_json}};
    struct arena *arena = arena_create(); /* of its own: tables are written after every run */
    const struct sweep_results *results = sweep_measure(arena, work->sweep, work->runs, work->count, NULL);
    bool written = true;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && written; i++) {
        const char *text;
        written = put_in_memory(results, tables[i].print, &text) &&
                  file_write(arena, arena_format(arena, "%s/%s", work->own->out, tables[i].name), text);
    }
    arena_destroy(arena);
    return written;
}
