/* tessc export: a trained network for other programs. */
#include <stdio.h>
#include <stdlib.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "mlflow/mlflow.h"
#include "nir/nir.h"
#include "tess/run.h"

/* What is exported: a model file, and weights of it. */
struct exported {
    const char *model, *weights;
};

/* A run's directory: its best weights, or the last ones where it has no others. Weights: the model beside them, or the
 * one that is named first. */
static bool find_exported(struct options *options, struct exported *found)
{
    struct arena *arena = options->arena;
    const int last = options->files - 1;
    if (options->files < 1 || options->files > 2) {
        tess_message(options->files ? "tessc: one run or weights file at a time, and one model\n"
                                    : "tessc: no run directory, and no weights file\n");
        return false;
    }
    const char *source = options->file[last];
    char *weights = tess_run_weights(source);
    const char *folder = weights ? source : folder_of(arena, source);
    found->weights = weights ? arena_format(arena, "%s", weights) : source;
    free(weights);
    found->model = last ? options->file[0] : arena_format(arena, "%s/resolved.tess", folder);
    if (!last && !file_exists(found->model)) {
        tess_message("tessc: %s: no resolved.tess there: name the model before the weights\n", folder);
        return false;
    }
    return true;
}

static void print_notes(const char *const *note, int notes)
{
    for (int i = 0; i < notes; i++)
        tess_message("note: %s\n", note[i]);
}

static enum tess_exit fail(const struct tess_error *error)
{
    tess_message("tessc: error: %s\n", error->text);
    return error->code;
}

static enum tess_exit export_nir(struct options *options, const struct model *model, const char *weights_file)
{
    struct arena *arena = options->arena;
    struct tess_error error = {TESS_OK, ""};
    struct nir_weights weights;
    const char *const *note;
    int notes;
    size_t size;
    const double dt = options->time_step > 0 ? options->time_step : NIR_TIME_STEP;
    if (!nir_weights_read(arena, model, weights_file, &weights, &error))
        return fail(&error);
    const struct nir_graph *graph = nir_from_model(arena, model, &weights, dt, &note, &notes, &error);
    const void *bytes = graph ? nir_encode(arena, graph, options->nir, &size, &error) : NULL;
    if (!bytes)
        return fail(&error);
    if (!file_write_bytes(arena, options->nir, bytes, size))
        return TESS_IO;
    print_notes(note, notes);
    tess_print(stdout, "%s: %d nodes from %s; a step is %g s, a sample %d steps, its logits are summed over them\n",
               options->nir, graph->nodes, weights_file, dt, model->input.steps);
    return finish_output(true);
}

static enum tess_exit export_mlflow(struct options *options)
{
    struct tess_error error = {TESS_OK, ""};
    struct mlflow_result result;
    if (options->files != 1) {
        tess_message("tessc: --mlflow takes one run directory\n");
        return TESS_USAGE;
    }
    const struct mlflow_export export = {options->mlflow, options->experiment, options->file[0]};
    if (!mlflow_send(options->arena, &export, &result, &error))
        return fail(&error);
    tess_print(stdout, "%s: %s run %s of experiment %s, %d epochs sent\n", options->mlflow,
               result.found ? "updated" : "new", result.run, result.experiment, result.epochs);
    return finish_output(true);
}

enum tess_exit command_export(struct options *options)
{
    struct exported found;
    struct tess_error error = {TESS_OK, ""};
    enum tess_exit code;
    if (!options->nir == !options->mlflow) {
        fputs("tessc: export in which form? --nir FILE.nir writes a NIR graph, --mlflow URL sends a run to a server\n",
              stderr);
        return TESS_USAGE;
    }
    if (options->experiment && !options->mlflow) {
        fputs("tessc: --experiment goes with --mlflow\n", stderr);
        return TESS_USAGE;
    }
    if (options->mlflow)
        return export_mlflow(options);
    if (!nir_available(options->nir, &error))
        return fail(&error);
    if (!find_exported(options, &found))
        return TESS_USAGE;
    options->files = 1;
    options->file[0] = (char *)found.model;
    const struct model *model = load_model(options, &code);
    return model ? export_nir(options, model, found.weights) : code;
}
