/* What the network predicts from: names of layers, looked up. */
#include <string.h>

#include "model/named_layers.h"
#include "model/resolve_steps.h"

static const char readout[] = "readout", best[] = "best";
static const struct layer_purpose to_predict_from = {
    .text = "to predict from", .other = best, .known = "readout, best, 'sum of' several"};

/* Rules whose signals are not made from a layer's own spikes give it no logits. who: "conv1 cannot", "no layer can" */
static bool check_local(struct resolver *resolver, struct span span, const char *who)
{
    const struct value rule = resolved_value(resolver, NULL, SET_LEARN);
    if (signal_is_own(chosen_rule(resolver).signal))
        return true;
    diagnose_error(resolver->diagnostics, span, "%s predict: with learn %s layers have no signal of their own", who,
                   chosen_rule(resolver).name);
    if (rule.set)
        diagnose_note(resolver->diagnostics, rule.span, "learn is chosen here");
    return false;
}

/* Marks the sources that are named; false: reported. */
static bool find_sources(struct resolver *resolver, const struct value *value, const struct atom **named)
{
    const struct atom *name = value->sources;
    bool good = true;
    for (int i = 0; i < value->count; i++, name = name->next) {
        const int source = named_layer(resolver, name, &to_predict_from);
        if (source < 0 ||
            (source < resolver->model->layers &&
             !check_local(resolver, name->span, arena_format(resolver->arena, "%s cannot", name->text)))) {
            good = false;
        } else if (named[source]) {
            diagnose_error(resolver->diagnostics, name->span, "%s is named twice", name->text);
            diagnose_note(resolver->diagnostics, named[source]->span, "first named here");
            good = false;
        } else {
            named[source] = name;
        }
    }
    return good;
}

/* The best is chosen by samples that the layers were not trained on. */
static void resolve_best(struct resolver *resolver, const struct value *from, const struct value *only)
{
    const struct tess_input *input = &resolver->model->input;
    check_local(resolver, from->span, "no layer can");
    if (only->integer)
        diagnose_error(resolver->diagnostics, only->span,
                       "'only' leaves out what lies above a layer; which one is best is found epoch by epoch");
    if (input->validation == TESS_VALIDATE_ON_TEST || input->validation_share > 0)
        return;
    diagnose_error(resolver->diagnostics, from->span,
                   "predict from best chooses by validation samples: 'validate 0' leaves none");
    diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_TRAIN_VALIDATE), "validate is set here");
}

/* "sum of conv4 conv5": as one would write it, layers in their order. */
static const char *sources_text(struct resolver *resolver, const struct atom *const *named, int count)
{
    const struct model *model = resolver->model;
    const char *text = count > 1 ? "sum of" : "";
    for (int source = 0; source <= model->layers; source++)
        if (named[source])
            text = arena_format(resolver->arena, "%s%s%s", text, *text ? " " : "", layer_or_readout(model, source));
    return text;
}

/* The layers of a list, and whether there is anything above them. */
static void resolve_sources(struct resolver *resolver, const struct value *from, const struct value *only)
{
    struct model *model = resolver->model;
    const struct atom **named = ARENA_ARRAY(resolver->arena, const struct atom *, model->layers + 1);
    if (!find_sources(resolver, from, named))
        return;
    if (from->count > 0)
        model->predict_from = sources_text(resolver, named, from->count);
    if (!only->integer)
        return;
    if (from->count == 0 || named[model->layers])
        diagnose_error(resolver->diagnostics, only->span, "nothing lies above the readout that 'only' could leave out");
    model->predict_from = arena_format(resolver->arena, "%s only", model->predict_from);
    for (int source = 0; source <= model->layers; source++)
        model->trained = named[source] ? source + 1 : model->trained;
}

void resolve_prediction(struct resolver *resolver)
{
    enum { BEST = 1 }; /* choice of predict.from */
    const struct value from = resolved_value(resolver, NULL, SET_PREDICT_FROM);
    const struct value only = resolved_value(resolver, NULL, SET_PREDICT_ONLY);
    resolver->model->predict_from = from.choice == BEST ? best : readout;
    resolver->model->trained = resolver->model->layers + 1;
    if (from.choice == BEST)
        resolve_best(resolver, &from, &only);
    else
        resolve_sources(resolver, &from, &only);
}
