/* What a model costs, whatever the machine, in words: as the paper counts, and as it is. */
#ifndef TESSC_ACCOUNT_H
#define TESSC_ACCOUNT_H

#include <stdio.h>

#include "model/model.h"

/* The paper's accounting of the model's rule: operations of the learning signal in million multiply-accumulates a
 * sample, and memory of traces or of what is kept through time in MiB a sample, both cut after two decimals:
 *     BPTT, S-TLLR  T (MACs of all layers but the first, and of the readout)
 *     TESS          (T - from) (2 C (sum of latents + 2 features) + 3 sum of P_l but the last, + 3 P_1 for events)
 *     memory        4 bytes k (inputs + P_1 + sum of P_l), k = T for BPTT, otherwise 2, or 1 without a post trace
 * with P_l the values of layer l's output after pooling and C the classes. */
void account_paper(const struct model *model, FILE *file);

/* Operations of a training sample, all neurons firing and a tenth of them. */
void account_operations(const struct model *model, FILE *file);

/* What constants save (learn only), and updates within a sample. Nothing where there are neither. */
void account_learning(const struct model *model, FILE *file);

/* What is computed of a sample up to each layer's exit, and what predicting there saves. Nothing where layers have no
 * local signal. */
void account_exits(const struct model *model, FILE *file);

#endif
