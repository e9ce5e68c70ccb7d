#include "train_output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files/json.h"
#include "report/line.h"
#include "report/terminal.h"
#include "tess/text.h"

static bool is_json(const struct trainer *t)
{
    return t->progress.form == PROGRESS_JSON;
}

static bool is_quiet(const struct trainer *t)
{
    return t->progress.form == PROGRESS_QUIET;
}

/* Is it the test set that validates? Then its figures are there once. */
static bool validates_on_test(const struct trainer *t)
{
    return t->model->input.validation == TESS_VALIDATE_ON_TEST;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------- */

static void add_accuracy(struct line *line, int rank, const char *name, const struct result *result)
{
    if (result->loss >= 0)
        line_add(line, rank, "%s %.2f %%", name, 100 * result->accuracy);
}

static void add_loss(struct line *line, int rank, const char *name, const struct result *result)
{
    if (result->loss >= 0)
        line_add(line, rank, result->loss < 1e5 ? "%s %.4f" : "%s %.3g", name, result->loss);
}

/* Where layers predict too: which does so best by itself; or which was chosen to predict from. */
static void add_layer(struct line *line, const struct trainer *t, const struct epoch_row *row)
{
    const struct tally *tally = row->tally[row->validation.loss >= 0 ? TALLY_VALIDATION : TALLY_TRAINING];
    const bool chosen = t->state.prediction.best;
    const int way = chosen ? row->way : tally_best(tally, false);
    if (way < 0 || !t->model->local_loss)
        return;
    if (chosen)
        line_add(line, 5, "from %s", way_name(t->model, way));
    else
        line_add(line, 7, "best layer %s %.2f %%", way_name(t->model, way), 100 * tally_accuracy(tally, way));
}

/* A terminal's last column stays empty: some begin a new line behind it. */
static void end_line(struct line *line)
{
    line_fit(line, terminal_columns(STDOUT_FILENO) - (isatty(STDOUT_FILENO) ? 1 : 0));
    line_print(line, stdout);
    putchar('\n');
    fflush(stdout);
}

static void print_epoch(const struct trainer *t, const struct epoch_row *row, double seconds_left)
{
    char left[DURATION_TEXT];
    struct line line = {0};
    const int64_t epochs = t->state.settings.epochs;
    line_add(&line, 0, "epoch %" PRId64 "/%" PRId64, row->epoch, epochs)->columns =
        snprintf(NULL, 0, "epoch %" PRId64 "/%" PRId64, epochs, epochs);
    add_loss(&line, 4, "loss", &row->training);
    add_accuracy(&line, 3, "acc", &row->training);
    if (!validates_on_test(t)) {
        add_loss(&line, 9, "val loss", &row->validation);
        add_accuracy(&line, 1, "val", &row->validation);
    }
    add_loss(&line, 10, "test loss", &row->test);
    add_accuracy(&line, 2, "test", &row->test);
    add_layer(&line, t, row);
    if (row->images_per_second > 0)
        line_add(&line, 8, "%.1f images/s", row->images_per_second);
    const bool more = row->epoch < epochs && __builtin_isfinite(seconds_left);
    struct line_part *rest = line_add(&line, 6, "%s left", more ? duration_text(left, seconds_left) : "0 s");
    rest->columns = (int)strlen("119 min left");
    rest->text[0] = more ? rest->text[0] : 0;
    end_line(&line);
}

static void print_summary(const struct trainer *t)
{
    const struct training_state *state = &t->state;
    if (state->best_epoch > 0) {
        struct line line = {0};
        line_add(&line, 0, "best epoch %" PRId64, state->best_epoch);
        if (!validates_on_test(t))
            add_accuracy(&line, 1, tess_dataset_count(t->set, TESS_VALIDATION) > 0 ? "val" : "acc", &state->best);
        add_accuracy(&line, 2, "test", &state->best_test);
        if (state->best_way != t->model->layers)
            line_add(&line, 3, "from %s", way_name(t->model, (int)state->best_way));
        end_line(&line);
    }
    tess_print(stdout, "%s: %" PRId64 " updates", t->folder.path, state->updates);
    if (t->updating > 0)
        printf("; %.3f s of updates", t->updating);
    putchar('\n');
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static void put_whole(const char *name, int64_t value)
{
    printf(",\"%s\":%" PRId64, name, value);
}

static void put_number(const char *name, double value)
{
    printf(",\"%s\":", name);
    json_number(stdout, value);
}

static void put_text(const char *name, const char *text)
{
    printf(",\"%s\":", name);
    json_text(stdout, text);
}

static void put_run(const struct trainer *t)
{
    fputs(",\"run\":", stdout);
    json_name(stdout, t->folder.path);
}

static void end_object(void)
{
    puts("}");
    fflush(stdout);
}

static void put_start(const struct trainer *t)
{
    fputs("{\"event\":\"start\"", stdout);
    put_text("model", t->model->name);
    put_run(t);
    put_whole("epoch", t->state.epoch);
    put_whole("epochs", t->state.settings.epochs);
    put_whole("updates", t->state.updates);
    put_whole("updates_an_epoch", t->steps);
    printf(",\"samples\":{\"training\":%d,\"validation\":%d,\"test\":%d}", t->samples,
           tess_dataset_count(t->set, TESS_VALIDATION), tess_dataset_count(t->set, TESS_TEST));
    end_object();
}

static void put_best(const struct trainer *t)
{
    const struct training_state *state = &t->state;
    if (state->best_epoch == 0) {
        fputs(",\"best\":null", stdout);
        return;
    }
    printf(",\"best\":{\"epoch\":%" PRId64, state->best_epoch);
    put_text("chosen_by", validates_on_test(t)                              ? "test"
                          : tess_dataset_count(t->set, TESS_VALIDATION) > 0 ? "validation"
                                                                            : "training");
    put_number("loss", state->best.loss);
    put_number("accuracy", state->best.accuracy);
    put_number("test_loss", state->best_test.loss);
    put_number("test_accuracy", state->best_test.accuracy);
    putchar('}');
}

static void put_end(const struct trainer *t)
{
    fputs("{\"event\":\"end\"", stdout);
    put_run(t);
    printf(",\"stopped\":%s", t->stopped ? "true" : "false");
    put_whole("epoch", t->state.epoch);
    put_whole("updates", t->state.updates);
    put_best(t);
    put_number("seconds_of_updates", t->updating);
    end_object();
}

static void put_error(const struct tess_error *error)
{
    fputs("{\"event\":\"error\"", stdout);
    put_whole("exit", error->code);
    put_text("message", error->text);
    end_object();
}

/* ---- Either ------------------------------------------------------------------------------------------------------ */

void train_output_start(const struct trainer *trainer)
{
    if (is_json(trainer))
        put_start(trainer);
}

void train_output_epoch(const struct trainer *trainer, const struct epoch_row *row, double seconds_left)
{
    if (is_json(trainer)) {
        metrics_print(stdout, "\"event\":\"epoch\",", trainer->model, row);
        fflush(stdout);
    } else if (!is_quiet(trainer)) {
        print_epoch(trainer, row, seconds_left);
    }
}

void train_output_end(const struct trainer *trainer)
{
    const bool ended = trainer->error->code == TESS_OK || trainer->error->code == TESS_INTERRUPTED;
    if (is_json(trainer) && ended)
        put_end(trainer);
    else if (is_json(trainer))
        put_error(trainer->error);
    else if (trainer->error->code == TESS_OK && !is_quiet(trainer))
        print_summary(trainer);
}
