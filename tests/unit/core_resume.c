/* Runs that stop and go on: by a limit, a signal, a kill, damage. Whatever happened, the end is the same bits. */
#include "toy_run.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "files/checksum.h"
#include "tess/error.h"

enum { UPDATES = 20 }; /* of the whole run: 4 epochs of 5 */

static void wait_milliseconds(int milliseconds)
{
    const struct timespec pause = {milliseconds / 1000, 1000000L * (milliseconds % 1000)};
    nanosleep(&pause, NULL);
}

/* Until the run has written what it writes first. */
static void wait_for(const char *path)
{
    for (int i = 0; i < 2000 && !toy_exists(path); i++)
        wait_milliseconds(5);
    assert_true(toy_exists(path));
}

/* metrics.csv without the column that no run repeats, images/s; malloc'ed. */
static char *metrics_without_speed(const char *path)
{
    char *text = toy_read(path, NULL), *out = text;
    int column = 0;
    for (const char *in = text; *in; in++) {
        column = *in == '\n' ? 0 : column + (*in == ',');
        if (column != 9)
            *out++ = *in;
    }
    *out = 0;
    return text;
}

static void assert_same_run(const char *run)
{
    char path[100];
    const char *const file[] = {"last.safetensors", "best.safetensors", "confusion.csv"};
    for (int i = 0; i < 3; i++) {
        char whole[100];
        snprintf(path, sizeof path, "%s/%s", run, file[i]);
        snprintf(whole, sizeof whole, "whole/%s", file[i]);
        toy_assert_same(whole, path);
    }
    snprintf(path, sizeof path, "%s/metrics.csv", run);
    char *whole = metrics_without_speed("whole/metrics.csv"), *found = metrics_without_speed(path);
    assert_string_equal(found, whole);
    free(whole);
    free(found);
}

/* Stopped after every possible number of updates, with another number of threads. */
static void check_every_step(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    for (int steps = 0; steps <= UPDATES; steps++) {
        toy_run(TESS_OK, "train --out part%d --max-steps %d", steps, steps);
        toy_run(TESS_OK, "train --out part%d --resume --threads 3", steps);
        char run[20];
        snprintf(run, sizeof run, "part%d", steps);
        assert_same_run(run);
    }
    toy_assert_holds("part7/run.yaml", "resumed:\n  - updates: 7\n    time: ");
    toy_run(TESS_OK, "train --out whole --resume");
    toy_run(TESS_OK, "train --out two --epochs 2");
    toy_run(TESS_OK, "train --out two --resume --epochs 4");
    assert_same_run("two");
}

/* What a run predicts from goes on with it, and which layer it has come to. */
static void check_prediction(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out whole --from best");
    for (int steps = 1; steps < UPDATES; steps += 3) {
        toy_run(TESS_OK, "train --out part%d --max-steps %d --from best", steps, steps);
        toy_run(TESS_OK, "train --out part%d --resume", steps);
        char run[20];
        snprintf(run, sizeof run, "part%d", steps);
        assert_same_run(run);
    }
    toy_run(TESS_OK, "train --out run --max-steps 8 --from best");
    toy_run(TESS_USAGE, "train --out run --resume --from eye1");
    toy_assert_holds("err", "--from differs from what the run in run was started with");
    toy_run(TESS_OK, "train --out run --resume --from best");
    assert_same_run("run");
}

/* Killed again and again, wherever it was. */
static void check_kills(void **state)
{
    int kills = 0;
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    toy_delay = 150;
    srand(1);
    for (int round = 0; round < 8; round++) {
        char arguments[100];
        int code = 256 + SIGKILL;
        for (int attempt = 0; attempt < 200 && code == 256 + SIGKILL; attempt++) {
            snprintf(arguments, sizeof arguments, "train --out run%d --checkpoint-every 3 --threads 2%s", round,
                     attempt ? " --resume" : "");
            const pid_t process = toy_start(arguments);
            snprintf(arguments, sizeof arguments, "run%d/resolved.tess", round);
            wait_for(arguments);
            wait_milliseconds(rand() % 25 + attempt * attempt / 16);
            kill(process, SIGKILL);
            code = toy_wait(process);
            kills += code == 256 + SIGKILL;
        }
        assert_int_equal(code, TESS_OK);
        snprintf(arguments, sizeof arguments, "run%d", round);
        assert_same_run(arguments);
    }
    assert_true(kills >= 8);
}

static void check_signals(void **state)
{
    static const int number[] = {SIGINT, SIGTERM};
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    for (int i = 0; i < 2; i++) {
        toy_delay = 2000;
        pid_t process = toy_start(i ? "train --out stopped1" : "train --out stopped0");
        wait_for(i ? "stopped1/state.safetensors" : "stopped0/state.safetensors");
        wait_milliseconds(20);
        kill(process, number[i]);
        assert_int_equal(toy_wait(process), TESS_INTERRUPTED);
        toy_assert_holds("err", i ? "; --out stopped1 --resume goes on from there\n" : "toy: stopped after update ");
        toy_delay = 0;
        toy_run(TESS_OK, "train --out stopped%d --resume", i);
        assert_same_run(i ? "stopped1" : "stopped0");
    }
}

/* A batch that takes long: the first signal waits for its end, the second does not. */
static void check_second_signal(void **state)
{
    (void)state;
    toy_delay = 900000;
    const pid_t process = toy_start("train --out slow --threads 1");
    wait_for("slow/state.safetensors");
    wait_milliseconds(50);
    kill(process, SIGTERM);
    wait_milliseconds(50);
    kill(process, SIGTERM);
    assert_int_equal(toy_wait(process), 256 + SIGTERM);
}

static void check_two_at_once(void **state)
{
    (void)state;
    toy_delay = 20000;
    const pid_t process = toy_start("train --out busy");
    wait_for("busy/state.safetensors");
    toy_run(TESS_IO, "train --out busy");
    toy_assert_holds("err", "busy: another run is writing to this folder");
    toy_run(TESS_IO, "train --out busy --resume");
    kill(process, SIGKILL);
    toy_wait(process);
    toy_delay = 0;
    toy_run(TESS_OK, "train --out busy --resume");
}

static void check_folders(void **state)
{
    (void)state;
    toy_run(TESS_USAGE, "train --resume");
    toy_assert_holds("err", "runs/toy: there is no run to resume");
    toy_run(TESS_OK, "train --epochs 1");
    toy_run(TESS_OK, "train --epochs 1");
    toy_run(TESS_OK, "train --resume");
    toy_assert_holds("out", "runs/toy-2: 5 updates");
    toy_run(TESS_USAGE, "train --out runs/toy");
    toy_assert_holds("err", "runs/toy: holds a run already: --resume goes on with it, --out names another");
    toy_run(TESS_USAGE, "train --out nothing --resume");
    assert_false(toy_exists("nothing"));
    toy_run(TESS_OK, "train --out a/b/c --epochs 1");
    remove("a/b/c/last.safetensors");
    remove("a/b/c/state.safetensors");
    remove("a/b/c/state.previous.safetensors");
    toy_run(TESS_OK, "train --out a/b/c --resume");
    toy_assert_holds("err", "a/b/c has no checkpoint yet: starting from the beginning");
    remove("a/b/c/state.safetensors");
    remove("a/b/c/state.previous.safetensors");
    toy_run(TESS_USAGE, "train --out a/b/c --resume");
    toy_assert_holds("err", "a/b/c: there is no state to resume from");
    assert_int_equal(mkdir("bare", 0777), 0); /* killed as soon as it had made its folder */
    toy_run(TESS_OK, "train --out bare --resume --epochs 1");
    toy_assert_holds("err", "bare has no checkpoint yet: starting from the beginning");
}

/* What would make the rest of a run another run is refused, and nothing is changed. */
static void check_refusals(void **state)
{
    static const char *const option[] = {"--batch 4",       "--seed 3",       "--lr 0.5",    "--warmup 2",
                                         "--train-limit 9", "--test-limit 9", "--no-augment"};
    char text[100];
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    toy_run(TESS_OK, "train --out run --max-steps 8");
    for (size_t i = 0; i < sizeof option / sizeof *option; i++) {
        toy_run(TESS_USAGE, "train --out run --resume %s", option[i]);
        snprintf(text, sizeof text, "%.*s differs from what the run in run was started with",
                 (int)strcspn(option[i], " "), option[i]);
        toy_assert_holds("err", text);
    }
    toy_fingerprint = "toy data 2";
    toy_run(TESS_BAD_DATA, "train --out run --resume");
    toy_assert_holds("err", "run: the data has changed since this run was started: expected 'toy data 1', found 'toy "
                            "data 2'");
    toy_fingerprint = "toy data 1";
    toy_source = "tess 1\nmodel toy\nlayer\n";
    toy_run(TESS_BAD_MODEL, "train --out run --resume");
    toy_assert_holds("err", "run/state.safetensors: another model's state: its source is '");
    toy_source = toy_model.source;
    toy_run(TESS_OK, "train --out run --resume --batch 12 --seed 1 --lr 0.01 --warmup 0");
    assert_same_run("run");
}

/* Changes one byte of a file. */
static void damage(const char *path, long offset)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    const int byte = fgetc(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    fputc(byte ^ 1, file);
    assert_int_equal(fclose(file), 0);
}

static void check_damaged_state(void **state)
{
    size_t size;
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    toy_run(TESS_OK, "train --out run --max-steps 12 --checkpoint-every 5");
    free(toy_read("run/state.safetensors", &size));
    damage("run/state.safetensors", (long)size - 3);
    toy_run(TESS_OK, "train --out run --resume --max-steps 13");
    toy_assert_holds("err", "note: run/state.safetensors: offset ");
    toy_assert_holds("err", "going on from run/state.previous.safetensors\ngoing on in run after update 10\n");
    damage("run/state.safetensors", 40);
    damage("run/state.previous.safetensors", (long)size / 2);
    toy_run(TESS_BAD_DATA, "train --out run --resume");
    toy_assert_holds("err", "error: run/state.safetensors: offset ");
    damage("run/state.safetensors", 40);
    toy_run(TESS_OK, "train --out run --resume");
    assert_same_run("run");
}

/* Writes another word, as long, in the place of the first `text` of a state, and its checksum anew. */
static void rewrite(const char *path, const char *text, const char *other)
{
    size_t size = 0, length = strlen(text);
    char *bytes = toy_read(path, &size), *at = memmem(bytes, size, text, length);
    char *digits = memmem(bytes, size, "\"checksum\":\"", 12), sum[17];
    assert_true(at && digits && strlen(other) == length);
    memcpy(at, other, length);
    memset(digits + 12, '0', 16);
    snprintf(sum, sizeof sum, "%016" PRIx64, checksum_of(bytes, size));
    memcpy(digits + 12, sum, 16);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    free(bytes);
}

/* A whole state that another libtess wrote is told as that, whatever it lacks, and stays as it is. */
static void check_other_format(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    toy_run(TESS_OK, "train --out run --max-steps 8");
    rewrite("run/state.safetensors", "\"warmup\"", "\"warmUp\"");
    rewrite("run/state.safetensors", "\"format\":\"2\"", "\"format\":\"7\"");
    rewrite("run/state.safetensors", "\"libtess\":\"0.1.0\"", "\"libtess\":\"9.8.7\"");
    toy_run(TESS_BAD_DATA, "train --out run --resume");
    toy_assert_holds("err",
                     "error: run/state.safetensors: a state in format 7, written by libtess 9.8.7; this is libtess ");
    toy_assert_holds("err", ", which goes on from format 2 alone");
    rewrite("run/state.safetensors", "\"libtess\"", "\"libTess\"");
    rewrite("run/state.safetensors", "\"format\"", "\"forMat\"");
    toy_run(TESS_BAD_DATA, "train --out run --resume");
    toy_assert_holds("err",
                     "error: run/state.safetensors: a state in format 1, written by a libtess from before states "
                     "told their format; this is libtess ");
    rewrite("run/state.safetensors", "\"forMat\":\"7\"", "\"format\":\"2\"");
    rewrite("run/state.safetensors", "\"warmUp\"", "\"warmup\"");
    toy_run(TESS_OK, "train --out run --resume");
    assert_same_run("run");
}

/* The disk is full when a checkpoint is due: the one before is still good. */
static void check_full_disk(void **state)
{
    (void)state;
    toy_run(TESS_OK, "train --out whole");
    toy_run(TESS_OK, "train --out run --max-steps 8");
    toy_run_limited(TESS_IO, 1000, "train --out run --resume");
    toy_assert_holds("err", "cannot write: File too large");
    toy_run(TESS_OK, "train --out run --resume");
    assert_same_run("run");
}

/* What a resumed run adds to run.yaml is there whole or not at all: report.html reads it. */
static void check_full_disk_at_start(void **state)
{
    struct stat report, after;
    (void)state;
    toy_run(TESS_OK, "train --out run --max-steps 8");
    assert_int_equal(stat("run/run.yaml", &report), 0);
    toy_run_limited(TESS_IO, (size_t)report.st_size + 20, "train --out run --resume");
    toy_assert_holds("err", "run.yaml: cannot write: File too large");
    assert_int_equal(stat("run/run.yaml", &after), 0);
    assert_int_equal(after.st_size, report.st_size);
    toy_run(TESS_OK, "train --out run --resume");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(check_every_step, toy_clean),
        cmocka_unit_test_teardown(check_prediction, toy_clean),
        cmocka_unit_test_teardown(check_kills, toy_clean),
        cmocka_unit_test_teardown(check_signals, toy_clean),
        cmocka_unit_test_teardown(check_second_signal, toy_clean),
        cmocka_unit_test_teardown(check_two_at_once, toy_clean),
        cmocka_unit_test_teardown(check_folders, toy_clean),
        cmocka_unit_test_teardown(check_refusals, toy_clean),
        cmocka_unit_test_teardown(check_damaged_state, toy_clean),
        cmocka_unit_test_teardown(check_other_format, toy_clean),
        cmocka_unit_test_teardown(check_full_disk, toy_clean),
        cmocka_unit_test_teardown(check_full_disk_at_start, toy_clean),
    };
    return cmocka_run_group_tests(tests, toy_enter, toy_leave);
}
