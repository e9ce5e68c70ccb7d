/* Between batches: the matrix B, effective weights, the gradient of raw parameters and the optimizer. */
#include "cpu/emit/emitters.h"
#include "tess/engine.h"

void bind_signs(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct plan_layer *table = &plan->layer[p->program->basis_layer];
    bind_text(w, "table", "%s", table->layer->name);
    bind_integer(w, "all_words", table->program->basis_words);
    bind_text(w, "zero_latent", p->program->zero_latent ? "true" : "false");
}

void emit_basis(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const int words = (layer->latents + 63) / 64, cells = p->flat ? 1 : p->program->cells;
    float *gate = ARENA_ARRAY(writer_arena(w), float, cells);
    for (int cell = 0; cell < cells; cell++) {
        double area = 1;
        if (!p->flat) {
            const int y = cell / p->program->grid_x.cells, x = cell % p->program->grid_x.cells;
            area = (double)(p->program->grid_y.last[y] - p->program->grid_y.first[y]) *
                   (p->program->grid_x.last[x] - p->program->grid_x.first[x]);
        }
        gate[cell] = signal_is_own(layer->rule.signal)
                         ? (float)((double)p->out.scale * (double)layer->logits_times / (area * logits_divisor(layer)))
                         : p->out.scale;
    }
    bind_integer(w, "words", words);
    bind_signs(w, plan, p);
    bind_integer(w, "basis_channels", p->flat ? layer->latents : layer->out.channels);
    bind_integer(w, "basis_cells", cells);
    bind_integer(w, "basis_stride", p->flat ? layer->latents : p->padded);
    bind_text(w, "worth", "%s", signal_is_own(layer->rule.signal) ? "the logits' factor / window, " : "");
    comment(w, "$name: the fixed matrix B, $classes rows over $latents latents, and what a unit of signal is "
               "worth behind each (${worth}nothing for a dead latent).");
    code(w, "static void ${name}_basis(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "static const uint64_t alive[$words] = {");
    list_words(w, p->program->alive, words);
    code(w, "};\n"
            "static const float gate[$basis_cells] = {");
    list_floats(w, gate, cells);
    code(w, "};\n"
            "(void)item;\n"
            "(void)scratch;");
    bind_text(w, "seed", "%llu", (unsigned long long)layer->basis.seed);
    code(w, layer->normal
                ? "tess_normal_basis(UINT64_C($seed), alive, $classes, $basis_channels, $basis_cells, $basis_stride,\n"
                  "                  gate, $at(float, ${up}_SIGNS), $at(float, ${up}_GATES));\n"
                  "}\n"
                  "\n"
                : "tess_unpack_basis(${table}_positive, alive, $all_words, $zero_latent, $classes, $basis_channels, "
                  "$basis_cells, $basis_stride,\n"
                  "                  gate, $at(float, ${up}_SIGNS), $at(float, ${up}_GATES));\n"
                  "}\n"
                  "\n");
}

void emit_statistics(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "weights", (long long)tess_param_count(&plan->param[p->program->params.weight]));
    comment(w, "$name: mean and 1 / (max - mean) of the whole weight tensor.$cost_weights");
    code(w, "static void ${name}_statistics(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const float *weight = $at(float, ${up}_WEIGHT_VALUE);\n"
            "float *statistics = $at(float, ${up}_STATISTICS), largest = weight[0];\n"
            "(void)item;\n"
            "(void)scratch;\n"
            "for (int k = 1; k < $weights; k++) {\n"
            "largest = weight[k] > largest ? weight[k] : largest;\n"
            "}\n"
            "const double mean = tess_sum(weight, $weights) / $weights;\n"
            "statistics[0] = (float)mean;\n"
            "statistics[1] = (float)(1 / ((double)largest - mean));\n"
            "}\n"
            "\n");
}

static void emit_effective(struct writer *w, const struct plan_layer *p)
{
    switch (p->layer->weights) {
    case WEIGHTS_STANDARDIZE:
        code(w, p->program->params.gain >= 0
                    ? "tess_standardize(weight + (size_t)o * $fan_in, $fan_in, $at(float, "
                      "${up}_GAIN_VALUE)[o], effective);"
                    : "tess_standardize(weight + (size_t)o * $fan_in, $fan_in, 1.0f, effective);");
        break;
    case WEIGHTS_CENTER:
        code(w, "const float *statistics = $at(float, ${up}_STATISTICS);\n"
                "const double mean = tess_sum(weight + (size_t)o * $fan_in, $fan_in) / $fan_in;\n"
                "for (int k = 0; k < $fan_in; k++) {\n"
                "effective[k] = (float)((double)weight[(size_t)o * $fan_in + k] - mean) * statistics[1];\n"
                "}");
        break;
    case WEIGHTS_RAW:
        code(w, "memcpy(effective, weight + (size_t)o * $fan_in, sizeof *effective * $fan_in);");
        break;
    }
}

/* The channel's weights for the way back, [block of input channels][tap][output channel][lane]. */
static void emit_transposed(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "back_lanes", plan->layer[p->index - 1].lanes);
    code(w, "for (int k = 0; k < $fan_in; k++) {\n"
            "const int channel = k / $row_taps, tap = k % $row_taps;\n"
            "$at(float, ${up}_TRANSPOSED)"
            "[(((size_t)(channel / $back_lanes) * $row_taps + tap) * $channels + o) * $back_lanes + channel % "
            "$back_lanes] = effective[k];\n"
            "}");
}

/* From [lane][input] to table rows: all lanes of a row at once, so that it is written once. */
static void emit_rows(struct writer *w, const struct plan_layer *p)
{
    bind_integer(w, "tap_rows", p->flat ? p->layer->in.channels : p->tap_stride);
    code(w, "for (int channel = 0; channel < $in_channels; channel++) {\n"
            "for (int tap = 0; tap < $row_taps; tap++) {\n"
            "const int k = channel * $row_taps + tap;\n"
            "$type *row = rows + (tap * $tap_rows + channel) * $lanes;\n"
            "for (int lane = 0; $more_lanes; lane++) {\n"
            "row[lane] = of_lane[lane * $lane_stride + k];\n"
            "}\n"
            "}\n"
            "}");
}

void emit_weights(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    static const char *const titles[] = {
        [WEIGHTS_STANDARDIZE] = "$name: effective weights gain (W - mean) / sqrt(variance * fan_in + 1e-4) of a block",
        [WEIGHTS_CENTER] = "$name: effective weights (W - mean) / (max W - mean W) of a block",
        [WEIGHTS_RAW] = "$name: weights of a block",
    };
    const bool fixed = p->in.kind != EDGE_REALS, whole = p->layer->out.channels % p->lanes == 0;
    bind_integer(w, "largest", p->in.largest);
    bind_text(w, "title", "%s", titles[p->layer->weights]);
    bind_text(w, "type", "%s", fixed ? "int32_t" : "float");
    bind_integer(w, "row_taps", p->flat ? p->layer->in.height * p->layer->in.width : p->taps);
    bind_integer(w, "lane_stride", plan_weight_stride(p));
    bind_text(w, "more_lanes", "%s", whole ? "lane < $lanes" : "lane < $lanes && block * $lanes + lane < $channels");
    comment(w, fixed ? "$title, as int32 in units of a power of two an output channel: sums of them are exact in any "
                       "order.$cost_weights"
                     : "$title, in the layout of the forward sum.$cost_weights");
    code(w, "static void ${name}_weights(const struct tess_run *run, int block, void *scratch)\n"
            "{\n"
            "const float *weight = $at(float, ${up}_WEIGHT_VALUE);\n"
            "$type *rows = $at($type, ${up}_EFFECTIVE) + (size_t)block * $input_rows * $lanes;\n"
            "$type *of_lane = scratch;");
    if (fixed)
        code(w, "float *effective = (float *)scratch + $lanes * $lane_stride;");
    code(w, "for (int lane = 0; $more_lanes; lane++) {\n"
            "const int o = block * $lanes + lane;");
    if (!fixed)
        code(w, "float *effective = of_lane + lane * $lane_stride;");
    emit_effective(w, p);
    if (fixed)
        code(w, "const float unit = tess_fixed_point(effective, $fan_in, $largest);\n"
                "$at(float, ${up}_SCALE)[o] = $in_scale / unit;\n"
                "tess_round_all(effective, $fan_in, unit, of_lane + lane * $lane_stride);");
    if (plan_goes_down(plan) && p->index > 0)
        emit_transposed(w, plan, p);
    code(w, "}");
    emit_rows(w, p);
    code(w, "}\n"
            "\n");
}

/* Where a layer has a learning rate of its own, its optimizer steps see that in the run. A frozen one has no steps but
 * for a probe, which wants its gradient. */
static void emit_own_rate(struct writer *w, float factor, bool learns)
{
    bind_text(w, "run", "%s", factor == 1 ? "run" : "&own");
    if (factor == 1)
        return;
    emit_frozen(w, factor);
    if (!learns)
        return;
    bind_float(w, "rate_factor", factor);
    code(w, "const struct tess_run own = tess_at_rate(run, $rate_factor);");
}

void emit_frozen(struct writer *w, float factor)
{
    if (factor == 0)
        code(w, "if (!run->taps) { /* frozen */\n"
                "return;\n"
                "}");
}

/* One optimizer step on `count` elements from `first` of a parameter; none on a constant. */
static void emit_optimizer(struct writer *w, const struct plan *plan, int index, const char *parameter,
                           const char *first, const char *count)
{
    if (!plan->program->params.learns[index])
        return;
    static const char sgd[] = "tess_sgd($run, $n, $at(float, ${param}_VALUE) + $first,\n"
                              "         $at(float, ${param}_GRADIENT) + $first,\n"
                              "         $at(float, ${param}_MOMENT1) + $first, $nesterov);";
    static const char adam[] =
        "tess_adam($run, $n, $at(float, ${param}_VALUE) + $first,\n"
        "          $at(float, ${param}_GRADIENT) + $first, $at(float, ${param}_MOMENT1) + $first,\n"
        "          $at(float, ${param}_MOMENT2) + $first);";
    static const char plain[] = "tess_sgd_plain($run, $n, $at(float, ${param}_VALUE) + $first,\n"
                                "               $at(float, ${param}_GRADIENT) + $first);";
    const enum tess_optimizer optimizer = plan->model->training.optimizer;
    const bool kept = plan->param[index].moment1 != TESS_NO_OFFSET;
    const int mark = writer_mark(w);
    bind_text(w, "param", "%s", parameter);
    bind_text(w, "first", "%s", first);
    bind_text(w, "n", "%s", count);
    bind_text(w, "nesterov", "%s", optimizer == TESS_NESTEROV ? "true" : "false");
    code(w, !kept ? plain : tess_has_second_moment(optimizer) ? adam : sgd);
    writer_release(w, mark);
}

/* A block's gradient as it was added up, [input][lane], to [lane][input] in the scratch. The lists' order of inputs is
 * PyTorch's for convolutions; fully connected layers list features by position, PyTorch by channel. */
static void emit_turned_gradient(struct writer *w, const struct plan_layer *p)
{
    bind_text(w, "input", "%s", p->flat ? "(k % $in_map * $in_channels + k / $in_map)" : "k");
    code(w, "const float *gathered = $at(float, ${up}_WEIGHT_GRADIENT) + (size_t)block * $lanes * $fan_in;\n"
            "float *of_lane = scratch;\n"
            "for (int k = 0; k < $fan_in; k++) {\n"
            "for (int lane = 0; lane < $lanes; lane++) {\n"
            "of_lane[lane * $lane_stride + k] = gathered[$input * $lanes + lane];\n"
            "}\n"
            "}");
}

void emit_update(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    bind_integer(w, "lane_stride", plan_weight_stride(p));
    comment(w, "$name: from the gradient of a block's effective weights to that of the raw ones, then the optimizer's "
               "step.$cost_weights");
    code(w, "static void ${name}_update(const struct tess_run *run, int block, void *scratch)\n"
            "{");
    emit_own_rate(w, p->layer->rate_factor, p->layer->learns);
    emit_turned_gradient(w, p);
    code(w, "for (int lane = 0; lane < $lanes && block * $lanes + lane < $channels; lane++) {\n"
            "const int o = block * $lanes + lane;\n"
            "float *gradient = $at(float, ${up}_WEIGHT_GRADIENT) + (size_t)o * $fan_in;\n"
            "memcpy(gradient, of_lane + lane * $lane_stride, sizeof *gradient * $fan_in);");
    if (p->layer->weights == WEIGHTS_STANDARDIZE)
        code(w, p->program->params.gain >= 0
                    ? "$at(float, ${up}_GAIN_GRADIENT)[o] =\n"
                      "    tess_standardize_backward($at(float, ${up}_WEIGHT_VALUE) + (size_t)o "
                      "* $fan_in, $fan_in,\n"
                      "                              $at(float, ${up}_GAIN_VALUE)[o], gradient);"
                    : "tess_standardize_backward($at(float, ${up}_WEIGHT_VALUE) + (size_t)o * "
                      "$fan_in, $fan_in, 1.0f,\n"
                      "                          gradient);");
    if (p->layer->weights == WEIGHTS_CENTER)
        code(w, "for (int k = 0; k < $fan_in; k++) {\n"
                "gradient[k] *= $at(float, ${up}_STATISTICS)[1];\n"
                "}");
    emit_optimizer(w, plan, p->program->params.weight, "${up}_WEIGHT", "(size_t)o * $fan_in", "$fan_in");
    if (p->program->params.gain >= 0)
        emit_optimizer(w, plan, p->program->params.gain, "${up}_GAIN", "o", "1");
    if (p->program->params.bias >= 0)
        emit_optimizer(w, plan, p->program->params.bias, "${up}_BIAS", "o", "1");
    for (int k = 0; k < p->program->params.trained_count; k++) {
        const int index = p->program->params.trained + k;
        emit_optimizer(w, plan, index, upper_case(w, plan_param_owner(writer_arena(w), plan, index)), "o", "1");
    }
    code(w, "}");
    if (p->layer->weights != WEIGHTS_CENTER)
        code(w, "${name}_weights(run, block, scratch); /* while the block is in a cache */");
    code(w, "}\n"
            "\n");
}

void emit_readout_update(struct writer *w, const struct plan *plan)
{
    bind_integer(w, "weights",
                 (long long)tess_param_count(&plan->param[plan->program->params.own[plan->layers].weight]));
    comment(w, "readout: the optimizer's step.$cost_weights");
    code(w, "static void readout_update(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const float *sum = $at(float, READOUT_SUM);\n"
            "float *gradient = $at(float, READOUT_WEIGHT_GRADIENT);\n"
            "(void)item;\n"
            "(void)scratch;");
    emit_own_rate(w, plan->model->readout.rate_factor, plan->model->readout.learns);
    code(w, "for (int c = 0; c < $classes; c++) {\n"
            "for (int k = 0; k < $features; k++) {\n"
            "gradient[c * $features + k] = sum[k * $padded + c];\n"
            "}\n"
            "}");
    emit_optimizer(w, plan, plan->program->params.own[plan->layers].weight, "READOUT_WEIGHT", "0", "$weights");
    emit_optimizer(w, plan, plan->program->params.own[plan->layers].bias, "READOUT_BIAS", "0", "$classes");
    code(w, "}\n"
            "\n");
}
