/* From what the files say to the resolved model. */
#ifndef TESSC_RESOLVE_H
#define TESSC_RESOLVE_H

#include "model/model.h"
#include "model/sheet.h"

/* The sheet's values as a model, with all defaults filled in, checked. NULL if there are errors. */
struct model *model_resolve(struct arena *arena, const struct sheet *sheet, struct diagnostics *diagnostics);

#endif
