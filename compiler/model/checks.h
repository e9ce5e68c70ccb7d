/* The checks of a resolved model, as a table. */
#ifndef TESSC_CHECKS_H
#define TESSC_CHECKS_H

#include "model/resolve.h"

struct check {
    const char *name; /* as in -Wno-NAME, -Werror=NAME */
    enum severity severity;
    const char *statement; /* what a model that passes can say of itself, in one line */
    const char *needs;     /* a check that has to pass first; NULL: none */
    /* NULL: it takes more than the finished model; see the functions below. */
    bool (*passes)(struct resolver *resolver, const struct check *check);
};

#define REPORT(resolver, check, span, ...)                                                                             \
    diagnose_named((resolver)->diagnostics, (check)->name, (check)->severity, (span), __VA_ARGS__)

extern const struct check checks[];
extern const int check_count;

/* Reports an override that changed nothing. same: what it says again; source NULL: it says nothing. */
void check_override(struct diagnostics *diagnostics, struct span override, struct span same);

/* A variant and what the model becomes with it; NULL: it has errors. */
struct varied {
    const struct variant *variant;
    const struct model *model;
};

/* Reports variants that leave the model (NULL: it has errors) as it is, or make the same of it. */
void check_variants(struct diagnostics *diagnostics, const struct model *base, const struct varied *varied, int count);

/* The check of that name, NULL if there is none. */
const struct check *check_named(const char *name);

/* checks_training.c: entries of the table. */
bool check_schedule(struct resolver *resolver, const struct check *check);
bool check_warmup(struct resolver *resolver, const struct check *check);
bool check_start(struct resolver *resolver, const struct check *check);

#endif
