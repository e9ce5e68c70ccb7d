#include "program/account.h"

#include <math.h>

#include "program/costs.h"
#include "support/number.h"

static const double million = 1e6, mebibyte = 1024.0 * 1024.0;

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
    if (signal_goes_down(model_rule(model)->signal))
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
    const int kept = rule->signal.reach == REACH_TIME ? input->steps : has_post_trace(rule) ? 2 : 1;
    return values * kept * (double)sizeof(float);
}

/* Cut after its last decimal; a hair more keeps what is exact from being cut below itself. */
static void print_cut(FILE *file, const char *what, double value)
{
    const double scale = pow(10, number_decimals(value));
    fprintf(file, "  %-45s %11.*f\n", what, number_decimals(value), floor(value * scale * (1 + 1e-12)) / scale);
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
    fprintf(file, "  %-34s %10.*f %10.*f\n", what, number_decimals(million_dense), million_dense,
            number_decimals(million_expected), million_expected);
}

/* The sum over the layers from the second on, and the readout. */
static double of_upper(const struct model *model, double (*macs)(const struct model *model, int layer))
{
    double sum = 0;
    for (int layer = 1; layer <= model->layers; layer++)
        sum += macs(model, layer);
    return sum;
}

void account_operations(const struct model *model, FILE *file)
{
    const bool local = !signal_goes_down(model_rule(model)->signal);
    const double first = forward_macs(model, 0), upper = of_upper(model, forward_macs);
    const double first_learning = gradient_macs(model, 0), learning = of_upper(model, gradient_macs);
    const double back = of_upper(model, back_macs);
    double signals = 0;
    for (int i = 0; i < model->layers; i++)
        signals += signal_macs(model, i);
    fprintf(file, "\na training sample, in million multiply-accumulates (additions, where the input is spikes):\n");
    fprintf(file, "  %-34s %10s %10s\n", "", "dense", "10 % fire");
    print_operations(file, model->input.is_static ? "forward, first layer, once" : "forward, first layer", first,
                     first);
    print_operations(file, "forward, other layers", upper, upper * expected_rate);
    if (local)
        print_operations(file, "learning signals", signals, signals);
    else /* errors are sparse too, but not for being spikes */
        print_operations(file, "signals back through the layers", back, back);
    print_operations(file, "weight gradients, first layer", first_learning, first_learning);
    print_operations(file, "weight gradients, other layers", learning, learning * expected_rate);
}

void account_learning(const struct model *model, FILE *file)
{
    const bool by_step = model->training.update == TESS_UPDATE_STEP;
    const int moments = by_step ? 0 : tess_has_second_moment(model->training.optimizer) ? 2 : 1;
    const double all = (double)model_parameters(model);
    double constants = all;
    for (int i = 0; i < model->layers; i++)
        constants -= model->layer[i].learns ? (double)layer_parameters(&model->layer[i]) : 0;
    if (model->readout.learns)
        constants -= (double)model->input.classes * (model->readout.features + 1);
    const double saved = constants * moments * (double)sizeof(float) / mebibyte;
    if (model->learn_only)
        fprintf(file,
                "%.0f of them learn, %s; %.0f are constants: no gradient of them is computed, and the optimizer keeps "
                "%.*f MiB less\n",
                all - constants, model->learn_only, constants, number_decimals(saved), saved);
    const double kept = all * (double)sizeof(float) / mebibyte;
    if (by_step)
        fprintf(file,
                "updates each step: dW[t] goes into the weights at once; nothing of it is kept, and the optimizer's "
                "%.*f MiB are not there\n",
                number_decimals(kept), kept);
}

static void print_exit(FILE *file, const char *name, double computed, double all)
{
    const double million_computed = computed / million, saved = (all - computed) / million;
    fprintf(file, "  %-12s %12.*f %12.*f %6.1f %%\n", name, number_decimals(million_computed), million_computed,
            number_decimals(saved), saved, 100 * (all - computed) / all);
}

void account_exits(const struct model *model, FILE *file)
{
    const double classes = model->input.classes, supervised = model->input.steps - model->supervised_from;
    double all = readout_macs(model) * model->input.steps, below = 0;
    if (!signal_is_own(model_rule(model)->signal))
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
