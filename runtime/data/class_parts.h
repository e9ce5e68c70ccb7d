/* The folders of training, validation and test in a data set of class folders, as people call them. */
#ifndef TESS_DATA_CLASS_PARTS_H
#define TESS_DATA_CLASS_PARTS_H

#include "listing.h"
#include "tess/data.h"

struct class_parts {
    char *name[TESS_SPLITS]; /* malloc'ed; NULL: there is none. Without one of training PATH itself holds the classes */
};

/* Looks for them in PATH by their usual names, in any case: train, training, train_set; test, testing, test_set;
 * validation, val, valid, dev. A part is a folder with folders in it: a class may be called train. Fails
 * (TESS_BAD_DATA) on two for the same part, on a test or validation set without a training set, on parts that hold
 * files in place of classes, and on an unknown folder with the classes of the training set where there is no test set.
 * What is left out is counted in *left, and told in the notes where it is a folder. class_parts_free may be called in
 * any case. */
bool class_parts_find(struct class_parts *parts, const char *path, struct left_count *left, struct notes *notes,
                      struct tess_error *error);
void class_parts_free(struct class_parts *parts);

/* Where PATH is itself the training set of a data set that has a test set as well: that data set's path, malloc'ed,
 * with its parts in *around (class_parts_free in any case). NULL otherwise, and when out of memory. */
char *class_parts_around(struct class_parts *around, const char *path);

#endif
