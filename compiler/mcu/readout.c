/* The readout: a linear layer on every step's output of the last block, its logits summed over the steps. */
#include "mcu/parts.h"

/* $fires: has feature k a value at this step, and $value it. */
static void bind_features(struct writer *w, const struct mcu_plan *plan)
{
    const struct program_layer *p = &plan->program->layer[plan->program->layers - 1];
    const bool bits = p->out.kind == EDGE_BITS;
    bind_text(w, "last", "net->%s_output", p->layer->name);
    bind_float(w, "scale", p->out.scale);
    bind_text(w, "fires", "%s", bits ? "bit($last, k)" : "${last}[k] != 0");
    bind_text(w, "value", "%s", bits ? "1.0f" : "(float)${last}[k] * $scale");
    bind_text(w, "times", "%s", bits ? "" : " * ($value)");
}

static void emit_logits(struct writer *w)
{
    comment(w,
            "readout: the logits of this step, which join those of the steps before. Features come in order, the bias "
            "last.");
    code(w, "static void readout_step(struct $net *net)\n"
            "{\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "const float *weight = net->readout_weight + c * $features;\n"
            "float logit = 0;\n"
            "for (int k = 0; k < $features; k++) {\n"
            "if ($fires) {\n"
            "logit += weight[k]$times;\n"
            "}\n"
            "}\n"
            "logit += net->readout_bias[c];\n"
            "net->readout_logits[c] = logit;\n"
            "net->readout_sums[c] = (net->step > 0 ? net->readout_sums[c] : 0) + logit;\n"
            "}\n"
            "}\n"
            "\n");
}

static void emit_learn(struct writer *w, const struct mcu_plan *plan)
{
    const float factor = plan->program->model->readout.rate_factor;
    mcu_bind_cross_entropy(w, plan->program->model->readout.smoothing);
    comment(w, plan->keeps_gradient ? "readout: dW[t] = error outer feature joins the gradient of the batch."
                                    : "readout: dW[t] = error outer feature changes the weights at once.");
    code(w, "static void readout_learn(struct $net *net, int label)\n"
            "{\n"
            "float *error = net->scratch.readout_learn.error;\n"
            "$cross_entropy(net->readout_logits, label$smoothing, error);\n"
            "for (int c = 0; c < $classes; c++) {");
    if (plan->keeps_gradient) {
        code(w, "float *gradient = net->readout_weight_gradient + c * $features;\n"
                "for (int k = 0; k < $features; k++) {\n"
                "if ($fires) {\n"
                "gradient[k] += error[c]$times;\n"
                "}\n"
                "}\n"
                "net->readout_bias_gradient[c] += error[c];");
    } else {
        code(w, "for (int k = 0; k < $features; k++) {\n"
                "const float gradient = $fires ? error[c]$times : 0;");
        mcu_emit_optimizer(w, plan, "readout_weight", " + c * $features + k", "1", "&gradient", factor);
        code(w, "}");
        mcu_emit_optimizer(w, plan, "readout_bias", " + c", "1", "error + c", factor);
    }
    code(w, "}\n"
            "}\n"
            "\n");
}

static void emit_end(struct writer *w, const struct mcu_plan *plan)
{
    const float factor = plan->program->model->readout.rate_factor;
    comment(w, "readout: the batch's gradient changes the weights, and is zero for the next one.");
    code(w, "static void readout_end(struct $net *net)\n"
            "{");
    mcu_emit_optimizer(w, plan, "readout_weight", "", "$classes * $features", "net->readout_weight_gradient", factor);
    mcu_emit_optimizer(w, plan, "readout_bias", "", "$classes", "net->readout_bias_gradient", factor);
    code(w, "memset(net->readout_weight_gradient, 0, sizeof net->readout_weight_gradient);\n"
            "memset(net->readout_bias_gradient, 0, sizeof net->readout_bias_gradient);\n"
            "}\n"
            "\n");
}

void mcu_emit_readout(struct writer *w, const struct mcu_plan *plan)
{
    bind_features(w, plan);
    emit_logits(w);
    if (!plan->readout_learns)
        return;
    emit_learn(w, plan);
    if (plan->keeps_gradient)
        emit_end(w, plan);
}
