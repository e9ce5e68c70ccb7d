#include "normalize.h"

#include <stddef.h>

void normalize(const struct tess_input *input, int frame_count, float white, float *frames)
{
    ptrdiff_t size = (ptrdiff_t)input->height * input->width;
    for (int m = 0; m < frame_count * input->channels; m++) {
        float mean = input->normalize ? input->mean[m % input->channels] : 0.0f;
        float deviation = input->normalize ? input->deviation[m % input->channels] : 1.0f;
        float *map = frames + m * size;
        for (ptrdiff_t i = 0; i < size; i++)
            map[i] = (map[i] / white - mean) / deviation;
    }
}
