/* Solvers: the ways to do what a kind of operator does. The fast ones say when they fit; the general one always does.
 * The plan takes, layer by layer, the cheapest of those that fit, or what --kernel asks for. */
#ifndef TESSC_PLAN_SOLVERS_H
#define TESSC_PLAN_SOLVERS_H

#include "cpu/plan/plan.h"

struct layout;

typedef bool solver_fits(const struct plan *plan, const struct plan_layer *p);
typedef double solver_cost(const struct plan *plan, const struct plan_layer *p);
typedef void layer_placer(struct layout *layout, struct plan_layer *p);

/* A new one is a row of its kind's table (sums.c, gradients.c) and a row of compiler/cpu/emit/operators.c, which has
 * the emitters. */
struct solver {
    const char *name;  /* in explain, in the printed plan, and for --kernel */
    solver_fits *fits; /* NULL: always */
    solver_cost *cost; /* additions of a row of weights that a spike takes at an output position, about; NULL: none */
    void (*size)(const struct plan *plan, struct plan_layer *p); /* fills in its part of p; NULL: nothing */
    layer_placer *place;                                         /* its buffers: place() of parts.h; NULL: none */
};

/* What --kernel says: a solver to take wherever it fits, and two questions that otherwise counts of the data decide. */
enum preference { WHERE_WORTH, NEVER, ALWAYS };
struct policy {
    const char *name;
    const char *solver;                /* NULL: the plan chooses */
    enum preference patterns, signals; /* time patterns of several steps; gradients along learning signals */
};

/* NULL, not given: auto. Returns NULL if there is no such. */
const struct policy *policy_named(const char *name);

/* Of `count` solvers in a table the one that fits and is named so, or otherwise the cheapest that fits; of equals the
 * first. There has to be one that always fits. */
const struct solver *choose_solver(const struct solver *table, int count, const struct plan *plan,
                                   const struct plan_layer *p, const char *name);

#endif
