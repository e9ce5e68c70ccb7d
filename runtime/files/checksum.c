#include "checksum.h"

#include <string.h>

void checksum_start(struct checksum *sum)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        uint64_t remainder = byte;
        for (int bit = 0; bit < 8; bit++)
            remainder = remainder >> 1 ^ (remainder & 1 ? 0xc96c5795d7870f42u : 0);
        sum->table[0][byte] = remainder;
    }
    for (int zeros = 1; zeros < 8; zeros++)
        for (unsigned byte = 0; byte < 256; byte++) {
            const uint64_t before = sum->table[zeros - 1][byte];
            sum->table[zeros][byte] = before >> 8 ^ sum->table[0][before & 255];
        }
    sum->state = ~(uint64_t)0;
}

/* Eight bytes at a time ("slicing"): the remainder of a sum is the sum of remainders. */
void checksum_add(struct checksum *sum, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t state = sum->state;
    for (; size >= 8; size -= 8, at += 8) {
        uint64_t eight;
        memcpy(&eight, at, sizeof eight);
        eight ^= state;
        state = 0;
        for (int i = 0; i < 8; i++)
            state ^= sum->table[7 - i][eight >> 8 * i & 255];
    }
    for (; size > 0; size--)
        state = state >> 8 ^ sum->table[0][(state ^ *at++) & 255];
    sum->state = state;
}

uint64_t checksum_value(const struct checksum *sum)
{
    return ~sum->state;
}

uint64_t checksum_of(const void *bytes, size_t size)
{
    struct checksum sum;
    checksum_start(&sum);
    checksum_add(&sum, bytes, size);
    return checksum_value(&sum);
}
