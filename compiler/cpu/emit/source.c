/* Where the errors of a signal by B come from, if they are not those of the layer's own logits. */
#include "cpu/emit/parts.h"

void bind_signal_source(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const bool of_readout = p->layer->rule.signal.source == SOURCE_ERROR;
    bind_integer(w, "readout_padded", plan->readout.padded);
    bind_text(w, "errors",
              of_readout ? "$at(float, READOUT_ERROR) + (size_t)n * $steps * $readout_padded"
                         : "$at(float, ${up}_ERROR) + $own * $steps * $classes");
    bind_text(w, "error_stride", "%s", of_readout ? "$readout_padded" : "$classes");
}

/* What one class has at step t: a label, or a constant, of -1; a reward of what the readout says at the step. */
static const char *const shares[] = {
    [SOURCE_LABEL] = "error[t * $classes + run->label[n]] = -1.0f / (float)run->batch;",
    [SOURCE_CONSTANT] = "error[t * $classes + run->label[n]] = -1.0f / (float)run->batch;",
    [SOURCE_REWARD] = "const float *logit = $at(float, READOUT_LOGITS) + ((size_t)n * $steps + t) * $readout_padded;\n"
                      "int named = 0;\n"
                      "for (int c = 1; c < $classes; c++) {\n"
                      "named = logit[c] > logit[named] ? c : named;\n"
                      "}\n"
                      "error[t * $classes + run->label[n]] = (named == run->label[n] ? -1.0f : 1.0f) / "
                      "(float)run->batch;"};

static const char *const titles[] = {
    [SOURCE_LABEL] = "$name: -1 / batch for the label.",
    [SOURCE_CONSTANT] = "$name: -1 / batch at every step, for one class: B is the same for all.",
    [SOURCE_REWARD] = "$name: -1 / batch where the readout's logits of the step name the label, otherwise 1 / batch; "
                      "for one class: B is the same for all."};

void emit_signal_source(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const enum signal_source source = p->layer->rule.signal.source;
    (void)plan;
    if (source == SOURCE_ERROR)
        return;
    comment(w, titles[source]);
    code(w, "static void ${name}_errors(const struct tess_run *run, int n)\n"
            "{\n"
            "float *error = $errors;\n"
            "memset(error, 0, sizeof *error * $steps * $classes);\n"
            "for (int t = $from; t < $steps; t++) {");
    code(w, shares[source]);
    code(w, "}\n"
            "}\n"
            "\n");
}

void emit_sourced_signal(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *projection)
{
    code(w, "static void ${name}_signal(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "(void)scratch;");
    if (!plan_is_backward(plan))
        code(w, "${name}_pooling(run, n, true);");
    emit_late_start(w, plan);
    if (p->layer->rule.signal.source != SOURCE_ERROR)
        code(w, "${name}_errors(run, n);");
    code(w, projection);
    code(w, "}\n"
            "\n");
}
