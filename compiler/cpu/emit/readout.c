/* The readout: a linear layer on every step's output of the last block, its logits summed over the steps. */
#include "cpu/emit/emitters.h"
#include "support/number.h"

static const char *const feature_pointer[] = {
    [EDGE_BITS] = "const uint8_t *feature = $at(uint8_t, $in_edge) +\n"
                  "                         ((size_t)n * $in_map + k % $in_map) * $in_stride + k / $in_map;\n",
    [EDGE_COUNTS] =
        "const uint16_t *feature = $at(uint16_t, $in_edge) +\n"
        "                          ((size_t)n * $steps * $in_map + k % $in_map) * $in_stride + k / $in_map;\n",
};

/* The loop over the steps t, and what feature k of image n is worth there; by the kind of the last block's edge. */
static const char *const step_loop[] = {
    [EDGE_BITS] = "for (int g = 0; g < $groups; g++) {\n"
                  "const int word = feature[(size_t)g * $chunk * $in_map * $in_stride];\n"
                  "for (int t = g * $group_steps; t < (g + 1) * $group_steps && t < $steps; t++) {\n"
                  "const float value = (float)(word >> (t - g * $group_steps) & 1);\n",
    [EDGE_COUNTS] = "{\n"
                    "for (int t = 0; t < $steps; t++) {\n"
                    "const float value = (float)feature[(size_t)t * $in_map * $in_stride] * $in_scale;\n",
};

/* Of spikes most features have none. */
static void emit_fired(struct writer *w)
{
    comment(
        w, "readout: notes those of the features first .. last - 1 of image n that fire at any step, without a branch, "
           "which would be missed at every other. Returns how many.");
    code(w, "TESS_INLINE int readout_fired(const struct tess_run *run, int n, int first, int last, int *fired)\n"
            "{\n"
            "int count = 0;\n"
            "for (int k = first; k < last; k++) {");
    code(w, feature_pointer[EDGE_BITS]);
    code(w, "int words = 0;\n"
            "for (int g = 0; g < $groups; g++) {\n"
            "words |= feature[(size_t)g * $chunk * $in_map * $in_stride];\n"
            "}\n"
            "fired[count] = k;\n"
            "count += words != 0;\n"
            "}\n"
            "return count;\n"
            "}\n"
            "\n");
}

/* Begins the loops over the features first .. last - 1 of image n and over the steps. */
static void emit_feature_loop(struct writer *w, enum edge_kind kind, const char *first, const char *last)
{
    bind_text(w, "first", "%s", first);
    bind_text(w, "last", "%s", last);
    code(w, kind == EDGE_BITS ? "int *fired = scratch;\n"
                                "const int count = readout_fired(run, n, $first, $last, fired);\n"
                                "for (int i = 0; i < count; i++) {\n"
                                "const int k = fired[i];"
                              : "(void)scratch;\n"
                                "for (int k = $first; k < $last; k++) {");
    code(w, feature_pointer[kind]);
    code(w, step_loop[kind]);
}

static void bind_readout(struct writer *w, const struct plan *plan)
{
    const struct plan_readout *r = &plan->readout;
    const struct plan_layer *last = &plan->layer[plan->layers - 1];
    const struct edge *edge = &last->out;
    bind_plan(w, plan);
    bind_readout_costs(w, plan);
    bind_integer(w, "features", plan->model->readout.features);
    bind_integer(w, "lanes", r->lanes);
    bind_text(w, "f", "tess_fx%d", r->lanes);
    bind_integer(w, "blocks", r->blocks);
    bind_integer(w, "padded", r->padded);
    bind_integer(w, "items", r->feature_items);
    bind_integer(w, "in_map", edge->shape.height * edge->shape.width);
    bind_integer(w, "in_stride", last->out_stride);
    bind_float(w, "in_scale", edge->scale);
    bind_text(w, "has_signal", "%s", plan_is_stream(plan) ? "run->step >= $first_step" : "t >= $from");
    const char *upper = upper_case(w, plan->layer[plan->layers - 1].out_buffer);
    bind_text(w, "in_edge", "%s", upper);
    bind_integer(w, "last_step", plan->program->all_steps - 1);
    bind_loss(w, model_rule(plan->model)->function, plan->model->readout.smoothing);
}

static void emit_logit_variants(struct writer *w)
{
    code(w, "\n"
            "static void readout_logits_train(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "readout_logits(run, n, scratch, true);\n"
            "}\n"
            "\n"
            "static void readout_logits_evaluate(const struct tess_run *run, int n, void *scratch)\n"
            "{\n"
            "readout_logits(run, n, scratch, false);\n"
            "}\n"
            "\n");
}

static void emit_logits(struct writer *w, const struct plan *plan)
{
    const enum edge_kind kind = plan->layer[plan->layers - 1].out.kind;
    const bool of_sum = plan->model->readout.loss == LOSS_SUM;
    comment(w,
            of_sum
                ? "readout: logits of every step and their sum; in training also the sum's error ($predicted - onehot) "
                  "/ batch, which every step has.$cost_forward"
                : "readout: logits of every step and their sum; in training also each step's error ($predicted - "
                  "onehot) / batch.$cost_forward");
    code(w, "static inline void readout_logits(const struct tess_run *run, int n, void *scratch, bool train)\n"
            "{\n"
            "const $f *weight = $at($f, READOUT_EFFECTIVE);\n"
            "$f *logits = $at($f, READOUT_LOGITS) + (size_t)n * $steps * $blocks;\n"
            "const float *bias = $at(float, READOUT_BIAS_VALUE);\n"
            "$f total[$steps * $blocks] = {{0}};");
    emit_feature_loop(w, kind, "0", arena_format(writer_arena(w), "%d", plan->model->readout.features));
    code(w, "for (int block = 0; block < $blocks; block++) {\n"
            "total[t * $blocks + block] += weight[k * $blocks + block] * value;");
    close_to(w, 1);
    code(w, "memcpy(logits, total, sizeof total);\n"
            "float *logit = $at(float, READOUT_LOGITS) + (size_t)n * $steps * $padded;\n"
            "float *error = $at(float, READOUT_ERROR) + (size_t)n * $steps * $padded;\n"
            "float *sum = run->logits + n * $classes;");
    code(w, plan_is_stream(plan) ? "if (run->step == 0) {\n"
                                   "memset(sum, 0, sizeof *sum * $classes);\n"
                                   "}"
                                 : "memset(sum, 0, sizeof *sum * $classes);");
    code(w, "for (int t = 0; t < $steps; t++, logit += $padded) {\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "logit[c] += bias[c];\n"
            "sum[c] += logit[c];\n"
            "}");
    bind_text(w, "sum_is_whole", "%s", plan_sums_features(plan) ? "train && run->step == $last_step" : "train");
    code(w, of_sum ? "}\n"
                     "if ($sum_is_whole) {\n"
                     "$at(float, READOUT_LOSSES)[n * $steps] =\n"
                     "    $loss_of(sum, $classes, run->label[n]$smoothing, run->batch, error + $from * "
                     "$padded);\n"
                     "for (int t = $from + 1; t < $steps; t++) {\n"
                     "memcpy(error + t * $padded, error + $from * $padded, sizeof *error * $classes);\n"
                     "}\n"
                     "}\n"
                     "}"
                   : "if (train && $has_signal) {\n"
                     "$at(float, READOUT_LOSSES)[n * $steps + t] =\n"
                     "    $loss_of(logit, $classes, run->label[n]$smoothing, run->batch, error + t * $padded);\n"
                     "}\n"
                     "}\n"
                     "}");
    emit_logit_variants(w);
}

static const char *batch_start(const struct plan *plan)
{
    if (plan_sums_features(plan) || plan_updates_each_step(plan))
        return "run->first == 0";
    return plan_is_stream(plan) ? "run->first == 0 && run->step == $first_step" : "run->first == 0";
}

/* One error serves all supervised steps where the readout waited for the last one. */
static void emit_bias_gradient(struct writer *w, bool waited)
{
    bind_text(w, "each", "%s", waited ? " * $supervised" : "");
    code(w, "if (item == 0) {\n"
            "const float *error = $at(float, READOUT_ERROR);\n"
            "float *bias = $at(float, READOUT_BIAS_GRADIENT);\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "float total = $batch_start ? 0 : bias[c];\n"
            "for (int n = 0; n < run->count; n++) {\n"
            "for (int t = $from; t < $steps; t++) {\n"
            "total += error[(n * $steps + t) * $padded + c]$each;\n"
            "}\n"
            "}\n"
            "bias[c] = total;\n"
            "}\n"
            "}");
}

static void emit_gradient_head(struct writer *w, const struct plan *plan)
{
    code(w, "static void readout_gradient(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const $f *errors = $at($f, READOUT_ERROR);\n"
            "const int first = item * $features / $items, last = (item + 1) * $features / $items;\n"
            "$f *sum = $at($f, READOUT_SUM);");
    emit_frozen(w, plan->model->readout.rate_factor);
    if (plan_is_stream(plan) && plan->model->supervised_from > 0)
        code(w, "if (run->step < $first_step) {\n"
                "return;\n"
                "}");
}

/* Stream, the loss of the sum: each step adds its features to those of the steps before; the last one learns. */
static void emit_feature_sums(struct writer *w, enum edge_kind kind)
{
    code(w, "float *features = $at(float, READOUT_FEATURES);\n"
            "for (int n = 0; n < run->count; n++, features += $features) {\n"
            "if (run->step == $first_step) {\n"
            "memset(features + first, 0, sizeof *features * (size_t)(last - first));\n"
            "}");
    emit_feature_loop(w, kind, "first", "last");
    code(w, "features[k] += value;");
    close_to(w, 1);
    code(w, "if (run->step < $last_step) {\n"
            "return;\n"
            "}\n"
            "features = $at(float, READOUT_FEATURES);");
}

static void emit_readout_gradient(struct writer *w, const struct plan *plan)
{
    const enum edge_kind kind = plan->layer[plan->layers - 1].out.kind;
    const bool waits = plan_sums_features(plan);
    comment(
        w,
        waits
            ? "readout: at the last step dW += error outer sum of feature over supervised steps; item 0 adds up "
              "the bias too.$cost_gradient"
            : "readout: dW += error outer feature, over supervised steps; item 0 adds up the bias too.$cost_gradient");
    emit_gradient_head(w, plan);
    if (waits)
        emit_feature_sums(w, kind);
    bind_text(w, "batch_start", "%s", batch_start(plan));
    code(w, "if ($batch_start) {\n"
            "memset(sum + first * $blocks, 0, sizeof *sum * (size_t)(last - first) * $blocks);\n"
            "}\n"
            "for (int n = 0; n < run->count; n++) {");
    if (waits)
        code(w, "for (int k = first; k < last; k++) {\n"
                "for (int block = 0; block < $blocks; block++) {\n"
                "sum[k * $blocks + block] += errors[n * $blocks + block] * features[n * $features + k];");
    else {
        emit_feature_loop(w, kind, "first", "last");
        code(w, "for (int block = 0; t >= $from && block < $blocks; block++) {\n"
                "sum[k * $blocks + block] += errors[(n * $steps + t) * $blocks + block] * value;");
    }
    close_to(w, 1);
    emit_bias_gradient(w, waits);
    code(w, "}\n"
            "\n");
}

/* The same weights for the way back, [position][class][channel], with the channels padded as the last layer's are. */
static void emit_transposed_readout(struct writer *w, const struct plan *plan)
{
    bind_integer(w, "back_padded", plan->layer[plan->layers - 1].padded);
    code(w, "$at(float, READOUT_TRANSPOSED)"
            "[((size_t)(k % $in_map) * $classes + c) * $back_padded + k / $in_map] = weight[c * $features + k];");
}

static void emit_readout_weights(struct writer *w, const struct plan *plan)
{
    comment(w, "readout: its weights, features first.$cost_weights");
    code(w, "static void readout_weights(const struct tess_run *run, int item, void *scratch)\n"
            "{\n"
            "const float *weight = $at(float, READOUT_WEIGHT_VALUE);\n"
            "float *rows = $at(float, READOUT_EFFECTIVE);\n"
            "(void)item;\n"
            "(void)scratch;\n"
            "for (int k = 0; k < $features; k++) {\n"
            "for (int c = 0; c < $classes; c++) {\n"
            "rows[k * $padded + c] = weight[c * $features + k];");
    if (plan_goes_down(plan))
        emit_transposed_readout(w, plan);
    code(w, "}\n"
            "}\n"
            "}\n"
            "\n");
}

/* How its weights start where they do as the last layer's classifier. */
static void emit_start(struct writer *w, const struct plan *plan)
{
    const struct plan_layer *p = &plan->layer[plan->layers - 1];
    const struct layer *layer = p->layer;
    char factor[NUMBER_TEXT];
    bind_signs(w, plan, p);
    bind_text(w, "last_layer", "%s", layer->name);
    bind_integer(w, "map_channels", p->flat ? 1 : layer->pooled.channels);
    bind_integer(w, "map_height", p->program->grid_y.length);
    bind_integer(w, "map_width", p->program->grid_x.length);
    bind_integer(w, "grid_rows", p->program->grid_y.cells);
    bind_integer(w, "grid_columns", p->program->grid_x.cells);
    bind_text(w, "factor", "%s", number_of_double((double)layer->logits_times / logits_divisor(layer), factor));
    comment(w, "readout: the weights to start from, with which its logits are those of $last_layer.");
    code(w, "static void readout_start(const struct tess_model *model, float *weight)\n"
            "{");
    emit_windows(w, p);
    code(w, "static const struct tess_latent_grid grid = {\n"
            "$map_channels, $map_height, $map_width, $grid_rows, $grid_columns, rows_from, rows_to, columns_from, "
            "columns_to,\n"
            "};\n"
            "(void)model;\n"
            "tess_classifier_weights(${table}_positive, $all_words, $zero_latent, $classes, &grid, $factor, weight);\n"
            "}\n"
            "\n");
}

void emit_readout(struct writer *w, const struct plan *plan)
{
    bind_readout(w, plan);
    if (plan->layer[plan->layers - 1].out.kind == EDGE_BITS)
        emit_fired(w);
    emit_logits(w, plan);
    emit_readout_gradient(w, plan);
    emit_readout_update(w, plan);
    emit_readout_weights(w, plan);
    if (plan_goes_down(plan))
        emit_readout_input_gradient(w, plan);
    if (plan->model->readout.start == TESS_START_SIGNS)
        emit_start(w, plan);
}
