/* The probe command: given parameters and batches, every tensor of a few training steps. */
#include "tess/probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "case.h"
#include "tess/engine.h"
#include "tess/math.h"
#include "tess/text.h"

enum { UPDATES = 3, NAME = 128 };

struct probe {
    const struct tess_model *model;
    struct tess_probe_options options;
    struct tess_error error;
    struct tess_engine *engine;
    struct tess_run *run;
    double **values;     /* [views] the batch's tensor; NULL until there is one */
    float *logits;       /* [batch][classes] */
    float *layer_logits; /* [batch][layers][classes], if layers have any */
};

static bool out_of_memory(struct probe *probe)
{
    return tess_fail(&probe->error, TESS_FAILED, "out of memory");
}

/* ---- Parameters -------------------------------------------------------------------------------------------------- */

static bool read_params(struct probe *probe)
{
    for (int i = 0; i < probe->model->params; i++) {
        const struct tess_param *param = &probe->model->param[i];
        size_t count = tess_param_count(param);
        struct tess_array array;
        char name[NAME];
        snprintf(name, sizeof name, "init.%s", param->alias);
        if (!case_read(probe->options.case_folder, name, count, &array, &probe->error))
            return false;
        memcpy(tess_engine_array(probe->engine, param->value), array.values, count * sizeof *array.values);
        tess_array_free(&array);
    }
    return true;
}

/* Gradients or values of all parameters, as b{n}.grad.ALIAS or after{n + 1}.ALIAS. */
static bool write_params(struct probe *probe, int number, bool gradients)
{
    for (int i = 0; i < probe->model->params; i++) {
        const struct tess_param *param = &probe->model->param[i];
        const float *array = tess_engine_array(probe->engine, gradients ? param->gradient : param->value);
        int64_t shape[4];
        char name[NAME];
        for (int k = 0; k < param->rank; k++)
            shape[k] = param->shape[k];
        if (gradients)
            snprintf(name, sizeof name, "b%d.grad.%s", number, param->alias);
        else
            snprintf(name, sizeof name, "after%d.%s", number + 1, param->alias);
        if (!case_write(probe->options.out_folder, name, param->rank, shape, array, &probe->error))
            return false;
    }
    return true;
}

/* ---- Views ------------------------------------------------------------------------------------------------------- */

/* "b0.X" is read in every batch n and written as "b{n}.X"; other views are read in batch 0 alone. */
static bool of_every_batch(const struct tess_view *view)
{
    return strncmp(view->name, "b0.", 3) == 0;
}

/* L{l}.p, and of L{l}.u and L{l}.s those that the folder has. */
static bool is_forced(const struct probe *probe, const struct tess_view *view, int number)
{
    const char *folder = probe->options.force_folder, *dot = strchr(view->name, '.');

    if (!folder || number > 0 || view->name[0] != 'L' || !dot)
        return false;
    bool optional = strcmp(dot, ".u") == 0 || strcmp(dot, ".s") == 0;
    return strcmp(dot, ".p") == 0 || (optional && case_has(folder, view->name));
}

static bool force(struct probe *probe, const struct tess_view *view)
{
    int64_t shape[TESS_VIEW_RANK];
    int rank;
    size_t count = tess_view_shape(view, probe->run->batch, shape, &rank);
    struct tess_array array;

    if (!case_read(probe->options.force_folder, view->name, count, &array, &probe->error))
        return false;
    double *values = malloc(count * sizeof *values);
    for (size_t i = 0; values && i < count; i++)
        values[i] = (double)array.values[i];
    tess_array_free(&array);
    if (!values)
        return out_of_memory(probe);
    tess_view_write(view, probe->run, values);
    free(values);
    return true;
}

/* Reads (and, when asked, overwrites) the views that a stage has just completed, in stepwise models at this step. */
static bool take_views(struct probe *probe, int stage, int number)
{
    for (int i = 0; i < probe->model->views; i++) {
        const struct tess_view *view = &probe->model->view[i];
        int64_t shape[TESS_VIEW_RANK];
        int rank;
        size_t count = tess_view_shape(view, probe->run->batch, shape, &rank);
        if (view->stage != stage || (number > 0 && !of_every_batch(view)) || !tess_view_holds(view, probe->run))
            continue;
        if (!probe->values[i])
            probe->values[i] = calloc(count, sizeof *probe->values[i]);
        if (!probe->values[i])
            return out_of_memory(probe);
        tess_view_read(view, probe->run, probe->values[i]);
        if (is_forced(probe, view, number) && !force(probe, view))
            return false;
    }
    return true;
}

static bool write_views(struct probe *probe, int number)
{
    for (int i = 0; i < probe->model->views; i++) {
        const struct tess_view *view = &probe->model->view[i];
        int64_t shape[TESS_VIEW_RANK];
        int rank;
        char name[NAME];
        if (!probe->values[i])
            continue;
        tess_view_shape(view, probe->run->batch, shape, &rank);
        if (of_every_batch(view))
            snprintf(name, sizeof name, "b%d.%s", number, view->name + 3);
        else
            snprintf(name, sizeof name, "%s", view->name);
        bool good = case_write_reals(probe->options.out_folder, name, rank, shape, probe->values[i], &probe->error);
        free(probe->values[i]);
        probe->values[i] = NULL;
        if (!good)
            return false;
    }
    return true;
}

/* ---- Batches ----------------------------------------------------------------------------------------------------- */

/* One batch through training or evaluation, chunk by chunk. */
static bool run_batch(struct probe *probe, const struct batch *batch, enum tess_phase phase)
{
    size_t classes = (size_t)probe->model->input.classes, image = tess_input_count(&probe->model->input);
    size_t own = probe->model->local_loss ? (size_t)probe->model->layers * classes : 0;
    struct tess_run *run = probe->run;
    int stages, chunk = tess_engine_undivided(probe->engine); /* so that what one stage leaves can be looked at */

    free(probe->logits);
    free(probe->layer_logits);
    probe->logits = calloc((size_t)batch->size * classes, sizeof *probe->logits);
    probe->layer_logits = calloc((size_t)batch->size * own + 1, sizeof *probe->layer_logits);
    if (!probe->logits || !probe->layer_logits)
        return out_of_memory(probe);
    tess_engine_stages(probe->engine, phase, &stages);
    run->batch = batch->size;
    for (run->first = 0; run->first < batch->size; run->first += chunk) {
        size_t first = (size_t)run->first;
        run->count = batch->size - run->first < chunk ? batch->size - run->first : chunk;
        memcpy(tess_engine_input(probe->engine), batch->input + first * image,
               (size_t)run->count * image * sizeof(float));
        memcpy(tess_engine_label(probe->engine), batch->label + first, (size_t)run->count * sizeof(int32_t));
        for (run->step = 0; run->step < tess_engine_repeats(probe->engine, phase); run->step++) {
            for (int i = 0; i < stages; i++) {
                tess_engine_stage(probe->engine, phase, i);
                if (phase == TESS_TRAINING && !take_views(probe, i, batch->number))
                    return false;
            }
            if (phase == TESS_TRAINING)
                tess_engine_step_update(probe->engine);
        }
        run->step = 0;
        memcpy(probe->logits + first * classes, run->logits, (size_t)run->count * classes * sizeof *probe->logits);
        memcpy(probe->layer_logits + first * own, run->layer_logits,
               (size_t)run->count * own * sizeof *probe->layer_logits);
    }
    return true;
}

/* The reported loss: cross entropy of the logits summed over steps, mean over the batch. */
static double loss_of_sum(const struct probe *probe, const struct batch *batch)
{
    int classes = probe->model->input.classes;
    double total = 0;

    for (int i = 0; i < batch->size; i++) {
        const float *logits = probe->logits + i * classes;
        double largest = (double)logits[0], sum = 0;
        for (int c = 1; c < classes; c++)
            largest = (double)logits[c] > largest ? (double)logits[c] : largest;
        for (int c = 0; c < classes; c++)
            sum += tess_exp((double)logits[c] - largest);
        total += tess_log(sum) + largest - (double)logits[batch->label[i]];
    }
    return total / batch->size;
}

/* "b0.logits_sum" or "eval.logits_sum", and of models whose layers have logits the same of each. */
static bool write_logits(struct probe *probe, const char *of, const struct batch *batch)
{
    const int classes = probe->model->input.classes;
    const int64_t shape[] = {batch->size, classes}, own_shape[] = {batch->size, probe->model->layers, classes};
    char name[NAME], own_name[NAME];

    snprintf(name, sizeof name, "%s.logits_sum", of);
    snprintf(own_name, sizeof own_name, "%s.layer_logits_sum", of);
    return case_write(probe->options.out_folder, name, 2, shape, probe->logits, &probe->error) &&
           (!probe->model->local_loss ||
            case_write(probe->options.out_folder, own_name, 3, own_shape, probe->layer_logits, &probe->error));
}

static bool write_batch(struct probe *probe, const struct batch *batch)
{
    const int64_t one[] = {1};
    double loss = loss_of_sum(probe, batch);
    char of[NAME], loss_name[NAME];

    snprintf(of, sizeof of, "b%d", batch->number);
    snprintf(loss_name, sizeof loss_name, "b%d.loss_sum", batch->number);
    return write_logits(probe, of, batch) &&
           case_write_reals(probe->options.out_folder, loss_name, 1, one, &loss, &probe->error) &&
           write_views(probe, batch->number) && write_params(probe, batch->number, true) &&
           write_params(probe, batch->number, false);
}

static bool train_batch(struct probe *probe, const struct batch *batch)
{
    if (probe->model->training.update != TESS_UPDATE_BATCH && batch->size > 1)
        return tess_fail(&probe->error, TESS_USAGE,
                         "b%d.x: %d samples, but the model takes one at a time (update each %s)", batch->number,
                         batch->size, probe->model->training.update == TESS_UPDATE_STEP ? "step" : "sample");
    if (!run_batch(probe, batch, TESS_TRAINING))
        return false;
    probe->run->power1 *= (double)probe->model->training.beta1;
    probe->run->power2 *= (double)probe->model->training.beta2;
    tess_engine_phase(probe->engine, TESS_UPDATE);
    return take_views(probe, -1, batch->number) && write_batch(probe, batch);
}

/* Batches 0 to 2 each make an update; batch 3 is evaluated. Cases may have fewer. */
static bool run_case(struct probe *probe)
{
    const char *folder = probe->options.case_folder;
    bool good = true;

    probe->run->learning_rate = probe->model->training.learning_rate;
    probe->run->power1 = probe->run->power2 = 1;
    tess_engine_phase(probe->engine, TESS_PREPARE);
    for (int n = 0; good && n <= UPDATES; n++) {
        struct batch batch;
        char name[NAME];
        snprintf(name, sizeof name, "b%d.x", n);
        if (!case_has(folder, name))
            continue;
        good = case_read_batch(folder, &probe->model->input, n, n < UPDATES, &batch, &probe->error);
        if (good && n < UPDATES)
            good = train_batch(probe, &batch);
        else if (good)
            good = run_batch(probe, &batch, TESS_EVALUATION) && write_logits(probe, "eval", &batch);
        case_free_batch(&batch);
    }
    return good;
}

/* ---- Command ----------------------------------------------------------------------------------------------------- */

static bool start(struct probe *probe)
{
    probe->engine = tess_engine_open(probe->model, probe->options.threads, true, &probe->error);
    if (!probe->engine)
        return false;
    probe->run = tess_engine_run(probe->engine);
    probe->values = calloc((size_t)probe->model->views + 1, sizeof *probe->values);
    return probe->values ? true : out_of_memory(probe);
}

static void finish(struct probe *probe)
{
    for (int i = 0; probe->values && i < probe->model->views; i++)
        free(probe->values[i]);
    free(probe->values);
    free(probe->logits);
    free(probe->layer_logits);
    tess_engine_close(probe->engine);
}

int tess_probe(const struct tess_model *model, const struct tess_probe_options *options)
{
    struct probe probe = {.model = model, .options = *options};
    mkdir(options->out_folder, 0777); /* if it cannot be made, writing into it says why */
    if (start(&probe) && read_params(&probe))
        run_case(&probe);
    finish(&probe);
    if (probe.error.code != TESS_OK)
        tess_message("%s: %s\n", model->name, probe.error.text);
    return (int)probe.error.code;
}
