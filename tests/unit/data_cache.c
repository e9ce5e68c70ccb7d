/* The cache of frames: what was written is read again, by the next run as well; two at once, a kill and damage do no
 * harm. */
#include "data_files.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/frame_cache.h"

enum { SAMPLES = 12, SIZE = 500 };

/* Sample i: small whole numbers, or real ones in every third. */
static void make_sample(int i, float *frames)
{
    for (int k = 0; k < SIZE; k++)
        frames[k] = (float)((i * 31 + k * 7) % 256) * (i % 3 == 2 ? 0.37f : 1.0f);
}

static int enter(void **state)
{
    char folder[4096];
    if (enter_folder(state) != 0 || !getcwd(folder, sizeof folder))
        return 1;
    return setenv("XDG_CACHE_HOME", folder, 1);
}

static bool holds(struct frame_cache *cache, int i)
{
    float expected[SIZE], found[SIZE];
    make_sample(i, expected);
    return frame_cache_read(cache, i, found) && memcmp(found, expected, sizeof found) == 0;
}

static void write_sample(struct frame_cache *cache, int i)
{
    float frames[SIZE];
    make_sample(i, frames);
    frame_cache_write(cache, i, frames);
}

/* How many files there are whose names end so. */
static int files(const char *suffix)
{
    char command[200];
    snprintf(command, sizeof command, "ls tessc/frames 2>/dev/null | grep -c '%s$'", suffix);
    FILE *pipe = popen(command, "r");
    int count = -1;
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%d", &count), 1);
    pclose(pipe);
    return count;
}

static void test_life(void **state)
{
    (void)state;
    struct frame_cache *cache = frame_cache_open("set", "key", SAMPLES, SIZE);
    assert_non_null(cache);
    for (int i = 0; i < SAMPLES; i++) {
        float found[SIZE];
        assert_false(frame_cache_read(cache, i, found));
        write_sample(cache, i);
        assert_true(holds(cache, i)); /* at once */
        assert_int_equal(files("[.]part"), i + 1 < SAMPLES);
    }
    frame_cache_close(cache);
    assert_int_equal(files(""), 1);

    cache = frame_cache_open("set", "key", SAMPLES, SIZE); /* the next run */
    for (int i = SAMPLES - 1; i >= 0; i--)
        assert_true(holds(cache, i));
    write_sample(cache, 0); /* changes nothing */
    assert_int_equal(files("[.]part"), 0);
    frame_cache_close(cache);

    cache = frame_cache_open("set", "another key", SAMPLES, SIZE);
    assert_false(holds(cache, 0));
    frame_cache_close(cache); /* not finished: nothing is left of it */
    assert_int_equal(files(""), 1);
}

/* A second run while the first one writes: it goes without, and gets what the first one finishes. */
static void test_two(void **state)
{
    (void)state;
    struct frame_cache *first = frame_cache_open("two", "key", SAMPLES, SIZE);
    write_sample(first, 0);
    assert_null(frame_cache_open("two", "key", SAMPLES, SIZE));
    for (int i = 0; i < SAMPLES; i++)
        write_sample(first, i);
    struct frame_cache *second = frame_cache_open("two", "key", SAMPLES, SIZE);
    assert_true(holds(second, 5));
    frame_cache_close(second);
    frame_cache_close(first);
}

static void test_killed(void **state)
{
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct frame_cache *cache = frame_cache_open("killed", "key", SAMPLES, SIZE);
        write_sample(cache, 3);
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(files("[.]part"), 1);
    struct frame_cache *cache = frame_cache_open("killed", "key", SAMPLES, SIZE);
    assert_non_null(cache);
    assert_false(holds(cache, 3)); /* begun anew */
    for (int i = 0; i < SAMPLES; i++)
        write_sample(cache, i);
    frame_cache_close(cache);
    assert_int_equal(files("[.]part"), 0);
    cache = frame_cache_open("killed", "key", SAMPLES, SIZE);
    assert_true(holds(cache, 3));
    frame_cache_close(cache);
}

/* Any byte changed, or any length: what is read is right or is not there. */
static void test_damaged(void **state)
{
    (void)state;
    struct buffer file = {0};
    struct frame_cache *cache = frame_cache_open("damaged", "key", SAMPLES, SIZE);
    for (int i = 0; i < SAMPLES; i++)
        write_sample(cache, i);
    frame_cache_close(cache);
    assert_int_equal(system("mv tessc/frames/damaged-* damaged.path && ls -d damaged.path >/dev/null"), 0);
    read_file("damaged.path", &file);
    int missing = 0;
    uint32_t random = 1;
    char name[300];
    cache = frame_cache_open("damaged", "key", SAMPLES, SIZE); /* to learn its name */
    FILE *pipe = popen("ls tessc/frames/damaged-*.part", "r");
    assert_int_equal(fscanf(pipe, "%299s", name), 1);
    pclose(pipe);
    name[strlen(name) - 5] = '\0';
    frame_cache_close(cache);
    for (int change = 0; change < mutation_count(1000); change++) {
        size_t at = next_random(&random) % file.size, size = change % 4 == 3 ? at : file.size;
        unsigned char kept = file.bytes[at];
        file.bytes[at] ^= (unsigned char)(1 + next_random(&random) % 255);
        write_file(name, file.bytes, size);
        file.bytes[at] = kept;
        cache = frame_cache_open("damaged", "key", SAMPLES, SIZE);
        for (int i = 0; cache && i < SAMPLES; i++) {
            float found[SIZE], expected[SIZE];
            make_sample(i, expected);
            if (!frame_cache_read(cache, i, found))
                missing++;
            else
                assert_memory_equal(found, expected, sizeof found);
        }
        frame_cache_close(cache);
    }
    assert_true(missing > 0);
    release(&file);
}

struct writer {
    struct frame_cache *cache;
    int first;
};

static void *write_some(void *context)
{
    struct writer *writer = context;
    for (int i = writer->first; i < SAMPLES; i++)
        write_sample(writer->cache, i);
    for (int i = 0; i < writer->first; i++)
        write_sample(writer->cache, i);
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    struct frame_cache *cache = frame_cache_open("threads", "key", SAMPLES, SIZE);
    struct writer writer[4];
    pthread_t thread[4];
    for (int i = 0; i < 4; i++) {
        writer[i] = (struct writer){cache, i * 3};
        assert_int_equal(pthread_create(&thread[i], NULL, write_some, &writer[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    frame_cache_close(cache);
    cache = frame_cache_open("threads", "key", SAMPLES, SIZE);
    for (int i = 0; i < SAMPLES; i++)
        assert_true(holds(cache, i));
    frame_cache_close(cache);
}

static void test_nowhere(void **state)
{
    (void)state;
    char *folder = strdup(getenv("XDG_CACHE_HOME"));
    setenv("XDG_CACHE_HOME", "/dev/null", 1);
    assert_null(frame_cache_open("set", "key", SAMPLES, SIZE));
    setenv("XDG_CACHE_HOME", folder, 1);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),    cmocka_unit_test(test_two),     cmocka_unit_test(test_killed),
        cmocka_unit_test(test_damaged), cmocka_unit_test(test_threads), cmocka_unit_test(test_nowhere),
    };
    return cmocka_run_group_tests(tests, enter, leave_folder);
}
