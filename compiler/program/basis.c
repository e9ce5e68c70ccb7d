/* The matrices B at compile time: signs as bits, and which latents can learn. */
#include <string.h>

#include "program/parts.h"

/* Are the rows of one layer the beginnings of the other's, both signs? */
static bool begins_as(const struct layer *layer, const struct layer *other, int classes)
{
    bool same = layer->sign && other->sign && layer->latents <= other->latents;
    for (int c = 0; c < classes && same; c++)
        same = !memcmp(layer->sign + (size_t)c * (size_t)layer->latents,
                       other->sign + (size_t)c * (size_t)other->latents, (size_t)layer->latents);
    return same;
}

/* The first of the layers with the most latents whose table serves layer l. */
static int layer_with_table(const struct model *model, int l)
{
    int best = l;
    for (int i = 0; i < model->layers; i++) {
        const struct layer *other = &model->layer[i], *found = &model->layer[best];
        const bool better = other->latents > found->latents || (other->latents == found->latents && i < best);
        if (better && begins_as(&model->layer[l], other, model->input.classes))
            best = i;
    }
    return best;
}

static void make_table(struct arena *arena, struct program_layer *p, int classes)
{
    const struct layer *layer = p->layer;
    p->basis_words = (layer->latents + 63) / 64;
    p->positive = ARENA_ARRAY(arena, uint64_t, (size_t)classes * (size_t)p->basis_words);
    for (int c = 0; c < classes; c++)
        for (int i = 0; i < layer->latents; i++)
            if (layer->sign[(size_t)c * (size_t)layer->latents + (size_t)i] > 0)
                p->positive[c * p->basis_words + i / 64] |= UINT64_C(1) << (i % 64);
}

void program_basis(struct arena *arena, struct program *program)
{
    const struct model *model = program->model;
    if (program_goes_down(program))
        return;
    for (int l = 0; l < program->layers; l++) {
        struct program_layer *p = &program->layer[l];
        const struct layer *layer = p->layer;
        p->basis_layer = layer_with_table(model, l);
        if (p->basis_layer == l && layer->sign)
            make_table(arena, p, model->input.classes);
        p->zero_latent = layer->sign && layer->sign[0] == 0;
        p->alive = ARENA_ARRAY(arena, uint64_t, (layer->latents + 63) / 64);
        for (int i = 0; i < layer->latents; i++)
            if (!layer->dead[i])
                p->alive[i / 64] |= UINT64_C(1) << (i % 64);
    }
}
