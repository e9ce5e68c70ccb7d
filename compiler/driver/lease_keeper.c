#include "driver/lease_keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "driver/numbered.h"
#include "tess/text.h"

enum { RENEWALS = 6 }; /* within the time of a lease */

struct lease {
    int file; /* open for as long as it is held: what is written goes into this file, whatever its name stands for */
    const char *path, *higher; /* its own, and the next number's */
    long number;
    unsigned long long renewals;
    bool lost;
    struct lease *next;
};

/* Only the thread that has started it changes the list; both read it. */
struct lease_keeper {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool ends;
    int seconds;
    const char *boot;
    struct utsname machine;
    struct lease *held;
};

/* ---- The file ---- */

/* Always of the same length, so that no end of an older text stays. */
static bool write_lease(const struct lease_keeper *keeper, const struct lease *lease, const char *state)
{
    char text[LEASE_TEXT];
    const int length = snprintf(
        text, sizeof text, "host: %.64s\nprocess: %ld\nboot: %.64s\nseconds: %d\nrenewals: %020llu\nstate: %-10s",
        keeper->machine.nodename, (long)getpid(), keeper->boot, keeper->seconds, lease->renewals, state);
    for (char *end = text + length - 1; *end == ' '; end--)
        *end = '\n';
    return pwrite(lease->file, text, (size_t)length, 0) == length && fsync(lease->file) == 0;
}

/* Is its name another file's by now, or is there a higher number? What cannot be seen at the moment is not lost. */
static bool find_lost(const struct lease *lease)
{
    struct stat own, named, higher;
    if (fstat(lease->file, &own) != 0)
        return errno == ESTALE;
    if (lstat(lease->path, &named) != 0)
        return errno == ENOENT;
    return own.st_ino != named.st_ino || own.st_dev != named.st_dev || lstat(lease->higher, &higher) == 0;
}

/* ---- The thread ---- */

static void renew_all(struct lease_keeper *keeper)
{
    for (struct lease *lease = keeper->held; lease; lease = lease->next) {
        lease->renewals++;
        lease->lost = lease->lost || find_lost(lease);
        if (!lease->lost && !write_lease(keeper, lease, "held") && errno == ESTALE)
            lease->lost = true; /* removed by another machine */
    }
}

static void *keep(void *context)
{
    struct lease_keeper *keeper = context;
    const long long period = keeper->seconds * 1000000000LL / RENEWALS;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    pthread_mutex_lock(&keeper->lock);
    while (!keeper->ends) {
        next.tv_nsec += (long)(period % 1000000000LL);
        next.tv_sec += (time_t)(period / 1000000000LL) + next.tv_nsec / 1000000000L;
        next.tv_nsec %= 1000000000L;
        while (!keeper->ends && pthread_cond_timedwait(&keeper->wake, &keeper->lock, &next) != ETIMEDOUT)
            continue;
        if (!keeper->ends)
            renew_all(keeper);
        clock_gettime(CLOCK_MONOTONIC, &next);
    }
    pthread_mutex_unlock(&keeper->lock);
    return NULL;
}

struct lease_keeper *lease_keeper_start(struct arena *arena, int seconds)
{
    struct lease_keeper *keeper = ARENA_NEW(arena, struct lease_keeper);
    pthread_condattr_t attributes;
    keeper->seconds = seconds;
    keeper->boot = lease_boot(arena);
    if (uname(&keeper->machine) != 0)
        strcpy(keeper->machine.nodename, "here");
    pthread_mutex_init(&keeper->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&keeper->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    const int error = pthread_create(&keeper->thread, NULL, keep, keeper);
    if (error == 0)
        return keeper;
    tess_message("tessc: cannot start a thread: %s\n", strerror(error));
    pthread_cond_destroy(&keeper->wake);
    pthread_mutex_destroy(&keeper->lock);
    return NULL;
}

void lease_keeper_stop(struct lease_keeper *keeper)
{
    pthread_mutex_lock(&keeper->lock);
    keeper->ends = true;
    pthread_cond_signal(&keeper->wake);
    pthread_mutex_unlock(&keeper->lock);
    pthread_join(keeper->thread, NULL);
    pthread_cond_destroy(&keeper->wake);
    pthread_mutex_destroy(&keeper->lock);
}

/* ---- Claiming, giving back ---- */

/* Whoever watches may have the lock for a moment; without a text in the file it draws no conclusion from that. File
 * systems without locks have leases all the same. */
static void lock_file(int file)
{
    const struct timespec moment = {0, 10000000};
    for (int tries = 0; tries < 100 && flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; tries++)
        nanosleep(&moment, NULL);
}

static void remove_lower(struct arena *arena, const char *base, long number)
{
    long *numbers;
    const int count = numbered_list(arena, base, LEASE_KIND, &numbers);
    for (int i = 0; i < count; i++) {
        const char *path = numbered_path(arena, base, LEASE_KIND, numbers[i]);
        if (numbers[i] < number && unlink(path) != 0)
            rmdir(path); /* somebody's folder in its place, if it is empty */
    }
}

static bool cannot_claim(const char *path, int reason)
{
    tess_message("tessc: %s: cannot write: %s\n", path, strerror(reason));
    return false;
}

bool lease_claim(struct lease_keeper *keeper, struct arena *arena, const char *base, const struct lease_watch *watch,
                 struct lease **claimed)
{
    struct lease *lease = ARENA_NEW(arena, struct lease);
    lease->number = watch->number + 1;
    lease->path = numbered_path(arena, base, LEASE_KIND, lease->number);
    lease->higher = numbered_path(arena, base, LEASE_KIND, lease->number + 1);
    *claimed = NULL;
    if (watch->number >= NUMBERED_MOST)
        return cannot_claim(lease->path, ERANGE);
    lease->file = open(lease->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (lease->file < 0)
        return errno == EEXIST || cannot_claim(lease->path, errno);
    lock_file(lease->file);
    const bool written = write_lease(keeper, lease, "held");
    const int reason = errno;
    if (!written || numbered_highest(arena, base, LEASE_KIND) != lease->number) { /* what this one saw was old */
        unlink(lease->path);
        close(lease->file);
        return written || cannot_claim(lease->path, reason);
    }
    remove_lower(arena, base, lease->number);
    pthread_mutex_lock(&keeper->lock);
    lease->next = keeper->held;
    keeper->held = lease;
    pthread_mutex_unlock(&keeper->lock);
    *claimed = lease;
    return true;
}

long lease_number(const struct lease *lease)
{
    return lease->number;
}

bool lease_is_lost(struct lease_keeper *keeper, struct lease *lease)
{
    pthread_mutex_lock(&keeper->lock);
    const bool lost = lease->lost = lease->lost || find_lost(lease);
    pthread_mutex_unlock(&keeper->lock);
    return lost;
}

void lease_drop(struct lease_keeper *keeper, struct lease *lease)
{
    pthread_mutex_lock(&keeper->lock);
    for (struct lease **at = &keeper->held; *at; at = &(*at)->next)
        if (*at == lease) {
            *at = lease->next;
            break;
        }
    pthread_mutex_unlock(&keeper->lock);
    close(lease->file);
}

void lease_give_back(struct lease_keeper *keeper, struct lease *lease, int code)
{
    char state[LEASE_TEXT];
    snprintf(state, sizeof state, code ? "failed %d" : "free", code);
    pthread_mutex_lock(&keeper->lock);
    write_lease(keeper, lease, state); /* if that cannot be written it becomes stale */
    pthread_mutex_unlock(&keeper->lock);
    lease_drop(keeper, lease);
}

void lease_remove(struct arena *arena, const char *base)
{
    remove_lower(arena, base, NUMBERED_MOST + 1L);
}

void lease_inherit(const struct lease_keeper *keeper, const struct lease *lease)
{
    for (const struct lease *other = keeper->held; other; other = other->next)
        if (other != lease)
            close(other->file);
    fcntl(lease->file, F_SETFD, 0);
}
