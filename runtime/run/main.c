/* The main function of every trainer: which command, and how it ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "tess/run.h"
#include "tess/text.h"
#include "tess/usage.h"

static bool (*const commands[COMMANDS])(const struct tess_model *, const struct options *, struct tess_error *) = {
    [COMMAND_TRAIN] = command_train,
    [COMMAND_EVAL] = command_eval,
    [COMMAND_BENCH] = command_bench,
    [COMMAND_PREDICT] = command_predict,
};

static void print_usage(FILE *out, const char *program)
{
    fprintf(out, "usage: %s COMMAND [OPTION]...\n       %s --help | --version\n\n", program, program);
    struct tess_command command;
    for (int i = 0; tess_trainer_command(i, &command); i++)
        tess_usage_entry(out, command.name, command.help);
    fprintf(out, "\n%s COMMAND --help lists the options of a command.\n", program);
}

static void print_command(int number, const char *program)
{
    struct tess_command command;
    struct tess_option option;
    tess_trainer_command(number, &command);
    printf("usage: %s %s [OPTION]...%s%s\n\n", program, command.name, *command.arguments ? " " : "", command.arguments);
    for (int i = 0; tess_trainer_option(number, i, false, &option); i++)
        tess_usage_option(stdout, &option);
}

/* The number of a command; behind the last one if there is none of that name. */
static int find_command(const char *word)
{
    struct tess_command command;
    int number = 0;
    while (tess_trainer_command(number, &command) && strcmp(command.name, word) != 0)
        number++;
    return number;
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

/* A run directory stands for the weights in it. */
static void run_with_weights(const struct tess_model *model, enum command command, struct options *options,
                             struct tess_error *error)
{
    char *weights = options->weights ? tess_run_weights(options->weights) : NULL;
    char *init = options->init ? tess_run_weights(options->init) : NULL;
    options->weights = weights ? weights : options->weights;
    options->init = init ? init : options->init;
    commands[command](model, options, error);
    free(weights);
    free(init);
}

/* `started`: what whoever started this program knows it by, for the hint at its options. */
static int run_command(const struct tess_model *model, enum command command, int argc, char **argv, const char *started)
{
    const char *program = model->name;
    struct tess_error error = {TESS_OK, ""};
    struct options options;
    bool help;
    if (options_parse(&options, command, argc, argv, &help, &error)) {
        if (help)
            print_command((int)command, program);
        else
            run_with_weights(model, command, &options, &error);
        check_output(&error);
    }
    if (error.code != TESS_OK)
        tess_message("%s: %s%s\n", program, error.code == TESS_INTERRUPTED ? "" : "error: ", error.text);
    if (error.code == TESS_USAGE)
        tess_message("%s %s --help lists the options\n", started, argv[0]);
    return (int)error.code;
}

/* "--help", "help" and "help COMMAND". False: `word` asks for something else. */
static bool print_help(const char *word, const char *topic, const char *program)
{
    if (strcmp(word, "--help") != 0 && strcmp(word, "-h") != 0 && strcmp(word, "help") != 0)
        return false;
    const int number = find_command(topic);
    if (number <= COMMAND_PROBE)
        print_command(number, program);
    else
        print_usage(stdout, program);
    return true;
}

/* "version" is a word in place of a command alone: behind one it may be a file to predict. */
static bool asks_for_version(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[argc - 1] : "";
    return (argc == 2 && strcmp(word, "version") == 0) ||
           (argc <= 3 && (strcmp(word, "--version") == 0 || strcmp(word, "-v") == 0 || strcmp(word, "-V") == 0));
}

int tess_main(const struct tess_model *model, int argc, char **argv)
{
    const char *program = model->name;
    const char *word = argc > 1 ? argv[1] : "";
    const int number = find_command(word);
    struct tess_error error = {TESS_OK, ""};
    if (asks_for_version(argc, argv)) {
        print_version(model);
        check_output(&error);
        return (int)error.code;
    }
    if (number == COMMAND_PROBE)
        return command_probe(model, argc - 1, argv + 1);
    if (number < COMMAND_PROBE)
        return run_command(model, (enum command)number, argc - 1, argv + 1,
                           strcmp(argv[0], TESS_STARTED_BY_TESSC) == 0 ? argv[0] : program);
    if (print_help(word, argc > 2 ? argv[2] : "", program)) {
        check_output(&error);
        return (int)error.code;
    }
    if (*word)
        tess_message("%s: error: unknown command '%s'\n", program, word);
    print_usage(stderr, program);
    return TESS_USAGE;
}
