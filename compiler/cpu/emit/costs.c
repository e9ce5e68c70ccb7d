/* What the comment over a function says that it costs: the program's figures (program/costs.h), which `tessc explain`
 * adds up. */
#include "program/costs.h"
#include "cpu/emit/parts.h"

/* 80281600 as 80,281,600. */
static const char *grouped(struct arena *arena, double value)
{
    const char *digits = arena_format(arena, "%.0f", value);
    const size_t length = strlen(digits);
    const char *text = "";
    for (size_t i = 0; i < length; i++)
        text = arena_format(arena, "%s%s%c", text, i && (length - i) % 3 == 0 ? "," : "", digits[i]);
    return text;
}

/* Binds NAME to what an image costs in all its steps, or at each where they are stages of their own. */
static void bind_cost(struct writer *w, const struct plan *plan, const char *name, double count, const char *unit)
{
    const double steps = plan_is_stream(plan) ? plan->program->all_steps : 1;
    const char *of = plan_is_stream(plan) ? "an image and step" : "an image";
    bind_text(w, name, "\nCost %s: %s %s.", of, grouped(writer_arena(w), count / steps), unit);
}

void bind_costs(struct writer *w, const struct plan *plan, const struct plan_layer *p)
{
    const struct model *model = plan->model;
    const struct layer *layer = p->layer;
    const double supervised = model->input.steps - model->supervised_from, steps = model->input.steps;
    const char *unit = p->in.kind == EDGE_BITS ? "additions if every input fires" : "multiply-accumulates";
    const bool again = plan_is_stream(plan) && model->input.is_static && p->index == 0; /* a static image, each step */
    bind_cost(w, plan, "cost_forward", forward_macs(model, p->index) * (again ? steps : 1), unit);
    bind_cost(w, plan, "cost_gradient", gradient_macs(model, p->index) * (again ? steps : 1), unit);
    bind_cost(w, plan, "cost_signal", signal_macs(model, p->index), "multiply-accumulates");
    bind_cost(w, plan, "cost_half_signal", signal_macs(model, p->index) / 2, "multiply-accumulates");
    bind_cost(w, plan, "cost_classes", model->input.classes * supervised, "exponentials");
    bind_cost(w, plan, "cost_back", back_macs(model, p->index), "multiply-accumulates if no error is zero");
    bind_text(w, "cost", "%s", "");
    bind_cost(w, plan, "cost_pooled", shape_size(layer->pooled) * steps, "additions");
    bind_cost(w, plan, "cost_neurons", shape_size(layer->out) * steps,
              plan_is_stream(plan) ? "neurons" : "neurons times steps");
    bind_cost(w, plan, "cost_inputs", shape_size(layer->in) * (double)p->in.steps * (plan_is_stream(plan) ? steps : 1),
              "inputs");
    bind_text(w, "cost_weights", "\nCost a batch: %s weights.",
              grouped(writer_arena(w), (double)layer_parameters(layer)));
}

void bind_readout_costs(struct writer *w, const struct plan *plan)
{
    const struct model *model = plan->model;
    const enum edge_kind kind = plan->layer[plan->layers - 1].out.kind;
    const char *unit = kind == EDGE_BITS ? "additions if every input fires" : "multiply-accumulates";
    bind_cost(w, plan, "cost_forward", forward_macs(model, model->layers), unit);
    bind_cost(w, plan, "cost_gradient", gradient_macs(model, model->layers), unit);
    bind_cost(w, plan, "cost_back", back_macs(model, model->layers), "multiply-accumulates");
    bind_text(w, "cost_weights", "\nCost a batch: %s weights.",
              grouped(writer_arena(w), (double)(model->readout.features + 1) * model->input.classes));
}
