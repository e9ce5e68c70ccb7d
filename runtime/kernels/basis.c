/* The fixed matrix of the learning signal, from the bits in the generated file to the layout its sums use, and to the
 * weights of a readout that starts from it. */
#include "tess/basis.h"

#include <stddef.h>

#include "tess/random.h"

static bool bit(const uint64_t *bits, int i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

static float sign_of(const uint64_t *positive, bool zero_latent, int latent)
{
    if (zero_latent && latent == 0)
        return 0;
    return bit(positive, latent) ? 1.0f : -1.0f;
}

void tess_unpack_basis(const uint64_t *positive, const uint64_t *alive, int words, bool zero_latent, int classes,
                       int channels, int cells, int stride, const float *gate, float *signs, float *gates)
{
    for (int cell = 0; cell < cells; cell++)
        for (int c = 0; c < channels; c++) {
            const int latent = c * cells + cell;
            const size_t at = (size_t)cell * (size_t)stride + (size_t)c;
            gates[at] = bit(alive, latent) ? gate[cell] : 0.0f;
            for (int k = 0; k < classes; k++)
                signs[(size_t)k * (size_t)cells * (size_t)stride + at] =
                    sign_of(positive + (size_t)k * (size_t)words, zero_latent, latent);
        }
}

void tess_normal_basis(uint64_t seed, const uint64_t *alive, int classes, int channels, int cells, int stride,
                       const float *gate, float *entries, float *gates)
{
    for (int k = 0; k < classes; k++) {
        struct tess_random stream = tess_random_stream(seed, TESS_RANDOM_BASIS, (uint64_t)k, 0);
        float *row = entries + (size_t)k * (size_t)cells * (size_t)stride;
        for (int latent = 0; latent < channels * cells; latent++)
            row[(size_t)(latent % cells) * (size_t)stride + (size_t)(latent / cells)] =
                (float)tess_random_normal(&stream);
    }
    for (int latent = 0; latent < channels * cells; latent++)
        gates[(size_t)(latent % cells) * (size_t)stride + (size_t)(latent / cells)] =
            bit(alive, latent) ? gate[latent % cells] : 0.0f;
}

/* Cells of an axis, first .. last - 1. */
struct cells {
    int first, last;
};

/* Those whose windows hold a position. */
static struct cells cells_at(const int *from, const int *to, int cells, int position)
{
    struct cells found = {0, 0};
    while (to[found.first] <= position)
        found.first++;
    for (found.last = found.first; found.last < cells && from[found.last] <= position;)
        found.last++;
    return found;
}

/* The sum of sign / area over cells of a channel; positive: the class's row. */
static double sum_of_cells(const uint64_t *positive, bool zero_latent, const struct tess_latent_grid *grid, int channel,
                           struct cells rows, struct cells columns)
{
    double sum = 0;
    for (int i = rows.first; i < rows.last; i++)
        for (int j = columns.first; j < columns.last; j++) {
            const int latent = (channel * grid->rows + i) * grid->columns + j;
            const double height = grid->rows_to[i] - grid->rows_from[i];
            const double width = grid->columns_to[j] - grid->columns_from[j];
            sum += (double)sign_of(positive, zero_latent, latent) / (height * width);
        }
    return sum;
}

void tess_classifier_weights(const uint64_t *positive, int words, bool zero_latent, int classes,
                             const struct tess_latent_grid *grid, double factor, float *weight)
{
    const size_t map = (size_t)grid->height * (size_t)grid->width;
    for (int y = 0; y < grid->height; y++)
        for (int x = 0; x < grid->width; x++) {
            const struct cells rows = cells_at(grid->rows_from, grid->rows_to, grid->rows, y);
            const struct cells columns = cells_at(grid->columns_from, grid->columns_to, grid->columns, x);
            size_t at = (size_t)y * (size_t)grid->width + (size_t)x;
            for (int k = 0; k < classes; k++)
                for (int c = 0; c < grid->channels; c++, at += map)
                    weight[at] = (float)(factor * sum_of_cells(positive + (size_t)k * (size_t)words, zero_latent, grid,
                                                               c, rows, columns));
        }
}
