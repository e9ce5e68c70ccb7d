#include "predictions.h"

#include <inttypes.h>
#include <string.h>

#include "confusion.h"
#include "json.h"
#include "tally.h"

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

bool predictions_open(struct predictions *predictions, const char *path, const struct class_names *names,
                      struct tess_error *error)
{
    *predictions = (struct predictions){.file = stdout, .csv = path && ends_in(path, csv), .names = names};
    if (path && !durable_open(&predictions->out, path, error)) {
        *predictions = (struct predictions){0};
        return false;
    }
    if (path)
        predictions->file = predictions->out.file;
    if (predictions->csv) {
        fputs("sample,label,predicted,class", predictions->file);
        for (int c = 0; c < names->classes; c++)
            fprintf(predictions->file, ",logit_%d", c);
        fputc('\n', predictions->file);
    }
    return true;
}

static void add_row(const struct predictions *p, int label, int predicted, const float *logits)
{
    fprintf(p->file, "%" PRId64 ",%d,%d,", p->samples, label, predicted);
    csv_text(p->file, p->names->name[predicted]);
    for (int c = 0; c < p->names->classes; c++) {
        fputc(',', p->file);
        json_float(p->file, logits[c]);
    }
    fputc('\n', p->file);
}

static void add_object(const struct predictions *p, int label, int predicted, const float *logits)
{
    fprintf(p->file, "{\"sample\":%" PRId64 ",\"label\":%d,\"predicted\":%d,\"class\":", p->samples, label, predicted);
    json_text(p->file, p->names->name[predicted]);
    fputs(",\"logits\":", p->file);
    json_floats(p->file, logits, p->names->classes);
    fputs("}\n", p->file);
}

void predictions_add(struct predictions *predictions, int label, const float *logits)
{
    (predictions->csv ? add_row : add_object)(predictions, label, predicted_class(logits, predictions->names->classes),
                                              logits);
    predictions->samples++;
}

bool predictions_close(struct predictions *predictions, bool good, struct tess_error *error)
{
    const bool in_file = predictions->out.file;
    if (in_file && good)
        return durable_close(&predictions->out, error);
    if (in_file)
        durable_abandon(&predictions->out);
    return good;
}
