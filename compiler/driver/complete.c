/* What a shell offers at the cursor, from the tables of commands and options. The scripts in completions/ ask for it by
 * 'tessc help --complete -- WORD...', so that what they offer is what the tessc at hand takes. */
#include <string.h>

#include "driver/commands.h"
#include "driver/data.h"
#include "driver/driver.h"
#include "model/checks.h"
#include "model/settings.h"

struct completion {
    FILE *out;
    const char *prefix; /* what of the word stands before the part that is completed: "--engine=" */
    const char *begun;  /* that part, as far as it is typed */
};

static void offer(const struct completion *completion, const char *word, int length, const char *description)
{
    fprintf(completion->out, "%s%.*s\t%s\n", completion->prefix, length, word, description);
}

static void offer_word(const struct completion *completion, const char *word, const char *description)
{
    offer(completion, word, (int)strlen(word), description);
}

static void offer_commands(const struct completion *completion)
{
    for (int i = 1; i < command_count; i++)
        offer_word(completion, commands[i].text.name, commands[i].text.help);
}

/* The choices of a setting whose path is typed already. */
static void offer_choices(const struct completion *completion, enum setting_id id, int path)
{
    const char *choices = settings[id].type == TYPE_FLAG ? "on|off" : settings[id].choices, *at;
    int length;
    for (int i = 0; choices && (at = choice_at(choices, i, &length)); i++)
        fprintf(completion->out, "%s%.*s=%.*s\t\n", completion->prefix, path, completion->begun, length, at);
}

static void offer_settings(const struct completion *completion)
{
    const int path = (int)strcspn(completion->begun, "=");
    for (enum setting_id i = 0; i < SETTINGS; i++) {
        const bool of_layers = i == SET_CONV || i == SET_LINEAR || setting_is_inside(SET_CONV, i) ||
                               setting_is_inside(SET_LINEAR, i); /* named conv1, conv2, ... */
        if (settings[i].type == TYPE_GROUP || of_layers)
            continue;
        if (!completion->begun[path])
            fprintf(completion->out, "%s%s=\t%s\n", completion->prefix, settings[i].path, settings[i].description);
        else if (strlen(settings[i].path) == (size_t)path &&
                 !strncmp(settings[i].path, completion->begun, (size_t)path))
            offer_choices(completion, i, path);
    }
}

static void offer_warnings(const struct completion *completion)
{
    offer_word(completion, "error", "every warning is an error");
    for (int i = 0; i < check_count; i++)
        if (checks[i].severity == SEVERITY_WARNING)
            fprintf(completion->out, "%sno-%s\t%s\n", completion->prefix, checks[i].name, checks[i].statement);
}

static void offer_data_sets(const struct completion *completion)
{
    for (int i = 0; i < data_set_count; i++)
        offer_word(completion, data_sets[i].name, data_sets[i].summary);
}

/* What arguments that begin like this stand for, the first that fits; what is not here cannot be completed. */
static const struct {
    const char *argument, *directive;
    void (*offer)(const struct completion *completion);
} kinds[] = {
    {"MODEL.tess", ":file .tess", NULL},
    {"SWEEP.yaml", ":file .yaml", NULL},
    {"DATA|MODEL.nir", ":file", NULL},
    {"[MODEL.tess] RUN|WEIGHTS", ":file .tess\n:file .safetensors", NULL},
    {"FILE.nir", ":file .nir", NULL},
    {"DIR|FILE.npz", ":file .npz", NULL},
    {"DIR", ":folder", NULL},
    {"RUN|WEIGHTS", ":file .safetensors", NULL},
    {"RUN|FILE", ":file .safetensors", NULL},
    {"RUN", ":folder", NULL},
    {"FILE", ":file", NULL},
    {"PATH", ":file", NULL},
    {"INPUT", ":file", NULL},
    {"[COMMAND]", NULL, offer_commands},
    {"PATH=VALUE", NULL, offer_settings},
};

/* Are these words to choose from, "text|json"? */
static bool is_choice(const char *argument)
{
    return argument[strspn(argument, "abcdefghijklmnopqrstuvwxyz-|")] == '\0';
}

static void offer_argument(const struct completion *completion, const char *argument)
{
    const char *at;
    int length;
    if (is_choice(argument)) {
        for (int i = 0; (at = choice_at(argument, i, &length)); i++)
            offer(completion, at, length, "");
        return;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t first = strlen(kinds[i].argument);
        if (strncmp(kinds[i].argument, argument, first) != 0 || (argument[first] && !strchr(" .|", argument[first])))
            continue;
        if (kinds[i].offer)
            kinds[i].offer(completion);
        else
            fprintf(completion->out, "%s\n", kinds[i].directive);
        return;
    }
}

static void offer_value(const struct completion *completion, const struct tess_option *option)
{
    if (option->letter == 'W')
        offer_warnings(completion);
    else if (option->argument)
        offer_argument(completion, option->argument);
}

static void offer_options(const struct completion *completion, const struct known_option *known, int count)
{
    for (int i = 0; i < count; i++) {
        const struct tess_option *option = &known[i].option;
        if (option->name)
            fprintf(completion->out, "--%s\t%s\n", option->name, option->help);
        else
            fprintf(completion->out, "-%c\t%s\n", option->letter, option->help);
    }
}

/* The operand behind `before` others. */
static void offer_operand(const struct completion *completion, const struct command *command, int before)
{
    struct tess_command verb;
    if (command == &commands[0] && before == 0)
        offer_commands(completion);
    if (command->verb && before == 0) {
        for (int i = 0; command->verb(i, &verb); i++)
            offer_word(completion, verb.name, verb.help);
        return;
    }
    if (command->verb) {
        offer_data_sets(completion);
        fprintf(completion->out, ":file\n");
        return;
    }
    const char *argument = command->text.arguments;
    const char *next = strchr(argument, ' ');
    if (before > 0 && next)
        argument = next + 1;
    else if (before > 0 && !strstr(argument, "..."))
        return;
    offer_argument(completion, argument);
}

static const struct command *find_command(struct arena *arena, int count, char **words)
{
    for (int i = 0; i < count; i++) {
        if (!word_is_option(words[i])) {
            const struct command *command = command_named(words[i]);
            return command ? command : &commands[0];
        }
        i += any_option_takes_next(arena, words[i]);
    }
    return &commands[0];
}

void completion_print(struct arena *arena, int count, char **words, FILE *out)
{
    char *last = count > 0 ? words[count - 1] : "";
    const struct command *command = find_command(arena, count - 1, words);
    struct completion completion = {.out = out, .prefix = "", .begun = last};
    struct known_option *known;
    const struct known_option *open = NULL;
    const int options = command_options(arena, command, &known);
    bool only_operands = false, follows = false;
    int operands = command == &commands[0] ? 0 : -1; /* the command's name is none */
    for (int i = 0; i + 1 < count; i++) {
        open = NULL;
        if (only_operands || !word_is_option(words[i]))
            operands++;
        else if (!strcmp(words[i], "--"))
            only_operands = true;
        else if ((open = option_meant(known, options, words[i], &follows)) && !(follows && i + 2 == count)) {
            i += follows;
            open = NULL;
        }
    }
    const bool dashed = !only_operands && last[0] == '-';
    const size_t name = dashed && last[1] == '-' ? strcspn(last, "=") : 2;
    if (!open && dashed && last[1] && (last[1] != '-' || last[name])) {
        open = option_meant(known, options, last, &follows);
        completion.prefix = arena_copy(arena, last, last[1] == '-' ? name + 1 : name);
        completion.begun = last + strlen(completion.prefix);
    }
    if (open)
        offer_value(&completion, &open->option);
    else if (dashed)
        offer_options(&completion, known, options);
    else
        offer_operand(&completion, command, operands);
}
