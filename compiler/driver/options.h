/* What the command line of tessc says, and the options that are its own and not one command's. */
#ifndef TESSC_OPTIONS_H
#define TESSC_OPTIONS_H

#include "model/load.h"
#include "program/target.h"
#include "tess/usage.h"

enum emit_form {
    EMIT_FILE,
    EMIT_TREE,
    EMIT_MODEL,
    EMIT_PLAN,
    EMIT_C,
    EMIT_SOURCE /* one self-contained model file */,
    EMIT_REFERENCE /* of the language */
};
enum engine { ENGINE_CPU, ENGINE_INTERPRET };

struct command;
struct command_list;
struct known_option;

/* An option of the command or of its trainer, as it was given. */
struct given_option {
    const struct known_option *known;
    char *value; /* NULL: it takes none */
};

struct options {
    struct arena *arena;
    const struct command_list *commands; /* all that there are */
    const struct command *command;
    const char *output; /* -o: a folder; NULL: not given */
    struct model_options model;
    enum emit_form emit;
    enum engine engine;
    const struct target *target;   /* --target */
    struct target_options planned; /* what it is asked for: --kernel */
    bool list_variants, list_checks, json, fmt_check, paper, complete, help, version;
    const char *page;                /* --man; NULL: not given */
    const char *nir;                 /* --nir: the file to write; NULL: not given */
    const char *mlflow;              /* --mlflow: the URL of a server; NULL: not given */
    const char *experiment;          /* --experiment; NULL: not given */
    double time_step;                /* --dt, seconds; 0: not given */
    struct diagnostics *diagnostics; /* with the severities that -W options ask for */
    struct scratch *scratch;         /* programs to be removed, see cache.c */
    int files;
    char **file; /* operands: the model files, or whatever else the command is about */
    int inputs;
    char **input; /* operands behind the first one, of commands for which that alone is a file */
    int givens;
    struct given_option *given; /* in their order */
};

/* Groups of tessc's own options: a command takes some of them. */
enum options_group {
    TAKES_OUTPUT = 1 << 0,      /* -o */
    TAKES_MODEL = 1 << 1,       /* -D, --variant */
    TAKES_DIAGNOSTICS = 1 << 2, /* -W, --diagnostics */
    TAKES_PLAN = 1 << 3,        /* --kernel, --schedule, --target */
    TAKES_EMIT = 1 << 4,        /* --emit, --list-variants */
    TAKES_LIST_CHECKS = 1 << 5,
    TAKES_CHECK = 1 << 6,
    TAKES_PAPER = 1 << 7,
    TAKES_PAGES = 1 << 8,      /* --man, --complete */
    TAKES_NIR = 1 << 9,        /* --nir */
    TAKES_TIME_STEP = 1 << 10, /* --dt */
    TAKES_MLFLOW = 1 << 11,    /* --mlflow, --experiment */
    TAKES_ENGINE = 1 << 12,    /* --engine */
    TAKES_BUDGET = 1 << 13     /* --budget */
};

/* Option `number` of tessc's own, and its group, 0 for one that every command takes. False behind the last one. */
bool options_own(int number, unsigned *group, struct tess_option *option);

/* Sets that option as a value says; NULL for one that takes none. False with a message on stderr if the value is wrong.
 */
bool options_take(struct options *options, int number, const char *value);

#endif
