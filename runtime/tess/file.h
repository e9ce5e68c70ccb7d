/* Opening of files that must be files: a pipe without a writer would keep its reader waiting, and a device may never
 * end. */
#ifndef TESS_FILE_H
#define TESS_FILE_H

#include <stdio.h>

/* Opens a regular file, without ever waiting: for reading, or as fopen does with mode "r", "a" or "w", followed by "b"
 * or not. -1 (or NULL) when that cannot be: then *found is what stands there instead, "a directory", "a pipe", "a
 * device" or "a socket", or NULL where errno alone says why (it says something in any case). Whoever called closes it.
 */
int tess_file_descriptor(const char *path, const char **found);
FILE *tess_file_open(const char *path, const char *mode, const char **found);

/* What stands where a file is to be written or replaced and is none, as above; NULL: a file, or nothing. */
const char *tess_file_obstacle(const char *path);

#endif
