/* Sets of channels and lists from them with AVX-512: 64 channels' bytes or 32 entries at a time. */
#include "core/row_sets.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { WORD = 64, HALF = 32 };

#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi2,popcnt")))

/* Which atoms every pattern holds, a bit an atom: those below 8, and the others. */
struct members {
    uint8_t low[TESS_PATTERNS], high[TESS_PATTERNS];
};

static void list_members(const struct tess_atoms *atoms, struct members *members)
{
    for (int pattern = 0; pattern < TESS_PATTERNS; pattern++) {
        unsigned held = 0;
        for (int j = 0; j < atoms->covers[pattern]; j++)
            held |= 1U << atoms->cover[pattern][j];
        if (!atoms->patterns)
            held = (unsigned)pattern;
        members->low[pattern] = (uint8_t)held;
        members->high[pattern] = (uint8_t)(held >> 8);
    }
}

/* A pattern is an index of the two tables, so one permutation of each looks up 64 channels. */
WIDE static void find(const uint8_t *words, const struct tess_map *map, const uint8_t *flip,
                      const struct tess_atoms *atoms, int atoms_count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels);
    struct members members;
    list_members(atoms, &members);
    const __m512i low = _mm512_loadu_si512(members.low), high = _mm512_loadu_si512(members.high);
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(atoms_count * set))
        for (int k = 0; k < set; k++) {
            const unsigned left = (unsigned)(map->channels - k * WORD);
            const __mmask64 real = left >= WORD ? ~UINT64_C(0) : _bzhi_u64(~UINT64_C(0), left);
            __m512i patterns = _mm512_maskz_loadu_epi8(real, words + k * WORD);
            if (flip)
                patterns = _mm512_xor_si512(patterns, _mm512_maskz_loadu_epi8(real, flip + k * WORD));
            const __m512i first = _mm512_permutexvar_epi8(patterns, low);
            const __m512i rest = _mm512_permutexvar_epi8(patterns, high);
            for (int a = 0; a < atoms_count; a++)
                holders[a * set + k] =
                    _mm512_test_epi8_mask(a < 8 ? first : rest, _mm512_set1_epi8((char)(1 << a % 8)));
        }
}

/* Entries of 32 channels, those of none left out. */
WIDE static uint16_t *append_half(uint16_t *entries, __m512i rows, uint32_t first, uint32_t second, uint32_t third)
{
    const uint32_t any = first | second | third;
    rows = _mm512_mask_add_epi16(rows, first, rows, _mm512_set1_epi16(1));
    rows = _mm512_mask_add_epi16(rows, second, rows, _mm512_set1_epi16(2));
    rows = _mm512_mask_add_epi16(rows, third, rows, _mm512_set1_epi16(4));
    const unsigned count = (unsigned)__builtin_popcount(any);
    _mm512_mask_storeu_epi16(entries, (__mmask32)_bzhi_u64(UINT32_MAX, count), _mm512_maskz_compress_epi16(any, rows));
    return entries + count;
}

static const uint16_t numbers[HALF] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                       16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

WIDE static uint16_t *append(uint16_t *entries, const uint64_t *const found[TESS_SPAN], int words, int subsets,
                             int base)
{
    const __m512i next = _mm512_set1_epi16((short)(HALF * subsets));
    __m512i rows = _mm512_mullo_epi16(_mm512_loadu_si512(numbers), _mm512_set1_epi16((short)subsets));
    rows = _mm512_add_epi16(rows, _mm512_set1_epi16((short)(base - 1)));
    for (int k = 0; k < words; k++) {
        const uint64_t first = found[0][k], second = found[1][k], third = found[2][k];
        const __m512i upper = _mm512_add_epi16(rows, next);
        if ((uint32_t)(first | second | third))
            entries = append_half(entries, rows, (uint32_t)first, (uint32_t)second, (uint32_t)third);
        if ((first | second | third) >> HALF)
            entries = append_half(entries, upper, (uint32_t)(first >> HALF), (uint32_t)(second >> HALF),
                                  (uint32_t)(third >> HALF));
        rows = _mm512_add_epi16(upper, next);
    }
    return entries;
}

const struct row_sets *row_sets_wide(void)
{
    static const struct row_sets wide = {find, append};
    const bool there = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                       __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
                       __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    return there ? &wide : NULL;
}

#else

const struct row_sets *row_sets_wide(void)
{
    return NULL;
}

#endif
