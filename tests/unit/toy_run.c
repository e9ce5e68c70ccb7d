#include "toy_run.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char *toy_out = "out", *toy_err = "err", *toy_source = "tess 1\nmodel toy\n";

static char folder[] = "/tmp/toy_XXXXXX";
static unsigned long size_limit;

int toy_enter(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    return place->level > 0 ? remove(path) : 0;
}

int toy_clean(void **state)
{
    (void)state;
    toy_broken_sample = toy_infinite_sample = -1;
    toy_poison = __builtin_nanf("");
    toy_delay = toy_poisoned_update = toy_silent = toy_saturated = 0;
    toy_out = "out";
    toy_err = "err";
    toy_source = toy_model.source;
    toy_validation = TOY_VALIDATION;
    toy_fingerprint = "toy data 1";
    return nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

int toy_leave(void **state)
{
    (void)state;
    return toy_clean(state) == 0 && chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void run_child(const char *arguments)
{
    char text[400], *argument[40] = {"toy"};
    int count = 1;
    const struct rlimit limit = {size_limit, size_limit};
    struct tess_model model = toy_model;
    snprintf(text, sizeof text, "%s", arguments);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
        argument[count++] = word;
    if (!freopen(toy_out, "w", stdout) || !freopen(toy_err, "w", stderr) ||
        (size_limit && setrlimit(RLIMIT_FSIZE, &limit) != 0))
        _exit(99);
    model.source = toy_source;
    exit(tess_main(&model, count, argument));
}

pid_t toy_start(const char *arguments)
{
    fflush(NULL);
    const pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0)
        run_child(arguments);
    return process;
}

int toy_wait(pid_t process)
{
    int status;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static void finish(int expected, const char *arguments)
{
    const int code = toy_wait(toy_start(arguments));
    if (code == expected)
        return;
    char *text = toy_read("err", NULL);
    print_error("toy %s: exit code %d, expected %d\n%s\n", arguments, code, expected, text);
    free(text);
    fail();
}

void toy_run(int expected, const char *format, ...)
{
    char arguments[400];
    va_list values;
    va_start(values, format);
    vsnprintf(arguments, sizeof arguments, format, values);
    va_end(values);
    finish(expected, arguments);
}

void toy_run_limited(int expected, unsigned long bytes, const char *arguments)
{
    size_limit = bytes;
    finish(expected, arguments);
    size_limit = 0;
}

char *toy_read(const char *path, size_t *size)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("no file %s", path);
    assert_int_equal(fstat(fileno(file), &status), 0);
    char *text = malloc((size_t)status.st_size + 1);
    assert_non_null(text);
    const size_t length = fread(text, 1, (size_t)status.st_size, file);
    assert_int_equal(length, status.st_size);
    text[length] = 0;
    fclose(file);
    if (size)
        *size = length;
    return text;
}

void toy_assert_same(const char *path, const char *other)
{
    size_t size, other_size;
    char *bytes = toy_read(path, &size), *other_bytes = toy_read(other, &other_size);
    if (size != other_size || memcmp(bytes, other_bytes, size) != 0)
        fail_msg("%s and %s differ", path, other);
    free(bytes);
    free(other_bytes);
}

void toy_assert_holds(const char *path, const char *text)
{
    char *whole = toy_read(path, NULL);
    if (!strstr(whole, text))
        fail_msg("%s: expected '%s', found:\n%s", path, text, whole);
    free(whole);
}

bool toy_exists(const char *path)
{
    return access(path, F_OK) == 0;
}
