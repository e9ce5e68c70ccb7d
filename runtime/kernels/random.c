/* Philox4x64-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011. Key: seed and purpose; counter: epoch, sample and the index of a block of four numbers. */
#include "tess/random.h"

#include "tess/math.h"

__extension__ typedef unsigned __int128 uint128;

static void philox(const uint64_t key[2], const uint64_t counter[4], uint64_t out[4])
{
    uint64_t key0 = key[0], key1 = key[1];
    uint64_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
    for (int round = 0; round < 10; round++) {
        uint128 product0 = (uint128)x0 * 0xd2e7470ee14c6c93u, product1 = (uint128)x2 * 0xca5a826395121157u;
        x0 = (uint64_t)(product1 >> 64) ^ x1 ^ key0;
        x1 = (uint64_t)product1;
        x2 = (uint64_t)(product0 >> 64) ^ x3 ^ key1;
        x3 = (uint64_t)product0;
        key0 += 0x9e3779b97f4a7c15u; /* the golden ratio */
        key1 += 0xbb67ae8584caa73bu; /* sqrt(3) - 1 */
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

struct tess_random tess_random_stream(uint64_t seed, enum tess_purpose purpose, uint64_t epoch, uint64_t sample)
{
    return (struct tess_random){.key = {seed, (uint64_t)purpose, epoch, sample}};
}

uint64_t tess_random_bits(struct tess_random *stream)
{
    if (stream->drawn % 4 == 0) {
        const uint64_t counter[4] = {stream->key[2], stream->key[3], stream->drawn / 4, 0};
        philox(stream->key, counter, stream->block);
    }
    return stream->block[stream->drawn++ % 4];
}

double tess_random_uniform(struct tess_random *stream)
{
    return (double)(tess_random_bits(stream) >> 11) * 0x1p-53;
}

/* D. Lemire, "Fast random integer generation in an interval", 2019: the upper half of a product is uniform once the
 * 2^32 mod n lowest products are drawn again. */
uint32_t tess_random_below(struct tess_random *stream, uint32_t n)
{
    const uint32_t surplus = (uint32_t)(-n) % n;
    for (;;) {
        uint64_t product = (tess_random_bits(stream) >> 32) * n;
        if ((uint32_t)product >= surplus)
            return (uint32_t)(product >> 32);
    }
}

/* G. E. P. Box, M. E. Muller, 1958; the logarithm's argument is in (0, 1]. */
double tess_random_normal(struct tess_random *stream)
{
    double radius = __builtin_sqrt(-2 * tess_log(1 - tess_random_uniform(stream)));
    return radius * tess_cos_2pi(tess_random_uniform(stream));
}
