#include "driver/files.h"
#include "driver/driver.h"
#include "tess/file.h"
#include "tess/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static bool complain(const char *path)
{
    tess_message("tessc: %s: cannot write: %s\n", path, strerror(errno));
    return false;
}

static bool put_all(FILE *file, const void *bytes, size_t size)
{
    bool written = fwrite(bytes, 1, size, file) == size && fflush(file) == 0 && fsync(fileno(file)) == 0;
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

const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? "." : slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *plain_path(struct arena *arena, const char *path)
{
    return *path == '-' || *path == '@' ? arena_format(arena, "./%s", path) : path;
}

/* Is this the name of a temporary file, START, a process that is no more, .tmp? */
static bool is_left(const char *name, const char *start)
{
    const size_t length = strlen(start);
    char *end;
    if (strncmp(name, start, length) != 0 || name[length] < '1' || name[length] > '9')
        return false;
    errno = 0;
    const long process = strtol(name + length, &end, 10);
    return errno == 0 && process == (pid_t)process && !strcmp(end, ".tmp") && kill((pid_t)process, 0) != 0 &&
           errno == ESRCH;
}

static void remove_left(struct arena *arena, const char *folder, const char *start)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (const struct dirent *entry; (entry = readdir(entries));)
        if (is_left(entry->d_name, start))
            unlink(arena_format(arena, "%s/%s", folder, entry->d_name));
    closedir(entries);
}

const char *file_temporary(struct arena *arena, const char *path)
{
    struct utsname machine;
    const char *host = uname(&machine) == 0 && *machine.nodename ? machine.nodename : "here";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    remove_left(arena, folder_of(arena, path), arena_format(arena, "%s.%s.", name, host));
    return arena_format(arena, "%s.%s.%ld.tmp", path, host, (long)getpid());
}

bool folder_flush(struct arena *arena, const char *path_of_file)
{
    const int folder = open(folder_of(arena, path_of_file), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return false;
    const bool good = fsync(folder) == 0 || errno == EINVAL; /* file systems that cannot flush folders */
    const int reason = errno;
    close(folder);
    errno = reason;
    return good;
}

bool file_may_be_written(const char *path)
{
    const char *obstacle = tess_file_obstacle(path);
    if (obstacle)
        tess_message("tessc: %s: expected a file, found %s\n", path, obstacle);
    return !obstacle;
}

/* Writes the bytes to a temporary name beside the path, which is returned. NULL with a message: there is none. */
static const char *stage(struct arena *arena, const char *path, const void *bytes, size_t size)
{
    const char *temporary = file_temporary(arena, path);
    FILE *file = fopen(temporary, "wb");
    if (!file) {
        complain(path);
        return NULL;
    }
    copy_mode(path, file);
    if (put_all(file, bytes, size))
        return temporary;
    complain(path);
    unlink(temporary);
    return NULL;
}

static bool replace(struct arena *arena, const char *path, const void *bytes, size_t size)
{
    const char *temporary = stage(arena, path, bytes, size);
    if (!temporary)
        return false;
    if (rename(temporary, path) == 0 && folder_flush(arena, path))
        return true;
    complain(path);
    unlink(temporary);
    return false;
}

/* temporary: [count] names of what is staged; a NULL where that failed. */
static bool put_staged(struct arena *arena, const char *const *path, const char *const *temporary, int count)
{
    bool good = true;
    for (int i = 0; i < count; i++)
        good &= temporary[i] != NULL;
    int put = 0;
    while (good && put < count) {
        good = rename(temporary[put], path[put]) == 0 || complain(path[put]);
        put += good;
    }
    if (good && (count == 0 || folder_flush(arena, path[0]) || complain(path[0])))
        return true;
    for (int i = 0; i < count; i++)
        if (i < put || temporary[i])
            unlink(i < put ? path[i] : temporary[i]);
    return false;
}

bool files_write(struct arena *arena, const char *folder, const struct files *files)
{
    const char **path = ARENA_ARRAY(arena, const char *, files->count);
    const char **temporary = ARENA_ARRAY(arena, const char *, files->count);
    bool good = true;
    for (int i = 0; i < files->count; i++) {
        path[i] = arena_format(arena, "%s/%s", folder, files->file[i].name);
        good &= file_may_be_written(path[i]);
    }
    if (!good)
        return false;
    sigset_t before;
    stops_hold(&before);
    for (int i = 0; i < files->count && good; i++) {
        temporary[i] = stage(arena, path[i], files->file[i].text, strlen(files->file[i].text));
        good = temporary[i];
    }
    good = put_staged(arena, path, temporary, files->count);
    stops_release(&before);
    return good;
}

bool file_write_bytes(struct arena *arena, const char *path, const void *bytes, size_t size)
{
    sigset_t before;
    stops_hold(&before);
    const bool good = file_may_be_written(path) && replace(arena, path, bytes, size);
    stops_release(&before);
    return good;
}

bool file_write(struct arena *arena, const char *path, const char *text)
{
    return file_write_bytes(arena, path, text, strlen(text));
}

static const void *read_open(struct arena *arena, FILE *file, const char *path, size_t *size, struct tess_error *error)
{
    struct stat status;
    if (fstat(fileno(file), &status) == 0) {
        unsigned char *bytes = arena_alloc(arena, (size_t)status.st_size + 1);
        *size = fread(bytes, 1, (size_t)status.st_size, file);
        if (!ferror(file))
            return bytes;
    }
    tess_fail(error, TESS_IO, "%s: cannot read: %s", path, strerror(errno));
    return NULL;
}

const void *file_read(struct arena *arena, const char *path, size_t *size, struct tess_error *error)
{
    const char *found;
    FILE *file = tess_file_open(path, "rb", &found);
    const void *bytes = NULL;
    if (file) {
        bytes = read_open(arena, file, path, size, error);
        fclose(file);
    } else if (found || errno == ENOENT) {
        tess_fail(error, TESS_BAD_DATA, "%s: expected a file, found %s", path, found ? found : "none of that name");
    } else {
        tess_fail(error, TESS_IO, "%s: cannot read: %s", path, strerror(errno));
    }
    return bytes;
}

/* The name is taken before it is written to, so that nobody else's file is lost in between. */
bool file_write_new(struct arena *arena, const char *path, const char *text)
{
    if (!file_may_be_written(path))
        return false;
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
