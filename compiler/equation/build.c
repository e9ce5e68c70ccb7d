#include "equation/build.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "equation/nodes.h"
#include "equation/operations.h"
#include "syntax/suggest.h"

bool build_float(struct reader *r, const char *text, struct span span, float *number)
{
    char *end;
    *number = strtof(text, &end);
    if (*end == '\0' && isfinite(*number) && (*number == 0 ? strtod(text, NULL) == 0 : fabsf(*number) >= 1e-30f))
        return true;
    diagnose_error(r->diagnostics, span,
                   "expected a number that float32 holds: 0, or from 1e-30 to 3.4e38 in magnitude");
    return false;
}

/* A node that was just made: is it one too many, or nothing that can be computed? */
static int checked(struct reader *r, int node, struct span span)
{
    const char *fault = node_fault(r->e, node);
    if (fault)
        diagnose_error(r->diagnostics, span, "%s", fault);
    if (r->e->nodes > MAX_NODES && !r->full) {
        r->full = true;
        diagnose_error(r->diagnostics, span, "a definition has at most %d operations", MAX_NODES);
    }
    return fault || r->full ? -1 : node;
}

static int count_operands(const struct expression *call)
{
    int count = 0;
    for (const struct expression *operand = call->first; operand; operand = operand->next)
        count++;
    return count;
}

static bool takes(struct reader *r, const struct expression *call, int least, int most, const char *written)
{
    const int count = count_operands(call);
    if (count >= least && count <= most)
        return true;
    diagnose_error(r->diagnostics, call->span, "'%s' is written %s", call->text, written);
    return false;
}

static bool is_condition(const struct reader *r, int node)
{
    return operations[r->e->node[node].operation].is_condition;
}

int build_number(struct reader *r, const struct expression *expression)
{
    const int node = build_expression(r, expression);
    if (node < 0 || !is_condition(r, node))
        return node;
    diagnose_error(r->diagnostics, expression->span, "a comparison is no number; select(a > b, 1, 0) makes one of it");
    return -1;
}

static int build_condition(struct reader *r, const struct expression *expression)
{
    const int node = build_expression(r, expression);
    if (node < 0 || is_condition(r, node))
        return node;
    diagnose_error(r->diagnostics, expression->span, "select decides by a comparison, as in select(a > b, x, y)");
    return -1;
}

/* held(x): a constant on the way back. */
static int build_held(struct reader *r, const struct expression *call)
{
    if (!takes(r, call, 1, 1, "held(x)"))
        return -1;
    const int a = build_number(r, call->first);
    if (r->e->kind == DEFINITION_RULE) {
        diagnose_error(r->diagnostics, call->span, "'held' means nothing in a rule: nothing goes back through it");
        return -1;
    }
    if (a >= 0 && r->e->node[a].owner == OF_LAYER) {
        diagnose_error(r->diagnostics, call->span, "'held' means nothing here: this is a constant already");
        return -1;
    }
    return a < 0 ? -1 : checked(r, node_apply(r->e, OP_HELD, a, -1, -1, call->span), call->span);
}

static const struct {
    const char *text, *written;
    enum psi_shape shape;
} shapes[] = {{"triangle", "triangle(height, width)", SHAPE_TRIANGLE},
              {"fast_sigmoid", "fast_sigmoid(height, slope)", SHAPE_FAST_SIGMOID}};

/* A number of a shape: what it is made of may not change. */
static int build_constant(struct reader *r, const struct expression *expression)
{
    const int node = build_number(r, expression);
    if (node < 0)
        return -1;
    const struct node *n = &r->e->node[node];
    if (n->owner != OF_LAYER || n->when != WHEN_ALWAYS) {
        diagnose_error(r->diagnostics, expression->span, "the numbers of a shape are constants");
        return -1;
    }
    if (n->operation == OP_NUMBER && n->number <= 0) {
        diagnose_error(r->diagnostics, expression->span, "the numbers of a shape are larger than 0");
        return -1;
    }
    return node;
}

/* step(x), step(x, triangle(0.3, 1)) */
static int build_shaped_step(struct reader *r, int a, const struct expression *call)
{
    const struct expression *shape = call->first->next;
    struct tess_suggestion near = tess_suggestion_for(shape->text);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        tess_suggestion_offer(&near, shapes[i].text);
        if (strcmp(shape->text, shapes[i].text) != 0)
            continue;
        if (!takes(r, shape, 2, 2, shapes[i].written))
            return -1;
        const int height = build_constant(r, shape->first), width = build_constant(r, shape->first->next);
        return a < 0 || height < 0 || width < 0 ? -1 : node_step(r->e, a, shapes[i].shape, height, width, call->span);
    }
    diagnose_error(r->diagnostics, shape->span, "expected the shape of the derivative, %s or %s%s", shapes[0].written,
                   shapes[1].written, near.best ? suggestion_text(r->arena, &near) : "");
    return -1;
}

static int build_step(struct reader *r, const struct expression *call)
{
    if (!takes(r, call, 1, 2, "step(x), or step(x, triangle(height, width))"))
        return -1;
    if (r->e->kind == DEFINITION_RULE) {
        diagnose_error(r->diagnostics, call->span,
                       "'step' means nothing in a rule, which has no spikes; select(x > 0, 1, 0) is 1 where x > 0");
        return -1;
    }
    int a = build_number(r, call->first);
    if (a >= 0 && r->e->node[a].owner == OF_LAYER) {
        diagnose_error(r->diagnostics, call->first->span, "'step' means nothing here: this is a constant");
        a = -1;
    }
    const int node = call->first->next ? build_shaped_step(r, a, call)
                     : a < 0           ? -1
                                       : node_step(r->e, a, SHAPE_OF_RULE, -1, -1, call->span);
    return node < 0 ? -1 : checked(r, node, call->span);
}

/* before(trace): its value of the step before. */
static int build_before(struct reader *r, const struct expression *call)
{
    if (!takes(r, call, 1, 1, "before(trace)"))
        return -1;
    if (r->e->kind == DEFINITION_NEURON) {
        diagnose_error(r->diagnostics, call->span,
                       "'before' is of a trace; a state has its value of the step before until it is written");
        return -1;
    }
    if (call->first->kind != EXPRESSION_NAME) {
        diagnose_error(r->diagnostics, call->first->span, "'before' takes the name of a trace");
        return -1;
    }
    struct name *name = names_meaning(r, call->first->text, call->first->span);
    if (name && name->kind != NAME_TRACE) {
        diagnose_error(r->diagnostics, call->first->span,
                       "'%s' is no trace: what it was in the step before is not known", name->text);
        return -1;
    }
    return name ? r->e->symbol[name->symbol].node : -1;
}

static int build_select(struct reader *r, const struct expression *call)
{
    if (!takes(r, call, 3, 3, "select(condition, a, b)"))
        return -1;
    const int c = build_condition(r, call->first);
    const int a = build_number(r, call->first->next), b = build_number(r, call->first->next->next);
    return a < 0 || b < 0 || c < 0 ? -1 : checked(r, node_apply(r->e, OP_SELECT, c, a, b, call->span), call->span);
}

/* Functions that are more than an operation on numbers. */
static const struct {
    const char *text;
    int (*build)(struct reader *r, const struct expression *call);
} special[] = {{"held", build_held}, {"step", build_step}, {"before", build_before}, {"select", build_select}};

static int report_unknown_function(struct reader *r, const struct expression *call)
{
    struct tess_suggestion near = tess_suggestion_for(call->text);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (!strcmp(call->text, shapes[i].text)) {
            diagnose_error(r->diagnostics, call->span, "a shape stands in a step, as in step(x, triangle(0.3, 1))");
            return -1;
        }
    for (enum node_operation op = OP_SELECT; op < NODE_OPERATIONS; op++)
        tess_suggestion_offer(&near, operations[op].text);
    tess_suggestion_offer(&near, "before");
    if (strlen(call->text) > MAX_NAME_LENGTH)
        diagnose_error(r->diagnostics, call->word, "a name has at most %d characters", MAX_NAME_LENGTH);
    else if (names_find(r, call->text))
        diagnose_error(r->diagnostics, call->word, "'%s' is no function; a product is written with '*'", call->text);
    else
        diagnose_error(r->diagnostics, call->word, "unknown function '%s'%s", call->text,
                       near.best ? suggestion_text(r->arena, &near)
                                 : "; known: select, min, max, abs, exp, sqrt, step, held, before");
    return -1;
}

static int build_call(struct reader *r, const struct expression *call)
{
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (!strcmp(call->text, special[i].text))
            return special[i].build(r, call);
    int count = count_operands(call);
    const int found = count;
    const enum node_operation op = operation_of_text(call->text, &count);
    if (op == NODE_OPERATIONS)
        return report_unknown_function(r, call);
    if (count != found) {
        diagnose_error(r->diagnostics, call->span, "'%s' takes %d value%s, found %d", call->text, count,
                       count == 1 ? "" : "s", found);
        return -1;
    }
    int operand[OPERANDS] = {-1, -1, -1};
    bool failed = false;
    const struct expression *at = call->first;
    for (int k = 0; k < count; k++, at = at->next) {
        operand[k] = build_number(r, at);
        failed |= operand[k] < 0;
    }
    if (failed)
        return -1;
    return checked(r, node_apply(r->e, op, operand[0], operand[1], operand[2], call->span), call->span);
}

int build_expression(struct reader *r, const struct expression *expression)
{
    if (r->full || diagnostics_full(r->diagnostics))
        return -1;
    if (expression->kind == EXPRESSION_CALL)
        return build_call(r, expression);
    if (expression->kind == EXPRESSION_NAME) {
        const struct name *name = names_meaning(r, expression->text, expression->span);
        return name ? name->node : -1;
    }
    float number;
    if (!build_float(r, expression->text, expression->span, &number))
        return -1;
    return checked(r, node_number(r->e, number), expression->span);
}
