/* train { update each batch | each sample | each step } */
#include "model/resolve_steps.h"

/* Reports what does not go with the setting, where that is said, or else at the setting itself. */
static void refuse(struct resolver *resolver, enum setting_id id, const char *text)
{
    const struct value update = resolved_value(resolver, NULL, SET_TRAIN_UPDATE);
    const struct value other = resolved_value(resolver, NULL, id);
    diagnose_error(resolver->diagnostics, other.set ? other.span : update.span, "%s", text);
    if (other.set)
        diagnose_note(resolver->diagnostics, update.span, "update is set here");
}

/* A step's dW is there when the step has ended only where signals do not go through time, and if steps come one by one.
 */
static void check_each_step(struct resolver *resolver)
{
    struct model *model = resolver->model;
    const struct tess_training *training = &model->training;
    const bool timely = chosen_rule(resolver).signal.reach != REACH_TIME;
    if (!timely)
        refuse(resolver, SET_LEARN,
               "'update each step' goes without signals through time, as a step's gradient is needed before the next "
               "step: 'learn tess'");
    if (training->optimizer != TESS_SGD)
        refuse(resolver, SET_TRAIN_OPTIMIZER,
               "'update each step' keeps nothing of a gradient: it goes with 'optimizer sgd'");
    else if (training->momentum != 0)
        refuse(resolver, SET_TRAIN_MOMENTUM,
               "'update each step' keeps nothing of a gradient: it goes without momentum, 'momentum 0'");
    if (model->schedule == SCHEDULE_FOLD)
        refuse(resolver, SET_LEARN_SCHEDULE,
               "'update each step' goes with 'schedule stream': fold runs all steps of a layer with the same weights");
    if (timely && model->readout.loss != LOSS_STEPS)
        refuse(resolver, SET_READOUT_LOSS,
               "'update each step' goes with 'readout loss each step': the loss of the sum is known after the last "
               "step alone");
    model->schedule = SCHEDULE_STREAM;
}

void resolve_update(struct resolver *resolver)
{
    struct tess_training *training = &resolver->model->training;
    if (training->update == TESS_UPDATE_BATCH)
        return;
    if (resolved_value(resolver, NULL, SET_TRAIN_BATCH).set && training->batch > 1)
        refuse(resolver, SET_TRAIN_BATCH,
               training->update == TESS_UPDATE_SAMPLE
                   ? "'update each sample' takes one sample at a time: 'batch 1', or no batch at all"
                   : "'update each step' takes one sample at a time: 'batch 1', or no batch at all");
    training->batch = 1;
    if (training->update == TESS_UPDATE_STEP)
        check_each_step(resolver);
}
