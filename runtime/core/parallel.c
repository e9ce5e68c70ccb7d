/* Workers take items from a counter that runs down to zero. Whoever takes one reads what to do only after that: until
 * the item is done the caller cannot publish another loop, so a worker that wakes late finds either nothing left or
 * the items of the next loop, both harmless.
 *
 * Waiting is to look at the counter some fifty microseconds and then to sleep. Who is about to sleep says so first and
 * looks once more, who publishes looks for sleepers last (both sequentially consistent), so no wake-up is lost. */
#include "tess/parallel.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SPINS = 4000, CACHE_LINE = 64 };

struct worker {
    struct tess_pool *pool;
    int index;
    pthread_t thread;
};

struct tess_pool {
    int threads;
    struct worker *worker; /* [threads]; number 0, the caller, has no thread */

    tess_item_fn *run;
    void *context;
    int items;

    _Alignas(CACHE_LINE) atomic_int left; /* items that nobody has taken */
    _Alignas(CACHE_LINE) atomic_int done; /* items that are finished */
    _Alignas(CACHE_LINE) atomic_int sleepers;
    atomic_bool caller_sleeps, stop;
    pthread_mutex_t lock;
    pthread_cond_t work, finished;
};

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Takes and runs items until none is left. */
static void take_items(struct tess_pool *pool, int worker)
{
    int left = atomic_load(&pool->left);
    while (left > 0) {
        if (!atomic_compare_exchange_weak(&pool->left, &left, left - 1))
            continue;
        const int items = pool->items;
        pool->run(pool->context, items - left, worker);
        if (atomic_fetch_add(&pool->done, 1) == items - 1 && atomic_load(&pool->caller_sleeps)) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->finished);
            pthread_mutex_unlock(&pool->lock);
        }
        left = atomic_load(&pool->left);
    }
}

static void *work(void *context)
{
    const struct worker *worker = context;
    struct tess_pool *pool = worker->pool;
    while (!atomic_load(&pool->stop)) {
        take_items(pool, worker->index);
        for (int spin = 0; spin < SPINS && atomic_load(&pool->left) == 0; spin++)
            relax();
        if (atomic_load(&pool->left) > 0)
            continue;
        pthread_mutex_lock(&pool->lock);
        atomic_fetch_add(&pool->sleepers, 1);
        while (atomic_load(&pool->left) == 0 && !atomic_load(&pool->stop))
            pthread_cond_wait(&pool->work, &pool->lock);
        atomic_fetch_sub(&pool->sleepers, 1);
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
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
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->finished, NULL);
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
    atomic_store(&pool->stop, true);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->worker[i].thread, NULL);
    pthread_cond_destroy(&pool->finished);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->worker);
    free(pool);
}

int tess_pool_threads(const struct tess_pool *pool)
{
    return pool->threads;
}

static void wait_until_done(struct tess_pool *pool, int items)
{
    for (int spin = 0; spin < SPINS && atomic_load(&pool->done) < items; spin++)
        relax();
    if (atomic_load(&pool->done) == items)
        return;
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->caller_sleeps, true);
    while (atomic_load(&pool->done) < items)
        pthread_cond_wait(&pool->finished, &pool->lock);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->lock);
}

void tess_pool_run(struct tess_pool *pool, int items, tess_item_fn *run, void *context)
{
    if (pool->threads == 1 || items <= 1) {
        for (int item = 0; item < items; item++)
            run(context, item, 0);
        return;
    }
    pool->run = run;
    pool->context = context;
    pool->items = items;
    atomic_store(&pool->done, 0);
    atomic_store(&pool->left, items);
    if (atomic_load(&pool->sleepers) > 0) {
        pthread_mutex_lock(&pool->lock);
        pthread_cond_broadcast(&pool->work);
        pthread_mutex_unlock(&pool->lock);
    }
    take_items(pool, 0);
    wait_until_done(pool, items);
}
