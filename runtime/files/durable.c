#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tess/file.h"

bool io_fail(struct tess_error *error, const char *path, const char *what)
{
    return tess_fail(error, TESS_IO, "%s: cannot %s: %s", path, what, strerror(errno));
}

static char *join(const char *first, const char *between, const char *last, struct tess_error *error)
{
    const size_t size = strlen(first) + strlen(between) + strlen(last) + 1;
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%s%s%s", first, between, last);
    else
        tess_fail(error, TESS_FAILED, "out of memory");
    return text;
}

char *path_join(const char *folder, const char *name, struct tess_error *error)
{
    return join(folder, "/", name, error);
}

static void release(struct durable *out)
{
    free(out->path);
    free(out->part);
    *out = (struct durable){0};
}

bool durable_open(struct durable *out, const char *path, struct tess_error *error)
{
    *out = (struct durable){.path = join(path, "", "", error), .part = join(path, "", ".part", error)};
    const char *obstacle = out->path ? tess_file_obstacle(path) : NULL;
    if (obstacle) {
        tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, obstacle);
    } else if (out->path && out->part) {
        if (unlink(out->part) != 0 && errno != ENOENT)
            io_fail(error, out->part, "write");
        else
            out->file = fopen(out->part, "wbx"); /* left by a process that is no more, or a pipe or link of others */
        if (out->file)
            return true;
        io_fail(error, out->part, "write");
    }
    release(out);
    return false;
}

/* A name is on the disk once its folder is. File systems that cannot flush folders say EINVAL: then there is nothing
 * more to be done. */
static bool flush_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == path ? strdup("/") : slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
    if (!folder)
        return false;
    const int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (file < 0)
        return false;
    const bool good = fsync(file) == 0 || errno == EINVAL;
    const int reason = errno;
    close(file);
    errno = reason;
    return good;
}

bool durable_clear(const char *path, struct tess_error *error)
{
    char *part = join(path, "", ".part", error);
    if (part)
        unlink(part); /* if it cannot be removed, writing will tell */
    free(part);
    return part != NULL;
}

bool durable_close_keeping(struct durable *out, const char *previous, struct tess_error *error)
{
    bool good = fflush(out->file) == 0 && !ferror(out->file) && fsync(fileno(out->file)) == 0;
    const int reason = errno;
    good = fclose(out->file) == 0 && good;
    out->file = NULL;
    if (!good) {
        errno = reason ? reason : errno;
        io_fail(error, out->path, "write");
        unlink(out->part);
        release(out);
        return false;
    }
    if (previous && (unlink(previous) == 0 || errno == ENOENT) && link(out->path, previous) != 0)
        errno = 0; /* the first of its kind, or a file system without links: no previous one, then */
    good = rename(out->part, out->path) == 0 && flush_folder(out->path);
    if (!good) {
        io_fail(error, out->path, "replace");
        unlink(out->part);
    }
    release(out);
    return good;
}

bool durable_close(struct durable *out, struct tess_error *error)
{
    return durable_close_keeping(out, NULL, error);
}

void durable_abandon(struct durable *out)
{
    if (!out->file)
        return;
    fclose(out->file);
    unlink(out->part);
    release(out);
}
