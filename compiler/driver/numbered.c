#include "driver/numbered.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "driver/files.h"

const char *numbered_path(struct arena *arena, const char *base, const char *kind, long number)
{
    return arena_format(arena, "%s.%s-%ld", base, kind, number);
}

/* The number of a name that begins with `start`; 0: it is no such name. */
static long number_of(const char *name, const char *start)
{
    const size_t length = strlen(start);
    if (strncmp(name, start, length) != 0)
        return 0;
    const char *digits = name + length;
    const size_t count = strspn(digits, "0123456789");
    return *digits != '0' && count > 0 && count <= 9 && !digits[count] ? strtol(digits, NULL, 10) : 0;
}

int numbered_list(struct arena *arena, const char *base, const char *kind, long **numbers)
{
    const char *slash = strrchr(base, '/');
    const char *start = arena_format(arena, "%s.%s-", slash ? slash + 1 : base, kind);
    DIR *entries = opendir(folder_of(arena, base));
    int count = 0, room = 0;
    *numbers = NULL;
    if (!entries)
        return 0;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        const long number = number_of(entry->d_name, start);
        if (number == 0)
            continue;
        if (count == room) {
            long *grown = ARENA_ARRAY(arena, long, room = 2 * room + 8);
            if (count > 0)
                memcpy(grown, *numbers, sizeof **numbers * (size_t)count);
            *numbers = grown;
        }
        (*numbers)[count++] = number;
    }
    closedir(entries);
    return count;
}

long numbered_highest(struct arena *arena, const char *base, const char *kind)
{
    long *numbers, highest = 0;
    const int count = numbered_list(arena, base, kind, &numbers);
    for (int i = 0; i < count; i++)
        if (numbers[i] > highest)
            highest = numbers[i];
    return highest;
}
