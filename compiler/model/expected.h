/* What a setting wants, in words for messages; in the arena. */
#ifndef TESSC_EXPECTED_H
#define TESSC_EXPECTED_H

#include "model/settings.h"
#include "support/arena.h"

/* "a number from 0 to 1", "one of subtract, zero". */
const char *expected_value(struct arena *arena, enum setting_id id);

/* " from 0 to 1"; "" where any number will do. */
const char *expected_range(struct arena *arena, enum setting_id id);

/* "a|b c|d" as "a, b c or d". */
const char *expected_choices(struct arena *arena, const char *choices);

#endif
