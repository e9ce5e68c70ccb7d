/* What generated trainers include: all that their arithmetic calls, a header a subject. Everything here is exact IEEE
 * arithmetic in a fixed order: compile with -ffp-contract=off. */
#ifndef TESS_KERNEL_H
#define TESS_KERNEL_H

#include "tess/basis.h"
#include "tess/build.h"
#include "tess/error.h"
#include "tess/learning_signal.h"
#include "tess/math.h"
#include "tess/model.h"
#include "tess/neighbours.h"
#include "tess/patterns.h"
#include "tess/traces.h"
#include "tess/update.h"
#include "tess/values.h"
#include "tess/vector.h"
#include "tess/weights.h"

/* A buffer of the arena, or of the probe's taps, by its byte offset: where there are two slots, that of its first. */
#define TESS_ARENA(type, offset) ((type *)(void *)(run->arena + (offset)))
#define TESS_LISTS(type, offset) ((type *)(void *)(run->lists + (offset)))
#define TESS_PART(type, offset)  ((type *)(void *)(run->part + (offset)))
#define TESS_TAP(type, offset)   ((type *)(void *)(run->taps + (offset)))

#endif
