/* AEDAT 2.0 of jAER, as DVS128 cameras give it (https://docs.inivation.com/software/software-advanced-usage/
 * file-formats/aedat-2.0.html): comment lines, then an address and a time stamp of microseconds an event, 32 bits each,
 * the high byte first. CIFAR10-DVS comes so. The columns count from the right in the file and from the left here. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "event_format.h"

enum { SIDE = 128, EVENT_SIZE = 8, LINE = 256 };

/* Bits of a DVS128's address. */
enum { OFF_BIT = 0x1, X_BITS = 0xfe, Y_BITS = 0x7f00, SPECIAL_BIT = 0x8000, ADDRESS_MAX = 0xffff };

/* Lines that start with '#' are the header. No address does: its high byte is 0. */
static bool aedat2_open(struct recording *recording, struct tess_error *error)
{
    static const char chip[] = "# AEChip: ";
    char line[LINE];
    for (uint64_t offset = 0; offset < recording->end;) {
        unsigned char first;
        if (!blob_read(&recording->blob, offset, 1, &first, "a header", error))
            return false;
        if (first != '#')
            break;
        uint64_t at = offset;
        if (!header_line(recording, &offset, line, sizeof line))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a header line, found the end",
                             recording->blob.name, at);
        if (strncmp(line, chip, sizeof chip - 1) == 0 && !strstr(line, "DVS128"))
            return tess_fail(error, TESS_BAD_DATA, "%s: offset %" PRIu64 ": expected a recording of a DVS128, found %s",
                             recording->blob.name, at, line + sizeof chip - 1);
        recording->start = offset;
    }
    recording->width = recording->height = SIDE;
    return true;
}

static bool aedat2_next(struct event_reader *reader, struct tess_error *error)
{
    size_t count;
    do {
        uint64_t offset = reader->place.offset;
        if (!reader_raw(reader, EVENT_SIZE, reader->recording->end, &count, error))
            return false;
        for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
            const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
            uint32_t address = big32(raw);
            if (address > ADDRESS_MAX)
                return tess_fail(error, TESS_BAD_DATA,
                                 "%s: offset %" PRIu64 ": expected an address of 0 to 0xffff, found 0x%" PRIx32,
                                 reader->recording->blob.name, offset, address);
            struct event event = {.time = place_extend(&reader->place, big32(raw + 4)),
                                  .x = (uint16_t)(SIDE - 1 - ((address & X_BITS) >> 1)),
                                  .y = (uint16_t)((address & Y_BITS) >> 8),
                                  .polarity = !(address & OFF_BIT)};
            if (!(address & SPECIAL_BIT) && !reader_put(reader, event, offset, error)) /* special: a sync pulse */
                return false;
        }
        reader->place.offset = offset;
    } while (reader->count == 0 && count > 0);
    return true;
}

const struct event_format aedat2_format = {
    .name = "AEDAT 2.0",
    .magic = "#!AER-DAT2.0",
    .suffix = ".aedat",
    .open = aedat2_open,
    .next = aedat2_next,
};
