#include "tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tess/math.h"

bool tally_open(struct tally *tally, const struct tess_model *model)
{
    const size_t layers = (size_t)model->layers;
    *tally = (struct tally){.layers = model->layers,
                            .local = model->local_loss,
                            .local_loss = calloc(layers + 1, sizeof *tally->local_loss),
                            .spikes = calloc(layers + 1, sizeof *tally->spikes)};
    return tally->local_loss && tally->spikes;
}

void tally_close(struct tally *tally)
{
    free(tally->local_loss);
    free(tally->spikes);
    *tally = (struct tally){0};
}

void tally_clear(struct tally *tally)
{
    const size_t layers = (size_t)tally->layers;
    tally->images = tally->correct = 0;
    tally->loss = 0;
    memset(tally->local_loss, 0, layers * sizeof *tally->local_loss);
    memset(tally->spikes, 0, layers * sizeof *tally->spikes);
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

bool tally_chunk(struct tally *tally, const struct tess_run *run, bool local, const char **layer_name)
{
    const int classes = run->model->input.classes, layers = tally->layers;
    for (int image = 0; image < run->count; image++) {
        const float *logits = run->logits + (size_t)image * (size_t)classes;
        const int label = run->label[image];
        tally->loss += cross_entropy(logits, classes, label);
        tally->correct += predicted_class(logits, classes) == label;
        for (int layer = 0; layer < layers; layer++) {
            const size_t at = (size_t)image * (size_t)layers + (size_t)layer;
            tally->spikes[layer] += run->spikes[at];
            if (local && tally->local)
                tally->local_loss[layer] += (double)run->local_loss[at];
        }
    }
    tally->images += run->count;
    for (int layer = 0; layer < layers; layer++)
        if (!__builtin_isfinite(tally->local_loss[layer])) {
            *layer_name = run->model->layer[layer].name;
            return false;
        }
    *layer_name = NULL;
    return __builtin_isfinite(tally->loss);
}

double tally_loss(const struct tally *tally)
{
    return tally->loss / (double)tally->images;
}

double tally_accuracy(const struct tally *tally)
{
    return (double)tally->correct / (double)tally->images;
}

double tally_local_loss(const struct tally *tally, int layer)
{
    return tally->local ? tally->local_loss[layer] / (double)tally->images : NAN;
}

double tally_rate(const struct tally *tally, const struct tess_model *model, int layer)
{
    return (double)tally->spikes[layer] /
           ((double)tally->images * (double)model->input.steps * (double)model->layer[layer].neurons);
}
