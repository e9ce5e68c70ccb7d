/* Members of a zip archive, as numpy.savez writes them (PKWARE's APPNOTE, sections 4.3 to 4.5): found through the
 * central directory at the end of the file, stored or deflated, no encryption. Numbers that do not fit a field stand in
 * records of their own (zip64): what is over 4 GiB, and what a writer was not sure of. */
#include "zip.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "inflate.h"

enum {
    END_SIZE = 22, /* end of central directory record, without its comment */
    COMMENT_MAX = 65535,
    LOCATOR_SIZE = 20, /* zip64: stands before the end record, says where the next one is */
    END64_SIZE = 56,   /* zip64: end of central directory record, without what may follow */
    ENTRY_SIZE = 46,   /* central directory entry, without name, extra field and comment */
    LOCAL_SIZE = 30,   /* local header, without name and extra field */
    METHOD_STORED = 0,
    METHOD_DEFLATED = 8,
    EXTRA_ZIP64 = 1
};

static const unsigned char end_mark[4] = {'P', 'K', 5, 6}, locator_mark[4] = {'P', 'K', 6, 7},
                           end64_mark[4] = {'P', 'K', 6, 6}, entry_mark[4] = {'P', 'K', 1, 2},
                           local_mark[4] = {'P', 'K', 3, 4};

struct directory {
    uint64_t offset, size, entries;
};

struct entry {
    uint32_t flags, method, crc;
    uint64_t packed, size, local;
};

/* The end record stands at the very end but for a comment, whose length it states. */
static bool find_end(const struct blob *file, unsigned char end[END_SIZE], uint64_t *offset, struct tess_error *error)
{
    uint64_t reach = file->size < END_SIZE + COMMENT_MAX ? file->size : END_SIZE + COMMENT_MAX;
    unsigned char *tail = malloc(reach ? reach : 1);
    if (!tail)
        return blob_out_of_memory(file->name, error);
    bool found = false, good = blob_read(file, file->size - reach, reach, tail, "the zip directory", error);
    for (uint64_t back = END_SIZE; good && !found && back <= reach; back++) {
        const unsigned char *at = tail + reach - back;
        found = memcmp(at, end_mark, 4) == 0 && little16(at + 20) == back - END_SIZE;
        if (found) {
            memcpy(end, at, END_SIZE);
            *offset = file->size - back;
        }
    }
    free(tail);
    return good && (found || tess_fail(error, TESS_BAD_DATA,
                                       "%s: offset %" PRIu64 ": expected a zip archive's directory at the end",
                                       file->name, file->size));
}

/* The numbers that do not fit the end record stand in its zip64 one, to which a locator right before it leads. */
static bool find_end64(const struct blob *file, uint64_t end, struct directory *directory, struct tess_error *error)
{
    unsigned char locator[LOCATOR_SIZE], record[END64_SIZE];
    if (end < LOCATOR_SIZE || !blob_read(file, end - LOCATOR_SIZE, LOCATOR_SIZE, locator, "a zip64 locator", error) ||
        memcmp(locator, locator_mark, 4) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip64 locator", file->name,
                         end < LOCATOR_SIZE ? 0 : end - LOCATOR_SIZE);
    uint64_t offset = little64(locator + 8);
    if (!blob_read(file, offset, END64_SIZE, record, "a zip64 end record", error))
        return false;
    if (memcmp(record, end64_mark, 4) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip64 end record", file->name,
                         offset);
    *directory = (struct directory){
        .offset = little64(record + 48), .size = little64(record + 40), .entries = little64(record + 32)};
    return true;
}

static bool find_directory(const struct blob *file, struct directory *directory, struct tess_error *error)
{
    unsigned char end[END_SIZE] = {0};
    uint64_t offset = 0;
    if (!find_end(file, end, &offset, error))
        return false;
    *directory =
        (struct directory){.offset = little32(end + 16), .size = little32(end + 12), .entries = little16(end + 10)};
    if ((directory->offset == UINT32_MAX || directory->size == UINT32_MAX || directory->entries == UINT16_MAX) &&
        !find_end64(file, offset, directory, error))
        return false;
    return (directory->offset <= file->size && directory->size <= file->size - directory->offset) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: expected the zip directory within the file, found it at offset %" PRIu64 ", %" PRIu64
                     " bytes long",
                     file->name, directory->offset, directory->size);
}

/* In the zip64 extra field stand, in this order, the numbers whose own field is full of ones, and no others. */
static bool read_extra64(const struct blob *file, uint64_t offset, uint64_t length, struct entry *entry,
                         struct tess_error *error)
{
    uint64_t *const wide[] = {&entry->size, &entry->packed, &entry->local};
    unsigned char head[4], number[8];
    for (uint64_t end = offset + length; offset + sizeof head <= end;) {
        if (!blob_read(file, offset, sizeof head, head, "a zip extra field", error))
            return false;
        uint64_t at = offset + sizeof head, next = at + little16(head + 2);
        if (next > end)
            break;
        for (size_t i = 0; little16(head) == EXTRA_ZIP64 && i < sizeof wide / sizeof *wide; i++) {
            if (*wide[i] != UINT32_MAX)
                continue;
            if (at + sizeof number > next)
                break;
            if (!blob_read(file, at, sizeof number, number, "a zip64 number", error))
                return false;
            *wide[i] = little64(number);
            at += sizeof number;
        }
        if (little16(head) == EXTRA_ZIP64)
            return true;
        offset = next;
    }
    return true; /* without such a field the numbers are what they seem */
}

/* The head of the entry at *offset, which moves on to the next one. */
static bool read_entry(const struct blob *file, const struct directory *directory, uint64_t *offset,
                       unsigned char head[ENTRY_SIZE], struct tess_error *error)
{
    if (!blob_read(file, *offset, ENTRY_SIZE, head, "a zip directory entry", error))
        return false;
    const uint64_t next = *offset + ENTRY_SIZE + little16(head + 28) + little16(head + 30) + little16(head + 32);
    if (memcmp(head, entry_mark, 4) != 0 || next > directory->offset + directory->size)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip directory entry", file->name,
                         *offset);
    *offset = next;
    return true;
}

/* The member's entry in the directory: one, as readers differ in which of two they take. */
static bool find_entry(const struct blob *file, const struct directory *directory, const char *member,
                       struct entry *entry, struct tess_error *error)
{
    uint64_t next = directory->offset;
    bool found = false;
    size_t length = strlen(member);
    for (uint64_t i = 0; i < directory->entries; i++) {
        unsigned char head[ENTRY_SIZE];
        const uint64_t offset = next;
        char name[256];
        if (!read_entry(file, directory, &next, head, error))
            return false;
        if (little16(head + 28) == length && length <= sizeof name) {
            if (!blob_read(file, offset + ENTRY_SIZE, length, name, "a member's name", error))
                return false;
            if (memcmp(name, member, length) == 0) {
                if (found)
                    return tess_fail(error, TESS_BAD_DATA,
                                     "%s: offset %" PRIu64 ": expected one member named %s, found another", file->name,
                                     offset, member);
                found = true;
                *entry = (struct entry){little16(head + 8),  little16(head + 10), little32(head + 16),
                                        little32(head + 20), little32(head + 24), little32(head + 42)};
                if (!read_extra64(file, offset + ENTRY_SIZE + length, little16(head + 30), entry, error))
                    return false;
            }
        }
    }
    return found || tess_fail(error, TESS_BAD_DATA, "%s: expected a member named %s, found none", file->name, member);
}

/* From the archive as a whole to the packed bytes of one member. Its sizes are the directory's: the local header may
 * have been written before they were known (a data descriptor follows then, which nothing is needed of). */
static bool narrow(struct blob *blob, const struct entry *entry, struct tess_error *error)
{
    unsigned char local[LOCAL_SIZE];
    if (!blob_read(blob, entry->local, LOCAL_SIZE, local, "a zip member's header", error))
        return false;
    if (memcmp(local, local_mark, 4) != 0)
        return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a zip member's header", blob->name,
                         entry->local);
    uint64_t start = entry->local + LOCAL_SIZE + little16(local + 26) + little16(local + 28);
    if (start > blob->size || entry->packed > blob->size - start)
        return tess_fail(error, TESS_BAD_DATA,
                         "%s: offset %" PRIu64 ": expected %" PRIu64
                         " bytes of a zip member, found the end of the file",
                         blob->name, start, entry->packed);
    blob->start = start;
    blob->size = blob->packed = entry->packed;
    blob->is_member = true;
    blob->stated = entry->size;
    blob->crc = entry->crc;
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
    if (entry.method == METHOD_STORED)
        return entry.size == entry.packed ||
               tess_fail(error, TESS_BAD_DATA, "%s: expected %" PRIu64 " bytes, found %" PRIu64, name, entry.size,
                         entry.packed);
    if (entry.method != METHOD_DEFLATED)
        return tess_fail(error, TESS_BAD_DATA, "%s: expected a stored or deflated member, found method %" PRIu32, name,
                         entry.method);
    blob->packing = BLOB_DEFLATED;
    return blob_unpack_head(blob, error);
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

/* Calls `each` with every name of the directory. */
static bool list_names(const struct blob *file, blob_name_fn *each, void *context, struct tess_error *error)
{
    struct directory directory = {0};
    if (!find_directory(file, &directory, error))
        return false;
    uint64_t next = directory.offset;
    for (uint64_t i = 0; i < directory.entries; i++) {
        unsigned char head[ENTRY_SIZE];
        char name[UINT16_MAX + 1];
        const uint64_t offset = next;
        if (!read_entry(file, &directory, &next, head, error))
            return false;
        const size_t length = little16(head + 28);
        if (!blob_read(file, offset + ENTRY_SIZE, length, name, "a member's name", error))
            return false;
        name[length] = 0;
        if (!each(context, name, error))
            return false;
    }
    return true;
}

bool blob_list_members(const char *path, blob_name_fn *each, void *context, struct tess_error *error)
{
    struct blob file;
    if (!blob_open_file(&file, path, NULL, error))
        return false;
    const bool good = list_names(&file, each, context, error);
    blob_close(&file);
    return good;
}
