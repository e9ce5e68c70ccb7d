/* The choice among solvers, and what --kernel asks of it. */
#include "plan/solvers.h"

#include <string.h>

const struct policy policies[SUM_POLICIES] = {
    [POLICY_AUTO] = {NULL, WHERE_WORTH, WHERE_WORTH}, [POLICY_TAPS] = {"taps", WHERE_WORTH, NEVER},
    [POLICY_ROWS] = {"rows", WHERE_WORTH, NEVER},     [POLICY_STEPS] = {NULL, NEVER, NEVER},
    [POLICY_PATTERNS] = {NULL, ALWAYS, NEVER},        [POLICY_SIGNALS] = {NULL, ALWAYS, ALWAYS},
    [POLICY_GENERAL] = {"general", NEVER, NEVER},
};

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
