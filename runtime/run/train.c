/* MODEL train: epochs of batches, evaluation, learning-rate schedule, checkpoints. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "engine/clock.h"
#include "engine/weights.h"
#include "report/confusion.h"
#include "report/metrics.h"
#include "report/tensorboard.h"
#include "signals.h"
#include "tess/anneal.h"
#include "tess/report.h"
#include "tess/text.h"
#include "train_output.h"
#include "trainer.h"

/* With what they were trained on and what is predicted from. */
static bool save_weights(struct trainer *t, enum run_file file)
{
    const struct prediction prediction = trainer_prediction(t);
    const struct weights_about about = {t->names.text, &prediction, &t->inputs};
    return weights_write(t->engine, &about, t->folder.file[file], t->error);
}

static bool save_last(struct trainer *t)
{
    return save_weights(t, FILE_LAST);
}

static bool all_updates_done(const struct trainer *t)
{
    return t->options->max_steps >= 0 && t->state.updates >= t->options->max_steps;
}

/* The rate of the update after `done` others. */
static double learning_rate(const struct trainer *t, int64_t done)
{
    const struct tess_training *training = &t->model->training;
    const struct training_state *state = &t->state;
    const int64_t warmup = tess_warmup_updates(state->settings.warmup, t->steps);
    double rate = state->plateau.learning_rate;
    if (training->annealing != TESS_ANNEAL_OFF)
        rate = done < warmup ? state->settings.learning_rate
                             : tess_annealed(training->annealing, state->settings.learning_rate,
                                             (double)training->annealed_learning_rate, done - warmup,
                                             state->settings.epochs * t->steps - warmup);
    return tess_warmed(rate, done, warmup);
}

static int evaluated_an_epoch(const struct trainer *t)
{
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST;
    return tess_dataset_count(t->set, TESS_TEST) + (on_test ? 0 : tess_dataset_count(t->set, TESS_VALIDATION));
}

/* Of the whole run, of whose evaluation at hand so many images are done. */
static double seconds_left(const struct trainer *t, int64_t evaluated)
{
    const struct training_state *state = &t->state;
    const int64_t most = state->settings.epochs * t->steps, limit = t->options->max_steps;
    const int64_t last = limit >= 0 && limit < most ? limit : most;
    const int64_t left = last > state->updates ? last - state->updates : 0;
    const int64_t images[PACE_WORKS] = {[PACE_TRAINING] = left * t->samples / t->steps,
                                        [PACE_EVALUATION] = (last / t->steps - state->epoch) * evaluated_an_epoch(t) -
                                                            t->evaluated - evaluated};
    return pace_left(&t->pace, images);
}

/* `done` of the task at hand, of which `evaluated` images were evaluated. */
static void show(struct trainer *t, int64_t done, int64_t evaluated, const struct tally *tally)
{
    const int way = (int)t->state.way;
    const struct progress_view view = {done, tally_loss(tally, way), tally_accuracy(tally, way),
                                       seconds_left(t, evaluated)};
    progress_show(&t->progress, &view);
}

/* One batch: the epoch's places step * batch and on. */
static bool train_step(struct trainer *t, const struct feed *feed)
{
    struct training_state *state = &t->state;
    struct tess_error error = {TESS_OK, ""};
    const int first = (int)state->step * t->batch;
    const int size = t->samples - first < t->batch ? t->samples - first : t->batch;
    const double start = clock_seconds();
    const struct batch_rate rate = {learning_rate(t, state->updates), state->powers};
    if (!batch_train(t->engine, feed, first, size, &state->tally, &rate, &error) || !weights_check(t->engine, &error))
        return tess_fail(t->error, error.code, "epoch %" PRId64 ", step %" PRId64 ": %s", state->epoch + 1,
                         state->step + 1, error.text);
    const double seconds = clock_seconds() - start;
    t->seconds += seconds;
    t->updating += seconds;
    t->timed += size;
    state->step++;
    state->updates++;
    pace_count(&t->pace, PACE_TRAINING, size);
    show(t, first + size, 0, &state->tally);
    return true;
}

/* The rest of an epoch's updates, until something stops it. */
static bool train_epoch(struct trainer *t)
{
    struct training_state *state = &t->state;
    const struct settings *settings = &state->settings;
    const struct tess_draw draw = {settings->seed, (uint64_t)state->epoch};
    const struct feed feed = {
        .set = t->set, .split = TESS_TRAIN, .draw = settings->augment ? &draw : NULL, .order = t->order};
    const int every = t->options->checkpoint_every;
    bool good = true;
    shuffle(t->order, t->samples, settings->seed, (uint64_t)state->epoch);
    t->seconds = 0;
    t->timed = 0;
    const struct progress_task task = {.name = "training",
                                       .epoch = state->epoch + 1,
                                       .epochs = settings->epochs,
                                       .first = state->step * t->batch,
                                       .total = t->samples};
    progress_begin(&t->progress, &task);
    pace_start(&t->pace);
    while (good && state->step < t->steps && !all_updates_done(t)) {
        t->stopped = signals_stop_asked();
        if (t->stopped)
            break;
        good = train_step(t, &feed);
        if (good && every > 0 && state->updates % every == 0)
            good = trainer_checkpoint(t);
    }
    progress_end(&t->progress);
    return good;
}

struct evaluated {
    struct trainer *trainer;
    struct tally *tally;
    int done; /* images */
};

static void count_evaluated(struct evaluated *evaluated, int images)
{
    struct trainer *t = evaluated->trainer;
    pace_count(&t->pace, PACE_EVALUATION, images - evaluated->done);
    evaluated->done = images;
    show(t, images, images, evaluated->tally);
}

static bool evaluation_goes_on(void *context, int images)
{
    struct evaluated *evaluated = context;
    struct trainer *t = evaluated->trainer;
    if (images > 0)
        count_evaluated(evaluated, images);
    t->stopped = signals_stop_asked();
    return !t->stopped;
}

static bool evaluate_split(struct trainer *t, enum tess_split split, struct tally *tally)
{
    struct evaluated evaluated = {t, tally, 0};
    const struct evaluation evaluation = {
        .set = t->set, .split = split, .go_on = evaluation_goes_on, .context = &evaluated};
    struct tess_error error = {TESS_OK, ""};
    const struct progress_task task = {.name = split_name(split),
                                       .epoch = t->state.epoch + 1,
                                       .epochs = t->state.settings.epochs,
                                       .total = evaluation_size(&evaluation)};
    progress_begin(&t->progress, &task);
    pace_start(&t->pace);
    const bool good = evaluate(t->engine, &evaluation, tally, &error);
    if (good && !t->stopped && task.total > 0)
        count_evaluated(&evaluated, (int)task.total);
    progress_end(&t->progress);
    t->evaluated += evaluated.done;
    return good || tess_fail(t->error, error.code, "epoch %" PRId64 ", %s set: %s", t->state.epoch + 1,
                             split_name(split), error.text);
}

static bool is_better(const struct result *result, const struct result *best)
{
    return result->accuracy > best->accuracy || (result->accuracy >= best->accuracy && result->loss < best->loss);
}

/* What schedule and choice go by: the validation set; without one, the training samples. */
static const struct result *judged_by(const struct epoch_row *row)
{
    return row->validation.loss >= 0 ? &row->validation : &row->training;
}

static void step_plateau(struct trainer *t, const struct epoch_row *row)
{
    struct tess_plateau *plateau = &t->state.plateau;
    if (t->model->training.plateau && tess_plateau_step(plateau, judged_by(row)->loss) && !t->options->quiet)
        fprintf(stderr, "epoch %" PRId64 ": learning rate lowered to %g\n", row->epoch, plateau->learning_rate);
}

/* Which classes are taken for which: of the test samples, or where there are none of the validation samples. */
static bool save_confusion(struct trainer *t)
{
    const bool tested = t->test.images > 0;
    const struct tally *tally = tested ? &t->test : &t->validation;
    const uint32_t *count = tally->images > 0 ? tally_confusion(tally, (int)t->state.way) : NULL;
    return !count || confusion_write(t->folder.file[FILE_CONFUSION], split_name(tested ? TESS_TEST : TESS_VALIDATION),
                                     &t->names, count, t->error);
}

static bool keep_best(struct trainer *t, const struct epoch_row *row)
{
    struct training_state *state = &t->state;
    if (state->best_epoch > 0 && !is_better(judged_by(row), &state->best))
        return true;
    state->best_epoch = row->epoch;
    state->best = *judged_by(row);
    state->best_test = row->test;
    state->best_way = state->way;
    return save_weights(t, FILE_BEST) && save_confusion(t);
}

/* What hints go by, of an epoch that has ended; NULL before the first. */
static struct hint_facts hint_facts(const struct trainer *t, const struct epoch_row *row)
{
    const struct settings *settings = &t->state.settings;
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST,
               validated = row && row->validation.loss >= 0;
    struct hint_facts facts = {.model = t->model,
                               .prediction = &t->state.prediction,
                               .way = (int)t->state.way,
                               .judged_name = !validated ? "training"
                                              : on_test  ? "test"
                                                         : "validation",
                               .lost = (double)tess_dataset_lost(t->set),
                               .bad_epochs = t->state.plateau.bad,
                               .epochs = settings->epochs,
                               .learning_rate = settings->learning_rate,
                               .warmup = settings->warmup,
                               .schedule_from_options = t->options->epochs >= 0 || t->options->warmup >= 0};
    if (row) {
        facts.training = row->tally[TALLY_TRAINING];
        facts.judged = row->tally[validated ? TALLY_VALIDATION : TALLY_TRAINING];
    }
    return facts;
}

static void tell_hints(struct trainer *t, const struct epoch_row *row)
{
    const struct hint_facts facts = hint_facts(t, row);
    if (t->options->quiet)
        return;
    hints_tell(&t->state.hints, &facts, stderr);
}

/* Evaluates; the test set alone where that is what validates. Stopped by a signal, it leaves something out. */
static bool evaluate_epoch(struct trainer *t)
{
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST;
    if (!on_test && !evaluate_split(t, TESS_VALIDATION, &t->validation))
        return false;
    return t->stopped || evaluate_split(t, TESS_TEST, &t->test);
}

static struct result result_of(const struct tally *tally, int64_t way)
{
    return (struct result){tally_loss(tally, (int)way), tally_accuracy(tally, (int)way)};
}

static bool tell_tensorboard(struct trainer *t, const struct epoch_row *row)
{
    return !t->logs || tensorboard_epoch(t->folder.file[FILE_EVENTS], t->engine, row, trainer_rates(t), t->error);
}

static bool finish_epoch(struct trainer *t)
{
    struct training_state *state = &t->state;
    const bool on_test = t->model->input.validation == TESS_VALIDATE_ON_TEST;
    if (!evaluate_epoch(t))
        return false;
    if (t->stopped)
        return true;
    const struct tally *validation = on_test ? &t->test : &t->validation;
    if (state->prediction.best)
        state->way = tally_best(validation, true);
    struct epoch_row row = {.epoch = state->epoch + 1,
                            .updates = state->updates,
                            .training = result_of(&state->tally, state->way),
                            .validation = result_of(validation, state->way),
                            .test = result_of(&t->test, state->way),
                            .learning_rate = (float)learning_rate(t, state->updates - 1), /* of its last update */
                            .images_per_second = t->timed ? (double)t->timed / t->seconds : (double)__builtin_nan(""),
                            .tally = {&state->tally, validation, &t->test},
                            .way = (int)state->way,
                            .names = &t->names};
    pace_fade(&t->pace);
    progress_remember(&t->progress, judged_by(&row)->accuracy);
    train_output_epoch(t, &row, seconds_left(t, 0));
    step_plateau(t, &row);
    if (!keep_best(t, &row) || !save_last(t) ||
        !metrics_append(&t->folder, t->model, &row, state->metrics_size, t->error) || !tell_tensorboard(t, &row))
        return false;
    tell_hints(t, &row);
    state->epoch++;
    state->step = 0;
    t->evaluated = 0;
    tally_clear(&state->tally);
    return trainer_checkpoint(t);
}

static bool train(struct trainer *t)
{
    train_output_start(t);
    tell_hints(t, NULL);
    while (t->state.epoch < t->state.settings.epochs && !t->stopped) {
        if (!train_epoch(t))
            return false;
        if (t->state.step < t->steps)
            break;
        if (!t->stopped && !finish_epoch(t))
            return false;
    }
    return trainer_checkpoint(t);
}

bool command_train(const struct tess_model *model, const struct options *options, struct tess_error *error)
{
    struct trainer trainer;
    if (options->quiet && options->progress == PROGRESS_JSON)
        return tess_fail(error, TESS_USAGE, "--quiet and --progress json exclude each other");
    signals_install();
    bool good = trainer_open(&trainer, model, options, error) && train(&trainer);
    if (good && trainer.stopped)
        good =
            tess_fail(error, TESS_INTERRUPTED, "stopped after update %" PRId64 "; --out %s --resume goes on from there",
                      trainer.state.updates, trainer.folder.path);
    else if (good && save_last(&trainer) &&
             (!trainer.logs || tensorboard_end(trainer.folder.file[FILE_EVENTS], trainer.state.epoch, error)))
        tess_report_write(trainer.folder.path, error);
    train_output_end(&trainer);
    trainer_close(&trainer);
    return error->code == TESS_OK;
}
