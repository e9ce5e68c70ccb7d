/* From the resolved model to the plan. */
#ifndef TESSC_PLAN_MAKE_H
#define TESSC_PLAN_MAKE_H

#include "cpu/plan/machine.h"
#include "cpu/plan/plan.h"

struct plan_options {
    const struct policy *policy; /* of its solvers */
    enum schedule_kind schedule; /* in place of the model's, to compare; SCHEDULE_AUTO: as the model has it */
};

/* Never fails: the model was checked. Lives in the arena; model and machine have to stay. */
struct plan *plan_make(struct arena *arena, const struct model *model, const struct machine *machine,
                       const struct plan_options *options);

#endif
