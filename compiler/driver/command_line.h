/* Reading the command line of tessc, once it is known which command is meant. */
#ifndef TESSC_COMMAND_LINE_H
#define TESSC_COMMAND_LINE_H

#include "driver/command.h"

/* Reads `count` words, options and operands in any order; what follows "--" are operands. False with a message on
 * stderr if the command line is wrong. */
bool options_read(struct arena *arena, int count, char **words, const struct command_list *commands,
                  const struct command *command, struct options *options);

#endif
