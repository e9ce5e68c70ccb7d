/* Equations as C: of scalars, or of GCC's vectors as generated programs use them (runtime/tess/kernel.h). */
#ifndef TESSC_EQUATION_PRINT_H
#define TESSC_EQUATION_PRINT_H

#include "equation/equation.h"

/* How values are spelled.
 *
 * As scalars min, max and select are `a < b ? a : b`, a step is (float)(x > 0.0f). As vectors comparisons are masks of
 * all bits or none, and choose by & and ~: select(c, a, 0) is (tess_fx16)((tess_ix16)a & c). Functions come from
 * tess/elementwise.h and tess/math.h. Both give the same bits, those of the operations in float32 as they stand in the
 * definition, compiled with -ffp-contract=off. */
struct spelling {
    const char *type;          /* "float", "tess_fx16" */
    const char *condition;     /* type of a comparison: "int", "tess_ix16" */
    const char *suffix;        /* of functions of vectors: "fx16"; NULL: scalars */
    const char *const *symbol; /* [symbols] C of what is given, an identifier or another primary expression; as vectors
                                  all of it is vectors. NULL where a parameter is none (bind.h) or nothing reads it */
};

/* A value that is wanted, and where it goes: an lvalue, which may be a symbol's spelling. */
struct target {
    int node;
    const char *to;
    bool declares; /* `const TYPE to = ...;`, to is an identifier */
};

/* The statements, one a line, each ends in a newline: constants for what is used more than once or nested deep, then
 * the targets in their order. A target that would overwrite what later ones read is computed before all of them, so
 * that they may be the states themselves. The constants are called as in the definition, with '_' behind the name, so
 * that they are no keywords of C; the caller keeps such names free. In the arena. */
const char *equations_print(struct arena *arena, const struct equations *e, const struct spelling *spelling,
                            const struct target *target, int targets);

/* Does the C of these targets read a symbol? */
bool equations_read(const struct equations *e, const struct target *target, int targets, int symbol);

#endif
