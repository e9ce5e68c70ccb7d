/* Layers and the edges between them; the rest part by part. */
#include "program/make.h"

#include "program/order.h"
#include "program/parts.h"

static struct edge input_edge(const struct program *program)
{
    const struct tess_input *input = &program->model->input;
    return (struct edge){.kind = EDGE_REALS,
                         .shape = {input->channels, input->height, input->width},
                         .scale = 1,
                         .steps = input->is_static ? 1 : program->steps};
}

static struct edge output_edge(const struct program *program, const struct layer *layer)
{
    const bool counts = layer->pool == POOL_AVG;
    const int window = layer->pool_height * layer->pool_width;
    return (struct edge){.kind = counts ? EDGE_COUNTS : EDGE_BITS,
                         .shape = layer->pooled,
                         .largest = counts ? window : 1,
                         .scale = counts ? 1.0f / (float)window : 1.0f,
                         .steps = program->steps};
}

static struct window window_of(const struct layer *layer)
{
    if (layer->kind == LAYER_LINEAR)
        return (struct window){.height = layer->in.height, .width = layer->in.width, .stride_y = 1, .stride_x = 1};
    return (struct window){layer->kernel_height, layer->kernel_width, 1, 1, layer->pad, layer->pad};
}

static void make_layer(struct arena *arena, struct program *program, int index)
{
    struct program_layer *p = &program->layer[index];
    const struct layer *layer = p->layer = &program->model->layer[index];
    p->index = index;
    p->in = index ? program->layer[index - 1].out : input_edge(program);
    p->out = output_edge(program, layer);
    p->positions = layer->out.height * layer->out.width;
    p->flat = layer->kind == LAYER_LINEAR;
    p->taps = p->flat ? 1 : layer->kernel_height * layer->kernel_width;
    p->inputs = p->flat ? shape_size(layer->in) : layer->in.channels;
    p->window = window_of(layer);
    p->lanes = order_lanes(layer->out.channels);
    p->padded = (layer->out.channels + p->lanes - 1) / p->lanes * p->lanes;
    p->params = program->params.own[index];
    program_grid(arena, p);
}

const struct program *program_make(struct arena *arena, const struct model *model, enum schedule_kind schedule)
{
    struct program *program = ARENA_NEW(arena, struct program);
    program->model = model;
    program->schedule = schedule;
    program->all_steps = model->input.steps;
    program->steps = schedule == SCHEDULE_STREAM ? 1 : program->all_steps;
    program->params = model_params(arena, model);
    program->layers = model->layers;
    program->layer = ARENA_ARRAY(arena, struct program_layer, program->layers);
    for (int l = 0; l < program->layers; l++)
        make_layer(arena, program, l);
    program_order(program);
    program_basis(arena, program);
    program_operations(arena, program);
    return program;
}
