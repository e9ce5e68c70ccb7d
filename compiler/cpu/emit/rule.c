/* Schedule stream: a rule by its equations, where it is no sum of the terms that are known. dW[t] is the sum over its
 * products of what the neuron and what the input knows; each side carries its own traces from step to step. */
#include <string.h>

#include "cpu/emit/parts.h"
#include "equation/print.h"

/* One side of a rule: what it wants of the equations, and where that goes. */
struct side {
    const struct equations *e;
    const char **symbol;
    struct target *target;
    int targets;
};

static struct side side_of(struct writer *w, const struct rule *rule, const char *trace, int owner)
{
    struct arena *arena = writer_arena(w);
    const struct equations *e = rule->use.equations;
    struct side side = {.e = e};
    int traces = 0;
    side.symbol = ARENA_ARRAY(arena, const char *, e->symbols + 1);
    side.target = ARENA_ARRAY(arena, struct target, e->symbols + rule->products.count + 1);
    for (int s = 0; s < e->symbols; s++) {
        if (!rule_keeps(e, s, owner))
            continue;
        side.symbol[s] = arena_format(arena, trace, traces++);
        side.target[side.targets++] = (struct target){e->symbol[s].next, side.symbol[s], false};
    }
    return side;
}

/* Does anything that is wanted read what the rule is given under a name? Then its symbol, otherwise -1. */
static int given(struct writer *w, const struct side *side, const char *name)
{
    const struct equations *e = side->e;
    bool *wanted = ARENA_ARRAY(writer_arena(w), bool, e->nodes + 1);
    for (int i = 0; i < side->targets; i++)
        wanted[side->target[i].node] = true;
    for (int i = e->nodes - 1; i >= 0; i--) {
        const struct node *n = &e->node[i];
        if (!wanted[i])
            continue;
        if (n->operation == OP_SYMBOL && e->symbol[n->symbol].kind == SYMBOL_INPUT &&
            !strcmp(e->symbol[n->symbol].name, name))
            return n->symbol;
        for (int k = 0; k < OPERANDS; k++)
            if (n->operand[k] >= 0)
                wanted[n->operand[k]] = true;
    }
    return -1;
}

static void spell(struct writer *w, struct side *side, const char *name, const char *text)
{
    const int symbol = given(w, side, name);
    if (symbol >= 0)
        side->symbol[symbol] = text;
}

static void want_products(struct writer *w, struct side *side, const struct rule *rule, const char *to, int owner)
{
    for (int k = 0; k < rule->products.count; k++) {
        const struct product *product = &rule->products.product[k];
        side->target[side->targets++] = (struct target){owner == OF_INPUT ? product->input : product->neuron,
                                                        arena_format(writer_arena(w), to, k), false};
    }
}

void emit_rule_planes(struct writer *w, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    const int traces = rule_traces(rule, OF_INPUT);
    struct side side = side_of(w, rule, "trace[%d * $in_size + k]", OF_INPUT);
    want_products(w, &side, rule, "plane[%d * $in_size + k]", OF_INPUT);
    spell(w, &side, "x", "x[k]");
    const struct spelling spelling = {.type = "float", .condition = "int", .symbol = side.symbol};
    bind_integer(w, "traces", traces);
    if (traces)
        code(w, "float *trace = $at(float, ${up}_RULE_TRACES) + (size_t)n * $traces * $in_size;\n"
                "if (run->step == 0) {\n"
                "memset(trace, 0, sizeof *trace * $traces * $in_size);\n"
                "}");
    if (given(w, &side, "x") < 0)
        code(w, "(void)x;");
    code(w, "for (int k = 0; k < $in_size; k++) {");
    code(w, equations_print(writer_arena(w), side.e, &spelling, side.target, side.targets));
    code(w, "}");
}

void emit_rule_slots(struct writer *w, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    const int traces = rule_traces(rule, OF_NEURON);
    struct side side = side_of(w, rule, "trace[%d]", OF_NEURON);
    want_products(w, &side, rule, "slot[%d * $plane]", OF_NEURON);
    spell(w, &side, "m", "m[0]");
    spell(w, &side, "psi", "psi[0]");
    spell(w, &side, "u", "u[0]");
    spell(w, &side, "fire", "fire");
    spell(w, &side, "delta", plan_differentiates(p) ? "delta[0]" : "delta");
    const struct spelling spelling = {.type = arena_format(writer_arena(w), "tess_fx%d", p->lanes),
                                      .condition = arena_format(writer_arena(w), "tess_ix%d", p->lanes),
                                      .suffix = arena_format(writer_arena(w), "fx%d", p->lanes),
                                      .symbol = side.symbol};
    bind_text(w, "rule_name", "%s", rule->name);
    bind_integer(w, "traces", traces);
    comment(w, "rule $rule_name, by its equations: what each of its products takes from the neuron");
    code(w, "{");
    if (traces)
        code(w, "$f *trace = $at($f, ${up}_RULE_STATES) + at * $traces;\n"
                "if (run->step == 0) {\n"
                "memset(trace, 0, sizeof *trace * $traces);\n"
                "}");
    if (given(w, &side, "fire") >= 0)
        code(w, "const $f fire = ($f)(($i)(($f){0} + 1.0f) & (u[0] > $threshold));");
    if (given(w, &side, "delta") >= 0 && !plan_differentiates(p))
        code(w, "const $f delta = m[0] * psi[0];");
    code(w, equations_print(writer_arena(w), side.e, &spelling, side.target, side.targets));
    code(w, "}");
}
