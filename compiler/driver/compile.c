/* From a model file to what it is printed as: tree, model, plan, C. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "driver/commands.h"
#include "driver/driver.h"
#include "driver/files.h"
#include "model/checks.h"
#include "model/print.h"
#include "model/reference.h"
#include "plan/make.h"
#include "plan/print.h"
#include "targets/target.h"

void print_diagnostics(struct options *options)
{
    if (options->json)
        diagnostics_print_json(options->diagnostics, stderr);
    else
        diagnostics_print(options->diagnostics, stderr);
}

static enum tess_exit usage_of_files(const struct options *options)
{
    const struct command *command = options->command;
    if (options->files)
        tess_message("tessc: one model file at a time\n");
    else if (*command->text.name)
        tess_message("tessc: no model file; '%s --help' tells how it is used\n",
                     command_title(options->arena, command));
    else
        tess_message("tessc: no model file; 'tessc help' names the commands, 'tessc new DATA' writes a model file\n");
    return TESS_USAGE;
}

static bool ends_like_a_model(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strcmp(dot, ".tess");
}

/* What is called otherwise than a model file was perhaps not meant as one. */
static void advise_on_name(const struct options *options)
{
    const struct tess_command *command = &options->command->text;
    const char *path = options->file[0];
    const char *model =
        arena_format(options->arena, "%.*s.tess", (int)(strlen(path) - (path[strlen(path) - 1] == '/')), path);
    if (options->json || options->command->verb || ends_like_a_model(path))
        return;
    if (file_exists(model))
        tess_message("tessc: did you mean '%s'?\n", model);
    else if (*command->name)
        tess_message("usage: tessc %s %s [OPTION]...\n", command->name, command->arguments);
    else
        tess_message("tessc: 'tessc help' names the commands; the model file comes before or behind them\n");
}

struct model *load_model(struct options *options, enum tess_exit *code)
{
    if (options->files != 1) {
        *code = usage_of_files(options);
        return NULL;
    }
    struct model *model = model_load(options->arena, options->file[0], &options->model, options->diagnostics);
    print_diagnostics(options);
    *code = model ? TESS_OK : TESS_BAD_MODEL;
    if (!model)
        advise_on_name(options);
    return model;
}

const struct plan *make_plan(struct options *options, const struct model *model)
{
    return plan_make(options->arena, model, target_cpu.machine, &(struct plan_options){.kernel = options->kernel});
}

const char *model_to_c(struct options *options, const struct model *model)
{
    return target_cpu.emit(options->arena, make_plan(options, model));
}

/* Results on stdout count only once they are written. */
enum tess_exit finish_output(bool written)
{
    if (written && fflush(stdout) == 0 && !ferror(stdout))
        return TESS_OK;
    tess_message("tessc: cannot write to standard output: %s\n", strerror(errno));
    return TESS_IO;
}

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

static enum tess_exit write_c(struct options *options, const struct model *model)
{
    const char *folder = options->output ? plain_path(options->arena, options->output) : ".";
    const char *path = arena_format(options->arena, "%s/%s.c", folder, model->name);
    if (!folder_make(options->arena, folder) || !file_write(options->arena, path, model_to_c(options, model)))
        return TESS_IO;
    return TESS_OK;
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
    if (options->emit == EMIT_PLAN)
        return finish_output(plan_print(make_plan(options, model), stdout));
    if (options->emit == EMIT_SOURCE)
        return finish_output(fputs(model->source, stdout) >= 0);
    if (options->emit == EMIT_C)
        return finish_output(fputs(model_to_c(options, model), stdout) >= 0);
    return write_c(options, model);
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
