#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "durable.h"
#include "tess/samples.h"

enum { DEPTH_MAX = 32 };

/* A folder that is being read, and the one that it stands in. */
struct level {
    struct stat status;
    const struct level *outer;
    int depth;
};

static bool add_path(struct inputs *inputs, const char *path, struct tess_error *error)
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

static bool add_array(void *inputs, const char *path, struct tess_error *error)
{
    return add_path(inputs, path, error);
}

/* The arrays of an archive stand for it; where they cannot be listed, itself: whoever opens it says what is wrong. */
static bool add_file(struct inputs *inputs, const char *path, struct tess_error *error)
{
    struct tess_error listing = {TESS_OK, ""};
    const int before = inputs->count;
    if (!tess_samples_is_archive(path))
        return add_path(inputs, path, error);
    if (tess_samples_archive(path, add_array, inputs, &listing))
        return true;
    while (inputs->count > before)
        free(inputs->path[--inputs->count]);
    return add_path(inputs, path, error);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Links may go in circles. */
static bool is_within_itself(const struct level *level)
{
    for (const struct level *outer = level->outer; outer; outer = outer->outer)
        if (outer->status.st_dev == level->status.st_dev && outer->status.st_ino == level->status.st_ino)
            return true;
    return false;
}

static bool add(struct inputs *inputs, const char *path, const struct level *outer, struct tess_error *error)
{
    struct level level = {.outer = outer, .depth = outer ? outer->depth + 1 : 0};
    struct dirent **entry;
    if (stat(path, &level.status) != 0 || !S_ISDIR(level.status.st_mode))
        return add_file(inputs, path, error);
    if (is_within_itself(&level))
        return tess_fail(error, TESS_BAD_DATA, "%s: expected files, found a link to a folder that it stands in", path);
    if (level.depth == DEPTH_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %d folders within each other", path, DEPTH_MAX);
    const int count = scandir(path, &entry, visible, by_bytes);
    if (count < 0)
        return io_fail(error, path, "read this folder");
    bool good = true;
    for (int i = 0; i < count; i++) {
        char *inner = good ? path_join(path, entry[i]->d_name, error) : NULL;
        good = inner && add(inputs, inner, &level, error);
        free(inner);
        free(entry[i]);
    }
    free(entry);
    return good;
}

bool inputs_add(struct inputs *inputs, const char *path, struct tess_error *error)
{
    const int before = inputs->count;
    return add(inputs, path, NULL, error) &&
           (inputs->count > before || tess_fail(error, TESS_BAD_DATA, "%s: expected files, found none", path));
}

void inputs_free(struct inputs *inputs)
{
    for (int i = 0; i < inputs->count; i++)
        free(inputs->path[i]);
    free(inputs->path);
    *inputs = (struct inputs){0};
}
