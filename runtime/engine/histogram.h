/* How often numbers fall where. */
#ifndef TESS_ENGINE_HISTOGRAM_H
#define TESS_ENGINE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BINS = 256 };

struct histogram {
    double low, high; /* what the bins divide evenly; numbers beyond are counted in the outermost ones */
    double least, most, sum, squares;
    uint64_t count, bin[HISTOGRAM_BINS];
};

void histogram_clear(struct histogram *histogram, double low, double high);
void histogram_add(struct histogram *histogram, double value);

/* Of finite numbers, between the least and the most of them. */
void histogram_of(struct histogram *histogram, const float *value, size_t count);

/* Where a bin ends; the last one at `high`. */
double histogram_limit(const struct histogram *histogram, int bin);

#endif
