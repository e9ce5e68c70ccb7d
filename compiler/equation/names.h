/* The names of a definition while it is read: what each stands for at this place, and what to say where it stands for
 * nothing. */
#ifndef TESSC_NAMES_H
#define TESSC_NAMES_H

#include "equation/equation.h"
#include "syntax/tree.h"

/* More are no definition of a neuron or a rule; the limits keep hostile input from taking time. */
enum { MAX_NAMES = 256, MAX_NAME_LENGTH = 100, MAX_NODES = 4096 };

enum name_kind { NAME_GIVEN, NAME_PARAMETER, NAME_STATE, NAME_TRACE, NAME_LOCAL };

struct name {
    enum name_kind kind;
    const char *text;
    struct span span;
    const struct statement *statement; /* that makes it; NULL: given */
    int symbol;                        /* -1: none, or none yet */
    int node;                          /* its value at this place; -1: none yet */
    int owner;
    bool failed; /* it has no value because of an error, which was reported */
    bool read, written;
    bool reached; /* while dependences are followed */
};

struct reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct equations *e;
    const struct statement *statement; /* that is read */
    struct name name[MAX_NAMES];
    int names;
    bool full; /* too many names or operations: reported, and no more are made */
};

/* NULL: there is none. */
struct name *names_find(struct reader *r, const char *text);

/* Adds a name; NULL (and a report) if it cannot be one, or is one already. */
struct name *names_add(struct reader *r, enum name_kind kind, const char *text, struct span span,
                       const struct statement *statement);

/* What a name that is read stands for: NULL, after a report, if it does not exist or not yet. */
struct name *names_meaning(struct reader *r, const char *text, struct span span);

/* Who owns the value of an expression, as far as the names in it exist. */
int names_owner(struct reader *r, const struct expression *expression);

/* "; did you mean 'leak'?" for a word that is none of the names; "" where none is near. */
const char *names_suggestion(struct reader *r, const char *text);

#endif
