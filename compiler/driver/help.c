/* tessc help, and --help of every command: the tables of commands and options in plain text. */
#include <stdio.h>
#include <string.h>

#include "driver/command.h"
#include "driver/driver.h"
#include "model/foreign.h"
#include "model/settings.h"
#include "syntax/suggest.h"

static void print_facts(const char *heading, const struct fact *facts)
{
    printf("\n%s:\n", heading);
    for (; facts->name; facts++)
        tess_usage_entry(stdout, facts->name, facts->text);
}

static void print_options(struct arena *arena, const struct command *command, enum option_owner owner,
                          const char *heading)
{
    struct known_option *known;
    const int count = command_options(arena, command, &known);
    bool any = false;
    for (int i = 0; i < count; i++) {
        if (known[i].owner != owner)
            continue;
        printf("%s", any ? "" : heading);
        tess_usage_option(stdout, &known[i].option);
        any = true;
    }
}

static void print_verbs(struct arena *arena, const struct command *command)
{
    struct tess_command verb;
    if (command->verb)
        putchar('\n');
    for (int i = 0; command->verb && command->verb(i, &verb); i++)
        tess_usage_entry(stdout,
                         arena_format(arena, "tessc %s %s%s%s", command->text.name, verb.name,
                                      *verb.arguments ? " " : "", verb.arguments),
                         verb.help);
}

static void print_command(struct arena *arena, const struct command *command)
{
    const struct tess_command *text = &command->text;
    printf("usage: tessc %s [OPTION]...%s%s\n\n", text->name, *text->arguments ? " " : "", text->arguments);
    tess_usage_text(stdout, arena_format(arena, "%s: %s.%s%s", text->name, text->help, text->details ? " " : "",
                                         text->details ? text->details : ""));
    print_verbs(arena, command);
    print_options(arena, command, OWNER_COMMAND, arena_format(arena, "\noptions of %s:\n", text->name));
    print_options(arena, command, OWNER_TRAINER,
                  command->shares ? "\noptions that every run gets:\n"
                                  : arena_format(arena, "\noptions of the trainer's %s:\n", command->trainer));
    print_options(arena, command, OWNER_TESSC, "\noptions of tessc:\n");
}

static void print_all(const struct command_list *commands)
{
    struct tess_option option;
    unsigned group;
    puts("tessc compiles a model file into a C program that trains it.\n\nusage:");
    for (int i = 0; i < commands->count; i++) {
        const struct tess_command *text = &commands->list[i].text;
        printf("  tessc %s%s%s\n        %s\n", text->name, *text->name && *text->arguments ? " " : "", text->arguments,
               text->help);
    }
    puts("\noptions, of which a command takes some:");
    for (int i = 0; options_own(i, &group, &option); i++)
        tess_usage_option(stdout, &option);
    print_facts("environment", environment_facts);
    print_facts("exit status", exit_facts);
    puts("\n'tessc help COMMAND' tells the options of a command, 'man tess' the language of\nmodel files.");
}

enum tess_exit print_help(struct arena *arena, const struct command_list *commands, const struct command *command)
{
    if (command == commands->list)
        print_all(commands);
    else
        print_command(arena, command);
    return finish_output(true);
}

/* Is it of the language of model files: its name, or a word in it? */
static bool is_of_models(const char *word)
{
    bool is = choice_index("tess|language|model|models", word) >= 0;
    for (enum setting_id id = 0; id < SETTINGS && !is; id++)
        is = !strcmp(setting_phrase(id), word) || !strcmp(settings[id].path, word);
    return is || foreign_named(word);
}

/* False with a message. */
static bool is_command(const struct command_list *commands, const char *word)
{
    if (command_named(commands, word))
        return true;
    struct tess_suggestion near = tess_suggestion_for(word);
    for (int i = 1; i < commands->count; i++)
        tess_suggestion_offer(&near, commands->list[i].text.name);
    if (is_of_models(word))
        tess_message("tessc: no command '%s'; 'man 5 tess', or 'tessc help --man tess', tells of model files\n", word);
    else
        tess_message(near.best ? "tessc: no command '%s'; did you mean '%s'?\n"
                               : "tessc: no command '%s'; 'tessc help' names them\n",
                     word, near.best);
    return false;
}

enum tess_exit command_help(struct options *options)
{
    if (options->complete) {
        completion_print(options->arena, options->commands, options->files, options->file, stdout);
        return finish_output(true);
    }
    if (options->page) {
        manual_print(options->arena, options->commands, options->page, stdout);
        return finish_output(true);
    }
    if (options->files == 0)
        return print_help(options->arena, options->commands, options->commands->list);
    bool known = true;
    for (int i = 0; i < options->files; i++)
        known &= is_command(options->commands, options->file[i]);
    if (!known)
        return TESS_USAGE;
    enum tess_exit code = TESS_OK;
    for (int i = 0; i < options->files && code == TESS_OK; i++) {
        if (i)
            putchar('\n');
        code = print_help(options->arena, options->commands, command_named(options->commands, options->file[i]));
    }
    return code;
}

enum tess_exit command_version(struct options *options)
{
    (void)options;
    puts("tessc " TESSC_VERSION);
    return finish_output(true);
}
