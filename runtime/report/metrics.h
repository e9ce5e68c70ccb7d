/* metrics.jsonl and metrics.csv: a row an epoch. */
#ifndef TESS_REPORT_METRICS_H
#define TESS_REPORT_METRICS_H

#include "engine/class_names.h"
#include "engine/settings.h"
#include "engine/tally.h"
#include "files/folder.h"

enum { TALLY_TRAINING, TALLY_VALIDATION, TALLY_TEST, TALLIES };

struct epoch_row {
    int64_t epoch;   /* from 1 */
    int64_t updates; /* so far */
    struct result training, validation, test;
    float learning_rate; /* that the epoch was trained with */
    double images_per_second;
    const struct tally *tally[TALLIES]; /* rates and local losses a layer are of the training images */
    int way;                            /* that the results are of */
    const struct class_names *names;
};

/* Cuts both files back to `size` bytes, which is what they held at a checkpoint: rows after it will be written again.
 */
bool metrics_cut(const struct run_folder *folder, const int64_t size[2], struct tess_error *error);

/* Appends a row (and the table's head to a new file) and sets size[] to the bytes that the files hold then. Where it
 * cannot be written whole it is not written at all: TESS_IO. */
bool metrics_append(const struct run_folder *folder, const struct tess_model *model, const struct epoch_row *row,
                    int64_t size[2], struct tess_error *error);

/* Calls `put` with every number of a row that metrics.csv has behind the learning rate, in the order of its columns.
 * layer: whose it is, NULL for the network's; NaN: there is none. */
typedef void metrics_number(void *context, const char *layer, const char *name, double value);
void metrics_each(const struct tess_model *model, const struct epoch_row *row, metrics_number *put, void *context);

/* Prints what metrics.jsonl has of a row, behind members of the same JSON object that end in a comma ("": none). */
void metrics_print(FILE *out, const char *before, const struct tess_model *model, const struct epoch_row *row);

#endif
