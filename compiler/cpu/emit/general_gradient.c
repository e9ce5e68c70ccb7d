/* The general weight gradient: input position by input position, whatever is there times the learning signals behind
 * every tap that sees it. Its order is that of docs/architecture.md, "Order of float sums", for single steps: segments
 * of terms of one input channel, which end with the stretch of the input that they come from. */
#include "cpu/emit/general.h"

/* Loops over what is not zero at an input position, channel by channel and in a channel step by step. */
static const char *const spikes_start =
    "for (int g = 0; g < $groups; g++) {\n"
    "const uint8_t *word = $at(uint8_t, $in_edge) + (((size_t)g * $chunk + n) * $in_map + p) * $in_stride;\n"
    "for (int c = 0; c < in_channels; c++) {\n"
    "if (word[c] == 0) {\n"
    "continue;\n"
    "}\n"
    "const int list = $list; /* of terms */\n"
    "$f learnt[taps];\n"
    "memcpy(learnt, segment + list * taps, sizeof learnt);\n"
    "for (unsigned steps = word[c]; steps; steps &= steps - 1) {\n"
    "const int s = g * $group_steps + __builtin_ctz(steps);";

/* What slot s of channel c is worth: a step's value, or under stream what term s of the rule multiplies. */
static const char *const values[] = {
    [EDGE_REALS] = "frames[(((size_t)n * $frames + s) * in_channels + c) * $in_map + p]",
    [EDGE_COUNTS] = "(float)counts[(((size_t)n * $in_steps + s) * $in_map + p) * $in_stride + c] * $in_scale"};

static void emit_values_start(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_text(w, "value", "%s",
              plan_is_stream(plan) ? "planes[((size_t)s * in_channels + c) * $in_map + p]" : values[p->in.kind]);
    if (plan_is_stream(plan))
        code(w, "const float *planes = $at(float, ${up}_PLANES) + (size_t)n * $all_planes * $in_size;");
    else
        code(w, p->in.kind == EDGE_COUNTS ? "const uint16_t *counts = $at(uint16_t, $in_edge);"
                                          : "const float *frames = run->input$frame;");
    code(w, "for (int c = 0; c < in_channels; c++) {\n"
            "const int list = $list; /* of terms */\n"
            "$f learnt[taps];\n"
            "memcpy(learnt, segment + list * taps, sizeof learnt);\n"
            "for (int s = 0; s < slots; s++) {\n"
            "const float value = $value;\n"
            "if (value == 0) {\n"
            "continue;\n"
            "}");
}

static bool of_spikes(const struct plan *plan, const struct plan_layer *p)
{
    return p->in.kind == EDGE_BITS && !plan_is_stream(plan);
}

/* ${name}_learn: one input position's part of the gradient. A fully connected layer sees every position through a
 * weight of its own and has one output position; a convolution sees them all through the same window. */
static void emit_learn(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool spikes = of_spikes(plan, p);
    bind_text(w, "position", "%s", p->flat ? "int p" : "int from_y, int from_x");
    bind_text(w, "times", "%s", spikes ? "" : " * value");
    bind_text(w, "list", "%s", p->flat ? "p * in_channels + c" : "c");
    comment(w, p->flat ? "$name: dW[o][p][c] += what channel c is at input position p times the learning signals d[s]."
                       : "$name: dW[o][c][tap] += what channel c is at an input position times the learning signals "
                         "d[s] of the neurons that see it, one behind each tap.");
    code(
        w,
        "static inline void ${name}_learn(const struct tess_run *run, int n, $position, const $f *table, $f *segment,\n"
        "                                uint32_t *terms, $f *sum)\n"
        "{");
    emit_extents(w, p);
    code(w, "enum { taps = $taps, slots = $slots, pitch = $pitch };");
    if (!p->flat)
        code(w, "const int p = from_y * in_width + from_x;\n"
                "const $f *view[kernel_height]; /* of column 0 of each row of taps */\n"
                "for (int row = 0; row < kernel_height; row++) {\n"
                "const int table_row = (from_y + kernel_height - 1 - row) % kernel_height;\n"
                "view[row] = table + table_row * slots * pitch + from_x + kernel_width - 1;\n"
                "}");
    if (spikes)
        code(w, spikes_start);
    else
        emit_values_start(w, plan, p);
    code(w, p->flat ? "learnt[0] += table[s]$times;"
                    : "for (int row = 0; row < kernel_height; row++) {\n"
                      "for (int column = 0; column < kernel_width; column++) {\n"
                      "learnt[row * kernel_width + column] += view[row][s * pitch - column]$times;\n"
                      "}\n"
                      "}");
    code(w, "if (++terms[list] == TESS_SEGMENT) {\n"
            "for (int tap = 0; tap < taps; tap++) {\n"
            "sum[list * taps + tap] += learnt[tap];\n"
            "learnt[tap] = ($f){0};\n"
            "}\n"
            "terms[list] = 0;\n"
            "}\n"
            "}\n"
            "memcpy(segment + list * taps, learnt, sizeof learnt);");
    close_to(w, 0);
    code(w, "\n");
}

/* Segments end where a stretch of the input does. */
static void emit_end(struct writer *w)
{
    comment(w, "$name: the end of a stretch: its segments join the sum.");
    code(w, "static inline void ${name}_end($f *segment, uint32_t *terms, $f *sum)\n"
            "{\n"
            "for (int k = 0; k < $fan_in; k++) {\n"
            "sum[k] += segment[k];\n"
            "segment[k] = ($f){0};\n"
            "}\n"
            "memset(terms, 0, sizeof *terms * $list_channels);\n"
            "}\n"
            "\n");
}

/* The learning signals of image n: rows of the output as they come into view of the input row that is learnt from. */
static void emit_image(struct writer *w, const struct plan_layer *p)
{
    if (p->flat) {
        code(w, "${name}_row(run, block, n, 0, table$its_sums);\n"
                "for (int p = 0; p < in_height * in_width; p++) {\n"
                "${name}_learn(run, n, p, table, segment, terms, sum);\n"
                "}");
        return;
    }
    code(w, "for (int edge = 0; edge < in_height + kernel_height - 1; edge++) {\n"
            "const int y = edge - (kernel_height - 1 - pad_top), from_y = edge - (kernel_height - 1);\n"
            "$f *row = table + edge % kernel_height * slots * pitch;\n"
            "memset(row, 0, sizeof *row * slots * pitch);\n"
            "if (y >= 0 && y % stride_y == 0 && y / stride_y < out_height) {\n"
            "${name}_row(run, block, n, y / stride_y, row$its_sums);\n"
            "}\n"
            "for (int from_x = 0; from_y >= 0 && from_x < in_width; from_x++) {\n"
            "${name}_learn(run, n, from_y, from_x, table, segment, terms, sum);\n"
            "}");
    if (p->tile.row_tiles > 1)
        code(w, "if (from_y >= 0 && (from_y + 1) % $tile_rows == 0) { /* a stretch has so many rows */\n"
                "${name}_end(segment, terms, sum);\n"
                "}");
    code(w, "}");
}

static void emit_images(struct writer *w, const struct plan_layer *p)
{
    code(w, "memset(segment, 0, sizeof *segment * $fan_in);\n"
            "memset(terms, 0, sizeof *terms * $list_channels);\n"
            "for (int n = run->from; n < run->to; n++) {");
    emit_image(w, p);
    code(w, p->tile.images > 1 ? "if ((n + 1) % $tile_images == 0 || n + 1 == run->to) { /* so many images */\n"
                                 "${name}_end(segment, terms, sum);\n"
                                 "}\n"
                                 "}"
                               : "${name}_end(segment, terms, sum);\n"
                                 "}");
}

/* Under fold the sum goes on from part to part of the batch; under stream it is that of a step. */
static void emit_of_batch(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    emit_batch_gradient(w, plan, p);
    bind_text(w, "its_sums", "%s", own_sums(w, p, "bias", "of_trained"));
    emit_images(w, p);
}

static void emit_of_step(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "$f *sum = segment + $fan_in; /* dW[t] */\n"
            "$f *gradient = $at($f, ${up}_WEIGHT_GRADIENT) + (size_t)block * $fan_in;");
    if (p->layer->bias)
        code(w, "$f *bias_gradient = $at($f, ${up}_BIAS_GRADIENT) + block, bias = {0};");
    emit_frozen(w, p->layer->rate_factor);
    code(w, "memset(sum, 0, sizeof *sum * $fan_in);");
    bind_text(w, "its_sums", p->layer->bias ? ", &bias" : "");
    emit_images(w, p);
    emit_stream_sum(w, plan, p);
}

void emit_general_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "plane", p->tile.table_width); /* a table of single rows, [row][slot][column] */
    bind_integer(w, "all_planes", rule_parts(&p->layer->rule) + 1);
    bind_integer(w, "view_rows", plan_view_rows(p));
    bind_integer(w, "all_sums", plan_is_stream(plan) ? 2 : 1);
    (plan_is_stream(plan) ? emit_stream_row : emit_learning_row)(w, plan, p);
    emit_learn(w, plan, p);
    emit_end(w);
    comment(w, plan_is_stream(plan)
                   ? "$name: dW[t] of one block of output channels over the chunk, added to the "
                     "gradient.$cost_gradient"
                   : "$name: the gradient of one block of output channels over the chunk.$cost_gradient");
    code(w, "static void ${name}_gradient(const struct tess_run *run, int block, void *scratch)\n"
            "{");
    emit_extents(w, p);
    code(w, "enum { slots = $slots, pitch = $pitch };\n"
            "$f *table = scratch; /* [row % kernel_height][slot][column]: learning signals, zero beyond the map */\n"
            "$f *segment = table + $view_rows * slots * pitch; /* [list][tap]: what is not yet in the sum */\n"
            "uint32_t *terms = (uint32_t *)(segment + $all_sums * $fan_in); /* [list] of its segment */");
    (plan_is_stream(plan) ? emit_of_step : emit_of_batch)(w, plan, p);
    code(w, "}\n"
            "\n");
}

void emit_general_traces(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    (void)plan;
    bind_integer(w, "terms", rule_parts(&p->layer->rule));
    bind_integer(w, "all_planes", rule_parts(&p->layer->rule) + 1);
    comment(w, "$name: what each term of the rule multiplies, the input x[t] or its trace q[t].");
    code(w, "static void ${name}_traces(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "(void)scratch;");
    emit_input_lookup(w, p);
    emit_frozen(w, p->layer->rate_factor);
    code(w, "for (int n = first; n < last; n++) {\n"
            "float *plane = $at(float, ${up}_PLANES) + (size_t)n * $all_planes * $in_size;");
    if (p->in.kind == EDGE_REALS)
        code(w, "(void)map;");
    emit_planes(w, p);
    code(w, "}\n"
            "}\n"
            "\n");
}
