#include "histogram.h"

void histogram_clear(struct histogram *histogram, double low, double high)
{
    *histogram = (struct histogram){.low = low, .high = high};
}

static int bin_of(const struct histogram *histogram, double value)
{
    const double width = histogram->high - histogram->low;
    const double place = width > 0 ? (value - histogram->low) / width * HISTOGRAM_BINS : 0;
    return place >= HISTOGRAM_BINS ? HISTOGRAM_BINS - 1 : place > 0 ? (int)place : 0;
}

void histogram_add(struct histogram *histogram, double value)
{
    if (histogram->count == 0)
        histogram->least = histogram->most = value;
    histogram->least = value < histogram->least ? value : histogram->least;
    histogram->most = value > histogram->most ? value : histogram->most;
    histogram->sum += value;
    histogram->squares += value * value;
    histogram->count++;
    histogram->bin[bin_of(histogram, value)]++;
}

void histogram_of(struct histogram *histogram, const float *value, size_t count)
{
    float least = count ? value[0] : 0, most = least;
    for (size_t i = 0; i < count; i++) {
        least = value[i] < least ? value[i] : least;
        most = value[i] > most ? value[i] : most;
    }
    histogram_clear(histogram, (double)least, (double)most);
    for (size_t i = 0; i < count; i++)
        histogram_add(histogram, (double)value[i]);
}

double histogram_limit(const struct histogram *histogram, int bin)
{
    const double share = (double)(bin + 1) / HISTOGRAM_BINS;
    return bin + 1 == HISTOGRAM_BINS ? histogram->high : histogram->low + share * (histogram->high - histogram->low);
}
