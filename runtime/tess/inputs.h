/* The files that a command line names. */
#ifndef TESS_INPUTS_H
#define TESS_INPUTS_H

#include "tess/error.h"

/* Zeroed, there are none. */
struct tess_inputs {
    char **path;
    int count, room;
    char *left_out; /* a note of what the folder that was added last holds beside these, a line; NULL: nothing */
};

/* Adds a path, or, where it is a folder, all files in it and in the folders within, in the order of their names' bytes.
 * What is never data, such as hidden files and what file managers leave behind, is left out as it is of folders to
 * train from. A path that leads nowhere is added too: whoever opens it will say so. False with *error when a folder
 * cannot be read (TESS_IO), is empty or is nested too deep (TESS_BAD_DATA), or memory is short (TESS_FAILED). */
bool tess_inputs_add(struct tess_inputs *inputs, const char *path, struct tess_error *error);
void tess_inputs_free(struct tess_inputs *inputs);

#endif
