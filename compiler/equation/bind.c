#include "equation/bind.h"

#include "equation/nodes.h"

struct binder {
    const struct equations *from;
    struct equations *to;
    const float *value;
    struct span user;
    struct diagnostics *diagnostics;
    int *node; /* of `to`, by node of `from`; -1: none, and that has been reported */
};

static int bind_node(struct binder *b, const struct node *n)
{
    if (n->operation == OP_NUMBER)
        return node_number(b->to, n->number);
    if (n->operation == OP_SYMBOL)
        return b->from->symbol[n->symbol].kind == SYMBOL_PARAMETER ? node_number(b->to, b->value[n->symbol])
                                                                   : b->to->symbol[n->symbol].node;
    int operand[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) {
        operand[k] = n->operand[k] < 0 ? -1 : b->node[n->operand[k]];
        if (n->operand[k] >= 0 && operand[k] < 0)
            return -1;
    }
    if (n->operation == OP_STEP)
        return node_step(b->to, operand[0], n->shape, operand[1], operand[2], n->span);
    return node_apply(b->to, n->operation, operand[0], operand[1], operand[2], n->span);
}

/* The numbers of a shape, which are larger than 0. */
static const char *shape_fault(const struct equations *e, const struct node *n)
{
    for (int k = 1; n->operation == OP_STEP && k < OPERANDS; k++)
        if (n->operand[k] >= 0 && !(e->node[n->operand[k]].number > 0))
            return "the numbers of a shape are larger than 0";
    return NULL;
}

static int checked_node(struct binder *b, int from)
{
    const struct node *n = &b->from->node[from];
    const int node = bind_node(b, n);
    if (node < 0)
        return -1;
    const char *fault = node_fault(b->to, node);
    if (!fault)
        fault = shape_fault(b->to, &b->to->node[node]);
    if (!fault) {
        struct node *made = &b->to->node[node];
        if (n->name && !made->name && made->operation != OP_NUMBER)
            made->name = n->name;
        return node;
    }
    diagnose_error(b->diagnostics, b->user, "with these parameters '%s' cannot be computed: %s", b->from->name, fault);
    diagnose_note(b->diagnostics, n->span, "here");
    return -1;
}

static void bind_symbols(struct binder *b)
{
    for (int s = 0; s < b->from->symbols; s++) {
        const struct symbol *symbol = &b->from->symbol[s];
        equations_add_symbol(b->to, symbol->kind, symbol->name, symbol->span, symbol->owner);
        b->to->symbol[s].value = symbol->kind == SYMBOL_PARAMETER ? b->value[s] : symbol->value;
    }
}

static void bind_names(struct binder *b)
{
    const struct equations *from = b->from;
    struct equations *to = b->to;
    for (int s = 0; s < from->symbols; s++)
        to->symbol[s].next = from->symbol[s].next < 0 ? -1 : b->node[from->symbol[s].next];
    for (int i = 0; i < from->locals; i++)
        equations_add_local(to, from->local[i].name, from->local[i].span, b->node[from->local[i].node]);
    to->fire = from->fire < 0 ? -1 : b->node[from->fire];
    to->weight = from->weight < 0 ? -1 : b->node[from->weight];
    to->signal = from->signal;
    to->terms = from->terms;
    to->term = ARENA_ARRAY(to->arena, struct summand, from->terms + 1);
    for (int i = 0; i < from->terms; i++)
        to->term[i] = (struct summand){b->node[from->term[i].node], from->term[i].span};
}

struct equations *equations_bind(const struct equations *e, const float *value, struct span user,
                                 struct diagnostics *diagnostics)
{
    struct binder b = {.from = e, .value = value, .user = user, .diagnostics = diagnostics};
    const int errors = diagnostics_errors(diagnostics);
    b.to = equations_create(e->arena, e->kind, e->name, e->span);
    b.node = ARENA_ARRAY(e->arena, int, e->nodes + 1);
    bind_symbols(&b);
    for (int node = 0; node < e->nodes; node++)
        b.node[node] = checked_node(&b, node);
    if (diagnostics_errors(diagnostics) != errors)
        return NULL;
    bind_names(&b);
    return b.to;
}
