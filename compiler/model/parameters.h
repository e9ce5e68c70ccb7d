/* Values that a model file gives to the parameters of definitions: `neuron adaptive { jump 0.1 }`, `learn mine { alpha
 * 2
 * }`, -D conv1.neuron.jump=0.1. */
#ifndef TESSC_PARAMETERS_H
#define TESSC_PARAMETERS_H

#include "model/definitions.h"
#include "model/values.h"

struct parameter {
    enum setting_id of; /* SET_NEURON or SET_LEARN */
    const char *name;
    struct value value; /* real, span, generation */
    const struct parameter *next;
};

/* The definition that a neuron or rule was chosen to be in these values, or else in those for all layers; NULL: it is
 * one of the settings' own choices, or none yet. */
const struct defined *parameters_owner(const struct values *values, const struct values *of_all, enum setting_id of);

/* The value of a parameter that was set; NULL: it was not. */
const struct value *parameter_find(const struct values *values, enum setting_id of, const char *name);

/* Reads the number behind the parameter's name, which the cursor is behind. False after a report. */
bool parameter_read(struct cursor *cursor, enum setting_id of, float *number);

/* Sets one; an older value stays behind it in the list, so that lists may be shared. */
void parameter_set(struct arena *arena, struct values *values, enum setting_id of, const char *name,
                   const struct value *value);

/* Forgets those that were not set in this generation. */
void parameters_forget(struct arena *arena, struct values *values, enum setting_id of, int generation);

#endif
