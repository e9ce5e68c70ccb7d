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
void check_parameters(struct resolver *resolver, const struct layer_sheet *layer); /* of definitions; NULL: of all */
void resolve_neuron(struct resolver *resolver, int layer);                         /* after the rule's signal */
void resolve_rule(struct resolver *resolver); /* of all layers, after their neurons */
void resolve_basis(struct resolver *resolver);

#endif
