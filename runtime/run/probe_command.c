/* The command line of probe. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "refused_option.h"
#include "tess/probe.h"
#include "tess/text.h"

static void usage(FILE *file, const struct tess_model *model)
{
    struct tess_option option;
    fprintf(file, "usage: %s probe [OPTION]...\n\n", model->name);
    for (int i = 0; tess_trainer_option(COMMAND_PROBE, i, false, &option); i++)
        tess_usage_option(file, &option);
}

/* True if the command should run; otherwise *code is what to exit with. */
static bool parse(const struct tess_model *model, int argc, char **argv, struct tess_probe_options *options, int *code)
{
    struct option list[PROBE_OPTIONS + 2] = {[PROBE_OPTIONS] = {"help", no_argument, NULL, PROBE_OPTIONS}};
    const char *value[PROBE_OPTIONS] = {[PROBE_THREADS] = "1"};
    struct tess_error error = {TESS_OK, ""};
    struct tess_option row;
    int option;
    for (int i = 0; i < PROBE_OPTIONS; i++)
        if (tess_trainer_option(COMMAND_PROBE, i, false, &row))
            list[i] = (struct option){row.name, required_argument, NULL, i};
    optind = 1;
    opterr = 0;
    *code = TESS_USAGE;
    while ((option = getopt_long(argc, argv, ":", list, NULL)) != -1) {
        if (option == PROBE_OPTIONS) {
            usage(stdout, model);
            *code = TESS_OK;
            return false;
        }
        if (option == '?' || option == ':') {
            if (option == '?')
                refuse_option(argv[0], argv[optind - 1], optopt, &error);
            else
                tess_fail(&error, TESS_USAGE, "no value for option '%s'", argv[optind - 1]);
            tess_message("%s: %s\n", model->name, error.text);
            return false;
        }
        value[option] = optarg;
    }
    *options = (struct tess_probe_options){value[PROBE_CASE], value[PROBE_OUT], value[PROBE_FORCE],
                                           atoi(value[PROBE_THREADS])};
    if (optind == argc && options->case_folder && options->out_folder && options->threads >= 1)
        return true;
    usage(stderr, model);
    return false;
}

int command_probe(const struct tess_model *model, int argc, char **argv)
{
    struct tess_probe_options options;
    int code;
    return parse(model, argc, argv, &options, &code) ? tess_probe(model, &options) : code;
}
