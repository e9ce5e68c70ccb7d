/* The files that a command line names. */
#ifndef TESS_CORE_INPUTS_H
#define TESS_CORE_INPUTS_H

#include "tess/error.h"

struct inputs {
    char **path;
    int count, room;
};

/* Adds a path, or, where it is a folder, all files in it and in the folders within, in the order of their names' bytes;
 * names that begin with a dot are skipped. A path that leads nowhere is added too: whoever opens it will say so. False
 * with *error when a folder cannot be read (TESS_IO), is empty or is nested too deep (TESS_BAD_DATA). */
bool inputs_add(struct inputs *inputs, const char *path, struct tess_error *error);
void inputs_free(struct inputs *inputs);

#endif
