#include "driver/command.h"

#include <string.h>

const struct fact environment_facts[] = {
    {"TESS_CC", "the C compiler; by default the one that tessc was configured with"},
    {"TESS_CFLAGS", "further flags for it"},
    {"XDG_CACHE_HOME", "programs are kept in its folder tessc; by default ~/.cache"},
    {NULL, NULL},
};

const struct fact exit_facts[] = {
    {"0", "done"},
    {"1", "failed while running"},
    {"2", "wrong usage"},
    {"65", "bad model or sweep file"},
    {"66", "data missing or corrupt"},
    {"74", "cannot read or write"},
    {"75", "stopped by a signal, checkpoint written"},
    {NULL, NULL},
};

const struct command *command_named(const struct command_list *commands, const char *word)
{
    for (int i = 1; i < commands->count; i++)
        if (!strcmp(commands->list[i].text.name, word))
            return &commands->list[i];
    return NULL;
}

const char *command_title(struct arena *arena, const struct command *command)
{
    return arena_format(arena, "tessc %s", *command->text.name ? command->text.name : command->text.arguments);
}

int trainer_command(const char *name)
{
    struct tess_command command;
    for (int i = 0; tess_trainer_command(i, &command); i++)
        if (!strcmp(command.name, name))
            return i;
    return -1;
}

/* A list that grows. */
struct growing {
    struct arena *arena;
    struct known_option *list;
    int count, room;
};

static void add(struct growing *list, const struct tess_option *option, enum option_owner owner, int number)
{
    if (list->count == list->room) {
        list->room = 2 * list->room + 16;
        struct known_option *grown = ARENA_ARRAY(list->arena, struct known_option, list->room);
        if (list->count)
            memcpy(grown, list->list, sizeof *grown * (size_t)list->count);
        list->list = grown;
    }
    list->list[list->count++] = (struct known_option){*option, owner, number};
}

int command_options(struct arena *arena, const struct command *command, struct known_option **list)
{
    struct growing all = {.arena = arena};
    struct tess_option option;
    unsigned group;
    for (int i = 0; command->option && command->option(i, &option); i++)
        add(&all, &option, OWNER_COMMAND, i);
    const int trainer = command->trainer ? trainer_command(command->trainer) : -1;
    for (int i = 0; trainer >= 0 && tess_trainer_option(trainer, i, command->shares, &option); i++)
        add(&all, &option, OWNER_TRAINER, i);
    for (int i = 0; options_own(i, &group, &option); i++)
        if (!group || (group & command->takes))
            add(&all, &option, OWNER_TESSC, i);
    *list = all.list;
    return all.count;
}

/* Does one of the commands know this option, and is its value the next word? `exactly`: by its whole name. */
static bool takes_next(struct arena *arena, const struct command_list *commands, const char *word, bool exactly,
                       bool *known)
{
    for (int i = 0; i < commands->count; i++) {
        struct known_option *list;
        bool follows;
        const int count = command_options(arena, &commands->list[i], &list);
        const struct known_option *found = option_meant(list, count, word, &follows);
        if (found && (!exactly || word[1] != '-' || strlen(found->option.name) == strcspn(word + 2, "="))) {
            *known = true;
            return follows;
        }
    }
    return false;
}

bool any_option_takes_next(struct arena *arena, const struct command_list *commands, const char *word)
{
    bool known = false;
    const bool follows = takes_next(arena, commands, word, true, &known);
    return known ? follows : takes_next(arena, commands, word, false, &known);
}
