#include "found_layers.h"

#include <stdio.h>
#include <string.h>

const struct tess_layer_info *found_info(const struct finding *found, int layer)
{
    return &found->facts->model->layer[layer];
}

int found_next(const struct finding *found, int after)
{
    for (int layer = after + 1; layer < found->facts->model->layers; layer++)
        if (found->layer[layer])
            return layer;
    return -1;
}

void found_put_layers(const struct finding *found, int first, FILE *out)
{
    for (int layer = first, end; layer >= 0; layer = found_next(found, end)) {
        for (end = layer; found_next(found, end) == end + 1;)
            end++;
        end = end == layer + 1 ? layer : end; /* "a to b" is three at least */
        if (layer != first)
            fputs(found_next(found, end) < 0 ? " and " : ", ", out);
        fputs(found_info(found, layer)->name, out);
        if (end > layer)
            fprintf(out, " to %s", found_info(found, end)->name);
    }
}

void found_put_range(const struct finding *found, double (*number)(const struct tally *, int), const char *format,
                     FILE *out)
{
    double least = (double)__builtin_inf(), most = -least;
    for (int layer = found->lowest; layer >= 0; layer = found_next(found, layer)) {
        const double x = number(found->facts->training, layer);
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    char text[2][32];
    snprintf(text[0], sizeof text[0], format, least);
    snprintf(text[1], sizeof text[1], format, most);
    fputs(text[0], out);
    if (strcmp(text[0], text[1]) != 0)
        fprintf(out, " to %s", text[1]);
}

double found_rate(const struct finding *found, int layer)
{
    return tally_rate(found->facts->training, found->facts->model, layer);
}

bool found_layers(struct finding *found, layer_test *is_so)
{
    found->lowest = -1;
    found->layers = 0;
    for (int layer = 0; layer < found->facts->model->layers; layer++) {
        found->layer[layer] = layer <= found->facts->training->highest && is_so(found, layer);
        found->layers += found->layer[layer];
        found->lowest = found->layer[layer] && found->lowest < 0 ? layer : found->lowest;
    }
    return found->layers > 0;
}
