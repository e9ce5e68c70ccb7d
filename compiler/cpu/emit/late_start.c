#include "cpu/emit/parts.h"

/* Under stream: steps before the first that has a signal. Under fold they are left out of every loop. */
void emit_late_start(struct writer *w, const struct plan *plan)
{
    if (plan_is_stream(plan) && plan->model->supervised_from > 0)
        code(w, "if (run->step < $first_step) {\n"
                "memset($at(float, ${up}_SIGNAL) + (size_t)$own * $padded * $zones, 0, sizeof(float) * $padded * "
                "$zones);\n"
                "return;\n"
                "}");
}
