/* The gradient along learning signals with AVX-512: one permutation of two registers looks up sixteen channels. */
#include "sparse_walk.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2")))

WIDE static void expand(const uint8_t *plane, int count, pattern_row *patterns)
{
    for (int k = 0; k < count; k++, plane += TESS_PLANE) {
        const __m512i pattern = _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)plane));
        _mm512_storeu_si512(patterns + k, _mm512_or_si512(pattern, _mm512_slli_epi32(pattern, 31 - TESS_TABLE_STEPS)));
    }
}

/* fill_signal: eight sums of the low steps in either half, and to them those of the high ones. */
WIDE static void fill(struct tess_sparse_signal *signal, const float d[][TESS_PLANE], uint32_t at)
{
    const __m512 zero = _mm512_setzero_ps(), fourth = _mm512_set1_ps(d[3][0]), fifth = _mm512_set1_ps(d[4][0]);
    __m512 low = _mm512_maskz_mov_ps(0xaaaa, _mm512_set1_ps(d[0][0]));
    low = _mm512_mask_add_ps(low, 0xcccc, low, _mm512_set1_ps(d[1][0]));
    low = _mm512_mask_add_ps(low, 0xf0f0, low, _mm512_set1_ps(d[2][0]));
    const __m512 high = _mm512_mask_add_ps(fifth, 0xff00, fourth, fifth);
    _mm512_store_ps(signal->sum, _mm512_add_ps(low, _mm512_mask_mov_ps(zero, 0xff00, fourth)));
    _mm512_store_ps(signal->sum + TESS_PLANE, _mm512_add_ps(low, high));
    signal->high[0] = 0;
    signal->high[1] = d[3][0];
    signal->high[2] = d[4][0];
    signal->high[3] = d[3][0] + d[4][0];
    signal->sixth = d[5][0];
    signal->at = at;
}

WIDE static void append(const float *d, int steps, int lanes, uint32_t at, size_t most,
                        struct tess_sparse_signal *signals, uint32_t *lengths, uint32_t *of_strip)
{
    const __mmask16 real = (__mmask16)((1U << lanes) - 1);
    float of_step[TESS_PATTERN_STEPS][TESS_PLANE];
    __mmask16 any = 0;
    for (int t = 0; t < TESS_PATTERN_STEPS; t++) {
        const __m512 here = t < steps ? _mm512_maskz_loadu_ps(real, d + t * lanes) : _mm512_setzero_ps();
        any |= _mm512_cmp_ps_mask(here, _mm512_setzero_ps(), _CMP_NEQ_UQ);
        _mm512_storeu_ps(of_step[t], here);
    }
    for (unsigned rest = any; rest; rest &= rest - 1) {
        const int lane = __builtin_ctz(rest);
        fill(signals + (size_t)lane * most + lengths[lane]++, (const float(*)[TESS_PLANE])(of_step[0] + lane), at);
        of_strip[lane]++;
    }
}

/* With constant `rows`, `columns` and `sixth` all sums stay in registers. */
WIDE static inline __attribute__((always_inline)) void add_taps(const struct tess_sparse_signal *signal, uint32_t count,
                                                                const pattern_row *patterns,
                                                                const struct sparse_taps *taps, const int rows,
                                                                const int columns, const bool sixth, plane_row *sums)
{
    __m512 sum[SPARSE_SPAN * SPARSE_SPAN];
    for (int k = 0; k < rows * columns; k++)
        sum[k] = _mm512_setzero_ps();
    const int pitch = taps->pitch;
    for (; count > 0; count--, signal++) {
        const __m512 first = _mm512_load_ps(signal->sum), second = _mm512_load_ps(signal->sum + TESS_PLANE);
        const __m512 last = _mm512_set1_ps(signal->sixth);
        const pattern_row *row = patterns + signal->at;
        for (int k = 0; k < rows * columns; k++) {
            const __m512i pattern = _mm512_loadu_si512(row + k % columns);
            sum[k] = _mm512_add_ps(sum[k], _mm512_permutex2var_ps(first, pattern, second));
            if (sixth)
                sum[k] = _mm512_mask_add_ps(sum[k], _mm512_movepi32_mask(pattern), sum[k], last);
            row += k % columns == columns - 1 ? pitch : 0;
        }
    }
    for (int k = 0; k < rows * columns; k++) {
        float *to = sums[k / columns * taps->stride + k % columns];
        _mm512_storeu_ps(to, _mm512_add_ps(_mm512_loadu_ps(to), sum[k]));
    }
}

/* Three rows of three taps together, others one by one. */
WIDE static void add(const struct tess_sparse_signal *signals, uint32_t count, const pattern_row *patterns,
                     const struct sparse_taps *taps, bool sixth, plane_row *sums)
{
    const bool whole = taps->rows == SPARSE_SPAN && taps->columns == SPARSE_SPAN;
    if (whole && sixth)
        add_taps(signals, count, patterns, taps, SPARSE_SPAN, SPARSE_SPAN, true, sums);
    else if (whole)
        add_taps(signals, count, patterns, taps, SPARSE_SPAN, SPARSE_SPAN, false, sums);
    else
        for (int y = 0; y < taps->rows; y++)
            for (int x = 0; x < taps->columns; x++)
                add_taps(signals, count, patterns + y * taps->pitch + x, taps, 1, 1, sixth,
                         sums + y * taps->stride + x);
}

/* Sixteen rows as sixteen columns. */
WIDE static inline __attribute__((always_inline)) void transpose(__m512 row[TESS_PLANE])
{
    __m512 half[TESS_PLANE];
    for (int i = 0; i < TESS_PLANE; i += 2) {
        half[i] = _mm512_unpacklo_ps(row[i], row[i + 1]);
        half[i + 1] = _mm512_unpackhi_ps(row[i], row[i + 1]);
    }
    for (int i = 0; i < TESS_PLANE; i += 4) /* row[i + j]: of rows i .. i + 3 columns j, j + 4, j + 8 and j + 12 */
        for (int j = 0; j < 4; j++) {
            const __m512d a = _mm512_castps_pd(half[i + j / 2]), b = _mm512_castps_pd(half[i + 2 + j / 2]);
            row[i + j] = _mm512_castpd_ps(j % 2 ? _mm512_unpackhi_pd(a, b) : _mm512_unpacklo_pd(a, b));
        }
    for (int j = 0; j < 4; j++) {
        const __m512 even_top = _mm512_shuffle_f32x4(row[j], row[4 + j], 0x88);
        const __m512 odd_top = _mm512_shuffle_f32x4(row[j], row[4 + j], 0xdd);
        const __m512 even_low = _mm512_shuffle_f32x4(row[8 + j], row[12 + j], 0x88);
        const __m512 odd_low = _mm512_shuffle_f32x4(row[8 + j], row[12 + j], 0xdd);
        half[j] = _mm512_shuffle_f32x4(even_top, even_low, 0x88);
        half[8 + j] = _mm512_shuffle_f32x4(even_top, even_low, 0xdd);
        half[4 + j] = _mm512_shuffle_f32x4(odd_top, odd_low, 0x88);
        half[12 + j] = _mm512_shuffle_f32x4(odd_top, odd_low, 0xdd);
    }
    memcpy(row, half, sizeof half);
}

WIDE static void turn(plane_row *of_lane, int channels, int taps, int lanes, float *sums)
{
    const __mmask16 real = (__mmask16)((1U << lanes) - 1);
    for (int tap = 0; tap < taps; tap++) { /* in their place, [lane][tap][channel] to [channel][tap][lane] */
        __m512 row[TESS_PLANE];
        for (int lane = 0; lane < TESS_PLANE; lane++)
            row[lane] = _mm512_loadu_ps(of_lane[lane * taps + tap]);
        transpose(row);
        for (int c = 0; c < TESS_PLANE; c++)
            _mm512_storeu_ps(of_lane[c * taps + tap], row[c]);
    }
    for (int k = 0; k < channels * taps; k++, sums += lanes) /* sums lie in a far cache, and are passed in order */
        _mm512_mask_storeu_ps(sums, real,
                              _mm512_add_ps(_mm512_maskz_loadu_ps(real, sums), _mm512_loadu_ps(of_lane[k])));
}

const struct sparse_walk *sparse_walk_avx512(void)
{
    static const struct sparse_walk wide = {expand, append, add, turn};
    const bool there = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
                       __builtin_cpu_supports("avx512vbmi2");
    return there ? &wide : NULL;
}

#else

const struct sparse_walk *sparse_walk_avx512(void)
{
    return NULL;
}

#endif
