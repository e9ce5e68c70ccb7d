/* A neuron in generated code: its constants, one step of it, what it keeps. */
#include "cpu/emit/parts.h"

#include "equation/print.h"

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

/* The statements of a step, in the order of the definition: v and the current to u and v. */
static void emit_equations(struct writer *w, const struct plan_layer *p)
{
    const struct equations *e = p->layer->use.equations;
    struct arena *arena = writer_arena(w);
    const char **symbol = ARENA_ARRAY(arena, const char *, e->symbols + 1);
    struct target *target = ARENA_ARRAY(arena, struct target, e->symbols + 1);
    int targets = 0, states = 0;
    target[targets++] = (struct target){e->node[e->fire].operand[0], "u", false};
    for (int s = 0; s < e->symbols; s++) {
        if (e->symbol[s].kind == SYMBOL_INPUT)
            symbol[s] = "input";
        if (e->symbol[s].kind != SYMBOL_STATE)
            continue;
        symbol[s] = arena_format(arena, "v[%d]", states++);
        target[targets++] = (struct target){e->symbol[s].next, symbol[s], false};
    }
    const struct spelling spelling = {.type = arena_format(arena, "tess_fx%d", p->lanes),
                                      .condition = arena_format(arena, "tess_ix%d", p->lanes),
                                      .suffix = arena_format(arena, "fx%d", p->lanes),
                                      .symbol = symbol};
    code(w, equations_print(arena, e, &spelling, target, targets));
}

void emit_neuron_constants(struct writer *w, const struct plan_layer *p)
{
    if (!p->layer->use.unproved)
        code(w, "const $f threshold = ($f){0} + $threshold;");
    if (!p->layer->use.unproved && p->layer->neuron.reset == RESET_SUBTRACT)
        code(w, "const $f reset = ($f){0} + $reset;");
    if (p->layer->use.unproved && is_padded(p))
        emit_present(w, p);
    if (p->layer->bias)
        code(w, "const $f bias = $at($f, ${up}_BIAS_VALUE)[block];");
    code(w, "$f u;\n"
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
        code(w, p->layer->bias ? "{\nconst $f input = $current + bias;" : "{\nconst $f input = $current;");
        emit_equations(w, p);
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
        return;
    }
    code(w, "if (run->step > 0) { /* what the step before left */\n"
            "u = *u_out;");
    emit_reset(w, p);
    code(w, "}");
}

/* u at a step, for psi, or for the step to come. */
void emit_membrane_store(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *step)
{
    bind_text(w, "at_step", "%s", step);
    if (plan_is_stream(plan) && p->layer->use.unproved)
        code(w, "memcpy(v_out, v, sizeof *v * $states);");
    code(w, plan_is_stream(plan) ? "*u_out = u;"
                                 : "if (train) {\n"
                                   "u_out[$at_step] = u;\n"
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
