/* The targets there are. */
#ifndef TESSC_TARGETS_H
#define TESSC_TARGETS_H

#include "program/target.h"

/* In a line each: target_NAME, which compiler/NAME defines, is called NAME on the command line. The first is taken
 * where none is named. */
#define TARGETS(TARGET) TARGET(cpu) TARGET(mcu)

/* "|cpu|...": without the first bar, the words of --target. */
extern const char target_words[];

/* By their places among these words. */
extern const struct target *const targets[];

#endif
