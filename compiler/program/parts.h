/* Between the files of the program: each fills in its part of struct program, in this order. */
#ifndef TESSC_PROGRAM_PARTS_H
#define TESSC_PROGRAM_PARTS_H

#include "program/program.h"
#include "support/arena.h"

void program_grid(struct arena *arena, struct program_layer *p);       /* of a layer's learning signal */
void program_basis(struct arena *arena, struct program *program);      /* signs as bits, live latents */
void program_operations(struct arena *arena, struct program *program); /* of each phase, in their order */

#endif
