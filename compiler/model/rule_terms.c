#include "model/rule_terms.h"

#include <string.h>

/* The terms in the order that they have in a rule. */
enum slot { SLOT_PSI, SLOT_TRACE, SLOT_DELTA, SLOTS };

enum { MOST_FACTORS = 4 };

struct factors {
    float number; /* of all constants */
    int node[MOST_FACTORS];
    int count; /* MOST_FACTORS + 1: there are more */
};

struct proof {
    const struct equations *e;
    bool is_local;
    bool through_time;
    struct term term[SLOTS];
    bool used[SLOTS];
    const char *why;
    struct span at;
};

static bool fail(struct proof *p, int node, const char *why)
{
    p->why = why;
    p->at = p->e->node[node].span;
    return false;
}

static void multiply(const struct equations *e, int node, struct factors *f)
{
    const struct node *n = &e->node[node];
    if (n->operation == OP_NUMBER) {
        f->number *= n->number;
    } else if (n->operation == OP_NEGATE) {
        f->number = -f->number;
        multiply(e, n->operand[0], f);
    } else if (n->operation == OP_MULTIPLY) {
        multiply(e, n->operand[0], f);
        multiply(e, n->operand[1], f);
    } else if (f->count < MOST_FACTORS) {
        f->node[f->count++] = node;
    } else {
        f->count = MOST_FACTORS + 1;
    }
}

static bool is_given(const struct equations *e, int node, const char *name)
{
    const struct node *n = &e->node[node];
    return n->operation == OP_SYMBOL && e->symbol[n->symbol].kind == SYMBOL_INPUT &&
           !strcmp(e->symbol[n->symbol].name, name);
}

/* Is this trace decay * itself + a value that is given, with a decay from 0 to 1? */
static bool is_filter(const struct equations *e, int symbol, const char *of, float *decay)
{
    const struct node *next = &e->node[e->symbol[symbol].next];
    for (int k = 0; next->operation == OP_ADD && k < 2; k++) {
        if (!is_given(e, next->operand[k], of))
            continue;
        struct factors f = {.number = 1};
        multiply(e, next->operand[1 - k], &f);
        *decay = f.number;
        return f.count == 1 && f.node[0] == e->symbol[symbol].node && f.number >= 0 && f.number <= 1;
    }
    return false;
}

/* x, or a trace of it after this step. */
static bool read_input(const struct proof *p, int node, struct term *term)
{
    const struct equations *e = p->e;
    term->pre = PRE_INPUT;
    if (is_given(e, node, "x"))
        return true;
    term->pre = PRE_TRACE;
    for (int s = 0; s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_STATE && e->symbol[s].next == node)
            return is_filter(e, s, "x", &term->pre_decay);
    return false;
}

/* m psi, m h' or delta; slot SLOTS: none of them. */
static enum slot read_neuron(const struct proof *p, const struct factors *f, struct term *term)
{
    const struct equations *e = p->e;
    if (f->count == 1 && is_given(e, f->node[0], "delta"))
        return p->through_time ? SLOT_DELTA : p->is_local ? SLOT_PSI : SLOTS;
    const int m = f->count == 2 && is_given(e, f->node[1], "m");
    if (f->count != 2 || !is_given(e, f->node[m], "m"))
        return SLOTS;
    const int other = f->node[1 - m];
    if (is_given(e, other, "psi"))
        return SLOT_PSI;
    const struct node *n = &e->node[other];
    const bool state = n->operation == OP_SYMBOL && e->symbol[n->symbol].kind == SYMBOL_STATE;
    return state && is_filter(e, n->symbol, "psi", &term->post_decay) ? SLOT_TRACE : SLOTS;
}

/* One product of a neuron's factors and an input's. */
static bool read_product(struct proof *p, int neuron, int input, bool negative)
{
    static const enum post_kind posts[] = {POST_SURROGATE, POST_TRACE, POST_MEMBRANE};
    struct factors of_neuron = {.number = negative ? -1 : 1}, of_input = {.number = 1};
    struct term term = {0};
    multiply(p->e, neuron, &of_neuron);
    multiply(p->e, input, &of_input);
    const enum slot slot = read_neuron(p, &of_neuron, &term);
    if (slot == SLOTS)
        return fail(p, neuron, "a term's factor of the neuron is neither m psi, m before(trace of psi) nor delta");
    if (of_input.count != 1 || !read_input(p, of_input.node[0], &term))
        return fail(p, input, "a term's factor of the input is neither x nor a trace 'q = decay * q + x'");
    if (slot != SLOT_PSI && term.pre != PRE_INPUT)
        return fail(p, input, "a term multiplies a trace of the neuron, or delta, with a trace of the input");
    term.coefficient = of_neuron.number * of_input.number;
    term.post = posts[slot];
    term.pre = slot == SLOT_PSI ? PRE_TRACE : PRE_INPUT;
    if (slot == SLOT_DELTA && term.coefficient != 1)
        return fail(p, neuron, "delta has a factor");
    if (p->through_time && slot != SLOT_DELTA)
        return fail(p, neuron, "a signal through time comes as delta x alone");
    if (p->used[slot])
        return fail(p, neuron, "two terms are of one kind");
    p->used[slot] = true;
    p->term[slot] = term;
    return true;
}

/* What a neuron factor is a sum of. */
static bool read_sum(struct proof *p, int neuron, int input, bool negative)
{
    const struct node *n = &p->e->node[neuron];
    if (n->operation != OP_ADD && n->operation != OP_SUBTRACT)
        return read_product(p, neuron, input, negative);
    return read_sum(p, n->operand[0], input, negative) &&
           read_sum(p, n->operand[1], input, negative != (n->operation == OP_SUBTRACT));
}

bool prove_terms(const struct equations *e, const struct products *products, bool is_local, struct rule *rule,
                 const char **why, struct span *at)
{
    struct proof p = {.e = e, .is_local = is_local, .through_time = rule->signal.reach == REACH_TIME};
    bool good = true;
    for (int i = 0; i < products->count && good; i++)
        good = read_sum(&p, products->product[i].neuron, products->product[i].input, false);
    *why = p.why;
    *at = p.at;
    for (int slot = 0; good && slot < SLOTS; slot++)
        if (p.used[slot] && p.term[slot].coefficient != 0)
            rule->term[rule->terms++] = p.term[slot];
    return good;
}
