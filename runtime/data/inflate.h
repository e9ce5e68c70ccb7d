/* Unpacking of blobs, in two steps: first the head, for what a header says of the rest; then, where that can be what
 * was asked for, all of it. A few packed bytes can claim any number of unpacked ones. */
#ifndef TESS_DATA_INFLATE_H
#define TESS_DATA_INFLATE_H

#include "blob.h"

/* Of packed data: the bytes of the head at most, which has room for any .npy header; and those of the whole at most, as
 * it is kept in memory. */
enum { BLOB_HEAD = (1 << 16) + 256 };
#define BLOB_UNPACKED_MAX ((uint64_t)1 << 31)

/* Turns an open blob, whose `packing`, `start` and `packed` are set, into its head. The blob stays open on failure, as
 * it does in blob_unpack. */
bool blob_unpack_head(struct blob *blob, struct tess_error *error);

/* Fails unless `size` bytes, as a header wants them, can be in it: more than BLOB_UNPACKED_MAX are refused, and more
 * than its packed bytes can make. What is not packed is let pass. */
bool blob_can_hold(const struct blob *blob, uint64_t size, struct tess_error *error);

/* Unpacks all of it: `most` bytes, or fewer; more are an error. Checks what the archive states of a member. What is not
 * packed is left as it is. The blob stays open on failure. */
bool blob_unpack(struct blob *blob, uint64_t most, struct tess_error *error);

#endif
