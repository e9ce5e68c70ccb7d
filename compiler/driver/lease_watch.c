#include "driver/lease_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "driver/numbered.h"
#include "tess/file.h"

double lease_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The beginning of a file; "" for what is none, or cannot be read. */
static void read_text(int file, char text[LEASE_TEXT])
{
    const ssize_t length = file >= 0 ? pread(file, text, LEASE_TEXT - 1, 0) : 0;
    text[length > 0 ? length : 0] = '\0';
}

const char *lease_boot(struct arena *arena)
{
    char text[LEASE_TEXT];
    const char *found;
    const int file = tess_file_descriptor("/proc/sys/kernel/random/boot_id", &found);
    read_text(file, text);
    if (file >= 0)
        close(file);
    return arena_copy(arena, text, strcspn(text, "\n"));
}

/* What a line of the text says, in the arena; "" if there is none. */
static const char *line_of(struct arena *arena, const char *text, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (!strncmp(line, name, length) && !strncmp(line + length, ": ", 2))
            return arena_copy(arena, line + length + 2, strcspn(line + length + 2, "\n"));
    return "";
}

static bool read_number(const char *text, long most, long *number)
{
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && errno == 0 && *number <= most;
}

/* The state that the text tells of; LEASE_HELD and *damaged where it is none of a lease. */
static enum lease_state read_state(struct arena *arena, double seconds, struct lease_watch *watch)
{
    static const char failed[] = "failed ";
    const char *state = line_of(arena, watch->text, "state");
    long number;
    const bool timed = read_number(line_of(arena, watch->text, "seconds"), LEASE_LONGEST, &number);
    watch->seconds = timed && (double)number > seconds ? (double)number : seconds;
    watch->damaged = !timed;
    if (!strcmp(state, "free"))
        return LEASE_FREE;
    if (!strncmp(state, failed, sizeof failed - 1) && read_number(state + sizeof failed - 1, 255, &number)) {
        watch->code = (int)number;
        return LEASE_FAILED;
    }
    watch->damaged |= strcmp(state, "held") != 0;
    return LEASE_HELD;
}

/* Does nobody on this machine have the lock any more, which a holder on this machine had? Locks of other machines may
 * not be seen here. A holder that gave the lease back after the text was read has not ended: the next look tells. */
static bool has_ended(struct arena *arena, int file, const char *text)
{
    char last[LEASE_TEXT];
    const char *boot = line_of(arena, text, "boot");
    if (file < 0 || !*boot || strcmp(boot, lease_boot(arena)) || flock(file, LOCK_EX | LOCK_NB) != 0)
        return false;
    read_text(file, last);
    return !strcmp(text, last);
}

/* Counts the time since the last look, but for pauses of the watcher itself: a holder may have been paused with it. */
static void count_time(struct lease_watch *watch, const char text[LEASE_TEXT], bool same)
{
    const double now = lease_clock(), passed = now - watch->looked, most = watch->seconds / 4;
    const bool unchanged = same && watch->looked > 0 && !strcmp(text, watch->text);
    watch->unchanged = unchanged ? watch->unchanged + (passed < most ? passed : most) : 0;
    watch->looked = now;
    strcpy(watch->text, text);
}

void lease_look(struct arena *arena, const char *base, double seconds, struct lease_watch *watch)
{
    char text[LEASE_TEXT];
    const char *found;
    const long highest = numbered_highest(arena, base, LEASE_KIND);
    const int file = highest ? tess_file_descriptor(numbered_path(arena, base, LEASE_KIND, highest), &found) : -1;
    read_text(file, text);
    count_time(watch, text, highest == watch->number);
    watch->number = highest;
    watch->state = highest ? read_state(arena, seconds, watch) : LEASE_FREE;
    if (watch->state == LEASE_HELD && has_ended(arena, file, text))
        watch->state = LEASE_ENDED;
    else if (watch->state == LEASE_HELD && watch->unchanged > watch->seconds)
        watch->state = LEASE_STALE;
    if (file >= 0)
        close(file);
}

const char *lease_holder(struct arena *arena, const struct lease_watch *watch)
{
    const char *host = line_of(arena, watch->text, "host"), *process = line_of(arena, watch->text, "process");
    return *host && *process ? arena_format(arena, "%s, process %s", host, process) : "somebody";
}
