/* The bytes of one data file, readable at any offset from any thread: a file on disk, a stored member of a zip archive
 * (both read on demand), or what a .gz file or a deflated member holds (kept in memory). */
#ifndef TESS_DATA_BLOB_H
#define TESS_DATA_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "tess/error.h"

struct blob {
    char *name;           /* for messages: "data/train-images-idx3-ubyte.gz", "digits.npz/x_train.npy" */
    uint64_t size;        /* bytes */
    int file;             /* descriptor; -1: the bytes are in memory */
    uint64_t start;       /* offset in the file of the first byte */
    unsigned char *bytes; /* NULL: the bytes are on disk */
};

/* What a folder and a name in it make: malloc'ed, NULL when out of memory. */
char *blob_path(const char *folder, const char *name);

/* Opens the file PATH or, when there is none, PATH.gz. All functions that return bool fill in *error when they return
 * false: TESS_BAD_DATA for what is missing or damaged, TESS_IO when the system cannot read, TESS_FAILED when out of
 * memory. A blob that failed to open needs no closing. */
bool blob_open(struct blob *blob, const char *path, struct tess_error *error);

/* Opens one member of the zip archive PATH, whose directory must list it exactly so. */
bool blob_open_member(struct blob *blob, const char *path, const char *member, struct tess_error *error);

/* Copies bytes offset .. offset+size-1 to `to`; `what` names them where they are missing: "a label". */
bool blob_read(const struct blob *blob, uint64_t offset, size_t size, void *to, const char *what,
               struct tess_error *error);

/* Continues the CRC-32 *crc (0 at the start) over all bytes. If `each` is not NULL it is called with every piece, in
 * order, with its offset; when it returns false (having filled in *error) so does blob_checksum. */
typedef bool blob_piece_fn(void *context, uint64_t offset, const unsigned char *bytes, size_t size,
                           struct tess_error *error);
bool blob_checksum(const struct blob *blob, uint32_t *crc, blob_piece_fn *each, void *context,
                   struct tess_error *error);

/* Closes; a zeroed or an already closed blob is left alone. */
void blob_close(struct blob *blob);

bool blob_out_of_memory(const char *name, struct tess_error *error);

/* For blob.c and zip.c: opens the file PATH as it is. *missing, if given, is set where there is no such file, and then
 * that is no error yet. */
bool blob_open_file(struct blob *blob, const char *path, bool *missing, struct tess_error *error);

enum inflate_format { INFLATE_GZIP, INFLATE_RAW };

/* Replaces the packed bytes of `blob` (on disk) by what they hold, in memory; `limit` bytes at most. */
bool blob_inflate(struct blob *blob, enum inflate_format format, uint64_t limit, struct tess_error *error);

#endif
