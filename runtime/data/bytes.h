/* Whole numbers in the bytes of a file, the low byte first (little) or the high one (big). */
#ifndef TESS_DATA_BYTES_H
#define TESS_DATA_BYTES_H

#include <stdint.h>

static inline uint32_t little16(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static inline uint32_t little32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint64_t little64(const unsigned char *bytes)
{
    return little32(bytes) | (uint64_t)little32(bytes + 4) << 32;
}

static inline uint32_t big32(const unsigned char *bytes)
{
    return (uint32_t)bytes[3] | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 24;
}

#endif
