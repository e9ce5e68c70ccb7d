/* The plan as C: a header that reads as documentation, and what it declares. */
#ifndef TESSC_MCU_EMIT_H
#define TESSC_MCU_EMIT_H

#include "mcu/plan.h"

/* NAME.h and NAME.c. They live in the arena. */
char *mcu_emit_header(struct arena *arena, const struct mcu_plan *plan);
char *mcu_emit_code(struct arena *arena, const struct mcu_plan *plan);

#endif
