#include "tess/inputs.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "listing.h"
#include "tess/samples.h"

enum { DEPTH_MAX = 32 };

/* A folder that is being read, and the one that it stands in. */
struct level {
    struct stat status;
    const struct level *outer;
    int depth;
};

static bool add_path(struct tess_inputs *inputs, const char *path, struct tess_error *error)
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
static bool add_file(struct tess_inputs *inputs, const char *path, struct tess_error *error)
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

/* Links may go in circles. */
static bool is_within_itself(const struct level *level)
{
    for (const struct level *outer = level->outer; outer; outer = outer->outer)
        if (outer->status.st_dev == level->status.st_dev && outer->status.st_ino == level->status.st_ino)
            return true;
    return false;
}

static bool add(struct tess_inputs *inputs, const char *path, const struct level *outer, struct left_count *left,
                struct tess_error *error)
{
    struct level level = {.outer = outer, .depth = outer ? outer->depth + 1 : 0};
    struct listing listing;
    if (stat(path, &level.status) != 0 || !S_ISDIR(level.status.st_mode))
        return add_file(inputs, path, error);
    if (is_within_itself(&level))
        return tess_fail(error, TESS_BAD_DATA, "%s: expected files, found a link to a folder that it stands in", path);
    if (level.depth == DEPTH_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected at most %d folders within each other", path, DEPTH_MAX);
    bool good = listing_open(&listing, path, left, error);
    for (int i = 0; good && i < listing.count; i++) {
        char *inner = blob_path(path, listing.entry[i]->d_name);
        good = inner ? add(inputs, inner, &level, left, error) : blob_out_of_memory(path, error);
        free(inner);
    }
    listing_free(&listing);
    return good;
}

/* Notes what of the folder was left out. */
static bool note_left(struct tess_inputs *inputs, const char *path, const struct left_count *left,
                      struct tess_error *error)
{
    struct notes notes = {0};
    if (!left_note(left, path, &notes, error))
        return false;
    free(inputs->left_out);
    inputs->left_out = notes.text[0];
    return true;
}

bool tess_inputs_add(struct tess_inputs *inputs, const char *path, struct tess_error *error)
{
    const int before = inputs->count;
    struct left_count left = {0};
    return add(inputs, path, NULL, &left, error) && note_left(inputs, path, &left, error) &&
           (inputs->count > before || tess_fail(error, TESS_BAD_DATA, "%s: expected files, found none", path));
}

void tess_inputs_free(struct tess_inputs *inputs)
{
    for (int i = 0; i < inputs->count; i++)
        free(inputs->path[i]);
    free(inputs->path);
    free(inputs->left_out);
    *inputs = (struct tess_inputs){0};
}
