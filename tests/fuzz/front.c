#include "fuzz/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/load.h"
#include "syntax/format.h"
#include "syntax/tree.h"
#include "targets/targets.h"

/* Larger models are read and checked, but not planned and written: that is tried often enough on small ones. */
enum { MOST_PARAMETERS = 1 << 20, MOST_STEPS = 64 };

static void demand(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s; see fuzzed.tess\n", what);
    abort();
}

static void write_file(const char *path, const void *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    demand(file && fwrite(text, 1, length, file) == length && fclose(file) == 0, "files can be written");
}

/* Prints to nowhere, so that excerpts and notes are made too. */
static void print(struct diagnostics *diagnostics)
{
    FILE *nowhere = fopen("/dev/null", "w");
    demand(nowhere, "/dev/null is there");
    diagnostics_print(diagnostics, nowhere);
    diagnostics_print_json(diagnostics, nowhere);
    fclose(nowhere);
}

static const struct model *load(struct arena *arena, const char *path)
{
    struct diagnostics *diagnostics = diagnostics_create(arena);
    const struct model_options options = {0};
    const struct model *model = model_load(arena, path, &options, diagnostics);
    demand(model ? diagnostics_errors(diagnostics) == 0 : diagnostics_errors(diagnostics) > 0,
           "there is a model or an error, and not both");
    print(diagnostics);
    return model;
}

/* A resolved model says everything. */
static void check_source(struct arena *arena, const struct model *model)
{
    write_file("resolved.tess", model->source, strlen(model->source));
    const struct model *again = load(arena, "resolved.tess");
    demand(again && !strcmp(again->source, model->source), "a resolved model gives itself");
}

static void check_output(struct arena *arena, const struct model *model)
{
    if (model_parameters(model) > MOST_PARAMETERS || model->input.steps > MOST_STEPS)
        return;
    const struct target_options options = {0};
    const struct files files = targets[0]->write(arena, targets[0]->plan(arena, model, &options));
    demand(strstr(files.file->text, "tess_model"), "the C names the model");
}

static const char *format(struct arena *arena, const char *text, size_t length)
{
    struct diagnostics *diagnostics = diagnostics_create(arena);
    if (memchr(text, '\0', length))
        return NULL;
    const char *clean = format_clean(arena, text, length);
    const struct source *source = source_of_text(arena, "text", clean);
    if (source->length > SOURCE_MAX_BYTES || !syntax_parse(arena, source, diagnostics) ||
        diagnostics_errors(diagnostics))
        return NULL;
    return format_text(arena, source->text, source->length);
}

/* Formatting keeps the meaning, and what is formatted. */
static void check_format(struct arena *arena, const char *text, size_t length, const struct model *model)
{
    const char *formatted = format(arena, text, length);
    if (!formatted)
        return;
    const char *again = format(arena, formatted, strlen(formatted));
    demand(again && !strcmp(again, formatted), "formatting twice changes nothing");
    if (!model)
        return;
    write_file("formatted.tess", formatted, strlen(formatted));
    const struct model *same = load(arena, "formatted.tess");
    demand(same && !strcmp(same->source, model->source), "formatting keeps the meaning");
}

int LLVMFuzzerTestOneInput(const uint8_t *text, size_t length)
{
    struct arena *arena = arena_create();
    write_file("fuzzed.tess", text, length);
    const struct model *model = load(arena, "fuzzed.tess");
    if (model) {
        check_source(arena, model);
        check_output(arena, model);
    }
    check_format(arena, arena_copy(arena, (const char *)text, length), length, model);
    arena_destroy(arena);
    return 0;
}
