/* What programs are written for: a machine, or a kind of program. A target is a folder of compiler/ (compiler/cpu)
 * behind this struct, and a line in compiler/targets/targets.h; the driver knows nothing else of it.
 *
 * A plan is the target's own; it and what is made of it live in the arena that it was planned in. A target plans from
 * the model, not from the program: the program depends on the schedule, and with schedule auto the target chooses that
 * by its memory (program/make.h makes the program). */
#ifndef TESSC_TARGET_H
#define TESSC_TARGET_H

#include <stdbool.h>
#include <stdio.h>

#include "model/model.h"
#include "support/arena.h"
#include "syntax/diagnostics.h"

/* Files that belong together: all of them are written, or none. */
struct file {
    const char *name, *text; /* a name without a folder */
};

struct files {
    int count;
    const struct file *file; /* the first is what --emit=c prints */
};

struct target_options {
    const char *kernel; /* --kernel; NULL: not given */
    const char *budget; /* --budget; NULL: not given */
};

struct target {
    const char *name; /* --target */

    /* Can the model be written for it? Otherwise false, with errors, at `model_span`, that say what cannot be done. */
    bool (*accepts)(const struct model *model, const struct target_options *options, struct span model_span,
                    struct diagnostics *diagnostics);

    /* Of a model that was accepted. Never fails. */
    const void *(*plan)(struct arena *arena, const struct model *model, const struct target_options *options);

    /* As YAML: --emit=plan. False if it could not be written. */
    bool (*print)(const void *plan, FILE *file);

    /* Its part of `tessc explain`: memory, time, what was decided, and why. */
    void (*explain)(struct arena *arena, const void *plan, FILE *file);

    /* The C. */
    struct files (*write)(struct arena *arena, const void *plan);

    /* For the C compiler: how the first file becomes a trainer. What runs the compiler, finds libtess, keeps programs
     * and removes what is unfinished is the driver's, and the same for all targets. NULL: it writes no trainers. */
    const char *build_flags;
};

#endif
