/* The runs of a sweep: which are to be started, the processes that they are, and how they end.
 *
 * Signals are blocked and waited for, together with the ends of the trainers, in one place. A trainer has a process
 * group of its own, so that a Ctrl-C reaches it once, through the sweep; if the sweep is killed the kernel sends its
 * trainers SIGTERM, and they write their checkpoints. */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "driver/files.h"
#include "driver/sweep_work.h"
#include "interpret/interpret.h"
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

static struct sweep_trainer *trainer_of(const struct sweep_work *work, const struct sweep_run *run)
{
    return &work->trainers[run->cell - work->sweep->cell];
}

bool sweep_is_foreign(const struct sweep_work *work)
{
    static const char *const suffixes[] = {"started", "done"};
    for (int i = 0; i < work->count; i++)
        for (int k = 0; k < 2 && file_exists(work->runs[i].folder); k++) {
            const char *path = sweep_run_file(work->options->arena, &work->runs[i], suffixes[k]);
            if (differs(work->options->arena, path, trainer_of(work, &work->runs[i])->record)) {
                tess_message("tessc: %s: that run had another model or other options than this sweep; --out DIR names "
                             "another folder\n",
                             path);
                return true;
            }
        }
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

/* ---- The processes ---- */

struct trainer_process {
    pid_t id;
    const struct sweep_run *run;
};

struct crew {
    struct sweep_work *work;
    struct trainer_process *process;
    int running, wanted, done;
    int stops; /* signals so far */
    sigset_t signals, before;
    enum tess_exit code; /* of the first failure */
};

static void say(const struct sweep_run *run, const char *what)
{
    tess_message("tessc: %s: %s\n", run->title, what);
}

/* Where a run's data are; NULL if nobody says. */
static const char *data_folder(const struct sweep_work *work, const struct sweep_run *run)
{
    const char *root = work->own->data_root, *data = run->cell->settings.data.text;
    if (root && data && *data != '/')
        return arena_format(work->options->arena, "%s/%s", root, data);
    return data ? data : root;
}

/* The words of a run: the trainer's name, train, its options, and what is the run's own. */
static char **list_words(struct sweep_work *work, const struct sweep_run *run)
{
    struct arena *arena = work->options->arena;
    const struct sweep_trainer *trainer = trainer_of(work, run);
    const char *data = data_folder(work, run);
    char **words = ARENA_ARRAY(arena, char *, trainer->words + 10);
    int count = 0;
    words[count++] = (char *)trainer->model->name;
    words[count++] = "train";
    for (int i = 0; i < trainer->words; i++)
        words[count++] = trainer->word[i];
    words[count++] = "--seed";
    words[count++] = arena_format(arena, "%" PRIu64, run->seed);
    words[count++] = "--out";
    words[count++] = (char *)run->folder;
    if (data) {
        words[count++] = "--data";
        words[count++] = (char *)data;
    }
    if (file_exists(run->folder))
        words[count++] = "--resume";
    return words;
}

static bool move_descriptor(int from, int to)
{
    return from >= 0 && dup2(from, to) == to;
}

/* The child, up to the point where it is the trainer. What it has to say goes into the log. */
static _Noreturn void become_trainer(const struct crew *crew, const struct sweep_run *run, char **words, int log,
                                     pid_t parent)
{
    struct options *options = crew->work->options;
    const struct sweep_trainer *trainer = trainer_of(crew->work, run);
    if (!move_descriptor(open("/dev/null", O_RDONLY), 0) || !move_descriptor(log, 1) || !move_descriptor(log, 2))
        _exit(TESS_IO);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(TESS_INTERRUPTED); /* it was killed before the kernel knew */
    fcntl(crew->work->trainers_lock, F_SETFD, 0);
    close(crew->work->lock); /* not the trainer's, even if no program takes this one's place */
    sigprocmask(SIG_SETMASK, &crew->before, NULL);
    if (options->engine == ENGINE_INTERPRET) {
        int count = 0;
        while (words[count])
            count++;
        const int code = tess_main(interpret_model(options->arena, trainer->model), count, words);
        fflush(NULL);
        _exit(code);
    }
    execv(trainer->program, words);
    tess_message("tessc: cannot run %s: %s\n", trainer->program, strerror(errno));
    fflush(NULL);
    _exit(TESS_FAILED);
}

static bool start_process(struct crew *crew, const struct sweep_run *run)
{
    struct arena *arena = crew->work->options->arena;
    char **words = list_words(crew->work, run);
    const char *path = sweep_run_file(arena, run, "log");
    const char *other;
    FILE *file = tess_file_open(path, "ab", &other);
    const int log = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 0) : -1;
    if (file)
        fclose(file);
    if (log < 0) {
        tess_message("tessc: %s: %s%s\n", path,
                     other ? "expected a file, found " : "cannot write: ", other ? other : strerror(errno));
        return false;
    }
    const pid_t parent = getpid();
    fflush(NULL); /* or the child writes it again */
    const pid_t child = fork();
    if (child == 0)
        become_trainer(crew, run, words, log, parent);
    close(log);
    if (child < 0) {
        tess_message("tessc: cannot start a process: %s\n", strerror(errno));
        return false;
    }
    crew->process[crew->running++] = (struct trainer_process){child, run};
    return true;
}

/* ---- How they end ---- */

static void keep_code(struct crew *crew, enum tess_exit code)
{
    if (crew->code == TESS_OK)
        crew->code = code;
}

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

static void report_failure(struct crew *crew, const struct sweep_run *run, int status)
{
    struct arena *arena = crew->work->options->arena;
    const char *log = sweep_run_file(arena, run, "log");
    const bool exited = WIFEXITED(status);
    const int code = exited ? WEXITSTATUS(status) : WTERMSIG(status);
    tess_message("tessc: %s: failed (%s %d), see %s\n", run->title, exited ? "exit code" : "signal", code, log);
    const char *line = last_line(arena, log);
    if (*line)
        tess_message("    %s\n", line);
    keep_code(crew, exited && code > 0 ? (enum tess_exit)code : TESS_FAILED);
    if (exited && code == TESS_BAD_DATA) {
        trainer_of(crew->work, run)->given_up = true;
        tess_message("    other runs of this cell are not started\n");
    }
}

static void finish_run(struct crew *crew, const struct sweep_run *run)
{
    struct sweep_work *work = crew->work;
    struct arena *arena = work->options->arena;
    const char *done = sweep_run_file(arena, run, "done"), *error;
    struct sweep_value value;
    if (rename(sweep_run_file(arena, run, "started"), done) != 0) {
        tess_message("tessc: %s: cannot write: %s\n", done, strerror(errno));
        keep_code(crew, TESS_IO);
        return;
    }
    crew->done++;
    if (sweep_run_value(arena, work->sweep, run, &value, &error))
        tess_message("tessc: %s: %.*f%s (%d of %d runs done)\n", run->title, work->sweep->metric->percent ? 2 : 4,
                     value.value, work->sweep->metric->percent ? " %" : "", crew->done, crew->wanted);
    if (!sweep_write_tables(work))
        keep_code(crew, TESS_IO);
}

/* Looks after the trainers that have ended. */
static void reap(struct crew *crew)
{
    for (int i = 0; i < crew->running;) {
        int status;
        if (waitpid(crew->process[i].id, &status, WNOHANG) != crew->process[i].id) {
            i++;
            continue;
        }
        const struct sweep_run *run = crew->process[i].run;
        crew->process[i] = crew->process[--crew->running];
        if (WIFEXITED(status) && WEXITSTATUS(status) == TESS_OK)
            finish_run(crew, run);
        else if (WIFEXITED(status) && WEXITSTATUS(status) == TESS_INTERRUPTED)
            say(run, "stopped, checkpoint written");
        else if (WIFSIGNALED(status) && crew->stops > 0)
            say(run, "ended by the signal; its last checkpoint stays");
        else
            report_failure(crew, run, status);
    }
}

/* Takes one signal; if there is none, waits for one or returns false. */
static bool take_signal(struct crew *crew, bool wait)
{
    const struct timespec now = {0, 0};
    const int number = wait ? sigwaitinfo(&crew->signals, NULL) : sigtimedwait(&crew->signals, NULL, &now);
    if (number < 0)
        return false;
    if (number == SIGCHLD) {
        reap(crew);
        return true;
    }
    if (crew->stops++ == 0 && crew->running > 0)
        fputs("tessc: stopping: the trainers write their checkpoints\n", stderr);
    for (int i = 0; i < crew->running; i++)
        kill(crew->process[i].id, SIGTERM);
    return true;
}

/* ---- All of them ---- */

/* The trainer's program; once for all runs of a cell. A cell whose program cannot be built is given up. */
static bool have_program(struct crew *crew, struct sweep_trainer *trainer)
{
    enum tess_exit code;
    if (trainer->program || crew->work->options->engine == ENGINE_INTERPRET)
        return true;
    trainer->program = find_trainer(crew->work->options, trainer->model, &code);
    while (take_signal(crew, false))
        continue;
    if (!trainer->program && crew->stops == 0) {
        keep_code(crew, code);
        trainer->given_up = true;
    }
    return trainer->program && crew->stops == 0;
}

static void start_run(struct crew *crew, const struct sweep_run *run)
{
    struct sweep_work *work = crew->work;
    struct arena *arena = work->options->arena;
    struct sweep_trainer *trainer = trainer_of(work, run);
    if (trainer->given_up || is_done(arena, run) || !is_chosen(work, run) || !have_program(crew, trainer))
        return;
    const char *record = sweep_run_file(arena, run, "started");
    const char *folder = arena_copy(arena, run->folder, (size_t)(strrchr(run->folder, '/') - run->folder));
    const bool again = file_exists(run->folder);
    if (folder_make(arena, folder) && file_write(arena, record, trainer->record) && start_process(crew, run))
        say(run, again ? "goes on" : "starts");
    else
        keep_code(crew, TESS_IO);
}

static void count_runs(struct crew *crew)
{
    const struct sweep_work *work = crew->work;
    for (int i = 0; i < work->count; i++)
        if (is_chosen(work, &work->runs[i])) {
            crew->wanted++;
            crew->done += is_done(work->options->arena, &work->runs[i]);
        }
    if (crew->done > 0)
        tess_message("tessc: %d of %d runs were done before\n", crew->done, crew->wanted);
}

enum tess_exit sweep_run_all(struct sweep_work *work)
{
    struct crew crew = {.work = work};
    crew.process = ARENA_ARRAY(work->options->arena, struct trainer_process, work->own->jobs);
    count_runs(&crew);
    sigemptyset(&crew.signals);
    sigaddset(&crew.signals, SIGINT);
    sigaddset(&crew.signals, SIGTERM);
    sigaddset(&crew.signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &crew.signals, &crew.before);
    signal(SIGCHLD, SIG_DFL); /* it may have been ignored by whoever started us */
    for (int next = 0; next < work->count || crew.running > 0;) {
        if (crew.stops == 0 && crew.running < work->own->jobs && next < work->count)
            start_run(&crew, &work->runs[next++]);
        else if (crew.running > 0)
            take_signal(&crew, true);
        else
            break; /* stopped */
        while (take_signal(&crew, false))
            continue;
    }
    sigprocmask(SIG_SETMASK, &crew.before, NULL);
    if (crew.done < crew.wanted)
        tess_message("tessc: %d of %d runs are done; the same command goes on with the others\n", crew.done,
                     crew.wanted);
    const bool stopped = crew.stops > 0 || crew.code == TESS_OK; /* or else someone stopped a trainer */
    return stopped && crew.done < crew.wanted ? TESS_INTERRUPTED : crew.code;
}
