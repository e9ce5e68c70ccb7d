/* The way back through neurons that are written by their equations: what they did, from what they got, then the adjoint
 * of every step, from the last to the first. */
#include "cpu/emit/neuron.h"
#include "equation/bind.h"

void emit_replay(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool one = plan_keeps_current(plan, p), back = plan_differentiates(p), bias = one && p->layer->bias;
    bind_text(w, "left", plan_is_stream(plan) ? ", const $f *left" : "");
    bind_text(w, "before", back ? ", $f (*before)[$states]" : "");
    bind_text(w, "its_input", !one ? "current[t]" : bias ? "(current[0] + bias)" : "current[0]");
    comment(w, back ? "$name: u[t] of a neuron from its currents, as when it fired, and its states before every step."
                    : "$name: u[t] of a neuron from its current, as when it fired.");
    code(w,
         "TESS_INLINE void ${name}_replay(const struct tess_run *run, int block, const $f *current$left, $f *argument"
         "$before)\n"
         "{");
    const bool trained = emit_step_trained(w, plan, p, false);
    if (bias)
        code(w, "const $f bias = $at($f, ${up}_BIAS_VALUE)[block];");
    if (!trained && !bias)
        code(w, "(void)run;\n"
                "(void)block;");
    emit_states(w, p, false);
    if (plan_is_stream(plan))
        code(w, "memcpy(v, left, sizeof v); /* by the step before */");
    code(w, back ? "for (int t = 0; t < $steps; t++) {\n"
                   "memcpy(before[t], v, sizeof v);\n"
                   "$f u;"
                 : "for (int t = 0; t < $steps; t++) {\n"
                   "$f u;");
    emit_equations(w, p, "$its_input", NULL);
    code(w, "argument[t] = u;\n"
            "}\n"
            "}\n"
            "\n");
}

void emit_replayed(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool back = plan_differentiates(p);
    bind_text(w, "neuron", "(((size_t)block * $part + $own) * $positions + y * $width + x)");
    bind_text(w, "left", plan_is_stream(plan) ? ", $at($f, ${up}_BEFORE) + $neuron * $states" : "");
    code(w, plan_keeps_current(plan, p) ? "const $f *current = $at($f, ${up}_CURRENT) + $neuron;"
                                        : "const $f *current = $at($f, ${up}_CURRENTS) + $neuron * $steps;");
    code(w, back ? "$f u[$steps], before[$steps][$states];\n"
                   "${name}_replay(run, block, current$left, u, before);"
                 : "$f u[$steps];\n"
                   "${name}_replay(run, block, current$left, u);");
}

void emit_kept(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (plan_differentiates(p))
        emit_replayed(w, plan, p);
    else
        code(w, "const $f *u = $at($f, ${up}_MEMBRANE) +\n"
                "              (((size_t)block * $chunk + n) * $positions + y * $width + x) * $steps;");
}

/* What is given on the way back, beside the neuron's own. */
static const char **spell_adjoints(struct writer *w, const struct plan *plan, const struct plan_layer *p,
                                   const struct equations *e, const struct adjoints *adjoints)
{
    struct arena *arena = writer_arena(w);
    const bool one = plan_keeps_current(plan, p);
    const char **symbol = spell_neuron(w, e,
                                       !one             ? "current[t]"
                                       : p->layer->bias ? "(current[0] + bias)"
                                                        : "current[0]");
    int states = 0;
    for (int s = 0; s < adjoints->fire; s++)
        if (e->symbol[s].kind == SYMBOL_STATE) {
            symbol[s] = arena_format(arena, "before[t][%d]", states);
            symbol[adjoints->next[s]] = arena_format(arena, "later[%d]", states++);
        }
    symbol[adjoints->fire] = "m[t]";
    return symbol;
}

/* What is asked for: delta, if wanted shares of trained parameters' gradients, and through time what the states before
 * are worth, of those states that any of this reads. Returns how many. */
static int list_targets(struct writer *w, const struct equations *e, const struct adjoints *adjoints,
                        const char *const *symbol, bool shares, struct target *target)
{
    int targets = 0, trained = 0;
    for (int s = 0; s < adjoints->fire; s++) {
        if (e->symbol[s].kind == SYMBOL_INPUT)
            target[targets++] = (struct target){adjoints->of[s], "delta[t]", false};
        if (e->symbol[s].kind == SYMBOL_TRAINED && shares)
            target[targets++] =
                (struct target){adjoints->of[s], arena_format(writer_arena(w), "share%d", trained++), true};
    }
    bool *listed = ARENA_ARRAY(writer_arena(w), bool, e->symbols + 1);
    for (int before = -1; before < targets;) {
        before = targets;
        for (int s = 0; s < adjoints->fire; s++) {
            const int next = adjoints->next[s];
            if (next < 0 || listed[s] || !equations_read(e, target, targets, next))
                continue;
            listed[s] = true;
            target[targets++] = (struct target){adjoints->of[s], symbol[next], false};
        }
    }
    return targets;
}

void emit_adjoints(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool shares)
{
    const bool through_time = p->layer->rule.signal.reach == REACH_TIME;
    const struct surrogate_shape shape = neuron_shape(p->layer);
    struct equations *e = equations_copy(p->layer->use.equations);
    const struct adjoints adjoints = equations_differentiate(e, &shape, through_time);
    const char **symbol = spell_adjoints(w, plan, p, e, &adjoints);
    struct target *target = ARENA_ARRAY(writer_arena(w), struct target, e->symbols + 1);
    const int targets = list_targets(w, e, &adjoints, symbol, shares, target);
    bind_integer(w, "last_step", plan->steps - 1);
    comment(w, through_time ? "delta[t] = dloss/dcurrent, back through the neuron's equations and all later steps."
                            : "delta[t] = dloss/dcurrent, back through the neuron's equations of the step.");
    code(w, "$f delta[$steps];\n"
            "{");
    emit_trained(w, plan, p, e, target, targets);
    if (plan_keeps_current(plan, p) && p->layer->bias)
        code(w, "const $f bias = $at($f, ${up}_BIAS_VALUE)[block];");
    if (targets > 1 + (shares ? p->program->params.trained_count : 0))
        code(w, "$f later[$states] = {{0}}; /* what the states are worth to the next step */");
    code(w, "for (int t = $last_step; t >= 0; t--) {");
    emit_printed(w, p, e, symbol, target, targets);
    for (int k = 0; shares && k < p->program->params.trained_count; k++) {
        bind_integer(w, "k", k);
        code(w, "shares[$k] += share$k;");
    }
    code(w, "}\n"
            "}");
}
