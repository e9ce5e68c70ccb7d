#include "trainer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/weights.h"
#include "files/durable.h"
#include "report/event_file.h"
#include "report/metrics.h"
#include "report/run_report.h"
#include "report/tensorboard.h"
#include "resolved.h"
#include "scales.h"
#include "tess/record.h"
#include "tess/text.h"

static struct settings choose_settings(const struct tess_model *model, const struct options *options)
{
    const struct tess_training *training = &model->training;
    return (struct settings){.epochs = options->epochs >= 0 ? options->epochs : training->epochs,
                             .batch = options->batch >= 0 ? options->batch : training->batch,
                             .train_limit = options->train_limit >= 0 ? options->train_limit : 0,
                             .test_limit = options->test_limit >= 0 ? options->test_limit : 0,
                             .augment = !options->no_augment,
                             .seed = options->seeded ? options->seed : training->seed,
                             .learning_rate =
                                 options->learning_rate >= 0 ? options->learning_rate : (double)training->learning_rate,
                             .warmup = options->warmup >= 0 ? options->warmup : (double)training->warmup};
}

/* Was an option given, and another number? */
static bool is_other(double option, double setting)
{
    return option >= 0 && (option < setting || option > setting);
}

static const char from_option[] = "--from";

/* What was chosen at the start of a run holds to its end; only epochs may be changed. */
static bool check_resumed_options(struct trainer *t)
{
    const struct options *options = t->options;
    const struct settings *settings = &t->state.settings;
    struct prediction asked;
    if (!prediction_read(&asked, t->model, options->from, from_option, TESS_USAGE, t->error))
        return false;
    const struct {
        const char *name;
        bool differs;
    } option[] = {{from_option, options->from && !prediction_equals(&asked, &t->state.prediction)},
                  {"--batch", options->batch >= 0 && options->batch != settings->batch},
                  {"--train-limit", options->train_limit >= 0 && options->train_limit != settings->train_limit},
                  {"--test-limit", options->test_limit >= 0 && options->test_limit != settings->test_limit},
                  {"--no-augment", options->no_augment && settings->augment},
                  {"--seed", options->seeded && options->seed != settings->seed},
                  {"--lr", is_other(options->learning_rate, settings->learning_rate)},
                  {"--warmup", is_other(options->warmup, settings->warmup)}};
    for (size_t i = 0; i < sizeof option / sizeof *option; i++)
        if (option[i].differs)
            return tess_fail(t->error, TESS_USAGE, "%s differs from what the run in %s was started with",
                             option[i].name, t->folder.path);
    if (options->epochs >= 0) /* those that it has had, it has had */
        t->state.settings.epochs = options->epochs < t->state.epoch ? t->state.epoch : options->epochs;
    return true;
}

/* The best layer is chosen by samples that it was not trained on. */
static bool check_choice(const struct trainer *t)
{
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST;
    if (!t->state.prediction.best)
        return true;
    if (tess_dataset_count(t->set, on_test ? TESS_TEST : TESS_VALIDATION) == 0)
        return tess_fail(t->error, TESS_USAGE,
                         "predict from best chooses by validation samples, and there are none: 'validate 0.1' in the "
                         "model's train block (-D train.validate=0.1) sets some apart, --from LAYER needs none");
    if (on_test && !t->options->quiet)
        fprintf(stderr, "note: with 'validate on test' the layer to predict from is chosen on the test set, as the "
                        "published code chooses its epoch\n");
    return true;
}

struct tally *trainer_rates(struct trainer *t)
{
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST;
    return on_test || tess_dataset_count(t->set, TESS_VALIDATION) == 0 ? &t->test : &t->validation;
}

/* Sums for whole splits, the confusions of the one that the run keeps, and what is not needed for them left out. */
static bool open_tallies(struct trainer *t)
{
    const struct prediction *prediction = &t->state.prediction;
    bool logits[TESS_MOST_LAYERS + 1];
    prediction_wants(prediction, t->model, true, logits);
    tess_engine_ask(t->engine, logits);
    tess_engine_train_to(t->engine, prediction_trained(prediction));
    struct tally *confused = tess_dataset_count(t->set, TESS_TEST) > 0 ? &t->test : &t->validation;
    return (tally_open(&t->validation, t->model, prediction, logits) &&
            tally_open(&t->test, t->model, prediction, logits) && tally_confuse(confused) &&
            (!t->logs || tally_count_rates(trainer_rates(t)))) ||
           tess_fail(t->error, TESS_FAILED, "out of memory");
}

static bool open_data(struct trainer *t)
{
    const struct settings *settings = &t->state.settings;
    const int classes = t->model->input.classes;
    const struct tess_data_options data = {.folder = t->options->data,
                                           .train_limit = (int)settings->train_limit,
                                           .test_limit = (int)settings->test_limit,
                                           .seed = settings->seed};
    t->set = tess_dataset_open(&t->model->input, &data, t->error);
    if (!t->set)
        return false;
    tess_dataset_tell(t->set, t->options->quiet);
    t->inputs = tess_dataset_scale(t->set, TESS_TRAIN);
    t->samples = tess_dataset_count(t->set, TESS_TRAIN);
    if (t->samples == 0)
        return tess_fail(t->error, TESS_BAD_DATA, "%s: no training samples", t->model->input.dataset);
    t->batch = settings->batch < t->samples ? (int)settings->batch : t->samples;
    t->steps = (t->samples + t->batch - 1) / t->batch;
    t->order = malloc((size_t)t->samples * sizeof *t->order);
    return (t->order || tess_fail(t->error, TESS_FAILED, "out of memory")) && check_choice(t) && open_tallies(t) &&
           class_names_of_data(&t->names, t->set, classes, t->error);
}

static bool write_source(struct trainer *t)
{
    struct options said = *t->options;
    char prediction[PREDICTION_TEXT];
    struct durable out;
    if (!durable_open(&out, t->folder.file[FILE_SOURCE], t->error))
        return false;
    prediction_write(&t->state.prediction, t->model, prediction);
    said.from = said.from ? prediction : NULL;
    resolved_print(t->model->source, &said, out.file);
    return durable_close(&out, t->error);
}

/* A readout of as many classes is taken over, though they may be others: what it knew is where it starts. */
static void tell_readout(const struct trainer *t)
{
    const char *path = t->options->init;
    const int classes = t->names.classes;
    struct tess_error ignored = {TESS_OK, ""};
    struct class_names trained;
    if (!class_names_of_weights(&trained, path, classes, &ignored))
        return;
    const int class = class_names_differ(&trained, &t->names);
    if (class >= 0 && !trained.numbers)
        tess_message(
            "note: %s: its readout is kept, since it has %d classes too; but class %d is %s there and %s here\n", path,
            classes, class, trained.name[class], t->names.name[class]);
    else if (trained.numbers || class_names_are_numbers(&trained))
        tess_message("note: %s: its readout is kept, since it has %d classes too\n", path, classes);
    class_names_close(&trained);
}

static bool take_weights(struct trainer *t)
{
    bool is_kept;
    if (!weights_init(t->engine, t->options->init, &is_kept, t->error) ||
        !scales_compare_init(t->set, t->options->init, t->error))
        return false;
    if (is_kept && !t->options->quiet)
        tell_readout(t);
    return true;
}

/* What TensorBoard is told: a new run's from its beginning, a resumed one's without what is later than its state. A run
 * that tells it nothing leaves no file of an earlier one. */
static bool start_events(struct trainer *t, bool afresh)
{
    const char *path = t->folder.file[FILE_EVENTS];
    const int64_t done = t->state.epoch;
    const struct tensorboard_run run = {.model = t->model,
                                        .settings = &t->state.settings,
                                        .prediction = &t->state.prediction,
                                        .training_samples = tess_dataset_count(t->set, TESS_TRAIN),
                                        .test_samples = tess_dataset_count(t->set, TESS_TEST)};
    int64_t last;
    if (!event_file_cut(path, afresh ? -1 : done, &last, t->error) || !t->logs)
        return t->error->code == TESS_OK;
    if (last < done && !afresh && !t->options->quiet)
        tess_message("note: %s has no epochs %lld to %lld\n", path, (long long)(last < 0 ? 1 : last + 1),
                     (long long)done);
    return last >= 0 || tensorboard_start(path, &run, t->error);
}

static bool start_afresh(struct trainer *t)
{
    static const int64_t nothing[2] = {0, 0};
    char prediction[PREDICTION_TEXT];
    prediction_write(&t->state.prediction, t->model, prediction);
    const struct run_report report = {
        .settings = &t->state.settings,
        .threads = tess_pool_threads(tess_engine_pool(t->engine)),
        .data = t->options->data,
        .fingerprint = tess_dataset_fingerprint(t->set),
        .init = t->options->init,
        .predict_from = prediction,
        .names = &t->names,
        .samples = {t->samples, tess_dataset_count(t->set, TESS_VALIDATION), tess_dataset_count(t->set, TESS_TEST)}};
    tess_engine_initialise(t->engine, t->state.settings.seed);
    if (t->options->init && !take_weights(t))
        return false;
    if (!t->folder.path && !run_folder_open(&t->folder, t->options->out, t->model->name, false, t->error))
        return false;
    if (t->state.settings.epochs == 0 && !t->options->quiet)
        tess_message("note: 0 epochs: nothing is trained; %s gets the weights that training would start from\n",
                     t->folder.path);
    return write_source(t) && run_report_write(&t->folder, t->model, &report, t->error) &&
           metrics_cut(&t->folder, nothing, t->error) && start_events(t, true) && trainer_checkpoint(t);
}

/* Are as many bytes of metrics there as the state counts? Files that were removed begin anew. */
static bool check_metrics(struct trainer *t)
{
    static const struct {
        const char *name;
        enum run_file file;
    } metrics[] = {{"metrics_jsonl", FILE_METRICS}, {"metrics_csv", FILE_METRICS_TABLE}};
    for (int i = 0; i < 2; i++) {
        const char *path = t->folder.file[metrics[i].file];
        const int64_t size = t->state.metrics_size[i];
        struct stat status;
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < size)
            return tess_fail(
                t->error, TESS_BAD_DATA, "%s: offset 8: expected '%s' to be at most the size of %s, %lld, found %lld",
                t->folder.file[FILE_STATE], metrics[i].name, path, (long long)status.st_size, (long long)size);
    }
    return true;
}

/* Do the numbers of the state agree with each other and with the data? */
static bool check_progress(struct trainer *t)
{
    const struct training_state *state = &t->state;
    const int64_t updates = state->epoch * t->steps + state->step;
    const int64_t images = state->step < t->steps ? state->step * t->batch : t->samples;
    const char *path = t->folder.file[FILE_STATE];
    if (state->step > t->steps)
        return tess_fail(t->error, TESS_BAD_DATA, "%s: offset 8: expected a 'step' of at most %lld, found %lld", path,
                         (long long)t->steps, (long long)state->step);
    if (state->updates != updates)
        return tess_fail(
            t->error, TESS_BAD_DATA, "%s: offset 8: expected %lld 'updates' in %lld epochs and %lld steps, found %lld",
            path, (long long)updates, (long long)state->epoch, (long long)state->step, (long long)state->updates);
    return state->tally.images == images ||
           tess_fail(t->error, TESS_BAD_DATA, "%s: offset 8: expected %lld 'images' in %lld steps, found %lld", path,
                     (long long)images, (long long)state->step, (long long)state->tally.images);
}

/* Accuracies of the epochs that it has had, as far as metrics.csv has them: they are only shown. */
static void remember_epochs(struct trainer *t)
{
    struct tess_error ignored = {TESS_OK, ""};
    struct record record;
    if (record_open(&record, t->folder.path, &ignored)) {
        const int validation = record_column(&record, "validation_accuracy", ""),
                  training = record_column(&record, "accuracy", "");
        for (int row = 0; row < record.rows; row++) {
            const double accuracy = record_cell(&record, row, validation);
            progress_remember(&t->progress,
                              __builtin_isfinite(accuracy) ? accuracy : record_cell(&record, row, training));
        }
    }
    record_close(&record);
}

static bool go_on(struct trainer *t, const char *fingerprint)
{
    const char *found = tess_dataset_fingerprint(t->set);
    if (strcmp(found, fingerprint) != 0)
        return tess_fail(t->error, TESS_BAD_DATA,
                         "%s: the data has changed since this run was started: expected '%s', "
                         "found '%s'",
                         t->folder.path, fingerprint, found);
    if (!check_progress(t) || !check_metrics(t))
        return false;
    if (!t->options->quiet)
        tess_message("going on in %s after update %lld\n", t->folder.path, (long long)t->state.updates);
    if (!metrics_cut(&t->folder, t->state.metrics_size, t->error))
        return false;
    remember_epochs(t);
    return start_events(t, false) && run_report_resumed(&t->folder, t->state.updates, t->error);
}

/* A run that stopped before its first checkpoint has nothing to go on from, and starts again. */
static bool read_resumed(struct trainer *t, char **fingerprint)
{
    if (!run_folder_open(&t->folder, t->options->out, t->model->name, true, t->error))
        return false;
    if (!run_folder_has(&t->folder, FILE_STATE) && !run_folder_has(&t->folder, FILE_PREVIOUS)) {
        if (run_folder_has(&t->folder, FILE_LAST) ||
            (!run_folder_has(&t->folder, FILE_SOURCE) && !run_folder_is_empty(&t->folder)))
            return tess_fail(t->error, TESS_USAGE, "%s: there is no state to resume from", t->folder.path);
        if (!t->options->quiet)
            tess_message("%s has no checkpoint yet: starting from the beginning\n", t->folder.path);
        return true;
    }
    return state_read(&t->state, t->engine, &t->folder, fingerprint, t->error) && check_resumed_options(t);
}

bool trainer_open(struct trainer *trainer, const struct tess_model *model, const struct options *options,
                  struct tess_error *error)
{
    const struct settings settings = choose_settings(model, options);
    const char *from = options->from ? options->from : model->predict_from;
    struct prediction prediction;
    char *fingerprint = NULL;
    *trainer = (struct trainer){
        .model = model, .options = options, .error = error, .folder.lock = -1, .logs = options->tensorboard};
    progress_open(&trainer->progress, options->quiet ? PROGRESS_QUIET : options->progress);
    if (!options_check_batch(options, model, error))
        return false;
    trainer->engine = tess_engine_open(model, options_threads(options), false, error);
    bool good = trainer->engine && prediction_read(&prediction, model, from, from_option, TESS_USAGE, error) &&
                state_open(&trainer->state, model, &settings, &prediction, error);
    if (good && options->resume)
        good = read_resumed(trainer, &fingerprint);
    if (good && options->resume && run_folder_has(&trainer->folder, FILE_EVENTS))
        trainer->logs = true; /* as it was started */
    good = good && open_data(trainer) && (fingerprint ? go_on(trainer, fingerprint) : start_afresh(trainer));
    free(fingerprint);
    if (good) {
        scales_compare_test(trainer->set);
        scales_watch(trainer->set, TESS_TRAIN, &model->input, tess_engine_input(trainer->engine));
        tess_engine_phase(trainer->engine, TESS_PREPARE);
    }
    return good;
}

void trainer_close(struct trainer *trainer)
{
    tess_engine_close(trainer->engine);
    tess_dataset_close(trainer->set);
    class_names_close(&trainer->names);
    run_folder_close(&trainer->folder);
    state_close(&trainer->state);
    tally_close(&trainer->validation);
    tally_close(&trainer->test);
    free(trainer->order);
}

struct prediction trainer_prediction(const struct trainer *trainer)
{
    return prediction_settled(&trainer->state.prediction, (int)trainer->state.way);
}

bool trainer_checkpoint(struct trainer *trainer)
{
    return state_write(&trainer->state, trainer->engine, &trainer->folder, tess_dataset_fingerprint(trainer->set),
                       trainer->error);
}
