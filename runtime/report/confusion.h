/* How often samples of one class are taken for another. As a file it is CSV (RFC 4180): a line of column names, of
 * which the first says of which samples it is ("test label") and the others are the classes; then a row a label, its
 * name and how many of its samples were predicted to be of each class. */
#ifndef TESS_REPORT_CONFUSION_H
#define TESS_REPORT_CONFUSION_H

#include "engine/class_names.h"

struct confusion {
    char *text; /* of the file; what is below points into it */
    const char *samples;
    int classes;
    const char **name;
    uint32_t *count; /* [label][predicted] */
};

/* count: [classes][classes] by label and predicted class. samples: "test". The file is whole or not there: TESS_IO. */
bool confusion_write(const char *path, const char *samples, const struct class_names *names, const uint32_t *count,
                     struct tess_error *error);

/* Reads it back. A file that is not there gives no classes. TESS_BAD_DATA with file and offset where it is not what
 * confusion_write writes. To be released with confusion_free, also after a failure. */
bool confusion_read(struct confusion *confusion, const char *path, struct tess_error *error);
void confusion_free(struct confusion *confusion);

/* A text field of CSV: in quotes where it has to be. */
void csv_text(FILE *file, const char *text);

/* [[n,...],...]; null where count is NULL. */
void confusion_json(FILE *file, const uint32_t *count, int classes);

/* As a table for people, in lines of at most 80 characters; where that does not fit, the most frequent mistakes. */
void confusion_print(FILE *file, const struct class_names *names, const uint32_t *count);

/* A mistake: samples of class `label` that were taken for `predicted`. */
struct mistake {
    int label, predicted;
    uint32_t count;
};

/* The most frequent mistakes, the most frequent first, of equally many that of the lowest classes; how many of the
 * `most` there are. */
int confusion_mistakes(const uint32_t *count, int classes, struct mistake *mistake, int most);

#endif
