/* Time for reports; nothing that is computed depends on it. */
#ifndef TESS_ENGINE_CLOCK_H
#define TESS_ENGINE_CLOCK_H

#include <time.h>

/* Seconds since some moment in the past. */
static inline double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds of CPU time that all threads of this process have used so far. */
static inline double clock_cpu_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}

#endif
