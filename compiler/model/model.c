#include "model/model.h"

#include <math.h>
#include <string.h>

struct signal signal_named(enum signal_kind kind)
{
    static const struct signal signals[] = {
        [SIGNAL_LOCAL] = {SOURCE_SPIKES, PROJECTION_BASIS, REACH_LAYER},
        [SIGNAL_LAYERS] = {SOURCE_ERROR, PROJECTION_WEIGHTS, REACH_STEP},
        [SIGNAL_TIME] = {SOURCE_ERROR, PROJECTION_WEIGHTS, REACH_TIME},
        [SIGNAL_ERROR] = {SOURCE_ERROR, PROJECTION_BASIS, REACH_LAYER},
        [SIGNAL_LABEL] = {SOURCE_LABEL, PROJECTION_BASIS, REACH_LAYER},
        [SIGNAL_REWARD] = {SOURCE_REWARD, PROJECTION_ALL, REACH_LAYER},
        [SIGNAL_CONSTANT] = {SOURCE_CONSTANT, PROJECTION_ALL, REACH_LAYER},
    };
    return signals[kind];
}

int layer_trained(const struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    int count = 0;
    for (int s = 0; s < e->symbols; s++)
        count += e->symbol[s].kind == SYMBOL_TRAINED;
    return count;
}

int layer_states(const struct layer *layer)
{
    const struct equations *e = layer->use.equations;
    int count = 0;
    for (int s = 0; s < e->symbols; s++)
        count += e->symbol[s].kind == SYMBOL_STATE;
    return count;
}

static bool is_constant(const struct equations *e, int node)
{
    return e->node[node].operation == OP_NUMBER;
}

/* The derivative of a node by the current, from those of its operands. */
static float factor_of(const struct equations *e, int node, const float *factor)
{
    const struct node *n = &e->node[node];
    const float a = n->operand[0] < 0 ? 0 : factor[n->operand[0]], b = n->operand[1] < 0 ? 0 : factor[n->operand[1]];
    const float c = n->operand[2] < 0 ? 0 : factor[n->operand[2]];
    if (n->operation == OP_SYMBOL)
        return e->symbol[n->symbol].kind == SYMBOL_INPUT; /* a neuron is given nothing but its current */
    if (n->operation == OP_ADD)
        return a + b;
    if (n->operation == OP_SUBTRACT)
        return a - b;
    if (n->operation == OP_NEGATE)
        return -a;
    if (n->operation == OP_MULTIPLY && is_constant(e, n->operand[0]))
        return e->node[n->operand[0]].number * b;
    if (n->operation == OP_MULTIPLY && is_constant(e, n->operand[1]))
        return e->node[n->operand[1]].number * a;
    if (n->operation == OP_DIVIDE && is_constant(e, n->operand[1]))
        return a / e->node[n->operand[1]].number;
    return n->operation == OP_HELD || (a == 0 && b == 0 && c == 0) ? 0 : NAN;
}

float current_factor(const struct equations *e)
{
    float *factor = ARENA_ARRAY(e->arena, float, e->nodes + 1);
    const int argument = e->node[e->fire].operand[0];
    for (int node = 0; node <= argument; node++)
        factor[node] = factor_of(e, node, factor);
    return factor[argument];
}

bool rule_keeps(const struct equations *e, int symbol, int owner)
{
    const int other = owner == OF_NEURON ? OF_INPUT : OF_NEURON;
    return e->symbol[symbol].kind == SYMBOL_STATE && !(e->symbol[symbol].owner & other);
}

int rule_traces(const struct rule *rule, int owner)
{
    const struct equations *e = rule->use.equations;
    int count = 0;
    for (int s = 0; rule->use.unproved && s < e->symbols; s++)
        count += rule_keeps(e, s, owner);
    return count;
}

bool model_has_open_rule(const struct model *model)
{
    bool open = false;
    for (int i = 0; i < model->layers; i++)
        open |= model->layer[i].rule.use.unproved != NULL;
    return open;
}

bool rule_reads(const struct rule *rule, const char *name)
{
    const struct equations *e = rule->use.equations;
    int given = 0;
    bool reads = false;
    while (given < e->symbols && (e->symbol[given].kind != SYMBOL_INPUT || strcmp(e->symbol[given].name, name) != 0))
        given++;
    if (!rule->use.unproved || given == e->symbols)
        return false;
    for (int k = 0; k < rule->products.count; k++)
        reads |= rule->products.product[k].neuron == e->symbol[given].node;
    for (int i = 0; i < e->nodes; i++)
        for (int k = 0; k < OPERANDS; k++)
            reads |= e->node[i].operand[k] == e->symbol[given].node;
    for (int s = 0; s < e->symbols; s++)
        reads |= e->symbol[s].next == e->symbol[given].node;
    return reads;
}

const struct layer *unproved_layer(const struct model *model, const struct use **use)
{
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        *use = layer->use.unproved ? &layer->use : &layer->rule.use;
        if ((*use)->unproved)
            return layer;
    }
    return NULL;
}

bool same_use(const struct use *a, const struct use *b)
{
    return a->of == b->of && !memcmp(a->value, b->value, sizeof *a->value * (size_t)a->of->equations->symbols);
}

long long layer_parameters(const struct layer *layer)
{
    long long inputs = (long long)layer->in.channels * layer->kernel_height * layer->kernel_width;
    return layer->out.channels * (inputs + layer->gain + layer->bias + layer_trained(layer));
}

long long model_parameters(const struct model *model)
{
    long long total = (long long)model->input.classes * (model->readout.features + 1);
    for (int i = 0; i < model->layers; i++)
        total += layer_parameters(&model->layer[i]);
    return total;
}
