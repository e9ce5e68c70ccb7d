/* The local learning signal m = B'(softmax(B pool(o)) - y) of a layer. */
#include "mcu/parts.h"

/* $activity: pooled output i of the layer. */
static void bind_output(struct writer *w, const struct mcu_layer *m)
{
    bind_text(w, "activity", "%s",
              m->program->out.kind == EDGE_BITS ? "bit(net->${name}_output, i)" : "net->${name}_output[i]");
}

/* What a unit of the latents is worth in the logits, as far as the latents do not hold it already. */
static float logit_scale(const struct program_layer *p)
{
    double scale = (double)p->out.scale * (double)p->layer->logits_times / logits_divisor(p->layer);
    if (p->uniform)
        scale /= (double)(p->grid_y.last[0] - p->grid_y.first[0]) * (p->grid_x.last[0] - p->grid_x.first[0]);
    return (float)scale;
}

static void emit_conv_latents(struct writer *w, const struct mcu_layer *m)
{
    comment(w, m->program->uniform ? "$name: latents, the pooled spikes of a channel counted in a window of the signal "
                                     "grid."
                                   : "$name: latents, the mean of a channel's pooled spikes in a window of the signal "
                                     "grid.");
    code(w, "static void ${name}_latents(struct $net *net)\n"
            "{\n"
            "enum {\n"
            "channels = $channels, pooled_height = $pooled_height, pooled_width = $pooled_width,\n"
            "grid_height = $grid_height, grid_width = $grid_width\n"
            "};\n"
            "float *latent = net->scratch.${name}_learn.latent;\n"
            "for (int o = 0; o < channels; o++) {\n"
            "for (int row = 0; row < grid_height; row++) {\n"
            "for (int column = 0; column < grid_width; column++) {\n"
            "const uint16_t *rows = ${name}_rows[row], *columns = ${name}_columns[column];\n"
            "int count = 0;\n"
            "for (int y = rows[0]; y < rows[1]; y++) {\n"
            "for (int x = columns[0]; x < columns[1]; x++) {\n"
            "const int i = (o * pooled_height + y) * pooled_width + x;\n"
            "count += $activity;\n"
            "}\n"
            "}");
    code(w, m->program->uniform ? "*latent++ = (float)count;"
                                : "*latent++ = (float)count * (1.0f / (float)((rows[1] - rows[0]) * (columns[1] - "
                                  "columns[0])));");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* Of convolutions every lane of channels has a sum of its own. */
static void emit_conv_logits(struct writer *w, const struct mcu_layer *m)
{
    bind_float(w, "logit_scale", logit_scale(m->program));
    comment(w,
            "$name: the logits B pool(o) and their error. Channels are summed in $lanes lanes, cell by cell, and the "
            "lanes joined in order.");
    code(w, "static void ${name}_errors(struct $net *net, int label)\n"
            "{\n"
            "enum { channels = $channels, cells = $cells, lanes = $lanes };\n"
            "const float *latent = net->scratch.${name}_learn.latent;\n"
            "float logit[$classes];\n"
            "${name}_latents(net);\n"
            "for (int class = 0; class < $classes; class++) {\n"
            "float lane[lanes] = {0}, total = 0;\n"
            "for (int cell = 0; cell < cells; cell++) {\n"
            "for (int o = 0; o < channels; o++) {\n"
            "const int i = o * cells + cell;\n"
            "lane[o % lanes] += ${name}_sign(class, i) * latent[i];\n"
            "}\n"
            "}\n"
            "for (int k = 0; k < lanes; k++) {\n"
            "total += lane[k];\n"
            "}\n"
            "logit[class] = total * $logit_scale;\n"
            "}\n"
            "$cross_entropy(logit, label$smoothing, net->scratch.${name}_learn.error);\n"
            "}\n"
            "\n");
}

static void emit_linear_logits(struct writer *w, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    bind_float(w, "logit_divisor", (float)(logits_divisor(layer) / (double)layer->logits_times));
    comment(w, "$name: latents, the mean activity of each bin of features; the logits B pool(o), and their error.");
    code(w, "static void ${name}_errors(struct $net *net, int label)\n"
            "{\n"
            "enum { latents = $latents };\n"
            "float *latent = net->scratch.${name}_learn.latent, logit[$classes];\n"
            "for (int k = 0; k < latents; k++) {\n"
            "int count = 0;\n"
            "for (int i = ${name}_bins[k][0]; i < ${name}_bins[k][1]; i++) {\n"
            "count += $activity;\n"
            "}\n"
            "latent[k] = (float)count / (float)(${name}_bins[k][1] - ${name}_bins[k][0]);\n"
            "}\n"
            "for (int class = 0; class < $classes; class++) {\n"
            "float total = 0;\n"
            "for (int k = 0; k < latents; k++) {\n"
            "total += ${name}_sign(class, k) * latent[k];\n"
            "}\n"
            "logit[class] = total / $logit_divisor;\n"
            "}\n"
            "$cross_entropy(logit, label$smoothing, net->scratch.${name}_learn.error);\n"
            "}\n"
            "\n");
}

static void emit_sign(struct writer *w, const struct mcu_layer *m)
{
    comment(w, m->program->zero_latent ? "$name: B[class][latent] is 1 or -1; of latent 0 it is 0."
                                       : "$name: B[class][latent] is 1 or -1.");
    code(w, "static float ${name}_sign(int class, int latent)\n"
            "{");
    if (m->program->zero_latent)
        code(w, "if (latent == 0) {\n"
                "return 0;\n"
                "}");
    code(w, "return bit($signs + class * $row_bytes, latent) ? 1.0f : -1.0f;\n"
            "}\n"
            "\n");
}

/* The signal of a latent, before what a unit is worth. */
static void emit_latent_signal(struct writer *w)
{
    comment(w, "$name: B' error of a latent; exactly zero where all classes have the same sign.");
    code(w, "static float ${name}_back(const struct $net *net, int latent)\n"
            "{\n"
            "const float *error = net->scratch.${name}_learn.error;\n"
            "float sum = 0;\n"
            "for (int class = 0; bit(${name}_alive, latent) && class < $classes; class++) {\n"
            "sum += ${name}_sign(class, latent) * error[class];\n"
            "}\n"
            "return sum;\n"
            "}\n"
            "\n");
}

/* Where windows overlap a zone has the sum of its cells. */
static void emit_conv_projection(struct writer *w, const struct mcu_layer *m)
{
    const struct program_layer *p = m->program;
    const bool direct = p->grid_y.zones == p->grid_y.cells && p->grid_x.zones == p->grid_x.cells;
    bind_integer(w, "zones_y", p->grid_y.zones);
    bind_integer(w, "zones_x", p->grid_x.zones);
    comment(w, "$name: the learning signal of channel o, for each window of the grid.");
    code(w, "static void ${name}_project(struct $net *net, int o)\n"
            "{\n"
            "enum { cells = $cells };\n"
            "float *cell = net->scratch.${name}_learn.cell;\n"
            "for (int k = 0; k < cells; k++) {\n"
            "cell[k] = ${name}_back(net, o * cells + k) * ${name}_worth[k];\n"
            "}");
    if (!direct)
        code(w,
             "for (int y = 0; y < $zones_y; y++) { /* positions that lie in the same windows have the sum of these */\n"
             "for (int x = 0; x < $zones_x; x++) {\n"
             "float sum = 0;\n"
             "for (int row = ${name}_zone_rows[y][0]; row < ${name}_zone_rows[y][1]; row++) {\n"
             "for (int column = ${name}_zone_columns[x][0]; column < ${name}_zone_columns[x][1]; column++) {\n"
             "sum += cell[row * $grid_width + column];\n"
             "}\n"
             "}\n"
             "net->scratch.${name}_learn.zone[y * $zones_x + x] = sum;\n"
             "}\n"
             "}");
    code(w, "}\n"
            "\n");
    bind_text(w, "zone", "net->scratch.${name}_learn.%s", direct ? "cell" : "zone");
}

/* ---- m of a neuron ---- */

static void emit_routed(struct writer *w)
{
    comment(w,
            "$name: does the max pool send a signal to the neuron at (y, x) of a channel? To the first of its window "
            "that fired, or to the top left one if none did.");
    code(w, "static int ${name}_is_routed(const float *u, int y, int x)\n"
            "{\n"
            "enum { width = $width, pool_height = $pool_height, pool_width = $pool_width };\n"
            "const float *window = u + (y - y % pool_height) * width + x - x % pool_width;\n"
            "const int own = y % pool_height * pool_width + x % pool_width;\n"
            "int first = 0;\n"
            "while (first < pool_height * pool_width &&\n"
            "       !(window[first / pool_width * width + first % pool_width] > $threshold)) {\n"
            "first++;\n"
            "}\n"
            "return own == first || (own == 0 && first == pool_height * pool_width);\n"
            "}\n"
            "\n");
}

static void emit_conv_m(struct writer *w, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    const bool cut = layer->pooled.height * layer->pool_height != layer->out.height ||
                     layer->pooled.width * layer->pool_width != layer->out.width;
    if (layer->pool == POOL_MAX)
        emit_routed(w);
    comment(w, "$name: m[t] = dloss/dspike of the neuron at (y, x) of a channel with membranes u.");
    code(w, "static float ${name}_m(const struct $net *net, const float *u, int y, int x)\n"
            "{");
    if (cut)
        code(w, "if (y >= $pooled_height * $pool_height || x >= $pooled_width * $pool_width) {\n"
                "return 0; /* the rest of an odd map is not pooled */\n"
                "}");
    if (layer->pool == POOL_MAX)
        code(w, "if (!${name}_is_routed(u, y, x)) {\n"
                "return 0;\n"
                "}");
    else
        code(w, "(void)u;");
    code(w, "return $zone[${name}_row_zone[y / $pool_height] * $zones_x + ${name}_column_zone[x / $pool_width]];\n"
            "}\n"
            "\n");
}

static void emit_linear_m(struct writer *w, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    bind_float(w, "unit_worth",
               (float)((double)m->program->out.scale * (double)layer->logits_times / logits_divisor(layer)));
    comment(w, "$name: m[t] = dloss/dspike of feature i, from the bins that hold it.");
    code(w, "static float ${name}_m(const struct $net *net, int i)\n"
            "{\n"
            "float sum = 0;\n"
            "for (int k = 0; k < $latents; k++) {\n"
            "if (${name}_bins[k][0] <= i && i < ${name}_bins[k][1]) {\n"
            "const float share = $unit_worth / (float)(${name}_bins[k][1] - ${name}_bins[k][0]);\n"
            "sum += ${name}_back(net, k) * share;\n"
            "}\n"
            "}\n"
            "return sum;\n"
            "}\n"
            "\n");
}

void mcu_emit_signal(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    (void)plan;
    bind_output(w, m);
    mcu_bind_cross_entropy(w, m->program->layer->rule.smoothing);
    emit_sign(w, m);
    if (m->program->flat) {
        emit_linear_logits(w, m);
        emit_latent_signal(w);
        emit_linear_m(w, m);
        return;
    }
    emit_conv_latents(w, m);
    emit_conv_logits(w, m);
    emit_latent_signal(w);
    emit_conv_projection(w, m);
    emit_conv_m(w, m);
}
