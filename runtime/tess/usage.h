/* What a command line may hold, as data. Whatever --help prints, the manual pages say and a shell completes comes from
 * tables of these. */
#ifndef TESS_USAGE_H
#define TESS_USAGE_H

#include <stdbool.h>
#include <stdio.h>

struct tess_option {
    char letter;          /* of its short form, -o; 0: it has none */
    const char *name;     /* of its long form, without the dashes; NULL: it has none */
    const char *argument; /* "N", "DIR"; "text|json", all in small letters: one of these words; NULL: it takes none */
    const char *help;     /* a phrase without a full stop, as long as it needs to be */
    const char *details;  /* whole sentences, for the manual pages; NULL: none */
};

struct tess_command {
    const char *name;
    const char *arguments; /* what follows the name and is no option: "MODEL.tess..." */
    const char *help, *details;
};

/* "-h, --help", "--epochs N": at most `room` bytes into `text`. */
void tess_option_spell(const struct tess_option *option, char *text, size_t room);

/* Print to lines of at most 80 characters: an entry of a list, its text beside it or, where there is no room, below; an
 * option as such an entry; and a paragraph. */
void tess_usage_entry(FILE *out, const char *entry, const char *text);
void tess_usage_option(FILE *out, const struct tess_option *option);
void tess_usage_text(FILE *out, const char *text);

/* The commands that every trainer has, by number from 0; false behind the last one. The strings are static. */
bool tess_trainer_command(int number, struct tess_command *command);

/* Option `number` of trainer command `command`; false behind the last one. `shared` leaves out those that differ from
 * run to run: see tess_train_options. */
bool tess_trainer_option(int command, int number, bool shared, struct tess_option *option);

#endif
