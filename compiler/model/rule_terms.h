/* Is a rule a sum of the terms that struct rule can say? A proof about its equations, whatever its names are. */
#ifndef TESSC_RULE_TERMS_H
#define TESSC_RULE_TERMS_H

#include "model/model.h"

/* True if a rule's products (of its equations with numbers in the place of parameters) are, but for factors,
 *     m psi q    q a linear filter of x: q = decay * q + x; or x itself
 *     m h' x     h' the step before of a linear filter of psi: h = decay * h + psi
 *     delta x
 * at most one of the first two each, delta alone and with a signal through time. Elsewhere delta is m psi where the
 * current enters the neuron by a factor of 1 (is_local). Then rule->term says so, without terms of weight 0. Otherwise
 * *why is the reason in words, and *at a place or nowhere. */
bool prove_terms(const struct equations *e, const struct products *products, bool is_local, struct rule *rule,
                 const char **why, struct span *at);

#endif
