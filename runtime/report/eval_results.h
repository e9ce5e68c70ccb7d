/* What an evaluation comes to, as a table for people or as JSON. */
#ifndef TESS_REPORT_EVAL_RESULTS_H
#define TESS_REPORT_EVAL_RESULTS_H

#include <stdio.h>

#include "engine/class_names.h"
#include "engine/tally.h"

struct eval_results {
    const struct tess_model *model;
    const char *split; /* "test" */
    const struct tally *tally;
    const struct prediction *prediction;
    const struct class_names *names;
    bool layers; /* every layer's own accuracy is wanted */
};

void eval_results_print(const struct eval_results *results, FILE *file);

/* One object on one line; docs/runs.md says what is in it. Shares are 0 to 1, null where there is nothing to count. */
void eval_results_json(const struct eval_results *results, FILE *file);

#endif
