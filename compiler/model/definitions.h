/* Definitions of neurons and learning rules: those of the model's files, and the presets that come with the compiler.
 */
#ifndef TESSC_DEFINITIONS_H
#define TESSC_DEFINITIONS_H

#include "equation/equation.h"
#include "syntax/diagnostics.h"

struct defined {
    enum definition kind;
    const char *name;
    struct span span;                  /* of the name */
    const struct statement *statement; /* define neuron|rule NAME { ... } */
    const struct equations *equations; /* NULL: they have errors, which were reported */
    bool preset;                       /* comes with the compiler; a file may define one of the same name */
    const struct defined *next;
};

/* A neuron or a rule in use: a definition with numbers for its parameters. */
struct use {
    const struct defined *of;
    const float *value;                /* [symbols] of the definition's equations: what its parameters are set to */
    const struct equations *equations; /* the same with numbers in the place of parameters; trained ones are symbols */
    const char *unproved;              /* why it is not what struct neuron or struct rule can say; NULL: it is */
    struct span unproved_at;           /* source NULL: nowhere in particular */
    bool built_in;                     /* chosen by a setting's own choice: `neuron lif`, `learn tess` */
};

/* The presets, in front of a list. In the arena. */
const struct defined *definitions_of_presets(struct arena *arena);

/* Reads a `define` statement and puts it in front of a list; errors are reported. Not `whole`: lines of the file were
 * not understood, so that the name is all that is read. */
const struct defined *definitions_add(const struct defined *list, struct arena *arena,
                                      const struct statement *statement, bool whole, struct diagnostics *diagnostics);

/* The first of this kind and name; NULL: there is none. */
const struct defined *definitions_find(const struct defined *list, enum definition kind, const char *name);

/* The first of a kind; NULL: there is none. */
const struct defined *definitions_first(const struct defined *list, enum definition kind);

/* ", a, b": those of the first one's kind that files define, each name once. */
const char *definitions_names(struct arena *arena, const struct defined *first);

/* The symbol of a parameter; -1: it has none of that name. Of a definition with errors, every name is one: 0. */
int definition_parameter(const struct defined *defined, const char *name);

/* "a, b, c": the names of its parameters. */
const char *definition_parameters(struct arena *arena, const struct defined *defined);

#endif
