/* tessc's own options. */
#include "driver/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/checks.h"
#include "model/settings.h"
#include "syntax/suggest.h"
#include "targets/targets.h"
#include "tess/text.h"

/* The place of a word in "a|b|c"; -1 with a message if it is not there. */
static int find_word(const char *what, const char *word, const char *words)
{
    const int found = choice_index(words, word);
    struct tess_suggestion near = tess_suggestion_for(word);
    char candidate[32];
    const char *at;
    int length;
    if (found >= 0)
        return found;
    for (int i = 0; (at = choice_at(words, i, &length)); i++) {
        snprintf(candidate, sizeof candidate, "%.*s", length, at);
        tess_suggestion_offer(&near, candidate);
        if (near.best == candidate)
            near.best = at; /* up to the next bar */
    }
    tess_message("tessc: unknown %s '%s'", what, word);
    if (near.best)
        tess_message("; did you mean '%.*s'?\n", (int)strcspn(near.best, "|"), near.best);
    else
        for (int i = 0; (at = choice_at(words, i, &length)); i++)
            tess_message("%s%.*s%s", i ? ", " : "; known: ", length, at, at[length] ? "" : "\n");
    return -1;
}

/* -Wno-NAME, -Werror, -Werror=NAME, -WNAME */
static bool read_warning(struct options *options, const char *text, const char *words)
{
    (void)words;
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
        struct tess_suggestion near = tess_suggestion_for(name);
        for (int i = 0; i < check_count; i++)
            tess_suggestion_offer(&near, checks[i].name);
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

static bool read_define(struct options *options, const char *text, const char *words)
{
    (void)words;
    const char **defines = ARENA_ARRAY(options->arena, const char *, options->model.defines + 1);
    if (options->model.defines)
        memcpy(defines, options->model.define, sizeof *defines * (size_t)options->model.defines);
    defines[options->model.defines++] = text;
    options->model.define = defines;
    return true;
}

static bool read_output(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->output = text;
    return true;
}

static bool read_variant(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->model.variant = text;
    return true;
}

static bool read_form(struct options *options, const char *text, const char *words)
{
    const int found = find_word("form", text, words);
    options->emit = (enum emit_form)(EMIT_TREE + found);
    return found >= 0;
}

static bool read_engine(struct options *options, const char *text, const char *words)
{
    const int found = find_word("engine", text, words);
    options->engine = (enum engine)found;
    return found >= 0;
}

static bool read_kernel(struct options *options, const char *text, const char *words)
{
    const int found = find_word("kernel", text, words);
    options->planned.kernel = text;
    return found >= 0;
}

static bool read_schedule(struct options *options, const char *text, const char *words)
{
    return find_word("schedule", text, words) >= 0 &&
           read_define(options, arena_format(options->arena, "learn.schedule=%s", text), NULL);
}

static bool read_target(struct options *options, const char *text, const char *words)
{
    const int found = find_word("target", text, words);
    options->target = found >= 0 ? targets[found] : options->target;
    return found >= 0;
}

static bool read_budget(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->planned.budget = text;
    return true;
}

static bool read_diagnostics(struct options *options, const char *text, const char *words)
{
    const int found = find_word("form of diagnostics", text, words);
    options->json = found == 1;
    return found >= 0;
}

static bool read_page(struct options *options, const char *text, const char *words)
{
    options->page = text;
    return find_word("manual page", text, words) >= 0;
}

static bool read_nir(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->nir = text;
    return true;
}

static bool read_mlflow(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->mlflow = text;
    return true;
}

static bool read_experiment(struct options *options, const char *text, const char *words)
{
    (void)words;
    options->experiment = text;
    if (!*text)
        tess_message("tessc: expected a name after --experiment\n");
    return *text;
}

static bool read_time_step(struct options *options, const char *text, const char *words)
{
    char *end;
    const double seconds = strtod(text, &end);
    (void)words;
    if (end == text || *end || !(seconds >= 1e-9 && seconds <= 1e3)) {
        tess_message("tessc: expected a time step of 1e-9 to 1000 seconds after --dt, found '%s'\n", text);
        return false;
    }
    options->time_step = seconds;
    return true;
}

/* Either a flag, which is set, or a function that reads the option's value; `words` is its argument in the table. */
static const struct own_option {
    struct tess_option option;
    unsigned group;
    size_t flag;
    bool (*read)(struct options *options, const char *text, const char *words);
} own_options[] = {
    {{'o', NULL, "DIR", "write there; with new, the file to write", "Missing folders are made."},
     TAKES_OUTPUT,
     0,
     read_output},
    {{'D', NULL, "PATH=VALUE", "change a setting: -D learn.alpha.post=-1",
      "The paths are those of tess(5). Later options win over earlier ones, options over the variant, the variant over "
      "the files."},
     TAKES_MODEL,
     0,
     read_define},
    {{0, "variant", "NAME", "apply a variant of the file", NULL}, TAKES_MODEL, 0, read_variant},
    {{0, "list-variants", NULL, "name the variants of the file", NULL},
     TAKES_EMIT,
     offsetof(struct options, list_variants),
     NULL},
    {{0, "emit", "tree|model|plan|c|source|reference", "print a form of the model to standard output",
      "source is the resolved model as one model file. reference is the tables of all settings and checks in Markdown; "
      "it "
      "takes no file."},
     TAKES_EMIT,
     0,
     read_form},
    {{0, "engine", "cpu|interpret", "generated code, or the reference engine",
      "The reference engine runs the model in plain loops and double precision."},
     TAKES_ENGINE,
     0,
     read_engine},
    {{0, "schedule", "auto|fold|stream", "the order of computation: as -D learn.schedule=...",
      "fold runs each layer through all its time steps before the next one; stream runs step by step, with memory that "
      "does not depend on the number of steps, for rules with local signals; auto is fold, unless its memory gets "
      "large."},
     TAKES_PLAN,
     0,
     read_schedule},
    {{0, "kernel", "auto|taps|rows|steps|patterns|signals|general", /* those that targets know */
      "how sums over spikes are computed; results agree up to rounding",
      "rows takes neighbours together, taps goes position by position, general is the plain solver that fits every "
      "layer. patterns and steps take spikes of several steps always or never together, which a trainer otherwise "
      "decides for each chunk by their number. signals is patterns, and gradients always along learning signals, which "
      "a trainer otherwise decides for each batch. auto is what the plan estimates to be faster."},
     TAKES_PLAN,
     0,
     read_kernel},
    {{0, "target", &target_words[1], "the machine to write code for",
      "mcu writes NAME.c and NAME.h for a program of yours on a microcontroller, in place of a trainer."},
     TAKES_PLAN,
     0,
     read_target},
    {{0, "budget", "ram=SIZE,flash=SIZE", "refuse what takes more of a microcontroller's memory",
      "With --target mcu: the state has to fit the RAM, the constants the flash; each may be left out. Sizes are bytes, "
      "KiB or MiB: ram=64KiB."},
     TAKES_BUDGET,
     0,
     read_budget},
    {{'W', NULL, "NAME", "report a warning; -Wno-NAME: do not; -Werror=NAME, -Werror: make it, or all, an error",
      "'tessc check --list-checks' and tess(5) name them."},
     TAKES_DIAGNOSTICS,
     0,
     read_warning},
    {{0, "diagnostics", "text|json", "how errors and warnings are printed; json: an object a line", NULL},
     TAKES_DIAGNOSTICS,
     0,
     read_diagnostics},
    {{0, "list-checks", NULL, "name every check, its severity, and what a model that passes it can say of itself",
      NULL},
     TAKES_LIST_CHECKS,
     offsetof(struct options, list_checks),
     NULL},
    {{0, "check", NULL, "only name the files that would change; exit with 1 if there are any", NULL},
     TAKES_CHECK,
     offsetof(struct options, fmt_check),
     NULL},
    {{0, "paper", NULL, "only what a sample costs as the paper counts it: operations, memory of the rule", NULL},
     TAKES_PAPER,
     offsetof(struct options, paper),
     NULL},
    {{0, "nir", "FILE.nir", "the NIR graph to write", NULL}, TAKES_NIR, 0, read_nir},
    {{0, "mlflow", "URL", "send a run's settings and metrics to the MLflow server at http://HOST[:PORT]",
      "A run that is there already is found again, and only epochs that are new are sent. https is not supported."},
     TAKES_MLFLOW,
     0,
     read_mlflow},
    {{0, "experiment", "NAME", "of MLflow (the model's name); made if there is none", NULL},
     TAKES_MLFLOW,
     0,
     read_experiment},
    {{0, "dt", "SECONDS", "length of a time step in NIR files (0.0001)", NULL}, TAKES_TIME_STEP, 0, read_time_step},
    {{0, "man", "tessc|tess|tess-trainer", "print a manual page, for 'man -l -'", NULL}, TAKES_PAGES, 0, read_page},
    {{0, "complete", NULL, "for the completion of shells: what the last of the words behind -- may be, a line each",
      "Such a line is a word, a tab and a description; or :file or :folder for names of files that end as it says."},
     TAKES_PAGES,
     offsetof(struct options, complete),
     NULL},
    {{'h', "help", NULL, "tell how tessc, or the command, is used", NULL}, 0, offsetof(struct options, help), NULL},
    {{'v', "version", NULL, "tell the version of tessc", NULL}, 0, offsetof(struct options, version), NULL},
    {{'V', NULL, NULL, "the same", NULL}, 0, offsetof(struct options, version), NULL},
};

bool options_own(int number, unsigned *group, struct tess_option *option)
{
    if ((size_t)number >= sizeof own_options / sizeof *own_options)
        return false;
    *group = own_options[number].group;
    *option = own_options[number].option;
    return true;
}

bool options_take(struct options *options, int number, const char *value)
{
    const struct own_option *own = &own_options[number];
    if (own->read)
        return own->read(options, value, own->option.argument);
    *(bool *)((char *)options + own->flag) = true;
    return true;
}
