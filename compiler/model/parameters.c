#include "model/parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct defined *parameters_owner(const struct values *values, const struct values *of_all, enum setting_id of)
{
    return (values->of[of].set ? values : of_all)->of[of].defined;
}

const struct value *parameter_find(const struct values *values, enum setting_id of, const char *name)
{
    for (const struct parameter *p = values->parameters; p; p = p->next)
        if (p->of == of && !strcmp(p->name, name))
            return &p->value;
    return NULL;
}

bool parameter_read(struct cursor *cursor, enum setting_id of, float *number)
{
    const struct atom *name = cursor->last, *atom = cursor->at;
    if (!atom || atom->kind != ATOM_NUMBER) {
        diagnose_error(cursor->diagnostics, atom ? atom->span : name->span, "expected a number after '%s'%s%s%s",
                       name->text, atom ? ", found '" : "", atom ? atom->text : "", atom ? "'" : "");
        return false;
    }
    cursor_next(cursor);
    *number = strtof(atom->text, NULL);
    const bool zero = *number == 0 && strtod(atom->text, NULL) == 0;
    if (isfinite(*number) && (zero || (double)fabsf(*number) >= SETTING_TINY))
        return true;
    diagnose_error(cursor->diagnostics, atom->span,
                   "%s.%s is %s; it must be a number that float32 holds: 0, or from 1e-30 to 3.4e38 in magnitude",
                   settings[of].path, name->text, atom->text);
    return false;
}

void parameter_set(struct arena *arena, struct values *values, enum setting_id of, const char *name,
                   const struct value *value)
{
    struct parameter *parameter = ARENA_NEW(arena, struct parameter);
    *parameter = (struct parameter){of, name, *value, values->parameters};
    values->parameters = parameter;
}

void parameters_forget(struct arena *arena, struct values *values, enum setting_id of, int generation)
{
    const struct parameter *old = values->parameters, **end = &values->parameters;
    *end = NULL;
    for (; old; old = old->next)
        if (old->of != of || old->value.generation == generation) {
            struct parameter *kept = ARENA_NEW(arena, struct parameter);
            *kept = (struct parameter){old->of, old->name, old->value, NULL};
            *end = kept;
            end = &kept->next;
        }
}
