#include <stddef.h>
#include <string.h>

#include "loader.h"

#define ROW(name) &name##_loader,
static const struct loader *const loaders[] = {TESS_DATA_SETS(ROW)};

enum { LOADERS = sizeof loaders / sizeof *loaders };

const struct loader *loader_at(int number)
{
    return number >= 0 && number < LOADERS ? loaders[number] : NULL;
}

const struct tess_data_set *tess_data_set(int number)
{
    const struct loader *loader = loader_at(number);
    return loader ? &loader->about : NULL;
}

const struct tess_data_set *tess_data_set_named(const char *name)
{
    const struct tess_data_set *set;
    for (int i = 0; (set = tess_data_set(i)); i++)
        if (strcmp(set->name, name) == 0)
            break;
    return set;
}

bool tess_data_set_takes(const struct tess_data_set *set, const char *setting)
{
    const size_t length = strlen(setting);
    for (const char *word = set->settings; word; word = strchr(word, '|') ? strchr(word, '|') + 1 : NULL)
        if (strcspn(word, "|") == length && strncmp(word, setting, length) == 0)
            return true;
    return false;
}
