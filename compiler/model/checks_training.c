/* Checks of how the learning rate goes. */
#include "model/check.h"

/* A plateau is counted from the second epoch on; what it changes at the very end has no effect any more. */
bool check_schedule(struct resolver *resolver, const struct check *check)
{
    const struct tess_training *training = &resolver->model->training;
    const struct value epochs = resolved_value(resolver, NULL, SET_TRAIN_EPOCHS);
    const bool plateau = training->plateau, anneal = training->annealing != TESS_ANNEAL_OFF;
    if (plateau && epochs.set && training->epochs <= training->plateau_patience + 2) {
        REPORT(resolver, check, setting_span(resolver, NULL, SET_TRAIN_PLATEAU),
               "patience %d lets no plateau end before the %d epochs do", training->plateau_patience, training->epochs);
        diagnose_note(resolver->diagnostics, epochs.span, "epochs are set here");
        return false;
    }
    const float lowest = plateau ? training->minimum_learning_rate : anneal ? training->annealed_learning_rate : 0;
    if (lowest < training->learning_rate)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, plateau ? SET_TRAIN_PLATEAU_MINIMUM : SET_TRAIN_ANNEAL_TO),
           "a learning rate of %g cannot fall to %g", (double)training->learning_rate, (double)lowest);
    return false;
}

bool check_warmup(struct resolver *resolver, const struct check *check)
{
    const struct tess_training *training = &resolver->model->training;
    const struct value epochs = resolved_value(resolver, NULL, SET_TRAIN_EPOCHS);
    if (training->warmup <= (float)training->epochs || training->epochs == 0)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_TRAIN_WARMUP),
           "a warm-up of %g epochs does not end before the %d epochs do", (double)training->warmup, training->epochs);
    if (epochs.set)
        diagnose_note(resolver->diagnostics, epochs.span, "epochs are set here");
    return false;
}

/* Signs are those of the last layer's own classifier, which signals from above do without. */
bool check_start(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    const struct rule *rule = model_rule(model);
    const struct value chosen = resolved_value(resolver, NULL, SET_LEARN);
    if (model->readout.start != TESS_START_SIGNS || rule->signal == SIGNAL_LOCAL)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_READOUT_START),
           "'start signs' goes with local signals: with learn %s no layer has signs", rule->name);
    if (chosen.set)
        diagnose_note(resolver->diagnostics, chosen.span, "learn is chosen here");
    return false;
}
