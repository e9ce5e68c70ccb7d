/* What a data set has to tell that is no error: what was taken for what, what was left out, what is missing; and, as
 * warnings, what may be wrong with it. */
#ifndef TESS_DATA_NOTES_H
#define TESS_DATA_NOTES_H

#include "tess/error.h"

enum { NOTES_MAX = 24 };

struct notes {
    char *text[NOTES_MAX]; /* malloc'ed, a line each */
    bool warning[NOTES_MAX];
    int count;
};

/* Adds a line, in which names of files may stand that hold anything; one too many is dropped. False with *error when
 * out of memory. `notes` may be NULL: then nobody wants to know. */
bool note_add(struct notes *notes, struct tess_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool note_warn(struct notes *notes, struct tess_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void notes_free(struct notes *notes);

/* A list that grows to be part of a note: "a, b, c and 4 more". */
struct word_list {
    char text[400];
    int count, shown;
};

void word_add(struct word_list *list, const char *word);

/* Ends the list; the text. */
const char *word_list_text(struct word_list *list);

#endif
