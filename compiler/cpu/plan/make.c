/* Schedule and time groups are chosen here, the rest part by part. */
#include "cpu/plan/make.h"

#include "cpu/plan/parts.h"
#include "program/make.h"
#include "tess/kernel.h"

/* Time patterns: groups of at most TESS_PATTERN_STEPS steps, as even as T allows. A group gets TESS_COMPOSITES, no more
 * than it has steps, and fewer where there are not that many patterns of two steps and more. */
static void choose_groups(struct plan *plan)
{
    plan->groups = ceiling(plan->steps, TESS_PATTERN_STEPS);
    plan->group_steps = ceiling(plan->steps, plan->groups);
    const int patterns = (1 << plan->group_steps) - 1 - plan->group_steps;
    plan->atoms = plan->group_steps + smaller(smaller(plan->group_steps, TESS_COMPOSITES), patterns);
}

static const char *reason_for(const struct plan *plan)
{
    if (plan_is_stream(plan))
        return "each step runs through all layers before the next one starts; memory does not depend on their number";
    return plan_is_backward(plan) ? "each layer runs all its steps at once, forward and then back; what its neurons "
                                    "did is kept for a chunk"
                                  : "the rule is local, so each layer can run all its steps before the next one starts";
}

static struct plan *make(struct arena *arena, const struct model *model, const struct machine *machine,
                         const struct plan_options *options, enum schedule_kind schedule)
{
    struct plan *plan = ARENA_NEW(arena, struct plan);
    plan->program = program_make(arena, model, schedule);
    plan->model = model;
    plan->machine = machine;
    plan->schedule_reason = reason_for(plan);
    plan->steps = plan->program->steps;
    choose_groups(plan);
    plan_geometry(arena, plan);
    plan_sums(arena, plan, options->policy);
    plan_gradients(plan, options->policy);
    plan_tiles(plan);
    plan_memory(arena, plan);
    plan_operators(arena, plan);
    return plan;
}

/* Fold is faster, as long as what it keeps of a chunk's steps fits the machine. */
static struct plan *choose(struct arena *arena, const struct model *model, const struct machine *machine,
                           const struct plan_options *options)
{
    if (model_has_open_rule(model)) /* whose traces are carried, step by step */
        return make(arena, model, machine, options, SCHEDULE_STREAM);
    struct plan *fold = make(arena, model, machine, options, SCHEDULE_FOLD);
    if (signal_is_late(model_rule(model)->signal) ||
        fold->arena_bytes - fold->lasting_bytes <= fold->machine->fold.fold_bytes)
        return fold;
    struct plan *stream = make(arena, model, machine, options, SCHEDULE_STREAM);
    stream->schedule_reason = arena_format(arena, "%d steps at once would take more than %zu MiB for a chunk",
                                           fold->program->all_steps, fold->machine->fold.fold_bytes >> 20);
    return stream;
}

struct plan *plan_make(struct arena *arena, const struct model *model, const struct machine *machine,
                       const struct plan_options *options)
{
    const enum schedule_kind schedule = options->schedule != SCHEDULE_AUTO ? options->schedule : model->schedule;
    return schedule == SCHEDULE_AUTO ? choose(arena, model, machine, options)
                                     : make(arena, model, machine, options, schedule);
}
