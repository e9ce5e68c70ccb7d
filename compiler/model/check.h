/* One check of a resolved model: a row of the table in checks.c. Within compiler/model. */
#ifndef TESSC_CHECK_H
#define TESSC_CHECK_H

#include "model/lookup.h"

struct check {
    const char *name; /* as in -Wno-NAME, -Werror=NAME */
    enum severity severity;
    const char *statement; /* what a model that passes can say of itself, in one line */
    const char *needs;     /* a check that has to pass first; NULL: none */
    /* NULL: it takes more than the finished model; see the functions of checks.h. */
    bool (*passes)(struct resolver *resolver, const struct check *check);
};

#define REPORT(resolver, check, span, ...)                                                                             \
    diagnose_named((resolver)->diagnostics, (check)->name, (check)->severity, (span), __VA_ARGS__)

/* Rows of checks_training.c. */
bool check_rule(struct resolver *resolver, const struct check *check);
bool check_learners(struct resolver *resolver, const struct check *check);
bool check_rule_signal(struct resolver *resolver, const struct check *check);
bool check_local_loss(struct resolver *resolver, const struct check *check);
bool check_stream(struct resolver *resolver, const struct check *check);
bool check_late_signal(struct resolver *resolver, const struct check *check);
bool check_single_step(struct resolver *resolver, const struct check *check);
bool check_schedule(struct resolver *resolver, const struct check *check);
bool check_warmup(struct resolver *resolver, const struct check *check);
bool check_start(struct resolver *resolver, const struct check *check);

#endif
