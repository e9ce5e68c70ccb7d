/* The fixed matrix B of a layer's local signal, as generated code holds it: positive [classes][words], a bit a latent,
 * words of 64 latents each, set where the sign is +1. With zero_latent, latent 0 is 0 for every class. Latents are
 * numbered channel * cells + cell; a linear layer is one channel, whose cells are its bins. */
#ifndef TESS_BASIS_H
#define TESS_BASIS_H

#include <stdbool.h>
#include <stdint.h>

/* Unpacks B: signs (+1, -1; with zero_latent 0 for latent 0) as float32 [classes][cells][stride], and gates
 * [cells][stride]: gate[cell] where a latent can learn, 0 where it is dead.
 *   alive [words]: a bit a latent */
void tess_unpack_basis(const uint64_t *positive, const uint64_t *alive, int words, bool zero_latent, int classes,
                       int channels, int cells, int stride, const float *gate, float *signs, float *gates);

/* The same of a B of normally distributed numbers: those drawn by tess_random_normal, latent by latent, from the stream
 * of `seed` and the class for TESS_RANDOM_BASIS. */
void tess_normal_basis(uint64_t seed, const uint64_t *alive, int classes, int channels, int cells, int stride,
                       const float *gate, float *entries, float *gates);

/* What latents are means of: cell (i, j) of rows x columns averages the rows rows_from[i] .. rows_to[i] - 1 and the
 * columns columns_from[j] .. columns_to[j] - 1 of a channel. Windows come in order and cover the map; they may overlap.
 */
struct tess_latent_grid {
    int channels, height, width; /* of the layer's pooled output; of a linear layer 1, 1 and its features */
    int rows, columns;
    const int *rows_from, *rows_to;       /* [rows] */
    const int *columns_from, *columns_to; /* [columns] */
};

/* The layer's classifier z = factor * B pool(o) as the weights of a linear layer on its output o:
 *     weight[class][channel, y, x] = factor * sum over the cells whose window holds (y, x) of B[class][latent] / area
 * in double precision, rounded once. */
void tess_classifier_weights(const uint64_t *positive, int words, bool zero_latent, int classes,
                             const struct tess_latent_grid *grid, double factor, float *weight);

#endif
