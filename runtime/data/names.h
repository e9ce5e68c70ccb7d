/* Small helpers of the loaders: text files, and the names of the classes in one. */
#ifndef TESS_DATA_NAMES_H
#define TESS_DATA_NAMES_H

#include "tess/error.h"

/* Reads a text file of at most a million bytes; `what` names them in messages: "class names". malloc'ed, ended by a
 * NUL; NULL with *error filled in (as by blob_open and blob_read) on a failure. */
char *text_read(const char *path, const char *what, struct tess_error *error);

/* Whether there is `file` or `file`.gz in FOLDER, into *yes. False with *error when out of memory. */
bool folder_holds(const char *folder, const char *file, bool *yes, struct tess_error *error);

/* Reads class names, one a line, from the text file of FOLDER that stands for FILE (find.h) into *names (malloc'ed,
 * `classes` of them). Without such a file *names is NULL and the result true. Fails (TESS_BAD_DATA) on another number
 * of lines than classes, on empty names and on control characters; blank lines at the end are allowed. */
bool names_read(const char *folder, const char *file, int classes, char ***names, struct tess_error *error);

void names_free(char **names, int classes); /* NULL is left alone */

#endif
