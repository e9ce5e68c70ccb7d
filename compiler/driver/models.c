/* From the command line to a model, its plan and its C. */
#include <string.h>

#include "driver/command.h"
#include "driver/driver.h"
#include "driver/files.h"
#include "plan/make.h"
#include "targets/target.h"

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

bool accept_for_cpu(struct options *options, const struct model *model)
{
    const struct use *use;
    const struct layer *layer = unproved_layer(model, &use);
    if (!layer)
        return true;
    const bool neuron = use == &layer->use;
    diagnose_error(options->diagnostics, use->of->span,
                   "the cpu engine cannot run %s '%s' of %s yet: %s; '--engine interpret' can",
                   neuron ? "neuron" : "rule", use->of->name, layer->name, use->unproved);
    if (use->unproved_at.source)
        diagnose_note(options->diagnostics, use->unproved_at, "here");
    print_diagnostics(options);
    return false;
}

const struct plan *make_plan(struct options *options, const struct model *model)
{
    return plan_make(options->arena, model, target_cpu.machine, &(struct plan_options){.kernel = options->kernel});
}

const char *model_to_c(struct options *options, const struct model *model)
{
    return target_cpu.emit(options->arena, make_plan(options, model));
}
