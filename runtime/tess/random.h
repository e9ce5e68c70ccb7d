/* Counter-based random numbers: a value is a pure function of its key, so nothing depends on threads, on the order of
 * calls, or on where a run was resumed. */
#ifndef TESS_RANDOM_H
#define TESS_RANDOM_H

#include <stdint.h>

enum tess_purpose {
    TESS_RANDOM_WEIGHTS = 1,
    TESS_RANDOM_SHUFFLE,
    TESS_RANDOM_AUGMENT,
    TESS_RANDOM_SYNTHETIC,
    TESS_RANDOM_FRAMES,
    TESS_RANDOM_BASIS
};

/* A stream of random numbers: the key and how many were drawn from it. */
struct tess_random {
    uint64_t key[4]; /* seed, purpose, epoch, sample */
    uint64_t drawn;
    uint64_t block[4]; /* numbers are made four at a time */
};

struct tess_random tess_random_stream(uint64_t seed, enum tess_purpose purpose, uint64_t epoch, uint64_t sample);
uint64_t tess_random_bits(struct tess_random *stream);              /* 64 uniform bits */
double tess_random_uniform(struct tess_random *stream);             /* [0, 1), 53 bits */
uint32_t tess_random_below(struct tess_random *stream, uint32_t n); /* 0 .. n-1, unbiased; n >= 1 */
double tess_random_normal(struct tess_random *stream);              /* mean 0, standard deviation 1; own log and cos */

#endif
