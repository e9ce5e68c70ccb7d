/* What stands in a folder, in the order of the names' bytes, without what file managers and archives leave behind. */
#ifndef TESS_DATA_LISTING_H
#define TESS_DATA_LISTING_H

#include <dirent.h>

#include "notes.h"

struct listing {
    struct dirent **entry; /* as scandir makes them */
    int count;
};

/* What is not taken for data. The first kinds never are; the last ones only where folders are wanted. */
enum left_out {
    LEFT_HIDDEN,  /* .DS_Store, .git, ._picture.png */
    LEFT_MACOSX,  /* the folder __MACOSX */
    LEFT_THUMBS,  /* Thumbs.db, ehthumbs.db */
    LEFT_DESKTOP, /* desktop.ini */
    LEFT_SYSTEM,  /* what file systems keep: lost+found, $RECYCLE.BIN, System Volume Information, @eaDir */
    LEFT_BESIDE,  /* files beside folders */
    LEFT_KINDS
};

struct left_count {
    int of[LEFT_KINDS];
};

/* Lists PATH; what is left out is counted in *left unless that is NULL. Fails with TESS_BAD_DATA where there is no
 * folder. */
bool listing_open(struct listing *listing, const char *path, struct left_count *left, struct tess_error *error);

/* The same for the folders in PATH alone. */
bool listing_folders(struct listing *listing, const char *path, struct left_count *left, struct tess_error *error);

void listing_free(struct listing *listing);

/* Notes what was left out, if anything was. */
bool left_note(const struct left_count *left, const char *path, struct notes *notes, struct tess_error *error);

#endif
