/* Signals from above: what a layer passes down, and the transposed sum that makes it the learning signal of the layer
 * below. Errors stand in lists, since most are zero: psi is zero far from the threshold, and max pooling hands a signal
 * to one neuron of a window. */
#include "cpu/emit/emitters.h"

/* The list of a position and group of steps: channels whose error is not zero in all of them. */
static void emit_list_pointers(struct writer *w)
{
    code(w, "uint32_t *counts = $at(uint32_t, ${up}_ERROR_COUNTS) + list;\n"
            "uint16_t *channels = $at(uint16_t, ${up}_ERROR_CHANNELS) + list * $channels;\n"
            "float *values = $at(float, ${up}_ERROR_VALUES) + list * $list_values;");
}

void emit_error_lists(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool has_delta = plan_has_delta(p);
    bind_integer(w, "list_values", (long long)error_values(plan, p));
    bind_integer(w, "whole_steps", plan->groups * plan->group_steps);
    comment(w, has_delta ? "$name: what goes down, delta[t], as lists by position and group of steps.$cost_neurons"
                         : "$name: what goes down, m[t] psi[t], as lists by position and group of steps.$cost_neurons");
    code(w, "static void ${name}_errors(const struct tess_run *run, int n, void *scratch)\n"
            "{");
    emit_zone_positions(w, p);
    code(w, "(void)scratch;\n"
            "for (int y = 0; y < $height; y++) {\n"
            "for (int x = 0; x < $width; x++) {\n"
            "const size_t list = ((size_t)n * $positions + y * $width + x) * $groups;");
    emit_list_pointers(w);
    code(w, "memset(counts, 0, sizeof *counts * $groups);\n"
            "for (int block = 0; block < $blocks; block++) {");
    emit_kept(w, plan, p);
    code(w, "$f error[$whole_steps] = {{0}};");
    emit_position(w, plan, p, false);
    for_steps(w, plan->steps, has_delta ? "error[$t] = delta[$t];" : "error[$t] = m[$t] * psi[$t];");
    code(w,
         "for (int g = 0; g < $groups; g++) {\n"
         "counts[g] = tess_list_errors((const float *)(const void *)(error + g * $group_steps), $group_steps, $lanes, "
         "block * $lanes,\n"
         "                             $channels, counts[g], channels + g * $channels, values + g * $list_values);\n"
         "}\n"
         "}\n"
         "}\n"
         "}\n"
         "}\n"
         "\n");
}

/* Loops over the neurons that read input position (y, x): one a tap of the kernel. */
static void emit_reader_loop(struct writer *w, const struct plan_layer *p)
{
    if (p->flat) {
        code(w, "{\n"
                "const size_t list = (size_t)n * $groups + g;\n"
                "const $f *rows = weight + (y * $in_width + x) * $channels;");
        return;
    }
    if (p->taps == 1 && p->layer->pad == 0) {
        code(w, "{\n"
                "const size_t list = ((size_t)n * $positions + y * $width + x) * $groups + g;\n"
                "const $f *rows = weight;");
        return;
    }
    code(w, "for (int tap = 0; tap < $taps; tap++) {\n"
            "const int to_y = y - tap / $kernel_width + $pad, to_x = x - tap % $kernel_width + $pad;\n"
            "if (to_y < 0 || to_y >= $height || to_x < 0 || to_x >= $width) {\n"
            "continue;\n"
            "}\n"
            "const size_t list = ((size_t)n * $positions + to_y * $width + to_x) * $groups + g;\n"
            "const $f *rows = weight + tap * $channels;");
}

/* What a position gathered, for the steps of one group. */
static void emit_signal_store(struct writer *w, const struct plan *plan, const struct plan_layer *below)
{
    const bool tail = plan->groups * plan->group_steps != plan->steps;
    bind_float(w, "share", below->out.scale);
    for (int t = 0; t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        if (tail)
            code(w, "if (g * $group_steps + $t < $steps) {");
        code(w, below->out.kind == EDGE_COUNTS ? "signal[g * $group_steps + $t] = sum$t * $share;"
                                               : "signal[g * $group_steps + $t] = sum$t;");
        if (tail)
            code(w, "}");
    }
}

void bind_below(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct plan_layer *below = &plan->layer[p->index - 1];
    const char *upper = upper_case(w, below->layer->name);
    bind_vectors(w, below->lanes);
    bind_text(w, "below", "%s", upper);
    bind_integer(w, "below_blocks", below->blocks);
    bind_integer(w, "list_values", (long long)error_values(plan, p));
    bind_integer(w, "back_taps", p->flat ? p->layer->in.height * p->layer->in.width : p->taps);
    bind_integer(w, "images", plan_find(plan, PHASE_TRAIN, OPERATOR_INPUT_GRADIENT, p->index)->items.images);
}

void emit_input_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_below(w, plan, p);
    comment(w, "$name: what its input is worth: every position adds up weights in use times the errors of the neurons "
               "that read it, a block of input channels at a time.$cost_back");
    code(w, "static void ${name}_input_gradient(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const int block = item % $below_blocks, first = item / $below_blocks * $images;\n"
            "const int last = first + $images < run->count ? first + $images : run->count;\n"
            "const $f *weight = $at($f, ${up}_TRANSPOSED) + (size_t)block * $back_taps * $channels;\n"
            "const uint32_t *counts = $at(uint32_t, ${up}_ERROR_COUNTS);\n"
            "const uint16_t *channels = $at(uint16_t, ${up}_ERROR_CHANNELS);\n"
            "const float *values = $at(float, ${up}_ERROR_VALUES);\n"
            "(void)scratch;\n"
            "for (int n = first; n < last; n++) {\n"
            "for (int y = 0; y < $in_height; y++) {\n"
            "for (int x = 0; x < $in_width; x++) {\n"
            "$f *signal = $at($f, ${below}_SIGNAL) +\n"
            "             (((size_t)n * $below_blocks + block) * $in_map + y * $in_width + x) * $steps;\n"
            "for (int g = 0; g < $groups; g++) {");
    for (int t = 0; t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        code(w, "$f sum$t = {0};");
    }
    const int braces = open_braces(w);
    emit_reader_loop(w, p);
    code(w, "const uint16_t *channel = channels + list * $channels;\n"
            "const float *value = values + list * $list_values;\n"
            "for (uint32_t k = 0; k < counts[list]; k++, value += $group_steps) {\n"
            "const $f row = rows[channel[k]];");
    for (int t = 0; t < plan->group_steps; t++) {
        bind_integer(w, "t", t);
        code(w, "sum$t += row * value[$t];");
    }
    close_to(w, braces);
    emit_signal_store(w, plan, &plan->layer[p->index - 1]);
    close_to(w, 0);
    code(w, "\n");
}

void emit_readout_input_gradient(struct writer *w, const struct plan *plan)
{
    const struct plan_layer *last = &plan->layer[plan->layers - 1];
    const char *upper = upper_case(w, last->layer->name);
    bind_integer(w, "error_padded", plan->readout.padded);
    bind_vectors(w, last->lanes);
    bind_text(w, "below", "%s", upper);
    bind_integer(w, "below_blocks", last->blocks);
    bind_float(w, "share", last->out.scale);
    comment(w, "readout: what the last layer's output is worth, W' error.$cost_back");
    code(w, "static void readout_input_gradient(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "const $f *weight = $at($f, READOUT_TRANSPOSED);\n"
            "const float *error = $at(float, READOUT_ERROR) + (size_t)n * $steps * $error_padded;\n"
            "$f *signal = $at($f, ${below}_SIGNAL) + (size_t)n * $below_blocks * $in_map * $steps;\n"
            "(void)scratch;");
    if (plan_is_stream(plan) && plan->model->supervised_from > 0)
        code(w, "if (run->step < $first_step) { /* no signal yet */\n"
                "memset(signal, 0, sizeof *signal * $below_blocks * $in_map * $steps);\n"
                "return;\n"
                "}");
    code(w, "for (int block = 0; block < $below_blocks; block++) {\n"
            "for (int p = 0; p < $in_map; p++) {\n"
            "for (int t = 0; t < $steps; t++) {\n"
            "$f sum = {0};\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "sum += weight[((size_t)p * $classes + c) * $below_blocks + block] * error[t * $error_padded + c];\n"
            "}");
    code(w, last->out.kind == EDGE_COUNTS ? "signal[((size_t)block * $in_map + p) * $steps + t] = sum * $share;"
                                          : "signal[((size_t)block * $in_map + p) * $steps + t] = sum;");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}
