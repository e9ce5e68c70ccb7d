/* N-MNIST's files (G. Orchard, A. Jayawant, G. Cohen, N. Thakor, "Converting static image datasets to spiking
 * neuromorphic datasets using saccades", 2015): 40 bits an event, the high byte first,
 *
 *     column 8, row 8, polarity 1, microseconds 23
 *
 * Row 240 is no event: it says that the camera's clock of 13 bits has wrapped and that what follows is 8192 us later.
 * N-Caltech101 comes in the same format, from a larger sensor. */
#include <inttypes.h>

#include "bytes.h"
#include "event_decode.h"
#include "event_format.h"

enum { SIDE = 34, EVENT_SIZE = 5, WRAP_ROW = 240, WRAP = 1 << 13, COLUMNS_MAX = 256 };

/* Files do not say what camera they are from: N-MNIST's, unless the model tells another, as N-Caltech101's. */
static bool nmnist_open(struct recording *recording, struct tess_error *error)
{
    recording_assume_sensor(recording, SIDE, SIDE);
    return (recording->width <= COLUMNS_MAX && recording->height <= WRAP_ROW) ||
           tess_fail(error, TESS_BAD_DATA,
                     "%s: offset 0: expected a sensor of at most %d x %d pixels, as N-MNIST's format has room for, "
                     "'sensor' says %d x %d",
                     recording->blob.name, COLUMNS_MAX, WRAP_ROW, recording->width, recording->height);
}

static bool nmnist_next(struct event_reader *reader, struct tess_error *error)
{
    struct event_place *place = &reader->place;
    size_t count;
    do {
        uint64_t offset = place->offset;
        if (!reader_raw(reader, EVENT_SIZE, EVENT_BATCH, reader->recording->end, &count, error))
            return false;
        for (size_t i = 0; i < count; i++, offset += EVENT_SIZE) {
            const unsigned char *raw = reader->bytes + i * EVENT_SIZE;
            uint32_t word = big32(raw + 1);
            if (raw[1] == WRAP_ROW) {
                place->base += WRAP;
                continue;
            }
            struct event event = {
                .time = place->base + (word & 0x7fffff), .x = raw[0], .y = raw[1], .polarity = word >> 23 & 1};
            if (!reader_put(reader, event, offset, error))
                return false;
        }
        place->offset = offset;
    } while (reader->count == 0 && count > 0);
    return true;
}

const struct event_format nmnist_format = {
    .name = "N-MNIST",
    .suffix = ".bin",
    .open = nmnist_open,
    .next = nmnist_next,
};
