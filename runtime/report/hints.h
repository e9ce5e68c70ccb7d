/* Hints: what keeps a run from learning, told while there is still time to start another one, each with the setting
 * that cures it. They look at sums that are gathered anyway, and change nothing of the run. */
#ifndef TESS_REPORT_HINTS_H
#define TESS_REPORT_HINTS_H

#include <stdio.h>

#include "hint_facts.h"

/* Tells on `out` what holds and has not been told: a line each, those about data first, those about thresholds last.
 * Called before the first epoch and at the end of each. */
void hints_tell(struct hints *hints, const struct hint_facts *facts, FILE *out);

#endif
