#include "driver/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/checks.h"
#include "syntax/suggest.h"
#include "tess/text.h"

enum long_option {
    OPTION_EMIT = 256,
    OPTION_VARIANT,
    OPTION_LIST,
    OPTION_LIST_CHECKS,
    OPTION_ENGINE,
    OPTION_KERNEL,
    OPTION_SCHEDULE,
    OPTION_TARGET,
    OPTION_DIAGNOSTICS,
    OPTION_CHECK,
    OPTION_PAPER,
    OPTION_NIR,
    OPTION_TIME_STEP,
    OPTION_VERSION
};

static const char short_options[] = "+:o:D:W:h";
static const struct option long_options[] = {
    {"emit", required_argument, NULL, OPTION_EMIT},     {"variant", required_argument, NULL, OPTION_VARIANT},
    {"list-variants", no_argument, NULL, OPTION_LIST},  {"list-checks", no_argument, NULL, OPTION_LIST_CHECKS},
    {"engine", required_argument, NULL, OPTION_ENGINE}, {"schedule", required_argument, NULL, OPTION_SCHEDULE},
    {"target", required_argument, NULL, OPTION_TARGET}, {"diagnostics", required_argument, NULL, OPTION_DIAGNOSTICS},
    {"kernel", required_argument, NULL, OPTION_KERNEL}, {"check", no_argument, NULL, OPTION_CHECK},
    {"paper", no_argument, NULL, OPTION_PAPER},         {"help", no_argument, NULL, 'h'},
    {"nir", required_argument, NULL, OPTION_NIR},       {"dt", required_argument, NULL, OPTION_TIME_STEP},
    {"version", no_argument, NULL, OPTION_VERSION},     {NULL, 0, NULL, 0},
};

/* The options that belong to a group; the others are known to every command. */
static const struct {
    int option;
    unsigned group;
    const char *name;
} grouped[] = {
    {'o', TAKES_OUTPUT, "-o"},
    {'D', TAKES_MODEL, "-D"},
    {OPTION_VARIANT, TAKES_MODEL, "--variant"},
    {'W', TAKES_DIAGNOSTICS, "-W"},
    {OPTION_DIAGNOSTICS, TAKES_DIAGNOSTICS, "--diagnostics"},
    {OPTION_ENGINE, TAKES_PLAN, "--engine"},
    {OPTION_KERNEL, TAKES_PLAN, "--kernel"},
    {OPTION_SCHEDULE, TAKES_PLAN, "--schedule"},
    {OPTION_TARGET, TAKES_PLAN, "--target"},
    {OPTION_EMIT, TAKES_EMIT, "--emit"},
    {OPTION_LIST, TAKES_EMIT, "--list-variants"},
    {OPTION_LIST_CHECKS, TAKES_LIST_CHECKS, "--list-checks"},
    {OPTION_CHECK, TAKES_CHECK, "--check"},
    {OPTION_PAPER, TAKES_PAPER, "--paper"},
    {OPTION_NIR, TAKES_NIR, "--nir"},
    {OPTION_TIME_STEP, TAKES_TIME_STEP, "--dt"},
};

/* Options that may also stand behind the model file, among the trainer's own. */
static const char *const shared_options[] = {"-D",       "-W",         "--variant", "--engine",
                                             "--kernel", "--schedule", "--target",  "--diagnostics"};

/* The place of a word in a list that ends in NULL; -1 with a message if it is not there. */
static int find_word(const char *what, const char *word, const char *const *words)
{
    struct suggestion near = suggestion_for(word);
    for (int i = 0; words[i]; i++) {
        if (!strcmp(words[i], word))
            return i;
        suggestion_offer(&near, words[i]);
    }
    tess_message("tessc: unknown %s '%s'", what, word);
    if (near.best)
        tess_message("; did you mean '%s'?\n", near.best);
    else
        for (int i = 0; words[i]; i++)
            tess_message("%s%s%s", i ? ", " : "; known: ", words[i], words[i + 1] ? "" : "\n");
    return -1;
}

/* -Wno-NAME, -Werror, -Werror=NAME, -WNAME */
static bool read_warning(struct options *options, const char *text)
{
    enum severity severity = SEVERITY_WARNING;
    const char *name = text;
    if (!strcmp(text, "error")) {
        diagnostics_warnings_are_errors(options->diagnostics);
        return true;
    }
    if (!strncmp(text, "no-", 3)) {
        severity = SEVERITY_OFF;
        name = text + 3;
    } else if (!strncmp(text, "error=", 6)) {
        severity = SEVERITY_ERROR;
        name = text + 6;
    }
    const struct check *check = check_named(name);
    if (!check) {
        struct suggestion near = suggestion_for(name);
        for (int i = 0; i < check_count; i++)
            suggestion_offer(&near, checks[i].name);
        tess_message("tessc: unknown warning '%s'", name);
        tess_message(near.best ? "; did you mean '%s'?\n" : "\n", near.best);
        return false;
    }
    if (check->severity == SEVERITY_ERROR && severity != SEVERITY_ERROR) {
        tess_message("tessc: '%s' is an error, not a warning\n", name);
        return false;
    }
    diagnostics_set_severity(options->diagnostics, name, severity);
    return true;
}

static bool add_define(struct options *options, const char *text)
{
    const char **defines = ARENA_ARRAY(options->arena, const char *, options->model.defines + 1);
    if (options->model.defines)
        memcpy(defines, options->model.define, sizeof *defines * (size_t)options->model.defines);
    defines[options->model.defines++] = text;
    options->model.define = defines;
    return true;
}

/* --dt SECONDS */
static bool read_time_step(struct options *options, const char *text)
{
    char *end;
    const double seconds = strtod(text, &end);
    if (end == text || *end || !(seconds >= 1e-9 && seconds <= 1e3)) {
        tess_message("tessc: expected a time step of 1e-9 to 1000 seconds after --dt, found '%s'\n", text);
        return false;
    }
    options->time_step = seconds;
    return true;
}

/* An option that would change nothing is a mistake of whoever gave it. */
static bool is_taken(const struct options_syntax *syntax, int option)
{
    for (size_t i = 0; i < sizeof grouped / sizeof *grouped; i++)
        if (grouped[i].option == option && !(grouped[i].group & syntax->takes)) {
            tess_message("tessc: 'tessc %s' does not take %s\n", *syntax->command ? syntax->command : "MODEL.tess",
                         grouped[i].name);
            return false;
        }
    return true;
}

static bool apply(struct options *options, int option, const char *value)
{
    static const char *const forms[] = {"tree", "model", "plan", "c", "source", "reference", NULL};
    static const char *const engines[] = {"cpu", "interpret", NULL};
    static const char *const kernels[] = {"auto",     "taps",    "rows", "steps",
                                          "patterns", "signals", NULL}; /* as enum sum_kernel has them */
    static const char *const schedules[] = {"auto", "fold", "stream", NULL};
    static const char *const targets[] = {"cpu", NULL};
    static const char *const styles[] = {"text", "json", NULL};
    int found;
    switch (option) {
    case 'o':
        options->output = value;
        return true;
    case 'D':
        return add_define(options, value);
    case 'W':
        return read_warning(options, value);
    case OPTION_EMIT:
        found = find_word("form", value, forms);
        options->emit = (enum emit_form)(EMIT_TREE + found);
        return found >= 0;
    case OPTION_VARIANT:
        options->model.variant = value;
        return true;
    case OPTION_ENGINE:
        found = find_word("engine", value, engines);
        options->engine = (enum engine)found;
        return found >= 0;
    case OPTION_KERNEL:
        found = find_word("kernel", value, kernels);
        options->kernel = (enum sum_kernel)found;
        return found >= 0;
    case OPTION_SCHEDULE:
        found = find_word("schedule", value, schedules);
        return found >= 0 && add_define(options, arena_format(options->arena, "learn.schedule=%s", value));
    case OPTION_TARGET:
        return find_word("target", value, targets) >= 0;
    case OPTION_DIAGNOSTICS:
        found = find_word("form of diagnostics", value, styles);
        options->json = found == 1;
        return found >= 0;
    case OPTION_LIST:
        return options->list_variants = true;
    case OPTION_LIST_CHECKS:
        return options->list_checks = true;
    case OPTION_CHECK:
        return options->fmt_check = true;
    case OPTION_PAPER:
        return options->paper = true;
    case OPTION_NIR:
        options->nir = value;
        return true;
    case OPTION_TIME_STEP:
        return read_time_step(options, value);
    case OPTION_VERSION:
        return options->version = true;
    case 'h':
        return options->help = true;
    default:
        return false;
    }
}

/* In getopt's place, whose own message would print the word as it is. Of words that are several short options in one
 * only the one at fault is told. */
bool option_refuse(int found, const char *known, char **argv)
{
    const char letter = (char)optopt, *word = argv[optind - 1];
    if (found == ':')
        tess_message("tessc: no value for option '%s'\n", word);
    else if (optopt && optopt == letter && !strchr(known, letter))
        tess_message("tessc: unknown option '-%c'\n", letter);
    else
        tess_message(optopt ? "tessc: no value is taken by option '%s'\n" : "tessc: unknown option '%s'\n", word);
    return false;
}

static bool read_with_getopt(struct options *options, int argc, char **argv)
{
    optind = 0; /* start anew, whoever used getopt before */
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, short_options, long_options, NULL)) != -1;)
        if (option == '?' || option == ':')
            return option_refuse(option, short_options, argv);
        else if (!is_taken(options->syntax, option) || !apply(options, option, optarg))
            return false;
    return true;
}

/* How many words an option at argv[0] takes if it is one of the shared ones; 0 if it is not. */
static int shared_words(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof shared_options / sizeof *shared_options; i++) {
        const char *name = shared_options[i];
        size_t length = strlen(name);
        if (strncmp(argv[0], name, length) != 0)
            continue;
        if (argv[0][length] == '\0')
            return argc > 1 ? 2 : 1;
        if (name[1] != '-' || argv[0][length] == '=')
            return 1;
    }
    return 0;
}

/* Behind the model file: options of tessc's own are picked out, the others kept for the trainer. */
static bool split_rest(struct options *options, int argc, char **argv)
{
    char **own = ARENA_ARRAY(options->arena, char *, argc + 2);
    int owned = 1;
    own[0] = "tessc";
    options->remaining = ARENA_ARRAY(options->arena, char *, argc + 1);
    for (int i = 0; i < argc;) {
        int words = shared_words(argc - i, argv + i);
        if (words == 0)
            options->remaining[options->rest++] = argv[i++];
        while (words-- > 0)
            own[owned++] = argv[i++];
    }
    return read_with_getopt(options, owned, own);
}

/* Files and options in any order; what follows "--" are files, whatever they begin with. */
static bool read_mixed(struct options *options, int argc, char **argv, int at)
{
    bool only_files = at > 1 && !strcmp(argv[at - 1], "--");
    while (at < argc) {
        options->file[options->files++] = argv[at++];
        if (only_files || at >= argc || argv[at][0] != '-' || argv[at][1] == '\0')
            continue;
        argv[--at] = argv[0];
        if (!read_with_getopt(options, argc - at, argv + at))
            return false;
        at += optind;
        only_files = !strcmp(argv[at - 1], "--");
    }
    return true;
}

bool options_read(struct arena *arena, int argc, char **argv, const struct options_syntax *syntax,
                  struct options *options)
{
    *options = (struct options){.arena = arena, .syntax = syntax, .diagnostics = diagnostics_create(arena)};
    options->file = ARENA_ARRAY(arena, char *, argc + 1);
    if (!read_with_getopt(options, argc, argv))
        return false;
    const int at = optind;
    if (syntax->style == OPTIONS_FILES || at >= argc)
        return read_mixed(options, argc, argv, at);
    options->file[options->files++] = argv[at];
    return split_rest(options, argc - at - 1, argv + at + 1);
}
