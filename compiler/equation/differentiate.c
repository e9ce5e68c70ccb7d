#include "equation/differentiate.h"

#include "equation/nodes.h"

struct reverse {
    struct equations *e;
    const struct surrogate_shape *psi;
    bool *active; /* [nodes] depends on something that is differentiated by */
    int *adjoint; /* [nodes] -1: 0 so far */
};

static int apply(struct reverse *r, enum node_operation operation, int a, int b)
{
    return node_apply(r->e, operation, a, b, -1, (struct span){0});
}

static int choose(struct reverse *r, int condition, int a, int b)
{
    return node_apply(r->e, OP_SELECT, condition, a, b, (struct span){0});
}

static void add_adjoint(struct reverse *r, int node, int share)
{
    if (r->active[node])
        r->adjoint[node] = r->adjoint[node] < 0 ? share : apply(r, OP_ADD, r->adjoint[node], share);
}

static void subtract_adjoint(struct reverse *r, int node, int share)
{
    if (!r->active[node])
        return;
    r->adjoint[node] =
        r->adjoint[node] < 0 ? apply(r, OP_NEGATE, share, -1) : apply(r, OP_SUBTRACT, r->adjoint[node], share);
}

/* Each hands the adjoint d of a node on to its operands. `n` is a copy: new nodes may move the table. */
typedef void back_fn(struct reverse *r, const struct node *n, int node, int d);

static void back_add(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    add_adjoint(r, n->operand[0], d);
    add_adjoint(r, n->operand[1], d);
}

static void back_subtract(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    add_adjoint(r, n->operand[0], d);
    subtract_adjoint(r, n->operand[1], d);
}

static void back_multiply(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    for (int k = 0; k < 2; k++)
        if (r->active[n->operand[k]])
            add_adjoint(r, n->operand[k], apply(r, OP_MULTIPLY, n->operand[1 - k], d));
}

/* (a / b)' = a' / b - (a / b) b' / b */
static void back_divide(struct reverse *r, const struct node *n, int node, int d)
{
    const int share = apply(r, OP_DIVIDE, d, n->operand[1]);
    add_adjoint(r, n->operand[0], share);
    if (r->active[n->operand[1]])
        subtract_adjoint(r, n->operand[1], apply(r, OP_MULTIPLY, node, share));
}

static void back_negate(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    subtract_adjoint(r, n->operand[0], d);
}

static void back_select(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    const int zero = node_number(r->e, 0);
    if (r->active[n->operand[1]])
        add_adjoint(r, n->operand[1], choose(r, n->operand[0], d, zero));
    if (r->active[n->operand[2]])
        add_adjoint(r, n->operand[2], choose(r, n->operand[0], zero, d));
}

static void back_extreme(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    const int zero = node_number(r->e, 0);
    const int first = apply(r, n->operation == OP_MINIMUM ? OP_LESS : OP_GREATER, n->operand[0], n->operand[1]);
    if (r->active[n->operand[0]])
        add_adjoint(r, n->operand[0], choose(r, first, d, zero));
    if (r->active[n->operand[1]])
        add_adjoint(r, n->operand[1], choose(r, first, zero, d));
}

static void back_absolute(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    const int zero = node_number(r->e, 0), a = n->operand[0];
    const int below = choose(r, apply(r, OP_LESS, a, zero), apply(r, OP_NEGATE, d, -1), zero);
    add_adjoint(r, a, choose(r, apply(r, OP_GREATER, a, zero), d, below));
}

static void back_exponential(struct reverse *r, const struct node *n, int node, int d)
{
    add_adjoint(r, n->operand[0], apply(r, OP_MULTIPLY, node, d));
}

/* sqrt(a)' = a' / (2 sqrt(a)) */
static void back_square_root(struct reverse *r, const struct node *n, int node, int d)
{
    add_adjoint(r, n->operand[0], apply(r, OP_DIVIDE, d, apply(r, OP_ADD, node, node)));
}

static void back_step(struct reverse *r, const struct node *n, int node, int d)
{
    (void)node;
    int psi;
    if (n->shape == SHAPE_OF_RULE) {
        const int height = node_number(r->e, r->psi->height), width = node_number(r->e, r->psi->width);
        psi = node_psi(r->e, n->operand[0], r->psi->shape, height, width);
    } else {
        psi = node_psi(r->e, n->operand[0], n->shape, n->operand[1], n->operand[2]);
    }
    add_adjoint(r, n->operand[0], apply(r, OP_MULTIPLY, d, psi));
}

static back_fn *const back[NODE_OPERATIONS] = {
    [OP_ADD] = back_add,         [OP_SUBTRACT] = back_subtract,       [OP_MULTIPLY] = back_multiply,
    [OP_DIVIDE] = back_divide,   [OP_NEGATE] = back_negate,           [OP_SELECT] = back_select,
    [OP_MINIMUM] = back_extreme, [OP_MAXIMUM] = back_extreme,         [OP_ABSOLUTE] = back_absolute,
    [OP_STEP] = back_step,       [OP_EXPONENTIAL] = back_exponential, [OP_SQUARE_ROOT] = back_square_root,
};

/* Nothing goes back through what has no row above: numbers, comparisons, held. The condition of select is none of the
 * operands that count. */
static void mark_active(struct reverse *r, int nodes)
{
    for (int i = 0; i < nodes; i++) {
        const struct node *n = &r->e->node[i];
        if (n->operation == OP_SYMBOL)
            r->active[i] = r->e->symbol[n->symbol].kind != SYMBOL_PARAMETER;
        for (int k = n->operation == OP_SELECT; back[n->operation] && k < OPERANDS; k++)
            r->active[i] |= n->operand[k] >= 0 && r->active[n->operand[k]];
    }
}

static int add_given(struct reverse *r, const char *of)
{
    return equations_add_symbol(r->e, SYMBOL_INPUT, arena_format(r->e->arena, "adjoint_%s", of), (struct span){0},
                                OF_NEURON);
}

static struct adjoints new_adjoints(struct reverse *r, int symbols)
{
    struct adjoints adjoints = {.next = ARENA_ARRAY(r->e->arena, int, symbols + 1),
                                .of = ARENA_ARRAY(r->e->arena, int, symbols + 1)};
    adjoints.fire = add_given(r, "fire");
    for (int s = 0; s < symbols; s++)
        adjoints.next[s] = r->e->symbol[s].kind == SYMBOL_STATE ? add_given(r, r->e->symbol[s].name) : -1;
    return adjoints;
}

struct adjoints equations_differentiate(struct equations *e, const struct surrogate_shape *psi, bool through_time)
{
    const int nodes = e->nodes, symbols = e->symbols;
    struct reverse r = {.e = e, .psi = psi};
    r.active = ARENA_ARRAY(e->arena, bool, nodes + 1);
    r.adjoint = ARENA_ARRAY(e->arena, int, nodes + 1);
    for (int i = 0; i < nodes; i++)
        r.adjoint[i] = -1;
    mark_active(&r, nodes);
    struct adjoints adjoints = new_adjoints(&r, symbols);
    add_adjoint(&r, e->fire, e->symbol[adjoints.fire].node);
    for (int s = 0; s < symbols; s++)
        if (adjoints.next[s] >= 0 && through_time)
            add_adjoint(&r, e->symbol[s].next, e->symbol[adjoints.next[s]].node);
    for (int i = nodes - 1; i >= 0; i--) {
        const struct node n = e->node[i];
        if (r.adjoint[i] >= 0 && back[n.operation])
            back[n.operation](&r, &n, i, r.adjoint[i]);
    }
    for (int s = 0; s < symbols; s++) {
        const int adjoint = r.adjoint[e->symbol[s].node];
        adjoints.of[s] = e->symbol[s].kind == SYMBOL_PARAMETER ? -1 : adjoint < 0 ? node_number(e, 0) : adjoint;
    }
    return adjoints;
}
