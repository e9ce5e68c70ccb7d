/* Commands of the trainer. Programs are kept in a cache by a hash of everything that they are made from, so there is
 * nothing to be stale: what has changed has another name. The cache may be removed at any time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "interpret/interpret.h"

static const char *cache_folder(struct arena *arena)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache && *cache == '/')
        return arena_format(arena, "%s/tessc", cache);
    if (home && *home)
        return arena_format(arena, "%s/.cache/tessc", home);
    return arena_format(arena, "/tmp/tessc-%ld", (long)getuid());
}

const char *find_trainer(struct options *options, const struct model *model, enum tess_exit *code)
{
    const char *text = model_to_c(options, model);
    unsigned long long hash = hash_text(compile_hash(options->arena), text);
    const char *folder = options->output ? options->output
                                         : arena_format(options->arena, "%s/%s-%016llx", cache_folder(options->arena),
                                                        model->name, hash);
    const char *program = arena_format(options->arena, "%s/%s", folder, model->name);
    if (!options->output && access(program, X_OK) == 0)
        return program;
    const char *c_file = arena_format(options->arena, "%s.c", program);
    *code = TESS_IO;
    if (!folder_make(options->arena, folder) || !file_write(options->arena, c_file, text))
        return NULL;
    tess_message("tessc: compiling %s\n", c_file);
    *code = TESS_FAILED;
    return compile_program(options->arena, c_file, program) ? program : NULL;
}

enum tess_exit command_run(struct options *options, const char *command)
{
    enum tess_exit code;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    char **words = ARENA_ARRAY(options->arena, char *, options->rest + 3);
    words[0] = (char *)model->name;
    words[1] = (char *)command;
    for (int i = 0; i < options->rest; i++)
        words[i + 2] = options->remaining[i];
    if (options->engine == ENGINE_INTERPRET)
        return (enum tess_exit)tess_main(interpret_model(options->arena, model), options->rest + 2, words);
    const char *program = find_trainer(options, model, &code);
    if (!program)
        return code;
    execv(program, words);
    tess_message("tessc: cannot run %s: %s\n", program, strerror(errno));
    return TESS_FAILED;
}
