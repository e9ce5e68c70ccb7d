/* exp and log in double precision from additions, multiplications and exact scalings alone. */
#include <math.h>

#include "interpret/reference.h"

/* log 2 in two parts: the first has 32 zero bits at its end, so that k * LOG2_HIGH is exact for any exponent k. */
static const double LOG2_HIGH = 0x1.62e42feep-1, LOG2_LOW = 0x1.a39ef35793c76p-33;

double real_exp(double x)
{
    /* exp(x) = 2^k exp(r), |r| <= log(2) / 2; Taylor's series, whose 14th term is below 2^-54 there. */
    if (!(x > -745))
        return x < 0 ? 0 : x;
    double k = floor(x / (LOG2_HIGH + LOG2_LOW) + 0.5);
    double r = (x - k * LOG2_HIGH) - k * LOG2_LOW, sum = 1;
    for (int n = 14; n >= 1; n--)
        sum = 1 + r * sum / n;
    return ldexp(sum, (int)k);
}

double real_log(double x)
{
    /* x = 2^k f, f in [sqrt(1/2), sqrt(2)); log f = 2 (z + z^3/3 + z^5/5 + ...), z = (f - 1) / (f + 1), |z| < 0.172. */
    int k;
    double f = frexp(x, &k);
    if (f < 0.70710678118654752) {
        f *= 2;
        k--;
    }
    double z = (f - 1) / (f + 1), square = z * z, sum = 0;
    for (int n = 23; n >= 1; n -= 2)
        sum = sum * square + 1.0 / n;
    return k * LOG2_HIGH + (k * LOG2_LOW + 2 * z * sum);
}
