#include "resolved.h"

#include <inttypes.h>
#include <string.h>

#include "files/json.h"

/* Each prints its setting anew and returns true if the options have another value for it. `line` is the old one. */

static bool print_batch(const char *line, const struct options *options, FILE *out)
{
    (void)line;
    return options->batch >= 0 && fprintf(out, "    batch %d", options->batch) > 0;
}

/* epochs N, warmup X epochs: the second where there is a warm-up. */
static bool print_epochs(const char *line, const struct options *options, FILE *out)
{
    const int length = (int)strcspn(line, ",\n"), tail = (int)strcspn(line + length, "\n");
    if (options->epochs < 0 && options->warmup < 0)
        return false;
    if (options->epochs >= 0)
        fprintf(out, "    epochs %d", options->epochs);
    else
        fprintf(out, "%.*s", length, line);
    if (options->warmup < 0)
        fprintf(out, "%.*s", tail, line + length);
    if (options->warmup > 0) {
        fputs(", warmup ", out);
        json_float(out, (float)options->warmup);
        fputs(" epochs", out);
    }
    return true;
}

static bool print_seed(const char *line, const struct options *options, FILE *out)
{
    (void)line;
    return options->seeded && fprintf(out, "    seed %" PRIu64, options->seed) > 0;
}

/* predict from WHAT */
static bool print_prediction(const char *line, const struct options *options, FILE *out)
{
    (void)line;
    return options->from && fprintf(out, "predict from %s", options->from) > 0;
}

/* optimizer NAME lr X ... */
static bool print_optimizer(const char *line, const struct options *options, FILE *out)
{
    static const char word[] = " lr ";
    const char *lr = strstr(line, word);
    if (options->learning_rate < 0 || !lr)
        return false;
    lr += sizeof word - 1;
    fprintf(out, "%.*s", (int)(lr - line), line);
    json_float(out, (float)options->learning_rate);
    lr += strcspn(lr, " \n");
    fprintf(out, "%.*s", (int)strcspn(lr, "\n"), lr);
    return true;
}

/* The settings that options change, by how their lines begin. */
static const struct {
    const char *start;
    bool (*print)(const char *line, const struct options *options, FILE *out);
} settings[] = {{"    batch ", print_batch},
                {"    epochs ", print_epochs},
                {"    seed ", print_seed},
                {"    optimizer ", print_optimizer},
                {"predict from ", print_prediction}};

static bool print_setting(const char *line, const struct options *options, FILE *out)
{
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (!strncmp(line, settings[i].start, strlen(settings[i].start)))
            return settings[i].print(line, options, out);
    return false;
}

void resolved_print(const char *source, const struct options *options, FILE *out)
{
    for (const char *line = source; *line;) {
        const size_t length = strcspn(line, "\n");
        if (!print_setting(line, options, out))
            fprintf(out, "%.*s", (int)length, line);
        if (line == source) /* behind `tess 1` */
            options_print_unsaid(options, "\n\n# Run with", out);
        line += length;
        if (*line)
            fputc(*line++, out);
    }
}
