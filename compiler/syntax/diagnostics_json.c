/* Diagnostics for machines: one JSON object a line and report. */
#include "support/json.h"
#include "syntax/diagnostics.h"

static void put_object(FILE *file, const struct diagnostic *diagnostic)
{
    static const char *const severities[] = {"off", "note", "warning", "error"};
    fprintf(file, "{\"severity\": \"%s\"", severities[diagnostic->severity]);
    if (diagnostic->name) {
        fputs(", \"name\": ", file);
        json_put_text(file, diagnostic->name);
    }
    if (diagnostic->span.source) {
        fputs(", \"file\": ", file);
        json_put_text(file, diagnostic->span.source->name);
    }
    if (diagnostic->span.source && diagnostic->span.source->text) {
        struct place place = source_place(diagnostic->span);
        fprintf(file, ", \"line\": %d, \"column\": %d, \"length\": %u", place.line, place.column,
                (unsigned)diagnostic->span.length);
    }
    fputs(", \"message\": ", file);
    json_put_text(file, diagnostic->text);
    if (diagnostic->notes) {
        fputs(", \"notes\": [", file);
        for (const struct diagnostic *note = diagnostic->notes; note; note = note->next) {
            fputs(note == diagnostic->notes ? "" : ", ", file);
            put_object(file, note);
        }
        fputc(']', file);
    }
    fputc('}', file);
}

void diagnostics_print_json(struct diagnostics *diagnostics, FILE *file)
{
    for (const struct diagnostic *d = diagnostics_sorted(diagnostics); d; d = d->next) {
        put_object(file, d);
        fputc('\n', file);
    }
}
