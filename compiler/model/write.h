/* The resolved model written as one model file in which everything is said: what resolved.tess holds. */
#ifndef TESSC_WRITE_H
#define TESSC_WRITE_H

#include "model/model.h"

/* In the arena; it becomes `model->source`. */
const char *model_source(struct arena *arena, const struct model *model);

#endif
