#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "durable.h"

enum { DEPTH_MAX = 32 /* links may go in circles */ };

static bool add_file(struct inputs *inputs, const char *path, struct tess_error *error)
{
    if (inputs->count == inputs->room) {
        const int room = inputs->room ? 2 * inputs->room : 64;
        char **more = inputs->room < INT_MAX / 4 ? realloc(inputs->path, (size_t)room * sizeof *more) : NULL;
        if (!more)
            return tess_fail(error, TESS_FAILED, "out of memory");
        inputs->path = more;
        inputs->room = room;
    }
    char *copy = strdup(path);
    if (!copy)
        return tess_fail(error, TESS_FAILED, "out of memory");
    inputs->path[inputs->count++] = copy;
    return true;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add(struct inputs *inputs, const char *path, int depth, struct tess_error *error)
{
    struct stat status;
    struct dirent **entry;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return add_file(inputs, path, error);
    if (depth == DEPTH_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %d folders within each other", path, DEPTH_MAX);
    const int count = scandir(path, &entry, visible, by_bytes);
    if (count < 0)
        return io_fail(error, path, "read this folder");
    bool good = true;
    for (int i = 0; i < count; i++) {
        char *inner = good ? path_join(path, entry[i]->d_name, error) : NULL;
        good = inner && add(inputs, inner, depth + 1, error);
        free(inner);
        free(entry[i]);
    }
    free(entry);
    return good;
}

bool inputs_add(struct inputs *inputs, const char *path, struct tess_error *error)
{
    const int before = inputs->count;
    return add(inputs, path, 0, error) &&
           (inputs->count > before || tess_fail(error, TESS_BAD_DATA, "%s: expected files, found none", path));
}

void inputs_free(struct inputs *inputs)
{
    for (int i = 0; i < inputs->count; i++)
        free(inputs->path[i]);
    free(inputs->path);
    *inputs = (struct inputs){0};
}
