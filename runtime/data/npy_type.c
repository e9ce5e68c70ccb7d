#include "npy_type.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* IEEE 754's binary16: sign, 5 bits of exponent, 10 bits of fraction. */
static float value_f2(uint64_t bits)
{
    const int exponent = (int)(bits >> 10 & 31), fraction = (int)(bits & 1023);
    float size = exponent == 0 ? ldexpf((float)fraction, -24) : ldexpf((float)(1024 + fraction), exponent - 25);
    if (exponent == 31)
        size = fraction ? __builtin_nanf("") : __builtin_inff();
    return bits >> 15 & 1 ? -size : size;
}

static float value_f4(uint64_t bits)
{
    const uint32_t word = (uint32_t)bits;
    float value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static float value_f8(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

static float value_unsigned(uint64_t bits)
{
    return (float)bits;
}

static float value_i1(uint64_t bits)
{
    return (int8_t)bits;
}

static float value_i2(uint64_t bits)
{
    return (int16_t)bits;
}

static float value_i4(uint64_t bits)
{
    return (float)(int32_t)bits;
}

static float value_i8(uint64_t bits)
{
    return (float)(int64_t)bits;
}

static const struct npy_type types[] = {
    {"f4", "float32", 4, false, value_f4},     {"f8", "float64", 8, false, value_f8},
    {"f2", "float16", 2, false, value_f2},     {"u1", "uint8", 1, true, value_unsigned},
    {"u2", "uint16", 2, true, value_unsigned}, {"u4", "uint32", 4, true, value_unsigned},
    {"u8", "uint64", 8, true, value_unsigned}, {"i1", "int8", 1, true, value_i1},
    {"i2", "int16", 2, true, value_i2},        {"i4", "int32", 4, true, value_i4},
    {"i8", "int64", 8, true, value_i8},        {"b1", "bool", 1, true, value_unsigned},
};

/* Types that are not read, by their kind. */
static const struct refused {
    char kind;
    const char *what, *advice;
} refused[] = {
    {'f', "numbers of more than 64 bits", "a = a.astype('float64')"},
    {'c', "complex numbers", "a = numpy.abs(a)"},
    {'O', "Python objects", "a = numpy.array(a.tolist(), 'float32')"},
    {'S', "text", "a = numpy.unique(a, return_inverse=True)[1]"},
    {'U', "text", "a = numpy.unique(a, return_inverse=True)[1]"},
    {'M', "dates", "a = a.astype('int64')"},
    {'m', "spans of time", "a = a.astype('int64')"},
    {'V', "raw bytes", "a = a.view('uint8')"},
};

const struct npy_type *npy_type_find(const char *descr, bool *big_endian)
{
    const uint16_t one = 1;
    if (!*descr || !strchr("<>|=", *descr))
        return NULL;
    *big_endian = *descr == '>' || (strchr("|=", *descr) && *(const unsigned char *)&one == 0);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].code, descr + 1) == 0)
            return &types[i];
    return NULL;
}

bool npy_type_refuse(const char *descr, const char *path, uint64_t offset, struct tess_error *error)
{
    const char kind = *descr ? descr[1] : '\0';
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (refused[i].kind == kind)
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: offset %" PRIu64
                             ": expected real numbers of at most 64 bits, found %s ('%s'); in NumPy, %s makes such "
                             "numbers",
                             path, offset, refused[i].what, descr, refused[i].advice);
    return tess_fail(error, TESS_BAD_DATA,
                     "%s: offset %" PRIu64 ": expected one of NumPy's types of numbers, found '%s'; in NumPy, a = "
                     "a.astype('float32') makes such numbers",
                     path, offset, descr);
}
