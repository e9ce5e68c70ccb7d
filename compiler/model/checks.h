/* The checks of a resolved model, as a table. */
#ifndef TESSC_CHECKS_H
#define TESSC_CHECKS_H

#include "model/resolve.h"

struct check {
    const char *name; /* as in -Wno-NAME, -Werror=NAME */
    enum severity severity;
    const char *statement; /* what a model that passes can say of itself, in one line */
    const char *needs;     /* a check that has to pass first; NULL: none */
    /* NULL: it takes more than one model; see check_variant. */
    bool (*passes)(struct resolver *resolver, const struct check *check);
};

extern const struct check checks[];
extern const int check_count;

/* Reports a variant that leaves the model as it is. */
void check_variant(struct diagnostics *diagnostics, const struct variant *variant, const struct model *base,
                   const struct model *model);

/* The check of that name, NULL if there is none. */
const struct check *check_named(const char *name);

#endif
