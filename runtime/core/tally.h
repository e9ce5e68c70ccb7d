/* Running sums over the samples of an epoch or an evaluation, always in the samples' order. */
#ifndef TESS_CORE_TALLY_H
#define TESS_CORE_TALLY_H

#include "tess/model.h"

struct tally {
    int layers;
    bool local; /* the layers have losses of their own */
    int64_t images, correct;
    double loss;        /* cross entropy of the logits summed over time, summed over images */
    double *local_loss; /* [layers], summed over images */
    uint64_t *spikes;   /* [layers] */
};

/* False when out of memory. */
bool tally_open(struct tally *tally, const struct tess_model *model);
void tally_close(struct tally *tally);
void tally_clear(struct tally *tally);

/* Adds the run's chunk (outputs and labels). `local`: local losses too. Returns false when a loss is not finite: *layer
 * then names the first layer whose local loss it is, or is NULL where it is that of the readout. */
bool tally_chunk(struct tally *tally, const struct tess_run *run, bool local, const char **layer);

/* Predicted class: the largest logit, the lowest class on a tie. */
int predicted_class(const float *logits, int classes);

/* Cross entropy of logits [classes] with the softmax, natural logarithm. */
double cross_entropy(const float *logits, int classes, int label);

/* Means over images; NaN without images. Spikes a neuron and step, 0 .. 1. */
double tally_loss(const struct tally *tally);
double tally_accuracy(const struct tally *tally);
double tally_local_loss(const struct tally *tally, int layer); /* NaN where layers have none */
double tally_rate(const struct tally *tally, const struct tess_model *model, int layer);

#endif
