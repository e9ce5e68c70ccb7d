/* The options that a command knows, and which of them a word of its command line means. */
#ifndef TESSC_KNOWN_OPTIONS_H
#define TESSC_KNOWN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "tess/usage.h"

/* What takes an option: the command itself, the trainer that it starts, or tessc for many of its commands. */
enum option_owner { OWNER_COMMAND, OWNER_TRAINER, OWNER_TESSC };

struct known_option {
    struct tess_option option;
    enum option_owner owner;
    int number; /* in its owner's table */
};

/* Is `word` an option, or "--"? */
bool word_is_option(const char *word);

/* "--name", "--name=value", where `length` is that of the name. */
bool option_is_named(const struct tess_option *option, const char *name, size_t length);

/* Of `count` known options the one of that name, or the only one that begins so; that of that letter. NULL: none. */
const struct known_option *long_option(const struct known_option *known, int count, const char *name, size_t length);
const struct known_option *short_option(const struct known_option *known, int count, char letter);

/* Which of them is meant by a word, and whether its value is the next word. NULL if it is none of them. */
const struct known_option *option_meant(const struct known_option *known, int count, const char *word,
                                        bool *value_follows);

#endif
