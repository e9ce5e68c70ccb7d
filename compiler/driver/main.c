/* tessc: compiles a model file into a C program that trains it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "driver/driver.h"
#include "driver/files.h"
#include "syntax/suggest.h"

static enum tess_exit run_train(struct options *options)
{
    return command_run(options, "train");
}

static enum tess_exit run_eval(struct options *options)
{
    return command_run(options, "eval");
}

static enum tess_exit run_bench(struct options *options)
{
    return command_run(options, "bench");
}

static enum tess_exit run_predict(struct options *options)
{
    return command_run(options, "predict");
}

static enum tess_exit run_probe(struct options *options)
{
    return command_run(options, "probe");
}

enum { MODEL = TAKES_MODEL | TAKES_DIAGNOSTICS, PROGRAM = MODEL | TAKES_PLAN | TAKES_OUTPUT };

static const struct command {
    struct options_syntax syntax;
    enum tess_exit (*run)(struct options *options);
    const char *arguments, *summary;
} commands[] = {
    {{"", OPTIONS_FILES, PROGRAM | TAKES_EMIT},
     command_emit,
     "MODEL.tess",
     "write NAME.c (-o DIR: there), or print a form of it (--emit)"},
    {{"new", OPTIONS_FILES, TAKES_OUTPUT | TAKES_TIME_STEP},
     command_new,
     "DATA|MODEL.nir [-o FILE]",
     "look at a folder of data, write NAME.tess to start from; or take over a network, with its weights"},
    {{"check", OPTIONS_FILES, MODEL | TAKES_LIST_CHECKS},
     command_check,
     "MODEL.tess...",
     "report what is wrong, write nothing"},
    {{"explain", OPTIONS_FILES, MODEL | TAKES_PLAN | TAKES_PAPER},
     command_explain,
     "[--paper] MODEL.tess",
     "layers, parameters, operations, schedule, memory; or costs as the paper counts them"},
    {{"fmt", OPTIONS_FILES, TAKES_DIAGNOSTICS | TAKES_CHECK},
     command_fmt,
     "[--check] MODEL.tess...",
     "rewrite in the one layout, or name what would change"},
    {{"build", OPTIONS_FILES, PROGRAM}, command_build, "MODEL.tess", "write NAME.c and compile it to the program NAME"},
    {{"data", OPTIONS_TRAINER, MODEL},
     command_data,
     "VERB ...",
     "fetch, verify, info, show or make data sets: 'tessc data' tells how"},
    {{"train", OPTIONS_TRAINER, PROGRAM},
     run_train,
     "MODEL.tess [trainer's options]",
     "train: NAME train, built if need be"},
    {{"sweep", OPTIONS_TRAINER, TAKES_DIAGNOSTICS | TAKES_PLAN},
     command_sweep,
     "SWEEP.yaml [--data-root DIR] [--trials N] [--jobs N] [--only CELL]",
     "run a table of experiments, resumable: 'tessc sweep --help' tells how"},
    {{"eval", OPTIONS_TRAINER, PROGRAM}, run_eval, "MODEL.tess [trainer's options]", "evaluate trained weights"},
    {{"bench", OPTIONS_TRAINER, PROGRAM}, run_bench, "MODEL.tess [trainer's options]", "measure speed"},
    {{"predict", OPTIONS_TRAINER, PROGRAM},
     run_predict,
     "MODEL.tess --weights FILE INPUT...",
     "classes of pictures, arrays and recordings"},
    {{"export", OPTIONS_FILES, MODEL | TAKES_NIR | TAKES_TIME_STEP},
     command_export,
     "--nir FILE.nir [MODEL.tess] RUN|WEIGHTS",
     "write a trained network as a NIR graph, for other frameworks"},
    {{"report", OPTIONS_FILES, 0}, command_report, "RUN...", "write RUN/report.html: curves, layers, facts of a run"},
    {{"probe", OPTIONS_TRAINER, PROGRAM},
     run_probe,
     "MODEL.tess [trainer's options]",
     "write every tensor of a few batches"},
};

static void print_help(void)
{
    puts("tessc compiles a model file into a C program that trains it.\n\nusage:");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *command = &commands[i];
        const char *name = command->syntax.command;
        printf("  tessc %s%s%s\n        %s\n", name, *name ? " " : "", command->arguments, command->summary);
    }
    puts("\noptions:\n"
         "  -o DIR                 where to write\n"
         "  -D PATH=VALUE          change a setting: -D learn.alpha.post=-1\n"
         "  --variant=NAME         apply a variant of the file; --list-variants names them\n"
         "  --emit=FORM            print to stdout: tree, model, plan, c, or source (one file that says all)\n"
         "  --engine=ENGINE        cpu (generated code) or interpret (the reference engine)\n"
         "  --schedule=SCHEDULE    auto, fold or stream: as -D learn.schedule=SCHEDULE\n"
         "  --kernel=KERNEL        how sums over spikes walk the map: auto, rows or taps; steps or patterns:\n"
         "                           never or always spikes of several steps together; signals: patterns,\n"
         "                           and gradients along learning signals wherever they can be\n"
         "  --dt=SECONDS           length of a time step in NIR files (0.0001)\n"
         "  -Wno-NAME, -Werror=NAME, -Werror   silence a warning, or make it an error\n"
         "                         'tessc check --list-checks' names them\n"
         "  --diagnostics=FORM     text or json\n"
         "  -h, --help; --version\n\n"
         "TESS_CC and TESS_CFLAGS in the environment choose the C compiler and add flags.\n"
         "'tessc train MODEL.tess --help' tells the trainer's options.");
}

static const struct command *find_command(const char *word)
{
    for (size_t i = 1; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(commands[i].syntax.command, word))
            return &commands[i];
    return &commands[0];
}

/* A first word that is no file may be a command with a slip of the pen. */
static bool is_misspelt(const char *word)
{
    struct suggestion near = suggestion_for(word);
    for (size_t i = 1; i < sizeof commands / sizeof *commands; i++)
        suggestion_offer(&near, commands[i].syntax.command);
    if (!near.best || strchr(word, '.') || file_exists(word))
        return false;
    tess_message("tessc: unknown command '%s'; did you mean '%s'?\n", word, near.best);
    return true;
}

static enum tess_exit run(struct arena *arena, int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "-";
    const struct command *command = find_command(word);
    struct options options;
    if (command != &commands[0]) {
        argv[1] = argv[0];
        argc--, argv++;
    } else if (*word != '-' && is_misspelt(word)) {
        return TESS_USAGE;
    }
    if (!options_read(arena, argc, argv, &command->syntax, &options)) {
        fputs("tessc: 'tessc --help' tells how it is used\n", stderr);
        return TESS_USAGE;
    }
    if (options.version) {
        puts("tessc " TESSC_VERSION);
        return finish_output(true);
    }
    if (options.help && command->run != command_data && command->run != command_sweep) {
        print_help();
        return finish_output(true);
    }
    return command->run(&options);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is then an error of write(), here and in compilers */
    enum tess_exit code = run(arena, argc, argv);
    arena_destroy(arena);
    return (int)code;
}
