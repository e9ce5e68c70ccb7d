/* Programs that tessc runs and waits for: compilers, downloads. A signal to tessc ends them first. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/driver.h"

/* The child. Programs are in a process group of their own, with whatever they start, so that all of them can be ended;
 * if tessc is killed the kernel ends the first. `told` gets errno if there is no such program. */
static _Noreturn void become_program(char **words, pid_t parent, int told)
{
    sigset_t none;
    sigemptyset(&none); /* signals that are blocked here are not to be so there */
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (getppid() == parent)
        execvp(words[0], words);
    const int error = errno;
    _exit(write(told, &error, sizeof error) == sizeof error ? 127 : 126);
}

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

void stops_hold(sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        sigaddset(&held, stops[i]);
    sigprocmask(SIG_BLOCK, &held, before);
}

bool stops_wait(void)
{
    sigset_t pending;
    bool one = false;
    sigpending(&pending);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        one = one || sigismember(&pending, stops[i]);
    return one;
}

void stops_release(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

/* Those that are not ignored, as SIGHUP is below nohup, and SIGCHLD. */
static void find_taken(sigset_t *taken)
{
    struct sigaction action;
    sigemptyset(taken);
    sigaddset(taken, SIGCHLD);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (sigaction(stops[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(taken, stops[i]);
}

/* Waits for the child's end and takes signals meanwhile: the first one ends its group, another one kills it. Returns
 * the signal; 0: none came. */
static int wait_for(pid_t child, const sigset_t *signals, int *status)
{
    int stopped = 0;
    for (;;) {
        const pid_t ended = waitpid(child, status, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR))
            break;
        const int number = sigwaitinfo(signals, NULL);
        if (number <= 0 || number == SIGCHLD)
            continue;
        kill(-child, stopped ? SIGKILL : SIGTERM);
        stopped = number;
    }
    if (stopped) { /* what the program has left behind is ours now, and writes no more once it has ended */
        kill(-child, SIGKILL);
        while (waitpid(-child, NULL, 0) > 0 || errno == EINTR)
            continue;
    }
    return stopped;
}

static void remove_all(const char *const *made)
{
    for (; made && *made; made++)
        if (unlink(*made) != 0)
            rmdir(*made);
}

/* Starts the child; -1 with a message if that cannot be done. */
static pid_t start(char **words)
{
    int ends[2], error = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        tess_message("tessc: cannot run %s: %s\n", words[0], strerror(errno));
        return -1;
    }
    const pid_t parent = getpid();
    fflush(NULL); /* or the child writes it again */
    const pid_t child = fork();
    if (child == 0)
        become_program(words, parent, ends[1]);
    error = child < 0 ? errno : 0;
    close(ends[1]);
    if (child > 0) {
        setpgid(child, child);
        if (read(ends[0], &error, sizeof error) != sizeof error)
            error = 0;
    }
    close(ends[0]);
    if (!error)
        return child;
    tess_message("tessc: cannot run %s: %s\n", words[0], strerror(error));
    if (child > 0)
        waitpid(child, NULL, 0);
    return -1;
}

bool run_program(char **words, const char *const *made)
{
    int status = -1, stopped = 0;
    sigset_t signals, before;
    find_taken(&signals);
    signal(SIGCHLD, SIG_DFL); /* it may have been ignored by whoever started us */
    sigprocmask(SIG_BLOCK, &signals, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* orphans become children of tessc, so that their end can be waited for */
    const pid_t child = start(words);
    if (child > 0)
        stopped = wait_for(child, &signals, &status);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    const bool good = child > 0 && !stopped && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (stopped) {
        remove_all(made);
        raise(stopped); /* taken here, but meant for whoever called */
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (!good && child > 0 && !stopped)
        tess_message("tessc: %s failed\n", words[0]);
    return good;
}
