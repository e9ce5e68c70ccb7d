/* The local learning signal of a fully connected layer: its latents are bins of adaptive average pooling over the
 * features (PyTorch's adaptive_avg_pool1d). */
#include "cpu/emit/parts.h"

static void emit_bins(struct writer *w, const struct plan_layer *p)
{
    emit_table(w, "${name}_bin_from", p->program->grid_x.first, p->program->grid_x.cells);
    emit_table(w, "${name}_bin_to", p->program->grid_x.last, p->program->grid_x.cells);
    code(w, "\n");
}

static void emit_linear_latents(struct writer *w)
{
    comment(w, "Latents: the mean activity of each bin, step by step.$cost_neurons");
    code(w, "static void ${name}_latents(const struct tess_run *run, int n, float *latent)\n"
            "{\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "const uint8_t *word = $at(uint8_t, $out_edge) + ((size_t)(t / $group_steps) * $chunk + n) * $padded;\n"
            "for (int k = 0; k < $latents; k++) {\n"
            "int count = 0;\n"
            "for (int c = ${name}_bin_from[k]; c < ${name}_bin_to[k]; c++) {\n"
            "count += word[c] >> t % $group_steps & 1;\n"
            "}\n"
            "latent[t * $latents + k] = (float)count / (float)(${name}_bin_to[k] - ${name}_bin_from[k]);\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_linear_logits(struct writer *w)
{
    comment(w, "Logits B pool(o) of every step.$cost_half_signal");
    code(w, "static void ${name}_logits(const struct tess_run *run, const float *latent, float *logit)\n"
            "{\n"
            "const float *sign = $at(float, ${up}_SIGNS);\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "float total = 0;\n"
            "for (int k = 0; k < $latents; k++) {\n"
            "total += sign[c * $latents + k] * latent[t * $latents + k];\n"
            "}\n"
            "logit[t * $classes + c] = total / $logit_divisor;\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_linear_projection(struct writer *w)
{
    comment(w, "m = B' error, spread back over the bins. Dead latents are exactly zero.$cost_half_signal");
    code(w, "static void ${name}_project(const struct tess_run *run, int n)\n"
            "{\n"
            "const float *sign = $at(float, ${up}_SIGNS), *gate = $at(float, ${up}_GATES);\n"
            "const float *error = $errors;\n"
            "float *signal = $at(float, ${up}_SIGNAL) + (size_t)$own * $padded * $steps;\n"
            "memset(signal, 0, sizeof(float) * $padded * $steps);\n"
            "for (int k = 0; k < $latents; k++) {\n"
            "const float share = $bin_share;\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "float total = 0;\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "total += sign[c * $latents + k] * error[t * $error_stride + c];\n"
            "}\n"
            "for (int c = ${name}_bin_from[k]; c < ${name}_bin_to[k]; c++) {\n"
            "signal[(c / $lanes * $steps + t) * $lanes + c % $lanes] += total * share;\n"
            "}\n"
            "}\n"
            "}\n"
            "}\n"
            "\n");
}

void emit_linear_signal(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool own = signal_is_own(p->layer->rule.signal);
    bind_text(w, "bin_share", own ? "gate[k] / (float)(${name}_bin_to[k] - ${name}_bin_from[k])" : "gate[k]");
    emit_bins(w, p);
    if (!own) {
        emit_signal_source(w, plan, p);
        emit_linear_projection(w);
        emit_sourced_signal(w, plan, p, "${name}_project(run, n);");
        return;
    }
    emit_linear_latents(w);
    emit_linear_logits(w);
    emit_errors(w);
    emit_linear_projection(w);
    comment(w, "$name: latents, the local loss and its learning signal of image n.$cost_signal");
    code(w, "static void ${name}_signal(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "(void)scratch;\n"
            "${name}_pooling(run, n, true);");
    emit_late_start(w, plan);
    code(w, "float *latent = $at(float, ${up}_LATENTS) + $own * $steps * $latents;\n"
            "float *logit = $at(float, ${up}_LOGITS) + $own * $steps * $classes;\n"
            "${name}_latents(run, n, latent);\n"
            "${name}_logits(run, latent, logit);\n"
            "${name}_errors(run, n, logit);\n"
            "${name}_project(run, n);\n"
            "}\n"
            "\n");
    emit_exit(w, plan);
}
