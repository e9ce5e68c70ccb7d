/* Commands of the trainer. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "driver/driver.h"
#include "interpret/interpret.h"

/* Becomes the trainer. One that is not kept is removed before: it runs from the open file. */
static void become(struct options *options, const char *program, char **words)
{
    if (!options->scratch) {
        execv(program, words);
        return;
    }
    const int file = open(program, O_RDONLY | O_CLOEXEC);
    const int reason = errno;
    trainers_drop(options);
    errno = reason;
    if (file >= 0)
        fexecve(file, words, environ);
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
    if (!program) {
        trainers_drop(options);
        return code;
    }
    become(options, program, words);
    tess_message("tessc: cannot run %s: %s\n", program, strerror(errno));
    return TESS_FAILED;
}
