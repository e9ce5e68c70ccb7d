/* From the command line to a model, its plan and its files. */
#include <string.h>

#include "driver/command.h"
#include "driver/driver.h"
#include "driver/files.h"

enum tess_exit usage_of_files(const struct options *options)
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

const void *make_plan(struct options *options, const struct model *model, enum tess_exit *code)
{
    const struct span span = span_of_file(options->arena, model->name);
    struct diagnostics *asked = options->diagnostics;
    options->diagnostics = diagnostics_like(options->arena, asked);
    const bool accepted = options->target->accepts(model, &options->planned, span, options->diagnostics);
    print_diagnostics(options);
    options->diagnostics = asked;
    *code = accepted ? TESS_OK : TESS_BAD_MODEL;
    return accepted ? options->target->plan(options->arena, model, &options->planned) : NULL;
}

bool target_makes_trainers(const struct options *options)
{
    if (options->target->build_flags)
        return true;
    tess_message("tessc: target %s writes C for a program of yours and no trainer: 'tessc --target %s MODEL.tess'\n",
                 options->target->name, options->target->name);
    return false;
}

bool model_to_files(struct options *options, const struct model *model, struct files *files, enum tess_exit *code)
{
    const void *plan = make_plan(options, model, code);
    if (plan)
        *files = options->target->write(options->arena, plan);
    return plan;
}
