#include "cpu/plan/print.h"

#include "cpu/plan/machine.h"
#include "cpu/plan/solvers.h"
#include "model/words.h"
#include "support/yaml.h"
#include "tess/engine.h"

static void print_edge(struct yaml_out *out, const char *key, const struct edge *edge)
{
    yaml_flow_map(out, key);
    yaml_text(out, "kind", edge_kind_name(edge->kind));
    yaml_flow_list(out, "shape");
    yaml_integer(out, NULL, edge->shape.channels);
    yaml_integer(out, NULL, edge->shape.height);
    yaml_integer(out, NULL, edge->shape.width);
    yaml_end_list(out);
    yaml_integer(out, "steps", edge->steps);
    if (edge->kind == EDGE_COUNTS)
        yaml_float(out, "scale", edge->scale);
    yaml_end_map(out);
}

static const char *const stacks[] = {
    [TESS_STACK_NONE] = "none", [TESS_STACK_ALL] = "all of a patch", [TESS_STACK_PAIRS] = "two or all of a patch"};

static void print_layer(struct yaml_out *out, const struct plan *plan, const struct plan_layer *p)
{
    yaml_map(out, NULL);
    yaml_text(out, "layer", p->layer->name);
    print_edge(out, "in", &p->in);
    print_edge(out, "out", &p->out);
    yaml_text(out, "sums", p->in.kind == EDGE_REALS ? "float32, in list order" : "int32 fixed point");
    yaml_text(out, "kernel", p->in.kind == EDGE_BITS ? "time patterns" : "values");
    yaml_text(out, "sums_over", p->solver->name);
    if (p->in.kind == EDGE_BITS && p->sums.kernel == SUM_ROWS)
        yaml_text(out, "equal_rows_joined", stacks[p->sums.stack]);
    if (p->in.kind == EDGE_BITS && plan_has_patterns(plan))
        yaml_integer(out, "patterns_worth", p->sums.worth);
    if (p->sums.inverts)
        yaml_integer(out, "inversion_worth", p->sums.inversion_worth);
    yaml_text(out, "gradient_along", p->gradient->name);
    if (p->in.kind == EDGE_REALS)
        yaml_boolean(out, "dense", p->sums.dense);
    yaml_integer(out, "lanes", p->lanes);
    yaml_integer(out, "blocks", p->blocks);
    yaml_flow_map(out, "tile");
    yaml_integer(out, "images", p->tile.images);
    yaml_integer(out, "rows", p->tile.rows);
    yaml_integer(out, "slots", p->tile.slots);
    yaml_integer(out, "table_bytes", (long long)p->tile.plane * p->tile.slots * p->lanes * 4);
    yaml_end_map(out);
    if (!signal_goes_down(p->layer->rule.signal)) {
        yaml_flow_map(out, "signal");
        yaml_integer(out, "latents", p->layer->latents);
        yaml_integer(out, "zones", p->program->zones);
        yaml_end_map(out);
    }
    yaml_end_map(out);
}

static void print_operators(struct yaml_out *out, const struct plan *plan, enum phase phase)
{
    yaml_list(out, phase_name(phase));
    for (int i = 0; i < plan->operators[phase]; i++) {
        const struct plan_operator *op = &plan->operator_list[phase][i];
        yaml_flow_map(out, NULL);
        yaml_text(out, "layer", op->layer < plan->layers ? plan->layer[op->layer].layer->name : "readout");
        yaml_text(out, "operator", operator_rows[op->kind].name);
        yaml_integer(out, "blocks", op->items.blocks);
        if (op->items.images)
            yaml_integer(out, "images", op->items.images);
        if (op->part)
            yaml_integer(out, "part", op->part);
        yaml_end_map(out);
    }
    yaml_end_list(out);
}

static void print_memory(struct yaml_out *out, const struct plan *plan)
{
    yaml_map(out, "memory");
    yaml_integer(out, "arena", (long long)plan->arena_bytes);
    yaml_integer(out, "scratch_per_worker", (long long)plan->scratch_bytes);
    if (plan->part_bytes) {
        yaml_flow_map(out, "from_slot_to_slot");
        yaml_integer(out, "lists_of_evaluation", (long long)plan->list_bytes);
        yaml_integer(out, "part_of_training", (long long)plan->part_bytes);
        yaml_end_map(out);
    }
    yaml_list(out, "buffers");
    for (int i = 0; i < plan->buffers; i++) {
        const struct buffer *buffer = &plan->buffer[i];
        yaml_flow_map(out, NULL);
        yaml_text(out, "name", buffer->name);
        yaml_integer(out, "offset", (long long)buffer->offset);
        yaml_integer(out, "bytes", (long long)buffer->bytes);
        if (buffer->shared)
            yaml_boolean(out, "shared", true);
        yaml_end_map(out);
    }
    yaml_end_list(out);
    yaml_end_map(out);
}

bool plan_print(const struct plan *plan, FILE *file)
{
    struct yaml_out *out = yaml_out_open(file);
    yaml_map(out, NULL);
    yaml_text(out, "model", plan->model->name);
    yaml_text(out, "target", plan->machine->name);
    yaml_text(out, "schedule", word_of(WORDS_SCHEDULE, (int)plan->program->schedule));
    yaml_integer(out, "steps", plan->program->all_steps);
    yaml_integer(out, "groups", plan->groups);
    yaml_integer(out, "group_steps", plan->group_steps);
    yaml_integer(out, "atoms", plan->atoms);
    yaml_integer(out, "chunk", plan->chunk);
    yaml_list(out, "layers");
    for (int l = 0; l < plan->layers; l++)
        print_layer(out, plan, &plan->layer[l]);
    yaml_end_list(out);
    yaml_map(out, "operators");
    for (int phase = 0; phase < PHASES; phase++)
        print_operators(out, plan, (enum phase)phase);
    yaml_end_map(out);
    print_memory(out, plan);
    yaml_end_map(out);
    return yaml_out_close(out);
}

/* As much of the generated model as its engine allocates by. */
static struct tess_model sizes_of(const struct plan *plan)
{
    return (struct tess_model){.input = plan->model->input,
                               .layers = plan->layers,
                               .local_loss = signal_is_own(model_rule(plan->model)->signal),
                               .chunk = plan->chunk,
                               .arena_bytes = plan->arena_bytes,
                               .scratch_bytes = plan->scratch_bytes};
}

size_t plan_engine_bytes(const struct plan *plan, int threads)
{
    const struct tess_model sizes = sizes_of(plan);
    return tess_engine_bytes(&sizes, threads, false);
}

size_t plan_chunk_bytes(const struct plan *plan)
{
    const struct tess_model sizes = sizes_of(plan);
    return tess_chunk_bytes(&sizes);
}
