/* Leases: who works on something that processes of several machines see in one folder.
 *
 * A lease on BASE is a file BASE.lease-N. Its holder alone makes it (open with O_EXCL, which is atomic on NFS too), and
 * it counts as long as there is none with a higher number. The holder rewrites it again and again with another count of
 * renewals. Who wants BASE watches the file: if it has not changed for the time that it names, by the watcher's own
 * clock and while the watcher was looking, its holder is taken for dead, and the watcher makes BASE.lease-N+1. Times of
 * two machines are never compared. On one machine there is no need to wait: a lease is locked, and the lock ends with
 * the last process that has it.
 *
 * A holder that was merely slow finds a higher number, or its own file removed. Up to that moment two processes may
 * believe that they hold BASE; so each must write only to names that have its number in them.
 *
 *     host: node7
 *     process: 4242
 *     boot: 2f1c5d1e-...          which machine, and since when it runs
 *     seconds: 60                 after which it may be taken over
 *     renewals: 00000000000000000017
 *     state: held                 or: free; failed 66 */
#ifndef TESSC_DRIVER_LEASE_WATCH_H
#define TESSC_DRIVER_LEASE_WATCH_H

#include <stdbool.h>

#include "support/arena.h"

#define LEASE_KIND "lease" /* of the numbered names */

enum { LEASE_LONGEST = 86400, LEASE_TEXT = 512 };

enum lease_state {
    LEASE_FREE,   /* nobody has claimed it, or it was given back */
    LEASE_FAILED, /* given back after a failure */
    LEASE_ENDED,  /* its holder was a process of this machine, and has ended with all that it started */
    LEASE_STALE,  /* it was not renewed for its time */
    LEASE_HELD
};

/* What a watcher has seen; zeroed before the first look. */
struct lease_watch {
    enum lease_state state;
    long number;      /* of the lease that counts; 0: there is none */
    int code;         /* LEASE_FAILED: the exit code */
    bool damaged;     /* its text is none of a lease */
    double seconds;   /* after which it is stale */
    double unchanged; /* for how long it has been watched without a change */
    double looked;    /* when, by the watcher's clock */
    char text[LEASE_TEXT];
};

/* Looks at the lease on BASE. `seconds` is the watcher's own time, which counts where the lease's is shorter or cannot
 * be read. The arena is scratch. */
void lease_look(struct arena *arena, const char *base, double seconds, struct lease_watch *watch);

/* "node7, process 4242", as the lease says; in the arena. */
const char *lease_holder(struct arena *arena, const struct lease_watch *watch);

/* The watcher's clock in seconds. */
double lease_clock(void);

/* This machine since it was started, as Linux names that; "" where it does not. In the arena. */
const char *lease_boot(struct arena *arena);

#endif
