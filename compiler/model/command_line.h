/* Settings on the command line: -D path=value. */
#ifndef TESSC_MODEL_COMMAND_LINE_H
#define TESSC_MODEL_COMMAND_LINE_H

#include "model/read.h"

/* Reads "learn.alpha.post=-1", "conv1.pad=1", "neuron.jump=0.1" like the same words in a file. Errors are reported. */
void apply_define(struct reader *reader, const char *define);

#endif
