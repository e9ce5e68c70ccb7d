#include "driver/known_options.h"

#include <string.h>

bool word_is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

bool option_is_named(const struct tess_option *option, const char *name, size_t length)
{
    return option->name && !strncmp(option->name, name, length) && !option->name[length];
}

const struct known_option *long_option(const struct known_option *known, int count, const char *name, size_t length)
{
    const struct known_option *begun = NULL;
    int beginnings = 0;
    for (int i = 0; i < count; i++) {
        if (option_is_named(&known[i].option, name, length))
            return &known[i];
        if (length > 0 && known[i].option.name && !strncmp(known[i].option.name, name, length)) {
            begun = &known[i];
            beginnings++;
        }
    }
    return beginnings == 1 ? begun : NULL;
}

const struct known_option *short_option(const struct known_option *known, int count, char letter)
{
    for (int i = 0; i < count; i++)
        if (letter && known[i].option.letter == letter)
            return &known[i];
    return NULL;
}

const struct known_option *option_meant(const struct known_option *known, int count, const char *word,
                                        bool *value_follows)
{
    const bool is_long = word[1] == '-';
    const size_t length = is_long ? strcspn(word + 2, "=") : 1;
    const struct known_option *found =
        is_long ? long_option(known, count, word + 2, length) : short_option(known, count, word[1]);
    *value_follows = found && found->option.argument && !word[(is_long ? 2 : 1) + length];
    return found;
}
