/* What comes of a layer's own logits, of either kind of layer: its loss and errors, and its exit. */
#include "cpu/emit/parts.h"

/* Of logit [steps][classes], into the run's layer_logits. */
static void emit_logit_sums(struct writer *w)
{
    code(w, "tess_sum_logits($supervised_logits, $supervised_here, $classes, $summed_before, run->layer_logits + (n * "
            "$layers + $layer) * $classes);");
}

void emit_errors(struct writer *w)
{
    comment(w, "The logits' $loss_name of every step and its error, and their sum over the steps.$cost_classes");
    code(w, "static void ${name}_errors(const struct tess_run *run, int n, const float *logit)\n"
            "{\n"
            "float *error = $at(float, ${up}_ERROR) + $own * $steps * $classes;\n"
            "float *loss = $at(float, ${up}_LOSSES) + $own * $steps, sum = 0;\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "loss[t] = $loss_of(logit + t * $classes, $classes, run->label[n]$smoothing, run->batch, error + t * "
            "$classes);\n"
            "sum += loss[t];\n"
            "}\n"
            "run->local_loss[n * $layers + $layer] = ${loss_before}sum / $supervised;");
    emit_logit_sums(w);
    code(w, "}\n"
            "\n");
}

void emit_exit(struct writer *w, const struct plan *plan)
{
    comment(w, "$name predicts by itself: its logits summed over the steps.$cost_half_signal");
    code(w, "static void ${name}_exit(const struct tess_run *run, int n, void *scratch)\n"
            "{");
    if (plan_is_stream(plan) && plan->model->supervised_from > 0)
        code(w, "if (run->step < $first_step) {\n"
                "return;\n"
                "}");
    code(w, "$latent *latent = scratch;\n"
            "float *logit = (float *)(latent + $steps * $latent_vectors);\n"
            "${name}_latents(run, n, latent);\n"
            "${name}_logits(run, latent, logit);");
    emit_logit_sums(w);
    code(w, "}\n"
            "\n");
}
