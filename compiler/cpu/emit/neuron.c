/* A neuron in generated code: its constants, one step of it, what it keeps. */
#include "cpu/emit/parts.h"

void emit_neuron_constants(struct writer *w, const struct plan_layer *p)
{
    code(w, "const $f threshold = ($f){0} + $threshold;");
    if (p->layer->neuron.reset == RESET_SUBTRACT)
        code(w, "const $f reset = ($f){0} + $reset;");
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
    code(w, p->layer->bias ? "u = $leak * v + ($current + bias);" : "u = $leak * v + $current;");
    emit_reset(w, p);
}

/* Under stream the membrane of the step before, which is kept for psi, says what its reset left. */
void emit_carried(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    if (!plan_is_stream(plan))
        return;
    code(w, "if (run->step > 0) { /* what the step before left */\n"
            "u = *u_out;");
    emit_reset(w, p);
    code(w, "}");
}

/* u at a step, for psi, or for the step to come. */
void emit_membrane_store(struct writer *w, const struct plan *plan, const char *step)
{
    bind_text(w, "at_step", "%s", step);
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
    comment(w, p->layer->neuron.reset == RESET_ZERO
                   ? "$name: u[t] = $leak v[t-1] + W x[t]; a spike where u > $threshold, which sets v to 0."
                   : "$name: u[t] = $leak v[t-1] + W x[t]; a spike where u > $threshold, which takes $reset off v.");
}
