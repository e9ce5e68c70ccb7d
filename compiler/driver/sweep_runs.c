/* The runs of a sweep: which are to be started, and how they end. Other workers, processes like this one, may be at
 * work in the same folder: what they hold (sweep_claim.h) is watched, and taken over if they die.
 *
 * Signals are blocked and waited for, together with the ends of the trainers, in one place. */
#include <errno.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "driver/files.h"
#include "driver/numbered.h"
#include "driver/sweep_process.h"
#include "tess/file.h"

/* ---- What has been done ---- */

/* Does the file say something else? Files that are not there say nothing. */
static bool differs(struct arena *arena, const char *path, const char *record)
{
    const char *other;
    FILE *file = tess_file_open(path, "rb", &other);
    if (!file)
        return errno != ENOENT; /* what cannot be read is not the same */
    const size_t wanted = strlen(record);
    char *text = ARENA_ARRAY(arena, char, wanted + 1);
    const size_t length = fread(text, 1, wanted + 1, file);
    fclose(file);
    return length != wanted || memcmp(text, record, length) != 0;
}

bool sweep_run_is_foreign(const struct sweep_work *work, const struct sweep_run *run)
{
    static const char *const suffixes[] = {"started", "done"};
    struct arena *arena = work->options->arena;
    for (int i = 0; i < 2 && sweep_claim_exists(arena, run); i++) {
        const char *path = sweep_run_file(arena, run, suffixes[i]);
        if (!differs(arena, path, sweep_trainer_of(work, run)->record))
            continue;
        tess_message("tessc: %s: that run had another model or other options than this sweep; --out DIR names another "
                     "folder\n",
                     path);
        return true;
    }
    return false;
}

bool sweep_is_foreign(const struct sweep_work *work)
{
    for (int i = 0; i < work->count; i++)
        if (sweep_run_is_foreign(work, &work->runs[i]))
            return true;
    return false;
}

static bool is_done(struct arena *arena, const struct sweep_run *run)
{
    return file_exists(sweep_run_file(arena, run, "done"));
}

/* Does --only let a cell through? */
static bool is_chosen(const struct sweep_work *work, const struct sweep_run *run)
{
    const char *only = work->own->only, *row = run->cell->row->name, *column = run->cell->column->name;
    return !only || fnmatch(only, row, 0) == 0 || fnmatch(only, column, 0) == 0 ||
           fnmatch(only, arena_format(work->options->arena, "%s/%s", row, column), 0) == 0;
}

bool sweep_has_runs(const struct sweep_work *work)
{
    for (int i = 0; i < work->count; i++)
        if (is_chosen(work, &work->runs[i]))
            return true;
    tess_message("tessc: --only %s: no cell of that name has a model\n", work->own->only);
    return false;
}

/* ---- This worker ---- */

/* A run, as this worker knows it. */
struct entry {
    const struct sweep_run *run;
    struct lease_watch watch;
    long first;                /* number of the lease at the first look: a failure up to there is tried again */
    double next_look;          /* when to look again, by lease_clock */
    struct sweep_claim *claim; /* held by this worker; NULL: it is not */
    pid_t process;             /* its trainer */
    bool done, tried;          /* tried: it failed, here or elsewhere, while this worker was there */
    bool elsewhere;            /* another worker has it */
    bool ended;                /* its trainer is being ended, since the claim is lost */
};

struct crew {
    struct sweep_work *work;
    struct lease_keeper *keeper;
    struct entry *entry; /* the chosen runs */
    int entries, running, done;
    int waited_for; /* runs of others, as was said last */
    int stops;      /* signals so far */
    double period;  /* between two looks at what others have */
    sigset_t signals, before;
    enum tess_exit code; /* of the first failure */
};

static void say(const struct sweep_run *run, const char *what)
{
    tess_message("tessc: %s: %s\n", run->title, what);
}

static void keep_code(struct crew *crew, enum tess_exit code)
{
    if (crew->code == TESS_OK)
        crew->code = code;
}

/* ---- How trainers end ---- */

/* The last line that a file has, without its end; "" if it has none. */
static const char *last_line(struct arena *arena, const char *path)
{
    char *line = NULL;
    const char *other, *last = "";
    size_t room = 0;
    FILE *file = tess_file_open(path, "rb", &other);
    for (ssize_t length; file && (length = getline(&line, &room, file)) > 0;)
        if (line[0] != '\n')
            last = arena_copy(arena, line, strcspn(line, "\n"));
    free(line);
    if (file)
        fclose(file);
    return last;
}

static void report_failure(struct crew *crew, struct entry *entry, int status)
{
    struct arena *arena = crew->work->options->arena;
    const struct sweep_run *run = entry->run;
    const char *log = sweep_run_file(arena, run, "log");
    const bool exited = WIFEXITED(status);
    const int number = exited ? WEXITSTATUS(status) : WTERMSIG(status);
    const enum tess_exit code = exited && number > 0 ? (enum tess_exit)number : TESS_FAILED;
    tess_message("tessc: %s: failed (%s %d), see %s\n", run->title, exited ? "exit code" : "signal", number, log);
    const char *line = last_line(arena, log);
    if (*line)
        tess_message("    %s\n", line);
    sweep_claim_give_back(crew->keeper, entry->claim, (int)code);
    entry->tried = true;
    keep_code(crew, code);
    if (exited && number == TESS_BAD_DATA) {
        sweep_trainer_of(crew->work, run)->given_up = true;
        tess_message("    other runs of this cell are not started\n");
    }
}

static void finish_run(struct crew *crew, struct entry *entry)
{
    struct sweep_work *work = crew->work;
    struct arena *arena = work->options->arena;
    const struct sweep_run *run = entry->run;
    const char *text;
    int error;
    struct sweep_value value;
    if (!sweep_claim_finish(crew->keeper, arena, entry->claim, &error)) {
        entry->tried = error != 0;
        if (error != 0) {
            tess_message("tessc: %s: cannot write: %s\n", sweep_run_file(arena, run, "done"), strerror(error));
            keep_code(crew, TESS_IO);
        } else {
            say(run, "another worker has taken it over; what was trained here is dropped");
        }
        return;
    }
    entry->done = true;
    crew->done++;
    if (sweep_run_value(arena, work->sweep, run, &value, &text))
        tess_message("tessc: %s: %.*f%s (%d of %d runs done)\n", run->title, work->sweep->metric->percent ? 2 : 4,
                     value.value, work->sweep->metric->percent ? " %" : "", crew->done, crew->entries);
    if (!sweep_write_tables(work))
        keep_code(crew, TESS_IO);
}

static void drop_lost(struct crew *crew, struct entry *entry)
{
    if (!entry->ended)
        say(entry->run, "another worker has taken it over; what was trained here is dropped");
    sweep_claim_abandon(crew->keeper, crew->work->options->arena, entry->claim);
}

static void take_end(struct crew *crew, struct entry *entry, int status)
{
    const bool exited = WIFEXITED(status);
    const int code = exited ? WEXITSTATUS(status) : -1;
    crew->running--;
    entry->process = 0;
    entry->next_look = 0;
    if (code == TESS_OK && !entry->ended) {
        finish_run(crew, entry);
    } else if (lease_is_lost(crew->keeper, entry->claim->lease)) {
        drop_lost(crew, entry);
    } else if (code == TESS_INTERRUPTED || (!exited && crew->stops > 0)) {
        say(entry->run, exited ? "stopped, checkpoint written" : "ended by the signal; its last checkpoint stays");
        sweep_claim_give_back(crew->keeper, entry->claim, 0);
        entry->tried = true;
    } else {
        report_failure(crew, entry, status);
    }
    entry->claim = NULL;
}

/* Looks after the trainers that have ended, and ends those whose runs other workers have taken over. */
static void reap(struct crew *crew)
{
    for (int i = 0; i < crew->entries; i++) {
        struct entry *entry = &crew->entry[i];
        int status;
        if (!entry->claim)
            continue;
        if (waitpid(entry->process, &status, WNOHANG) == entry->process) {
            take_end(crew, entry, status);
        } else if (!entry->ended && lease_is_lost(crew->keeper, entry->claim->lease)) {
            say(entry->run, "another worker has taken it over; its trainer here is ended");
            entry->ended = true;
            kill(entry->process, SIGKILL);
        }
    }
}

/* Takes one signal, for which it waits so many seconds; false: none came. */
static bool take_signal(struct crew *crew, double seconds)
{
    const struct timespec wait = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
    const int number = sigtimedwait(&crew->signals, NULL, &wait);
    reap(crew);
    if (number <= 0 || number == SIGCHLD)
        return number > 0;
    if (crew->stops++ == 0 && crew->running > 0)
        fputs("tessc: stopping: the trainers write their checkpoints\n", stderr);
    for (int i = 0; i < crew->entries; i++)
        if (crew->entry[i].claim)
            kill(crew->entry[i].process, SIGTERM);
    return true;
}

/* ---- Other workers ---- */

/* Looks whether a run is done, or at work elsewhere. A failure that another worker has just had is not repeated. */
static void look(struct crew *crew, struct entry *entry)
{
    struct arena *arena = arena_create(); /* of its own: there is no end to looking */
    struct lease_watch *watch = &entry->watch;
    lease_look(arena, entry->run->folder, crew->work->own->lease, watch);
    entry->next_look = lease_clock() + crew->period;
    entry->elsewhere = watch->state == LEASE_HELD;
    if (is_done(arena, entry->run)) {
        entry->done = true;
        entry->elsewhere = false;
        crew->done++;
    } else if (watch->state == LEASE_FAILED && watch->number > entry->first && !entry->tried) {
        tess_message("tessc: %s: failed with exit code %d at %s, see %s\n", entry->run->title, watch->code,
                     lease_holder(arena, watch), sweep_run_file(arena, entry->run, "log"));
        entry->tried = true;
        keep_code(crew, (enum tess_exit)watch->code);
    }
    arena_destroy(arena);
}

/* A run that this worker may start. All that are not known to be done are looked at in turn. */
static struct entry *find_free(struct crew *crew)
{
    for (int i = 0; i < crew->entries; i++) {
        struct entry *entry = &crew->entry[i];
        if (!entry->done && !entry->claim && lease_clock() >= entry->next_look)
            look(crew, entry);
        if (!entry->done && !entry->claim && !entry->elsewhere && !entry->tried &&
            !sweep_trainer_of(crew->work, entry->run)->given_up)
            return entry;
    }
    return NULL;
}

/* Is anything left that other workers have? Says so, when there is nothing else to do. */
static bool waits_for_others(struct crew *crew)
{
    int count = 0;
    for (int i = 0; i < crew->entries; i++)
        count += crew->entry[i].elsewhere;
    if (crew->running == 0 && count > 0 && count != crew->waited_for) {
        crew->waited_for = count;
        tess_message("tessc: waiting for %d run%s of other workers:\n", count, count > 1 ? "s" : "");
        struct arena *arena = arena_create();
        for (int i = 0; i < crew->entries; i++)
            if (crew->entry[i].elsewhere)
                tess_message("    %s: %s\n", crew->entry[i].run->title, lease_holder(arena, &crew->entry[i].watch));
        arena_destroy(arena);
    }
    return count > 0;
}

/* Why a run that another worker had is taken from it. */
static void tell_takeover(struct arena *arena, const struct entry *entry)
{
    const struct lease_watch *watch = &entry->watch;
    if (watch->damaged && (watch->state == LEASE_ENDED || watch->state == LEASE_STALE))
        tess_message("tessc: %s: taken over: the lease %s.%s-%ld is damaged, and has not changed for %.0f s\n",
                     entry->run->title, entry->run->folder, LEASE_KIND, watch->number, watch->unchanged);
    else if (watch->state == LEASE_ENDED)
        tess_message("tessc: %s: taken over from %s, which has ended\n", entry->run->title, lease_holder(arena, watch));
    else if (watch->state == LEASE_STALE)
        tess_message("tessc: %s: taken over from %s, which has been silent for %.0f s\n", entry->run->title,
                     lease_holder(arena, watch), watch->unchanged);
}

/* ---- Starting ---- */

/* The trainer's program; once for all runs of a cell. A cell whose program cannot be built is given up. */
static bool have_program(struct crew *crew, struct sweep_trainer *trainer)
{
    enum tess_exit code;
    if (trainer->program || crew->work->options->engine == ENGINE_INTERPRET)
        return true;
    trainer->program = find_trainer(crew->work->options, trainer->model, &code);
    while (take_signal(crew, 0))
        continue;
    if (!trainer->program && crew->stops == 0) {
        keep_code(crew, code);
        trainer->given_up = true;
    }
    return trainer->program && crew->stops == 0;
}

/* Starts the trainer of a run that has been claimed. False: it could not be, which has been told. */
static bool start_claimed(struct crew *crew, struct entry *entry)
{
    struct sweep_work *work = crew->work;
    struct arena *arena = work->options->arena;
    const char *record = sweep_run_file(arena, entry->run, "started");
    enum tess_exit code = TESS_IO;
    if (sweep_run_is_foreign(work, entry->run))
        code = TESS_USAGE;
    else if (file_write(arena, record, sweep_trainer_of(work, entry->run)->record))
        entry->process = sweep_start_trainer(work, crew->keeper, entry->claim, &crew->before);
    if (entry->process > 0)
        return true;
    entry->process = 0;
    sweep_claim_give_back(crew->keeper, entry->claim, 0);
    entry->claim = NULL;
    entry->tried = true;
    keep_code(crew, code);
    return false;
}

static void start_run(struct crew *crew, struct entry *entry)
{
    struct arena *arena = crew->work->options->arena;
    if (!have_program(crew, sweep_trainer_of(crew->work, entry->run)))
        return;
    entry->ended = false;
    entry->next_look = lease_clock() + crew->period;
    entry->elsewhere = true; /* unless this worker gets it */
    if (!folder_make(arena, folder_of(arena, entry->run->folder)) ||
        !sweep_claim_take(crew->keeper, arena, entry->run, &entry->watch, &entry->claim)) {
        entry->tried = true;
        entry->elsewhere = false;
        keep_code(crew, TESS_IO);
    } else if (entry->claim) {
        entry->elsewhere = false;
        tell_takeover(arena, entry);
        if (start_claimed(crew, entry)) {
            crew->running++;
            say(entry->run, entry->claim->goes_on ? "goes on" : "starts");
        }
    }
}

/* ---- All of them ---- */

static void list_entries(struct crew *crew)
{
    const struct sweep_work *work = crew->work;
    crew->entry = ARENA_ARRAY(work->options->arena, struct entry, work->count);
    for (int i = 0; i < work->count; i++) {
        if (!is_chosen(work, &work->runs[i]))
            continue;
        struct entry *entry = &crew->entry[crew->entries++];
        entry->run = &work->runs[i];
        entry->first = NUMBERED_MOST; /* all that is seen now is old */
        look(crew, entry);
        entry->first = entry->watch.number;
    }
    if (crew->done > 0)
        tess_message("tessc: %d of %d runs were done before\n", crew->done, crew->entries);
}

static void block_signals(struct crew *crew)
{
    sigemptyset(&crew->signals);
    sigaddset(&crew->signals, SIGINT);
    sigaddset(&crew->signals, SIGTERM);
    sigaddset(&crew->signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &crew->signals, &crew->before);
    signal(SIGCHLD, SIG_DFL); /* it may have been ignored by whoever started us */
}

static void work_off(struct crew *crew)
{
    for (;;) {
        struct entry *entry = crew->stops == 0 && crew->running < crew->work->own->jobs ? find_free(crew) : NULL;
        if (entry)
            start_run(crew, entry);
        else if (crew->running > 0 || (crew->stops == 0 && waits_for_others(crew)))
            take_signal(crew, crew->period);
        else
            break;
        while (take_signal(crew, 0))
            continue;
    }
}

enum tess_exit sweep_run_all(struct sweep_work *work)
{
    const double looks = 10, longest = 5;
    struct crew crew = {.work = work, .period = work->own->lease / looks};
    crew.period = crew.period < longest ? crew.period : longest;
    block_signals(&crew); /* the keeper's thread is not to take them */
    list_entries(&crew);
    crew.keeper = lease_keeper_start(work->options->arena, work->own->lease);
    if (crew.keeper) {
        work_off(&crew);
        lease_keeper_stop(crew.keeper);
    }
    sigprocmask(SIG_SETMASK, &crew.before, NULL);
    if (!crew.keeper)
        return TESS_FAILED;
    if (crew.done < crew.entries)
        tess_message("tessc: %d of %d runs are done; the same command goes on with the others\n", crew.done,
                     crew.entries);
    const bool stopped = crew.stops > 0 || crew.code == TESS_OK; /* or else someone stopped a trainer */
    return stopped && crew.done < crew.entries ? TESS_INTERRUPTED : crew.code;
}
