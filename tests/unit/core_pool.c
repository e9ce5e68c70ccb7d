/* The pool: every item exactly once, whatever the number of threads, no loop that never ends, and none that begins
 * before those that it has to wait for have ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "engine/memory.h"
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

enum { LOOPS = 40, LOOP_ITEMS = 9 };

/* Loops of which each waits for some that stand before it. */
struct loops {
    int threads;
    bool slow;
    struct tess_loop loop[LOOPS];
    atomic_int runs[LOOPS][LOOP_ITEMS];
    atomic_int ended[LOOPS]; /* items */
    atomic_int early;        /* items that ran before a loop had ended that theirs waits for */
    atomic_int ahead;        /* and those that ran before an earlier loop had, as they may */
};

/* Some pairs of loops, so that there are long chains and loops that wait for none. */
static bool waits(const void *context, int loop, int earlier)
{
    (void)context;
    return loop % 5 != 3 && (loop * 7 + earlier * 3) % 4 == 0;
}

static void run_loop(void *context, int loop, int item, int worker)
{
    struct loops *l = context;
    if (worker < 0 || worker >= l->threads)
        atomic_fetch_add(&l->early, 1);
    for (int i = 0; i < loop; i++)
        if (atomic_load(&l->ended[i]) < l->loop[i].items)
            atomic_fetch_add(waits(NULL, loop, i) ? &l->early : &l->ahead, 1);
    if (l->slow) {
        const struct timespec pause = {0, 100000};
        nanosleep(&pause, NULL);
    }
    atomic_fetch_add(&l->runs[loop][item], 1);
    atomic_fetch_add(&l->ended[loop], 1);
}

static int check_loops(struct tess_pool *pool, int loops, bool slow)
{
    static struct loops l;
    memset(&l, 0, sizeof l);
    l.threads = tess_pool_threads(pool);
    l.slow = slow;
    for (int i = 0; i < loops; i++)
        l.loop[i].items = (i * 11 + loops) % (LOOP_ITEMS + 1); /* some have none */
    tess_pool_run_loops(pool, l.loop, loops, run_loop, waits, &l);
    for (int i = 0; i < LOOPS; i++)
        for (int item = 0; item < LOOP_ITEMS; item++)
            assert_int_equal(atomic_load(&l.runs[i][item]), i < loops && item < l.loop[i].items);
    assert_int_equal(atomic_load(&l.early), 0);
    return atomic_load(&l.ahead);
}

static void check_loops_in_order(void **state)
{
    (void)state;
    for (int threads = 1; threads <= THREADS; threads++) {
        struct tess_pool *pool = tess_pool_start(threads);
        int ahead = 0;
        assert_non_null(pool);
        for (int round = 0; round < 200; round++)
            ahead += check_loops(pool, round % (LOOPS + 1), false);
        for (int round = 0; round < 3; round++)
            ahead += check_loops(pool, LOOPS, true);
        assert_true(threads == 1 ? ahead == 0 : ahead > 0);
        tess_pool_stop(pool);
    }
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
                                       cmocka_unit_test(check_stop), cmocka_unit_test(check_loops_in_order),
                                       cmocka_unit_test(check_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
