#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "refused_option.h"
#include "tess/train_options.h"

enum kind { TEXT, FLAG, WHOLE, REAL, SEED, SPLIT, PROGRESS };

struct row {
    const char *name, *argument, *help;
    enum kind kind;
    size_t offset;
    double low, high;
    unsigned commands; /* a bit a command */
};

enum {
    TRAIN = 1 << COMMAND_TRAIN,
    EVAL = 1 << COMMAND_EVAL,
    BENCH = 1 << COMMAND_BENCH,
    PREDICT = 1 << COMMAND_PREDICT,
    DATA = TRAIN | EVAL | BENCH,
    ALL = DATA | PREDICT,
    DECIDES = 1 << COMMANDS,         /* what training comes to depends on it */
    UNSAID = DECIDES | DECIDES << 1, /* so it does, and a model file has no word for it */
    SINGLE = DECIDES << 2            /* of train: it differs from run to run */
};

#define AT(field) offsetof(struct options, field)

static const struct row table[] = {
    {"data", "DIR|FILE.npz", "the data set: its folder, or an archive of arrays", TEXT, AT(data), 0, 0, DATA | SINGLE},
    {"weights", "RUN|FILE", "trained weights (.safetensors), or a run directory: its best ones", TEXT, AT(weights), 0,
     0, EVAL | PREDICT},
    {"from", "WHAT", "predict from readout, LAYER, \"sum of LAYER LAYER ...\" or best", TEXT, AT(from), 0, 0,
     ALL | DECIDES},
    {"layers", NULL, "accuracy of every layer's own prediction", FLAG, AT(layers), 0, 0, EVAL},
    {"split", "train|validation|test", "which samples (test)", SPLIT, AT(split), 0, 0, EVAL},
    {"out", "RUN", "run directory (runs/NAME, or the next free runs/NAME-2, ...)", TEXT, AT(out), 0, 0, TRAIN | SINGLE},
    {"resume", NULL, "go on where the run in RUN stopped", FLAG, AT(resume), 0, 0, TRAIN | SINGLE},
    {"init", "RUN|FILE", "start from these weights, or from those of a run directory", TEXT, AT(init), 0, 0,
     TRAIN | BENCH | UNSAID},
    {"epochs", "N", "passes over the training samples", WHOLE, AT(epochs), 0, 1e6, TRAIN | DECIDES},
    {"max-steps", "N", "stop after N updates in all", WHOLE, AT(max_steps), 0, 2e9, TRAIN | UNSAID},
    {"batch", "N", "samples a batch", WHOLE, AT(batch), 1, 1e6, TRAIN | BENCH | DECIDES},
    {"lr", "X", "learning rate at the start", REAL, AT(learning_rate), 0, 1e6, TRAIN | DECIDES},
    {"warmup", "X", "epochs in which the learning rate rises from 0; also parts of one", REAL, AT(warmup), 0, 1e6,
     TRAIN | DECIDES},
    {"seed", "S", "seed of everything random", SEED, AT(seed), 0, 0, DATA | DECIDES | SINGLE},
    {"threads", "N", "threads (as many as there are CPUs); results do not depend on it", WHOLE, AT(threads), 1, 1024,
     ALL},
    {"checkpoint-every", "N", "updates between checkpoints (200); 0: at the end of epochs only", WHOLE,
     AT(checkpoint_every), 0, 2e9, TRAIN},
    {"progress", "auto|lines|json", "lines: no bar that is redrawn; json: an object a line, for programs", PROGRESS,
     AT(progress), 0, 0, TRAIN},
    {"quiet", NULL, "no progress, results, notes and hints: warnings and errors alone", FLAG, AT(quiet), 0, 0, TRAIN},
    {"tensorboard", NULL, "write RUN/events.out.tfevents.tess: curves and histograms for TensorBoard", FLAG,
     AT(tensorboard), 0, 0, TRAIN},
    {"train-limit", "N", "use the first N training samples; 0: all", WHOLE, AT(train_limit), 0, 2e9, DATA | UNSAID},
    {"test-limit", "N", "use the first N test samples; 0: all", WHOLE, AT(test_limit), 0, 2e9, DATA | UNSAID},
    {"no-augment", NULL, "train on the samples as they are", FLAG, AT(no_augment), 0, 0, TRAIN | BENCH | UNSAID},
    {"warm-steps", "N", "training steps before the clock starts (50)", WHOLE, AT(warm_steps), 0, 1e6, BENCH},
    {"steps", "N", "training steps to time (20)", WHOLE, AT(steps), 1, 1e6, BENCH},
    {"predictions", "FILE", "write label, class and logits of every sample: FILE.csv or FILE.jsonl", TEXT,
     AT(predictions), 0, 0, EVAL},
    {"json", NULL, "print a JSON object a sample; eval: and one of the results", FLAG, AT(json), 0, 0, EVAL | PREDICT},
};

enum { ROWS = sizeof table / sizeof *table };

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

static bool fail_value(const struct row *row, const char *expected, const char *text, struct tess_error *error)
{
    return tess_fail(error, TESS_USAGE, "--%s: expected %s, found '%s'", row->name, expected, text);
}

static bool set_whole(const struct row *row, int *value, const char *text, struct tess_error *error)
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

static bool set_real(const struct row *row, double *value, const char *text, struct tess_error *error)
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

static bool set_seed(const struct row *row, struct options *options, const char *text, struct tess_error *error)
{
    char *end;
    errno = 0;
    options->seed = strtoull(text, &end, 0);
    options->seeded = true;
    return (end != text && !*end && !errno && !strchr(text, '-') && options->seed <= MOST_SEED) ||
           fail_value(row, "a whole number from 0 to 9e18", text, error);
}

static bool set_split(const struct row *row, enum tess_split *split, const char *text, struct tess_error *error)
{
    static const char *const name[TESS_SPLITS] = {"train", "validation", "test"};
    for (int i = 0; i < TESS_SPLITS; i++)
        if (strcmp(text, name[i]) == 0) {
            *split = (enum tess_split)i;
            return true;
        }
    return fail_value(row, "train, validation or test", text, error);
}

static bool set(const struct row *row, struct options *options, const char *text, struct tess_error *error)
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
    for (int i = 0; i < ROWS; i++)
        if (table[i].commands >> command & 1)
            list[count++] =
                (struct option){table[i].name, table[i].kind == FLAG ? no_argument : required_argument, NULL, i};
    list[count++] = (struct option){"help", no_argument, NULL, 'h'};
    list[count] = (struct option){0};
}

bool options_parse(struct options *options, enum command command, int argc, char **argv, bool *help,
                   struct tess_error *error)
{
    struct option list[ROWS + 2];
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
        if (found == '?' && optopt > 0 && optopt < ROWS) /* a flag */
            return tess_fail(error, TESS_USAGE, "no value is taken by option '%s'", argv[optind - 1]);
        if (found == '?')
            return refuse_option(argv[0], argv[optind - 1], optopt, error);
        if (!set(&table[found], options, optarg, error))
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

bool options_describe(enum command command, int number, bool shared, struct tess_option *option)
{
    for (int i = 0; i < ROWS; i++)
        if ((table[i].commands >> command & 1) && !(shared && (table[i].commands & SINGLE)) && number-- == 0) {
            *option = (struct tess_option){.name = table[i].name, .argument = table[i].argument, .help = table[i].help};
            return true;
        }
    return false;
}

/* " --NAME VALUE" */
static void print_option(const struct row *row, const struct options *options, FILE *out)
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
static bool is_given(const struct row *row, const struct options *options)
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
    for (int i = 0; i < ROWS; i++) {
        if ((table[i].commands & mask) != mask || !is_given(&table[i], options))
            continue;
        fputs(any ? "" : heading, out);
        print_option(&table[i], options, out);
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
    for (int i = 0; i < ROWS && !own; i++)
        if ((table[i].commands & SINGLE) && is_given(&table[i], &options))
            own = table[i].name;
    if (own)
        return tess_fail(error, TESS_USAGE, "--%s differs from run to run", own);
    if (deciding)
        options_print(&options, "", deciding);
    return true;
}

int options_threads(const struct options *options)
{
    cpu_set_t set;
    if (options->threads > 0)
        return options->threads;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
