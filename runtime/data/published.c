#include "published.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "resize.h"

/* ---- DVS Gesture ---- */

/* The inputs of an output without antialiasing, at most two; the first output pixels look past the edge. */
static void taps_nearest(int from, int to, int output, struct taps *taps)
{
    double at = (output + 0.5) * from / to - 0.5;
    at = at > 0 ? at : 0;
    taps->first = (int)at;
    taps->count = taps->first + 1 < from ? 2 : 1;
    taps->weight[1] = at - taps->first;
    taps->weight[0] = taps->count == 2 ? 1 - taps->weight[1] : 1;
}

static float weigh(const struct taps *taps, const float *values, ptrdiff_t stride)
{
    float sum = 0;
    for (int k = 0; k < taps->count; k++)
        sum += (float)taps->weight[k] * values[k * stride];
    return sum;
}

/* Across, then down, in float32, as PyTorch does it; rows is [height][to_width]. */
static void resize_map(const struct counted *from, const float *map, bool antialias, int to_height, int to_width,
                       struct taps *taps, float *rows, float *to)
{
    void (*make)(int, int, int, struct taps *) = antialias ? taps_make : taps_nearest;
    for (int x = 0; x < to_width; x++) {
        make(from->width, to_width, x, taps);
        for (ptrdiff_t y = 0; y < from->height; y++)
            rows[y * to_width + x] = weigh(taps, map + y * from->width + taps->first, 1);
    }
    for (ptrdiff_t y = 0; y < to_height; y++) {
        make(from->height, to_height, (int)y, taps);
        for (ptrdiff_t x = 0; x < to_width; x++)
            to[y * to_width + x] = rintf(weigh(taps, rows + (ptrdiff_t)taps->first * to_width + x, to_width));
    }
}

static int taps_room(const struct counted *from, int to_height, int to_width)
{
    int down = taps_most(from->height, to_height), across = taps_most(from->width, to_width);
    return down > across ? down : across;
}

bool published_gesture(const struct counted *from, bool antialias, int to_height, int to_width, float *frame)
{
    struct taps taps = {.weight = malloc((size_t)taps_room(from, to_height, to_width) * sizeof *taps.weight)};
    float *rows = malloc((size_t)from->height * (size_t)to_width * sizeof *rows);
    bool good = taps.weight && rows;
    for (ptrdiff_t c = 0; good && c < from->channels; c++)
        resize_map(from, from->counts + c * from->height * from->width, antialias, to_height, to_width, &taps, rows,
                   frame + c * to_height * to_width);
    free(rows);
    free(taps.weight);
    return good;
}

/* ---- CIFAR10-DVS ---- */

/* Pillow's resize of 8-bit pictures: weights of 22 bits, each pass rounded to bytes. */
enum { WEIGHT_BITS = 22, HALF = 1 << (WEIGHT_BITS - 1) };

static uint8_t weigh_bytes(const struct taps *taps, const uint8_t *values, ptrdiff_t stride)
{
    int32_t sum = HALF;
    for (int k = 0; k < taps->count; k++)
        sum += (int32_t)(0.5 + taps->weight[k] * (1 << WEIGHT_BITS)) * values[k * stride];
    sum >>= WEIGHT_BITS;
    return (uint8_t)(sum > UINT8_MAX ? UINT8_MAX : sum);
}

static void resize_bytes(const struct counted *from, const uint8_t *map, int to_height, int to_width, struct taps *taps,
                         uint8_t *rows, uint8_t *to)
{
    for (int x = 0; x < to_width; x++) {
        taps_make(from->width, to_width, x, taps);
        for (ptrdiff_t y = 0; y < from->height; y++)
            rows[y * to_width + x] = weigh_bytes(taps, map + y * from->width + taps->first, 1);
    }
    for (ptrdiff_t y = 0; y < to_height; y++) {
        taps_make(from->height, to_height, (int)y, taps);
        for (ptrdiff_t x = 0; x < to_width; x++)
            to[y * to_width + x] = weigh_bytes(taps, rows + (ptrdiff_t)taps->first * to_width + x, to_width);
    }
}

/* a * b / 255, rounded, as Pillow does it. */
static uint8_t multiply(uint8_t a, uint8_t b)
{
    uint32_t product = (uint32_t)a * b + 128;
    return (uint8_t)(((product >> 8) + product) >> 8);
}

/* The opposite, cut off; where nothing can be seen the colour stays as it is. */
static uint8_t divide(uint8_t a, uint8_t b)
{
    if (b == 0 || b == UINT8_MAX)
        return a;
    int quotient = UINT8_MAX * a / b;
    return (uint8_t)(quotient > UINT8_MAX ? UINT8_MAX : quotient);
}

/* 255 n as the byte that a cast leaves of it. */
static uint8_t to_byte(float count)
{
    return (uint8_t)(UINT8_MAX * (int64_t)count & UINT8_MAX);
}

bool published_cifar10_dvs(const struct counted *from, int to_height, int to_width, float *frame)
{
    const size_t size = (size_t)from->height * (size_t)from->width, to_size = (size_t)to_height * (size_t)to_width;
    struct taps taps = {.weight = malloc((size_t)taps_room(from, to_height, to_width) * sizeof *taps.weight)};
    uint8_t *luminance = malloc(size), *alpha = malloc(size), *rows = malloc((size_t)from->height * (size_t)to_width);
    uint8_t *small_luminance = malloc(to_size), *small_alpha = malloc(to_size);
    bool good = taps.weight && luminance && alpha && rows && small_luminance && small_alpha;
    for (size_t i = 0; good && i < size; i++) {
        alpha[i] = to_byte(from->counts[size + i]);
        luminance[i] = multiply(to_byte(from->counts[i]), alpha[i]);
    }
    if (good) {
        resize_bytes(from, luminance, to_height, to_width, &taps, rows, small_luminance);
        resize_bytes(from, alpha, to_height, to_width, &taps, rows, small_alpha);
    }
    for (size_t i = 0; good && i < to_size; i++) {
        frame[i] = divide(small_luminance[i], small_alpha[i]);
        frame[to_size + i] = small_alpha[i];
    }
    free(small_alpha);
    free(small_luminance);
    free(rows);
    free(alpha);
    free(luminance);
    free(taps.weight);
    return good;
}

/* ---- Which ---- */

static bool resize_gesture(const struct tess_input *input, bool training, const struct counted *from, float *frame)
{
    return published_gesture(from, input->antialias || !training, input->height, input->width, frame);
}

static bool resize_cifar10_dvs(const struct tess_input *input, bool training, const struct counted *from, float *frame)
{
    (void)training;
    return published_cifar10_dvs(from, input->height, input->width, frame);
}

const struct published *published_of(const struct tess_input *input)
{
    static const struct published all[] = {{"dvs_gesture", 1, resize_gesture},
                                           {"cifar10_dvs", 255, resize_cifar10_dvs}};
    for (size_t i = 0; input->pipeline == TESS_PIPELINE_PUBLISHED && i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].dataset, input->dataset) == 0)
            return &all[i];
    return NULL;
}
