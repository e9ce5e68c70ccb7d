#include "model/resolve_steps.h"

static struct value training_value(const struct resolver *resolver, enum setting_id id)
{
    return resolved_value(resolver, NULL, id);
}

enum { PLATEAU_ON_TEST = 1 }; /* choice of train.plateau.on */

/* A plateau on the test loss is one on the validation loss, with the test set for validation. */
static void resolve_validation(struct resolver *resolver)
{
    struct tess_input *input = &resolver->model->input;
    struct value validate = training_value(resolver, SET_TRAIN_VALIDATE);
    struct value on = training_value(resolver, SET_TRAIN_PLATEAU_ON);
    bool plateau = resolver->model->training.plateau;
    bool plateau_on_test = plateau && on.choice == PLATEAU_ON_TEST;
    bool on_test = validate.set ? validate.choice >= 0 : plateau_on_test;
    input->validation = on_test ? TESS_VALIDATE_ON_TEST : TESS_VALIDATE_SHARE;
    input->validation_share = on_test ? 0 : validate.set ? validate.real : 0.1f;
    if (plateau_on_test && !on_test) {
        diagnose_error(resolver->diagnostics, validate.span, "plateau on test loss goes with 'validate on test'");
        diagnose_note(resolver->diagnostics, on.span, "plateau is set here");
    } else if (plateau && !on_test && input->validation_share == 0) {
        diagnose_error(resolver->diagnostics, validate.span,
                       "plateau on validation loss needs validation samples: 'validate 0' leaves none");
        diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_TRAIN_PLATEAU), "plateau is set here");
    } else if (plateau && on_test && on.set && !plateau_on_test) {
        diagnose_error(resolver->diagnostics, on.span, "with 'validate on test' write 'plateau on test loss'");
        diagnose_note(resolver->diagnostics, validate.span, "validate is set here");
    }
}

/* One schedule at a time: both would set the learning rate. */
static void check_annealing(struct resolver *resolver)
{
    const struct tess_training *training = &resolver->model->training;
    struct value anneal = training_value(resolver, SET_TRAIN_ANNEAL);
    if (training->annealing != TESS_ANNEAL_OFF && training->plateau) {
        diagnose_error(resolver->diagnostics, anneal.span,
                       "the learning rate goes by 'anneal' or by 'plateau', not both");
        diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_TRAIN_PLATEAU), "plateau is set here");
    }
}

void resolve_training(struct resolver *resolver)
{
    struct tess_training *training = &resolver->model->training;
    resolve_fields(resolver, NULL, SET_TRAIN, resolver->model);
    if (!training_value(resolver, SET_TRAIN_MOMENTUM).set)
        training->momentum = training->optimizer == TESS_NESTEROV ? 0.9f : 0;
    if (!training_value(resolver, SET_TRAIN_WEIGHT_DECAY).set)
        training->weight_decay = training->optimizer == TESS_ADAMW ? 0.01f : 0;
    check_annealing(resolver);
    resolve_validation(resolver);
}
