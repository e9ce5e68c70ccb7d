/* Trainers as processes: results, files, exit codes, messages. */
#include "toy_run.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tess/error.h"
#include "tess/safetensors.h"

/* The value of a column in the last row of a table. */
static double last_cell(const char *path, const char *column)
{
    char *text = toy_read(path, NULL), *row = text + strlen(text) - 1, *head = text, *cell;
    int index = 0;
    while (row > text && row[-1] != '\n')
        row--;
    for (cell = strsep(&head, ",\n"); strcmp(cell, column) != 0; cell = strsep(&head, ",\n"))
        index++;
    for (; index > 0; index--)
        row = strchr(row, ',') + 1;
    const double value = *row == ',' || *row == '\n' ? (double)NAN : atof(row);
    free(text);
    return value;
}

static int count_lines(const char *path)
{
    char *text = toy_read(path, NULL);
    int lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        lines++;
    free(text);
    return lines;
}

static void check_it_learns(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --data none --out run --epochs 12 --lr 0.03");
    assert_true(last_cell("run/metrics.csv", "loss") < 0.8);
    assert_true(last_cell("run/metrics.csv", "test_accuracy") > 0.6);
    assert_true(last_cell("run/metrics.csv", "epoch") == 12 && last_cell("run/metrics.csv", "updates") == 60);
    assert_true(last_cell("run/metrics.csv", "images_per_second") > 0);
    assert_true(last_cell("run/metrics.csv", "eye1.rate") > 0.1 && last_cell("run/metrics.csv", "eye1.rate") < 0.4);
    assert_true(fabs(last_cell("run/metrics.csv", "eye1.local_loss") - last_cell("run/metrics.csv", "loss")) < 1e-6);
    assert_int_equal(count_lines("run/metrics.csv"), 13);
    assert_int_equal(count_lines("run/metrics.jsonl"), 12);
    assert_int_equal(count_lines("out"), 14);
    toy_assert_holds("run/metrics.jsonl", "{\"epoch\":12,\"updates\":60,\"learning_rate\":0.03,\"loss\":");
    toy_assert_holds("run/metrics.jsonl", ",\"layers\":[{\"name\":\"eye1\",\"rate\":");
    toy_assert_holds("run/resolved.tess", "model toy");
    toy_assert_holds("run/run.yaml", "fingerprint: \"toy data 1\"");
    toy_assert_holds("run/run.yaml", "  learning_rate: 0.03\n  seed: 1\n");
    toy_assert_holds("out", "epoch 12/12  loss ");
    toy_assert_holds("out", "run: 60 updates");
    toy_assert_holds("err", "hint: eye1 alone knows more than the readout: "); /* so it is made */
    assert_int_equal(count_lines("err"), 1);
}

/* What eval says of the last weights is what the last epoch's row says. */
static void check_evaluation(void **state)
{
    char text[80];
    (void)state;
    toy_run(TESS_OK, "train --out run");
    toy_run(TESS_OK, "eval --weights run/last.safetensors --threads 3");
    snprintf(text, sizeof text, "test loss %.6f\ntest accuracy %.2f %% (%.0f of %d)\n",
             last_cell("run/metrics.csv", "test_loss"), 100 * last_cell("run/metrics.csv", "test_accuracy"),
             TOY_TEST * last_cell("run/metrics.csv", "test_accuracy"), TOY_TEST);
    toy_assert_holds("out", text);
    toy_assert_holds("out", "  south ");
    toy_run(TESS_OK, "eval --weights run/last.safetensors --split validation");
    snprintf(text, sizeof text, "validation loss %.6f", last_cell("run/metrics.csv", "validation_loss"));
    toy_assert_holds("out", text);
    toy_run(TESS_USAGE, "eval");
    toy_run(TESS_BAD_DATA, "eval --weights nothing.safetensors");
    toy_assert_holds("err", "toy: error: nothing.safetensors: no such file\n");
    toy_run(TESS_BAD_DATA, "eval --weights run/resolved.tess");
    toy_assert_holds("err", "toy: error: run/resolved.tess: offset 0: expected the length of a safetensors header");
    toy_validation = 0;
    toy_run(TESS_BAD_DATA, "eval --weights run/last.safetensors --split validation");
    toy_assert_holds("err", "toy: no validation samples");
}

static void check_threads(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out one --threads 1");
    for (int threads = 2; threads <= 6; threads++) {
        toy_run(TESS_OK, "train --out more --threads %d", threads);
        toy_assert_same("one/last.safetensors", "more/last.safetensors");
        toy_assert_same("one/best.safetensors", "more/best.safetensors");
        toy_run(TESS_OK, "bench --threads %d --steps 3 --warm-steps 2", threads);
        remove("more/state.safetensors");
        remove("more/last.safetensors");
    }
    toy_run(TESS_OK, "train --out other --seed 2");
    assert_false(last_cell("one/metrics.csv", "loss") == last_cell("other/metrics.csv", "loss"));
}

static void check_sizes(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out none --epochs 0");
    toy_assert_holds("err",
                     "note: 0 epochs: nothing is trained; none gets the weights that training would start from\n");
    toy_run(TESS_OK, "train --out zero --max-steps 0");
    toy_assert_same("none/last.safetensors", "zero/last.safetensors");
    assert_false(toy_exists("none/metrics.csv"));
    toy_run(TESS_OK, "train --out seven --max-steps 7");
    toy_assert_holds("out", "best epoch 1  ");
    assert_int_equal(count_lines("seven/metrics.csv"), 2);
    toy_run(TESS_OK, "train --out large --batch 1000 --epochs 2");
    toy_run(TESS_OK, "train --out whole --batch 52 --epochs 2");
    toy_assert_same("large/last.safetensors", "whole/last.safetensors");
    toy_run(TESS_OK, "train --out few --train-limit 3 --test-limit 2 --batch 2 --epochs 1");
    toy_assert_holds("out", "few: 2 updates");
    toy_assert_holds("few/run.yaml", "  training: 3\n  validation: 13\n  test: 2\n");
    toy_run(TESS_OK, "train --out plain --no-augment");
    toy_run(TESS_OK, "train --out augmented");
    assert_false(last_cell("plain/metrics.csv", "loss") == last_cell("augmented/metrics.csv", "loss"));
    toy_validation = 0;
    toy_run(TESS_OK, "train --out novalidation");
    assert_true(isnan(last_cell("novalidation/metrics.csv", "validation_loss")));
    toy_assert_holds("out", "best epoch 4  acc ");
}

/* The layer and the readout each by themselves, whichever the run goes by; nothing else changes. */
static void check_prediction(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out run");
    toy_run(TESS_OK, "train --out eye --from eye1");
    toy_assert_holds("out", " %  from eye1\n");
    toy_assert_holds("eye/run.yaml", "\npredict_from: \"eye1\"\n");
    static const char *const of[] = {"accuracy", "validation_accuracy", "test_accuracy"};
    for (int i = 0; i < 3; i++)
        for (int layer = 0; layer < 2; layer++) {
            char column[80];
            snprintf(column, sizeof column, "%s.%s", layer ? "readout" : "eye1", of[i]);
            const double value = last_cell("run/metrics.csv", column);
            assert_true(value >= 0 && value <= 1);
            assert_true(last_cell("eye/metrics.csv", column) == value);
            assert_true(last_cell(layer ? "run/metrics.csv" : "eye/metrics.csv", of[i]) == value);
        }
    assert_true(last_cell("eye/metrics.csv", "test_accuracy") > 0.8); /* by how the data are made */
    assert_false(last_cell("eye/metrics.csv", "loss") == last_cell("run/metrics.csv", "loss"));
    toy_run(TESS_OK, "eval --weights eye/last.safetensors");
    toy_assert_holds("err", "note: eye/last.safetensors was trained to predict from eye1; --from \"eye1\" does so");
    toy_run(TESS_OK, "eval --weights run/last.safetensors --from eye1 --layers");
    assert_int_equal(count_lines("err"), 0);
    toy_assert_holds("out", "predicted from eye1\n");
    toy_assert_holds("out", "accuracy of each layer's own prediction\n  eye1 ");
    toy_assert_holds("out", "  readout ");
    toy_run(TESS_OK, "eval --weights run/last.safetensors --from sum:readout,eye1");
    toy_assert_holds("out", "predicted from sum of eye1 readout\n");
    toy_run(TESS_OK, "bench --from eye1 --steps 2 --warm-steps 1");
}

/* What lies above the layer is neither trained nor evaluated. */
static void check_prediction_only(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out run --from eye1,only");
    toy_run(TESS_OK, "train --out start --from eye1,only --max-steps 0");
    toy_assert_same("run/last.safetensors", "start/last.safetensors"); /* the layer itself learns nothing */
    assert_true(isnan(last_cell("run/metrics.csv", "readout.test_accuracy")));
    assert_true(last_cell("run/metrics.csv", "test_accuracy") == last_cell("run/metrics.csv", "eye1.test_accuracy"));
    toy_run(TESS_OK, "eval --weights run/last.safetensors --from best --layers");
    toy_assert_holds("out", "predicted from eye1\n");
    char *text = toy_read("out", NULL);
    assert_null(strstr(text, "  readout ")); /* which was not trained */
    free(text);
    toy_run(TESS_OK, "eval --weights run/last.safetensors --from readout");
    toy_assert_holds("err", "note: run/last.safetensors: what lies above eye1 was not trained\n");
}

/* Which of both is best, validation decides after each epoch; the weights say which it was. */
static void check_prediction_best(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out best --from best --epochs 2");
    toy_assert_holds("out", " %  from eye1\n");
    assert_true(last_cell("best/metrics.csv", "validation_accuracy") ==
                last_cell("best/metrics.csv", "eye1.validation_accuracy"));
    assert_true(last_cell("best/metrics.csv", "validation_accuracy") >
                last_cell("best/metrics.csv", "readout.validation_accuracy"));
    assert_true(last_cell("best/metrics.csv", "test_accuracy") == last_cell("best/metrics.csv", "eye1.test_accuracy"));
    assert_true(last_cell("best/metrics.csv", "validation_loss") > 0);
    toy_assert_holds("best/metrics.jsonl", ",\"predicted_from\":\"eye1\",");
    for (int i = 0; i < 2; i++) {
        toy_run(TESS_OK, "eval --weights best/%s.safetensors --from best", i ? "best" : "last");
        toy_assert_holds("out", "predicted from eye1\n");
    }
    toy_validation = 0;
    toy_run(TESS_USAGE, "train --out none --from best");
    toy_assert_holds("err", "toy: error: predict from best chooses by validation samples, and there are none: "
                            "'validate 0.1'");
    assert_false(toy_exists("none"));
}

static void check_prediction_words(void **state)
{
    static const struct {
        const char *from, *message;
    } wrong[] = {{"ear", "expected readout, best, a layer (eye1 ... eye1) or 'sum of' several, found 'ear'"},
                 {"sum:eye1", "a sum is of two at least"},
                 {"sum:eye1,eye1", "eye1 is named twice"},
                 {"eye1,readout", "unexpected 'readout'"},
                 {"best,only", "'only' needs a layer that is known beforehand, and 'best' is found"},
                 {"readout,only", "nothing lies above the readout that 'only' could leave out"},
                 {"sum:eye1,readout,only", "nothing lies above the readout that 'only' could leave out"},
                 {",", "found ''"}};
    char text[200];
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        toy_run(TESS_USAGE, "train --out run --from %s", wrong[i].from);
        snprintf(text, sizeof text, "%s\n", wrong[i].message);
        toy_assert_holds("err", text);
        assert_false(toy_exists("run"));
    }
}

static void check_numbers_that_go_wrong(void **state)
{
    (void)state;
    toy_poisoned_update = 7;
    toy_run(TESS_FAILED, "train --out nan");
    toy_assert_holds("err", "toy: error: epoch 2, step 2: element 18 of readout.weight is not a finite number\n");
    toy_poison = __builtin_inff();
    toy_poisoned_update = 3;
    toy_run(TESS_FAILED, "train --out checked --checkpoint-every 2");
    toy_assert_holds("err", "epoch 1, step 3: element 18 of readout.weight is not a finite number\n");
    toy_poison = 3e38f; /* finite, but no sum with it is */
    toy_poisoned_update = 6;
    toy_run(TESS_FAILED, "train --out large");
    toy_assert_holds("err", "toy: error: epoch 2, step 2: the local loss of eye1 is not a finite number\n");
    toy_poisoned_update = 5;
    toy_run(TESS_FAILED, "train --out evaluation");
    toy_assert_holds("err", "epoch 1, validation set: the loss is not a finite number\n");
    assert_false(toy_exists("evaluation/last.safetensors"));
    toy_poisoned_update = 0;
    toy_run(TESS_OK, "train --out checked --resume --epochs 1");
    toy_assert_holds("err", "going on in checked after update 2\n");
    toy_infinite_sample = 20;
    toy_run(TESS_BAD_DATA, "train --out inf");
    toy_assert_holds("err", "training sample 20: expected finite numbers, found inf at element 3\n");
    toy_infinite_sample = -1;
    toy_broken_sample = 17;
    toy_run(TESS_BAD_DATA, "train --out broken");
    toy_assert_holds("err", "toy: offset 17: expected a sample\n");
    toy_run(TESS_BAD_DATA, "bench");
}

static void check_init(void **state)
{
    struct tess_error error = {TESS_OK, ""};
    static const float gain = 1.25f, weight[4][TOY_PIXELS];
    struct tess_tensor tensors[2] = {
        {.name = "eye1.gain", .type = TESS_F32, .rank = 1, .shape = {1}, .bytes = &gain},
        {.name = "readout.weight", .type = TESS_F32, .rank = 2, .shape = {4, TOY_PIXELS}, .bytes = weight}};
    const struct tess_tensor_list list = {.tensor = tensors, .tensors = 2};
    (void)state;
    toy_run(TESS_OK, "train --out first --epochs 2");
    toy_run(TESS_OK, "train --out second --epochs 0 --seed 7 --init first/last.safetensors");
    toy_assert_same("first/last.safetensors", "second/last.safetensors");
    toy_assert_holds("second/run.yaml", "init: \"first/last.safetensors\"\n");
    assert_true(tess_tensors_write("other.safetensors", &list, NULL, &error));
    toy_run(TESS_OK, "train --out third --epochs 0 --init other.safetensors");
    toy_assert_holds("err", "note: other.safetensors: no readout.weight of this model's shape: it keeps its initial "
                            "values\nnote: other.safetensors: no readout.bias of this model's shape");
    struct tess_tensors *file = tess_tensors_open("third/last.safetensors", &error);
    float found = 0;
    assert_non_null(file);
    assert_true(tess_tensors_load(file, &tensors[0], &found, &error));
    assert_true(found == gain);
    tess_tensors_close(file);
    toy_run(TESS_BAD_DATA, "eval --weights other.safetensors");
    tensors[0].name = "eye2.gain";
    assert_true(tess_tensors_write("other.safetensors", &list, NULL, &error));
    toy_run(TESS_BAD_DATA, "train --out fourth --init other.safetensors");
    toy_assert_holds("err", "other.safetensors: expected a tensor 'eye1.gain', found none of that name");
    assert_false(toy_exists("fourth"));
}

static void check_bench(void **state)
{
    (void)state;
    toy_run(TESS_OK, "bench --steps 4 --warm-steps 3 --threads 2");
    toy_assert_holds("out", "threads    2\nbatch      12, 4 steps after 3\ntraining   ");
    toy_assert_holds("out", "\nevaluation ");
    toy_assert_holds("out", "\neye1 ");
    toy_assert_holds("out", "\n  gradient ");
}

static const struct {
    const char *arguments, *message;
} wrong_usage[] = {
    {"", "usage: toy COMMAND"},
    {"tarin", "toy: error: unknown command 'tarin'"},
    {"train --epoch-count 3", "toy: error: unknown option '--epoch-count'"},
    {"train --weights a", "toy: error: 'train' does not take --weights; 'eval' does"},
    {"eval --case a", "toy: error: 'eval' does not take --case; 'probe' does"},
    {"train -Dtrain.epochs=3",
     "toy: error: 'train' does not take -D, which is settled when the program is built: 'tessc "
     "build -D PATH=VALUE MODEL.tess'"},
    {"train --resume=yes", "toy: error: no value is taken by option '--resume=yes'"},
    {"train --epochs", "toy: error: no value for option '--epochs'"},
    {"train --epochs many", "--epochs: expected a whole number from 0 to 1000000, found 'many'"},
    {"train --epochs 3.5", "found '3.5'"},
    {"train --epochs -1", "found '-1'"},
    {"train --epochs 99999999999999999999", "found '99999999999999999999'"},
    {"train --batch 0", "--batch: expected a whole number from 1 to 1000000, found '0'"},
    {"train --threads 0", "--threads: expected a whole number from 1 to 1024"},
    {"train --warmup -1", "--warmup: expected 0, or a number from 1e-30 to 1e6, found '-1'"},
    {"train --lr fast", "--lr: expected 0, or a number from 1e-30 to 1e6, found 'fast'"},
    {"train --lr nan", "--lr: expected 0, or a number"},
    {"train --lr -1", "--lr: expected 0, or a number"},
    {"train --seed -4", "--seed: expected a whole number from 0 to 9e18, found '-4'"},
    {"train --seed 18446744073709551616", "--seed: expected"},
    {"eval --split all", "--split: expected train, validation or test, found 'all'"},
    {"train data", "toy: error: unexpected argument 'data'"},
};

static void check_usage(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_usage / sizeof *wrong_usage; i++) {
        toy_run(TESS_USAGE, "%s", wrong_usage[i].arguments);
        toy_assert_holds("err", wrong_usage[i].message);
        assert_int_equal(count_lines("out"), 0);
    }
    assert_false(toy_exists("runs"));
    toy_run(TESS_OK, "--help");
    toy_assert_holds("out", "usage: toy COMMAND");
    toy_run(TESS_OK, "--version");
    toy_assert_holds("out", "toy (by hand, engine toy, schedule fold)\n");
    toy_run(TESS_OK, "train --help");
    toy_assert_holds("out", "--checkpoint-every N");
}

static void check_output_that_cannot_be_written(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out full --epochs 1");
    toy_run_limited(TESS_IO, 100, "train --out new");
    toy_assert_holds("err", "cannot write: File too large");
    toy_out = "/dev/full";
    toy_run(TESS_IO, "train --out unheard");
    toy_assert_holds("err", "cannot write to standard output");
    toy_out = "out";
    assert_false(toy_exists("new/state.safetensors") || toy_exists("new/state.safetensors.part"));
    toy_run(TESS_IO, "train --out out/of/this");
    toy_assert_holds("err", "out/of/this: cannot make this folder: Not a directory");
}

static void check_hints(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out well --epochs 1");
    assert_int_equal(count_lines("err"), 0);
    toy_run(TESS_OK, "train --out stuck --lr 0 --epochs 1");
    toy_assert_holds("err", "hint: the learning rate is 0");
    assert_int_equal(count_lines("err"), 1);
    toy_silent = 1;
    toy_run(TESS_OK, "train --out silent --lr 0 --epochs 1");
    toy_assert_holds("err", "hint: eye1 fires at 0.000 % of its neurons and steps: almost nothing gets past it");
    toy_silent = 0;
    toy_saturated = 1;
    toy_run(TESS_OK, "train --out saturated --lr 0 --epochs 1");
    toy_assert_holds("err", "hint: eye1 fires at 100.000 % of its neurons and steps: it says almost nothing");
}

/* Runs a slow epoch with stderr on a pseudo-terminal; what it shows goes to `shown`. */
static void run_on_terminal(char *shown, size_t size)
{
    const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    size_t length = 0;
    ssize_t got = 0;
    assert_true(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    toy_err = ptsname(terminal);
    toy_delay = 20000;
    const pid_t process = toy_start("train --epochs 1 --threads 1");
    do {
        length += (size_t)got;
        got = read(terminal, shown + length, size - 1 - length);
    } while (got > 0);
    shown[length] = 0;
    assert_int_equal(toy_wait(process), TESS_OK);
    close(terminal);
    toy_err = "err";
}

static void check_progress(void **state)
{
    static char shown[100000];
    (void)state;
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    run_on_terminal(shown, sizeof shown);
    assert_non_null(strstr(shown, "\r\033[36mepoch 1/1  [====="));
    assert_non_null(strstr(shown, "]  loss "));
    assert_non_null(strstr(shown, " left\033[0m\033[K\r\033[K"));
    setenv("NO_COLOR", "1", 1);
    run_on_terminal(shown, sizeof shown);
    assert_non_null(strstr(shown, "\repoch 1/1  [====="));
    assert_null(strstr(shown, "\033[36m"));
    setenv("TERM", "dumb", 1);
    run_on_terminal(shown, sizeof shown);
    assert_null(strchr(shown, '\033'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(check_it_learns, toy_clean),
        cmocka_unit_test_teardown(check_evaluation, toy_clean),
        cmocka_unit_test_teardown(check_threads, toy_clean),
        cmocka_unit_test_teardown(check_sizes, toy_clean),
        cmocka_unit_test_teardown(check_prediction, toy_clean),
        cmocka_unit_test_teardown(check_prediction_only, toy_clean),
        cmocka_unit_test_teardown(check_prediction_best, toy_clean),
        cmocka_unit_test_teardown(check_prediction_words, toy_clean),
        cmocka_unit_test_teardown(check_numbers_that_go_wrong, toy_clean),
        cmocka_unit_test_teardown(check_init, toy_clean),
        cmocka_unit_test_teardown(check_bench, toy_clean),
        cmocka_unit_test_teardown(check_usage, toy_clean),
        cmocka_unit_test_teardown(check_hints, toy_clean),
        cmocka_unit_test_teardown(check_progress, toy_clean),
        cmocka_unit_test_teardown(check_output_that_cannot_be_written, toy_clean),
    };
    return cmocka_run_group_tests(tests, toy_enter, toy_leave);
}
