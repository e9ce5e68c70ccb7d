/* What a layer learns in a step, dW[t]: the sum over the rule's terms of coefficient (m[t] post) outer pre. */
#include "mcu/parts.h"

enum { SEGMENT = 128 /* terms that are added up before they join the sum: docs/architecture.md */ };

/* d: what each term takes from a neuron at $at with membrane u[$at] and signal m. */
static void emit_terms(struct writer *w, const struct mcu_layer *m, const char *at)
{
    bind_text(w, "at", "%s", at);
    const struct rule *rule = &m->program->layer->rule;
    bool uses_psi = m->program->layer->bias;
    for (int k = 0; k < rule->terms; k++)
        uses_psi |= rule->term[k].post != POST_TRACE;
    if (uses_psi)
        code(w, "const float psi = ${name}_psi(u[$at]);");
    for (int k = 0; k < rule->terms; k++) {
        const struct term *term = &rule->term[k];
        bind_integer(w, "k", k);
        bind_float(w, "coefficient", term->coefficient);
        bind_text(w, "factor", "%s", term->coefficient == 1.0f ? "" : "$coefficient * ");
        bind_text(w, "post", "%s", term->post == POST_TRACE ? "h$k[$at]" : "psi");
        bind_text(w, "pre_name", "%s", term->pre == PRE_TRACE ? "q[t]" : "x[t]");
        code(w, term->post == POST_TRACE ? "d[$k * neurons + $at] = $factor(m * $post); /* h[t-1] outer $pre_name */"
                                         : "d[$k * neurons + $at] = $factor(m * $post); /* psi[t] outer $pre_name */");
    }
}

static void emit_trace_pointers(struct writer *w, const struct mcu_layer *m)
{
    for (int k = 0; k < m->program->layer->rule.terms; k++) {
        bind_integer(w, "k", k);
        if (m->program->layer->rule.term[k].post == POST_TRACE)
            code(w, "const float *h$k = net->${name}_h$k + o * neurons;");
    }
}

static void emit_neurons(struct writer *w, const struct mcu_layer *m)
{
    const bool bias = m->program->layer->bias;
    comment(w, bias ? "$name: what each term of the rule takes from the neurons of channel o. Returns the gradient of "
                      "its bias."
                    : "$name: what each term of the rule takes from the neurons of channel o.");
    code(w, bias ? "static float ${name}_signals(struct $net *net, int o)\n{"
                 : "static void ${name}_signals(struct $net *net, int o)\n{");
    code(w, "enum { height = $height, width = $width, neurons = height * width };\n"
            "const float *u = net->${name}_membrane + o * neurons;");
    emit_trace_pointers(w, m);
    code(w, "float *d = net->scratch.${name}_learn.d;");
    if (bias)
        code(w, "float bias = 0;");
    code(w, "for (int y = 0; y < height; y++) {");
    if (bias)
        code(w, "float of_row = 0;");
    code(w, "for (int x = 0; x < width; x++) {\n"
            "const int i = y * width + x;\n"
            "const float m = ${name}_m(net, u, y, x);");
    emit_terms(w, m, "i");
    if (bias)
        code(w, "of_row += m * psi;");
    code(w, "}");
    if (bias)
        code(w, "bias += of_row;");
    code(w, "}");
    if (bias)
        code(w, "return bias;");
    code(w, "}\n"
            "\n");
}

/* $pre: what term k multiplies, input i of the layer or its trace. */
static void bind_pre(struct writer *w, const struct mcu_layer *m, int k)
{
    static const char *const inputs[] = {[EDGE_REALS] = "net->frame[i]",
                                         [EDGE_BITS] = "(float)bit($input, i)",
                                         [EDGE_COUNTS] = "(float)$input[i] * $in_scale"};
    const bool trace = m->program->layer->rule.term[k].pre == PRE_TRACE;
    bind_integer(w, "k", k);
    bind_integer(w, "trace", m->trace[k]);
    bind_text(w, "pre", "%s", trace ? "net->${name}_q$trace[i]" : inputs[m->program->in.kind]);
}

static void emit_spread(struct writer *w)
{
    comment(w, "$name: an input value at (y, x) times the signals of a channel's neurons that see it, one behind each "
               "tap.");
    code(w,
         "static void ${name}_spread(const float *d, int y, int x, float value, float *segment)\n"
         "{\n"
         "enum {\n"
         "height = $height, width = $width, kernel_height = $kernel_height, kernel_width = $kernel_width, pad = $pad\n"
         "};\n"
         "for (int row = 0; row < kernel_height; row++) {\n"
         "const int at_y = y + pad - row;\n"
         "if (at_y < 0 || at_y >= height) {\n"
         "continue;\n"
         "}\n"
         "for (int column = 0; column < kernel_width; column++) {\n"
         "const int at_x = x + pad - column;\n"
         "if (at_x >= 0 && at_x < width) {\n"
         "segment[row * kernel_width + column] += d[at_y * width + at_x] * value;\n"
         "}\n"
         "}\n"
         "}\n"
         "}\n"
         "\n");
}

static void emit_conv_row(struct writer *w, const struct mcu_layer *m)
{
    const bool stretches = m->program->stretch.rows < m->program->layer->in.height;
    emit_spread(w);
    comment(w, "$name: segments join the sum.");
    code(w, "static void ${name}_join(float *segment, float *sum)\n"
            "{\n"
            "for (int tap = 0; tap < $kernel_height * $kernel_width; tap++) {\n"
            "sum[tap] += segment[tap];\n"
            "segment[tap] = 0;\n"
            "}\n"
            "}\n"
            "\n");
    bind_integer(w, "segment", SEGMENT);
    bind_integer(w, "stretch", m->program->stretch.rows);
    comment(w, stretches ? "$name: dW[t] of one output channel. Of each input channel the terms that are not zero are "
                           "added up in segments of $segment, which end with every $stretch rows."
                         : "$name: dW[t] of one output channel. Of each input channel the terms that are not zero are "
                           "added up in segments of $segment.");
    code(w, "static void ${name}_gradient(struct $net *net)\n"
            "{\n"
            "enum {\n"
            "in_channels = $in_channels, in_height = $in_height, in_width = $in_width,\n"
            "taps = $kernel_height * $kernel_width, neurons = $height * $width, most_terms = $segment\n"
            "};\n"
            "const float *d = net->scratch.${name}_learn.d;\n"
            "float *sum = net->scratch.${name}_learn.row;\n"
            "memset(sum, 0, sizeof net->scratch.${name}_learn.row);\n"
            "for (int c = 0; c < in_channels; c++, sum += taps) {\n"
            "float segment[taps] = {0};\n"
            "int terms = 0;\n"
            "for (int y = 0; y < in_height; y++) {\n"
            "for (int x = 0; x < in_width; x++) {\n"
            "const int i = (c * in_height + y) * in_width + x;");
    for (int k = 0; k < m->program->layer->rule.terms; k++) {
        bind_pre(w, m, k);
        code(w, "const float value$k = $pre;\n"
                "if (value$k != 0) {\n"
                "${name}_spread(d + $k * neurons, y, x, value$k, segment);\n"
                "if (++terms == most_terms) {\n"
                "${name}_join(segment, sum);\n"
                "terms = 0;\n"
                "}\n"
                "}");
    }
    code(w, "}");
    if (stretches)
        code(w, "if ((y + 1) % $stretch == 0) {\n"
                "${name}_join(segment, sum);\n"
                "terms = 0;\n"
                "}");
    code(w, "}\n"
            "${name}_join(segment, sum);\n"
            "}\n"
            "}\n"
            "\n");
}

/* Each weight has one input and one neuron. */
static void emit_linear_row(struct writer *w, const struct mcu_layer *m)
{
    const bool bias = m->program->layer->bias;
    comment(w, bias ? "$name: dW[t] of feature o. Returns the gradient of its bias." : "$name: dW[t] of feature o.");
    code(w, bias ? "static float ${name}_gradient(struct $net *net, int o)\n{"
                 : "static void ${name}_gradient(struct $net *net, int o)\n{");
    code(w, "enum { inputs = $inputs, neurons = 1 };\n"
            "const float *u = net->${name}_membrane + o;");
    emit_trace_pointers(w, m);
    code(w, "const float m = ${name}_m(net, o);\n"
            "float *d = net->scratch.${name}_learn.d, *sum = net->scratch.${name}_learn.row;");
    emit_terms(w, m, "0");
    if (bias)
        code(w, "const float bias = m * psi;");
    code(w, "for (int i = 0; i < inputs; i++) {\n"
            "float total = 0;");
    for (int k = 0; k < m->program->layer->rule.terms; k++) {
        bind_pre(w, m, k);
        code(w, "total += d[$k] * ($pre);");
    }
    code(w, "sum[i] = total;\n"
            "}");
    if (bias)
        code(w, "return bias;");
    code(w, "}\n"
            "\n");
}

static void emit_learn(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    bind_text(w, "learn_extents", "%s",
              plan->keeps_gradient ? "channels = $channels, fan_in = $fan_in" : "channels = $channels");
    bind_text(w, "made", "%s", m->program->flat ? "${name}_gradient(net, o)" : "${name}_signals(net, o)");
    comment(w, plan->keeps_gradient ? "$name: the present step adds to the gradient of the batch."
                                    : "$name: the present step changes the weights, a channel after the other.");
    code(w, "static void ${name}_learn(struct $net *net, int label)\n"
            "{\n"
            "enum { $learn_extents };\n"
            "float *row = net->scratch.${name}_learn.row;\n"
            "${name}_errors(net, label);\n"
            "for (int o = 0; o < channels; o++) {");
    if (!m->program->flat)
        code(w, "${name}_project(net, o);");
    code(w, layer->bias ? "const float bias = $made;" : "$made;");
    if (!m->program->flat)
        code(w, "${name}_gradient(net);");
    if (plan->keeps_gradient) {
        code(w, "for (int k = 0; k < fan_in; k++) {\n"
                "net->${name}_weight_gradient[o * fan_in + k] += row[k];\n"
                "}");
        if (layer->bias)
            code(w, "net->${name}_bias_gradient[o] += bias;");
    } else {
        code(w, layer->bias ? "${name}_update(net, o, row, bias);" : "${name}_update(net, o, row);");
        if (layer->weights != WEIGHTS_CENTER && !m->raw)
            code(w, "${name}_weights(net, o, row);");
    }
    code(w, "}");
    if (!plan->keeps_gradient && layer->weights == WEIGHTS_CENTER)
        code(w, "${name}_renew(net, row);");
    code(w, "}\n"
            "\n");
}

void mcu_emit_gradient(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    if (m->program->flat) {
        emit_linear_row(w, m);
    } else {
        emit_neurons(w, m);
        emit_conv_row(w, m);
    }
    emit_learn(w, plan, m);
}
