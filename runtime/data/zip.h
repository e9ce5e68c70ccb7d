/* Members of zip archives. */
#ifndef TESS_DATA_ZIP_H
#define TESS_DATA_ZIP_H

#include "blob.h"

/* Opens one member of the zip archive PATH, whose directory must list it exactly so; as blob_open_head (blob_open.h).
 */
bool blob_open_member(struct blob *blob, const char *path, const char *member, struct tess_error *error);

/* Calls `each` with the name of every member of the zip archive PATH, in the directory's order; when it returns false
 * (having filled in *error) so does blob_list_members. */
typedef bool blob_name_fn(void *context, const char *name, struct tess_error *error);
bool blob_list_members(const char *path, blob_name_fn *each, void *context, struct tess_error *error);

#endif
