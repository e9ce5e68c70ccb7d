#include "class_parts.h"

#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "find.h"

enum { NAMES = 6, NO_PART = -1 };

/* Case and separators do not matter. */
static const char *const usual_names[TESS_SPLITS][NAMES] = {
    [TESS_TRAIN] = {"train", "training", "train set", "training set", "train data", "training data"},
    [TESS_VALIDATION] = {"validation", "val", "valid", "validation set", "val set", "dev"},
    [TESS_TEST] = {"test", "testing", "test set", "testing set", "test data", "testing data"},
};

static int part_of(const char *name)
{
    for (int split = 0; split < TESS_SPLITS; split++)
        for (int i = 0; i < NAMES && usual_names[split][i]; i++)
            if (same_name(name, usual_names[split][i]))
                return split;
    return NO_PART;
}

/* The folders of a data set, sorted by what they may be. */
struct finding {
    const char *path;
    struct listing folders;
    int flat[TESS_SPLITS];  /* how many are called as a part, but hold no folders */
    int unknown;            /* how many are called otherwise */
    struct word_list other; /* what is no part */
    struct class_parts *parts;
};

static bool list_inner(const struct finding *finding, const char *name, struct listing *inner, struct tess_error *error)
{
    char *path = blob_path(finding->path, name);
    *inner = (struct listing){0};
    const bool good = path ? listing_folders(inner, path, NULL, error) : blob_out_of_memory(finding->path, error);
    free(path);
    return good;
}

static bool sort_folder(struct finding *finding, const char *name, struct tess_error *error)
{
    const int split = part_of(name);
    if (split == NO_PART) {
        finding->unknown++;
        word_add(&finding->other, name);
        return true;
    }
    struct listing inner;
    const bool good = list_inner(finding, name, &inner, error), has_folders = inner.count > 0;
    char **part = &finding->parts->name[split];
    listing_free(&inner);
    if (!good)
        return false;
    if (!has_folders) {
        finding->flat[split]++;
        word_add(&finding->other, name);
        return true;
    }
    if (*part)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected one of the folders %s and %s, found both", finding->path,
                         *part, name);
    *part = strdup(name);
    return *part || blob_out_of_memory(finding->path, error);
}

/* ---- What may not be ---- */

/* Without a training set: a test set needs one, and files in train and test are not classes called train and test. */
static bool check_whole(const struct finding *finding, struct tess_error *error)
{
    for (int split = TESS_TRAIN + 1; split < TESS_SPLITS; split++)
        if (finding->parts->name[split])
            return tess_fail(error, TESS_BAD_DATA,
                             "%s: expected a folder train with the classes of the training set beside %s, found none",
                             finding->path, finding->parts->name[split]);
    const bool only_parts = finding->unknown == 0 && finding->flat[TESS_TRAIN] > 0 &&
                            finding->flat[TESS_VALIDATION] + finding->flat[TESS_TEST] > 0;
    return !only_parts ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: expected folders of classes in the folders of training and test, found files", finding->path);
}

/* An archive unpacked into a folder of its own name: one folder, with that of training in it. */
static bool check_nested(const struct finding *finding, struct tess_error *error)
{
    const char *name = finding->folders.count == 1 ? finding->folders.entry[0]->d_name : NULL;
    struct listing inner;
    if (!name || part_of(name) != NO_PART)
        return true;
    bool good = list_inner(finding, name, &inner, error);
    for (int i = 0; good && i < inner.count; i++)
        if (part_of(inner.entry[i]->d_name) == TESS_TRAIN)
            good = tess_fail(error, TESS_BAD_DATA,
                             "%s: expected folders of classes, or folders of training and test, found only the folder "
                             "%s, in which %s stands: '%s/%s' is the folder to give",
                             finding->path, name, inner.entry[i]->d_name, finding->path, name);
    listing_free(&inner);
    return good;
}

/* A folder of another name that has a class of the training set is a part that must not be left out by mistake. */
static bool check_other(const struct finding *finding, const char *name, const struct listing *classes,
                        struct tess_error *error)
{
    struct listing inner;
    bool good = list_inner(finding, name, &inner, error);
    for (int i = 0; good && i < inner.count; i++)
        for (int c = 0; good && c < classes->count; c++)
            if (strcmp(inner.entry[i]->d_name, classes->entry[c]->d_name) == 0)
                good = tess_fail(error, TESS_BAD_DATA,
                                 "%s/%s: expected a folder called test or validation, as it has the class %s of the "
                                 "training set",
                                 finding->path, name, inner.entry[i]->d_name);
    listing_free(&inner);
    return good;
}

static bool check_others(const struct finding *finding, struct tess_error *error)
{
    struct listing classes;
    bool good = list_inner(finding, finding->parts->name[TESS_TRAIN], &classes, error);
    for (int i = 0; good && i < finding->folders.count; i++)
        if (part_of(finding->folders.entry[i]->d_name) == NO_PART)
            good = check_other(finding, finding->folders.entry[i]->d_name, &classes, error);
    listing_free(&classes);
    return good;
}

/* ---- Finding ---- */

bool class_parts_find(struct class_parts *parts, const char *path, struct left_count *left, struct notes *notes,
                      struct tess_error *error)
{
    struct finding finding = {.path = path, .parts = parts};
    struct left_count here = {0};
    *parts = (struct class_parts){0};
    bool good = listing_folders(&finding.folders, path, &here, error);
    for (int i = 0; good && i < finding.folders.count; i++)
        good = sort_folder(&finding, finding.folders.entry[i]->d_name, error);
    if (good && !parts->name[TESS_TRAIN])
        good = check_whole(&finding, error) &&
               check_nested(&finding, error); /* what is left out here is counted when the classes are listed */
    else if (good && !parts->name[TESS_TEST])
        good = check_others(&finding, error);
    if (good && parts->name[TESS_TRAIN]) {
        for (int kind = 0; left && kind < LEFT_KINDS; kind++)
            left->of[kind] += here.of[kind];
        good = finding.other.count == 0 ||
               note_add(notes, error,
                        "%s: left out what has no folders of classes or is called neither test nor validation: "
                        "%s",
                        path, word_list_text(&finding.other));
    }
    listing_free(&finding.folders);
    return good;
}

/* The path of the folder above, from the path as it was given where its last part is a name, so that it reads as the
 * caller wrote it; "." and links are resolved first. malloc'ed; NULL when out of memory. */
static char *folder_above(const char *path, const char *real)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    char *outer = strndup(path, length);
    const char *slash = outer ? strrchr(outer, '/') : NULL;
    if (outer && strcmp(slash ? slash + 1 : outer, strrchr(real, '/') + 1) != 0) {
        free(outer);
        outer = strdup(real);
    }
    char *end = outer ? strrchr(outer, '/') : NULL;
    if (end)
        end[end == outer] = '\0'; /* "/" keeps its slash */
    else if (outer)
        memcpy(outer, ".", 2);
    return outer;
}

char *class_parts_around(struct class_parts *around, const char *path)
{
    struct tess_error ignored = {TESS_OK, ""};
    char *real = realpath(path, NULL), *outer = NULL;
    const char *name = real ? strrchr(real, '/') + 1 : "";
    *around = (struct class_parts){0};
    if (part_of(name) == TESS_TRAIN)
        outer = folder_above(path, real);
    const bool found = outer && class_parts_find(around, outer, NULL, NULL, &ignored) && around->name[TESS_TRAIN] &&
                       strcmp(around->name[TESS_TRAIN], name) == 0 && around->name[TESS_TEST];
    free(real);
    if (found)
        return outer;
    free(outer);
    return NULL;
}

void class_parts_free(struct class_parts *parts)
{
    for (int split = 0; split < TESS_SPLITS; split++)
        free(parts->name[split]);
    *parts = (struct class_parts){0};
}
