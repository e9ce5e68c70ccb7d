#include "predictions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "confusion.h"
#include "engine/tally.h"
#include "files/json.h"
#include "tess/text.h"

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static const char csv[] = ".csv", json_lines[] = ".jsonl";

bool predictions_check(const char *path, struct tess_error *error)
{
    return ends_in(path, csv) || ends_in(path, json_lines) ||
           tess_fail(error, TESS_USAGE, "--predictions: expected a name that ends in %s or %s, found '%s'", csv,
                     json_lines, path);
}

bool predictions_open(struct predictions *predictions, const char *path, const struct class_names *names, bool files,
                      struct tess_error *error)
{
    *predictions =
        (struct predictions){.file = stdout, .csv = path && ends_in(path, csv), .names = names, .files = files};
    if (path && !durable_open(&predictions->out, path, error)) {
        *predictions = (struct predictions){0};
        return false;
    }
    if (path)
        predictions->file = predictions->out.file;
    if (predictions->csv) {
        fprintf(predictions->file, "sample,%slabel,predicted,class", files ? "file," : "");
        for (int c = 0; c < names->classes; c++)
            fprintf(predictions->file, ",logit_%d", c);
        fputc('\n', predictions->file);
    }
    return true;
}

struct outcome {
    const char *file; /* its name as tess/text.h writes it; NULL: it is none */
    int label, predicted;
    const float *logits;
};

static void add_row(const struct predictions *p, const struct outcome *outcome)
{
    fprintf(p->file, "%" PRId64 ",", p->samples);
    if (outcome->file) {
        csv_text(p->file, outcome->file);
        fputc(',', p->file);
    }
    fprintf(p->file, "%d,%d,", outcome->label, outcome->predicted);
    csv_text(p->file, p->names->name[outcome->predicted]);
    for (int c = 0; c < p->names->classes; c++) {
        fputc(',', p->file);
        json_float(p->file, outcome->logits[c]);
    }
    fputc('\n', p->file);
}

static void add_object(const struct predictions *p, const struct outcome *outcome)
{
    fprintf(p->file, "{\"sample\":%" PRId64, p->samples);
    if (outcome->file) {
        fputs(",\"file\":", p->file);
        json_text(p->file, outcome->file);
    }
    fprintf(p->file, ",\"label\":%d,\"predicted\":%d,\"class\":", outcome->label, outcome->predicted);
    json_text(p->file, p->names->name[outcome->predicted]);
    fputs(",\"logits\":", p->file);
    json_floats(p->file, outcome->logits, p->names->classes);
    fputs("}\n", p->file);
}

void predictions_add(struct predictions *predictions, const char *file, int label, const float *logits)
{
    char *name = predictions->files ? tess_name(file) : NULL;
    const struct outcome outcome = {name, label, predicted_class(logits, predictions->names->classes), logits};
    predictions->failed |= predictions->files && !name;
    (predictions->csv ? add_row : add_object)(predictions, &outcome);
    predictions->samples++;
    free(name);
}

bool predictions_close(struct predictions *predictions, bool good, struct tess_error *error)
{
    const bool in_file = predictions->out.file;
    if (good && predictions->failed)
        good = tess_fail(error, TESS_FAILED, "out of memory");
    if (in_file && good)
        return durable_close(&predictions->out, error);
    if (in_file)
        durable_abandon(&predictions->out);
    return good;
}
