/* Members of a zip archive, as numpy.savez writes them (PKWARE's APPNOTE, sections 4.3 and 4.4): found through the
 * central directory at the end of the file, stored or deflated, no encryption, no zip64 (under 4 GiB). */
#include "blob.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

enum {
    END_SIZE = 22, /* end of central directory record, without its comment */
    COMMENT_MAX = 65535,
    ENTRY_SIZE = 46, /* central directory entry, without name, extra field and comment */
    LOCAL_SIZE = 30, /* local header, without name and extra field */
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8
};

static const unsigned char end_mark[4] = {'P', 'K', 5, 6}, entry_mark[4] = {'P', 'K', 1, 2},
                           local_mark[4] = {'P', 'K', 3, 4};

static uint32_t u16(const unsigned char *p)
{
    return (uint32_t)(p[0] | p[1] << 8);
}

static uint32_t u32(const unsigned char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

struct directory {
    uint64_t offset, size;
    uint32_t entries;
};

struct entry {
    uint32_t flags, method, crc, packed, size, local;
};

/* The end record stands at the very end but for a comment, whose length it states. */
static bool find_directory(const struct blob *file, struct directory *directory, struct tess_error *error)
{
    uint64_t reach = file->size < END_SIZE + COMMENT_MAX ? file->size : END_SIZE + COMMENT_MAX;
    unsigned char *tail = malloc(reach ? reach : 1);
    if (!tail)
        return blob_out_of_memory(file->name, error);
    bool found = false, good = blob_read(file, file->size - reach, reach, tail, "the zip directory", error);
    for (uint64_t back = END_SIZE; good && !found && back <= reach; back++) {
        const unsigned char *end = tail + reach - back;
        found = memcmp(end, end_mark, 4) == 0 && u16(end + 20) == back - END_SIZE;
        if (found)
            *directory = (struct directory){u32(end + 16), u32(end + 12), u16(end + 10)};
    }
    free(tail);
    if (!good)
        return false;
    if (!found)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip archive's directory at the end",
                         file->name, file->size);
    if (directory->offset == UINT32_MAX || directory->entries == UINT16_MAX)
        return tess_fail(error, TESS_BAD_DATA, "%s: zip64 archives cannot be read; use a folder of .npy files",
                         file->name);
    if (directory->offset > file->size || directory->size > file->size - directory->offset)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: expected the zip directory within the file, found it at offset %" PRIu64 ", %" PRIu64
                         " bytes long",
                         file->name, directory->offset, directory->size);
    return true;
}

static bool find_entry(const struct blob *file, const struct directory *directory, const char *member,
                       struct entry *entry, struct tess_error *error)
{
    uint64_t offset = directory->offset, end = directory->offset + directory->size;
    size_t length = strlen(member);
    for (uint32_t i = 0; i < directory->entries; i++) {
        unsigned char head[ENTRY_SIZE];
        if (!blob_read(file, offset, ENTRY_SIZE, head, "a zip directory entry", error))
            return false;
        uint64_t next = offset + ENTRY_SIZE + u16(head + 28) + u16(head + 30) + u16(head + 32);
        if (memcmp(head, entry_mark, 4) != 0 || next > end)
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip directory entry", file->name,
                             offset);
        char name[256];
        if (u16(head + 28) == length && length <= sizeof name) {
            if (!blob_read(file, offset + ENTRY_SIZE, length, name, "a member's name", error))
                return false;
            if (memcmp(name, member, length) == 0) {
                *entry = (struct entry){u16(head + 8),  u16(head + 10), u32(head + 16),
                                        u32(head + 20), u32(head + 24), u32(head + 42)};
                return true;
            }
        }
        offset = next;
    }
    return tess_fail(error, TESS_BAD_DATA, "%s: expected a member named %s, found none", file->name, member);
}

/* From the archive as a whole to the packed bytes of one member. */
static bool narrow(struct blob *blob, const struct entry *entry, struct tess_error *error)
{
    unsigned char local[LOCAL_SIZE];
    if (!blob_read(blob, entry->local, LOCAL_SIZE, local, "a zip member's header", error))
        return false;
    if (memcmp(local, local_mark, 4) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu32 ": expected a zip member's header", blob->name,
                         entry->local);
    uint64_t start = (uint64_t)entry->local + LOCAL_SIZE + u16(local + 26) + u16(local + 28);
    if (start > blob->size || entry->packed > blob->size - start)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected %" PRIu32
                         " bytes of a zip member, found the end of the file",
                         blob->name, start, entry->packed);
    blob->start = start;
    blob->size = entry->packed;
    return true;
}

/* The checks that a zip archive allows once its bytes can be read. */
static bool verify(const struct blob *blob, const struct entry *entry, struct tess_error *error)
{
    if (blob->size != entry->size)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected %" PRIu32 " bytes, found %" PRIu64, blob->name,
                         entry->size, blob->size);
    uint32_t crc = 0;
    if (!blob_checksum(blob, &crc, NULL, NULL, error))
        return false;
    if (crc != entry->crc)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected the checksum %08" PRIx32 ", found %08" PRIx32, blob->name,
                         entry->crc, crc);
    return true;
}

static bool open_found(struct blob *blob, const char *member, struct tess_error *error)
{
    struct directory directory = {0};
    struct entry entry = {0};
    if (!find_directory(blob, &directory, error) || !find_entry(blob, &directory, member, &entry, error) ||
        !narrow(blob, &entry, error))
        return false;
    char *name = blob_path(blob->name, member);
    if (!name)
        return blob_out_of_memory(blob->name, error);
    free(blob->name);
    blob->name = name;
    if (entry.flags & 1)
        return tess_fail(error, TESS_BAD_DATA, "%s: encrypted members cannot be read", name);
    if (entry.method != METHOD_STORED && entry.method != METHOD_DEFLATED)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a stored or deflated member, found method %" PRIu32, name,
                         entry.method);
    if (entry.method == METHOD_DEFLATED && !blob_inflate(blob, INFLATE_RAW, entry.size, error))
        return false;
    return verify(blob, &entry, error);
}

bool blob_open_member(struct blob *blob, const char *path, const char *member, struct tess_error *error)
{
    if (!blob_open_file(blob, path, NULL, error))
        return false;
    if (open_found(blob, member, error))
        return true;
    blob_close(blob);
    return false;
}
