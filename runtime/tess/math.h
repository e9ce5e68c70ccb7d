/* exp, log, cos and sin in double precision from additions, multiplications and divisions alone, so that they give the
 * same bits with every compiler, C library and machine (IEEE arithmetic, products not contracted). exp and log are
 * within one unit in the last place, cos and sin within two. */
#ifndef TESS_MATH_H
#define TESS_MATH_H

#include <stdint.h>
#include <string.h>

/* 2^k, k = -1022 .. 1023. */
static inline double tess_power_of_two(int k)
{
    uint64_t bits = (uint64_t)(k + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* e^x: x = k ln2 + r with |r| <= ln2 / 2, e^x = 2^k e^r, e^r by its Taylor series (13 terms leave 4e-18). ln2 comes in
 * two parts, the first short enough for k times it to be exact; what rounding r loses is added back. */
static inline double tess_exp(double x)
{
    if (x != x)
        return x;
    if (x > 709.8)
        return (double)__builtin_inf();
    if (x < -745.2)
        return 0;
    const int k = (int)(x * 0x1.71547652b82fep+0 + (x < 0 ? -0.5 : 0.5));
    const double high = x - k * 0x1.62e42fee00000p-1, low = k * 0x1.a39ef35793c76p-33;
    const double r = high - low, lost = (high - r) - low;
    double series = 1.0 / 6227020800.0;
    series = series * r + 1.0 / 479001600.0;
    series = series * r + 1.0 / 39916800.0;
    series = series * r + 1.0 / 3628800.0;
    series = series * r + 1.0 / 362880.0;
    series = series * r + 1.0 / 40320.0;
    series = series * r + 1.0 / 5040.0;
    series = series * r + 1.0 / 720.0;
    series = series * r + 1.0 / 120.0;
    series = series * r + 1.0 / 24.0;
    series = series * r + 1.0 / 6.0;
    series = series * r + 0.5;
    const double value = 1 + (r + (lost + r * r * series));
    return value * tess_power_of_two(k / 2) * tess_power_of_two(k - k / 2);
}

/* Natural logarithm: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f),
 *     log(1 + f) = 2 artanh(s) = f - (f^2/2 - s (f^2/2 + 2 s^2/3 + 2 s^4/5 + ...)),
 * a form that keeps f, which is exact, apart from the small rest. */
static inline double tess_log(double x)
{
    if (x != x || x < 0)
        return (double)__builtin_nan("");
    if (x == 0)
        return -(double)__builtin_inf();
    if (x > 0x1.fffffffffffffp+1023)
        return x;
    int k = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        k = -54;
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    k += (int)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;
    memcpy(&x, &bits, sizeof x);
    if (x > 0x1.6a09e667f3bcdp+0) {
        x *= 0.5;
        k++;
    }
    const double f = x - 1, s = f / (2 + f), z = s * s, half = 0.5 * f * f;
    double series = 2.0 / 25;
    for (int n = 23; n >= 3; n -= 2)
        series = series * z + 2.0 / n;
    const double rest = s * (half + series * z);
    return k * 0x1.62e42fee00000p-1 - ((half - (rest + k * 0x1.a39ef35793c76p-33)) - f);
}

/* cos(2 pi u - behind pi / 2) for |u| < 2^52: u loses its whole turns and then its quarters, exactly; what is left is
 * at most pi / 4, where the Taylor series of cosine and sine are short. */
static inline double tess_circle(double u, int behind)
{
    u -= (double)(int64_t)u;
    const int quarter = (int)(4 * u + (u < 0 ? -0.5 : 0.5));
    const double a = (u - 0.25 * quarter) * 0x1.921fb54442d18p+2, z = a * a;
    const int place = (quarter - behind) & 3;
    double value;
    if (place & 1) {
        double series = 1.0 / 355687428096000.0;
        series = series * z - 1.0 / 1307674368000.0;
        series = series * z + 1.0 / 6227020800.0;
        series = series * z - 1.0 / 39916800.0;
        series = series * z + 1.0 / 362880.0;
        series = series * z - 1.0 / 5040.0;
        series = series * z + 1.0 / 120.0;
        series = series * z - 1.0 / 6.0;
        value = -(a + a * (z * series));
    } else {
        double series = 1.0 / 20922789888000.0;
        series = series * z - 1.0 / 87178291200.0;
        series = series * z + 1.0 / 479001600.0;
        series = series * z - 1.0 / 3628800.0;
        series = series * z + 1.0 / 40320.0;
        series = series * z - 1.0 / 720.0;
        series = series * z + 1.0 / 24.0;
        value = 1 - (0.5 * z - z * z * series);
    }
    return place & 2 ? -value : value;
}

static inline double tess_cos_2pi(double u)
{
    return tess_circle(u, 0);
}

static inline double tess_sin_2pi(double u)
{
    return tess_circle(u, 1);
}

#endif
