#include "equation/products.h"

#include <string.h>

#include "equation/nodes.h"
#include "equation/operations.h"

/* (a + b) (c + d) ... doubles with each factor; more terms than these are no rule. */
enum { MOST_PRODUCTS = 64 };

struct list {
    int count;
    struct product product[MOST_PRODUCTS];
};

struct splitter {
    struct equations *e;
    struct diagnostics *diagnostics;
    struct span term; /* that is taken apart */
    struct list *of;  /* [nodes] */
    bool failed;
};

static int apply(struct splitter *s, enum node_operation operation, int a, int b)
{
    return node_apply(s->e, operation, a, b, -1, s->term);
}

static bool is_synapse(const struct splitter *s, int node)
{
    return (s->e->node[node].owner & OF_SYNAPSE) == OF_SYNAPSE;
}

static void fail(struct splitter *s, int node, const char *why)
{
    const struct span span = s->e->node[node].span;
    if (!s->failed) {
        diagnose_error(s->diagnostics, s->term,
                       "this term is no product of a value of the neuron and one of the input: %s", why);
        if (span.source)
            diagnose_note(s->diagnostics, span,
                          "it would take a value for each synapse: as many as there are weights, for each sample");
    }
    s->failed = true;
}

static void append(struct splitter *s, struct list *list, struct product product)
{
    for (int i = 0; i < list->count; i++)
        if (list->product[i].input == product.input) {
            list->product[i].neuron = apply(s, OP_ADD, list->product[i].neuron, product.neuron);
            return;
        }
    if (list->count < MOST_PRODUCTS)
        list->product[list->count++] = product;
    else if (!s->failed) {
        diagnose_error(s->diagnostics, s->term, "this term is a sum of more than %d products", MOST_PRODUCTS);
        s->failed = true;
    }
}

/* What one side alone knows. */
static void split_side(struct splitter *s, int node, struct list *list)
{
    const int one = node_number(s->e, 1);
    append(s, list, s->e->node[node].owner & OF_INPUT ? (struct product){one, node} : (struct product){node, one});
}

static void append_all(struct splitter *s, const struct list *from, bool negative, struct list *list)
{
    for (int i = 0; i < from->count; i++) {
        const int neuron = from->product[i].neuron;
        append(s, list, (struct product){negative ? apply(s, OP_NEGATE, neuron, -1) : neuron, from->product[i].input});
    }
}

typedef void split_fn(struct splitter *s, const struct node *n, struct list *list);

static void split_sum(struct splitter *s, const struct node *n, struct list *list)
{
    append_all(s, &s->of[n->operand[0]], false, list);
    append_all(s, &s->of[n->operand[1]], n->operation == OP_SUBTRACT, list);
}

static void split_negate(struct splitter *s, const struct node *n, struct list *list)
{
    append_all(s, &s->of[n->operand[0]], true, list);
}

static void split_multiply(struct splitter *s, const struct node *n, struct list *list)
{
    const struct list *a = &s->of[n->operand[0]], *b = &s->of[n->operand[1]];
    for (int i = 0; i < a->count; i++)
        for (int k = 0; k < b->count; k++)
            append(s, list,
                   (struct product){apply(s, OP_MULTIPLY, a->product[i].neuron, b->product[k].neuron),
                                    apply(s, OP_MULTIPLY, a->product[i].input, b->product[k].input)});
}

static void split_divide(struct splitter *s, const struct node *n, struct list *list)
{
    const struct list *a = &s->of[n->operand[0]], *b = &s->of[n->operand[1]];
    if (b->count != 1) {
        fail(s, n->operand[1], "it is divided by a sum of both");
        return;
    }
    for (int i = 0; i < a->count; i++)
        append(s, list,
               (struct product){apply(s, OP_DIVIDE, a->product[i].neuron, b->product[0].neuron),
                                apply(s, OP_DIVIDE, a->product[i].input, b->product[0].input)});
}

/* One side decides: its factor is there or 0. */
static void split_select(struct splitter *s, const struct node *n, struct list *list)
{
    const int zero = node_number(s->e, 0), condition = n->operand[0];
    if (is_synapse(s, condition)) {
        fail(s, condition, "select decides by both");
        return;
    }
    const bool input = s->e->node[condition].owner & OF_INPUT;
    for (int branch = 1; branch <= 2; branch++) {
        const struct list from = s->of[n->operand[branch]];
        for (int i = 0; i < from.count; i++) {
            struct product product = from.product[i];
            int *side = input ? &product.input : &product.neuron;
            *side =
                node_apply(s->e, OP_SELECT, condition, branch == 1 ? *side : zero, branch == 1 ? zero : *side, s->term);
            append(s, list, product);
        }
    }
}

static split_fn *const split[NODE_OPERATIONS] = {
    [OP_ADD] = split_sum,           [OP_SUBTRACT] = split_sum,  [OP_NEGATE] = split_negate,
    [OP_MULTIPLY] = split_multiply, [OP_DIVIDE] = split_divide, [OP_SELECT] = split_select,
};

static void split_node(struct splitter *s, int node, struct list *list)
{
    const struct node n = s->e->node[node];
    if (n.operation == OP_SYMBOL && is_synapse(s, node))
        fail(s, node, "it has a trace of both");
    else if (!is_synapse(s, node))
        split_side(s, node, list);
    else if (split[n.operation])
        split[n.operation](s, &n, list);
    else
        fail(s, node, arena_format(s->e->arena, "%s of both cannot be taken apart", operations[n.operation].text));
}

/* All nodes that the term is made of, operands first. */
static void split_term(struct splitter *s, const struct summand *term, bool *needed, struct list *list)
{
    memset(needed, 0, sizeof *needed * (size_t)(term->node + 1));
    needed[term->node] = true;
    for (int i = term->node; i >= 0; i--)
        for (int k = 0; needed[i] && k < OPERANDS; k++)
            if (s->e->node[i].operand[k] >= 0 && is_synapse(s, i))
                needed[s->e->node[i].operand[k]] = true;
    s->term = term->span;
    s->failed = false;
    for (int i = 0; i <= term->node && !s->failed; i++)
        if (needed[i] && !operations[s->e->node[i].operation].is_condition) {
            s->of[i].count = 0;
            split_node(s, i, &s->of[i]);
        }
    if (!s->failed)
        append_all(s, &s->of[term->node], false, list);
}

bool equations_products(struct equations *e, struct diagnostics *diagnostics, struct products *products)
{
    const int errors = diagnostics_errors(diagnostics);
    struct splitter s = {.e = e, .diagnostics = diagnostics, .of = ARENA_ARRAY(e->arena, struct list, e->nodes + 1)};
    bool *needed = ARENA_ARRAY(e->arena, bool, e->nodes + 1);
    struct list *list = ARENA_NEW(e->arena, struct list);
    for (int i = 0; i < e->terms; i++)
        split_term(&s, &e->term[i], needed, list);
    products->count = list->count;
    products->product = list->product;
    return diagnostics_errors(diagnostics) == errors;
}
