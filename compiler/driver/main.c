/* tessc: compiles a model file into a C program that trains it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "driver/command_line.h"
#include "driver/commands.h"
#include "driver/driver.h"
#include "driver/files.h"
#include "syntax/suggest.h"

/* A word that is no file may be a command with a slip of the pen. */
static bool is_misspelt(const char *word)
{
    struct tess_suggestion near = tess_suggestion_for(word);
    for (int i = 1; i < commands.count; i++)
        tess_suggestion_offer(&near, commands.list[i].text.name);
    if (!near.best || strchr(word, '.') || file_exists(word))
        return false;
    tess_message("tessc: unknown command '%s'; did you mean '%s'?\n", word, near.best);
    return true;
}

/* The operand at words[*at] or behind it; false if there is none. */
static bool next_operand(struct arena *arena, int count, char **words, int *at)
{
    for (; *at < count && word_is_option(words[*at]); (*at)++)
        if (!strcmp(words[*at], "--") || (any_option_takes_next(arena, &commands, words[*at]) && ++*at == count))
            return false;
    return *at < count;
}

/* Which command is meant: the first operand, or the second where that is no file, as in "tessc MODEL.tess train". Its
 * word is taken out. NULL with a message: a misspelt one. */
static const struct command *take_command(struct arena *arena, int *count, char **words)
{
    int at = 0;
    if (!next_operand(arena, *count, words, &at))
        return commands.list;
    const struct command *command = command_named(&commands, words[at]);
    if (!command && is_misspelt(words[at]))
        return NULL;
    if (!command) {
        at++;
        command = next_operand(arena, *count, words, &at) && !file_exists(words[at])
                      ? command_named(&commands, words[at])
                      : NULL;
    }
    if (!command)
        return commands.list;
    (*count)--;
    memmove(words + at, words + at + 1, sizeof *words * (size_t)(*count - at));
    return command;
}

static bool wants_help(const struct options *options)
{
    const bool asks = options->files == 1 && !strcmp(options->file[0], "help") && !file_exists("help");
    return options->help || (asks && options->command != commands.list && options->command->run != command_help);
}

static enum tess_exit run(struct arena *arena, int count, char **words)
{
    struct options options;
    const struct command *command = take_command(arena, &count, words);
    if (!command)
        return TESS_USAGE;
    if (!options_read(arena, count, words, &commands, command, &options)) {
        tess_message("tessc: '%s --help' tells how it is used\n",
                     command == commands.list ? "tessc" : command_title(arena, command));
        return TESS_USAGE;
    }
    if (options.version)
        return command_version(&options);
    if (wants_help(&options))
        return print_help(arena, &commands, command);
    return command->run(&options);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is then an error of write(), here and in compilers */
    enum tess_exit code = run(arena, argc > 0 ? argc - 1 : 0, argv + 1);
    arena_destroy(arena);
    return (int)code;
}
