/* The square-wave matrix at compile time: signs as bits, and which latents can learn. */
#include "plan/internal.h"

/* The columns of a layer's matrix are the first columns of the largest one: one table serves all layers. */
void plan_basis(struct arena *arena, struct plan *plan)
{
    const struct model *model = plan->model;
    if (plan_is_backward(plan))
        return;
    const int classes = model->input.classes;
    for (int i = 0; i < model->layers; i++)
        plan->basis_latents = larger(plan->basis_latents, model->layer[i].latents);
    const int latents = plan->basis_latents;
    plan->basis_words = ceiling(latents, 64);

    int8_t *sign = ARENA_ARRAY(arena, int8_t, classes * latents);
    bool *dead = ARENA_ARRAY(arena, bool, latents);
    square_wave(classes, latents, model->frequencies, sign, dead);
    plan->basis = ARENA_ARRAY(arena, uint64_t, classes * plan->basis_words);
    for (int c = 0; c < classes; c++)
        for (int i = 0; i < latents; i++)
            if (sign[c * latents + i] > 0)
                plan->basis[c * plan->basis_words + i / 64] |= UINT64_C(1) << (i % 64);

    for (int l = 0; l < plan->layers; l++) {
        struct plan_layer *p = &plan->layer[l];
        p->alive = ARENA_ARRAY(arena, uint64_t, ceiling(p->layer->latents, 64));
        for (int i = 0; i < p->layer->latents; i++)
            if (!dead[i])
                p->alive[i / 64] |= UINT64_C(1) << (i % 64);
    }
}
