/* Weights between steps: those in use from the trained ones, and how these change. */
#include "mcu/parts.h"

static void emit_spread_of_weights(struct writer *w)
{
    comment(w, "$name: 1 / (largest weight - mean of all).");
    code(w, "static void ${name}_statistics(struct $net *net)\n"
            "{\n"
            "enum { weights = $channels * $fan_in };\n"
            "const float *weight = net->${name}_weight;\n"
            "float largest = weight[0];\n"
            "for (int k = 1; k < weights; k++) {\n"
            "largest = weight[k] > largest ? weight[k] : largest;\n"
            "}\n"
            "net->${name}_spread = (float)(1 / ((double)largest - sum_of(weight, weights) / weights));\n"
            "}\n"
            "\n");
}

static void emit_in_use(struct writer *w, const struct mcu_layer *m)
{
    switch (m->program->layer->weights) {
    case WEIGHTS_STANDARDIZE:
        code(w, m->program->params.gain >= 0 ? "standardize(weight, fan_in, net->${name}_gain[o], $to);"
                                             : "standardize(weight, fan_in, 1.0f, $to);");
        break;
    case WEIGHTS_CENTER:
        code(w, "const double mean = sum_of(weight, fan_in) / fan_in;\n"
                "for (int k = 0; k < fan_in; k++) {\n"
                "${to}[k] = (float)((double)weight[k] - mean) * net->${name}_spread;\n"
                "}");
        break;
    case WEIGHTS_RAW:
        code(w, "memcpy($to, weight, sizeof *weight * fan_in);");
        break;
    }
}

/* ${name}_weights makes one channel's weights in use; ${name}_renew all of them. */
void mcu_emit_weights(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    static const char *const titles[] = {
        [WEIGHTS_STANDARDIZE] = "gain (W - mean) / sqrt(variance fan_in + 1e-4)",
        [WEIGHTS_CENTER] = "(W - mean) / (max W - mean W)",
        [WEIGHTS_RAW] = "those that are trained",
    };
    const bool fixed = m->program->in.kind != EDGE_REALS, center = m->program->layer->weights == WEIGHTS_CENTER;
    (void)plan;
    if (m->raw)
        return;
    if (center)
        emit_spread_of_weights(w);
    bind_text(w, "title", "%s", titles[m->program->layer->weights]);
    bind_text(w, "to", "%s", fixed ? "row" : "in_use");
    comment(w,
            fixed ? "$name: the weights in use of channel o, $title, as integers in units of a power of two. row: room "
                    "for them as floats."
                  : "$name: the weights in use of channel o, $title.");
    code(w, "static void ${name}_weights(struct $net *net, int o, float *row)\n"
            "{\n"
            "enum { fan_in = $fan_in };\n"
            "const float *weight = net->${name}_weight + o * fan_in;");
    if (!fixed)
        code(w, "float *in_use = net->${name}_in_use + o * fan_in;\n"
                "(void)row;");
    emit_in_use(w, m);
    if (fixed)
        code(w,
             "net->${name}_in_use_scale[o] = $in_scale / fixed_point(row, fan_in, $largest, net->${name}_in_use + o * "
             "fan_in);");
    code(w, "}\n"
            "\n");
    comment(w, "$name: all of them.");
    code(w, "static void ${name}_renew(struct $net *net, float *row)\n"
            "{");
    if (center)
        code(w, "${name}_statistics(net);");
    code(w, "for (int o = 0; o < $channels; o++) {\n"
            "${name}_weights(net, o, row);\n"
            "}\n"
            "}\n"
            "\n");
}

void mcu_emit_optimizer(struct writer *w, const struct mcu_plan *plan, const char *parameter, const char *first,
                        const char *count, const char *gradient, float rate_factor)
{
    const int mark = writer_mark(w);
    bind_text(w, "parameter", "net->%s", parameter);
    bind_text(w, "first", "%s", first);
    bind_text(w, "count", "%s", count);
    bind_text(w, "gradient", "%s", gradient);
    bind_float(w, "rate_factor", rate_factor);
    bind_text(w, "rate", "%s", rate_factor == 1.0f ? "net->learning_rate" : "net->learning_rate * $rate_factor");
    code(w, plan->moment2   ? "adam(net, $rate, $count, ${parameter}$first, $gradient, ${parameter}_moment1$first,\n"
                              "     ${parameter}_moment2$first);"
            : plan->moment1 ? "descend($rate, $count, ${parameter}$first, $gradient, ${parameter}_moment1$first);"
                            : "descend($rate, $count, ${parameter}$first, $gradient);");
    writer_release(w, mark);
}

/* The gradient is that of the weights in use, in place; afterwards it has done its work. */
static void emit_channel_update(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    const bool gain = m->program->params.gain >= 0;
    const char *name = layer->name;
    struct arena *arena = writer_arena(w);
    comment(w, layer->weights == WEIGHTS_RAW
                   ? "$name: the optimizer's step of channel o."
                   : "$name: from the gradient of channel o's weights in use to that of the trained ones, then the "
                     "optimizer's step.");
    code(w, layer->bias ? "static void ${name}_update(struct $net *net, int o, float *gradient, float bias)\n{"
                        : "static void ${name}_update(struct $net *net, int o, float *gradient)\n{");
    code(w, "enum { fan_in = $fan_in };");
    if (layer->weights == WEIGHTS_STANDARDIZE)
        code(w, gain ? "const float gain = standardize_backward(net->${name}_weight + o * fan_in, fan_in, "
                       "net->${name}_gain[o], gradient);"
                     : "(void)standardize_backward(net->${name}_weight + o * fan_in, fan_in, 1.0f, gradient);");
    if (layer->weights == WEIGHTS_CENTER)
        code(w, "for (int k = 0; k < fan_in; k++) {\n"
                "gradient[k] *= net->${name}_spread;\n"
                "}");
    mcu_emit_optimizer(w, plan, arena_format(arena, "%s_weight", name), " + o * fan_in", "fan_in", "gradient",
                       layer->rate_factor);
    if (gain)
        mcu_emit_optimizer(w, plan, arena_format(arena, "%s_gain", name), " + o", "1", "&gain", layer->rate_factor);
    if (layer->bias)
        mcu_emit_optimizer(w, plan, arena_format(arena, "%s_bias", name), " + o", "1", "&bias", layer->rate_factor);
    code(w, "}\n"
            "\n");
}

void mcu_emit_update(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    emit_channel_update(w, plan, m);
    if (!plan->keeps_gradient)
        return;
    comment(w, "$name: the batch's gradient changes the weights, and is zero for the next one.");
    code(w, "static void ${name}_end(struct $net *net, float *row)\n"
            "{\n"
            "for (int o = 0; o < $channels; o++) {");
    code(w, layer->bias
                ? "${name}_update(net, o, net->${name}_weight_gradient + o * $fan_in, net->${name}_bias_gradient[o]);"
                : "${name}_update(net, o, net->${name}_weight_gradient + o * $fan_in);");
    code(w, "}\n"
            "memset(net->${name}_weight_gradient, 0, sizeof net->${name}_weight_gradient);");
    if (layer->bias)
        code(w, "memset(net->${name}_bias_gradient, 0, sizeof net->${name}_bias_gradient);");
    code(w, m->raw ? "(void)row;" : "${name}_renew(net, row);");
    code(w, "}\n"
            "\n");
}
