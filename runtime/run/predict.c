/* MODEL predict: the class and the logits of every sample in the given files. A file that cannot be read is told where
 * it stands and does not keep the others from being classified. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "engine/class_names.h"
#include "engine/tally.h"
#include "engine/weights.h"
#include "files/json.h"
#include "scales.h"
#include "tess/inputs.h"
#include "tess/samples.h"
#include "tess/text.h"

/* A sample that waits for its chunk to fill up. */
struct waiting {
    const char *path;
    struct tess_samples *file; /* closed after its last sample */
    int index;
    bool last;
    int place; /* in the chunk; -1: it could not be read */
    struct tess_error error;
};

struct predictor {
    const struct tess_model *model;
    const char *program;
    bool json;
    struct tess_engine *engine;
    struct class_names names;
    struct tess_scale trained; /* what the weights' inputs were */
    bool noted[3];             /* that values were multiplied, taken as they are, divided */
    bool warned;               /* of values that are far from what the model expects */
    struct prediction prediction;
    float *sum;              /* [classes] */
    float *frames;           /* a sample, to be looked at */
    struct waiting *waiting; /* [model->chunk] */
    int count;
    enum tess_exit worst; /* the first code of an input that failed */
};

/* ---- Printing ---- */

static void print_name(const struct waiting *sample)
{
    tess_name_print(stdout, sample->path);
    if (tess_samples_numbered(sample->file))
        printf("[%d]", sample->index);
}

static void print_heading(const struct predictor *p)
{
    fputs("input\tclass", stdout);
    for (int c = 0; c < p->names.classes; c++)
        printf("\t%s", p->names.name[c]);
    putchar('\n');
}

static void print_row(const struct predictor *p, const struct waiting *sample, const float *logits, int class)
{
    print_name(sample);
    printf("\t%s", p->names.name[class]);
    for (int c = 0; c < p->names.classes; c++)
        printf("\t%.4f", (double)logits[c]);
    putchar('\n');
}

static void print_json(const struct predictor *p, const struct waiting *sample, const float *logits, int class)
{
    fputs("{\"input\":", stdout);
    json_name(stdout, sample->path);
    if (tess_samples_numbered(sample->file))
        printf(",\"sample\":%d", sample->index);
    fputs(",\"class\":", stdout);
    json_text(stdout, p->names.name[class]);
    printf(",\"label\":%d,\"logits\":", class);
    json_floats(stdout, logits, p->names.classes);
    fputs("}\n", stdout);
}

/* What is wrong with one input: in its place among the others. */
static void print_error(struct predictor *p, const char *path, const struct tess_error *error)
{
    fflush(stdout);
    tess_message("%s: error: %s\n", p->program, error->text);
    if (p->json) {
        fputs("{\"input\":", stdout);
        json_name(stdout, path);
        fputs(",\"error\":", stdout);
        json_text(stdout, error->text);
        fputs("}\n", stdout);
    }
    if (p->worst == TESS_OK)
        p->worst = error->code;
}

/* ---- Predicting ---- */

static void read_sample(void *context, int item, int worker)
{
    struct predictor *p = context;
    struct waiting *sample = &p->waiting[item];
    const size_t size = tess_input_count(&p->model->input);
    (void)worker;
    if (!tess_samples_read(sample->file, sample->index, tess_engine_input(p->engine) + size * (size_t)item,
                           &sample->error))
        sample->place = -1;
}

/* Moves the samples that could be read together; their number. */
static int close_ranks(struct predictor *p)
{
    const size_t size = tess_input_count(&p->model->input);
    float *input = tess_engine_input(p->engine);
    int places = 0;
    for (int i = 0; i < p->count; i++) {
        if (p->waiting[i].place < 0)
            continue;
        if (places < i)
            memcpy(input + size * (size_t)places, input + size * (size_t)i, size * sizeof *input);
        p->waiting[i].place = places++;
    }
    return places;
}

static void print_result(struct predictor *p, struct waiting *sample)
{
    const int classes = p->model->input.classes;
    const float *logits = prediction_logits(&p->prediction, tess_engine_run(p->engine), sample->place, p->sum);
    for (int c = 0; c < classes; c++)
        if (!__builtin_isfinite(logits[c])) {
            tess_fail(&sample->error, TESS_FAILED, "%s: sample %d: logit %d is not a finite number", sample->path,
                      sample->index, c);
            print_error(p, sample->path, &sample->error);
            return;
        }
    (p->json ? print_json : print_row)(p, sample, logits, predicted_class(logits, classes));
}

/* Classifies what waits. */
static void flush_waiting(struct predictor *p)
{
    struct tess_run *run = tess_engine_run(p->engine);
    if (p->count == 0)
        return;
    tess_pool_run(tess_engine_pool(p->engine), p->count, read_sample, p);
    run->first = 0;
    run->count = run->batch = close_ranks(p);
    if (run->count > 0)
        tess_engine_phase(p->engine, TESS_EVALUATION);
    for (int i = 0; i < p->count; i++) {
        struct waiting *sample = &p->waiting[i];
        if (sample->place < 0)
            print_error(p, sample->path, &sample->error);
        else
            print_result(p, sample);
        if (sample->last)
            tess_samples_close(sample->file);
    }
    p->count = 0;
}

/* Once for files that are converted alike. */
static void note_conversion(struct predictor *p, const char *path, const struct tess_samples *file)
{
    float divisor;
    const char *converted = tess_samples_converted(file, &divisor);
    bool *noted = &p->noted[divisor < 1 ? 0 : divisor > 1 ? 2 : 1];
    if (converted && !*noted)
        tess_message("note: %s: %s\n", path, converted);
    *noted = *noted || converted;
}

static void predict_file(struct predictor *p, const char *path)
{
    struct tess_error error = {TESS_OK, ""};
    struct tess_samples *file = tess_samples_open(&p->model->input, &p->trained, path, &error);
    if (!file) {
        flush_waiting(p);
        print_error(p, path, &error);
        return;
    }
    if (tess_samples_remark(file))
        tess_message("warning: %s\n", tess_samples_remark(file));
    const int count = tess_samples_count(file);
    note_conversion(p, path, file);
    p->warned = p->warned || scales_watch_file(file, path, &p->trained, &p->model->input, p->frames);
    for (int i = 0; i < count; i++) {
        p->waiting[p->count++] =
            (struct waiting){.path = path, .file = file, .index = i, .last = i + 1 == count, .error = {TESS_OK, ""}};
        if (p->count == p->model->chunk)
            flush_waiting(p);
    }
}

static void predict_input(struct predictor *p, const char *path)
{
    struct tess_inputs inputs = {0};
    struct tess_error error = {TESS_OK, ""};
    const bool good = tess_inputs_add(&inputs, path, &error);
    if (inputs.left_out)
        tess_message("note: %s\n", inputs.left_out);
    for (int i = 0; i < inputs.count; i++)
        predict_file(p, inputs.path[i]);
    flush_waiting(p);
    if (!good)
        print_error(p, path, &error);
    tess_inputs_free(&inputs);
}

static bool prepare(struct predictor *p, const struct options *options, struct tess_error *error)
{
    bool logits[TESS_MOST_LAYERS + 1];
    int trained;
    p->engine = tess_engine_open(p->model, options_threads(options), false, error);
    if (!p->engine || !weights_read(p->engine, options->weights, error) ||
        !weights_scale(options->weights, &p->trained, error) ||
        !weights_prediction(&p->prediction, &trained, p->model, options->from, options->weights, error) ||
        !class_names_of_weights(&p->names, options->weights, p->model->input.classes, error))
        return false;
    tess_engine_phase(p->engine, TESS_PREPARE);
    prediction_wants(&p->prediction, p->model, false, logits);
    tess_engine_ask(p->engine, logits);
    p->waiting = malloc((size_t)p->model->chunk * sizeof *p->waiting);
    p->sum = malloc((size_t)p->model->input.classes * sizeof *p->sum);
    p->frames = malloc(tess_input_count(&p->model->input) * sizeof *p->frames);
    return (p->waiting && p->sum && p->frames) || tess_fail(error, TESS_FAILED, "out of memory");
}

/* Weights that stand among the inputs are named. */
static bool fail_without_weights(const struct options *options, struct tess_error *error)
{
    static const char ending[] = ".safetensors";
    for (int i = 0; i < options->inputs; i++) {
        const char *input = options->input[i], *dot = strrchr(input, '.');
        if (dot && strcmp(dot, ending) == 0)
            return tess_fail(error, TESS_USAGE, "predict needs --weights FILE; did you mean --weights %s?", input);
    }
    return tess_fail(error, TESS_USAGE, "predict needs --weights FILE");
}

bool command_predict(const struct tess_model *model, const struct options *options, struct tess_error *error)
{
    struct predictor predictor = {.model = model, .program = model->name, .json = options->json};
    if (!options->weights)
        return fail_without_weights(options, error);
    if (options->inputs == 0)
        return tess_fail(error, TESS_USAGE, "predict needs files or folders to classify");
    const bool good = prepare(&predictor, options, error);
    if (good && !predictor.json)
        print_heading(&predictor);
    for (int i = 0; good && i < options->inputs; i++)
        predict_input(&predictor, options->input[i]);
    if (predictor.worst != TESS_OK)
        tess_fail(error, predictor.worst, "some inputs could not be classified");
    tess_engine_close(predictor.engine);
    class_names_close(&predictor.names);
    free(predictor.waiting);
    free(predictor.sum);
    free(predictor.frames);
    return error->code == TESS_OK;
}
