/* The bytes of one data file, readable at any offset from any thread: a file on disk, a stored member of a zip archive
 * (both read on demand), or what a .gz file or a deflated member holds (kept in memory). */
#ifndef TESS_DATA_BLOB_H
#define TESS_DATA_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "tess/error.h"

enum blob_packing { BLOB_PLAIN, BLOB_GZIP, BLOB_DEFLATED };

struct blob {
    char *name;           /* for messages: "data/train-images-idx3-ubyte.gz", "digits.npz/x_train.npy" */
    uint64_t size;        /* bytes; of the head alone as long as the rest is packed */
    int file;             /* descriptor; -1: the bytes are in memory */
    uint64_t start;       /* offset in the file of the first byte, packed or not */
    unsigned char *bytes; /* NULL: the bytes are on disk */

    enum blob_packing packing; /* BLOB_PLAIN once it is unpacked */
    uint64_t packed;           /* bytes that it takes on disk */
    bool is_member;            /* of an archive, which states: */
    uint64_t stated;           /* its size when unpacked */
    uint32_t crc;              /* and the CRC-32 of that, which blob_unpack (inflate.h) checks */
};

/* What a folder and a name in it make: malloc'ed, NULL when out of memory. */
char *blob_path(const char *folder, const char *name);

/* Opens the file PATH as it is: blob_open.h and zip.h open what may be packed. *missing, if given, is set where there
 * is no such file, and then that is no error yet. All functions that return bool fill in *error when they return false:
 * TESS_BAD_DATA for what is missing, damaged or no file, TESS_IO when the system cannot read, TESS_FAILED when out of
 * memory. A blob that failed to open needs no closing. */
bool blob_open_file(struct blob *blob, const char *path, bool *missing, struct tess_error *error);

/* Copies bytes offset .. offset+size-1 to `to`; `what` names them where they are missing: "a label". */
bool blob_read(const struct blob *blob, uint64_t offset, size_t size, void *to, const char *what,
               struct tess_error *error);

/* Continues the CRC-32 *crc (0 at the start) over all bytes. If `each` is not NULL it is called with every piece, in
 * order, with its offset; when it returns false (having filled in *error) so does blob_checksum. */
typedef bool blob_piece_fn(void *context, uint64_t offset, const unsigned char *bytes, size_t size,
                           struct tess_error *error);
bool blob_checksum(const struct blob *blob, uint32_t *crc, blob_piece_fn *each, void *context,
                   struct tess_error *error);

/* From now on the blob is these bytes (malloc'ed, which it takes over) in place of its file. */
void blob_replace(struct blob *blob, unsigned char *bytes, uint64_t size);

/* Closes; a zeroed or an already closed blob is left alone. */
void blob_close(struct blob *blob);

bool blob_out_of_memory(const char *name, struct tess_error *error);

#endif
