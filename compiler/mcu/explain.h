/* What a network takes of a microcontroller, told by the plan. */
#ifndef TESSC_MCU_EXPLAIN_H
#define TESSC_MCU_EXPLAIN_H

#include "mcu/plan.h"

#include <stdio.h>

/* For `tessc explain`: state and constants to the byte, by layer and kind; operations of a step. */
void mcu_explain(struct arena *arena, const void *plan, FILE *file);

/* The members and constants as YAML. False if they could not be written. */
bool mcu_print(const void *plan, FILE *file);

#endif
