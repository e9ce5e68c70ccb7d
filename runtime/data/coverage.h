/* Classes that a network is given but that have no samples: nothing is wrong with such data, but it is rarely meant. */
#ifndef TESS_DATA_COVERAGE_H
#define TESS_DATA_COVERAGE_H

#include "notes.h"

/* Samples of each class, [classes]. */
struct coverage {
    int classes;
    bool own_labels; /* labels that the user may number otherwise */
    int *stored;     /* training samples in the files */
    int *training;   /* those that train: without what validation and limits take */
    int *test;       /* without what the limit takes */
};

/* False when out of memory. */
bool coverage_open(struct coverage *coverage, int classes);
void coverage_close(struct coverage *coverage);

/* Adds a note of the classes that have no samples at all, one of those that have none to train with, and one of those
 * that have none to test with, where there are such; and how to change that. `names` are those of the classes; NULL:
 * they are called by their number. False with *error when out of memory. */
bool coverage_note(const struct coverage *coverage, const char *const *names, struct notes *notes,
                   struct tess_error *error);

#endif
