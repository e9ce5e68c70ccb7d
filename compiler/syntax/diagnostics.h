/* Diagnostics: collected while a model is compiled, printed at the end, all errors of a file in one run.
 *
 *     vgg.tess:12:5: error: unknown setting 'treshold' in neuron 'lif'; did you mean 'threshold'?
 *         treshold 0.6
 *         ^~~~~~~~
 */
#ifndef TESSC_DIAGNOSTICS_H
#define TESSC_DIAGNOSTICS_H

#include <stdbool.h>
#include <stdio.h>

#include "support/arena.h"
#include "syntax/source.h"

enum severity { SEVERITY_OFF, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

struct diagnostic {
    enum severity severity;
    enum severity own; /* before -W options */
    const char *name;  /* of a named warning or check: "dead-latent"; otherwise NULL */
    struct span span;
    const char *text;
    struct diagnostic *notes; /* what else to look at, in order */
    struct diagnostic *next;
};

struct diagnostics;

/* Everything that is reported lives in the arena. */
struct diagnostics *diagnostics_create(struct arena *arena);

/* An empty one with the severities of another. */
struct diagnostics *diagnostics_like(struct arena *arena, const struct diagnostics *other);

/* Reports an error or a named warning at a place. What was already reported (same place, same text) is dropped. */
void diagnose_error(struct diagnostics *diagnostics, struct span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diagnose_named(struct diagnostics *diagnostics, const char *name, enum severity severity, struct span span,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds a note to what was reported last (to nothing, if that was dropped or turned off). */
void diagnose_note(struct diagnostics *diagnostics, struct span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes back the errors that begin inside `word` or where it ends, for one of the word itself that says more; they
 * still count. */
void diagnostics_withdraw(struct diagnostics *diagnostics, struct span word);

/* Gives a named diagnostic another severity than its own: -Wno-NAME, -Werror=NAME. */
void diagnostics_set_severity(struct diagnostics *diagnostics, const char *name, enum severity severity);
/* Every warning that was not named in diagnostics_set_severity becomes an error: -Werror. */
void diagnostics_warnings_are_errors(struct diagnostics *diagnostics);

/* Have there been so many reports that no more are kept? Then it is not worth while to look for others. */
bool diagnostics_full(const struct diagnostics *diagnostics);

int diagnostics_errors(const struct diagnostics *diagnostics);
int diagnostics_warnings(const struct diagnostics *diagnostics);

/* The reports so far, in order of source and place. */
const struct diagnostic *diagnostics_sorted(struct diagnostics *diagnostics);

void diagnostics_print(struct diagnostics *diagnostics, FILE *file);
/* One JSON object a line and report: severity, name, file, line, column, length, message, notes. */
void diagnostics_print_json(struct diagnostics *diagnostics, FILE *file);

#endif
