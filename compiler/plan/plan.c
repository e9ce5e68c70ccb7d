/* Making the plan: schedule and time groups here, the rest room by room. */
#include "plan/plan.h"

#include "plan/internal.h"
#include "tess/kernel.h"

/* Time patterns: groups of at most TESS_PATTERN_STEPS steps, as even as T allows. A group of n steps gets n composites,
 * fewer where there are not that many patterns of two steps and more. */
static void choose_groups(struct plan *plan)
{
    plan->steps = plan->model->input.steps;
    plan->groups = ceiling(plan->steps, TESS_PATTERN_STEPS);
    plan->group_steps = ceiling(plan->steps, plan->groups);
    const int patterns = (1 << plan->group_steps) - 1 - plan->group_steps;
    plan->atoms = plan->group_steps + smaller(smaller(plan->group_steps, TESS_COMPOSITES), patterns);
}

struct plan *plan_make(struct arena *arena, const struct model *model, const struct plan_options *options)
{
    struct plan *plan = ARENA_NEW(arena, struct plan);
    plan->model = model;
    plan->target = options && options->target ? options->target : &target_cpu;
    plan->schedule = "fold";
    plan->schedule_reason =
        plan_is_backward(plan)
            ? "each layer runs all its steps at once, forward and then back; what its neurons did is kept for a chunk"
            : "the rule is local, so each layer can run all its steps before the next one starts";
    choose_groups(plan);
    plan_geometry(arena, plan);
    plan_sums(plan, options ? options->kernel : SUM_CHOSEN);
    plan_tiles(plan);
    plan_basis(arena, plan);
    plan_params(arena, plan);
    plan_memory(arena, plan);
    plan_operators(arena, plan);
    return plan;
}
