/* The resolved model as YAML: --emit=model. */
#ifndef TESSC_PRINT_H
#define TESSC_PRINT_H

#include <stdio.h>

#include "model/model.h"

/* False if it could not be written. */
bool model_print(const struct model *model, FILE *file);

#endif
