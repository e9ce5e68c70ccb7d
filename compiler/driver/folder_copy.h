/* Folders with files in them, and no folders, as run directories are. */
#ifndef TESSC_DRIVER_FOLDER_COPY_H
#define TESSC_DRIVER_FOLDER_COPY_H

#include <stdbool.h>

#include "support/arena.h"

/* Copies a folder, while another process may write to it and rename what it has written: the file `first` before the
 * others, and none that is being written (*.part). The copy is on the disk before this returns. False with errno,
 * ENOENT where the folder has vanished meanwhile. */
bool folder_copy(struct arena *arena, const char *from, const char *to, const char *first);

/* Removes a folder and its files, as far as that can be done. */
void folder_remove(struct arena *arena, const char *path);

#endif
