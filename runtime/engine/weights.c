#include "weights.h"
#include "tess/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tess_tensor weights_tensor(struct tess_engine *engine, const struct tess_param *param)
{
    struct tess_tensor tensor = {.name = param->name, .type = TESS_F32, .rank = param->rank};
    for (int i = 0; i < param->rank; i++)
        tensor.shape[i] = param->shape[i];
    tensor.bytes = tess_engine_array(engine, param->value);
    return tensor;
}

/* float32 has all bits of its exponent set in infinities and NaNs. Written so that compilers make vectors of it: this
 * runs after every update. */
static bool all_finite(const float *value, size_t count)
{
    const uint32_t exponent = 0x7f800000;
    uint32_t found = 0;
    for (size_t k = 0; k < count; k++) {
        uint32_t bits;
        memcpy(&bits, &value[k], sizeof bits);
        found |= (bits & exponent) == exponent;
    }
    return !found;
}

bool weights_check(struct tess_engine *engine, struct tess_error *error)
{
    const struct tess_model *model = tess_engine_run(engine)->model;
    for (int i = 0; i < model->params; i++) {
        const float *value = tess_engine_array(engine, model->param[i].value);
        const size_t count = tess_param_count(&model->param[i]);
        size_t k = 0;
        if (all_finite(value, count))
            continue;
        while (__builtin_isfinite(value[k]))
            k++;
        return tess_fail(error, TESS_FAILED, "element %zu of %s is not a finite number", k, model->param[i].name);
    }
    return true;
}

static const char predict_from[] = "predict_from";

bool weights_write(struct tess_engine *engine, const struct weights_about *about, const char *path,
                   struct tess_error *error)
{
    char scale[TESS_SCALE_TEXT];
    const struct tess_model *model = tess_engine_run(engine)->model;
    char from[PREDICTION_TEXT];
    prediction_write(about->prediction, model, from);
    const struct tess_metadata metadata[] = {{"model", model->name},
                                             {"generator", model->generator},
                                             {"class_names", about->class_names},
                                             {"inputs", tess_scale_text(about->inputs, scale)},
                                             {predict_from, from}};
    struct tess_tensor *tensor = malloc(((size_t)model->params + 1) * sizeof *tensor);
    if (!tensor)
        return tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    for (int i = 0; i < model->params; i++)
        tensor[i] = weights_tensor(engine, &model->param[i]);
    const struct tess_tensor_list list = {.tensor = tensor,
                                          .tensors = model->params,
                                          .metadata = metadata,
                                          .entries = sizeof metadata / sizeof *metadata};
    const bool good = tess_tensors_write(path, &list, NULL, error);
    free(tensor);
    return good;
}

bool weights_scale(const char *path, struct tess_scale *inputs, struct tess_error *error)
{
    struct tess_tensors *file = tess_tensors_open(path, error);
    *inputs = (struct tess_scale){.kind = TESS_SCALE_UNKNOWN};
    if (!file)
        return false;
    const char *text = tess_tensors_metadata(file, "inputs");
    const bool good = !text || tess_scale_parse(inputs, text) ||
                      tess_fail(error, TESS_BAD_DATA,
                                "%s: expected 'inputs' in its metadata to be 'bytes / 255', 'event counts' or a range "
                                "of numbers, found '%s'",
                                path, text);
    tess_tensors_close(file);
    return good;
}

static bool same_shape(const struct tess_tensor *a, const struct tess_tensor *b)
{
    return a->rank == b->rank && memcmp(a->shape, b->shape, sizeof *a->shape * (size_t)a->rank) == 0;
}

/* Whether a tensor's name is one of the model's parameters, or what a state keeps of one or of the epoch. */
static bool is_known(const struct tess_model *model, const char *name)
{
    static const char epoch[] = "epoch.";
    for (int i = 0; i < model->params; i++) {
        const size_t length = strlen(model->param[i].name);
        if (strncmp(name, model->param[i].name, length) == 0 && (name[length] == '\0' || name[length] == '.'))
            return true;
    }
    return strncmp(name, epoch, sizeof epoch - 1) == 0;
}

/* Warns of tensors that this model has no use for: the weights may be those of another one. */
static void warn_of_others(const struct tess_model *model, const struct tess_tensors *file, const char *path)
{
    const char *first = NULL;
    int others = 0;
    for (int i = 0; i < tess_tensors_count(file); i++) {
        const char *name = tess_tensors_at(file, i)->name;
        if (is_known(model, name))
            continue;
        first = first ? first : name;
        others++;
    }
    if (others == 1)
        tess_message("warning: %s: holds %s, which this model has not got and does without\n", path, first);
    else if (others > 1)
        tess_message("warning: %s: holds %s and %d more tensors that this model has not got and does without\n", path,
                     first, others - 1);
}

/* is_kept: NULL: the readout must be there; otherwise whether all of it was, in this model's shape. */
static bool read_params(struct tess_engine *engine, const char *path, bool *is_kept, struct tess_error *error)
{
    static const char readout[] = "readout.";
    const struct tess_model *model = tess_engine_run(engine)->model;
    struct tess_tensors *file = tess_tensors_open(path, error);
    bool good = file != NULL;
    if (is_kept)
        *is_kept = true;
    for (int i = 0; good && i < model->params; i++) {
        const struct tess_param *param = &model->param[i];
        const struct tess_tensor wanted = weights_tensor(engine, param);
        const struct tess_tensor *found = tess_tensors_find(file, param->name);
        if (is_kept && strncmp(param->name, readout, sizeof readout - 1) == 0 &&
            (!found || !same_shape(found, &wanted))) {
            tess_message("note: %s: no %s of this model's shape: it keeps its initial values\n", path, param->name);
            *is_kept = false;
        } else
            good = tess_tensors_load(file, &wanted, tess_engine_array(engine, param->value), error);
    }
    if (good)
        warn_of_others(model, file, path);
    tess_tensors_close(file);
    return good;
}

bool weights_read(struct tess_engine *engine, const char *path, struct tess_error *error)
{
    return read_params(engine, path, NULL, error);
}

bool weights_init(struct tess_engine *engine, const char *path, bool *readout_is_kept, struct tess_error *error)
{
    return read_params(engine, path, readout_is_kept, error);
}

/* What a file's weights were trained to predict from. *text: as the file says it, malloc'ed; NULL: it does not, or this
 * model cannot, its rule being another one: then *problem tells. False with *error where the file is damaged. */
static bool read_trained(struct prediction *trained, char **text, const struct tess_model *model, const char *path,
                         struct tess_error *problem, struct tess_error *error)
{
    struct tess_tensors *file = tess_tensors_open(path, error);
    const char *stored = file ? tess_tensors_metadata(file, predict_from) : NULL;
    *text = stored ? strdup(stored) : NULL;
    tess_tensors_close(file);
    if (*text && !prediction_read(trained, model, *text, path, TESS_USAGE, problem)) {
        free(*text);
        *text = NULL;
    }
    return file != NULL && (*text || prediction_read(trained, model, NULL, path, TESS_FAILED, error));
}

bool weights_prediction(struct prediction *prediction, int *trained, const struct tess_model *model, const char *from,
                        const char *path, struct tess_error *error)
{
    struct tess_error problem = {TESS_OK, ""};
    struct prediction stored;
    char *text;
    bool good = read_trained(&stored, &text, model, path, &problem, error) &&
                prediction_read(prediction, model, from ? from : model->predict_from, "--from", TESS_USAGE, error);
    *trained = good ? prediction_trained(&stored) : 0;
    if (good && prediction->best && (!text || stored.best))
        good = tess_fail(error, TESS_USAGE, "%s does not say which layer predicts best: --from LAYER names one", path);
    if (good && prediction->best)
        *prediction = stored;
    else if (good && problem.code != TESS_OK)
        tess_message("note: %s\n", problem.text);
    else if (good && text && !from && !prediction_equals(prediction, &stored))
        tess_message("note: %s was trained to predict from %s; --from \"%s\" does so here\n", path, text, text);
    if (good && prediction->highest > *trained)
        tess_message("note: %s: what lies above %s was not trained\n", path, way_name(model, *trained));
    free(text);
    return good;
}
