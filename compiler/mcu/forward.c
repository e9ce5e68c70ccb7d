/* What a layer does in a time step: traces of its input, sums, neurons, pooled spikes. */
#include "mcu/parts.h"

/* $x: input i of the layer at this step, as a float. */
static void bind_input(struct writer *w, const struct mcu_layer *m)
{
    static const char *const inputs[] = {[EDGE_REALS] = "frame[i]",
                                         [EDGE_BITS] = "(float)bit($input, i)",
                                         [EDGE_COUNTS] = "(float)$input[i] * $in_scale"};
    bind_text(w, "x", "%s", inputs[m->program->in.kind]);
}

static bool has_traces(const struct mcu_layer *m)
{
    bool traces = false;
    for (int k = 0; k < m->program->layer->rule.terms; k++)
        traces |= m->learns && m->trace[k] == k;
    return traces;
}

static void emit_traces(struct writer *w, const struct mcu_layer *m)
{
    if (!has_traces(m))
        return;
    bind_input(w, m);
    comment(w, "$name: traces of its input, q[t] = decay q[t-1] + x[t].");
    code(w, "static void ${name}_traces(struct $net *net$frame_parameter)\n"
            "{\n"
            "for (int i = 0; i < $inputs; i++) {\n"
            "const float x = $x;");
    for (int k = 0; k < m->program->layer->rule.terms; k++) {
        if (m->trace[k] != k)
            continue;
        bind_integer(w, "k", k);
        bind_float(w, "pre", m->program->layer->rule.term[k].pre_decay);
        code(w, "net->${name}_q$k[i] = net->step > 0 ? $pre * net->${name}_q$k[i] + x : x;");
    }
    code(w, "}\n"
            "}\n"
            "\n");
}

/* The order is that of real sums: rows of the kernel, taps, channels. */
static void emit_gather(struct writer *w, const struct mcu_layer *m)
{
    const enum edge_kind kind = m->program->in.kind;
    comment(w, kind == EDGE_BITS
                   ? "$name: the places, in a channel's weights, of the spikes that neurons at (y, x) see. "
                     "Returns how many."
                   : "$name: the inputs that neurons at (y, x) see and that are not zero, and their places "
                     "in a channel's weights. Returns how many.");
    bind_text(w, "from", "%s", kind == EDGE_REALS ? "const float *frame" : "const struct $net *net");
    code(w, kind == EDGE_BITS ? "static int ${name}_gather($from, int y, int x, $place *place)\n{"
                              : "static int ${name}_gather($from, int y, int x, $place *place, $amount *value)\n{");
    code(w, "enum {\n"
            "in_channels = $in_channels, in_height = $in_height, in_width = $in_width,\n"
            "kernel_height = $kernel_height, kernel_width = $kernel_width, pad = $pad\n"
            "};\n"
            "int count = 0;\n"
            "for (int row = 0; row < kernel_height; row++) {\n"
            "const int from_y = y + row - pad;\n"
            "if (from_y < 0 || from_y >= in_height) {\n"
            "continue;\n"
            "}\n"
            "for (int column = 0; column < kernel_width; column++) {\n"
            "const int from_x = x + column - pad;\n"
            "if (from_x < 0 || from_x >= in_width) {\n"
            "continue;\n"
            "}\n"
            "for (int c = 0; c < in_channels; c++) {\n"
            "const int i = (c * in_height + from_y) * in_width + from_x;");
    if (kind == EDGE_BITS)
        code(w, "if (bit($input, i)) {");
    else
        code(w, kind == EDGE_REALS ? "if (frame[i] != 0) {\nvalue[count] = frame[i];"
                                   : "if ($input[i] != 0) {\nvalue[count] = $input[i];");
    code(w, "place[count++] = ($place)((c * kernel_height + row) * kernel_width + column);\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "return count;\n"
            "}\n"
            "\n");
}

static void emit_surrogate(struct writer *w, const struct mcu_layer *m)
{
    const struct surrogate *s = &m->program->layer->surrogate;
    bind_float(w, "psi_height", s->height);
    bind_float(w, "psi_inverse_width", 1.0f / s->width);
    bind_float(w, "psi_slope", s->slope);
    bind_text(w, "times_width", "%s", s->width == 1.0f ? "" : " * $psi_inverse_width");
    const bool sigmoid = s->kind == SURROGATE_FAST_SIGMOID;
    comment(w, sigmoid ? "$name: the surrogate derivative psi(u) = $psi_height / ($psi_slope |u - $threshold| + 1)^2."
                       : "$name: the surrogate derivative psi(u) = $psi_height max(0, 1 - $psi_inverse_width |u - "
                         "$threshold|).");
    code(w, "static float ${name}_psi(float u)\n"
            "{");
    code(w, sigmoid ? "const float x = magnitude(u - $threshold) * $psi_slope + 1.0f;\n"
                      "return $psi_height / (x * x);"
                    : "const float x = 1.0f - magnitude(u - $threshold)$times_width;\n"
                      "return x > 0 ? x * $psi_height : 0;");
    code(w, "}\n"
            "\n");
}

static void emit_neuron(struct writer *w, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    const bool to_zero = layer->neuron.reset == RESET_ZERO;
    if (m->learns)
        emit_surrogate(w, m);
    comment(w, to_zero ? "$name: a step of neuron i, u[t] = $leak v[t-1] + current; v is u, or 0 where u passed "
                         "$threshold. Traces of psi go on by the step before, h[t-1] = decay h[t-2] + psi[t-1]."
                       : "$name: a step of neuron i, u[t] = $leak v[t-1] + current; v is u, less $reset where u passed "
                         "$threshold. Traces of psi go on by the step before, h[t-1] = decay h[t-2] + psi[t-1].");
    code(w, "static void ${name}_neuron(struct $net *net, int i, float current)\n"
            "{\n"
            "float *u = net->${name}_membrane + i, v = 0;\n"
            "if (net->step > 0) {");
    code(w, to_zero ? "v = *u > $threshold ? 0 : *u;" : "v = *u > $threshold ? *u - $reset : *u;");
    code(w, "}");
    for (int k = 0; m->learns && k < layer->rule.terms; k++) {
        if (layer->rule.term[k].post != POST_TRACE)
            continue;
        bind_integer(w, "k", k);
        bind_float(w, "post", layer->rule.term[k].post_decay);
        code(w, "net->${name}_h$k[i] = net->step > 0 ? $post * net->${name}_h$k[i] + ${name}_psi(*u) : 0;");
    }
    code(w, "*u = $leak * v + current;\n"
            "}\n"
            "\n");
}

static void emit_sums(struct writer *w, const struct mcu_layer *m)
{
    const bool reals = m->program->in.kind == EDGE_REALS;
    bind_text(w, "weight_type", "%s", reals ? "float" : "int32_t");
    bind_text(w, "weights", "%s", m->raw ? "net->${name}_weight" : "net->${name}_in_use");
    bind_text(w, "bias", "%s", m->program->layer->bias ? " + net->${name}_bias[o]" : "");
    comment(w, reals ? "$name: W x[t] in double precision, rounded once; then the neurons."
                     : "$name: W x[t] in integers, which are exact; then the neurons.");
    code(w, "static void ${name}_forward(struct $net *net$frame_parameter)\n"
            "{");
    mcu_emit_extents(w, m);
    code(w, "$place *place = net->scratch.${name}_forward.place;");
    if (m->program->in.kind != EDGE_BITS)
        code(w, "$amount *value = net->scratch.${name}_forward.value;");
    bind_text(w, "source", "%s", reals ? "frame" : "net");
    code(w, "for (int y = 0; y < height; y++) {\n"
            "for (int x = 0; x < width; x++) {");
    code(w, m->program->in.kind == EDGE_BITS ? "const int count = ${name}_gather($source, y, x, place);"
                                             : "const int count = ${name}_gather($source, y, x, place, value);");
    code(w, "for (int o = 0; o < channels; o++) {\n"
            "const $weight_type *weight = $weights + o * fan_in;");
    code(w, reals ? "double sum = 0;" : "int32_t sum = 0;");
    code(w, "for (int k = 0; k < count; k++) {");
    code(w, reals                                ? "sum += (double)weight[place[k]] * (double)value[k];"
            : m->program->in.kind == EDGE_COUNTS ? "sum += weight[place[k]] * value[k];"
                                                 : "sum += weight[place[k]];");
    code(w, "}");
    code(w, reals
                ? "${name}_neuron(net, (o * height + y) * width + x, (float)sum$bias);"
                : "${name}_neuron(net, (o * height + y) * width + x, (float)sum * net->${name}_in_use_scale[o]$bias);");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* Spikes are membranes above the threshold. */
static void emit_pool(struct writer *w, const struct mcu_layer *m)
{
    const bool counts = m->program->out.kind == EDGE_COUNTS;
    bind_text(w, "count_type", "%s", m->program->out.largest < 256 ? "uint8_t" : "uint16_t");
    comment(w, counts ? "$name: the spikes of each window, counted."
                      : "$name: the spikes, or whether any neuron of a window fired, as packed bits.");
    code(w, "static void ${name}_pool(struct $net *net)\n"
            "{\n"
            "enum {\n"
            "channels = $channels, height = $height, width = $width,\n"
            "pooled_height = $pooled_height, pooled_width = $pooled_width, pool_height = $pool_height, pool_width = "
            "$pool_width\n"
            "};\n"
            "int i = 0;");
    if (!counts)
        code(w, "memset(net->${name}_output, 0, sizeof net->${name}_output);");
    code(w, "for (int o = 0; o < channels; o++) {\n"
            "for (int y = 0; y < pooled_height; y++) {\n"
            "for (int x = 0; x < pooled_width; x++, i++) {\n"
            "int fired = 0;\n"
            "for (int k = 0; k < pool_height * pool_width; k++) {\n"
            "const int at_y = y * pool_height + k / pool_width, at_x = x * pool_width + k % pool_width;\n"
            "fired += net->${name}_membrane[(o * height + at_y) * width + at_x] > $threshold;\n"
            "}");
    code(w, counts ? "net->${name}_output[i] = ($count_type)fired;"
                   : "if (fired) {\n"
                     "net->${name}_output[i >> 3] |= (uint8_t)(1 << (i & 7));\n"
                     "}");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

void mcu_emit_forward(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    (void)plan;
    emit_traces(w, m);
    emit_gather(w, m);
    emit_neuron(w, m);
    emit_sums(w, m);
    emit_pool(w, m);
    comment(w, "$name: a time step.");
    code(w, "static void ${name}_step(struct $net *net$frame_parameter)\n"
            "{");
    if (has_traces(m))
        code(w, "${name}_traces(net$frame);");
    code(w, "${name}_forward(net$frame);\n"
            "${name}_pool(net);\n"
            "}\n"
            "\n");
}
