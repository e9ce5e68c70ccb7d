#include "find.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "blob.h"

/* ---- Names ---- */

bool plain_name(const char *name, char text[NAME_TEXT])
{
    size_t used = 0;
    for (; *name; name++) {
        if (strchr(" -_.", *name))
            continue;
        if (used + 1 == NAME_TEXT)
            return false;
        text[used++] = (char)tolower((unsigned char)*name);
    }
    text[used] = '\0';
    return true;
}

bool same_name(const char *entry, const char *name)
{
    char one[NAME_TEXT], other[NAME_TEXT];
    return plain_name(entry, one) && plain_name(name, other) && strcmp(one, other) == 0;
}

static bool is_packed(const char *name)
{
    const size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".gz") == 0;
}

/* ---- Entries ---- */

static bool holds(const char *folder, const struct wanted *wanted, bool *yes, struct tess_error *error);

/* Whether the entry is a file, or a folder that holds what it should. */
static bool is_kind(const char *folder, const char *entry, const struct wanted *wanted, bool *yes,
                    struct tess_error *error)
{
    struct stat status;
    char *path = blob_path(folder, entry);
    if (!path)
        return blob_out_of_memory(folder, error);
    *yes = stat(path, &status) == 0 && (wanted->folder ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode));
    const bool good = !*yes || !wanted->holding || holds(path, wanted->holding, yes, error);
    free(path);
    return good;
}

/* Takes an entry that stands for the name. NAME and NAME.gz are one file, packed or not. */
static bool take(const char *folder, const struct wanted *wanted, const char *entry, char **name,
                 struct tess_error *error)
{
    char *copy = strdup(entry);
    if (!copy)
        return blob_out_of_memory(folder, error);
    if (!wanted->folder && is_packed(copy))
        copy[strlen(copy) - 3] = '\0';
    bool fits = copy[0] != '.' && wanted->match(copy, wanted->name);
    const bool good = !fits || is_kind(folder, entry, wanted, &fits, error);
    if (!good || !fits || (*name && strcmp(*name, copy) == 0)) {
        free(copy);
        return good;
    }
    if (!*name) {
        *name = copy;
        return true;
    }
    const bool in_order = strcmp(*name, copy) < 0;
    tess_fail(error, TESS_BAD_DATA, "%s: expected one %s that stands for %s, found both %s and %s", folder,
              wanted->folder ? "folder" : "file", wanted->name, in_order ? *name : copy, in_order ? copy : *name);
    free(copy);
    return false;
}

/* The entry's name, into *name; NULL: there is none, or the folder cannot be listed, of which its files will tell. */
static bool find_name(const char *folder, const struct wanted *wanted, char **name, struct tess_error *error)
{
    *name = NULL;
    DIR *directory = opendir(folder);
    if (!directory)
        return errno != ENOMEM || blob_out_of_memory(folder, error);
    bool good = true;
    for (const struct dirent *entry; good && (entry = readdir(directory));)
        good = take(folder, wanted, entry->d_name, name, error);
    closedir(directory);
    if (good)
        return true;
    free(*name);
    *name = NULL;
    return false;
}

bool find_entry(const char *folder, const struct wanted *wanted, struct taken *taken, char **found,
                struct tess_error *error)
{
    char *name;
    *found = NULL;
    if (!find_name(folder, wanted, &name, error))
        return false;
    if (!name)
        return true;
    if (taken && strcmp(name, wanted->name) != 0)
        word_add(&taken->entries, name);
    *found = blob_path(folder, name);
    free(name);
    return *found || blob_out_of_memory(folder, error);
}

char *find_path(const char *folder, const struct wanted *wanted, struct taken *taken, struct tess_error *error)
{
    char *found;
    if (!find_entry(folder, wanted, taken, &found, error))
        return NULL;
    if (!found && !(found = blob_path(folder, wanted->name)))
        blob_out_of_memory(folder, error);
    return found;
}

static bool holds(const char *folder, const struct wanted *wanted, bool *yes, struct tess_error *error)
{
    char *name;
    const bool good = find_name(folder, wanted, &name, error);
    *yes = name != NULL;
    free(name);
    return good;
}

char *find_folder(const char *folder, const char *inside, const struct wanted *wanted, struct taken *taken,
                  struct tess_error *error)
{
    const struct wanted inner = {inside, same_name, true, wanted};
    bool here;
    char *found = NULL;
    if (!holds(folder, wanted, &here, error) || (!here && !find_entry(folder, &inner, taken, &found, error)))
        return NULL;
    if (!found && !(found = strdup(folder)))
        blob_out_of_memory(folder, error);
    return found;
}

bool taken_note(struct taken *taken, const char *folder, struct notes *notes, struct tess_error *error)
{
    return taken->entries.count == 0 || note_add(notes, error, "%s: took %s for what the publisher calls otherwise",
                                                 folder, word_list_text(&taken->entries));
}
