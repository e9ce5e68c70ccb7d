/* Opening of data files that may be packed by gzip. */
#ifndef TESS_DATA_BLOB_OPEN_H
#define TESS_DATA_BLOB_OPEN_H

#include "blob.h"

/* Opens the file PATH or, when there is none, PATH.gz, and unpacks it. Fails as blob_open_file does, and with
 * TESS_BAD_DATA where what is packed is damaged. */
bool blob_open(struct blob *blob, const char *path, struct tess_error *error);

/* The same, but only the head of what is packed is unpacked. Then comes blob_unpack (inflate.h). */
bool blob_open_head(struct blob *blob, const char *path, struct tess_error *error);

#endif
