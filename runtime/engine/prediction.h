/* What a network predicts from: the readout, a layer by its local logits, or the sum of several of these; or whichever
 * of them turns out to know most.
 *
 * Each is a *way* to predict, with a number: layers have theirs, 0 .. layers - 1, the readout has `layers`, and the sum
 * of several has layers + 1. */
#ifndef TESS_ENGINE_PREDICTION_H
#define TESS_ENGINE_PREDICTION_H

#include "tess/error.h"
#include "tess/model.h"

struct prediction {
    bool best; /* the readout or one layer: which, validation tells after every epoch */
    bool only; /* what lies above is not trained */
    int layers, highest;
    bool from[TESS_MOST_LAYERS + 1]; /* layers, the readout the last */
};

enum { PREDICTION_TEXT = 8192 };

/* Reads "readout", "conv5 only", "sum of conv4 conv5 readout", "best"; colons, commas and plus signs may stand for
 * spaces, and `of` may be left out: "sum:conv4,conv5". text NULL: the readout. False with *error, which begins with
 * `where` and has the given code, where the model cannot do so. */
bool prediction_read(struct prediction *prediction, const struct tess_model *model, const char *text, const char *where,
                     enum tess_exit code, struct tess_error *error);

/* In the words of a model file; the shortest text that says so. */
void prediction_write(const struct prediction *prediction, const struct tess_model *model, char text[PREDICTION_TEXT]);

bool prediction_equals(const struct prediction *a, const struct prediction *b);

/* The way it predicts; for `best` the readout's, until another is found. */
int prediction_way(const struct prediction *prediction);

/* Predicting from one layer or the readout, where `best` has come to that; otherwise as it is. */
struct prediction prediction_settled(const struct prediction *prediction, int way);

/* The highest layer that is trained. */
int prediction_trained(const struct prediction *prediction);

/* logits [layers + 1]: of which it wants the logits, or all that are trained. */
void prediction_wants(const struct prediction *prediction, const struct tess_model *model, bool all, bool *logits);

/* "conv5", "readout", "the sum" */
const char *way_name(const struct tess_model *model, int way);

/* The logits [classes] of an image of the run's chunk, by a single layer or the readout. */
const float *way_logits(const struct tess_run *run, int way, int image);

/* Those of the prediction, into `sum` where it is one of several. */
const float *prediction_logits(const struct prediction *prediction, const struct tess_run *run, int image, float *sum);

#endif
