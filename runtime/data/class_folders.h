/* Data sets that are a folder of files a class:
 *
 *     FOLDER/train/CLASS/FILE, FOLDER/test/CLASS/FILE and, if wanted, FOLDER/validation/CLASS/FILE
 *     FOLDER/CLASS/FILE, where the last tenth of each class is the test set
 *
 * Classes and files are taken in the order of their names' bytes. Hidden files, and files beside the class folders, are
 * skipped. */
#ifndef TESS_DATA_CLASS_FOLDERS_H
#define TESS_DATA_CLASS_FOLDERS_H

#include "loader.h"

struct class_file {
    char *path;
    int32_t label;
};

struct class_folders {
    int classes;
    char **name; /* [classes] */
    struct class_file *file[TESS_SPLITS];
    int count[TESS_SPLITS];
    int room[TESS_SPLITS];
    const char *what; /* "pictures": for messages */
};

/* The folder's names for the splits where it has any: "train", "validation", "test". */
extern const char *const class_folder_splits[TESS_SPLITS];

/* Lists the files of FOLDER, which must have `classes` classes, none of them empty. The first file of each class comes
 * first, then the second of each, and so on, so that a limited number is of all classes. `splits` are the folders of
 * the three splits; one of validation may be missing, and its name NULL. Fails (TESS_BAD_DATA, TESS_IO, TESS_FAILED
 * when out of memory); class_folders_free may be called in any case. */
bool class_folders_open(struct class_folders *folders, const char *path, const char *const splits[TESS_SPLITS],
                        int classes, const char *what, struct tess_error *error);
void class_folders_free(struct class_folders *folders);

#endif
