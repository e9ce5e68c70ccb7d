/* Workers take items under one lock, from the first loop of the list that has any and need not wait; an item is long
 * beside that. Who finds none waits for a change: new loops, or the end of one that others wait for. Waiting is to look
 * at the count of changes for some fifty microseconds or more and then to sleep. Changes are counted under the lock and
 * whoever waits has read the count before it looked for an item, so no wake-up is lost. */
#include "tess/parallel.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

/* LOOKAHEAD: loops of the list that are looked at from the first unfinished one on. */
enum { SPINS = 4000, LOOKAHEAD = 12, CACHE_LINE = 64 };

struct worker {
    struct tess_pool *pool;
    int index;
    pthread_t thread;
};

struct tess_pool {
    int threads;
    struct worker *worker; /* [threads]; number 0, the caller, has no thread */

    _Alignas(CACHE_LINE) atomic_uint changes;
    _Alignas(CACHE_LINE) pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t changed;
    int sleepers;
    bool stop;
    struct tess_loop *loop;
    int loops, first; /* those before `first` are done */
    tess_loop_fn *run;
    tess_after_fn *after;
    void *context;
};

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* With the lock held. */
static void announce(struct tess_pool *pool)
{
    atomic_fetch_add(&pool->changes, 1);
    if (pool->sleepers > 0)
        pthread_cond_broadcast(&pool->changed);
}

static void await_change(struct tess_pool *pool, unsigned seen)
{
    for (int spin = 0; spin < SPINS && atomic_load(&pool->changes) == seen; spin++)
        relax();
    if (atomic_load(&pool->changes) != seen)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->sleepers++;
    while (atomic_load(&pool->changes) == seen)
        pthread_cond_wait(&pool->changed, &pool->lock);
    pool->sleepers--;
    pthread_mutex_unlock(&pool->lock);
}

static bool is_done(const struct tess_loop *loop)
{
    return loop->done == loop->items;
}

static bool is_ready(const struct tess_pool *pool, int index)
{
    for (int i = pool->first; pool->after && i < index; i++)
        if (!is_done(&pool->loop[i]) && pool->after(pool->context, index, i))
            return false;
    return true;
}

/* With the lock held: the loop whose next item is to run, NULL if there is none at present. */
static struct tess_loop *next_loop(struct tess_pool *pool)
{
    while (pool->first < pool->loops && is_done(&pool->loop[pool->first]))
        pool->first++;
    for (int i = pool->first; i < pool->loops && i < pool->first + LOOKAHEAD; i++) {
        struct tess_loop *loop = &pool->loop[i];
        if (loop->taken == loop->items)
            continue;
        loop->ready = loop->ready || is_ready(pool, i);
        if (loop->ready)
            return loop;
    }
    return NULL;
}

/* Takes and runs items as long as there are any to be had. Whether all loops are done. */
static bool take_items(struct tess_pool *pool, int worker)
{
    struct tess_loop *loop;
    pthread_mutex_lock(&pool->lock);
    while ((loop = next_loop(pool)) != NULL) {
        const int item = loop->taken++;
        pthread_mutex_unlock(&pool->lock);
        pool->run(pool->context, (int)(loop - pool->loop), item, worker);
        pthread_mutex_lock(&pool->lock);
        loop->done++;
        if (is_done(loop))
            announce(pool);
    }
    const bool all = pool->first == pool->loops;
    pthread_mutex_unlock(&pool->lock);
    return all;
}

static void *work(void *context)
{
    const struct worker *worker = context;
    struct tess_pool *pool = worker->pool;
    for (;;) {
        const unsigned seen = atomic_load(&pool->changes);
        take_items(pool, worker->index);
        pthread_mutex_lock(&pool->lock);
        const bool stop = pool->stop;
        pthread_mutex_unlock(&pool->lock);
        if (stop)
            return NULL;
        await_change(pool, seen);
    }
}

/* Signals are the main thread's: the workers start with all of them blocked. */
static bool start_workers(struct tess_pool *pool, int threads)
{
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return false;
    bool good = true;
    while (good && pool->threads < threads) {
        struct worker *worker = &pool->worker[pool->threads];
        *worker = (struct worker){.pool = pool, .index = pool->threads};
        good = pthread_create(&worker->thread, NULL, work, worker) == 0;
        pool->threads += good;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return good;
}

struct tess_pool *tess_pool_start(int threads)
{
    struct tess_pool *pool = aligned_alloc(CACHE_LINE, sizeof *pool);
    if (!pool)
        return NULL;
    *pool = (struct tess_pool){.threads = 1, .worker = calloc((size_t)threads, sizeof *pool->worker)};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->changed, NULL);
    if (!pool->worker || !start_workers(pool, threads)) {
        tess_pool_stop(pool);
        return NULL;
    }
    return pool;
}

void tess_pool_stop(struct tess_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    announce(pool);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->worker[i].thread, NULL);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->lock);
    free(pool->worker);
    free(pool);
}

int tess_pool_threads(const struct tess_pool *pool)
{
    return pool->threads;
}

static void run_in_turn(struct tess_loop *loop, int loops, tess_loop_fn *run, void *context)
{
    for (int i = 0; i < loops; i++)
        for (int item = 0; item < loop[i].items; item++)
            run(context, i, item, 0);
}

/* Sets what the workers find. */
static void set_loops(struct tess_pool *pool, struct tess_loop *loop, int loops)
{
    pthread_mutex_lock(&pool->lock);
    pool->loop = loop;
    pool->loops = loops;
    pool->first = 0;
    if (loops > 0)
        announce(pool);
    pthread_mutex_unlock(&pool->lock);
}

void tess_pool_run_loops(struct tess_pool *pool, struct tess_loop *loop, int loops, tess_loop_fn *run,
                         tess_after_fn *after, void *context)
{
    if (pool->threads == 1) {
        run_in_turn(loop, loops, run, context);
        return;
    }
    pool->run = run;
    pool->after = after;
    pool->context = context;
    set_loops(pool, loop, loops);
    for (;;) {
        const unsigned seen = atomic_load(&pool->changes);
        if (take_items(pool, 0))
            break;
        await_change(pool, seen);
    }
    set_loops(pool, NULL, 0);
}

struct single {
    tess_item_fn *run;
    void *context;
};

static void run_single(void *context, int loop, int item, int worker)
{
    const struct single *single = context;
    (void)loop;
    single->run(single->context, item, worker);
}

void tess_pool_run(struct tess_pool *pool, int items, tess_item_fn *run, void *context)
{
    struct tess_loop loop = {.items = items};
    struct single single = {run, context};
    if (items <= 1)
        run_in_turn(&loop, 1, run_single, &single);
    else
        tess_pool_run_loops(pool, &loop, 1, run_single, NULL, &single);
}
