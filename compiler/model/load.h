/* From a model file to the resolved model. */
#ifndef TESSC_LOAD_H
#define TESSC_LOAD_H

#include "model/model.h"
#include "model/sheet.h"

struct model_options {
    const char *variant;       /* NULL: none */
    int defines;               /* -D options, in order */
    const char *const *define; /* "learn.alpha.post=-1" */
    bool fragment;             /* a file without a `model` is no error: it is meant to be extended */
};

/* Loads a model file with everything that it extends, applies the variant and the -D options, resolves and checks it.
 * NULL if there are errors (reported), or if it is a fragment. Everything lives in the arena. */
struct model *model_load(struct arena *arena, const char *path, const struct model_options *options,
                         struct diagnostics *diagnostics);

/* Loads a model from the text of a file, which diagnostics call `name`. NULL if there are errors (reported). The text
 * has to stay. */
struct model *model_load_text(struct arena *arena, const char *name, const char *text, struct diagnostics *diagnostics);

/* Reads the files alone. NULL if the first one could not be read; otherwise what was understood of them. */
struct sheet *sheet_load(struct arena *arena, const char *path, const struct model_options *options,
                         struct diagnostics *diagnostics);

#endif
