/* Trainers that are kept. A program lies in a folder named after the model and a hash of everything that it is made
 * from, so there is nothing to be stale: what has changed has another name. The cache may be removed at any time. Where
 * no folder is safe, a program is made in a temporary one and removed once it runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "driver/known_options.h"
#include "tess/cache.h"

struct scratch {
    const char *made[4]; /* program, C file, folder, NULL */
    struct scratch *next;
};

void trainers_drop(struct options *options)
{
    for (const struct scratch *scratch = options->scratch; scratch; scratch = scratch->next) {
        unlink(scratch->made[0]);
        unlink(scratch->made[1]);
        rmdir(scratch->made[2]);
    }
    options->scratch = NULL;
}

/* The cache's folder, in the arena; NULL: there is none. An unsafe one is told. */
static const char *cache_folder(struct arena *arena)
{
    char *refused, *folder = tess_cache_folder(&refused);
    const char *copy = folder ? arena_copy(arena, folder, strlen(folder)) : NULL;
    if (refused)
        tess_message("tessc: %s\n", refused);
    free(refused);
    free(folder);
    return copy;
}

/* A folder that is removed after use. */
static const char *temporary_folder(struct options *options, const char *name)
{
    const char *place = getenv("TMPDIR");
    char *folder = arena_format(options->arena, "%s/tessc-XXXXXX", place && *place == '/' ? place : "/tmp");
    if (!mkdtemp(folder)) {
        tess_message("tessc: %s: cannot write: %s\n", folder, strerror(errno));
        return NULL;
    }
    struct scratch *scratch = ARENA_NEW(options->arena, struct scratch);
    scratch->made[0] = arena_format(options->arena, "%s/%s", folder, name);
    scratch->made[1] = arena_format(options->arena, "%s/%s.c", folder, name);
    scratch->made[2] = folder;
    scratch->next = options->scratch;
    options->scratch = scratch;
    return folder;
}

/* Tells what is damaged and takes it away. */
static bool clear_away(const char *path)
{
    tess_message("tessc: %s is damaged; it is built anew\n", path);
    if (unlink(path) != 0)
        rmdir(path);
    return false;
}

/* Whoever owns a program's folder may put another program into it. */
static bool is_of_others(const char *folder)
{
    struct stat status;
    if (lstat(folder, &status) != 0 || status.st_uid == geteuid())
        return false;
    tess_message("tessc: %s is not used: it belongs to another user\n", folder);
    return true;
}

/* Is a whole program there? */
static bool is_kept(const char *folder, const char *program)
{
    struct stat status;
    if (lstat(folder, &status) != 0)
        return false;
    if (!S_ISDIR(status.st_mode))
        return clear_away(folder);
    if (lstat(program, &status) != 0)
        return false;
    return program_is_whole(program) || clear_away(program);
}

/* Is it `train --quiet` that wants the program? */
static bool is_quiet(const struct options *options)
{
    for (int i = 0; i < options->givens; i++)
        if (!strcmp(options->given[i].known->option.name, "quiet"))
            return true;
    return false;
}

/* The paths of files in a folder, then the folder; ended by a NULL. */
static const char *const *paths_of(struct arena *arena, const char *folder, const struct files *files)
{
    const char **path = ARENA_ARRAY(arena, const char *, files->count + 2);
    for (int i = 0; i < files->count; i++)
        path[i] = arena_format(arena, "%s/%s", folder, files->file[i].name);
    path[files->count] = folder;
    return path;
}

/* Once. Another process that makes the same program may be stopped meanwhile, and remove the C file, which is the same:
 * then *again, as nothing is wrong with it. */
static enum tess_exit build_once(struct options *options, const char *folder, const char *program,
                                 const struct files *files, bool kept, bool *again)
{
    const char *const *made = paths_of(options->arena, folder, files);
    *again = false;
    if (!folder_make(options->arena, folder) || !files_write(options->arena, folder, files))
        return TESS_IO;
    if (!is_quiet(options))
        tess_message("tessc: compiling %s\n", *made);
    const enum tess_exit code = compile_program(options->arena, options->target, *made, program, kept ? made : NULL);
    *again = code != TESS_OK && !stops_wait() && !file_exists(*made);
    return code;
}

static const char *build_held(struct options *options, const char *folder, const char *name, const struct files *files,
                              bool kept, enum tess_exit *code)
{
    enum { MOST_TRIES = 3 };
    const char *program = arena_format(options->arena, "%s/%s", folder, name);
    bool again = true;
    for (int tries = 0; tries < MOST_TRIES && again; tries++)
        *code = build_once(options, folder, program, files, kept, &again);
    return *code == TESS_OK ? program : NULL;
}

/* Writes and compiles the model's C. NULL with *code and a message on stderr. */
static const char *build(struct options *options, const char *folder, const char *name, const struct files *files,
                         bool kept, enum tess_exit *code)
{
    sigset_t before;
    stops_hold(&before);
    const char *program = build_held(options, folder, name, files, kept, code);
    stops_release(&before);
    return program;
}

static unsigned long long hash_program(struct options *options, const struct files *files)
{
    unsigned long long hash = compile_hash(options->arena, options->target);
    for (int i = 0; i < files->count; i++)
        hash = hash_text(hash, files->file[i].text);
    return hash;
}

const char *find_trainer(struct options *options, const struct model *model, enum tess_exit *code)
{
    struct arena *arena = options->arena;
    struct files files;
    *code = TESS_USAGE;
    if (!target_makes_trainers(options) || !model_to_files(options, model, &files, code))
        return NULL;
    if (options->output)
        return build(options, plain_path(arena, options->output), model->name, &files, false, code);
    const char *cache = cache_folder(arena);
    const char *folder = NULL;
    if (cache)
        folder = arena_format(arena, "%s/%s-%016llx", cache, model->name, hash_program(options, &files));
    if (folder && !is_of_others(folder)) {
        const char *program = arena_format(arena, "%s/%s", folder, model->name);
        if (is_kept(folder, program))
            return program;
    } else {
        folder = temporary_folder(options, model->name);
    }
    *code = TESS_IO;
    return folder ? build(options, folder, model->name, &files, true, code) : NULL;
}
