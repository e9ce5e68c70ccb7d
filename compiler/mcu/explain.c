#include "mcu/explain.h"

#include "program/costs.h"
#include "support/yaml.h"

static const char *const kinds[MCU_KINDS] = {
    [MCU_WEIGHTS] = "weights",     [MCU_IN_USE] = "in use", [MCU_GRADIENTS] = "gradient", [MCU_MOMENTS] = "moments",
    [MCU_MEMBRANES] = "membranes", [MCU_TRACES] = "traces", [MCU_SPIKES] = "spikes",      [MCU_SCRATCH] = "scratch",
    [MCU_OTHER] = "other",         [MCU_SIGNS] = "signs",   [MCU_TABLES] = "tables"};

enum { POINTER = 4, FIRST_CONSTANT = MCU_SIGNS };

static const char *layer_name(const struct program *program, int layer)
{
    return layer < 0 ? "network" : layer == program->layers ? "readout" : program->model->layer[layer].name;
}

static size_t bytes_of(const struct mcu_member *member)
{
    return member->bytes ? member->bytes : POINTER;
}

/* Of the members, or constants, of a layer (any: -2) and kind (any: MCU_KINDS). */
static size_t sum_of(const struct mcu_member *member, int members, int layer, enum mcu_kind kind)
{
    size_t bytes = 0;
    for (int i = 0; i < members; i++)
        if ((layer == -2 || member[i].layer == layer) && (kind == MCU_KINDS || member[i].kind == kind))
            bytes += bytes_of(&member[i]);
    return bytes;
}

static void print_row(const struct mcu_plan *plan, const char *name, int layer, FILE *file)
{
    fprintf(file, "%-10s", name);
    for (int kind = 0; kind < FIRST_CONSTANT; kind++)
        fprintf(file, "%10zu", sum_of(plan->member, plan->members, layer, (enum mcu_kind)kind));
    fprintf(file, "%10zu%11zu\n", sum_of(plan->member, plan->members, layer, MCU_KINDS),
            sum_of(plan->constant, plan->constants, layer, MCU_KINDS));
}

static void explain_memory(const struct mcu_plan *plan, FILE *file)
{
    const struct program *program = plan->program;
    const size_t bytes = mcu_state_bytes(plan, POINTER), told = sum_of(plan->member, plan->members, -2, MCU_KINDS);
    fprintf(file, "state and constants, in bytes, where pointers have four:\n%-10s", "layer");
    for (int kind = 0; kind < FIRST_CONSTANT; kind++)
        fprintf(file, "%10s", kinds[kind]);
    fprintf(file, "%10s%11s\n", "state", "constants");
    for (int l = 0; l <= program->layers; l++)
        print_row(plan, layer_name(program, l), l, file);
    print_row(plan, layer_name(program, -1), -1, file);
    print_row(plan, "in all", -2, file);
    if (bytes > told)
        fprintf(file, "%zu bytes more at the end of struct %s, for its alignment\n", bytes - told,
                program->model->name);
    fprintf(file, "\nstate      %zu bytes: sizeof(struct %s); it does not depend on the number of steps\n", bytes,
            program->model->name);
    fprintf(file, "constants  %zu bytes, beside the code\n", sum_of(plan->constant, plan->constants, -2, MCU_KINDS));
    fprintf(file, "a save     %zu bytes\n", mcu_saved_bytes(plan) + 16);
}

/* Beside the paper's 2 n floats: the traces of inputs and neurons. */
static void explain_traces(const struct mcu_plan *plan, FILE *file)
{
    const struct program *program = plan->program;
    long long paper = 0;
    for (int l = 0; l < program->layers; l++)
        paper += plan->layer[l].inputs + plan->layer[l].outputs;
    fprintf(file, "traces     %zu bytes, membranes %zu; the paper counts %lld for both traces of every layer\n\n",
            sum_of(plan->member, plan->members, -2, MCU_TRACES), sum_of(plan->member, plan->members, -2, MCU_MEMBRANES),
            4 * paper);
}

static void explain_operations(const struct mcu_plan *plan, FILE *file)
{
    const struct program *program = plan->program;
    fprintf(file, "operations of a step, dense (additions where the input is spikes):\n%-10s%14s%14s%14s\n", "layer",
            "forward", "signal", "gradient");
    for (int l = 0; l < program->layers; l++) {
        const struct layer *layer = program->layer[l].layer;
        const double macs = layer_macs(layer), learns = plan->layer[l].learns ? 1 : 0;
        fprintf(file, "%-10s%14.0f%14.0f%14.0f\n", layer->name, macs, learns * 2.0 * layer->latents * plan->classes,
                learns * macs * layer->rule.terms);
    }
    fprintf(file, "%-10s%14.0f%14d%14.0f\n", "readout", readout_macs(program->model), 0,
            plan->readout_learns ? readout_macs(program->model) : 0);
}

void mcu_explain(struct arena *arena, const void *plan, FILE *file)
{
    const struct mcu_plan *own = plan;
    (void)arena;
    fprintf(file, "\ntarget mcu: schedule stream, %s\n\n",
            own->keeps_gradient ? "gradients are kept until the weights change"
                                : "each step changes the weights, so no gradient is kept");
    explain_memory(own, file);
    explain_traces(own, file);
    explain_operations(own, file);
}

static void print_members(struct yaml_out *out, const struct mcu_plan *plan, const char *key,
                          const struct mcu_member *member, int members)
{
    yaml_list(out, key);
    for (int i = 0; i < members; i++) {
        yaml_flow_map(out, NULL);
        yaml_text(out, "name", member[i].name);
        yaml_text(out, "type", member[i].type ? member[i].type : "union");
        if (member[i].extents)
            yaml_text(out, "extents", member[i].extents);
        yaml_text(out, "layer", layer_name(plan->program, member[i].layer));
        yaml_text(out, "kind", kinds[member[i].kind]);
        yaml_integer(out, "bytes", (long long)bytes_of(&member[i]));
        yaml_end_map(out);
    }
    yaml_end_list(out);
}

bool mcu_print(const void *plan, FILE *file)
{
    const struct mcu_plan *own = plan;
    struct yaml_out *out = yaml_out_open(file);
    yaml_map(out, NULL);
    yaml_text(out, "target", "mcu");
    yaml_text(out, "model", own->program->model->name);
    yaml_flow_map(out, "state_by_bytes_of_a_pointer");
    yaml_integer(out, "4", (long long)mcu_state_bytes(own, POINTER));
    yaml_integer(out, "8", (long long)mcu_state_bytes(own, 2 * POINTER));
    yaml_end_map(out);
    print_members(out, own, "members", own->member, own->members);
    print_members(out, own, "constants", own->constant, own->constants);
    yaml_end_map(out);
    return yaml_out_close(out);
}
