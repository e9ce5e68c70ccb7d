/* Parameters in memory: what their buffers are called, and how many numbers these have. */
#include <string.h>
#include <strings.h>

#include "cpu/plan/parts.h"
#include "tess/engine.h"

/* Is it a parameter of the layer's neurons? */
static bool is_trained(const struct plan_layer *p, int index)
{
    const struct param_places *own = &p->program->params;
    return index >= own->trained && index < own->trained + own->trained_count;
}

size_t plan_padded_count(const struct plan *plan, int index)
{
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        if (p->program->params.weight == index)
            return tess_param_count(&plan->param[index]) / (size_t)p->layer->out.channels * (size_t)p->padded;
        if (index == p->program->params.bias || is_trained(p, index))
            return (size_t)p->padded;
    }
    return tess_param_count(&plan->param[index]);
}

/* Names of a definition may differ in case alone. */
static bool is_named_twice(const struct plan *plan, int index)
{
    const struct params *params = &plan->program->params;
    bool twice = false;
    for (int i = 0; i < params->count; i++)
        twice |= i != index && !strcasecmp(params->param[i].name, params->param[index].name);
    return twice;
}

const char *plan_param_owner(struct arena *arena, const struct plan *plan, int index)
{
    const char *name = plan->program->params.param[index].name;
    const char *last = strrchr(name, '.');
    char *owner = arena_copy(arena, name, strlen(name));
    if (is_named_twice(plan, index))
        owner = arena_format(arena, "%.*s%d%s", (int)(last - name), name, index, last);
    for (char *c = owner; *c; c++)
        *c = *c == '.' ? '_' : *c;
    return owner;
}
