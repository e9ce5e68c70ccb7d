/* The bytes of one data file, readable at any offset from any thread: a file on disk, a stored member of a zip archive
 * (both read on demand), or what a .gz file or a deflated member holds (kept in memory).
 *
 * What is packed is unpacked in two steps: first its head, for what a header says of the rest; then, where that can be
 * what was asked for, all of it. A few packed bytes can claim any number of unpacked ones. */
#ifndef TESS_DATA_BLOB_H
#define TESS_DATA_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "tess/error.h"

/* Of packed data: the bytes of the head at most, which has room for any .npy header; and those of the whole at most, as
 * it is kept in memory. */
enum { BLOB_HEAD = (1 << 16) + 256 };
#define BLOB_UNPACKED_MAX ((uint64_t)1 << 31)

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
    uint32_t crc;              /* and the CRC-32 of that, which blob_unpack checks */
};

/* What a folder and a name in it make: malloc'ed, NULL when out of memory. */
char *blob_path(const char *folder, const char *name);

/* Opens the file PATH or, when there is none, PATH.gz, and unpacks it. All functions that return bool fill in *error
 * when they return false: TESS_BAD_DATA for what is missing, damaged or no file, TESS_IO when the system cannot read,
 * TESS_FAILED when out of memory. A blob that failed to open needs no closing. */
bool blob_open(struct blob *blob, const char *path, struct tess_error *error);

/* The same, but only the head of what is packed is unpacked. Then comes blob_unpack. */
bool blob_open_head(struct blob *blob, const char *path, struct tess_error *error);

/* Opens one member of the zip archive PATH, whose directory must list it exactly so; as blob_open_head. */
bool blob_open_member(struct blob *blob, const char *path, const char *member, struct tess_error *error);

/* Calls `each` with the name of every member of the zip archive PATH, in the directory's order; when it returns false
 * (having filled in *error) so does blob_list_members. */
typedef bool blob_name_fn(void *context, const char *name, struct tess_error *error);
bool blob_list_members(const char *path, blob_name_fn *each, void *context, struct tess_error *error);

/* Fails unless `size` bytes, as a header wants them, can be in it: more than BLOB_UNPACKED_MAX are refused, and more
 * than its packed bytes can make. What is not packed is let pass. */
bool blob_can_hold(const struct blob *blob, uint64_t size, struct tess_error *error);

/* Unpacks all of it: `most` bytes, or fewer; more are an error. Checks what the archive states of a member. What is not
 * packed is left as it is. The blob stays open on failure. */
bool blob_unpack(struct blob *blob, uint64_t most, struct tess_error *error);

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

/* For blob.c and zip.c: opens the file PATH as it is. *missing, if given, is set where there is no such file, and then
 * that is no error yet. */
bool blob_open_file(struct blob *blob, const char *path, bool *missing, struct tess_error *error);

/* For blob.c and zip.c: turns an open blob, whose `packing`, `start` and `packed` are set, into its head. */
bool blob_unpack_head(struct blob *blob, struct tess_error *error);

#endif
