/* A neuron in generated code: its constants, one step of it, what it keeps. */
#include "cpu/emit/neuron.h"

/* Where a neuron's equations are not proved to be leaky integrate and fire, they are written as they are: `u` is the
 * argument of the step that makes `fire`, which is compared with 0, and v[] are the states. */
float neuron_threshold(const struct layer *layer)
{
    return layer->use.unproved ? 0 : layer->neuron.threshold;
}

void emit_states(struct writer *w, const struct plan_layer *p, bool two)
{
    const bool equations = p->layer->use.unproved != NULL;
    if (equations)
        code(w, two ? "$f v[$states] = {{0}}, twin_v[$states] = {{0}};" : "$f v[$states] = {{0}};");
    else
        code(w, two ? "$f v = {0}, twin_v = {0};" : "$f v = {0};");
    if (equations && layer_states(p->layer) == 0)
        code(w, "(void)v;");
}

const char *states_argument(struct writer *w, const struct plan_layer *p, const char *states)
{
    return p->layer->use.unproved ? states : arena_format(writer_arena(w), "&%s", states);
}

/* Lanes behind the last channel, whose neurons might fire without a current. */
static bool is_padded(const struct plan_layer *p)
{
    return p->padded != p->layer->out.channels;
}

static void emit_present(struct writer *w, const struct plan_layer *p)
{
    const char *lanes = "0";
    for (int lane = 1; lane < p->lanes; lane++)
        lanes = arena_format(writer_arena(w), "%s, %d", lanes, lane);
    bind_text(w, "lane_numbers", "%s", lanes);
    bind_integer(w, "out_channels", p->layer->out.channels);
    code(w, "const $i present = ($i){$lane_numbers} + block * $lanes < $out_channels; /* not padded */");
}

const char **spell_neuron(struct writer *w, const struct equations *e, const char *current)
{
    struct arena *arena = writer_arena(w);
    const char **symbol = ARENA_ARRAY(arena, const char *, e->symbols + 1);
    int states = 0, trained = 0;
    for (int s = 0; s < e->symbols; s++) {
        if (e->symbol[s].kind == SYMBOL_INPUT)
            symbol[s] = current;
        if (e->symbol[s].kind == SYMBOL_STATE)
            symbol[s] = arena_format(arena, "v[%d]", states++);
        if (e->symbol[s].kind == SYMBOL_TRAINED)
            symbol[s] = arena_format(arena, "trained[%d]", trained++);
    }
    return symbol;
}

void emit_printed(struct writer *w, const struct plan_layer *p, const struct equations *e, const char *const *symbol,
                  const struct target *target, int targets)
{
    struct arena *arena = writer_arena(w);
    const struct spelling spelling = {.type = arena_format(arena, "tess_fx%d", p->lanes),
                                      .condition = arena_format(arena, "tess_ix%d", p->lanes),
                                      .suffix = arena_format(arena, "fx%d", p->lanes),
                                      .symbol = symbol};
    code(w, equations_print(arena, e, &spelling, target, targets));
}

/* What a step makes. Returns how many. */
static int list_targets(const struct equations *e, const char *const *symbol, const char *potential,
                        struct target *target)
{
    int targets = 0;
    target[targets++] = (struct target){e->node[e->fire].operand[0], "u", false};
    if (potential)
        target[targets++] = (struct target){neuron_potential(e), potential, false};
    for (int s = 0; s < e->symbols; s++)
        if (e->symbol[s].kind == SYMBOL_STATE)
            target[targets++] = (struct target){e->symbol[s].next, symbol[s], false};
    return targets;
}

void emit_equations(struct writer *w, const struct plan_layer *p, const char *current, const char *potential)
{
    const struct equations *e = p->layer->use.equations;
    const char **symbol = spell_neuron(w, e, current);
    struct target *target = ARENA_ARRAY(writer_arena(w), struct target, e->symbols + 2);
    emit_printed(w, p, e, symbol, target, list_targets(e, symbol, potential, target));
}

bool emit_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p, const struct equations *e,
                  const struct target *target, int targets)
{
    const struct param_places *own = &p->program->params;
    const char *values = "";
    bool read = false;
    int k = 0;
    for (int s = 0; s < e->symbols; s++) {
        if (e->symbol[s].kind != SYMBOL_TRAINED)
            continue;
        read |= equations_read(e, target, targets, s);
        const char *owner = upper_case(w, plan_param_owner(writer_arena(w), plan, own->trained + k));
        values = arena_format(writer_arena(w), "%s%s$at($f, %s_VALUE)[block]", values, k++ ? ", " : "", owner);
    }
    bind_text(w, "values", "%s", values);
    if (read)
        code(w, "const $f trained[] = {$values};");
    return read;
}

/* The targets of a step, of which it is only asked what they read. */
static struct target *step_targets(struct writer *w, const struct equations *e, bool potential, int *targets)
{
    struct target *target = ARENA_ARRAY(writer_arena(w), struct target, e->symbols + 2);
    *targets = list_targets(e, spell_neuron(w, e, ""), potential ? "" : NULL, target);
    return target;
}

bool emit_step_trained(struct writer *w, const struct plan *plan, const struct plan_layer *p, bool potential)
{
    const struct equations *e = p->layer->use.equations;
    int targets;
    const struct target *target = step_targets(w, e, potential, &targets);
    return emit_trained(w, plan, p, e, target, targets);
}

/* What the definition calls u has a variable of its own, where a probe gets it and it is not the argument. */
static bool has_potential(const struct plan_layer *p)
{
    return p->layer->use.unproved && !layer_compares_u(p->layer);
}

static bool reads_current(struct writer *w, const struct plan_layer *p)
{
    const struct equations *e = p->layer->use.equations;
    int targets, current = 0;
    const struct target *target = step_targets(w, e, has_potential(p), &targets);
    while (e->symbol[current].kind != SYMBOL_INPUT) /* a neuron is given nothing else */
        current++;
    return equations_read(e, target, targets, current);
}

void emit_neuron_constants(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!p->layer->use.unproved)
        code(w, "const $f threshold = ($f){0} + $threshold;");
    if (!p->layer->use.unproved && p->layer->neuron.reset == RESET_SUBTRACT)
        code(w, "const $f reset = ($f){0} + $reset;");
    if (p->layer->use.unproved && is_padded(p))
        emit_present(w, p);
    if (p->layer->bias)
        code(w, "const $f bias = $at($f, ${up}_BIAS_VALUE)[block];");
    if (p->layer->use.unproved)
        emit_step_trained(w, plan, p, has_potential(p));
    bind_text(w, "potential", "%s", has_potential(p) ? ", potential" : "");
    code(w, plan_differentiates(p) ? "$f u$potential, input;\n"
                                     "$i fired;"
                                   : "$f u$potential;\n"
                                     "$i fired;");
}

static void emit_reset(struct writer *w, const struct plan_layer *p)
{
    code(w, "fired = u > threshold;");
    code(w, p->layer->neuron.reset == RESET_ZERO ? "v = ($f)(($i)u & ~fired);" : "v = u - ($f)(($i)reset & fired);");
}

/* One step of the neuron: u = leak v + current, psi needs u before the reset, so it is kept. */
void emit_step(struct writer *w, const struct plan_layer *p, const char *current)
{
    bind_text(w, "current", "%s", current);
    if (p->layer->use.unproved) {
        bind_text(w, "new", plan_differentiates(p) ? "" : "const $f ");
        code(w, p->layer->bias ? "{\n${new}input = $current + bias;" : "{\n${new}input = $current;");
        if (!plan_differentiates(p) && !reads_current(w, p))
            code(w, "(void)input;");
        emit_equations(w, p, "input", has_potential(p) ? "potential" : NULL);
        code(w, "}");
        code(w, is_padded(p) ? "fired = (u > 0.0f) & present;" : "fired = u > 0.0f;");
        return;
    }
    code(w, p->layer->bias ? "u = $leak * v + ($current + bias);" : "u = $leak * v + $current;");
    emit_reset(w, p);
}

/* Under stream the membrane of the step before, which is kept for psi, says what its reset left. */
void emit_carried(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!plan_is_stream(plan))
        return;
    if (p->layer->use.unproved) {
        code(w, "$f *v_out = $at($f, ${up}_STATES) + ((size_t)block * $part_positions + $own_place) * $states;\n"
                "if (run->step > 0) { /* what the step before left */\n"
                "memcpy(v, v_out, sizeof *v * $states);\n"
                "}");
        if (plan_differentiates(p))
            code(w, "memcpy($at($f, ${up}_BEFORE) + ((size_t)block * $part_positions + $own_place) * $states, v,\n"
                    "       sizeof *v * $states);");
        return;
    }
    code(w, "if (run->step > 0) { /* what the step before left */\n"
            "u = *u_out;");
    emit_reset(w, p);
    code(w, "}");
}

/* u for a probe, where what is kept is something else. */
static void emit_potential_tap(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!plan_copies_u(plan, p))
        return;
    bind_integer(w, "tap_membrane", (long long)p->tap_membrane);
    bind_text(w, "its_u", has_potential(p) ? "potential" : "u");
    code(w, "if (run->taps) {\n"
            "TESS_TAP($f, $tap_membrane)[((size_t)block * $chunk * $positions + at) * $steps + $at_step] = $its_u;\n"
            "}");
}

/* u at a step, for psi, or for the step to come; or what the way back makes it of. */
void emit_membrane_store(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *step)
{
    bind_text(w, "at_step", "%s", step);
    bind_text(w, "kept", plan_differentiates(p) ? "input" : "u");
    emit_potential_tap(w, plan, p);
    if (plan_keeps_current(plan, p))
        return;
    if (plan_is_stream(plan) && p->layer->use.unproved)
        code(w, "memcpy(v_out, v, sizeof *v * $states);");
    code(w, plan_is_stream(plan) ? "*u_out = $kept;"
                                 : "if (train) {\n"
                                   "u_out[$at_step] = $kept;\n"
                                   "}");
}

void emit_spike_store(struct writer *w)
{
    code(w, "*($b *)($at(uint8_t, $spikes) + ((size_t)g * $chunk * $positions + at) * $padded + block * $lanes) =\n"
            "    __builtin_convertvector(word, $b);");
}

void comment_neuron(struct writer *w, const struct plan_layer *p)
{
    if (p->layer->use.unproved) {
        bind_text(w, "neuron_name", "%s", p->layer->use.of->name);
        comment(
            w,
            "$name: neuron $neuron_name, by its equations; a spike where the argument u of its step is above 0.$cost");
        return;
    }
    comment(w,
            p->layer->neuron.reset == RESET_ZERO
                ? "$name: u[t] = $leak v[t-1] + W x[t]; a spike where u > $threshold, which sets v to 0.$cost"
                : "$name: u[t] = $leak v[t-1] + W x[t]; a spike where u > $threshold, which takes $reset off v.$cost");
}
