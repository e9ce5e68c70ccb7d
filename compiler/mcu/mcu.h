/* The target for microcontrollers: C99 that needs no library and keeps its memory from step to step. */
#ifndef TESSC_MCU_H
#define TESSC_MCU_H

#include "program/target.h"

extern const struct target target_mcu;

#endif
