/* Rows, columns, cells, and the numbers to compare with. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/reader.h"

/* ---- Rows and columns ---- */

/* A name that any file system takes: other bytes become '_', and none is hidden or "..". */
static const char *folder_name(struct arena *arena, const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._";
    char *folder = arena_copy(arena, name, strlen(name));
    for (char *at = folder; *at; at++)
        if (!strchr(plain, *at) || (at == folder && *at == '.'))
            *at = '_';
    return folder;
}

static bool has_control(const char *name)
{
    for (; *name; name++)
        if ((unsigned char)*name < ' ' || *name == 127)
            return true;
    return false;
}

static void check_line(struct sweep_reader *reader, const struct sweep_line *lines, int at, const char *what)
{
    enum { LONGEST = 100 };
    const struct sweep_line *line = &lines[at];
    if (!*line->name || strlen(line->name) > LONGEST)
        diagnose_error(reader->diagnostics, line->span, "a %s has a name of 1 to %d bytes", what, LONGEST);
    if (has_control(line->name))
        diagnose_error(reader->diagnostics, line->span, "a name is one line of text");
    for (int i = 0; i < at; i++)
        if (!strcmp(lines[i].name, line->name))
            node_twice(reader->diagnostics, line->name, line->span, lines[i].span);
        else if (!strcmp(lines[i].folder, line->folder))
            diagnose_error(reader->diagnostics, line->span, "'%s' and '%s' would both have the folder %s",
                           lines[i].name, line->name, line->folder);
}

/* NAME: settings, ...; or a list of names alone. */
static struct sweep_line *read_lines(struct sweep_reader *reader, const struct node *value, const char *what,
                                     int *count)
{
    *count = 0;
    if (value->kind != NODE_LIST && !sweep_expect(reader, value, NODE_MAP, "names with settings, or a list of names"))
        return NULL;
    if (value->count == 0)
        diagnose_error(reader->diagnostics, value->span, "expected at least one %s", what);
    struct sweep_line *lines = ARENA_ARRAY(reader->arena, struct sweep_line, value->count);
    for (int i = 0; i < value->count; i++) {
        const struct node *name = value->kind == NODE_MAP ? value->key[i] : value->value[i];
        if (!sweep_expect(reader, name, NODE_TEXT, arena_format(reader->arena, "the name of a %s", what)))
            continue;
        struct sweep_line *line = &lines[(*count)++];
        line->name = name->text;
        line->folder = folder_name(reader->arena, name->text);
        line->span = name->span;
        check_line(reader, lines, *count - 1, what);
        if (value->kind == NODE_MAP)
            sweep_read_settings(reader, value->value[i], &line->settings);
    }
    return lines;
}

void sweep_read_rows(struct sweep_reader *reader, const struct node *value)
{
    reader->sweep->row = read_lines(reader, value, "row", &reader->sweep->rows);
}

void sweep_read_columns(struct sweep_reader *reader, const struct node *value)
{
    reader->sweep->column = read_lines(reader, value, "column", &reader->sweep->columns);
}

static int find_line(struct sweep_reader *reader, const struct sweep_line *lines, int count, const char *what,
                     const struct node *key)
{
    const char **names = ARENA_ARRAY(reader->arena, const char *, count + 1);
    for (int i = 0; i < count; i++) {
        if (!strcmp(lines[i].name, key->text))
            return i;
        names[i] = lines[i].name;
    }
    sweep_unknown(reader, key->span, what, key->text, names);
    return -1;
}

/* ---- Values by row and column: of cells, and of what is expected ---- */

typedef void read_value(struct sweep_reader *reader, const struct node *value, struct sweep_cell *cell);

/* { COLUMN: value, ... } */
static void read_row(struct sweep_reader *reader, const struct node *map, int row, read_value *read)
{
    const struct sweep *sweep = reader->sweep;
    for (int i = 0; i < map->count; i++) {
        int column = find_line(reader, sweep->column, sweep->columns, "column", map->key[i]);
        if (column >= 0)
            read(reader, map->value[i], &sweep->cell[row * sweep->columns + column]);
    }
}

/* [value, ...], one a column: the file then looks like the table. */
static void read_list(struct sweep_reader *reader, const struct node *list, int row, read_value *read)
{
    const struct sweep *sweep = reader->sweep;
    if (list->count != sweep->columns) {
        diagnose_error(reader->diagnostics, list->span, "expected %d value%s, one a column, found %d", sweep->columns,
                       sweep->columns == 1 ? "" : "s", list->count);
        return;
    }
    for (int i = 0; i < list->count; i++)
        read(reader, list->value[i], &sweep->cell[row * sweep->columns + i]);
}

static void read_matrix(struct sweep_reader *reader, const struct node *value, const char *what, read_value *read)
{
    const struct sweep *sweep = reader->sweep;
    sweep_make_cells(reader);
    if (sweep->rows == 0 ||
        !sweep_expect(reader, value, NODE_MAP, arena_format(reader->arena, "%s by row: ROW: [...]", what)))
        return;
    for (int i = 0; i < value->count; i++) {
        const struct node *cells = value->value[i];
        int row = find_line(reader, sweep->row, sweep->rows, "row", value->key[i]);
        if (row < 0)
            continue;
        if (cells->kind == NODE_LIST)
            read_list(reader, cells, row, read);
        else if (sweep_expect(reader, cells, NODE_MAP, "a mapping by column, or a list with a value for every column"))
            read_row(reader, cells, row, read);
    }
}

static void read_cell(struct sweep_reader *reader, const struct node *value, struct sweep_cell *cell)
{
    sweep_read_settings(reader, value, &cell->settings);
}

void sweep_read_cells(struct sweep_reader *reader, const struct node *value)
{
    read_matrix(reader, value, "cells", read_cell);
}

/* "92.55 (0.16)": mean and standard deviation; or the mean alone. */
static bool parse_expected(const char *text, double *mean, double *deviation)
{
    char *end;
    *mean = strtod(text, &end);
    *deviation = (double)NAN;
    if (end == text || !isfinite(*mean))
        return false;
    end += strspn(end, " ");
    if (*end != '(')
        return !*end;
    const char *inner = end + 1;
    *deviation = strtod(inner, &end);
    return end != inner && !strcmp(end, ")") && *deviation >= 0 && isfinite(*deviation);
}

static void read_expectation(struct sweep_reader *reader, const struct node *value, struct sweep_cell *cell)
{
    static const char form[] = "a number, and its standard deviation if it is known: 92.55 (0.16)";
    double mean, deviation;
    if (node_is_empty(value) || !sweep_expect(reader, value, NODE_TEXT, form))
        return;
    if (!parse_expected(value->text, &mean, &deviation)) {
        diagnose_error(reader->diagnostics, value->span, "expected %s", form);
        return;
    }
    cell->expected = mean;
    cell->expected_deviation = deviation;
    reader->sweep->expects = true;
}

void sweep_read_expected(struct sweep_reader *reader, const struct node *value)
{
    read_matrix(reader, value, "numbers", read_expectation);
}
