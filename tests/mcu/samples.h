/* Samples that the host's trainer and a board make alike, and hashes by which their bits are compared. */
#ifndef MCU_SAMPLES_H
#define MCU_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/* Counts of events, a tenth of them not zero, about a place that depends on label and step; of static inputs (step 0
 * alone is asked for) values from 0 to 1. */
static void sample_frame(int sample, int step, int label, int is_static, float *frame, int inputs)
{
    uint32_t random = (uint32_t)(sample * 7919 + step * 104729 + 12345);
    for (int i = 0; i < inputs; i++) {
        random = random * 1664525u + 1013904223u;
        const uint32_t draw = random >> 20; /* 0 .. 4095 */
        const int lit = (i * (label + 3) + step * 5) % 11 == 0;
        if (is_static)
            frame[i] = (float)(draw >> 4) / 255.0f;
        else
            frame[i] = draw < (lit ? 2000u : 250u) ? (float)(1 + (draw & 1)) : 0.0f;
    }
}

static int sample_label(int sample, int classes)
{
    return sample * 7 % classes;
}

static uint32_t hash_more(uint32_t hash, const void *from, size_t bytes)
{
    const uint8_t *byte = from;
    for (size_t i = 0; i < bytes; i++)
        hash = (hash ^ byte[i]) * 16777619u;
    return hash;
}

#define HASH_START 2166136261u

#endif
