/* tessc data fetch: runs curl or wget, and says where to go where a licence has to be agreed to first. A download grows
 * under the name FILE.part, goes on from there when it is started again, and gets its name once its checksum is right.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/data_set.h"
#include "driver/driver.h"
#include "driver/files.h"

/* Whether a program is in one of the folders of $PATH. */
static bool have_program(struct arena *arena, const char *name)
{
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        if (access(arena_format(arena, "%.*s/%s", (int)length, path, name), X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

static bool download(struct arena *arena, const struct download *file, const char *part)
{
    char *curl[] = {"curl",       "--location",          "--fail", "--continue-at", "-", "--output",
                    (char *)part, (char *)file->address, NULL};
    char *wget[] = {"wget", "--continue", "--output-document", (char *)part, (char *)file->address, NULL};
    if (have_program(arena, "curl"))
        return run_program(curl, NULL);
    if (have_program(arena, "wget"))
        return run_program(wget, NULL);
    tess_message("tessc: neither curl nor wget is there to download %s\n", file->address);
    return false;
}

/* The MD5 of a file as md5sum gives it: 32 digits. False with a message if that fails. */
static bool md5_of(const char *path, char digits[33])
{
    int ends[2];
    char *words[] = {"md5sum", "--", (char *)path, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    if (pipe(ends) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    int error = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    bool good = error == 0 && output && fscanf(output, "%32[0-9a-f]", digits) == 1;
    for (int c = 0; good && c != EOF;)
        c = fgetc(output);
    if (output)
        fclose(output);
    int status = 0;
    if (error == 0)
        waitpid(child, &status, 0);
    if (!good)
        tess_message("tessc: cannot run md5sum%s%s\n", error ? ": " : "", error ? strerror(error) : "");
    return good;
}

static bool unpack(const struct download *file, const char *path, const char *folder)
{
    char *tar[] = {"tar", "-xzf", (char *)path, "-C", (char *)folder, NULL};
    char *zip[] = {"unzip", "-q", "-o", (char *)path, "-d", (char *)folder, NULL};
    return file->unpack == UNPACK_NOT || run_program(file->unpack == UNPACK_TAR ? tar : zip, NULL);
}

static enum tess_exit fetch_file(struct arena *arena, const struct download *file, const char *folder)
{
    const char *path = arena_format(arena, "%s/%s", folder, file->file);
    const char *part = arena_format(arena, "%s.part", path);
    char found[33] = "";
    bool whole = file_exists(path);
    tess_print(stdout, "%s %s\n", whole ? "checking" : "fetching", path);
    fflush(stdout);
    if (!whole && !download(arena, file, part))
        return TESS_IO;
    if (!md5_of(whole ? path : part, found))
        return TESS_FAILED;
    if (strcmp(found, file->md5) != 0) {
        tess_message("tessc: %s: expected a file of MD5 %s, found %s; remove it to fetch it anew\n",
                     whole ? path : part, file->md5, found);
        return TESS_BAD_DATA;
    }
    if (!whole && rename(part, path) != 0) {
        tess_message("tessc: %s: cannot write: %s\n", path, strerror(errno));
        return TESS_IO;
    }
    return unpack(file, path, folder) ? TESS_OK : TESS_FAILED;
}

enum tess_exit data_fetch(const struct data_options *options)
{
    struct data_set found;
    const struct data_set *const set = &found;
    if (!find_data_set(options->subject, &found))
        return TESS_USAGE;
    printf("%s: %s\n%s\n", set->name, set->summary, set->page);
    if (set->by_hand) {
        printf("%s\n", set->by_hand);
        return finish_output(true);
    }
    const char *folder = arena_format(options->arena, "%s/%s",
                                      options->out ? plain_path(options->arena, options->out) : "data", set->folder);
    if (!folder_make(options->arena, folder))
        return TESS_IO;
    for (int i = 0; i < set->downloads; i++) {
        enum tess_exit code = fetch_file(options->arena, &set->download[i], folder);
        if (code != TESS_OK)
            return code;
    }
    tess_print(stdout, "%s is in %s\n", set->name, folder);
    return finish_output(true);
}
