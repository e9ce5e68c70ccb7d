#include "event_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/durable.h"
#include "tess/file.h"

/* Fields of Event. */
enum { EVENT_TIME = 1, EVENT_STEP = 2, EVENT_VERSION = 3, EVENT_SUMMARY = 5 };

enum { HEAD = 12, TAIL = 4 }; /* bytes around a record's message */

/* CRC-32C (Castagnoli, reflected): "123456789" gives e3069283. */
static uint32_t crc32c(const unsigned char *bytes, size_t size)
{
    uint32_t state = 0xffffffffu;
    for (size_t i = 0; i < size; i++) {
        state ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            state = state >> 1 ^ (state & 1 ? 0x82f63b78u : 0);
    }
    return ~state;
}

/* As TFRecords hold it, so that a checksum of bytes that hold checksums is none of them. */
static uint32_t masked_crc(const void *bytes, size_t size)
{
    const uint32_t crc = crc32c(bytes, size);
    return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

/* The message is closed. */
static void put_record(struct proto *records, struct proto *message)
{
    const uint64_t length = message->size;
    const uint32_t head = masked_crc(&length, sizeof length), tail = masked_crc(message->bytes, message->size);
    records->failed = records->failed || message->failed;
    proto_raw(records, &length, sizeof length);
    proto_raw(records, &head, sizeof head);
    proto_raw(records, message->bytes, message->size);
    proto_raw(records, &tail, sizeof tail);
    proto_close(message);
}

void event_put_version(struct proto *records, double seconds)
{
    struct proto event = {0};
    proto_double(&event, EVENT_TIME, seconds);
    proto_text(&event, EVENT_VERSION, "brain.Event:2");
    put_record(records, &event);
}

void event_put_summary(struct proto *records, double seconds, int64_t step, struct proto *summary)
{
    struct proto event = {0};
    proto_double(&event, EVENT_TIME, seconds);
    proto_whole(&event, EVENT_STEP, (uint64_t)step);
    proto_message(&event, EVENT_SUMMARY, summary);
    put_record(records, &event);
}

/* ---- The file ---------------------------------------------------------------------------------------------------- */

static FILE *open_file(const char *path, const char *mode, struct tess_error *error)
{
    const char *found;
    FILE *file = tess_file_open(path, mode, &found);
    if (!file && found)
        tess_fail(error, TESS_IO, "%s: expected a file, found %s", path, found);
    else if (!file)
        io_fail(error, path, *mode == 'r' ? "read" : "write");
    return file;
}

bool event_file_append(const char *path, struct proto *records, struct tess_error *error)
{
    struct stat status;
    FILE *out = NULL;
    bool good = !records->failed || tess_fail(error, TESS_FAILED, "%s: out of memory", path);
    good = good && (out = open_file(path, "ab", error)) != NULL;
    if (good) {
        good = fstat(fileno(out), &status) == 0;
        const bool written = good && fwrite(records->bytes, 1, records->size, out) == records->size;
        const bool flushed = fflush(out) == 0 && fsync(fileno(out)) == 0;
        if (!written || !flushed) {
            io_fail(error, path, "write");
            if (good && ftruncate(fileno(out), status.st_size) != 0)
                io_fail(error, path, "cut back");
            good = false;
        }
        fclose(out);
    }
    proto_close(records);
    return good;
}

/* The step of an Event, 0 where it does not say. False where the message is none. */
static bool read_step(const unsigned char *at, size_t size, int64_t *step)
{
    const unsigned char *end = at + size;
    uint64_t key, value;
    *step = 0;
    while (at < end) {
        if (!proto_read_varint(&at, end, &key))
            return false;
        const unsigned wire = key & 7;
        value = wire == 1 ? 8 : 4; /* bytes that follow */
        if ((wire == 0 || wire == 2) && !proto_read_varint(&at, end, &value))
            return false;
        if (key == EVENT_STEP << 3)
            *step = (int64_t)value;
        if (wire != 0 && value > (size_t)(end - at))
            return false;
        at += wire == 0 ? 0 : value;
    }
    return true;
}

/* Reads a whole, undamaged record of a file that goes on for `left` bytes; *size is that of all of it. */
static bool read_record(FILE *in, uint64_t left, uint64_t *size, int64_t *step)
{
    unsigned char head[HEAD];
    uint64_t length;
    uint32_t crc;
    if (left < HEAD + TAIL || fread(head, 1, HEAD, in) != HEAD)
        return false;
    memcpy(&length, head, sizeof length);
    memcpy(&crc, head + sizeof length, sizeof crc);
    if (crc != masked_crc(&length, sizeof length) || length > left - HEAD - TAIL)
        return false;
    unsigned char *message = malloc((size_t)length + TAIL);
    bool good = message && fread(message, 1, (size_t)length + TAIL, in) == length + TAIL;
    if (good) {
        memcpy(&crc, message + length, sizeof crc);
        good = crc == masked_crc(message, (size_t)length) && read_step(message, (size_t)length, step);
    }
    free(message);
    *size = HEAD + length + TAIL;
    return good;
}

bool event_file_cut(const char *path, int64_t step, int64_t *last, struct tess_error *error)
{
    struct stat status;
    uint64_t kept = 0, size;
    int64_t found;
    *last = -1;
    if (stat(path, &status) != 0 && errno == ENOENT)
        return true;
    FILE *in = open_file(path, "rb", error);
    if (!in)
        return false;
    bool good = fstat(fileno(in), &status) == 0 || io_fail(error, path, "read");
    while (good && read_record(in, (uint64_t)status.st_size - kept, &size, &found) && found <= step) {
        kept += size;
        *last = found;
    }
    if (good && truncate(path, (off_t)kept) != 0)
        good = io_fail(error, path, "cut back");
    fclose(in);
    return good;
}
