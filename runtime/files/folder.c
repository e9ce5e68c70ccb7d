#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable.h"
#include "tess/run.h"

static const char *const file_name[RUN_FILES] = {
    "resolved.tess",     "run.yaml",
    "metrics.jsonl",     "metrics.csv",
    "best.safetensors",  "last.safetensors",
    "state.safetensors", "state.previous.safetensors",
    "confusion.csv",     "events.out.tfevents.tess",
};

char *tess_run_weights(const char *path)
{
    struct stat status;
    const size_t length = strlen(path), size = length + 32;
    const int plain = (int)length - (length > 1 && path[length - 1] == '/');
    char *file = stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? malloc(size) : NULL;
    if (!file)
        return NULL;
    snprintf(file, size, "%.*s/%s", plain, path, file_name[FILE_BEST]);
    if (access(file, F_OK) != 0)
        snprintf(file, size, "%.*s/%s", plain, path, file_name[FILE_LAST]);
    return file;
}

/* mkdir -p */
static bool make_folder(const char *path, struct tess_error *error)
{
    char *part = strdup(path);
    if (!part)
        return tess_fail(error, TESS_FAILED, "out of memory");
    bool good = true;
    for (char *slash = part + 1; good && slash;) {
        slash = strchr(slash, '/');
        if (slash)
            *slash = 0;
        good = mkdir(part, 0777) == 0 || errno == EEXIST;
        if (slash)
            *slash++ = '/';
    }
    if (!good)
        io_fail(error, path, "make this folder");
    free(part);
    return good;
}

/* runs/NAME, runs/NAME-2, ...: a new one, or the last that exists. */
static char *choose_path(const char *name, bool resume, struct tess_error *error)
{
    const size_t size = strlen(name) + 32;
    char *path = malloc(size);
    if (!path || (!resume && !make_folder("runs", error))) {
        free(path);
        tess_fail(error, TESS_FAILED, "out of memory");
        return NULL;
    }
    int number = 0;
    struct stat status;
    do {
        number++;
        snprintf(path, size, number == 1 ? "runs/%s" : "runs/%s-%d", name, number);
    } while (resume ? stat(path, &status) == 0 : mkdir(path, 0777) != 0 && errno == EEXIST);
    if (resume && number > 1)
        snprintf(path, size, number == 2 ? "runs/%s" : "runs/%s-%d", name, number - 1);
    return path;
}

static bool lock_folder(struct run_folder *folder, bool resume, struct tess_error *error)
{
    folder->lock = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->lock < 0 && resume && errno == ENOENT)
        return tess_fail(error, TESS_USAGE, "%s: there is no run to resume", folder->path);
    if (folder->lock < 0)
        return io_fail(error, folder->path, "open this folder");
    if (flock(folder->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return tess_fail(error, TESS_IO, "%s: another run is writing to this folder", folder->path);
    return true; /* or a file system that knows no locks */
}

bool run_folder_open(struct run_folder *folder, const char *out, const char *name, bool resume,
                     struct tess_error *error)
{
    *folder = (struct run_folder){.path = out ? strdup(out) : choose_path(name, resume, error), .lock = -1};
    bool good = folder->path || tess_fail(error, TESS_FAILED, "out of memory");
    good = good && (resume || make_folder(folder->path, error)) && lock_folder(folder, resume, error);
    for (int i = 0; good && i < RUN_FILES; i++)
        good = (folder->file[i] = path_join(folder->path, file_name[i], error)) != NULL;
    if (good && !resume && (run_folder_has(folder, FILE_STATE) || run_folder_has(folder, FILE_LAST)))
        good = tess_fail(error, TESS_USAGE, "%s: holds a run already: --resume goes on with it, --out names another",
                         folder->path);
    for (int i = 0; good && i < RUN_FILES; i++)
        good = durable_clear(folder->file[i], error);
    if (!good)
        run_folder_close(folder);
    return good;
}

void run_folder_close(struct run_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    for (int i = 0; i < RUN_FILES; i++)
        free(folder->file[i]);
    free(folder->path);
    *folder = (struct run_folder){.lock = -1};
}

bool run_folder_has(const struct run_folder *folder, enum run_file file)
{
    return access(folder->file[file], F_OK) == 0;
}

static bool is_unfinished(const char *name)
{
    static const char suffix[] = ".part";
    const size_t length = strlen(name), end = sizeof suffix - 1;
    return length > end && strcmp(name + length - end, suffix) == 0;
}

bool run_folder_is_empty(const struct run_folder *folder)
{
    DIR *entries = opendir(folder->path);
    if (!entries)
        return false;
    bool empty = true;
    for (const struct dirent *entry; empty && (entry = readdir(entries));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_unfinished(entry->d_name);
    closedir(entries);
    return empty;
}
