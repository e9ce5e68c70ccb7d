/* The gradient along learning signals with AVX2, whose permutations look up eight sums: those of the low steps and of
 * the high ones are added as they were for the table. */
#include "sparse_walk.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define NARROW __attribute__((target("avx2")))

enum { HALF = 8 };

/* Half a plane's channels and a row of the window, with constant `columns` and `sixth`. */
NARROW static inline __attribute__((always_inline)) void add_taps(const struct tess_sparse_signal *signal,
                                                                  uint32_t count, const pattern_row *patterns, int half,
                                                                  const int columns, const bool sixth, plane_row *sums)
{
    __m256 sum[SPARSE_SPAN];
    for (int x = 0; x < columns; x++)
        sum[x] = _mm256_setzero_ps();
    for (; count > 0; count--, signal++) {
        const __m256 first = _mm256_load_ps(signal->sum), last = _mm256_broadcast_ss(&signal->sixth);
        const __m256 second = _mm256_broadcast_ps((const __m128 *)(const void *)signal->high);
        for (int x = 0; x < columns; x++) {
            const __m256i pattern = _mm256_loadu_si256((const void *)(patterns[signal->at + (uint32_t)x] + half));
            const __m256 low = _mm256_permutevar8x32_ps(first, pattern);
            const __m256 high = _mm256_permutevar_ps(second, _mm256_srli_epi32(pattern, TESS_LOW_STEPS));
            sum[x] = _mm256_add_ps(sum[x], _mm256_add_ps(low, high));
            if (sixth) {
                const __m256 there = _mm256_castsi256_ps(_mm256_srai_epi32(pattern, 31));
                sum[x] = _mm256_add_ps(sum[x], _mm256_and_ps(there, last));
            }
        }
    }
    for (int x = 0; x < columns; x++)
        _mm256_storeu_ps(sums[x] + half, _mm256_add_ps(_mm256_loadu_ps(sums[x] + half), sum[x]));
}

/* Three taps of a row together, so that one addition need not wait for the last; others one by one. */
NARROW static void add(const struct tess_sparse_signal *signals, uint32_t count, const pattern_row *patterns,
                       const struct sparse_taps *taps, bool sixth, plane_row *sums)
{
    for (int y = 0; y < taps->rows; y++, patterns += taps->pitch, sums += taps->stride)
        for (int half = 0; half < TESS_PLANE; half += HALF) {
            if (taps->columns == SPARSE_SPAN && sixth)
                add_taps(signals, count, patterns, half, SPARSE_SPAN, true, sums);
            else if (taps->columns == SPARSE_SPAN)
                add_taps(signals, count, patterns, half, SPARSE_SPAN, false, sums);
            else
                for (int x = 0; x < taps->columns; x++)
                    add_taps(signals, count, patterns + x, half, 1, sixth, sums + x);
        }
}

const struct sparse_walk *sparse_walk_avx2(void)
{
    static const struct sparse_walk narrow = {sparse_expand, sparse_append, add, sparse_turn};
    return __builtin_cpu_supports("avx2") ? &narrow : NULL;
}

#else

const struct sparse_walk *sparse_walk_avx2(void)
{
    return NULL;
}

#endif
