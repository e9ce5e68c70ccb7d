#include "model/lif.h"

#include "equation/bind.h"
#include "equation/define.h"
#include "equation/same.h"

#define BEGIN "define neuron lif {\nparameter leak 1, threshold 1, amount 1\nstate v\nu = leak * v + current\n"
#define FIRE  "fire = step(u - threshold)\n"

/* What has the same bits as the neuron of struct neuron, forward and backward. */
static const struct {
    const char *text;
    enum reset_kind reset;
    bool held; /* the reset counts as a constant on the way back */
} spellings[] = {
    {BEGIN FIRE "v = u - amount * held(fire)\n}", RESET_SUBTRACT, true},
    {BEGIN FIRE "v = u - held(amount * fire)\n}", RESET_SUBTRACT, true},
    {BEGIN FIRE "v = u - amount * fire\n}", RESET_SUBTRACT, false},
    {BEGIN FIRE "v = select(u > threshold, u - amount, u)\n}", RESET_SUBTRACT, true},
    {BEGIN FIRE "v = u * (1 - held(fire))\n}", RESET_ZERO, true},
    {BEGIN FIRE "v = u * (1 - fire)\n}", RESET_ZERO, false},
    {BEGIN FIRE "v = u - u * held(fire)\n}", RESET_ZERO, true},
    {BEGIN FIRE "v = select(fire > 0, 0, u)\n}", RESET_ZERO, true},
    {BEGIN FIRE "v = select(u > threshold, 0, u)\n}", RESET_ZERO, true},
};
enum { LEAK, THRESHOLD, AMOUNT, NUMBERS };

struct proof {
    const struct equations *e;
    float number[NUMBERS];
    const char *why;
    struct span at;
};

static const struct node *node_at(const struct proof *p, int node)
{
    return &p->e->node[node];
}

static bool fail(struct proof *p, int node, const char *why)
{
    p->why = why;
    p->at = node_at(p, node)->span;
    return false;
}

static bool is_state(const struct proof *p, int node)
{
    const struct node *n = node_at(p, node);
    return n->operation == OP_SYMBOL && p->e->symbol[n->symbol].kind == SYMBOL_STATE;
}

/* number * x, in either order; 1 for anything else. *x is what the number multiplies. */
static float factor_of(const struct proof *p, int node, int *x)
{
    const struct node *n = node_at(p, node);
    *x = node;
    for (int k = 0; n->operation == OP_MULTIPLY && k < 2; k++)
        if (node_at(p, n->operand[k])->operation == OP_NUMBER) {
            *x = n->operand[1 - k];
            return node_at(p, n->operand[k])->number;
        }
    return 1;
}

/* The numbers that the equations have in the places where those of a LIF neuron have theirs; *state is its membrane. */
static bool guess_membrane(struct proof *p, int *state)
{
    const struct node *fire = node_at(p, p->e->fire), *argument = node_at(p, fire->operand[0]);
    if (fire->shape != SHAPE_OF_RULE)
        return fail(p, p->e->fire, "its step has a shape of its own");
    if (argument->operation != OP_SUBTRACT || node_at(p, argument->operand[1])->operation != OP_NUMBER)
        return fail(p, p->e->fire, "its threshold is no number: 'fire = step(u - threshold)'");
    p->number[THRESHOLD] = node_at(p, argument->operand[1])->number;
    const int u = argument->operand[0];
    const struct node *membrane = node_at(p, u);
    for (int k = 0; membrane->operation == OP_ADD && k < 2; k++) {
        p->number[LEAK] = factor_of(p, membrane->operand[k], state);
        if (is_state(p, *state))
            return true;
    }
    return fail(p, u, "its membrane is not 'u = leak * v + current'");
}

/* Of v = u - amount * fire; anything where the reset is another one. */
static void guess_amount(struct proof *p, int state)
{
    int x = p->e->symbol[node_at(p, state)->symbol].next;
    const struct node *next = node_at(p, x);
    if (next->operation == OP_SELECT)
        next = node_at(p, next->operand[1]);
    if (next->operation != OP_SUBTRACT)
        return;
    x = next->operand[1];
    if (node_at(p, x)->operation == OP_HELD)
        x = node_at(p, x)->operand[0];
    p->number[AMOUNT] = node_at(p, x)->operation == OP_NUMBER ? node_at(p, x)->number : factor_of(p, x, &x);
}

static bool in_range(struct proof *p)
{
    const float leak = p->number[LEAK], threshold = p->number[THRESHOLD], amount = p->number[AMOUNT];
    if (!(leak >= 0 && leak <= 1))
        return fail(p, p->e->fire, "its leak is not from 0 to 1");
    if (!(threshold >= 1e-6f && threshold <= 1e6f))
        return fail(p, p->e->fire, "its threshold is not from 1e-6 to 1e6");
    if (!(amount >= 0 && amount <= 1e6f))
        return fail(p, p->e->fire, "its reset subtracts no number from 0 to 1e6");
    return true;
}

static bool is_spelled(const struct proof *p, const char *text)
{
    struct arena *arena = p->e->arena;
    struct diagnostics *diagnostics = diagnostics_create(arena);
    const struct block *tree = syntax_parse(arena, source_of_text(arena, "lif", text), diagnostics);
    const struct equations *lif = equations_define(arena, tree->first, given_to_neurons, diagnostics);
    float *value = ARENA_ARRAY(arena, float, lif->symbols + 1);
    for (int s = 0, n = 0; s < lif->symbols; s++)
        if (lif->symbol[s].kind == SYMBOL_PARAMETER)
            value[s] = p->number[n++];
    lif = equations_bind(lif, value, lif->span, diagnostics);
    return lif && equations_same(lif, p->e, NULL);
}

bool prove_lif(const struct equations *e, bool through_time, struct neuron *neuron, const char **why, struct span *at)
{
    struct proof p = {.e = e, .number = {1, 1, 1}};
    int state = -1;
    if (guess_membrane(&p, &state)) {
        guess_amount(&p, state);
        for (size_t i = 0; in_range(&p) && i < sizeof spellings / sizeof *spellings; i++) {
            if ((through_time && !spellings[i].held) || !is_spelled(&p, spellings[i].text))
                continue;
            *neuron = (struct neuron){.leak = p.number[LEAK],
                                      .threshold = p.number[THRESHOLD],
                                      .reset = spellings[i].reset,
                                      .reset_amount = spellings[i].reset == RESET_SUBTRACT ? p.number[AMOUNT] : 0};
            return true;
        }
        if (!p.why)
            fail(&p, e->symbol[e->node[state].symbol].next,
                 "its reset is neither 'v = u - amount * held(fire)' nor 'v = u * (1 - held(fire))'");
    }
    *why = p.why;
    *at = p.at;
    return false;
}
