/* tessc explain: what a model comes to. */
#include <stdio.h>

#include "driver/driver.h"
#include "program/account.h"

static int dead_latents(const struct layer *layer)
{
    int count = 0;
    for (int i = 0; i < layer->latents; i++)
        count += layer->dead[i];
    return count;
}

static void explain_layers(const struct model *model)
{
    printf("%-10s %-32s %-12s %-12s %11s %8s %8s %6s\n", "layer", "", "in", "out", "parameters", "signal", "latents",
           "dead");
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        char in[48], out[48], grid[32];
        snprintf(grid, sizeof grid, "%s", signal_goes_down(layer->rule.signal) ? "above" : "all");
        snprintf(in, sizeof in, "%dx%dx%d", layer->in.channels, layer->in.height, layer->in.width);
        snprintf(out, sizeof out, "%dx%dx%d", layer->pooled.channels, layer->pooled.height, layer->pooled.width);
        if (layer->rule.signal.projection == PROJECTION_BASIS)
            snprintf(grid, sizeof grid, "%dx%d", layer->grid_height, layer->grid_width);
        printf("%-10s %-32s %-12s %-12s %11lld %8s %8d %6d\n", layer->name, layer->text, in, out,
               layer_parameters(layer), grid, layer->latents, dead_latents(layer));
    }
    printf("%-10s %-32s %-12d %-12d %11lld\n", "readout", "", model->readout.features, model->input.classes,
           (long long)model->input.classes * (model->readout.features + 1));
    if (model_rule(model)->signal.projection == PROJECTION_BASIS)
        puts("\nsignal   the grid of windows through which a layer's learning signal sees its pooled spikes\n"
             "latents  their means, one a channel and window\n"
             "dead     latents whose sign is the same for all classes: no signal reaches them (docs/language.md)");
    else if (model_rule(model)->signal.projection == PROJECTION_ALL)
        puts("\nsignal   all: every output of the layer gets the same");
    else
        puts("\nsignal   above: it comes from the layer above; there are no latents");
}

static void explain_unproved(const struct use *use)
{
    const struct place place = use->unproved_at.source ? source_place(use->unproved_at) : (struct place){0};
    printf("not proved: %s", use->unproved);
    if (use->unproved_at.source)
        printf(" (%s:%d:%d)", use->unproved_at.source->name, place.line, place.column);
    puts("");
}

static void explain_neuron(const struct layer *layer)
{
    const struct neuron *neuron = &layer->neuron;
    printf("%-10s neuron %s: ", layer->name, layer->use.of->name);
    if (layer->use.unproved) {
        explain_unproved(&layer->use);
        return;
    }
    printf("leaky integrate and fire, leak %g, threshold %g, ", (double)neuron->leak, (double)neuron->threshold);
    if (neuron->reset == RESET_ZERO)
        puts("a spike resets to zero");
    else
        printf("a spike subtracts %g\n", (double)neuron->reset_amount);
}

static void explain_rule(const struct rule *rule)
{
    printf("%-10s rule %s: ", "", rule->name);
    if (rule->use.unproved) {
        explain_unproved(&rule->use);
        return;
    }
    for (int i = 0; i < rule->terms; i++) {
        const struct term *term = &rule->term[i];
        printf("%s%g ", i ? " + " : "", (double)term->coefficient);
        if (term->post == POST_MEMBRANE)
            printf("delta x");
        else if (term->post == POST_SURROGATE)
            printf("m psi q, q a linear filter of x with decay %g", (double)term->pre_decay);
        else
            printf("m h x, h the step before of a linear filter of psi with decay %g", (double)term->post_decay);
    }
    puts(rule->terms ? "" : "nothing");
}

/* What was proved of the equations of neurons and rules: the fast paths of generated code need all of it. */
static void explain_proofs(const struct model *model)
{
    puts("\nproved of the equations:");
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i], *before = i ? layer - 1 : NULL;
        if (before && same_use(&before->use, &layer->use) && !before->rule.use.unproved == !layer->rule.use.unproved) {
            printf("%-10s as %s\n", layer->name, before->name);
            continue;
        }
        explain_neuron(layer);
        explain_rule(&layer->rule);
    }
    puts("");
}

enum tess_exit command_explain(struct options *options)
{
    enum tess_exit code;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    if (options->paper) {
        account_paper(model, stdout);
        return finish_output(true);
    }
    struct diagnostics *aside = diagnostics_like(options->arena, options->diagnostics);
    const struct use *unproved;
    const bool planned = !unproved_layer(model, &unproved) || /* the interpreter runs what a target refuses */
                         options->target->accepts(model, &options->planned, (struct span){0}, aside);
    const void *plan = planned ? make_plan(options, model, &code) : NULL;
    if (planned && !plan)
        return code;
    printf("model %s: %s, %d classes, %d steps%s\n\n", model->name, model->input.dataset, model->input.classes,
           model->input.steps, model->input.is_static ? " of a static image" : "");
    explain_layers(model);
    printf("\n%lld parameters\n", model_parameters(model));
    account_learning(model, stdout);
    printf("predicts from %s\n", model->predict_from);
    explain_proofs(model);
    account_operations(model, stdout);
    account_exits(model, stdout);
    printf("\n");
    account_paper(model, stdout);
    if (plan)
        options->target->explain(options->arena, plan, stdout);
    else
        printf("\ntarget %s cannot run this model yet; '--engine interpret' can\n", options->target->name);
    return finish_output(true);
}
