/* What a chip has, held against what a network takes. */
#ifndef TESSC_MCU_BUDGET_H
#define TESSC_MCU_BUDGET_H

#include "mcu/plan.h"
#include "syntax/diagnostics.h"

/* text: "ram=64KiB,flash=1MiB", either alone too, in bytes, KiB or MiB; NULL: no budget. The state has to fit the RAM,
 * the constants the flash; stack and code are the compiler's and come on top. Otherwise false with an error at `span`,
 * what the layers take, and what other settings would take. False with an error as well where the text is no budget. */
bool mcu_budget_holds(struct arena *arena, const struct model *model, const char *text, struct span span,
                      struct diagnostics *diagnostics);

#endif
