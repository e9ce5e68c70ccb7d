#include "driver/sweep_claim.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/files.h"
#include "driver/folder_copy.h"
#include "driver/numbered.h"
#include "tess/text.h"

static const char claim_kind[] = "claim", copy_kind[] = "copy", gone_kind[] = "gone";

static bool is_done(struct arena *arena, const struct sweep_run *run)
{
    return file_exists(sweep_run_file(arena, run, "done"));
}

bool sweep_claim_exists(struct arena *arena, const struct sweep_run *run)
{
    return file_exists(run->folder) || numbered_highest(arena, run->folder, claim_kind) > 0;
}

/* ---- Removing ---- */

/* By another name first, at one stroke: who still writes to it, or is about to finish it, finds nothing there. */
static void remove_claim(struct arena *arena, const char *base, long number)
{
    const char *gone = numbered_path(arena, base, gone_kind, number);
    folder_remove(arena, gone);
    if (rename(numbered_path(arena, base, claim_kind, number), gone) == 0)
        folder_remove(arena, gone);
}

/* What claims below a number have left. */
static void remove_lower(struct arena *arena, const char *base, long number)
{
    static const char *const kinds[] = {claim_kind, copy_kind, gone_kind};
    for (int kind = 0; kind < 3; kind++) {
        long *numbers;
        const int count = numbered_list(arena, base, kinds[kind], &numbers);
        for (int i = 0; i < count; i++) {
            if (numbers[i] >= number)
                continue;
            if (kinds[kind] == claim_kind)
                remove_claim(arena, base, numbers[i]);
            else
                folder_remove(arena, numbered_path(arena, base, kinds[kind], numbers[i]));
        }
    }
}

/* ---- Taking ---- */

/* The directory to go on from. An earlier version of tessc trained in RUN itself. */
static const char *find_source(struct arena *arena, const char *base, long *number)
{
    *number = numbered_highest(arena, base, claim_kind);
    return *number ? numbered_path(arena, base, claim_kind, *number) : file_exists(base) ? base : NULL;
}

/* Does nobody write to the directory that the claim before this one has left? */
static bool is_quiet(const struct lease_watch *watch, long source)
{
    return source > 0 && source == watch->number &&
           (watch->state == LEASE_FREE || watch->state == LEASE_FAILED || watch->state == LEASE_ENDED);
}

static bool copy_source(struct arena *arena, const char *base, const char *source, const struct sweep_claim *claim)
{
    const char *copy = numbered_path(arena, base, copy_kind, lease_number(claim->lease));
    folder_remove(arena, copy);
    if (folder_copy(arena, source, copy, "state.safetensors") && rename(copy, claim->folder) == 0)
        return true;
    const int reason = errno;
    folder_remove(arena, copy);
    errno = reason;
    return false;
}

/* Makes the run directory out of what is there, if anything is. False with errno; ENOENT: another worker was here. */
static bool adopt(struct arena *arena, const struct sweep_run *run, const struct lease_watch *watch,
                  struct sweep_claim *claim)
{
    long number;
    const char *source = find_source(arena, run->folder, &number);
    claim->goes_on = source != NULL;
    return !source || (is_quiet(watch, number) ? rename(source, claim->folder) == 0
                                               : copy_source(arena, run->folder, source, claim));
}

bool sweep_claim_take(struct lease_keeper *keeper, struct arena *arena, const struct sweep_run *run,
                      const struct lease_watch *watch, struct sweep_claim **claimed)
{
    struct sweep_claim *claim = ARENA_NEW(arena, struct sweep_claim);
    *claimed = NULL;
    if (!lease_claim(keeper, arena, run->folder, watch, &claim->lease))
        return false;
    if (!claim->lease)
        return true;
    claim->run = run;
    claim->folder = numbered_path(arena, run->folder, claim_kind, lease_number(claim->lease));
    if (is_done(arena, run)) { /* what this worker saw was old; as it has just made a name there, this is not */
        lease_remove(arena, run->folder);
        lease_drop(keeper, claim->lease);
        return true;
    }
    if (adopt(arena, run, watch, claim)) {
        remove_lower(arena, run->folder, lease_number(claim->lease));
        *claimed = claim;
        return true;
    }
    const int reason = errno;
    lease_give_back(keeper, claim->lease, 0);
    if (reason != ENOENT)
        tess_message("tessc: %s: cannot write: %s\n", claim->folder, strerror(reason));
    return reason == ENOENT;
}

/* ---- Ending ---- */

/* RUN.claim-K to RUN. There may be one already: of another worker that has finished it, or an unfinished one of an
 * earlier version of tessc, which this one went on from. */
static bool put_in_place(struct arena *arena, const struct sweep_claim *claim)
{
    const struct sweep_run *run = claim->run;
    const char *gone = numbered_path(arena, run->folder, gone_kind, lease_number(claim->lease));
    if (rename(claim->folder, run->folder) == 0)
        return true;
    if ((errno != ENOTEMPTY && errno != EEXIST) || is_done(arena, run))
        return false;
    folder_remove(arena, gone);
    return rename(run->folder, gone) == 0 && rename(claim->folder, run->folder) == 0;
}

bool sweep_claim_finish(struct lease_keeper *keeper, struct arena *arena, struct sweep_claim *claim, int *error)
{
    const struct sweep_run *run = claim->run;
    const long number = lease_number(claim->lease);
    const char *done = sweep_run_file(arena, run, "done");
    if (!put_in_place(arena, claim)) {
        *error = errno == ENOENT || is_done(arena, run) ? 0 : errno;
        if (*error == 0)
            sweep_claim_abandon(keeper, arena, claim);
        else
            lease_give_back(keeper, claim->lease, 0);
        return false;
    }
    *error = 0;
    if ((rename(sweep_run_file(arena, run, "started"), done) != 0 && !is_done(arena, run)) ||
        !folder_flush(arena, done)) {
        *error = errno;
        lease_give_back(keeper, claim->lease, 0);
        return false;
    }
    remove_lower(arena, run->folder, number + 1);
    lease_remove(arena, run->folder);
    lease_drop(keeper, claim->lease);
    return true;
}

void sweep_claim_give_back(struct lease_keeper *keeper, struct sweep_claim *claim, int code)
{
    lease_give_back(keeper, claim->lease, code);
}

void sweep_claim_abandon(struct lease_keeper *keeper, struct arena *arena, struct sweep_claim *claim)
{
    remove_claim(arena, claim->run->folder, lease_number(claim->lease));
    if (is_done(arena, claim->run))
        unlink(sweep_run_file(arena, claim->run, "started")); /* of this worker, which began after the end */
    lease_drop(keeper, claim->lease);
}
