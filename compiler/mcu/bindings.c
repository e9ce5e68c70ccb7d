#include "mcu/parts.h"

void mcu_bind_plan(struct writer *w, const struct mcu_plan *plan)
{
    bind_text(w, "net", "%s", plan->program->model->name);
    bind_integer(w, "classes", plan->classes);
    bind_integer(w, "features", plan->features);
    bind_integer(w, "batch", plan->batch);
}

static void bind_map(struct writer *w, const struct mcu_layer *m)
{
    const struct layer *layer = m->program->layer;
    bind_integer(w, "in_channels", layer->in.channels);
    bind_integer(w, "in_height", layer->in.height);
    bind_integer(w, "in_width", layer->in.width);
    bind_integer(w, "channels", layer->out.channels);
    bind_integer(w, "height", layer->out.height);
    bind_integer(w, "width", layer->out.width);
    bind_integer(w, "pooled_height", layer->pooled.height);
    bind_integer(w, "pooled_width", layer->pooled.width);
    bind_integer(w, "pool_height", layer->pool_height);
    bind_integer(w, "pool_width", layer->pool_width);
    bind_integer(w, "kernel_height", layer->kernel_height);
    bind_integer(w, "kernel_width", layer->kernel_width);
    bind_integer(w, "pad", layer->pad);
    bind_integer(w, "fan_in", m->fan_in);
    bind_integer(w, "inputs", m->inputs);
}

void mcu_bind_layer(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m)
{
    const struct program_layer *p = m->program;
    const struct layer *layer = p->layer;
    const struct program_layer *table = &plan->program->layer[p->basis_layer];
    bind_text(w, "name", "%s", layer->name);
    bind_text(w, "text", "%s", layer->text);
    bind_map(w, m);
    bind_float(w, "leak", layer->neuron.leak);
    bind_float(w, "threshold", layer->neuron.threshold);
    bind_float(w, "reset", layer->neuron.reset_amount);
    bind_text(w, "input", "net->%s_output", p->index ? plan->program->model->layer[p->index - 1].name : "");
    bind_float(w, "in_scale", p->in.scale);
    bind_integer(w, "largest", p->in.largest);
    bind_text(w, "place", "%s", m->fan_in > 65535 ? "uint32_t" : "uint16_t");
    bind_text(w, "amount", "%s", p->in.kind == EDGE_REALS ? "float" : "int32_t");
    bind_integer(w, "latents", layer->latents);
    bind_integer(w, "cells", p->cells);
    bind_integer(w, "lanes", p->lanes);
    bind_integer(w, "grid_height", p->grid_y.cells);
    bind_integer(w, "grid_width", p->grid_x.cells);
    bind_text(w, "signs", "%s_positive", table->layer->name);
    bind_integer(w, "row_bytes", (table->layer->latents + 7) / 8);
    bind_text(w, "frame_parameter", "%s", p->index ? "" : ", const float *frame");
    bind_text(w, "frame", "%s", p->index ? "" : ", frame");
}

void mcu_emit_extents(struct writer *w, const struct mcu_layer *m)
{
    code(w, "enum {\n"
            "in_channels = $in_channels, in_height = $in_height, in_width = $in_width,\n"
            "channels = $channels, height = $height, width = $width,");
    code(w, m->program->flat ? "fan_in = in_channels * in_height * in_width"
                             : "kernel_height = $kernel_height, kernel_width = $kernel_width, pad = $pad,\n"
                               "fan_in = in_channels * kernel_height * kernel_width");
    code(w, "};");
}

void mcu_bind_cross_entropy(struct writer *w, float smoothing)
{
    bind_text(w, "cross_entropy", "%s", smoothing != 0 ? "smoothed_cross_entropy" : "cross_entropy");
    bind_float(w, "smoothing_value", smoothing);
    bind_text(w, "smoothing", "%s", smoothing != 0 ? ", $smoothing_value" : "");
}
