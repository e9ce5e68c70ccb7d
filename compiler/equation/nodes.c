#include "equation/nodes.h"

#include <math.h>
#include <string.h>

#include "equation/operations.h"

struct equations *equations_create(struct arena *arena, enum definition kind, const char *name, struct span span)
{
    struct equations *e = ARENA_NEW(arena, struct equations);
    *e = (struct equations){.arena = arena, .kind = kind, .name = name, .span = span, .fire = -1, .weight = -1};
    return e;
}

/* A larger copy of an array that is full. */
static void *grown(struct arena *arena, const void *array, int count, int *room, size_t size)
{
    *room = 2 * *room + 32;
    void *copy = arena_alloc(arena, size * (size_t)*room);
    if (count)
        memcpy(copy, array, size * (size_t)count);
    return copy;
}

static bool same_number(float a, float b)
{
    return !memcmp(&a, &b, sizeof a);
}

static bool same_operands(const struct node *a, const struct node *b)
{
    return !memcmp(a->operand, b->operand, sizeof a->operand);
}

static bool swapped_operands(const struct node *a, const struct node *b)
{
    return (a->operation == OP_ADD || a->operation == OP_MULTIPLY) && a->operand[0] == b->operand[1] &&
           a->operand[1] == b->operand[0];
}

static bool same_node(const struct node *a, const struct node *b)
{
    return a->operation == b->operation && a->symbol == b->symbol && a->shape == b->shape &&
           same_number(a->number, b->number) && (same_operands(a, b) || swapped_operands(a, b));
}

/* Owner and time are those of the operands, joined. */
static int add_node(struct equations *e, struct node node)
{
    for (int i = 0; i < e->nodes; i++)
        if (same_node(&e->node[i], &node))
            return i;
    for (int k = 0; k < OPERANDS; k++) {
        const struct node *operand = node.operand[k] < 0 ? NULL : &e->node[node.operand[k]];
        node.owner |= operand ? operand->owner : 0;
        node.when = operand && operand->when > node.when ? operand->when : node.when;
    }
    if (e->nodes == e->node_room)
        e->node = grown(e->arena, e->node, e->nodes, &e->node_room, sizeof *e->node);
    e->node[e->nodes] = node;
    return e->nodes++;
}

int equations_add_symbol(struct equations *e, enum symbol_kind kind, const char *name, struct span span, int owner)
{
    static const enum when whens[] = {[SYMBOL_STATE] = WHEN_BEFORE, [SYMBOL_INPUT] = WHEN_NOW};
    if (e->symbols == e->symbol_room)
        e->symbol = grown(e->arena, e->symbol, e->symbols, &e->symbol_room, sizeof *e->symbol);
    const int node = add_node(e, (struct node){.operation = OP_SYMBOL,
                                               .operand = {-1, -1, -1},
                                               .symbol = e->symbols,
                                               .owner = owner,
                                               .when = whens[kind],
                                               .span = span,
                                               .name = name});
    e->symbol[e->symbols] = (struct symbol){.kind = kind, .name = name, .span = span, .owner = owner, .node = node};
    e->symbol[e->symbols].next = kind == SYMBOL_STATE ? node : -1;
    return e->symbols++;
}

void equations_add_local(struct equations *e, const char *name, struct span span, int node)
{
    struct node *named = &e->node[node];
    if (!named->name && named->operation != OP_NUMBER)
        named->name = name;
    for (int i = 0; i < e->locals; i++)
        if (!strcmp(e->local[i].name, name)) {
            e->local[i].node = node;
            return;
        }
    if (e->locals == e->local_room)
        e->local = grown(e->arena, e->local, e->locals, &e->local_room, sizeof *e->local);
    e->local[e->locals++] = (struct local){.name = name, .span = span, .node = node};
}

int node_number(struct equations *e, float number)
{
    return add_node(e, (struct node){.operation = OP_NUMBER, .operand = {-1, -1, -1}, .number = number});
}

static bool is_number(const struct equations *e, int node)
{
    return node >= 0 && e->node[node].operation == OP_NUMBER;
}

bool node_is_number(const struct equations *e, int node, float number)
{
    return is_number(e, node) && same_number(e->node[node].number, number);
}

/* The node of which this one is the negative, -x or a number below 0; -1: none. */
static int negated(struct equations *e, int node)
{
    const struct node n = e->node[node];
    if (n.operation == OP_NUMBER && n.number < 0)
        return node_number(e, -n.number);
    return n.operation == OP_NEGATE ? n.operand[0] : -1;
}

/* An operand of numbers alone. */
static bool is_constant(const struct equations *e, const struct node *node)
{
    for (int k = 0; k < operations[node->operation].operands; k++)
        if (!is_number(e, node->operand[k]))
            return false;
    return true;
}

static float compute(const struct equations *e, const struct node *node)
{
    float value[OPERANDS] = {0};
    for (int k = 0; k < OPERANDS; k++)
        value[k] = is_number(e, node->operand[k]) ? e->node[node->operand[k]].number : 0;
    return operations[node->operation].in_float(value[0], value[1], value[2]);
}

/* Each simplifies one operation: returns a node that has the same value, or -1. */
typedef int simplify_fn(struct equations *e, const struct node *node);

static int simplify_add(struct equations *e, const struct node *node)
{
    const int a = node->operand[0], b = node->operand[1];
    if (node_is_number(e, a, 0))
        return b;
    if (node_is_number(e, b, 0))
        return a;
    for (int k = 0; k < 2; k++) {
        const int positive = negated(e, node->operand[1 - k]);
        if (positive >= 0)
            return node_apply(e, OP_SUBTRACT, node->operand[k], positive, -1, node->span);
    }
    return -1;
}

static int simplify_subtract(struct equations *e, const struct node *node)
{
    const int a = node->operand[0], b = node->operand[1];
    if (node_is_number(e, b, 0))
        return a;
    const int positive = negated(e, b);
    return positive < 0 ? -1 : node_apply(e, OP_ADD, a, positive, -1, node->span);
}

static int simplify_multiply(struct equations *e, const struct node *node)
{
    for (int k = 0; k < 2; k++) {
        if (node_is_number(e, node->operand[k], 1))
            return node->operand[1 - k];
        if (node_is_number(e, node->operand[k], -1))
            return node_apply(e, OP_NEGATE, node->operand[1 - k], -1, -1, node->span);
    }
    return -1;
}

static int simplify_divide(struct equations *e, const struct node *node)
{
    return node_is_number(e, node->operand[1], 1) ? node->operand[0] : -1;
}

static int simplify_negate(struct equations *e, const struct node *node)
{
    return negated(e, node->operand[0]);
}

static int simplify_select(struct equations *e, const struct node *node)
{
    const struct node *condition = &e->node[node->operand[0]];
    if (node->operand[1] == node->operand[2])
        return node->operand[1];
    if (!is_constant(e, condition))
        return -1;
    return compute(e, condition) != 0 ? node->operand[1] : node->operand[2];
}

static int simplify_pair(struct equations *e, const struct node *node)
{
    (void)e;
    return node->operand[0] == node->operand[1] ? node->operand[0] : -1;
}

static int simplify_held(struct equations *e, const struct node *node)
{
    const struct node *inner = &e->node[node->operand[0]];
    return inner->operation == OP_HELD || inner->operation == OP_NUMBER ? node->operand[0] : -1;
}

static simplify_fn *const simplify[NODE_OPERATIONS] = {
    [OP_ADD] = simplify_add,       [OP_SUBTRACT] = simplify_subtract, [OP_MULTIPLY] = simplify_multiply,
    [OP_DIVIDE] = simplify_divide, [OP_NEGATE] = simplify_negate,     [OP_SELECT] = simplify_select,
    [OP_MINIMUM] = simplify_pair,  [OP_MAXIMUM] = simplify_pair,      [OP_HELD] = simplify_held,
};

/* A condition has no number to stand for it, and a step of a number no derivative. */
static bool stays(enum node_operation operation)
{
    return operations[operation].is_condition || operation == OP_SELECT || operation == OP_STEP || operation == OP_HELD;
}

int node_apply(struct equations *e, enum node_operation operation, int a, int b, int c, struct span span)
{
    const struct node node = {.operation = operation, .operand = {a, b, c}, .span = span};
    if (!stays(operation) && is_constant(e, &node)) {
        const float value = compute(e, &node);
        if (isfinite(value))
            return node_number(e, value);
    }
    const int simple = simplify[operation] ? simplify[operation](e, &node) : -1;
    return simple >= 0 ? simple : add_node(e, node);
}

int node_step(struct equations *e, int a, enum psi_shape shape, int height, int width, struct span span)
{
    return add_node(e,
                    (struct node){.operation = OP_STEP, .operand = {a, height, width}, .shape = shape, .span = span});
}

/* height max(0, 1 - |a| / width), with 1 / width as a factor */
static int triangle(struct equations *e, int distance, int height, int width)
{
    const struct span nowhere = {0};
    const int one = node_number(e, 1);
    const int inverse = node_apply(e, OP_DIVIDE, one, width, -1, nowhere);
    const int far = node_apply(e, OP_MULTIPLY, distance, inverse, -1, nowhere);
    const int near = node_apply(e, OP_SUBTRACT, one, far, -1, nowhere);
    const int above = node_apply(e, OP_MAXIMUM, near, node_number(e, 0), -1, nowhere);
    return node_apply(e, OP_MULTIPLY, above, height, -1, nowhere);
}

/* height / (slope |a| + 1)^2 */
static int fast_sigmoid(struct equations *e, int distance, int height, int slope)
{
    const struct span nowhere = {0};
    const int far = node_apply(e, OP_MULTIPLY, distance, slope, -1, nowhere);
    const int root = node_apply(e, OP_ADD, far, node_number(e, 1), -1, nowhere);
    return node_apply(e, OP_DIVIDE, height, node_apply(e, OP_MULTIPLY, root, root, -1, nowhere), -1, nowhere);
}

int node_psi(struct equations *e, int a, enum psi_shape shape, int height, int width)
{
    static int (*const shapes[SHAPES])(struct equations *, int, int,
                                       int) = {[SHAPE_TRIANGLE] = triangle, [SHAPE_FAST_SIGMOID] = fast_sigmoid};
    return shapes[shape](e, node_apply(e, OP_ABSOLUTE, a, -1, -1, (struct span){0}), height, width);
}

const char *node_fault(const struct equations *e, int node)
{
    const struct node *n = &e->node[node];
    if (n->operation == OP_DIVIDE && is_number(e, n->operand[1]) && e->node[n->operand[1]].number == 0)
        return "division by zero";
    if (n->operation > OP_SYMBOL && !stays(n->operation) && is_constant(e, n))
        return "the value of these numbers is not a finite float32";
    return NULL;
}
