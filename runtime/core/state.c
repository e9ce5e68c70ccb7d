#include "state.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "tess/text.h"
#include "weights.h"

enum kind { WHOLE, UNSIGNED, REAL, COUNT /* an int */ };

/* Every number of the state, written as text into the file's metadata: whole numbers in decimal, reals in hexadecimal,
 * which is exact. */
static const struct field {
    const char *name;
    enum kind kind;
    size_t offset;
} field[] = {
#define FIELD(name, kind, member)                                                                                      \
    {                                                                                                                  \
        name, kind, offsetof(struct training_state, member)                                                            \
    }
    FIELD("epochs", WHOLE, settings.epochs),
    FIELD("batch", WHOLE, settings.batch),
    FIELD("train_limit", WHOLE, settings.train_limit),
    FIELD("test_limit", WHOLE, settings.test_limit),
    FIELD("augment", WHOLE, settings.augment),
    FIELD("seed", UNSIGNED, settings.seed),
    FIELD("first_learning_rate", REAL, settings.learning_rate),
    FIELD("epoch", WHOLE, epoch),
    FIELD("step", WHOLE, step),
    FIELD("updates", WHOLE, updates),
    FIELD("power1", REAL, powers[0]),
    FIELD("power2", REAL, powers[1]),
    FIELD("images", WHOLE, tally.images),
    FIELD("correct", WHOLE, tally.correct),
    FIELD("loss", REAL, tally.loss),
    FIELD("learning_rate", REAL, plateau.learning_rate),
    FIELD("plateau_best", REAL, plateau.best),
    FIELD("plateau_bad", COUNT, plateau.bad),
    FIELD("best_epoch", WHOLE, best_epoch),
    FIELD("best_loss", REAL, best.loss),
    FIELD("best_accuracy", REAL, best.accuracy),
    FIELD("best_test_loss", REAL, best_test.loss),
    FIELD("best_test_accuracy", REAL, best_test.accuracy),
    FIELD("metrics_jsonl", WHOLE, metrics_size[0]),
    FIELD("metrics_csv", WHOLE, metrics_size[1]),
};

enum { FIELDS = sizeof field / sizeof *field, ABOUT = 5, VALUE = 48, NAME = 128 };

bool state_open(struct training_state *state, const struct tess_model *model, const struct settings *settings,
                struct tess_error *error)
{
    const struct tess_training *training = &model->training;
    const double none = (double)__builtin_nan("");
    *state = (struct training_state){.settings = *settings,
                                     .powers = {1, 1},
                                     .plateau = {.factor = (double)training->plateau_factor,
                                                 .threshold = (double)training->plateau_threshold,
                                                 .minimum = (double)training->minimum_learning_rate,
                                                 .patience = training->plateau_patience,
                                                 .learning_rate = settings->learning_rate,
                                                 .best = (double)__builtin_inf()},
                                     .best = {none, none},
                                     .best_test = {none, none}};
    return tally_open(&state->tally, model) || tess_fail(error, TESS_FAILED, "out of memory");
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
    const size_t most = 3 * (size_t)model->params + 2;
    *contents = (struct contents){.tensor = calloc(most, sizeof *contents->tensor),
                                  .name = calloc(most, sizeof *contents->name)};
    if (!contents->tensor || !contents->name)
        return false;
    add(contents, "epoch.local_loss", "",
        (struct tess_tensor){.type = TESS_F64, .rank = 1, .shape = {model->layers}, .bytes = state->tally.local_loss});
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
    struct tess_metadata metadata[ABOUT + FIELDS];
    char value[FIELDS][VALUE];
    describe(&about, tess_engine_run(engine)->model, fingerprint);
    memcpy(metadata, about.entry, sizeof about.entry);
    for (int i = 0; i < FIELDS; i++) {
        write_field(state, &field[i], value[i]);
        metadata[ABOUT + i] = (struct tess_metadata){field[i].name, value[i]};
    }
    bool good = list_contents(&contents, state, engine) || tess_fail(error, TESS_FAILED, "out of memory");
    const struct tess_tensor_list list = {.tensor = contents.tensor,
                                          .tensors = contents.count,
                                          .metadata = metadata,
                                          .entries = ABOUT + FIELDS,
                                          .checksum = true};
    good = good && tess_tensors_write(folder->file[FILE_STATE], &list, folder->file[FILE_PREVIOUS], error);
    release_contents(&contents);
    return good;
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

static bool read_field(struct training_state *state, const struct field *f, const char *text)
{
    void *at = (char *)state + f->offset;
    char *end = NULL;
    if (!text || !*text)
        return false;
    if (f->kind == WHOLE)
        *(int64_t *)at = strtoll(text, &end, 10);
    else if (f->kind == COUNT)
        *(int *)at = (int)strtol(text, &end, 10);
    else if (f->kind == UNSIGNED)
        *(uint64_t *)at = strtoull(text, &end, 10);
    else
        *(double *)at = strtod(text, &end);
    return !*end;
}

static bool read_fields(struct training_state *state, const struct tess_tensors *file, const char *path,
                        struct tess_error *error)
{
    for (int i = 0; i < FIELDS; i++)
        if (!read_field(state, &field[i], tess_tensors_metadata(file, field[i].name)))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected a number '%s' in __metadata__", path,
                             field[i].name);
    return true;
}

static bool read_tensors(struct training_state *state, struct tess_engine *engine, struct tess_tensors *file,
                         struct tess_error *error)
{
    struct contents contents;
    bool good = list_contents(&contents, state, engine) || tess_fail(error, TESS_FAILED, "out of memory");
    for (int i = 0; good && i < contents.count; i++)
        good = tess_tensors_load(file, &contents.tensor[i], (void *)(uintptr_t)contents.tensor[i].bytes, error);
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
        check_model(file, tess_engine_run(engine)->model, path, error) &&
        (*fingerprint || tess_fail(error, TESS_BAD_DATA, "%s: offset 8: expected 'data' in __metadata__", path)) &&
        read_fields(state, file, path, error) && read_tensors(state, engine, file, error);
    tess_tensors_close(file);
    return good;
}
