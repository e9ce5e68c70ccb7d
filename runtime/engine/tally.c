#include "tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tess/math.h"

bool tally_open(struct tally *tally, const struct tess_model *model, const struct prediction *prediction,
                const bool *logits)
{
    const size_t layers = (size_t)model->layers, ways = layers + 2, classes = (size_t)model->input.classes;
    *tally = (struct tally){.layers = model->layers,
                            .classes = model->input.classes,
                            .ways = model->layers + 2,
                            .local = model->local_loss,
                            .prediction = *prediction,
                            .way = prediction_way(prediction),
                            .correct = calloc(ways, sizeof *tally->correct),
                            .loss = calloc(ways, sizeof *tally->loss),
                            .local_loss = calloc(layers + 1, sizeof *tally->local_loss),
                            .spread = calloc(layers + 1, sizeof *tally->spread),
                            .spikes = calloc(layers + 1, sizeof *tally->spikes),
                            .class_correct = calloc(ways * classes, sizeof *tally->class_correct),
                            .class_images = calloc(classes, sizeof *tally->class_images),
                            .sum = calloc(classes, sizeof *tally->sum)};
    for (int way = 0; way <= model->layers; way++) {
        tally->counts[way] = logits[way];
        tally->highest = logits[way] ? way : tally->highest;
    }
    tally->counts[tally->way] = true;
    return tally->correct && tally->loss && tally->local_loss && tally->spread && tally->spikes &&
           tally->class_correct && tally->class_images && tally->sum;
}

/* Matrices of confusions that are kept: one a way where any of them may turn out to be the best. */
static size_t confusions(const struct tally *tally)
{
    const size_t classes = (size_t)tally->classes;
    return (tally->prediction.best ? (size_t)tally->ways : 1) * classes * classes;
}

bool tally_confuse(struct tally *tally)
{
    if (tally->classes > TALLY_MOST_CONFUSED)
        return true;
    tally->confusion = calloc(confusions(tally), sizeof *tally->confusion);
    return tally->confusion;
}

static void clear_rates(struct tally *tally)
{
    for (int layer = 0; tally->rates && layer < tally->layers; layer++)
        histogram_clear(&tally->rates[layer], 0, 1);
}

bool tally_count_rates(struct tally *tally)
{
    tally->rates = calloc((size_t)tally->layers + 1, sizeof *tally->rates);
    clear_rates(tally);
    return tally->rates;
}

static uint32_t *confusion_of(const struct tally *tally, int way)
{
    const size_t classes = (size_t)tally->classes;
    const bool kept = tally->confusion && (tally->prediction.best || way == tally->way);
    return kept ? tally->confusion + (tally->prediction.best ? (size_t)way * classes * classes : 0) : NULL;
}

const uint32_t *tally_confusion(const struct tally *tally, int way)
{
    return confusion_of(tally, way);
}

void tally_close(struct tally *tally)
{
    free(tally->confusion);
    free(tally->rates);
    free(tally->correct);
    free(tally->loss);
    free(tally->local_loss);
    free(tally->spread);
    free(tally->spikes);
    free(tally->class_correct);
    free(tally->class_images);
    free(tally->sum);
    *tally = (struct tally){0};
}

void tally_clear(struct tally *tally)
{
    const size_t layers = (size_t)tally->layers, ways = (size_t)tally->ways, classes = (size_t)tally->classes;
    tally->images = 0;
    memset(tally->correct, 0, ways * sizeof *tally->correct);
    memset(tally->loss, 0, ways * sizeof *tally->loss);
    memset(tally->local_loss, 0, layers * sizeof *tally->local_loss);
    memset(tally->spread, 0, layers * sizeof *tally->spread);
    memset(tally->spikes, 0, layers * sizeof *tally->spikes);
    memset(tally->class_correct, 0, ways * classes * sizeof *tally->class_correct);
    memset(tally->class_images, 0, classes * sizeof *tally->class_images);
    clear_rates(tally);
    if (tally->confusion)
        memset(tally->confusion, 0, confusions(tally) * sizeof *tally->confusion);
}

int predicted_class(const float *logits, int classes)
{
    int best = 0;
    for (int c = 1; c < classes; c++)
        if (logits[c] > logits[best])
            best = c;
    return best;
}

double cross_entropy(const float *logits, int classes, int label)
{
    const double largest = (double)logits[predicted_class(logits, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++)
        sum += tess_exp((double)logits[c] - largest);
    return tess_log(sum) + largest - (double)logits[label];
}

static bool counts_loss(const struct tally *tally, int way)
{
    return tally->counts[way] && (tally->prediction.best || way == tally->way);
}

/* What each way to predict makes of an image. */
static void add_predictions(struct tally *tally, const struct tess_run *run, int image)
{
    const int classes = tally->classes, label = run->label[image];
    tally->class_images[label]++;
    for (int way = 0; way < tally->ways; way++) {
        if (!tally->counts[way])
            continue;
        const float *logits = way <= tally->layers ? way_logits(run, way, image)
                                                   : prediction_logits(&tally->prediction, run, image, tally->sum);
        const int predicted = predicted_class(logits, classes);
        uint32_t *confusion = confusion_of(tally, way);
        tally->correct[way] += predicted == label;
        tally->class_correct[way * classes + label] += predicted == label;
        if (confusion)
            confusion[label * classes + predicted]++;
        if (counts_loss(tally, way))
            tally->loss[way] += cross_entropy(logits, classes, label);
    }
}

/* How far a layer's logits are apart in an image, as means over the steps. */
static double spread_of(const struct tess_run *run, int layer, int image)
{
    const struct tess_model *model = run->model;
    const float *logits = way_logits(run, layer, image);
    float least = logits[0], most = logits[0];
    for (int c = 1; c < model->input.classes; c++) {
        least = logits[c] < least ? logits[c] : least;
        most = logits[c] > most ? logits[c] : most;
    }
    return ((double)most - (double)least) / (model->input.steps - model->supervised_from);
}

/* The lowest way whose loss, or layer whose local loss, is not a finite number; -1: all are. */
static int first_not_finite(const struct tally *tally)
{
    for (int way = 0; way < tally->ways; way++)
        if ((way < tally->layers && !__builtin_isfinite(tally->local_loss[way])) ||
            !__builtin_isfinite(tally->loss[way]))
            return way;
    return -1;
}

double tally_most_spikes(const struct tess_model *model, int layer)
{
    return (double)model->input.steps * (double)model->layer[layer].neurons;
}

bool tally_chunk(struct tally *tally, const struct tess_run *run, bool local, const char **layer_name)
{
    const int layers = tally->layers;
    for (int image = 0; image < run->count; image++) {
        add_predictions(tally, run, image);
        for (int layer = 0; layer < layers && layer <= tally->highest; layer++) {
            const size_t at = (size_t)image * (size_t)layers + (size_t)layer;
            tally->spikes[layer] += run->spikes[at];
            if (tally->rates)
                histogram_add(&tally->rates[layer], (double)run->spikes[at] / tally_most_spikes(run->model, layer));
            if (local && tally->local) {
                tally->local_loss[layer] += (double)run->local_loss[at];
                tally->spread[layer] += spread_of(run, layer, image);
            }
        }
    }
    tally->images += run->count;
    const int wrong = first_not_finite(tally);
    *layer_name = wrong >= 0 && wrong < layers ? run->model->layer[wrong].name : NULL;
    return wrong < 0;
}

int tally_best(const struct tally *tally, bool readout)
{
    int best = -1;
    for (int way = 0; way < tally->layers + readout; way++)
        if (tally->counts[way] && (best < 0 || tally->correct[way] > tally->correct[best]))
            best = way;
    return best;
}

double tally_loss(const struct tally *tally, int way)
{
    return counts_loss(tally, way) ? tally->loss[way] / (double)tally->images : NAN;
}

double tally_accuracy(const struct tally *tally, int way)
{
    return tally->counts[way] ? (double)tally->correct[way] / (double)tally->images : NAN;
}

double tally_local_loss(const struct tally *tally, int layer)
{
    return tally->local && layer <= tally->highest ? tally->local_loss[layer] / (double)tally->images : NAN;
}

double tally_spread(const struct tally *tally, int layer)
{
    return tally->local && layer <= tally->highest ? tally->spread[layer] / (double)tally->images : NAN;
}

double tally_rate(const struct tally *tally, const struct tess_model *model, int layer)
{
    if (layer > tally->highest)
        return NAN;
    return (double)tally->spikes[layer] / ((double)tally->images * tally_most_spikes(model, layer));
}
