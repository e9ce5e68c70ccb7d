#include "tess/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stands where a file was expected. */
static const char *other_kind(mode_t mode)
{
    static const struct {
        mode_t kind;
        const char *text;
    } kinds[] = {{S_IFIFO, "is a pipe, not a file"},
                 {S_IFSOCK, "is a socket, not a file"},
                 {S_IFCHR, "is a device, not a file"},
                 {S_IFBLK, "is a device, not a file"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((mode & S_IFMT) == kinds[i].kind)
            return kinds[i].text;
    return "is no file";
}

/* False, with errno and *problem, unless this is a file. */
static bool is_file(mode_t mode, const char **problem)
{
    const char *other = other_kind(mode);
    if (S_ISREG(mode))
        return true;
    errno = S_ISDIR(mode) ? EISDIR : EINVAL;
    *problem = S_ISDIR(mode) ? strerror(EISDIR) : other;
    return false;
}

FILE *tess_file_open(const char *path, const char *mode, const char **problem)
{
    struct stat status;
    const int flags = *mode == 'a' ? O_WRONLY | O_APPEND | O_CREAT : O_RDONLY;
    if (stat(path, &status) == 0 && !is_file(status.st_mode, problem)) /* opening a device may do things */
        return NULL;
    const int file = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    FILE *stream = NULL;
    if (file < 0 || fstat(file, &status) != 0)
        *problem = strerror(errno);
    else if (is_file(status.st_mode, problem) && !(stream = fdopen(file, mode)))
        *problem = strerror(errno);
    if (stream || file < 0)
        return stream;
    const int reason = errno;
    close(file);
    errno = reason;
    return NULL;
}
