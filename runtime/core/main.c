/* The main function of every trainer: which command, and how it ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "tess/probe.h"
#include "tess/run.h"
#include "tess/text.h"
#include "tess/usage.h"

enum { PROBE = COMMANDS }; /* the last command, whose options are its own */

static const struct {
    struct tess_command text;
    bool (*run)(const struct tess_model *, const struct options *, struct tess_error *);
} commands[COMMANDS + 1] = {
    [COMMAND_TRAIN] = {{"train", "", "train the network",
                        "Results go to the run directory: the model as it ran, metrics, a page with their curves, "
                        "weights, and the state to resume from. A line an epoch goes to standard output, progress and "
                        "notes to standard error."},
                       command_train},
    [COMMAND_EVAL] = {{"eval", "", "loss and accuracy of trained weights",
                       "Accuracy is told by class as well, and the spike rate of every layer."},
                      command_eval},
    [COMMAND_BENCH] = {{"bench", "", "time training and evaluation",
                        "Images a second, time by layer and stage, and spike rates. Nothing is written."},
                       command_bench},
    [COMMAND_PREDICT] = {{"predict", "INPUT...", "classes of pictures, arrays and recordings",
                          "An input is a file, or a folder of them. The class and the logits of every sample are "
                          "printed."},
                         command_predict},
    [PROBE] =
        {{"probe", "", "run given parameters and inputs, write every tensor",
          "The folder of --case holds parameters (init.*.npy) and batches (b0.x.npy, b0.y.npy, ...); every tensor "
          "of a few training steps is written as an array of NumPy."},
         NULL},
};

bool tess_trainer_command(int number, struct tess_command *command)
{
    if (number < 0 || number > PROBE)
        return false;
    *command = commands[number].text;
    return true;
}

bool tess_trainer_option(int command, int number, bool shared, struct tess_option *option)
{
    return command == PROBE ? tess_probe_option(number, option)
                            : options_describe((enum command)command, number, shared, option);
}

static void print_usage(FILE *out, const char *program)
{
    fprintf(out, "usage: %s COMMAND [OPTION]...\n       %s --help | --version\n\n", program, program);
    for (int i = 0; i <= PROBE; i++)
        tess_usage_entry(out, commands[i].text.name, commands[i].text.help);
    fprintf(out, "\n%s COMMAND --help lists the options of a command.\n", program);
}

static void print_command(int number, const char *program)
{
    const struct tess_command *command = &commands[number].text;
    struct tess_option option;
    printf("usage: %s %s [OPTION]...%s%s\n\n", program, command->name, *command->arguments ? " " : "",
           command->arguments);
    for (int i = 0; tess_trainer_option(number, i, false, &option); i++)
        tess_usage_option(stdout, &option);
}

/* The number of a command; behind the last one if there is none of that name. */
static int find_command(const char *word)
{
    int number = 0;
    while (number <= PROBE && strcmp(commands[number].text.name, word) != 0)
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
    commands[command].run(model, options, error);
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
        tess_message("%s %s --help lists the options\n", started, commands[command].text.name);
    return (int)error.code;
}

/* "--help", "help" and "help COMMAND". False: `word` asks for something else. */
static bool print_help(const char *word, const char *topic, const char *program)
{
    if (strcmp(word, "--help") != 0 && strcmp(word, "-h") != 0 && strcmp(word, "help") != 0)
        return false;
    const int number = find_command(topic);
    if (number <= PROBE)
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
    if (number == PROBE)
        return tess_probe(model, argc - 1, argv + 1);
    if (number < PROBE)
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
