/* The table of views: where a probe finds each tensor, and in what layout. */
#include "cpu/emit/emitters.h"

/* The place of an operator among the stages of training. */
static int stage_of(const struct plan *plan, enum operator_kind kind, int layer)
{
    return (int)(plan_find(plan, PHASE_TRAIN, kind, layer) - plan->operator_list[PHASE_TRAIN]);
}

static void begin_view(struct writer *w, const char *name, int stage, const char *store, const char *offset)
{
    const int mark = writer_mark(w);
    bind_text(w, "view", "%s", name);
    bind_integer(w, "stage", stage);
    bind_text(w, "store", "%s", store);
    bind_text(w, "offset", "%s", offset);
    code(w, "{\n"
            ".name = \"$view\", .stage = $stage, .store = TESS_STORE_$store, .offset = $offset,");
    writer_release(w, mark);
}

static void dimension(struct writer *w, const char *axis, long long extent, long long stride, int lanes)
{
    const int mark = writer_mark(w);
    bind_text(w, "axis", "%s", axis);
    bind_integer(w, "extent", extent);
    bind_integer(w, "stride", stride);
    bind_integer(w, "view_lanes", lanes);
    code(w, lanes ? "{.axis = TESS_AXIS_$axis, .extent = $extent, .stride = $stride, .lanes = $view_lanes},"
                  : "{.axis = TESS_AXIS_$axis, .extent = $extent, .stride = $stride},");
    writer_release(w, mark);
}

static void begin_dimensions(struct writer *w, int rank)
{
    bind_integer(w, "rank", rank);
    code(w, ".rank = $rank,\n"
            ".dimension = {");
}

static void end_view(struct writer *w, const char *factor, const char *scale)
{
    const int mark = writer_mark(w);
    bind_text(w, "factor", "%s", factor);
    bind_text(w, "scale", "%s", scale);
    code(w, "},\n"
            ".factor = $factor, .scale = $scale,\n"
            "},");
    writer_release(w, mark);
}

/* The axis of time in a layout where steps are `stride` elements apart: from step `first` on, or the present one. */
static void time_dimension(struct writer *w, const struct plan *plan, const char *axis, int first, long long stride)
{
    if (plan_is_stream(plan))
        dimension(w, "STEP", plan->program->all_steps - first, 0, 0);
    else
        dimension(w, axis, plan->steps - first, stride, 0);
}

static void begin_steps(struct writer *w, const struct plan *plan, int first)
{
    bind_integer(w, "view_first", first);
    if (plan_is_stream(plan) && first > 0)
        code(w, ".first_step = $view_first,");
}

/* The membrane's layout [block][image][position][t][lane], seen as [T, B, C, H, W]. */
static void neuron_view(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *name,
                        int stage, const char *offset, bool taps, int first_step)
{
    const long long vector = (long long)plan->steps * p->lanes;
    const int images = taps ? plan->chunk : p->part;
    begin_view(w, name, stage, "F32", offset);
    if (taps)
        code(w, ".in_taps = true,");
    begin_steps(w, plan, first_step);
    begin_dimensions(w, p->flat ? 3 : 5);
    time_dimension(w, plan, "PLAIN", first_step, p->lanes);
    dimension(w, "IMAGE", images, p->positions * vector, 0);
    dimension(w, "CHANNEL", p->layer->out.channels, images * p->positions * vector, p->lanes);
    if (!p->flat) {
        dimension(w, "PLAIN", p->layer->out.height, p->layer->out.width * vector, 0);
        dimension(w, "PLAIN", p->layer->out.width, vector, 0);
    }
    end_view(w, "1", "TESS_NO_OFFSET");
}

/* Spikes as bits, or counts, of a map with p->padded channels a position. */
static void map_view(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *name, int stage,
                     const char *offset, struct shape shape, bool counts)
{
    const long long map = (long long)shape.height * shape.width * p->padded;
    begin_view(w, name, stage, counts ? "U16" : "STEP_BITS", offset);
    if (!counts)
        code(w, ".bits = $group_steps,");
    begin_dimensions(w, p->flat ? 3 : 5);
    time_dimension(w, plan, "TIME", 0, counts ? map : map * plan->chunk);
    dimension(w, "IMAGE", plan->chunk, counts ? map * plan->steps : map, 0);
    dimension(w, "PLAIN", shape.channels, 1, 0);
    if (!p->flat) {
        dimension(w, "PLAIN", shape.height, (long long)shape.width * p->padded, 0);
        dimension(w, "PLAIN", shape.width, p->padded, 0);
    }
    bind_float(w, "count_scale", p->out.scale);
    end_view(w, counts ? "$count_scale" : "1", "TESS_NO_OFFSET");
}

/* Effective weights: [block][row][lane], seen as [out, in, kh, kw]. */
static void weight_view(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const bool fixed = p->in.kind != EDGE_REALS;
    const long long tap = (long long)p->tap_stride * p->lanes;
    begin_view(w, "L$layer.weff", stage_of(plan, OPERATOR_GRADIENT, p->index), fixed ? "I32" : "F32",
               "${up}_EFFECTIVE");
    begin_dimensions(w, p->flat ? 3 : 4);
    dimension(w, "CHANNEL", layer->out.channels, (long long)p->input_rows * p->lanes, p->lanes);
    dimension(w, "PLAIN", layer->in.channels, p->lanes, 0);
    if (p->flat) {
        dimension(w, "PLAIN", layer->in.height * layer->in.width, (long long)layer->in.channels * p->lanes, 0);
    } else {
        dimension(w, "PLAIN", layer->kernel_height, layer->kernel_width * tap, 0);
        dimension(w, "PLAIN", layer->kernel_width, tap, 0);
    }
    bind_float(w, "unscale", 1.0f / p->in.scale);
    end_view(w, fixed ? "$unscale" : "1", fixed ? "${up}_SCALE" : "TESS_NO_OFFSET");
}

/* The inputs of a gradient as it is added up, [input][lane], seen as [in, kh, kw]. */
static void input_dimensions(struct writer *w, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    dimension(w, "PLAIN", layer->in.channels, (long long)(p->flat ? 1 : p->taps) * p->lanes, 0);
    if (p->flat) {
        dimension(w, "PLAIN", layer->in.height * layer->in.width, (long long)layer->in.channels * p->lanes, 0);
    } else {
        dimension(w, "PLAIN", layer->kernel_height, (long long)layer->kernel_width * p->lanes, 0);
        dimension(w, "PLAIN", layer->kernel_width, p->lanes, 0);
    }
}

/* The gradient of effective weights as it was added up: [block][input][lane]. */
static void gradient_view(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const long long fan_in = p->flat ? shape_size(layer->in) : layer->in.channels * p->taps;
    begin_view(w, "b0.gradeff.L$layer.w", stage_of(plan, OPERATOR_GRADIENT, p->index), "F32", "${up}_WEIGHT_GRADIENT");
    begin_dimensions(w, p->flat ? 3 : 4);
    dimension(w, "CHANNEL", layer->out.channels, fan_in * p->lanes, p->lanes);
    input_dimensions(w, p);
    end_view(w, "1", "TESS_NO_OFFSET");
}

static void signal_views(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const int classes = plan->model->input.classes, stage = stage_of(plan, OPERATOR_SIGNAL, p->index);
    const int first = plan->model->supervised_from;
    begin_view(w, "L$layer.lsg_logits", stage, "F32", "${up}_LOGITS + $from * $classes * sizeof(float)");
    begin_steps(w, plan, first);
    begin_dimensions(w, 3);
    time_dimension(w, plan, "PLAIN", first, classes);
    dimension(w, "IMAGE", plan->chunk, (long long)plan->steps * classes, 0);
    dimension(w, "PLAIN", classes, 1, 0);
    end_view(w, "1", "TESS_NO_OFFSET");

    begin_view(w, "L$layer.lsg_loss", stage, "F32", "${up}_LOSSES + $from * sizeof(float)");
    code(w, ".mean_images = true,");
    begin_steps(w, plan, first);
    begin_dimensions(w, 2);
    time_dimension(w, plan, "PLAIN", first, 1);
    dimension(w, "IMAGE", plan->chunk, plan->steps, 0);
    end_view(w, "1", "TESS_NO_OFFSET");

    begin_view(w, "L$layer.basis", stage, "F32", "${up}_SIGNS");
    bind_float(w, "one_latent", (float)((double)p->layer->logits_times / logits_divisor(p->layer)));
    begin_dimensions(w, p->flat ? 2 : 3);
    if (p->flat) {
        dimension(w, "PLAIN", classes, p->layer->latents, 0);
        dimension(w, "PLAIN", p->layer->latents, 1, 0);
    } else {
        dimension(w, "PLAIN", classes, (long long)p->program->cells * p->padded, 0);
        dimension(w, "PLAIN", p->layer->out.channels, 1, 0);
        dimension(w, "PLAIN", p->program->cells, p->padded, 0);
    }
    end_view(w, "$one_latent", "TESS_NO_OFFSET");
}

/* What only schedule stream has: traces, by the first term that reads one, and each step's gradient. */
static void trace_views(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct rule *rule = &p->layer->rule;
    const struct layer *layer = p->layer;
    int pre = -1, post = -1;
    for (int k = rule->terms - 1; k >= 0; k--) {
        pre = rule->term[k].pre == PRE_TRACE ? k : pre;
        post = rule->term[k].post == POST_TRACE ? k : post;
    }
    if (pre >= 0) {
        bind_integer(w, "term", pre);
        begin_view(w, "L$layer.q", stage_of(plan, OPERATOR_TRACES, p->index), "F32", "${up}_Q$term");
        begin_dimensions(w, 5);
        time_dimension(w, plan, "PLAIN", 0, 0);
        dimension(w, "IMAGE", plan->chunk, shape_size(layer->in), 0);
        dimension(w, "PLAIN", layer->in.channels, (long long)layer->in.height * layer->in.width, 0);
        dimension(w, "PLAIN", layer->in.height, layer->in.width, 0);
        dimension(w, "PLAIN", layer->in.width, 1, 0);
        end_view(w, "1", "TESS_NO_OFFSET");
    }
    if (post >= 0) {
        bind_integer(w, "term", post);
        neuron_view(w, plan, p, "L$layer.h", stage_of(plan, OPERATOR_GRADIENT, p->index), "${up}_H$term", false, 0);
    }
}

/* The tap's layout [block][input][lane], the bias behind the inputs. */
static void begin_step_gradient(struct writer *w, const struct plan *plan, const struct plan_layer *p, const char *name,
                                const char *offset, int rank)
{
    const long long inputs = p->flat ? shape_size(p->layer->in) : p->layer->in.channels * p->taps;
    begin_view(w, name, stage_of(plan, OPERATOR_GRADIENT, p->index), "F32", offset);
    code(w, ".in_taps = true, .sum_chunks = true,");
    begin_steps(w, plan, plan->model->supervised_from);
    begin_dimensions(w, rank);
    time_dimension(w, plan, "PLAIN", plan->model->supervised_from, 0);
    dimension(w, "CHANNEL", p->layer->out.channels, (inputs + 1) * p->lanes, p->lanes);
}

static void step_views(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct layer *layer = p->layer;
    const long long inputs = p->flat ? shape_size(layer->in) : layer->in.channels * p->taps;
    trace_views(w, plan, p);
    bind_integer(w, "tap_gradient", (long long)p->tap_gradient);
    bind_integer(w, "tap_bias", (long long)p->tap_gradient + inputs * p->lanes * (long long)sizeof(float));
    begin_step_gradient(w, plan, p, "L$layer.dw", "$tap_gradient", p->flat ? 4 : 5);
    input_dimensions(w, p);
    end_view(w, "1", "TESS_NO_OFFSET");
    if (!layer->bias)
        return;
    begin_step_gradient(w, plan, p, "L$layer.db", "$tap_bias", 2);
    end_view(w, "1", "TESS_NO_OFFSET");
}

static void layer_views(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const enum operator_kind pooling = plan_is_backward(plan) ? OPERATOR_POOL : OPERATOR_SIGNAL;
    const int forward = stage_of(plan, OPERATOR_FORWARD, p->index), pooled = stage_of(plan, pooling, p->index);
    const int gradient = stage_of(plan, OPERATOR_GRADIENT, p->index);
    const int first_here = plan_is_stream(plan) ? 0 : plan->model->supervised_from;
    bind_layer(w, plan, p);
    bind_integer(w, "tap_psi", (long long)p->tap_psi);
    bind_integer(w, "tap_delta", (long long)p->tap_delta);
    bind_integer(w, "tap_signal", (long long)p->tap_signal + first_here * p->lanes * (long long)sizeof(float));
    bind_integer(w, "tap_membrane", (long long)p->tap_membrane);
    if (plan_copies_u(plan, p))
        neuron_view(w, plan, p, "L$layer.u", forward, "$tap_membrane", true, 0);
    else if (plan_keeps_current(plan, p))
        neuron_view(w, plan, p, "L$layer.u", gradient, "$tap_membrane", true, 0);
    else
        neuron_view(w, plan, p, "L$layer.u", forward, "${up}_MEMBRANE", false, 0);
    map_view(w, plan, p, "L$layer.s", forward, "$spikes", p->layer->out, false);
    map_view(w, plan, p, "L$layer.p", pooled, "$out_edge", p->layer->pooled, p->out.kind == EDGE_COUNTS);
    if (signal_is_own(p->layer->rule.signal))
        signal_views(w, plan, p);
    neuron_view(w, plan, p, "L$layer.psi", gradient, "$tap_psi", true, 0);
    neuron_view(w, plan, p, "L$layer.m", gradient, "$tap_signal", true, plan->model->supervised_from);
    if (p->layer->rule.signal.reach == REACH_TIME)
        neuron_view(w, plan, p, "L$layer.di", gradient, "$tap_delta", true, 0);
    weight_view(w, plan, p);
    gradient_view(w, plan, p);
    if (plan_is_stream(plan))
        step_views(w, plan, p);
}

static void readout_views(struct writer *w, const struct plan *plan)
{
    const struct plan_readout *r = &plan->readout;
    const int stage = stage_of(plan, OPERATOR_READOUT, plan->layers), classes = plan->model->input.classes;
    begin_view(w, "out.logits", stage, "F32", "READOUT_LOGITS");
    begin_dimensions(w, 3);
    time_dimension(w, plan, "PLAIN", 0, r->padded);
    dimension(w, "IMAGE", plan->chunk, (long long)plan->steps * r->padded, 0);
    dimension(w, "PLAIN", classes, 1, 0);
    end_view(w, "1", "TESS_NO_OFFSET");

    const bool of_sum = plan->model->readout.loss == LOSS_SUM;
    begin_view(w, "b0.loss_steps", stage, "F32", of_sum ? "READOUT_LOSSES" : "READOUT_LOSSES + $from * sizeof(float)");
    code(w, ".mean_images = true,");
    begin_steps(w, plan, plan->model->supervised_from);
    begin_dimensions(w, 2);
    if (of_sum)
        dimension(w, "PLAIN", 1, 1, 0);
    else
        time_dimension(w, plan, "PLAIN", plan->model->supervised_from, 1);
    dimension(w, "IMAGE", plan->chunk, plan->steps, 0);
    end_view(w, "1", "TESS_NO_OFFSET");
}

void emit_views(struct writer *w, const struct plan *plan)
{
    const int mark = writer_mark(w);
    bind_plan(w, plan);
    comment(w, "Where a probe finds each tensor.");
    code(w, "static const struct tess_view views[] = {");
    for (int l = 0; l < plan->layers; l++) {
        const int layer_mark = writer_mark(w);
        layer_views(w, plan, &plan->layer[l]);
        writer_release(w, layer_mark);
    }
    readout_views(w, plan);
    code(w, "};\n"
            "\n");
    writer_release(w, mark);
}
