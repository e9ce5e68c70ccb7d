/* The pool: every item exactly once, whatever the number of threads, and no loop that never ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "core/memory.h"
#include "tess/parallel.h"

enum { MOST = 300, THREADS = 5 };

struct loop {
    atomic_int runs[MOST];
    atomic_int strange_workers;
    int threads;
    bool slow;
};

static void run_item(void *context, int item, int worker)
{
    struct loop *loop = context;
    if (worker < 0 || worker >= loop->threads)
        atomic_fetch_add(&loop->strange_workers, 1);
    if (loop->slow) {
        const struct timespec pause = {0, 200000};
        nanosleep(&pause, NULL);
    }
    atomic_fetch_add(&loop->runs[item], 1);
}

static void check_loop(struct tess_pool *pool, int items, bool slow)
{
    struct loop loop = {.threads = tess_pool_threads(pool), .slow = slow};
    tess_pool_run(pool, items, run_item, &loop);
    for (int i = 0; i < MOST; i++)
        assert_int_equal(atomic_load(&loop.runs[i]), i < items);
    assert_int_equal(atomic_load(&loop.strange_workers), 0);
}

static void check_every_item_once(void **state)
{
    (void)state;
    for (int threads = 1; threads <= THREADS; threads++) {
        struct tess_pool *pool = tess_pool_start(threads);
        assert_non_null(pool);
        assert_int_equal(tess_pool_threads(pool), threads);
        for (int round = 0; round < 400; round++)
            check_loop(pool, round * 7 % MOST, false);
        check_loop(pool, 0, false);
        check_loop(pool, MOST, false);
        tess_pool_stop(pool);
    }
}

/* Long pauses between loops and within items: everyone goes to sleep and has to be woken. */
static void check_sleepers(void **state)
{
    struct tess_pool *pool = tess_pool_start(3);
    (void)state;
    assert_non_null(pool);
    for (int round = 0; round < 20; round++) {
        const struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
        check_loop(pool, 1 + round % 7, true);
    }
    tess_pool_stop(pool);
}

static void check_stop(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct tess_pool *pool = tess_pool_start(1 + round % 4);
        assert_non_null(pool);
        if (round % 3)
            check_loop(pool, round % 9, false);
        tess_pool_stop(pool);
    }
    tess_pool_stop(NULL);
}

static void check_memory(void **state)
{
    static const size_t size[] = {0, 1, 64, 1000, (2 << 20) - 1, 2 << 20, (5 << 20) + 7};
    (void)state;
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct memory memory = memory_alloc(size[i]);
        assert_non_null(memory.bytes);
        assert_int_equal((uintptr_t)memory.bytes % 64, 0);
        for (size_t k = 0; k < size[i]; k++)
            assert_true(memory.bytes[k] == 0);
        memset(memory.bytes, 1, size[i]);
        memory_free(&memory);
        assert_null(memory.bytes);
        memory_free(&memory);
    }
    assert_null(memory_alloc(SIZE_MAX).bytes);
    assert_null(memory_alloc(SIZE_MAX / 4).bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_every_item_once), cmocka_unit_test(check_sleepers),
                                       cmocka_unit_test(check_stop), cmocka_unit_test(check_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
