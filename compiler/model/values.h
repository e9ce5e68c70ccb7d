/* Values of settings, as a model file or the command line gives them. */
#ifndef TESSC_VALUES_H
#define TESSC_VALUES_H

#include <stdbool.h>

#include "model/settings.h"
#include "syntax/tree.h"

struct defined;
struct parameter;

struct value {
    bool set;
    int generation;   /* which file, variant or -D set it: a later one may change it, the same one may not */
    struct span span; /* the name and the value */
    float real;
    unsigned long long integer;    /* TYPE_INTEGER; TYPE_FLAG: 0 or 1 */
    int choice;                    /* -1: none (TYPE_*_OR_WORD: a number or size; a definition) */
    const struct defined *defined; /* SET_NEURON, SET_LEARN: the definition that is chosen; NULL: see choice */
    int size[SIZE_MAX_RANK];
    float *reals; /* TYPE_REALS, TYPE_REALS_OR_FILE */
    int count;
    const char *file;           /* TYPE_REALS_OR_FILE: its path, relative to the working directory */
    const struct atom *sources; /* TYPE_LAYERS, TYPE_SOURCES without a choice: `count` names in a row */
};

struct values {
    struct value of[SETTINGS];
    const struct parameter *parameters; /* of definitions (parameters.h), the newest first */
};

/* Where reading stands in the atoms of a statement. */
struct cursor {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct atom *at;         /* the next one; NULL: the end */
    const struct atom *last;       /* the one before */
    bool command_line;             /* the unit may be left out */
    const struct defined *defined; /* definitions that may be chosen */
};

const struct atom *cursor_next(struct cursor *cursor);
bool cursor_at_word(const struct cursor *cursor, const char *word);

/* Reads a value for a setting. Reports what is wrong and returns false; the cursor then stands at what was not
 * understood. */
bool value_read(struct cursor *cursor, enum setting_id id, struct value *value);

/* Do two values of one setting say the same? */
bool value_equals(const struct value *a, const struct value *b);

/* Could the next atom begin a value for it? */
bool value_may_start(const struct cursor *cursor, enum setting_id id);

/* The value that a setting's `fallback` stands for. */
struct value value_default(enum setting_id id);

#endif
