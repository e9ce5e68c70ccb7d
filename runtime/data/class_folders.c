#include "class_folders.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "names.h"

const char *const class_folder_splits[TESS_SPLITS] = {"train", "validation", "test"};

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

/* Lists the folders in PATH, which must be as many as the model has classes. */
static bool list_classes(const char *path, int classes, struct listing *listing, struct tess_error *error)
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
    if (good && kept != classes)
        good = tess_fail(error, TESS_BAD_DATA, "%s: expected %d folders, one a class of the model, found %d", path,
                         classes, kept);
    return good;
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

/* Collects the files under PATH/CLASS for all classes; `share` keeps a tenth for the test. */
static bool collect(struct class_folders *folders, enum tess_split split, bool share, const char *path,
                    struct tess_error *error)
{
    int classes = folders->classes;
    char **paths = calloc((size_t)classes, sizeof *paths);
    struct listing *listings = calloc((size_t)classes, sizeof *listings), found = {0};
    bool good = (paths && listings) || blob_out_of_memory(path, error);
    good = good && list_classes(path, classes, &found, error);
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

/* The classes are the folders of the training set. */
static bool name_classes(struct class_folders *folders, const char *path, struct tess_error *error)
{
    struct listing found = {0};
    bool good = list_classes(path, folders->classes, &found, error);
    if (good) {
        folders->name = calloc((size_t)folders->classes, sizeof *folders->name);
        good = folders->name || blob_out_of_memory(path, error);
    }
    for (int c = 0; good && c < folders->classes; c++) {
        folders->name[c] = strdup(found.entry[c]->d_name);
        good = folders->name[c] || blob_out_of_memory(path, error);
    }
    free_listing(&found);
    return good;
}

/* One of the splits' folders; only that of validation may be missing. */
static bool collect_part(struct class_folders *folders, enum tess_split split, const char *path, const char *name,
                         struct tess_error *error)
{
    bool there = false;
    if (name && !look(path, name, &there, error))
        return false;
    if (!there && split == TESS_VALIDATION)
        return true;
    char *part = blob_path(path, name);
    if (!part)
        return blob_out_of_memory(path, error);
    bool good =
        (split != TESS_TRAIN || name_classes(folders, part, error)) && collect(folders, split, false, part, error);
    free(part);
    return good;
}

bool class_folders_open(struct class_folders *folders, const char *path, const char *const splits[TESS_SPLITS],
                        int classes, const char *what, struct tess_error *error)
{
    bool parts;
    *folders = (struct class_folders){.classes = classes, .what = what};
    if (!look(path, splits[TESS_TRAIN], &parts, error))
        return false;
    if (!parts)
        return name_classes(folders, path, error) && collect(folders, TESS_TRAIN, true, path, error);
    bool good = true;
    for (int split = 0; good && split < TESS_SPLITS; split++)
        good = collect_part(folders, (enum tess_split)split, path, splits[split], error);
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
