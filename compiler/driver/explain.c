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
        char in[48], out[48], grid[32] = "above";
        snprintf(in, sizeof in, "%dx%dx%d", layer->in.channels, layer->in.height, layer->in.width);
        snprintf(out, sizeof out, "%dx%dx%d", layer->pooled.channels, layer->pooled.height, layer->pooled.width);
        if (layer->rule.signal == SIGNAL_LOCAL)
            snprintf(grid, sizeof grid, "%dx%d", layer->grid_height, layer->grid_width);
        printf("%-10s %-32s %-12s %-12s %11lld %8s %8d %6d\n", layer->name, layer->text, in, out,
               layer_parameters(layer), grid, layer->latents, dead_latents(layer));
    }
    printf("%-10s %-32s %-12d %-12d %11lld\n", "readout", "", model->readout.features, model->input.classes,
           (long long)model->input.classes * (model->readout.features + 1));
    if (model_rule(model)->signal == SIGNAL_LOCAL)
        puts("\nsignal   the grid of windows through which a layer's learning signal sees its pooled spikes\n"
             "latents  their means, one a channel and window\n"
             "dead     latents whose sign is the same for all classes: no signal reaches them (docs/language.md)");
    else
        puts("\nsignal   above: it comes from the layer above; there are no latents");
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
    const void *plan = make_plan(options, model, &code);
    if (!plan)
        return code;
    printf("model %s: %s, %d classes, %d steps%s\n\n", model->name, model->input.dataset, model->input.classes,
           model->input.steps, model->input.is_static ? " of a static image" : "");
    explain_layers(model);
    printf("\n%lld parameters\n", model_parameters(model));
    account_learning(model, stdout);
    printf("predicts from %s\n", model->predict_from);
    account_operations(model, stdout);
    account_exits(model, stdout);
    printf("\n");
    account_paper(model, stdout);
    options->target->explain(options->arena, plan, stdout);
    return finish_output(true);
}
