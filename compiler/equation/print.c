#include "equation/print.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "equation/operations.h"
#include "support/number.h"

/* How tightly an expression binds, in C. */
enum level {
    LEVEL_ANY,
    LEVEL_CHOICE,
    LEVEL_EQUALITY,
    LEVEL_ORDER,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_UNARY,
    LEVEL_PRIMARY
};

bool equations_read(const struct equations *e, const struct target *target, int targets, int symbol)
{
    bool *needed = ARENA_ARRAY(e->arena, bool, e->nodes + 1);
    for (int i = 0; i < targets; i++)
        needed[target[i].node] = true;
    for (int i = e->nodes - 1; i >= 0; i--) {
        const struct node *n = &e->node[i];
        const int written = n->operation == OP_STEP ? 1 : OPERANDS; /* its shape says nothing in C */
        for (int k = 0; needed[i] && k < written; k++)
            if (n->operand[k] >= 0)
                needed[n->operand[k]] = true;
    }
    return needed[e->symbol[symbol].node];
}

/* Deeper than this, what is inside another expression gets a name. */
enum { MOST_INSIDE = 8 };

struct printer {
    const struct equations *e;
    const struct spelling *spelling;
    FILE *out;
    int *uses;         /* [nodes] by what is printed */
    int *inside;       /* [nodes] depth of the expression that is printed for it */
    const char **name; /* [nodes] of the constant that holds it; NULL: none, or none yet */
    bool *named;       /* [nodes] it gets one */
};

static bool is_vector(const struct printer *p)
{
    return p->spelling->suffix != NULL;
}

/* held says nothing in C. */
static int value_of(const struct equations *e, int node)
{
    while (node >= 0 && e->node[node].operation == OP_HELD)
        node = e->node[node].operand[0];
    return node;
}

static const struct node *operand(const struct printer *p, const struct node *n, int k)
{
    return &p->e->node[value_of(p->e, n->operand[k])];
}

static bool is_leaf(const struct node *n)
{
    return n->operation == OP_NUMBER || n->operation == OP_SYMBOL;
}

static bool is_zero(const struct node *n)
{
    static const float zero = 0;
    return n->operation == OP_NUMBER && !memcmp(&n->number, &zero, sizeof zero);
}

static void write_value(struct printer *p, int node, enum level level);

static void write_operand(struct printer *p, const struct node *n, int k, enum level level)
{
    write_value(p, n->operand[k], level);
}

/* A number where C needs a vector. */
static void write_spread(struct printer *p, float number)
{
    char text[NUMBER_TEXT];
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    if (bits == 0)
        fprintf(p->out, "(%s){0}", p->spelling->type);
    else if (bits == 0x80000000u)
        fprintf(p->out, "-(%s){0}", p->spelling->type);
    else
        fprintf(p->out, "(%s){0} + %s", p->spelling->type, number_c_float(number, text));
}

/* A value as a mask's other side: its bits. */
static void write_bits(struct printer *p, const struct node *n, int k)
{
    const struct node *o = operand(p, n, k);
    fprintf(p->out, "(%s)", p->spelling->condition);
    if (o->operation != OP_NUMBER) {
        write_operand(p, n, k, LEVEL_UNARY);
        return;
    }
    fputc('(', p->out);
    write_spread(p, o->number);
    fputc(')', p->out);
}

/* Where mask k is set operand a, otherwise operand b; the mask is written by the function. */
static void write_masked(struct printer *p, const struct node *n, void (*mask)(struct printer *, const struct node *),
                         int a, int b)
{
    fprintf(p->out, "(%s)(", p->spelling->type);
    const bool has_a = !is_zero(operand(p, n, a)), has_b = !is_zero(operand(p, n, b)), both = has_a && has_b;
    if (has_a || !has_b) {
        fputs(both ? "(" : "", p->out);
        write_bits(p, n, a);
        fputs(" & ", p->out);
        mask(p, n);
    }
    fputs(both ? ") | (" : "", p->out);
    if (has_b) {
        write_bits(p, n, b);
        fputs(" & ~", p->out);
        mask(p, n);
    }
    fputs(both ? "))" : ")", p->out);
}

static void write_first(struct printer *p, const struct node *n)
{
    write_operand(p, n, 0, LEVEL_PRIMARY);
}

static void write_less(struct printer *p, const struct node *n)
{
    fputc('(', p->out);
    write_operand(p, n, 0, LEVEL_SUM);
    fputs(n->operation == OP_MINIMUM ? " < " : " > ", p->out);
    write_operand(p, n, 1, LEVEL_SUM);
    fputc(')', p->out);
}

static void write_select(struct printer *p, const struct node *n)
{
    if (is_vector(p)) {
        write_masked(p, n, write_first, 1, 2);
        return;
    }
    write_operand(p, n, 0, LEVEL_EQUALITY);
    fputs(" ? ", p->out);
    write_operand(p, n, 1, LEVEL_EQUALITY);
    fputs(" : ", p->out);
    write_operand(p, n, 2, LEVEL_EQUALITY);
}

static void write_extreme(struct printer *p, const struct node *n)
{
    if (is_vector(p)) {
        write_masked(p, n, write_less, 0, 1);
        return;
    }
    write_operand(p, n, 0, LEVEL_SUM);
    fputs(n->operation == OP_MINIMUM ? " < " : " > ", p->out);
    write_operand(p, n, 1, LEVEL_SUM);
    fputs(" ? ", p->out);
    write_operand(p, n, 0, LEVEL_EQUALITY);
    fputs(" : ", p->out);
    write_operand(p, n, 1, LEVEL_EQUALITY);
}

/* x > 0, where x is a difference a > b: the same in floats, whose difference is 0 for equals alone. */
static void write_positive(struct printer *p, const struct node *n)
{
    const int argument = value_of(p->e, n->operand[0]);
    const struct node *a = &p->e->node[argument];
    if (!p->name[argument] && a->operation == OP_SUBTRACT) {
        write_operand(p, a, 0, LEVEL_SUM);
        fputs(" > ", p->out);
        write_operand(p, a, 1, LEVEL_SUM);
        return;
    }
    write_operand(p, n, 0, LEVEL_SUM);
    fputs(" > 0.0f", p->out);
}

static void write_step(struct printer *p, const struct node *n)
{
    if (is_vector(p))
        fprintf(p->out, "(%s)((%s)((%s){0} + 1.0f) & (", p->spelling->type, p->spelling->condition, p->spelling->type);
    else
        fputs("(float)(", p->out);
    write_positive(p, n);
    fputs(is_vector(p) ? "))" : ")", p->out);
}

static void write_absolute(struct printer *p, const struct node *n)
{
    if (is_vector(p)) {
        fprintf(p->out, "(%s)(", p->spelling->type);
        write_bits(p, n, 0);
        fputs(" & 0x7fffffff)", p->out);
        return;
    }
    fputs("__builtin_fabsf(", p->out);
    write_operand(p, n, 0, LEVEL_ANY);
    fputc(')', p->out);
}

static void write_function(struct printer *p, const struct node *n)
{
    const bool root = n->operation == OP_SQUARE_ROOT;
    if (is_vector(p))
        fprintf(p->out, "tess_%s_%s(", operations[n->operation].text, p->spelling->suffix);
    else
        fputs(root ? "__builtin_sqrtf(" : "(float)tess_exp((double)", p->out);
    write_operand(p, n, 0, is_vector(p) || root ? LEVEL_ANY : LEVEL_UNARY);
    fputc(')', p->out);
}

static void write_number(struct printer *p, const struct node *n)
{
    char text[NUMBER_TEXT];
    fputs(number_c_float(n->number, text), p->out);
}

static void write_symbol(struct printer *p, const struct node *n)
{
    fputs(p->spelling->symbol[n->symbol], p->out);
}

/* The right side of `a - b` and `a / b` binds tighter than the left one, and so do those of `+` and `*`: floats are not
 * added in another order than was written. */
static void write_operator(struct printer *p, const struct node *n, enum level level)
{
    if (operations[n->operation].operands == 1) {
        fputc('-', p->out);
        write_operand(p, n, 0, LEVEL_PRIMARY);
        return;
    }
    const bool compares = operations[n->operation].is_condition;
    write_operand(p, n, 0, compares ? LEVEL_SUM : level);
    fprintf(p->out, " %s ", operations[n->operation].text);
    write_operand(p, n, 1, compares ? LEVEL_SUM : level + 1);
}

/* By operation; those that are not here are operators. */
static const struct {
    enum level scalar, vector;
    void (*write)(struct printer *p, const struct node *n);
} forms[NODE_OPERATIONS] = {
    [OP_NUMBER] = {LEVEL_PRIMARY, LEVEL_PRIMARY, write_number},
    [OP_SYMBOL] = {LEVEL_PRIMARY, LEVEL_PRIMARY, write_symbol},
    [OP_ADD] = {LEVEL_SUM, LEVEL_SUM, NULL},
    [OP_SUBTRACT] = {LEVEL_SUM, LEVEL_SUM, NULL},
    [OP_MULTIPLY] = {LEVEL_PRODUCT, LEVEL_PRODUCT, NULL},
    [OP_DIVIDE] = {LEVEL_PRODUCT, LEVEL_PRODUCT, NULL},
    [OP_NEGATE] = {LEVEL_UNARY, LEVEL_UNARY, NULL},
    [OP_LESS] = {LEVEL_ORDER, LEVEL_ORDER, NULL},
    [OP_GREATER] = {LEVEL_ORDER, LEVEL_ORDER, NULL},
    [OP_LESS_EQUAL] = {LEVEL_ORDER, LEVEL_ORDER, NULL},
    [OP_GREATER_EQUAL] = {LEVEL_ORDER, LEVEL_ORDER, NULL},
    [OP_EQUAL] = {LEVEL_EQUALITY, LEVEL_EQUALITY, NULL},
    [OP_NOT_EQUAL] = {LEVEL_EQUALITY, LEVEL_EQUALITY, NULL},
    [OP_SELECT] = {LEVEL_CHOICE, LEVEL_UNARY, write_select},
    [OP_MINIMUM] = {LEVEL_CHOICE, LEVEL_UNARY, write_extreme},
    [OP_MAXIMUM] = {LEVEL_CHOICE, LEVEL_UNARY, write_extreme},
    [OP_ABSOLUTE] = {LEVEL_PRIMARY, LEVEL_UNARY, write_absolute},
    [OP_EXPONENTIAL] = {LEVEL_UNARY, LEVEL_PRIMARY, write_function},
    [OP_SQUARE_ROOT] = {LEVEL_PRIMARY, LEVEL_PRIMARY, write_function},
    [OP_STEP] = {LEVEL_UNARY, LEVEL_UNARY, write_step},
};

static enum level level_of(const struct printer *p, const struct node *n)
{
    if (n->operation == OP_NUMBER && n->number < 0)
        return LEVEL_UNARY;
    return is_vector(p) ? forms[n->operation].vector : forms[n->operation].scalar;
}

static void write_node(struct printer *p, const struct node *n, enum level level)
{
    const enum level own = level_of(p, n);
    fputs(own < level ? "(" : "", p->out);
    if (forms[n->operation].write)
        forms[n->operation].write(p, n);
    else
        write_operator(p, n, own);
    fputs(own < level ? ")" : "", p->out);
}

static void write_value(struct printer *p, int node, enum level level)
{
    node = value_of(p->e, node);
    if (p->name[node])
        fputs(p->name[node], p->out);
    else
        write_node(p, &p->e->node[node], level);
}

/* ---- Which values get names ---- */

/* Operands that the C of an operation has twice. Functions of vectors are macros, not to be nested. */
static int times_written(const struct printer *p, const struct node *n, int k)
{
    const bool function = n->operation == OP_EXPONENTIAL || n->operation == OP_SQUARE_ROOT;
    if (n->operation == OP_MINIMUM || n->operation == OP_MAXIMUM || (function && is_vector(p)))
        return 2;
    const bool both =
        n->operation == OP_SELECT && is_vector(p) && !is_zero(operand(p, n, 1)) && !is_zero(operand(p, n, 2));
    return both && k == 0 ? 2 : 1;
}

static void count_uses(struct printer *p, const struct target *target, int targets)
{
    for (int i = 0; i < targets; i++)
        p->uses[value_of(p->e, target[i].node)]++;
    for (int i = p->e->nodes - 1; i >= 0; i--) {
        const struct node *n = &p->e->node[i];
        const int written = n->operation == OP_STEP ? 1 : operations[n->operation].operands;
        for (int k = 0; p->uses[i] && n->operation != OP_HELD && k < written; k++)
            p->uses[value_of(p->e, n->operand[k])] += times_written(p, n, k);
    }
}

static void choose_named(struct printer *p)
{
    for (int i = 0; i < p->e->nodes; i++) {
        const struct node *n = &p->e->node[i];
        if (!p->uses[i] || is_leaf(n) || n->operation == OP_HELD)
            continue;
        for (int k = 0; k < operations[n->operation].operands; k++) {
            const int o = value_of(p->e, n->operand[k]);
            if (!p->named[o] && p->inside[o] >= p->inside[i])
                p->inside[i] = p->inside[o] + 1;
        }
        p->named[i] = p->uses[i] > 1 || p->inside[i] > MOST_INSIDE;
    }
}

/* Does the C of a value, without what has a name, read this text? Nodes that it reaches are marked. */
static bool reads(const struct printer *p, int node, const char *text)
{
    bool *reached = ARENA_ARRAY(p->e->arena, bool, p->e->nodes + 1);
    reached[node] = true;
    for (int i = node; i >= 0; i--) {
        const struct node *n = &p->e->node[i];
        if (!reached[i] || (p->named[i] && n->operation != OP_HELD))
            continue;
        if (n->operation == OP_SYMBOL && !strcmp(p->spelling->symbol[n->symbol], text))
            return true;
        for (int k = 0; k < OPERANDS; k++)
            if (n->operand[k] >= 0)
                reached[n->operand[k]] = true;
    }
    return false;
}

/* What later targets read has to be there before an earlier one overwrites it. */
static void name_overwritten(struct printer *p, const struct target *target, int targets)
{
    for (int later = 1; later < targets; later++) {
        const int node = value_of(p->e, target[later].node);
        for (int i = 0; i < later && !p->named[node]; i++)
            p->named[node] = reads(p, node, target[i].to);
    }
}

static bool is_taken(const struct printer *p, const char *name)
{
    for (int i = 0; i < p->e->nodes; i++)
        if (p->name[i] && !strcmp(p->name[i], name))
            return true;
    return false;
}

static const char *choose_name(struct arena *arena, const struct printer *p, int node)
{
    const char *own = p->e->node[node].name;
    const char *name = own ? arena_format(arena, "%s_", own) : NULL;
    for (int number = 1; !name || is_taken(p, name); number++)
        name = arena_format(arena, "%s%d_", own ? own : "t", own ? number + 1 : number);
    return name;
}

static void write_statement(struct printer *p, const char *type, const char *to, int node)
{
    const struct node *n = &p->e->node[value_of(p->e, node)];
    if (type)
        fprintf(p->out, "const %s ", type);
    fprintf(p->out, "%s = ", to);
    if (is_vector(p) && n->operation == OP_NUMBER)
        write_spread(p, n->number);
    else
        write_value(p, node, LEVEL_ANY);
    fputs(";\n", p->out);
}

static void write_all(struct arena *arena, struct printer *p, const struct target *target, int targets)
{
    for (int i = 0; i < p->e->nodes; i++)
        if (p->named[i]) {
            const char *name = choose_name(arena, p, i);
            const bool condition = operations[p->e->node[i].operation].is_condition;
            write_statement(p, condition ? p->spelling->condition : p->spelling->type, name, i);
            p->name[i] = name;
        }
    for (int i = 0; i < targets; i++)
        write_statement(p, target[i].declares ? p->spelling->type : NULL, target[i].to, target[i].node);
}

const char *equations_print(struct arena *arena, const struct equations *e, const struct spelling *spelling,
                            const struct target *target, int targets)
{
    char *text = NULL;
    size_t size = 0;
    struct printer p = {.e = e, .spelling = spelling, .out = open_memstream(&text, &size)};
    p.uses = ARENA_ARRAY(arena, int, e->nodes + 1);
    p.inside = ARENA_ARRAY(arena, int, e->nodes + 1);
    p.name = ARENA_ARRAY(arena, const char *, e->nodes + 1);
    p.named = ARENA_ARRAY(arena, bool, e->nodes + 1);
    if (p.out) {
        count_uses(&p, target, targets);
        choose_named(&p);
        name_overwritten(&p, target, targets);
        write_all(arena, &p, target, targets);
    }
    if (!p.out || fclose(p.out) != 0) {
        fputs("tessc: out of memory\n", stderr);
        exit(1);
    }
    const char *copy = arena_copy(arena, text, size);
    free(text);
    return copy;
}
