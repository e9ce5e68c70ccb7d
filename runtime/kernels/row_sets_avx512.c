/* Sets of channels and lists from them with AVX-512: 64 channels' bytes or 32 entries at a time. */
#include "row_sets.h"

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
WIDE static void find(const uint8_t *words, const struct tess_map *map, const uint8_t *full,
                      const struct tess_atoms *atoms, int count, uint64_t *holders)
{
    const int set = TESS_SET_WORDS(map->channels), atoms_count = full ? count - 1 : count;
    struct members members;
    list_members(atoms, &members);
    const __m512i low = _mm512_loadu_si512(members.low), high = _mm512_loadu_si512(members.high);
    for (int x = 0; x < map->width; x++, words += map->stride, holders += (size_t)(count * set))
        for (int k = 0; k < set; k++) {
            const unsigned left = (unsigned)(map->channels - k * WORD);
            const __mmask64 real = left >= WORD ? ~UINT64_C(0) : _bzhi_u64(~UINT64_C(0), left);
            __m512i patterns = _mm512_maskz_loadu_epi8(real, words + k * WORD);
            if (full) {
                const __m512i all = _mm512_maskz_loadu_epi8(real, full + k * WORD);
                const __mmask64 other = _mm512_cmpneq_epi8_mask(patterns, all);
                patterns = _mm512_maskz_mov_epi8(other, patterns);
                holders[atoms_count * set + k] = other & _mm512_test_epi8_mask(all, all);
            }
            const __m512i first = _mm512_permutexvar_epi8(patterns, low);
            const __m512i rest = _mm512_permutexvar_epi8(patterns, high);
            for (int a = 0; a < atoms_count; a++)
                holders[a * set + k] =
                    _mm512_test_epi8_mask(a < 8 ? first : rest, _mm512_set1_epi8((char)(1 << a % 8)));
        }
}

/* A patch in vectors: which table rows begin, where channel 0 would stand if its table rows were numbered from 0, and
 * how far apart they are. */
struct wide_patch {
    __m512i begun[TESS_SPAN], from, pitch, step;
};

static const uint8_t numbers[WORD] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
                                      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
                                      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

WIDE static struct wide_patch widen(const struct patch *patch)
{
    struct wide_patch wide;
    for (int r = 0; r < TESS_SPAN; r++)
        wide.begun[r] = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)patch->begun[r]));
    wide.pitch = _mm512_set1_epi16((short)patch->pitch);
    wide.step = _mm512_set1_epi16((short)patch->step);
    wide.from = _mm512_set1_epi16((short)(patch->base - patch->pitch));
    return wide;
}

WIDE static void subsets(const uint64_t *const found[TESS_SPAN], int words, uint8_t *to)
{
    for (int k = 0; k < words; k++, to += WORD) {
        __m512i subset = _mm512_maskz_mov_epi8(found[0][k], _mm512_set1_epi8(1));
        subset = _mm512_mask_add_epi8(subset, found[1][k], subset, _mm512_set1_epi8(2));
        _mm512_storeu_si512(to, _mm512_mask_add_epi8(subset, found[2][k], subset, _mm512_set1_epi8(4)));
    }
}

/* 32 entries, from their table rows counted from 1 and their channels' numbers. */
WIDE static inline __m512i number(const struct wide_patch *wide, __m512i from, __m256i rows, __m256i channels)
{
    const __m512i above = _mm512_mullo_epi16(_mm512_cvtepu8_epi16(rows), wide->pitch);
    const __m512i across = _mm512_mullo_epi16(_mm512_cvtepu8_epi16(channels), wide->step);
    return _mm512_add_epi16(_mm512_add_epi16(from, across), above);
}

/* Entries of those of 64 channels that begin a table row, which are more than 32 hardly ever. */
WIDE static inline uint16_t *append_begun(uint16_t *entries, const struct wide_patch *wide, __m512i from, __m512i begun,
                                          __mmask64 some)
{
    const unsigned count = (unsigned)__builtin_popcountll(some);
    const __m512i rows = _mm512_maskz_compress_epi8(some, begun);
    const __m512i channels = _mm512_maskz_compress_epi8(some, _mm512_loadu_si512(numbers));
    _mm512_storeu_si512(entries, number(wide, from, _mm512_castsi512_si256(rows), _mm512_castsi512_si256(channels)));
    if (__builtin_expect(count > HALF, 0))
        _mm512_storeu_si512(entries + HALF, number(wide, from, _mm512_extracti64x4_epi64(rows, 1),
                                                   _mm512_extracti64x4_epi64(channels, 1)));
    return entries + count;
}

/* Entries of 64 channels, the subsets of which begin at byte `at`: the table rows that begin with the first patch row,
 * the second, the third. */
WIDE static inline uint16_t *append_word(uint16_t *entries, const struct patch *patch, const struct wide_patch *wide,
                                         int height, size_t at, __m512i from)
{
    __m512i subset[TESS_SPAN], any = _mm512_setzero_si512();
    for (int r = 0; r < TESS_SPAN; r++) {
        subset[r] = r < height ? _mm512_loadu_si512(patch->found[r] + at) : _mm512_setzero_si512();
        any = _mm512_or_si512(any, subset[r]);
    }
    if (!_mm512_test_epi8_mask(any, any))
        return entries;
    const __mmask64 upper = _mm512_cmpeq_epi8_mask(subset[0], subset[1]);
    const __mmask64 lower = _mm512_cmpeq_epi8_mask(subset[1], subset[2]);
    __m512i alike = _mm512_maskz_mov_epi8(upper, _mm512_set1_epi8(UPPER_ALIKE));
    alike = _mm512_mask_add_epi8(alike, lower, alike, _mm512_set1_epi8(LOWER_ALIKE));
    for (int r = 0; r < height; r++) {
        const __m512i begun = _mm512_permutexvar_epi8(_mm512_or_si512(subset[r], alike), wide->begun[r]);
        entries = append_begun(entries, wide, from, begun, _mm512_test_epi8_mask(begun, begun));
    }
    return entries;
}

/* Entries of a patch as high as `height`, which the compiler knows. */
WIDE static inline uint16_t *append_words(uint16_t *entries, const struct patch *patch, const struct wide_patch *wide,
                                          int height, size_t at, int words)
{
    const __m512i next = _mm512_set1_epi16((short)(WORD * patch->step));
    __m512i from = wide->from;
    for (int k = 0; k < words; k++) {
        entries = append_word(entries, patch, wide, height, at + (size_t)(k * WORD), from);
        from = _mm512_add_epi16(from, next);
    }
    return entries;
}

WIDE static inline uint16_t *append(uint16_t *entries, const struct patch *patch, const struct wide_patch *wide,
                                    size_t at, int words)
{
    switch (patch->height) {
    case 1:
        return append_words(entries, patch, wide, 1, at, words);
    case 2:
        return append_words(entries, patch, wide, 2, at, words);
    default:
        return append_words(entries, patch, wide, TESS_SPAN, at, words);
    }
}

WIDE static uint16_t *list(uint16_t *entries, const struct patch *patch, int patches, int words, int count, int zero,
                           uint16_t *fours)
{
    struct wide_patch wide[TESS_PATCHES];
    for (int i = 0; i < patches; i++)
        wide[i] = widen(patch + i);
    for (int a = 0; a < count; a++) {
        uint16_t *end = entries;
        for (int i = 0; i < patches; i++)
            end = append(end, patch + i, wide + i, (size_t)(a * words * WORD), words);
        entries = close_list(entries, end, zero, fours + a);
    }
    return entries;
}

const struct row_sets *row_sets_wide(void)
{
    static const struct row_sets wide = {find, subsets, list};
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
