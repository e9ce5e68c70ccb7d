/* The fixed matrix of the learning signal, from the bits in the generated file to the layout its sums use. */
#include "tess/kernel.h"

static bool bit(const uint64_t *bits, int i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

void tess_unpack_basis(const uint64_t *positive, const uint64_t *alive, int words, bool zero_latent, int classes,
                       int channels, int cells, int stride, const float *gate, float *signs, float *gates)
{
    for (int cell = 0; cell < cells; cell++)
        for (int c = 0; c < channels; c++) {
            const int latent = c * cells + cell;
            const size_t at = (size_t)cell * (size_t)stride + (size_t)c;
            gates[at] = bit(alive, latent) ? gate[cell] : 0.0f;
            for (int k = 0; k < classes; k++) {
                const float sign = bit(positive + (size_t)k * (size_t)words, latent) ? 1.0f : -1.0f;
                signs[(size_t)k * (size_t)cells * (size_t)stride + at] = zero_latent && latent == 0 ? 0.0f : sign;
            }
        }
}
