/* Schedule stream: the weight gradient of one step as the rule has it, the sum over its terms of
 * coefficient * (m[t] * post) outer pre, added to that of the steps before. */
#include "cpu/emit/emitters.h"

/* What one term takes from a neuron; a trace of psi then goes on to this step. */
static void emit_term(struct writer *w, const struct term *term, int k)
{
    const int mark = writer_mark(w);
    bind_integer(w, "k", k);
    bind_float(w, "coefficient", term->coefficient);
    bind_float(w, "post", term->post_decay);
    bind_text(w, "factor", "%s", term->coefficient == 1.0f ? "" : "$coefficient * (");
    bind_text(w, "end", "%s", term->coefficient == 1.0f ? "" : ")");
    bind_text(w, "of_term", "%s", term->coefficient == 1.0f ? "" : "$coefficient ");
    bind_text(w, "pre_name", "%s", term->pre == PRE_TRACE ? "q[t]" : "x[t]");
    if (term->post == POST_TRACE) {
        comment(w, "${of_term}m[t] h[t-1] outer $pre_name, h[t] = $post h[t-1] + psi[t]");
        code(w, "{\n"
                "$f *trace = $at($f, ${up}_H$k) + at, h = {0};\n"
                "if (run->step > 0) {\n"
                "h = *trace;\n"
                "}\n"
                "slot[$k * $plane] = ${factor}m[0] * h${end};\n"
                "*trace = $post * h + psi[0];\n"
                "}");
    } else {
        comment(w, "${of_term}m[t] psi[t] outer $pre_name");
        code(w, "slot[$k * $plane] = ${factor}m[0] * psi[0]${end};");
    }
    writer_release(w, mark);
}

void emit_stream_row(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    if (plan_differentiates(p))
        emit_replay(w, plan, p);
    bind_integer(w, "shift", p->flat ? 0 : p->layer->kernel_width - 1 - p->layer->pad);
    bind_text(w, "bias_parameter", "%s", p->layer->bias ? ", $f *bias" : "");
    comment(w,
            "$name: the learning signal of one output row at this step, as rows of the gradient's table, one a term.");
    code(w, "static inline void ${name}_row(const struct tess_run *run, int block, int n, int y, $f "
            "*row$bias_parameter)\n"
            "{");
    emit_zone_positions(w, p);
    if (p->layer->bias)
        code(w, "$f row_bias = {0}; /* a sum of row sums rounds less than one of all positions */");
    code(w, "for (int x = 0; x < $width; x++) {\n"
            "const size_t at = ((size_t)block * $chunk + n) * $positions + y * $width + x;");
    if (plan_differentiates(p))
        emit_replayed(w, plan, p);
    else
        code(w, "const $f *u = $at($f, ${up}_MEMBRANE) + at;");
    code(w, "$f *slot = row + $table_column + $shift;");
    bind_text(w, "bias_sum", "row_bias");
    emit_position(w, plan, p, true);
    emit_neuron_taps(w, plan, p);
    if (p->layer->bias)
        emit_bias_sum(w, plan, p);
    if (rule->use.unproved)
        emit_rule_slots(w, p);
    for (int k = 0; k < rule->terms; k++)
        emit_term(w, &rule->term[k], k);
    code(w, p->layer->bias ? "}\n"
                             "*bias += row_bias;\n"
                             "}\n"
                             "\n"
                           : "}\n"
                             "}\n"
                             "\n");
}

void emit_stream_sum(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "starts", "%s",
              plan_updates_each_step(plan) ? "run->first == 0" : "run->first == 0 && run->step == 0");
    bind_integer(w, "tap_gradient", (long long)p->tap_gradient);
    code(w, "if (run->taps) {\n"
            "$f *tap = TESS_TAP($f, $tap_gradient) + (size_t)block * ($fan_in + 1);\n"
            "memcpy(tap, sum, sizeof *sum * $fan_in);");
    if (p->layer->bias)
        code(w, "tap[$fan_in] = bias;");
    code(w, "}\n"
            "if ($starts) {\n"
            "memset(gradient, 0, sizeof *gradient * $fan_in);");
    if (p->layer->bias)
        code(w, "*bias_gradient = ($f){0};");
    code(w, "}\n"
            "for (int k = 0; k < $fan_in; k++) {\n"
            "gradient[k] += sum[k];\n"
            "}");
    if (p->layer->bias)
        code(w, "*bias_gradient += bias;");
}

void emit_stream_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "inline", "static inline");
    bind_text(w, "most", "$capacity");
    emit_stream_row(w, plan, p);
    emit_accumulate(w, plan, p);
    bind_integer(w, "table_size", (long long)p->tile.plane * p->tile.slots);
    comment(w, "$name: dW[t] of one block of output channels over the chunk, added to the gradient.$cost_gradient");
    code(w, "static void ${name}_gradient(const struct tess_run *run, int block, void *scratch)\n"
            "{\n"
            "$f *table = scratch; /* [term][image][row][column]: learning signals, zero beyond the map */\n"
            "$f *sum = table + $table_size; /* dW[t] */\n"
            "$f *gradient = $at($f, ${up}_WEIGHT_GRADIENT) + (size_t)block * $fan_in;");
    if (p->layer->bias)
        code(w, "$f *bias_gradient = $at($f, ${up}_BIAS_GRADIENT) + block, bias = {0};");
    emit_frozen(w, p->layer->rate_factor);
    code(w, "memset(table, 0, sizeof *table * ($table_size + $fan_in));");
    emit_tiles(w, p, &p->tile, p->layer->bias ? ", &bias" : "", "");
    emit_stream_sum(w, plan, p);
    code(w, "}\n"
            "\n");
}
