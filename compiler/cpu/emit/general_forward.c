/* The general forward sum: position by position, every tap of the window times what it sees. */
#include "cpu/emit/general.h"

void emit_extents(struct writer *w, const struct plan_layer *p)
{
    const struct window *window = &p->program->window;
    bind_integer(w, "window_height", window->height);
    bind_integer(w, "window_width", window->width);
    bind_integer(w, "stride_y", window->stride_y);
    bind_integer(w, "stride_x", window->stride_x);
    bind_integer(w, "pad_top", window->pad_top);
    bind_integer(w, "pad_left", window->pad_left);
    code(w, "enum {\n"
            "in_channels = $in_channels, in_height = $in_height, in_width = $in_width,\n"
            "out_height = $height, out_width = $width,\n"
            "kernel_height = $window_height, kernel_width = $window_width,\n"
            "stride_y = $stride_y, stride_x = $stride_x, pad_top = $pad_top, pad_left = $pad_left\n"
            "};");
}

void emit_taps(struct writer *w, const struct plan_layer *p)
{
    bind_integer(w, "tap_rows", p->flat ? p->layer->in.channels : p->tap_stride);
    code(w, "for (int row = 0; row < kernel_height; row++) {\n"
            "const int from_y = y * stride_y + row - pad_top;\n"
            "if (from_y < 0 || from_y >= in_height) {\n"
            "continue;\n"
            "}\n"
            "for (int column = 0; column < kernel_width; column++) {\n"
            "const int from_x = x * stride_x + column - pad_left;\n"
            "if (from_x < 0 || from_x >= in_width) {\n"
            "continue;\n"
            "}\n"
            "const int p = from_y * in_width + from_x;\n"
            "const $w *tap = weight + (row * kernel_width + column) * $tap_rows;");
}

/* Spikes are found once for all windows that see them. */
static void emit_firing(struct writer *w, const struct plan_layer *p)
{
    comment(w, "$name: the input channels of image n that fire: for every group of steps and position how many there "
               "are, then each of them as its number and, in the lowest byte, the steps at which it fires.");
    code(w, "static inline void ${name}_firing(const struct tess_run *run, int n, uint32_t *firing)\n"
            "{");
    emit_extents(w, p);
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "const uint8_t *word = $at(uint8_t, $in_edge) + ((size_t)g * $chunk + n) * $in_map * $in_stride;\n"
            "for (int p = 0; p < in_height * in_width; p++, word += $in_stride, firing += in_channels + 1) {\n"
            "uint32_t length = 0;\n"
            "for (int c = 0; c < in_channels; c++) {\n"
            "firing[1 + length] = (uint32_t)c << 8 | word[c];\n"
            "length += word[c] != 0;\n"
            "}\n"
            "firing[0] = length;\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_sums_of_spikes(struct writer *w, const struct plan_layer *p)
{
    comment(w, "$name: W x[t] at output position (y, x), at each step of a group.");
    code(
        w,
        "TESS_INLINE void ${name}_sums(const uint32_t *firing, const int32_t (*masks)[$group_steps], const $i *weight, "
        "int y,\n"
        "                              int x, $i *sums)\n"
        "{");
    emit_extents(w, p);
    code(w, "$i sum[$group_steps] = {{0}};");
    const int braces = open_braces(w);
    emit_taps(w, p);
    code(w, "const uint32_t *list = firing + p * (in_channels + 1);\n"
            "for (uint32_t k = 1; k <= list[0]; k++) {\n"
            "const $i its_weights = tap[list[k] >> 8];\n"
            "const int32_t *mask = masks[list[k] & 255];\n"
            "for (int t = 0; t < $group_steps; t++) {\n"
            "sum[t] += its_weights & mask[t];");
    close_to(w, braces);
    code(w, "memcpy(sums, sum, sizeof sum);\n"
            "}\n"
            "\n");
}

/* The sum of step $step: exact integers for counts, double precision, rounded once, for reals, whose order is that of
 * the taps and, within a tap, of the channels. */
static void emit_sum_of_values(struct writer *w, const struct plan_layer *p)
{
    const bool counts = p->in.kind == EDGE_COUNTS;
    code(w, counts ? "$i sum = {0};" : "$d sum = {0};");
    const int braces = open_braces(w);
    emit_taps(w, p);
    code(w, "for (int c = 0; c < in_channels; c++) {");
    code(w, counts ? "sum += tap[c] * counts[(((size_t)n * $in_steps + $step) * $in_map + p) * $in_stride + c];"
                   : "const float value = frames[(((size_t)n * $frames + $step) * in_channels + c) * $in_map + p];\n"
                     "if (value != 0) {\n"
                     "sum += __builtin_convertvector(tap[c], $d) * (double)value; /* an exact product */");
    close_to(w, braces);
}

static void emit_spikes(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "words", 1 << plan->group_steps);
    code(w, "uint32_t *firing = scratch;\n"
            "int32_t masks[$words][$group_steps]; /* of a word of spikes: all ones at the steps that it has */\n"
            "for (int word = 0; word < $words; word++) {\n"
            "for (int t = 0; t < $group_steps; t++) {\n"
            "masks[word][t] = -(word >> t & 1);\n"
            "}\n"
            "}");
    emit_position_loop(w, "${name}_firing(run, n, firing);", NULL);
    emit_states(w, p, false);
    bind_text(w, "v", "%s", states_argument(w, p, "v"));
    code(w, "for (int g = 0; g < $groups; g++) {\n"
            "$i sum[$group_steps];\n"
            "${name}_sums(firing + (size_t)g * in_height * in_width * (in_channels + 1), masks, weight, y, x, sum);\n"
            "${name}_fire(run, block, at, g, $v, sum$train_argument);\n"
            "}");
}

static void emit_values(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    code(w, "(void)scratch;");
    code(w, p->in.kind == EDGE_COUNTS ? "const uint16_t *counts = $at(uint16_t, $in_edge);\n"
                                        "const $f scale = $at($f, ${up}_SCALE)[block];"
                                      : "const float *frames = run->input$frame;");
    emit_neuron_constants(w, plan, p);
    emit_position_loop(w, NULL, NULL);
    emit_value_neurons(w, plan, p, emit_sum_of_values);
}

void emit_general_forward(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_forward(w, plan, p);
    if (p->in.kind == EDGE_BITS) {
        emit_fire(w, plan, p);
        emit_firing(w, p);
        emit_sums_of_spikes(w, p);
    }
    emit_forward_start(w, plan, p);
    emit_extents(w, p);
    code(w, "const $w *weight = $at($w, ${up}_EFFECTIVE) + block * $input_rows;");
    if (p->in.kind == EDGE_BITS)
        emit_spikes(w, plan, p);
    else
        emit_values(w, plan, p);
    emit_forward_end(w, plan);
}
