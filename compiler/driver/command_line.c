#include "driver/command_line.h"

#include <string.h>

#include "model/foreign.h"
#include "syntax/suggest.h"
#include "targets/targets.h"
#include "tess/text.h"

struct reader {
    struct options *options;
    struct known_option *known;
    int count; /* of known options */
    char **word;
    int words, at;
};

/* Which command takes this option? NULL: none. */
static const struct command *taker_of(const struct options *options, const char *word)
{
    for (int i = 0; i < options->commands->count; i++) {
        struct known_option *known;
        bool follows;
        const int count = command_options(options->arena, &options->commands->list[i], &known);
        const struct known_option *found = option_meant(known, count, word, &follows);
        if (found && (!found->option.name || word[1] != '-' ||
                      option_is_named(&found->option, word + 2, strcspn(word + 2, "="))))
            return &options->commands->list[i];
    }
    return NULL;
}

/* A word that begins so is the option of a command: the only one that begins with the letter, or the nearest. */
static const char *nearest_option(const struct reader *reader, const char *word, int *distance)
{
    struct tess_suggestion near = tess_suggestion_for(word);
    const struct known_option *begun = word[1] ? NULL : long_option(reader->known, reader->count, word, 1);
    for (int i = 0; word[1] && i < reader->count; i++)
        if (reader->known[i].option.name)
            tess_suggestion_offer(&near, reader->known[i].option.name);
    *distance = near.distance;
    return begun ? begun->option.name : near.best;
}

/* "; did you mean '--out'?", or what stands here for a word of other programs, such as "--batch-size". */
static const char *what_instead(const struct reader *reader, const char *word)
{
    struct arena *arena = reader->options->arena;
    int distance;
    const char *near = nearest_option(reader, word, &distance);
    const struct foreign *foreign = foreign_named(word);
    const bool is_slip = near && (distance <= 1 || !word[1]);
    if (foreign && !is_slip)
        return foreign->what ? arena_format(arena, "; tessc does not have %s%s%s", foreign->what,
                                            foreign->here ? "; nearest: " : "", foreign->here ? foreign->here : "")
                             : foreign_name(arena, word);
    return near ? arena_format(arena, "; did you mean '--%s'?", near) : "";
}

/* An option that would change nothing is a mistake of whoever gave it. */
static bool refuse(const struct reader *reader, const char *word)
{
    struct arena *arena = reader->options->arena;
    const bool is_long = word[1] == '-';
    const char *own = command_title(arena, reader->options->command);
    const struct command *taker = taker_of(reader->options, word);
    const char *name = is_long ? arena_copy(arena, word, strcspn(word, "=")) : arena_copy(arena, word, 2);
    const char *instead = !taker || !is_long ? what_instead(reader, name + 1 + is_long) : "";
    if (taker && *instead)
        tess_message("tessc: '%s' does not take %s%s\n", own, name, instead);
    else if (taker)
        tess_message("tessc: '%s' does not take %s; '%s' does\n", own, name, command_title(arena, taker));
    else
        tess_message("tessc: unknown option '%s'%s\n", *instead || !is_long ? name : word, instead);
    return false;
}

static bool take(struct options *options, const struct known_option *known, char *value)
{
    if (known->owner == OWNER_TESSC)
        return options_take(options, known->number, value);
    options->given[options->givens++] = (struct given_option){known, value};
    return true;
}

/* An option and its value, which is the rest of the word or the next one. */
static bool read_option(struct reader *reader, char *word, char *rest)
{
    bool follows;
    const struct known_option *known = option_meant(reader->known, reader->count, word, &follows);
    if (!known)
        return refuse(reader, word);
    if (rest && !known->option.argument) {
        tess_message("tessc: no value is taken by option '%s'\n", word);
        return false;
    }
    if (follows && reader->at == reader->words) {
        tess_message("tessc: no value for option '%s'\n", word);
        return false;
    }
    return take(reader->options, known, follows ? reader->word[reader->at++] : rest);
}

/* "-h", "-ovalue", and several letters in one word of which only the last one takes a value. */
static bool read_letters(struct reader *reader, char *word)
{
    for (char *at = word + 1; *at; at++) {
        char *single = arena_format(reader->options->arena, "-%c", *at);
        const struct known_option *known = short_option(reader->known, reader->count, *at);
        if (known && known->option.argument && at[1])
            return take(reader->options, known, at + 1);
        if (!read_option(reader, single, NULL))
            return false;
    }
    return true;
}

static bool read_word(struct reader *reader, char *word)
{
    if (word[1] != '-')
        return read_letters(reader, word);
    char *equals = strchr(word, '=');
    return read_option(reader, word, equals ? equals + 1 : NULL);
}

/* Of several operands the model is the first that is called like one. */
static void set_inputs_apart(struct options *options)
{
    int model = 0;
    for (int i = 0; i < options->files; i++) {
        const size_t length = strlen(options->file[i]);
        if (length > 5 && !strcmp(options->file[i] + length - 5, ".tess")) {
            model = i;
            break;
        }
    }
    char *file = options->files ? options->file[model] : NULL;
    for (int i = 0; i < options->files; i++)
        if (i != model)
            options->input[options->inputs++] = options->file[i];
    options->file[0] = file;
    options->files = file ? 1 : 0;
}

bool options_read(struct arena *arena, int count, char **words, const struct command_list *commands,
                  const struct command *command, struct options *options)
{
    *options = (struct options){.arena = arena,
                                .commands = commands,
                                .command = command,
                                .target = targets[0],
                                .diagnostics = diagnostics_create(arena)};
    options->file = ARENA_ARRAY(arena, char *, count + 1);
    options->input = ARENA_ARRAY(arena, char *, count + 1);
    options->given = ARENA_ARRAY(arena, struct given_option, count + 1);
    struct reader reader = {.options = options, .word = words, .words = count};
    reader.count = command_options(arena, command, &reader.known);
    bool only_operands = false;
    while (reader.at < count) {
        char *word = words[reader.at++];
        if (only_operands || !word_is_option(word))
            options->file[options->files++] = word;
        else if (!strcmp(word, "--"))
            only_operands = true;
        else if (!read_word(&reader, word))
            return false;
    }
    if (command->first_is_the_file)
        set_inputs_apart(options);
    return true;
}
