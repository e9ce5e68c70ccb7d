/* What a run has written about itself, read back: for reports. */
#ifndef TESS_RECORD_H
#define TESS_RECORD_H

#include <stddef.h>

#include "tess/error.h"

/* A line of run.yaml: "compiler: ...", or one level deeper "settings.batch", "layers.name". */
struct fact {
    const char *section; /* NULL: top level */
    const char *key;     /* NULL: the section itself */
    const char *value;   /* unquoted; NULL: null or none */
    bool first;          /* begins an item of a list */
};

struct record {
    char *text[3]; /* run.yaml, metrics.csv and resolved.tess; what is below points into the first two */
    struct fact *fact;
    int facts;
    const char **column; /* [columns]: the heading of metrics.csv */
    int columns, rows;
    double *cell; /* [rows][columns]; NaN where there is no number */
};

enum { RECORD_FACTS, RECORD_METRICS, RECORD_SOURCE };

/* Reads FOLDER's files. A run without a finished epoch has no metrics: 0 rows. TESS_BAD_DATA, with file and byte
 * offset, where a file is missing or not what a run writes. To be closed, also after a failure. */
bool record_open(struct record *record, const char *folder, struct tess_error *error);
void record_close(struct record *record);

/* A whole text file, malloc'ed; one that may be missing is then empty. NULL with *error where it cannot be read or
 * holds a zero byte. */
char *record_text(const char *path, bool may_be_missing, struct tess_error *error);

/* The value of a fact: section may be NULL. NULL where there is none. */
const char *record_fact(const struct record *record, const char *section, const char *key);

/* Index of the column of metrics.csv that is called NAME and SUFFIX together; -1: none. */
int record_column(const struct record *record, const char *name, const char *suffix);

/* A number of a row; NaN where there is none, or column is -1. */
double record_cell(const struct record *record, int row, int column);

#endif
