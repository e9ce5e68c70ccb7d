/* A command of tessc: its text, its options, its function. */
#ifndef TESSC_COMMAND_H
#define TESSC_COMMAND_H

#include "driver/known_options.h"
#include "driver/options.h"
#include "tess/error.h"

struct command {
    struct tess_command text; /* name "": tessc MODEL.tess */
    unsigned takes;           /* which of tessc's own options: of enum options_group */
    enum tess_exit (*run)(struct options *options);
    const char *trainer;    /* the command of trainers whose options it takes as well; NULL: none */
    bool shares;            /* of these only such as go to many runs */
    bool first_is_the_file; /* operands behind the first one are no files of tessc's, but options->input */
    bool (*option)(int number, struct tess_option *option); /* options of its own; NULL: none */
    bool (*verb)(int number, struct tess_command *verb);    /* what its first operand may be; NULL: a file */
};

struct command_list {
    const struct command *list; /* the first is tessc MODEL.tess */
    int count;
};

/* NULL if there is none of that name. */
const struct command *command_named(const struct command_list *commands, const char *word);

/* "tessc train", "tessc MODEL.tess" */
const char *command_title(struct arena *arena, const struct command *command);

/* The number of a trainer's command, see tess_trainer_command; -1 if there is none of that name. */
int trainer_command(const char *name);

/* All options that a command takes, in this order of owners. Returns their number. */
int command_options(struct arena *arena, const struct command *command, struct known_option **list);

/* Before it is known which command is meant: is `word` an option whose value is the next word? */
bool any_option_takes_next(struct arena *arena, const struct command_list *commands, const char *word);

/* ---- What is not of one command ---- */

struct fact {
    const char *name, *text;
};

extern const struct fact environment_facts[], exit_facts[]; /* ended by an entry without a name */

#endif
