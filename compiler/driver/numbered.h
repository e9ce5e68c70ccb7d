/* Numbered names beside a path: BASE.KIND-1, BASE.KIND-2, ... */
#ifndef TESSC_DRIVER_NUMBERED_H
#define TESSC_DRIVER_NUMBERED_H

#include "support/arena.h"

enum { NUMBERED_MOST = 999999999 };

/* BASE.KIND-NUMBER, in the arena. */
const char *numbered_path(struct arena *arena, const char *base, const char *kind, long number);

/* The numbers of the names that are there, from 1 to NUMBERED_MOST in no order; their count. A number that is not
 * written as numbered_path writes it is none. */
int numbered_list(struct arena *arena, const char *base, const char *kind, long **numbers);

/* The highest of them; 0: there is none. */
long numbered_highest(struct arena *arena, const char *base, const char *kind);

#endif
