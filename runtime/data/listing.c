#include "listing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "blob.h"

/* Names in any case. */
static const struct {
    const char *name;
    enum left_out kind;
} junk[] = {
    {"__MACOSX", LEFT_MACOSX},
    {"Thumbs.db", LEFT_THUMBS},
    {"ehthumbs.db", LEFT_THUMBS},
    {"desktop.ini", LEFT_DESKTOP},
    {"lost+found", LEFT_SYSTEM},
    {"$RECYCLE.BIN", LEFT_SYSTEM},
    {"System Volume Information", LEFT_SYSTEM},
    {"@eaDir", LEFT_SYSTEM},
};

static int not_itself(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* LEFT_KINDS: it may be data. */
static enum left_out kind_of(const char *name)
{
    if (name[0] == '.')
        return LEFT_HIDDEN;
    for (size_t i = 0; i < sizeof junk / sizeof *junk; i++)
        if (strcasecmp(junk[i].name, name) == 0)
            return junk[i].kind;
    return LEFT_KINDS;
}

static void leave_out(struct dirent *entry, enum left_out kind, struct left_count *left)
{
    if (left)
        left->of[kind]++;
    free(entry);
}

bool listing_open(struct listing *listing, const char *path, struct left_count *left, struct tess_error *error)
{
    *listing = (struct listing){0};
    const int count = scandir(path, &listing->entry, not_itself, by_bytes);
    if (count < 0) {
        listing->entry = NULL;
        if (errno == ENOMEM)
            return blob_out_of_memory(path, error);
        bool absent = errno == ENOENT || errno == ENOTDIR;
        return tess_fail(error, absent ? TESS_BAD_DATA : TESS_IO, "%s: expected a folder: %s", path, strerror(errno));
    }
    for (int i = 0; i < count; i++) {
        const enum left_out kind = kind_of(listing->entry[i]->d_name);
        if (kind == LEFT_KINDS)
            listing->entry[listing->count++] = listing->entry[i];
        else
            leave_out(listing->entry[i], kind, left);
    }
    return true;
}

/* Whether NAME in PATH is a folder, into *yes. */
static bool is_folder(const char *path, const char *name, bool *yes, struct tess_error *error)
{
    struct stat status;
    char *inner = blob_path(path, name);
    if (!inner)
        return blob_out_of_memory(path, error);
    *yes = stat(inner, &status) == 0 && S_ISDIR(status.st_mode);
    free(inner);
    return true;
}

bool listing_folders(struct listing *listing, const char *path, struct left_count *left, struct tess_error *error)
{
    if (!listing_open(listing, path, left, error))
        return false;
    const int count = listing->count;
    bool good = true;
    listing->count = 0;
    for (int i = 0; i < count; i++) {
        bool folder = false;
        good = good && is_folder(path, listing->entry[i]->d_name, &folder, error);
        if (folder)
            listing->entry[listing->count++] = listing->entry[i];
        else
            leave_out(listing->entry[i], LEFT_BESIDE, left);
    }
    return good;
}

void listing_free(struct listing *listing)
{
    for (int i = 0; i < listing->count; i++)
        free(listing->entry[i]);
    free(listing->entry);
    *listing = (struct listing){0};
}

bool left_note(const struct left_count *left, const char *path, struct notes *notes, struct tess_error *error)
{
    static const char *const names[LEFT_KINDS][2] = {
        [LEFT_HIDDEN] = {"hidden file", "hidden files"},
        [LEFT_MACOSX] = {"folder __MACOSX", "folders __MACOSX"},
        [LEFT_THUMBS] = {"Thumbs.db", "Thumbs.db"},
        [LEFT_DESKTOP] = {"desktop.ini", "desktop.ini"},
        [LEFT_SYSTEM] = {"folder of the file system", "folders of the file system"},
        [LEFT_BESIDE] = {"file beside the folders", "files beside the folders"},
    };
    struct word_list list = {0};
    for (int kind = 0; kind < LEFT_KINDS; kind++) {
        char text[48];
        snprintf(text, sizeof text, "%d %s", left->of[kind], names[kind][left->of[kind] != 1]);
        if (left->of[kind] > 0)
            word_add(&list, text);
    }
    return list.count == 0 || note_add(notes, error, "%s: left out %s", path, word_list_text(&list));
}
