/* resolved.tess: the model as it was run. */
#ifndef TESS_RUN_RESOLVED_H
#define TESS_RUN_RESOLVED_H

#include <stdio.h>

#include "options.h"

/* Prints the source that a trainer was made from (a model file that says everything, in the layout of `tessc fmt`) with
 * what the command line changed in place of what it said. What no setting stands for is named in a comment. */
void resolved_print(const char *source, const struct options *options, FILE *out);

#endif
