/* A run that a worker of a sweep has claimed. For a run RUN (runs/ROW/COLUMN/seed-N) there are
 *
 *     RUN.lease-K     who works on it; the highest K counts (lease_watch.h)
 *     RUN.claim-K/    the run directory of that worker: nobody else writes to it
 *     RUN/            the run directory once the run has ended well: renamed from RUN.claim-K in one step
 *     RUN.copy-K/, RUN.gone-K/    directories that are being copied or removed
 *
 * A worker that takes a run over goes on from what the one before it has left: by another name where that one has
 * ended, from a copy where it may only be slow, and write on. */
#ifndef TESSC_DRIVER_SWEEP_CLAIM_H
#define TESSC_DRIVER_SWEEP_CLAIM_H

#include "driver/lease_keeper.h"
#include "sweep/results.h"

struct sweep_claim {
    const struct sweep_run *run;
    struct lease *lease;
    const char *folder; /* RUN.claim-K */
    bool goes_on;       /* there is a run directory already */
};

/* Is there a run directory of this run, whole or not? */
bool sweep_claim_exists(struct arena *arena, const struct sweep_run *run);

/* Claims a run of which the watch says that it may be claimed. *claim is NULL where another worker was quicker or has
 * finished the run. False, with a message on stderr, where it cannot be. In the arena. */
bool sweep_claim_take(struct lease_keeper *keeper, struct arena *arena, const struct sweep_run *run,
                      const struct lease_watch *watch, struct sweep_claim **claim);

/* The run has ended well: RUN.claim-K becomes RUN, RUN.started becomes RUN.done, and what else there was is removed.
 * False where another worker has taken it over or finished it; *error is then 0, or the errno of what cannot be
 * written. */
bool sweep_claim_finish(struct lease_keeper *keeper, struct arena *arena, struct sweep_claim *claim, int *error);

/* The run has not ended; its directory stays for whoever goes on. `code`: of a failure, or 0. */
void sweep_claim_give_back(struct lease_keeper *keeper, struct sweep_claim *claim, int code);

/* Another worker has the run: removes this one's directory. */
void sweep_claim_abandon(struct lease_keeper *keeper, struct arena *arena, struct sweep_claim *claim);

#endif
