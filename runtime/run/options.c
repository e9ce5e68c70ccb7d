#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/json.h"
#include "refused_option.h"
#include "tess/train_options.h"

static const struct options defaults = {.epochs = -1,
                                        .batch = -1,
                                        .max_steps = -1,
                                        .learning_rate = -1,
                                        .warmup = -1,
                                        .checkpoint_every = 200,
                                        .train_limit = -1,
                                        .test_limit = -1,
                                        .split = TESS_TEST,
                                        .warm_steps = 50,
                                        .steps = 20};

static bool fail_value(const struct option_row *row, const char *expected, const char *text, struct tess_error *error)
{
    return tess_fail(error, TESS_USAGE, "--%s: expected %s, found '%s'", row->name, expected, text);
}

static bool set_whole(const struct option_row *row, int *value, const char *text, struct tess_error *error)
{
    char *end, expected[80];
    errno = 0;
    const long number = strtol(text, &end, 10);
    if (end != text && !*end && !errno && (double)number >= row->low && (double)number <= row->high) {
        *value = (int)number;
        return true;
    }
    snprintf(expected, sizeof expected, "a whole number from %.0f to %.0f", row->low, row->high);
    return fail_value(row, expected, text, error);
}

/* The least that model files take besides 0: what is smaller may be no normal number of float32. */
static const double TINY = 1e-30;

static bool set_real(const struct option_row *row, double *value, const char *text, struct tess_error *error)
{
    char *end;
    *value = (double)(float)strtod(text, &end); /* models hold it as float32, and so does every update */
    const char after = text[strspn(text, "+-0.")];
    const bool zero = !after || after == 'e' || after == 'E';
    if (end != text && !*end && *value >= row->low && *value <= row->high && (*value >= TINY || zero))
        return true;
    return fail_value(row, "0, or a number from 1e-30 to 1e6", text, error);
}

static const uint64_t MOST_SEED = UINT64_C(9000000000000000000); /* that model files can name */

static bool set_seed(const struct option_row *row, struct options *options, const char *text, struct tess_error *error)
{
    char *end;
    errno = 0;
    options->seed = strtoull(text, &end, 0);
    options->seeded = true;
    return (end != text && !*end && !errno && !strchr(text, '-') && options->seed <= MOST_SEED) ||
           fail_value(row, "a whole number from 0 to 9e18", text, error);
}

static bool set_split(const struct option_row *row, enum tess_split *split, const char *text, struct tess_error *error)
{
    static const char *const name[TESS_SPLITS] = {"train", "validation", "test"};
    for (int i = 0; i < TESS_SPLITS; i++)
        if (strcmp(text, name[i]) == 0) {
            *split = (enum tess_split)i;
            return true;
        }
    return fail_value(row, "train, validation or test", text, error);
}

static bool set(const struct option_row *row, struct options *options, const char *text, struct tess_error *error)
{
    void *field = (char *)options + row->offset;
    switch (row->kind) {
    case TEXT:
        *(const char **)field = text;
        return *text || fail_value(row, row->argument, text, error);
    case FLAG:
        *(bool *)field = true;
        return true;
    case WHOLE:
        return set_whole(row, field, text, error);
    case REAL:
        return set_real(row, field, text, error);
    case SEED:
        return set_seed(row, options, text, error);
    case PROGRESS:
        return progress_form_named(text, field) || fail_value(row, "auto, lines or json", text, error);
    default:
        return set_split(row, field, text, error);
    }
}

/* The rows of a command, as getopt_long wants them; `value` is the index in the table. */
static void list_options(enum command command, struct option *list)
{
    int count = 0;
    for (int i = 0; i < OPTION_ROWS; i++)
        if (option_rows[i].commands >> command & 1)
            list[count++] = (struct option){option_rows[i].name,
                                            option_rows[i].kind == FLAG ? no_argument : required_argument, NULL, i};
    list[count++] = (struct option){"help", no_argument, NULL, 'h'};
    list[count] = (struct option){0};
}

bool options_parse(struct options *options, enum command command, int argc, char **argv, bool *help,
                   struct tess_error *error)
{
    struct option list[OPTION_ROWS + 2];
    int found;
    *options = defaults;
    *help = false;
    list_options(command, list);
    optind = 0; /* glibc: start afresh, whatever was parsed in this process before */
    opterr = 0;
    while ((found = getopt_long(argc, argv, ":h", list, NULL)) != -1) {
        if (found == 'h') {
            *help = true;
            return true;
        }
        if (found == ':')
            return tess_fail(error, TESS_USAGE, "no value for option '%s'", argv[optind - 1]);
        if (found == '?' && optopt > 0 && optopt < OPTION_ROWS) /* a flag */
            return tess_fail(error, TESS_USAGE, "no value is taken by option '%s'", argv[optind - 1]);
        if (found == '?')
            return refuse_option(argv[0], argv[optind - 1], optopt, error);
        if (!set(&option_rows[found], options, optarg, error))
            return false;
    }
    if (command == COMMAND_PREDICT) {
        options->inputs = argc - optind;
        options->input = argv + optind;
        return true;
    }
    if (optind < argc)
        return tess_fail(error, TESS_USAGE, "unexpected argument '%s'", argv[optind]);
    return true;
}

/* " --NAME VALUE" */
static void print_option(const struct option_row *row, const struct options *options, FILE *out)
{
    const void *field = (const char *)options + row->offset;
    fprintf(out, " --%s", row->name);
    if (row->kind != FLAG)
        fputc(' ', out);
    if (row->kind == TEXT)
        json_name(out, *(const char *const *)field);
    else if (row->kind == WHOLE)
        fprintf(out, "%d", *(const int *)field);
    else if (row->kind == REAL)
        json_float(out, (float)*(const double *)field);
    else if (row->kind == SEED)
        fprintf(out, "%" PRIu64, *(const uint64_t *)field);
}

/* Has an option another value than its default? */
static bool is_given(const struct option_row *row, const struct options *options)
{
    static const size_t size[] = {
        [TEXT] = sizeof(char *), [FLAG] = sizeof(bool), [WHOLE] = sizeof(int), [REAL] = sizeof(double)};
    if (row->kind == SEED)
        return options->seeded;
    return memcmp((const char *)options + row->offset, (const char *)&defaults + row->offset, size[row->kind]) != 0;
}

/* Those that have all bits of a mask. */
static void print_options(const struct options *options, unsigned mask, const char *heading, FILE *out)
{
    bool any = false;
    for (int i = 0; i < OPTION_ROWS; i++) {
        if ((option_rows[i].commands & mask) != mask || !is_given(&option_rows[i], options))
            continue;
        fputs(any ? "" : heading, out);
        print_option(&option_rows[i], options, out);
        any = true;
    }
}

void options_print(const struct options *options, const char *heading, FILE *out)
{
    print_options(options, DECIDES, heading, out);
}

void options_print_unsaid(const struct options *options, const char *heading, FILE *out)
{
    print_options(options, UNSAID, heading, out);
}

static bool parse_words(struct options *options, int count, char **words, bool *help, struct tess_error *error)
{
    char **argv = calloc((size_t)count + 2, sizeof *argv);
    if (!argv)
        return tess_fail(error, TESS_FAILED, "out of memory");
    argv[0] = "train";
    if (count > 0)
        memcpy(argv + 1, words, sizeof *argv * (size_t)count);
    const bool read = options_parse(options, COMMAND_TRAIN, count + 1, argv, help, error);
    free(argv);
    return read;
}

int tess_train_epochs(int count, char **words)
{
    struct options options;
    bool help;
    struct tess_error error = {TESS_OK, ""};
    return parse_words(&options, count, words, &help, &error) && !help ? options.epochs : -1;
}

bool tess_train_options(int count, char **words, FILE *deciding, struct tess_error *error)
{
    struct options options;
    bool help;
    if (!parse_words(&options, count, words, &help, error))
        return false;
    const char *own = help ? "help" : NULL;
    for (int i = 0; i < OPTION_ROWS && !own; i++)
        if ((option_rows[i].commands & SINGLE) && is_given(&option_rows[i], &options))
            own = option_rows[i].name;
    if (own)
        return tess_fail(error, TESS_USAGE, "--%s differs from run to run", own);
    if (deciding)
        options_print(&options, "", deciding);
    return true;
}

bool options_check_batch(const struct options *options, const struct tess_model *model, struct tess_error *error)
{
    const enum tess_update update = model->training.update;
    return update == TESS_UPDATE_BATCH || options->batch <= 1 ||
           tess_fail(error, TESS_USAGE,
                     "--batch %d: the model has 'update each %s', which takes one sample at a time; -D "
                     "train.update=\"each batch\" when the program is built lets it take batches",
                     options->batch, update == TESS_UPDATE_STEP ? "step" : "sample");
}

int options_threads(const struct options *options)
{
    cpu_set_t set;
    if (options->threads > 0)
        return options->threads;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
