/* The commands of tessc. Each returns an exit code of tess/error.h. */
#ifndef TESSC_DRIVER_H
#define TESSC_DRIVER_H

#include <signal.h>
#include <stdio.h>

#include "driver/options.h"
#include "tess/error.h"
#include "tess/text.h"

/* Loads the command line's one model file and prints the diagnostics. NULL: *code says why. */
struct model *load_model(struct options *options, enum tess_exit *code);

/* tessc new MODEL.nir, once it is known to be one: whether a file looks like that, and what is done then. */
bool is_nir_file(const char *path);
enum tess_exit new_from_nir(struct options *options);

/* Prints words so that a shell reads them as one. */
void print_word(const char *path);

/* The target's plan of it. NULL, with *code and what has been printed: the target does not take the model. */
const void *make_plan(struct options *options, const struct model *model, enum tess_exit *code);

/* Can what the target writes be built as a trainer? Otherwise false with a message. */
bool target_makes_trainers(const struct options *options);

/* The model as the target writes it: through the plan. False as there. */
bool model_to_files(struct options *options, const struct model *model, struct files *files, enum tess_exit *code);

/* Without a model file, or with several: says so, and returns TESS_USAGE. */
enum tess_exit usage_of_files(const struct options *options);

/* Prints an error as tessc does and returns its code. */
enum tess_exit print_error(const struct tess_error *error);

/* Prints what has been reported, in the form asked for. */
void print_diagnostics(struct options *options);

/* Results on stdout count only once they are written: the exit code, with a message if they could not be. */
enum tess_exit finish_output(bool written);

/* Compiles a C file to a program, by the flags of its target; see build.c. `kept` is given for a program that is kept
 * to be run again: it is sealed (program_is_whole), and if a signal ends tessc meanwhile, these files and their folder
 * (ended by a NULL) are removed. Otherwise than TESS_OK there is a message on stderr: TESS_FAILED, or TESS_IO where
 * files cannot be written. */
enum tess_exit compile_program(struct arena *arena, const struct target *target, const char *c_file,
                               const char *program, const char *const *kept);

/* Is this a sealed program of this user's, and as it was made? */
bool program_is_whole(const char *program);

/* What a program depends on besides its C: compiler, flags, runtime library, processor. */
unsigned long long compile_hash(struct arena *arena, const struct target *target);

/* Runs a program, found by $PATH, and waits for it; words end in a NULL. False with a message on stderr if it could not
 * be run or failed. SIGINT, SIGTERM or SIGHUP end it with all that it has started; then the files and folders `made`
 * (ended by a NULL; may be NULL) are removed, and the signal is passed on: where it is not blocked, it ends tessc. */
bool run_program(char **words, const char *const *made);

/* Between the two SIGINT, SIGTERM and SIGHUP wait, while something unfinished lies on the disk. May be nested. */
void stops_hold(sigset_t *before);
void stops_release(const sigset_t *before);

/* Does one of them wait? What has failed since then was stopped by it, and needs no other explanation. */
bool stops_wait(void);

/* The path of the model's trainer, built if it is not there. NULL with *code, and a message on stderr. Trainers that
 * could not be kept are listed in options->scratch, until trainers_drop removes them. */
const char *find_trainer(struct options *options, const struct model *model, enum tess_exit *code);
void trainers_drop(struct options *options);

enum tess_exit command_emit(struct options *options);    /* tessc MODEL.tess, --emit=FORM, --list-variants */
enum tess_exit command_check(struct options *options);   /* tessc check MODEL.tess..., check --list-checks */
enum tess_exit command_explain(struct options *options); /* tessc explain MODEL.tess */
enum tess_exit command_build(struct options *options);   /* tessc build MODEL.tess */

enum tess_exit command_new(struct options *options);    /* tessc new DATA|MODEL.nir [-o FILE] */
enum tess_exit command_export(struct options *options); /* tessc export --nir FILE RUN|WEIGHTS, --mlflow URL RUN */
enum tess_exit command_fmt(struct options *options);    /* tessc fmt [--check] MODEL.tess... */
enum tess_exit command_preset(struct options *options); /* tessc preset [NAME] */
bool preset_verb(int number, struct tess_command *verb);
enum tess_exit command_report(struct options *options); /* tessc report RUN... */

enum tess_exit command_sweep(struct options *options); /* tessc sweep SWEEP.yaml ... */

enum tess_exit command_data(struct options *options); /* tessc data VERB ... */

/* tessc train, eval, bench, probe, predict: builds the trainer if it is stale, then becomes it. */
enum tess_exit command_run(struct options *options);

enum tess_exit command_help(struct options *options);    /* tessc help [COMMAND]... */
enum tess_exit command_version(struct options *options); /* tessc version */

/* Prints how a command, or for the first of them tessc, is used. */
enum tess_exit print_help(struct arena *arena, const struct command_list *commands, const struct command *command);

/* Prints a manual page: tessc, tess or tess-trainer. */
void manual_print(struct arena *arena, const struct command_list *commands, const char *page, FILE *out);

/* What the last of the words of a command line (without "tessc") may be: a line "WORD\tDESCRIPTION" each; a line
 * ":file ENDING" or ":folder" stands for the names of files that end so (or of all), or of folders. */
void completion_print(struct arena *arena, const struct command_list *commands, int count, char **words, FILE *out);

#endif
