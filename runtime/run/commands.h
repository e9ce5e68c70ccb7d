/* The commands of a trainer, options parsed. Each returns with *error filled in where it failed; results go to
 * stdout, the rest to stderr. */
#ifndef TESS_RUN_COMMANDS_H
#define TESS_RUN_COMMANDS_H

#include "options.h"
#include "tess/engine.h"

bool command_train(const struct tess_model *model, const struct options *options, struct tess_error *error);
bool command_eval(const struct tess_model *model, const struct options *options, struct tess_error *error);
bool command_bench(const struct tess_model *model, const struct options *options, struct tess_error *error);
bool command_predict(const struct tess_model *model, const struct options *options, struct tess_error *error);

/* Reads its own command line, and returns an exit code. */
int command_probe(const struct tess_model *model, int argc, char **argv);

#endif
