/* The checks of a resolved model, as a table. */
#ifndef TESSC_CHECKS_H
#define TESSC_CHECKS_H

#include "model/check.h"

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

/* Runs the table over the finished model. */
void run_checks(struct resolver *resolver);

#endif
