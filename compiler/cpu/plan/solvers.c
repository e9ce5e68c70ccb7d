/* The choice among solvers, and what --kernel asks of it. */
#include "cpu/plan/solvers.h"

#include <string.h>

static const struct policy policies[] = {
    {"auto", NULL, WHERE_WORTH, WHERE_WORTH}, {"taps", "taps", WHERE_WORTH, NEVER},
    {"rows", "rows", WHERE_WORTH, NEVER},     {"steps", NULL, NEVER, NEVER},
    {"patterns", NULL, ALWAYS, NEVER},        {"signals", NULL, ALWAYS, ALWAYS},
    {"general", "general", NEVER, NEVER},
};

const struct policy *policy_named(const char *name)
{
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (!name || !strcmp(policies[i].name, name))
            return &policies[i]; /* the first is what is taken where none is named */
    return NULL;
}

const struct solver *choose_solver(const struct solver *table, int count, const struct plan *plan,
                                   const struct plan_layer *p, const char *name)
{
    const struct solver *best = NULL;
    double least = 0;
    for (const struct solver *solver = table; solver < table + count; solver++) {
        if (solver->fits && !solver->fits(plan, p))
            continue;
        if (name && !strcmp(solver->name, name))
            return solver;
        const double cost = solver->cost ? solver->cost(plan, p) : 0;
        if (!best || cost < least) {
            best = solver;
            least = cost;
        }
    }
    return best;
}
