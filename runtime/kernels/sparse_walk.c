/* The plain loops. */
#include "sparse_walk.h"

void sparse_expand(const uint8_t *plane, int count, pattern_row *patterns)
{
    for (int k = 0; k < count; k++)
        for (int c = 0; c < TESS_PLANE; c++)
            patterns[k][c] = looked_up(plane[k * TESS_PLANE + c]);
}

void sparse_append(const float *d, int steps, int lanes, uint32_t at, size_t most, struct tess_sparse_signal *signals,
                   uint32_t *lengths, uint32_t *of_strip)
{
    for (int lane = 0; lane < lanes; lane++) {
        bool any = false;
        for (int t = 0; t < steps; t++)
            any |= d[t * lanes + lane] != 0;
        if (!any)
            continue;
        fill_signal(signals + (size_t)lane * most + lengths[lane]++, d + lane, steps, lanes, at);
        of_strip[lane]++;
    }
}

/* One tap. */
static void add_tap(const struct tess_sparse_signal *signals, uint32_t count, const pattern_row *patterns, bool sixth,
                    float *sums)
{
    plane_row sum = {0};
    for (uint32_t k = 0; k < count; k++) {
        const int32_t *pattern = patterns[signals[k].at];
        for (int c = 0; c < TESS_PLANE; c++) {
            sum[c] += signals[k].sum[pattern[c] & ((1 << TESS_TABLE_STEPS) - 1)];
            sum[c] += sixth && pattern[c] < 0 ? signals[k].sixth : 0.0f;
        }
    }
    for (int c = 0; c < TESS_PLANE; c++)
        sums[c] += sum[c];
}

static void add(const struct tess_sparse_signal *signals, uint32_t count, const pattern_row *patterns,
                const struct sparse_taps *taps, bool sixth, plane_row *sums)
{
    for (int y = 0; y < taps->rows; y++)
        for (int x = 0; x < taps->columns; x++)
            add_tap(signals, count, patterns + y * taps->pitch + x, sixth, sums[y * taps->stride + x]);
}

void sparse_turn(plane_row *of_lane, int channels, int taps, int lanes, float *sums)
{
    for (int lane = 0; lane < lanes; lane++)
        for (int tap = 0; tap < taps; tap++)
            for (int c = 0; c < channels; c++)
                sums[(c * taps + tap) * lanes + lane] += of_lane[lane * taps + tap][c];
}

const struct sparse_walk sparse_walk_plain = {sparse_expand, sparse_append, add, sparse_turn};
