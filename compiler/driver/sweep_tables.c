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

static bool write_once(const struct sweep_work *work, const struct sweep_results *results)
{
    static const struct {
        const char *name;
        void (*print)(const struct sweep_results *, FILE *);
    } tables[] = {{"table.md", sweep_print_markdown}, {"table.json", sweep_print_json}};
    struct arena *arena = results->arena;
    bool written = true;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && written; i++) {
        const char *text;
        written = put_in_memory(results, tables[i].print, &text) &&
                  file_write(arena, arena_format(arena, "%s/%s", work->own->out, tables[i].name), text);
    }
    return written;
}

static int count_done(struct arena *arena, const struct sweep_work *work)
{
    int count = 0;
    for (int i = 0; i < work->count; i++)
        count += file_exists(sweep_run_file(arena, &work->runs[i], "done"));
    return count;
}

/* Another worker may have finished a run meanwhile and written its tables first: then these are old, and written again.
 */
bool sweep_write_tables(const struct sweep_work *work)
{
    bool written = true;
    for (int seen = -1, done = 0; written && seen != done;) {
        struct arena *arena = arena_create(); /* of its own: tables are written after every run */
        seen = count_done(arena, work);
        written = write_once(work, sweep_measure(arena, work->sweep, work->runs, work->count, NULL));
        done = count_done(arena, work);
        arena_destroy(arena);
    }
    return written;
}
