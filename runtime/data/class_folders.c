#include "class_folders.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "names.h"

enum { OWN_NAMES = 3 };

/* What people call the folders of data of their own. */
static const char *const own_names[TESS_SPLITS][OWN_NAMES] = {
    [TESS_TRAIN] = {"train", "training"},
    [TESS_VALIDATION] = {"validation", "val", "valid"},
    [TESS_TEST] = {"test", "testing"},
};

/* Where there is no folder of test files: one of this many is for the test. */
enum { TEST_SHARE = 10 };

/* ---- Listing ---- */

struct listing {
    struct dirent **entry; /* as scandir makes them */
    int count;
};

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool list(const char *path, struct listing *listing, struct tess_error *error)
{
    listing->count = scandir(path, &listing->entry, visible, by_bytes);
    if (listing->count >= 0)
        return true;
    *listing = (struct listing){0};
    if (errno == ENOMEM)
        return blob_out_of_memory(path, error);
    bool absent = errno == ENOENT || errno == ENOTDIR;
    return tess_fail(error, absent ? TESS_BAD_DATA : TESS_IO, "%s: expected a folder: %s", path, strerror(errno));
}

static void free_listing(struct listing *listing)
{
    for (int i = 0; i < listing->count; i++)
        free(listing->entry[i]);
    free(listing->entry);
    *listing = (struct listing){0};
}

/* Whether NAME in PATH is a folder, into *yes. */
static bool look(const char *path, const char *name, bool *yes, struct tess_error *error)
{
    struct stat status;
    char *inner = blob_path(path, name);
    if (!inner)
        return blob_out_of_memory(path, error);
    *yes = stat(inner, &status) == 0 && S_ISDIR(status.st_mode);
    free(inner);
    return true;
}

/* Lists the folders in PATH. */
static bool list_folders(const char *path, struct listing *listing, struct tess_error *error)
{
    if (!list(path, listing, error))
        return false;
    int kept = 0;
    bool good = true;
    for (int i = 0; i < listing->count; i++) {
        bool folder = false;
        good = good && look(path, listing->entry[i]->d_name, &folder, error);
        if (folder)
            listing->entry[kept++] = listing->entry[i];
        else
            free(listing->entry[i]);
    }
    listing->count = kept;
    return good;
}

/* Folders of the test or validation set must be called as those of the training set. */
static bool check_classes(const struct class_folders *folders, const char *path, const struct listing *found,
                          struct tess_error *error)
{
    for (int c = 0, i = 0; c < folders->classes || i < found->count;) { /* both are in order */
        int order = c == folders->classes ? 1
                    : i == found->count   ? -1
                                          : strcmp(folders->name[c], found->entry[i]->d_name);
        if (order > 0)
            return tess_fail(error, TESS_BAD_DATA, "%s/%s: expected a class that the training set has as well", path,
                             found->entry[i]->d_name);
        if (order < 0)
            return tess_fail(error, TESS_BAD_DATA, "%s: expected a folder %s, as the training set has one", path,
                             folders->name[c]);
        c++;
        i++;
    }
    return true;
}

/* ---- Collecting ---- */

static bool add(struct class_folders *folders, enum tess_split split, const char *path, const char *name, int label,
                struct tess_error *error)
{
    int *count = &folders->count[split], *room = &folders->room[split];
    if (*count == *room) {
        int wanted = *room ? 2 * *room : 64;
        struct class_file *more =
            *room > INT_MAX / 4 ? NULL : realloc(folders->file[split], (size_t)wanted * sizeof *folders->file[split]);
        if (!more)
            return blob_out_of_memory(path, error);
        folders->file[split] = more;
        *room = wanted;
    }
    struct class_file file = {blob_path(path, name), label};
    if (!file.path)
        return blob_out_of_memory(path, error);
    folders->file[split][(*count)++] = file;
    return true;
}

/* From which place on the files of a class are for the test; INT_MAX: none is. */
static int test_from(int count, bool share)
{
    return share ? count - (count + TEST_SHARE / 2) / TEST_SHARE : INT_MAX;
}

/* Takes the first file of each class, the second of each, and so on, so that a limited number is of all classes. */
static bool deal(struct class_folders *folders, enum tess_split split, bool share, char *const *paths,
                 const struct listing *listings, struct tess_error *error)
{
    int classes = folders->classes, longest = 0;
    for (int c = 0; c < classes; c++)
        longest = listings[c].count > longest ? listings[c].count : longest;
    for (int i = 0; i < longest; i++)
        for (int c = 0; c < classes; c++) {
            int count = listings[c].count;
            if (i < count && !add(folders, i < test_from(count, share) ? split : TESS_TEST, paths[c],
                                  listings[c].entry[i]->d_name, c, error))
                return false;
        }
    return true;
}

/* Collects the files under PATH/CLASS for all classes; `share` keeps a tenth of the training set for the test. */
static bool collect(struct class_folders *folders, enum tess_split split, bool share, const char *path,
                    struct tess_error *error)
{
    int classes = folders->classes;
    char **paths = calloc((size_t)classes, sizeof *paths);
    struct listing *listings = calloc((size_t)classes, sizeof *listings), found = {0};
    bool good = (paths && listings) || blob_out_of_memory(path, error);
    good = good && list_folders(path, &found, error) && check_classes(folders, path, &found, error);
    for (int c = 0; good && c < classes; c++) {
        paths[c] = blob_path(path, folders->name[c]);
        if (!paths[c])
            good = blob_out_of_memory(path, error);
        else if (!list(paths[c], &listings[c], error))
            good = false;
        else if (listings[c].count == 0)
            good = tess_fail(error, TESS_BAD_DATA, "%s: expected %s, found none", paths[c], folders->what);
    }
    good = good && deal(folders, split, share, paths, listings, error);
    for (int c = 0; c < classes; c++) {
        if (listings)
            free_listing(&listings[c]);
        if (paths)
            free(paths[c]);
    }
    free_listing(&found);
    free(listings);
    free(paths);
    return good;
}

/* The classes are the folders of the training set. Lists of names have one a line, so that names are of one. */
static bool name_classes(struct class_folders *folders, const char *path, struct tess_error *error)
{
    struct listing found = {0};
    bool good = list_folders(path, &found, error);
    if (good && found.count != folders->classes)
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected %d folders, one a class of the model, found %d", path,
                         folders->classes, found.count);
    if (good) {
        folders->name = calloc((size_t)folders->classes, sizeof *folders->name);
        good = folders->name || blob_out_of_memory(path, error);
    }
    for (int c = 0; good && c < folders->classes; c++) {
        folders->name[c] = strdup(found.entry[c]->d_name);
        good = folders->name[c] || blob_out_of_memory(path, error);
        for (const char *at = folders->name[c]; good && *at; at++)
            if ((unsigned char)*at < ' ' || *at == 127)
                good = tess_fail(error, TESS_BAD_DATA,
                                 "%s: expected names of folders without control characters, found one in that of "
                                 "class %d",
                                 path, c);
    }
    free_listing(&found);
    return good;
}

/* Which of some names is that of a folder with folders in it: a class may be called `train` too. NULL: none. */
static bool find_part(const char *path, const char *const names[OWN_NAMES], const char **part, struct tess_error *error)
{
    *part = NULL;
    for (int i = 0; i < OWN_NAMES && names[i]; i++) {
        struct listing found = {0};
        bool there;
        if (!look(path, names[i], &there, error))
            return false;
        char *inner = blob_path(path, names[i]);
        bool good = inner ? !there || list_folders(inner, &found, error) : blob_out_of_memory(path, error);
        free(inner);
        there = there && found.count > 0;
        free_listing(&found);
        if (good && there && *part)
            good = tess_fail(error, TESS_BAD_DATA, "%s: expected one of the folders %s and %s, found both", path, *part,
                             names[i]);
        if (!good)
            return false;
        if (there)
            *part = names[i];
    }
    return true;
}

/* The folders of the splits in PATH; parts[TESS_TRAIN] is NULL where PATH itself holds the classes. */
static bool find_parts(const char *path, const char *const *splits, const char *parts[TESS_SPLITS],
                       struct tess_error *error)
{
    for (int split = 0; split < TESS_SPLITS; split++) {
        bool there = false;
        if (!splits && !find_part(path, own_names[split], &parts[split], error))
            return false;
        if (!splits)
            continue;
        if (splits[split] && !look(path, splits[split], &there, error))
            return false;
        parts[split] = there || split == TESS_TEST ? splits[split] : NULL; /* publishers have test sets */
    }
    return true;
}

static bool collect_part(struct class_folders *folders, enum tess_split split, bool share, const char *path,
                         const char *name, struct tess_error *error)
{
    char *part = name ? blob_path(path, name) : strdup(path);
    if (!part)
        return blob_out_of_memory(path, error);
    bool good =
        (split != TESS_TRAIN || name_classes(folders, part, error)) && collect(folders, split, share, part, error);
    free(part);
    return good;
}

bool class_folders_open(struct class_folders *folders, const char *path, const char *const *splits, int classes,
                        const char *what, struct tess_error *error)
{
    const char *parts[TESS_SPLITS];
    *folders = (struct class_folders){.classes = classes, .what = what};
    if (!find_parts(path, splits, parts, error))
        return false;
    bool whole = !parts[TESS_TRAIN], share = whole || !parts[TESS_TEST];
    bool good = collect_part(folders, TESS_TRAIN, share, path, parts[TESS_TRAIN], error);
    for (int split = TESS_TRAIN + 1; good && !whole && split < TESS_SPLITS; split++)
        if (parts[split])
            good = collect_part(folders, (enum tess_split)split, false, path, parts[split], error);
    return good;
}

bool class_folders_count(const char *path, int *classes, struct tess_error *error)
{
    const char *part;
    struct listing found = {0};
    if (!find_part(path, own_names[TESS_TRAIN], &part, error))
        return false;
    char *inner = part ? blob_path(path, part) : strdup(path);
    bool good = inner ? list_folders(inner, &found, error) : blob_out_of_memory(path, error);
    *classes = found.count;
    free_listing(&found);
    free(inner);
    return good;
}

void class_folders_free(struct class_folders *folders)
{
    for (int split = 0; split < TESS_SPLITS; split++) {
        for (int i = 0; i < folders->count[split]; i++)
            free(folders->file[split][i].path);
        free(folders->file[split]);
    }
    names_free(folders->name, folders->classes);
    *folders = (struct class_folders){0};
}
