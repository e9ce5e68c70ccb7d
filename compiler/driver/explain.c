/* tessc explain: what a model comes to. */
#include <stdio.h>

#include "driver/driver.h"
#include "plan/plan.h"

static int dead_latents(struct arena *arena, const struct model *model, const struct layer *layer)
{
    if (layer->latents == 0)
        return 0;
    int8_t *sign = ARENA_ARRAY(arena, int8_t, (size_t)model->input.classes * (size_t)layer->latents);
    bool *dead = ARENA_ARRAY(arena, bool, layer->latents);
    square_wave(model->input.classes, layer->latents, model->frequencies, sign, dead);
    int count = 0;
    for (int i = 0; i < layer->latents; i++)
        count += dead[i];
    return count;
}

static void explain_layers(struct arena *arena, const struct model *model)
{
    printf("%-10s %-32s %-12s %-12s %11s %8s %8s %6s\n", "layer", "", "in", "out", "parameters", "signal", "latents",
           "dead");
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        char in[48], out[48], grid[32];
        snprintf(in, sizeof in, "%dx%dx%d", layer->in.channels, layer->in.height, layer->in.width);
        snprintf(out, sizeof out, "%dx%dx%d", layer->pooled.channels, layer->pooled.height, layer->pooled.width);
        snprintf(grid, sizeof grid, "%dx%d", layer->grid_height, layer->grid_width);
        printf("%-10s %-32s %-12s %-12s %11lld %8s %8d %6d\n", layer->name, layer->text, in, out,
               layer_parameters(layer), grid, layer->latents, dead_latents(arena, model, layer));
    }
    printf("%-10s %-32s %-12d %-12d %11lld\n", "readout", "", model->readout.features, model->input.classes,
           (long long)model->input.classes * (model->readout.features + 1));
}

static void explain_operations(const struct model *model)
{
    double dense = 0, first = 0, signal = 0;
    for (int i = 0; i < model->layers; i++) {
        const struct layer *layer = &model->layer[i];
        double inputs = (double)layer->in.channels * layer->kernel_height * layer->kernel_width;
        double macs = inputs * shape_size(layer->out);
        *(i ? &dense : &first) += macs;
        signal += 2.0 * layer->latents * model->input.classes;
    }
    dense += (double)model->readout.features * model->input.classes;
    int steps = model->input.steps, supervised = steps - model->supervised_from;
    printf("\nper image, in million multiply-accumulates (or additions, where the input is spikes):\n");
    printf("  %-34s %10.2f\n", model->input.is_static ? "first layer, once" : "first layer, all steps",
           first * (model->input.is_static ? 1 : steps) / 1e6);
    printf("  %-34s %10.2f\n", "other layers, if all neurons fired", dense * steps / 1e6);
    printf("  %-34s %10.2f\n", "learning signals", signal * supervised / 1e6);
}

enum tess_exit command_explain(struct options *options)
{
    enum tess_exit code;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    printf("model %s: %s, %d classes, %d steps%s\n\n", model->name, model->input.dataset, model->input.classes,
           model->input.steps, model->input.is_static ? " of a static image" : "");
    explain_layers(options->arena, model);
    printf("\n%lld parameters\n", model_parameters(model));
    explain_operations(model);
    printf("\n");
    plan_explain(make_plan(options, model), stdout);
    return finish_output(true);
}
