/* What a trainer says of an option that its command does not take. */
#ifndef TESS_RUN_REFUSED_OPTION_H
#define TESS_RUN_REFUSED_OPTION_H

#include "tess/error.h"

/* False with *error (TESS_USAGE). `command` is one of tess_trainer_command; the option is "--word" or, unless it is 0,
 * the letter. Where another command takes it, or tessc when it builds the program, the message says so. */
bool refuse_option(const char *command, const char *word, int letter, struct tess_error *error);

#endif
