/* Opening files that are files: a pipe would keep its reader waiting for ever, a device has no end. */
#ifndef TESS_FILE_H
#define TESS_FILE_H

#include <stdio.h>

/* Opens a regular file as fopen does, mode "r" or "a" (with "b" or not), and never waits. NULL: *problem says why,
 * the text of errno, or with EINVAL what else stands there: "is a pipe, not a file". */
FILE *tess_file_open(const char *path, const char *mode, const char **problem);

#endif
