#include "driver/folder_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/files.h"
#include "tess/file.h"

static bool copy_bytes(int from, int to)
{
    char piece[1 << 16];
    ssize_t length;
    while ((length = read(from, piece, sizeof piece)) > 0)
        for (ssize_t at = 0; at < length;) {
            const ssize_t written = write(to, piece + at, (size_t)(length - at));
            if (written <= 0)
                return false;
            at += written;
        }
    return length == 0 && fsync(to) == 0;
}

/* A file that is not there any more is not copied. */
static bool copy_file(struct arena *arena, const char *from, const char *to, const char *name)
{
    const char *found;
    const int source = tess_file_descriptor(arena_format(arena, "%s/%s", from, name), &found);
    if (source < 0)
        return found || errno == ENOENT; /* no file of a run, or none any more */
    const int copy = open(arena_format(arena, "%s/%s", to, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool good = copy >= 0 && copy_bytes(source, copy);
    const int reason = errno;
    if (copy >= 0)
        good = close(copy) == 0 && good;
    close(source);
    if (!good)
        errno = reason;
    return good;
}

static bool is_unfinished(const char *name)
{
    static const char part[] = ".part";
    const size_t length = strlen(name), end = sizeof part - 1;
    return length > end && !strcmp(name + length - end, part);
}

static bool copy_others(struct arena *arena, const char *from, const char *to, const char *first)
{
    DIR *entries = opendir(from);
    if (!entries)
        return false;
    bool good = true;
    for (const struct dirent *entry; good && (entry = readdir(entries));)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, first) != 0 && !is_unfinished(entry->d_name))
            good = copy_file(arena, from, to, entry->d_name);
    const int reason = errno;
    closedir(entries);
    errno = reason;
    return good;
}

bool folder_copy(struct arena *arena, const char *from, const char *to, const char *first)
{
    const char *copy = arena_format(arena, "%s/%s", to, first);
    return mkdir(to, 0777) == 0 && copy_file(arena, from, to, first) && copy_others(arena, from, to, first) &&
           folder_flush(arena, copy) && access(from, F_OK) == 0;
}

void folder_remove(struct arena *arena, const char *path)
{
    DIR *entries = opendir(path);
    for (const struct dirent *entry; entries && (entry = readdir(entries));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlink(arena_format(arena, "%s/%s", path, entry->d_name));
    if (entries)
        closedir(entries);
    if (rmdir(path) != 0)
        return; /* not there, or somebody has put a folder into it */
}
