/* tessc data VERB: the verbs and their options. */
#include "driver/data_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "driver/command.h"
#include "driver/driver.h"
#include "syntax/suggest.h"

enum verb { VERB_LIST, VERB_FETCH, VERB_VERIFY, VERB_INFO, VERB_SHOW, VERB_MAKE, VERBS };

static const struct tess_command verbs[VERBS] = {
    [VERB_LIST] = {"list", "", "the data sets that have a name", NULL},
    [VERB_FETCH] = {"fetch", "NAME [--out DIR]", "download a data set from its publisher; goes on where it was stopped",
                    NULL},
    [VERB_VERIFY] = {"verify", "NAME|MODEL.tess --data DIR", "read every sample; samples of each class", NULL},
    [VERB_INFO] = {"info", "NAME|MODEL.tess --data DIR, or RECORDING... [--sensor WxH]",
                   "sizes, splits, checksum; what is in a recording", NULL},
    [VERB_SHOW] = {"show", "NAME|MODEL.tess --data DIR [--sample N] [--out FILE]",
                   "a sample as a model gets it, as .png or .npy; without --out in the terminal", NULL},
    [VERB_MAKE] = {"make", "NAME --out DIR [--samples N] [--seed S]",
                   "write a small synthetic set in the layout of the publisher", NULL},
};

bool data_verb(int number, struct tess_command *verb)
{
    if (number < VERBS)
        *verb = verbs[number];
    return number < VERBS;
}

static enum tess_exit print_list(void)
{
    for (int i = 0; i < data_set_count; i++)
        printf("%-12s %s\n", data_sets[i].name, data_sets[i].summary);
    return finish_output(true);
}

/* ---- Options ---- */

static bool read_number(const char *text, const char *what, long long low, long long high, long long *number)
{
    char *end;
    *number = strtoll(text, &end, 10);
    if (end != text && *end == '\0' && *number >= low && *number <= high)
        return true;
    tess_message("tessc: --%s wants a number of %lld to %lld, not '%s'\n", what, low, high, text);
    return false;
}

static bool split_named(const char *text, enum tess_split *split)
{
    static const char *const names[TESS_SPLITS] = {"train", "validation", "test"};
    for (int i = 0; i < TESS_SPLITS; i++)
        if (strcmp(text, names[i]) == 0) {
            *split = (enum tess_split)i;
            return true;
        }
    tess_message("tessc: --split wants train, validation or test, not '%s'\n", text);
    return false;
}

static bool read_sensor(struct data_options *options, const char *text)
{
    enum { SIDE_MAX = 4096 };
    char *end;
    const long width = strtol(text, &end, 10), height = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
    options->sensor_width = (int)width;
    options->sensor_height = (int)height;
    if (*end == '\0' && width >= 1 && width <= SIDE_MAX && height >= 1 && height <= SIDE_MAX)
        return true;
    tess_message("tessc: --sensor wants a size such as 346x260, not '%s'\n", text);
    return false;
}

static bool read_data(struct data_options *options, const char *text)
{
    options->data = text;
    return true;
}

static bool read_out(struct data_options *options, const char *text)
{
    options->out = text;
    return true;
}

static bool read_split(struct data_options *options, const char *text)
{
    return split_named(text, &options->split);
}

static bool read_sample(struct data_options *options, const char *text)
{
    long long number;
    const bool good = read_number(text, "sample", 0, INT32_MAX, &number);
    options->sample = (int)number;
    return good;
}

static bool read_samples(struct data_options *options, const char *text)
{
    long long number;
    const bool good = read_number(text, "samples", 1, 100000, &number);
    options->samples = (int)number;
    return good;
}

static bool read_seed(struct data_options *options, const char *text)
{
    long long number;
    const bool good = read_number(text, "seed", 0, INT64_MAX, &number);
    options->seed = (uint64_t)number;
    return good;
}

static const struct {
    struct tess_option option;
    bool (*read)(struct data_options *options, const char *text);
} own_options[] = {
    {{.name = "data", .argument = "DIR|FILE.npz", .help = "the data set: its folder, or an archive of arrays"},
     read_data},
    {{.name = "out", .argument = "PATH", .help = "where to write"}, read_out},
    {{.name = "split", .argument = "train|validation|test", .help = "where the sample is from (test)"}, read_split},
    {{.name = "sample", .argument = "N", .help = "number of the sample, from 0"}, read_sample},
    {{.name = "samples", .argument = "N", .help = "training samples to make (100); a fifth as many are for the test"},
     read_samples},
    {{.name = "seed", .argument = "S", .help = "of what is made (0)"}, read_seed},
    {{.name = "sensor", .argument = "WxH", .help = "width and height of a camera, where its recordings do not say"},
     read_sensor},
};

bool data_option(int number, struct tess_option *option)
{
    const bool known = (size_t)number < sizeof own_options / sizeof *own_options;
    if (known)
        *option = own_options[number].option;
    return known;
}

static bool read_options(const struct options *options, struct data_options *data)
{
    for (int i = 0; i < options->givens; i++)
        if (!own_options[options->given[i].known->number].read(data, options->given[i].value))
            return false;
    return true;
}

/* ---- Subjects ---- */

static bool is_model(const char *subject)
{
    size_t length = strlen(subject);
    return length > 5 && strcmp(subject + length - 5, ".tess") == 0;
}

static bool is_file(const char *subject)
{
    struct stat status;
    return stat(subject, &status) == 0 && S_ISREG(status.st_mode);
}

/* The input to look at, into *input; its text must outlive the command, as the arena does. */
static enum tess_exit find_input(struct options *options, const char *subject, struct tess_input *input)
{
    if (is_model(subject)) {
        enum tess_exit code;
        options->files = 1;
        options->file[0] = (char *)subject;
        const struct model *model = load_model(options, &code);
        if (model)
            *input = model->input;
        return code;
    }
    struct data_set set;
    if (!find_data_set(subject, &set))
        return TESS_USAGE;
    *input = set.input;
    return TESS_OK;
}

static enum tess_exit look(struct options *options, const struct data_options *data, enum verb verb)
{
    static enum tess_exit (*const looks[VERBS])(const struct data_options *, const struct tess_input *) = {
        [VERB_VERIFY] = data_verify, [VERB_INFO] = data_info, [VERB_SHOW] = data_show};
    struct tess_input input;
    enum tess_exit code = find_input(options, data->subject, &input);
    if (data->sensor_width > 0) {
        input.sensor_width = data->sensor_width;
        input.sensor_height = data->sensor_height;
    }
    return code == TESS_OK ? looks[verb](data, &input) : code;
}

static enum tess_exit make(const struct data_options *data)
{
    struct data_set set;
    struct tess_error error = {TESS_OK, ""};
    if (!find_data_set(data->subject, &set))
        return TESS_USAGE;
    if (!set.make || !data->out) {
        tess_message(set.make ? "tessc: data make wants --out DIR\n" : "tessc: %s has no synthetic set\n", set.name);
        return TESS_USAGE;
    }
    return set.make(data, &set, &error) ? TESS_OK : print_error(&error);
}

static enum tess_exit run_verb(struct options *options, struct data_options *data, enum verb verb, int count,
                               char **subjects)
{
    if (verb == VERB_INFO && count > 0 && is_file(subjects[0]) && !is_model(subjects[0])) {
        enum tess_exit code = TESS_OK;
        for (int i = 0; i < count && code == TESS_OK; i++)
            code = data_recording(data, subjects[i]);
        return code;
    }
    if (count != (verb == VERB_LIST ? 0 : 1)) {
        tess_message("tessc: usage: tessc data %s %s\n", verbs[verb].name, verbs[verb].arguments);
        return TESS_USAGE;
    }
    data->subject = subjects[0];
    switch (verb) {
    case VERB_FETCH:
        return data_fetch(data);
    case VERB_MAKE:
        return make(data);
    case VERB_LIST:
        return print_list();
    default:
        return look(options, data, verb);
    }
}

static int find_verb(const char *word)
{
    struct tess_suggestion near = tess_suggestion_for(word);
    for (int i = 0; i < VERBS; i++) {
        if (!strcmp(verbs[i].name, word))
            return i;
        tess_suggestion_offer(&near, verbs[i].name);
    }
    tess_message("tessc: unknown verb 'data %s'", word);
    tess_message(near.best ? "; did you mean '%s'?\n" : "; 'tessc data --help' names them\n", near.best);
    return -1;
}

enum tess_exit command_data(struct options *options)
{
    struct data_options data = {.arena = options->arena, .split = TESS_TEST, .samples = 100};
    if (options->files == 0)
        return print_help(options->arena, options->commands, options->command);
    const int verb = find_verb(options->file[0]);
    if (verb < 0 || !read_options(options, &data))
        return TESS_USAGE;
    return run_verb(options, &data, (enum verb)verb, options->files - 1, options->file + 1);
}
