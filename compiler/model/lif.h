/* Is a neuron leaky integrate and fire? A proof about its equations, whatever its names are. */
#ifndef TESSC_LIF_H
#define TESSC_LIF_H

#include "model/model.h"

/* True if a neuron's equations, with numbers in the place of parameters, compute what *neuron then says:
 *     u = leak * v + current,  fire = step(u - threshold),  v = u - amount * held(fire)  or  u * (1 - held(fire))
 * in any order and spelling that is known to give the same bits. Where nothing goes back through time, held makes no
 * difference. Otherwise *why is the reason in words, and *at a place or nowhere. */
bool prove_lif(const struct equations *e, bool through_time, struct neuron *neuron, const char **why, struct span *at);

#endif
