/* From a model file to what it is printed as: tree, model, plan, C. */
#include <stdio.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "model/checks.h"
#include "model/print.h"
#include "model/reference.h"

static enum tess_exit emit_tree(struct options *options)
{
    if (options->files != 1)
        return usage_of_files(options);
    const char *error;
    const struct source *source = source_read(options->arena, options->file[0], &error);
    const struct block *tree = NULL;
    if (source)
        tree = syntax_parse(options->arena, source, options->diagnostics);
    else
        diagnose_error(options->diagnostics, span_of_file(options->arena, options->file[0]), "%s", error);
    print_diagnostics(options);
    if (!tree || diagnostics_errors(options->diagnostics))
        return TESS_BAD_MODEL;
    return finish_output(tree_print(tree, stdout));
}

static enum tess_exit list_variants(struct options *options)
{
    if (options->files != 1)
        return usage_of_files(options);
    const struct sheet *sheet = sheet_load(options->arena, options->file[0], &options->model, options->diagnostics);
    print_diagnostics(options);
    if (!sheet || diagnostics_errors(options->diagnostics))
        return TESS_BAD_MODEL;
    for (const struct variant *variant = sheet->variants; variant; variant = variant->next)
        puts(variant->name);
    return finish_output(true);
}

static enum tess_exit write_files(struct options *options, const struct model *model)
{
    const char *folder = options->output ? plain_path(options->arena, options->output) : ".";
    struct files files;
    enum tess_exit code;
    if (!model_to_files(options, model, &files, &code))
        return code;
    return folder_make(options->arena, folder) && files_write(options->arena, folder, &files) ? TESS_OK : TESS_IO;
}

static enum tess_exit print_planned(struct options *options, const struct model *model)
{
    enum tess_exit code;
    const void *plan = make_plan(options, model, &code);
    if (!plan)
        return code;
    if (options->emit == EMIT_PLAN)
        return finish_output(options->target->print(plan, stdout));
    return finish_output(fputs(options->target->write(options->arena, plan).file->text, stdout) >= 0);
}

enum tess_exit command_emit(struct options *options)
{
    enum tess_exit code;
    if (options->list_variants)
        return list_variants(options);
    if (options->emit == EMIT_REFERENCE) {
        reference_print(options->arena, stdout);
        return finish_output(true);
    }
    if (options->emit == EMIT_TREE)
        return emit_tree(options);
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    if (options->emit == EMIT_MODEL)
        return finish_output(model_print(model, stdout));
    if (options->emit == EMIT_PLAN || options->emit == EMIT_C)
        return print_planned(options, model);
    if (options->emit == EMIT_SOURCE)
        return finish_output(fputs(model->source, stdout) >= 0);
    return write_files(options, model);
}

/* The model as it stands, then every variant of it. A file that others extend is checked as far as it goes. */
static void check_file(struct options *options, const char *path)
{
    struct model_options model = options->model;
    model.fragment = true;
    struct sheet *sheet = sheet_load(options->arena, path, &model, options->diagnostics);
    if (!sheet || diagnostics_errors(options->diagnostics))
        return;
    const struct model *base = model_load(options->arena, path, &model, options->diagnostics);
    if (options->model.variant)
        return;
    int variants = 0, count = 0;
    for (const struct variant *variant = sheet->variants; variant; variant = variant->next)
        variants++;
    struct varied *varied = ARENA_ARRAY(options->arena, struct varied, variants);
    for (const struct variant *variant = sheet->variants; variant; variant = variant->next) {
        model.variant = variant->name;
        varied[count++] = (struct varied){variant, model_load(options->arena, path, &model, options->diagnostics)};
    }
    check_variants(options->diagnostics, base, varied, count);
}

static enum tess_exit list_checks(void)
{
    for (int i = 0; i < check_count; i++)
        printf("%-22s %-8s %s\n", checks[i].name, checks[i].severity == SEVERITY_ERROR ? "error" : "warning",
               checks[i].statement);
    return finish_output(true);
}

enum tess_exit command_check(struct options *options)
{
    if (options->list_checks)
        return list_checks();
    if (options->files == 0)
        return usage_of_files(options);
    bool failed = false;
    struct diagnostics *asked = options->diagnostics;
    for (int i = 0; i < options->files; i++) {
        options->diagnostics = diagnostics_like(options->arena, asked);
        check_file(options, options->file[i]);
        print_diagnostics(options);
        failed |= diagnostics_errors(options->diagnostics) > 0;
    }
    return failed ? TESS_BAD_MODEL : TESS_OK;
}
