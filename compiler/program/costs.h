/* What a model costs, whatever the machine: dense operations, as if every neuron fired. */
#ifndef TESSC_PROGRAM_COSTS_H
#define TESSC_PROGRAM_COSTS_H

#include "program/program.h"

/* Multiply-accumulates of a sample's way forward in one step: of a layer, of the readout, and of all that comes after
 * the first layer. */
double layer_macs(const struct layer *layer);
double readout_macs(const struct model *model);
double upper_macs(const struct model *model);

/* Multiply-accumulates of a training sample in all its steps, all neurons firing: of a layer, or of the readout, which
 * is layer model->layers. The first layer sees a static input once. */
double forward_macs(const struct model *model, int layer);
double gradient_macs(const struct model *model, int layer); /* of the weights in use; 0 for constants */
double signal_macs(const struct model *model, int layer); /* local signals: logits, and B' error; not of the readout */
double back_macs(const struct model *model, int layer);   /* signals from above: of what a layer passes down */

/* Neurons times steps. */
double neuron_steps(const struct model *model);

/* Stream: values that a layer carries from step to step for an image: membranes, and each term's traces. */
size_t carried_values(const struct program_layer *p);

#endif
