/* Values of settings in the resolved model, by their rows in the table of settings (struct field): stored, compared and
 * printed without naming a member. `of` is the struct model or the struct layer that the setting's field is of. */
#ifndef TESSC_FIELDS_H
#define TESSC_FIELDS_H

#include <stdio.h>

#include "model/values.h"
#include "support/yaml.h"

/* The enum's value that a choice of the setting stands for. */
int field_choice(enum setting_id id, int choice);

void field_store(void *of, enum setting_id id, const struct value *value);

/* Does the setting go with what its parents were resolved to, as far as fields of `of` tell? And has it the value that
 * its row has for a default? */
bool field_applies(const void *of, enum setting_id id);
bool field_is_default(const void *of, enum setting_id id);

/* Do two layers agree in `outer` and in all that it contains? */
bool fields_agree(const void *a, const void *b, enum setting_id outer);

/* Writes what stands between, the setting's words and its value, as a model file has them: ", patience 5". */
void field_write(FILE *file, const char *between, const void *of, enum setting_id id);
void fields_write(FILE *file, const char *between, const void *of, enum setting_id first, enum setting_id last);

/* KEY: VALUE; of all settings from the first to the last that are kept in `of` and apply. */
void field_print(struct yaml_out *out, const void *of, enum setting_id id);
void fields_print(struct yaml_out *out, const void *of, enum setting_id first, enum setting_id last);

#endif
