/* Pictures in a folder a class: FOLDER/train/CLASS/NAME.png, FOLDER/test/CLASS/NAME.png and, if wanted,
 * FOLDER/validation/CLASS/NAME.png; or just FOLDER/CLASS/NAME.png, where the last tenth of each class is the test set.
 * Classes and pictures are taken in the order of their names' bytes. Pictures are decoded when they are asked for. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"
#include "image.h"
#include "loader.h"
#include "names.h"

static const char *const split_folders[TESS_SPLITS] = {"train", "validation", "test"};

/* Where there is no folder of test pictures: one of this many is for the test. */
enum { TEST_SHARE = 10 };

struct picture {
    char *path;
    int32_t label;
};

struct folder {
    int classes;
    char **names;
    struct picture *picture[TESS_SPLITS];
    int room[TESS_SPLITS];
};

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

static bool add(struct source *source, enum tess_split split, const char *path, const char *name, int label,
                struct tess_error *error)
{
    struct folder *folder = source->self;
    int *count = &source->count[split], *room = &folder->room[split];
    if (*count == *room) {
        int wanted = *room ? 2 * *room : 64;
        struct picture *more = *room > INT_MAX / 4
                                   ? NULL
                                   : realloc(folder->picture[split], (size_t)wanted * sizeof *folder->picture[split]);
        if (!more)
            return blob_out_of_memory(path, error);
        folder->picture[split] = more;
        *room = wanted;
    }
    struct picture picture = {blob_path(path, name), label};
    if (!picture.path)
        return blob_out_of_memory(path, error);
    folder->picture[split][(*count)++] = picture;
    return true;
}

/* From which place on the pictures of a class are for the test; INT_MAX: none is. */
static int test_from(int count, bool share)
{
    return share ? count - (count + TEST_SHARE / 2) / TEST_SHARE : INT_MAX;
}

/* Takes the first picture of each class, the second of each, and so on, so that a limited number is of all classes. */
static bool deal(struct source *source, enum tess_split split, bool share, char *const *paths,
                 const struct listing *listings, struct tess_error *error)
{
    int classes = source->input->classes, longest = 0;
    for (int c = 0; c < classes; c++)
        longest = listings[c].count > longest ? listings[c].count : longest;
    for (int i = 0; i < longest; i++)
        for (int c = 0; c < classes; c++) {
            int count = listings[c].count;
            if (i < count && !add(source, i < test_from(count, share) ? split : TESS_TEST, paths[c],
                                  listings[c].entry[i]->d_name, c, error))
                return false;
        }
    return true;
}

/* Collects the pictures under PATH/CLASS for all classes; `share` keeps a tenth for the test. */
static bool collect(struct source *source, enum tess_split split, bool share, const char *path,
                    struct tess_error *error)
{
    const struct folder *folder = source->self;
    int classes = folder->classes;
    char **paths = calloc((size_t)classes, sizeof *paths);
    struct listing *listings = calloc((size_t)classes, sizeof *listings), found = {0};
    bool good = (paths && listings) || blob_out_of_memory(path, error);
    good = good && list_classes(path, classes, &found, error);
    for (int c = 0; good && c < classes; c++) {
        paths[c] = blob_path(path, folder->names[c]);
        if (!paths[c])
            good = blob_out_of_memory(path, error);
        else if (!list(paths[c], &listings[c], error))
            good = false;
        else if (listings[c].count == 0)
            good = tess_fail(error, TESS_BAD_DATA, "%s: expected pictures, found none", paths[c]);
    }
    good = good && deal(source, split, share, paths, listings, error);
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
static bool name_classes(struct folder *folder, const char *path, struct tess_error *error)
{
    struct listing found = {0};
    bool good = list_classes(path, folder->classes, &found, error);
    if (good) {
        folder->names = calloc((size_t)folder->classes, sizeof *folder->names);
        good = folder->names || blob_out_of_memory(path, error);
    }
    for (int c = 0; good && c < folder->classes; c++) {
        folder->names[c] = strdup(found.entry[c]->d_name);
        good = folder->names[c] || blob_out_of_memory(path, error);
    }
    free_listing(&found);
    return good;
}

/* One folder of FOLDER/train, /validation and /test; only that of validation may be missing. */
static bool collect_part(struct source *source, enum tess_split split, const char *path, struct tess_error *error)
{
    bool there;
    if (!look(path, split_folders[split], &there, error))
        return false;
    if (!there && split == TESS_VALIDATION)
        return true;
    char *part = blob_path(path, split_folders[split]);
    if (!part)
        return blob_out_of_memory(path, error);
    bool good =
        (split != TESS_TRAIN || name_classes(source->self, part, error)) && collect(source, split, false, part, error);
    free(part);
    return good;
}

static bool collect_all(struct source *source, const char *path, struct tess_error *error)
{
    bool parts;
    if (!look(path, split_folders[TESS_TRAIN], &parts, error))
        return false;
    if (!parts)
        return name_classes(source->self, path, error) && collect(source, TESS_TRAIN, true, path, error);
    return collect_part(source, TESS_TRAIN, path, error) && collect_part(source, TESS_VALIDATION, path, error) &&
           collect_part(source, TESS_TEST, path, error);
}

/* ---- Reading ---- */

/* Reads and decodes a picture; adds its bytes to *bytes and *crc unless they are NULL. */
static bool read_picture(const char *path, struct image *image, uint64_t *bytes, uint32_t *crc,
                         struct tess_error *error)
{
    struct blob blob;
    if (!blob_open(&blob, path, error))
        return false;
    unsigned char *all = blob.size < SIZE_MAX ? malloc((size_t)blob.size + 1) : NULL;
    bool good = all ? blob_read(&blob, 0, (size_t)blob.size, all, "a picture", error) : blob_out_of_memory(path, error);
    good = good && image_decode(path, all, (size_t)blob.size, image, error);
    free(all);
    if (good && crc) {
        good = blob_checksum(&blob, crc, NULL, NULL, error);
        *bytes += blob.size;
        if (!good)
            image_free(image);
    }
    blob_close(&blob);
    return good;
}

/* Every picture is decoded once before training starts: damage shows now and not an hour later. */
static bool check_all(struct source *source, struct tess_error *error)
{
    const struct folder *folder = source->self;
    uint32_t crc = 0;
    uint64_t bytes = 0;
    int count = 0;
    for (int split = 0; split < TESS_SPLITS; split++)
        for (int i = 0; i < source->count[split]; i++) {
            struct image image;
            if (!read_picture(folder->picture[split][i].path, &image, &bytes, &crc, error))
                return false;
            image_free(&image);
            count++;
        }
    snprintf(source->fingerprint, sizeof source->fingerprint, "%d files, %" PRIu64 " bytes, crc32 %08" PRIx32, count,
             bytes, crc);
    return true;
}

static void folder_close(struct source *source)
{
    struct folder *folder = source->self;
    for (int split = 0; split < TESS_SPLITS; split++) {
        for (int i = 0; i < source->count[split]; i++)
            free(folder->picture[split][i].path);
        free(folder->picture[split]);
    }
    names_free(folder->names, folder->classes);
    free(folder);
}

static bool folder_open(struct source *source, const struct tess_data_options *options, struct tess_error *error)
{
    int channels = source->input->channels;
    if (channels != 1 && channels != 3)
        return tess_fail(error, TESS_BAD_DATA,
                         "data set folder has pictures of 1 channel (grey) or 3, but the model expects %d", channels);
    struct folder *folder = calloc(1, sizeof *folder);
    if (!folder)
        return blob_out_of_memory(options->folder, error);
    folder->classes = source->input->classes;
    source->self = folder;
    source->white = 255;
    source->split_by_class = true;
    bool good = collect_all(source, options->folder, error) && check_all(source, error);
    source->class_name = (const char *const *)folder->names;
    if (!good)
        folder_close(source);
    return good;
}

static bool folder_read(const struct source *source, enum tess_split split, int index, const struct tess_draw *draw,
                        float *frames, int32_t *label, struct tess_error *error)
{
    (void)draw;
    const struct folder *folder = source->self;
    const struct picture *picture = &folder->picture[split][index];
    const struct tess_input *input = source->input;
    struct image image;
    if (!read_picture(picture->path, &image, NULL, NULL, error))
        return false;
    *label = picture->label;
    bool good = image_resample(&image, input->channels, input->height, input->width, frames, error);
    image_free(&image);
    return good;
}

static int32_t folder_label(const struct source *source, int index)
{
    const struct folder *folder = source->self;
    return folder->picture[TESS_TRAIN][index].label;
}

const struct loader folder_loader = {
    .name = "folder",
    .needs_folder = true,
    .images = true,
    .open = folder_open,
    .read = folder_read,
    .label = folder_label,
    .close = folder_close,
};
