#include "tess/cache.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* Makes a folder and those above it, for this user alone. */
static void make_folders(char *path)
{
    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    mkdir(path, 0700);
}

/* Can somebody else rename what lies in a folder? Its own group may hold nobody but the user. */
static bool others_may_change(const struct stat *folder)
{
    const bool alone = folder->st_gid == getegid() && getegid() == geteuid();
    if (folder->st_uid != 0 && folder->st_uid != geteuid())
        return true;
    return !(folder->st_mode & S_ISVTX) && (folder->st_mode & (alone ? S_IWOTH : S_IWOTH | S_IWGRP));
}

/* What is wrong with the folders above; NULL: nothing. */
static const char *problem_above(const char *folder)
{
    const char *problem = NULL;
    struct stat status;
    char *real = realpath(folder, NULL);
    if (!real)
        return "it cannot be made";
    for (char *end = real + strlen(real); !problem && end; end = strrchr(real, '/')) {
        if (end == real && *real)
            end[1] = '\0'; /* the root */
        else
            *end = '\0';
        if (stat(real, &status) != 0 || others_may_change(&status))
            problem = "somebody else can change the folders that it lies in";
        if (!strcmp(real, "/"))
            break;
    }
    free(real);
    return problem;
}

static const char *problem_with(char *folder)
{
    struct stat status;
    make_folders(folder);
    if (lstat(folder, &status) != 0)
        return strerror(errno);
    if (!S_ISDIR(status.st_mode))
        return "it is no folder";
    if (status.st_uid != geteuid())
        return "it belongs to somebody else";
    if ((status.st_mode & 0077) && chmod(folder, 0700) != 0)
        return strerror(errno);
    if (access(folder, W_OK | X_OK) != 0)
        return strerror(errno);
    char *slash = strrchr(folder, '/');
    *slash = '\0';
    const char *problem = problem_above(*folder ? folder : "/");
    *slash = '/';
    return problem;
}

/* Takes over the path. */
static char *if_safe(char *folder, char **refused)
{
    const char *problem = folder ? problem_with(folder) : NULL;
    if (!problem)
        return folder;
    if (refused && !*refused && asprintf(refused, "%s is not used as a cache: %s", folder, problem) < 0)
        *refused = NULL;
    free(folder);
    return NULL;
}

/* .cache/tessc in a home. */
static char *in_home(const char *home, char **refused)
{
    return home && *home == '/' ? if_safe(join(home, ".cache/tessc"), refused) : NULL;
}

char *tess_cache_folder(char **refused)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (refused)
        *refused = NULL;
    if (cache && *cache == '/')
        return if_safe(join(cache, "tessc"), refused);
    char *folder = in_home(home, refused);
    if (folder)
        return folder;
    const struct passwd *user = getpwuid(geteuid());
    return user ? in_home(user->pw_dir, NULL) : NULL;
}
