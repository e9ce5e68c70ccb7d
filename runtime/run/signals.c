#include "signals.h"

#include <signal.h>

/* A signal handler has nothing else to write to. */
static volatile sig_atomic_t stop_asked;

static void note(int number)
{
    if (stop_asked) {
        signal(number, SIG_DFL);
        raise(number);
    }
    stop_asked = 1;
}

void signals_install(void)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    stop_asked = 0;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is then an error of write(), and reported */
}

bool signals_stop_asked(void)
{
    return stop_asked != 0;
}
