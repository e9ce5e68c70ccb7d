/* A sweep file: its head here, rows, columns and cells in lines.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/reader.h"

/* ---- Title, metric, seeds ---- */

static const struct sweep_metric metrics[] = {
    {"test_accuracy", "test accuracy, %", true},   {"validation_accuracy", "validation accuracy, %", true},
    {"accuracy", "training accuracy, %", true},    {"test_loss", "test loss", false},
    {"validation_loss", "validation loss", false}, {"loss", "training loss", false},
};

enum { METRICS = sizeof metrics / sizeof *metrics };

static void read_title(struct sweep_reader *reader, const struct node *value)
{
    if (sweep_expect(reader, value, NODE_TEXT, "a line of text"))
        reader->sweep->title = value->text;
}

static void read_expected_title(struct sweep_reader *reader, const struct node *value)
{
    if (sweep_expect(reader, value, NODE_TEXT, "a word that tells whose numbers the expected ones are"))
        reader->sweep->expected_title = value->text;
}

static void read_show(struct sweep_reader *reader, const struct node *value)
{
    const char *names[METRICS + 1] = {NULL};
    if (!sweep_expect(reader, value, NODE_TEXT, "a column of metrics.csv"))
        return;
    for (int i = 0; i < METRICS; i++) {
        names[i] = metrics[i].name;
        if (!strcmp(metrics[i].name, value->text)) {
            reader->sweep->metric = &metrics[i];
            return;
        }
    }
    sweep_unknown(reader, value->span, "metric", value->text, names);
}

static void read_epoch(struct sweep_reader *reader, const struct node *value)
{
    static const char *const names[] = {"last", "best", NULL};
    if (!sweep_expect(reader, value, NODE_TEXT, "last or best"))
        return;
    reader->sweep->best = !strcmp(value->text, "best");
    if (!reader->sweep->best && strcmp(value->text, "last") != 0)
        sweep_unknown(reader, value->span, "epoch", value->text, names);
}

/* A whole number in decimal, nothing else. */
static bool read_whole(struct sweep_reader *reader, const struct node *node, uint64_t low, uint64_t high,
                       uint64_t *number)
{
    if (node->kind == NODE_TEXT && *node->text && strspn(node->text, "0123456789") == strlen(node->text)) {
        errno = 0;
        *number = strtoull(node->text, NULL, 10);
        if (!errno && *number >= low && *number <= high)
            return true;
    }
    diagnose_error(reader->diagnostics, node->span, "expected a whole number from %llu to %llu",
                   (unsigned long long)low, (unsigned long long)high);
    return false;
}

static void read_trials(struct sweep_reader *reader, const struct node *value)
{
    uint64_t count;
    if (read_whole(reader, value, 1, SWEEP_MOST_SEEDS, &count))
        sweep_set_trials(reader->arena, reader->sweep, (int)count);
}

static void add_seed(struct sweep_reader *reader, const struct node *value)
{
    struct sweep *sweep = reader->sweep;
    uint64_t seed;
    if (!read_whole(reader, value, 0, SWEEP_LARGEST_SEED, &seed))
        return;
    for (int i = 0; i < sweep->seeds; i++)
        if (sweep->seed[i] == seed) {
            diagnose_error(reader->diagnostics, value->span, "seed %s is there twice", value->text);
            return;
        }
    sweep->seed[sweep->seeds++] = seed;
}

static void read_seeds(struct sweep_reader *reader, const struct node *value)
{
    struct sweep *sweep = reader->sweep;
    if (!sweep_expect(reader, value, NODE_LIST, "a list of seeds: [1, 2, 3]; their number alone is 'trials'"))
        return;
    if (value->count == 0)
        diagnose_error(reader->diagnostics, value->span, "expected at least one seed");
    sweep->seed = ARENA_ARRAY(reader->arena, uint64_t, value->count);
    sweep->seeds = 0;
    sweep->listed = true;
    for (int i = 0; i < value->count; i++)
        add_seed(reader, value->value[i]);
}

/* ---- The whole file ---- */

static const struct sweep_field head_fields[] = {
    {"title", read_title},   {"expected_title", read_expected_title},
    {"show", read_show},     {"epoch", read_epoch},
    {"trials", read_trials}, {"seeds", read_seeds},
};

static const struct sweep_field table_fields[] = {
    {"rows", sweep_read_rows},
    {"columns", sweep_read_columns},
    {"cells", sweep_read_cells},
    {"expected", sweep_read_expected},
};

enum {
    HEAD_FIELDS = sizeof head_fields / sizeof *head_fields,
    TABLE_FIELDS = sizeof table_fields / sizeof *table_fields,
    ALL_FIELDS = HEAD_FIELDS + SWEEP_SETTING_FIELDS + TABLE_FIELDS
};

static bool any_model(const struct sweep *sweep)
{
    for (int i = 0; i < sweep->rows * sweep->columns; i++)
        if (sweep->cell[i].settings.model.text)
            return true;
    return false;
}

static void merge_cells(struct arena *arena, struct sweep *sweep, const struct sweep_settings *all)
{
    for (int i = 0; i < sweep->rows * sweep->columns; i++) {
        struct sweep_cell *cell = &sweep->cell[i];
        struct sweep_settings merged = sweep_merge(arena, all, &cell->row->settings);
        merged = sweep_merge(arena, &merged, &cell->column->settings);
        cell->settings = sweep_merge(arena, &merged, &cell->settings);
    }
}

/* What is wrong with the file as a whole. */
static void check_whole(struct sweep_reader *reader, const struct node *root)
{
    const struct node *rows = node_find(root, "rows"), *seeds = node_find(root, "seeds");
    if (!rows)
        diagnose_error(reader->diagnostics, root->span, "a sweep needs rows");
    if (seeds && node_find(root, "trials"))
        diagnose_error(reader->diagnostics, seeds->span, "either 'trials', a number, or 'seeds', a list, not both");
    if (diagnostics_errors(reader->diagnostics) == 0 && !any_model(reader->sweep))
        diagnose_error(reader->diagnostics, rows->span, "no cell has a model: give one to rows, columns or cells");
}

/* Fields are read in the order of their table: cells when rows, columns and seeds are known. */
static void read_whole_file(struct sweep_reader *reader, const struct node *root)
{
    struct sweep_field fields[ALL_FIELDS];
    struct sweep_settings all = {0};
    memcpy(fields, head_fields, sizeof head_fields);
    memcpy(fields + HEAD_FIELDS, sweep_setting_fields, sizeof *fields * SWEEP_SETTING_FIELDS);
    memcpy(fields + HEAD_FIELDS + SWEEP_SETTING_FIELDS, table_fields, sizeof table_fields);
    if (!sweep_expect(reader, root, NODE_MAP, "the keys of a sweep: rows, columns, cells, ..."))
        return;
    reader->settings = &all;
    sweep_read_fields(reader, root, fields, ALL_FIELDS);
    sweep_make_cells(reader);
    merge_cells(reader->arena, reader->sweep, &all);
    check_whole(reader, root);
}

struct sweep *sweep_read(struct arena *arena, const char *path, struct diagnostics *diagnostics)
{
    const char *error, *slash = strrchr(path, '/');
    const struct source *source = source_read(arena, path, &error);
    if (!source) {
        diagnose_error(diagnostics, span_of_file(arena, path), "%s", error);
        return NULL;
    }
    struct sweep_reader reader = {.arena = arena, .diagnostics = diagnostics, .sweep = ARENA_NEW(arena, struct sweep)};
    reader.folder = slash ? arena_copy(arena, path, (size_t)(slash - path) + 1) : "";
    reader.sweep->metric = &metrics[0];
    reader.sweep->expected_title = "expected";
    sweep_set_trials(arena, reader.sweep, 1);
    const struct node *root = node_read(arena, source, diagnostics);
    if (root)
        read_whole_file(&reader, root);
    return diagnostics_errors(diagnostics) ? NULL : reader.sweep;
}
