/* The reference engine: runs a resolved model step by step, in plain loops and double precision, exactly as the
 * learning rule is written down:
 *
 *     q[t]   = pre_decay * q[t-1] + x[t]                        pre-synaptic trace
 *     u[t]   = leak * v[t-1] + W * x[t]                         membrane; v is what the last reset left
 *     s[t]   = u[t] > threshold                                 spike
 *     psi[t] = surrogate(u[t] - threshold)
 *     h[t]   = post_decay * h[t-1] + psi[t]                     post-synaptic trace
 *     m[t]   = d loss / d s[t]                                  learning signal: local, or carried down from above
 *     dW[t]  = sum over terms of (coefficient * m[t] * post) outer pre,  post = psi[t] or h[t-1],  pre = q[t] or x[t]
 *
 * and for backpropagation through time
 *
 *     delta[t] = m[t] * psi[t] + leak * delta[t+1] * (1, or 1 - s[t] with a reset to zero)
 *     dW[t]    = delta[t] outer x[t]
 *
 * It is the yardstick that generated code is held against, so it shares nothing with the emitters, folds nothing and
 * keeps every tensor of every step where a probe can see it. */
#ifndef TESSC_INTERPRET_H
#define TESSC_INTERPRET_H

#include "model/model.h"
#include "support/arena.h"
#include "tess/model.h"

/* An engine for the model, in the arena; both must outlive it. Parameters, gradients and moments are float32, as
 * struct tess_param says; everything else is double. Results depend neither on threads nor on the size of chunks. */
const struct tess_model *interpret_model(struct arena *arena, const struct model *model);

#endif
