/* From the resolved model to the program. */
#ifndef TESSC_PROGRAM_MAKE_H
#define TESSC_PROGRAM_MAKE_H

#include "program/program.h"
#include "support/arena.h"

/* schedule: fold or stream, and fold alone where signals come from above. Never fails: the model was checked. Lives in
 * the arena; the model has to stay. */
const struct program *program_make(struct arena *arena, const struct model *model, enum schedule_kind schedule);

#endif
