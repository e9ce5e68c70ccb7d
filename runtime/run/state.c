#include "state.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/weights.h"
#include "files/checksum.h"
#include "tess/text.h"

/* What a state holds and what its numbers mean: raised with every change to either. Format 1 did not say so. */
#define FORMAT "2"

enum kind { WHOLE, UNSIGNED, REAL, COUNT /* an int */ };

#define MANY    9e15 /* of samples and updates; a double holds it exactly */
#define LARGEST (double)__builtin_inf()

/* Every number of the state, written as text into the file's metadata: whole numbers in decimal, reals in hexadecimal,
 * which is exact. */
static const struct field {
    const char *name;
    enum kind kind;
    size_t offset;
    double low, high; /* what a run may come to */
    bool may_lack;    /* NaN: there is none */
} field[] = {
#define FIELD(name, kind, member, low, high, may_lack)                                                                 \
    {                                                                                                                  \
        name, kind, offsetof(struct training_state, member), low, high, may_lack                                       \
    }
    FIELD("epochs", WHOLE, settings.epochs, 0, 1e6, false),
    FIELD("batch", WHOLE, settings.batch, 1, 1e6, false),
    FIELD("train_limit", WHOLE, settings.train_limit, 0, 2e9, false),
    FIELD("test_limit", WHOLE, settings.test_limit, 0, 2e9, false),
    FIELD("augment", WHOLE, settings.augment, 0, 1, false),
    FIELD("seed", UNSIGNED, settings.seed, 0, 9e18, false),
    FIELD("first_learning_rate", REAL, settings.learning_rate, 0, 1e6, false),
    FIELD("warmup", REAL, settings.warmup, 0, 1e6, false),
    FIELD("epoch", WHOLE, epoch, 0, 1e6, false),
    FIELD("step", WHOLE, step, 0, 2e9, false),
    FIELD("updates", WHOLE, updates, 0, MANY, false),
    FIELD("power1", REAL, powers[0], 0, 1, false),
    FIELD("power2", REAL, powers[1], 0, 1, false),
    FIELD("way", WHOLE, way, 0, TESS_MOST_LAYERS + 1, false),
    FIELD("best_way", WHOLE, best_way, 0, TESS_MOST_LAYERS + 1, false),
    FIELD("images", WHOLE, tally.images, 0, 2e9, false),
    FIELD("learning_rate", REAL, plateau.learning_rate, 0, 1e6, false),
    FIELD("plateau_best", REAL, plateau.best, 0, LARGEST, false),
    FIELD("plateau_bad", COUNT, plateau.bad, 0, 2e6, false),
    FIELD("hints_told", WHOLE, hints.told, 0, MANY, false),
    FIELD("hints_behind", WHOLE, hints.behind, 0, MANY, false),
    FIELD("best_epoch", WHOLE, best_epoch, 0, 1e6, false),
    FIELD("best_loss", REAL, best.loss, 0, 1e300, true),
    FIELD("best_accuracy", REAL, best.accuracy, 0, 1, true),
    FIELD("best_test_loss", REAL, best_test.loss, 0, 1e300, true),
    FIELD("best_test_accuracy", REAL, best_test.accuracy, 0, 1, true),
    FIELD("metrics_jsonl", WHOLE, metrics_size[0], 0, MANY, false),
    FIELD("metrics_csv", WHOLE, metrics_size[1], 0, MANY, false),
};

enum {
    FIELDS = sizeof field / sizeof *field,
    ABOUT = 5,
    MORE = 3,
    ENTRIES = ABOUT + MORE + FIELDS,
    VALUE = 48,
    NAME = 128
};

static const char predict_from[] = "predict_from", format[] = "format", libtess[] = "libtess";

static bool open_tally(struct training_state *state, const struct tess_model *model, struct tess_error *error)
{
    bool logits[TESS_MOST_LAYERS + 1];
    prediction_wants(&state->prediction, model, true, logits);
    return tally_open(&state->tally, model, &state->prediction, logits) ||
           tess_fail(error, TESS_FAILED, "out of memory");
}

bool state_open(struct training_state *state, const struct tess_model *model, const struct settings *settings,
                const struct prediction *prediction, struct tess_error *error)
{
    const struct tess_training *training = &model->training;
    const double none = (double)__builtin_nan("");
    *state = (struct training_state){.settings = *settings,
                                     .prediction = *prediction,
                                     .way = prediction_way(prediction),
                                     .best_way = prediction_way(prediction),
                                     .powers = {1, 1},
                                     .plateau = {.factor = (double)training->plateau_factor,
                                                 .threshold = (double)training->plateau_threshold,
                                                 .minimum = (double)training->minimum_learning_rate,
                                                 .patience = training->plateau_patience,
                                                 .learning_rate = settings->learning_rate,
                                                 .best = (double)__builtin_inf()},
                                     .best = {none, none},
                                     .best_test = {none, none}};
    return open_tally(state, model, error);
}

void state_close(struct training_state *state)
{
    tally_close(&state->tally);
}

/* ---- Which model a state belongs to ------------------------------------------------------------------------------ */

struct about {
    struct tess_metadata entry[ABOUT];
    char source[20];
};

/* `data` comes last. */
static void describe(struct about *about, const struct tess_model *model, const char *fingerprint)
{
    snprintf(about->source, sizeof about->source, "%016" PRIx64, checksum_of(model->source, strlen(model->source)));
    about->entry[0] = (struct tess_metadata){"model", model->name};
    about->entry[1] = (struct tess_metadata){"source", about->source};
    about->entry[2] = (struct tess_metadata){"engine", model->engine};
    about->entry[3] = (struct tess_metadata){"schedule", model->schedule};
    about->entry[4] = (struct tess_metadata){"data", fingerprint};
}

static bool check_model(const struct tess_tensors *file, const struct tess_model *model, const char *path,
                        struct tess_error *error)
{
    struct about about;
    describe(&about, model, NULL);
    for (int i = 0; i < ABOUT - 1; i++) {
        const char *found = tess_tensors_metadata(file, about.entry[i].key);
        if (!found || strcmp(found, about.entry[i].value) != 0)
            return tess_fail(error, TESS_BAD_MODEL, "%s: another model's state: its %s is '%s', here it is '%s'", path,
                             about.entry[i].key, found ? found : "missing", about.entry[i].value);
    }
    return true;
}

/* One of another format is no damage, and lacks what this one needs. What has no model either is no state at all. */
static bool check_format(const struct tess_tensors *file, const char *path, struct tess_error *error)
{
    const char *found = tess_tensors_metadata(file, format), *writer = tess_tensors_metadata(file, libtess);
    if ((found && !strcmp(found, FORMAT)) || (!found && !tess_tensors_metadata(file, "model")))
        return true;
    return tess_fail(error, TESS_BAD_DATA,
                     "%s: a state in format %s, written by %s%s; this is libtess " TESS_VERSION
                     ", which goes on from format " FORMAT " alone: resume with the tessc that began the run, or begin "
                     "another from its weights, with --init",
                     path, found ? found : "1", writer ? "libtess " : "",
                     writer ? writer : "a libtess from before states told their format");
}

/* ---- Tensors of a state ------------------------------------------------------------------------------------------ */

/* What a state file holds: where each tensor lies in memory, and its name. */
struct contents {
    struct tess_tensor *tensor;
    char (*name)[NAME];
    int count;
};

static void add(struct contents *contents, const char *name, const char *suffix, struct tess_tensor tensor)
{
    char *full = contents->name[contents->count];
    snprintf(full, NAME, "%s%s", name, suffix);
    tensor.name = full;
    contents->tensor[contents->count++] = tensor;
}

static bool list_contents(struct contents *contents, struct training_state *state, struct tess_engine *engine)
{
    const struct tess_model *model = tess_engine_run(engine)->model;
    const size_t most = 3 * (size_t)model->params + 5;
    *contents = (struct contents){.tensor = calloc(most, sizeof *contents->tensor),
                                  .name = calloc(most, sizeof *contents->name)};
    if (!contents->tensor || !contents->name)
        return false;
    add(contents, "epoch.local_loss", "",
        (struct tess_tensor){.type = TESS_F64, .rank = 1, .shape = {model->layers}, .bytes = state->tally.local_loss});
    add(contents, "epoch.spread", "",
        (struct tess_tensor){.type = TESS_F64, .rank = 1, .shape = {model->layers}, .bytes = state->tally.spread});
    add(contents, "epoch.correct", "",
        (struct tess_tensor){.type = TESS_I64, .rank = 1, .shape = {model->layers + 2}, .bytes = state->tally.correct});
    add(contents, "epoch.loss", "",
        (struct tess_tensor){.type = TESS_F64, .rank = 1, .shape = {model->layers + 2}, .bytes = state->tally.loss});
    add(contents, "epoch.spikes", "",
        (struct tess_tensor){.type = TESS_U64, .rank = 1, .shape = {model->layers}, .bytes = state->tally.spikes});
    for (int i = 0; i < model->params; i++) {
        const struct tess_param *param = &model->param[i];
        struct tess_tensor tensor = weights_tensor(engine, param);
        const struct {
            const char *suffix;
            size_t offset;
        } array[] = {{"", param->value}, {".moment1", param->moment1}, {".moment2", param->moment2}};
        for (int k = 0; k < 3; k++)
            if (array[k].offset != TESS_NO_OFFSET) {
                tensor.bytes = tess_engine_array(engine, array[k].offset);
                add(contents, param->name, array[k].suffix, tensor);
            }
    }
    return true;
}

static void release_contents(struct contents *contents)
{
    free(contents->tensor);
    free(contents->name);
}

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

static void write_field(const struct training_state *state, const struct field *f, char *text)
{
    const void *at = (const char *)state + f->offset;
    if (f->kind == WHOLE)
        snprintf(text, VALUE, "%" PRId64, *(const int64_t *)at);
    else if (f->kind == COUNT)
        snprintf(text, VALUE, "%d", *(const int *)at);
    else if (f->kind == UNSIGNED)
        snprintf(text, VALUE, "%" PRIu64, *(const uint64_t *)at);
    else
        snprintf(text, VALUE, "%a", *(const double *)at);
}

bool state_write(struct training_state *state, struct tess_engine *engine, const struct run_folder *folder,
                 const char *fingerprint, struct tess_error *error)
{
    struct about about;
    struct contents contents;
    struct tess_metadata metadata[ENTRIES];
    char value[FIELDS][VALUE], prediction[PREDICTION_TEXT];
    describe(&about, tess_engine_run(engine)->model, fingerprint);
    memcpy(metadata, about.entry, sizeof about.entry);
    prediction_write(&state->prediction, tess_engine_run(engine)->model, prediction);
    metadata[ABOUT] = (struct tess_metadata){predict_from, prediction};
    metadata[ABOUT + 1] = (struct tess_metadata){format, FORMAT};
    metadata[ABOUT + 2] = (struct tess_metadata){libtess, TESS_VERSION};
    for (int i = 0; i < FIELDS; i++) {
        write_field(state, &field[i], value[i]);
        metadata[ABOUT + MORE + i] = (struct tess_metadata){field[i].name, value[i]};
    }
    bool good = list_contents(&contents, state, engine) || tess_fail(error, TESS_FAILED, "out of memory");
    const struct tess_tensor_list list = {.tensor = contents.tensor,
                                          .tensors = contents.count,
                                          .metadata = metadata,
                                          .entries = ENTRIES,
                                          .checksum = true};
    good = good && tess_tensors_write(folder->file[FILE_STATE], &list, folder->file[FILE_PREVIOUS], error);
    release_contents(&contents);
    return good;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

/* Reads a number; false if it is none, or none that a run may come to. */
static bool read_field(struct training_state *state, const struct field *f, const char *text)
{
    void *at = (char *)state + f->offset;
    char *end = NULL;
    double value;
    if (!*text || strchr(" \t\n\v\f\r", *text))
        return false;
    errno = 0;
    if (f->kind == WHOLE)
        value = (double)(*(int64_t *)at = strtoll(text, &end, 10));
    else if (f->kind == COUNT)
        value = (double)strtol(text, &end, 10);
    else if (f->kind == UNSIGNED)
        value = (double)(*(uint64_t *)at = *text == '-' ? 0 : strtoull(text, &end, 10));
    else
        value = *(double *)at = strtod(text, &end);
    if (!end || end == text || *end || (f->kind != REAL && errno))
        return false;
    if (__builtin_isnan(value))
        return f->may_lack;
    if (value < f->low || value > f->high)
        return false;
    if (f->kind == COUNT)
        *(int *)at = (int)value;
    return true;
}

static bool fail_field(const struct tess_tensors *file, const struct field *f, const char *text, const char *path,
                       struct tess_error *error)
{
    if (!text)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected a number '%s' in __metadata__", path, f->name);
    return tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected '%s' to be a %snumber from %.16g to %.16g, found '%s'", path,
                     tess_tensors_metadata_offset(file, f->name), f->name, f->kind == REAL ? "" : "whole ", f->low,
                     f->high, text);
}

/* Two numbers of which the first is at most the second. */
static bool check_order(const struct tess_tensors *file, const char *first, int64_t low, const char *second,
                        int64_t high, const char *path, struct tess_error *error)
{
    return low <= high ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected '%s' to be at most '%s', %" PRId64 ", found %" PRId64, path,
                     tess_tensors_metadata_offset(file, first), first, second, high, low);
}

static bool read_fields(struct training_state *state, const struct tess_tensors *file, const char *path,
                        struct tess_error *error)
{
    for (int i = 0; i < FIELDS; i++) {
        const char *text = tess_tensors_metadata(file, field[i].name);
        if (!text || !read_field(state, &field[i], text))
            return fail_field(file, &field[i], text, path, error);
    }
    return check_order(file, "best_epoch", state->best_epoch, "epoch", state->epoch, path, error);
}

/* Is it beta^updates, as one product after the other comes to it? Each rounds by half a unit in the last place;
 * products that are no normal numbers may stop falling. */
static bool is_power(double power, float beta, int64_t updates)
{
    const double exact = pow((double)beta, (double)updates);
    return fabs(power - exact) <= exact * (1e-12 + (double)updates * 0x1p-52) + 1e-300;
}

/* Numbers that are possible each by itself, but not together. */
static bool check_together(const struct training_state *state, const struct tess_training *training,
                           const struct tess_tensors *file, const char *path, struct tess_error *error)
{
    static const char with_best[] = "a number if there is a 'best_epoch', otherwise nan";
    const bool has_best = state->best_epoch > 0;
    const struct {
        const char *name, *expected;
        bool good;
    } rules[] = {
        {"power1", "beta1 to the power of 'updates'", is_power(state->powers[0], training->beta1, state->updates)},
        {"power2", "beta2 to the power of 'updates'", is_power(state->powers[1], training->beta2, state->updates)},
        {"best_epoch", "at least 1 after the first epoch", has_best || state->epoch == 0},
        {"best_loss", with_best, isfinite(state->best.loss) ? has_best : !has_best},
        {"best_accuracy", with_best, isfinite(state->best.accuracy) ? has_best : !has_best},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!rules[i].good)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected '%s' to be %s, found '%s'", path,
                             tess_tensors_metadata_offset(file, rules[i].name), rules[i].name, rules[i].expected,
                             tess_tensors_metadata(file, rules[i].name));
    return check_order(file, "epoch", state->epoch, "epochs", state->settings.epochs, path, error);
}

static double element(const struct tess_tensor *tensor, size_t index)
{
    if (tensor->type == TESS_F64)
        return ((const double *)tensor->bytes)[index];
    if (tensor->type == TESS_I64)
        return (double)((const int64_t *)tensor->bytes)[index];
    if (tensor->type == TESS_U64)
        return (double)((const uint64_t *)tensor->bytes)[index];
    return (double)((const float *)tensor->bytes)[index];
}

/* What the elements of a tensor may be. */
struct limits {
    double low, high;
    const char *text; /* where it is not from low to high */
};

/* Of element `at`; false: anything that was read. Without samples all sums are 0. Otherwise running losses and
 * distances of logits are finite and above zero, but for what each sample rounds; no more samples are right than there
 * were, and no neuron fires more than once a step. Second moments have a root. */
static bool find_limits(const struct tess_tensor *tensor, size_t at, const struct tess_model *model, int64_t images,
                        struct limits *limits)
{
    static const char root[] = ".moment2";
    const size_t length = strlen(tensor->name), end = sizeof root - 1;
    if (tensor->type == TESS_F32) {
        *limits = (struct limits){0, 1e300, "a number of at least 0"};
        return length > end && strcmp(tensor->name + length - end, root) == 0;
    }
    if (images == 0)
        *limits = (struct limits){0, 0, "0, as there are no 'images'"};
    else if (tensor->type == TESS_F64)
        *limits = (struct limits){-1e-3 * (double)images, 1e300, "a finite number of at least 0"};
    else if (tensor->type == TESS_I64)
        *limits = (struct limits){0, (double)images, NULL};
    else
        *limits = (struct limits){0, (double)images * tally_most_spikes(model, (int)at), NULL};
    return true;
}

static bool fail_element(const struct tess_tensor *tensor, size_t at, const struct limits *limits,
                         struct tess_tensors *file, const char *path, struct tess_error *error)
{
    char range[2 * VALUE];
    snprintf(range, sizeof range, "a number from %.16g to %.16g", limits->low, limits->high);
    return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected %s, found %g at element %zu of '%s'", path,
                     tess_tensors_offset(file, tensor->name) + at * (tensor->type == TESS_F32 ? 4 : 8),
                     limits->text ? limits->text : range, element(tensor, at), at, tensor->name);
}

static bool check_values(const struct contents *contents, const struct tess_model *model, int64_t images,
                         struct tess_tensors *file, const char *path, struct tess_error *error)
{
    for (int i = 0; i < contents->count; i++) {
        const struct tess_tensor *tensor = &contents->tensor[i];
        struct limits limits;
        size_t count = 1;
        for (int k = 0; k < tensor->rank; k++)
            count *= (size_t)tensor->shape[k];
        for (size_t k = 0; k < count && find_limits(tensor, k, model, images, &limits); k++)
            if (!(element(tensor, k) >= limits.low && element(tensor, k) <= limits.high))
                return fail_element(tensor, k, &limits, file, path, error);
    }
    return true;
}

/* What it predicts from, by which the running sums are sized anew. */
static bool read_prediction(struct training_state *state, const struct tess_model *model,
                            const struct tess_tensors *file, const char *path, struct tess_error *error)
{
    const char *text = tess_tensors_metadata(file, predict_from);
    if (!text)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected '%s' in __metadata__", path, predict_from);
    tally_close(&state->tally);
    return prediction_read(&state->prediction, model, text, path, TESS_BAD_DATA, error) &&
           open_tally(state, model, error);
}

/* What predicts best is a layer or the readout; any other prediction has its own way, and keeps it. */
static bool check_ways(const struct training_state *state, const struct tess_tensors *file, const char *path,
                       struct tess_error *error)
{
    const struct {
        const char *name;
        int64_t way;
    } ways[] = {{"way", state->way}, {"best_way", state->best_way}};
    const struct prediction *prediction = &state->prediction;
    const int low = prediction->best ? 0 : prediction_way(prediction);
    const int high = prediction->best ? prediction->layers : low;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].way < low || ways[i].way > high)
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64 ": expected '%s' to be a whole number from %d to %d, found %" PRId64,
                             path, tess_tensors_metadata_offset(file, ways[i].name), ways[i].name, low, high,
                             ways[i].way);
    return true;
}

static bool read_tensors(struct training_state *state, struct tess_engine *engine, struct tess_tensors *file,
                         const char *path, struct tess_error *error)
{
    struct contents contents;
    bool good = list_contents(&contents, state, engine) || tess_fail(error, TESS_FAILED, "out of memory");
    for (int i = 0; good && i < contents.count; i++)
        good = tess_tensors_load(file, &contents.tensor[i], (void *)(uintptr_t)contents.tensor[i].bytes, error);
    good = good && check_values(&contents, tess_engine_run(engine)->model, state->tally.images, file, path, error);
    release_contents(&contents);
    return good;
}

/* Opens a state and checks that it is whole. */
static struct tess_tensors *open_whole(const char *path, struct tess_error *error)
{
    struct tess_tensors *file = tess_tensors_open(path, error);
    if (file && tess_tensors_verify(file, error))
        return file;
    tess_tensors_close(file);
    return NULL;
}

bool state_read(struct training_state *state, struct tess_engine *engine, const struct run_folder *folder,
                char **fingerprint, struct tess_error *error)
{
    struct tess_error damage = {TESS_OK, ""}, unused = {TESS_OK, ""};
    const char *path = folder->file[FILE_STATE];
    struct tess_tensors *file = open_whole(path, &damage);
    if (!file) {
        path = folder->file[FILE_PREVIOUS];
        file = open_whole(path, &unused);
        if (!file)
            return tess_fail(error, damage.code, "%s", damage.text);
        tess_message("note: %s; going on from %s\n", damage.text, path);
    }
    const char *data = tess_tensors_metadata(file, "data");
    *fingerprint = data ? strdup(data) : NULL;
    const bool good =
        check_format(file, path, error) && check_model(file, tess_engine_run(engine)->model, path, error) &&
        (*fingerprint || tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected 'data' in __metadata__", path)) &&
        read_prediction(state, tess_engine_run(engine)->model, file, path, error) &&
        read_fields(state, file, path, error) && check_ways(state, file, path, error) &&
        check_together(state, &tess_engine_run(engine)->model->training, file, path, error) &&
        read_tensors(state, engine, file, path, error);
    tess_tensors_close(file);
    return good;
}
