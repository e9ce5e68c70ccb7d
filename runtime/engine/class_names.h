/* The names of a model's classes, which weights carry with them: in the metadata of their file, under "class_names",
 * one a line. Names stand here as tess/text.h writes them: they are valid UTF-8 on one line, whatever their folders are
 * called. */
#ifndef TESS_ENGINE_CLASS_NAMES_H
#define TESS_ENGINE_CLASS_NAMES_H

#include "tess/data.h"

struct class_names {
    int classes;
    bool numbers;      /* they have no names: these are their numbers */
    char *text;        /* one name a line, no newline at the end */
    const char **name; /* [classes] */
    char *cut;         /* what they point into */
};

/* The data set's names. False when out of memory; released with class_names_close, which lets pass a zeroed one. */
bool class_names_of_data(struct class_names *names, const struct tess_dataset *set, int classes,
                         struct tess_error *error);

/* Those in a weights file; where it has none, the classes' numbers. TESS_BAD_DATA when the file cannot be read or has
 * another number of names. */
bool class_names_of_weights(struct class_names *names, const char *path, int classes, struct tess_error *error);
void class_names_close(struct class_names *names);

/* Is every class called by its number, as where nobody has given it a name? */
bool class_names_are_numbers(const struct class_names *names);

/* The first class that is called differently; -1: none is. */
int class_names_differ(const struct class_names *a, const struct class_names *b);

#endif
