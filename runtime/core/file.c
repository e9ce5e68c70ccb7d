#include "tess/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode) ? "a directory" : S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

int tess_file_descriptor(const char *path, const char **found)
{
    /* O_NONBLOCK: opening a pipe must not wait for a writer. It means nothing to a file. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    *found = NULL;
    if (file < 0) {
        /* a socket cannot be opened at all */
        int reason = errno;
        if (stat(path, &status) == 0 && S_ISSOCK(status.st_mode))
            *found = kind_of(status.st_mode);
        errno = reason;
        return -1;
    }
    int reason = 0;
    if (fstat(file, &status) != 0) {
        reason = errno;
    } else if (S_ISREG(status.st_mode)) {
        return file;
    } else {
        *found = kind_of(status.st_mode);
        reason = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    }
    close(file);
    errno = reason;
    return -1;
}

FILE *tess_file_open(const char *path, const char **found)
{
    int file = tess_file_descriptor(path, found);
    FILE *stream = file < 0 ? NULL : fdopen(file, "rb");
    if (file >= 0 && !stream) {
        int reason = errno;
        close(file);
        errno = reason;
    }
    return stream;
}
