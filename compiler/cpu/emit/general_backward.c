/* The general way back: a layer's errors as they are, and their sum over all neurons that read an input position. */
#include "cpu/emit/general.h"

void emit_general_errors(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool has_delta = plan_has_delta(p);
    comment(w, has_delta ? "$name: what goes down, delta[t], by position and step.$cost_neurons"
                         : "$name: what goes down, m[t] psi[t], by position and step.$cost_neurons");
    code(w, "static void ${name}_errors(const struct tess_run *run, int n, void *scratch)\n"
            "{");
    emit_zone_positions(w, p);
    code(w, "(void)scratch;\n"
            "for (int y = 0; y < $height; y++) {\n"
            "for (int x = 0; x < $width; x++) {\n"
            "for (int block = 0; block < $blocks; block++) {");
    emit_kept(w, plan, p);
    code(w, "$f *error = $at($f, ${up}_ERRORS) + ((size_t)n * $positions + y * $width + x) * $steps * $blocks + "
            "block;");
    emit_position(w, plan, p, false);
    for_steps(w, plan->steps,
              has_delta ? "error[$t * $blocks] = delta[$t];" : "error[$t * $blocks] = m[$t] * psi[$t];");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* Loops over the neurons that read input position (y, x): each through a tap of its window. A fully connected layer has
 * one position, which reads every position through weights of their own. */
static void emit_readers(struct writer *w, const struct plan_layer *p)
{
    if (p->flat) {
        code(w, "{\n"
                "{\n"
                "const float *error = errors + (size_t)n * $steps * $padded;\n"
                "const $f *rows = weight + (y * in_width + x) * $channels;");
        return;
    }
    code(w, "for (int row = 0; row < kernel_height; row++) {\n"
            "const int at_y = y + pad_top - row, to_y = at_y / stride_y;\n"
            "if (at_y < 0 || at_y % stride_y != 0 || to_y >= out_height) {\n"
            "continue;\n"
            "}\n"
            "for (int column = 0; column < kernel_width; column++) {\n"
            "const int at_x = x + pad_left - column, to_x = at_x / stride_x;\n"
            "if (at_x < 0 || at_x % stride_x != 0 || to_x >= out_width) {\n"
            "continue;\n"
            "}\n"
            "const float *error = errors + ((size_t)n * $positions + to_y * out_width + to_x) * $steps * $padded;\n"
            "const $f *rows = weight + (row * kernel_width + column) * $channels;");
}

/* What is zero adds nothing, and most errors are: psi is zero far from the threshold, and max pooling hands a signal to
 * one neuron of a window. */
void emit_general_input_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_below(w, plan, p);
    bind_float(w, "share", plan->layer[p->index - 1].out.scale);
    comment(w, "$name: what its input is worth: every position adds up weights in use times the errors of the neurons "
               "that read it, a block of input channels at a time.$cost_back");
    code(w, "static void ${name}_input_gradient(const struct tess_run *run, int item, void *scratch)\n"
            "{");
    emit_extents(w, p);
    code(w, "const int block = item % $below_blocks, first = item / $below_blocks * $images;\n"
            "const int last = first + $images < run->count ? first + $images : run->count;\n"
            "const $f *weight = $at($f, ${up}_TRANSPOSED) + (size_t)block * $back_taps * $channels;\n"
            "const float *errors = $at(float, ${up}_ERRORS);\n"
            "(void)scratch;\n"
            "for (int n = first; n < last; n++) {\n"
            "for (int y = 0; y < in_height; y++) {\n"
            "for (int x = 0; x < in_width; x++) {\n"
            "$f *signal = $at($f, ${below}_SIGNAL) +\n"
            "             (((size_t)n * $below_blocks + block) * $in_map + y * in_width + x) * $steps;\n"
            "memset(signal, 0, sizeof *signal * $steps);");
    const int braces = open_braces(w);
    emit_readers(w, p);
    code(w, "for (int t = 0; t < $steps; t++) {\n"
            "for (int o = 0; o < $channels; o++) {\n"
            "if (error[t * $padded + o] != 0) {\n"
            "signal[t] += rows[o] * error[t * $padded + o];");
    close_to(w, braces);
    if (plan->layer[p->index - 1].out.kind == EDGE_COUNTS)
        code(w, "for (int t = 0; t < $steps; t++) {\n"
                "signal[t] *= $share;\n"
                "}");
    code(w, "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}
