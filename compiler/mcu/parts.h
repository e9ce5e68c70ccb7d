/* Between the emitters. All write C99 that needs <stdint.h>, <stddef.h> and <string.h> alone. */
#ifndef TESSC_MCU_PARTS_H
#define TESSC_MCU_PARTS_H

#include "mcu/plan.h"
#include "writer/writer.h"

/* $net is the model's name, $classes, $features, $batch. */
void mcu_bind_plan(struct writer *w, const struct mcu_plan *plan);

/* $name, its extents and numbers of the layer. */
void mcu_bind_layer(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);

/* A function's own copy of the layer's extents, so that its loops have names. */
void mcu_emit_extents(struct writer *w, const struct mcu_layer *m);

/* "error = (softmax - onehot) / batch" into scratch, with or without smoothing: $cross_entropy and $smoothing. */
void mcu_bind_cross_entropy(struct writer *w, float smoothing);

/* Functions that the others call, as far as the model needs them: bits, exponentials, roots, random numbers. */
void mcu_emit_helpers(struct writer *w, const struct mcu_plan *plan);

/* Constants. */
void mcu_emit_constants(struct writer *w, const struct mcu_plan *plan);

/* What a layer does in a step, what it learns from it, and how its weights change. */
void mcu_emit_forward(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);
void mcu_emit_signal(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);
void mcu_emit_gradient(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);
void mcu_emit_weights(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);
void mcu_emit_update(struct writer *w, const struct mcu_plan *plan, const struct mcu_layer *m);
void mcu_emit_readout(struct writer *w, const struct mcu_plan *plan);

/* The optimizer on count elements of a parameter from an offset, with the gradient at hand. */
void mcu_emit_optimizer(struct writer *w, const struct mcu_plan *plan, const char *parameter, const char *first,
                        const char *count, const char *gradient, float rate_factor);

/* How weights start, the functions of the header. */
void mcu_emit_start(struct writer *w, const struct mcu_plan *plan);
void mcu_emit_interface(struct writer *w, const struct mcu_plan *plan);

#endif
