#include "refused_option.h"

#include <stdio.h>
#include <string.h>

#include "tess/suggest.h"
#include "tess/usage.h"

/* Options of tessc that are given to the program it built, and where they belong. */
static const struct {
    const char *name, *command;
} of_building[] = {
    {"-D", "tessc build -D PATH=VALUE MODEL.tess"},
    {"--variant", "tessc build --variant NAME MODEL.tess"},
    {"--schedule", "tessc build --schedule fold|stream MODEL.tess"},
    {"--kernel", "tessc build --kernel NAME MODEL.tess"},
    {"--engine", "tessc train --engine interpret MODEL.tess"},
    {"--target", "tessc build --target cpu MODEL.tess"},
    {"-o", "tessc build -o DIR MODEL.tess"},
    {"-W", "tessc build -WNAME MODEL.tess"},
};

static int number_of(const char *name)
{
    struct tess_command command;
    int number = 0;
    while (tess_trainer_command(number, &command) && strcmp(command.name, name) != 0)
        number++;
    return number;
}

/* The only option of a command that begins with a letter; NULL: there are none, or several. */
static const char *option_begun(int command, char letter)
{
    struct tess_option option;
    const char *begun = NULL;
    for (int i = 0; tess_trainer_option(command, i, false, &option); i++)
        if (option.name[0] == letter) {
            if (begun)
                return NULL;
            begun = option.name;
        }
    return begun;
}

/* The option of a command that is spelt most like `word`; NULL: none is near enough. The string is static. */
static const char *option_near(int command, const char *word)
{
    struct tess_option option;
    struct tess_suggestion near = tess_suggestion_for(word);
    for (int i = 0; tess_trainer_option(command, i, false, &option); i++)
        tess_suggestion_offer(&near, option.name);
    return near.best;
}

/* The first command that takes an option, by its whole name; NULL: none does. The string is static. */
static const char *taker_of(const char *name)
{
    struct tess_command command;
    struct tess_option option;
    for (int i = 0; tess_trainer_command(i, &command); i++)
        for (int k = 0; tess_trainer_option(i, k, false, &option); k++)
            if (!strcmp(option.name, name))
                return command.name;
    return NULL;
}

bool refuse_option(const char *command, const char *word, int letter, struct tess_error *error)
{
    const int number = number_of(command);
    char name[64];
    if (letter)
        snprintf(name, sizeof name, "-%c", letter);
    else
        snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    const char *begun = letter ? option_begun(number, (char)letter) : NULL;
    if (begun)
        return tess_fail(error, TESS_USAGE, "unknown option '%s'; did you mean '--%s'?", name, begun);
    for (size_t i = 0; i < sizeof of_building / sizeof *of_building; i++)
        if (!strcmp(of_building[i].name, name))
            return tess_fail(error, TESS_USAGE,
                             "'%s' does not take %s, which is settled when the program is built: '%s'", command, name,
                             of_building[i].command);
    const char *taker = letter ? NULL : taker_of(name + 2);
    if (taker)
        return tess_fail(error, TESS_USAGE, "'%s' does not take %s; '%s' does", command, name, taker);
    const char *near = letter ? NULL : option_near(number, name + 2);
    if (near)
        return tess_fail(error, TESS_USAGE, "unknown option '%s'; did you mean '--%s'?", name, near);
    return tess_fail(error, TESS_USAGE, "unknown option '%s'", letter ? name : word);
}
