/* Data sets that are a folder of files a class:
 *
 *     FOLDER/train/CLASS/FILE, and if wanted FOLDER/test/CLASS/FILE and FOLDER/validation/CLASS/FILE
 *     FOLDER/CLASS/FILE
 *
 * under these names or others that are usual (class_parts.h). Without a folder for it the last tenth of each class of
 * the training set is the test set. Classes and files are taken in the order of their names' bytes. Hidden files, what
 * file managers leave behind (listing.h), and files beside the class folders, are skipped. */
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

/* Lists the files of FOLDER, which must have `classes` classes, none of them empty, and the same ones in each split.
 * The first file of each class comes first, then the second of each, and so on, so that a limited number is of all
 * classes. `published` is what a publisher calls the folders of training, validation (NULL: none) and test; NULL: the
 * data is the user's own. What was taken for something else, and what was left out, goes into the notes (NULL: nobody
 * wants to know). Fails (TESS_BAD_DATA, TESS_IO, TESS_FAILED when out of memory); class_folders_free may be called in
 * any case. */
bool class_folders_open(struct class_folders *folders, const char *path, const char *const *published, int classes,
                        const char *what, struct notes *notes, struct tess_error *error);

/* How many classes the user's own FOLDER has, into *classes: 0 where it holds no folders. */
bool class_folders_count(const char *path, int *classes, struct tess_error *error);
void class_folders_free(struct class_folders *folders);

#endif
