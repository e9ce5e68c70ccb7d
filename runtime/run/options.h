/* The command line of a trainer, read into struct options. */
#ifndef TESS_RUN_OPTIONS_H
#define TESS_RUN_OPTIONS_H

#include <stdio.h>

#include "command_table.h"
#include "tess/error.h"
#include "tess/model.h"

/* Fills in *options from argv (argv[0] is skipped). False with *error (TESS_USAGE) on anything unknown or out of range;
 * *help is set, and the rest undefined, where --help was asked for. */
bool options_parse(struct options *options, enum command command, int argc, char **argv, bool *help,
                   struct tess_error *error);

/* Prints the options of train that were given and decide what comes out, behind a heading: " --batch 8 --lr 0.002".
 * Nothing at all if there are none. A file's name is in double quotes. */
void options_print(const struct options *options, const char *heading, FILE *out);

/* Of these only what a model file has no word for: --init, --max-steps, --train-limit, --test-limit, --no-augment. */
void options_print_unsaid(const struct options *options, const char *heading, FILE *out);

/* May the model train with that --batch? Where it updates each sample or step, batches are of one sample. */
bool options_check_batch(const struct options *options, const struct tess_model *model, struct tess_error *error);

/* Threads to use: as given, or the number of CPUs that this process may run on. */
int options_threads(const struct options *options);

#endif
