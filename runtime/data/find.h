/* Files and folders that people call otherwise than their publisher did: in capitals, with other separators, with an
 * ending. What stands for a name is found; two that might are an error. */
#ifndef TESS_DATA_FIND_H
#define TESS_DATA_FIND_H

#include "notes.h"

/* Whether the name of an entry (without .gz, if it is a file) stands for a publisher's name. */
typedef bool name_match(const char *entry, const char *name);

/* The name in small letters and without separators (blanks, hyphens, underlines, dots); false where it is too long. */
enum { NAME_TEXT = 64 };
bool plain_name(const char *name, char text[NAME_TEXT]);

/* Whether they are the same but for case and separators. */
name_match same_name;

/* A name that is looked for. */
struct wanted {
    const char *name; /* the publisher's */
    name_match *match;
    bool folder;                  /* it is a folder, not a file */
    const struct wanted *holding; /* a folder counts only where this stands in it; NULL: anything may */
};

/* What of a publisher's has been found under another name; one note tells all of it. */
struct taken {
    struct word_list entries;
};

/* What stands in FOLDER for the name, as a path; a file that is there as FILE.gz only is given without .gz, as
 * blob_open wants it. Where there is none *found is NULL. False with *error (TESS_BAD_DATA, naming both) where there
 * are two, and when out of memory. `taken`, unless NULL, keeps what has another name. *found is malloc'ed. */
bool find_entry(const char *folder, const struct wanted *wanted, struct taken *taken, char **found,
                struct tess_error *error);

/* The same, and where there is none what it should have been: FOLDER/NAME, so that messages name it. NULL with *error
 * on a failure. */
char *find_path(const char *folder, const struct wanted *wanted, struct taken *taken, struct tess_error *error);

/* The folder that holds `wanted`: FOLDER itself, or the folder in it that stands for `inside`; FOLDER when neither
 * does, so that messages name what the user named. malloc'ed; NULL with *error as above. */
char *find_folder(const char *folder, const char *inside, const struct wanted *wanted, struct taken *taken,
                  struct tess_error *error);

/* Notes what was taken, if anything was: "FOLDER: took A, B for ...". */
bool taken_note(struct taken *taken, const char *folder, struct notes *notes, struct tess_error *error);

#endif
