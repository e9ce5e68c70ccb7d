/* Leases that this process holds (lease_watch.h says what a lease is): a thread renews them. */
#ifndef TESSC_DRIVER_LEASE_KEEPER_H
#define TESSC_DRIVER_LEASE_KEEPER_H

#include "driver/lease_watch.h"

struct lease;
struct lease_keeper;

/* A thread that renews what this process holds, several times within `seconds`, and finds out what it has lost. NULL
 * with a message on stderr. In the arena. */
struct lease_keeper *lease_keeper_start(struct arena *arena, int seconds);
void lease_keeper_stop(struct lease_keeper *keeper);

/* Claims BASE, of which the watch says that it may be claimed. *lease is NULL where another process was quicker; false,
 * with a message on stderr, where there can be no lease. In the arena. */
bool lease_claim(struct lease_keeper *keeper, struct arena *arena, const char *base, const struct lease_watch *watch,
                 struct lease **lease);

long lease_number(const struct lease *lease);

/* Has another process taken it over? */
bool lease_is_lost(struct lease_keeper *keeper, struct lease *lease);

/* Says in the lease that it is free, or (code not 0) that its holder has failed, and renews it no longer. */
void lease_give_back(struct lease_keeper *keeper, struct lease *lease, int code);

/* Renews it no longer, for it is lost, or not needed any more. */
void lease_drop(struct lease_keeper *keeper, struct lease *lease);

/* Removes all leases on BASE: nobody is to claim it any more. */
void lease_remove(struct arena *arena, const char *base);

/* In a child process that works for the holder: it keeps this lease's lock also when the holder has ended, and so does
 * a program that takes its place; and it keeps no other lease's. */
void lease_inherit(const struct lease_keeper *keeper, const struct lease *lease);

#endif
