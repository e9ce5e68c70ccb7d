#include "prediction.h"

#include <stdio.h>
#include <string.h>

static const char separators[] = " \t,:+";

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

struct reading {
    struct prediction *prediction;
    const struct tess_model *model;
    const char *at; /* the words that are left */
    const char *where;
    enum tess_exit code;
    struct tess_error *error;
};

/* The length of the next word, which the cursor is moved to; 0 at the end. */
static int next(struct reading *in)
{
    in->at += strspn(in->at, separators);
    return (int)strcspn(in->at, separators);
}

static bool take(struct reading *in, const char *word)
{
    const int length = next(in);
    if ((int)strlen(word) != length || strncmp(in->at, word, (size_t)length) != 0)
        return false;
    in->at += length;
    return true;
}

static int find_source(const struct tess_model *model, const char *word, int length)
{
    for (int way = 0; way <= model->layers; way++) {
        const char *name = way_name(model, way);
        if ((int)strlen(name) == length && !strncmp(name, word, (size_t)length))
            return way;
    }
    return -1;
}

/* A layer, or the readout. */
static bool read_source(struct reading *in)
{
    const struct tess_model *model = in->model;
    const int length = next(in), way = find_source(model, in->at, length);
    if (way < 0)
        return tess_fail(in->error, in->code,
                         "%s: expected readout, best, a layer (%s ... %s) or 'sum of' several, found '%.*s'", in->where,
                         model->layer[0].name, model->layer[model->layers - 1].name, length, in->at);
    if (way < model->layers && !model->local_loss)
        return tess_fail(in->error, in->code,
                         "%s: %s has no local signal, and so nothing to predict by: the readout alone can", in->where,
                         way_name(model, way));
    if (in->prediction->from[way])
        return tess_fail(in->error, in->code, "%s: %s is named twice", in->where, way_name(model, way));
    in->prediction->from[way] = true;
    in->prediction->highest = way > in->prediction->highest ? way : in->prediction->highest;
    in->at += length;
    return true;
}

static bool at_only(struct reading *in)
{
    struct reading ahead = *in;
    return take(&ahead, "only");
}

static bool read_sum(struct reading *in)
{
    int count = 0;
    take(in, "of");
    for (; next(in) > 0 && !at_only(in); count++)
        if (!read_source(in))
            return false;
    return count > 1 || tess_fail(in->error, in->code, "%s: a sum is of two at least", in->where);
}

static bool read_only(struct reading *in)
{
    struct prediction *prediction = in->prediction;
    prediction->only = take(in, "only");
    if (next(in) > 0)
        return tess_fail(in->error, in->code, "%s: unexpected '%s'", in->where, in->at);
    if (prediction->only && prediction->best)
        return tess_fail(in->error, in->code, "%s: 'only' needs a layer that is known beforehand, and 'best' is found",
                         in->where);
    if (prediction->only && prediction->highest == prediction->layers)
        return tess_fail(in->error, in->code, "%s: nothing lies above the readout that 'only' could leave out",
                         in->where);
    return true;
}

static bool read_best(struct reading *in)
{
    in->prediction->best = true;
    in->prediction->highest = in->model->layers;
    in->prediction->from[in->model->layers] = true;
    return in->model->local_loss ||
           tess_fail(in->error, in->code, "%s: no layer has a local signal to predict by: the readout alone can",
                     in->where);
}

bool prediction_read(struct prediction *prediction, const struct tess_model *model, const char *text, const char *where,
                     enum tess_exit code, struct tess_error *error)
{
    struct reading in = {prediction, model, text ? text : "readout", where, code, error};
    *prediction = (struct prediction){.layers = model->layers};
    if (take(&in, "best"))
        return read_best(&in) && read_only(&in);
    return (take(&in, "sum") ? read_sum(&in) : read_source(&in)) && read_only(&in);
}

/* ---- Asking ------------------------------------------------------------------------------------------------------ */

void prediction_write(const struct prediction *prediction, const struct tess_model *model, char text[PREDICTION_TEXT])
{
    const bool several = prediction_way(prediction) > prediction->layers;
    size_t length = (size_t)snprintf(text, PREDICTION_TEXT, "%s", prediction->best ? "best" : several ? "sum of" : "");
    for (int way = 0; !prediction->best && way <= prediction->layers && length < PREDICTION_TEXT; way++)
        if (prediction->from[way])
            length += (size_t)snprintf(text + length, PREDICTION_TEXT - length, "%s%s", length ? " " : "",
                                       way_name(model, way));
    if (prediction->only && length < PREDICTION_TEXT)
        snprintf(text + length, PREDICTION_TEXT - length, " only");
}

bool prediction_equals(const struct prediction *a, const struct prediction *b)
{
    return a->best == b->best && a->only == b->only && a->layers == b->layers &&
           memcmp(a->from, b->from, sizeof a->from) == 0;
}

int prediction_way(const struct prediction *prediction)
{
    int count = 0;
    for (int way = 0; way <= prediction->layers; way++)
        count += prediction->from[way];
    return count > 1 ? prediction->layers + 1 : prediction->highest;
}

struct prediction prediction_settled(const struct prediction *prediction, int way)
{
    struct prediction settled = {.layers = prediction->layers, .highest = way};
    if (!prediction->best)
        return *prediction;
    settled.from[way] = true;
    return settled;
}

int prediction_trained(const struct prediction *prediction)
{
    return prediction->only ? prediction->highest : prediction->layers;
}

void prediction_wants(const struct prediction *prediction, const struct tess_model *model, bool all, bool *logits)
{
    const int trained = prediction_trained(prediction);
    for (int way = 0; way <= model->layers; way++)
        logits[way] = prediction->from[way] || (all && way <= trained && (model->local_loss || way == model->layers));
}

const char *way_name(const struct tess_model *model, int way)
{
    return way < model->layers ? model->layer[way].name : way == model->layers ? "readout" : "the sum";
}

const float *way_logits(const struct tess_run *run, int way, int image)
{
    const int classes = run->model->input.classes, layers = run->model->layers;
    return way < layers ? run->layer_logits + ((size_t)image * (size_t)layers + (size_t)way) * (size_t)classes
                        : run->logits + (size_t)image * (size_t)classes;
}

const float *prediction_logits(const struct prediction *prediction, const struct tess_run *run, int image, float *sum)
{
    const int classes = run->model->input.classes, way = prediction_way(prediction);
    if (way <= prediction->layers)
        return way_logits(run, way, image);
    memset(sum, 0, (size_t)classes * sizeof *sum);
    for (int one = 0; one <= prediction->layers; one++)
        for (int c = 0; prediction->from[one] && c < classes; c++)
            sum[c] += way_logits(run, one, image)[c];
    return sum;
}
