/* Commands of the trainer. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "driver/command.h"
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

/* What the trainer gets: its command, the options that are its own, and its inputs, whatever they begin with. */
static char **trainer_words(const struct options *options, int *count)
{
    char **words = ARENA_ARRAY(options->arena, char *, 2 * options->givens + options->inputs + 4);
    *count = 0;
    words[(*count)++] = TESS_STARTED_BY_TESSC;
    words[(*count)++] = (char *)options->command->trainer;
    for (int i = 0; i < options->givens; i++) {
        words[(*count)++] = arena_format(options->arena, "--%s", options->given[i].known->option.name);
        if (options->given[i].value)
            words[(*count)++] = options->given[i].value;
    }
    if (options->inputs > 0)
        words[(*count)++] = "--";
    for (int i = 0; i < options->inputs; i++)
        words[(*count)++] = options->input[i];
    return words;
}

enum tess_exit command_run(struct options *options)
{
    enum tess_exit code;
    const struct model *model = load_model(options, &code);
    if (!model)
        return code;
    int count;
    char **words = trainer_words(options, &count);
    if (options->engine == ENGINE_INTERPRET)
        return (enum tess_exit)tess_main(interpret_model(options->arena, model), count, words);
    const char *program = find_trainer(options, model, &code);
    if (!program) {
        trainers_drop(options);
        return code;
    }
    become(options, program, words);
    tess_message("tessc: cannot run %s: %s\n", program, strerror(errno));
    return TESS_FAILED;
}
