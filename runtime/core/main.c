/* The main function of every trainer: which command, and how it ends. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "tess/probe.h"
#include "tess/text.h"

static const struct {
    const char *name, *help;
    bool (*run)(const struct tess_model *, const struct options *, struct tess_error *);
} commands[COMMANDS] = {
    [COMMAND_TRAIN] = {"train", "train the network", command_train},
    [COMMAND_EVAL] = {"eval", "loss and accuracy of trained weights", command_eval},
    [COMMAND_BENCH] = {"bench", "time training and evaluation", command_bench},
    [COMMAND_PREDICT] = {"predict", "classes of pictures and arrays", command_predict},
};

static void print_usage(FILE *out, const char *program)
{
    fprintf(out, "usage: %s COMMAND [OPTION]...\n       %s --help | --version\n\n", program, program);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
    fprintf(out, "  %-8s %s\n\n%s COMMAND --help lists the options of a command.\n", "probe",
            "run given inputs, write every tensor", program);
}

static void print_version(const struct tess_model *model)
{
    printf("%s (%s, engine %s, schedule %s)\n", model->name, model->generator, model->engine, model->schedule);
}

/* Results that could not be written are lost: that is a failure like any other. */
static void check_output(struct tess_error *error)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        tess_fail(error, TESS_IO, "cannot write to standard output");
}

static int run_command(const struct tess_model *model, enum command command, int argc, char **argv, const char *program)
{
    struct tess_error error = {TESS_OK, ""};
    struct options options;
    bool help;
    if (options_parse(&options, command, argc, argv, &help, &error)) {
        if (help) {
            printf("usage: %s %s [OPTION]...%s\n\n", program, commands[command].name,
                   command == COMMAND_PREDICT ? " FILE|FOLDER..." : "");
            options_help(command);
        } else {
            commands[command].run(model, &options, &error);
        }
        check_output(&error);
    }
    if (error.code != TESS_OK)
        tess_message("%s: %s%s\n", program, error.code == TESS_INTERRUPTED ? "" : "error: ", error.text);
    if (error.code == TESS_USAGE)
        tess_message("%s %s --help lists the options\n", program, commands[command].name);
    return (int)error.code;
}

int tess_main(const struct tess_model *model, int argc, char **argv)
{
    const char *program = model->name;
    const char *word = argc > 1 ? argv[1] : "";
    struct tess_error error = {TESS_OK, ""};
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i].name) == 0)
            return run_command(model, (enum command)i, argc - 1, argv + 1, program);
    if (strcmp(word, "probe") == 0)
        return tess_probe(model, argc - 1, argv + 1);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        print_usage(stdout, program);
    else if (strcmp(word, "--version") == 0)
        print_version(model);
    else {
        if (*word)
            tess_message("%s: error: unknown command '%s'\n", program, word);
        print_usage(stderr, program);
        return TESS_USAGE;
    }
    check_output(&error);
    return (int)error.code;
}
