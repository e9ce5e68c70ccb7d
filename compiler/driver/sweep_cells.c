/* From the cells of a sweep to models and options of their trainers. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/files.h"
#include "driver/sweep_work.h"
#include "syntax/suggest.h"
#include "tess/train_options.h"

struct cell_loader {
    struct options *options;
    const struct sweep_cell *cell;
    struct diagnostics *scratch; /* what compiling the cell's model reports */
    struct model_options model;
};

/* The cell's settings as -D options; those of the command line count after them. */
static void list_defines(struct cell_loader *loader)
{
    struct options *options = loader->options;
    const struct sweep_pairs *set = &loader->cell->settings.set;
    const char **defines = ARENA_ARRAY(options->arena, const char *, set->count + options->model.defines);
    int count = 0;
    for (int i = 0; i < set->count; i++)
        defines[count++] = arena_format(options->arena, "%s=%s", set->pair[i].name, set->pair[i].value);
    for (int i = 0; i < options->model.defines; i++)
        defines[count++] = options->model.define[i];
    loader->model = (struct model_options){.defines = count, .define = defines};
}

/* Where a report belongs: what is wrong with a -D option is wrong with the setting in the sweep file. */
static struct span place_of(const struct cell_loader *loader, struct span span)
{
    const struct sweep_pairs *set = &loader->cell->settings.set;
    for (int i = 0; i < set->count; i++)
        if (span.source && span.source->text == loader->model.define[i])
            return set->pair[i].span;
    return span;
}

/* Takes over the reports on a cell. What several cells have in common is told once. */
static void take_reports(const struct cell_loader *loader)
{
    struct diagnostics *diagnostics = loader->options->diagnostics;
    const struct sweep_cell *cell = loader->cell;
    for (const struct diagnostic *d = diagnostics_sorted(loader->scratch); d; d = d->next) {
        diagnose_named(diagnostics, d->name, d->own, place_of(loader, d->span), "%s", d->text);
        for (const struct diagnostic *note = d->notes; note; note = note->next)
            diagnose_note(diagnostics, note->span, "%s", note->text);
        diagnose_note(diagnostics, cell->settings.model.span, "in cell '%s'",
                      sweep_cell_title(loader->options->arena, cell));
    }
}

/* Is the file there, and does it have the variant? Otherwise that is told at the words of the sweep file. */
static bool check_file(struct cell_loader *loader)
{
    struct options *options = loader->options;
    const struct sweep_text *model = &loader->cell->settings.model, *variant = &loader->cell->settings.variant;
    const char *error;
    if (!source_read(options->arena, model->text, &error)) {
        diagnose_error(options->diagnostics, model->span, "%s: %s", model->text, error);
        return false;
    }
    const struct sheet *sheet =
        sheet_load(options->arena, model->text, &(struct model_options){.variant = NULL}, loader->scratch);
    if (!sheet || diagnostics_errors(loader->scratch) || !variant->text)
        return true; /* loading the model will tell */
    struct tess_suggestion near = tess_suggestion_for(variant->text);
    for (const struct variant *known = sheet->variants; known; known = known->next) {
        tess_suggestion_offer(&near, known->name);
        if (!strcmp(known->name, variant->text))
            return true;
    }
    diagnose_error(options->diagnostics, variant->span, "%s has no variant '%s'%s%s%s", model->text, variant->text,
                   near.best ? "; did you mean '" : "", near.best ? near.best : "", near.best ? "'?" : "");
    return false;
}

/* NULL: there were errors. A row's setting may well be some column's default, so that is not told. */
static const struct model *load_cell(struct options *options, const struct sweep_cell *cell)
{
    struct cell_loader loader = {.options = options, .cell = cell};
    loader.scratch = diagnostics_like(options->arena, options->diagnostics);
    diagnostics_set_severity(loader.scratch, "idle-override", SEVERITY_OFF);
    list_defines(&loader);
    if (!check_file(&loader))
        return NULL;
    loader.model.variant = cell->settings.variant.text;
    const struct model *model = model_load(options->arena, cell->settings.model.text, &loader.model, loader.scratch);
    take_reports(&loader);
    return model;
}

/* ---- The trainer's options ---- */

static void add_word(struct sweep_trainer *trainer, const char *word)
{
    trainer->word[trainer->words++] = (char *)word;
}

/* Runs side by side share the processors; results do not depend on threads. */
static int threads_each(int jobs)
{
    cpu_set_t set;
    const int processors = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return processors > jobs ? processors / jobs : 1;
}

static void list_words(struct arena *arena, struct sweep_trainer *trainer, const struct sweep_cell *cell,
                       const struct sweep_options *own)
{
    const struct sweep_pairs *options = &cell->settings.options;
    trainer->word = ARENA_ARRAY(arena, char *, 2 + 2 * options->count + own->words);
    if (own->jobs > 1) {
        add_word(trainer, "--threads");
        add_word(trainer, arena_format(arena, "%d", threads_each(own->jobs)));
    }
    for (int i = 0; i < options->count; i++) {
        add_word(trainer, arena_format(arena, "--%s", options->pair[i].name));
        if (options->pair[i].value)
            add_word(trainer, options->pair[i].value);
    }
    for (int i = 0; i < own->words; i++)
        add_word(trainer, own->word[i]);
}

/* All that decides what comes out, but for the seed and the data: lines to be compared. */
static const char *make_record(struct options *options, const struct sweep_trainer *trainer)
{
    static const char *const engines[] = {[ENGINE_CPU] = "cpu", [ENGINE_INTERPRET] = "interpret"};
    struct tess_error error = {TESS_OK, ""};
    char *deciding = NULL;
    size_t length;
    FILE *file = open_memstream(&deciding, &length);
    const bool known = file && tess_train_options(trainer->words, trainer->word, file, &error);
    if (!file || fclose(file) != 0 || !known) {
        tess_message("tessc: %s\n", *error.text ? error.text : "out of memory");
        free(deciding);
        return NULL;
    }
    const char *record =
        arena_format(options->arena, "model %s %016llx\nengine %s\noptions%s\n", trainer->model->name,
                     hash_text(HASH_START, trainer->model->source), engines[options->engine], deciding);
    free(deciding);
    return record;
}

/* A run without an epoch has nothing to show. */
static void check_epochs(struct options *options, const struct sweep_cell *cell, const struct sweep_trainer *trainer)
{
    const struct sweep_pairs *pairs = &cell->settings.options;
    const int given = tess_train_epochs(trainer->words, trainer->word);
    struct span place = cell->settings.model.span;
    if ((given < 0 ? trainer->model->training.epochs : given) != 0)
        return;
    for (int i = 0; i < pairs->count; i++)
        if (!strcmp(pairs->pair[i].name, "epochs"))
            place = pairs->pair[i].span;
    diagnose_error(options->diagnostics, place, "expected at least one epoch: without one there is nothing to show");
    diagnose_note(options->diagnostics, place, "in cell '%s'", sweep_cell_title(options->arena, cell));
}

struct sweep_trainer *sweep_load(struct options *options, const struct sweep *sweep, const struct sweep_options *own)
{
    const int cells = sweep->rows * sweep->columns;
    struct sweep_trainer *trainers = ARENA_ARRAY(options->arena, struct sweep_trainer, cells);
    bool whole = true;
    for (int i = 0; i < cells && !diagnostics_full(options->diagnostics); i++) {
        struct sweep_trainer *trainer = &trainers[i];
        if (!sweep->cell[i].settings.model.text)
            continue;
        trainer->model = load_cell(options, &sweep->cell[i]);
        list_words(options->arena, trainer, &sweep->cell[i], own);
        if (trainer->model)
            check_epochs(options, &sweep->cell[i], trainer);
        trainer->record = trainer->model ? make_record(options, trainer) : NULL;
        whole &= trainer->record != NULL;
    }
    return whole && diagnostics_errors(options->diagnostics) == 0 ? trainers : NULL;
}
