/* The table for people: text has a line a cell, which fits into a terminal; Markdown a line a row, as papers have it.
 */
#include <math.h>
#include <string.h>

#include "sweep/results.h"

struct grid {
    int rows, columns;
    const char **word;
};

static const char **grid_at(const struct grid *grid, int row, int column)
{
    return &grid->word[row * grid->columns + column];
}

static const char *number(struct arena *arena, const struct sweep *sweep, double value)
{
    if (!isfinite(value))
        return "";
    return sweep->metric->percent ? arena_format(arena, "%.2f", value) : arena_format(arena, "%.4f", value);
}

/* "92.55 (0.16)" */
static const char *mean_text(struct arena *arena, const struct sweep *sweep, double mean, double deviation)
{
    const char *text = number(arena, sweep, mean);
    if (!isfinite(deviation))
        return text;
    return arena_format(arena, "%s (%s)", text, number(arena, sweep, deviation));
}

/* What is said of a cell, from a place of the grid on: what is expected (where anything is), what was measured, how
 * often. */
static void fill_cell(const struct sweep_results *results, int cell, const char **at)
{
    const struct sweep *sweep = results->sweep;
    const struct sweep_measured *measured = &results->cell[cell];
    struct arena *arena = results->arena;
    if (sweep->expects)
        *at++ = mean_text(arena, sweep, sweep->cell[cell].expected, sweep->cell[cell].expected_deviation);
    *at++ = mean_text(arena, sweep, measured->mean, measured->deviation);
    *at = measured->count ? arena_format(arena, "%d", measured->count) : "";
}

/* The heads of these words. */
static void fill_head(const struct sweep *sweep, const char **at)
{
    if (sweep->expects)
        *at++ = sweep->expected_title;
    *at++ = "measured";
    *at = "n";
}

static struct grid new_grid(struct arena *arena, int rows, int columns)
{
    struct grid grid = {.rows = rows, .columns = columns};
    grid.word = ARENA_ARRAY(arena, const char *, grid.rows *grid.columns);
    for (int i = 0; i < rows * columns; i++)
        grid.word[i] = "";
    return grid;
}

static struct grid make_list(const struct sweep_results *results)
{
    const struct sweep *sweep = results->sweep;
    const int cells = sweep->rows * sweep->columns;
    const struct grid grid = new_grid(results->arena, cells + 1, 4 + sweep->expects);
    fill_head(sweep, grid_at(&grid, 0, 2));
    for (int i = 0; i < cells; i++) {
        const struct sweep_cell *cell = &sweep->cell[i];
        *grid_at(&grid, i + 1, 0) = i % sweep->columns == 0 ? cell->row->name : "";
        *grid_at(&grid, i + 1, 1) = cell->column->name;
        fill_cell(results, i, grid_at(&grid, i + 1, 2));
    }
    return grid;
}

static struct grid make_table(const struct sweep_results *results)
{
    const struct sweep *sweep = results->sweep;
    const int each = 2 + sweep->expects;
    const struct grid grid = new_grid(results->arena, sweep->rows + 1, 1 + each * sweep->columns);
    for (int column = 0; column < sweep->columns; column++) {
        const char **head = grid_at(&grid, 0, 1 + each * column);
        fill_head(sweep, head);
        if (*sweep->column[column].name)
            head[0] = arena_format(results->arena, "%s, %s", sweep->column[column].name, head[0]);
    }
    for (int i = 0; i < sweep->rows * sweep->columns; i++) {
        const int row = i / sweep->columns, column = i % sweep->columns;
        *grid_at(&grid, row + 1, 0) = sweep->row[row].name;
        fill_cell(results, i, grid_at(&grid, row + 1, 1 + each * column));
    }
    return grid;
}

/* Characters of UTF-8. */
static int width_of(const char *text)
{
    int width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80;
    return width;
}

/* Of each column, with the space behind it; 0 where nothing is in it. */
static const int *column_widths(struct arena *arena, const struct grid *grid)
{
    int *widths = ARENA_ARRAY(arena, int, grid->columns);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const int width = width_of(*grid_at(grid, row, column));
            if (width > 0 && width + 2 > widths[column])
                widths[column] = width + 2;
        }
    return widths;
}

static void print_caption(const struct sweep *sweep, FILE *file)
{
    if (sweep->title)
        fprintf(file, "%s\n\n", sweep->title);
    fprintf(file, "%s, %s epoch: mean (standard deviation) of n runs\n\n", sweep->metric->title,
            sweep->best ? "best" : "last");
}

void sweep_print_text(const struct sweep_results *results, FILE *file)
{
    const struct grid grid = make_list(results);
    const int *widths = column_widths(results->arena, &grid);
    print_caption(results->sweep, file);
    for (int row = 0; row < grid.rows; row++) {
        int owed = 0; /* spaces, written only before a word */
        for (int column = 0; column < grid.columns; column++) {
            const char *word = *grid_at(&grid, row, column);
            if (*word) {
                fprintf(file, "%*s%s", owed, "", word);
                owed = 0;
            }
            owed += widths[column] - width_of(word);
        }
        fputc('\n', file);
    }
}

/* A bar would end its cell, so it is escaped; a cell is one line. */
static void print_markdown_word(const char *word, FILE *file)
{
    fputc(' ', file);
    for (; *word; word++) {
        if (*word == '|')
            fputc('\\', file);
        fputc(*word == '\n' ? ' ' : *word, file);
    }
    fputs(" |", file);
}

void sweep_print_markdown(const struct sweep_results *results, FILE *file)
{
    const struct grid grid = make_table(results);
    print_caption(results->sweep, file);
    for (int row = 0; row < grid.rows; row++) {
        fputc('|', file);
        for (int column = 0; column < grid.columns; column++)
            print_markdown_word(*grid_at(&grid, row, column), file);
        fputc('\n', file);
        for (int column = 0; row == 0 && column < grid.columns; column++)
            fputs(column ? " --- |" : "| --- |", file);
        fputs(row ? "" : "\n", file);
    }
}
