/* From the syntax tree of a definition to its equations, with all checks. */
#ifndef TESSC_DEFINE_H
#define TESSC_DEFINE_H

#include "equation/equation.h"
#include "syntax/tree.h"

/* A value that comes from outside; the last of a list has no name. */
struct given {
    const char *name;
    int owner; /* of enum owner, joined */
};

/* What definitions are given where the caller has nothing else: `current` for neurons; for rules m (the learning
 * signal), psi, fire, u and delta (the derivative of the loss by the current) of the neuron, x of the input and the
 * reward of the sample. */
extern const struct given given_to_neurons[], given_to_rules[];

/* Reads `define neuron NAME { ... }` or `define rule NAME { ... }` (the statement with its block). NULL if anything is
 * wrong, after reports of everything that is. The tree has to come from text without syntax errors: lines that were
 * skipped would be missed here. A statement that makes a name of `given` is an error. */
struct equations *equations_define(struct arena *arena, const struct statement *statement, const struct given *given,
                                   struct diagnostics *diagnostics);

#endif
