/* A pool of threads that share the items of loops. */
#ifndef TESS_PARALLEL_H
#define TESS_PARALLEL_H

#include <stdbool.h>

struct tess_pool;

/* A pool of `threads` workers, the caller being worker 0. NULL when threads cannot be started. */
struct tess_pool *tess_pool_start(int threads);
void tess_pool_stop(struct tess_pool *pool);
int tess_pool_threads(const struct tess_pool *pool);

typedef void tess_item_fn(void *context, int item, int worker);

/* Calls run(context, item, worker) once for every item 0 .. items-1, in any order, on any worker, and returns when all
 * are done. Results must not depend on either (tess's stages write disjoint memory in a fixed order within an item). */
void tess_pool_run(struct tess_pool *pool, int items, tess_item_fn *run, void *context);

/* One of several loops that run together. */
struct tess_loop {
    int items;
    int taken, done; /* the pool's: zero when it gets them */
    bool ready;
};

typedef void tess_loop_fn(void *context, int loop, int item, int worker);

/* Whether `loop` may not begin before `earlier`, which stands before it in the list, has ended. */
typedef bool tess_after_fn(const void *context, int loop, int earlier);

/* Calls run(context, loop, item, worker) once for every item of all loops and returns when all are done. A worker takes
 * an item of the first loop in the list that has one left and need not wait, so that a loop's end leaves nobody idle
 * while a later one could run. One thread runs the loops one after the other. after: NULL if none has to wait. */
void tess_pool_run_loops(struct tess_pool *pool, struct tess_loop *loop, int loops, tess_loop_fn *run,
                         tess_after_fn *after, void *context);

#endif
