/* The trained tensors, as the model has them. */
#include "model/params.h"

#include "plan/parts.h"

void plan_params(struct arena *arena, struct plan *plan)
{
    const struct params params = model_params(arena, plan->model);
    plan->params = params.count;
    plan->param = params.param;
    plan->param_learns = params.learns;
    for (int l = 0; l < plan->layers; l++)
        plan->layer[l].params = params.own[l];
    plan->readout.params = params.own[plan->layers];
}
