/* Running sums over the samples of an epoch or an evaluation, always in the samples' order. */
#ifndef TESS_ENGINE_TALLY_H
#define TESS_ENGINE_TALLY_H

#include "histogram.h"
#include "prediction.h"
#include "tess/model.h"

/* Ways to predict are numbered as in prediction.h. */
struct tally {
    int layers, classes, ways;
    bool local; /* the layers have losses of their own */
    struct prediction prediction;
    int way;                           /* the prediction's own */
    bool counts[TESS_MOST_LAYERS + 2]; /* [ways] which ways are counted */
    int highest;                       /* layer that runs */
    int64_t images;
    int64_t *correct;       /* [ways] */
    double *loss;           /* [ways] cross entropy of the logits summed over time, summed over images: of the
                               prediction's way alone, of all that are counted where the best is looked for */
    double *local_loss;     /* [layers], summed over images */
    double *spread;         /* [layers] of the local logits' means over the supervised steps: the largest less the
                               smallest, summed over images */
    uint64_t *spikes;       /* [layers] */
    int64_t *class_correct; /* [ways][classes] by the sample's class */
    int64_t *class_images;  /* [classes] */
    uint32_t *confusion; /* [ways, where the best is looked for; otherwise 1][classes][classes] of label and predicted
                            class; NULL: not counted */
    struct histogram *rates; /* [layers] of each image's spikes a neuron and step; NULL: not counted */
    float *sum;              /* [classes] for one image's */
};

/* logits: of which layers there are any, the readout the last: prediction_wants. False when out of memory. */
bool tally_open(struct tally *tally, const struct tess_model *model, const struct prediction *prediction,
                const bool *logits);

/* Counts confusions as well, of up to TALLY_MOST_CONFUSED classes: with more there are none. False when out of memory.
 */
enum { TALLY_MOST_CONFUSED = 1000 };
bool tally_confuse(struct tally *tally);

/* Counts histograms of the images' rates as well. False when out of memory. */
bool tally_count_rates(struct tally *tally);

/* Samples by label and predicted class, [classes][classes], where `way` predicts: the prediction's way, or any that is
 * counted where the best is looked for. NULL: they are not counted. */
const uint32_t *tally_confusion(const struct tally *tally, int way);

void tally_close(struct tally *tally);
void tally_clear(struct tally *tally);

/* Adds the run's chunk (outputs and labels). `local`: local losses and spreads too. Returns false when a loss is not
 * finite: *layer then names the first layer whose loss it is, or is NULL where it is that of the readout or a sum. */
bool tally_chunk(struct tally *tally, const struct tess_run *run, bool local, const char **layer);

/* Predicted class: the largest logit, the lowest class on a tie. */
int predicted_class(const float *logits, int classes);

/* Cross entropy of logits [classes] with the softmax, natural logarithm. */
double cross_entropy(const float *logits, int classes, int label);

/* The way with the most samples right among layers, and the readout if `readout`: of equal ones the lowest, which costs
 * least. -1 where none is counted. */
int tally_best(const struct tally *tally, bool readout);

/* Means over images; NaN without images, or of what is not counted. Spikes a neuron and step, 0 .. 1. */
double tally_loss(const struct tally *tally, int way);
double tally_accuracy(const struct tally *tally, int way);
double tally_local_loss(const struct tally *tally, int layer); /* NaN where layers have none */
double tally_spread(const struct tally *tally, int layer);     /* the same */
double tally_rate(const struct tally *tally, const struct tess_model *model, int layer);

/* Spikes of a layer in one sample, if every neuron fires at every step. */
double tally_most_spikes(const struct tess_model *model, int layer);

#endif
