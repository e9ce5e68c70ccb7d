/* The commands of tessc, as a table: a new command is one row. The command line, --help, the manual pages and the
 * completion of shells read it. */
#ifndef TESSC_COMMANDS_H
#define TESSC_COMMANDS_H

#include "driver/command.h"

extern const struct command_list commands;

#endif
