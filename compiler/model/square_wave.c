/* The fixed matrix B of the local learning signal: rows of square waves. */
#include <math.h>

#include "model/model.h"

void square_wave_frequencies(int classes, float low, float high, float *frequencies)
{
    float step = classes > 1 ? (high - low) / (float)(classes - 1) : 0;
    for (int c = 0; c < classes; c++) {
        /* Two roundings, as the formula has them: the product is not to be fused with the sum. */
        float below = step * (float)c, above = step * (float)(classes - 1 - c);
        frequencies[c] = c < classes / 2 ? low + below : high - above;
    }
}

void square_wave(int classes, int latents, const float *frequencies, int8_t *sign, bool *dead)
{
    for (int c = 0; c < classes; c++)
        for (int i = 0; i < latents; i++) {
            float angle = frequencies[c] * (float)i; /* rounded to float32; its sine is then taken exactly */
            double sine = sin((double)angle);
            sign[c * latents + i] = (int8_t)((sine > 0) - (sine < 0));
        }
    for (int i = 0; i < latents; i++) {
        dead[i] = true; /* all classes agree: also where all are zero, as in column 0 */
        for (int c = 1; c < classes; c++)
            if (sign[c * latents + i] != sign[i])
                dead[i] = false;
    }
}
