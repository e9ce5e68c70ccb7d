#include "metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/durable.h"
#include "files/json.h"
#include "tess/file.h"

/* The test accuracy of each class that the test set has. */
static void write_classes(FILE *out, const struct epoch_row *row)
{
    const char *comma = "";
    fputs(",\"test_by_class\":{", out);
    const struct tally *test = row->tally[TALLY_TEST];
    const int classes = row->names->classes;
    for (int c = 0; c < classes; c++) {
        if (test->class_images[c] == 0)
            continue;
        fputs(comma, out);
        json_text(out, row->names->name[c]);
        fputc(':', out);
        json_number(out, (double)test->class_correct[row->way * classes + c] / (double)test->class_images[c]);
        comma = ",";
    }
    fputc('}', out);
}

static const char *const accuracies[TALLIES] = {
    [TALLY_TRAINING] = "accuracy", [TALLY_VALIDATION] = "validation_accuracy", [TALLY_TEST] = "test_accuracy"};

/* What a layer by itself, or the readout, knows. */
static void write_accuracies(FILE *out, const struct epoch_row *row, int way)
{
    for (int i = 0; i < TALLIES; i++) {
        fprintf(out, ",\"%s\":", accuracies[i]);
        json_number(out, tally_accuracy(row->tally[i], way));
    }
}

enum { NUMBERS = 7 };

struct number {
    const char *name;
    double value;
};

/* Those of an epoch as a whole. */
static void list_numbers(const struct epoch_row *row, struct number number[NUMBERS])
{
    const struct number all[NUMBERS] = {{"loss", row->training.loss},
                                        {"accuracy", row->training.accuracy},
                                        {"validation_loss", row->validation.loss},
                                        {"validation_accuracy", row->validation.accuracy},
                                        {"test_loss", row->test.loss},
                                        {"test_accuracy", row->test.accuracy},
                                        {"images_per_second", row->images_per_second}};
    memcpy(number, all, sizeof all);
}

/* Numbers that are not there are null. */
void metrics_print(FILE *out, const char *before, const struct tess_model *model, const struct epoch_row *row)
{
    struct number number[NUMBERS];
    list_numbers(row, number);
    fprintf(out, "{%s\"epoch\":%" PRId64 ",\"updates\":%" PRId64 ",\"learning_rate\":", before, row->epoch,
            row->updates);
    json_float(out, row->learning_rate);
    for (int i = 0; i < NUMBERS; i++) {
        fprintf(out, ",\"%s\":", number[i].name);
        json_number(out, number[i].value);
    }
    fputs(",\"layers\":[", out);
    for (int layer = 0; layer < model->layers; layer++) {
        fputs(layer ? ",{\"name\":" : "{\"name\":", out);
        json_text(out, model->layer[layer].name);
        fputs(",\"rate\":", out);
        json_number(out, tally_rate(row->tally[TALLY_TRAINING], model, layer));
        fputs(",\"local_loss\":", out);
        json_number(out, tally_local_loss(row->tally[TALLY_TRAINING], layer));
        if (model->local_loss)
            write_accuracies(out, row, layer);
        fputc('}', out);
    }
    fputc(']', out);
    if (model->local_loss) {
        const struct prediction settled = prediction_settled(&row->tally[TALLY_TRAINING]->prediction, row->way);
        char from[PREDICTION_TEXT];
        prediction_write(&settled, model, from);
        fprintf(out, ",\"readout\":{\"name\":\"%s\"", way_name(model, model->layers));
        write_accuracies(out, row, model->layers);
        fputs("},\"predicted_from\":", out);
        json_text(out, from);
    }
    write_classes(out, row);
    fputs("}\n", out);
}

void metrics_each(const struct tess_model *model, const struct epoch_row *row, metrics_number *put, void *context)
{
    struct number number[NUMBERS];
    list_numbers(row, number);
    for (int i = 0; i < NUMBERS; i++)
        put(context, NULL, number[i].name, number[i].value);
    for (int layer = 0; layer < model->layers; layer++) {
        const struct tally *tally = row->tally[TALLY_TRAINING];
        put(context, model->layer[layer].name, "rate", tally_rate(tally, model, layer));
        put(context, model->layer[layer].name, "local_loss", tally_local_loss(tally, layer));
    }
    for (int way = 0; model->local_loss && way <= model->layers; way++)
        for (int i = 0; i < TALLIES; i++)
            put(context, way_name(model, way), accuracies[i], tally_accuracy(row->tally[i], way));
}

static void write_column(void *out, const char *layer, const char *name, double value)
{
    (void)value;
    fprintf(out, layer ? ",%s.%s" : ",%s%s", layer ? layer : "", name);
}

static void write_cell(void *out, const char *layer, const char *name, double value)
{
    (void)layer;
    (void)name;
    fputc(',', out);
    if (__builtin_isfinite(value))
        json_number(out, value);
}

static void write_table_row(FILE *out, const struct tess_model *model, const struct epoch_row *row)
{
    fprintf(out, "%" PRId64 ",%" PRId64 ",", row->epoch, row->updates);
    json_float(out, row->learning_rate);
    metrics_each(model, row, write_cell, out);
    fputc('\n', out);
}

static void write_table_head(FILE *out, const struct tess_model *model, const struct epoch_row *row)
{
    fputs("epoch,updates,learning_rate", out);
    metrics_each(model, row, write_column, out);
    fputc('\n', out);
}

static FILE *open_at_end(const char *path, struct tess_error *error)
{
    const char *found;
    FILE *out = tess_file_open(path, "ab", &found);
    if (!out && found)
        tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, found);
    else if (!out)
        io_fail(error, path, "write");
    return out;
}

/* Appends what `write` writes, or nothing. */
static bool append(const char *path, const struct tess_model *model, const struct epoch_row *row, int which,
                   int64_t *size, struct tess_error *error)
{
    FILE *out = open_at_end(path, error);
    struct stat status;
    if (!out)
        return false;
    if (fstat(fileno(out), &status) != 0)
        status.st_size = 0;
    if (which == 0) {
        metrics_print(out, "", model, row);
    } else {
        if (status.st_size == 0)
            write_table_head(out, model, row);
        write_table_row(out, model, row);
    }
    const bool good = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
    if (good)
        *size = ftello(out);
    else {
        io_fail(error, path, "write");
        if (ftruncate(fileno(out), status.st_size) != 0)
            io_fail(error, path, "cut back");
    }
    fclose(out);
    return good;
}

bool metrics_append(const struct run_folder *folder, const struct tess_model *model, const struct epoch_row *row,
                    int64_t size[2], struct tess_error *error)
{
    return append(folder->file[FILE_METRICS], model, row, 0, &size[0], error) &&
           append(folder->file[FILE_METRICS_TABLE], model, row, 1, &size[1], error);
}

bool metrics_cut(const struct run_folder *folder, const int64_t size[2], struct tess_error *error)
{
    static const enum run_file file[] = {FILE_METRICS, FILE_METRICS_TABLE};
    for (int i = 0; i < 2; i++) {
        const char *path = folder->file[file[i]];
        struct stat status;
        if (stat(path, &status) != 0 && errno == ENOENT)
            continue;
        FILE *out = open_at_end(path, error);
        if (!out)
            return false;
        const bool good = status.st_size <= size[i] || ftruncate(fileno(out), size[i]) == 0;
        if (!good)
            io_fail(error, path, "write");
        fclose(out);
        if (!good)
            return false;
    }
    return true;
}
