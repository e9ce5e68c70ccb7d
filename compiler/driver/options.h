/* The command line of tessc. */
#ifndef TESSC_OPTIONS_H
#define TESSC_OPTIONS_H

#include "model/load.h"
#include "plan/plan.h"

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

struct options {
    struct arena *arena;
    const char *output; /* -o: a folder; NULL: not given */
    struct model_options model;
    enum emit_form emit;
    enum engine engine;
    enum sum_kernel kernel; /* --kernel */
    const char *nir;        /* --nir: the file to write */
    double time_step;       /* --dt, seconds; 0: not given */
    const struct options_syntax *syntax;
    bool list_variants, list_checks, json, fmt_check, paper, help, version;
    struct diagnostics *diagnostics; /* with the severities that -W options ask for */
    struct scratch *scratch;         /* programs to be removed, see cache.c */
    int files;
    char **file; /* the model files */
    int rest;
    char **remaining; /* trainer commands: what the trainer is to get */
};

enum options_style { OPTIONS_FILES, OPTIONS_TRAINER /* one model file; what tessc does not know is the trainer's */ };

/* Groups of options: a command takes some of them. */
enum options_group {
    TAKES_OUTPUT = 1 << 0,      /* -o */
    TAKES_MODEL = 1 << 1,       /* -D, --variant */
    TAKES_DIAGNOSTICS = 1 << 2, /* -W, --diagnostics */
    TAKES_PLAN = 1 << 3,        /* --engine, --kernel, --schedule, --target */
    TAKES_EMIT = 1 << 4,        /* --emit, --list-variants */
    TAKES_LIST_CHECKS = 1 << 5,
    TAKES_CHECK = 1 << 6,
    TAKES_PAPER = 1 << 7,
    TAKES_NIR = 1 << 8,      /* --nir */
    TAKES_TIME_STEP = 1 << 9 /* --dt */
};

/* What the command line of one command may look like. */
struct options_syntax {
    const char *command; /* "" for tessc MODEL.tess */
    enum options_style style;
    unsigned takes; /* of enum options_group */
};

/* Reads argv[1] ... argv[argc - 1]. False with a message on stderr if the command line is wrong. */
bool options_read(struct arena *arena, int argc, char **argv, const struct options_syntax *syntax,
                  struct options *options);

/* Says which option getopt_long has refused: it returned `found`, '?' or ':', for the words `argv`; opterr is 0, and
 * `known` holds the letters of the short options. Returns false. */
bool option_refuse(int found, const char *known, char **argv);

#endif
