/* Writing files that are either whole or not there: to PATH.part, flushed to the disk, then renamed to PATH. What stood
 * at PATH stays until then. Errors have the code TESS_IO and name the file. */
#ifndef TESS_FILES_DURABLE_H
#define TESS_FILES_DURABLE_H

#include <stdio.h>

#include "tess/error.h"

struct durable {
    FILE *file; /* write to it; errors may be left to durable_close */
    char *path, *part;
};

bool durable_open(struct durable *out, const char *path, struct tess_error *error);

/* Puts the file in its place. If anything could not be written there is no new file, and the old one stands. */
bool durable_close(struct durable *out, struct tess_error *error);

/* The same, and what stood at PATH is kept as `previous` if the file system can have two names for a file. */
bool durable_close_keeping(struct durable *out, const char *previous, struct tess_error *error);

/* Gives up: no new file. */
void durable_abandon(struct durable *out);

/* Removes what a process that is no more has left of such a file. Whoever calls this is the only one to write it. False
 * with *error when out of memory. */
bool durable_clear(const char *path, struct tess_error *error);

/* Fails with TESS_IO: "PATH: cannot WHAT: " and the text of errno. */
bool io_fail(struct tess_error *error, const char *path, const char *what);

/* "FOLDER/NAME", malloc'ed; NULL with *error when out of memory. */
char *path_join(const char *folder, const char *name, struct tess_error *error);

#endif
