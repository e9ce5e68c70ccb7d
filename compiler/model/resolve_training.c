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
static void resolve_annealing(struct resolver *resolver)
{
    static const enum tess_annealing kinds[] = {TESS_ANNEAL_OFF, TESS_ANNEAL_LINEAR, TESS_ANNEAL_COSINE};
    struct tess_training *training = &resolver->model->training;
    struct value anneal = training_value(resolver, SET_TRAIN_ANNEAL);
    training->annealing = kinds[anneal.choice];
    training->annealed_learning_rate = training_value(resolver, SET_TRAIN_ANNEAL_TO).real;
    if (training->annealing != TESS_ANNEAL_OFF && training->plateau) {
        diagnose_error(resolver->diagnostics, anneal.span,
                       "the learning rate goes by 'anneal' or by 'plateau', not both");
        diagnose_note(resolver->diagnostics, setting_span(resolver, NULL, SET_TRAIN_PLATEAU), "plateau is set here");
    }
}

void resolve_training(struct resolver *resolver)
{
    static const enum tess_optimizer optimizers[] = {TESS_ADAM, TESS_SGD, TESS_NESTEROV, TESS_ADAMW};
    struct tess_training *training = &resolver->model->training;
    training->batch = (int)training_value(resolver, SET_TRAIN_BATCH).integer;
    training->epochs = (int)training_value(resolver, SET_TRAIN_EPOCHS).integer;
    training->seed = training_value(resolver, SET_TRAIN_SEED).integer;
    training->optimizer = optimizers[training_value(resolver, SET_TRAIN_OPTIMIZER).choice];
    training->learning_rate = training_value(resolver, SET_TRAIN_LR).real;
    struct value momentum = training_value(resolver, SET_TRAIN_MOMENTUM);
    training->momentum = momentum.set ? momentum.real : training->optimizer == TESS_NESTEROV ? 0.9f : 0;
    struct value decay = training_value(resolver, SET_TRAIN_WEIGHT_DECAY);
    training->weight_decay = decay.set ? decay.real : training->optimizer == TESS_ADAMW ? 0.01f : 0;
    training->warmup = training_value(resolver, SET_TRAIN_WARMUP).real;
    training->beta1 = training_value(resolver, SET_TRAIN_BETA1).real;
    training->beta2 = training_value(resolver, SET_TRAIN_BETA2).real;
    training->epsilon = training_value(resolver, SET_TRAIN_EPSILON).real;
    training->plateau = training_value(resolver, SET_TRAIN_PLATEAU).integer;
    training->plateau_factor = training_value(resolver, SET_TRAIN_PLATEAU_FACTOR).real;
    training->plateau_patience = (int)training_value(resolver, SET_TRAIN_PLATEAU_PATIENCE).integer;
    training->plateau_threshold = training_value(resolver, SET_TRAIN_PLATEAU_THRESHOLD).real;
    training->minimum_learning_rate = training_value(resolver, SET_TRAIN_PLATEAU_MINIMUM).real;
    resolve_annealing(resolver);
    resolve_validation(resolver);
}
