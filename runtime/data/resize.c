#include "resize.h"

#include <stddef.h>
#include <stdlib.h>

int taps_most(int from, int to)
{
    return 2 * (from > to ? (from + to - 1) / to : 1) + 1;
}

void taps_make(int from, int to, int output, struct taps *taps)
{
    double scale = (double)from / to, reach = scale > 1 ? scale : 1, center = (output + 0.5) * scale, sum = 0;
    int first = (int)(center - reach), last = (int)(center + reach);
    taps->first = first < 0 ? 0 : first;
    last = last < from ? last : from - 1;
    taps->count = last - taps->first + 1;
    for (int k = 0; k < taps->count; k++) {
        double distance = (taps->first + k + 0.5 - center) / reach;
        double weight = 1 - (distance < 0 ? -distance : distance);
        taps->weight[k] = weight > 0 ? weight : 0;
        sum += taps->weight[k];
    }
    for (int k = 0; k < taps->count; k++)
        taps->weight[k] /= sum;
}

/* Adds a weight to an input's list. Outputs come in order and those of an input are neighbours. */
static void add_share(struct shares *shares, int input, int output, double weight)
{
    struct share *share = &shares->input[input];
    if (share->count == 0)
        share->first = output;
    shares->weight[(ptrdiff_t)input * shares->room + share->count++] = (float)weight;
}

bool shares_make(int from, int to, struct shares *shares)
{
    /* an input is seen by outputs less than reach away from it, and these are scale inputs apart */
    shares->room = taps_most(to, from) + 2;
    shares->input = calloc((size_t)from, sizeof *shares->input);
    shares->weight = malloc((size_t)from * (size_t)shares->room * sizeof *shares->weight);
    struct taps taps = {.weight = malloc((size_t)taps_most(from, to) * sizeof *taps.weight)};
    bool good = shares->input && shares->weight && taps.weight;
    for (int output = 0; good && output < to; output++) {
        taps_make(from, to, output, &taps);
        for (int k = 0; k < taps.count; k++)
            if (taps.weight[k] > 0)
                add_share(shares, taps.first + k, output, taps.weight[k]);
    }
    free(taps.weight);
    return good;
}

void shares_free(struct shares *shares)
{
    free(shares->input);
    free(shares->weight);
    *shares = (struct shares){0};
}
