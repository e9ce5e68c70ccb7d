/* The steps of resolving a model: model_resolve runs them in order. Nobody else needs them. */
#ifndef TESSC_RESOLVE_STEPS_H
#define TESSC_RESOLVE_STEPS_H

#include "model/lookup.h"

/* Fill in a part of the model; problems are reported. */
void resolve_input(struct resolver *resolver);
void resolve_layers(struct resolver *resolver);
void resolve_training(struct resolver *resolver);
void resolve_update(struct resolver *resolver);     /* after layers and training: it may settle batch and schedule */
void resolve_learners(struct resolver *resolver);   /* after layers */
void resolve_prediction(struct resolver *resolver); /* after layers and training */
bool resolve_shapes(struct resolver *resolver); /* false: reported; sizes behind the first bad layer are not known */
void resolve_basis(struct resolver *resolver);

#endif
