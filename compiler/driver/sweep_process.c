/* The processes of a sweep: a trainer a run. A trainer has a process group of its own, so that a Ctrl-C reaches it
 * once, through the sweep; if the sweep is killed the kernel sends its trainers SIGTERM, and they write their
 * checkpoints. */
#include "driver/sweep_process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "driver/files.h"
#include "interpret/interpret.h"
#include "tess/file.h"

/* Where a run's data are; NULL if nobody says. */
static const char *data_folder(const struct sweep_work *work, const struct sweep_run *run)
{
    const char *root = work->own->data_root, *data = run->cell->settings.data.text;
    if (root && data && *data != '/')
        return arena_format(work->options->arena, "%s/%s", root, data);
    return data ? data : root;
}

/* The words of a run: the trainer's name, train, its options, and what is the run's own. */
static char **list_words(const struct sweep_work *work, const struct sweep_claim *claim)
{
    struct arena *arena = work->options->arena;
    const struct sweep_run *run = claim->run;
    const struct sweep_trainer *trainer = sweep_trainer_of(work, run);
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
    words[count++] = (char *)claim->folder;
    if (data) {
        words[count++] = "--data";
        words[count++] = (char *)data;
    }
    if (claim->goes_on)
        words[count++] = "--resume";
    return words;
}

static bool move_descriptor(int from, int to)
{
    return from >= 0 && dup2(from, to) == to;
}

/* What a child has to know to become a trainer. */
struct start {
    const struct sweep_work *work;
    const struct lease_keeper *keeper;
    const struct sweep_claim *claim;
    const sigset_t *before;
    char **words;
    int log;
    pid_t parent;
};

/* The child, up to the point where it is the trainer. What it has to say goes into the log. */
static _Noreturn void become_trainer(const struct start *start)
{
    struct options *options = start->work->options;
    const struct sweep_trainer *trainer = sweep_trainer_of(start->work, start->claim->run);
    if (!move_descriptor(open("/dev/null", O_RDONLY), 0) || !move_descriptor(start->log, 1) ||
        !move_descriptor(start->log, 2))
        _exit(TESS_IO);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != start->parent)
        _exit(TESS_INTERRUPTED); /* it was killed before the kernel knew */
    lease_inherit(start->keeper, start->claim->lease);
    sigprocmask(SIG_SETMASK, start->before, NULL);
    if (options->engine == ENGINE_INTERPRET) {
        int count = 0;
        while (start->words[count])
            count++;
        const int code = tess_main(interpret_model(options->arena, trainer->model), count, start->words);
        fflush(NULL);
        _exit(code);
    }
    execv(trainer->program, start->words);
    tess_message("tessc: cannot run %s: %s\n", trainer->program, strerror(errno));
    fflush(NULL);
    _exit(TESS_FAILED);
}

/* The run's log, to be appended to; -1 with a message. */
static int open_log(struct arena *arena, const struct sweep_run *run)
{
    const char *path = sweep_run_file(arena, run, "log");
    const char *other;
    FILE *file = tess_file_open(path, "ab", &other);
    const int log = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 0) : -1;
    if (file)
        fclose(file);
    if (log < 0)
        tess_message("tessc: %s: %s%s\n", path,
                     other ? "expected a file, found " : "cannot write: ", other ? other : strerror(errno));
    return log;
}

pid_t sweep_start_trainer(const struct sweep_work *work, const struct lease_keeper *keeper,
                          const struct sweep_claim *claim, const sigset_t *before)
{
    const struct start start = {.work = work,
                                .keeper = keeper,
                                .claim = claim,
                                .before = before,
                                .words = list_words(work, claim),
                                .log = open_log(work->options->arena, claim->run),
                                .parent = getpid()};
    if (start.log < 0)
        return -1;
    fflush(NULL); /* or the child writes it again */
    const pid_t child = fork();
    if (child == 0)
        become_trainer(&start);
    close(start.log);
    if (child < 0)
        tess_message("tessc: cannot start a process: %s\n", strerror(errno));
    return child;
}
