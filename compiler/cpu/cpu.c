/* Ordinary processors: C with vector extensions, one text for AVX-512, AVX2 and NEON. */
#include "cpu/cpu.h"

#include <string.h>

#include "cpu/emit/emit.h"
#include "cpu/explain.h"
#include "cpu/plan/make.h"
#include "cpu/plan/print.h"
#include "cpu/plan/solvers.h"

const struct machine cpu_machine = {
    .name = "cpu",
    .widest_lanes = 16,
    .slot_bytes = 64 * 1024 * 1024,
    .fold = {.fewest_blocks = 2,
             .table_bytes = 480 * 1024,
             .pattern_bytes = 32 * 1024,
             .sums_bytes = 1024 * 1024,
             .twin_bytes = 1024 * 1024,
             .cached_membrane_bytes = 4 * 1024 * 1024,
             .membrane_bytes = 64 * 1024 * 1024,
             .part_bytes = 7 * 1024 * 1024,
             .kept_bytes = 256 * 1024 * 1024,
             .fold_bytes = 1024 * 1024 * 1024,
             .input_bytes = 256 * 1024 * 1024},
    .pace = {.spike_mac = 0.0018, .value_mac = 0.025, .error_mac = 0.0085, .neuron_step = 0.9, .stream = 3},
};

/* What is planned, and what it was planned with. */
struct planned {
    const struct plan *plan;
    struct plan_options options;
};

static void refuse(struct diagnostics *diagnostics, const struct layer *layer, const struct use *use, const char *why,
                   struct span at)
{
    diagnose_error(diagnostics, use->of->span,
                   "the cpu engine cannot run %s '%s' of %s yet: %s; '--engine interpret' can",
                   use == &layer->use ? "neuron" : "rule", use->of->name, layer->name, why);
    if (at.source)
        diagnose_note(diagnostics, at, "here");
}

/* Rules that are no sums of known terms carry their traces from step to step: they run under schedule stream, where the
 * signal of a step is known with the step. What is kept of a neuron is the argument of its step, of LIF neurons u. */
static bool accepts_rule(const struct model *model, const struct layer *layer, struct diagnostics *diagnostics)
{
    const struct use *rule = &layer->rule.use;
    struct arena *arena = layer->use.equations->arena;
    if (!rule->unproved)
        return true;
    const char *why =
        layer->rule.signal.reach == REACH_TIME ? "its signal goes through time"
        : !model_can_stream(model)         ? "the readout's loss is that of the sum, and such rules run step by step"
        : model->schedule == SCHEDULE_FOLD ? "such rules run step by step, which 'schedule stream' or 'auto' does"
        : layer->use.unproved && rule_reads(&layer->rule, "u") ? "it reads u of a neuron that is not LIF"
                                                               : NULL;
    if (why)
        refuse(diagnostics, layer, rule, arena_format(arena, "%s, and %s", rule->unproved, why), rule->unproved_at);
    return !why;
}

/* Any neuron is written by its equations. */
static bool accepts_uses(const struct model *model, struct diagnostics *diagnostics)
{
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        if (!accepts_rule(model, layer, diagnostics))
            return false;
    }
    return true;
}

static bool accepts(const struct model *model, const struct target_options *options, struct span model_span,
                    struct diagnostics *diagnostics)
{
    const bool known = policy_named(options->kernel), proved = accepts_uses(model, diagnostics);
    if (!known)
        diagnose_error(diagnostics, model_span, "target cpu has no kernel '%s'", options->kernel);
    if (options->budget)
        diagnose_error(diagnostics, model_span, "target cpu has no budget: --target mcu has");
    return known && proved && !options->budget;
}

static const void *plan(struct arena *arena, const struct model *model, const struct target_options *options)
{
    struct planned *planned = ARENA_NEW(arena, struct planned);
    planned->options.policy = policy_named(options->kernel);
    planned->plan = plan_make(arena, model, &cpu_machine, &planned->options);
    return planned;
}

static bool print(const void *plan, FILE *file)
{
    return plan_print(((const struct planned *)plan)->plan, file);
}

/* Beside the same model under the other schedule, where rule and updates leave the choice. */
static void explain(struct arena *arena, const void *plan, FILE *file)
{
    const struct planned *planned = plan;
    const struct plan *own = planned->plan, *other = NULL;
    struct plan_options options = planned->options;
    options.schedule = plan_is_stream(own) ? SCHEDULE_FOLD : SCHEDULE_STREAM;
    if (model_can_stream(own->model) && !model_has_open_rule(own->model) && !plan_updates_each_step(own))
        other = plan_make(arena, own->model, own->machine, &options);
    cpu_explain(own, other, file);
}

static struct files write(struct arena *arena, const void *plan)
{
    const struct plan *own = ((const struct planned *)plan)->plan;
    struct file *file = ARENA_NEW(arena, struct file);
    *file = (struct file){arena_format(arena, "%s.c", own->model->name), emit_program(arena, own)};
    return (struct files){1, file};
}

const struct target target_cpu = {
    .name = "cpu",
    .accepts = accepts,
    .plan = plan,
    .print = print,
    .explain = explain,
    .write = write,
    /* Products and sums stay as they are written: results must not depend on what the machine can fuse. */
    .build_flags = "-std=c11 -O3 -march=native -ffp-contract=off -fno-math-errno",
};
