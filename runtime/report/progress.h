/* What is shown while something takes its time: on a terminal a bar on stderr that is redrawn, elsewhere a line on
 * stderr now and then, for programs a JSON object a line on stdout, or nothing. */
#ifndef TESS_REPORT_PROGRESS_H
#define TESS_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_form { PROGRESS_AUTO, PROGRESS_LINES, PROGRESS_JSON, PROGRESS_QUIET, PROGRESS_BAR };

enum { PROGRESS_HISTORY = 64 };

/* A part of the work that is counted from 0 to a total. */
struct progress_task {
    const char *name;      /* "training", "test", "bench" */
    const char *unit;      /* what is counted: "images", "steps"; NULL: images */
    int64_t epoch, epochs; /* of a run: the one at hand, from 1, and how many; 0: of none */
    int64_t first, total;  /* done before it began; at its end */
};

struct progress {
    enum progress_form form; /* any but PROGRESS_AUTO */
    bool colour, utf8;
    struct progress_task task;
    char title[64];     /* "epoch 3/200", "test" */
    double start, next; /* when the task began; when to show it again */
    bool shown;
    float history[PROGRESS_HISTORY]; /* accuracies of the last epochs, the latest last */
    int epochs;                      /* in `history` */
};

/* The form that a word of the command line asks for: auto, lines or json. False: it is none of these. */
bool progress_form_named(const char *word, enum progress_form *form);

/* PROGRESS_AUTO: a bar on a terminal that can redraw it (TERM is set, and not dumb), lines elsewhere. Colours unless
 * NO_COLOR is set. */
void progress_open(struct progress *progress, enum progress_form form);

void progress_begin(struct progress *progress, const struct progress_task *task);

/* How things stand. What is NaN is left out. */
struct progress_view {
    int64_t done; /* of the task */
    double loss, accuracy;
    double left; /* seconds; NaN: those of the task, by its speed so far */
};
void progress_show(struct progress *progress, const struct progress_view *view);

/* Removes the bar. Call it before anything else is printed. */
void progress_end(struct progress *progress);

/* An epoch has come to this accuracy: the bar's sparkline shows it. */
void progress_remember(struct progress *progress, double accuracy);

#endif
