/* Functions of vectors, lane by lane, for equations in generated code: the same bits as of scalars. */
#ifndef TESS_ELEMENTWISE_H
#define TESS_ELEMENTWISE_H

#include "tess/math.h"
#include "tess/vector.h"

#define TESS_ELEMENTWISE(name, of_lane, suffix, lanes)                                                                 \
    TESS_INLINE tess_##suffix tess_##name##_##suffix(tess_##suffix x)                                                  \
    {                                                                                                                  \
        for (int lane = 0; lane < (lanes); lane++)                                                                     \
            x[lane] = of_lane(x[lane]);                                                                                \
        return x;                                                                                                      \
    }

TESS_INLINE float tess_exp_float(float x)
{
    return (float)tess_exp((double)x);
}

TESS_ELEMENTWISE(exp, tess_exp_float, fx4, 4)
TESS_ELEMENTWISE(exp, tess_exp_float, fx8, 8)
TESS_ELEMENTWISE(exp, tess_exp_float, fx16, 16)
TESS_ELEMENTWISE(sqrt, __builtin_sqrtf, fx4, 4)
TESS_ELEMENTWISE(sqrt, __builtin_sqrtf, fx8, 8)
TESS_ELEMENTWISE(sqrt, __builtin_sqrtf, fx16, 16)

#endif
