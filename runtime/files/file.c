#include "tess/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind_of(mode_t mode)
{
    static const struct {
        mode_t kind;
        const char *text;
    } kinds[] = {{S_IFDIR, "a directory"},
                 {S_IFIFO, "a pipe"},
                 {S_IFSOCK, "a socket"},
                 {S_IFCHR, "a device"},
                 {S_IFBLK, "a device"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((mode & S_IFMT) == kinds[i].kind)
            return kinds[i].text;
    return "something else";
}

/* False, with errno and *found, unless this is a file. */
static bool is_file(const struct stat *status, const char **found)
{
    if (S_ISREG(status->st_mode))
        return true;
    *found = kind_of(status->st_mode);
    errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
    return false;
}

static int open_file(const char *path, int flags, const char **found)
{
    struct stat status;
    *found = NULL;
    if (stat(path, &status) == 0 && !is_file(&status, found)) /* opening a device may do things, a socket has none */
        return -1;
    /* O_NONBLOCK: opening a pipe must not wait for a writer. It means nothing to a file. */
    const int file = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    if (file < 0 || (fstat(file, &status) == 0 && is_file(&status, found)))
        return file;
    const int reason = errno;
    close(file);
    errno = reason;
    return -1;
}

const char *tess_file_obstacle(const char *path)
{
    struct stat status;
    const char *found = NULL;
    if (stat(path, &status) == 0)
        is_file(&status, &found);
    return found;
}

int tess_file_descriptor(const char *path, const char **found)
{
    return open_file(path, O_RDONLY, found);
}

FILE *tess_file_open(const char *path, const char *mode, const char **found)
{
    const int flags = *mode == 'a'   ? O_WRONLY | O_APPEND | O_CREAT
                      : *mode == 'w' ? O_WRONLY | O_TRUNC | O_CREAT
                                     : O_RDONLY;
    const int file = open_file(path, flags, found);
    FILE *stream = file < 0 ? NULL : fdopen(file, mode);
    if (file < 0 || stream)
        return stream;
    const int reason = errno;
    close(file);
    errno = reason;
    return NULL;
}
