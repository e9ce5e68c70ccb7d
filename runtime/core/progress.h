/* What a person sees while waiting, on stderr: a bar that is redrawn on a terminal, a line now and then elsewhere. */
#ifndef TESS_CORE_PROGRESS_H
#define TESS_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool terminal, colour;
    const char *unit; /* what is counted: "images", "steps"; NULL: images */
    char title[64];   /* "epoch 3/200", "test" */
    int64_t total, first;
    double start, next; /* when it began; when to show it again */
    bool shown;
};

/* Terminal or not, colours or not (NO_COLOR, TERM=dumb). */
void progress_open(struct progress *progress);

/* A new task of `total` images, of which `first` were done before. */
void progress_begin(struct progress *progress, int64_t first, int64_t total, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* After `done` images in all. loss and accuracy are left out where they are not finite. */
void progress_show(struct progress *progress, int64_t done, double loss, double accuracy);

/* Removes the bar. Call it before anything else is printed. */
void progress_end(struct progress *progress);

#endif
