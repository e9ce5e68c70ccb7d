/* Paths of arrays in .npz archives: ARCHIVE.npz/NAME. */
#ifndef TESS_DATA_ARCHIVE_H
#define TESS_DATA_ARCHIVE_H

#include <stdbool.h>

/* Whether a path leads into an archive. Then *archive is the archive's and *member the array's name, with .npy; both
 * are malloc'ed, and one of them is NULL where memory is out. */
bool archive_split(const char *path, char **archive, char **member);

#endif
