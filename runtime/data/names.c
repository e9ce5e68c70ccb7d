#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blob_open.h"
#include "find.h"
#include "inflate.h"

enum { FILE_MAX = 1 << 20 };

bool folder_holds(const char *folder, const char *file, bool *yes, struct tess_error *error)
{
    size_t room = strlen(folder) + strlen(file) + sizeof "/.gz";
    char *path = malloc(room);
    if (!path)
        return blob_out_of_memory(folder, error);
    snprintf(path, room, "%s/%s", folder, file);
    *yes = access(path, F_OK) == 0;
    if (!*yes) {
        snprintf(path, room, "%s/%s.gz", folder, file);
        *yes = access(path, F_OK) == 0;
    }
    free(path);
    return true;
}

/* Cuts text (ended by a NUL) into lines, without a byte order mark before the first; the copies go into names. */
static bool cut(const char *path, char *text, int classes, char **names, struct tess_error *error)
{
    static const char mark[] = "\xef\xbb\xbf";
    const size_t before = strncmp(text, mark, sizeof mark - 1) ? 0 : sizeof mark - 1;
    int found = 0;
    for (char *line = text + before; *line;) {
        size_t length = strcspn(line, "\n");
        char *next = line + length + (line[length] == '\n');
        line[length] = '\0';
        if (length > 0 && line[length - 1] == '\r')
            line[--length] = '\0';
        if (length == 0 && next[strspn(next, "\r\n")] == '\0')
            break; /* blank lines at the end */
        for (size_t i = 0; i < length; i++)
            if ((unsigned char)line[i] < ' ' || line[i] == 127)
                length = 0;
        if (length == 0)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected a class name", path, line - text);
        if (found == classes)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %td: expected %d class names, found more", path,
                             line - text, classes);
        names[found] = strdup(line);
        if (!names[found++])
            return blob_out_of_memory(path, error);
        line = next;
    }
    return found == classes ||
           tess_fail(error, TESS_BAD_DATA, "%s: expected %d class names, one a line, found %d", path, classes, found);
}

char *text_read(const char *path, const char *what, struct tess_error *error)
{
    struct blob blob;
    if (!blob_open_head(&blob, path, error))
        return NULL;
    bool good = blob_unpack(&blob, FILE_MAX, error);
    good = good && (blob.size <= FILE_MAX ||
                    tess_fail(error, TESS_BAD_DATA, "%s: expected %s, found more than a million bytes", path, what));
    char *text = good ? calloc(1, (size_t)blob.size + 1) : NULL;
    if (good && !text)
        good = blob_out_of_memory(path, error);
    good = good && blob_read(&blob, 0, (size_t)blob.size, text, what, error);
    blob_close(&blob);
    if (good)
        return text;
    free(text);
    return NULL;
}

static bool read_file(const char *path, int classes, char **names, struct tess_error *error)
{
    char *text = text_read(path, "class names", error);
    bool good = text && cut(path, text, classes, names, error);
    free(text);
    return good;
}

bool names_read(const char *folder, const char *file, int classes, char ***names, struct tess_error *error)
{
    const struct wanted wanted = {.name = file, .match = same_name};
    char *path;
    *names = NULL;
    if (!find_entry(folder, &wanted, NULL, &path, error))
        return false;
    if (!path)
        return true;
    char **list = calloc((size_t)classes, sizeof *list);
    bool good = list ? read_file(path, classes, list, error) : blob_out_of_memory(folder, error);
    free(path);
    if (good)
        *names = list;
    else
        names_free(list, classes);
    return good;
}

void names_free(char **names, int classes)
{
    for (int i = 0; names && i < classes; i++)
        free(names[i]);
    free(names);
}
