#include "class_folders.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "class_parts.h"
#include "names.h"

/* Where there is no folder of test files: one of this many is for the test. */
enum { TEST_SHARE = 10 };

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

/* Files of a class. */
struct range {
    int first, end;
};

/* Of `count` files of a class those of a part, where `share` of the training set is kept for the test. */
static struct range range_of(int count, bool share, bool test)
{
    const int from = share ? count - (count + TEST_SHARE / 2) / TEST_SHARE : count;
    return test && share ? (struct range){from, count} : (struct range){0, from};
}

/* Takes the first file of each class in a part, the second of each, and so on, so that a limited number is of all
 * classes. */
static bool deal(struct class_folders *folders, enum tess_split split, bool share, char *const *paths,
                 const struct listing *listings, struct tess_error *error)
{
    bool more = true;
    for (int i = 0; more; i++) {
        more = false;
        for (int c = 0; c < folders->classes; c++) {
            const struct range range = range_of(listings[c].count, share, split == TESS_TEST);
            if (i >= range.end - range.first)
                continue;
            if (!add(folders, split, paths[c], listings[c].entry[range.first + i]->d_name, c, error))
                return false;
            more = true;
        }
    }
    return true;
}

/* Collects the files under PATH/CLASS for all classes; `share` keeps a tenth of the training set for the test. */
static bool collect(struct class_folders *folders, enum tess_split split, bool share, const char *path,
                    struct left_count *left, struct tess_error *error)
{
    int classes = folders->classes;
    char **paths = calloc((size_t)classes, sizeof *paths);
    struct listing *listings = calloc((size_t)classes, sizeof *listings), found = {0};
    bool good = (paths && listings) || blob_out_of_memory(path, error);
    good = good && listing_folders(&found, path, left, error) && check_classes(folders, path, &found, error);
    for (int c = 0; good && c < classes; c++) {
        paths[c] = blob_path(path, folders->name[c]);
        if (!paths[c])
            good = blob_out_of_memory(path, error);
        else if (!listing_open(&listings[c], paths[c], left, error))
            good = false;
        else if (listings[c].count == 0)
            good = tess_fail(error, TESS_BAD_DATA, "%s: expected %s, found none", paths[c], folders->what);
    }
    good = good && deal(folders, split, share, paths, listings, error) &&
           (!share || deal(folders, TESS_TEST, share, paths, listings, error));
    for (int c = 0; c < classes; c++) {
        if (listings)
            listing_free(&listings[c]);
        if (paths)
            free(paths[c]);
    }
    listing_free(&found);
    free(listings);
    free(paths);
    return good;
}

/* The classes are the folders of the training set. Lists of names have one a line, so that names are of one. */
static bool name_classes(struct class_folders *folders, const char *path, struct tess_error *error)
{
    struct listing found = {0};
    bool good = listing_folders(&found, path, NULL, error);
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
    listing_free(&found);
    return good;
}

/* What a publisher calls its parts stands for them in messages, and in a note where they are called otherwise here. */
static bool check_published(const char *path, const char *const *published, struct class_parts *parts,
                            struct notes *notes, struct tess_error *error)
{
    struct word_list other = {0};
    if (!published || !parts->name[TESS_TRAIN])
        return true;
    for (int split = 0; split < TESS_SPLITS; split++) {
        if (published[split] && !parts->name[split] && !(parts->name[split] = strdup(published[split])))
            return blob_out_of_memory(path, error);
        if (published[split] && strcmp(published[split], parts->name[split]) != 0)
            word_add(&other, parts->name[split]);
    }
    return other.count == 0 ||
           note_add(notes, error, "%s: took %s for what the publisher calls otherwise", path, word_list_text(&other));
}

static bool collect_part(struct class_folders *folders, enum tess_split split, bool share, const char *path,
                         const char *name, struct left_count *left, struct tess_error *error)
{
    char *part = name ? blob_path(path, name) : strdup(path);
    if (!part)
        return blob_out_of_memory(path, error);
    bool good = (split != TESS_TRAIN || name_classes(folders, part, error)) &&
                collect(folders, split, share, part, left, error);
    free(part);
    return good;
}

/* Where the last tenth of each class is the test set, and perhaps a real one lies beside. */
static bool note_share(const char *path, const char *training, struct notes *notes, struct tess_error *error)
{
    struct class_parts around;
    if (training)
        return note_add(notes, error, "%s: there is no folder test: the last tenth of each class of %s is the test set",
                        path, training);
    char *outer = class_parts_around(&around, path);
    const bool good = !outer || note_add(notes, error,
                                         "%s: the last tenth of each class is the test set; test data stand beside "
                                         "it in %s: give the folder above, %s, to use them",
                                         path, around.name[TESS_TEST], outer);
    class_parts_free(&around);
    free(outer);
    return good;
}

bool class_folders_open(struct class_folders *folders, const char *path, const char *const *published, int classes,
                        const char *what, struct notes *notes, struct tess_error *error)
{
    struct class_parts parts;
    struct left_count left = {0};
    *folders = (struct class_folders){.classes = classes, .what = what};
    bool good =
        class_parts_find(&parts, path, &left, notes, error) && check_published(path, published, &parts, notes, error);
    const char *training = parts.name[TESS_TRAIN];
    const bool share = !training || !parts.name[TESS_TEST];
    good = good && collect_part(folders, TESS_TRAIN, share, path, training, &left, error);
    for (int split = TESS_TRAIN + 1; good && split < TESS_SPLITS; split++)
        if (parts.name[split])
            good = collect_part(folders, (enum tess_split)split, false, path, parts.name[split], &left, error);
    if (good && share)
        good = note_share(path, training, notes, error);
    good = good && left_note(&left, path, notes, error);
    class_parts_free(&parts);
    return good;
}

bool class_folders_count(const char *path, int *classes, struct tess_error *error)
{
    struct class_parts parts;
    struct listing found = {0};
    if (!class_parts_find(&parts, path, NULL, NULL, error)) {
        class_parts_free(&parts);
        return false;
    }
    char *inner = parts.name[TESS_TRAIN] ? blob_path(path, parts.name[TESS_TRAIN]) : strdup(path);
    bool good = inner ? listing_folders(&found, inner, NULL, error) : blob_out_of_memory(path, error);
    *classes = found.count;
    listing_free(&found);
    free(inner);
    class_parts_free(&parts);
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
