/* Equations: what a definition of a neuron or a learning rule computes in one time step, for one neuron or synapse.
 *
 *     define neuron adaptive {                            define rule mine {
 *         parameter leak 0.9, threshold 0.6                   parameter alpha 1
 *         state     v, a                                      trace  q = 0.5 * q + x
 *         u    = leak * v + current                           trace  h = 0.2 * h + psi
 *         fire = step(u - (threshold + a))                    weight = alpha * m * psi * q + m * before(h) * x
 *         v    = u - threshold * held(fire)               }
 *         a    = 0.95 * a + fire
 *     }
 *
 * The statements are not kept as such: every value is a *node*, an operation on nodes before it, and a name stands for
 * the node that it has at that place. So a walk over the nodes in their order is the computation, one against the order
 * is its derivative, and two orders of statements that compute the same are the same nodes. Equal operations on equal
 * nodes are one node. All is in the arena of the compilation; nothing is freed.
 *
 *     define.h          from the syntax tree, with all checks
 *     nodes.h           makes nodes, simplified
 *     bind.h            numbers in the place of parameters
 *     evaluate.h        values in double
 *     print.h           C, of scalars and of vectors
 *     differentiate.h   adjoints
 *     products.h        a rule's weight as products of what the neuron and what the input knows
 *     same.h            do two definitions compute the same? */
#ifndef TESSC_EQUATION_H
#define TESSC_EQUATION_H

#include <stdbool.h>

#include "support/arena.h"
#include "syntax/tree.h"

/* With `a`, `b` and `c` for the operands. Comparisons give conditions, all others numbers. */
enum node_operation {
    OP_NUMBER,
    OP_SYMBOL, /* comes from outside: see struct symbol */
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_NEGATE,
    OP_LESS,
    OP_GREATER,
    OP_LESS_EQUAL,
    OP_GREATER_EQUAL,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_SELECT,  /* a ? b : c, a is a condition */
    OP_MINIMUM, /* a < b ? a : b */
    OP_MAXIMUM, /* a > b ? a : b */
    OP_ABSOLUTE,
    OP_EXPONENTIAL,
    OP_SQUARE_ROOT,
    OP_STEP, /* a > 0 ? 1 : 0; its derivative is a shape of height b, and of width or slope c */
    OP_HELD, /* a, of which the derivative is zero */
    NODE_OPERATIONS
};

enum { OPERANDS = 3 };

/* The derivative of a step, psi(x). */
enum psi_shape {
    SHAPE_OF_RULE, /* that of learn { psi ... }: the step has no operands b and c */
    SHAPE_TRIANGLE,
    SHAPE_FAST_SIGMOID,
    SHAPES
};

/* What has a number of its own for each value: sets, joined by operations. */
enum owner {
    OF_LAYER = 0, /* one number for the layer: constants, parameters */
    OF_NEURON = 1,
    OF_INPUT = 2,
    OF_SAMPLE = 4, /* one for all neurons of a sample, as a reward */
    OF_SYNAPSE = OF_NEURON | OF_INPUT
};

/* When a value is known: the latest of its operands. */
enum when { WHEN_ALWAYS, WHEN_BEFORE /* from the step before */, WHEN_NOW };

struct node {
    enum node_operation operation;
    int operand[OPERANDS]; /* nodes before this one; -1: none */
    enum psi_shape shape;  /* OP_STEP */
    float number;          /* OP_NUMBER */
    int symbol;            /* OP_SYMBOL */
    int owner;             /* of enum owner, joined */
    enum when when;
    struct span span; /* where it was first written; source NULL: the compiler made it */
    const char *name; /* of the first statement that gave it one, or NULL */
};

enum symbol_kind {
    SYMBOL_PARAMETER,
    SYMBOL_TRAINED, /* a parameter that training changes, one for each channel */
    SYMBOL_STATE,   /* of a neuron, or a trace of a rule: its value of the step before, 0 when a sample begins */
    SYMBOL_INPUT    /* of the definition, such as current, or an adjoint */
};

struct symbol {
    enum symbol_kind kind;
    const char *name;
    struct span span;
    float value; /* of parameters: the default, of trained ones where training starts */
    int owner;
    int node; /* OP_SYMBOL of this symbol */
    int next; /* SYMBOL_STATE: the node that is carried on to the next step; otherwise -1 */
};

/* A name of a value: of a local, or of a state after its last statement. */
struct local {
    const char *name;
    struct span span;
    int node;
};

/* A part of a sum, with its sign. */
struct summand {
    int node;
    struct span span;
};

enum definition { DEFINITION_NEURON, DEFINITION_RULE };

struct equations {
    struct arena *arena;
    enum definition kind;
    const char *name;
    struct span span; /* of the name */
    struct node *node;
    int nodes, node_room;
    struct symbol *symbol;
    int symbols, symbol_room;
    struct local *local;
    int locals, local_room;
    int fire;             /* of a neuron: OP_STEP; otherwise -1 */
    int weight;           /* of a rule: the change of a weight in a step; otherwise -1 */
    struct summand *term; /* the sum that `weight` is */
    int terms;
    const struct atom *signal; /* of a rule: the words behind `signal`; NULL: it names none */
};

#endif
