/* Functions of vectors, lane by lane, for equations in generated code: the same bits as of scalars. They are macros
 * because compilers warn of functions that take vectors wider than the machine's; the argument is evaluated once. */
#ifndef TESS_ELEMENTWISE_H
#define TESS_ELEMENTWISE_H

#include "tess/math.h"
#include "tess/vector.h"

TESS_INLINE float tess_exp_float(float x)
{
    return (float)tess_exp((double)x);
}

#define TESS_ELEMENTWISE(type, lanes, function, x)                                                                     \
    __extension__({                                                                                                    \
        type tess_each = (x);                                                                                          \
        for (int tess_lane = 0; tess_lane < (lanes); tess_lane++)                                                      \
            tess_each[tess_lane] = function(tess_each[tess_lane]);                                                     \
        tess_each;                                                                                                     \
    })

#define tess_exp_fx4(x)   TESS_ELEMENTWISE(tess_fx4, 4, tess_exp_float, x)
#define tess_exp_fx8(x)   TESS_ELEMENTWISE(tess_fx8, 8, tess_exp_float, x)
#define tess_exp_fx16(x)  TESS_ELEMENTWISE(tess_fx16, 16, tess_exp_float, x)
#define tess_sqrt_fx4(x)  TESS_ELEMENTWISE(tess_fx4, 4, __builtin_sqrtf, x)
#define tess_sqrt_fx8(x)  TESS_ELEMENTWISE(tess_fx8, 8, __builtin_sqrtf, x)
#define tess_sqrt_fx16(x) TESS_ELEMENTWISE(tess_fx16, 16, __builtin_sqrtf, x)

#endif
