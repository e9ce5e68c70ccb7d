#include "equation/same.h"

#include <stdint.h>
#include <string.h>

#include "equation/operations.h"

/* A number for what a node computes, the same for nodes that compute the same whatever the names are. States begin as
 * equals and are told apart by what they carry on, round after round. */
struct marks {
    uint64_t *node;
    uint64_t *symbol;
};

static uint64_t mix(uint64_t mark, uint64_t value)
{
    mark = (mark ^ value) * 0xBF58476D1CE4E5B9u;
    mark ^= mark >> 29;
    mark *= 0x94D049BB133111EBu;
    return mark ^ mark >> 32;
}

static uint64_t mark_of_float(float number)
{
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static uint64_t mark_of_text(const char *text)
{
    uint64_t mark = 7;
    for (; *text; text++)
        mark = mix(mark, (unsigned char)*text);
    return mark;
}

static bool is_commutative(const struct node *n)
{
    return n->operation == OP_ADD || n->operation == OP_MULTIPLY;
}

static void mark_nodes(const struct equations *e, struct marks *marks)
{
    for (int i = 0; i < e->nodes; i++) {
        const struct node *n = &e->node[i];
        uint64_t mark = mix(n->operation, n->shape), operand[OPERANDS];
        for (int k = 0; k < OPERANDS; k++)
            operand[k] = n->operand[k] < 0 ? 1 : marks->node[n->operand[k]];
        if (is_commutative(n) && operand[0] > operand[1]) {
            const uint64_t larger = operand[0];
            operand[0] = operand[1];
            operand[1] = larger;
        }
        for (int k = 0; k < OPERANDS; k++)
            mark = mix(mark, operand[k]);
        if (n->operation == OP_SYMBOL)
            mark = mix(mark, marks->symbol[n->symbol]);
        marks->node[i] = mix(mark, mark_of_float(n->number));
    }
}

/* Marks are alike after equally many rounds; as many as there are symbols tell all states apart that differ. */
static struct marks make_marks(const struct equations *e, int rounds)
{
    struct marks marks = {ARENA_ARRAY(e->arena, uint64_t, e->nodes + 1),
                          ARENA_ARRAY(e->arena, uint64_t, e->symbols + 1)};
    for (int s = 0; s < e->symbols; s++) {
        const struct symbol *symbol = &e->symbol[s];
        marks.symbol[s] =
            mix(symbol->kind, symbol->kind == SYMBOL_INPUT ? mark_of_text(symbol->name) : mark_of_float(symbol->value));
    }
    mark_nodes(e, &marks);
    for (int round = 0; round <= rounds; round++) {
        for (int s = 0; s < e->symbols; s++)
            if (e->symbol[s].next >= 0)
                marks.symbol[s] = mix(marks.symbol[s], marks.node[e->symbol[s].next]);
        mark_nodes(e, &marks);
    }
    return marks;
}

struct comparison {
    const struct equations *a, *b;
    struct marks of_a, of_b;
    int *node;   /* of b, by node of a; -1: not compared yet */
    int *symbol; /* of b, by symbol of a; -1: none yet */
    int *back;   /* of a, by symbol of b */
    bool differs;
};

/* Pairs two nodes; their operands are looked at in compare_nodes. */
static void pair(struct comparison *c, int a, int b)
{
    if (a < 0 || b < 0) {
        c->differs |= a != b;
        return;
    }
    c->differs |= c->of_a.node[a] != c->of_b.node[b] || (c->node[a] >= 0 && c->node[a] != b);
    c->node[a] = b;
}

static void pair_symbols(struct comparison *c, int a, int b)
{
    const struct symbol *of_a = &c->a->symbol[a], *of_b = &c->b->symbol[b];
    if (c->symbol[a] == b && c->back[b] == a)
        return;
    c->differs |= c->symbol[a] >= 0 || c->back[b] >= 0 || of_a->kind != of_b->kind || of_a->owner != of_b->owner ||
                  mark_of_float(of_a->value) != mark_of_float(of_b->value) ||
                  (of_a->kind == SYMBOL_INPUT && strcmp(of_a->name, of_b->name) != 0);
    c->symbol[a] = b;
    c->back[b] = a;
    pair(c, of_a->next, of_b->next);
}

static void compare_node(struct comparison *c, int i)
{
    const struct node *a = &c->a->node[i], *b = &c->b->node[c->node[i]];
    c->differs |= a->operation != b->operation || a->shape != b->shape || a->owner != b->owner ||
                  mark_of_float(a->number) != mark_of_float(b->number);
    if (c->differs)
        return;
    if (a->operation == OP_SYMBOL) {
        pair_symbols(c, a->symbol, b->symbol);
        return;
    }
    const bool turned = is_commutative(a) && c->of_a.node[a->operand[0]] != c->of_b.node[b->operand[0]];
    for (int k = 0; k < OPERANDS; k++)
        pair(c, a->operand[k], b->operand[turned && k < 2 ? 1 - k : k]);
}

/* Operands stand before a node, but what a state carries on may stand anywhere: until no more states are met. */
static void compare_nodes(struct comparison *c)
{
    bool *done = ARENA_ARRAY(c->a->arena, bool, c->a->nodes + 1);
    for (bool more = true; more && !c->differs;) {
        more = false;
        for (int i = c->a->nodes - 1; i >= 0 && !c->differs; i--)
            if (c->node[i] >= 0 && !done[i]) {
                more = done[i] = true;
                compare_node(c, i);
            }
    }
}

static int *none(struct arena *arena, int count)
{
    int *array = ARENA_ARRAY(arena, int, count + 1);
    for (int i = 0; i < count; i++)
        array[i] = -1;
    return array;
}

bool equations_same(const struct equations *a, const struct equations *b, int *state)
{
    const int rounds = a->symbols > b->symbols ? a->symbols : b->symbols;
    struct comparison c = {.a = a, .b = b, .of_a = make_marks(a, rounds), .of_b = make_marks(b, rounds)};
    c.node = none(a->arena, a->nodes);
    c.symbol = none(a->arena, a->symbols);
    c.back = none(a->arena, b->symbols);
    c.differs = a->kind != b->kind;
    pair(&c, a->fire, b->fire);
    pair(&c, a->weight, b->weight);
    compare_nodes(&c);
    for (int s = 0; state && !c.differs && s < a->symbols; s++)
        state[s] = c.symbol[s];
    return !c.differs;
}
