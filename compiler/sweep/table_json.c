/* The table for programs: JSON, an object a cell, numbers in full. */
#include <inttypes.h>
#include <math.h>

#include "support/json.h"
#include "support/number.h"
#include "sweep/results.h"

static void json_number(const char *name, double value, FILE *file)
{
    char text[NUMBER_TEXT];
    fprintf(file, ", \"%s\": %s", name, isfinite(value) ? number_of_double(value, text) : "null");
}

static void json_runs(const struct sweep_measured *cell, FILE *file)
{
    fputs(", \"runs\": [", file);
    for (int i = 0; i < cell->count; i++) {
        const struct sweep_value *value = &cell->value[i];
        fprintf(file, "%s{\"seed\": %" PRIu64 ", \"folder\": ", i ? ", " : "", value->run->seed);
        json_put_text(file, value->run->name);
        fprintf(file, ", \"epoch\": %d", value->epoch);
        json_number("value", value->value, file);
        fputc('}', file);
    }
    fputs("]}", file);
}

static void json_cell(const struct sweep_cell *cell, const struct sweep_measured *measured, FILE *file)
{
    fputs("{\"row\": ", file);
    json_put_text(file, cell->row->name);
    fputs(", \"column\": ", file);
    json_put_text(file, cell->column->name);
    json_number("expected", cell->expected, file);
    json_number("expected_sd", cell->expected_deviation, file);
    json_number("mean", measured->mean, file);
    json_number("sd", measured->deviation, file);
    fprintf(file, ", \"n\": %d", measured->count);
    json_runs(measured, file);
}

void sweep_print_json(const struct sweep_results *results, FILE *file)
{
    const struct sweep *sweep = results->sweep;
    fputs("{\"title\": ", file);
    if (sweep->title)
        json_put_text(file, sweep->title);
    else
        fputs("null", file);
    fprintf(file, ", \"metric\": \"%s\", \"percent\": %s, \"epoch\": \"%s\", \"expected_title\": ", sweep->metric->name,
            sweep->metric->percent ? "true" : "false", sweep->best ? "best" : "last");
    json_put_text(file, sweep->expected_title);
    fputs(", \"cells\": [", file);
    for (int i = 0; i < sweep->rows * sweep->columns; i++) {
        fputs(i ? ",\n" : "\n", file);
        json_cell(&sweep->cell[i], &results->cell[i], file);
    }
    fputs("\n]}\n", file);
}
