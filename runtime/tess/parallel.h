/* A pool of threads that share the items of one loop at a time. */
#ifndef TESS_PARALLEL_H
#define TESS_PARALLEL_H

struct tess_pool;

typedef void tess_item_fn(void *context, int item, int worker);

/* A pool of `threads` workers, the caller being worker 0. NULL when threads cannot be started. */
struct tess_pool *tess_pool_start(int threads);
void tess_pool_stop(struct tess_pool *pool);
int tess_pool_threads(const struct tess_pool *pool);

/* Calls run(context, item, worker) once for every item 0 .. items-1, in any order, on any worker, and returns when all
 * are done. Results must not depend on either (tess's stages write disjoint memory in a fixed order within an item). */
void tess_pool_run(struct tess_pool *pool, int items, tess_item_fn *run, void *context);

#endif
