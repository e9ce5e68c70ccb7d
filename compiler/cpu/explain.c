/* What the plan comes to, in words: memory, time, what was decided and why. */
#include "cpu/explain.h"

#include <math.h>

#include "cpu/plan/machine.h"
#include "cpu/plan/make.h"
#include "cpu/plan/print.h"
#include "cpu/plan/solvers.h"
#include "model/datasets.h"
#include "model/words.h"
#include "program/costs.h"
#include "support/number.h"
#include "tess/engine.h"

static const double mebibyte = 1024.0 * 1024.0;

/* ---- Time ---- */

/* Seconds of one core for a training sample. */
static double sample_seconds(const struct plan *plan)
{
    const struct model *model = plan->model;
    const struct pace *pace = &plan->machine->pace;
    const int steps = model->input.steps, supervised = steps - model->supervised_from;
    const double first = layer_macs(&model->layer[0]) * (model->input.is_static ? 1 : steps);
    double nanoseconds = 2 * upper_macs(model) * steps * pace->spike_mac * (plan_is_stream(plan) ? pace->stream : 1);
    nanoseconds += 2 * first * pace->value_mac + neuron_steps(model) * pace->neuron_step;
    if (plan_goes_down(plan))
        nanoseconds += upper_macs(model) * supervised * pace->error_mac;
    return nanoseconds * 1e-9;
}

/* In the unit in which it is neither 0.00 nor thousands. */
static void print_time(FILE *file, const char *what, double seconds)
{
    static const struct {
        double from, unit; /* seconds */
        const char *name;
    } units[] = {{7200, 3600, "h"}, {120, 60, "min"}, {1, 1, "s"}, {0, 1e-3, "ms"}};
    size_t i = 0;
    while (seconds < units[i].from)
        i++;
    const double value = seconds / units[i].unit;
    fprintf(file, "  %-34s %10.*f %s\n", what, number_decimals(value), value, units[i].name);
}

static void explain_time(const struct plan *plan, FILE *file)
{
    const double seconds = sample_seconds(plan);
    const int samples = dataset_samples(&plan->model->input);
    fprintf(file, "\ntime, estimated for one core of the machine in docs/performance.md:\n");
    char epoch[40] = "1000 training samples";
    if (samples > 0)
        snprintf(epoch, sizeof epoch, "an epoch of %d", samples);
    print_time(file, "a training sample", seconds);
    print_time(file, epoch, seconds * (samples > 0 ? samples : 1000));
}

/* ---- Memory ---- */

static void print_bytes(FILE *file, const char *what, double bytes)
{
    fprintf(file, "  %-34s %10.*f\n", what, number_decimals(bytes / mebibyte), bytes / mebibyte);
}

static void explain_memory(const struct plan *plan, FILE *file)
{
    double weights = 0, moments = 0, membranes = 0, largest = 0, spikes = 0, carried = 0;
    for (int i = 0; i < plan->program->params.count; i++) {
        const struct tess_param *param = &plan->param[i];
        weights += (double)tess_param_count(param) * sizeof(float);
        const int kept = (param->moment1 != TESS_NO_OFFSET) + (param->moment2 != TESS_NO_OFFSET);
        moments += (double)tess_param_count(param) * sizeof(float) * kept;
    }
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        const double bytes = (double)p->positions * p->padded * plan->steps * (double)sizeof(float);
        membranes += bytes;
        largest = fmax(largest, bytes);
        spikes += (double)p->out_bytes;
        carried += (double)(carried_values(p->program) * sizeof(float));
    }
    fprintf(file, "\nmemory, in MiB:\n");
    print_bytes(file, "parameters", weights);
    print_bytes(file, "their gradients", weights);
    print_bytes(file, "optimizer", moments);
    if (plan_is_stream(plan))
        print_bytes(file, "membranes and traces, a sample", carried);
    else if (plan_is_backward(plan))
        print_bytes(file, "membranes, all steps, a sample", membranes);
    else
        print_bytes(file, "membranes of a layer, a sample", largest);
    print_bytes(file, "outputs of all layers, a sample", spikes);
    print_bytes(file, "arena, for a chunk of samples", (double)plan->arena_bytes);
    print_bytes(file, "input, for a chunk of samples", (double)plan_chunk_bytes(plan));
    print_bytes(file, "scratch, every thread", (double)plan->scratch_bytes);
    print_bytes(file, "a trainer with one thread, in all", (double)plan_engine_bytes(plan, 1));
}

/* ---- What was decided ---- */

static void explain_arena(const struct plan *plan, const struct plan *other, FILE *file)
{
    fprintf(file,
            "memory    %.1f MiB arena (%.1f MiB parameters, moments and effective weights, %.1f MiB for a chunk)\n",
            (double)plan->arena_bytes / mebibyte, (double)plan->lasting_bytes / mebibyte,
            (double)(plan->arena_bytes - plan->lasting_bytes) / mebibyte);
    fprintf(file, "          %.1f MiB more for the input of a chunk, %.2f MiB for every thread\n",
            (double)plan_chunk_bytes(plan) / mebibyte, (double)plan->scratch_bytes / mebibyte);
    if (other)
        fprintf(
            file,
            "          schedule %s: %.1f MiB arena (%.1f MiB for a chunk of %d), %.1f MiB for its input, %.2f MiB for "
            "every thread\n",
            word_of(WORDS_SCHEDULE, (int)other->program->schedule), (double)other->arena_bytes / mebibyte,
            (double)(other->arena_bytes - other->lasting_bytes) / mebibyte, other->chunk,
            (double)plan_chunk_bytes(other) / mebibyte, (double)other->scratch_bytes / mebibyte);
    fputc('\n', file);
}

static void explain_decisions(const struct plan *plan, const struct plan *other, FILE *file)
{
    fprintf(file, "schedule  %s: %s\n", word_of(WORDS_SCHEDULE, (int)plan->program->schedule), plan->schedule_reason);
    fprintf(file, "chunk     %d images through the network at a time\n", plan->chunk);
    if (plan_is_stream(plan))
        fprintf(file, "steps     %d, one by one\n", plan->program->all_steps);
    else
        fprintf(file, "steps     %d in %d group%s of %d, %d time patterns a group\n", plan->steps, plan->groups,
                plan->groups == 1 ? "" : "s", plan->group_steps, plan->atoms);
    explain_arena(plan, other, file);
    fprintf(file, "%-10s %-7s %-7s %6s %7s %6s %15s  %-8s %s\n", "layer", "in", "out", "lanes", "blocks", "zones",
            "gradient tile", "sums", "gradient");
    for (int l = 0; l < plan->layers; l++) {
        const struct plan_layer *p = &plan->layer[l];
        char tile[40];
        snprintf(tile, sizeof tile, "%d x %d row%s", p->tile.images, p->tile.rows, p->tile.rows == 1 ? "" : "s");
        fprintf(file, "%-10s %-7s %-7s %6d %7d %6d %15s  %-8s %s\n", p->layer->name, edge_kind_name(p->in.kind),
                edge_kind_name(p->out.kind), p->lanes, p->blocks, p->program->zones, tile, p->solver->name,
                p->gradient->name);
    }
}

void cpu_explain(const struct plan *plan, const struct plan *other, FILE *file)
{
    explain_memory(plan, file);
    explain_time(plan, file);
    fputc('\n', file);
    explain_decisions(plan, other, file);
}
