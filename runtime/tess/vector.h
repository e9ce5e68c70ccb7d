/* What compilers are told: vector types, loops to leave as they are, products that are exact. Everything that trainers
 * compute is exact IEEE arithmetic in a fixed order: compile with -ffp-contract=off. */
#ifndef TESS_VECTOR_H
#define TESS_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __FAST_MATH__
#error "tess trainers are exact arithmetic: do not compile them with -ffast-math"
#endif

/* Vectors of 4, 8 and 16 lanes: float32, int32, double, bytes and uint16. Lanes run along output channels. */
#define TESS_VECTOR(name, type, lanes) typedef type name __attribute__((vector_size(sizeof(type) * (lanes)), may_alias))
TESS_VECTOR(tess_fx4, float, 4);
TESS_VECTOR(tess_fx8, float, 8);
TESS_VECTOR(tess_fx16, float, 16);
TESS_VECTOR(tess_ix4, int32_t, 4);
TESS_VECTOR(tess_ix8, int32_t, 8);
TESS_VECTOR(tess_ix16, int32_t, 16);
TESS_VECTOR(tess_dx4, double, 4);
TESS_VECTOR(tess_dx8, double, 8);
TESS_VECTOR(tess_dx16, double, 16);
TESS_VECTOR(tess_bx4, uint8_t, 4);
TESS_VECTOR(tess_bx8, uint8_t, 8);
TESS_VECTOR(tess_bx16, uint8_t, 16);
TESS_VECTOR(tess_hx4, uint16_t, 4);
TESS_VECTOR(tess_hx8, uint16_t, 8);
TESS_VECTOR(tess_hx16, uint16_t, 16);

#define TESS_INLINE static inline __attribute__((always_inline, unused))

/* Between these two lines a vector of 16 lanes is one register wherever the processor has them that wide. For Intel's
 * processors clang cuts such vectors in two unless a function asks; other compilers need not be asked. */
#if defined(__clang__) && (defined(__x86_64__) || defined(__i386__))
#define TESS_VECTORS_BEGIN _Pragma("clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)")
#define TESS_VECTORS_END   _Pragma("clang attribute pop")
#else
#define TESS_VECTORS_BEGIN
#define TESS_VECTORS_END
#endif

/* Lists are short: a loop written out several times costs more in its rests than it saves. */
#ifdef __clang__
#define TESS_ROLLED _Pragma("clang loop unroll(disable)")
#else
#define TESS_ROLLED _Pragma("GCC unroll 1")
#endif

/* At the beginning of a block whose products are of floats taken as double: these are exact, so a fused multiply-add
 * rounds as product and sum do one after the other, and may take their place. Clang can be told so. */
#ifdef __clang__
#define TESS_EXACT_PRODUCTS _Pragma("clang fp contract(fast)")
#else
#define TESS_EXACT_PRODUCTS
#endif

/* True when this compiler fused a product into a sum, which changes bits. */
TESS_INLINE bool tess_products_are_fused(void)
{
    volatile float a = 1.0f + 0x1p-12f, b = -(1.0f + 0x1p-11f);
    float x = a, y = b;
    return x * x + y != 0.0f;
}

#endif
