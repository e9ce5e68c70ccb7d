/* The operators of each phase, in the order they run. */
#include "plan/internal.h"

enum { MOST_OPERATORS = 8 };

static void add(struct plan *plan, enum phase phase, enum operator_kind kind, int layer, int blocks, int images)
{
    plan->operator_list[phase][plan->operators[phase]++] = (struct plan_operator){kind, layer, blocks, images};
}

/* Layers with many blocks share them among threads; layers with few share images too. */
static int forward_images(const struct plan *plan, const struct plan_layer *p)
{
    return p->blocks >= 8 ? plan->chunk : larger(1, plan->chunk / 4);
}

static void forward_operators(struct plan *plan, enum phase phase, const struct plan_layer *p)
{
    if (p->in.kind == EDGE_BITS)
        add(plan, phase, OPERATOR_ATOMS, p->index, plan->groups, 0);
    add(plan, phase, OPERATOR_LISTS, p->index, 1, p->tile.images);
    const int blocks = p->in.kind == EDGE_BITS ? p->blocks / p->sums.blocks : p->blocks;
    add(plan, phase, OPERATOR_FORWARD, p->index, blocks, forward_images(plan, p));
}

void plan_operators(struct arena *arena, struct plan *plan)
{
    for (int phase = 0; phase < PHASES; phase++)
        plan->operator_list[phase] = ARENA_ARRAY(arena, struct plan_operator, MOST_OPERATORS * (plan->layers + 1));

    const int features = plan->readout.feature_items;
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        const bool center = p->layer->weights == WEIGHTS_CENTER;
        add(plan, PHASE_PREPARE, OPERATOR_BASIS, l, 1, 0);
        if (center)
            add(plan, PHASE_PREPARE, OPERATOR_STATISTICS, l, 1, 0);
        add(plan, PHASE_PREPARE, OPERATOR_WEIGHTS, l, p->blocks, 0);

        forward_operators(plan, PHASE_TRAIN, p);
        add(plan, PHASE_TRAIN, OPERATOR_SIGNAL, l, 1, 1);
        add(plan, PHASE_TRAIN, OPERATOR_GRADIENT, l, p->blocks, 0);

        add(plan, PHASE_UPDATE, OPERATOR_UPDATE, l, p->blocks, 0);
        if (center)
            add(plan, PHASE_UPDATE, OPERATOR_STATISTICS, l, 1, 0);
        add(plan, PHASE_UPDATE, OPERATOR_WEIGHTS, l, p->blocks, 0);

        forward_operators(plan, PHASE_EVALUATE, p);
        add(plan, PHASE_EVALUATE, OPERATOR_POOL, l, 1, 1);
    }
    add(plan, PHASE_PREPARE, OPERATOR_READOUT_WEIGHTS, plan->layers, 1, 0);
    add(plan, PHASE_TRAIN, OPERATOR_READOUT, plan->layers, 1, 1);
    add(plan, PHASE_TRAIN, OPERATOR_READOUT_GRADIENT, plan->layers, features, 0);
    add(plan, PHASE_UPDATE, OPERATOR_READOUT_UPDATE, plan->layers, 1, 0);
    add(plan, PHASE_UPDATE, OPERATOR_READOUT_WEIGHTS, plan->layers, 1, 0);
    add(plan, PHASE_EVALUATE, OPERATOR_READOUT, plan->layers, 1, 1);
}
