/* Checks of how a model learns: its rule, its signals, its learning rate. */
#include "model/check.h"

bool check_rule(struct resolver *resolver, const struct check *check)
{
    const struct rule *rule = &resolver->model->layer[0].rule;
    if (rule->terms > 0 || rule->use.unproved)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_LEARN_ALPHA_POST),
           "both terms of the rule have weight 0: nothing would learn");
    return false;
}

/* Constants by `learn only`, frozen layers by `lr times 0`, and layers above an exit do not change. */
bool check_learners(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    const int trained = model->trained;
    for (int l = 0; l < trained; l++)
        if ((l < model->layers ? model->layer[l].rate_factor : model->readout.rate_factor) > 0)
            return true;
    const enum setting_id told = model->learn_only ? SET_LEARN_ONLY : SET_READOUT_LR_TIMES;
    REPORT(resolver, check, setting_span(resolver, NULL, told), "nothing learns: %s",
           trained <= model->layers
               ? "the layers that predict, and those below them, are constants or have a learning rate of 0"
               : "all layers are constants or have a learning rate of 0");
    return false;
}

/* What makes TESS, S-TLLR and BPTT three rules is where their signal comes from. */
bool check_rule_signal(struct resolver *resolver, const struct check *check)
{
    const struct chosen_rule chosen = chosen_rule(resolver);
    struct value signal = resolved_value(resolver, NULL, SET_LEARN_SIGNAL);
    struct value rule = resolved_value(resolver, NULL, SET_LEARN);
    if (!signal.set || signal.choice == (int)chosen.kind)
        return true;
    int length;
    const char *right = choice_at(settings[SET_LEARN_SIGNAL].choices, (int)chosen.kind, &length);
    REPORT(resolver, check, signal.span, "the signal of learn %s is '%.*s'", chosen.name, length, right);
    if (rule.set)
        diagnose_note(resolver->diagnostics, rule.span, "learn is chosen here");
    return false;
}

/* A layer's own loss can only be that of a step: its logits are not summed. */
bool check_local_loss(struct resolver *resolver, const struct check *check)
{
    const struct rule *rule = model_rule(resolver->model);
    if (!signal_is_own(rule->signal) || rule->loss == LOSS_STEPS)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_LEARN_SIGNAL_LOSS_OF),
           "local signals have a loss of each step: 'loss cross_entropy of each step'; 'readout loss sum' is for the "
           "readout alone");
    return false;
}

/* Signals through time come back once all steps have run, and so does the error of a loss that is of all steps. */
bool check_stream(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    if (model->schedule != SCHEDULE_STREAM || model_can_stream(model))
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_LEARN_SCHEDULE),
           model_rule(model)->signal.reach == REACH_TIME
               ? "schedule stream goes with signals that are known step by step: that of learn %s goes through time"
               : "schedule stream goes with signals that are known step by step: that of learn %s comes from the loss "
                 "of the sum; 'loss cross_entropy of each step' does",
           model_rule(model)->name);
    return false;
}

bool check_late_signal(struct resolver *resolver, const struct check *check)
{
    int from = resolver->model->supervised_from, steps = resolver->model->input.steps;
    if (from < steps)
        return true;
    REPORT(resolver, check, setting_span(resolver, NULL, SET_LEARN_SIGNAL_FROM),
           "the learning signal starts at step %d, but the last of the %d steps is %d", from, steps, steps - 1);
    return false;
}

/* The post trace holds psi of earlier steps, which a single step does not have. */
bool check_single_step(struct resolver *resolver, const struct check *check)
{
    struct value post = resolved_value(resolver, NULL, SET_LEARN_ALPHA_POST);
    const struct tess_input *input = &resolver->model->input;
    const bool trace = post.set && post.real != 0, shuffle = input->shuffle_frames && !input->is_static;
    if (input->steps > 1)
        return true;
    if (trace)
        REPORT(resolver, check, post.span, "with a single time step the post trace is always 0");
    if (shuffle)
        REPORT(resolver, check, setting_span(resolver, NULL, SET_INPUT_SHUFFLE_FRAMES),
               "a single frame cannot be shuffled");
    return !trace && !shuffle;
}

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

/* Signs are those of the last layer's own classifier, which other signals do without. */
bool check_start(struct resolver *resolver, const struct check *check)
{
    const struct model *model = resolver->model;
    const struct rule *rule = model_rule(model);
    const struct value chosen = resolved_value(resolver, NULL, SET_LEARN);
    const bool normal = model->layer[model->layers - 1].basis.kind == BASIS_NORMAL;
    if (model->readout.start != TESS_START_SIGNS || (signal_is_own(rule->signal) && !normal))
        return true;
    if (normal) {
        REPORT(resolver, check, setting_span(resolver, NULL, SET_READOUT_START),
               "'start signs' goes with a basis of signs: that of the last layer has normally distributed numbers");
        return false;
    }
    REPORT(resolver, check, setting_span(resolver, NULL, SET_READOUT_START),
           "'start signs' goes with local signals: with learn %s no layer has signs", rule->name);
    if (chosen.set)
        diagnose_note(resolver->diagnostics, chosen.span, "learn is chosen here");
    return false;
}
