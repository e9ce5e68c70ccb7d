/* Between the files of the plan: each fills in its part of struct plan, in this order. */
#ifndef TESSC_PLAN_PARTS_H
#define TESSC_PLAN_PARTS_H

#include "cpu/plan/machine.h"
#include "cpu/plan/plan.h"
#include "cpu/plan/solvers.h"

void plan_geometry(struct arena *arena, struct plan *plan);                          /* lanes, edges */
void plan_sums(struct arena *arena, struct plan *plan, const struct policy *policy); /* solvers of the forward sums */
void plan_gradients(struct plan *plan, const struct policy *policy);                 /* and of the gradients */
void plan_tiles(struct plan *plan);                                                  /* chunk, tiles of the gradients */
void plan_by_signals(const struct plan *plan,
                     struct plan_layer *p);                  /* of a layer: its gradient along learning signals */
void plan_memory(struct arena *arena, struct plan *plan);    /* the memory map */
void plan_operators(struct arena *arena, struct plan *plan); /* the stages of each phase */

/* Buffers of solvers, memory.c: what sums walk along, by position or by row; what gradients do, lists of tiles and,
 * where they may go along learning signals, planes of spikes; what is passed down, as lists or as it is. */
layer_placer place_position_lists, place_value_lists, place_spot_lists;
layer_placer place_gradient_lists, place_lists_and_planes, place_general_gradient;
layer_placer place_error_lists, place_errors;

/* Items that a stage should have at least, for threads to share; images of a batch that still fills what is planned. */
enum { FEWEST_ITEMS = 8, SMALL_BATCH = 16 };

static inline int ceiling(int a, int b)
{
    return (a + b - 1) / b;
}

static inline int smaller(int a, int b)
{
    return a < b ? a : b;
}

static inline int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Gradients of layer weights are added up in blocks of lanes, [block][input][lane], which may be padded; so may biases
 * and parameters of neurons, which are read and added up as vectors. */
size_t plan_padded_count(const struct plan *plan, int index);

#endif
