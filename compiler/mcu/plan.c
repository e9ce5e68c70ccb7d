#include "mcu/plan.h"

#include <string.h>

#include "program/make.h"
#include "tess/engine.h"

enum { POINTER = 0 /* a member whose size is that of a pointer */ };

/* Lists of members grow here. */
struct list {
    struct arena *arena;
    struct mcu_member *member;
    int count, room;
};

static void append(struct list *list, struct mcu_member member)
{
    if (list->count == list->room) {
        const int room = list->room * 2 + 16;
        struct mcu_member *grown = ARENA_ARRAY(list->arena, struct mcu_member, room);
        if (list->count)
            memcpy(grown, list->member, sizeof *grown * (size_t)list->count);
        list->member = grown;
        list->room = room;
    }
    list->member[list->count++] = member;
}

static size_t size_of(const char *type)
{
    static const struct {
        const char *type;
        size_t bytes;
    } sizes[] = {{"float", 4}, {"double", 8}, {"int32_t", 4}, {"uint32_t", 4}, {"uint16_t", 2}, {"uint8_t", 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (!strcmp(type, sizes[i].type))
            return sizes[i].bytes;
    return POINTER;
}

/* "8 * 2 * 3 * 3", without factors of 1 behind the first. */
static const char *extents_of(struct arena *arena, int rank, const int *extent, size_t *count)
{
    const char *text = arena_format(arena, "%d", extent[0]);
    *count = (size_t)extent[0];
    for (int i = 1; i < rank; i++) {
        *count *= (size_t)extent[i];
        if (extent[i] != 1)
            text = arena_format(arena, "%s * %d", text, extent[i]);
    }
    return text;
}

/* An array of the layer (program->layers: the readout): NAME_what. */
static void add(struct list *list, const struct mcu_plan *plan, enum mcu_kind kind, int layer, const char *what,
                const char *type, int rank, const int *extent, const char *about)
{
    const bool readout = layer == plan->program->layers;
    const char *name = layer < 0 ? NULL : readout ? "readout" : plan->program->model->layer[layer].name;
    size_t count;
    const char *extents = extents_of(list->arena, rank, extent, &count);
    append(list, (struct mcu_member){.name = name ? arena_format(list->arena, "%s_%s", name, what) : what,
                                     .type = type,
                                     .extents = extents,
                                     .bytes = count * size_of(type),
                                     .kind = kind,
                                     .layer = layer,
                                     .comment = about});
}

#define ADD(kind, layer, what, type, about, ...)                                                                       \
    add(list, plan, kind, layer, what, type, (int)(sizeof(int[]){__VA_ARGS__} / sizeof(int)), (int[]){__VA_ARGS__},    \
        about)

static void add_one(struct list *list, const char *name, const char *type, const char *about)
{
    append(list,
           (struct mcu_member){
               .name = name, .type = type, .bytes = size_of(type), .kind = MCU_OTHER, .layer = -1, .comment = about});
}

/* ---- What is trained ---- */

/* "conv1_weight" of "conv1.weight". */
static const char *member_of(struct arena *arena, const char *name)
{
    char *text = arena_copy(arena, name, strlen(name));
    for (char *c = text; *c; c++)
        if (*c == '.')
            *c = '_';
    return text;
}

static int layer_of(const struct program *program, int param)
{
    int layer = 0;
    while (layer < program->layers && program->params.own[layer + 1].weight <= param)
        layer++;
    return layer;
}

static bool layer_learns(const struct mcu_plan *plan, int layer)
{
    return layer == plan->program->layers ? plan->readout_learns : plan->layer[layer].learns;
}

static void add_param(struct list *list, const struct mcu_plan *plan, int index, const char *suffix, enum mcu_kind kind,
                      const char *about)
{
    const struct tess_param *param = &plan->program->params.param[index];
    size_t count;
    const char *extents = extents_of(list->arena, param->rank, param->shape, &count);
    append(list,
           (struct mcu_member){.name = arena_format(list->arena, "%s%s", member_of(list->arena, param->name), suffix),
                               .type = "float",
                               .extents = extents,
                               .bytes = count * sizeof(float),
                               .kind = kind,
                               .layer = layer_of(plan->program, index),
                               .comment = about});
}

/* Of all parameters, or of those that learn. */
static void add_params(struct list *list, const struct mcu_plan *plan, const char *suffix, enum mcu_kind kind, bool all)
{
    const struct program *program = plan->program;
    for (int i = 0; i < program->params.count; i++)
        if (all || layer_learns(plan, layer_of(program, i)))
            add_param(list, plan, i, suffix, kind, NULL);
}

/* What NAME_save writes. */
static void add_saved(struct list *list, struct mcu_plan *plan)
{
    if (plan->moment2) {
        add_one(list, "power1", "double", "beta1 to the number of updates so far");
        add_one(list, "power2", "double", "beta2 to the same");
    }
    add_one(list, "learning_rate", "float", "may be changed between updates");
    add_params(list, plan, "", MCU_WEIGHTS, true);
    if (plan->moment1)
        add_params(list, plan, "_moment1", MCU_MOMENTS, false);
    if (plan->moment2)
        add_params(list, plan, "_moment2", MCU_MOMENTS, false);
    plan->saved = list->count;
}

/* ---- What a layer carries ---- */

static void add_in_use(struct list *list, const struct mcu_plan *plan, int l)
{
    const struct mcu_layer *m = &plan->layer[l];
    const int channels = m->program->layer->out.channels;
    const bool fixed = m->program->in.kind != EDGE_REALS;
    if (!m->raw)
        ADD(MCU_IN_USE, l, "in_use", fixed ? "int32_t" : "float",
            fixed ? "the weights that the sums take, in units of in_use_scale" : "the weights that the sums take",
            channels, m->fan_in);
    if (fixed)
        ADD(MCU_IN_USE, l, "in_use_scale", "float", NULL, channels);
    if (m->program->layer->weights == WEIGHTS_CENTER)
        add_one(list, arena_format(list->arena, "%s_spread", m->program->layer->name), "float",
                "1 / (largest weight - mean of all)");
}

static void add_traces(struct list *list, const struct mcu_plan *plan, int l)
{
    const struct mcu_layer *m = &plan->layer[l];
    const struct layer *layer = m->program->layer;
    for (int k = 0; m->learns && k < layer->rule.terms; k++) {
        const struct term *term = &layer->rule.term[k];
        if (m->trace[k] == k)
            ADD(MCU_TRACES, l, arena_format(list->arena, "q%d", k), "float", "trace of the input", layer->in.channels,
                layer->in.height, layer->in.width);
        if (term->post == POST_TRACE)
            ADD(MCU_TRACES, l, arena_format(list->arena, "h%d", k), "float", "trace of psi, a step behind",
                layer->out.channels, layer->out.height, layer->out.width);
    }
}

static void add_layer(struct list *list, const struct mcu_plan *plan, int l)
{
    const struct layer *layer = plan->layer[l].program->layer;
    add_in_use(list, plan, l);
    ADD(MCU_MEMBRANES, l, "membrane", "float", "u, before the reset", layer->out.channels, layer->out.height,
        layer->out.width);
    add_traces(list, plan, l);
}

static void add_output(struct list *list, const struct mcu_plan *plan, int l)
{
    const struct mcu_layer *m = &plan->layer[l];
    if (m->program->out.kind == EDGE_BITS)
        ADD(MCU_SPIKES, l, "output", "uint8_t", "pooled spikes, a bit each: channels, rows, columns",
            (m->outputs + 7) / 8);
    else
        ADD(MCU_SPIKES, l, "output", m->program->out.largest < 256 ? "uint8_t" : "uint16_t",
            "spikes of each pooling window, counted", m->outputs);
}

/* Larger alignment first, so that there is no padding but at the end. */
static void add_members(struct list *list, struct mcu_plan *plan)
{
    const int layers = plan->program->layers;
    add_saved(list, plan);
    if (plan->keeps_frame)
        add_one(list, "frame", "const float *", "of the present step, the caller's");
    add_one(list, "step", "int32_t", "steps of this sample so far");
    if (plan->keeps_gradient)
        add_params(list, plan, "_gradient", MCU_GRADIENTS, false);
    for (int l = 0; l < layers; l++)
        add_layer(list, plan, l);
    ADD(MCU_OTHER, layers, "logits", "float", "of the present step", plan->classes);
    ADD(MCU_OTHER, layers, "sums", "float", "of the steps so far", plan->classes);
    append(list, (struct mcu_member){.name = "scratch",
                                     .bytes = plan->scratch_bytes,
                                     .kind = MCU_SCRATCH,
                                     .layer = -1,
                                     .comment = "what lasts for a moment"});
    for (int pass = 0; pass < 2; pass++)
        for (int l = 0; l < layers; l++)
            if ((plan->layer[l].program->out.largest >= 256) == !pass)
                add_output(list, plan, l);
}

/* ---- What lasts for a moment ---- */

/* Ends a struct of the union with the members added since `first`. */
static void end_scratch(struct mcu_plan *plan, struct list *list, int first, const char *name)
{
    struct mcu_scratch *s = &plan->scratch[plan->scratches];
    *s = (struct mcu_scratch){.name = name, .members = list->count - first};
    s->member = ARENA_ARRAY(list->arena, struct mcu_member, s->members + 1);
    for (int i = 0; i < s->members; i++) {
        s->member[i] = list->member[first + i];
        s->bytes += s->member[i].bytes;
    }
    s->bytes = (s->bytes + 3) / 4 * 4;
    if (s->members)
        plan->scratches++;
    if (s->bytes > plan->scratch_bytes)
        plan->scratch_bytes = s->bytes;
}

static void add_learn_scratch(struct list *list, const struct mcu_plan *plan, int l)
{
    const struct mcu_layer *m = &plan->layer[l];
    const struct layer *layer = m->program->layer;
    ADD(MCU_SCRATCH, -1, "latent", "float", "B sees these", layer->latents);
    ADD(MCU_SCRATCH, -1, "error", "float", "of the layer's own logits", plan->classes);
    if (!m->program->flat) {
        ADD(MCU_SCRATCH, -1, "cell", "float", "learning signal of a channel by cells of the grid", m->program->cells);
        if (m->program->zones != m->program->cells)
            ADD(MCU_SCRATCH, -1, "zone", "float", "and by zones, where cells overlap", m->program->zones);
    }
    ADD(MCU_SCRATCH, -1, "d", "float", "what each term of the rule takes from a channel's neurons", layer->rule.terms,
        layer->out.height, layer->out.width);
    ADD(MCU_SCRATCH, -1, "row", "float", "a channel's weights, or their gradient", m->fan_in);
}

static void add_scratches(struct arena *arena, struct mcu_plan *plan)
{
    struct list own = {.arena = arena}, *list = &own;
    plan->scratch = ARENA_ARRAY(arena, struct mcu_scratch, 3 * plan->program->layers + 1);
    for (int l = 0; l < plan->program->layers; l++) {
        const struct mcu_layer *m = &plan->layer[l];
        const char *name = m->program->layer->name;
        int first = list->count;
        if (m->program->in.kind != EDGE_BITS)
            ADD(MCU_SCRATCH, -1, "value", m->program->in.kind == EDGE_REALS ? "float" : "int32_t",
                "inputs that a neuron sees and that are not zero", m->fan_in);
        ADD(MCU_SCRATCH, -1, "place", m->fan_in > 65535 ? "uint32_t" : "uint16_t",
            "their places in a channel's weights", m->fan_in);
        end_scratch(plan, list, first, arena_format(arena, "%s_forward", name));
        first = list->count;
        if (m->learns)
            add_learn_scratch(list, plan, l);
        end_scratch(plan, list, first, arena_format(arena, "%s_learn", name));
    }
    const int first = list->count;
    ADD(MCU_SCRATCH, -1, "error", "float", NULL, plan->classes);
    end_scratch(plan, list, first, "readout_learn");
    const int last = list->count;
    ADD(MCU_SCRATCH, -1, "row", "float", "a channel's weights, between samples", plan->most_row);
    end_scratch(plan, list, last, "weights");
}

/* ---- Constants ---- */

bool mcu_has_signs(const struct mcu_plan *plan, int layer)
{
    const struct program *program = plan->program;
    const bool starts = program->model->readout.start == TESS_START_SIGNS;
    for (int l = 0; l < program->layers; l++)
        if (program->layer[l].basis_layer == layer && (plan->layer[l].learns || (starts && l == program->layers - 1)))
            return true;
    return false;
}

static void add_constants(struct list *list, const struct mcu_plan *plan)
{
    const struct program *program = plan->program;
    for (int l = 0; l < program->layers; l++) {
        const struct program_layer *p = &program->layer[l];
        const bool starts = program->model->readout.start == TESS_START_SIGNS && l == program->layers - 1;
        if (mcu_has_signs(plan, l))
            ADD(MCU_SIGNS, l, "positive", "uint8_t", "where B is positive, a bit a latent", plan->classes,
                (p->layer->latents + 7) / 8);
        if (!plan->layer[l].learns && !starts)
            continue;
        if (plan->layer[l].learns)
            ADD(MCU_SIGNS, l, "alive", "uint8_t", "latents that can learn, a bit each", (p->layer->latents + 7) / 8);
        if (!p->flat) {
            ADD(MCU_TABLES, l, "rows", "uint16_t", "windows of the signal grid", p->grid_y.cells, 2);
            ADD(MCU_TABLES, l, "columns", "uint16_t", NULL, p->grid_x.cells, 2);
        } else {
            ADD(MCU_TABLES, l, "bins", "uint16_t", "bins of the features", p->grid_x.cells, 2);
        }
        if (!plan->layer[l].learns || p->flat)
            continue;
        ADD(MCU_TABLES, l, "worth", "float", "what a unit of signal is worth", p->cells);
        ADD(MCU_TABLES, l, "row_zone", "uint16_t", "zone of a pooled row", p->layer->pooled.height);
        ADD(MCU_TABLES, l, "column_zone", "uint16_t", NULL, p->layer->pooled.width);
        if (p->zones != p->cells) {
            ADD(MCU_TABLES, l, "zone_rows", "uint16_t", "cells that share a zone", p->grid_y.zones, 2);
            ADD(MCU_TABLES, l, "zone_columns", "uint16_t", NULL, p->grid_x.zones, 2);
        }
    }
}

/* ---- The plan ---- */

static void plan_layer(struct mcu_plan *plan, int l)
{
    struct mcu_layer *m = &plan->layer[l];
    const struct program_layer *p = m->program = &plan->program->layer[l];
    const struct layer *layer = p->layer;
    m->kernel = layer->kernel_height * layer->kernel_width;
    m->fan_in = layer->in.channels * m->kernel;
    m->inputs = shape_size(layer->in);
    m->neurons = shape_size(layer->out);
    m->outputs = shape_size(layer->pooled);
    m->learns = layer->learns && layer->rate_factor != 0;
    m->raw = p->in.kind == EDGE_REALS && layer->weights == WEIGHTS_RAW;
    plan->most_row = m->fan_in > plan->most_row ? m->fan_in : plan->most_row;
    for (int k = 0; k < layer->rule.terms; k++) {
        m->trace[k] = -1;
        for (int j = k; layer->rule.term[k].pre == PRE_TRACE && j >= 0; j--)
            if (layer->rule.term[j].pre == PRE_TRACE && layer->rule.term[j].pre_decay == layer->rule.term[k].pre_decay)
                m->trace[k] = j;
        plan->keeps_frame |= l == 0 && m->learns && layer->rule.term[k].pre == PRE_INPUT;
    }
}

const struct mcu_plan *mcu_plan_make(struct arena *arena, const struct model *model)
{
    const struct tess_training *training = &model->training;
    struct mcu_plan *plan = ARENA_NEW(arena, struct mcu_plan);
    plan->program = program_make(arena, model, SCHEDULE_STREAM);
    plan->classes = model->input.classes;
    plan->features = model->readout.features;
    plan->readout_learns = model->readout.learns && model->readout.rate_factor != 0;
    plan->keeps_gradient = training->update != TESS_UPDATE_STEP;
    plan->batch = training->update == TESS_UPDATE_BATCH ? training->batch : 1;
    plan->moment2 = plan->keeps_gradient && tess_has_second_moment(training->optimizer);
    plan->moment1 = plan->moment2 || (plan->keeps_gradient && training->momentum != 0);
    plan->layer = ARENA_ARRAY(arena, struct mcu_layer, plan->program->layers);
    for (int l = 0; l < plan->program->layers; l++)
        plan_layer(plan, l);
    add_scratches(arena, plan);
    struct list members = {.arena = arena}, constants = {.arena = arena};
    add_members(&members, plan);
    add_constants(&constants, plan);
    plan->member = members.member;
    plan->members = members.count;
    plan->constant = constants.member;
    plan->constants = constants.count;
    return plan;
}

/* ---- Sizes ---- */

static size_t alignment_of(const struct mcu_member *member, size_t pointer)
{
    return !member->type ? 4 : !member->bytes ? pointer : size_of(member->type);
}

static size_t bytes_of(const struct mcu_plan *plan, int members, size_t pointer, size_t *widest)
{
    size_t bytes = 0;
    *widest = 1;
    for (int i = 0; i < members; i++) {
        const struct mcu_member *member = &plan->member[i];
        const size_t alignment = alignment_of(member, pointer);
        *widest = alignment > *widest ? alignment : *widest;
        bytes = (bytes + alignment - 1) / alignment * alignment + (member->bytes ? member->bytes : pointer);
    }
    return bytes;
}

size_t mcu_state_bytes(const struct mcu_plan *plan, size_t pointer)
{
    size_t widest;
    const size_t bytes = bytes_of(plan, plan->members, pointer, &widest);
    return (bytes + widest - 1) / widest * widest;
}

size_t mcu_saved_bytes(const struct mcu_plan *plan)
{
    size_t widest;
    return bytes_of(plan, plan->saved, 0, &widest);
}
