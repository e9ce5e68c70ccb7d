#include "driver/account.h"

#include <math.h>

#include "model/datasets.h"
#include "plan/machine.h"
#include "plan/print.h"
#include "tess/engine.h"

static const double million = 1e6, mebibyte = 1024.0 * 1024.0;

/* Two decimals, and more where these would be zeros: a small network should not cost nothing. */
static int decimals(double value)
{
    enum { FEWEST = 2, MOST = 7 };
    int count = FEWEST;
    for (double scaled = value; value > 0 && scaled < 0.1 && count < MOST; scaled *= 10)
        count++;
    return count;
}

/* Multiply-accumulates of one dense step. */
static double layer_macs(const struct layer *layer)
{
    return (double)layer->in.channels * layer->kernel_height * layer->kernel_width * shape_size(layer->out);
}

static double readout_macs(const struct model *model)
{
    return (double)model->readout.features * model->input.classes;
}

/* Of all layers but the first, and the readout. */
static double upper_macs(const struct model *model)
{
    double macs = readout_macs(model);
    for (int i = 1; i < model->layers; i++)
        macs += layer_macs(&model->layer[i]);
    return macs;
}

/* ---- As the paper counts ----------------------------------------------------------------------------------------- */

static bool has_post_trace(const struct rule *rule)
{
    for (int i = 0; i < rule->terms; i++)
        if (rule->term[i].post == POST_TRACE)
            return true;
    return false;
}

static double paper_operations(const struct model *model)
{
    if (model_rule(model)->signal != SIGNAL_LOCAL)
        return model->input.steps * upper_macs(model);
    double latents = 2.0 * model->readout.features, values = 0;
    for (int i = 0; i < model->layers; i++) {
        latents += model->layer[i].latents;
        values += i + 1 < model->layers ? shape_size(model->layer[i].pooled) : 0;
    }
    if (!model->input.is_static) /* the first layer sees another input at every step */
        values += shape_size(model->layer[0].pooled);
    return (model->input.steps - model->supervised_from) * (2 * latents * model->input.classes + 3 * values);
}

static double paper_memory(const struct model *model)
{
    const struct tess_input *input = &model->input;
    const struct rule *rule = model_rule(model);
    double values = (double)input->channels * input->height * input->width + shape_size(model->layer[0].pooled);
    for (int i = 0; i < model->layers; i++)
        values += shape_size(model->layer[i].pooled);
    const int kept = rule->signal == SIGNAL_TIME ? input->steps : has_post_trace(rule) ? 2 : 1;
    return values * kept * (double)sizeof(float);
}

/* Cut after its last decimal; a hair more keeps what is exact from being cut below itself. */
static void print_cut(FILE *file, const char *what, double value)
{
    const double scale = pow(10, decimals(value));
    fprintf(file, "  %-45s %11.*f\n", what, decimals(value), floor(value * scale * (1 + 1e-12)) / scale);
}

void account_paper(const struct model *model, FILE *file)
{
    fprintf(file, "the paper's accounting of learn %s, a sample:\n", model_rule(model)->name);
    print_cut(file, "learning signal, million multiply-accumulates", paper_operations(model) / million);
    print_cut(file, "memory of the rule, MiB", paper_memory(model) / mebibyte);
}

/* ---- As it is ---------------------------------------------------------------------------------------------------- */

static const double expected_rate = 0.1; /* of neurons that fire in a step */

static void print_operations(FILE *file, const char *what, double dense, double expected)
{
    const double million_dense = dense / million, million_expected = expected / million;
    fprintf(file, "  %-34s %10.*f %10.*f\n", what, decimals(million_dense), million_dense, decimals(million_expected),
            million_expected);
}

/* Those of the gradients of a step: constants have none. */
static double learning_macs(const struct model *model)
{
    double macs = model->readout.learns ? readout_macs(model) : 0;
    for (int i = 1; i < model->layers; i++)
        macs += model->layer[i].learns ? layer_macs(&model->layer[i]) : 0;
    return macs;
}

void account_operations(const struct model *model, FILE *file)
{
    const bool local = model_rule(model)->signal == SIGNAL_LOCAL;
    const int steps = model->input.steps, supervised = steps - model->supervised_from;
    const double first = layer_macs(&model->layer[0]) * (model->input.is_static ? 1 : steps);
    const double upper = upper_macs(model) * steps, learning = learning_macs(model) * steps;
    const double first_learning = model->layer[0].learns ? first : 0;
    double signals = 0;
    for (int i = 0; i < model->layers; i++)
        signals += 2.0 * model->layer[i].latents * model->input.classes * supervised;
    fprintf(file, "\na training sample, in million multiply-accumulates (additions, where the input is spikes):\n");
    fprintf(file, "  %-34s %10s %10s\n", "", "dense", "10 % fire");
    print_operations(file, model->input.is_static ? "forward, first layer, once" : "forward, first layer", first,
                     first);
    print_operations(file, "forward, other layers", upper, upper * expected_rate);
    if (local)
        print_operations(file, "learning signals", signals, signals);
    else /* errors are sparse too, but not for being spikes */
        print_operations(file, "signals back through the layers", upper / steps * supervised,
                         upper / steps * supervised);
    print_operations(file, "weight gradients, first layer", first_learning, first_learning);
    print_operations(file, "weight gradients, other layers", learning, learning * expected_rate);
}

void account_constants(const struct plan *plan, FILE *file)
{
    const struct model *model = plan->model;
    const int moments = tess_has_second_moment(model->training.optimizer) ? 2 : 1;
    double constants = 0, all = 0;
    for (int i = 0; i < plan->params; i++) {
        all += (double)tess_param_count(&plan->param[i]);
        constants += plan->param_learns[i] ? 0 : (double)tess_param_count(&plan->param[i]);
    }
    if (!model->learn_only)
        return;
    const double saved = constants * moments * (double)sizeof(float) / mebibyte;
    fprintf(file,
            "%.0f of them learn, %s; %.0f are constants: no gradient of them is computed, and the optimizer keeps "
            "%.*f MiB less\n",
            all - constants, model->learn_only, constants, decimals(saved), saved);
}

/* Dense multiply-accumulates of a sample's way forward to a layer; the first layer sees a static input once. */
static double forward_macs(const struct model *model, int layer)
{
    const double steps = model->input.steps;
    return layer_macs(&model->layer[layer]) * (layer == 0 && model->input.is_static ? 1 : steps);
}

static void print_exit(FILE *file, const char *name, double computed, double all)
{
    const double million_computed = computed / million, saved = (all - computed) / million;
    fprintf(file, "  %-12s %12.*f %12.*f %6.1f %%\n", name, decimals(million_computed), million_computed,
            decimals(saved), saved, 100 * (all - computed) / all);
}

void account_exits(const struct model *model, FILE *file)
{
    const double classes = model->input.classes, supervised = model->input.steps - model->supervised_from;
    double all = readout_macs(model) * model->input.steps, below = 0;
    if (model_rule(model)->signal != SIGNAL_LOCAL)
        return;
    for (int i = 0; i < model->layers; i++)
        all += forward_macs(model, i);
    fprintf(file, "\na sample's way forward, where a layer predicts alone, in million dense multiply-accumulates:\n");
    fprintf(file, "  %-12s %12s %12s %8s\n", "predict from", "computed", "saved", "share");
    for (int i = 0; i < model->layers; i++) {
        below += forward_macs(model, i);
        print_exit(file, model->layer[i].name, below + model->layer[i].latents * classes * supervised, all);
    }
    print_exit(file, "readout", all, all);
}

static double neuron_steps(const struct model *model)
{
    double neurons = 0;
    for (int i = 0; i < model->layers; i++)
        neurons += shape_size(model->layer[i].out);
    return neurons * model->input.steps;
}

/* Seconds of one core for a training sample. */
static double sample_seconds(const struct plan *plan)
{
    const struct model *model = plan->model;
    const struct pace *pace = &plan->machine->pace;
    const int steps = model->input.steps, supervised = steps - model->supervised_from;
    const double first = layer_macs(&model->layer[0]) * (model->input.is_static ? 1 : steps);
    double nanoseconds = 2 * upper_macs(model) * steps * pace->spike_mac * (plan_is_stream(plan) ? pace->stream : 1);
    nanoseconds += 2 * first * pace->value_mac + neuron_steps(model) * pace->neuron_step;
    if (plan_is_backward(plan))
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
    fprintf(file, "  %-34s %10.*f %s\n", what, decimals(value), value, units[i].name);
}

void account_time(const struct plan *plan, FILE *file)
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

static void print_bytes(FILE *file, const char *what, double bytes)
{
    fprintf(file, "  %-34s %10.*f\n", what, decimals(bytes / mebibyte), bytes / mebibyte);
}

void account_memory(const struct plan *plan, FILE *file)
{
    double weights = 0, moments = 0, membranes = 0, largest = 0, spikes = 0, carried = 0;
    for (int i = 0; i < plan->params; i++) {
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
        spikes += (double)p->out.bytes;
        carried += (double)(carried_values(p) * sizeof(float));
    }
    fprintf(file, "\nmemory, in MiB:\n");
    print_bytes(file, "parameters", weights);
    print_bytes(file, "their gradients", weights);
    print_bytes(file, "optimizer", moments);
    if (plan_is_backward(plan))
        print_bytes(file, "membranes, all steps, a sample", membranes);
    else if (plan_is_stream(plan))
        print_bytes(file, "membranes and traces, a sample", carried);
    else
        print_bytes(file, "membranes of a layer, a sample", largest);
    print_bytes(file, "outputs of all layers, a sample", spikes);
    print_bytes(file, "arena, for a chunk of samples", (double)plan->arena_bytes);
    print_bytes(file, "input, for a chunk of samples", (double)plan_chunk_bytes(plan));
    print_bytes(file, "scratch, every thread", (double)plan->scratch_bytes);
    print_bytes(file, "a trainer with one thread, in all", (double)plan_engine_bytes(plan, 1));
}
