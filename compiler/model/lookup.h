/* Looking up what a sheet says while its model is made. Within compiler/model. */
#ifndef TESSC_LOOKUP_H
#define TESSC_LOOKUP_H

#include "model/model.h"
#include "model/sheet.h"

/* What the steps of resolving and the checks work on. */
struct resolver {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct sheet *sheet;
    struct model *model;
};

/* The value in force: the layer's own (layer NULL: none), the model's, or the default; value.set is false for a
 * default. A layer that makes a choice anew does not inherit what belongs to the model's choice. */
struct value resolved_value(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id);

/* Stores the values in force of `outer` and of all that it contains in `of` (fields.h), but for those that were not set
 * and whose row has no default. */
void resolve_fields(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id outer, void *of);

/* The enum's value of the choice in force. */
int resolved_choice(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id);

/* The place of a setting that was set, or else of the nearest thing that was written. */
struct span setting_span(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id id);

/* The rule that learns, with what goes without saying where its signal comes from there. */
struct chosen_rule {
    const char *name;
    const struct defined *defined;
    enum signal_kind kind;
    struct signal signal;
    enum loss_kind loss;
    enum tess_start readout_start, bias_start; /* of the readout's weights and bias */
};
struct chosen_rule chosen_rule(const struct resolver *resolver);

/* The basis in force, a choice of learn.signal.basis: where none is named square waves for logits of a layer's own,
 * normally distributed numbers for errors from elsewhere. */
struct value chosen_basis(const struct resolver *resolver, const struct layer_sheet *layer);

/* The definition that a setting, SET_NEURON or SET_LEARN, is in force; of built-in ones it is a preset's. */
const struct defined *chosen_definition(const struct resolver *resolver, const struct layer_sheet *layer,
                                        enum setting_id of);

/* The value in force of a parameter of that definition; value.set is false for its default. */
struct value resolved_parameter(const struct resolver *resolver, const struct layer_sheet *layer, enum setting_id of,
                                const char *name);

#endif
