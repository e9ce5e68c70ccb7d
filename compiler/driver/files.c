#include "driver/files.h"
#include "tess/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(const char *path)
{
    tess_message("tessc: %s: cannot write: %s\n", path, strerror(errno));
    return false;
}

static bool put_all(FILE *file, const char *text)
{
    size_t length = strlen(text);
    bool written = fwrite(text, 1, length, file) == length && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int error = errno;
    if (fclose(file) != 0 && written)
        return false;
    errno = error;
    return written;
}

/* What is replaced keeps its permissions. */
static void copy_mode(const char *from, FILE *to)
{
    struct stat status;
    if (stat(from, &status) == 0 && fchmod(fileno(to), status.st_mode & 07777) != 0)
        return; /* those of a new file, then */
}

bool file_write(struct arena *arena, const char *path, const char *text)
{
    const char *temporary = arena_format(arena, "%s.%ld.tmp", path, (long)getpid());
    FILE *file = fopen(temporary, "wb");
    if (!file)
        return complain(path);
    copy_mode(path, file);
    if (put_all(file, text) && rename(temporary, path) == 0)
        return true;
    complain(path);
    unlink(temporary);
    return false;
}

/* The name is taken before it is written to, so that nobody else's file is lost in between. */
bool file_write_new(struct arena *arena, const char *path, const char *text)
{
    FILE *file = fopen(path, "wbx");
    if (!file && errno == EEXIST) {
        tess_message("tessc: %s: is there already; -o FILE names another\n", path);
        return false;
    }
    if (!file)
        return complain(path);
    fclose(file);
    if (file_write(arena, path, text))
        return true;
    unlink(path);
    return false;
}

bool folder_make(struct arena *arena, const char *path)
{
    char *part = arena_copy(arena, path, strlen(path));
    for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return complain(part);
        *slash = '/';
    }
    return mkdir(path, 0777) == 0 || errno == EEXIST || complain(path);
}

bool file_exists(const char *path)
{
    return access(path, R_OK) == 0;
}

unsigned long long hash_bytes(unsigned long long hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

unsigned long long hash_text(unsigned long long hash, const char *text)
{
    return hash_bytes(hash, text, strlen(text) + 1);
}
